//! The JSON shapes that programs and the window rely on, and the one place where byte offsets become UTF-16 ones.
//!
//! Names follow the browsers' built-in writing APIs. Indices are UTF-16 code units, what a web view counts.

use crate::cloud::Partial;
use crate::document::{Document, Place};
use crate::minutes::Heading;
use crate::proofread::{self, Kind, Source};
use crate::run::{Provenance, Timing, Warning};
use crate::{ask, diff, rewrite, summarize};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where a result comes from and what it took; part of every result.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Origin {
    /// `mistralrs`, `llama`, `rules` or `cloud:<server>`.
    pub engine: String,
    pub model: Option<String>,
    pub adapter: Option<String>,
    pub local: bool,
    /// Why it ran there, in words.
    pub reason: String,
    pub timing: Timing,
    pub warnings: Vec<Warning>,
}

#[derive(Debug, Clone, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Correction {
    pub start_index: u32,
    pub end_index: u32,
    pub correction: String,
    pub types: Vec<Kind>,
    pub explanation: String,
    pub source: Source,
}

#[derive(Debug, Clone, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Proofread {
    pub corrected_input: String,
    pub corrections: Vec<Correction>,
    #[serde(flatten)]
    pub origin: Origin,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "kebab-case")]
pub enum Op {
    Equal,
    Insert,
    Delete,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct DiffPart {
    pub op: Op,
    pub text: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, specta::Type)]
pub struct Alternative {
    pub text: String,
    pub diff: Vec<DiffPart>,
}

#[derive(Debug, Clone, Serialize, Deserialize, specta::Type)]
pub struct Rewrite {
    pub alternatives: Vec<Alternative>,
    #[serde(flatten)]
    pub origin: Origin,
}

/// A stretch of the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Span {
    pub start_index: u32,
    pub end_index: u32,
}

#[derive(Debug, Clone, Serialize, Deserialize, specta::Type)]
pub struct Point {
    pub text: String,
    /// The sentences of the input this point rests on, best first.
    pub sources: Vec<Span>,
    /// Every name, number and date of the point stands in the input.
    pub checked: bool,
    /// Minutes only: the part that the point is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heading: Option<Heading>,
    /// Action items only: who, and by when, as the text says it. In minutes by speaker, who said it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    /// Where in its document it is from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

/// A part of a long text, and what it comes to.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Section {
    /// The heading in the document, where it has one.
    pub title: Option<String>,
    pub place: Option<Place>,
    pub start_index: u32,
    pub end_index: u32,
    pub points: Vec<Point>,
}

#[derive(Debug, Clone, Serialize, Deserialize, specta::Type)]
pub struct Summary {
    /// `tldr`, `key-points`, `headline`, `list`, `table`, `action-items`, `minutes` or `teaser`.
    #[serde(rename = "type")]
    pub kind: String,
    pub text: String,
    pub points: Vec<Point>,
    /// What the parts of a long text come to, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outline: Vec<Section>,
    #[serde(flatten)]
    pub origin: Origin,
}

#[derive(Debug, Clone, Serialize, Deserialize, specta::Type)]
pub struct Answer {
    pub text: String,
    /// The sentences of the input the answer rests on, best first.
    pub sources: Vec<Span>,
    /// False when the text does not tell; then `text` says so.
    pub answered: bool,
    /// Where in its document the best of the sentences is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    #[serde(flatten)]
    pub origin: Origin,
}

/// Any JSON value, as the window's bindings call it.
#[derive(Serialize, specta::Type)]
#[serde(untagged)]
#[allow(dead_code, reason = "describes `serde_json::Value`, whose integers are too wide for the bindings")]
pub enum Json {
    Null,
    Bool(bool),
    Number(f64),
    String(String),
    Array(Vec<Json>),
    Object(BTreeMap<String, Json>),
}

/// A failure, as `{"error": …}`.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type)]
pub struct Failure {
    pub code: String,
    pub message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// What had come of an answer that broke off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partial: Option<String>,
}

impl From<&crate::Error> for Failure {
    fn from(error: &crate::Error) -> Self {
        Failure {
            code: error.code.word().to_owned(),
            message: error.message.clone(),
            hint: error.hint.clone(),
            partial: Partial::of(error).map(str::to_owned),
        }
    }
}

impl From<crate::Error> for Failure {
    fn from(error: crate::Error) -> Self {
        Failure::from(&error)
    }
}

impl Origin {
    fn of(provenance: &Provenance, timing: Timing, warnings: &[Warning]) -> Self {
        let Provenance { engine, model, adapter, local, reason } = provenance.clone();
        Origin { engine, model, adapter, local, reason, timing, warnings: warnings.to_vec() }
    }
}

impl Correction {
    pub fn of(correction: &proofread::Correction, index: &Utf16Index<'_>) -> Self {
        let Span { start_index, end_index } = index.span(&correction.range);
        Correction {
            start_index,
            end_index,
            correction: correction.replacement.clone(),
            types: correction.kinds.clone(),
            explanation: correction.explanation.clone(),
            source: correction.source,
        }
    }
}

impl Proofread {
    /// `text` is the input that the corrections are of; so it is below.
    pub fn of(result: &proofread::Proofread, text: &str) -> Self {
        let index = Utf16Index::new(text);
        Proofread {
            corrected_input: result.corrected.clone(),
            corrections: result.corrections.iter().map(|c| Correction::of(c, &index)).collect(),
            origin: Origin::of(&result.provenance, result.timing, &result.warnings),
        }
    }
}

impl Rewrite {
    pub fn of(result: &rewrite::Rewrite, text: &str) -> Self {
        let alternative = |new: &String| Alternative { text: new.clone(), diff: diff::parts(text, new) };
        Rewrite {
            alternatives: result.alternatives.iter().map(alternative).collect(),
            origin: Origin::of(&result.provenance, result.timing, &result.warnings),
        }
    }
}

impl Point {
    pub fn of(point: &summarize::Point, index: &Utf16Index<'_>) -> Self {
        Point {
            text: point.text.clone(),
            sources: point.sources.iter().map(|range| index.span(range)).collect(),
            checked: point.checked,
            heading: point.heading,
            owner: point.owner.clone(),
            due: point.due.clone(),
            place: point.place.clone(),
        }
    }
}

impl Section {
    pub fn of(section: &summarize::Section, index: &Utf16Index<'_>) -> Self {
        let Span { start_index, end_index } = index.span(&section.range);
        Section {
            title: section.place.as_ref().and_then(|place| place.section.clone()),
            place: section.place.clone(),
            start_index,
            end_index,
            points: section.points.iter().map(|point| Point::of(point, index)).collect(),
        }
    }
}

impl Summary {
    pub fn of(result: &summarize::Summary, text: &str) -> Self {
        let index = Utf16Index::new(text);
        Summary {
            kind: result.shape.word().to_owned(),
            text: result.text.clone(),
            points: result.points.iter().map(|point| Point::of(point, &index)).collect(),
            outline: result.outline.iter().map(|section| Section::of(section, &index)).collect(),
            origin: Origin::of(&result.provenance, result.timing, &result.warnings),
        }
    }
}

impl Answer {
    /// `document` is what the text was read from.
    pub fn of(result: &ask::Answer, text: &str, document: Option<&Document>) -> Self {
        let index = Utf16Index::new(text);
        let place = || document?.place(result.sources.first()?.start).cloned();
        Answer {
            place: place(),
            text: result.text.clone(),
            sources: result.sources.iter().map(|range| index.span(range)).collect(),
            answered: result.answered,
            origin: Origin::of(&result.provenance, result.timing, &result.warnings),
        }
    }
}

/// Byte offsets of a text to UTF-16 code units, many times over.
pub struct Utf16Index<'t> {
    text: &'t str,
    /// `(byte, utf16)` at every [`STRIDE`]-th byte or so, so that a 5 MB text needs no second copy of itself.
    marks: Vec<(usize, u32)>,
}

const STRIDE: usize = 1024;

impl<'t> Utf16Index<'t> {
    pub fn new(text: &'t str) -> Self {
        let mut marks = vec![(0, 0)];
        let (mut units, mut next) = (0u32, STRIDE);
        for (byte, c) in text.char_indices() {
            if byte >= next {
                marks.push((byte, units));
                next = byte + STRIDE;
            }
            units += c.len_utf16() as u32;
        }
        Utf16Index { text, marks }
    }

    /// The UTF-16 offset of the character boundary `byte`.
    pub fn at(&self, byte: usize) -> u32 {
        let mark = self.marks.partition_point(|(b, _)| *b <= byte) - 1;
        let (start, units) = self.marks[mark];
        units + self.text[start..byte].encode_utf16().count() as u32
    }

    pub fn span(&self, range: &std::ops::Range<usize>) -> Span {
        Span { start_index: self.at(range.start), end_index: self.at(range.end) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agrees_with_counting_from_the_start(text in "\\PC{0,3000}") {
            let index = Utf16Index::new(&text);
            for (byte, _) in text.char_indices() {
                prop_assert_eq!(index.at(byte), text[..byte].encode_utf16().count() as u32);
            }
            prop_assert_eq!(index.at(text.len()), text.encode_utf16().count() as u32);
        }
    }
}
