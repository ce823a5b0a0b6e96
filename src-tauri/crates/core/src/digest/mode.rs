//! "Reduce interruptions": while it is on, Stet shows only what is urgent, and tells the rest when it ends. A state and
//! nothing else: others' notifications are theirs, and what was held back is in the [`Store`](super::Store).

use super::Notification;
use super::urgent::{Preferences, Reason, urgent};
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "kebab-case", tag = "mode")]
pub enum Mode {
    /// Everything is shown.
    #[default]
    Everything,
    /// Only what is urgent.
    Reduced(Held),
}

/// What happened since the mode was turned on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Held {
    #[specta(type = String)]
    pub since: DateTime,
    /// Notifications that were shown…
    pub shown: u32,
    /// …and that were not.
    pub held: u32,
}

/// Whether Stet shows a notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    Urgent(Reason),
    Plain,
    /// Kept for the summary at the end.
    Held,
}

impl Mode {
    /// Turns it on; when it is on already, it stays as it is.
    pub fn reduce(&mut self, now: DateTime) {
        if *self == Mode::Everything {
            *self = Mode::Reduced(Held { since: now, shown: 0, held: 0 });
        }
    }

    /// Turns it off, and tells what to sum up: the notifications since then. `None` when it was not on.
    pub fn end(&mut self) -> Option<Held> {
        match std::mem::take(self) {
            Mode::Everything => None,
            Mode::Reduced(held) => Some(held),
        }
    }

    /// Decides about a notification that has just arrived, and counts it.
    pub fn meet(&mut self, notification: &Notification, preferences: &Preferences) -> Shown {
        match (urgent(notification, preferences), self) {
            (Some(reason), mode) => {
                if let Mode::Reduced(held) = mode {
                    held.shown += 1;
                }
                Shown::Urgent(reason)
            }
            (None, Mode::Everything) => Shown::Plain,
            (None, Mode::Reduced(held)) => {
                held.held += 1;
                Shown::Held
            }
        }
    }
}
