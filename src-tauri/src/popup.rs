//! The popup: a small window made hidden when the app starts, so that it is there at once when it is needed.

use crate::runs::Runs;
use serde::Serialize;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tauri::{AppHandle, Emitter, Manager};

pub const LABEL: &str = "popup";

/// What the popup is waiting for.
#[derive(Default)]
pub struct Popup(Mutex<State>);

#[derive(Default)]
struct State {
    /// Its page is there and hears events.
    listening: bool,
    /// A text to show as soon as it listens.
    waiting: Option<String>,
}

/// The text that the popup is over.
#[derive(Debug, Clone, Serialize)]
struct Over {
    text: String,
}

impl Popup {
    /// The popup's page listens now.
    pub fn ready(&self, app: &AppHandle) {
        tracing::info!(window = LABEL, "listens");
        let mut state = self.state();
        state.listening = true;
        if let Some(text) = state.waiting.take() {
            appear(app, text);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Shows the popup over a text, as soon as its page is there.
pub fn show(app: &AppHandle, text: String) {
    let popup = app.state::<Popup>();
    let mut state = popup.state();
    if state.listening {
        appear(app, text);
    } else {
        state.waiting = Some(text);
    }
}

fn appear(app: &AppHandle, text: String) {
    let shown = app.emit_to(LABEL, "popup", Over { text }).and_then(|()| match app.get_webview_window(LABEL) {
        Some(window) => window.show().and_then(|()| window.set_focus()),
        None => Ok(()),
    });
    if let Err(error) = shown {
        tracing::warn!(%error, "the popup could not be shown");
    }
}

/// Hides the popup and cancels what it was doing.
pub fn hide(app: &AppHandle) {
    app.state::<Runs>().cancel_of(LABEL);
    if let Some(Err(error)) = app.get_webview_window(LABEL).map(|window| window.hide()) {
        tracing::warn!(%error, "the popup could not be hidden");
    }
}
