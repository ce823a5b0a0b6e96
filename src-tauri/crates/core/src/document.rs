//! What was read from a file: its readable text, and where each stretch of it is from.
//!
//! Readers make documents, summaries and answers rest on them. Deliberately absent: files and formats, which are the
//! business of the readers. A document's text is data like any other text: what it tells a reader to do is not done.

use crate::run::Warning;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Range;

/// What kind of text a document is, which decides how it is best summarized.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    #[default]
    Prose,
    /// Messages, the latest first.
    Thread,
    /// What was said, in order.
    Transcript,
}

/// Readable text with its places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    pub title: Option<String>,
    pub form: Form,
    pub text: String,
    /// In the order of the text; see [`Document::sound`].
    pub marks: Vec<Mark>,
    /// What could not be read, or was left out.
    pub warnings: Vec<Warning>,
}

/// From this byte of the text on, until the next mark, the text is from this place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    pub at: usize,
    pub place: Place,
}

/// Where a stretch of a document is from: only what its source knows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
pub struct Place {
    /// Counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// The heading above it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// Seconds: from the start of a recording, or of the day in a chat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speaker: Option<String>,
    /// Counted from 1, the oldest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<u32>,
    /// Who sent the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// When, as ISO 8601 has it: a date, or a date and a time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
}

impl Document {
    /// A text that has no places.
    pub fn plain(text: impl Into<String>) -> Self {
        Document { title: None, form: Form::Prose, text: text.into(), marks: Vec::new(), warnings: Vec::new() }
    }

    /// Where the text at this byte is from.
    pub fn place(&self, at: usize) -> Option<&Place> {
        let next = self.marks.partition_point(|mark| mark.at <= at);
        Some(&self.marks[next.checked_sub(1)?].place)
    }

    /// The stretches of the text with their places, in order; they tile it.
    pub fn stretches(&self) -> impl Iterator<Item = (Range<usize>, Option<&Place>)> {
        let start = self.marks.first().map_or(self.text.len(), |mark| mark.at);
        let head = (start > 0).then_some((0..start, None));
        let ends = self.marks.iter().skip(1).map(|mark| mark.at).chain([self.text.len()]);
        let marked = self.marks.iter().zip(ends).map(|(mark, end)| (mark.at..end, Some(&mark.place)));
        head.into_iter().chain(marked)
    }

    /// Whether the marks are what they must be: each at a character of the text, and each after the one before.
    pub fn sound(&self) -> bool {
        let inside = |mark: &Mark| mark.at < self.text.len() && self.text.is_char_boundary(mark.at);
        self.marks.iter().all(inside) && self.marks.is_sorted_by(|a, b| a.at < b.at)
    }
}

/// As a person says it: `page 12`, `00:14:05, Ben`, `message 3 of Anna, 2 May 2026`.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = match (self.message, &self.from) {
            (Some(number), Some(from)) => Some(format!("message {number} of {from}")),
            (Some(number), None) => Some(format!("message {number}")),
            (None, from) => from.clone(),
        };
        let parts = [
            message,
            self.page.map(|page| format!("page {page}")),
            self.section.as_ref().map(|section| format!("“{section}”")),
            self.time.map(clock),
            self.speaker.clone(),
            self.date.as_deref().map(day),
        ];
        f.write_str(&parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
    }
}

fn clock(seconds: u32) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// The day of an ISO date in words; anything else as it is.
fn day(date: &str) -> String {
    match date.get(..10).and_then(|day| day.parse::<jiff::civil::Date>().ok()) {
        Some(day) => day.strftime("%-d %B %Y").to_string(),
        None => date.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn page(number: u32) -> Place {
        Place { page: Some(number), ..Place::default() }
    }

    fn marked(text: &str, at: &[usize]) -> Document {
        let marks = at.iter().zip(1..).map(|(at, number)| Mark { at: *at, place: page(number) }).collect();
        Document { marks, ..Document::plain(text) }
    }

    #[test]
    fn a_place_is_the_last_mark_before() {
        let document = marked("cover one two", &[6, 10]);
        assert!(document.sound());
        assert_eq!(document.place(0), None);
        assert_eq!(document.place(6), Some(&page(1)));
        assert_eq!(document.place(9), Some(&page(1)));
        assert_eq!(document.place(12), Some(&page(2)));
        let stretches: Vec<_> = document.stretches().map(|(range, _)| &document.text[range]).collect();
        assert_eq!(stretches, ["cover ", "one ", "two"]);
        assert_eq!(Document::plain("").stretches().count(), 0);
    }

    #[test]
    fn marks_out_of_order_or_place_are_not_sound() {
        for at in [&[3, 3][..], &[4, 2], &[1], &[6]] {
            assert!(!marked("é one", at).sound(), "{at:?}");
        }
    }

    #[test]
    fn places_in_words_and_on_the_wire() {
        let message = Place {
            message: Some(3),
            from: Some("Anna".into()),
            date: Some("2026-05-02T10:31:00+02:00".into()),
            ..Place::default()
        };
        assert_eq!(message.to_string(), "message 3 of Anna, 2 May 2026");
        assert_eq!(page(12).to_string(), "page 12");
        let said = Place { time: Some(845), speaker: Some("Ben".into()), ..Place::default() };
        assert_eq!(said.to_string(), "00:14:05, Ben");
        assert_eq!(serde_json::to_string(&said).unwrap(), r#"{"time":845,"speaker":"Ben"}"#);
        assert_eq!(serde_json::from_str::<Place>(r#"{"page":12}"#).unwrap(), page(12));
        assert_eq!(Place { date: Some("soon".into()), ..Place::default() }.to_string(), "soon");
    }

    proptest! {
        #[test]
        fn stretches_tile_the_text_and_agree_with_places(text in ".{0,60}", at in proptest::collection::btree_set(0usize..80, 0..6)) {
            let at: Vec<usize> = at.into_iter().filter(|at| *at < text.len() && text.is_char_boundary(*at)).collect();
            let document = marked(&text, &at);
            prop_assert!(document.sound());
            let mut end = 0;
            for (range, place) in document.stretches() {
                prop_assert_eq!(range.start, end);
                prop_assert!(range.end > range.start);
                prop_assert_eq!(document.place(range.start), place);
                prop_assert_eq!(document.place(range.end - 1), place);
                end = range.end;
            }
            prop_assert_eq!(end, text.len());
            let back: Document = serde_json::from_str(&serde_json::to_string(&document).unwrap()).unwrap();
            prop_assert_eq!(back, document);
        }
    }
}
