//! What a change made by the model is: which kind of mistake it mends, said in words, or that it mends none.
//!
//! A small model asked to proofread also rephrases. A change is taken for a mend when the new words are forms of the
//! old ones, when they are the small words that grammar is made of, or when the old one is no word at all; a different
//! word with another meaning, a dropped or an added one is not what was asked for and stays out.

use super::Kind;
use crate::diff::Edit;
use unicode_segmentation::UnicodeSegmentation;

/// How alike two words must be to be forms of one word; 1 is equal. Chosen by eye, to be tuned on the evaluation.
const ALIKE: f64 = 0.5;

/// A change that stands: its kinds, most telling first, and the reason.
#[derive(Debug, Clone, PartialEq)]
pub struct Mend {
    pub kinds: Vec<Kind>,
    pub explanation: String,
}

/// Judges one edit of `text`; `known` says whether a word is in the dictionary (always true where there is none).
pub fn mend(text: &str, edit: &Edit, known: &dyn Fn(&str) -> bool) -> Option<Mend> {
    let old = &text[edit.range.clone()];
    let new = edit.replacement.as_str();
    if symbols(old) != symbols(new) {
        return None;
    }
    let (old_words, new_words) = (words(old), words(new));
    if old_words.is_empty() && new_words.is_empty() {
        return Some(marks(old, new));
    }
    let squeeze = |s: &str| s.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    if squeeze(old) == squeeze(new) {
        return Some(if old_words == new_words {
            marks(old, new)
        } else if old_words.len() != new_words.len() {
            said(&[Kind::Spelling], format!("“{}” is written “{}”.", old.trim(), new.trim()))
        } else {
            said(&[Kind::Punctuation], format!("“{}” is written “{}”.", old.trim(), new.trim()))
        });
    }
    if squeeze(old).to_lowercase() == squeeze(new).to_lowercase() {
        return capitals(text, edit, old, new, known);
    }
    if old_words.iter().chain(&new_words).any(|w| han(w)) {
        return chinese(old, new);
    }
    if old_words.is_empty() {
        return inserted(&new_words);
    }
    if new_words.is_empty() {
        return removed(text, edit, &old_words);
    }
    replaced(old, new, &old_words, &new_words, known)
}

/// A capital belongs at the start of a sentence, in names and in "I"; anywhere else, and the other way round, it is a
/// matter of style (headlines, job titles).
fn capitals(text: &str, edit: &Edit, old: &str, new: &str, known: &dyn Fn(&str) -> bool) -> Option<Mend> {
    let before = text[..edit.range.start].trim_end_matches([' ', '"', '“', '(', '\'']);
    let starts = before.is_empty() || before.ends_with(['.', '!', '?', '\n', '。', '！', '？']);
    let name = !known(old.trim()) && known(new.trim());
    let shouted = old.chars().filter(|c| c.is_uppercase()).count() > 1;
    let raised = new.chars().any(char::is_uppercase);
    let stands = if raised {
        starts || name || new.trim().starts_with("I") && new.trim().len() <= 4
    } else {
        shouted || !starts
    };
    let lowered_name = !raised && !known(new.trim());
    (stands && !lowered_name)
        .then(|| said(&[Kind::Capitalization], format!("“{}” is written “{}” here.", old.trim(), new.trim())))
}

fn said(kinds: &[Kind], explanation: String) -> Mend {
    Mend { kinds: kinds.to_vec(), explanation }
}

fn marks(old: &str, new: &str) -> Mend {
    let (old, new) = (old.trim(), new.trim());
    let explanation = match (old.is_empty(), new.is_empty()) {
        (true, true) => "Spacing.".to_owned(),
        (true, false) => format!("“{new}” is missing here."),
        (false, true) => format!("“{old}” does not belong here."),
        (false, false) => format!("“{new}” instead of “{old}”."),
    };
    said(&[Kind::Punctuation], explanation)
}

fn inserted(new: &[&str]) -> Option<Mend> {
    // Who speaks or is spoken to is the writer's to say; "it" may well have been forgotten.
    let says_who = |word: &&str| matches!(person_of(word), Some(1 | 2));
    if new.len() > 3 || !new.iter().all(|w| small(w)) || new.iter().any(says_who) {
        return None;
    }
    let missing = new.join(" ");
    let mut kinds = vec![Kind::MissingWords];
    if new.iter().any(|w| preposition(w)) {
        kinds.insert(0, Kind::Preposition);
    }
    Some(said(&kinds, format!("“{missing}” is missing here.")))
}

fn removed(text: &str, edit: &Edit, old: &[&str]) -> Option<Mend> {
    let before = text[..edit.range.start].unicode_words().next_back().unwrap_or("");
    let after = text[edit.range.end..].unicode_words().next().unwrap_or("");
    if old.len() == 1 && (old[0].eq_ignore_ascii_case(before) || old[0].eq_ignore_ascii_case(after)) {
        return Some(said(&[Kind::Grammar], format!("“{}” is there twice.", old[0])));
    }
    if old.len() > 2 || !old.iter().all(|w| small(w)) {
        return None;
    }
    let kind = if old.iter().any(|w| preposition(w)) { Kind::Preposition } else { Kind::Grammar };
    Some(said(&[kind], format!("“{}” does not belong here.", old.join(" "))))
}

fn replaced(
    old: &str,
    new: &str,
    old_words: &[&str],
    new_words: &[&str],
    known: &dyn Fn(&str) -> bool,
) -> Option<Mend> {
    let (old, new) = (old.trim(), new.trim());
    if old_words.len() == 1 && new_words.len() == 1 {
        let (a, b) = (old_words[0], new_words[0]);
        if !known(a) {
            // A misspelt word becomes a word, and one that looks like it.
            return (known(b) && alike(a, b) >= ALIKE - 0.1)
                .then(|| said(&[Kind::Spelling], format!("“{a}” is misspelt; “{b}” is meant.")));
        }
        if preposition(a) && preposition(b) {
            return Some(said(&[Kind::Preposition], format!("“{b}” instead of “{a}” here.")));
        }
        if person(a) && person(b) && person_of(a) != person_of(b) {
            return None;
        }
        if small(a) && small(b) {
            return Some(said(&[Kind::Grammar], format!("“{b}” instead of “{a}” here.")));
        }
        return (known(b) && alike(a, b) >= ALIKE)
            .then(|| said(&[Kind::Grammar], format!("The form “{b}” fits here instead of “{a}”.")));
    }
    // Several words: every word that is not small must have its like on the other side.
    if old_words.len() > 6 || new_words.len() > 6 {
        return None;
    }
    let content =
        |words: &[&str], others: &[&str]| words.iter().all(|w| small(w) || others.iter().any(|o| alike(w, o) >= ALIKE));
    let joined = alike(&old_words.concat(), &new_words.concat()) >= 0.7;
    if !(joined || (content(old_words, new_words) && content(new_words, old_words))) {
        return None;
    }
    let people = |words: &[&str]| words.iter().filter_map(|w| person_of(w)).collect::<Vec<_>>();
    if !joined
        && people(old_words) != people(new_words)
        && !people(old_words).is_empty()
        && !people(new_words).is_empty()
    {
        return None;
    }
    let kind = if old_words.iter().any(|w| !known(w)) { Kind::Spelling } else { Kind::Grammar };
    Some(said(&[kind], format!("“{new}” instead of “{old}”.")))
}

/// Chinese has no spaces: a mend changes a character or two, or adds or takes away a particle.
fn chinese(old: &str, new: &str) -> Option<Mend> {
    let (a, b) = (old.trim().chars().count(), new.trim().chars().count());
    if a > 3 || b > 3 {
        return None;
    }
    let explanation = match (a, b) {
        (0, _) => format!("此处缺少“{}”。", new.trim()),
        (_, 0) => format!("此处多了“{}”。", old.trim()),
        _ => format!("“{}”应为“{}”。", old.trim(), new.trim()),
    };
    let kind = match (a, b) {
        (0, _) => Kind::MissingWords,
        (_, 0) => Kind::Grammar,
        _ => Kind::Spelling,
    };
    Some(said(&[kind], explanation))
}

/// Emoji and other signs that are neither words nor punctuation: the writer's own, never a mistake.
fn symbols(text: &str) -> String {
    let mark = |c: char| {
        c.is_ascii_punctuation()
            || matches!(c, '¿' | '¡' | '«' | '»' | '\u{2010}'..='\u{203b}' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff65}')
    };
    text.chars().filter(|c| !c.is_alphanumeric() && !c.is_whitespace() && !mark(*c)).collect()
}

fn words(text: &str) -> Vec<&str> {
    text.unicode_words().collect()
}

fn han(word: &str) -> bool {
    word.chars().any(|c| matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}'))
}

/// 1 for equal words, 0 for words with nothing in common; irregular verbs count as forms of one another.
fn alike(a: &str, b: &str) -> f64 {
    let (a, b) = (a.to_lowercase(), b.to_lowercase());
    if a == b || IRREGULAR.iter().any(|forms| forms.contains(&a.as_str()) && forms.contains(&b.as_str())) {
        return 1.0;
    }
    let stem = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    let shorter = a.chars().count().min(b.chars().count());
    if shorter >= 4 && stem * 4 >= shorter * 3 {
        return 0.9;
    }
    f64::from(similar::TextDiff::from_chars(&a, &b).ratio())
}

fn small(word: &str) -> bool {
    let word = word.to_lowercase();
    preposition(&word) || person(&word) || SMALL.contains(&word.as_str())
}

fn preposition(word: &str) -> bool {
    PREPOSITIONS.contains(&word.to_lowercase().as_str())
}

fn person(word: &str) -> bool {
    person_of(word).is_some()
}

/// 1, 2 or 3: who a pronoun speaks of. Another person is another meaning.
fn person_of(word: &str) -> Option<u8> {
    let word = word.to_lowercase();
    PERSONS.iter().position(|words| words.contains(&word.as_str())).map(|i| i as u8 + 1)
}

const PERSONS: [&[&str]; 3] = [
    &["i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"],
    &["you", "your", "yours", "yourself", "yourselves"],
    &[
        "he",
        "him",
        "his",
        "himself",
        "she",
        "her",
        "hers",
        "herself",
        "it",
        "its",
        "itself",
        "they",
        "them",
        "their",
        "theirs",
        "themselves",
    ],
];

const PREPOSITIONS: [&str; 29] = [
    "about", "above", "across", "after", "against", "along", "among", "around", "at", "before", "behind", "below",
    "between", "by", "during", "for", "from", "in", "into", "of", "off", "on", "over", "through", "to", "toward",
    "towards", "under", "with",
];

const SMALL: [&str; 78] = [
    "a",
    "an",
    "the",
    "this",
    "that",
    "these",
    "those",
    "am",
    "is",
    "are",
    "was",
    "were",
    "be",
    "been",
    "being",
    "do",
    "does",
    "did",
    "done",
    "don't",
    "doesn't",
    "didn't",
    "isn't",
    "aren't",
    "wasn't",
    "weren't",
    "have",
    "has",
    "had",
    "haven't",
    "hasn't",
    "hadn't",
    "having",
    "will",
    "would",
    "won't",
    "wouldn't",
    "can",
    "could",
    "can't",
    "couldn't",
    "shall",
    "should",
    "shouldn't",
    "may",
    "might",
    "must",
    "and",
    "or",
    "but",
    "so",
    "than",
    "then",
    "as",
    "if",
    "because",
    "that's",
    "it's",
    "there",
    "there's",
    "who",
    "which",
    "whose",
    "whom",
    "what",
    "when",
    "where",
    "how",
    "why",
    "not",
    "no",
    "any",
    "some",
    "much",
    "many",
    "more",
    "most",
    "too",
];

/// Verbs whose forms don't look alike.
const IRREGULAR: [&[&str]; 38] = [
    &["be", "am", "is", "are", "was", "were", "been", "being"],
    &["have", "has", "had", "having"],
    &["do", "does", "did", "done", "doing"],
    &["go", "goes", "went", "gone", "going"],
    &["buy", "buys", "bought", "buying"],
    &["bring", "brings", "brought", "bringing"],
    &["catch", "catches", "caught", "catching"],
    &["think", "thinks", "thought", "thinking"],
    &["teach", "teaches", "taught", "teaching"],
    &["seek", "seeks", "sought"],
    &["fight", "fights", "fought", "fighting"],
    &["see", "sees", "saw", "seen", "seeing"],
    &["say", "says", "said", "saying"],
    &["tell", "tells", "told", "telling"],
    &["sell", "sells", "sold", "selling"],
    &["take", "takes", "took", "taken", "taking"],
    &["make", "makes", "made", "making"],
    &["get", "gets", "got", "gotten", "getting"],
    &["give", "gives", "gave", "given", "giving"],
    &["come", "comes", "came", "coming"],
    &["eat", "eats", "ate", "eaten", "eating"],
    &["fly", "flies", "flew", "flown", "flying"],
    &["leave", "leaves", "left", "leaving"],
    &["feel", "feels", "felt", "feeling"],
    &["keep", "keeps", "kept", "keeping"],
    &["find", "finds", "found", "finding"],
    &["stand", "stands", "stood", "standing"],
    &["write", "writes", "wrote", "written", "writing"],
    &["speak", "speaks", "spoke", "spoken", "speaking"],
    &["choose", "chooses", "chose", "chosen", "choosing"],
    &["lose", "loses", "lost", "losing", "loose"],
    &["run", "runs", "ran", "running"],
    &["begin", "begins", "began", "begun", "beginning"],
    &["know", "knows", "knew", "known", "knowing"],
    &["good", "better", "best", "well"],
    &["bad", "worse", "worst", "badly"],
    &["person", "people"],
    &["child", "children"],
];

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(text: &str, old: &str, new: &str) -> Option<Kind> {
        let start = text.find(old).unwrap();
        let edit = Edit { range: start..start + old.len(), replacement: new.into() };
        let known = |w: &str| !["libary", "informutive", "recieve"].contains(&w);
        mend(text, &edit, &known).map(|m| m.kinds[0])
    }

    #[test]
    fn mends_are_told_apart() {
        assert_eq!(judge("the libary is", "libary", "library"), Some(Kind::Spelling));
        assert_eq!(judge("i has went home", "has went", "went"), Some(Kind::Grammar));
        assert_eq!(judge("i has went home", "i", "I"), Some(Kind::Capitalization));
        assert_eq!(judge("what do you think.", ".", "?"), Some(Kind::Punctuation));
        assert_eq!(judge("home , and", " ,", ","), Some(Kind::Punctuation));
        assert_eq!(judge("good in math", "in", "at"), Some(Kind::Preposition));
        assert_eq!(judge("she dont like", "dont", "doesn't"), Some(Kind::Grammar));
        assert_eq!(judge("she buyed it", "buyed", "bought"), None);
        assert_eq!(judge("I think its good", "its", "it's"), Some(Kind::Punctuation));
        assert_eq!(judge("我们在去一次", "在", "再"), Some(Kind::Spelling));
        assert_eq!(judge("see you in evening", "in evening", "in the evening"), Some(Kind::Grammar));
    }

    #[test]
    fn emoji_stay() {
        assert_eq!(judge("on Monday. 😀 Please", "😀 ", ""), None);
        assert_eq!(judge("on Monday 😀 , yes", " ,", ","), Some(Kind::Punctuation));
    }

    #[test]
    fn another_meaning_is_no_mend() {
        assert_eq!(judge("a nice day", "nice", "lovely"), None);
        assert_eq!(judge("My cousin came", "My", "Your"), None);
        assert_eq!(judge("the very old house", "very old ", ""), None);
        assert_eq!(judge("the house is old", "is old", "is an ancient building"), None);
    }
}
