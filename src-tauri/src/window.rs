//! The windows: Tauri put together over one session. The only module that names the application's context.

use crate::commands::{self, copy_text::Clipboard};
use crate::instance::{Instance, Request};
use crate::named::Named;
use crate::popup::{self, Popup};
use crate::runs::Runs;
use crate::session::Session;
use serde::Serialize;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use stet_core::settings::{Settings, Theme};
use stet_core::{Code, Error, Result};
use tauri::{AppHandle, DragDropEvent, Emitter, Manager, Window, WindowEvent};

const MAIN: &str = "main";
/// How long the app waits, once its window is closed, for what was running to be recorded as cancelled.
const PATIENCE: Duration = Duration::from_secs(2);

/// Opens the window, with a text to work on if there is one, and returns when it has been closed; or shows the window
/// that is open already, and returns at once.
///
/// Errors: `unsupported` when there is no display, `io` when the open app does not answer, `internal` when the web view
/// can't be started.
pub fn open(session: Session, text: Option<String>) -> Result<()> {
    display()?;
    let Some(instance) = Instance::begin(session.home(), &Request::Main { text: text.clone() })? else {
        return Ok(());
    };
    let commands = commands::builder();
    tauri::Builder::default()
        .manage(session)
        .manage(Runs::default())
        .manage(Clipboard::default())
        .manage(Named::default())
        .manage(Popup::default())
        .manage(Opened(Mutex::new(text)))
        .invoke_handler(commands.invoke_handler())
        .setup(|app| {
            let handle = app.handle().clone();
            let session = app.state::<Session>().inner().clone();
            dress(&handle, &session.choices().settings);
            instance.listen(move |request| match request {
                Request::Main { text } => show_main(&handle, text),
                Request::Popup { text } => popup::show(&handle, text),
            });
            std::thread::spawn(move || session.check_history());
            Ok(())
        })
        .on_window_event(on_event)
        .run(tauri::generate_context!())
        .map_err(|error| Error::new(Code::Internal, format!("The window could not be opened: {error}.")).because(error))
}

/// A text that the app was started with, until the main window can take it.
pub struct Opened(Mutex<Option<String>>);

/// The main window's page asks for its draft first and listens for texts at about the same time.
const UNTIL_LISTENING: Duration = Duration::from_millis(300);

impl Opened {
    /// The main window is there now.
    pub fn tell(&self, app: &AppHandle) {
        let Some(text) = self.0.lock().unwrap_or_else(PoisonError::into_inner).take() else { return };
        let app = app.clone();
        std::thread::spawn(move || {
            std::thread::sleep(UNTIL_LISTENING);
            show_main(&app, Some(text));
        });
    }
}

#[derive(Debug, Clone, Serialize)]
struct Open {
    text: String,
}

/// Brings the main window to the front, with a text to work on if there is one.
pub fn show_main(app: &AppHandle, text: Option<String>) {
    let Some(window) = app.get_webview_window(MAIN) else { return };
    let shown = window
        .show()
        .and_then(|()| window.unminimize())
        .and_then(|()| window.set_focus())
        .and_then(|()| text.map_or(Ok(()), |text| app.emit_to(MAIN, "open", Open { text })));
    if let Err(error) = shown {
        tracing::warn!(%error, "the window could not be shown");
    }
}

/// Gives every window the look that the settings ask for.
pub fn dress(app: &AppHandle, settings: &Settings) {
    let theme = match settings.theme {
        Theme::System => None,
        Theme::Light => Some(tauri::Theme::Light),
        Theme::Dark => Some(tauri::Theme::Dark),
    };
    for window in app.webview_windows().values() {
        if let Err(error) = window.set_theme(theme) {
            tracing::warn!(%error, "the theme could not be set");
        }
    }
}

fn on_event(window: &Window, event: &WindowEvent) {
    let app = window.app_handle();
    match (window.label(), event) {
        // It is used again and again; closing it would cost the next one its speed.
        (popup::LABEL, WindowEvent::CloseRequested { api, .. }) => {
            api.prevent_close();
            popup::hide(app);
        }
        (MAIN, WindowEvent::DragDrop(DragDropEvent::Drop { paths, .. })) => {
            let named = app.state::<Named>();
            paths.iter().for_each(|path| drop(named.add(path.clone())));
        }
        (MAIN, WindowEvent::Destroyed) => quit(app.clone()),
        _ => {}
    }
}

/// Cancels what is running and ends the app, the popup included, as soon as that has stopped.
fn quit(app: AppHandle) {
    let runs = app.state::<Runs>().inner().clone();
    runs.cancel_all();
    std::thread::spawn(move || {
        let started = Instant::now();
        while !runs.is_idle() && started.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(20));
        }
        if runs.is_idle() { app.exit(0) } else { crate::leave(0) }
    });
}

/// On Linux the toolkit's own complaint about a missing display names neither cause nor remedy.
fn display() -> Result<()> {
    let named = |variable| std::env::var_os(variable).is_some_and(|value| !value.is_empty());
    if cfg!(target_os = "linux") && !named("DISPLAY") && !named("WAYLAND_DISPLAY") {
        let error = Error::new(Code::Unsupported, "There is no display to open a window on.");
        return Err(error.hint("In a terminal, use for example `stet proofread FILE`."));
    }
    Ok(())
}
