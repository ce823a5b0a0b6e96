//! Action items of a thread or a transcript: who does what by when, found by rules in the text itself.
//!
//! A small model mixes owners up and invents; a rule can only find what a sentence says, and shows that sentence. Each
//! sentence is read as what it does (`act`): somebody undertakes, asks, agrees, refuses, hands over, moves a date, has
//! done. A ledger follows these from turn to turn and keeps what is still open at the end. In doubt nothing is found: an
//! item that is missing can be read in the text, an invented one would be believed. Deliberately absent: models, dates
//! as numbers, and whatever no sentence says.

mod act;
mod chinese;
mod due;
mod english;
mod ledger;
mod mail;
mod names;
mod people;
mod said;
#[cfg(test)]
mod tests;
mod topic;
mod turns;
mod words;

use std::borrow::Cow;
use std::ops::Range;

use act::Heard;
use people::People;
use said::Said;
pub use turns::turns;
pub(crate) use words::{alike, words};

/// Who speaks or writes: a stretch of the text by one person.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn<'t> {
    pub speaker: Option<&'t str>,
    /// Bytes of the text, without the name.
    pub range: Range<usize>,
    /// To whom a mail goes, and with whom it is shared. Empty in a transcript.
    pub to: Vec<&'t str>,
    pub cc: Vec<&'t str>,
    /// When it was sent, as a number that sorts (yyyymmddhhmm).
    pub at: Option<u64>,
}

/// Something that somebody is to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    /// In the text's words, without the date.
    pub what: String,
    /// As the text names them.
    pub owner: Option<String>,
    /// In the text's words, without "by".
    pub due: Option<String>,
    /// The sentences it rests on; the first is the one that undertakes it, or asks for it.
    pub sources: Vec<Range<usize>>,
}

/// What is to be done by whom, and still open at the end of `text`, in the order it comes up.
///
/// Turns may come in any order if all of them are dated, as mails are; otherwise the oldest is the first.
pub fn actions<'t>(text: &'t str, turns: &[Turn<'t>]) -> Vec<Action> {
    Talk::of(text, turns).actions
}

/// A conversation, read: who takes part, what was said, and what is to be done.
pub(crate) struct Talk<'t> {
    pub text: &'t str,
    /// The oldest first.
    pub turns: Vec<Turn<'t>>,
    pub people: People,
    pub said: Vec<Said>,
    /// What each sentence does, as many as there are.
    pub heard: Vec<Heard>,
    pub actions: Vec<Action>,
}

impl<'t> Talk<'t> {
    pub fn of(text: &'t str, turns: &[Turn<'t>]) -> Talk<'t> {
        let inside = |turn: &&Turn<'t>| text.get(turn.range.clone()).is_some();
        let mut turns: Vec<Turn<'t>> = turns.iter().filter(inside).cloned().collect();
        if turns.iter().all(|turn| turn.at.is_some()) {
            turns.sort_by_key(|turn| turn.at);
        }
        let people = People::of(text, &turns);
        let said = said::said(text, &turns, &people);
        let (actions, heard) = ledger::Ledger::new(&people, &turns, &said).read();
        Talk { text, turns, people, said, heard, actions }
    }

    /// Whether these are mails rather than what was spoken.
    pub fn is_thread(&self) -> bool {
        self.turns.iter().any(|turn| !turn.to.is_empty() || turn.at.is_some()) || !mail::messages(self.text).is_empty()
    }

    /// The text with what its turns quote, and their signatures, blanked out byte for byte, so that places stay true.
    pub fn unquoted(&self) -> Cow<'t, str> {
        let mut gaps: Vec<Range<usize>> = Vec::new();
        for turn in &self.turns {
            let mut at = turn.range.start;
            for own in said::own(self.text, turn.range.clone()) {
                gaps.push(at..own.start.max(at));
                at = own.end.max(at);
            }
            gaps.push(at..turn.range.end.max(at));
        }
        gaps.retain(|gap| !self.text[gap.clone()].trim().is_empty());
        if gaps.is_empty() {
            return Cow::Borrowed(self.text);
        }
        gaps.sort_by_key(|gap| gap.start);
        let mut own = String::with_capacity(self.text.len());
        for gap in gaps {
            if gap.start < own.len() {
                continue;
            }
            own.push_str(&self.text[own.len()..gap.start]);
            for letter in self.text[gap].chars() {
                match letter {
                    '\n' => own.push('\n'),
                    other => own.extend(std::iter::repeat_n(' ', other.len_utf8())),
                }
            }
        }
        own.push_str(&self.text[own.len()..]);
        Cow::Owned(own)
    }
}

/// Whether a sentence is about what is not, or was to be.
pub(crate) fn unreal(sentence: &str) -> bool {
    english::unreal(sentence) || chinese::unreal(sentence)
}

/// Whether a sentence has a date.
pub(crate) fn is_dated(sentence: &str) -> bool {
    !due::dates(sentence).is_empty()
}
