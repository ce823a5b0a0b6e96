//! A find, and what is done with all of them: those that overlap are settled, and what was found is looked for everywhere
//! else.

use super::{Kind, fold};
use crate::guard::is_common_word;
use crate::text::is_cjk;
use aho_corasick::{AhoCorasick, MatchKind};
use regex::Regex;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// How sure a finder is. Doubtful finds are for the highest level alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sure {
    Doubtful,
    Likely,
    Certain,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Find {
    pub range: Range<usize>,
    pub kind: Kind,
    pub sure: Sure,
}

impl Find {
    pub fn new(kind: Kind, sure: Sure, range: Range<usize>) -> Self {
        Find { range, kind, sure }
    }
}

pub fn pattern(source: &str) -> Regex {
    Regex::new(source).expect("a valid pattern")
}

/// A character that continues a word of a script with spaces between words.
pub fn joins(c: char) -> bool {
    (c.is_alphanumeric() || c == '_') && !is_cjk(c)
}

/// The character before a place.
pub fn before(text: &str, at: usize) -> Option<char> {
    text[..at].chars().next_back()
}

/// The character after a place.
pub fn after(text: &str, at: usize) -> Option<char> {
    text[at..].chars().next()
}

/// Whether no word runs into the range or out of it.
pub fn is_apart(text: &str, range: &Range<usize>) -> bool {
    let (first, last) = (after(text, range.start), before(text, range.end));
    let joined = |inside: Option<char>, outside: Option<char>| inside.is_some_and(joins) && outside.is_some_and(joins);
    !joined(first, before(text, range.start)) && !joined(last, after(text, range.end))
}

/// What is before a place, at most `bytes` of it.
pub fn bytes_before(text: &str, at: usize, bytes: usize) -> &str {
    &text[text.ceil_char_boundary(at.saturating_sub(bytes))..at]
}

/// The rest of the line before a place, at most `bytes` of it.
pub fn line_before(text: &str, at: usize, bytes: usize) -> &str {
    let near = bytes_before(text, at, bytes);
    near.rfind('\n').map_or(near, |end| &near[end + 1..])
}

/// The rest of the line after a place, at most `bytes` of it.
pub fn line_after(text: &str, at: usize, bytes: usize) -> &str {
    let near = &text[at..text.floor_char_boundary((at + bytes).min(text.len()))];
    near.find('\n').map_or(near, |end| &near[..end])
}

/// The head of the column that a place is in, where its lines are a table: cells set apart by tabs, bars, semicolons or
/// commas, as many in every line. A table that begins further than [`TABLE`] bytes above has none.
pub fn column_head(text: &str, at: usize) -> Option<&str> {
    let before = bytes_before(text, at, WIDEST);
    let start = match before.rfind('\n') {
        Some(end) => at - before.len() + end + 1,
        None if before.len() == at => 0,
        None => return None,
    };
    let line = line_after(text, start, WIDEST);
    let above = bytes_before(text, start, TABLE);
    ['\t', '|', ';', ','].into_iter().find_map(|mark| {
        let wide = cells(line, mark).count();
        if wide < 2 {
            return None;
        }
        // The rule under a Markdown table's head is as wide as the rest.
        let head = above.lines().rev().take_while(|line| cells(line, mark).count() == wide).last()?;
        let column = cells(line.get(..at - start)?, mark).count() - 1;
        cells(head, mark).nth(column).filter(|head| !head.contains(|c: char| c.is_ascii_digit()))
    })
}

/// A line's cells; a mark within double quotes parts none.
fn cells(line: &str, mark: char) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    line.split(move |c| {
        quoted ^= c == '"';
        c == mark && !quoted
    })
}

/// How far above a place its table may begin, and how long its lines may be, in bytes.
const TABLE: usize = 16 * 1024;
const WIDEST: usize = 2048;

/// The user's own words, in any case.
pub fn custom(text: &str, words: &[String], finds: &mut Vec<Find>) {
    let read = |word: &str| word.trim().chars().filter_map(fold::plain).collect::<String>();
    let words = words.iter().map(|word| read(word)).filter(|word| !word.is_empty());
    let forms: Vec<String> = words.flat_map(|word| [word.to_lowercase(), word.to_uppercase(), word]).collect();
    let Some(words) = automaton(&forms, true) else { return };
    for hit in words.find_iter(text) {
        if is_apart(text, &hit.range()) {
            finds.push(Find::new(Kind::Custom, Sure::Certain, hit.range()));
        }
    }
}

/// None when there is nothing to look for.
fn automaton<S: AsRef<[u8]>>(words: &[S], any_case: bool) -> Option<AhoCorasick> {
    if words.is_empty() {
        return None;
    }
    let mut builder = AhoCorasick::builder();
    builder.match_kind(MatchKind::LeftmostLongest).ascii_case_insensitive(any_case).build(words).ok()
}

/// Settles finds that overlap: the longest stands, of equals the surest; of another one that it cuts into only the rest
/// does. In order of appearance.
pub fn resolve(text: &str, mut finds: Vec<Find>) -> Vec<Find> {
    let order =
        |find: &Find| (std::cmp::Reverse(find.range.len()), std::cmp::Reverse(find.sure), find.kind, find.range.start);
    finds.sort_by_key(order);
    let mut settled: BTreeMap<usize, Find> = BTreeMap::new();
    for mut find in finds {
        // Those that stand are longer, so at most one reaches into each end.
        if let Some((_, other)) = settled.range(..=find.range.start).next_back() {
            find.range.start = find.range.start.max(other.range.end);
        }
        if let Some((start, _)) = settled.range(find.range.start..).next() {
            find.range.end = find.range.end.min(*start);
        }
        if find.range.start < find.range.end && text[find.range.clone()].contains(char::is_alphanumeric) {
            settled.insert(find.range.start, find);
        }
    }
    settled.into_values().collect()
}

/// Finds again, in all the texts, what was found in one of them: a name that only its first appearance showed to be one.
/// `finds` is by text, settled; so it stays.
pub fn everywhere(texts: &[&str], finds: &mut [Vec<Find>]) {
    let mut known: HashMap<&str, (Kind, Sure)> = HashMap::new();
    for (text, finds) in texts.iter().zip(finds.iter()) {
        for find in finds {
            let original = &text[find.range.clone()];
            let mut know = |word| {
                if is_telling(word) {
                    known.entry(word).or_insert((find.kind, find.sure));
                }
            };
            know(original);
            if find.kind == Kind::Name && find.sure > Sure::Doubtful && original.contains(' ') {
                // A person is called by one of the names later on.
                original.split(' ').filter(|word| is_given(word)).for_each(know);
            }
        }
    }
    let mut words: Vec<&str> = known.keys().copied().collect();
    words.sort_unstable();
    let Some(automaton) = automaton(&words, false) else { return };
    for (text, finds) in texts.iter().zip(finds) {
        let starts = finds.iter().map(|find| find.range.start).chain([text.len()]);
        let gaps = std::iter::once(0).chain(finds.iter().map(|find| find.range.end)).zip(starts);
        let mut more = Vec::new();
        for (from, to) in gaps {
            let gap = &text[from..to];
            for hit in automaton.find_iter(gap) {
                if is_apart(gap, &hit.range()) {
                    let (kind, sure) = known[words[hit.pattern().as_usize()]];
                    more.push(Find::new(kind, sure, from + hit.start()..from + hit.end()));
                }
            }
        }
        finds.extend(more);
        finds.sort_by_key(|find| find.range.start);
    }
}

/// Long enough that another appearance is no accident.
fn is_telling(word: &str) -> bool {
    word.chars().count() >= if word.contains(is_cjk) { 2 } else { 3 }
}

fn is_given(word: &str) -> bool {
    let capital = word.starts_with(char::is_uppercase);
    capital && !word.ends_with('.') && !is_common_word(&word.to_lowercase())
}
