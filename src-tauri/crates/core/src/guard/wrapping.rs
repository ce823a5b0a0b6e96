//! What a model puts around its answer, taken off: announcements, remarks, frames, fences, quotation marks.
//!
//! Anchored to the two ends, and never taken off when the same stands at that end of the source.

use super::phrases::{self, Phrases};
use super::words::Grams;
use super::{Expect, Finding, Guard, Task, limit};
use regex::Regex;
use std::sync::LazyLock;

/// One alternation of all languages, in which `'` matches every apostrophe.
pub fn pattern(before: &str, groups: &[Phrases]) -> Regex {
    let all: Vec<&str> = groups.iter().flat_map(|g| g.iter().map(|(_, p)| *p)).collect();
    Regex::new(&format!("(?im){before}(?:{})", all.join("|").replace('\'', "['’]"))).expect("valid patterns")
}

/// The answer without its wrapping, and what was taken off.
pub fn unwrap(expect: &Expect, output: &str) -> (String, Vec<Finding>) {
    let source = expect.source.trim();
    let mut text = output.trim();
    let mut removed = Vec::new();
    // Wrappings nest ("Sure!" before a fence around a quotation), so peel until nothing comes off.
    loop {
        let before = text;
        for (guard, peel) in PEELS {
            let rest = peel(expect.task, source, text).trim();
            if rest.len() < text.len() && !rest.is_empty() {
                removed.push(finding(*guard, text, rest));
                text = rest;
            }
        }
        if text == before {
            break;
        }
    }
    let text = match expect.task {
        Task::Summarize | Task::Ask => text.to_owned(),
        Task::Proofread | Task::Rewrite => in_the_margins_of(expect.source, text),
    };
    (text, removed)
}

/// The source's own leading and trailing white space around `text`.
fn in_the_margins_of(source: &str, text: &str) -> String {
    let start = source.len() - source.trim_start().len();
    if start == source.len() {
        return text.to_owned();
    }
    format!("{}{text}{}", &source[..start], &source[source.trim_end().len()..])
}

fn finding(guard: Guard, text: &str, rest: &str) -> Finding {
    let at = text.find(rest).unwrap_or(0);
    let off: Vec<&str> =
        [&text[..at], &text[at + rest.len()..]].into_iter().map(str::trim).filter(|s| !s.is_empty()).collect();
    let off = off.join(" … ");
    let shown: String = off.chars().take(60).collect();
    let more = if shown.len() < off.len() { "…" } else { "" };
    Finding {
        guard,
        value: (text.chars().count() - rest.chars().count()) as f32,
        limit: 0.0,
        message: format!("The model put something around its answer; it was taken off: {shown:?}{more}"),
    }
}

type Peel = for<'t> fn(Task, &str, &'t str) -> &'t str;

const PEELS: &[(Guard, Peel)] = &[
    (Guard::Wrapping, thoughts),
    (Guard::Preamble, announcement),
    (Guard::Wrapping, label),
    (Guard::Wrapping, fence),
    (Guard::Wrapping, tags),
    (Guard::Wrapping, quotation_marks),
    (Guard::Closing, remark),
];

/// `<think>…</think>` of models that reason aloud.
fn thoughts<'t>(_: Task, source: &str, text: &'t str) -> &'t str {
    match text.strip_prefix("<think>").and_then(|rest| rest.split_once("</think>")) {
        Some((_, rest)) if !source.starts_with("<think>") => rest,
        _ => text,
    }
}

fn announcement<'t>(task: Task, source: &str, text: &'t str) -> &'t str {
    static EDITING: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"\A[*_#> ]*", &[phrases::ANNOUNCEMENTS, phrases::ASSENTS]));
    static SUMMARY: LazyLock<Regex> = LazyLock::new(|| pattern(r"\A[*_#> ]*", &[phrases::SUMMARY_ANNOUNCEMENTS]));
    let hit = EDITING
        .find(text)
        .or_else(|| if matches!(task, Task::Summarize | Task::Ask) { SUMMARY.find(text) } else { None });
    match hit {
        Some(hit) if !genuine(hit.as_str(), source, End::Start) => text[hit.end()..].trim_start_matches(['*', '_']),
        _ => text,
    }
}

fn label<'t>(_: Task, source: &str, text: &'t str) -> &'t str {
    static LABELS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\A[*_#> ]*", &[phrases::LABELS]));
    match LABELS.find(text) {
        Some(hit) if !genuine(hit.as_str(), source, End::Start) => text[hit.end()..].trim_start_matches(['*', '_']),
        _ => text,
    }
}

fn fence<'t>(_: Task, source: &str, text: &'t str) -> &'t str {
    for mark in ["```", "\"\"\"", "<<<", "~~~"] {
        let close = if mark == "<<<" { ">>>" } else { mark };
        if source.starts_with(mark) || source.ends_with(close) {
            continue;
        }
        let Some(inner) = text.strip_prefix(mark).and_then(|t| t.strip_suffix(close)) else { continue };
        if inner.contains(mark) {
            continue;
        }
        // The rest of the opening line names a language, if anything.
        return match inner.split_once('\n') {
            Some((info, body)) if info.trim().chars().all(|c| c.is_ascii_alphanumeric()) => body,
            _ => inner,
        };
    }
    text
}

fn tags<'t>(_: Task, source: &str, text: &'t str) -> &'t str {
    for name in phrases::FRAME_TAGS {
        for (open, close) in [(format!("<{name}>"), format!("</{name}>")), (format!("[{name}]"), format!("[/{name}]"))]
        {
            if source.contains(&open) || source.contains(&close) {
                continue;
            }
            if let Some(rest) = text.strip_prefix(open.as_str()) {
                return rest.split_once(close.as_str()).map_or(rest, |(inner, _)| inner);
            }
            if let Some(rest) = text.strip_suffix(close.as_str()) {
                return rest;
            }
        }
    }
    text
}

fn quotation_marks<'t>(_: Task, source: &str, text: &'t str) -> &'t str {
    const PAIRS: [(char, char); 7] =
        [('"', '"'), ('“', '”'), ('„', '“'), ('«', '»'), ('「', '」'), ('\'', '\''), ('‘', '’')];
    let quoted = |t: &str| t.chars().next().is_some_and(|c| PAIRS.iter().any(|(open, _)| *open == c));
    if quoted(source) {
        return text;
    }
    for (open, close) in PAIRS {
        if let Some(inner) = text.strip_prefix(open).and_then(|t| t.strip_suffix(close))
            && !inner.contains(open)
            && !(open != '\'' && inner.contains(close))
        {
            return inner;
        }
    }
    text
}

/// A remark after the text: cut from the first line that begins one, or the bracket at the very end.
fn remark<'t>(task: Task, source: &str, text: &'t str) -> &'t str {
    static REMARKS: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[ \t*_#>-]*", &[phrases::REMARKS_AFTER]));
    static CLOSINGS: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^[ \t*_#>-]*", &[phrases::REMARKS_AFTER, phrases::CLOSINGS]));
    static BRACKETED: LazyLock<Regex> = LazyLock::new(|| pattern("", &[phrases::BRACKETED]));
    if let Some(hit) = BRACKETED.find(text)
        && !genuine(hit.as_str(), source, End::Finish)
    {
        return &text[..hit.start()];
    }
    let starts = if task == Task::Proofread { &*CLOSINGS } else { &*REMARKS };
    for hit in starts.find_iter(text) {
        let line = text[hit.start()..].lines().next().unwrap_or_default();
        if hit.start() > 0 && !genuine(line, source, End::Finish) && !found_anywhere(line, source) {
            return &text[..hit.start()];
        }
    }
    text
}

enum End {
    Start,
    Finish,
}

/// Whether `line` is the user's own: the same end of the source says nearly the same.
fn genuine(line: &str, source: &str, end: End) -> bool {
    let reach = 2 * line.chars().count() + 20;
    let near: String = match end {
        End::Start => source.chars().take(reach).collect(),
        End::Finish => {
            let tail: Vec<char> = source.chars().rev().take(4 * reach).collect();
            tail.into_iter().rev().collect()
        }
    };
    let line = Grams::of(line);
    if line.is_empty() { true } else { line.found_in(&Grams::of(&near)) >= limit::GENUINE }
}

fn found_anywhere(line: &str, source: &str) -> bool {
    let squeeze = |t: &str| super::words::keys(t).join(" ");
    squeeze(source).contains(&squeeze(line))
}
