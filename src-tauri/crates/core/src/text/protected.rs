//! Spans that no tool may change: addresses, code, numbers with their units, names with an @, placeholders, markup.

use linkify::{LinkFinder, LinkKind};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// What a protected span is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProtectedKind {
    Url,
    Email,
    Code,
    Path,
    Number,
    /// `@name`, `#tag`
    Handle,
    Markup,
    Placeholder,
    /// `snake_case`, `camelCase`, `CONST_CASE`, `name()`
    Identifier,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protected {
    pub range: Range<usize>,
    pub kind: ProtectedKind,
}

/// In the order in which they claim a place: an address inside code is code.
static PATTERNS: LazyLock<Vec<(ProtectedKind, Regex)>> = LazyLock::new(|| {
    use ProtectedKind as K;
    [
        (K::Code, r"(?s)```.*?(?:```|\z)|`[^`\r\n]+`"),
        (K::Placeholder, r"\{\{[^{}\r\n]{1,60}\}\}|\$\{[^{}\r\n]{1,60}\}|%[0-9.]*[sdf]\b|%\([A-Za-z_]+\)s"),
        (K::Markup, r#"</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>\r\n]*)?/?>|&[a-z]{2,8};"#),
        (K::Path, r"(?:\b[A-Za-z]:\\|(?:^|[\s(])(?:~|\.{1,2})?/)[\w.~-]+(?:[/\\][\w.~-]+)+/?"),
        (K::Handle, r"(?:^|[\s(（，。])[@#][\p{L}\p{N}_][\p{L}\p{N}_.-]*[\p{L}\p{N}_]"),
        (K::Identifier, r"\b[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+\b|\b[a-z]+(?:[A-Z][a-z0-9]+)+\b|\b[A-Za-z_][\w.]*\(\)"),
        (
            K::Number,
            r"(?:[$€£¥]\s?)?\b\d+(?:[.,:/-]\d+)*(?:\s?(?:%|°C?|€|£|[kKMG]?B\b|k?m\b|cm\b|mm\b|k?g\b|am\b|pm\b|a\.m\.|p\.m\.))?|\bv\d+(?:\.\d+)+",
        ),
    ]
    .map(|(kind, pattern)| (kind, Regex::new(pattern).expect("a constant")))
    .into()
});

/// The protected spans of a text, sorted, not overlapping.
pub fn protected(text: &str) -> Vec<Protected> {
    let mut spans: Vec<Protected> = Vec::new();
    let mut finder = LinkFinder::new();
    finder.url_must_have_scheme(true).kinds(&[LinkKind::Url, LinkKind::Email]);
    for link in finder.links(text) {
        let kind = if *link.kind() == LinkKind::Email { ProtectedKind::Email } else { ProtectedKind::Url };
        spans.push(Protected { range: link.start()..link.end(), kind });
    }
    static BARE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\b(?:www\.[\w-]+(?:\.[\w-]+)+|(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|edu|gov|info|app|ai|de|uk|fr|cn|eu))(?:/[^\s<>()]*[\w/])?\b")
            .expect("a constant")
    });
    spans.extend(BARE.find_iter(text).map(|m| Protected { range: m.range(), kind: ProtectedKind::Url }));
    for (kind, pattern) in PATTERNS.iter() {
        for found in pattern.find_iter(text) {
            // What stands before a path or handle is only there to tell it from the middle of a word.
            let lead = found.as_str().len() - found.as_str().trim_start_matches([' ', '\t', '\r', '\n', '(', '（', '，', '。']).len();
            spans.push(Protected { range: found.start() + lead..found.end(), kind: *kind });
        }
    }
    // The longest claim from a place wins; a span inside another is part of it.
    spans.sort_by_key(|span| (span.range.start, std::cmp::Reverse(span.range.end)));
    let mut end = 0;
    spans.retain(|span| {
        let free = span.range.start >= end && !span.range.is_empty();
        if free {
            end = span.range.end;
        }
        free
    });
    spans
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> Vec<&str> {
        protected(text).into_iter().map(|span| &text[span.range]).collect()
    }

    #[test]
    fn addresses_code_numbers_and_names_are_found_whole() {
        assert_eq!(
            shown("see https://example.com/a_b?c=1 or mail bob@example.com ."),
            ["https://example.com/a_b?c=1", "bob@example.com"]
        );
        assert_eq!(shown("run `cargo test` in ~/src/stet, then www.example.org/x."), ["`cargo test`", "~/src/stet", "www.example.org/x"]);
        assert_eq!(shown("ask @ann about #budget: $4,000 by 12:30 on 2026-05-01, 12% off"), [
            "@ann", "#budget", "$4,000", "12:30", "2026-05-01", "12%"
        ]);
        assert_eq!(shown("call load_model() or readFile with MAX_SIZE and {{name}}, 100 %s"), [
            "load_model()", "readFile", "MAX_SIZE", "{{name}}", "100", "%s"
        ]);
        assert_eq!(shown("a <b>bold</b> word"), ["<b>", "</b>"]);
    }

    #[test]
    fn prose_is_left_alone() {
        assert_eq!(shown("I went to the libary.I liked it , and/or not."), [] as [&str; 0]);
        assert_eq!(shown("我去了图书馆。"), [] as [&str; 0]);
    }

    proptest! {
        #[test]
        fn spans_are_ordered_and_on_character_boundaries(text in "(\\PC|https://a.b/|@|`|[0-9]|\\r\\n| ){0,80}") {
            let mut end = 0;
            for span in protected(&text) {
                prop_assert!(span.range.start >= end && span.range.end > span.range.start);
                prop_assert!(text.is_char_boundary(span.range.start) && text.is_char_boundary(span.range.end));
                end = span.range.end;
            }
        }
    }
}
