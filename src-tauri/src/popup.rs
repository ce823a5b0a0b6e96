//! The popup: a small window made hidden when the app starts, so that it is there at once when it is needed.

use crate::everywhere::{self, place};
use crate::runs::Runs;
use serde::Serialize;
use std::sync::{Mutex, MutexGuard, PoisonError};
use stet_core::wire::Failure;
use stet_platform::Place;
use tauri::{AppHandle, Emitter, LogicalSize, Manager, PhysicalPosition, WebviewWindow};

pub const LABEL: &str = "popup";

/// What the popup is waiting for.
#[derive(Default)]
pub struct Popup(Mutex<State>);

#[derive(Default)]
struct State {
    /// Its page is there and hears events.
    listening: bool,
    /// What to show as soon as it listens, and where.
    waiting: Option<(Over, Option<Place>)>,
    /// Where the text came from that it was shown over last.
    source: Option<String>,
}

/// What the popup is over.
#[derive(Debug, Clone, Default, Serialize, specta::Type)]
pub struct Over {
    pub text: String,
    /// The tool to begin with at once, by its id.
    pub tool: Option<String>,
    /// The application that the text was selected in.
    pub source: Option<String>,
    /// Why there is no text, or why it is not where it should be.
    pub failure: Option<Failure>,
}

impl Popup {
    /// The popup's page listens now.
    pub fn ready(&self, app: &AppHandle) {
        tracing::info!(window = LABEL, "listens");
        let mut state = self.state();
        state.listening = true;
        if let Some((over, place)) = state.waiting.take() {
            appear(app, over, place);
        }
    }

    /// The application that its text was selected in.
    pub fn source(&self) -> Option<String> {
        self.state().source.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Shows the popup over a text, as soon as its page is there: beside the place that is told, else where it was.
pub fn show(app: &AppHandle, over: Over, place: Option<Place>) {
    let popup = app.state::<Popup>();
    let mut state = popup.state();
    state.source = over.source.clone();
    if state.listening {
        appear(app, over, place);
    } else {
        state.waiting = Some((over, place));
    }
}

fn appear(app: &AppHandle, over: Over, place: Option<Place>) {
    with(app, "shown", |window| {
        app.emit_to(LABEL, "popup", over)?;
        // An empty monitor is one that the desktop does not tell.
        if let Some(place) = place.filter(|place| place.monitor.width > 0) {
            let (x, y) = place::beside(&place, size(window)?);
            window.set_position(PhysicalPosition::new(x, y))?;
        }
        come(window)
    });
}

/// In pixels. A window that was never shown does not know yet how large it will be; the configuration does.
fn size(window: &WebviewWindow) -> tauri::Result<(u32, u32)> {
    let told = window.outer_size()?;
    let windows = &window.app_handle().config().app.windows;
    let wanted = windows.iter().find(|config| config.label == LABEL);
    let wanted = wanted.map_or_else(Default::default, |config| LogicalSize::new(config.width, config.height));
    let wanted = wanted.to_physical::<u32>(window.scale_factor()?);
    Ok((told.width.max(wanted.width), told.height.max(wanted.height)))
}

/// Lets the window behind it have the keyboard. What it shows stays as it is.
pub fn away(app: &AppHandle) {
    with(app, "hidden", WebviewWindow::hide);
}

/// Brings it back as it was.
pub fn again(app: &AppHandle) {
    with(app, "shown", come);
}

fn come(window: &WebviewWindow) -> tauri::Result<()> {
    window.show()?;
    window.set_focus()?;
    everywhere::to_front(window);
    Ok(())
}

/// Hides the popup, cancels what it was doing, and forgets where its text came from.
pub fn hide(app: &AppHandle) {
    app.state::<Runs>().cancel_of(LABEL);
    everywhere::forget(app);
    away(app);
}

fn with(app: &AppHandle, what: &str, act: impl FnOnce(&WebviewWindow) -> tauri::Result<()>) {
    if let Some(Err(error)) = app.get_webview_window(LABEL).map(|window| act(&window)) {
        tracing::warn!(%error, "the popup could not be {what}");
    }
}
