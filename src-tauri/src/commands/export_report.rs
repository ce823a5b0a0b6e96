//! Writes the whole privacy report to the file that was chosen for it.

use super::count;
use crate::named::Named;
use crate::session::Session;
use stet_core::wire::Failure;
use tauri::State;

#[tauri::command(async)]
#[specta::specta]
pub fn export_report(session: State<'_, Session>, named: State<'_, Named>, path: String) -> Result<u32, Failure> {
    Ok(count(session.export_report(&named.take(&path)?)?))
}
