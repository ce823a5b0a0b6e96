//! One run in full.

use crate::session::Session;
use stet_core::history::Run;
use stet_core::wire::Failure;
use tauri::State;

#[tauri::command(async)]
#[specta::specta]
pub fn show_run(session: State<'_, Session>, id: String) -> Result<Run, Failure> {
    Ok(session.history()?.show(&id)?)
}
