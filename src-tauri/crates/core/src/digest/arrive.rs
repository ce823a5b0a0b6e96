//! What the bus delivers, made into text that is safe to keep and to show: markup is stripped, entities are decoded,
//! characters that control a terminal or turn the order of letters are removed, secrets are sealed, lengths are bounded.

use super::{Importance, Notification, seal};
use jiff::civil::DateTime;
use regex::{Captures, Regex};
use std::borrow::Cow;
use std::sync::LazyLock;

/// The arguments of `org.freedesktop.Notifications.Notify` that matter here, as they came. Actions and other hints are
/// left behind.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Notify {
    pub app_name: String,
    pub replaces_id: u32,
    pub summary: String,
    pub body: String,
    /// The hint `urgency`.
    pub urgency: Option<u8>,
    /// The hint `category`.
    pub category: String,
}

/// Tells nothing of what it says: it may hold a password, and this may end in a log.
impl std::fmt::Debug for Notify {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let characters = self.summary.chars().count() + self.body.chars().count();
        f.debug_struct("Notify").field("characters", &characters).finish_non_exhaustive()
    }
}

/// Characters of each text that are read at all…
const READ: usize = 16_000;
/// …and that are kept.
const NAME: usize = 100;
const SUMMARY: usize = 300;
const BODY: usize = 4_000;

impl Notification {
    /// A notification as it is kept: clean, and without the secrets it came with.
    pub fn arrived(notify: Notify, id: u32, time: DateTime) -> Notification {
        let mut notification = Notification {
            id,
            replaces: notify.replaces_id,
            app: one_line(&clean(cut(&notify.app_name, READ))),
            summary: one_line(&clean(cut(&notify.summary, READ))),
            body: clean(&decoded(&stripped(cut(&notify.body, READ)))).trim().to_owned(),
            importance: notify.urgency.map_or(Importance::Normal, Importance::from_hint),
            category: one_line(&clean(cut(&notify.category, NAME))),
            time,
        };
        // Before lengths are cut: half a code is a secret too.
        seal(&mut notification);
        for (text, most) in
            [(&mut notification.app, NAME), (&mut notification.summary, SUMMARY), (&mut notification.body, BODY)]
        {
            text.truncate(cut(text, most).len());
        }
        notification
    }
}

/// The first so many characters.
pub(super) fn cut(text: &str, most: usize) -> &str {
    text.char_indices().nth(most).map_or(text, |(end, _)| &text[..end])
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Without the markup that notifications may have; anything else between angle brackets is text.
fn stripped(body: &str) -> Cow<'_, str> {
    static TAG: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r#"(?is)<img\b[^<>]*\balt\s*=\s*(?:"(?P<a>[^"<>]*)"|'(?P<b>[^'<>]*)')[^<>]*>|<img\b[^<>]*>|<(?P<line>br|/p|/div|/li)\s*/?\s*>|</?(?:b|i|u|a|p|s|em|strong|span|font|small|big|sub|sup|tt|div|li|ul|ol|html|body|qt|pre|code)(?:\s[^<>]*)?/?>"#,
        )
        .expect("a valid pattern")
    });
    TAG.replace_all(body, |hit: &Captures| {
        if hit.name("line").is_some() {
            return "\n".to_owned();
        }
        hit.name("a").or(hit.name("b")).map_or(String::new(), |alt| alt.as_str().to_owned())
    })
}

/// With its entities decoded, once: what they spell is text and no markup.
fn decoded(text: &str) -> Cow<'_, str> {
    static ENTITY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"&(?:#[xX](?P<hex>[0-9a-fA-F]{1,6})|#(?P<dec>[0-9]{1,7})|(?P<name>amp|lt|gt|quot|apos|nbsp));")
            .expect("a valid pattern")
    });
    ENTITY.replace_all(text, |hit: &Captures| {
        let number = hit
            .name("hex")
            .and_then(|hex| u32::from_str_radix(hex.as_str(), 16).ok())
            .or_else(|| hit.name("dec").and_then(|dec| dec.as_str().parse().ok()));
        let c = match (number, hit.name("name").map(|name| name.as_str())) {
            (Some(number), _) => char::from_u32(number),
            (_, Some("amp")) => Some('&'),
            (_, Some("lt")) => Some('<'),
            (_, Some("gt")) => Some('>'),
            (_, Some("quot")) => Some('"'),
            (_, Some("apos")) => Some('\''),
            _ => Some(' '),
        };
        c.map_or_else(String::new, String::from)
    })
}

/// Without characters that control, hide or reorder text. Line ends stay.
fn clean(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let before = clean.chars().next_back();
        let letters = |c: Option<char>| c.is_some_and(|c| !c.is_ascii() && !c.is_numeric());
        match c {
            '\n' | '\u{2028}' | '\u{2029}' | '\u{85}' => clean.push('\n'),
            '\r' if chars.peek() != Some(&'\n') => clean.push('\n'),
            '\t' | '\u{a0}' => clean.push(' '),
            // They join emoji and letters of some scripts; between digits they only hide what is there.
            '\u{200c}' | '\u{200d}' if letters(before) && letters(chars.peek().copied()) => clean.push(c),
            '\u{fe0f}' if !before.is_some_and(char::is_numeric) => clean.push(c),
            c if is_control(c) => {}
            c => clean.push(c),
        }
    }
    clean
}

fn is_control(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{20e3}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn body(text: &str) -> String {
        let notify = Notify { body: text.into(), ..Notify::default() };
        Notification::arrived(notify, 1, DateTime::constant(2026, 11, 25, 14, 0, 0, 0)).body
    }

    #[test]
    fn markup_goes_and_text_stays() {
        assert_eq!(body("<b>Anna</b>: see <a href=\"x://y\">this</a><br/>now"), "Anna: see this\nnow");
        assert_eq!(body("a &lt;b&gt; &amp;amp; &#39;c&#x27; if x<3 and y>2"), "a <b> &amp; 'c' if x<3 and y>2");
        assert_eq!(body("<img src='a' alt='a cat'/> <script>alert(1)</script>"), "a cat <script>alert(1)</script>");
    }

    #[test]
    fn hostile_characters_are_removed() {
        assert_eq!(body("\u{1b}[31mred\u{7} \u{202e}live\u{2066} a\u{200b}b"), "[31mred live ab");
        assert_eq!(body("👩\u{200d}👧 and 4\u{fe0f}\u{20e3}"), "👩\u{200d}👧 and 4");
        assert_eq!(body("one\r\ntwo\rthree"), "one\ntwo\nthree");
    }

    #[test]
    fn what_arrives_is_bounded_and_not_told_by_debug() {
        let notify = Notify { summary: "s".repeat(99_999), body: "密".repeat(99_999), ..Notify::default() };
        let told = format!("{notify:?}");
        assert!(told.len() < 60 && !told.contains('密'));
        let kept = Notification::arrived(notify, 1, DateTime::constant(2026, 11, 25, 14, 0, 0, 0));
        assert_eq!((kept.summary.chars().count(), kept.body.chars().count()), (SUMMARY, BODY));
    }

    proptest! {
        #[test]
        fn no_text_brings_in_a_control_character(text in "(\\PC|[\u{0}-\u{1f}]|[\u{200b}-\u{200f}\u{202a}-\u{202e}]|<b>|&#x202e;|&#27;){0,60}") {
            let body = body(&text);
            let hostile = |c: char| c != '\n' && c.is_control() || matches!(c, '\u{202a}'..='\u{202e}');
            prop_assert!(!body.contains(hostile));
        }
    }
}
