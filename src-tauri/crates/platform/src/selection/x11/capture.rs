//! What is selected in the window with the focus.
//!
//! PRIMARY is asked first: that touches nothing. It is believed when it belongs to this very window's program and that
//! lets go of it once nothing is selected. Otherwise the program is asked to copy (Ctrl+C), if it is known to be no
//! terminal, and the clipboard is given back what it held. Where that can't be asked, the window's own PRIMARY has to do
//! and the capture says so.

use super::connection::Display;
use super::keys::Chord;
use super::processes;
use crate::rules::Manner;
use crate::selection::{Capture, Origin, Source, is_masked};
use crate::{Failure, Rules};
use std::time::{Duration, Instant};
use x11rb::protocol::xproto::AtomEnum;

/// How long an application may take to copy. One that has nothing selected does not answer at all.
const COPY: Duration = Duration::from_millis(400);

pub fn capture(display: &Display, rules: &Rules) -> Result<Capture, Failure> {
    let window = display.focused()?.ok_or(Failure::NothingSelected)?;
    let source = display.source(window)?;
    let (text, origin) = selected(display, &source, manner(rules, &source)?)?;
    Ok(Capture { text, origin, place: display.place(window)?, source })
}

/// How that application is to be treated; a failure if it is to be left alone.
pub fn manner(rules: &Rules, source: &Source) -> Result<Manner, Failure> {
    match rules.manner(&[&source.class.0, &source.class.1]) {
        Manner::Excluded => Err(Failure::Excluded { app: source.name().into() }),
        manner => Ok(manner),
    }
}

/// The text that is selected in that window, which has the focus.
pub fn selected(display: &Display, source: &Source, manner: Manner) -> Result<(String, Origin), Failure> {
    let primary = primary(display, source)?;
    let pid = source.pid.filter(|pid| manner == Manner::Unnamed && processes::is_no_terminal(*pid));
    let Some(pid) = pid else {
        return primary.map(|text| (text, Origin::Last)).ok_or(Failure::NothingSelected);
    };
    match primary {
        Some(text) if is_masked(&text) => Err(Failure::Password),
        Some(text) if processes::lets_go_of_primary(pid) => Ok((text, Origin::Selection)),
        primary => match copied(display, source)? {
            Some(text) if !is_line_at_cursor(&text, primary.as_deref()) => Ok((text, Origin::Copied)),
            _ => Err(Failure::NothingSelected),
        },
    }
}

/// The text of PRIMARY, if it was selected in that window.
fn primary(display: &Display, source: &Source) -> Result<Option<String>, Failure> {
    let selection = AtomEnum::PRIMARY.into();
    let owner = display.owner(selection)?;
    if !display.same_program(owner, source.window) {
        return Ok(None);
    }
    let last = display.state().primary;
    // One program may have several windows, and this selection was made in another of them.
    let elsewhere = last.active != source.window && display.same_program(last.active, source.window);
    if last.owner == owner && elsewhere {
        return Ok(None);
    }
    let text = display.text(selection).map_err(|unread| unread.of(source.name()))?;
    Ok(text.filter(|text| !text.is_empty()))
}

/// The text that the application copies when it is asked to; nothing if it copies nothing. Whatever it does, the
/// clipboard holds afterwards what it held.
fn copied(display: &Display, source: &Source) -> Result<Option<String>, Failure> {
    let clipboard = display.atoms.CLIPBOARD;
    display.free()?;
    let aside = display.everything(clipboard)?;
    if !display.has_focus(source.window)? {
        return Err(Failure::SourceChanged { app: source.name().into() });
    }
    let before = display.state().clipboard.count;
    if !display.press(Chord::Copy)? {
        return Ok(None);
    }
    let until = Instant::now() + COPY;
    let mut seen = before;
    let owner = loop {
        // Others may copy at this moment too.
        let change = display.wait(until, |state| (state.clipboard.count != seen).then_some(state.clipboard))?;
        let Some(change) = change else { return Ok(None) };
        if display.same_program(change.owner, source.window) {
            break change.owner;
        }
        seen = change.count;
    };
    let targets = display.targets(clipboard, until + COPY);
    let files =
        |targets: Vec<u32>| targets.contains(&display.atoms.URI_LIST) || targets.contains(&display.atoms.GNOME_FILES);
    let text = if targets.is_ok_and(files) {
        // A file manager copies the files, and their paths as text.
        Ok(None)
    } else {
        display.text(clipboard).map_err(|unread| unread.of(source.name()))
    };
    let passed = text.as_ref().ok().and_then(|text| text.as_deref());
    display.give_back(aside, passed.unwrap_or_default(), owner)?;
    Ok(text?.filter(|text| !text.is_empty()))
}

/// Some editors copy the line of the cursor when nothing is selected. It ends with a line break, and is not what was
/// selected last.
fn is_line_at_cursor(copied: &str, primary: Option<&str>) -> bool {
    copied.strip_suffix('\n').is_some_and(|line| !line.contains('\n')) && primary != Some(copied)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_at_the_cursor_is_no_selection() {
        assert!(is_line_at_cursor("let x = 1;\n", None));
        assert!(is_line_at_cursor("let x = 1;\n", Some("something older")));
        assert!(!is_line_at_cursor("let x = 1;\n", Some("let x = 1;\n")));
        assert!(!is_line_at_cursor("two\nlines\n", None));
        assert!(!is_line_at_cursor("a word", None));
        assert!(!is_line_at_cursor("", None));
    }
}
