//! Text as it stands, and Markdown: nothing is changed, headings become sections.

use crate::limits::Limits;
use crate::writer::enough;
use crate::{chats, kind};
use regex::Regex;
use std::sync::LazyLock;
use stet_core::Result;
use stet_core::document::{Document, Mark, Place};
use stet_core::text;

/// A text; a chat or a transcript when it looks like one.
pub(crate) fn text(bytes: Vec<u8>, limits: &Limits) -> Result<Document> {
    let text = decoded(bytes, limits)?;
    match chats::turns(&text) {
        Some(turns) => crate::turns::document(turns, "\n", limits),
        None => Ok(Document::plain(text)),
    }
}

/// Markdown, as it is written.
pub(crate) fn markdown(bytes: Vec<u8>, limits: &Limits) -> Result<Document> {
    let text = decoded(bytes, limits)?;
    let headings = headings(&text);
    let title = headings.first().map(|(_, heading)| heading.clone());
    let mark =
        |(at, heading): (usize, String)| Mark { at, place: Place { section: Some(heading), ..Place::default() } };
    let marks = headings.into_iter().map(mark).collect();
    Ok(Document { title, marks, ..Document::plain(text) })
}

fn decoded(bytes: Vec<u8>, limits: &Limits) -> Result<String> {
    let text = text::decode(bytes).map_err(kind::readable)?;
    enough(text.chars().count(), limits)?;
    Ok(text)
}

static HEADING: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^ {0,3}#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$").expect("a valid pattern"));
static UNDERLINE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^ {0,3}(?:={2,}|-{2,})[ \t]*$").expect("a valid pattern"));
/// A line that can't be the words of a heading which the next line underlines.
static NO_HEADING: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?:\s*$| {4}|\s*[-*+>|]\s|\s*\d+[.)]\s|.*\|.*\|)").expect("a valid pattern"));

/// The headings with the bytes at which their lines start.
fn headings(text: &str) -> Vec<(usize, String)> {
    let mut headings = Vec::new();
    let mut fence: Option<&str> = None;
    let mut before: Option<(usize, &str)> = None;
    let mut at = 0;
    let mut front_matter = text.starts_with("---\n") || text.starts_with("---\r\n");
    for (number, whole) in text.split_inclusive('\n').enumerate() {
        let line = whole.trim_end_matches(['\n', '\r']);
        let start = at;
        at += whole.len();
        if front_matter {
            front_matter = number == 0 || line != "---";
            continue;
        }
        let mark = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|fence| mark.starts_with(fence));
        match (fence, mark) {
            (None, Some(_)) => fence = mark,
            (Some(open), Some(close)) if open == close => fence = None,
            _ => {}
        }
        if fence.is_some() || mark.is_some() {
            before = None;
        } else if let Some(found) = HEADING.captures(line) {
            if !found[1].is_empty() {
                headings.push((start, found[1].to_owned()));
            }
            before = None;
        } else if let Some((start, words)) = before.take_if(|_| UNDERLINE.is_match(line)) {
            headings.push((start, words.trim().to_owned()));
        } else {
            before = (!NO_HEADING.is_match(line)).then_some((start, line));
        }
    }
    headings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_become_sections_and_the_text_stays() {
        let source = "---\ntitle: no\n---\nBefore.\n\n# One #\n\ntext\n\n```sh\n# a comment\n```\n\nTwo\n---\n\n- a\n---\n### Three\n";
        let document = markdown(source.into(), &Limits::default()).unwrap();
        assert_eq!(document.text, source);
        assert!(document.sound());
        let sections: Vec<_> = document.marks.iter().map(|mark| mark.place.section.clone().unwrap()).collect();
        assert_eq!(sections, ["One", "Two", "Three"]);
        assert_eq!(document.title.as_deref(), Some("One"));
        assert_eq!(document.place(0), None);
        assert!(document.text[document.marks[1].at..].starts_with("Two\n---"));
    }
}
