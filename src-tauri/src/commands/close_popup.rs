//! Hides the popup and stops what it was doing.

use crate::popup;
use tauri::AppHandle;

#[tauri::command]
#[specta::specta]
pub fn close_popup(app: AppHandle) {
    popup::hide(&app);
}
