//! Removes runs, all or none; `undo_remove` brings them back.

use super::count;
use crate::session::Session;
use stet_core::wire::Failure;
use tauri::State;

#[tauri::command(async)]
#[specta::specta]
pub fn remove_runs(session: State<'_, Session>, ids: Vec<String>) -> Result<u32, Failure> {
    Ok(count(session.remove_runs(&ids)?))
}
