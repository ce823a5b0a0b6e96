//! The user's own words: a plain text file, one word a line.

use crate::home::{self, Home};
use crate::{Code, Error, Result};

/// The user's own words: every line of the dictionary file but empty ones and those that start with `#`.
///
/// Errors: `read-only` (no permission), `io`.
pub fn words(home: &Home) -> Result<Vec<String>> {
    let text = home::read(&home.dictionary_file())?.unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    Ok(text
        .trim_start_matches('\u{feff}')
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(str::to_owned)
        .collect())
}

/// Adds a word at the end of the dictionary file, unless it is there.
///
/// Errors: `usage` (not one word), `read-only`, `disk-full`, `io`.
pub fn add_word(home: &Home, word: &str) -> Result<()> {
    let word = word.trim();
    if word.is_empty() || word.starts_with('#') || word.contains(char::is_whitespace) {
        return Err(Error::new(Code::Usage, format!("\"{word}\" is not a single word.")));
    }
    if words(home)?.iter().any(|known| known == word) {
        return Ok(());
    }
    let path = home.dictionary_file();
    let mut text = home::read(&path)?.unwrap_or_default();
    if text.last().is_some_and(|last| *last != b'\n') {
        text.push(b'\n');
    }
    text.extend_from_slice(word.as_bytes());
    text.push(b'\n');
    home::write(&path, &text)
}

/// Takes a word out of the dictionary file, wherever it stands, and leaves the rest as it is.
///
/// Errors: `not-found`, `read-only`, `disk-full`, `io`.
pub fn remove_word(home: &Home, word: &str) -> Result<()> {
    let word = word.trim();
    if !words(home)?.iter().any(|known| known == word) {
        return Err(Error::new(Code::NotFound, format!("\"{word}\" is not in the dictionary.")));
    }
    let path = home.dictionary_file();
    let text = home::read(&path)?.unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let stays = |line: &&str| line.trim_start_matches('\u{feff}').trim() != word;
    let left: String = text.split_inclusive('\n').filter(stays).collect();
    home::write(&path, left.as_bytes())
}
