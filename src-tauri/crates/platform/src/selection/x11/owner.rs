//! What we own of the selections, and answering those who ask for it.
//!
//! An answer is all of a format in one property, or in pieces (INCR) where it is large. Who has read what is remembered
//! from one [offer](Owned::offer) to the next, so that a paste is known to have been read.

use super::connection::Display;
use crate::Failure;
use std::sync::Arc;
use std::time::{Duration, Instant};
use x11rb::connection::RequestConnection;
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ChangeWindowAttributesAux, ConnectionExt as _, EventMask, PropMode, SELECTION_NOTIFY_EVENT,
    SelectionNotifyEvent, SelectionRequestEvent, Timestamp, Window,
};
use x11rb::wrapper::ConnectionExt as _;

/// Bytes in one property. More go in pieces of this size.
const PIECE: usize = 256 * 1024;
/// A reader that asked for nothing for so long has given up.
const PATIENCE: Duration = Duration::from_secs(10);
/// Readers remembered: a program that reads over and over must not fill the memory.
const READERS: usize = 256;

/// One format of a selection, as its owner would hand it over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Format {
    /// What it is asked for by.
    pub target: Atom,
    /// What it then says it is.
    pub kind: Atom,
    /// Bits of an item: 8, 16 or 32.
    pub width: u8,
    pub data: Vec<u8>,
}

/// Everything a selection holds, in its owner's order.
pub type Contents = Arc<Vec<Format>>;

struct Offer {
    selection: Atom,
    contents: Contents,
    since: Timestamp,
}

/// A format on its way in pieces.
struct Sending {
    requestor: Window,
    property: Atom,
    contents: Contents,
    format: usize,
    sent: usize,
    last: Instant,
}

/// Somebody asked for something.
#[derive(Clone, Copy)]
pub struct Reading {
    pub requestor: Window,
    /// Whether it was the content, not only what there is.
    pub content: bool,
    pub at: Instant,
}

#[derive(Default)]
pub struct Owned {
    offers: Vec<Offer>,
    sending: Vec<Sending>,
    pub readings: Vec<Reading>,
    /// How many requests were answered and pieces sent.
    pub served: u64,
}

impl Owned {
    pub fn offer(&mut self, selection: Atom, contents: Contents, since: Timestamp) {
        self.offers.retain(|offer| offer.selection != selection);
        self.offers.push(Offer { selection, contents, since });
        self.readings.clear();
    }

    pub fn contents(&self, selection: Atom) -> Option<Contents> {
        self.offers.iter().find(|offer| offer.selection == selection).map(|offer| Arc::clone(&offer.contents))
    }

    pub fn has(&self, selection: Atom) -> bool {
        self.offers.iter().any(|offer| offer.selection == selection)
    }

    /// Another program took the selection. One that took it before we did is of no concern any more.
    pub fn lost(&mut self, selection: Atom, time: Timestamp) {
        self.offers.retain(|offer| offer.selection != selection || time < offer.since);
    }

    /// Whether some reader is still being served.
    pub fn is_sending(&self) -> bool {
        !self.sending.is_empty()
    }

    pub fn answer(&mut self, display: &Display, request: SelectionRequestEvent) {
        self.served += 1;
        self.sending.retain(|sending| sending.last.elapsed() < PATIENCE);
        // Clients from before there were property names leave it out.
        let property = if request.property == 0 { request.target } else { request.property };
        let done = if request.target == display.atoms.MULTIPLE {
            self.several(display, &request, property)
        } else {
            self.convert(display, request.selection, request.requestor, request.target, property)
        };
        let property = match done {
            Ok(true) => property,
            Ok(false) => 0,
            Err(error) => {
                tracing::debug!(%error, "a reader of the clipboard could not be answered");
                0
            }
        };
        let notify = SelectionNotifyEvent {
            response_type: SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: request.time,
            requestor: request.requestor,
            selection: request.selection,
            target: request.target,
            property,
        };
        let _ = display.conn.send_event(false, request.requestor, EventMask::NO_EVENT, notify);
    }

    /// Several formats at once, named in pairs of target and property: how clipboard managers save everything.
    fn several(&mut self, display: &Display, request: &SelectionRequestEvent, property: Atom) -> Result<bool, Failure> {
        let mut pairs = display.numbers(request.requestor, property)?;
        for pair in pairs.chunks_exact_mut(2) {
            if !self.convert(display, request.selection, request.requestor, pair[0], pair[1])? {
                pair[1] = 0;
            }
        }
        let (requestor, kind) = (request.requestor, display.atoms.ATOM_PAIR);
        display.conn.change_property32(PropMode::REPLACE, requestor, property, kind, &pairs)?;
        Ok(true)
    }

    fn convert(
        &mut self,
        display: &Display,
        selection: Atom,
        requestor: Window,
        target: Atom,
        property: Atom,
    ) -> Result<bool, Failure> {
        let (conn, atoms) = (&display.conn, &display.atoms);
        let Some(offer) = self.offers.iter().find(|offer| offer.selection == selection) else { return Ok(false) };
        let mut reading = Reading { requestor, content: false, at: Instant::now() };
        if target == atoms.TARGETS {
            let formats = offer.contents.iter().map(|format| format.target);
            let targets: Vec<Atom> =
                [atoms.TARGETS, atoms.MULTIPLE, atoms.TIMESTAMP].into_iter().chain(formats).collect();
            conn.change_property32(PropMode::REPLACE, requestor, property, AtomEnum::ATOM, &targets)?;
        } else if target == atoms.TIMESTAMP {
            conn.change_property32(PropMode::REPLACE, requestor, property, AtomEnum::INTEGER, &[offer.since])?;
        } else {
            let Some(at) = offer.contents.iter().position(|format| format.target == target) else { return Ok(false) };
            let format = &offer.contents[at];
            reading.content = target != atoms.PASSING;
            if format.data.len() <= piece(conn.maximum_request_bytes()) {
                put(display, requestor, property, format, 0, format.data.len())?;
            } else {
                // Its property is deleted by the reader for each piece that it has taken.
                watch(display, requestor, EventMask::PROPERTY_CHANGE | EventMask::STRUCTURE_NOTIFY)?;
                let size = u32::try_from(format.data.len()).unwrap_or(u32::MAX);
                conn.change_property32(PropMode::REPLACE, requestor, property, atoms.INCR, &[size])?;
                let contents = Arc::clone(&offer.contents);
                self.sending.push(Sending { requestor, property, contents, format: at, sent: 0, last: reading.at });
            }
        }
        if self.readings.len() < READERS {
            self.readings.push(reading);
        }
        Ok(true)
    }

    /// A reader took a piece: the next one, and after the last an empty one.
    pub fn go_on(&mut self, display: &Display, requestor: Window, property: Atom) {
        let is = |sending: &Sending| sending.requestor == requestor && sending.property == property;
        let Some(at) = self.sending.iter().position(is) else { return };
        let sending = &mut self.sending[at];
        let format = &sending.contents[sending.format];
        let end = next(sending.sent, format.data.len(), piece(display.conn.maximum_request_bytes()));
        let ended = sending.sent == end;
        self.served += 1;
        if let Err(error) = put(display, requestor, property, format, sending.sent, end) {
            tracing::debug!(%error, "a piece could not be sent");
        }
        (sending.sent, sending.last) = (end, Instant::now());
        // The time that counts is that of the end of reading.
        if let Some(reading) = self.readings.iter_mut().rev().find(|reading| reading.requestor == requestor) {
            reading.at = sending.last;
        }
        if ended {
            self.forget_sending(display, at);
        }
    }

    fn forget_sending(&mut self, display: &Display, at: usize) {
        let requestor = self.sending.remove(at).requestor;
        if !self.sending.iter().any(|other| other.requestor == requestor) {
            let _ = watch(display, requestor, EventMask::NO_EVENT);
        }
    }

    /// A window is gone, and who read through it.
    pub fn forget(&mut self, window: Window) {
        self.sending.retain(|sending| sending.requestor != window);
    }
}

fn watch(display: &Display, window: Window, mask: EventMask) -> Result<(), Failure> {
    display.conn.change_window_attributes(window, &ChangeWindowAttributesAux::new().event_mask(mask))?;
    Ok(())
}

fn put(
    display: &Display,
    requestor: Window,
    property: Atom,
    format: &Format,
    from: usize,
    to: usize,
) -> Result<(), Failure> {
    let data = &format.data[from..to];
    let items = data.len() / usize::from(format.width / 8);
    display.conn.change_property(
        PropMode::REPLACE,
        requestor,
        property,
        format.kind,
        format.width,
        items as u32, // at most PIECE
        data,
    )?;
    Ok(())
}

/// Bytes of a piece where a request may have `most`: whole items of any width, and room for the request itself.
fn piece(most: usize) -> usize {
    (most.saturating_sub(64) & !3).clamp(4, PIECE)
}

/// The end of the piece that begins at `sent`; the same place when all of it was sent.
fn next(sent: usize, all: usize, piece: usize) -> usize {
    all.min(sent + piece)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn pieces_are_the_whole_in_order_and_end_with_an_empty_one(
            data in prop::collection::vec(any::<u8>(), 0..5000),
            most in 64usize..2048,
        ) {
            let size = piece(most);
            prop_assert!(size.is_multiple_of(4));
            let (mut sent, mut got, mut ends) = (0, Vec::new(), 0);
            while ends == 0 {
                let end = next(sent, data.len(), size);
                prop_assert!(end - sent <= size);
                got.extend_from_slice(&data[sent..end]);
                ends += usize::from(sent == end);
                sent = end;
            }
            prop_assert_eq!(got, data);
        }
    }

    #[test]
    fn a_loss_from_before_the_offer_does_not_count() {
        let mut owned = Owned::default();
        owned.offer(7, Arc::default(), 100);
        owned.lost(7, 99);
        owned.lost(8, 200);
        assert!(owned.contents(7).is_some());
        owned.lost(7, 100);
        assert!(owned.contents(7).is_none());
    }

    #[test]
    fn a_piece_leaves_room_for_its_request() {
        assert_eq!(piece(16 * 1024 * 1024), PIECE);
        assert!(piece(4096) < 4096 - 24);
    }
}
