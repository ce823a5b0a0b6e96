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

use std::ops::Range;

pub use turns::turns;

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
pub fn actions(text: &str, turns: &[Turn]) -> Vec<Action> {
    let inside = |turn: &&Turn| text.get(turn.range.clone()).is_some();
    let mut turns: Vec<Turn> = turns.iter().filter(inside).cloned().collect();
    if turns.iter().all(|turn| turn.at.is_some()) {
        turns.sort_by_key(|turn| turn.at);
    }
    let people = people::People::of(text, &turns);
    let said = said::said(text, &turns, &people);
    ledger::Ledger::new(&people, &turns, &said).read()
}
