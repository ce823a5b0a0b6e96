//! Takes secrets out of a notification: security codes, passwords, links that sign in or recover an account, card
//! numbers. Each becomes a neutral word (`[code]`, `[password]`, `[link]`, `[card]`).
//!
//! A missed code is worse than a harmless number lost: near a word for a code, whatever looks like one goes. Amounts and
//! dates stay, and so do numbers, such as those of orders, that no such word is near.

use super::Notification;
use super::words::{self, Pattern};
use crate::guard::is_common_word;
use regex::{Captures, Regex};
use std::ops::Range;
use std::sync::LazyLock;

/// Bytes around a word such as "code" within which numbers are taken for codes.
const NEAR: usize = 120;

/// Takes the secrets out of title and body. Sealing what is sealed changes nothing.
pub fn seal(notification: &mut Notification) {
    let texts = [&notification.app, &notification.summary, &notification.body].map(|text| unexempt(text));
    let strong = texts.iter().any(|text| words::SECRET.is_match(text));
    // A short title speaks for the body and the other way round.
    let weak = |other: &str| other.len() <= NEAR && words::CODE.is_match(other);
    let near = [weak(&texts[2]), weak(&texts[1])];
    notification.summary = sealed(&notification.summary, strong, near[0]);
    notification.body = sealed(&notification.body, strong, near[1]);
}

fn sealed(text: &str, strong: bool, near: bool) -> String {
    let text = links(text, strong);
    let text = cards(&text);
    let text = passwords(&text);
    let text = named_codes(&text);
    codes(&text, strong, near)
}

/// The text with words blanked that speak of other codes ("exit code", 二维码) or are our own marks.
fn unexempt(text: &str) -> String {
    words::NO_CODE.replace_all(text, |hit: &Captures| " ".repeat(hit[0].len())).into_owned()
}

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a valid pattern")
}

/// Addresses that open something to whoever has them.
fn links(text: &str, strong: bool) -> String {
    static LINK: Pattern = LazyLock::new(|| {
        pattern(
            r#"(?i)(?:[a-z][a-z0-9+.-]*://|www\.)[^\s<>"'，。；！（）]+|(?-u:\b)(?:[a-z0-9-]+\.)+[a-z]{2,}/[^\s<>"'，。；！（）]+"#,
        )
    });
    static OPENS: Pattern = LazyLock::new(|| {
        pattern(
            r"(?i)reset|recover|verif|confirm|magic|token|log-?in|sign-?in|auth|otp|invit|activat|unlock|passw|pwd|[?&#](?:key|code|sig|k|t|c)=|[a-z0-9_-]{20,}",
        )
    });
    LINK.replace_all(text, |hit: &Captures| match strong || OPENS.is_match(&hit[0]) {
        true => "[link]".to_owned(),
        false => hit[0].to_owned(),
    })
    .into_owned()
}

fn cards(text: &str) -> String {
    static CARD: Pattern = LazyLock::new(|| pattern(r"\p{Nd}(?:[ -]?\p{Nd}){12,18}"));
    static FOURS: Pattern = LazyLock::new(|| pattern(r"^\p{Nd}{4}[ -]\p{Nd}{4}[ -]\p{Nd}{4}[ -]\p{Nd}{1,7}$"));
    CARD.replace_all(text, |hit: &Captures| {
        match FOURS.is_match(&hit[0]) || luhn(&hit[0]) && !words::AMOUNT.is_match(&hit[0]) {
            true => "[card]".to_owned(),
            false => hit[0].to_owned(),
        }
    })
    .into_owned()
}

/// The check digit of card numbers fits.
fn luhn(number: &str) -> bool {
    let digits: Vec<u32> = number.chars().filter_map(|c| c.to_digit(10)).collect();
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(n, digit)| if n % 2 == 0 { *digit } else { (digit * 2) / 10 + (digit * 2) % 10 })
        .sum();
    digits.len() >= 13 && sum.is_multiple_of(10)
}

/// What is introduced as a password: "password: …", "the password for … is …", 密码是…
fn passwords(text: &str) -> String {
    static PASSWORD: Pattern = LazyLock::new(|| {
        pattern(&format!(
            r#"(?i)(?P<intro>{}(?:[^\n:：=.?!。？！]{{0,40}}?(?:[:：=]|(?-u:\b)(?:is|was|(?:set|changed|reset) to)(?-u:\b))|\s*(?:is|为|是|改为|设为))\s*)(?P<value>\p{{Nd}}{{2,4}}(?:[ .·–_-]\p{{Nd}}{{2,4}})+(?-u:\b)|["'“‘「`][^"'”’」`\n]+["'”’」`]|[^\s，。；、！]+)"#,
            words::PASSWORD
        ))
    });
    static PHRASE: Pattern = LazyLock::new(|| {
        pattern(&format!(r"(?i)(?P<intro>{}[^\n:：=]{{0,40}}[:：=]\s*)(?P<value>[^\n]+)", words::PHRASE))
    });
    static USED: Pattern = LazyLock::new(|| {
        pattern(
            r"(?i)(?P<intro>(?-u:\b)(?:use|with|using|enter|via|is)\s+(?:the\s+)?(?:password|passcode|pass|pw|pwd)\s+)(?P<value>\p{Nd}{2,4}(?:[ .·–_-]\p{Nd}{2,4})+(?-u:\b)|\S+)",
        )
    });
    let mut text = text.to_owned();
    for pattern in [&PHRASE, &PASSWORD, &USED] {
        text = pattern
            .replace_all(&text, |hit: &Captures| {
                let value = hit["value"].trim_matches(['.', ',', '!', '?', ';', ':']).to_lowercase();
                // "[password]" is our own mark and introduces nothing.
                let mark = hit.get(0).is_some_and(|hit| text[..hit.start()].ends_with('['));
                match mark || words::STATES.split_whitespace().any(|state| state == value) {
                    true => hit[0].to_owned(),
                    false if is_number(&value) => format!("{}[code]", &hit["intro"]),
                    false => format!("{}[password]", &hit["intro"]),
                }
            })
            .into_owned();
    }
    text
}

fn is_number(value: &str) -> bool {
    value.chars().all(|c| c.is_numeric() || matches!(c, ' ' | '-' | '.' | '·' | '–' | '_'))
}

/// What is introduced as a code and need not have digits: "code: ABCD", "PIN is …".
fn named_codes(text: &str) -> String {
    static NAMED: Pattern = LazyLock::new(|| {
        pattern(
            r#"(?i)(?P<word>(?-u:\b)(?:codes?|otp|pin|passcode|token)(?-u:\b)|[验校动激授口][证验态活权][码]|码)(?P<link>["”’]?\s*(?:is|are|[:：=]|为|是)\s*["“‘]?)(?P<value>\p{Nd}{2,4}(?:[ .·–_-]\p{Nd}{2,4})+(?-u:\b)|\p{Nd}(?:[ .·–_-]\p{Nd}){3,}(?-u:\b)|[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)"#,
        )
    });
    let open = unexempt(text);
    NAMED
        .replace_all(text, |hit: &Captures| {
            let value = &hit["value"];
            let at = hit.get(0).expect("the whole match");
            let spoken = value.chars().all(|c| c.is_ascii_lowercase())
                && (is_common_word(value) || words::STATES.split_whitespace().any(|state| state == value));
            let title = value.chars().skip(1).all(|c| c.is_ascii_lowercase()) && is_common_word(&value.to_lowercase());
            let other = !open[at.range()].starts_with(&hit["word"]);
            match spoken || title || other {
                true => hit[0].to_owned(),
                false => format!("{}{}[code]", &hit["word"], &hit["link"]),
            }
        })
        .into_owned()
}

/// Everything that looks like a code where a word for one is near.
fn codes(text: &str, strong: bool, near: bool) -> String {
    let open = unexempt(text);
    let close: Vec<Range<usize>> =
        words::CODE.find_iter(&open).map(|hit| hit.start().saturating_sub(NEAR)..hit.end() + NEAR).collect();
    let mut sealed = String::with_capacity(text.len());
    let mut done = 0;
    let mut from = 0;
    // Amounts and dates are no codes, nor may a code be joined to one and be lost with it.
    let kept = words::AMOUNT.find_iter(text).map(|hit| hit.range()).chain(std::iter::once(text.len()..text.len()));
    for keep in kept {
        for token in tokens(&text[from..keep.start]) {
            let token = from + token.start..from + token.end;
            if strong || near || close.iter().any(|near| near.start <= token.end && token.start <= near.end) {
                sealed.push_str(&text[done..token.start]);
                sealed.push_str("[code]");
                done = token.end;
            }
        }
        from = keep.end;
    }
    sealed.push_str(&text[done..]);
    sealed
}

/// Where things are that look like codes: four digits or more, however they are set apart, or letters and digits mixed.
fn tokens(text: &str) -> Vec<Range<usize>> {
    static TOKEN: Pattern = LazyLock::new(|| {
        pattern(r"[A-Za-z\p{Nd}]*\p{Nd}(?:[ \-.·–_]?\p{Nd}){3,}[A-Za-z\p{Nd}]*|[A-Za-z\p{Nd}]+(?:-[A-Za-z\p{Nd}]+)*")
    });
    let is_code = |token: &str| {
        let digits = token.chars().filter(|c| c.is_numeric()).count();
        let letters = token.chars().filter(|c| c.is_ascii_alphabetic()).count();
        digits >= 4 || digits > 0 && letters > 0 && digits + letters >= 4 && !is_measure(token)
    };
    TOKEN.find_iter(text).filter(|hit| is_code(hit.as_str())).map(|hit| hit.range()).collect()
}

/// "10min", "128GB", "2FA", "24hours", "5th".
fn is_measure(token: &str) -> bool {
    static MEASURE: Pattern = LazyLock::new(|| {
        pattern(r"(?i)^\d{1,3}(?:st|nd|rd|th|min|mins|minutes?|hours?|hrs?|days?|secs?|[kmgt]?bp?s?|px|fa|am|pm|g)$")
    });
    MEASURE.is_match(token)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::{Importance, tests::note};
    use proptest::prelude::*;

    fn after(summary: &str, body: &str) -> String {
        let mut notification = note("Messages", summary, body);
        seal(&mut notification);
        notification.text()
    }

    #[test]
    fn codes_go_however_they_are_written() {
        for (text, code) in [
            ("Your verification code is 482913", "482913"),
            ("G-482913 is your Google verification code", "482913"),
            ("482 913 is your one-time code", "482 913"),
            ("Your code is 482 913. Do not share it.", "913"),
            ("验证码是 482 913，请勿告知他人", "913"),
            ("The passcode is 48 29 13 until tonight", "13"),
            ("Sign in with passcode 482 913", "913"),
            ("Your PIN: 4 8 2 9", "9"),
            ("Use 4-8-2-9 to sign in. OTP expires in 10 minutes", "4-8-2-9"),
            ("【招商银行】验证码482913，5分钟内有效，请勿泄露。", "482913"),
            ("您的动态密码是８８２１３４", "８８２１３４"),
            ("Steam Guard code: R7K2P", "R7K2P"),
            ("Your code is QWERTY", "QWERTY"),
            ("Backup codes: 1a2b-3c4d, 5e6f-7a8b", "5e6f-7a8b"),
            ("PIN 4821", "4821"),
            ("Il tuo codice è 448210", "448210"),
            ("取件码 8-2-3012，请凭码取件", "8-2-3012"),
            ("OTP 482913 2026-11-25 for Rs 4,999.00", "482913"),
        ] {
            let left = after("Messages", text);
            assert!(!left.contains(code) && left.contains("[code]"), "{left}");
        }
        assert!(!after("Verification code", "482913").contains("482913"));
        assert!(!after("482913", "is your code for Example").contains("482913"));
        assert_eq!(after("", "OTP 482913 for Rs 4,999.00 on 2026-11-25"), "OTP [code] for Rs 4,999.00 on 2026-11-25");
    }

    #[test]
    fn passwords_links_and_cards_go() {
        for (text, secret) in [
            ("The Wi-Fi password is blue-otter-77", "otter"),
            ("password: hunter two", "hunter"),
            ("Temporary password for anna: \"correct horse\"", "horse"),
            ("guest wifi, use password sunshine", "sunshine"),
            ("密码：Qwer!88，请勿外传", "Qwer"),
            ("新密码是abcXYZ", "abcXYZ"),
            ("Recovery phrase: apple river stone", "river"),
            ("Reset your password: https://example.com/a/b", "example.com/a"),
            ("Sign in here: example.com/magic/x8Zk", "x8Zk"),
            ("Card 4111 1111 1111 1111 was added", "1111 1111"),
            ("card 4012888888881881", "4012888888881881"),
            ("CVV 123, card ending 4242. CVV: 9217", "9217"),
        ] {
            let left = after("Note", text);
            assert!(!left.contains(secret), "{left}");
        }
    }

    #[test]
    fn what_is_no_secret_stays() {
        for text in [
            "Order 48291377 has shipped, arriving Nov 27",
            "订单 2026112588 已发货",
            "Process finished with exit code 1370 after 4821 s",
            "Your password is about to expire",
            "The code is merged, thanks",
            "Paid ¥482913 to 商户",
            "Read https://example.com/news today",
            "扫描二维码 4821 人参加",
            "Invoice 20261125 for $1,240.50",
        ] {
            assert_eq!(after("", text), text);
        }
    }

    proptest! {
        #[test]
        fn a_code_never_survives_and_sealing_is_final(
            code in "[0-9]{4,8}|[0-9]{3}[ -][0-9]{3}|[A-Z]-[0-9]{6}|[A-Z0-9]{3}[0-9][A-Z][A-Z0-9]{0,3}",
            word in "code|OTP|PIN|passcode|verification|2FA|验证码|动态密码|校验码|one-time",
            before in "([a-z]{1,9} |[请您的在 ]|\\PC){0,12}",
            after in "( [a-z]{1,9}|，[请勿泄露分钟]{1,4}|\\PC){0,12}",
            first in any::<bool>(),
        ) {
            let text = if first { format!("{before} {word}: {code} {after}") } else { format!("{before} {code} - {word} {after}") };
            // What is around it may be the start of an amount or a longer word.
            prop_assume!(!words::AMOUNT.find_iter(&text).any(|kept| kept.as_str().contains(&code)));
            let mut sealed = Notification { importance: Importance::Normal, ..note("Messages", "", &text) };
            seal(&mut sealed);
            prop_assert!(!sealed.body.contains(&code), "{}", sealed.body);
            let once = sealed.clone();
            seal(&mut sealed);
            prop_assert_eq!(once, sealed);
        }
    }
}
