//! The selection on Wayland: what the compositor's data-control protocol gives, and what applications tell besides.
//!
//! The protocol tells what is selected and what was copied, not in which window, and lets no program press keys. So the
//! primary selection is taken as it is, and a replacement is put on the clipboard for the user to paste. Where that
//! selection is empty, or the compositor has no such protocol, the application in front is asked ([`accessible`]); what it
//! told may be replaced in place.

use super::accessible::{self, Spot};
use super::{Capture, MOST_TEXT, Origin, Place, Replaced, Selection, Source, Unavailable, utf8};
use crate::{Failure, Rules};
use std::io::Read;
use std::sync::{Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};
use wl_clipboard_rs::copy;
use wl_clipboard_rs::paste::{self, ClipboardType, Error, MimeType, Seat};
use wl_clipboard_rs::utils::{PrimarySelectionCheckError, is_primary_selection_supported};

/// How long the program that owns a selection may take to hand it over.
const READ: Duration = Duration::from_secs(2);
/// By this password managers mark what they copied.
const SECRET: &str = "x-kde-passwordManagerHint";

pub struct Wayland {
    reach: Reach,
    /// Where the last capture was, if an application told it.
    spot: Mutex<Option<Spot>>,
}

/// What can be reached of other windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The clipboard, and the primary selection if there is one.
    DataControl { primary: bool },
    /// What applications tell, and nothing else.
    Accessibility,
}

impl Wayland {
    pub fn connect() -> Result<Wayland, Unavailable> {
        let reach = match is_primary_selection_supported() {
            Ok(primary) => Reach::DataControl { primary },
            Err(PrimarySelectionCheckError::NoSeats) => Reach::DataControl { primary: false },
            Err(PrimarySelectionCheckError::MissingProtocol) if accessible::is_on() => Reach::Accessibility,
            Err(PrimarySelectionCheckError::MissingProtocol) => {
                return Err(Unavailable(
                    "This Wayland compositor lets no program read the selection of others (it offers neither \
                     ext-data-control nor wlr-data-control), and there is no accessibility bus to ask applications on. \
                     Copy the text and paste it into Stet."
                        .into(),
                ));
            }
            Err(error) => {
                return Err(Unavailable(format!(
                    "The Wayland compositor can't be reached ({error}). Check WAYLAND_DISPLAY and XDG_RUNTIME_DIR."
                )));
            }
        };
        Ok(Wayland { reach, spot: Mutex::default() })
    }

    pub fn reach(&self) -> Reach {
        self.reach
    }

    fn spot(&self) -> MutexGuard<'_, Option<Spot>> {
        self.spot.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Selection for Wayland {
    /// The primary selection, whatever window it is in; where that is empty, what the application in front tells.
    fn capture(&self, rules: &Rules) -> Result<Capture, Failure> {
        let mut spot = self.spot();
        *spot = None;
        let primary = self.reach == Reach::DataControl { primary: true };
        let text = if primary { read(ClipboardType::Primary)? } else { None };
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            return Ok(Capture { text, source: Source::default(), origin: Origin::Last, place: Place::default() });
        }
        match (accessible::capture(rules)?, self.reach) {
            (Some((capture, there)), _) => {
                *spot = Some(there);
                Ok(capture)
            }
            (None, Reach::DataControl { .. }) => Err(Failure::NothingSelected),
            (None, Reach::Accessibility) => Err(Failure::NotTold),
        }
    }

    fn replace(&self, capture: &Capture, _: &Rules, text: &str) -> Result<Replaced, Failure> {
        let started = Instant::now();
        let app = capture.source.name();
        // The last capture's spot is no other capture's.
        let spot = self.spot().take_if(|spot| spot.is_of(capture));
        if let Some(spot) = spot
            && accessible::replace(&spot, app, text)?
        {
            return Ok(Replaced::Pasted { after: started.elapsed(), restored: true });
        }
        match self.reach {
            Reach::DataControl { .. } => self.set_clipboard(text).map(|()| Replaced::OnClipboard),
            Reach::Accessibility => Err(Failure::NotPasted { app: app.into() }),
        }
    }

    fn reselect(&self, source: &Source, rules: &Rules, text: &str) -> Result<Capture, Failure> {
        let (capture, there) = accessible::reselect(source, rules, text)?;
        *self.spot() = Some(there);
        Ok(capture)
    }

    fn clipboard(&self) -> Result<Option<String>, Failure> {
        match self.reach {
            Reach::DataControl { .. } => read(ClipboardType::Regular),
            Reach::Accessibility => Err(Failure::NoClipboard),
        }
    }

    /// A thread serves it until another program copies something.
    fn set_clipboard(&self, text: &str) -> Result<(), Failure> {
        if self.reach == Reach::Accessibility {
            return Err(Failure::NoClipboard);
        }
        let source = copy::Source::Bytes(text.as_bytes().into());
        let copied = copy::Options::new().copy(source, copy::MimeType::Text);
        copied.map_err(|error| Failure::Display(error.to_string()))
    }
}

fn read(from: ClipboardType) -> Result<Option<String>, Failure> {
    let kinds = match paste::get_mime_types(from, Seat::Unspecified) {
        Err(error) => return nothing(error),
        Ok(kinds) => kinds,
    };
    if kinds.contains(SECRET) {
        return Err(Failure::Excluded { app: "The password manager".into() });
    }
    let (pipe, _) = match paste::get_contents(from, Seat::Unspecified, MimeType::Text) {
        Err(error) => return nothing(error),
        Ok(contents) => contents,
    };
    // A pipe has no time limit of its own. The thread of a program that never writes ends when that program does.
    let (send, receive) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = pipe.take(MOST_TEXT as u64 + 1).read_to_end(&mut bytes).map(|_| bytes);
        let _ = send.send(read);
    });
    match receive.recv_timeout(READ) {
        Err(_) => Err(Failure::NoAnswer { app: "The application".into() }),
        Ok(Err(error)) => Err(Failure::Display(error.to_string())),
        Ok(Ok(bytes)) if bytes.len() > MOST_TEXT => Err(Failure::TooLarge),
        Ok(Ok(bytes)) => utf8(bytes).map(Some),
    }
}

fn nothing(error: Error) -> Result<Option<String>, Failure> {
    match error {
        Error::NoSeats | Error::ClipboardEmpty | Error::NoMimeType => Ok(None),
        error => Err(Failure::Display(error.to_string())),
    }
}
