//! Whom an English sentence speaks to and of: "Ben, …", "@Ben", "Dana and I", "you two".

use super::act::{Around, Who};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// Small words in front of whom one speaks to.
const LEAD: &str = concat!(
    r"(?:(?:okay|ok|right|so|and|but|oh|hey|hi|hello|dear|no|yes|yeah|well|then|thanks|thank you|also|now|good|",
    r"great|lovely|sorry|morning|good morning|alright|perfect|as for you)[,!.]?\s+)*",
);

/// Who the sentence speaks to by name, and what follows the name.
pub(super) fn called<'s>(sentence: &'s str, around: &Around) -> (Vec<Who>, &'s str) {
    static LEADING: LazyLock<Regex> = LazyLock::new(|| {
        let name = r"@?(?-i:(?:(?:Dr|Mr|Mrs|Ms|Prof|Aunt|Uncle)\.? )?\p{Lu}[\p{L}'-]*(?: \p{Lu}[\p{L}'-]*)?)";
        Regex::new(&format!(
            "(?i)^{LEAD}({name}(?:\\s*(?:,|and|&|/)\\s*{name})*)(?:\\s+(?:love|dear|my dear))?\\s*(?:[,:–—]|-\\s|\
            \\s-\\s)\\s*"
        ))
        .expect("a valid pattern")
    });
    static AT: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^@(\p{Lu}[\p{L}'-]*(?: \p{Lu}[\p{L}'-]*)?)[,:]?\s+").expect("a valid pattern"));
    static TRAILING: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r",\s*@?((?:(?:Dr|Mr|Mrs|Ms|Prof)\.? )?\p{Lu}[\p{L}'-]*)\s*[?.!]*$").expect("a valid pattern")
    });
    static INNER: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?:^|[.!,?…]\s*)@?(\p{Lu}[\p{L}'-]+),").expect("a valid pattern"));
    if let Some(found) = AT.captures(sentence) {
        // "@Ben Ito could": the second word may be the next one of the sentence.
        let name = &found[1];
        let first = name.split(' ').next().unwrap_or(name);
        let (who, length) = match around.people.find(name) {
            Some(at) => (Who::Person(at), found[0].len()),
            None => (one(first, around), 1 + first.len()),
        };
        return (vec![who], sentence[length..].trim_start_matches([',', ':', ' ']));
    }
    static BEFORE_YOU: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(&format!(r"(?i)^{LEAD}((?-i:\p{{Lu}}\p{{Ll}}+)) (?:would|could|can|will|please) "))
            .expect("a valid pattern")
    });
    if let Some(found) = BEFORE_YOU.captures(sentence)
        && let Some(who) = around.people.find(&found[1]).filter(|who| Some(*who) != around.speaker)
        && let Some(name) = found.get(1)
        && (sentence[name.end()..].contains(" you ") || sentence[name.end()..].starts_with(" please"))
    {
        return (vec![Who::Person(who)], sentence[name.end()..].trim_start());
    }
    // "Section leaders (in copy): please …"
    static GROUP: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(\p{Lu}\p{Ll}+(?: \p{Ll}+){0,2}s)(?: \([^)]*\))?[:,] (?:please|could you|can you)\b")
            .expect("a valid pattern")
    });
    if let Some(found) = GROUP.captures(sentence).filter(|found| around.people.find(&found[1]).is_none()) {
        let rest = sentence[found[1].len()..].split_once([':', ',']).map_or("", |(_, rest)| rest.trim_start());
        return (vec![Who::All(found[1].to_owned())], rest);
    }
    if let Some(found) = LEADING.captures(sentence) {
        let who = whose_exactly(&found[1], around).or_else(|| unknown(&found[1], &sentence[found[0].len()..]));
        if let Some(who) = who.filter(|who| *who != [Who::Person(around.speaker.unwrap_or(usize::MAX))]) {
            return (who, &sentence[found[0].len()..]);
        }
    }
    for rule in [&*TRAILING, &*INNER] {
        if let Some(who) = rule.captures_iter(sentence).find_map(|found| around.people.find(&found[1]))
            && Some(who) != around.speaker
        {
            return (vec![Who::Person(who)], sentence);
        }
    }
    static LEADS: LazyLock<Regex> = LazyLock::new(|| Regex::new(&format!(r"(?i)^{LEAD}")).expect("a valid pattern"));
    if let Some(found) = LEADS.find(sentence) {
        // "So, Ben and Ann, you two …" has been read; what is left of the lead is kept for the answers in it.
        let rest = &sentence[found.end()..];
        if let Some((range, who)) = groups(rest, around).into_iter().find(|(range, _)| range.start == 0)
            && rest[range.end..].trim_start_matches([',', ' ']).to_lowercase().starts_with("you ")
        {
            return (who, rest[range.end..].trim_start_matches([',', ' ']));
        }
    }
    (Vec::new(), sentence)
}

/// A name of nobody present in front of "could you": they were asked all the same.
fn unknown(name: &str, rest: &str) -> Option<Vec<Who>> {
    static ASKED: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?i)^(?:please|(?:can|could|would|will) you)\b").expect("a valid pattern"));
    // Words that begin sentences are no names.
    let word = NOT_NAMES.contains(&name) || name.contains(' ');
    (!word && ASKED.is_match(rest)).then(|| vec![Who::Named(name.trim_start_matches('@').to_owned())])
}

#[rustfmt::skip]
pub(super) const NOT_NAMES: &[&str] = &[
    "Also", "Then", "So", "And", "But", "If", "Well", "Yes", "No", "Okay", "OK", "Otherwise", "Meanwhile", "Finally",
    "First", "Second", "Next", "Lastly", "However", "Please", "Thanks", "Sorry", "Hi", "Hello", "Great", "Good",
    "All", "Everybody", "Everyone", "Team", "Folks", "Guys", "Today", "Tomorrow", "Anyway", "Now", "Right", "Again",
    "Oh", "Sure", "Perfect", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "PS",
    "FYI", "Somebody", "Someone", "Anybody", "Anyone", "Maybe", "Perhaps", "Who", "You", "There", "That", "This",
    "What", "When", "How", "Just", "Only", "Ready", "Happy", "Due", "Need", "Time", "Action", "Note", "Question",
];

fn one(name: &str, around: &Around) -> Who {
    around.people.find(name).map_or_else(|| Who::Named(name.to_owned()), Who::Person)
}

/// The people of a list of names, known or not.
pub(super) fn whose(names: &str, around: &Around) -> Vec<Who> {
    split(names).map(|name| if name == "I" || name == "me" { speaker(around) } else { one(name, around) }).collect()
}

/// The people of a list of names, if every one of them is known.
pub(super) fn whose_exactly(names: &str, around: &Around) -> Option<Vec<Who>> {
    let all: Option<Vec<Who>> = split(names)
        .map(|name| match name.to_lowercase().as_str() {
            "me" | "i" => around.speaker.map(Who::Person),
            "all" | "everybody" | "everyone" => Some(Who::All(name.to_owned())),
            _ => around.people.find(name).map(Who::Person),
        })
        .collect();
    all.filter(|all| !all.is_empty())
}

fn split(names: &str) -> impl Iterator<Item = &str> {
    names
        .split([',', '&', '/', '+'])
        .flat_map(|part| part.split(" and "))
        .map(|name| name.trim().trim_start_matches('@'))
        .filter(|name| !name.is_empty())
}

fn speaker(around: &Around) -> Who {
    around.speaker.map_or_else(|| Who::Named("I".to_owned()), Who::Person)
}

/// A known name at the beginning, with what follows it.
pub(super) fn leading<'s>(text: &'s str, around: &Around) -> Option<(Vec<Who>, &'s str)> {
    let (range, who) = groups(text, around).into_iter().next().filter(|(range, _)| range.start == 0)?;
    Some((who, text[range.end..].trim_start_matches([':', ',', '-', '–', ' '])))
}

/// The known names of a sentence, those joined by "and" together: "Dana and I", "Ben, Ann and Joe".
pub(super) fn groups(text: &str, around: &Around) -> Vec<(Range<usize>, Vec<Who>)> {
    let mut found: Vec<(Range<usize>, Vec<Who>)> = Vec::new();
    for (range, name) in around.people.named(text) {
        let Some(person) = around.people.find(name) else { continue };
        match found.last_mut() {
            Some((last, who))
                if [" and ", " & ", ", ", "/", " und ", ", and "].contains(&&text[last.end..range.start])
                    && !text[last.end..].starts_with(", ") =>
            {
                last.end = range.end;
                who.push(Who::Person(person));
            }
            _ => found.push((range, vec![Who::Person(person)])),
        }
    }
    for (range, who) in &mut found {
        if text[range.end..].starts_with(" and I ") || text[range.end..].starts_with(" and I'") {
            range.end += " and I".len();
            who.push(speaker(around));
        } else if let Some(before) =
            text[..range.start].strip_suffix("I and ").or(text[..range.start].strip_suffix("me and "))
        {
            range.start = before.len();
            who.push(speaker(around));
        }
    }
    found
}
