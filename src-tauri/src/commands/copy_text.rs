//! Puts a text on the clipboard.

use std::sync::{Mutex, PoisonError};
use stet_core::{Code, Error, wire::Failure};
use tauri::State;

/// The clipboard, opened at the first copy. It lives as long as the application: on X11 the owner of the clipboard
/// is who hands out its contents.
#[derive(Default)]
pub struct Clipboard(Mutex<Option<arboard::Clipboard>>);

impl Clipboard {
    /// Errors: `unsupported` when the desktop gives no clipboard.
    pub fn set(&self, text: String) -> stet_core::Result<()> {
        let mut clipboard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let opened = match clipboard.take() {
            Some(open) => Ok(open),
            None => arboard::Clipboard::new(),
        };
        opened
            .and_then(|open| clipboard.insert(open).set_text(text))
            .map_err(|error| Error::new(Code::Unsupported, format!("The text could not be copied: {error}.")))
    }
}

#[tauri::command]
#[specta::specta]
pub fn copy_text(clipboard: State<'_, Clipboard>, text: String) -> Result<(), Failure> {
    clipboard.set(text).map_err(|error| Failure::from(&error))
}
