//! Numbers in a text, by value: "5,000", "$5k", "five thousand" and "五千" are one number.

use super::words::{self, Word};
use regex::Regex;
use std::sync::LazyLock;

#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    /// As it stands in the text.
    pub text: String,
    /// What it is compared by: a decimal without superfluous zeros, a time as `h:mm` unless on the hour.
    pub value: String,
    /// Byte offset.
    pub start: usize,
    /// Written in digits, so surely meant as a number ("one" and 一 often aren't).
    pub digits: bool,
}

/// All numbers of a text, in order of appearance, those in digits first.
pub fn numbers(text: &str) -> Vec<Number> {
    let mut found = in_digits(text);
    found.extend(in_words(text));
    found.extend(in_han(text));
    found
}

/// The numbers written in digits. List markers at the start of a line ("1.", "2)") count nothing and are left out.
pub fn in_digits(text: &str) -> Vec<Number> {
    static DIGITS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?P<h>\d{1,2}):(?P<m>\d{2})\b|(?P<n>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)*)(?: ?(?P<u>million|billion|thousand|bn|[kKmM]\b|万|亿))?")
            .expect("a valid pattern")
    });
    let mut found = Vec::new();
    for hit in DIGITS.captures_iter(text) {
        let whole = hit.get(0).expect("the whole match");
        if is_list_marker(text, whole.start(), whole.end()) {
            continue;
        }
        let value = match (hit.name("h"), hit.name("m"), hit.name("n")) {
            (Some(h), Some(m), _) => {
                let h = h.as_str().trim_start_matches('0');
                let h = if h.is_empty() { "0" } else { h };
                if m.as_str() == "00" { h.to_owned() } else { format!("{h}:{}", m.as_str()) }
            }
            (_, _, Some(n)) => {
                scaled(n.as_str(), hit.name("u").map_or("", |u| u.as_str()), metres(text, whole.start()))
            }
            _ => continue,
        };
        found.push(Number { text: whole.as_str().to_owned(), value, start: whole.start(), digits: true });
    }
    found
}

/// How many bytes on either side of a number its currency may be: "£5–10", "between 5 and 10 pounds".
const CURRENCY: usize = 16;

/// Whether a number of the text may be one of money: a currency is near.
pub fn is_money(text: &str, number: &Number) -> bool {
    static MONEY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)[$€£¥￥₹元块圆塊]|(?-u:\b)(?:eur|usd|gbp|cny|rmb|chf|jpy|inr|cad|aud|euros?|dollars?|pounds?|pence|cents?|bucks?|quid|yen|yuan|rupees?|francs?|kr|grand|pay|paid|costs?|price[sd]?)(?-u:\b)")
            .expect("a valid pattern")
    });
    let (start, end) = (number.start, number.start + number.text.len());
    let around = text.ceil_char_boundary(start.saturating_sub(CURRENCY))
        ..text.floor_char_boundary((end + CURRENCY).min(text.len()));
    MONEY.is_match(&text[around])
}

/// The sign of a currency right in front of a number.
pub fn currency_sign<'t>(text: &'t str, number: &Number) -> Option<&'t str> {
    let before = &text[..number.start];
    let sign = before.chars().next_back().filter(|c| matches!(c, '$' | '€' | '£' | '¥' | '￥' | '₹'))?;
    Some(&before[before.len() - sign.len_utf8()..])
}

/// "5m" is five metres or minutes, "$5m" five million.
fn metres(text: &str, start: usize) -> bool {
    !text[..start].ends_with(['$', '€', '£', '¥', '₹'])
}

fn scaled(digits: &str, unit: &str, metres: bool) -> String {
    let plain = digits.replace(',', "");
    if plain.matches('.').count() > 1 {
        return plain; // a version
    }
    let factor = match unit {
        "k" | "K" | "thousand" => 1e3,
        "m" | "M" if metres => 1.0,
        "m" | "M" | "million" => 1e6,
        "bn" | "billion" => 1e9,
        "万" => 1e4,
        "亿" => 1e8,
        _ => 1.0,
    };
    // Long digit strings (telephone, account) are compared as they are: a float would round them.
    match plain.parse::<f64>() {
        Ok(number) if plain.len() <= 12 => decimal(number * factor),
        _ => plain,
    }
}

fn decimal(number: f64) -> String {
    let rounded = (number * 1e6).round() / 1e6;
    format!("{rounded}")
}

fn is_list_marker(text: &str, start: usize, end: usize) -> bool {
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let before = text[line..start].trim_start_matches([' ', '\t', '*', '#', '-', '>', '(', '|']);
    let after = &text[end..];
    before.is_empty()
        && (after.starts_with(". ")
            || after.starts_with(") ")
            || after.starts_with(['、', '）'])
            || after.starts_with(" |"))
}

fn word_value(word: &str) -> Option<f64> {
    const UNITS: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    const ORDINALS: [&str; 10] =
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    let at = |list: &[&str]| list.iter().position(|w| *w == word);
    if let Some(n) = at(&UNITS) {
        return Some(n as f64);
    }
    if let Some(n) = at(&TENS) {
        return Some((n as f64 + 2.0) * 10.0);
    }
    at(&ORDINALS).map(|n| n as f64 + 1.0).or((word == "dozen").then_some(12.0))
}

/// English number words: "twenty-five", "three hundred and two thousand".
fn in_words(text: &str) -> Vec<Number> {
    let words = words::words(text);
    let mut found = Vec::new();
    let mut i = 0;
    while i < words.len() {
        let Some(first) = word_value(&words[i].key) else {
            i += 1;
            continue;
        };
        let begin = i;
        let (mut total, mut part) = (0.0, first);
        i += 1;
        while let Some(word) = words.get(i).filter(|w| near(text, &words[i - 1], w)) {
            match (word.key.as_str(), word_value(&word.key)) {
                ("hundred", _) => part *= 100.0,
                (scale @ ("thousand" | "million" | "billion"), _) => {
                    total += part
                        * if scale == "thousand" {
                            1e3
                        } else if scale == "million" {
                            1e6
                        } else {
                            1e9
                        };
                    part = 0.0;
                }
                (_, Some(n)) if n < 10.0 && (20.0..100.0).contains(&(part % 100.0)) && part % 10.0 == 0.0 => part += n,
                (_, Some(n)) if part >= 100.0 && part % 100.0 == 0.0 && n < 100.0 => part += n,
                (_, Some(n)) if part == 0.0 && total > 0.0 => part = n,
                ("and", _)
                    if (part >= 100.0 || part == 0.0)
                        && words.get(i + 1).is_some_and(|w| word_value(&w.key).is_some_and(|n| n < 100.0)) => {}
                _ => break,
            }
            i += 1;
        }
        let (start, end) = (words[begin].start, words[i - 1].end());
        found.push(Number { text: text[start..end].to_owned(), value: decimal(total + part), start, digits: false });
    }
    found
}

fn near(text: &str, before: &Word, after: &Word) -> bool {
    matches!(&text[before.end()..after.start], " " | "-" | "‑")
}

/// Chinese numerals: 二十五, 三千二百, 两万. A lone digit counts too (三个人).
fn in_han(text: &str) -> Vec<Number> {
    const DIGITS: &str = "零一二三四五六七八九";
    let digit = |c: char| match c {
        '〇' => Some(0.0),
        '两' => Some(2.0),
        c => DIGITS.chars().position(|d| d == c).map(|n| n as f64),
    };
    let scale = |c: char| match c {
        '十' => Some(10.0),
        '百' => Some(100.0),
        '千' => Some(1000.0),
        '万' => Some(1e4),
        '亿' => Some(1e8),
        _ => None,
    };
    let mut found = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some(&(start, c)) = chars.peek() {
        // 百 and 千 alone are parts of words; 十 alone is ten.
        if digit(c).is_none() && c != '十' {
            chars.next();
            continue;
        }
        let (mut total, mut section, mut now, mut end, mut year) = (0.0f64, 0.0f64, None::<f64>, start, String::new());
        let mut scaled = false;
        while let Some(&(at, c)) = chars.peek() {
            if let Some(d) = digit(c) {
                now = Some(d);
                year.push_str(&decimal(d));
            } else if let Some(s) = scale(c) {
                scaled = true;
                if s >= 1e4 {
                    total += (section + now.unwrap_or(0.0)) * s;
                    section = 0.0;
                } else {
                    section += now.unwrap_or(1.0) * s;
                }
                now = None;
            } else {
                break;
            }
            end = at + c.len_utf8();
            chars.next();
        }
        let value = if scaled { decimal(total + section + now.unwrap_or(0.0)) } else { year };
        found.push(Number { text: text[start..end].to_owned(), value, start, digits: false });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<String> {
        numbers(text).into_iter().map(|n| n.value).collect()
    }

    #[test]
    fn one_value_however_it_is_written() {
        let cases: &[(&str, &[&str])] = &[
            ("5,000 and $5k and five thousand", &["5000", "5000", "5000"]),
            ("10% or 10 percent or ten percent", &["10", "10", "10"]),
            ("at 3:00 or 3pm, not 03:30", &["3", "3", "3:30"]),
            ("$2.50 million, €3m, a 5m pole", &["2500000", "3000000", "5"]),
            ("twenty-five, three hundred and two, two million", &["25", "302", "2000000"]),
            ("the first of May, a dozen", &["1", "12"]),
            ("v1.2.3 on 2024-05-06", &["1.2.3", "2024", "5", "6"]),
            ("+49 170 12345678901234567890", &["49", "170", "12345678901234567890"]),
            ("二十五人，三千二百元，两万", &["25", "3200", "20000"]),
            ("二〇二四年，5万，3亿", &["50000", "300000000", "2024"]),
            ("十个", &["10"]),
            ("nothing here", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(&values(text), expected, "{text}");
        }
    }

    #[test]
    fn a_number_of_money_has_a_currency_near() {
        let money = |text: &str| numbers(text).iter().map(|n| is_money(text, n)).collect::<Vec<_>>();
        assert_eq!(money("£5–10 for lunch, and we came here in 2024"), [true, true, false]);
        assert_eq!(money("It was five to ten pounds. We opened at 10 a.m."), [false, true, true]);
        assert_eq!(money("报价是28,600元，会议现在改期，定在三月二十五日。"), [true, false, false]);
    }

    #[test]
    fn list_markers_count_nothing() {
        assert_eq!(values("1. Buy milk\n2) Call 3 people\n  3. Rest"), ["3"]);
        assert_eq!(values("1、买牛奶\n2、打电话"), Vec::<String>::new());
    }
}
