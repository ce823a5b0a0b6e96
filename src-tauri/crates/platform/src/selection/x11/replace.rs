//! Putting text in place of what was captured: in the same window, over the same selection, or not at all.

use super::capture::{manner, selected};
use super::connection::Display;
use super::keys::Chord;
use super::owner::{Contents, Format};
use crate::rules::Manner;
use crate::selection::{Capture, Replaced, Source};
use crate::{Failure, Rules};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use x11rb::protocol::xproto::AtomEnum;

/// How long an application may take to begin reading what it is told to paste, or between two pieces of it.
const READ: Duration = Duration::from_secs(1);
/// Some read twice: what there is, then a format, then another. When none has asked for so long, it is over.
const QUIET: Duration = Duration::from_millis(60);

pub fn replace(display: &Display, capture: &Capture, rules: &Rules, text: &str) -> Result<Replaced, Failure> {
    let source = &capture.source;
    let app = || source.name().to_owned();
    let manner = manner(rules, source)?;
    let chord = match manner {
        Manner::ForeignKeys => return Err(Failure::NoPasteKey { app: app() }),
        // Where lines are commands, a text of several is not typed for the user.
        Manner::Terminal | Manner::InsertTerminal if text.chars().any(char::is_control) => {
            return Err(Failure::Terminal);
        }
        Manner::Terminal => Chord::TerminalPaste,
        Manner::InsertTerminal => Chord::InsertPaste,
        Manner::Unnamed | Manner::Excluded => Chord::Paste,
    };
    display.free()?;
    if !is_same(display, source)? {
        return Err(Failure::SourceGone);
    }
    if !display.bring_to_front(source.window)? {
        return Err(if is_same(display, source)? { Failure::NotFocused { app: app() } } else { Failure::SourceGone });
    }
    match selected(display, source, manner) {
        Ok((now, _)) if now == capture.text => {}
        Ok(_) | Err(Failure::NothingSelected) => return Err(Failure::SourceChanged { app: app() }),
        Err(failure) => return Err(failure),
    }
    paste(display, source, chord, text)
}

/// Whether the window is there and still the one it was: numbers of windows are used again.
pub fn is_same(display: &Display, source: &Source) -> Result<bool, Failure> {
    if !display.is_there(source.window)? {
        return Ok(false);
    }
    let now = display.source(source.window)?;
    Ok((now.class, now.pid) == (source.class.clone(), source.pid))
}

fn paste(display: &Display, source: &Source, chord: Chord, text: &str) -> Result<Replaced, Failure> {
    let (clipboard, primary) = (display.atoms.CLIPBOARD, AtomEnum::PRIMARY.into());
    let aside = display.everything(clipboard)?;
    let contents = passing(display, text);
    if !display.own(clipboard, Some(Arc::clone(&contents)), display.owner(clipboard)?)? {
        // Another program copied at this very moment, and what it copied was not put aside.
        return Err(Failure::ClipboardKept);
    }
    if chord == Chord::InsertPaste {
        display.own(primary, Some(contents), display.owner(primary)?)?;
    }
    let begun = Instant::now();
    let pasted =
        display.press(chord).and_then(|pressed| if pressed { wait_for_reading(display, source) } else { Ok(None) });
    if chord == Chord::InsertPaste {
        display.own(primary, None, display.window)?;
    }
    let restored = display.give_back(aside, text, display.window)?;
    match pasted? {
        Some(read) => Ok(Replaced::Pasted { after: read.saturating_duration_since(begun), restored }),
        None => Err(Failure::NotPasted { app: source.name().into() }),
    }
}

/// The text, with the wish that clipboard managers do not keep it.
fn passing(display: &Display, text: &str) -> Contents {
    let mut formats = display.as_text(text);
    let hint = display.atoms.PASSING;
    formats.push(Format { target: hint, kind: hint, width: 8, data: b"secret".to_vec() });
    Arc::new(formats)
}

/// When that application finished reading what we offer; nothing if it did not read, or another program took the
/// clipboard first. Others that read (clipboard managers do, at once) don't count.
fn wait_for_reading(display: &Display, source: &Source) -> Result<Option<Instant>, Failure> {
    let begun = Instant::now();
    let mut of_source = HashMap::new();
    loop {
        let (readings, sending, taken, served) = {
            let state = display.state();
            let owned = &state.owned;
            (owned.readings.clone(), owned.is_sending(), !owned.has(display.atoms.CLIPBOARD), owned.served)
        };
        let (mut last, mut content) = (begun, false);
        for reading in readings {
            let window = reading.requestor;
            if *of_source.entry(window).or_insert_with(|| display.same_program(window, source.window)) {
                content |= reading.content;
                last = last.max(reading.at);
            }
        }
        let read = content && !sending;
        let over = last + if read { QUIET } else { READ };
        if Instant::now() >= over || taken {
            return Ok(read.then_some(last));
        }
        display.wait(over, |state| {
            (state.owned.served != served || !state.owned.has(display.atoms.CLIPBOARD)).then_some(())
        })?;
    }
}
