//! Cutting text to the size of a model's context, at the best place there is: between paragraphs, sentences, clauses,
//! words, and only then inside a word.

use super::layout::Piece;
use super::protected::{Protected, protected};
use super::{sentences, trimmed};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;
use unicode_segmentation::UnicodeSegmentation;

/// Consecutive sentences of one prose piece each, without the whitespace around them, at most `budget_tokens` by `count`.
/// A sentence over the budget is cut at clauses, then words, then characters; a single character is never cut.
/// Linear in the text when `count` is.
pub fn chunks(text: &str, pieces: &[Piece], budget_tokens: usize, count: &dyn Fn(&str) -> usize) -> Vec<Range<usize>> {
    let spans = protected(text);
    let measure = |range: Range<usize>| count(&text[trimmed(text, range)]);
    let mut packer = Packer { text, spans: &spans, budget: budget_tokens, measure: &measure, packed: Vec::new() };
    for piece in pieces.iter().filter(|piece| piece.prose) {
        packer.pack(piece.range.clone(), Cut::Sentences);
    }
    packer.packed.into_iter().map(|range| trimmed(text, range)).filter(|range| !range.is_empty()).collect()
}

/// Consecutive ranges that tile `text`, at most `budget_tokens` by `count`, cut between paragraphs where possible, else
/// between lines, sentences, clauses, words. For reading a long text part by part.
pub fn windows(text: &str, budget_tokens: usize, count: &dyn Fn(&str) -> usize) -> Vec<Range<usize>> {
    let spans = protected(text);
    let measure = |range: Range<usize>| count(&text[range]);
    let mut packer = Packer { text, spans: &spans, budget: budget_tokens, measure: &measure, packed: Vec::new() };
    packer.pack(0..text.len(), Cut::Paragraphs);
    packer.packed
}

/// Places to cut, best first.
#[derive(Clone, Copy)]
enum Cut {
    Paragraphs,
    Lines,
    Sentences,
    Clauses,
    Words,
    Characters,
}

impl Cut {
    fn finer(self) -> Option<Cut> {
        match self {
            Cut::Paragraphs => Some(Cut::Lines),
            Cut::Lines => Some(Cut::Sentences),
            Cut::Sentences => Some(Cut::Clauses),
            Cut::Clauses => Some(Cut::Words),
            Cut::Words => Some(Cut::Characters),
            Cut::Characters => None,
        }
    }
}

/// No vocabulary packs more bytes than this into one token on average: longer text is over the budget uncounted.
const BYTES_PER_TOKEN: usize = 32;

struct Packer<'t> {
    text: &'t str,
    spans: &'t [Protected],
    budget: usize,
    measure: &'t dyn Fn(Range<usize>) -> usize,
    packed: Vec<Range<usize>>,
}

impl Packer<'_> {
    /// Packs `range` into as few parts as greedily fit, cut at `cut` or finer; the parts tile it.
    fn pack(&mut self, range: Range<usize>, cut: Cut) {
        if range.is_empty() {
            return;
        }
        if self.fits(range.clone()) {
            self.packed.push(range);
            return;
        }
        let mut open: Vec<(Range<usize>, usize)> = Vec::new();
        let mut tokens = 0;
        for atom in self.atoms(range.clone(), cut) {
            let size = if self.surely_over(&atom) { usize::MAX } else { (self.measure)(atom.clone()) };
            if size > self.budget {
                self.close(&mut open);
                tokens = 0;
                match cut.finer() {
                    Some(finer) => self.pack(atom, finer),
                    None => self.packed.push(atom),
                }
                continue;
            }
            if tokens + size > self.budget {
                self.close(&mut open);
                tokens = 0;
            }
            tokens += size;
            open.push((atom, size));
        }
        self.close(&mut open);
    }

    /// Emits what is open as one part, or as several when together it counts more than its atoms did.
    fn close(&mut self, open: &mut Vec<(Range<usize>, usize)>) {
        let mut rest = &open[..];
        while let (Some((first, _)), mut take) = (rest.first(), rest.len()) {
            while take > 1 && !self.fits(first.start..rest[take - 1].0.end) {
                take -= 1;
            }
            self.packed.push(first.start..rest[take - 1].0.end);
            rest = &rest[take..];
        }
        open.clear();
    }

    fn surely_over(&self, range: &Range<usize>) -> bool {
        range.len() / BYTES_PER_TOKEN > self.budget && !self.text[range.clone()].trim().is_empty()
    }

    fn fits(&self, range: Range<usize>) -> bool {
        !self.surely_over(&range) && (self.measure)(range) <= self.budget
    }

    /// Tiles of `range` at `cut`; whitespace stays with what it follows.
    fn atoms(&self, range: Range<usize>, cut: Cut) -> Vec<Range<usize>> {
        static BLANK: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\n\s*\n").expect("a valid pattern"));
        static LINE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\n").expect("a valid pattern"));
        static CLAUSE: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"[,;:–—]\s+|[，；：、]").expect("a valid pattern"));
        static SPACE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\s+").expect("a valid pattern"));
        let slice = &self.text[range.clone()];
        let ends = |regex: &Regex| regex.find_iter(slice).map(|hit| range.start + hit.end()).collect();
        let mut cuts: Vec<usize> = match cut {
            Cut::Paragraphs => ends(&BLANK),
            Cut::Lines => ends(&LINE),
            Cut::Sentences => {
                let mut found = Vec::new();
                sentences::split(self.text, range.clone(), self.spans, &mut found);
                found.into_iter().skip(1).map(|sentence| sentence.start).collect()
            }
            Cut::Clauses => ends(&CLAUSE),
            Cut::Words => return self.blocks(range.clone(), ends(&SPACE)),
            Cut::Characters => {
                return self
                    .blocks(range.clone(), slice.grapheme_indices(true).map(|(at, _)| range.start + at).collect());
            }
        };
        cuts.retain(|cut| range.start < *cut && *cut < range.end);
        cuts.push(range.end);
        let mut start = range.start;
        cuts.into_iter().map(|end| std::mem::replace(&mut start, end)..end).collect()
    }

    /// Tiles of `range` cut at some of `cuts`, an eighth of the budget or so each: finer than a part, so that parts are
    /// well filled, and coarser than a word, so that a text without sentences needs few counts.
    fn blocks(&self, range: Range<usize>, mut cuts: Vec<usize>) -> Vec<Range<usize>> {
        cuts.retain(|cut| range.start < *cut && *cut < range.end);
        cuts.push(range.end);
        let (mut blocks, mut start, mut rest) = (Vec::new(), range.start, &cuts[..]);
        let mut step = (self.budget / 8).max(8);
        while !rest.is_empty() {
            let mut take = step.min(rest.len());
            while take > 1 && !self.fits(start..rest[take - 1]) {
                take = take.div_ceil(2);
                step = take;
            }
            blocks.push(start..rest[take - 1]);
            start = rest[take - 1];
            rest = &rest[take..];
        }
        blocks
    }
}
