//! Keeps the text being written.

use crate::draft::{self, Draft};
use crate::session::Session;
use stet_core::wire::Failure;
use tauri::State;

#[tauri::command(async)]
#[specta::specta]
pub fn save_draft(session: State<'_, Session>, draft: Draft) -> Result<(), Failure> {
    Ok(draft::save(session.home(), &draft)?)
}
