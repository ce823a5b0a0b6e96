//! Asks the user where to save a file.

use crate::dialog;
use crate::named::Named;
use stet_core::wire::Failure;
use tauri::{AppHandle, State};

/// Nothing when the user thought better of it.
#[tauri::command]
#[specta::specta]
pub async fn choose_save_path(
    app: AppHandle,
    named: State<'_, Named>,
    suggested: String,
) -> Result<Option<String>, Failure> {
    Ok(dialog::save(&app, suggested).await?.map(|path| named.add(path)))
}
