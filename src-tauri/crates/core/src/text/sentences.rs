//! Sentences, by Unicode's rules (ICU4X), mended where those stop at an abbreviation or inside a protected span.

use super::protected;
use icu_segmenter::{SentenceSegmenter, options::SentenceBreakInvariantOptions};
use std::ops::Range;

const ABBREVIATIONS: [&str; 38] = [
    "mr.", "mrs.", "ms.", "dr.", "prof.", "st.", "jr.", "sr.", "vs.", "etc.", "e.g.", "i.e.", "cf.", "no.", "fig.", "vol.",
    "approx.", "inc.", "ltd.", "co.", "corp.", "dept.", "est.", "a.m.", "p.m.", "u.s.", "u.k.", "jan.", "feb.", "mar.",
    "apr.", "aug.", "sept.", "oct.", "nov.", "dec.", "p.", "pp.",
];

/// The sentences of a text, trimmed; everything that is not space is in one of them, in order.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let protected = protected(text);
    let segmenter = SentenceSegmenter::new(SentenceBreakInvariantOptions::default());
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for end in segmenter.segment_str(text) {
        let inside = protected.iter().any(|span| span.range.start < end && end < span.range.end);
        if inside || end < text.len() && (abbreviated(&text[start..end]) || wrapped(text, end)) {
            continue;
        }
        let piece = &text[start..end];
        let from = start + (piece.len() - piece.trim_start().len());
        let to = start + piece.trim_end().len();
        if from < to {
            found.push(from..to);
        }
        start = end;
    }
    found
}

fn abbreviated(sentence: &str) -> bool {
    let last = sentence.trim_end_matches(' ').rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or("");
    let initial = last.len() == 2 && last.starts_with(|c: char| c.is_ascii_uppercase()) && last.ends_with('.');
    initial || ABBREVIATIONS.contains(&last.to_lowercase().as_str())
}

/// A single line end with nothing that ends a sentence before it and none of a list after it.
fn wrapped(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches([' ', '\t', '\r', '\n']);
    let gap = &text[before.len()..at];
    let rest = &text[at..];
    gap.matches('\n').count() == 1
        && !before.ends_with(['.', '!', '?', '。', '！', '？', '…', ':', '：', '"', '”'])
        && rest.starts_with(|c: char| c.is_lowercase())
}
