//! Text in, corrections out: rules first and at once, then the model, chunk by chunk, guarded and merged.

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// What kind of mistake a correction mends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Spelling,
    Punctuation,
    Capitalization,
    Preposition,
    MissingWords,
    Grammar,
    Style,
}

/// Who found it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    Rules,
    Model,
}

/// One change to the input: replace `range` (bytes, on character boundaries) by `replacement`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    pub range: Range<usize>,
    pub replacement: String,
    pub kinds: Vec<Kind>,
    pub explanation: String,
    pub source: Source,
}
