//! Tasks given by name: in lists, by bare verbs, in the third person.

use super::super::act::{Act, Around, Kind, Lean, Who};
use super::super::{due, names};
use super::answers::{answers, corrected};
use super::clause::{lean, tidy};
use super::openings::{ADVERBS, CLAUSE_END};
use super::words::{ACTIONS, IDLE, PROGRESS, STATES};
use regex::Regex;
use std::sync::LazyLock;

/// "Ines in support can do that": somebody who takes no part is thought of.
pub(super) fn absent(text: &str, around: &Around) -> Option<Act> {
    static RULE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"^(?:(?:Maybe|Perhaps|I think|No,|Well,) )?(\p{Lu}[\p{Ll}]+)(?: (?:in|from) [a-z]+)? (?:can|could|",
            r"should|will) (?:do|take|handle|see to|look after) (?:that|it|this)\b",
        ))
        .expect("a valid pattern")
    });
    let found = RULE.captures(text)?;
    let name = &found[1];
    let known = around.people.find(name).is_some()
        || [
            "You",
            "We",
            "They",
            "That",
            "She",
            "He",
            "Somebody",
            "Someone",
            "Nobody",
            "Who",
            "Anyone",
            "Anybody",
            "Everybody",
        ]
        .contains(&name);
    (!known).then(|| Act {
        who: vec![Who::Named(name.to_owned())],
        due: due::due(text),
        about: text.to_owned(),
        ..Act::new(Kind::Suggest)
    })
}

/// "rings the man" as "ring the man".
pub(super) fn base(what: &str) -> String {
    let (verb, rest) = what.split_once(' ').unwrap_or((what, ""));
    let stems = [
        verb.strip_suffix("ies").map(|stem| format!("{stem}y")),
        verb.strip_suffix("es").map(str::to_owned),
        verb.strip_suffix('s').map(str::to_owned),
    ];
    match stems.into_iter().flatten().find(|stem| ACTIONS.contains(&stem.as_str())) {
        Some(stem) => format!("{stem} {rest}").trim_end().to_owned(),
        None => what.to_owned(),
    }
}

/// "And Rosa?", "What about Priya?": somebody is thought of for what was spoken of.
pub(super) fn nominated(text: &str, around: &Around) -> Option<Act> {
    static RULE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)^(?:(?:and|or|then|so|ok|okay|well|maybe|perhaps|what about|",
            r"how about)[,.…]*\s+)*@?([\p{L}'. -]{2,30}?)(?:,? (?:then|maybe|perhaps|you|you maybe|could you))*\?$",
        ))
        .expect("a valid pattern")
    });
    let name = RULE.captures(text)?;
    let who = around.people.find(&name[1]).filter(|who| Some(*who) != around.speaker)?;
    Some(Act { who: vec![Who::Person(who)], about: text.to_owned(), ..Act::new(Kind::Request) })
}

/// "Action: …", "Ben: the slides", "Slides: Ben", "Ben to do the slides": points of a list of tasks.
pub(super) fn listed(sentence: &str, around: &Around) -> Option<Act> {
    static ACTION: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)^(?:action(?: item| point)?s?|ap|to-?do|task|next step)\s*(?:\(([^)]+)\)|for\s+(\w+)|",
            r"\[([^\]]+)\]|(\p{Lu}\w+))?\s*[:–—-]\s*(.+)$",
        ))
        .expect("a valid pattern")
    });
    if let Some(found) = ACTION.captures(sentence) {
        let words = &found[5];
        let owner = (1..5).find_map(|at| found.get(at)).map(|name| names::whose(name.as_str(), around));
        let (who, words) = match owner {
            Some(who) => (who, words),
            None => names::leading(words, around).unwrap_or((Vec::new(), words)),
        };
        let words = words.trim_start_matches("to ").trim_start_matches("will ");
        let act = Act {
            due: due::due(words),
            who,
            lean: Lean::Not,
            what: tidy(words),
            about: words.to_owned(),
            ..Act::new(Kind::Assign)
        };
        return (!act.who.is_empty() && !act.what.is_empty()).then_some(act);
    }
    if !around.thread {
        return None;
    }
    // "Lea: posters."
    static NAMED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^@?([\p{Lu}][\p{L}. '-]{0,30}?)\s?(?::|\s[-–—])\s+(.+)$").expect("a valid pattern")
    });
    if let Some(found) = NAMED.captures(sentence)
        && !found[2].contains('?')
        && (around.listed || terse(&found[2]))
        && !found[2].to_lowercase().contains(" you ")
        && (around.listed || answers(&found[2], around).is_empty() && !found[2].starts_with("fair"))
        && let Some(who) = names::whose_exactly(&found[1], around)
    {
        let words = found[2].trim_start_matches("to ").trim_start_matches("please ");
        let act = Act {
            due: due::due(words),
            who,
            lean: Lean::Not,
            what: tidy(words),
            about: words.to_owned(),
            ..Act::new(Kind::Assign)
        };
        return (!act.what.is_empty()).then_some(act);
    }
    if !around.listed {
        return None;
    }
    // "Lea to buy posters", whoever Lea is.
    static TO_DO: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^(\p{Lu}[\p{L}'-]+) to (([a-z-]+)\b.*)$").expect("a valid pattern"));
    if let Some(found) = TO_DO.captures(sentence).filter(|found| ACTIONS.contains(&&found[3])) {
        let act = Act {
            due: due::due(&found[2]),
            who: names::whose(&found[1], around),
            lean: Lean::Not,
            what: tidy(&found[2]),
            about: found[2].to_owned(),
            ..Act::new(Kind::Assign)
        };
        return (!act.what.is_empty()).then_some(act);
    }
    // "A price for the crossing (S. Fenn, 30 April)"
    static IN_BRACKETS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(.{4,}?)\s*[(\[](?:by )?([^()\[\],;]+)(?:[,;]\s*([^()\[\]]+))?[)\]]\.?$")
            .expect("a valid pattern")
    });
    if let Some(found) = IN_BRACKETS.captures(sentence) {
        let name = found[2].trim();
        let last = name.rsplit(' ').next().unwrap_or(name);
        let initials = name.split(' ').count() > 1 && name.split(' ').next().is_some_and(|first| first.len() <= 2);
        let who =
            names::whose_exactly(name, around).or_else(|| names::whose_exactly(last, around).filter(|_| initials));
        if let Some(who) = who {
            let due = found.get(3).and_then(|when| due::due(when.as_str())).or_else(|| due::due(&found[1]));
            return Some(Act {
                who,
                due,
                what: tidy(&found[1]),
                lean: Lean::Not,
                about: sentence.to_owned(),
                ..Act::new(Kind::Assign)
            });
        }
    }
    // "Guest list: Ruth."
    let (thing, name) =
        sentence.split_once(": ").or_else(|| sentence.split_once(" - ")).or_else(|| sentence.split_once(" – "))?;
    let name = name.trim().trim_end_matches('.');
    let (bare, due) = (due::without(name), due::due(name));
    let who = names::whose_exactly(bare.trim_matches([' ', ',', '(', ')']), around)?;
    Some(Act {
        who,
        due,
        what: thing.trim().to_owned(),
        lean: Lean::Not,
        about: thing.to_owned(),
        ..Act::new(Kind::Assign)
    })
}

/// "Ben, send me the list", "Just send me the list".
pub(super) fn imperative(text: &str, called: &[Who], you: &[Who]) -> Option<Act> {
    static START: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)^(?:(?:just|so|then|and|also|but|ok|okay|maybe|go ahead and|do|always|no|yes|yeah|well|right|",
            r"first|instead|great|good|fine|thanks|alright|now)[,.]?\s+)*([a-z]+)\b",
        ))
        .expect("a valid pattern")
    });
    let found = START.captures(text)?;
    let verb = found.get(1)?;
    let rest = &text[verb.end()..];
    // "Count me in", "let me check": the speaker's own.
    if ["let", "count", "excuse"].contains(&verb.as_str().to_lowercase().as_str())
        || [
            " me in",
            " me down",
            " me up",
            " me know",
            " me a week",
            " me a day",
            " me a minute",
            " me a moment",
            " me a second",
            " me a sec",
            " me a couple",
        ]
        .iter()
        .any(|own| rest.starts_with(own))
    {
        return None;
    }
    let to_me = rest.to_lowercase().starts_with(" me ") || rest.to_lowercase().starts_with(" us ");
    if !ACTIONS.contains(&verb.as_str().to_lowercase().as_str())
        || !to_me && called.is_empty()
        || text.trim_end().ends_with('?')
    {
        return None;
    }
    let end = CLAUSE_END.find(rest).map_or(rest.len(), |end| end.start());
    let words = &text[verb.start()..verb.end() + end];
    let what = tidy(words);
    let due = due::due(words).or_else(|| corrected(text, verb.end() + end));
    Some(Act { due, who: you.to_vec(), lean: lean(&what), what, about: text.to_owned(), ..Act::new(Kind::Request) })
}

/// Where a named person is said to do something: where that begins, where the verb stands, who, and how surely.
pub(super) fn assigned(text: &str, around: &Around) -> Vec<(usize, usize, Vec<Who>, Kind)> {
    static AFTER: LazyLock<Regex> = LazyLock::new(|| {
        let rule = concat!(
            "(?i)^(?: in [a-z]+| himself| herself)?(?:(?P<sure>(?:'ll| will| is going to| are going to|",
            " shall|(?: has| have|'s)?(?: kindly| already| also)? (?:agreed|promised|offered|volunteered) to|",
            " is (?:happy|willing) to|,? please,?)\\s+)|(?P<now>(?: is| are|'s) (?:also |already |",
            "still )?\\w+ing\\b)|(?P<list> to\\s+)|(?P<said> (?:said|says|told me)(?: \\w+){0,4}? (?:s?he|",
            "they)(?:'ll|'d| will| would)\\s+)|(?P<weak> (?:can|could)\\s+)|(?P<must> (?:has to|have to|",
            "needs to|need to|should|must|would have to|will have to)\\s+)|(?P<tense> ))",
        );
        Regex::new(&format!("{rule}{ADVERBS}")).expect("a valid pattern")
    });
    let mut found: Vec<(usize, usize, Vec<Who>, Kind)> = Vec::new();
    let named = names::groups(text, around);
    let mut all: Vec<(std::ops::Range<usize>, Vec<Who>, bool)> =
        named.iter().map(|(range, who)| (range.clone(), who.clone(), true)).collect();
    all.extend(pronouns(text, around, &named).into_iter().map(|(range, who)| (range, who, false)));
    all.sort_by_key(|(range, ..)| range.start);
    for (range, who, by_name) in all {
        // "He says he'll do it" is one.
        if found.last().is_some_and(|last| last.1 > range.start) {
            continue;
        }
        // "Ben's", "to Ben", "with Ben": not the one who acts.
        let before = text[..range.start].trim_end();
        let last = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
        let starts = before.is_empty()
            || before.ends_with([',', ':', ';', '-', '–', '(', '—'])
            || ["and", "so", "then", "but", "that", "okay", "ok", "right", "recap", "up", "thought", "if"]
                .contains(&last.as_str());
        let Some(after) = AFTER.captures(&text[range.end..]) else { continue };
        let end = range.end + after[0].len();
        let verb: String = text[end..].chars().take_while(|c| c.is_alphabetic()).collect::<String>().to_lowercase();
        let many = who.len() > 1;
        let weak = ["weak", "must", "list"].iter().any(|group| after.name(group).is_some());
        if !by_name && weak {
            continue;
        }
        // "I have asked Baz to write it."
        let asked = ["asked", "told", "got", "ask", "tell"].contains(&last.as_str());
        let to_do = after.name("list").is_some() && asked && ACTIONS.contains(&verb.as_str());
        let kind = if to_do || after.name("sure").is_some() || after.name("said").is_some() {
            Kind::Assign
        } else if let Some(now) = after.name("now") {
            // "Ben is handling the press": work, or with a date; "Ben is looking forward" is neither.
            let gerund = now.as_str().rsplit(' ').next().unwrap_or_default().to_lowercase();
            let busy = PROGRESS.contains(&gerund.as_str())
                || ["looking after", "taking care"].iter().any(|work| text[range.end..].contains(work));
            if !busy && (STATES.contains(&gerund.as_str()) || due::due(&text[end..]).is_none()) {
                continue;
            }
            found.push((range.start, end - gerund.len(), who, Kind::Assign));
            continue;
        } else if after.name("list").is_some() {
            if !starts || !(ACTIONS.contains(&verb.as_str()) || around.listed) {
                continue;
            }
            Kind::Assign
        } else if after.name("weak").is_some() {
            Kind::Suggest
        } else if after.name("must").is_some() {
            if !starts {
                continue;
            }
            Kind::Assign
        } else {
            // The present tense assigns in a list or a summing-up only: elsewhere it tells how things are.
            let several = names::groups(text, around).len() > 1 || text.contains(" I'll ");
            let led = ["so", "then", "great", "okay", "ok"].contains(&last.as_str());
            let dated = due::due(&text[end..]).is_some();
            // "Kieran labels the keys, by Friday", "Basile takes the French, he delivers on the 22nd"
            let tense =
                several || led || around.recap || (around.listed && around.thread) || dated && !text.ends_with('?');
            let third = verb.strip_suffix("es").or(verb.strip_suffix('s'));
            let base = |stem: &str| ACTIONS.contains(&stem) || ACTIONS.contains(&format!("{stem}e").as_str());
            let action = third.is_some_and(base)
                || verb.strip_suffix('s').is_some_and(base)
                || verb.strip_suffix("ies").is_some_and(|stem| base(&format!("{stem}y")))
                || (many && base(&verb));
            if !tense || !starts || !action {
                continue;
            }
            Kind::Assign
        };
        let made = verb == "have"
            && [" it ", " them ", " that "].iter().any(|it| text[end..].starts_with(&format!("have{it}")));
        if kind == Kind::Assign && (last == "if" || IDLE.contains(&verb.as_str()) && !made) {
            continue;
        }
        // "He'll get the letter": not what he does.
        if !by_name && ["get", "receive", "hear", "see"].contains(&verb.as_str()) {
            continue;
        }
        found.push((range.start, end, who, kind));
    }
    // Summing up, the speaker speaks of himself like of the others: "and I sign up for the course".
    if around.recap || around.listed && around.thread {
        static SELF: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b(?:and )?I ([a-z]+)").expect("a valid pattern"));
        for own in SELF.captures_iter(text) {
            let verb = own.get(1).expect("the pattern has it");
            if ACTIONS.contains(&verb.as_str()) {
                let who = around.speaker.map(Who::Person).into_iter().collect();
                found.push((own.get(0).expect("a match").start(), verb.start(), who, Kind::Assign));
            }
        }
    }
    found
}

/// "He" and "she" with whom they mean: the last one the sentence names, or else whom the one before it does.
fn pronouns(text: &str, around: &Around, named: &[Named]) -> Vec<Named> {
    static RULE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b(?:[Hh]e|[Ss]he)\b").expect("a valid pattern"));
    let mut found = Vec::new();
    for pronoun in RULE.find_iter(text) {
        let last = named.iter().rev().find(|(range, _)| range.end <= pronoun.start());
        let since = last.map_or(0, |(range, _)| range.end);
        // "My husband Colm" is named; "my husband" is not.
        if crate::actions::topic::speaks_of_somebody(&text[since..pronoun.start()]) {
            continue;
        }
        let spoken_to = last.is_some_and(|(range, _)| range.start == 0 && text[range.end..].starts_with(','));
        let who = match last {
            Some((_, who)) if who.len() == 1 && !spoken_to => who.clone(),
            None => around.third.map(Who::Person).into_iter().collect(),
            _ => continue,
        };
        let me = around.speaker.map(Who::Person);
        if !who.is_empty() && who.first() != me.as_ref() {
            found.push((pronoun.range(), who));
        }
    }
    found
}

/// Where somebody is named, and who.
type Named = (std::ops::Range<usize>, Vec<Who>);

/// "boxes, until Thursday", not "the letters need a date": no verb that says how things are.
fn terse(words: &str) -> bool {
    let low = words.to_lowercase();
    let mut all = low.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty());
    let finite = [
        "is", "are", "was", "has", "have", "need", "needs", "will", "don't", "i", "i'm", "we", "you", "it", "it's",
        "can", "that's", "thanks",
    ];
    words.split_whitespace().count() <= 8 && !all.any(|word| finite.contains(&word))
}
