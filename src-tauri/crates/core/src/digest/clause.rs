//! Whose words they are, and whether they are denied: what a message quotes its writer doesn't say, and "no need to answer
//! immediately" hurries nobody.

use super::words::{self, Pattern};
use regex::Regex;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a valid pattern")
}

/// The text with what it quotes left blank, and what came before it was taken back ("never mind"); every place stays
/// where it is.
pub(super) fn own(text: &str) -> Cow<'_, str> {
    // Single marks are apostrophes as well: they quote only around more than one word.
    static QUOTED: Pattern = LazyLock::new(|| {
        pattern(
            r#"(?m)"[^"\n]{2,300}"|“[^”\n]{2,300}”|「[^」\n]{2,300}」|『[^』\n]{2,300}』|«[^»\n]{2,300}»|(?:^|[\s(:])['‘]\w+ [^'’\n]{2,300}(?:['’]\w+ [^'’\n]{1,300})?['’](?:$|[\s,.;:!?)])|^(?:>|&gt;)[^\n]*$"#,
        )
    });
    let mut own = Cow::Borrowed(text);
    for hit in QUOTED.find_iter(text) {
        own.to_mut().replace_range(hit.range(), &" ".repeat(hit.len()));
    }
    if let Some(end) = words::TAKEN_BACK.find_iter(&own).map(|hit| hit.end()).last() {
        own.to_mut().replace_range(..end, &" ".repeat(end));
    }
    own
}

/// Where a clause ends; a point within a number ends none.
fn is_end(text: &str, at: usize, c: char) -> bool {
    let number = || text[at + c.len_utf8()..].starts_with(|next: char| next.is_ascii_digit());
    matches!(c, '\n' | '!' | '?' | ';' | '。' | '！' | '？' | '；' | '，') || matches!(c, '.' | ',') && !number()
}

fn before(text: &str, place: usize) -> &str {
    let start = text[..place].char_indices().rev().find(|&(at, c)| is_end(text, at, c));
    &text[start.map_or(0, |(at, c)| at + c.len_utf8())..place]
}

fn after(text: &str, place: usize) -> &str {
    let end = text[place..].char_indices().find(|&(at, c)| is_end(text, place + at, c));
    &text[place..end.map_or(text.len(), |(at, _)| place + at)]
}

fn is_denied(text: &str, place: usize) -> bool {
    static DENIED: Pattern = LazyLock::new(|| {
        pattern(
            r"(?i)(?:(?-u:\b)(?:no|not|never|without|cannot|nothing)|n['’]t)(?-u:\b)(?:\s+\w+){0,3}\s*$|(?:无需|毋需|不必|不用|不需要|没必要|并非|不是|没有|没|尚未|并未|未|别)\p{Han}{0,4}$",
        )
    });
    DENIED.is_match(before(text, place))
}

/// The first hit that its clause doesn't deny.
pub(super) fn affirmed(pattern: &Pattern, text: &str) -> Option<Range<usize>> {
    pattern.find_iter(text).map(|hit| hit.range()).find(|range| !is_denied(text, range.start))
}

/// The first hit that is neither denied nor said to have failed: not "the direct debit couldn't be collected".
pub(super) fn succeeded(done: &Pattern, text: &str) -> bool {
    static FAILED: Pattern = LazyLock::new(|| {
        pattern(
            r"(?i)(?-u:\b)(?:not|fail\w*|declined|rejected|returned|bounced|unsuccessful|unable)(?-u:\b)|n['’]t(?-u:\b)|失败|未|无法|不足",
        )
    });
    let holds = |range: &Range<usize>| !is_denied(text, range.start) && !FAILED.is_match(after(text, range.end));
    done.find_iter(text).map(|hit| hit.range()).any(|range| holds(&range))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_quoted_is_blank() {
        for (text, left) in [
            ("he asked \"are you ok?\" lol", "he asked               lol"),
            ("it's what they're 'selling to us' now", "it's what they're                 now"),
            ("don't, it isn't mine", "don't, it isn't mine"),
            ("她说“你好”吗", "她说            吗"),
            ("where is it? never mind. and you?", "                       . and you?"),
        ] {
            assert_eq!(own(text), left);
        }
    }

    #[test]
    fn what_is_denied_is_not_said() {
        assert!(affirmed(&words::AT_ONCE, "No need to restart immediately.").is_none());
        assert!(affirmed(&words::AT_ONCE, "无需立即重启").is_none());
        assert!(affirmed(&words::AT_ONCE, "I can't find it, call me back asap").is_some());
        assert!(!succeeded(&words::PAID, "自动扣款失败"));
        assert!(!succeeded(&words::PAID, "Your direct debit of £64.20 couldn't be paid"));
        assert!(succeeded(&words::PAID, "Your direct debit of £64.20 was paid"));
    }

    proptest! {
        #[test]
        fn places_stay(text in "(\\PC|[a-z]{1,3}|[\"'“”‘’「」 .,。，]|not |asap){0,30}") {
            let own = own(&text);
            prop_assert_eq!(own.len(), text.len());
            prop_assert!(affirmed(&words::AT_ONCE, &text).is_none_or(|range| text.get(range).is_some()));
            succeeded(&words::PAID, &text);
        }
    }
}
