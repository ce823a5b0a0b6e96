//! What an answer looks like by itself: its language, loops, leaks, its end, and whether it refuses.

use super::phrases;
use super::words::{Grams, Word, is_han, keys, words};
use super::wrapping::pattern;
use super::{Expect, Finding, Guard, Task, limit};
use crate::text::{self, Language};
use regex::Regex;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;
use unicode_segmentation::UnicodeSegmentation;
use whatlang::Lang;

pub fn empty(output: &str) -> Option<Finding> {
    let letters = output.chars().filter(|c| !c.is_whitespace()).count();
    (letters == 0).then(|| Finding::new(Guard::Empty, 0.0, 1.0, "The model answered nothing."))
}

/// Value: phrases of refusal or lecture that the source doesn't have.
pub fn refused(expect: &Expect, output: &str) -> Option<Finding> {
    static PHRASES: LazyLock<Regex> = LazyLock::new(|| pattern("", &[phrases::REFUSALS, phrases::LECTURES]));
    let found = PHRASES.find_iter(output).count();
    let own = PHRASES.find_iter(expect.source).count();
    if found <= own || Grams::of(output).found_in(&Grams::of(expect.source)) >= limit::REFUSAL_OVERLAP {
        return None;
    }
    Some(Finding::new(
        Guard::Refused,
        (found - own) as f32,
        0.0,
        "The model refused or lectured instead of working on the text.",
    ))
}

static INSULTS: LazyLock<Regex> = LazyLock::new(|| pattern("", &[phrases::INSULTS]));

/// The words of a rude text that make it so: the last of each insult. Without them it has to be said otherwise.
pub fn insults(text: &str) -> Vec<String> {
    let last = |found: regex::Match<'_>| found.as_str().unicode_words().next_back().map(str::to_lowercase);
    let mut words: Vec<String> = INSULTS.find_iter(text).filter_map(last).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Value: insults left in an answer that may have none.
pub fn rude(expect: &Expect, output: &str) -> Option<Finding> {
    if !expect.civil {
        return None;
    }
    let first = INSULTS.find(output)?.as_str();
    let left = INSULTS.find_iter(output).count() as f32;
    Some(Finding::new(Guard::Rude, left, 0.0, format!("It is still rude: “{first}”.")))
}

/// Scripts that tell languages apart by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Han,
    Kana,
    Hangul,
    Cyrillic,
    Arabic,
    Hebrew,
    Greek,
    Other,
}

fn script(c: char) -> Script {
    match c {
        c if is_han(c) => Script::Han,
        '\u{3040}'..='\u{30ff}' => Script::Kana,
        '\u{ac00}'..='\u{d7af}' | '\u{1100}'..='\u{11ff}' => Script::Hangul,
        '\u{0400}'..='\u{052f}' => Script::Cyrillic,
        '\u{0600}'..='\u{06ff}' | '\u{0750}'..='\u{077f}' => Script::Arabic,
        '\u{0590}'..='\u{05ff}' => Script::Hebrew,
        '\u{0370}'..='\u{03ff}' | '\u{1f00}'..='\u{1fff}' => Script::Greek,
        'a'..='z' | 'A'..='Z' | '\u{00c0}'..='\u{024f}' | '\u{1e00}'..='\u{1eff}' => Script::Latin,
        _ => Script::Other,
    }
}

fn scripts(language: Language) -> &'static [Script] {
    match language.0 {
        Lang::Cmn => &[Script::Han],
        Lang::Jpn => &[Script::Han, Script::Kana],
        Lang::Kor => &[Script::Hangul, Script::Han],
        Lang::Rus | Lang::Ukr | Lang::Bel | Lang::Bul | Lang::Srp | Lang::Mkd => &[Script::Cyrillic],
        Lang::Ara | Lang::Pes | Lang::Urd => &[Script::Arabic],
        Lang::Heb | Lang::Yid => &[Script::Hebrew],
        Lang::Ell => &[Script::Greek],
        Lang::Hin
        | Lang::Mar
        | Lang::Nep
        | Lang::Ben
        | Lang::Guj
        | Lang::Pan
        | Lang::Tam
        | Lang::Tel
        | Lang::Kan
        | Lang::Mal
        | Lang::Ori
        | Lang::Sin
        | Lang::Tha
        | Lang::Mya
        | Lang::Khm
        | Lang::Kat
        | Lang::Hye
        | Lang::Amh => &[Script::Other],
        _ => &[Script::Latin],
    }
}

/// Words in and not in the scripts of the language. Numbers and protected spans (an address is in no language) count
/// for neither.
fn by_script(text: &str, language: Language) -> (usize, usize) {
    let spans = text::protected(text);
    let outside = |w: &Word| !spans.iter().any(|s| s.range.contains(&w.start));
    let own = scripts(language);
    let (mut inside, mut foreign) = (0, 0);
    for word in words(text).iter().filter(|w| outside(w)) {
        match word.text.chars().find(|c| c.is_alphabetic()).map(script) {
            Some(script) if own.contains(&script) => inside += 1,
            Some(_) => foreign += 1,
            None => {}
        }
    }
    (inside, foreign)
}

/// Value: the share of words in the expected language, by script, and by sentence where the script doesn't tell.
/// A sentence taken over from the source is right in whatever language it is.
pub fn wrong_language(expect: &Expect, output: &str) -> Option<Finding> {
    let language = expect.language?;
    let source_language = text::language(expect.source);
    let translating = source_language.is_some_and(|own| own != language);
    let source: HashSet<String> = keys(expect.source).into_iter().collect();
    let (mut right, mut all) = (0usize, 0usize);
    for range in text::sentences(output) {
        let sentence = &output[range];
        let (inside, foreign) = by_script(sentence, language);
        let count = inside + foreign;
        let keys = keys(sentence);
        let copied = keys.iter().filter(|k| source.contains(*k)).count();
        let taken_over = !translating && !keys.is_empty() && 2 * copied > keys.len();
        let elsewhere = inside >= limit::LANGUAGE_WORDS
            && text::language(sentence).is_some_and(|guess| guess != language && scripts(guess) == scripts(language))
            // The whole is a better guess than one of its sentences.
            && text::language(output).is_none_or(|whole| whole != language);
        all += count;
        right += if taken_over {
            count
        } else if elsewhere {
            0
        } else {
            inside
        };
    }
    if all == 0 {
        return None;
    }
    let share = right as f32 / all as f32;
    let (inside, foreign) = by_script(expect.source, language);
    let of_source = if translating || inside + foreign == 0 { 1.0 } else { inside as f32 / (inside + foreign) as f32 };
    let least = limit::LANGUAGE * of_source;
    (share < least).then(|| {
        Finding::new(
            Guard::WrongLanguage,
            share,
            least,
            format!("The answer should be in {} and is not.", language.name()),
        )
    })
}

/// Value: turns of a loop at the end, or of a run of words anywhere, more than the source has.
pub fn repetition(expect: &Expect, output: &str) -> Option<Finding> {
    let out = keys(output);
    let source = keys(expect.source);
    let turns = tail_turns(&out).max(most_repeated(&out, &source));
    (turns >= limit::LOOP_TURNS && turns > tail_turns(&source)).then(|| {
        Finding::new(Guard::Repetition, turns as f32, limit::LOOP_TURNS as f32, "The model repeated itself in a loop.")
    })
}

/// How often the block at the end of a text stands there in a row; 1 when the row is too short to matter.
fn tail_turns(keys: &[String]) -> usize {
    let longest = (keys.len() / limit::LOOP_TURNS).min(limit::LOOP_PERIOD);
    (1..=longest)
        .map(|period| {
            let same = (period..keys.len()).rev().take_while(|&i| keys[i] == keys[i - period]).count();
            let turns = same / period + 1;
            if turns * period >= limit::LOOP_WORDS { turns } else { 1 }
        })
        .max()
        .unwrap_or(1)
}

/// The most often repeated run of words, less the times the source has it.
fn most_repeated(out: &[String], source: &[String]) -> usize {
    let han = out.iter().filter(|k| k.chars().next().is_some_and(is_han)).count();
    let run = if 2 * han > out.len() { 2 * limit::LOOP_RUN } else { limit::LOOP_RUN };
    let mut counts: HashMap<&[String], (usize, usize)> = HashMap::new();
    for window in out.windows(run) {
        counts.entry(window).or_default().0 += 1;
    }
    for window in source.windows(run) {
        if let Some(count) = counts.get_mut(window) {
            count.1 += 1;
        }
    }
    counts.values().map(|(times, own)| times.saturating_sub(*own)).max().unwrap_or(0)
}

/// Value: the longest run of words from the prompt that the source doesn't have.
pub fn prompt_leak(expect: &Expect, output: &str) -> Option<Finding> {
    let (prompt, source, out) = (keys(expect.prompt), keys(expect.source), keys(output));
    let longest = |run: usize, counts: fn(&[String]) -> bool| {
        let known: HashSet<&[String]> = source.windows(run).collect();
        let leaks: HashSet<&[String]> = prompt.windows(run).filter(|w| counts(w) && !known.contains(w)).collect();
        let (mut best, mut now) = (0, 0);
        for window in out.windows(run) {
            now = if leaks.contains(window) { now + 1 } else { 0 };
            best = best.max(now);
        }
        if best == 0 { 0 } else { best + run - 1 }
    };
    let latin = longest(limit::LEAK_WORDS, |w| !w.iter().any(|k| k.chars().any(is_han)));
    let han = longest(limit::LEAK_HAN, |w| w.iter().any(|k| k.chars().any(is_han)));
    let (value, limit) = if han > 0 { (han, limit::LEAK_HAN) } else { (latin, limit::LEAK_WORDS) };
    (value > 0).then(|| {
        Finding::new(
            Guard::PromptLeak,
            value as f32,
            limit as f32,
            "The answer repeats the instructions given to the model.",
        )
    })
}

/// Value: the answer's words as a share of the source's.
pub fn truncated(expect: &Expect, output: &str) -> Option<Finding> {
    let (source, out) = (keys(expect.source), keys(output));
    let share = out.len() as f32 / source.len().max(1) as f32;
    if expect.length_cut {
        return Some(Finding::new(
            Guard::Truncated,
            share,
            1.0,
            "The answer was cut off at the longest length allowed.",
        ));
    }
    if dangles(output, &out) && !dangles(expect.source, &source) {
        return Some(Finding::new(Guard::Truncated, share, 1.0, "The answer stops in the middle of a sentence."));
    }
    if expect.task != Task::Proofread || source.len() < limit::TRUNCATED_WORDS {
        return None;
    }
    let open = is_ended(expect.source) && !is_ended(output);
    let least = if open { limit::TRUNCATED_OPEN } else { limit::TRUNCATED };
    (share < least).then(|| {
        Finding::new(
            Guard::Truncated,
            share,
            least,
            "The answer is much shorter than the text: a part of it is missing.",
        )
    })
}

fn is_ended(text: &str) -> bool {
    let closing =
        |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '”' | '’' | ')' | '）' | '」' | '』' | '*' | '_' | '`');
    text.trim_end_matches(closing).ends_with(['.', '!', '?', '…', '。', '！', '？', ':', '：', ';', '；'])
}

/// Ends with a word or a mark that something must follow.
fn dangles(text: &str, keys: &[String]) -> bool {
    static WORDS: LazyLock<HashSet<&str>> =
        LazyLock::new(|| phrases::DANGLING.iter().flat_map(|(_, words)| words.split_whitespace()).collect());
    let text = text.trim_end();
    if text.ends_with([',', '，', '、', '(', '（', '[']) {
        return true;
    }
    // A single word may be a heading; a Latin one counts only in lower case ("Plan A", "vitamin D").
    keys.len() > 2
        && text.ends_with(char::is_alphanumeric)
        && keys.last().is_some_and(|last| WORDS.contains(last.as_str()) && text.ends_with(last.as_str()))
}
