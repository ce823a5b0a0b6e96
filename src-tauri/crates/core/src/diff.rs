//! What changed between two texts, the way a person would mark it: whole words, with the space that comes or goes.
//!
//! Words are Unicode words (a Chinese character is one), punctuation marks are their own, a run of whitespace is one.
//! Applying [`edits`] to the original always gives exactly the revised text.

use crate::text::is_cjk;
use crate::wire::{DiffPart, Op};
use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices, capture_diff_slices_deadline, diff_ratio};
use std::hash::Hash;
use std::ops::Range;
use std::time::{Duration, Instant};
use unicode_segmentation::UnicodeSegmentation;

/// Replace `range` (bytes of the original, on character boundaries) by `replacement`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    pub range: Range<usize>,
    pub replacement: String,
}

/// The edits that turn `original` into `revised`, in order and without overlap.
///
/// Corrections of neighbouring words stay two edits when each stands for itself ("i dont" to "I don't"), and are one when
/// the words were rephrased together ("is went" to "has gone"). A word that comes or goes brings its following space.
pub fn edits(original: &str, revised: &str) -> Vec<Edit> {
    let pair = Pair::new(original, revised);
    let changes = pair.changes().into_iter().flat_map(|change| pair.separated(change)).collect();
    let belong = |one: &Change, two: &Change| {
        pair.only_space_between(one, two) && !pair.stands_alone(one) && !pair.stands_alone(two)
    };
    merged(changes, belong)
        .into_iter()
        .map(|change| Edit {
            range: span(&pair.old_at, &change.old),
            replacement: revised[span(&pair.new_at, &change.new)].to_owned(),
        })
        .collect()
}

/// `original` with `edits` made. An edit that overlaps the one before it, or does not lie in the text, is left out.
pub fn apply(original: &str, edits: &[Edit]) -> String {
    let mut text =
        String::with_capacity(original.len() + edits.iter().map(|edit| edit.replacement.len()).sum::<usize>());
    let mut end = 0;
    for Edit { range, replacement } in edits {
        if let Some(kept) = original.get(end..range.start)
            && original.get(range.clone()).is_some()
        {
            text.push_str(kept);
            text.push_str(replacement);
            end = range.end;
        }
    }
    text.push_str(&original[end..]);
    text
}

/// A rewrite beside its original, for reading: deletions come before the insertions that replace them, and changes with
/// next to nothing between them are one. The parts that are not insertions spell `original`, those that are not
/// deletions `revised`.
pub fn parts(original: &str, revised: &str) -> Vec<DiffPart> {
    let pair = Pair::new(original, revised);
    let changes = merged(pair.changes(), |one, two| pair.reads_as_one(one, two));
    let mut parts = Vec::new();
    let mut add = |op, text: &str| {
        if !text.is_empty() {
            parts.push(DiffPart { op, text: text.to_owned() });
        }
    };
    let mut end = 0;
    for change in changes {
        let gone = span(&pair.old_at, &change.old);
        add(Op::Equal, &original[end..gone.start]);
        end = gone.end;
        add(Op::Delete, &original[gone]);
        add(Op::Insert, &revised[span(&pair.new_at, &change.new)]);
    }
    add(Op::Equal, &original[end..]);
    parts
}

/// Unicode words, punctuation marks, runs of whitespace, single Chinese or Japanese characters; they tile `text`.
pub(crate) fn tokens(text: &str) -> Vec<&str> {
    let mut tokens: Vec<Range<usize>> = Vec::new();
    let mut in_space = false;
    for (at, token) in text.split_word_bound_indices() {
        let end = at + token.len();
        let space = end - token.trim_start().len();
        if at < space {
            match tokens.last_mut() {
                Some(last) if in_space => last.end = space,
                _ => tokens.push(at..space),
            }
        }
        if space < end {
            let word = &text[space..end];
            if word.starts_with(is_cjk) {
                tokens.extend(word.char_indices().map(|(i, c)| space + i..space + i + c.len_utf8()));
            } else {
                tokens.push(space..end);
            }
        }
        in_space = space == end;
    }
    tokens.into_iter().map(|range| &text[range]).collect()
}

/// How long a diff may look for the shortest form before it settles for a longer one.
const PATIENCE: Duration = Duration::from_secs(2);

pub(crate) fn operations<T: Eq + Hash>(old: &[T], new: &[T]) -> Vec<DiffOp> {
    capture_diff_slices_deadline(Algorithm::Myers, old, new, Instant::now().checked_add(PATIENCE))
}

fn is_space(token: &str) -> bool {
    token.chars().all(char::is_whitespace)
}

fn is_word(token: &str) -> bool {
    token.chars().any(char::is_alphanumeric)
}

/// Tokens `old` became tokens `new`.
#[derive(Debug, Clone)]
struct Change {
    old: Range<usize>,
    new: Range<usize>,
}

/// Bytes from the beginning of the first token to the end of the last.
fn span(at: &[usize], tokens: &Range<usize>) -> Range<usize> {
    at[tokens.start]..at[tokens.end]
}

fn merged(changes: Vec<Change>, belong: impl Fn(&Change, &Change) -> bool) -> Vec<Change> {
    let mut merged: Vec<Change> = Vec::with_capacity(changes.len());
    for change in changes {
        match merged.last_mut() {
            Some(last) if belong(last, &change) => (last.old.end, last.new.end) = (change.old.end, change.new.end),
            _ => merged.push(change),
        }
    }
    merged
}

struct Pair<'t> {
    old: Vec<&'t str>,
    new: Vec<&'t str>,
    /// Byte offset of every token, and of the end.
    old_at: Vec<usize>,
    new_at: Vec<usize>,
}

impl<'t> Pair<'t> {
    fn new(original: &'t str, revised: &'t str) -> Self {
        let offsets = |tokens: &[&str]| {
            let ends = tokens.iter().scan(0, |at, token| {
                *at += token.len();
                Some(*at)
            });
            std::iter::once(0).chain(ends).collect()
        };
        let (old, new) = (tokens(original), tokens(revised));
        Pair { old_at: offsets(&old), new_at: offsets(&new), old, new }
    }

    /// Stretches that differ, each slid so that a word comes or goes with the space after it.
    fn changes(&self) -> Vec<Change> {
        let mut changes: Vec<Change> = Vec::new();
        for op in operations(&self.old, &self.new) {
            if op.tag() == DiffTag::Equal {
                continue;
            }
            let (old, new) = (op.old_range(), op.new_range());
            match changes.last_mut() {
                Some(last) if last.old.end == old.start && last.new.end == new.start => {
                    (last.old.end, last.new.end) = (old.end, new.end);
                }
                _ => changes.push(Change { old, new }),
            }
        }
        let starts: Vec<usize> = changes.iter().skip(1).map(|next| next.old.start).chain([self.old.len()]).collect();
        for (change, next) in changes.iter_mut().zip(starts) {
            let room = change.old.end < next;
            let slides =
                |tokens: &[&str], at: &Range<usize>| is_space(tokens[at.start]) && tokens[at.start] == tokens[at.end];
            let one_sided = match (change.old.is_empty(), change.new.is_empty()) {
                (false, true) => room && slides(&self.old, &change.old),
                (true, false) => room && slides(&self.new, &change.new),
                _ => false,
            };
            if one_sided {
                *change = Change {
                    old: change.old.start + 1..change.old.end + 1,
                    new: change.new.start + 1..change.new.end + 1,
                };
            }
        }
        // What slid up to the next change is one with it: "deaply ." to "deeply." replaces a word, and no word goes.
        merged(changes, |one, two| one.old.end == two.old.start && one.new.end == two.new.start)
    }

    /// Takes a corrected word apart from words that came or went beside it: "libary" to "to the library" is an insertion
    /// and a spelling; but "alot" to "a lot" is one thing.
    fn separated(&self, change: Change) -> Vec<Change> {
        let (old, new) = (&self.old[change.old.clone()], &self.new[change.new.clone()]);
        let (Some(first), Some(last)) = (old.first().zip(new.first()), old.last().zip(new.last())) else {
            return vec![change];
        };
        if old.len() == new.len() || old.len().min(new.len()) > 1 {
            return vec![change];
        }
        let joined = |tokens: &[&str]| tokens.iter().filter(|token| !is_space(token)).copied().collect::<String>();
        let whole = likeness(&joined(old), &joined(new));
        let alike = |(one, two): (&&str, &&str)| likeness(one, two) > whole.max(ALIKE);
        let Change { old, new } = change;
        if alike(last) {
            let (o, n) = (old.end - 1, new.end - 1);
            vec![Change { old: old.start..o, new: new.start..n }, Change { old: o..old.end, new: n..new.end }]
        } else if alike(first) {
            let (o, n) = (old.start + 1, new.start + 1);
            vec![Change { old: old.start..o, new: new.start..n }, Change { old: o..old.end, new: n..new.end }]
        } else {
            vec![Change { old, new }]
        }
    }

    fn only_space_between(&self, one: &Change, two: &Change) -> bool {
        let gap = &self.old[one.old.end..two.old.start];
        !gap.is_empty() && gap.iter().all(|token| is_space(token))
    }

    /// A correction of one word into a similar one, or of punctuation and spaces alone.
    fn stands_alone(&self, change: &Change) -> bool {
        let words = |tokens: &[&'t str]| tokens.iter().copied().filter(|token| is_word(token)).collect::<Vec<_>>();
        match (&words(&self.old[change.old.clone()])[..], &words(&self.new[change.new.clone()])[..]) {
            ([], []) => true,
            ([one], [two]) => likeness(one, two) >= ALIKE,
            _ => false,
        }
    }

    /// Both changes touch words, and at most one short word stands between them (none between Chinese changes).
    fn reads_as_one(&self, one: &Change, two: &Change) -> bool {
        let gap = &self.old[one.old.end..two.old.start];
        let words = |change: &Change| {
            let count = |tokens: &[&str]| tokens.iter().filter(|token| is_word(token)).count();
            count(&self.old[change.old.clone()]).max(count(&self.new[change.new.clone()]))
        };
        let between: Vec<_> = gap.iter().filter(|token| !is_space(token)).collect();
        match (words(one), words(two), &between[..]) {
            (0, _, _) | (_, 0, _) => false,
            (_, _, []) => true,
            (1, 1, _) => false,
            (_, _, [word]) => is_word(word) && word.chars().count() <= 3 && !word.chars().any(is_cjk),
            _ => false,
        }
    }
}

/// Words at least this much alike are spellings or forms of one another.
const ALIKE: f32 = 0.5;

/// 0 for nothing in common, 1 for the same letters; case does not count.
fn likeness(one: &str, two: &str) -> f32 {
    let letters = |word: &str| word.chars().take(64).flat_map(char::to_lowercase).collect::<Vec<_>>();
    let (one, two) = (letters(one), letters(two));
    diff_ratio(&capture_diff_slices(Algorithm::Myers, &one, &two), one.len(), two.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn marked(original: &str, revised: &str) -> Vec<(String, String)> {
        let edits = edits(original, revised);
        assert_eq!(apply(original, &edits), revised);
        edits.into_iter().map(|edit| (original[edit.range].to_owned(), edit.replacement)).collect()
    }

    #[test]
    fn marks_what_a_person_would() {
        for (original, revised, expected) in [
            ("same", "same", &[][..]),
            ("", "new", &[("", "new")]),
            ("old", "", &[("old", "")]),
            ("i dont know", "I don't know", &[("i", "I"), ("dont", "don't")]),
            ("he has went home", "he went home", &[("has ", "")]),
            ("he is went home", "he has gone home", &[("is went", "has gone")]),
            ("I going home", "I am going home", &[("", "am ")]),
            ("I am", "I am here", &[("", " here")]),
            ("yesterday , and", "yesterday, and", &[(" ", "")]),
            ("what do you think.", "what do you think?", &[(".", "?")]),
            ("Hello Bob how are you", "Hello Bob, how are you?", &[("", ","), ("", "?")]),
            ("I like it alot.", "I like it a lot.", &[("alot", "a lot")]),
            ("we can not go", "we cannot go", &[("can not", "cannot")]),
            ("went libary today", "went to the library today", &[("", "to the "), ("libary", "library")]),
            ("the the cat", "the cat", &[("the ", "")]),
            ("我喜欢平果", "我喜欢苹果", &[("平", "苹")]),
            ("very deaply .", "very deeply.", &[("deaply ", "deeply")]),
            ("two  spaces", "two spaces", &[("  ", " ")]),
        ] {
            let expected: Vec<_> = expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
            assert_eq!(marked(original, revised), expected, "{original} -> {revised}");
        }
    }

    #[test]
    fn parts_read_as_phrases() {
        let read = |a: &str, b: &str| {
            parts(a, b)
                .into_iter()
                .map(|part| match part.op {
                    Op::Equal => part.text,
                    Op::Delete => format!("[-{}-]", part.text),
                    Op::Insert => format!("{{+{}+}}", part.text),
                })
                .collect::<String>()
        };
        assert_eq!(
            read("Send me the report now.", "Could you send me the report?"),
            "[-Send-]{+Could you send+} me the report[- now.-]{+?+}"
        );
        assert_eq!(read("big red house", "tall blue house"), "[-big red-]{+tall blue+} house");
        assert_eq!(read("a b", "a b"), "a b");
    }

    #[test]
    fn bad_edits_are_left_out() {
        let edit = |range, replacement: &str| Edit { range, replacement: replacement.to_owned() };
        assert_eq!(apply("é2345", &[edit(0..1, "x"), edit(2..3, "y"), edit(2..4, "z"), edit(5..99, "w")]), "éy345");
    }

    #[test]
    fn a_huge_text_is_no_trouble() {
        let original: String = (0..200_000).map(|i| format!("word{} and ", i % 977)).collect();
        let revised = original.replace("word13 ", "Word13 ").replace("word500 and", "word500");
        assert_eq!(apply(&original, &edits(&original, &revised)), revised);
        let unlike: String = (0..100_000).map(|i| format!("andere{} und ", i % 1013)).collect();
        assert_eq!(apply(&original, &edits(&original, &unlike)), unlike);
    }

    fn texts() -> impl Strategy<Value = String> {
        "([a-c]{1,3}|[ \n]|  |\r\n|- |[.,!?]|好|。|é|🙂|\\PC){0,40}"
    }

    proptest! {
        #[test]
        fn applying_the_edits_gives_the_revision(a in texts(), b in texts()) {
            let edits = edits(&a, &b);
            prop_assert_eq!(apply(&a, &edits), b);
            let mut end = 0;
            for edit in &edits {
                prop_assert!(edit.range.start >= end && a.get(edit.range.clone()).is_some());
                prop_assert!(a[edit.range.clone()] != edit.replacement);
                end = edit.range.end;
            }
        }

        #[test]
        fn parts_spell_both_texts(a in texts(), b in texts()) {
            let parts = parts(&a, &b);
            let spell = |not: Op| parts.iter().filter(|p| p.op != not).map(|p| p.text.as_str()).collect::<String>();
            prop_assert_eq!(spell(Op::Insert), a);
            prop_assert_eq!(spell(Op::Delete), b);
        }

        #[test]
        fn tokens_tile(text in texts()) {
            prop_assert_eq!(tokens(&text).concat(), text);
        }
    }
}
