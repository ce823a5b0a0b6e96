//! The text that was being written when the app was last open.

use crate::draft::{self, Draft};
use crate::session::Session;
use stet_core::wire::Failure;
use tauri::State;

#[tauri::command(async)]
#[specta::specta]
pub fn load_draft(session: State<'_, Session>) -> Result<Option<Draft>, Failure> {
    Ok(draft::load(session.home())?)
}
