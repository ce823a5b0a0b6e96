//! What "it", "them" and "her" are: the thing or the person that the sentences before speak of.

use super::people::People;
use super::said::Said;
use regex::Regex;
use std::sync::LazyLock;

/// A noun after a determiner ends where one of these stands: a guess at grammar that a list of little words allows.
#[rustfmt::skip]
const STOPS: &[&str] = &[
    "is", "are", "was", "were", "be", "been", "has", "have", "had", "do", "does", "did", "will", "would", "can",
    "could", "should", "must", "may", "might", "to", "of", "for", "from", "in", "on", "at", "by", "with", "about",
    "before", "after", "and", "or", "but", "so", "because", "that", "which", "who", "when", "where", "if", "as",
    "than", "then", "i", "you", "he", "she", "it", "we", "they", "me", "him", "her", "us", "them", "not", "n't",
    "still", "also", "already", "yet", "now", "too", "please", "just", "comes", "needs", "need", "says", "said",
    "wants", "want", "again", "once", "first", "there", "here", "this", "yesterday", "today", "tomorrow", "tonight",
    "always", "never", "only", "into", "over", "out", "up", "off", "go", "goes", "went", "gets", "got", "came",
    "come", "takes", "took", "makes", "made", "looks", "under", "until", "since", "isn't", "wasn't", "doesn't", "i'd",
    "i'll", "i'm", "i've", "you'd", "you'll", "you're", "you've", "he's", "she's", "we'd", "we'll", "we're", "we've",
    "they'd", "they'll", "they're", "they've", "it's", "it'll", "that's", "there's", "didn't", "won't", "can't",
    "aren't", "together", "back", "away", "shows", "closes", "opens", "starts", "arrived", "changed", "asked", "somewhere",
];

/// Times and fillers that no "it" means.
#[rustfmt::skip]
const NO_THING: &[&str] = &[
    "moment", "time", "day", "week", "weekend", "month", "year", "meeting", "morning", "afternoon", "evening", "end",
    "way", "bit", "lot", "problem", "guy", "look", "ring", "one", "minute", "idea", "question", "thing", "rest",
    "same", "least", "latest", "pleasure", "star", "mess", "shame", "pity", "hand", "turn", "note", "case", "point",
    "fact", "ago", "few", "couple",
];

/// The first thing with a determiner in an English sentence, one of several when `many` is asked for; and whether it
/// is.
pub(super) fn thing(sentence: &str, many: bool) -> Option<(String, bool)> {
    static DETERMINED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)\b(?:the|a|an|my|our|your|his|her|their|those|these|some|new|that|last year's|any|more|no|",
            r"enough|\d+|two|three|four|five|six|ten|twenty|out of|short of|low on)\s+((?:[\w'-]+[ ]?){1,4})",
        ))
        .expect("a valid pattern")
    });
    static MEASURE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)\b(?:a|the) (?:week|lot|couple|set|bunch|month|year|pair|number|few|stack|pile|copy|",
            r"batch)(?:'s worth)? of ",
        ))
        .expect("a valid pattern")
    });
    let sentence = &*MEASURE.replace_all(sentence, "some ");
    let mut rest = sentence;
    let mut other = None;
    while let Some(found) = DETERMINED.captures(rest) {
        let phrase = found.get(1)?;
        let words: Vec<&str> = phrase
            .as_str()
            .split(' ')
            .take_while(|word| !STOPS.contains(&word.to_lowercase().as_str()))
            .filter(|word| !word.is_empty() && !["the", "a", "an", "my", "our", "your"].contains(word))
            .collect();
        let last = words.last().map(|word| word.to_lowercase()).unwrap_or_default();
        let last = last.strip_suffix("'s").unwrap_or(&last).to_owned();
        let skip = words.is_empty()
            || NO_THING.contains(&last.as_str())
            || !super::due::dates(words.last().unwrap_or(&"")).is_empty();
        if !skip {
            let whole = format!("the {}", words.join(" ").trim_end_matches("'s"));
            if many == (last.ends_with('s') && !last.ends_with("ss")) {
                return Some((whole, true));
            }
            other.get_or_insert(whole);
        }
        rest = &rest[phrase.start()..];
    }
    // "every letter … them": a number that does not agree is better than nothing.
    other.map(|whole| (whole, false))
}

/// What the pronoun in `what` means, from the sentences before number `at`: the words to put in, and the sentence.
pub(super) fn antecedent(what: &str, all: &[Said], at: usize, people: &People) -> Option<(String, usize)> {
    let low = format!(" {} ", what.to_lowercase());
    let person = [" her ", " him "].iter().any(|word| low.contains(word)) && !low.contains(" it ");
    let many = [" them ", " those ", " these "].iter().any(|word| low.contains(word));
    let mut other = None;
    // "It has to be fixed", and to do it: what was just spoken of. A thing from further off makes nonsense ("do the bank").
    static NEAR: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^(?:do (?:that|it|this)\b|(?:(?:then|so|and|but) )?(?:it|that) (?:has|needs|must|ought)\b)")
            .expect("a valid pattern")
    });
    let near = NEAR.is_match(what);
    for before in (0..=at).rev().take(if near { 2 } else { 6 }) {
        let said = &all[before];
        if near && said.turn != all[at].turn && !what.to_lowercase().starts_with("do ") {
            break;
        }
        if all[at].turn - said.turn > 3 || all[at].paragraph - said.paragraph > 3 {
            break;
        }
        // In its own sentence the thing stands before the pronoun, as a topic: "The laptop is here; I'll set it up".
        let text = if before == at {
            let Some(end) = said.text.to_lowercase().find(what.to_lowercase().as_str()) else { continue };
            &said.text[..end.min(said.text.len())]
        } else {
            &said.text
        };
        static GREETING: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(concat!(
                r"(?i)^(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|morning|lots of love|kind regards|",
                r"best)\b",
            ))
            .expect("a valid pattern")
        });
        if GREETING.is_match(text) {
            continue;
        }
        // "It's in the van": said of the thing, not the thing.
        static GOES_ON: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"(?i)^(?:it|they|those|these)(?:'s|'re| is| are| was| were)\b").expect("a valid pattern")
        });
        if before < at && !person && GOES_ON.is_match(text) {
            continue;
        }
        if !text.is_ascii() && text.chars().any(crate::text::is_cjk) {
            continue;
        }
        // "Venue contract: Ann signs it": what stands before the colon.
        let heading =
            (before == at && !person).then(|| text.split_once(": ").or_else(|| text.split_once(" - "))).flatten();
        if let Some((heading, _)) = heading.filter(|(heading, _)| (1..=6).contains(&heading.split(' ').count())) {
            let heading = uncapitalized(heading);
            return Some((format!("the {}", heading.strip_prefix("the ").unwrap_or(&heading)), before));
        }
        if person {
            static TITLED: LazyLock<Regex> = LazyLock::new(|| {
                Regex::new(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor)\.? \p{Lu}[\p{L}'-]+").expect("a valid pattern")
            });
            if let Some(found) = TITLED.find(text).filter(|_| before < at) {
                return Some((found.as_str().to_owned(), before));
            }
            let named = (before < at).then_some(()).and_then(|()| {
                people
                    .named(text)
                    .into_iter()
                    .rfind(|(_, name)| people.find(name) != said.speaker && people.find(name) != all[at].speaker)
            });
            if let Some(found) = RELATED
                .find(text)
                .map(|found| found.as_str())
                .or(named.map(|(_, name)| name))
                .or_else(|| capital(text).filter(|_| before < at))
            {
                return Some((found.to_owned(), before));
            }
        } else if let Some((found, agrees)) = thing(text, many) {
            if agrees {
                return Some((found, before));
            }
            other.get_or_insert((found, before));
        }
    }
    other
}

fn uncapitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}

static RELATED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)\b(?:my|your|his|her|our|their|the|a) (?:\w+ )?(?:daughter|son|sister|brother|cousin|mother|",
        r"father|mum|mom|dad|wife|husband|neighbou?r|friend|boss|client|customer|teacher|doctor|",
        r"landlord|landlady|plumber|electrician|builder|manager|supplier|printer|accountant|lawyer|",
        r"woman|man|lady|guy|nephew|niece|uncle|aunt|mayor|butcher|caterer|baker|dealer|driver|painter|gardener|",
        r"designer|photographer|technician|inspector|surveyor|dentist|librarian|treasurer|organiser|organizer|chair|",
        r"chairman|chairwoman|chairperson|secretary|caretaker|contractor|coach|editor|author|vet|nurse|headmaster|",
        r"headmistress|headteacher|solicitor|architect|agent|vicar|priest|warden|officer|councillor|engineer|",
        r"consultant|director|principal|owner|tenant|keeper|carrier|courier)\b",
    ))
    .expect("a valid pattern")
});

/// Whether a sentence speaks of somebody without a name.
pub(super) fn speaks_of_somebody(sentence: &str) -> bool {
    // "My husband Colm" has a name.
    RELATED.find_iter(sentence).any(|found| {
        let mut rest = sentence[found.end()..].chars();
        !(rest.next() == Some(' ') && rest.next().is_some_and(char::is_uppercase))
    })
}

/// A word with a capital where none must be: "Ask Tomoko".
fn capital(text: &str) -> Option<&str> {
    // The first word has a capital anyway: a name is what somebody of that name does.
    static FIRST: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(\p{Lu}\p{Ll}+) (?:in|from|can|could|will|would|said|says|wants|wanted|has|is|knows|promised)\b")
            .expect("a valid pattern")
    });
    let no_name = [
        "We",
        "He",
        "It",
        "That",
        "This",
        "There",
        "What",
        "Who",
        "Somebody",
        "Someone",
        "Nobody",
        "Everybody",
        "Everyone",
        "They",
        "She",
        "You",
        "The",
    ];
    if let Some(found) =
        FIRST.captures(text).and_then(|found| found.get(1)).filter(|found| !no_name.contains(&found.as_str()))
    {
        return Some(found.as_str());
    }
    text.split(' ').skip(1).map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())).find(|word| {
        !word.contains('\'')
            && word.chars().next().is_some_and(char::is_uppercase)
            && word.chars().count() > 2
            && super::due::dates(word).is_empty()
    })
}

/// `what` with the pronoun replaced.
pub(super) fn put(what: &str, thing: &str) -> String {
    static PRONOUN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:it|them|those|these|that one|that|this|him|her|some)\b").expect("a valid pattern")
    });
    if thing.chars().any(crate::text::is_cjk) {
        return if what.contains(thing) { what.to_owned() } else { format!("{thing}，{what}") };
    }
    if PRONOUN.is_match(what) {
        PRONOUN.replace(what, regex::NoExpand(thing)).into_owned()
    } else {
        format!("{what} ({thing})")
    }
}
