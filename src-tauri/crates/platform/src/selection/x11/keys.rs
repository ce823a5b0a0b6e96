//! Pressing keys in the window that has the focus (XTEST).
//!
//! What the user still holds from a hotkey would change the meaning of a key: modifiers are released first and not
//! pressed again, so none is left stuck. Other keys are waited for instead: while one is held, its repetition could type
//! over the selection.

use super::connection::Display;
use crate::Failure;
use std::thread::sleep;
use std::time::{Duration, Instant};
use x11rb::connection::Connection;
use x11rb::protocol::xkb::{ConnectionExt as _, ID};
use x11rb::protocol::xproto::{ConnectionExt as _, KEY_PRESS_EVENT, KEY_RELEASE_EVENT, Keycode};
use x11rb::protocol::xtest::ConnectionExt as _;

/// How long a key may still be held: someone who presses a hotkey lets go of it within a fraction of this.
const HELD: Duration = Duration::from_millis(1500);
/// The server tells nobody of keys that go to others, so it is asked this often.
const LOOK: Duration = Duration::from_millis(5);

/// Keysyms.
const CONTROL: u32 = 0xffe3;
const SHIFT: u32 = 0xffe1;
const INSERT: u32 = 0xff63;
const LEFT: u32 = 0xff51;
const RIGHT: u32 = 0xff53;

/// What keys are pressed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chord {
    Copy,
    Paste,
    TerminalPaste,
    InsertPaste,
    SelectAll,
    /// One character more, before the cursor.
    SelectBack,
    Forward,
}

impl Chord {
    /// Keys that do it, each a list of modifiers and a key: the usual ones first, then what does the same on keyboards
    /// without that letter.
    fn ways(self) -> &'static [&'static [u32]] {
        const C: u32 = 'c' as u32;
        const V: u32 = 'v' as u32;
        const A: u32 = 'a' as u32;
        match self {
            Chord::Copy => &[&[CONTROL, C], &[CONTROL, INSERT]],
            Chord::Paste => &[&[CONTROL, V], &[SHIFT, INSERT]],
            Chord::TerminalPaste => &[&[CONTROL, SHIFT, V]],
            Chord::InsertPaste => &[&[SHIFT, INSERT]],
            Chord::SelectAll => &[&[CONTROL, A]],
            Chord::SelectBack => &[&[SHIFT, LEFT]],
            Chord::Forward => &[&[RIGHT]],
        }
    }
}

/// The layout: what each key means.
struct Keys {
    first: Keycode,
    width: usize,
    symbols: Vec<u32>,
}

impl Keys {
    fn of(display: &Display) -> Result<Keys, Failure> {
        let setup = display.conn.setup();
        let (first, last) = (setup.min_keycode, setup.max_keycode);
        let reply = display.conn.get_keyboard_mapping(first, last - first + 1)?.reply()?;
        Ok(Keys { first, width: usize::from(reply.keysyms_per_keycode), symbols: reply.keysyms })
    }

    /// The key with that symbol and no modifier: in the layout that is in use, else in another one, by which toolkits
    /// go when the one in use has no Latin letters.
    fn key(&self, symbol: u32, group: usize) -> Option<Keycode> {
        let in_column = |column: usize| {
            let rows = self.symbols.chunks(self.width.max(1));
            let at = rows.into_iter().position(|row| row.get(column) == Some(&symbol))?;
            Some(self.first + at as u8) // keycodes are bytes
        };
        // Two columns a group: without and with Shift.
        in_column(group * 2).or_else(|| (0..self.width).step_by(2).find_map(in_column))
    }

    fn chord(&self, chord: Chord, group: usize) -> Option<Vec<Keycode>> {
        let keys = |way: &&[u32]| way.iter().map(|symbol| self.key(*symbol, group)).collect();
        chord.ways().iter().find_map(keys)
    }
}

impl Display {
    /// Presses and releases a chord in whatever window has the focus. `Ok(false)` where the keyboard has no such keys.
    pub fn press(&self, chord: Chord) -> Result<bool, Failure> {
        self.press_times(chord, 1)
    }

    /// The same, its key pressed so many times with the modifiers held all the while.
    pub fn press_times(&self, chord: Chord, times: usize) -> Result<bool, Failure> {
        self.free()?;
        let keys = Keys::of(self)?.chord(chord, self.group());
        let Some((key, modifiers)) = keys.as_deref().and_then(<[_]>::split_last) else { return Ok(false) };
        for modifier in modifiers {
            self.key(KEY_PRESS_EVENT, *modifier)?;
        }
        for _ in 0..times {
            self.key(KEY_PRESS_EVENT, *key)?;
            self.key(KEY_RELEASE_EVENT, *key)?;
        }
        for modifier in modifiers.iter().rev() {
            self.key(KEY_RELEASE_EVENT, *modifier)?;
        }
        self.conn.flush()?;
        Ok(true)
    }

    /// Waits until no key is held, and releases the modifiers that are.
    pub fn free(&self) -> Result<(), Failure> {
        let modifiers = self.conn.get_modifier_mapping()?.reply()?.keycodes;
        let until = Instant::now() + HELD;
        loop {
            let held = self.held()?;
            if held.iter().all(|key| modifiers.contains(key)) {
                for key in held {
                    self.key(KEY_RELEASE_EVENT, key)?;
                }
                return Ok(self.conn.flush()?);
            }
            if Instant::now() >= until {
                return Err(Failure::KeysHeld);
            }
            sleep(LOOK);
        }
    }

    fn held(&self) -> Result<Vec<Keycode>, Failure> {
        let bits = self.conn.query_keymap()?.reply()?.keys;
        Ok((0..=255u8).filter(|key| bits[usize::from(key / 8)] & (1 << (key % 8)) != 0).collect())
    }

    fn key(&self, kind: u8, key: Keycode) -> Result<(), Failure> {
        self.conn.xtest_fake_input(kind, key, 0, self.root, 0, 0, 0)?;
        Ok(())
    }

    /// The layout in use, of those that are set up.
    fn group(&self) -> usize {
        let state = self.conn.xkb_use_extension(1, 0).ok().and_then(|version| version.reply().ok()).and_then(|_| {
            let state = self.conn.xkb_get_state(u16::from(ID::USE_CORE_KBD)).ok()?;
            state.reply().ok()
        });
        state.map_or(0, |state| usize::from(u8::from(state.group)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A keyboard of three keys and its modifiers: a Latin layout and a Cyrillic one.
    fn two_layouts() -> Keys {
        let (c, v) = ('c' as u32, 'v' as u32);
        let symbols = vec![
            c, 'C' as u32, 0x6d3, 0x6f3, // es
            v, 'V' as u32, 0x6cd, 0x6ed, // em
            INSERT, 0, INSERT, 0, CONTROL, 0, CONTROL, 0, SHIFT, 0, SHIFT, 0,
        ];
        Keys { first: 8, width: 4, symbols }
    }

    #[test]
    fn the_layout_in_use_decides_and_another_one_helps() {
        let keys = two_layouts();
        assert_eq!(keys.chord(Chord::Copy, 0), Some(vec![11, 8]));
        assert_eq!(keys.chord(Chord::Copy, 1), Some(vec![11, 8]));
        assert_eq!(keys.chord(Chord::TerminalPaste, 0), Some(vec![11, 12, 9]));
    }

    #[test]
    fn without_latin_letters_insert_does_the_same() {
        let mut keys = two_layouts();
        for row in keys.symbols.chunks_mut(4) {
            row.copy_within(2.., 0);
        }
        assert_eq!(keys.chord(Chord::Copy, 0), Some(vec![11, 10]));
        assert_eq!(keys.chord(Chord::Paste, 0), Some(vec![12, 10]));
        assert_eq!(keys.chord(Chord::TerminalPaste, 0), None);
    }
}
