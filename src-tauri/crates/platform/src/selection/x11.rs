//! The selection on X11: PRIMARY and CLIPBOARD, read and served over one connection, and keys by XTEST.

mod capture;
pub(crate) mod connection;
pub(crate) mod keys;
pub(crate) mod owner;
mod processes;
mod replace;
mod reselect;
mod source;
mod transfer;

use super::{Capture, Replaced, Selection, Source};
use crate::{Failure, Rules};
use connection::{Display, Listening};
use std::sync::{Arc, Mutex, MutexGuard, TryLockError};
use std::time::{Duration, Instant};
use x11rb::protocol::xproto::ConnectionExt as _;

/// How long a clipboard manager may take to keep what we would take with us.
const KEEP: Duration = Duration::from_secs(1);

/// How long a window of our own may take until it is on the screen.
const SHOWN: Duration = Duration::from_secs(2);

/// How long a window must have kept the keyboard.
const SETTLED: Duration = Duration::from_millis(150);

pub struct X11 {
    listening: Listening,
    turn: Mutex<()>,
}

impl X11 {
    /// Of the display that DISPLAY names.
    pub fn connect() -> Result<X11, Failure> {
        Ok(X11 { listening: Listening::connect()?, turn: Mutex::new(()) })
    }

    pub(crate) fn display(&self) -> &Arc<Display> {
        &self.listening.display
    }

    /// The window manager's name; nothing where none follows the common rules.
    pub(crate) fn window_manager(&self) -> Option<String> {
        self.display().window_manager().ok().flatten()
    }

    fn turn(&self) -> Result<MutexGuard<'_, ()>, Failure> {
        match self.turn.try_lock() {
            Ok(turn) => Ok(turn),
            Err(TryLockError::Poisoned(turn)) => Ok(turn.into_inner()),
            Err(TryLockError::WouldBlock) => Err(Failure::Busy),
        }
    }
}

impl Selection for X11 {
    fn capture(&self, rules: &Rules) -> Result<Capture, Failure> {
        let _turn = self.turn()?;
        capture::capture(self.display(), rules)
    }

    fn replace(&self, capture: &Capture, rules: &Rules, text: &str) -> Result<Replaced, Failure> {
        let _turn = self.turn()?;
        replace::replace(self.display(), capture, rules, text)
    }

    fn reselect(&self, source: &Source, rules: &Rules, text: &str) -> Result<Capture, Failure> {
        let _turn = self.turn()?;
        reselect::reselect(self.display(), source, rules, text)
    }

    fn clipboard(&self) -> Result<Option<String>, Failure> {
        let _turn = self.turn()?;
        let text = self.display().text(self.display().atoms.CLIPBOARD);
        text.map_err(|unread| unread.of("The program that copied last"))
    }

    fn set_clipboard(&self, text: &str) -> Result<(), Failure> {
        let _turn = self.turn()?;
        let (display, clipboard) = (self.display(), self.display().atoms.CLIPBOARD);
        let contents = Arc::new(display.as_text(text));
        // Whoever owns it, the user wants this there now; again if another program came in between.
        for _ in 0..3 {
            if display.own(clipboard, Some(Arc::clone(&contents)), display.owner(clipboard)?)? {
                return Ok(());
            }
        }
        Err(Failure::Display("another program keeps taking the clipboard".into()))
    }

    fn bring_to_front(&self, window: u32) -> Result<bool, Failure> {
        let until = Instant::now() + SHOWN;
        let display = self.display();
        loop {
            if display.is_shown(window)? && display.bring_to_front(window)? {
                // A window that was just asked for by the user's keys may get the keyboard back once more.
                std::thread::sleep(SETTLED);
                if !display.is_shown(window)? || display.has_focus(window)? {
                    return Ok(true);
                }
            }
            if Instant::now() > until {
                return Ok(false);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for X11 {
    /// What the clipboard holds through us would go with us: a clipboard manager, where there is one, keeps it.
    fn drop(&mut self) {
        let display = self.display();
        if display.state().owned.has(display.atoms.CLIPBOARD)
            && let Err(error) = hand_over(display)
        {
            tracing::debug!(%error, "no clipboard manager kept the clipboard");
        }
    }
}

fn hand_over(display: &Display) -> Result<(), Failure> {
    let atoms = &display.atoms;
    if display.owner(atoms.CLIPBOARD_MANAGER)? == 0 {
        return Ok(());
    }
    let time = display.now()?;
    display.state().answer = None;
    let (manager, save) = (atoms.CLIPBOARD_MANAGER, atoms.SAVE_TARGETS);
    display.conn.convert_selection(display.window, manager, save, atoms.STET_DATA_0, time)?;
    display.wait(Instant::now() + KEEP, |state| state.answer.filter(|answer| answer.target == save).map(|_| ()))?;
    Ok(())
}
