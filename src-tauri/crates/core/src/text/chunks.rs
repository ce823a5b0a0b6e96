//! Pieces of a text that fit a model: sentences together for editing, whole stretches for reading.

use super::{Piece, sentences};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// Runs of whole sentences within one prose piece, each of at most `budget` tokens by `count`. A longer sentence is cut
/// at marks, then between words, then anywhere.
pub fn chunks(text: &str, pieces: &[Piece], budget: usize, count: &dyn Fn(&str) -> usize) -> Vec<Range<usize>> {
    let mut chunks = Vec::new();
    for piece in pieces.iter().filter(|piece| piece.prose) {
        let prose = &text[piece.range.clone()];
        let mut parts = Vec::new();
        for sentence in sentences(prose) {
            split(prose, sentence, budget, count, &mut parts);
        }
        for range in pack(prose, &parts, budget, count) {
            chunks.push(piece.range.start + range.start..piece.range.start + range.end);
        }
    }
    chunks
}

/// Stretches that tile the whole text, cut between paragraphs where that is possible, else between sentences.
pub fn windows(text: &str, budget: usize, count: &dyn Fn(&str) -> usize) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let range = at..at + line.len();
        at = range.end;
        if count(line) <= budget {
            parts.push(range);
        } else {
            let mut pieces = Vec::new();
            for sentence in sentences(line) {
                split(line, sentence, budget, count, &mut pieces);
            }
            let ends = pieces.iter().skip(1).map(|p| range.start + p.start).chain([range.end]);
            let mut from = range.start;
            for end in ends {
                parts.push(from..end);
                from = end;
            }
        }
    }
    pack(text, &parts, budget, count)
}

/// Neighbours together, as long as they fit.
fn pack(text: &str, parts: &[Range<usize>], budget: usize, count: &dyn Fn(&str) -> usize) -> Vec<Range<usize>> {
    let mut packed: Vec<Range<usize>> = Vec::new();
    let mut used = 0;
    for part in parts {
        let tokens = count(&text[part.clone()]);
        match packed.last_mut() {
            // A space or line end between two parts may be a token of its own.
            Some(last) if used + tokens < budget => {
                last.end = part.end;
                used += tokens + 1;
            }
            _ => {
                packed.push(part.clone());
                used = tokens;
            }
        }
    }
    packed
}

fn split(
    text: &str,
    range: Range<usize>,
    budget: usize,
    count: &dyn Fn(&str) -> usize,
    parts: &mut Vec<Range<usize>>,
) {
    let slice = &text[range.clone()];
    if slice.trim().is_empty() {
        return;
    }
    if count(slice) <= budget || slice.chars().nth(1).is_none() {
        parts.push(range);
        return;
    }
    // The cut nearest to the middle, at the best kind of place there is.
    let middle = range.start + slice.len() / 2;
    let words: Vec<(usize, &str)> = slice.split_word_bound_indices().skip(1).collect();
    let nearest = |wanted: &dyn Fn(&str) -> bool| {
        words.windows(2).filter(|pair| wanted(pair[0].1)).map(|pair| range.start + pair[1].0).min_by_key(|at| at.abs_diff(middle))
    };
    let far = |at: &usize| at.abs_diff(middle) * 3 < slice.len();
    let cut = nearest(&|w| matches!(w, ";" | ":" | "," | "，" | "；" | "：" | "、" | "—"))
        .filter(far)
        .or_else(|| nearest(&|w| w.trim().is_empty()))
        .or_else(|| words.iter().map(|(i, _)| range.start + i).min_by_key(|at| at.abs_diff(middle)))
        .unwrap_or_else(|| {
            let at = slice.char_indices().nth(slice.chars().count() / 2).map_or(slice.len(), |(i, _)| i);
            range.start + at
        });
    split(text, range.start..range.start + text[range.start..cut].trim_end().len(), budget, count, parts);
    let right = &text[cut..range.end];
    split(text, cut + (right.len() - right.trim_start().len())..range.end, budget, count, parts);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::layout;
    use proptest::prelude::*;

    fn words(text: &str) -> usize {
        text.split_whitespace().count().max(text.chars().count() / 12)
    }

    proptest! {
        #[test]
        fn chunks_lie_in_prose_and_hold_all_of_it(
            text in "([a-z]{1,9}|, |\\. | |\\n|\\n\\n|- |。|一二三|```|🦊){0,80}", budget in 2usize..20
        ) {
            let pieces = layout(&text);
            let chunks = chunks(&text, &pieces, budget, &words);
            let mut end = 0;
            for chunk in &chunks {
                prop_assert!(chunk.start >= end && chunk.end > chunk.start);
                prop_assert!(pieces.iter().any(|p| p.prose && p.range.start <= chunk.start && chunk.end <= p.range.end));
                end = chunk.end;
            }
            let held: usize = chunks.iter().map(|c| text[c.clone()].chars().filter(|c| !c.is_whitespace()).count()).sum();
            let prose: usize =
                pieces.iter().filter(|p| p.prose).map(|p| text[p.range.clone()].chars().filter(|c| !c.is_whitespace()).count()).sum();
            prop_assert_eq!(held, prose);
        }

        #[test]
        fn windows_tile_the_text(text in "([a-z]{1,9}|, |\\. | |\\n|\\n\\n|。|一二三|🦊){0,80}", budget in 2usize..20) {
            let mut end = 0;
            for window in windows(&text, budget, &words) {
                prop_assert_eq!(window.start, end);
                end = window.end;
            }
            prop_assert_eq!(end, text.len());
        }
    }
}
