//! What text is made of: its encoding and language, protected spans, sentences, layout, chunks that fit a context.
//!
//! Pure functions over `&str`; every range is in bytes, on character boundaries.

mod chunks;
mod decode;
mod language;
mod layout;
mod protected;
mod sentences;
mod wrap;

pub use chunks::{chunks, windows};
pub use decode::decode;
pub use language::{Language, language};
pub use layout::{Piece, layout};
pub use protected::{Protected, ProtectedKind, protected};
pub use sentences::sentences;
pub use wrap::{align_newlines, unwrap_lines};

use unicode_segmentation::UnicodeSegmentation;

/// Words of a text; each Chinese character counts as one.
pub fn word_count(text: &str) -> usize {
    text.unicode_words().count()
}
