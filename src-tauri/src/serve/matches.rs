//! Corrections as LanguageTool tells them: as matches of rules in categories.
//!
//! A match is a stretch of the text, never a place between two letters, so what only inserts or only deletes takes in the
//! word beside it.

use super::annotated::{Annotated, units};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::ops::Range;
use stet_core::proofread::{Correction, Kind};
use stet_core::text::sentences;
use stet_core::wire::Utf16Index;

/// Characters shown on either side of a match.
const CONTEXT: usize = 40;

/// What LanguageTool's clients know of a kind of mistake.
struct Rule {
    id: &'static str,
    description: &'static str,
    short: &'static str,
    issue: &'static str,
    category: (&'static str, &'static str),
    /// What the clients call the match itself.
    name: &'static str,
}

const fn rule(
    id: &'static str,
    description: &'static str,
    short: &'static str,
    issue: &'static str,
    category: (&'static str, &'static str),
    name: &'static str,
) -> Rule {
    Rule { id, description, short, issue, category, name }
}

const GRAMMAR: (&str, &str) = ("GRAMMAR", "Grammar");
const SPELLING_RULE: Rule = rule(
    "STET_SPELLING",
    "A misspelt word",
    "Spelling mistake",
    "misspelling",
    ("TYPOS", "Possible Typo"),
    "UnknownWord",
);
const PUNCTUATION_RULE: Rule =
    rule("STET_PUNCTUATION", "Punctuation", "Punctuation", "typographical", ("PUNCTUATION", "Punctuation"), "Other");
const CASING_RULE: Rule = rule(
    "STET_CAPITALIZATION",
    "Capital and small letters",
    "Capitalization",
    "typographical",
    ("CASING", "Capitalization"),
    "Other",
);
const PREPOSITION_RULE: Rule = rule("STET_PREPOSITION", "A preposition", "Preposition", "grammar", GRAMMAR, "Other");
const MISSING_RULE: Rule = rule("STET_MISSING_WORDS", "A missing word", "Missing word", "grammar", GRAMMAR, "Other");
const GRAMMAR_RULE: Rule = rule("STET_GRAMMAR", "Grammar", "Grammar", "grammar", GRAMMAR, "Other");
const STYLE_RULE: Rule = rule("STET_STYLE", "Style", "Style", "style", ("STYLE", "Style"), "Hint");

fn rule_of(correction: &Correction) -> &'static Rule {
    match correction.kinds.first() {
        Some(Kind::Spelling) => &SPELLING_RULE,
        Some(Kind::Punctuation) => &PUNCTUATION_RULE,
        Some(Kind::Capitalization) => &CASING_RULE,
        Some(Kind::Preposition) => &PREPOSITION_RULE,
        Some(Kind::MissingWords) => &MISSING_RULE,
        Some(Kind::Grammar) | None => &GRAMMAR_RULE,
        Some(Kind::Style) => &STYLE_RULE,
    }
}

/// Which rules count.
#[derive(Debug, Default)]
pub struct Chosen {
    pub enabled_rules: HashSet<String>,
    pub disabled_rules: HashSet<String>,
    pub enabled_categories: HashSet<String>,
    pub disabled_categories: HashSet<String>,
    /// Nothing but what is enabled.
    pub enabled_only: bool,
}

impl Chosen {
    fn has(&self, rule: &Rule) -> bool {
        let (id, category) = (rule.id, rule.category.0);
        let enabled = self.enabled_rules.contains(id) || self.enabled_categories.contains(category);
        let disabled = self.disabled_rules.contains(id)
            || self.disabled_categories.contains(category) && !self.enabled_rules.contains(id);
        !disabled && (enabled || !self.enabled_only)
    }
}

/// The matches of a text; corrections are sorted and in bytes of what is read of it.
pub fn matches(annotated: &Annotated, corrections: &[Correction], chosen: &Chosen) -> Vec<Value> {
    let text = annotated.text.as_str();
    let (index, sentences) = (Utf16Index::new(text), sentences(text));
    let mut matches = Vec::new();
    let mut end = 0;
    for (number, correction) in corrections.iter().enumerate() {
        let next = corrections.get(number + 1).map_or(text.len(), |next| next.range.start);
        let rule = rule_of(correction);
        let free = end.min(correction.range.start)..next.max(correction.range.end);
        let Some((range, replacement)) = chosen.has(rule).then(|| widened(text, correction, &free)).flatten() else {
            continue;
        };
        let Some(place) = annotated.place(&range, &index) else { continue };
        end = range.end;
        let sentence = sentences[..sentences.partition_point(|sentence| sentence.start <= range.start)].last();
        let message = if correction.explanation.is_empty() { rule.description } else { &correction.explanation };
        let (around, offset) = context(text, &range);
        matches.push(json!({
            "message": message,
            "shortMessage": rule.short,
            "replacements": [{ "value": replacement }],
            "offset": place.start,
            "length": place.end - place.start,
            "context": { "text": around, "offset": offset, "length": units(&text[range]) },
            "sentence": sentence.map_or("", |sentence| &text[sentence.clone()]),
            "type": { "typeName": rule.name },
            "rule": {
                "id": rule.id,
                "description": rule.description,
                "issueType": rule.issue,
                "category": { "id": rule.category.0, "name": rule.category.1 },
            },
            "ignoreForIncompleteSentence": false,
            "contextForSureMatch": 0,
        }));
    }
    matches
}

/// The stretch that a correction replaces, not empty, and by what; nothing outside `free` is taken in.
fn widened(text: &str, correction: &Correction, free: &Range<usize>) -> Option<(Range<usize>, String)> {
    let Correction { range, replacement, .. } = correction;
    if !range.is_empty() && !replacement.is_empty() {
        return Some((range.clone(), replacement.clone()));
    }
    let (before, after) = (&text[free.start..range.start], &text[range.end..free.end]);
    let with_before = |before: &str| (range.start - before.len()..range.end, format!("{before}{replacement}"));
    let with_after = |after: &str| (range.start..range.end + after.len(), format!("{replacement}{after}"));
    match (last_word(before), first_word(after)) {
        ("", "") if !range.is_empty() => Some((range.clone(), String::new())),
        // White space on both sides is better than nothing.
        ("", "") => match (before.chars().next_back(), after.chars().next()) {
            (Some(c), _) => Some(with_before(&before[before.len() - c.len_utf8()..])),
            (None, Some(c)) => Some(with_after(&after[..c.len_utf8()])),
            (None, None) => None,
        },
        ("", after) => Some(with_after(after)),
        (before, _) => Some(with_before(before)),
    }
}

/// The word, mark or Chinese character that a text ends with; nothing when it ends with white space.
fn last_word(text: &str) -> &str {
    let Some(last) = text.chars().next_back().filter(|c| !c.is_whitespace()) else { return "" };
    let letters = text.chars().rev().take_while(|c| in_word(*c)).map(char::len_utf8).sum::<usize>();
    &text[text.len() - letters.max(last.len_utf8())..]
}

/// The same at the beginning.
fn first_word(text: &str) -> &str {
    let Some(first) = text.chars().next().filter(|c| !c.is_whitespace()) else { return "" };
    let letters = text.chars().take_while(|c| in_word(*c)).map(char::len_utf8).sum::<usize>();
    &text[..letters.max(first.len_utf8())]
}

/// Part of a word that is written in letters; from here on characters are words, or signs.
fn in_word(c: char) -> bool {
    c < '\u{2E80}' && (c.is_alphanumeric() || matches!(c, '\'' | '’'))
}

/// The text around a stretch, on one line, and where the stretch stands in it, in UTF-16 code units.
fn context(text: &str, range: &Range<usize>) -> (String, u32) {
    let start = text[..range.start].char_indices().rev().take(CONTEXT).last().map_or(range.start, |(at, _)| at);
    let end = text[range.end..].char_indices().nth(CONTEXT).map_or(text.len(), |(at, _)| range.end + at);
    let (before, after) = (if start > 0 { "..." } else { "" }, if end < text.len() { "..." } else { "" });
    let line = text[start..end].replace(['\n', '\r', '\t'], " ");
    (format!("{before}{line}{after}"), units(before) + units(&text[start..range.start]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use stet_core::proofread::Source;

    fn correction(range: Range<usize>, replacement: &str, kind: Kind) -> Correction {
        Correction {
            range,
            replacement: replacement.into(),
            kinds: vec![kind],
            explanation: "Why.".into(),
            source: Source::Rules,
        }
    }

    fn told(text: &str, corrections: &[Correction], chosen: &Chosen) -> Vec<Value> {
        matches(&Annotated::plain(text.to_owned()), corrections, chosen)
    }

    #[test]
    fn a_match_has_what_clients_read() {
        let text = "All is well. 😀 This is a\neror.";
        let start = text.find("eror").unwrap();
        let found = told(text, &[correction(start..start + 4, "error", Kind::Spelling)], &Chosen::default());
        let expected = json!([{
            "message": "Why.",
            "shortMessage": "Spelling mistake",
            "replacements": [{ "value": "error" }],
            "offset": 26,
            "length": 4,
            "context": { "text": "All is well. 😀 This is a eror.", "offset": 26, "length": 4 },
            "sentence": found[0]["sentence"],
            "type": { "typeName": "UnknownWord" },
            "rule": {
                "id": "STET_SPELLING",
                "description": "A misspelt word",
                "issueType": "misspelling",
                "category": { "id": "TYPOS", "name": "Possible Typo" },
            },
            "ignoreForIncompleteSentence": false,
            "contextForSureMatch": 0,
        }]);
        assert_eq!(json!(found), expected);
        assert!(found[0]["sentence"].as_str().unwrap().ends_with("eror."), "{found:?}");
    }

    #[test]
    fn what_only_inserts_or_deletes_takes_in_the_word_beside_it() {
        let wide = |text: &str, range: Range<usize>, new: &str| {
            let free = 0..text.len();
            let (range, new) = widened(text, &correction(range, new, Kind::Grammar), &free).unwrap();
            (text[range].to_owned(), new)
        };
        let pair = |old: &str, new: &str| (old.to_owned(), new.to_owned());
        assert_eq!(wide("However we went", 7..7, ","), pair("However", "However,"));
        assert_eq!(wide("went to libary", 8..8, "the "), pair("libary", "the libary"));
        assert_eq!(wide("the the cat", 4..8, ""), pair("the cat", "cat"));
        assert_eq!(wide("to the the cat", 6..10, ""), pair("the the", "the"));
        assert_eq!(wide("我喜欢苹果", 9..9, "吃"), pair("欢", "欢吃"));
        assert_eq!(wide("(a", 1..1, "the "), pair("(", "(the "));
        assert_eq!(wide("a  b", 2..2, "c"), pair(" ", " c"));
        assert_eq!(wide("teh", 0..3, "the"), pair("teh", "the"));
        let nothing = correction(0..0, "a", Kind::Grammar);
        assert_eq!(widened("", &nothing, &(0..0)), None);
        assert_eq!(
            widened("a b", &correction(1..1, ",", Kind::Punctuation), &(1..1)),
            None,
            "its neighbours are taken"
        );
    }

    #[test]
    fn what_is_disabled_is_not_told() {
        let corrections = [correction(0..3, "the", Kind::Spelling), correction(4..7, "Dog", Kind::Capitalization)];
        let ids = |chosen: Chosen| -> Vec<String> {
            let found = told("teh dog", &corrections, &chosen);
            found.iter().map(|one| one["rule"]["id"].as_str().unwrap().to_owned()).collect()
        };
        let set = |word: &str| HashSet::from([word.to_owned()]);
        let (spelling, casing) = ("STET_SPELLING", "STET_CAPITALIZATION");
        assert_eq!(ids(Chosen::default()), [spelling, casing]);
        assert_eq!(ids(Chosen { disabled_rules: set(spelling), ..Chosen::default() }), [casing]);
        assert_eq!(ids(Chosen { disabled_categories: set("CASING"), ..Chosen::default() }), [spelling]);
        let only = Chosen { enabled_only: true, enabled_categories: set("TYPOS"), ..Chosen::default() };
        assert_eq!(ids(only), [spelling]);
        let but = Chosen { disabled_categories: set("CASING"), enabled_rules: set(casing), ..Chosen::default() };
        assert_eq!(ids(but), [spelling, casing]);
    }

    #[test]
    fn a_long_text_is_shown_in_part() {
        let text = format!("{} teh {}", "a".repeat(100), "b".repeat(100));
        let (around, offset) = context(&text, &(101..104));
        assert!(around.starts_with("...a") && around.ends_with("b..."), "{around}");
        assert_eq!(&around[offset as usize..offset as usize + 3], "teh");
    }

    proptest! {
        /// Whatever is inserted or deleted, replacing the wider stretch comes to the same.
        #[test]
        fn wider_is_the_same(
            text in "\\PC{0,20}",
            new in "[a-z ]{0,3}",
            from in any::<prop::sample::Index>(),
            to in any::<prop::sample::Index>(),
        ) {
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let (a, b) = (places[from.index(places.len())], places[to.index(places.len())]);
            let (start, end) = (a.min(b), a.max(b));
            let plain = format!("{}{new}{}", &text[..start], &text[end..]);
            let free = 0..text.len();
            if let Some((range, wide)) = widened(&text, &correction(start..end, &new, Kind::Grammar), &free) {
                prop_assert!(!range.is_empty());
                prop_assert_eq!(format!("{}{wide}{}", &text[..range.start], &text[range.end..]), plain);
            } else {
                prop_assert!(text.is_empty());
            }
        }
    }
}
