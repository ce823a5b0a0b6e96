//! The selection of other applications: taken at the press of a key, shown in the popup, and replaced from there.
//!
//! The desktop is asked on threads of its own: it may take its time, and the windows must not wait for it. One thing is
//! done at a time; a second press of the key while the first is at work is let go.

pub mod journal;
pub mod place;

use crate::popup::{self, Over};
use crate::session::Session;
use journal::{Journal, Replacement};
use raw_window_handle::{HasWindowHandle, RawWindowHandle};
use serde::Serialize;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use stet_core::settings::{self, Settings};
use stet_core::wire::Failure;
use stet_core::{Code, Error, Result};
use stet_platform::{Capture, Failure as Refusal, Replaced, Rules, Selection, Unavailable};
use tauri::{AppHandle, Manager, WebviewWindow};

/// The desktop's selection, what was taken from it last, and what was replaced.
#[derive(Default)]
pub struct Everywhere {
    /// Asked for when it is first needed: a session without one has an app that works all the same.
    selection: OnceLock<Result<Box<dyn Selection>, Unavailable>>,
    taken: Mutex<Option<Capture>>,
    journal: Mutex<Option<Journal>>,
}

/// How a replacement ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum Replacing {
    /// The application has the text.
    Pasted,
    /// The text is on the clipboard, and pasting it is left to the user.
    Copied,
}

impl Everywhere {
    /// Errors: `unsupported`, with the reason.
    fn selection(&self) -> Result<&dyn Selection> {
        match self.selection.get_or_init(stet_platform::selection) {
            Ok(selection) => Ok(&**selection),
            Err(reason) => Err(Error::new(Code::Unsupported, reason.to_string())),
        }
    }

    /// The text on the clipboard.
    ///
    /// Errors: `text-empty`, `unsupported`, `desktop`.
    pub fn clipboard(&self) -> Result<String> {
        let text = self.selection()?.clipboard().map_err(refused)?;
        text.filter(|text| !text.trim().is_empty()).ok_or_else(|| {
            Error::new(Code::TextEmpty, "There is no text on the clipboard.").hint("Copy some text and try again.")
        })
    }

    fn taken(&self) -> MutexGuard<'_, Option<Capture>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with_journal<T>(&self, session: &Session, act: impl FnOnce(&mut Journal) -> T) -> T {
        let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        act(journal.get_or_insert_with(|| Journal::open(session.home())))
    }
}

/// Lets go of replacements that are older than the history keeps what the user wrote.
pub fn prune(app: &AppHandle) {
    let session = app.state::<Session>();
    let retention = session.choices().settings.history.retention;
    app.state::<Everywhere>().with_journal(&session, |journal| journal.prune(retention, jiff::Timestamp::now()));
}

/// Takes the selection of the focused window and shows the popup over it, with a tool at work at once if one is named.
/// Where nothing can be taken, the popup says why. Returns at once.
pub fn capture(app: &AppHandle, tool: Option<String>) {
    let app = app.clone();
    std::thread::spawn(move || match take(&app) {
        Ok(taken) => {
            let over =
                Over { text: taken.text.clone(), tool, source: Some(taken.source.name().to_owned()), failure: None };
            let place = taken.place;
            *app.state::<Everywhere>().taken() = Some(taken);
            popup::show(&app, over, Some(place));
        }
        Err(None) => tracing::debug!("a key was pressed while the selection was being read"),
        Err(Some(error)) => {
            *app.state::<Everywhere>().taken() = None;
            let failure = Some(Failure::from(&error));
            popup::show(&app, Over { tool, failure, ..Over::default() }, None);
        }
    });
}

/// The selected text of the focused window. Blocks; no error at all where that is being done already.
pub fn take(app: &AppHandle) -> std::result::Result<Capture, Option<Error>> {
    let everywhere = app.state::<Everywhere>();
    let selection = everywhere.selection().map_err(Some)?;
    let rules = rules(&app.state::<Session>().choices().settings);
    match selection.capture(&rules) {
        Ok(capture) if capture.source.pid == Some(std::process::id()) => Err(None),
        Ok(capture) => Ok(capture),
        Err(Refusal::Busy) => Err(None),
        Err(refusal) => Err(Some(refused(refusal))),
    }
}

/// Puts a text on the clipboard, or says in the log why not.
pub fn copy(app: &AppHandle, text: String) {
    let app = app.clone();
    std::thread::spawn(move || {
        let everywhere = app.state::<Everywhere>();
        let copied = everywhere.selection().and_then(|selection| selection.set_clipboard(&text).map_err(refused));
        if let Err(error) = copied {
            tracing::warn!(%error, "a text was not copied");
        }
    });
}

/// The popup is over a text that came from no other window.
pub fn forget(app: &AppHandle) {
    *app.state::<Everywhere>().taken() = None;
}

/// Puts a text in the place of what was taken last, and hides the popup; it comes back where that fails. A text that was
/// taken from nowhere has no place, so the new one goes to the clipboard. Blocks.
///
/// Errors: `unsupported`, `text-empty`, `desktop`.
pub fn replace(app: &AppHandle, text: &str) -> Result<Replacing> {
    let everywhere = app.state::<Everywhere>();
    let selection = everywhere.selection()?;
    let Some(taken) = everywhere.taken().clone() else {
        return selection.set_clipboard(text).map(|()| Replacing::Copied).map_err(refused);
    };
    let session = app.state::<Session>();
    let settings = session.choices().settings.clone();
    popup::away(app);
    match selection.replace(&taken, &rules(&settings), text) {
        Ok(Replaced::Pasted { after, restored }) => {
            tracing::info!(?after, restored, "replaced");
            let replacement = Replacement::of(&taken, text);
            let kept = settings.history.records() && !settings.private;
            everywhere.with_journal(&session, |journal| {
                journal.add(replacement, kept);
                journal.prune(settings.history.retention, jiff::Timestamp::now());
            });
            *everywhere.taken() = None;
            Ok(Replacing::Pasted)
        }
        Ok(Replaced::OnClipboard) => {
            popup::again(app);
            Ok(Replacing::Copied)
        }
        Err(refusal) => {
            popup::again(app);
            Err(refused(refusal))
        }
    }
}

/// Puts back what the last replacement took away. Blocks.
///
/// Errors: `not-found` when nothing was replaced, `unsupported`, `text-empty`, `desktop`.
pub fn revert(app: &AppHandle) -> Result<()> {
    let everywhere = app.state::<Everywhere>();
    let session = app.state::<Session>();
    let selection = everywhere.selection()?;
    let last = everywhere.with_journal(&session, |journal| journal.last().cloned());
    let last = last.ok_or_else(|| Error::new(Code::NotFound, "Nothing was replaced that could be taken back."))?;
    let rules = rules(&session.choices().settings);
    let back = selection.reselect(&last.source(), &rules, &last.replacement).and_then(|selected| {
        // What is selected now is exactly what was pasted.
        selection.replace(&selected, &rules, &last.original)
    });
    match back {
        Ok(_) => {
            everywhere.with_journal(&session, |journal| journal.drop_last());
            Ok(())
        }
        Err(refusal) => Err(refused(refusal).hint("What stood there before can be copied.")),
    }
}

/// The same, from a key or the tray: where it fails, the popup shows why, over what stood there before.
pub fn revert_or_say(app: &AppHandle) {
    let app = app.clone();
    std::thread::spawn(move || {
        if let Err(error) = revert(&app) {
            let everywhere = app.state::<Everywhere>();
            let last = everywhere.with_journal(&app.state::<Session>(), |journal| journal.last().cloned());
            forget(&app);
            let text = last.map(|last| last.original).unwrap_or_default();
            popup::show(&app, Over { text, failure: Some(Failure::from(&error)), ..Over::default() }, None);
        }
    });
}

/// Has a window of our own get the keyboard, once it is shown, also where the window manager guards the focus. Returns at
/// once.
pub fn to_front(window: &WebviewWindow) {
    let number = match window.window_handle().map(|handle| handle.as_raw()) {
        Ok(RawWindowHandle::Xlib(handle)) => handle.window as u32,
        Ok(RawWindowHandle::Xcb(handle)) => handle.window.get(),
        _ => return,
    };
    let app = window.app_handle().clone();
    std::thread::spawn(move || {
        let everywhere = app.state::<Everywhere>();
        match everywhere.selection().map(|selection| selection.bring_to_front(number)) {
            Ok(Ok(true)) => {}
            told => tracing::info!(?told, "a window did not get the keyboard"),
        }
    });
}

/// Stet's own lists, and the user's.
fn rules(settings: &Settings) -> Rules {
    let mut rules = Rules::default();
    rules.excluded.extend(settings::names(&settings.capture.excluded));
    rules.terminals.extend(settings::names(&settings.capture.terminals));
    rules
}

fn refused(refusal: Refusal) -> Error {
    let code = match refusal {
        Refusal::NothingSelected => Code::TextEmpty,
        Refusal::NotUnderstood | Refusal::TooLarge => Code::TextUnsuitable,
        Refusal::NoClipboard => Code::Unsupported,
        _ => Code::Desktop,
    };
    Error::new(code, refusal.to_string())
}
