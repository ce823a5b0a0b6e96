//! What the search index knows of a text, and what a search asks it for.
//!
//! A text is known by its grams: from every place in a run of letters and digits the next three, or as many as are left.
//! So two Chinese characters in a row, and the beginning, middle or end of a word, are all the beginning of a gram, and
//! one look-up finds them. A gram is kept once a text and without its places, which keeps the index small; that a longer
//! word stands in a text is then seen by reading it ([`find`]).

use crate::text::is_cjk;
use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags};
use std::io::Write;

/// Characters of a gram.
const GRAM: usize = 3;
/// Characters of an excerpt, and how many of them stand before the word it shows.
const EXCERPT: usize = 160;
const BEFORE: usize = 40;

/// Makes the functions known that the schema speaks of.
pub(super) fn register(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    let text = |context: &Context<'_>| -> rusqlite::Result<String> { context.get(0) };
    connection.create_scalar_function("grams", 1, flags, move |context| Ok(grams(&text(context)?)))?;
    connection.create_scalar_function("deflated", 1, flags, move |context| Ok(deflated(&text(context)?)))
}

/// The grams of a text, each once, in order, parted by spaces.
fn grams(text: &str) -> String {
    let folded = fold(text);
    let mut grams: Vec<&str> = Vec::new();
    for run in runs(&folded) {
        let mut ends = run.char_indices().map(|(at, _)| at).skip(GRAM);
        grams.extend(run.char_indices().map(|(at, _)| &run[at..ends.next().unwrap_or(run.len())]));
    }
    grams.sort_unstable();
    grams.dedup();
    grams.join(" ")
}

/// What the index is asked for texts that may hold all of the folded words; `None` when it can't narrow them down.
pub(super) fn query(words: &[String]) -> Option<String> {
    let mut terms: Vec<String> = Vec::new();
    for run in words.iter().flat_map(|word| runs(word)) {
        let letters: Vec<char> = run.chars().collect();
        match letters.len() {
            // A single letter stands in nearly every text; a single Chinese character is a word.
            1 if !is_cjk(letters[0]) => {}
            1 | 2 => terms.push(format!("\"{run}\" *")),
            _ => terms.extend(letters.windows(GRAM).map(|gram| format!("\"{}\"", gram.iter().collect::<String>()))),
        }
    }
    terms.sort_unstable();
    terms.dedup();
    (!terms.is_empty()).then(|| terms.join(" AND "))
}

fn runs(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty())
}

/// The text as it is compared: in lower case, each character for itself.
pub(super) fn fold(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { text.chars().flat_map(char::to_lowercase).collect() }
}

/// The byte at which a folded word first stands in a text.
pub(super) fn find(text: &str, word: &str) -> Option<usize> {
    let first = word.chars().next();
    let begins = |text: &str| {
        let mut letters = text.chars().flat_map(char::to_lowercase);
        word.chars().all(|letter| letters.next() == Some(letter))
    };
    text.char_indices().find(|(at, c)| c.to_lowercase().next() == first && begins(&text[*at..])).map(|(at, _)| at)
}

/// A piece of a text in one line: its beginning, or what stands about a folded word.
pub(super) fn excerpt(text: &str, word: Option<&str>) -> String {
    let at = word.and_then(|word| find(text, word)).unwrap_or(0);
    let start = text[..at].char_indices().rev().nth(BEFORE - 1).map_or(0, |(start, _)| start);
    let mut line = String::new();
    let mut length = 0;
    for c in text[start..].chars() {
        let c = if c.is_whitespace() || c.is_control() { ' ' } else { c };
        if c == ' ' && (line.is_empty() || line.ends_with(' ')) {
            continue;
        }
        line.push(c);
        length += 1;
        if length == EXCERPT {
            break;
        }
    }
    line.truncate(line.trim_end().len());
    line
}

pub(super) fn deflated(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text.as_bytes()).and_then(|()| encoder.finish()).expect("memory takes every byte")
}

pub(super) fn inflated(bytes: &[u8]) -> std::io::Result<String> {
    std::io::read_to_string(flate2::read::DeflateDecoder::new(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_text_is_known_by_its_grams() {
        assert_eq!(grams("Due, due 5 会议在"), "5 due e ue 会议在 在 议在");
        assert_eq!(grams(" .\0—"), "");
    }

    #[test]
    fn the_index_is_asked_for_what_it_knows() {
        let asked = |words: &[&str]| query(&words.iter().map(|word| fold(word)).collect::<Vec<_>>());
        assert_eq!(asked(&["Report"]).as_deref(), Some("\"epo\" AND \"ort\" AND \"por\" AND \"rep\""));
        assert_eq!(asked(&["会议", "会", "is"]).as_deref(), Some("\"is\" * AND \"会\" * AND \"会议\" *"));
        assert_eq!(asked(&["t_w", "%", "\""]), None);
    }

    #[test]
    fn an_excerpt_is_one_line_about_the_word() {
        assert_eq!(excerpt("a\r\n\u{1b} b  ", None), "a b");
        let long = format!("{}NEEDLE{}", "hay ".repeat(100), " hay".repeat(100));
        let shown = excerpt(&long, Some("needle"));
        assert!(shown.contains("NEEDLE") && shown.chars().count() <= EXCERPT, "{shown}");
        assert!(excerpt(&long, Some("pin")).starts_with("hay hay"));
    }

    proptest! {
        #[test]
        fn whatever_stands_in_a_text_is_found(text in "([a-zA-ZÜé]{0,9}|[会议报告星期五]{0,6}|[ .,_%\n]|\\PC){0,40}", from in 0usize..60, length in 1usize..8) {
            let letters: Vec<char> = text.chars().collect();
            let part: String = letters.iter().skip(from).take(length).collect();
            for word in part.split_whitespace().map(fold) {
                prop_assert!(find(&text, &word).is_some());
                let known = grams(&text);
                let known: Vec<&str> = known.split(' ').collect();
                for term in query(&[word]).iter().flat_map(|query| query.split(" AND ")) {
                    let found = match term.strip_suffix(" *") {
                        Some(beginning) => known.iter().any(|gram| gram.starts_with(beginning.trim_matches('"'))),
                        None => known.contains(&term.trim_matches('"')),
                    };
                    prop_assert!(found, "{term} in {known:?}");
                }
            }
        }

        #[test]
        fn excerpts_never_break_a_character(text in "\\PC{0,400}", word in "\\PC{1,3}") {
            prop_assert!(excerpt(&text, Some(&fold(&word))).chars().count() <= EXCERPT);
        }

        #[test]
        fn what_is_deflated_comes_back(text in "\\PC{0,400}") {
            prop_assert_eq!(inflated(&deflated(&text)).unwrap(), text);
        }
    }
}
