//! Shows the main window, with a text to work on if there is one.

use crate::window;
use tauri::AppHandle;

// Where a window is made, the thread that handles its events must be free.
#[tauri::command(async)]
#[specta::specta]
pub fn open_main(app: AppHandle, text: Option<String>) {
    window::show_main(&app, text.map(Into::into));
}
