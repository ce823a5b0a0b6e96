//! Adds a word to the dictionary; the next proofreading knows it.

use crate::session::Session;
use stet_core::wire::Failure;
use tauri::State;

#[tauri::command(async)]
#[specta::specta]
pub fn add_word(session: State<'_, Session>, word: String) -> Result<(), Failure> {
    Ok(session.add_word(&word)?)
}
