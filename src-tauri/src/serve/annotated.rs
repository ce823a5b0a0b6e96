//! A text that a client took apart into words and markup, and back: what is found in the words is told by its place in the
//! whole.
//!
//! LanguageTool's clients send `{"annotation": [{"text": "A "}, {"markup": "<b>"}, {"text": "word"}, …]}`. Only the texts,
//! and what a piece of markup stands for (`interpretAs`), are read; places are UTF-16 code units of everything in a row.

use serde::Deserialize;
use std::ops::Range;
use stet_core::wire::Utf16Index;
use stet_core::{Code, Error, Result};

/// What is read, and where it stands in the whole.
#[derive(Debug, PartialEq)]
pub struct Annotated {
    pub text: String,
    segments: Vec<Segment>,
}

/// A stretch of what is read.
#[derive(Debug, PartialEq)]
struct Segment {
    /// Where it begins in the text, in bytes.
    start: usize,
    /// Where it stands in the whole, in UTF-16 code units.
    whole: Range<u32>,
    /// The text only stands for something else there.
    markup: bool,
}

#[derive(Deserialize)]
struct Data {
    annotation: Vec<Part>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Part {
    text: Option<String>,
    markup: Option<String>,
    interpret_as: Option<String>,
}

impl Annotated {
    /// A text without markup.
    pub fn plain(text: String) -> Self {
        let whole = 0..units(&text);
        Annotated { text, segments: vec![Segment { start: 0, whole, markup: false }] }
    }

    /// Errors: `usage`.
    pub fn parse(data: &str) -> Result<Self> {
        let data: Data = serde_json::from_str(data).map_err(|error| {
            Error::new(Code::Usage, format!("'data' is not what it should be: {error}."))
                .hint("It is {\"annotation\": [{\"text\": \"…\"}, {\"markup\": \"…\"}]}.")
        })?;
        let (mut text, mut segments, mut at) = (String::new(), Vec::new(), 0);
        for part in data.annotation {
            let (read, there, markup) = match (part.text, part.markup) {
                (Some(words), None) => (words.clone(), words, false),
                (None, Some(markup)) => (part.interpret_as.unwrap_or_default(), markup, true),
                _ => return Err(Error::new(Code::Usage, "A part of 'data' has either 'text' or 'markup'.")),
            };
            let whole = at..at + units(&there);
            at = whole.end;
            if !read.is_empty() {
                segments.push(Segment { start: text.len(), whole, markup });
                text.push_str(&read);
            }
        }
        Ok(Annotated { text, segments })
    }

    /// Where a stretch of the text, not empty, stands in the whole; markup inside it belongs to it. `None` when nothing but
    /// markup stands there. `index` is that of the text.
    pub fn place(&self, range: &Range<usize>, index: &Utf16Index<'_>) -> Option<Range<u32>> {
        let first = self.segments.partition_point(|segment| segment.start <= range.start).checked_sub(1)?;
        let last = self.segments.partition_point(|segment| segment.start < range.end).checked_sub(1)?;
        if self.segments.get(first..=last)?.iter().all(|segment| segment.markup) {
            return None;
        }
        let (first, last) = (&self.segments[first], &self.segments[last]);
        let inside = |segment: &Segment, byte| segment.whole.start + index.at(byte) - index.at(segment.start);
        let start = if first.markup { first.whole.start } else { inside(first, range.start) };
        let end = if last.markup { last.whole.end } else { inside(last, range.end) };
        Some(start..end)
    }
}

/// UTF-16 code units of a text.
pub fn units(text: &str) -> u32 {
    u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn placed(annotated: &Annotated, words: &str) -> Option<Range<u32>> {
        let start = annotated.text.find(words).unwrap();
        annotated.place(&(start..start + words.len()), &Utf16Index::new(&annotated.text))
    }

    #[test]
    fn places_are_of_the_whole() {
        let data = json!({ "annotation": [
            { "text": "A 😀 " }, { "markup": "<b>" }, { "text": "te" }, { "markup": "<i>" }, { "text": "h" },
            { "markup": "</i></b>" }, { "text": " dog" }, { "markup": "<br>", "interpretAs": "\n\n" }, { "text": "End" },
        ] });
        let annotated = Annotated::parse(&data.to_string()).unwrap();
        assert_eq!(annotated.text, "A 😀 teh dog\n\nEnd");
        assert_eq!(placed(&annotated, "A"), Some(0..1));
        assert_eq!(placed(&annotated, "teh"), Some(8..14), "with the markup inside it, and none around it");
        assert_eq!(placed(&annotated, "dog"), Some(23..26));
        assert_eq!(placed(&annotated, "\n\n"), None);
        assert_eq!(placed(&annotated, "dog\n\nEnd"), Some(23..33));
        assert_eq!(placed(&annotated, "End"), Some(30..33));
    }

    #[test]
    fn parts_that_are_neither_or_both_are_refused() {
        for data in ["", "[]", "{}", r#"{"annotation": [{}]}"#, r#"{"annotation": [{"text": "a", "markup": "b"}]}"#] {
            assert_eq!(Annotated::parse(data).unwrap_err().code, Code::Usage, "{data}");
        }
        // Some clients tell offsets of their own as well.
        assert!(Annotated::parse(r#"{"annotation": [{"text": "a", "offset": {"start": 0, "end": 1}}]}"#).is_ok());
        assert_eq!(Annotated::parse(r#"{"annotation": []}"#).unwrap().text, "");
    }

    proptest! {
        #[test]
        fn every_word_is_found_where_it_stands(parts in prop::collection::vec(("\\PC{0,8}", any::<bool>()), 0..12)) {
            let annotation: Vec<_> = parts
                .iter()
                .map(|(text, markup)| if *markup { json!({ "markup": text }) } else { json!({ "text": text }) })
                .collect();
            let annotated = Annotated::parse(&json!({ "annotation": annotation }).to_string()).unwrap();
            let whole: Vec<u16> = parts.iter().flat_map(|(text, _)| text.encode_utf16()).collect();
            let index = Utf16Index::new(&annotated.text);
            for (start, c) in annotated.text.char_indices() {
                let place = annotated.place(&(start..start + c.len_utf8()), &index).unwrap();
                let there = String::from_utf16(&whole[place.start as usize..place.end as usize]).unwrap();
                prop_assert_eq!(there, c.to_string());
            }
            if !annotated.text.is_empty() {
                let all = annotated.place(&(0..annotated.text.len()), &index).unwrap();
                let read: Vec<u16> = annotated.text.encode_utf16().collect();
                prop_assert!((all.end - all.start) as usize >= read.len());
            }
        }

        #[test]
        fn a_text_without_markup_is_where_it_is(text in "\\PC{1,40}") {
            let annotated = Annotated::plain(text.clone());
            let place = annotated.place(&(0..text.len()), &Utf16Index::new(&text)).unwrap();
            prop_assert_eq!(place, 0..text.encode_utf16().count() as u32);
        }
    }
}
