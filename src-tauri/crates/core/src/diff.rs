//! Word- and character-level edits between two texts.
//!
//! Words are compared whole (Chinese by character), punctuation and spaces on their own; Myers' algorithm finds the
//! changes, through the `similar` crate and with a time limit for texts that have little in common. Applying every edit
//! to the original gives exactly the revised text.

use crate::wire::{DiffPart, Op};
use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};
use std::ops::Range;
use std::time::{Duration, Instant};
use unicode_segmentation::UnicodeSegmentation;

/// Longer than any sensible pair of texts takes; after it the edits are coarser, and still right.
const PATIENCE: Duration = Duration::from_secs(2);

/// Replace `range` (bytes of the original, on character boundaries) by `replacement`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    pub range: Range<usize>,
    pub replacement: String,
}

/// What turns `original` into `revised`: sorted, not overlapping, each as a person would mark it.
pub fn edits(original: &str, revised: &str) -> Vec<Edit> {
    let (old, new) = (tokens(original), tokens(revised));
    let (old_at, new_at) = (offsets(&old), offsets(&new));
    let mut edits: Vec<Edit> = Vec::new();
    for op in compare(&old, &new).into_iter().filter(|op| !matches!(op, DiffOp::Equal { .. })) {
        let (a, b) = (op.old_range(), op.new_range());
        let (old_words, new_words) = (&old[a.clone()], &new[b.clone()]);
        if let DiffOp::Replace { .. } = op
            && let Some(pairs) = pairwise(old_words, new_words)
        {
            // The same spaces between the same number of words: every word is an edit of its own.
            for i in pairs {
                let range = old_at[a.start + i]..old_at[a.start + i + 1];
                edits.push(Edit { range, replacement: new_words[i].to_owned() });
            }
            continue;
        }
        let range = old_at[a.start]..old_at[a.end];
        let replacement = revised[new_at[b.start]..new_at[b.end]].to_owned();
        match edits.last_mut() {
            // `has went` -> `went` is one change, not a word dropped beside a word that stays.
            Some(last) if joins(original, last, &range, &replacement) => {
                last.replacement.push_str(&original[last.range.end..range.start]);
                last.replacement.push_str(&replacement);
                last.range.end = range.end;
            }
            _ => edits.push(Edit { range, replacement }),
        }
    }
    edits
}

/// The original with every edit made. The edits are sorted and don't overlap, as [`edits`] gives them.
pub fn apply(original: &str, edits: &[Edit]) -> String {
    let mut text = String::with_capacity(original.len());
    let mut at = 0;
    for edit in edits {
        text.push_str(&original[at..edit.range.start]);
        text.push_str(&edit.replacement);
        at = edit.range.end;
    }
    text.push_str(&original[at..]);
    text
}

/// The word diff that a person reads: what stayed, went and came, in order.
pub fn parts(original: &str, revised: &str) -> Vec<DiffPart> {
    let (old, new) = (tokens(original), tokens(revised));
    let mut parts: Vec<DiffPart> = Vec::new();
    let mut push = |op: Op, text: String| match parts.last_mut() {
        _ if text.is_empty() => {}
        Some(last) if last.op == op => last.text.push_str(&text),
        _ => parts.push(DiffPart { op, text }),
    };
    let (mut deleted, mut inserted) = (String::new(), String::new());
    for op in compare(&old, &new) {
        let (a, b) = (&old[op.old_range()], &new[op.new_range()]);
        if let DiffOp::Equal { .. } = op {
            // A lone space between two changes belongs to them: whole phrases read better than single words.
            if !deleted.is_empty() && !inserted.is_empty() && a.concat().trim().is_empty() {
                deleted.push_str(&a.concat());
                inserted.push_str(&a.concat());
                continue;
            }
            push(Op::Delete, std::mem::take(&mut deleted));
            push(Op::Insert, std::mem::take(&mut inserted));
            push(Op::Equal, a.concat());
        } else {
            deleted.push_str(&a.concat());
            inserted.push_str(&b.concat());
        }
    }
    push(Op::Delete, deleted);
    push(Op::Insert, inserted);
    parts
}

fn compare(old: &[&str], new: &[&str]) -> Vec<DiffOp> {
    capture_diff_slices_deadline(Algorithm::Myers, old, new, Some(Instant::now() + PATIENCE))
}

/// Words, Chinese characters, marks and spaces: a tiling of the text.
fn tokens(text: &str) -> Vec<&str> {
    text.split_word_bounds().collect()
}

/// Where each token starts, and the end of the last.
fn offsets(tokens: &[&str]) -> Vec<usize> {
    let mut at = 0;
    let ends = tokens.iter().map(|token| {
        at += token.len();
        at
    });
    std::iter::once(0).chain(ends).collect()
}

/// The places of the words that differ, where both sides are words with the same gaps between them.
fn pairwise(old: &[&str], new: &[&str]) -> Option<Vec<usize>> {
    let gap = |token: &str| token.chars().all(|c| !c.is_alphanumeric());
    let alike = old.len() == new.len()
        && old.len() > 1
        && old.iter().zip(new).all(|(a, b)| if gap(a) || gap(b) { a == b } else { true });
    alike.then(|| (0..old.len()).filter(|i| old[*i] != new[*i]).collect())
}

/// A change right behind another, with nothing between them or a space that belongs to both: a dropped word next to a
/// changed one.
fn joins(original: &str, last: &Edit, range: &Range<usize>, replacement: &str) -> bool {
    let between = &original[last.range.end..range.start];
    let drops = |range: &Range<usize>, new: &str| new.trim().is_empty() && !original[range.clone()].trim().is_empty();
    let comes = |range: &Range<usize>, new: &str| range.is_empty() && !new.trim().is_empty();
    between.is_empty()
        || between == " "
            && [drops(&last.range, &last.replacement) || comes(&last.range, &last.replacement), drops(range, replacement) || comes(range, replacement)]
                .contains(&true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(original: &str, revised: &str) -> Vec<(String, String)> {
        let edits = edits(original, revised);
        assert_eq!(apply(original, &edits), revised);
        edits.into_iter().map(|e| (original[e.range].to_owned(), e.replacement)).collect()
    }

    fn pair(old: &str, new: &str) -> (String, String) {
        (old.into(), new.into())
    }

    #[test]
    fn edits_are_as_a_person_would_mark_them() {
        assert_eq!(shown("the libary is", "the library is"), [pair("libary", "library")]);
        assert_eq!(shown("teh libary is", "the library is"), [pair("teh", "the"), pair("libary", "library")]);
        assert_eq!(shown("what do you think.", "what do you think?"), [pair(".", "?")]);
        assert_eq!(shown("我们在去一次", "我们再去一次"), [pair("在", "再")]);
        assert_eq!(shown("same", "same"), []);
        assert_eq!(shown("", "new"), [pair("", "new")]);
        assert_eq!(shown("old", ""), [pair("old", "")]);
    }

    #[test]
    fn a_readable_diff_rebuilds_both_texts() {
        let parts = parts("send me the file now", "please send me the report today");
        let side = |drop: Op| parts.iter().filter(|p| p.op != drop).map(|p| p.text.as_str()).collect::<String>();
        assert_eq!(side(Op::Insert), "send me the file now");
        assert_eq!(side(Op::Delete), "please send me the report today");
        assert!(parts.len() <= 5, "{parts:?}");
    }

    fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            "\\PC{0,60}",
            "[a-c ,.\r\n]{0,60}",
            "(# |- |> |`x`|[a-z]{1,5}| |\r\n|\n\n|[一-三]|🦊|é){0,30}",
        ]
    }

    proptest! {
        #[test]
        fn applying_the_edits_gives_the_revised_text(original in text(), revised in text()) {
            let edits = edits(&original, &revised);
            prop_assert_eq!(apply(&original, &edits), revised.clone());
            let mut end = 0;
            for edit in &edits {
                prop_assert!(edit.range.start >= end && edit.range.end >= edit.range.start);
                prop_assert!(original.is_char_boundary(edit.range.start) && original.is_char_boundary(edit.range.end));
                prop_assert!(original[edit.range.clone()] != edit.replacement);
                end = edit.range.end;
            }
            let parts = parts(&original, &revised);
            let side = |drop: Op| parts.iter().filter(|p| p.op != drop).map(|p| p.text.as_str()).collect::<String>();
            prop_assert_eq!(side(Op::Insert), original);
            prop_assert_eq!(side(Op::Delete), revised);
        }
    }
}
