//! What text is made of: its language, protected spans, sentences, paragraphs, chunks that fit a context.

mod language;

pub use language::Language;
