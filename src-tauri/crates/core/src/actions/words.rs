//! Whether two stretches of text speak of the same thing: by the words that carry meaning.

use crate::text::is_cjk;
use std::collections::BTreeSet;
use unicode_segmentation::UnicodeSegmentation;

/// Says nothing about which thing is meant. Verbs that go with anything are in it as well.
#[rustfmt::skip]
const LITTLE: &[&str] = &[
    "a", "an", "the", "and", "or", "of", "to", "for", "in", "on", "at", "by", "with", "from", "about", "up", "out",
    "off", "over", "i", "you", "he", "she", "it", "we", "they", "me", "him", "her", "us", "them", "my", "your", "his",
    "its", "our", "their", "this", "that", "these", "those", "there", "here", "is", "are", "was", "were", "be",
    "been", "being", "am", "do", "does", "did", "done", "have", "has", "had", "will", "would", "can", "could",
    "should", "shall", "must", "may", "might", "not", "no", "yes", "ok", "okay", "please", "thanks", "thank", "so",
    "but", "if", "then", "than", "as", "also", "too", "just", "only", "all", "any", "some", "one", "ones", "two",
    "three", "who", "what", "which", "when", "where", "how", "why", "get", "got", "make", "take", "put", "give", "go",
    "going", "let", "need", "want", "see", "know", "think", "say", "said", "send", "sure", "fine", "good", "great",
    "new", "old", "last", "next", "first", "more", "other", "another", "thing", "things", "now", "again", "back",
    "day", "week", "time", "today", "tomorrow", "tonight", "monday", "tuesday", "wednesday", "thursday", "friday",
    "saturday", "sunday", "morning", "afternoon", "evening", "i'll", "i'm", "i'd", "we'll", "you'll", "it's",
    "that's", "don't", "can't", "won't", "i've", "let's", "somebody", "someone", "anybody", "anyone", "everybody",
    "everyone", "call", "into", "before", "after", "until", "still", "already", "well", "very", "really", "maybe",
    "right", "end", "bring", "look", "sort", "handle", "deal", "problem", "once", "myself", "yourself", "each",
    "both", "later", "own", "sorry", "oh", "yeah", "probably", "hopefully", "ideally", "perhaps",
];
/// Characters that carry no meaning of their own.
const LITTLE_CHINESE: &str = concat!(
    "的了吗呢吧啊呀嘛我你您他她它们这那个些是在有和跟与给把被让请麻烦一来去就都也还再先要会能可以不没别好行谁",
    "哪什么怎么为因所但如果到很太真最着过得等及或并对从向由于之而且又才只已经",
);
/// Pairs that go with anything.
const LITTLE_PAIRS: &[&str] = &[
    "问题", "负责", "完成", "处理", "一下", "时候", "大家", "收到", "今天", "明天", "后天", "各位", "老师", "主任",
    "妈妈", "爸爸",
];

/// The words of a text that carry meaning, by their stems; of Chinese the pairs of neighbouring characters.
pub(crate) fn words(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut before: Option<char> = None;
    // A character between two that carry nothing is a word of its own: 水麻烦早一点.
    let mut alone: Option<char> = None;
    for word in text.unicode_words() {
        let mut letters = word.chars();
        let first = letters.next().unwrap_or_default();
        if is_cjk(first) {
            for c in word.chars() {
                let carries = !LITTLE_CHINESE.contains(c);
                match (carries, before) {
                    (true, None) => alone = Some(c),
                    (true, Some(_)) => alone = None,
                    (false, _) => found.extend(alone.take().map(String::from)),
                }
                let pair = before.filter(|_| carries).map(|last| format!("{last}{c}"));
                found.extend(pair.filter(|pair| !LITTLE_PAIRS.contains(&pair.as_str())));
                before = carries.then_some(c);
            }
            continue;
        }
        found.extend(alone.take().map(String::from));
        before = None;
        let low = word.to_lowercase();
        let low = low.strip_suffix("'s").unwrap_or(&low);
        if low.chars().count() > 1 && !LITTLE.contains(&low) {
            found.insert(stem(low));
        }
    }
    found.extend(alone.map(String::from));
    found
}

/// The word without its ending, roughly: enough for "letters" to be "letter" and "booking" to be "book".
pub(super) fn stem(word: &str) -> String {
    let length = word.chars().count();
    for (ending, least, instead) in [("ies", 5, "y"), ("ing", 6, ""), ("ed", 5, ""), ("es", 5, ""), ("s", 4, "")] {
        if let Some(stem) = word.strip_suffix(ending)
            && length >= least
            && !word.ends_with("ss")
        {
            let doubled =
                stem.as_bytes().windows(2).last().is_some_and(|pair| pair[0] == pair[1] && !b"sl".contains(&pair[0]));
            let stem = if doubled && ending != "s" { &stem[..stem.len() - 1] } else { stem };
            return format!("{}{instead}", stem.trim_end_matches('e'));
        }
    }
    word.trim_end_matches('e').to_owned()
}

/// Single characters of one set in the pairs of the other: 水 is in 用水.
fn singles(one: &BTreeSet<String>, other: &BTreeSet<String>) -> usize {
    let single = |word: &&String| {
        word.chars().count() == 1
            && !"发写做办买弄拿看说问找带送交改开定订寄打录字事".contains(word.as_str())
            && !other.contains(*word)
    };
    let inside = |word: &&String| other.iter().any(|pair| pair.contains(word.as_str()) && pair.starts_with(is_cjk));
    one.iter().filter(single).filter(inside).count()
}

/// How alike two sets are: the words both have, and their share of the smaller one.
pub(crate) fn alike(one: &BTreeSet<String>, other: &BTreeSet<String>) -> (usize, f32) {
    let both = one.intersection(other).count() + singles(one, other) + singles(other, one);
    let least = one.len().min(other.len());
    (both, if least == 0 { 0.0 } else { both as f32 / least as f32 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_by_their_stems() {
        assert_eq!(words("Could you send me the letters?"), words("the letter"));
        assert_eq!(stem("booking"), stem("book"));
        assert_eq!(stem("planning"), stem("plan"));
        assert!(words("横幅交给我").contains("横幅"));
        assert!(words("好的，没问题").is_empty());
    }
}
