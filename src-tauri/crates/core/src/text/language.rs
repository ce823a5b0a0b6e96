//! Which language a text is in.

use serde::{Deserialize, Serialize};

/// A natural language, by its ISO 639-3 code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Language(pub whatlang::Lang);

impl Language {
    pub const ENGLISH: Language = Language(whatlang::Lang::Eng);
    pub const CHINESE: Language = Language(whatlang::Lang::Cmn);

    /// The language's name in English, for prompts and messages.
    pub fn name(self) -> &'static str {
        self.0.eng_name()
    }
}
