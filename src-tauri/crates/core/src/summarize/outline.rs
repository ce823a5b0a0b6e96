//! The outline of a long text: the parts it is read in, and what each comes to.
//!
//! A document is parted where its sections, pages or messages begin, so that a part is about one thing; small neighbours
//! are read together, what is longer than a part is cut as any text is.

use super::Point;
use crate::Error;
use crate::document::{Document, Place};
use crate::text;
use std::fmt;
use std::ops::Range;

/// A part of a long text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// Where in its document it begins.
    pub place: Option<Place>,
    pub points: Vec<Point>,
}

/// The parts that had been read when a run was stopped or failed: the source of the error that says so.
pub struct Unfinished(pub Vec<Section>);

impl Unfinished {
    /// What had been read before the error.
    pub fn of(error: &Error) -> Option<&[Section]> {
        error.source.as_deref()?.downcast_ref::<Unfinished>().map(|unfinished| unfinished.0.as_slice())
    }

    /// The error with the parts, where there are any and its own source is none that a caller looks for.
    pub(super) fn told(error: Error, parts: Vec<Section>) -> Error {
        if parts.is_empty() || error.source.is_some() { error } else { error.because(Unfinished(parts)) }
    }
}

impl fmt::Display for Unfinished {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} parts had been read", self.0.len())
    }
}

/// As it is displayed: a text is not to get into a log by the way.
impl fmt::Debug for Unfinished {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unfinished({self})")
    }
}

impl std::error::Error for Unfinished {}

/// Consecutive parts that tile the text, at most `most` tokens by `count` each.
pub(super) fn parts(
    text: &str,
    document: Option<&Document>,
    most: usize,
    count: &dyn Fn(&str) -> usize,
) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    // Tokens of the last part, when another may join it.
    let mut open = None;
    for unit in units(text, document) {
        let tokens = count(&text[unit.clone()]);
        match (open, parts.last_mut()) {
            (Some(held), Some(last)) if held + tokens <= most => {
                last.end = unit.end;
                open = Some(held + tokens);
            }
            _ if tokens <= most => {
                parts.push(unit);
                open = Some(tokens);
            }
            _ => {
                let start = unit.start;
                let within = text::windows(&text[unit], most, count);
                parts.extend(within.into_iter().map(|part| part.start + start..part.end + start));
                open = None;
            }
        }
    }
    parts
}

/// What is not parted without need: sections, or messages, or else pages; they tile the text.
fn units(text: &str, document: Option<&Document>) -> Vec<Range<usize>> {
    type Key<'a> = (Option<&'a str>, Option<u32>, Option<u32>);
    fn key<'a>(place: Option<&'a Place>, sectioned: bool) -> Key<'a> {
        let Some(place) = place else { return (None, None, None) };
        let page = place.page.filter(|_| !sectioned);
        (place.section.as_deref(), place.message, page)
    }
    let mut units: Vec<Range<usize>> = Vec::new();
    let Some(document) = document else {
        units.push(0..text.len());
        return units;
    };
    let sectioned = document.marks.iter().any(|mark| mark.place.section.is_some());
    let mut last = None;
    for (range, place) in document.stretches() {
        let key = key(place, sectioned);
        match units.last_mut() {
            Some(unit) if last == Some(key) => unit.end = range.end,
            _ => units.push(range),
        }
        last = Some(key);
    }
    units
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Mark;
    use proptest::prelude::*;

    fn words(text: &str) -> usize {
        text.split_whitespace().count()
    }

    fn document(text: &str, sections: &[(usize, &str)]) -> Document {
        let mark = |(at, title): &(usize, &str)| Mark {
            at: *at,
            place: Place { section: Some((*title).to_owned()), ..Place::default() },
        };
        Document { marks: sections.iter().map(mark).collect(), ..Document::plain(text) }
    }

    #[test]
    fn small_sections_are_read_together_and_large_ones_alone() {
        let text = "a b c. d e f. g h i j k l m n o p. q r.";
        let [d, g, q] = ["d", "g", "q"].map(|word| text.find(word).unwrap());
        let document = document(text, &[(0, "one"), (d, "two"), (g, "three"), (q, "four")]);
        let shown: Vec<_> = parts(text, Some(&document), 6, &words).into_iter().map(|part| &text[part]).collect();
        assert_eq!(shown[0], "a b c. d e f. ");
        assert!(shown[1].starts_with("g h") && shown.last() == Some(&"q r."), "{shown:?}");
        assert_eq!(parts(text, None, 100, &words).len(), 1);
    }

    proptest! {
        #[test]
        fn parts_tile_the_text(text in "[a-c. \n]{0,200}", at in proptest::collection::btree_set(0usize..200, 0..6)) {
            let marks: Vec<_> = at.into_iter().filter(|at| *at < text.len()).map(|at| (at, "s")).collect();
            let titles: Vec<String> = (0..marks.len()).map(|n| format!("{}", n / 2)).collect();
            let marks: Vec<_> = marks.iter().zip(&titles).map(|((at, _), title)| (*at, title.as_str())).collect();
            let document = document(&text, &marks);
            let parts = parts(&text, Some(&document), 5, &words);
            let mut end = 0;
            for part in &parts {
                prop_assert_eq!(part.start, end);
                prop_assert!(part.end > part.start);
                end = part.end;
            }
            prop_assert_eq!(end, text.len());
        }
    }
}
