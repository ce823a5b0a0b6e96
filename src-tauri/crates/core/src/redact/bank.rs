//! Payment cards and IBANs.

use super::digits::Digits;
use super::find::{Find, Sure, after, line_before, pattern};
use super::{Kind, check};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// How sure it is a card's number, by its form, its issuer and its check digit.
pub fn judge_card(digits: &Digits) -> Option<(Sure, Range<usize>)> {
    static SPOKEN_FOR: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)card|visa|master|amex|american express|discover|maestro|diners|jcb|unionpay|debit|credit|卡|银联|銀聯|karte|carte|tarjeta|carta",
        )
    });
    static SPOKEN_AGAINST: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)order|invoice|tracking|isbn|imei|serial|ticket|(?-u:\b)ref(?:erence)?(?-u:\b)|单号|订单|编号|快递|运单|流水",
        )
    });
    let whole = digits.gaps.iter().all(|gap| matches!(gap.trim(), "" | "-" | "."));
    if digits.plus || !whole {
        return None;
    }
    // A bracket in front is around it.
    let range = digits.range.start + usize::from(digits.text[digits.range.clone()].starts_with('('))..digits.range.end;
    let number = digits.joined();
    let formed = match digits.lengths()[..] {
        [n] => (13..=19).contains(&n),
        [4, 4, 4, 4] | [4, 6, 5] | [4, 6, 4] | [4, 4, 4, 3] | [6, 13] => true,
        [4, 4, 4, 4, last] => last <= 3,
        _ => false,
    };
    let grouped = (13..=19).contains(&number.len()) && digits.groups.len() <= 6;
    let near = digits.introduction();
    let last = |words: &Regex| words.find_iter(&near).last().map(|hit| hit.end());
    let (spoken_for, spoken_against) = (last(&SPOKEN_FOR), last(&SPOKEN_AGAINST));
    if !formed {
        // However else people part it.
        let likely = grouped && check::luhn(&number) && (is_issued(&number) || spoken_for > spoken_against);
        return likely.then_some((Sure::Likely, range));
    }
    // What is called an order's number right in front of it.
    let called = spoken_against.is_some_and(|end| end + 12 > near.len()) && spoken_for.is_none();
    let sure = match (is_issued(&number) && check::luhn(&number), spoken_for > spoken_against) {
        (true, _) if digits.groups.len() == 1 && called => Some(Sure::Doubtful),
        (true, _) => Some(Sure::Certain),
        // Of an issuer that is not known here, in the groups of a card.
        _ if digits.groups.len() > 1 && check::luhn(&number) => Some(Sure::Likely),
        // Mistyped, or made up; in fours it can hardly be anything else.
        (false, true) => Some(Sure::Likely),
        (false, false) if digits.lengths() == [4, 4, 4, 4] && is_issued(&number) => Some(Sure::Doubtful),
        _ => None,
    };
    sure.map(|sure| (sure, range))
}

/// The number begins and is as long as the cards of some issuer.
fn is_issued(number: &str) -> bool {
    let lead = |digits: usize| number[..digits].parse::<u32>().unwrap_or(0);
    match number.len() {
        13 => lead(1) == 4,
        14 => is_diners(number),
        15 => matches!(lead(2), 34 | 37) || matches!(lead(4), 1800 | 2131),
        16 => {
            lead(1) == 4
                || matches!(lead(2), 50..=69 | 81 | 82)
                || matches!(lead(4), 2200..=2204 | 2221..=2720 | 3528..=3589)
                || is_diners(number)
        }
        17..=19 => matches!(lead(2), 50 | 56..=69 | 81) || lead(1) == 4 && number.len() == 19,
        _ => false,
    }
}

fn is_diners(number: &str) -> bool {
    matches!(&number[..2], "36" | "38" | "39")
        || matches!(&number[..3], "300" | "301" | "302" | "303" | "304" | "305" | "309")
}

/// IBANs, however they are spaced and in any case. A country's length tells where one ends.
pub fn find_ibans(text: &str, finds: &mut Vec<Find>) {
    static START: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?-u:\b)[A-Za-z]{2}[0-9]{2}[ -]?[A-Za-z0-9]{4}"));
    static NAMED: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?i)iban(?:[^a-z0-9\n]|is|no|number|num|nr|号|码|为|是){0,12}$"));
    for hit in START.find_iter(text) {
        let mut number = String::new();
        let mut last = None;
        // Places where one might end, the last that is valid being right.
        let mut gap = false;
        let mut formed = hit.start();
        for (place, c) in text[hit.start()..].char_indices() {
            let at = hit.start() + place;
            match c {
                ' ' | '-' if !gap => gap = true,
                c if c.is_ascii_alphanumeric() && number.len() < 34 => {
                    gap = false;
                    number.push(c.to_ascii_uppercase());
                    let ends = !after(text, at + 1).is_some_and(|c| c.is_ascii_alphanumeric());
                    if ends && number.len() >= 15 && number.parse::<iban::Iban>().is_ok() {
                        last = Some(at + 1);
                    }
                    if ends && (formed == hit.start() || c.is_ascii_digit()) {
                        formed = at + 1;
                    }
                }
                _ => break,
            }
        }
        if let Some(end) = last {
            finds.push(Find::new(Kind::Iban, Sure::Certain, hit.start()..end));
        } else if formed > hit.start() && is_checked(&text[hit.start()..formed])
            || number.len() >= 15 && NAMED.is_match(line_before(text, hit.start(), 32))
        {
            finds.push(Find::new(Kind::Iban, Sure::Likely, hit.start()..formed));
        }
    }
}

/// The check digits of ISO 13616 are right, whatever the length is in that country: digits were lost or are not known here.
fn is_checked(written: &str) -> bool {
    let number: String = written.chars().filter(char::is_ascii_alphanumeric).collect();
    let capital = number.starts_with(|c: char| c.is_ascii_uppercase());
    let (lead, rest) = number.split_at(4.min(number.len()));
    let digits: String =
        rest.chars().chain(lead.chars()).filter_map(|c| c.to_digit(36)).map(|n| n.to_string()).collect();
    capital && (15..=34).contains(&number.len()) && check::modulo(&digits, 97) == 1
}
