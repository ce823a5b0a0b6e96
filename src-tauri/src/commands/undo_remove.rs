//! Brings back what was removed last from the history, as long as the app lives.

use super::count;
use crate::session::Session;
use stet_core::wire::Failure;
use tauri::State;

#[tauri::command(async)]
#[specta::specta]
pub fn undo_remove(session: State<'_, Session>) -> Result<u32, Failure> {
    Ok(count(session.undo_remove()?))
}
