//! Which language a text is in.
//!
//! Scripts decide first, then the little words a language can't do without (they survive bad spelling, and tell short
//! sentences apart), then trigrams. When all three are unsure the answer is `None`: a wrong language would make a guard
//! reject a good answer.

use super::{is_cjk, protected};
use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation;
use whatlang::{Detector, Lang, Script};

/// A natural language, by its ISO 639-3 code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Language(pub whatlang::Lang);

impl Language {
    pub const ENGLISH: Language = Language(Lang::Eng);
    pub const CHINESE: Language = Language(Lang::Cmn);

    /// The language's name in English, for prompts and messages.
    pub fn name(self) -> &'static str {
        match self.0 {
            Lang::Cmn => "Chinese",
            Lang::Nob => "Norwegian",
            Lang::Pes => "Persian",
            other => other.eng_name(),
        }
    }

    /// The ISO 639-1 code ("en", "zh"), or the ISO 639-3 one where there is none.
    pub fn code(self) -> &'static str {
        CODES.iter().find(|(lang, _)| *lang == self.0).map_or(self.0.code(), |(_, code)| code)
    }

    /// The language of an ISO 639-1 or 639-3 code; a region ("zh-CN", "en_GB") is ignored.
    pub fn from_code(code: &str) -> Option<Language> {
        let code = code.split(['-', '_']).next()?.to_ascii_lowercase();
        let short = CODES.iter().find(|(_, short)| *short == code).map(|(lang, _)| *lang);
        short.or_else(|| Lang::from_code(code)).map(Language)
    }
}

#[rustfmt::skip]
const CODES: &[(Lang, &str)] = &[
    (Lang::Afr, "af"), (Lang::Aka, "ak"), (Lang::Amh, "am"), (Lang::Ara, "ar"), (Lang::Aze, "az"), (Lang::Bel, "be"),
    (Lang::Ben, "bn"), (Lang::Bul, "bg"), (Lang::Cat, "ca"), (Lang::Ces, "cs"), (Lang::Cmn, "zh"), (Lang::Cym, "cy"),
    (Lang::Dan, "da"), (Lang::Deu, "de"), (Lang::Ell, "el"), (Lang::Eng, "en"), (Lang::Epo, "eo"), (Lang::Est, "et"),
    (Lang::Fin, "fi"), (Lang::Fra, "fr"), (Lang::Guj, "gu"), (Lang::Heb, "he"), (Lang::Hin, "hi"), (Lang::Hrv, "hr"),
    (Lang::Hun, "hu"), (Lang::Hye, "hy"), (Lang::Ind, "id"), (Lang::Ita, "it"), (Lang::Jav, "jv"), (Lang::Jpn, "ja"),
    (Lang::Kan, "kn"), (Lang::Kat, "ka"), (Lang::Khm, "km"), (Lang::Kor, "ko"), (Lang::Lat, "la"), (Lang::Lav, "lv"),
    (Lang::Lit, "lt"), (Lang::Mal, "ml"), (Lang::Mar, "mr"), (Lang::Mkd, "mk"), (Lang::Mya, "my"), (Lang::Nep, "ne"),
    (Lang::Nld, "nl"), (Lang::Nob, "nb"), (Lang::Ori, "or"), (Lang::Pan, "pa"), (Lang::Pes, "fa"), (Lang::Pol, "pl"),
    (Lang::Por, "pt"), (Lang::Ron, "ro"), (Lang::Rus, "ru"), (Lang::Sin, "si"), (Lang::Slk, "sk"), (Lang::Slv, "sl"),
    (Lang::Sna, "sn"), (Lang::Spa, "es"), (Lang::Srp, "sr"), (Lang::Swe, "sv"), (Lang::Tam, "ta"), (Lang::Tel, "te"),
    (Lang::Tgl, "tl"), (Lang::Tha, "th"), (Lang::Tuk, "tk"), (Lang::Tur, "tr"), (Lang::Ukr, "uk"), (Lang::Urd, "ur"),
    (Lang::Uzb, "uz"), (Lang::Vie, "vi"), (Lang::Yid, "yi"), (Lang::Zul, "zu"),
];

/// The language of `text`, or `None` when it is too short or too mixed to tell.
pub fn language(text: &str) -> Option<Language> {
    recognize(text, &Detector::new(), |_| true)
}

/// The language of `text` out of `candidates`, or `None` when none of them shows.
pub fn language_among(text: &str, candidates: &[Language]) -> Option<Language> {
    let langs = candidates.iter().map(|language| language.0).collect();
    recognize(text, &Detector::with_allowlist(langs), |lang| candidates.contains(&Language(lang)))
}

/// A language shows itself within this many bytes, or not at all.
const SAMPLE: usize = 20_000;
/// Letters below which trigrams are a guess.
const TRIGRAM_LETTERS: usize = 24;
/// The confidence whatlang must have, and the lower one for texts long enough to be judged by their whole spectrum.
const FLOOR: f64 = 0.8;
const LONG_FLOOR: f64 = 0.3;
const LONG_LETTERS: usize = 200;

fn recognize(text: &str, detector: &Detector, allowed: impl Fn(Lang) -> bool) -> Option<Language> {
    let words = words_of(&text[..text.floor_char_boundary(SAMPLE)]);
    if let Some(lang) = east_asian(&words) {
        return allowed(lang).then_some(Language(lang));
    }
    let letters = words.chars().filter(|c| c.is_alphabetic()).count();
    let script = detector.detect_script(&words)?;
    if script == Script::Latin
        && let Some(lang) = by_little_words(&words, &allowed)
    {
        return Some(Language(lang));
    }
    let guess = detector.detect(&words)?;
    // A script that one language owns needs no statistics.
    let certain = script.langs().len() == 1 && letters >= 2;
    let floor = if letters >= LONG_LETTERS { LONG_FLOOR } else { FLOOR };
    let sure = certain || (letters >= TRIGRAM_LETTERS && guess.confidence() >= floor);
    (sure && allowed(guess.lang())).then_some(Language(guess.lang()))
}

/// `text` with a space in place of every protected span.
fn words_of(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut end = 0;
    for span in protected(text) {
        words.push_str(&text[end..span.range.start]);
        words.push(' ');
        end = span.range.end;
    }
    words.push_str(&text[end..]);
    words
}

/// Chinese, Japanese or Korean, when that is most of the text. A character carries about as much as two Latin letters.
fn east_asian(text: &str) -> Option<Lang> {
    let (mut han, mut kana, mut hangul, mut other) = (0usize, 0usize, 0usize, 0usize);
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        match c {
            '\u{3040}'..='\u{30FF}' => kana += 1,
            '\u{1100}'..='\u{11FF}' | '\u{3130}'..='\u{318F}' | '\u{AC00}'..='\u{D7AF}' => hangul += 1,
            c if is_cjk(c) => han += 1,
            _ => other += 1,
        }
    }
    let east = han + kana + hangul;
    if east < 2 || east * 2 < other {
        return None;
    }
    Some(if hangul > han + kana {
        Lang::Kor
    } else if kana * 10 > han {
        Lang::Jpn
    } else {
        Lang::Cmn
    })
}

/// Words that are frequent in one language and rare or absent in the others listed here.
#[rustfmt::skip]
const LITTLE_WORDS: &[(Lang, &[&str])] = &[
    (Lang::Eng, &[
        "the", "and", "of", "to", "is", "are", "was", "were", "you", "your", "that", "this", "with", "have", "has",
        "had", "it", "for", "not", "dont", "don't", "i", "i'm", "im", "she", "he", "they", "we", "my", "his", "her",
        "their", "them", "what", "when", "where", "who", "how", "why", "can", "could", "will", "would", "should", "be",
        "been", "but", "from", "there", "about", "which", "if", "does", "did", "because", "than", "very", "please",
        "thanks", "thank", "hello", "its", "it's", "our", "us", "yesterday", "tomorrow", "going", "want", "know",
        "like", "some", "any", "more", "only", "just", "these", "those", "into", "out", "up", "let", "let's",
    ]),
    (Lang::Deu, &[
        "der", "die", "das", "und", "ist", "nicht", "ich", "du", "wir", "ihr", "mit", "auf", "für", "ein", "eine",
        "einen", "einem", "zu", "von", "den", "dem", "auch", "aber", "wie", "wenn", "oder", "haben", "habe", "hat",
        "sind", "sie", "mir", "mich", "uns", "bitte", "danke", "sehr", "noch", "nur", "kann", "dass", "bei", "nach",
    ]),
    (Lang::Spa, &[
        "el", "los", "las", "y", "es", "por", "una", "está", "están", "pero", "muy", "para", "lo", "del", "al", "yo",
        "usted", "gracias", "hola", "también", "cuando", "como", "más", "qué", "cómo", "hay", "su", "sus", "nos",
        "mañana", "ayer", "porque", "tengo", "tiene", "ella", "ellos", "este", "esta", "eso",
    ]),
    (Lang::Fra, &[
        "le", "les", "et", "est", "des", "une", "du", "pas", "je", "vous", "nous", "pour", "dans", "avec", "sur", "il",
        "elle", "ils", "au", "aux", "ce", "cette", "qui", "mais", "ou", "où", "très", "merci", "bonjour", "être",
        "avoir", "ai", "suis", "sont", "c'est", "n'est", "j'ai", "votre", "notre", "hier", "demain", "plus",
    ]),
    (Lang::Ita, &[
        "il", "gli", "di", "è", "che", "non", "una", "per", "con", "sono", "della", "del", "nel", "alla", "anche",
        "grazie", "ciao", "questo", "questa", "ho", "hai", "abbiamo", "io", "più", "perché", "molto", "ma", "ieri",
    ]),
    (Lang::Por, &[
        "o", "os", "e", "é", "não", "um", "uma", "por", "para", "com", "do", "da", "dos", "das", "no", "na", "em",
        "você", "obrigado", "muito", "mas", "também", "está", "são", "eu", "ele", "ela", "mais", "isso", "ontem", "olá",
    ]),
    (Lang::Nld, &[
        "het", "een", "en", "van", "niet", "ik", "jij", "wij", "zijn", "met", "voor", "op", "aan", "dat", "die", "maar",
        "ook", "naar", "hebben", "heb", "heeft", "bedankt", "gisteren", "morgen", "zij", "deze", "dit", "wat", "je",
    ]),
];

/// The language whose little words make up a fifth of the words or more and clearly outnumber every other's.
fn by_little_words(text: &str, allowed: impl Fn(Lang) -> bool) -> Option<Lang> {
    let text = text.to_lowercase().replace('’', "'");
    let words: Vec<&str> = text.unicode_words().take(2000).collect();
    let mut votes: Vec<(usize, Lang, &[&str])> = LITTLE_WORDS
        .iter()
        .map(|(lang, little)| (words.iter().filter(|word| little.contains(word)).count(), *lang, *little))
        .collect();
    votes.sort_by_key(|(count, ..)| std::cmp::Reverse(*count));
    let ((most, lang, little), (next, ..)) = (votes[0], votes[1]);
    let various = || little.iter().filter(|word| words.contains(word)).nth(1).is_some();
    let clear = words.len() >= 3 && most >= 2 && most * 5 >= words.len() && most * 2 > next * 3;
    (clear && various() && allowed(lang)).then_some(lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes() {
        assert_eq!((Language::ENGLISH.code(), Language::CHINESE.code()), ("en", "zh"));
        for lang in Lang::all() {
            assert_eq!(Language::from_code(Language(*lang).code()), Some(Language(*lang)));
            assert_eq!(Language::from_code(lang.code()), Some(Language(*lang)));
        }
        assert_eq!(Language::from_code("zh-CN"), Some(Language::CHINESE));
        assert_eq!(Language::from_code("xx"), None);
    }

    #[test]
    fn tells_languages_apart() {
        for (code, text) in [
            ("en", "i has went to the libary yesterday , and she dont like it ."),
            ("en", "this was very informutive. what do you think."),
            ("en", "Thanks for you're help, see you tommorow!"),
            ("en", "their going too the store"),
            ("en", "Can you send me the report?"),
            ("en", "He go to school every day by bus and he like it very much becuase his freinds are there."),
            ("en", "`let x = 1;` is what the compiler wants, see https://beispiel.de/und/der/die/das"),
            ("zh", "你好，世界"),
            ("zh", "我们明天下午三点在 Google Meet 开会，请大家准时参加。"),
            ("zh", "这个 API 的 response 里面没有 user_id 字段"),
            ("ja", "明日の会議は三時からです。"),
            ("ko", "내일 회의는 세 시에 시작합니다."),
            ("de", "Ich habe das nicht gewusst."),
            ("de", "Bitte schicken Sie mir die Unterlagen bis Freitag, damit wir den Vertrag noch diese Woche prüfen."),
            ("de", "Können Sie mir bitte sagen, wann der nächste Zug nach Berlin fährt und wie viel er kostet?"),
            ("es", "No sé qué hacer con este problema."),
            (
                "es",
                "Mañana por la tarde nos reunimos en la oficina para hablar del presupuesto y de los próximos pasos.",
            ),
            ("fr", "Je ne suis pas sûr de comprendre."),
            ("fr", "Nous vous remercions pour votre message et reviendrons vers vous dans les plus brefs délais."),
            ("pt", "Obrigado pela mensagem, mas eu não posso participar da reunião de amanhã."),
            ("nl", "Ik heb het gisteren niet gezien, maar ik kijk er morgen naar."),
            ("it", "Grazie per il messaggio, ma non sono sicuro di aver capito."),
            ("ru", "Завтра мы встречаемся в офисе, чтобы обсудить бюджет на следующий год."),
            ("el", "Καλημέρα σας"),
            ("he", "אני לא יודע מה לעשות עם הבעיה הזאת, אבל ננסה למצוא פתרון."),
            ("ar", "شكرا جزيلا على رسالتك وسوف نرد عليك في أقرب وقت ممكن إن شاء الله."),
        ] {
            assert_eq!(language(text).map(Language::code), Some(code), "{text}");
        }
    }

    #[test]
    fn rather_nothing_than_a_guess() {
        for text in
            ["", "ok", "🙂🙂🙂", "12345", "https://example.com", "Berlin", "`fn main() {}`", "LGTM", "no idea", "好"]
        {
            assert_eq!(language(text), None, "{text}");
        }
    }

    #[test]
    fn among_candidates() {
        let [de, fr] = ["de", "fr"].map(|code| Language::from_code(code).unwrap());
        assert_eq!(language_among("Ich habe das nicht gewusst.", &[Language::ENGLISH, de]), Some(de));
        assert_eq!(language_among("我知道了", &[Language::ENGLISH, Language::CHINESE]), Some(Language::CHINESE));
        assert_eq!(language_among("我知道了", &[Language::ENGLISH, fr]), None);
        assert_eq!(language_among("", &[Language::ENGLISH, fr]), None);
    }
}
