//! Takes a word out of the dictionary.

use crate::session::Session;
use stet_core::wire::Failure;
use tauri::State;

#[tauri::command(async)]
#[specta::specta]
pub fn remove_word(session: State<'_, Session>, word: String) -> Result<(), Failure> {
    Ok(session.remove_word(&word)?)
}
