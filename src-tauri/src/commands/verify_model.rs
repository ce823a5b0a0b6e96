//! Reads a whole model file and compares its SHA-256.

use super::download_event::{DownloadEvent, relay};
use crate::runs::Runs;
use crate::session::Session;
use tauri::{State, WebviewWindow, ipc::Channel};

#[tauri::command]
#[specta::specta]
pub fn verify_model(
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
        Ok(session.catalog().verify(&id, watch, &cancel)?.id)
    });
}
