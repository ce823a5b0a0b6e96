//! Asks the user for the mail that the tray is to watch: the folder of a Maildir, or an mbox file.

use crate::dialog;
use crate::named::Named;
use stet_core::wire::Failure;
use tauri::{AppHandle, State};

/// Nothing when the user thought better of it.
#[tauri::command]
#[specta::specta]
pub async fn choose_mailbox(app: AppHandle, named: State<'_, Named>, maildir: bool) -> Result<Option<String>, Failure> {
    let chosen = if maildir { dialog::folder(&app).await? } else { dialog::any(&app).await? };
    Ok(chosen.map(|path| named.add(path)))
}
