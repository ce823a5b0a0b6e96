//! People who take no part and are given something to do: Raj of "Raj'll drop them off", Colm of "my husband Colm".
//!
//! A word with a capital is somebody where the text calls them "he" or "she", a colleague or a husband, or by a title;
//! a council or a company is called none of these.

use super::super::names::NOT_NAMES;
use super::People;
use regex::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Their names, as the text has them.
pub(super) fn absent(text: &str, people: &People) -> Vec<String> {
    static ACTS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"\b(\p{Lu}\p{Ll}{2,})(?:'ll|’ll| will| is \w+ing| to \w+| has (?:agreed|promised|offered) to| (?:says|said) |",
            r"\b[^.?!]{0,20}?\b(?:takes|does|writes|brings|labels|cleans|draws|prints|buys|makes|calls|checks|sends|",
            r"delivers|collects|fixes|prepares|orders|books|handles|counts|sorts|covers|organi[sz]es|updates|copies)\b)|",
            r"\b(\p{Lu}\p{Ll}{2,})['’]s job\b|\b(?:asked|told|spoken to|spoke to|asking|telling|ask|tell|give (?:it|that|this|them) to)(?: young| old)? (\p{Lu}\p{Ll}{2,})\b",
        ))
        .expect("a valid pattern")
    });
    static IS_SOMEBODY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?:husband|wife|brother|sister|son|daughter|colleague|friend|cousin|assistant|mother|father|neighbour|",
            r"neighbor|nephew|niece|partner|young|old)\s+(\p{Lu}\p{Ll}{2,})\b|",
            r"\b(\p{Lu}\p{Ll}{2,})(?:'ll|’ll)\b|\b(\p{Lu}\p{Ll}{2,})(?:['’]s job)?\b[^\n]{0,70}?\b(?:he|she|his|her|him)(?:['’]s|['’]ll)?\b",
        ))
        .expect("a valid pattern")
    });
    let acting: BTreeSet<&str> = ACTS
        .captures_iter(text)
        .filter_map(|found| (1..4).find_map(|at| found.get(at)))
        .map(|name| name.as_str())
        .collect();
    let mut somebody: BTreeSet<&str> = BTreeSet::new();
    let mut from = 0;
    // Names may stand one within the reach of another.
    while let Some(found) = text.get(from..).and_then(|rest| IS_SOMEBODY.captures(rest)) {
        let Some(name) = (1..4).find_map(|at| found.get(at)) else { break };
        let reach = &text[from + name.end()..from + found.get(0).map_or(name.end(), |all| all.end())];
        // "Ben, your Leeds trip: he…": the nearest name is meant.
        if !reach.chars().any(char::is_uppercase) || people.named(reach).is_empty() {
            somebody.insert(name.as_str());
        }
        from += name.end();
        while !text.is_char_boundary(from) {
            from += 1;
        }
    }
    let dated = |name: &str| !super::super::due::dates(name).is_empty();
    let word = |name: &str| text.contains(&format!(" {} ", name.to_lowercase()));
    acting
        .intersection(&somebody)
        .filter(|name| !NOT_NAMES.contains(*name) && !PRONOUNS.contains(*name) && !dated(name) && !word(name))
        .filter(|name| people.find(name).is_none() && !text.contains(&format!("the {name}")))
        .map(|name| (*name).to_owned())
        .collect()
}

/// Words that begin sentences.
#[rustfmt::skip]
const PRONOUNS: &[&str] = &[
    "The", "She", "They", "His", "Her", "Our", "Your", "Their", "These", "Those", "One", "Each", "Every", "Some",
    "Nobody", "Everything", "Nothing", "Its", "Not", "For", "From", "With", "Without", "Whoever", "Because", "Since",
    "While", "After", "Before", "Until", "Actually", "Let", "Can", "Could", "Would", "Should", "Does", "Did", "Has",
    "Have", "Are", "Was", "Were", "Will", "May", "Might", "Must", "Dear", "Mum", "Dad", "Mom", "Gran", "Grandma",
];
