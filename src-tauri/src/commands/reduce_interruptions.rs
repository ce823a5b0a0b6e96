//! Reduces interruptions, or ends that with a summary of what was held back.

use crate::news;
use tauri::AppHandle;

#[tauri::command(async)]
#[specta::specta]
pub fn reduce_interruptions(app: AppHandle, on: bool) {
    news::reduce(&app, on);
}
