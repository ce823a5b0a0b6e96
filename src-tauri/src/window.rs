//! The windows: Tauri put together over one session. The only module that names the application's context.

use crate::commands::{self, copy_text::Clipboard};
use crate::consents::Consents;
use crate::documents;
use crate::everywhere::{self, Everywhere};
use crate::glance::Glances;
use crate::hotkeys::{self, Hotkeys};
use crate::instance::{Instance, Request};
use crate::mail::{self, Mail};
use crate::named::Named;
use crate::news::{self, News};
use crate::popup::{self, Over, Popup};
use crate::runs::Runs;
use crate::session::Session;
use crate::tray;
use serde::Serialize;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use stet_core::document::Document;
use stet_core::settings::{Settings, Theme};
use stet_core::{Code, Error, Result};
use tauri::{AppHandle, DragDropEvent, Emitter, Manager, WebviewWindow, WebviewWindowBuilder, Window, WindowEvent};

pub const MAIN: &str = "main";
/// How long the app waits, once its window is closed, for what was running to be recorded as cancelled.
const PATIENCE: Duration = Duration::from_secs(2);

/// How the app begins.
#[derive(Default)]
pub struct Start {
    /// What to work on.
    pub document: Option<Document>,
    /// Without the main window, which is made when it is first asked for; the app then stays when that is closed.
    pub hidden: bool,
}

/// Opens the app and returns when it has ended; or has the one that is open already do the same, and returns at once.
///
/// Errors: `unsupported` when there is no display, `io` when the open app does not answer, `internal` when the web view
/// can't be started.
pub fn open(session: Session, Start { document, hidden }: Start) -> Result<()> {
    display()?;
    let wanted = if hidden { Request::Stay } else { Request::Main { document: document.clone() } };
    let Some(instance) = Instance::begin(session.home(), &wanted)? else {
        return Ok(());
    };
    let opened = document.map(|document| Open::document(&session, document));
    let commands = commands::builder();
    tauri::Builder::default()
        .manage(session)
        .manage(Runs::default())
        .manage(Consents::default())
        .manage(Clipboard::default())
        .manage(Named::default())
        .manage(Popup::default())
        .manage(Everywhere::default())
        .manage(Hotkeys::default())
        .manage(Glances::default())
        .manage(News::default())
        .manage(Mail::default())
        .manage(Opened::with(opened))
        .manage(Stays(AtomicBool::new(hidden)))
        .invoke_handler(commands.invoke_handler())
        .setup(move |app| {
            let handle = app.handle().clone();
            let session = app.state::<Session>().inner().clone();
            if !hidden {
                make(&handle, MAIN)?;
            }
            make(&handle, popup::LABEL)?;
            if hidden {
                app.state::<Opened>().opening().attends = true;
                attend(&handle);
            }
            instance.listen(move |request| match request {
                Request::Main { document } => {
                    show_main(&handle, document.map(|document| Open::document(&handle.state::<Session>(), document)));
                }
                Request::Popup { text } => {
                    everywhere::forget(&handle);
                    popup::show(&handle, Over { text, ..Over::default() }, None);
                }
                Request::Capture { tool } => everywhere::capture(&handle, tool),
                Request::Revert => everywhere::revert_or_say(&handle),
                Request::Stay => handle.state::<Stays>().0.store(true, Ordering::Relaxed),
                Request::Quit => quit(handle.clone()),
            });
            std::thread::spawn(move || session.check_history());
            Ok(())
        })
        .on_window_event(on_event)
        .run(tauri::generate_context!())
        .map_err(|error| Error::new(Code::Internal, format!("The window could not be opened: {error}.")).because(error))
}

/// Listens to keys, to the tray, to notifications and to new mail from now on: after a window that is opened, which must
/// not wait.
fn attend(app: &AppHandle) {
    hotkeys::begin(app);
    tray::begin(app);
    let choices = app.state::<Session>().choices();
    news::listen(app, &choices.settings);
    mail::listen(app, &choices.settings);
    let stays = app.clone();
    std::thread::spawn(move || {
        everywhere::prune(&stays);
        if tray::is_shown() {
            stays.state::<Stays>().0.store(true, Ordering::Relaxed);
        }
    });
}

/// Makes one of the windows that the configuration describes.
fn make(app: &AppHandle, label: &str) -> tauri::Result<WebviewWindow> {
    let config = app.config().app.windows.iter().find(|window| window.label == label);
    let window = WebviewWindowBuilder::from_config(app, config.ok_or(tauri::Error::WindowNotFound)?)?.build()?;
    dress_one(&window, &app.state::<Session>().choices().settings);
    Ok(window)
}

/// Whether the app stays when its main window is closed: it was started for its keys, or can be seen in the tray.
struct Stays(AtomicBool);

/// Whether the main window's page hears events, and what it is to have as soon as it does.
#[derive(Default)]
pub struct Opened(Mutex<Opening>);

#[derive(Default)]
struct Opening {
    listening: bool,
    waiting: Option<Open>,
    /// Keys, tray, notifications and mail are attended to, or will be at once.
    attends: bool,
}

impl Opened {
    fn with(open: Option<Open>) -> Opened {
        Opened(Mutex::new(Opening { waiting: open, ..Opening::default() }))
    }

    /// A window's page is drawn and listens.
    pub fn shown(&self, window: &WebviewWindow) {
        if window.label() != MAIN {
            return;
        }
        let app = window.app_handle();
        let mut opening = self.opening();
        opening.listening = true;
        if let Some(open) = opening.waiting.take() {
            tell(app, open);
        }
        let first = !std::mem::replace(&mut opening.attends, true);
        drop(opening);
        let attending = app.clone();
        if first && let Err(error) = app.run_on_main_thread(move || attend(&attending)) {
            tracing::warn!(%error, "there are no keys and there is no tray");
        }
    }

    /// Has the page take a text, now or as soon as it listens.
    fn take(&self, app: &AppHandle, open: Open) {
        let mut opening = self.opening();
        if opening.listening { tell(app, open) } else { opening.waiting = Some(open) }
    }

    fn opening(&self) -> MutexGuard<'_, Opening> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A text for the main window's paper.
#[derive(Debug, Clone, Serialize)]
pub struct Open {
    text: String,
    /// The document that it was read from.
    document: Option<documents::Opened>,
}

impl Open {
    /// The text of a document, whose places are known from now on. What has no title is text as it stands.
    fn document(session: &Session, document: Document) -> Open {
        let (form, warnings) = (document.form, document.warnings.clone());
        let opened = document.title.clone().map(|title| documents::Opened { title, form, warnings });
        Open { text: session.know(document), document: opened }
    }
}

impl From<String> for Open {
    fn from(text: String) -> Open {
        Open { text, document: None }
    }
}

fn tell(app: &AppHandle, open: Open) {
    if let Err(error) = app.emit_to(MAIN, "open", open) {
        tracing::warn!(%error, "the window could not be told");
    }
}

/// Brings the main window to the front, with a text to work on if there is one.
pub fn show_main(app: &AppHandle, open: Option<Open>) {
    if let Some(open) = open {
        app.state::<Opened>().take(app, open);
    }
    let shown = match app.get_webview_window(MAIN) {
        Some(window) => {
            let shown = window.show().and_then(|()| window.unminimize()).and_then(|()| window.set_focus());
            everywhere::to_front(&window);
            shown
        }
        None => make(app, MAIN).map(drop),
    };
    if let Err(error) = shown {
        tracing::warn!(%error, "the window could not be shown");
    }
}

/// Gives every window the look that the settings ask for.
pub fn dress(app: &AppHandle, settings: &Settings) {
    app.webview_windows().values().for_each(|window| dress_one(window, settings));
}

fn dress_one(window: &WebviewWindow, settings: &Settings) {
    let theme = match settings.theme {
        Theme::System => None,
        Theme::Light => Some(tauri::Theme::Light),
        Theme::Dark => Some(tauri::Theme::Dark),
    };
    if let Err(error) = window.set_theme(theme) {
        tracing::warn!(%error, "the theme could not be set");
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
        // With its window goes most of the memory that the app takes while nobody looks at it.
        (MAIN, WindowEvent::Destroyed) if app.state::<Stays>().0.load(Ordering::Relaxed) => {
            app.state::<Opened>().opening().listening = false;
            app.state::<Runs>().cancel_of(MAIN);
        }
        (MAIN, WindowEvent::Destroyed) => quit(app.clone()),
        _ => {}
    }
}

/// Cancels what is running and ends the app, the popup included, as soon as that has stopped.
pub fn quit(app: AppHandle) {
    let runs = app.state::<Runs>().inner().clone();
    runs.cancel_all();
    std::thread::spawn(move || {
        let started = Instant::now();
        while !runs.is_idle() && started.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(20));
        }
        // Not by way of the toolkit: the model's thread lives on, and crashed in libraries that were being torn down.
        crate::leave(0)
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
