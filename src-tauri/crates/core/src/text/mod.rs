//! What text is made of: its encoding and language, protected spans, layout, sentences, chunks that fit a context.
//!
//! Pure functions over `&str`; every range is in bytes of the text handed in, on character boundaries. Deliberately
//! absent: files and models. A text is decoded once ([`decode`]), laid out ([`layout`]) and cut ([`chunks`] for editing,
//! [`windows`] for reading); an editor joins wrapped lines before the model sees them ([`unwrap_lines`]) and puts the
//! line ends back afterwards ([`align_newlines`]).

mod chunks;
mod decode;
mod language;
mod layout;
mod protected;
mod sentences;
#[cfg(test)]
mod tests;
mod wrap;

pub use chunks::{chunks, windows};
pub use decode::decode;
pub use language::{Language, language, language_among};
pub use layout::{Piece, layout};
pub use protected::{Protected, ProtectedKind, protected, quotes};
pub use sentences::sentences;
pub use wrap::{align_newlines, unwrap_lines};

/// Written without spaces between words: Chinese characters, kana, and their punctuation.
pub(crate) fn is_cjk(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{30FF}' | '\u{31F0}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FF00}'..='\u{FF60}' | '\u{20000}'..='\u{3FFFF}')
}

/// `range` without the whitespace at its ends.
fn trimmed(text: &str, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let slice = &text[range.clone()];
    let start = range.start + (slice.len() - slice.trim_start().len());
    start..(range.start + slice.trim_end().len()).max(start)
}

/// Words of a text; each Chinese character counts as one.
pub fn word_count(text: &str) -> usize {
    use unicode_segmentation::UnicodeSegmentation;
    text.unicode_words().count()
}
