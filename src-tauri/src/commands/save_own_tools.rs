//! Replaces the file of the user's own tools, and says what is wrong with it.

use crate::session::Session;
use stet_core::run::Warning;
use stet_core::wire::Failure;
use tauri::State;

#[tauri::command(async)]
#[specta::specta]
pub fn save_own_tools(session: State<'_, Session>, text: String) -> Result<Vec<Warning>, Failure> {
    Ok(session.save_own_tools(&text)?)
}
