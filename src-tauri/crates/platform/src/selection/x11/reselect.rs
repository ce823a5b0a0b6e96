//! Selecting again what was pasted, so that it can be replaced by what stood there before.
//!
//! After a paste the cursor is at the end of it, and nothing is selected. Whether that is still so can't be asked; so the
//! text before the cursor is selected, character by character, and only if it is exactly what was pasted it counts.

use super::capture::{manner, selected};
use super::connection::Display;
use super::keys::Chord;
use super::replace::is_same;
use crate::rules::Manner;
use crate::selection::{Capture, Source};
use crate::{Failure, Rules};
use std::thread::sleep;
use std::time::{Duration, Instant};
use unicode_segmentation::UnicodeSegmentation;

/// Characters of the longest text that is selected by keys.
const MOST: usize = 20_000;
/// How long an application may take for the keys, and for each of them.
const KEYS: Duration = Duration::from_millis(400);
const KEY: Duration = Duration::from_micros(500);
const LOOK: Duration = Duration::from_millis(10);

pub fn reselect(display: &Display, source: &Source, rules: &Rules, text: &str) -> Result<Capture, Failure> {
    let app = || source.name().to_owned();
    let manner = manner(rules, source)?;
    // An editor steps over what a reader takes for one character, a line break among them.
    let characters = text.graphemes(true).count();
    if manner != Manner::Unnamed || characters == 0 || characters > MOST {
        return Err(Failure::Moved { app: app() });
    }
    display.free()?;
    if !is_same(display, source)? {
        return Err(Failure::SourceGone);
    }
    if !display.bring_to_front(source.window)? {
        return Err(Failure::NotFocused { app: app() });
    }
    let found = |(now, origin)| -> Result<Option<Capture>, Failure> {
        if now != text {
            return Ok(None);
        }
        Ok(Some(Capture { text: now, source: source.clone(), origin, place: display.place(source.window)? }))
    };
    // The user may have selected it already.
    match selected(display, source, manner) {
        Ok(selection) => return found(selection)?.ok_or_else(|| Failure::Moved { app: app() }),
        Err(Failure::NothingSelected) => {}
        Err(failure) => return Err(failure),
    }
    if !display.press_times(Chord::SelectBack, characters)? {
        return Err(Failure::Moved { app: app() });
    }
    let until = Instant::now() + KEYS + KEY * characters as u32;
    loop {
        match selected(display, source, manner) {
            Ok(selection) => {
                if let Some(capture) = found(selection)? {
                    return Ok(capture);
                }
            }
            Err(Failure::NothingSelected) => {}
            Err(failure) => return Err(failure),
        }
        if Instant::now() >= until {
            // The cursor goes back to where it was, and nothing is selected any more.
            display.press(Chord::Forward)?;
            return Err(Failure::Moved { app: app() });
        }
        sleep(LOOK);
    }
}
