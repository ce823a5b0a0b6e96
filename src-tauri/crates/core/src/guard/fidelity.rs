//! How closely an answer keeps to its text: the same subject, few enough words changed, nobody else speaking, nothing
//! left out.

use super::phrases;
use super::words::{Grams, alike, is_han, keys, words};
use super::wrapping::pattern;
use super::{Expect, Finding, Guard, Task, limit};
use crate::text::{self, Language};
use harper_core::spell::{Dictionary, FstDictionary};
use regex::Regex;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::collections::HashSet;
use std::sync::LazyLock;

/// Answering, obeying or judging the text. Value: phrases of an assistant; or the share of content grams in common; or
/// the length ratio; or the questions left of those the source asks.
pub fn answered(expect: &Expect, output: &str) -> Option<Finding> {
    static SPEAKS: LazyLock<Regex> = LazyLock::new(|| pattern("", &[phrases::ASSISTANT, phrases::JUDGEMENTS]));
    static ASSISTANT: LazyLock<Regex> = LazyLock::new(|| pattern("", &[phrases::ASSISTANT]));
    let found = |message: &str, value: f32, limit: f32| Some(Finding::new(Guard::Answered, value, limit, message));
    static REPLIES: LazyLock<Regex> = LazyLock::new(|| pattern("", &[phrases::REPLIES]));
    if expect.task == Task::Rewrite && expect.instruction.is_none() {
        let (own, replies) = (REPLIES.find_iter(expect.source).count(), REPLIES.find_iter(output).count());
        if replies > own {
            return found("The model answered the message instead of writing it.", (replies - own) as f32, 0.0);
        }
    }
    // A summary may well say that a sentence is grammatically correct: the text may be about grammar.
    let speaks = if matches!(expect.task, Task::Summarize | Task::Ask) { &ASSISTANT } else { &SPEAKS };
    let own = speaks.find_iter(expect.source).count();
    let phrases = speaks.find_iter(output).count();
    if phrases > own {
        return found("The model talked about the text instead of working on it.", (phrases - own) as f32, 0.0);
    }
    static BLANKS: LazyLock<Regex> = LazyLock::new(|| pattern("", &[phrases::BLANKS]));
    static WANTED: LazyLock<Regex> = LazyLock::new(|| pattern("", &[phrases::WANTS_BLANKS]));
    let (own, blanks) = (BLANKS.find_iter(expect.source).count(), BLANKS.find_iter(output).count());
    if blanks > own && !expect.instruction.is_some_and(|wish| WANTED.is_match(wish)) {
        return found("The model left a blank to be filled in.", (blanks - own) as f32, 0.0);
    }
    let (source, out) = (Grams::of(expect.source), Grams::of(output));
    let (source_words, out_words) = (length(expect.source), length(output));
    let translating = expect.language.is_some_and(|l| text::language(expect.source).is_some_and(|own| own != l));
    if !translating && !source.is_empty() && !out.is_empty() {
        let (kept, based) = (source.found_in(&out), out.found_in(&source));
        let (value, least, enough) = match expect.task {
            Task::Proofread => {
                (kept.min(based), limit::OVERLAP_PROOFREAD, changed(expect.source, output).1 > limit::EDIT_SLACK)
            }
            Task::Rewrite if expect.instruction.is_some() => {
                (kept.max(based), limit::OVERLAP_INSTRUCTED, source_words >= limit::OVERLAP_WORDS)
            }
            Task::Rewrite => (kept.max(based), limit::OVERLAP_REWRITE, source_words >= limit::OVERLAP_WORDS),
            Task::Summarize => (based, limit::OVERLAP_SUMMARY, true),
            // Answering is what was asked for; what an answer rests on is looked for by whoever asked.
            Task::Ask => (based, 0.0, false),
        };
        if enough && value < least {
            return found("The model answered or replaced the text instead of working on it.", value, least);
        }
    }
    let ratio = out_words as f32 / source_words.max(1) as f32;
    if expect.instruction.is_none() && ratio > limit::LENGTH_RATIO && out_words > source_words + limit::LENGTH_SLACK {
        return found("The answer is far longer than the text: it answers it.", ratio, limit::LENGTH_RATIO);
    }
    if expect.task == Task::Summarize || expect.instruction.is_some() || translating {
        return None;
    }
    let (asked, sentences) = questions(expect.source);
    let still = questions(output).0;
    static REQUESTS: LazyLock<Regex> = LazyLock::new(|| pattern("", &[phrases::REQUESTS]));
    // A rewrite may turn one question among other sentences into a request; a text that only asks must still ask, unless
    // it insults by asking.
    let scolds = || expect.civil && !super::insults(expect.source).is_empty();
    let must = match expect.task {
        Task::Proofread => asked > 0,
        _ => asked > 0 && asked == sentences && !REQUESTS.is_match(output) && !scolds(),
    };
    if must && still == 0 {
        return found("The model answered the question in the text.", 0.0, 1.0);
    }
    None
}

/// Words, two Han characters making one.
fn length(text: &str) -> usize {
    let keys = keys(text);
    let han = keys.iter().filter(|k| k.chars().all(is_han)).count();
    keys.len() - han / 2
}

/// Sentences that ask, and all sentences.
fn questions(text: &str) -> (usize, usize) {
    static QUESTIONS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\A\W*", &[phrases::QUESTIONS]));
    static INDIRECT: LazyLock<Regex> = LazyLock::new(|| pattern(r"\A\W*", &[phrases::INDIRECT]));
    let sentences = text::sentences(text);
    let asks = |sentence: &str| {
        let marked = sentence
            .trim_end_matches(|c: char| !matches!(c, '?' | '？') && !c.is_alphanumeric())
            .ends_with(['?', '？']);
        !INDIRECT.is_match(sentence) && (marked || QUESTIONS.is_match(sentence) && !sentence.trim_end().ends_with('!'))
    };
    (sentences.iter().filter(|r| asks(&text[(*r).clone()])).count(), sentences.len())
}

/// A difference between two texts, in words.
struct Comparison {
    source: Vec<String>,
    out: Vec<String>,
    ops: Vec<DiffOp>,
}

impl Comparison {
    fn of(source: &str, output: &str) -> Self {
        let (source, out) = (keys(source), keys(output));
        let ops = capture_diff_slices(Algorithm::Myers, &source, &out);
        Comparison { source, out, ops }
    }

    /// Words changed, one spelt or inflected differently counting in part.
    fn cost(&self) -> f32 {
        let mut cost = 0.0;
        for op in &self.ops {
            let (_, old, new) = op.as_tag_tuple();
            match op {
                DiffOp::Equal { .. } => {}
                DiffOp::Replace { .. } => {
                    let pairs = self.source[old.clone()].iter().zip(&self.out[new.clone()]);
                    let alike = pairs.filter(|(a, b)| alike(a, b)).count() as f32;
                    cost += old.len().max(new.len()) as f32 - alike * (1.0 - limit::EDIT_ALIKE_COST);
                }
                _ => cost += old.len().max(new.len()) as f32,
            }
        }
        cost
    }
}

fn changed(source: &str, output: &str) -> (f32, usize) {
    let comparison = Comparison::of(source, output);
    let cost = comparison.cost();
    (cost / comparison.source.len().max(1) as f32, cost.round() as usize)
}

/// Everything a proofread text is compared by, on one difference.
pub fn compare(expect: &Expect, output: &str) -> Vec<Finding> {
    let comparison = Comparison::of(expect.source, output);
    let mut findings: Vec<Finding> = budget(expect, &comparison).into_iter().collect();
    findings.extend(person(&comparison));
    findings.extend(negation(&comparison));
    findings.extend(dropped(expect.source, &comparison));
    findings
}

/// Value: the share of the source's words that changed. Limit: the budget, or the words of slack as a share.
pub fn edit_budget(expect: &Expect, output: &str) -> Option<Finding> {
    expect.edit_budget?;
    budget(expect, &Comparison::of(expect.source, output))
}

fn budget(expect: &Expect, comparison: &Comparison) -> Option<Finding> {
    let words = comparison.source.len().max(1) as f32;
    let most = expect.edit_budget?.max(limit::EDIT_SLACK as f32 / words);
    let value = comparison.cost() / words;
    (value > most).then(|| {
        let (value_percent, most_percent) = ((value * 100.0).round(), (most * 100.0).round());
        let message = format!(
            "{value_percent}% of the words changed, more than the {most_percent}% that proofreading may change."
        );
        Finding::new(Guard::EditBudget, value, most, message)
    })
}

/// Index into [`phrases::PERSONS`].
fn person_of(key: &str) -> Option<usize> {
    static PERSONS: LazyLock<Vec<HashSet<&str>>> =
        LazyLock::new(|| phrases::PERSONS.iter().map(|(_, words)| words.split_whitespace().collect()).collect());
    PERSONS.iter().position(|words| words.contains(key))
}

/// Value: places where words of one person became words of another.
fn person(comparison: &Comparison) -> Option<Finding> {
    let times = |keys: &[String], person: usize| keys.iter().filter(|k| person_of(k) == Some(person)).count();
    // Over the whole: "me and him" and "he and I" only changed places.
    let fewer = |p: &usize| times(&comparison.out, *p) < times(&comparison.source, *p);
    let more = |p: &usize| times(&comparison.out, *p) > times(&comparison.source, *p);
    let mut traded = Vec::new();
    for op in &comparison.ops {
        let DiffOp::Replace { old_index, old_len, new_index, new_len } = *op else { continue };
        let old = &comparison.source[old_index..old_index + old_len];
        let new = &comparison.out[new_index..new_index + new_len];
        let persons = |keys: &[String]| keys.iter().filter_map(|k| person_of(k)).collect::<HashSet<_>>();
        let (before, after) = (persons(old), persons(new));
        let lost: Vec<_> = before.difference(&after).filter(|p| fewer(p)).collect();
        let gained: Vec<_> = after.difference(&before).filter(|p| more(p)).collect();
        // Between the second and the third person ("people … you", "they") a proofreader does choose.
        if !lost.is_empty() && !gained.is_empty() && (lost.contains(&&0) || gained.contains(&&0)) {
            traded.push(format!("“{}” became “{}”", old.join(" "), new.join(" ")));
        }
    }
    let first = traded.first()?;
    Some(Finding::new(Guard::Meaning, traded.len() as f32, 0.0, format!("Another person speaks: {first}.")))
}

/// Whether a text says no to anything.
pub(crate) fn negates(text: &str) -> bool {
    keys(text).iter().any(|key| is_negation(key))
}

fn is_negation(key: &str) -> bool {
    static NEGATIONS: LazyLock<HashSet<&str>> = LazyLock::new(|| phrases::NEGATIONS.split_whitespace().collect());
    NEGATIONS.contains(key)
}

/// Value: negations gained or lost, when the text has some before or after only.
fn negation(comparison: &Comparison) -> Option<Finding> {
    static HALF: LazyLock<HashSet<&str>> = LazyLock::new(|| phrases::HALF_NEGATIONS.split_whitespace().collect());
    let whole = is_negation;
    // A misspelt one (doens't, need't, cannto) is only known by its look.
    let half =
        |key: &str| HALF.contains(key) || key.ends_with("'t") || key.starts_with("cann") || key.starts_with("donn");
    let both = [&comparison.source, &comparison.out]
        .map(|keys| (keys.iter().filter(|k| whole(k)).count(), keys.iter().filter(|k| !whole(k) && half(k)).count()));
    let (value, message) = match both {
        [(0, 0), (gained @ 1.., _)] => (gained, "A negation came in."),
        [(lost @ 1.., _), (0, 0)] => (lost, "A negation got lost."),
        _ => return None,
    };
    Some(Finding::new(Guard::Meaning, value as f32, 0.0, message))
}

/// Value: the share of words with a counterpart, of the sentence that has fewest.
fn dropped(source: &str, comparison: &Comparison) -> Option<Finding> {
    let mut kept = vec![false; comparison.source.len()];
    for op in &comparison.ops {
        let (_, old, new) = op.as_tag_tuple();
        match op {
            DiffOp::Equal { .. } => kept[old].fill(true),
            DiffOp::Replace { .. } => {
                for i in old {
                    kept[i] = comparison.out[new.clone()].iter().any(|word| alike(word, &comparison.source[i]));
                }
            }
            _ => {}
        }
    }
    let starts: Vec<usize> = words(source).iter().map(|w| w.start).collect();
    let mut worst: Option<(f32, &str)> = None;
    for range in text::sentences(source) {
        let at = starts.partition_point(|s| *s < range.start)..starts.partition_point(|s| *s < range.end);
        if at.len() < limit::DROPPED_WORDS {
            continue;
        }
        let share = kept[at.clone()].iter().filter(|k| **k).count() as f32 / at.len() as f32;
        if share < limit::DROPPED && worst.is_none_or(|(w, _)| share < w) {
            worst = Some((share, &source[range]));
        }
    }
    let (share, sentence) = worst?;
    let shown: String = sentence.trim().chars().take(60).collect();
    Some(Finding::new(Guard::Dropped, share, limit::DROPPED, format!("A sentence was left out: “{shown}”.")))
}

/// Judges one correction on its own: a word that is none (English), or another person speaking.
///
/// Finer than [`super::inspect`]: a chunk with nine good corrections and one bad keeps the nine. Value: non-words brought
/// in, or persons traded.
pub fn inspect_edit(language: Option<Language>, before: &str, after: &str) -> Option<Finding> {
    if let Some(finding) = person(&Comparison::of(before, after)) {
        return Some(finding);
    }
    if language != Some(Language::ENGLISH) {
        return None;
    }
    let known: HashSet<String> = keys(before).into_iter().collect();
    let strange: Vec<&str> =
        words(after).iter().filter(|w| !known.contains(&w.key) && !is_word(w.text)).map(|w| w.text).collect();
    let first = strange.first()?;
    Some(Finding::new(Guard::NonWord, strange.len() as f32, 0.0, format!("“{first}” is not a word.")))
}

/// In the dictionary, or nothing a dictionary could know: a name, a number, another script, a single letter.
fn is_word(word: &str) -> bool {
    let plain = word.trim_end_matches("'s").trim_end_matches("’s").replace('’', "'");
    let judged = plain.chars().count() > 1
        && plain.chars().all(|c| c.is_alphabetic() || c == '\'')
        && plain.chars().next().is_some_and(char::is_lowercase)
        && !plain.chars().any(is_han);
    !judged || FstDictionary::curated().contains_word_str(&plain)
}

/// An English word that is written in lower case, so that its capital says nothing.
pub(crate) fn is_common_word(key: &str) -> bool {
    let bare = key.trim_end_matches("'s");
    FstDictionary::curated().contains_exact_word_str(bare)
}
