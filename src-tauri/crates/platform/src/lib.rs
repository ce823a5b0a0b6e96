//! What the desktop gives: the selection, the clipboard, pasting, notifications, the keyring, and facts about the session.
//!
//! - [`selection()`] is the selection in whatever window has the focus: taken, and given back changed.
//! - `notifications` reads along what applications tell the user, and sends notifications.
//! - `shortcuts` asks the desktop's portal for global keys, where no program may listen to the keyboard.
//! - [`secrets`] keeps keys in the keyring, or says where else.
//! - [`session::facts`] says what this desktop can do and what to do where it can't.
//! - [`bench`] measures capture and replacement against a real editor.
//!
//! It knows no window of Stet's, no model and no text tool. What a desktop does not give is said with a reason
//! ([`Unavailable`]), never imitated.

// Where a system's selection is not reached yet, what the others share is compiled and not used.
#![cfg_attr(not(all(unix, not(target_os = "macos"))), allow(dead_code))]

pub mod bench;
#[cfg(all(unix, not(target_os = "macos")))]
mod bus;
#[cfg(all(unix, not(target_os = "macos")))]
pub mod notifications;
mod rules;
pub mod secrets;
pub mod selection;
pub mod session;
#[cfg(all(unix, not(target_os = "macos")))]
pub mod shortcuts;

pub use rules::Rules;
pub use selection::{Capture, Failure, Origin, Place, Rect, Replaced, Selection, Source, Unavailable, selection};
