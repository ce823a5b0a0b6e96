//! What must come back as it was, and what may not come from nowhere: addresses, code, numbers, names.

use super::numbers::{in_digits, numbers};
use super::{Expect, Finding, Guard, Task, limit};
use crate::ground::Ground;
use crate::text::{self, ProtectedKind};
use std::collections::{BTreeMap, HashSet};

/// How often each protected thing occurs. Numbers are told by value, everything else to the letter.
fn counts(text: &str) -> BTreeMap<(ProtectedKind, String), usize> {
    let mut counts = BTreeMap::new();
    let spans = text::protected(text);
    for span in spans.iter().filter(|s| s.kind != ProtectedKind::Number) {
        *counts.entry((span.kind, text[span.range.clone()].to_owned())).or_default() += 1;
    }
    for number in in_digits(text) {
        // A number inside an address or code is that one's; one inside a word (2day) is to be corrected.
        let inside = spans.iter().find(|s| s.range.contains(&number.start));
        if inside.is_some_and(|s| s.kind == ProtectedKind::Number) {
            *counts.entry((ProtectedKind::Number, number.value)).or_default() += 1;
        }
    }
    counts
}

/// Value: protected things lost (or, of those, found more often than in the source: changed).
pub fn protected(expect: &Expect, output: &str) -> Vec<Finding> {
    if !expect.keep_protected || expect.task == Task::Summarize {
        return Vec::new();
    }
    let (source, out) = (counts(expect.source), counts(output));
    let spelt: HashSet<String> = match expect.task {
        Task::Rewrite => numbers(output).into_iter().map(|n| n.value).collect(),
        _ => HashSet::new(),
    };
    let (mut lost, mut more) = (Vec::new(), Vec::new());
    for (thing, n) in &source {
        // The span may read differently in its new surroundings (`a.b,` and `a.b`): to the letter is enough.
        let found = out.get(thing).copied().unwrap_or(0).max(match thing.0 {
            ProtectedKind::Number => 0,
            _ => output.matches(&thing.1).count().min(*n),
        });
        let small = thing.1.parse::<f64>().is_ok_and(|value| value <= limit::SPELT_OUT);
        let spelt_out = thing.0 == ProtectedKind::Number && small && spelt.contains(&thing.1);
        match expect.task {
            Task::Proofread if found < *n => lost.push(thing.1.as_str()),
            Task::Proofread if found > *n => more.push(thing.1.as_str()),
            Task::Rewrite if found == 0 && !spelt_out && thing.0 != ProtectedKind::Markup => {
                lost.push(thing.1.as_str())
            }
            _ => {}
        }
    }
    let mut findings = Vec::new();
    if !lost.is_empty() {
        let message = format!("Something that must stay was lost or changed: {}.", lost.join(", "));
        findings.push(Finding::new(Guard::ProtectedLost, lost.len() as f32, 0.0, message));
    }
    if !more.is_empty() {
        let message = format!("Something that must stay as it is was repeated: {}.", more.join(", "));
        findings.push(Finding::new(Guard::ProtectedChanged, more.len() as f32, 0.0, message));
    }
    findings
}

/// Value: addresses that are not in the source; in a rewrite without an instruction also code; in a summary also numbers
/// and names.
pub fn invented(expect: &Expect, output: &str) -> Option<Finding> {
    let asked = expect.instruction.unwrap_or_default();
    let mut strange: Vec<String> = text::protected(output)
        .into_iter()
        .filter(|s| matches!(s.kind, ProtectedKind::Url | ProtectedKind::Email))
        .map(|s| output[s.range].to_owned())
        .filter(|address| !expect.source.contains(address.as_str()) && !asked.contains(address.as_str()))
        .collect();
    if expect.task == Task::Rewrite && expect.instruction.is_none() {
        let code = text::protected(output).into_iter().filter(|s| s.kind == ProtectedKind::Code);
        let inside = code.map(|s| output[s.range].trim_matches('`').trim().to_owned());
        strange.extend(inside.filter(|code| !expect.source.contains(code.as_str())));
    }
    if expect.task == Task::Summarize {
        strange.extend(Ground::new(expect.source).checked(output).missing);
    }
    strange.dedup();
    (!strange.is_empty()).then(|| {
        let message = format!("The text says nothing of: {}.", strange.join(", "));
        Finding::new(Guard::Invented, strange.len() as f32, 0.0, message)
    })
}
