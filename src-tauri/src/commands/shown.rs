//! The page of a window is drawn, with what it is to show in it, and hears events.

use crate::window::Opened;
use tauri::{State, WebviewWindow};

#[tauri::command]
#[specta::specta]
pub fn shown(opened: State<'_, Opened>, window: WebviewWindow) {
    // `stet bench window` measures how long that took.
    tracing::info!(window = window.label(), "shown");
    opened.shown(&window);
}
