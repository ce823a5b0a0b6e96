//! Puts a text in the place of the selection that the popup is over.

use crate::everywhere::{self, Replacing};
use stet_core::{Code, Error, wire::Failure};
use tauri::AppHandle;

#[tauri::command]
#[specta::specta]
pub async fn replace_selection(app: AppHandle, text: String) -> Result<Replacing, Failure> {
    let replaced = tauri::async_runtime::spawn_blocking(move || everywhere::replace(&app, &text)).await;
    let replaced =
        replaced.unwrap_or_else(|error| Err(Error::new(Code::Internal, "The text was not replaced.").because(error)));
    replaced.map_err(|error| Failure::from(&error))
}
