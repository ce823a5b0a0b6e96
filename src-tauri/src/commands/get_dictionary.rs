//! The user's own words.

use crate::session::Session;
use tauri::State;

#[tauri::command]
#[specta::specta]
pub fn get_dictionary(session: State<'_, Session>) -> Vec<String> {
    session.choices().dictionary.clone()
}
