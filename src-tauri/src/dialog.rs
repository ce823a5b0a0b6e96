//! The file dialogs of the desktop, asked from here and not from a window, so that no window needs the right to.

use rfd::AsyncFileDialog;
use std::future::Future;
use std::path::PathBuf;
use stet_core::{Code, Error, Result};
use tauri::AppHandle;
use tokio::sync::oneshot;

/// Where to save a file; nothing when the user thought better of it.
///
/// Errors: `internal` when no dialog can be shown.
pub async fn save(app: &AppHandle, suggested: String) -> Result<Option<PathBuf>> {
    ask(app, move || AsyncFileDialog::new().set_file_name(suggested).save_file()).await
}

/// A file that is there, with one of these endings; nothing when the user thought better of it.
///
/// Errors: `internal` when no dialog can be shown.
pub async fn open(app: &AppHandle, kind: &'static str, endings: &'static [&'static str]) -> Result<Option<PathBuf>> {
    ask(app, move || AsyncFileDialog::new().add_filter(kind, endings).pick_file()).await
}

/// A file that is there, whatever its name; nothing when the user thought better of it.
///
/// Errors: `internal` when no dialog can be shown.
pub async fn any(app: &AppHandle) -> Result<Option<PathBuf>> {
    ask(app, || AsyncFileDialog::new().pick_file()).await
}

/// A folder that is there; nothing when the user thought better of it.
///
/// Errors: `internal` when no dialog can be shown.
pub async fn folder(app: &AppHandle) -> Result<Option<PathBuf>> {
    ask(app, || AsyncFileDialog::new().pick_folder()).await
}

/// Toolkits want their dialogs made on the main thread, and answer on any.
async fn ask<D>(app: &AppHandle, dialog: impl FnOnce() -> D + Send + 'static) -> Result<Option<PathBuf>>
where
    D: Future<Output = Option<rfd::FileHandle>> + Send + 'static,
{
    let failed = || Error::new(Code::Internal, "The file dialog could not be shown.");
    let (tell, told) = oneshot::channel();
    let show = move || {
        let asked = dialog();
        tauri::async_runtime::spawn(async move {
            drop(tell.send(asked.await.map(|file| file.path().to_owned())));
        });
    };
    app.run_on_main_thread(show).map_err(|error| failed().because(error))?;
    told.await.map_err(|error| failed().because(error))
}
