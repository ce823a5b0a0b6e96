//! The text on the clipboard, for when nothing is selected.

use crate::everywhere::Everywhere;
use stet_core::wire::Failure;
use tauri::State;

#[tauri::command(async)]
#[specta::specta]
pub fn clipboard_text(everywhere: State<'_, Everywhere>) -> Result<String, Failure> {
    everywhere.clipboard().map_err(|error| Failure::from(&error))
}
