//! Which language a text is in: by its script where that decides, by trigrams (whatlang) where it doesn't.

use super::protected;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use unicode_segmentation::UnicodeSegmentation;
use whatlang::Lang;

/// A natural language. Serialized as its ISO 639-3 code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Language(pub Lang);

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.code())
    }
}

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Lang::from_code(&code).map(Language).ok_or_else(|| serde::de::Error::custom(format!("{code} is no language code")))
    }
}

impl Language {
    pub const ENGLISH: Language = Language(Lang::Eng);
    pub const CHINESE: Language = Language(Lang::Cmn);

    /// The language's name in English, for prompts and messages.
    pub fn name(self) -> &'static str {
        match self.0 {
            Lang::Cmn => "Chinese",
            other => other.eng_name(),
        }
    }
}

/// Small words by which a short text with mistakes is known, in the languages people mix up most.
const SMALL_WORDS: [(Lang, &[&str]); 5] = [
    (
        Lang::Eng,
        &[
            "the", "and", "is", "are", "was", "to", "of", "in", "it", "you", "that", "for", "with", "this", "have", "not",
            "i", "we", "they", "be", "my", "your", "on", "at", "what", "please", "will", "can", "so", "but", "he", "she",
            "do", "has", "if", "me", "a", "an", "our", "there", "from",
        ],
    ),
    (
        Lang::Deu,
        &[
            "der", "die", "das", "und", "ist", "nicht", "ich", "wir", "sie", "ein", "eine", "zu", "den", "mit", "für", "auf",
            "es", "dass", "bitte", "sind", "wird", "haben", "auch", "von", "dem", "im",
        ],
    ),
    (
        Lang::Fra,
        &[
            "le", "la", "les", "et", "est", "un", "une", "des", "je", "nous", "vous", "pas", "pour", "que", "qui", "dans",
            "avec", "sur", "ce", "il", "du", "au", "en", "ne", "sont",
        ],
    ),
    (
        Lang::Spa,
        &[
            "el", "la", "los", "las", "y", "es", "un", "una", "que", "de", "en", "no", "por", "para", "con", "su", "se",
            "del", "está", "son", "lo", "al", "muy", "pero",
        ],
    ),
    (
        Lang::Ita,
        &["il", "la", "e", "è", "un", "una", "che", "di", "non", "per", "con", "del", "sono", "gli", "della", "si", "anche"],
    ),
];

/// The language of a text, or `None` where there is too little of it to tell.
///
/// Protected spans (addresses, code, numbers) don't count. Scripts that belong to one language decide at once.
pub fn language(text: &str) -> Option<Language> {
    // The start says enough, and a 5 MB text is not read through for it.
    let end = text.char_indices().nth(4000).map_or(text.len(), |(at, _)| at);
    let text = &text[..end];
    let mut prose = String::with_capacity(text.len());
    let mut at = 0;
    for span in protected(text) {
        prose.push_str(&text[at..span.range.start]);
        prose.push(' ');
        at = span.range.end;
    }
    prose.push_str(&text[at..]);
    let (mut han, mut kana, mut letters) = (0usize, 0usize, 0usize);
    for c in prose.chars().filter(|c| c.is_alphabetic()) {
        letters += 1;
        match c {
            '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' => han += 1,
            '\u{3040}'..='\u{30ff}' => kana += 1,
            _ => {}
        }
    }
    if letters == 0 {
        return None;
    }
    // A Chinese character says about as much as a word of letters does.
    if han + kana > 0 && (han + kana) * 5 >= letters {
        return Some(if kana * 10 > han { Language(Lang::Jpn) } else { Language::CHINESE });
    }
    let words: Vec<String> = prose.unicode_words().map(str::to_lowercase).collect();
    let votes = SMALL_WORDS.map(|(lang, small)| (lang, words.iter().filter(|w| small.contains(&w.as_str())).count()));
    let mut best = votes;
    best.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let [(first, most), (_, next), ..] = best;
    if most >= 2 && most >= 2 * next {
        return Some(Language(first));
    }
    let info = whatlang::detect(&prose)?;
    let told = info.is_reliable() || (words.len() >= 8 && info.confidence() > 0.5);
    (told || info.script() != whatlang::Script::Latin).then(|| Language(info.lang()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_apart() {
        for (text, lang) in [
            ("i has went to the libary yesterday and she dont like it", Some(Lang::Eng)),
            ("this was very informutive. what do you think.", Some(Lang::Eng)),
            ("The quick brown fox jumps over the lazy dog near the river.", Some(Lang::Eng)),
            ("我昨天去了图书馆，她不喜欢。", Some(Lang::Cmn)),
            ("请看 https://example.com 的 README 文件", Some(Lang::Cmn)),
            ("昨日は図書館に行きました。", Some(Lang::Jpn)),
            ("Ich bin gestern in die Bibliothek gegangen, und das Buch ist nicht da.", Some(Lang::Deu)),
            ("Ayer fui a la biblioteca y no me gustó el libro que me dieron.", Some(Lang::Spa)),
            ("Hier je suis allé à la bibliothèque et je n'ai pas trouvé le livre.", Some(Lang::Fra)),
            ("Вчера я ходил в библиотеку, и мне понравилась книга.", Some(Lang::Rus)),
            ("🎉 12:30 https://example.com", None),
            ("OK", None),
        ] {
            assert_eq!(language(text).map(|l| l.0), lang, "{text}");
        }
    }
}
