//! Shows the main window, with a text to work on if there is one.

use crate::window;
use tauri::AppHandle;

#[tauri::command]
#[specta::specta]
pub fn open_main(app: AppHandle, text: Option<String>) {
    window::show_main(&app, text);
}
