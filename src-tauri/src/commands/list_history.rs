//! Runs of the past, the newest first: all that a filter lets through, or those of them that hold some words.

use crate::session::Session;
use stet_core::history::{Entry, Filter};
use stet_core::wire::Failure;
use tauri::State;

#[tauri::command(async)]
#[specta::specta]
pub fn list_history(session: State<'_, Session>, filter: Filter, words: String) -> Result<Vec<Entry>, Failure> {
    let history = session.history()?;
    Ok(if words.trim().is_empty() { history.list(&filter)? } else { history.search(&words, &filter)? })
}
