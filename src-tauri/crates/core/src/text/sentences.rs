//! Where sentences begin and end.
//!
//! ICU's rules find the candidates, plus the places they leave out on purpose and that careless writing is full of: a
//! full stop followed by a lower-case letter, and the Chinese semicolon and double ellipsis. What is not an end after all
//! (abbreviations, initials, list numbers, protected spans) is put together again.

use super::layout::{Piece, layout_around};
use super::protected::{Protected, protected};
use super::{is_cjk, trimmed};
use icu_segmenter::SentenceSegmenter;
use regex::Regex;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

/// The sentences of `text` in order, without the whitespace around them; together they hold everything that is not
/// whitespace. A line end inside a hard-wrapped paragraph does not end a sentence, every other line end does.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let spans = protected(text);
    let mut found = Vec::new();
    for block in blocks(text, &layout_around(text, &spans), &spans) {
        split(text, block, &spans, &mut found);
    }
    found
}

/// Stretches that a sentence can't leave: lines, wrapped paragraphs, protected spans over several lines.
fn blocks(text: &str, pieces: &[Piece], spans: &[Protected]) -> Vec<Range<usize>> {
    let mut blocks = Vec::new();
    let (mut start, mut piece, mut span) = (0, 0, 0);
    for (at, _) in text.match_indices('\n') {
        let cut = at + 1;
        while piece < pieces.len() && pieces[piece].range.end < cut {
            piece += 1;
        }
        while span < spans.len() && spans[span].range.end < cut {
            span += 1;
        }
        let wrapped = pieces.get(piece).is_some_and(|p| p.prose && p.range.start < cut && cut < p.range.end);
        if !wrapped && !spans.get(span).is_some_and(|s| s.range.start < cut && cut < s.range.end) {
            blocks.push(start..cut);
            start = cut;
        }
    }
    blocks.push(start..text.len());
    blocks
}

/// Appends the sentences within `block`, whose line ends count as spaces. `spans` are those of the whole text.
pub(super) fn split(text: &str, block: Range<usize>, spans: &[Protected], found: &mut Vec<Range<usize>>) {
    let flat = flattened(&text[block.clone()]);
    let inside = |cut: usize| {
        let next = spans.partition_point(|span| span.range.end <= cut);
        spans.get(next).is_some_and(|span| span.range.start < cut)
    };
    let segmenter = SentenceSegmenter::new(Default::default());
    let mut cuts: Vec<usize> =
        segmenter.segment_str(&flat).chain(careless_ends(&flat)).map(|cut| before_openers(&flat, cut)).collect();
    cuts.push(flat.len());
    cuts.sort_unstable();
    cuts.dedup();
    let mut start = 0;
    for cut in cuts {
        if cut == flat.len() || (cut > start && !inside(block.start + cut) && is_end(&flat[start..], cut - start)) {
            let sentence = trimmed(text, block.start + start..block.start + cut);
            if !sentence.is_empty() {
                found.push(sentence);
            }
            start = cut;
        }
    }
}

/// Line ends as spaces, at the same offsets.
fn flattened(text: &str) -> Cow<'_, str> {
    if text.contains(['\n', '\r', '\u{2028}', '\u{2029}', '\u{85}']) {
        let same_length = |c| match c {
            '\n' | '\r' => ' ',
            '\u{85}' => '\u{A0}',
            '\u{2028}' | '\u{2029}' => '\u{2003}',
            other => other,
        };
        Cow::Owned(text.chars().map(same_length).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// An opening mark goes with what follows it, space or no space (ICU takes it along with what it follows).
fn before_openers(text: &str, cut: usize) -> usize {
    let opener = |c| matches!(c, '“' | '‘' | '「' | '『' | '《' | '【' | '（' | '«' | '„');
    if cut == text.len() { cut } else { text[..cut].trim_end_matches(opener).len() }
}

/// Ends that ICU does not count as such.
fn careless_ends(text: &str) -> impl Iterator<Item = usize> {
    static STOPS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"[.][)"'”’\]]*\s+|；|…{2,}"#).expect("a valid pattern"));
    STOPS.find_iter(text).filter_map(move |stop| {
        let next = text[stop.end()..].chars().next()?;
        let ends = match stop.as_str().chars().next() {
            Some('.') => next.is_lowercase() && !text[..stop.start()].ends_with('.'),
            Some('；') => true,
            _ => is_cjk(next) && next.is_alphabetic(),
        };
        ends.then_some(stop.end())
    })
}

/// Never the last word of a sentence.
#[rustfmt::skip]
const NEVER_LAST: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "st", "sr", "hon", "rev", "gen", "col", "capt", "lt", "sgt", "gov", "sen", "rep",
    "pres", "mt", "vs", "approx", "ca", "cf", "viz", "eg", "ie", "incl", "esp", "resp", "messrs", "mme", "mlle", "hr",
    "fr", "bzw", "usw", "evtl", "ggf", "inkl", "vgl", "str", "tel", "ext", "dept", "est",
];
/// Sometimes the last word: an end only when a word follows that begins sentences.
#[rustfmt::skip]
const SELDOM_LAST: &[&str] = &["inc", "ltd", "co", "corp", "bros", "etc", "jr", "al", "ed", "eds", "gmbh", "ave", "blvd", "rd"];
/// Abbreviations in front of a number only.
#[rustfmt::skip]
const BEFORE_NUMBER: &[&str] = &[
    "no", "nos", "nr", "p", "pp", "vol", "fig", "figs", "ch", "chap", "sec", "art", "eq", "jan", "feb", "mar", "apr", "jun",
    "jul", "aug", "sep", "sept", "oct", "nov", "dec",
];
#[rustfmt::skip]
const STARTERS: &[&str] = &[
    "The", "He", "She", "It", "They", "We", "I", "You", "This", "That", "These", "Those", "There", "But", "And", "So", "In",
    "On", "At", "If", "When", "While", "After", "Before", "My", "His", "Her", "Our", "Their", "What", "Who", "How", "Why",
    "Please", "However", "Then", "As", "For", "A", "An", "Let", "Thanks",
];

/// Whether the sentence that began with `text` really ends at `cut`.
fn is_end(text: &str, cut: usize) -> bool {
    let Some(next) = text[cut..].chars().find(|c| !c.is_whitespace()) else { return true };
    let before = text[..cut].trim_end();
    let body = before.trim_end_matches(['"', '\'', '”', '’', ')', ']', '»']);
    if body.ends_with(['!', '?']) {
        // "Really?" he asked.
        return !(body.len() < before.len() && next.is_lowercase());
    }
    if !body.ends_with('.') || body.ends_with("..") {
        return true;
    }
    let token = body.rsplit(char::is_whitespace).next().unwrap_or_default();
    let stem = token.trim_end_matches('.').trim_start_matches(['(', '[', '"', '“', '‘', '\'', '*', '_']);
    let low = stem.to_lowercase();
    let low = low.as_str();
    let starter = || {
        let word = text[cut..].split_whitespace().next().unwrap_or_default();
        STARTERS.contains(&word.trim_matches(|c: char| !c.is_alphanumeric()).split(['\'', '’']).next().unwrap_or(""))
    };
    if stem.is_empty() {
        return true;
    }
    if stem.chars().all(|c| c.is_ascii_digit()) {
        // A list number stands alone; "the 3. day" is an ordinal.
        return token.len() < body.len() && !(next.is_lowercase() && stem.len() <= 2);
    }
    let mut letters = stem.chars();
    if let (Some(letter), None) = (letters.next(), letters.next()) {
        // An initial, unless it is the word "I" or a Chinese character.
        return letter == 'I' || !letter.is_alphabetic() || is_cjk(letter);
    }
    if stem.contains('.') && stem.split('.').all(|part| part.chars().count() <= 2) && !stem.contains(char::is_numeric) {
        return !matches!(low, "e.g" | "i.e" | "z.b" | "d.h" | "u.a") && starter();
    }
    if NEVER_LAST.contains(&low) || (BEFORE_NUMBER.contains(&low) && next.is_numeric()) {
        return false;
    }
    if SELDOM_LAST.contains(&low) {
        return starter();
    }
    true
}
