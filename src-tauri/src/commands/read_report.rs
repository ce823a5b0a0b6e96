//! What was worked on where, and what of it has left this machine.

use crate::session::Session;
use serde::Serialize;
use stet_core::report::{Entry, Filter, Left};
use stet_core::wire::Failure;
use tauri::State;

#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct ReportPage {
    left: Left,
    /// Newest first.
    requests: Vec<Entry>,
}

#[tauri::command(async)]
#[specta::specta]
pub fn read_report(session: State<'_, Session>, filter: Filter) -> Result<ReportPage, Failure> {
    session.prune_report()?;
    let report = session.report()?;
    Ok(ReportPage { left: report.left()?, requests: report.list(&filter)? })
}
