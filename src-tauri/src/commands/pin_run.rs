//! Keeps a run whatever the retention says, or no longer.

use crate::session::Session;
use stet_core::wire::Failure;
use tauri::State;

#[tauri::command(async)]
#[specta::specta]
pub fn pin_run(session: State<'_, Session>, id: String, pinned: bool) -> Result<(), Failure> {
    Ok(session.history()?.pin(&id, pinned)?)
}
