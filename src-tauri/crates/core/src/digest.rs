//! Notifications in, a digest out: grouped by application and conversation, the urgent ones marked with the words that
//! made them so, one line a group.
//!
//! A notification is cleaned and its secrets are taken out on arrival ([`Notification::arrived`], [`seal`]), before
//! anything is stored, logged or shown to a model; what it says is data and never obeyed. Urgency is decided by rules
//! ([`urgent`]), never by a model. A model may only write the line of a group, and what it writes must rest on one message
//! at a time; else the group is told by its last message. Deliberately absent: the desktop's bus. Hiding others'
//! notifications is no part of this: [`Mode`] decides only what Stet itself shows.

mod arrive;
mod clause;
mod group;
mod line;
mod mode;
mod question;
mod seal;
mod source;
mod store;
#[cfg(test)]
mod tests;
mod urgent;
mod when;
mod words;

pub use arrive::Notify;
pub use group::{Digest, Group, Marked, digest};
pub use line::{Digester, Line};
pub use mode::{Held, Mode, Shown};
pub use seal::seal;
pub use store::{RETENTION, Store};
pub use urgent::{Kind, Preferences, Reason, urgent};

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

/// A notification, clean and without secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Notification {
    /// The number the desktop gave it; 0 when it gave none. Numbers begin anew when the desktop's daemon does.
    pub id: u32,
    /// The number of the notification that this one takes the place of; 0 for none.
    pub replaces: u32,
    pub app: String,
    /// The title: a sender, a subject, a channel.
    pub summary: String,
    pub body: String,
    pub importance: Importance,
    /// The kind as the sender named it (`im.received`, `email.arrived`); mostly empty.
    pub category: String,
    /// When it arrived, on the clock on the wall: what "by 5 pm" is read by.
    #[specta(type = String)]
    pub time: DateTime,
}

/// How important the sender says it is (the hint `urgency`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "lowercase")]
pub enum Importance {
    Low,
    #[default]
    Normal,
    Critical,
}

impl Importance {
    /// From the byte of the hint; what is no known one counts as normal.
    pub fn from_hint(byte: u8) -> Importance {
        match byte {
            0 => Importance::Low,
            2 => Importance::Critical,
            _ => Importance::Normal,
        }
    }

    pub fn hint(self) -> u8 {
        match self {
            Importance::Low => 0,
            Importance::Normal => 1,
            Importance::Critical => 2,
        }
    }
}

impl Notification {
    /// Title and body as one text.
    fn text(&self) -> String {
        match (self.summary.is_empty(), self.body.is_empty()) {
            (_, true) => self.summary.clone(),
            (true, _) => self.body.clone(),
            _ => format!("{}\n{}", self.summary, self.body),
        }
    }
}
