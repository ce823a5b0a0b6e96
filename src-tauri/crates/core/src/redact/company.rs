//! What nothing speaks for but its company: telephone numbers in a list with others or behind a name, keys in one breath
//! with others, or in a text that speaks of keys.

use super::Kind;
use super::chance::is_stand_in;
use super::digits;
use super::find::{Find, Sure, bytes_before, is_apart, line_before, pattern};
use super::phone;
use super::secret::is_public;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// The most bytes between two numbers of a list, and between two keys.
const NUMBERS: usize = 64;
const KEYS: usize = 24;
/// The most bytes from where keys are spoken of to a key.
const SPOKEN: usize = 200;

pub fn find(text: &str, finds: &mut Vec<Find>) {
    let phones = sorted(finds, Kind::Phone);
    let names = sorted(finds, Kind::Name);
    if !phones.is_empty() || !names.is_empty() {
        digits::runs(text, finds, |digits| {
            let next = names.partition_point(|name| name.end < digits.range.start);
            let named = next.checked_sub(1).is_some_and(|last| is_right_behind(text, &names[last], &digits.range));
            let listed = || is_near(text, &phones, &digits.range, NUMBERS) && !phone::is_spoken_against(digits);
            (phone::may_be(digits) && (named || listed()))
                .then(|| Find::new(Kind::Phone, Sure::Likely, digits.range.clone()))
        });
    }
    keys(text, finds);
}

fn keys(text: &str, finds: &mut Vec<Find>) {
    static LONG: LazyLock<Regex> = LazyLock::new(|| pattern(r"[A-Za-z0-9_-]{24,200}"));
    let known = sorted(finds, Kind::ApiKey);
    for hit in LONG.find_iter(text) {
        let value = hit.as_str();
        let digits = value.bytes().filter(u8::is_ascii_digit).count();
        let letters = value.bytes().filter(u8::is_ascii_alphabetic).count();
        let token = line_before(text, hit.start(), 400).rsplit(char::is_whitespace).next().unwrap_or_default();
        let address = token.contains("://") || token.ends_with(['/', '@', '.', '\\', '#']);
        if digits >= 4
            && letters >= 4
            && !address
            && !is_stand_in(value)
            && is_apart(text, &hit.range())
            && !is_public(text, hit.start())
            && (is_near(text, &known, &hit.range(), KEYS) || is_spoken_of(text, hit.start()))
        {
            finds.push(Find::new(Kind::ApiKey, Sure::Likely, hit.range()));
        }
    }
}

/// Keys are what was last spoken of, and no sums, versions or public halves of keys.
fn is_spoken_of(text: &str, at: usize) -> bool {
    static KEY: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"(?i)(?-u:\b)(?:api|access|secret|auth|signing|encryption|license|account|deploy|app|webhook|client|master)[ _-]?(?:keys?|tokens?|",
            r"secrets?)(?-u:\b)|(?-u:\b)(?:tokens?|secrets?|credentials?|apikeys?)(?-u:\b)|密钥|密鑰|金鑰|令牌|權杖|秘钥",
        ))
    });
    static OTHER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"(?i)(?-u:\b)(?:commits?|sha-?\d*|hash(?:es)?|md5|check-?sums?|digests?|e-?tags?|revisions?|fingerprints?|thumbprints?|builds?|",
            r"versions?|images?|public|certificates?|serial|trace|request|correlation|tracking|order|transaction|uuid|guid)(?-u:\b)|公钥|",
            r"哈希|校验|提交|指纹|摘要|版本|证书|序列|订单|快递|运单",
        ))
    });
    let near = bytes_before(text, at, SPOKEN);
    let near = near.rfind("\n\n").map_or(near, |end| &near[end..]);
    KEY.find_iter(near).last().is_some_and(|key| !OTHER.is_match(&near[key.end()..]))
}

/// Where those of a kind are that are sure enough to speak for others, in order.
fn sorted(finds: &[Find], kind: Kind) -> Vec<Range<usize>> {
    let mut places: Vec<_> =
        finds.iter().filter(|find| find.kind == kind && find.sure >= Sure::Likely).map(|f| f.range.clone()).collect();
    places.sort_by_key(|range| range.start);
    places
}

/// One of the places ends shortly before the range or begins shortly after it, in the same line or one of the next two.
fn is_near(text: &str, places: &[Range<usize>], range: &Range<usize>, most: usize) -> bool {
    let next = places.partition_point(|place| place.start < range.end);
    let gaps = [
        next.checked_sub(1).map(|last| places[last].end..range.start),
        places.get(next).map(|place| range.end..place.start),
    ];
    gaps.into_iter().flatten().any(|gap| {
        gap.start <= gap.end
            && gap.len() <= most
            && text.get(gap).is_some_and(|between| between.bytes().filter(|b| *b == b'\n').count() < 3)
    })
}

/// Nothing but signs and a space is between a name and the range.
fn is_right_behind(text: &str, name: &Range<usize>, range: &Range<usize>) -> bool {
    name.end < range.start
        && range.start - name.end <= 4
        && text.get(name.end..range.start).is_some_and(|gap| {
            gap.contains([',', ':', ';', '|', '-', '\t', '、'])
                && !gap.contains(|c: char| c.is_alphanumeric() || c == '\n')
        })
}

#[cfg(test)]
mod tests {
    use crate::redact::{Kind, Options, Redaction};

    fn found(text: &str, kind: Kind) -> Vec<String> {
        let redaction = Redaction::of(text, &Options::default());
        redaction.replaced().iter().filter(|r| r.kind == kind).map(|r| text[r.range.clone()].to_owned()).collect()
    }

    #[test]
    fn a_number_in_a_list_of_telephone_numbers_is_one() {
        let list = "Paris      +33 1 70 18 99 00\nRome       3492873722\nLisbon     914 632 941\n";
        assert_eq!(found(list, Kind::Phone), ["+33 1 70 18 99 00", "3492873722", "914 632 941"]);
        let other = "Call +33 1 70 18 99 00 about order 3492873722 of 12 May 2026.";
        assert_eq!(found(other, Kind::Phone), ["+33 1 70 18 99 00"]);
        assert_eq!(found("Rome 3492873722, Lisbon 914 632 941", Kind::Phone), Vec::<String>::new());
    }

    #[test]
    fn a_key_in_one_breath_with_another_is_one() {
        let two = "Altos have the API key 6340597f040baa4472594ff58bedd043, basses 9d35f141b23eda65bd1a552e228f7061.";
        assert_eq!(found(two, Kind::ApiKey).len(), 2);
        let spoken =
            "The app keeps its API key in the bundle: 9d35f141b23eda65bd1a552e228f7061. The other is elsewhere.";
        assert_eq!(found(spoken, Kind::ApiKey), ["9d35f141b23eda65bd1a552e228f7061"]);
        let sum = "The API key did not change; the checksum is 9d35f141b23eda65bd1a552e228f7061 as before.";
        assert_eq!(found(sum, Kind::ApiKey), Vec::<String>::new());
        let commit = "It broke in 9d35f141b23eda65bd1a552e228f7061f0000000.";
        assert_eq!(found(commit, Kind::ApiKey), Vec::<String>::new());
    }
}
