//! The popup listens now.

use crate::popup::Popup;
use tauri::{AppHandle, State};

#[tauri::command]
#[specta::specta]
pub fn popup_ready(app: AppHandle, popup: State<'_, Popup>) {
    popup.ready(&app);
}
