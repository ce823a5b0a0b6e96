//! Whether notifications are read along, and why not where they should be.

use crate::news::{News, Watching};
use tauri::State;

#[tauri::command]
#[specta::specta]
pub fn watching(news: State<'_, News>) -> Watching {
    news.watching()
}
