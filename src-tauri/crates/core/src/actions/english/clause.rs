//! A clause as something to do: whether it is any, how much it says by itself, its words without the rest.

use super::super::act::{Around, Kind, Lean};
use super::super::due;
use super::words::{IDLE, IMMEDIATE, STATES};
use regex::Regex;
use std::sync::LazyLock;

/// Whether a verb undertakes nothing after an opening of that kind.
pub(super) fn idle(verb: &str, clause: &str, kind: Kind, opening: &str, around: &Around) -> bool {
    if verb.is_empty() || clause.trim_start().starts_with("not ") {
        // "Can you?", "I will." are read as answers.
        return true;
    }
    let second = clause.split_whitespace().nth(1).unwrap_or_default().trim_matches(|c: char| !c.is_alphanumeric());
    match (verb, kind) {
        // "I'll be bringing", "would you be Elena's buddy"; no other "be".
        ("be", Kind::Request) => !(second.ends_with("'s") || ["the", "my", "our"].contains(&second)),
        // "I'll be on to them again."
        ("be", _) if second == "on" => !(clause.contains("on to") || clause.contains("onto")),
        ("be", _) => !second.ends_with("ing") || STATES.contains(&second),
        // "let me know", "let you know" tell somebody later; asked for it is a request when it says what.
        ("let", Kind::Request) => clause.contains("know") && due::due(clause).is_none(),
        ("let", Kind::Commit) => second == "you" && clause.contains(" go"),
        ("try", _) => clause.split_whitespace().count() < 2,
        ("know", _) => true,
        // Wanting to be told is a question; wanting others to be told is a task.
        ("tell", Kind::Request) => ["me", "us"].contains(&second) && !around.thread,
        ("remind", Kind::Request) => ["me", "us"].contains(&second) && clause.contains(" what "),
        ("have", Kind::Request | Kind::Open) => {
            !(clause.contains("look")
                || clause.contains("word with")
                || ["it", "them", "that", "the", "this", "these", "those"].contains(&second))
        }
        ("work", _) => !["out", "on", "through", "up"].contains(&second),
        ("come", _) => !["up", "back"].contains(&second),
        ("help", Kind::Request | Kind::Commit | Kind::Can) => clause.split_whitespace().count() < 3,
        ("leave", Kind::Request | Kind::Commit) => {
            !["the", "your", "a", "it", "them"].contains(&second) || clause.contains("for now")
        }
        ("find", _) => clause.contains("attached") || clause.contains("enclosed"),
        ("have", Kind::Assign) => !["it", "them", "that"].contains(&second),
        ("have", Kind::Commit | Kind::Can) => {
            // "have it ready" is work, "have a coffee" is not.
            !(["it", "them", "that", "the", "this", "these", "those"].contains(&second) || due::due(clause).is_some())
        }
        ("get", Kind::Commit) => ["there", "home", "used", "going", "started"].contains(&second),
        ("see", Kind::Commit) => !(clause.starts_with("see to") || clause.starts_with("see about")),
        _ => {
            IDLE.contains(&verb)
                || (kind == Kind::Commit
                    && opening.to_lowercase().starts_with("let me")
                    && !around.thread
                    && IMMEDIATE.contains(&verb)
                    && due::due(clause).is_none()
                    && clause.split_whitespace().count() < 4)
        }
    }
}

pub(super) const PRONOUNS: &[&str] = &["it", "that", "this", "them", "those", "these", "some", "one", "him", "her"];

/// What follows a pronoun that is the object.
#[rustfmt::skip]
pub(super) const AFTER_OBJECT: &[&str] = &[
    "to", "for", "on", "in", "at", "by", "with", "from", "up", "out", "off", "over", "down", "back", "and", "into",
    "about", "before", "after", "when", "once", "if", "so", "myself", "again", "too", "first", "then", "now",
    "quickly", "round", "around", "whether", "months", "weeks", "days", "years", "ages",
];

/// How much a clause says by itself.
pub(super) fn lean(what: &str) -> Lean {
    static WHOLE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)^(?:the lot|everything|all of (?:it|them)|come back|come in|come over|pop (?:in|over|by|round)|be back|step in|take over|stand in|jump in|help out|take this on|do|take|handle|sort|manage|",
            r"deal with|see to|look into|look after|take care of|take on|get on|start|have|get)?\s*(?:it|that|",
            r"this|them|those|so|one|some|the same)?(?: (?:on|off|over|out|up|one|for you|for us|done|myself|",
            r"off you|together|in|all))*$",
        ))
        .expect("a valid pattern")
    });
    // "do that as soon as the money is in"
    static LATER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)^((?:do|take|handle|sort) (?:it|that|this|them)) (?:as soon as|once|when|after|before|if)\b.*$",
        )
        .expect("a valid pattern")
    });
    let low = LATER.replace(&what.to_lowercase(), "$1").into_owned();
    if WHOLE.is_match(&low) {
        return Lean::Whole;
    }
    // "send the list before that" has what it needs; "ask her", "put them on the shelf" and "print two of them" do not.
    let tokens: Vec<&str> =
        low.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty()).collect();
    let object = tokens
        .iter()
        .enumerate()
        .skip(1)
        .take(3)
        .find(|(_, word)| PRONOUNS.contains(word) || ["the", "a", "an", "my", "your", "our", "his"].contains(word));
    static OTHER_ONE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\b(?:a new|another|a different|the new|the other) one\b").expect("a valid pattern")
    });
    if OTHER_ONE.is_match(&low) {
        return Lean::Object;
    }
    // "go round and ask her"
    let last = tokens.last().is_some_and(|word| ["it", "them", "her", "him"].contains(word));
    let leans = last
        || object.is_some_and(|(at, word)| match *word {
            "it" | "them" | "him" => true,
            // "that list", "her bag": no pronouns before a noun.
            word if PRONOUNS.contains(&word) => tokens.get(at + 1).is_none_or(|next| AFTER_OBJECT.contains(next)),
            _ => false,
        });
    // "ask them for the name of the company and their policy number" says enough.
    let leans = leans && super::super::words::words(what).len() < 5;
    let light = super::super::words::words(what).len() <= 1
        && tokens.iter().skip(1).any(|word| ["it", "them", "him", "there"].contains(word));
    if leans || light || tokens.len() == 1 || tokens.len() == 2 && super::super::words::words(what).is_empty() {
        Lean::Object
    } else {
        Lean::Not
    }
}

/// The clause as something to do: no date, no courtesy, no loose ends.
pub(super) fn tidy(clause: &str) -> String {
    static ENDS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)[\s,.;:!?…–—-]+(?:then|too|as well|instead|please|though|thanks|promise|now|and|at the latest|",
            r"latest|by|on|or|either|for me|anyway|already|OK|okay)?[\s,.;:!?…–—-]*$",
        ))
        .expect("a valid pattern")
    });
    static FOR_ME: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)\s+(?:in my place|instead of me|on my behalf|to you(?: guys)?$|on (?:my|the) way (?:in|out|home|back|to work|there))\b",
        )
        .expect("a valid pattern")
    });
    // "a text for that, don't I"
    static TAG: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i),\s*(?:do|does|is|are|will|can|have|has|did)n't (?:I|you|we|he|she|it|they)\b\??|,\s*(?:won't|can't) \w+\??$")
            .expect("a valid pattern")
    });
    let clause = &*TAG.replace(clause, "");
    let mut words = due::without(&FOR_ME.replace_all(clause, "")).split_whitespace().collect::<Vec<_>>().join(" ");
    while let Some(end) = ENDS.find(&words).filter(|end| !end.is_empty()) {
        words.truncate(end.start());
    }
    words.trim_matches([' ', ',', '-', '–', ':']).replace(" ,", ",")
}
