//! How likely it is that a word was made by a machine, or to be a password, and what merely stands where a secret would.

use super::find::pattern;
use regex::Regex;
use std::sync::LazyLock;

/// Long and mixed enough to be made by a machine.
pub fn is_random(value: &str) -> bool {
    let plain = value.chars().all(|c| c.is_ascii_graphic());
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let letters = value.bytes().filter(u8::is_ascii_alphabetic).count();
    let mixed = digits > 0 && letters > 0 || letters >= 16 && case_changes(value) * 3 >= letters;
    plain
        && value.len() >= 8
        && mixed
        && bits(value) > 2.4
        && !value.contains("://")
        && !value.starts_with(['/', '.', '$', '('])
}

/// A mixture that neither a word, a name, a number, an address nor code is: signs among letters of both cases or digits, or
/// more changes of case and digits than names have.
pub fn is_made(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let letters = value.bytes().filter(u8::is_ascii_alphabetic).count();
    let changes = case_changes(value);
    let signs = value.contains(|c: char| "!#$%^&*?@~+".contains(c));
    // Paths, addresses, mail, mathematics, money, comparisons.
    let known = value.contains("://")
        || value.matches('/').count() > 1 && !value.ends_with('=')
        || value.split_once('@').is_some_and(|(_, host)| host.contains('.'))
        || value.starts_with(['/', '@', '$', '#', '&', '+', '~', '-'])
        || value.contains("->")
        || value.contains("&&")
        || value.contains("==") && !value.ends_with("==");
    let mixed = match (signs, has_both_cases(value)) {
        (true, true) => letters >= 3 && (digits > 0 || changes >= 3),
        (true, false) => letters >= 3 && digits > 1,
        (false, true) => {
            digits >= 2 && letters >= 4 && changes >= 3 && (has_mixed_word(value) || odd_capitals(value) > 1)
        }
        (false, false) => false,
    };
    !known && mixed
}

/// How often upper case follows lower case or the other way round: rarely in a name made of words.
pub fn case_changes(value: &str) -> usize {
    let changes = |pair: &[u8]| {
        pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase()
            || pair[0].is_ascii_uppercase() && pair[1].is_ascii_lowercase()
    };
    value.as_bytes().windows(2).filter(|pair| changes(pair)).count()
}

/// Capitals that begin no word: not followed by two small letters.
pub fn odd_capitals(value: &str) -> usize {
    let bytes = value.as_bytes();
    let word = |at: usize| bytes.get(at + 1..at + 3).is_some_and(|next| next.iter().all(u8::is_ascii_lowercase));
    (0..bytes.len()).filter(|at| bytes[*at].is_ascii_uppercase() && !word(*at)).count()
}

pub fn has_both_cases(value: &str) -> bool {
    value.bytes().any(|b| b.is_ascii_lowercase()) && value.bytes().any(|b| b.is_ascii_uppercase())
}

/// Shannon's entropy of one byte.
pub fn bits(value: &str) -> f64 {
    let mut counts = [0u32; 256];
    value.bytes().for_each(|b| counts[usize::from(b)] += 1);
    let share = |count: u32| f64::from(count) / value.len() as f64;
    counts.iter().filter(|count| **count > 0).map(|count| -share(*count) * share(*count).log2()).sum()
}

/// Something that stands where a secret would: stars, `<token>`, `YOUR_API_KEY`, `${TOKEN}`, one of our own placeholders.
pub fn is_stand_in(value: &str) -> bool {
    let lower = value.to_lowercase();
    let hidden = value.chars().all(|c| matches!(c, '*' | '•' | '.' | 'x' | 'X' | '_' | '-' | '…' | '●' | '#'));
    hidden
        || value.starts_with(['<', '{', '$', '%', '[', '('])
        || ["your", "example", "placeholder", "redacted", "changeme", "insert", "xxxx", "****"]
            .iter()
            .any(|word| lower.starts_with(word))
        || lower.ends_with("_here")
}

/// Letters on both sides of a digit, as no name of a thing has them.
pub fn has_mixed_word(value: &str) -> bool {
    static MIXED: LazyLock<Regex> = LazyLock::new(|| pattern(r"[A-Za-z][0-9]+[A-Za-z]"));
    MIXED.is_match(value)
}
