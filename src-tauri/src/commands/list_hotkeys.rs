//! The keys that work in every application, and what is wrong with each.

use crate::hotkeys::{HotkeyList, Hotkeys};
use tauri::State;

#[tauri::command]
#[specta::specta]
pub fn list_hotkeys(hotkeys: State<'_, Hotkeys>) -> HotkeyList {
    hotkeys.list()
}
