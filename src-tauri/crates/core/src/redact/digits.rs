//! Runs of digits in groups, which may be a card's number or a telephone's.

use super::find::{Find, Sure, after, before, column_head, line_before, pattern};
use super::{Kind, bank, phone};
use crate::text::Language;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// Some neighbouring groups of digits out of a run.
pub struct Digits<'t> {
    pub text: &'t str,
    /// From the first sign to the last digit; a plus or a bracket in front of the digits is part of it.
    pub range: Range<usize>,
    pub groups: Vec<&'t str>,
    /// What is between the groups; one fewer.
    pub gaps: Vec<&'t str>,
    /// Written with a plus in front.
    pub plus: bool,
}

impl Digits<'_> {
    pub fn joined(&self) -> String {
        self.groups.concat()
    }

    /// What introduces them: the head of their column, and the line before them.
    pub fn introduction(&self) -> String {
        let head = column_head(self.text, self.range.start).unwrap_or_default();
        format!("{head}\n{}", line_before(self.text, self.range.start, 48))
    }

    pub fn lengths(&self) -> Vec<usize> {
        self.groups.iter().map(|group| group.len()).collect()
    }
}

/// The most groups and digits a number has.
const GROUPS: usize = 9;
const DIGITS: usize = 19;

pub fn find(text: &str, language: Option<Language>, finds: &mut Vec<Find>) {
    let phones = phone::Judge::new(language);
    runs(text, finds, |digits| {
        bank::judge_card(digits)
            .map(|(sure, range)| Find::new(Kind::Card, sure, range))
            .or_else(|| phones.judge(digits).map(|(sure, range)| Find::new(Kind::Phone, sure, range)))
    });
}

/// Every number that may begin and end where it does, as long as it can be, and what it is judged to be.
pub fn runs(text: &str, finds: &mut Vec<Find>, judge: impl Fn(&Digits) -> Option<Find>) {
    static RUN: LazyLock<Regex> = LazyLock::new(|| pattern(r"[+(]{0,2}[0-9](?:[ ().\-/]{0,3}[0-9])+"));
    for run in RUN.find_iter(text) {
        let groups = groups(run.as_str(), run.start());
        if groups.iter().map(Range::len).sum::<usize>() < 7 {
            continue;
        }
        let mut first = 0;
        while first < groups.len() {
            let taken =
                starts(text, &groups, first).then(|| longest(text, run.start(), &groups[first..], &judge)).flatten();
            match taken {
                Some((count, find)) => {
                    finds.push(find);
                    first += count;
                }
                None => first += 1,
            }
        }
    }
}

fn groups(run: &str, at: usize) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    for (place, _) in run.bytes().enumerate().filter(|(_, b)| b.is_ascii_digit()) {
        match groups.last_mut() {
            Some(last) if last.end == at + place => last.end += 1,
            _ => groups.push(at + place..at + place + 1),
        }
    }
    groups
}

/// A number may begin with this group: nothing joins it to what is before.
fn starts(text: &str, groups: &[Range<usize>], first: usize) -> bool {
    first == 0 || text[groups[first - 1].end..groups[first].start].contains([' ', '('])
}

/// The most groups from the first on that make a number, and what it is.
fn longest(
    text: &str,
    run: usize,
    groups: &[Range<usize>],
    judge: impl Fn(&Digits) -> Option<Find>,
) -> Option<(usize, Find)> {
    let mut total = 0;
    let fitting = groups.iter().take(GROUPS).take_while(|group| {
        total += group.len();
        total <= DIGITS
    });
    (1..=fitting.count()).rev().find_map(|count| {
        let last = groups[count - 1].end;
        // A further group joined by a dash or a point belongs to it.
        let open = groups.get(count).is_some_and(|next| !text[last..next.start].contains([' ', '/', ')', '(']));
        if open || runs_on(text, last) {
            return None;
        }
        let lead = text[run..groups[0].start].len() - text[run..groups[0].start].trim_end_matches(['(', '+']).len();
        let start = groups[0].start - lead;
        let digits = Digits {
            text,
            range: start..last,
            groups: groups[..count].iter().map(|group| &text[group.clone()]).collect(),
            gaps: groups[..count].windows(2).map(|pair| &text[pair[0].end..pair[1].start]).collect(),
            plus: text[start..groups[0].start].contains('+'),
        };
        if before(text, start).is_some_and(|c| {
            c.is_ascii_alphanumeric() || c.is_alphabetic() && super::find::joins(c) || "_$€£¥₹#@".contains(c)
        }) {
            return None;
        }
        // After a mark that joins, it is the rest of something; a comma joins thousands alone.
        let comma = text[..start].ends_with(',') && !is_thousands(&text[..start - 1], digits.groups[0]);
        if !comma
            && !is_abbreviated(&text[..start])
            && text[..start].ends_with(['.', ',', '-', '/', ':', '=', '&'])
            && text[..start - 1].ends_with(|c: char| {
                c.is_ascii_digit()
                    || !":=,&".contains(&text[start - 1..start]) && c.is_alphanumeric() && super::find::joins(c)
            })
        {
            return None;
        }
        judge(&digits).map(|find| (count, find))
    })
}

/// What is before is a short word and its point, such as "No." and "Tel.", which names what follows.
fn is_abbreviated(before: &str) -> bool {
    let Some(word) = before.strip_suffix('.') else { return false };
    let letters = word.len() - word.trim_end_matches(char::is_alphabetic).len();
    let apart = !word[..word.len() - letters].ends_with(|c: char| c.is_alphanumeric() || "._-/".contains(c));
    (1..=4).contains(&letters) && apart
}

/// Digits before a comma and those after it are one number.
fn is_thousands(before: &str, after: &str) -> bool {
    let lead = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    (1..=3).contains(&lead) && after.len() == 3
}

/// What follows makes it part of a longer word, a decimal number, a time or a share.
fn runs_on(text: &str, end: usize) -> bool {
    let next = |at: usize| after(text, at);
    match next(end) {
        Some('_' | '%') => true,
        Some(',') => {
            let rest = &text[end + 1..];
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            digits > 0 && is_thousands(&text[..end], &rest[..digits])
        }
        Some(c @ ('.' | ':' | '-')) => next(end + c.len_utf8()).is_some_and(|c| c.is_ascii_digit()),
        // "x12" is an extension.
        Some('x') => !next(end + 1).is_some_and(|c| c.is_ascii_digit()),
        Some(c) => super::find::joins(c),
        None => false,
    }
}

/// How sure a number is that its form alone makes doubtful, next to words that speak for it or against it.
pub fn by_words(form: Option<Sure>, spoken_for: bool, spoken_against: bool) -> Option<Sure> {
    match (form, spoken_for, spoken_against) {
        (_, true, _) => Some(Sure::Likely.max(form.unwrap_or(Sure::Likely))),
        (Some(_), _, true) => Some(Sure::Doubtful),
        (form, ..) => form,
    }
}
