//! The selection on Wayland: what the compositor's data-control protocol gives.
//!
//! It tells what is selected and what was copied, not in which window, and lets no program press keys. So the primary
//! selection is taken as it is, and a replacement is put on the clipboard for the user to paste.

use super::{Capture, MOST_TEXT, Origin, Place, Replaced, Selection, Source, Unavailable, utf8};
use crate::{Failure, Rules};
use std::io::Read;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;
use wl_clipboard_rs::copy;
use wl_clipboard_rs::paste::{self, ClipboardType, Error, MimeType, Seat};
use wl_clipboard_rs::utils::{PrimarySelectionCheckError, is_primary_selection_supported};

/// How long the program that owns a selection may take to hand it over.
const READ: Duration = Duration::from_secs(2);
/// By this password managers mark what they copied.
const SECRET: &str = "x-kde-passwordManagerHint";

pub struct Wayland {
    primary: bool,
}

impl Wayland {
    pub fn connect() -> Result<Wayland, Unavailable> {
        match is_primary_selection_supported() {
            Ok(primary) => Ok(Wayland { primary }),
            Err(PrimarySelectionCheckError::NoSeats) => Ok(Wayland { primary: false }),
            Err(PrimarySelectionCheckError::MissingProtocol) => Err(Unavailable(
                "This Wayland compositor lets no program read the selection of others (it offers neither \
                 ext-data-control nor wlr-data-control). Copy the text and paste it into Stet."
                    .into(),
            )),
            Err(error) => Err(Unavailable(format!(
                "The Wayland compositor can't be reached ({error}). Check WAYLAND_DISPLAY and XDG_RUNTIME_DIR."
            ))),
        }
    }
}

impl Selection for Wayland {
    /// The primary selection, whatever window it is in; where the compositor has none, nothing is captured.
    fn capture(&self, _: &Rules) -> Result<Capture, Failure> {
        let text = if self.primary { read(ClipboardType::Primary)? } else { None };
        let text = text.filter(|text| !text.is_empty()).ok_or(Failure::NothingSelected)?;
        Ok(Capture { text, source: Source::default(), origin: Origin::Last, place: Place::default() })
    }

    fn replace(&self, _: &Capture, _: &Rules, text: &str) -> Result<Replaced, Failure> {
        self.set_clipboard(text)?;
        Ok(Replaced::OnClipboard)
    }

    fn reselect(&self, source: &Source, _: &Rules, _: &str) -> Result<Capture, Failure> {
        Err(Failure::Moved { app: source.name().into() })
    }

    fn clipboard(&self) -> Result<Option<String>, Failure> {
        read(ClipboardType::Regular)
    }

    /// A thread serves it until another program copies something.
    fn set_clipboard(&self, text: &str) -> Result<(), Failure> {
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
