//! The text that was being written when the app was last open.

use crate::draft::{self, Draft};
use crate::session::Session;
use crate::window::Opened;
use stet_core::wire::Failure;
use tauri::{AppHandle, State};

/// The window asks for it once it is ready, so it then also hears of the file that it was opened with.
#[tauri::command(async)]
#[specta::specta]
pub fn load_draft(
    app: AppHandle,
    session: State<'_, Session>,
    opened: State<'_, Opened>,
) -> Result<Option<Draft>, Failure> {
    let draft = draft::load(session.home())?;
    opened.tell(&app);
    Ok(draft)
}
