//! IP and MAC addresses. What everybody has (loopback, broadcast, "any") stays, and so do versions of four parts.

use super::Kind;
use super::find::{Find, Sure, after, before, bytes_before, column_head, line_before, pattern};
use regex::Regex;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;
use std::sync::LazyLock;

pub fn find(text: &str, finds: &mut Vec<Find>) {
    static V4: LazyLock<Regex> = LazyLock::new(|| pattern(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}"));
    static V6: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?:(?-u:\b)[0-9A-Fa-f]{1,4}|:):[0-9A-Fa-f:]+(?:[0-9]{0,2}(?:\.[0-9]{1,3}){3})?"));
    static MAC: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)(?-u:\b)(?:[0-9a-f]{2}(?::[0-9a-f]{2}){5}|[0-9a-f]{2}(?:-[0-9a-f]{2}){5}|[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}|[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4})",
        )
    });
    static BARE: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?i)(?-u:\b)[0-9a-f]{12}(?-u:\b)|[0-9a-f]{6}[-:][0-9a-f]{6}"));
    static NAMED: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)(?-u:\b)(?:mac|hwaddr|bssid|ether(?:net)?|wireless|wlan|wi-?fi|lan|nic|adapter|hardware address|physical address)(?-u:\b)|物理地址|硬件地址|网卡地址|實體位址",
        )
    });
    static VERSION: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)(?:(?-u:\b)(?:v|ver|version|release|build|section|chapter|revision|firmware|driver|sdk|oid)\.?|§|版本|固件|章节|第)[ :=]*(?:is |number |no\.? )?$",
        )
    });
    for hit in V4.find_iter(text) {
        let Ok(address) = hit.as_str().parse::<Ipv4Addr>() else { continue };
        let common = address.is_loopback() || address.is_unspecified() || address.octets()[0] == 255;
        if common || !stands_alone(text, &hit.range(), &['.']) {
            continue;
        }
        let version = VERSION.is_match(line_before(text, hit.start(), 40));
        // The parts of a version are small.
        let small = address.octets().iter().all(|octet| *octet < 10);
        let sure = if version || small { Sure::Doubtful } else { Sure::Certain };
        finds.push(Find::new(Kind::Ip, sure, hit.range()));
    }
    for hit in V6.find_iter(text) {
        // A sentence may go on with a colon.
        let end = hit.start() + hit.as_str().trim_end_matches(':').len();
        let range = if hit.as_str().ends_with("::") { hit.range() } else { hit.start()..end };
        let Ok(address) = text[range.clone()].parse::<Ipv6Addr>() else { continue };
        let told = text[range.clone()].bytes().any(|b| b.is_ascii_digit());
        let groups: Vec<&str> = text[range.clone()].split(':').filter(|group| !group.is_empty()).collect();
        // A slice in code is short: 2::3.
        let long = groups.len() > 2 || groups.len() == 2 && groups.iter().any(|group| group.len() > 2);
        let common = address.is_loopback() || address.is_unspecified();
        if told && !common && long && stands_alone(text, &range, &[':', '.']) {
            finds.push(Find::new(Kind::Ip, Sure::Certain, range));
        }
    }
    for hit in MAC.find_iter(text) {
        let digits: Vec<u8> = hit.as_str().bytes().filter(u8::is_ascii_hexdigit).collect();
        let common = digits.iter().all(|b| *b == digits[0]);
        // Six pairs of digits with dashes may be a time, three fours a number of any kind.
        let time = digits.iter().all(u8::is_ascii_digit) && !hit.as_str().contains(':');
        let time = time && !is_named(text, hit.start(), &NAMED);
        if !common && stands_alone(text, &hit.range(), &[':', '-', '.']) {
            let sure = if time { Sure::Doubtful } else { Sure::Certain };
            finds.push(Find::new(Kind::Mac, sure, hit.range()));
        }
    }
    for hit in BARE.find_iter(text) {
        if is_named(text, hit.start(), &NAMED) && stands_alone(text, &hit.range(), &['-', '.']) {
            finds.push(Find::new(Kind::Mac, Sure::Certain, hit.range()));
        }
    }
}

/// A word for it is on the line before it, or heads its column.
fn is_named(text: &str, at: usize, named: &Regex) -> bool {
    named.is_match(line_before(text, at, 48)) || column_head(text, at).is_some_and(|head| named.is_match(head))
}

/// It is not part of something longer: another group by one of these marks, a word, a number.
fn stands_alone(text: &str, range: &Range<usize>, marks: &[char]) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let starts = match before(text, range.start) {
        // "IP" may stand right in front of one.
        Some('P' | 'p') if bytes_before(text, range.start, 2).eq_ignore_ascii_case("ip") => {
            !before(text, range.start - 2).is_some_and(word)
        }
        Some(c) if word(c) || c == '.' => false,
        Some(c) if marks.contains(&c) => {
            // "MAC:" in front is a label, "3c:" a group.
            let rest = &text[..range.start - c.len_utf8()];
            let group = &rest[rest.trim_end_matches(word).len()..];
            group.is_empty() && !rest.ends_with(c) || group.len() > 4 || !group.bytes().all(|b| b.is_ascii_hexdigit())
        }
        _ => true,
    };
    let ends = match after(text, range.end) {
        Some(c) if word(c) => false,
        Some(c) if marks.contains(&c) => {
            !text[range.end + c.len_utf8()..].starts_with(|next: char| word(next) || next == c)
        }
        _ => true,
    };
    starts && ends
}
