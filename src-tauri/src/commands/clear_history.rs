//! Removes every run; `undo_remove` brings them back.

use super::count;
use crate::session::Session;
use stet_core::wire::Failure;
use tauri::State;

#[tauri::command(async)]
#[specta::specta]
pub fn clear_history(session: State<'_, Session>) -> Result<u32, Failure> {
    Ok(count(session.clear_history()?))
}
