//! The text of a file that was dropped on the window.

use crate::files;
use crate::named::Named;
use stet_core::wire::Failure;
use tauri::State;

#[tauri::command(async)]
#[specta::specta]
pub fn read_dropped_file(named: State<'_, Named>, path: String) -> Result<String, Failure> {
    Ok(files::read(&named.take(&path)?)?)
}
