//! What a change made by the model is: which kind of mistake it mends, said in words, or that it mends none.
//!
//! A small model asked to proofread also rephrases. A change is taken for a mend when the new words are forms of the
//! old ones, when they are the small words that grammar is made of, or when the old one is no word at all; a different
//! word with another meaning, a dropped or an added one is not what was asked for and stays out.

use super::Kind;
use super::english::{IRREGULAR, negations, person, person_of, preposition, same_spelled_out, small};
use crate::diff::Edit;
use unicode_segmentation::UnicodeSegmentation;

/// How alike two words must be to be forms of one word; 1 is equal. Chosen by eye, to be tuned on the evaluation.
const ALIKE: f64 = 0.5;

/// Whether a change writes a short form in full or the other way round: “do not” and “don't” are both right, and which
/// of them is a matter of style.
pub fn style(text: &str, edit: &Edit) -> bool {
    let (old, new) = (text[edit.range.clone()].trim(), edit.replacement.trim());
    let drawn_together = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    !words(old).is_empty()
        && drawn_together(old) != drawn_together(new)
        && old.to_lowercase() != new.to_lowercase()
        && same_spelled_out(old, new)
}

/// How much more often a text says no after a change: where this is not 0, it may say the opposite.
pub fn negations_added(text: &str, edit: &Edit) -> isize {
    negations(&edit.replacement) as isize - negations(&text[edit.range.clone()]) as isize
}

/// A change that stands: its kinds, most telling first, and the reason.
#[derive(Debug, Clone, PartialEq)]
pub struct Mend {
    pub kinds: Vec<Kind>,
    pub explanation: String,
}

/// Judges one edit of `text`; `opens` says that a sentence starts with it, `known` whether a word is in the dictionary
/// (always true where there is none).
pub fn mend(text: &str, edit: &Edit, opens: bool, known: &dyn Fn(&str) -> bool) -> Option<Mend> {
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
        return capitals(text, edit, opens, known);
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
fn capitals(text: &str, edit: &Edit, opens: bool, known: &dyn Fn(&str) -> bool) -> Option<Mend> {
    let (old, new) = (text[edit.range.clone()].trim(), edit.replacement.trim());
    let name = !known(old) && known(new);
    let shouted = old.chars().filter(|c| c.is_uppercase()).count() > 1;
    let raised = new.chars().any(char::is_uppercase);
    let stands = if raised {
        let slipped = shouted && old.chars().any(char::is_lowercase) && known(new);
        opens || name || slipped || of_a_name(text, edit, known) || new.starts_with('I') && new.len() <= 4
    } else {
        shouted || !opens
    };
    let lowered_name = !raised && !known(new);
    (stands && !lowered_name).then(|| said(&[Kind::Capitalization], format!("“{old}” is written “{new}” here.")))
}

/// The word before or after is a name: written with a capital, no word without it, and in the same line: "Juju island".
fn of_a_name(text: &str, edit: &Edit, known: &dyn Fn(&str) -> bool) -> bool {
    let name = |word: &str| {
        let letter = word.chars().nth(1).is_none() && !matches!(word, "I" | "A");
        word.starts_with(char::is_uppercase) && (letter || !known(&word.to_lowercase()))
    };
    let before = text[..edit.range.start].trim_end_matches(' ');
    let after = text[edit.range.end..].trim_start_matches(' ');
    let last = before.unicode_words().next_back().unwrap_or_default();
    let next = after.unicode_words().next().unwrap_or_default();
    name(last) && before.ends_with(last) || name(next) && after.starts_with(next)
}

/// Whether a sentence starts after `before`.
pub fn opens_sentence(before: &str) -> bool {
    let before = before.trim_end_matches([' ', '"', '“', '(', '\'']);
    before.is_empty() || before.ends_with(['.', '!', '?', '\n', '。', '！', '？'])
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
    // An “'s” that nothing hangs on: “people 's think”.
    let clitic = matches!(text[edit.range.clone()].trim(), "'s" | "’s");
    if old.len() > 2 || !(clitic || old.iter().all(|w| small(w))) {
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
        // No word but “a” and “I” is one letter long: a slip of the finger.
        if a.len() == 1 && !a.eq_ignore_ascii_case("a") && !a.eq_ignore_ascii_case("i") && small(b) {
            return Some(said(&[Kind::Spelling], format!("“{b}” is meant instead of “{a}”.")));
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(text: &str, old: &str, new: &str) -> Option<Kind> {
        let start = text.find(old).unwrap();
        let edit = Edit { range: start..start + old.len(), replacement: new.into() };
        let known = |w: &str| !["libary", "informutive", "recieve", "juju"].contains(&w);
        let opens = opens_sentence(&text[..start]);
        mend(text, &edit, opens, &known).map(|m| m.kinds[0])
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
    fn capitals_belong_to_sentences_and_names() {
        assert_eq!(judge("a man in NIce who", "NIce", "Nice"), Some(Kind::Capitalization));
        assert_eq!(judge("I went to Juju island twice", "island", "Island"), Some(Kind::Capitalization));
        assert_eq!(judge("Re: Spring catalogue", "catalogue", "Catalogue"), None);
        assert_eq!(judge("our invoice\n\nHi Juju", "invoice", "Invoice"), None);
        assert_eq!(judge("My island is small", "island", "Island"), None);
        assert_eq!(judge("the manager said", "manager", "Manager"), None);
    }

    #[test]
    fn short_forms_and_full_ones_are_both_right() {
        let pairs =
            [("do not", "don't"), ("can't", "cannot"), ("I'd", "I had"), ("it's", "it is"), ("we'll", "we will")];
        for (old, new) in pairs {
            assert!(style(old, &Edit { range: 0..old.len(), replacement: new.into() }), "{old} → {new}");
        }
        for (old, new) in [("can not", "cannot"), ("were n't", "weren't"), ("dont", "don't"), ("i", "I"), (" ,", ",")] {
            assert!(!style(old, &Edit { range: 0..old.len(), replacement: new.into() }), "{old} → {new}");
        }
        assert_eq!(judge("we were n't there", "were n't", "weren't"), Some(Kind::Spelling));
        assert_eq!(judge("people 's think", "'s ", ""), Some(Kind::Grammar));
        assert_eq!(judge("show o lot of", "o", "a"), Some(Kind::Spelling));
    }

    #[test]
    fn the_opposite_is_told() {
        let said =
            |old: &str, new: &str| negations_added(old, &Edit { range: 0..old.len(), replacement: new.into() }) != 0;
        assert!(said("can", "can't") && said("is", "is not") && said("not ", "") && said("no", "any"));
        assert!(!said("dont", "doesn't") && !said("can not", "can't") && !said("go", "goes"));
    }

    #[test]
    fn another_meaning_is_no_mend() {
        assert_eq!(judge("a nice day", "nice", "lovely"), None);
        assert_eq!(judge("My cousin came", "My", "Your"), None);
        assert_eq!(judge("the very old house", "very old ", ""), None);
        assert_eq!(judge("the house is old", "is old", "is an ancient building"), None);
    }
}
