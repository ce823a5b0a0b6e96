//! Reading selections that others own, putting a clipboard aside whole, and giving it back.

use super::connection::Display;
use super::owner::{Contents, Format};
use crate::Failure;
use crate::selection::{MOST_TEXT, utf8};
use std::sync::Arc;
use std::time::{Duration, Instant};
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{Atom, AtomEnum, ConnectionExt as _, GetPropertyType, Window};

/// For the text of a selection.
const TEXT: Duration = Duration::from_secs(2);
/// For all formats of a clipboard: an application that has drawn a picture makes a dozen formats of it on request.
const EVERYTHING: Duration = Duration::from_secs(4);
/// Bytes of a clipboard that are put aside.
const MOST: usize = 256 * 1024 * 1024;

/// Why something could not be read.
pub enum Unread {
    /// The owner did not finish in time.
    Late,
    TooLarge,
    Failed(Failure),
}

impl Unread {
    /// As a failure of reading `app`'s text.
    pub fn of(self, app: &str) -> Failure {
        match self {
            Unread::Late => Failure::NoAnswer { app: app.into() },
            Unread::TooLarge => Failure::TooLarge,
            Unread::Failed(failure) => failure,
        }
    }
}

impl<E: Into<Failure>> From<E> for Unread {
    fn from(error: E) -> Self {
        Unread::Failed(error.into())
    }
}

impl Display {
    pub fn owner(&self, selection: Atom) -> Result<Window, Failure> {
        Ok(self.conn.get_selection_owner(selection)?.reply()?.owner)
    }

    /// A selection in one format; nothing if there is no owner or it has no such format.
    pub fn read(&self, selection: Atom, target: Atom, most: usize, until: Instant) -> Result<Option<Format>, Unread> {
        let owner = self.owner(selection)?;
        if owner == 0 {
            return Ok(None);
        }
        if owner == self.window {
            let own = self.state().owned.contents(selection);
            return Ok(own.and_then(|all| all.iter().find(|format| format.target == target).cloned()));
        }
        let property = self.property();
        let time = self.now()?;
        self.state().answer = None;
        self.conn.delete_property(self.window, property)?;
        self.conn.convert_selection(self.window, selection, target, property, time)?;
        // An owner that was given up on may answer now, so the answer has to be to this very question.
        let answer = self.wait(until, |state| {
            let answer = state.answer?;
            let ours = answer.selection == selection && answer.target == target;
            (ours && (answer.property == 0 || answer.property == property)).then_some((answer.property, state.arrived))
        })?;
        let Some((answered, mut arrived)) = answer else { return Err(Unread::Late) };
        if answered == 0 {
            return Ok(None);
        }
        let Some(mut whole) = self.take(property)? else { return Ok(None) };
        whole.target = target;
        if whole.kind != self.atoms.INCR {
            return if whole.data.len() > most { Err(Unread::TooLarge) } else { Ok(Some(whole)) };
        }
        whole.data.clear();
        let mut size = 0;
        loop {
            let Some(seen) = self.wait(until, |state| (state.arrived != arrived).then_some(state.arrived))? else {
                return Err(Unread::Late);
            };
            arrived = seen;
            let Some(piece) = self.take(property)? else { continue };
            if piece.data.is_empty() {
                return if size > most { Err(Unread::TooLarge) } else { Ok(Some(whole)) };
            }
            (whole.kind, whole.width, size) = (piece.kind, piece.width, size + piece.data.len());
            // What is too large is still taken to its end: an owner must not be left waiting for its reader.
            if size <= most {
                whole.data.extend_from_slice(&piece.data);
            }
        }
    }

    /// A property of our window, which its deletion asks the owner to fill again.
    fn take(&self, property: Atom) -> Result<Option<Format>, Failure> {
        let reply =
            self.conn.get_property(true, self.window, property, GetPropertyType::ANY, 0, u32::MAX / 4)?.reply()?;
        if reply.type_ == 0 {
            return Ok(None);
        }
        Ok(Some(Format { target: 0, kind: reply.type_, width: reply.format.max(8), data: reply.value }))
    }

    /// Another property each time, so that the late answer to one question is not taken for that to the next.
    fn property(&self) -> Atom {
        let atoms = &self.atoms;
        let names = [atoms.STET_DATA_0, atoms.STET_DATA_1, atoms.STET_DATA_2, atoms.STET_DATA_3];
        let mut state = self.state();
        state.questions = state.questions.wrapping_add(1);
        names[state.questions % names.len()]
    }

    /// The text of a selection; nothing if it holds none.
    pub fn text(&self, selection: Atom) -> Result<Option<String>, Unread> {
        let until = Instant::now() + TEXT;
        for target in [self.atoms.UTF8_STRING, self.atoms.TEXT_UTF8, AtomEnum::STRING.into()] {
            let Some(format) = self.read(selection, target, MOST_TEXT, until)? else { continue };
            return Ok(Some(if format.kind == u32::from(AtomEnum::STRING) {
                // Latin-1, whose characters are the first of Unicode.
                format.data.iter().map(|byte| char::from(*byte)).filter(|char| *char != '\0').collect()
            } else {
                utf8(format.data)?
            }));
        }
        Ok(None)
    }

    /// The names of the formats that a selection is offered in.
    pub fn targets(&self, selection: Atom, until: Instant) -> Result<Vec<Atom>, Unread> {
        if self.owner(selection)? == self.window {
            let own = self.state().owned.contents(selection);
            return Ok(own.iter().flat_map(|all| all.iter().map(|format| format.target)).collect());
        }
        let list = self.read(selection, self.atoms.TARGETS, 1 << 20, until)?;
        let bytes = list.map(|list| list.data).unwrap_or_default();
        Ok(bytes.chunks_exact(4).map(|four| u32::from_ne_bytes([four[0], four[1], four[2], four[3]])).collect())
    }

    /// Everything a selection holds; nothing if nobody owns it. All of it or a failure: half a clipboard given back
    /// is a clipboard lost.
    pub fn everything(&self, selection: Atom) -> Result<Option<Contents>, Failure> {
        let owner = self.owner(selection)?;
        if owner == 0 {
            return Ok(None);
        }
        if owner == self.window {
            return Ok(Some(self.state().owned.contents(selection).unwrap_or_default()));
        }
        self.put_aside(selection).map(|all| Some(Arc::new(all))).map_err(|unread| match unread {
            Unread::Failed(failure) => failure,
            Unread::Late | Unread::TooLarge => Failure::ClipboardKept,
        })
    }

    fn put_aside(&self, selection: Atom) -> Result<Vec<Format>, Unread> {
        let (until, atoms) = (Instant::now() + EVERYTHING, &self.atoms);
        let mut targets = self.targets(selection, until)?;
        if targets.is_empty() {
            // Simple owners know nothing but text, and no list.
            targets = vec![atoms.UTF8_STRING, AtomEnum::STRING.into()];
        }
        let commands = [
            atoms.TARGETS,
            atoms.MULTIPLE,
            atoms.TIMESTAMP,
            atoms.SAVE_TARGETS,
            atoms.DELETE,
            atoms.INSERT_SELECTION,
            atoms.INSERT_PROPERTY,
        ];
        let (mut all, mut size): (Vec<Format>, usize) = (Vec::new(), 0);
        for target in targets {
            if commands.contains(&target) || all.iter().any(|format| format.target == target) {
                continue;
            }
            // A format that its owner offers and then refuses was never to be had.
            if let Some(format) = self.read(selection, target, MOST - size, until)? {
                size += format.data.len();
                all.push(format);
            }
        }
        Ok(all)
    }

    /// Takes a selection and offers `contents` (or empties it), if its owner is `from` at that moment; says whether it
    /// was.
    pub fn own(&self, selection: Atom, contents: Option<Contents>, from: Window) -> Result<bool, Failure> {
        let time = self.now()?;
        // Nobody else can take it between the look and the step.
        self.conn.grab_server()?;
        let done = self.own_now(selection, contents, from, time);
        self.conn.ungrab_server()?;
        self.conn.flush()?;
        done
    }

    fn own_now(&self, selection: Atom, contents: Option<Contents>, from: Window, time: u32) -> Result<bool, Failure> {
        if self.owner(selection)? != from {
            return Ok(false);
        }
        let wanted = if contents.is_some() { self.window } else { 0 };
        {
            let mut state = self.state();
            match contents {
                Some(contents) => state.owned.offer(selection, contents, time),
                None => state.owned.lost(selection, u32::MAX),
            }
        }
        self.conn.set_selection_owner(wanted, selection, time)?;
        Ok(self.owner(selection)? == wanted)
    }

    /// Gives the clipboard back what was put aside, if it still holds `text`, which only passed through; says whether
    /// it does. A clipboard manager that copied `text` meanwhile is no user of the clipboard.
    pub fn give_back(&self, aside: Option<Contents>, text: &str, from: Window) -> Result<bool, Failure> {
        let owner = self.owner(self.atoms.CLIPBOARD)?;
        let passing = owner == from || matches!(self.text(self.atoms.CLIPBOARD), Ok(Some(held)) if held == text);
        Ok(passing && self.own(self.atoms.CLIPBOARD, aside, owner)?)
    }

    /// `text` in the formats that applications ask for.
    pub fn as_text(&self, text: &str) -> Vec<Format> {
        let atoms = &self.atoms;
        let of = |target, kind| Format { target, kind, width: 8, data: text.as_bytes().to_vec() };
        vec![
            of(atoms.UTF8_STRING, atoms.UTF8_STRING),
            of(atoms.TEXT_UTF8, atoms.TEXT_UTF8),
            of(atoms.TEXT, atoms.UTF8_STRING),
            of(atoms.TEXT_PLAIN, atoms.TEXT_PLAIN),
        ]
    }
}
