//! Text as things that can be counted and compared: words (a Han character is a word of its own) and grams.

use super::phrases::FUNCTION_WORDS;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;
use unicode_segmentation::UnicodeSegmentation;

/// A word as it stands in a text, and the form it is compared by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word<'t> {
    /// Byte offset of its first character.
    pub start: usize,
    pub text: &'t str,
    /// Lower case, one kind of apostrophe.
    pub key: String,
}

impl Word<'_> {
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }

    pub fn is_han(&self) -> bool {
        self.text.chars().next().is_some_and(is_han)
    }
}

/// The words of a text, in order, without spaces and punctuation.
pub fn words(text: &str) -> Vec<Word<'_>> {
    text.unicode_word_indices().map(|(start, text)| Word { start, text, key: key(text) }).collect()
}

/// The compared forms of the words of a text.
pub fn keys(text: &str) -> Vec<String> {
    text.unicode_words().map(key).collect()
}

fn key(word: &str) -> String {
    word.chars().flat_map(|c| if matches!(c, '’' | 'ʼ' | '‘') { '\'' } else { c }.to_lowercase()).collect()
}

/// A word that carries no subject.
pub fn is_function_word(key: &str) -> bool {
    static FUNCTION: LazyLock<HashSet<&str>> =
        LazyLock::new(|| FUNCTION_WORDS.iter().flat_map(|(_, words)| words.split_whitespace()).collect());
    FUNCTION.contains(key)
}

/// Chinese characters, which Japanese shares.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' | '々' | '〇')
}

/// Three characters of a word with its edges marked, or one or two neighbouring Han characters.
type Gram = [char; 3];

/// How often each gram of the content words occurs. Grams forgive spelling and inflection, and serve a script without
/// spaces as well as one with.
pub struct Grams {
    counts: HashMap<Gram, u32>,
    total: u32,
}

impl Grams {
    pub fn of(text: &str) -> Self {
        let mut grams = Grams { counts: HashMap::new(), total: 0 };
        let mut last: Option<(usize, char)> = None;
        for word in words(text).iter().filter(|w| !is_function_word(&w.key)) {
            let first = word.key.chars().next().unwrap_or(' ');
            if word.is_han() {
                grams.add([first, '\0', '\0']);
                if let Some((end, before)) = last
                    && end == word.start
                {
                    grams.add([before, first, '\0']);
                }
                last = Some((word.end(), first));
                continue;
            }
            let edged: Vec<char> = std::iter::once('^').chain(word.key.chars()).chain(['$']).collect();
            for gram in edged.windows(3) {
                grams.add([gram[0], gram[1], gram[2]]);
            }
        }
        grams
    }

    fn add(&mut self, gram: Gram) {
        *self.counts.entry(gram).or_default() += 1;
        self.total += 1;
    }

    pub fn is_empty(&self) -> bool {
        self.total == 0
    }

    /// The share of these grams that `whole` has too, counted as often as both have them; 1 when there are none.
    pub fn found_in(&self, whole: &Grams) -> f32 {
        if self.is_empty() {
            return 1.0;
        }
        let shared: u32 = self.counts.iter().map(|(gram, n)| (*n).min(*whole.counts.get(gram).unwrap_or(&0))).sum();
        shared as f32 / self.total as f32
    }
}

/// Whether one word may be a misspelling or an inflection of the other.
pub fn alike(a: &str, b: &str) -> bool {
    a == b || similar::TextDiff::from_chars(a, b).ratio() >= super::limit::ALIKE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_han_character_is_a_word() {
        assert_eq!(keys("我用 Stet 写 e-mail。"), ["我", "用", "stet", "写", "e", "mail"]);
        assert_eq!(keys("Don’t PANIC!"), ["don't", "panic"]);
    }

    #[test]
    fn grams_forgive_spelling_but_not_another_subject() {
        let source = Grams::of("I went to the libary yesterday");
        assert!(Grams::of("I went to the library yesterday").found_in(&source) > 0.8);
        assert!(Grams::of("Roses grow in gardens").found_in(&source) < 0.1);
        let chinese = Grams::of("我昨天去了图书馆看书");
        assert!(Grams::of("昨天我去图书馆看书了").found_in(&chinese) > 0.7);
        assert!(Grams::of("玫瑰花开得真美").found_in(&chinese) < 0.1);
    }

    #[test]
    fn likeness_is_about_spelling() {
        for (a, b) in [("libary", "library"), ("dont", "doesn't"), ("recieve", "receive"), ("goes", "go")] {
            assert!(alike(a, b), "{a} {b}");
        }
        for (a, b) in [("my", "your"), ("cat", "garden"), ("not", "very")] {
            assert!(!alike(a, b), "{a} {b}");
        }
    }
}
