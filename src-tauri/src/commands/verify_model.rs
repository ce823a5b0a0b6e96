//! Reads a whole model file and compares its SHA-256.

use super::download_event::{DownloadEvent, relay};
use crate::runs::Runs;
use crate::session::Session;
use stet_core::{Code, Error};
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
    relay(session.clone(), running, channel, async move |watch, cancel| {
        let verify = move || Ok(session.catalog().verify(&id, watch, &cancel)?.id);
        let broke = |error| Error::new(Code::Internal, "The work on the model broke off.").because(error);
        tauri::async_runtime::spawn_blocking(verify).await.map_err(broke)?
    });
}
