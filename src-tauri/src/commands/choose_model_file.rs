//! Asks the user for a model file.

use crate::dialog;
use crate::named::Named;
use stet_core::wire::Failure;
use tauri::{AppHandle, State};

/// Nothing when the user thought better of it.
#[tauri::command]
#[specta::specta]
pub async fn choose_model_file(app: AppHandle, named: State<'_, Named>) -> Result<Option<String>, Failure> {
    Ok(dialog::open(&app, "GGUF", &["gguf"]).await?.map(|path| named.add(path)))
}
