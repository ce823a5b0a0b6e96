//! Writes a text into a file that the user named.

use crate::named::Named;
use stet_core::home;
use stet_core::wire::Failure;
use tauri::State;

/// A file that is there is replaced once the new one is whole.
#[tauri::command(async)]
#[specta::specta]
pub fn save_text(named: State<'_, Named>, path: String, text: String) -> Result<(), Failure> {
    Ok(home::write(&named.take(&path)?, text.as_bytes())?)
}
