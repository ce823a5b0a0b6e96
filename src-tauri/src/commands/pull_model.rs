//! Fetches a model, or goes on with fetching it. Cancelling the run is a pause: what is there stays.

use super::download_event::{DownloadEvent, relay};
use crate::runs::Runs;
use crate::session::Session;
use stet_core::download::{self, Options};
use tauri::{State, WebviewWindow, ipc::Channel};

#[tauri::command]
#[specta::specta]
pub fn pull_model(
    session: State<'_, Session>,
    runs: State<'_, Runs>,
    window: WebviewWindow,
    run_id: String,
    id: String,
    channel: Channel<DownloadEvent>,
) {
    let session = session.inner().clone();
    let running = runs.begin(run_id, window.label());
    relay(session.clone(), running, channel, move |watch, cancel| {
        let (catalog, options) = (session.catalog(), Options::from_env());
        Ok(tauri::async_runtime::block_on(download::pull(&catalog, &id, &options, watch, &cancel))?.id)
    });
}
