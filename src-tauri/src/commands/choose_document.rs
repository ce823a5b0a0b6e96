//! Asks the user for a document to read.

use crate::dialog;
use crate::named::Named;
use stet_core::wire::Failure;
use tauri::{AppHandle, State};

/// What can be read; see docs/documents.md.
const ENDINGS: &[&str] = &["txt", "md", "html", "htm", "eml", "mbox", "vtt", "srt", "pdf", "docx", "epub"];

/// Nothing when the user thought better of it.
#[tauri::command]
#[specta::specta]
pub async fn choose_document(app: AppHandle, named: State<'_, Named>) -> Result<Option<String>, Failure> {
    Ok(dialog::open(&app, "Stet", ENDINGS).await?.map(|path| named.add(path)))
}
