//! Spans that no tool may change: addresses, code, names of files, numbers, markup, placeholders.
//!
//! What is found here is kept out of language detection, never cut in two, and checked by the guards after a model has
//! had its hands on the text. Recall and precision both matter: a missed URL may come back changed, but a misspelt word
//! taken for an identifier is never corrected.

use super::is_cjk;
use linkify::{LinkFinder, LinkKind};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// What a protected span is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ProtectedKind {
    /// Inline or fenced code with its backticks.
    Code,
    /// HTML or XML tags, comments and entities; a Markdown link's target with its brackets, `](…)`.
    Markup,
    /// `{{name}}`, `${x}`, `$HOME`, `%s`, `:smile:`.
    Placeholder,
    Url,
    Email,
    /// A path or a file name.
    Path,
    /// `@name`.
    Mention,
    /// `#tag`.
    Tag,
    /// `snake_case`, `camelCase`, `CONST_CASE`, `call()`.
    Identifier,
    /// A number with its currency, unit, sign; a date, time, version or telephone number in digits.
    Number,
    /// A direct quotation with its marks; from [`quotes`] only.
    Quote,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protected {
    pub range: Range<usize>,
    pub kind: ProtectedKind,
}

/// The spans of `text` to leave alone, in order and without overlap.
pub fn protected(text: &str) -> Vec<Protected> {
    let mut found = code(text);
    for (kind, pattern) in PATTERNS.iter() {
        for hit in pattern.find_iter(text) {
            if starts_apart(text, hit.start(), *kind) && ends_apart(text, hit.end(), *kind) {
                found.push(Protected { range: hit.range(), kind: *kind });
            }
        }
    }
    found.extend(links(text));
    // The span that starts first wins; of those, the kind that holds more (code before the number in it), then length.
    found.sort_by(|a, b| (a.range.start, a.kind).cmp(&(b.range.start, b.kind)).then(b.range.end.cmp(&a.range.end)));
    let mut end = 0;
    found.retain(|span| {
        let keep = span.range.start >= end;
        if keep {
            end = span.range.end;
        }
        keep
    });
    found
}

/// Direct quotations, marks included: `"…"`, `“…”`, `„…“`, `«…»`, `「…」`. They keep their words, but mistakes in them
/// may be mended, so they are not part of [`protected`].
pub fn quotes(text: &str) -> Vec<Protected> {
    QUOTES
        .find_iter(text)
        .filter(|hit| {
            let straight = hit.as_str().starts_with('"');
            !straight || (starts_apart(text, hit.start(), ProtectedKind::Quote) && !word_after(text, hit.end()))
        })
        .map(|hit| Protected { range: hit.range(), kind: ProtectedKind::Quote })
        .collect()
}

fn pattern(source: &str) -> Regex {
    Regex::new(source).expect("a valid pattern")
}

static QUOTES: LazyLock<Regex> = LazyLock::new(|| {
    // A quotation may run over a line end, not over a blank line.
    let inside = |not: &str| format!(r"(?:[^{not}\n]|\n[^{not}\n\s])+");
    pattern(&format!(
        "\"[^\\s\"]{}\"|“{}”|„{}[“”]|«{}»|「{}」|『{}』",
        inside("\"").replace(")+", ")*"),
        inside("“”"),
        inside("„“”"),
        inside("«»"),
        inside("「」"),
        inside("『』")
    ))
});

/// Units that may stand apart from their number. `(?-u:\b)`: an ASCII word ends here, even before a Chinese character.
const UNITS: &str = r"(?:[kKMGT]i?B(?:/s)?|[kMG]?bps|[kMG]?Hz|[kM]?[WVA]h?|km/h|mph|m/s|[kmcn]?m|[km]?g|[mµn]?s|min|hrs?|h|[md]?[lL]|kcal|[ap]m|[AP]M|USD|EUR|GBP|CNY|CHF|JPY|px|pt|ft|lbs?|oz)(?-u:\b)[²³]?|[ap]\.m\.|°[CF]?|[%‰€£]";

static PATTERNS: LazyLock<Vec<(ProtectedKind, Regex)>> = LazyLock::new(|| {
    use ProtectedKind::*;
    const NAME: &str = r"\.?[A-Za-z0-9_@+-]+(?:\.[A-Za-z0-9_@+-]+)*";
    let path =
        format!(r"(?:~|\.{{1,2}})?/{NAME}(?:/{NAME})*/?|{NAME}(?:/{NAME})*/[A-Za-z0-9_@+.-]*\w\.[A-Za-z]\w{{0,4}}");
    let number = format!(
        r"\+\d{{1,3}}(?:[ \-./()]{{1,2}}\d{{2,}}){{2,}}|(?:[$€£¥₹]\s?)?[vV]?\d+(?:[.,:/’'×x–-]\d+)*(?:(?:st|nd|rd|th|[KMGDkx]|bn|e\d+)(?-u:\b)|[ \u{{a0}}\u{{202f}}]?(?:{UNITS}))?"
    );
    let signed = format!(r"[-−+±~≈]\d+(?:[.,]\d+)*(?:[ \u{{a0}}]?(?:{UNITS}))?");
    [
        (Markup, r"(?s)<!--.*?-->"),
        (Markup, r#"</?[A-Za-z][\w:-]*(?:\s+[\w:@.-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+))?)*\s*/?>"#),
        (Markup, r"&(?:[A-Za-z]{2,8}|#\d{1,6}|#x[0-9A-Fa-f]{1,6});"),
        (Markup, r#"\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+"[^"\n]*")?\)|\]\[[^\]\n]*\]"#),
        (Placeholder, r"\{\{[^{}\n]*\}\}|\$?\{[\w.\-:]*\}|\$[A-Za-z_]\w*|%\(\w+\)[sdfr]|%(?:\d+\$)?[sdifxu@]|%[A-Z_]{2,}%|:[a-z][a-z0-9_+-]+:"),
        (Path, &path),
        (Path, r#"[A-Za-z]:\\[^\s"<>|?*]*[^\s"<>|?*.,;:)]|\\\\\w+\\[^\s"<>|?*]+"#),
        (Path, r"[\w-]+(?:\.[\w-]+)*\.(?:rs|py|js|jsx|ts|tsx|json|toml|ya?ml|xml|html?|css|svelte|java|cpp|hpp|sh|ps1|md|txt|rtf|pdf|docx?|xlsx?|pptx?|odt|ods|csv|tsv|vtt|srt|png|jpe?g|gif|svg|webp|mp[34]|wav|mov|zip|tar|gz|exe|dll|dmg|deb|rpm|log|conf|cfg|ini|sql|sqlite|gguf|safetensors|ipynb)"),
        (Mention, r"@[\w][\w-]*(?:\.[\w-]+)*"),
        (Tag, r"#[\w][\w-]*"),
        (Identifier, r"\w+(?:\.\w+)*\(\)|_*[A-Za-z0-9]+(?:_+[A-Za-z0-9]+)+_*|[a-z]+[0-9]*(?:[A-Z][a-z0-9]+)+[A-Z]?|\w+(?:::\w+)+"),
        (Number, &number),
        (Number, &signed),
    ]
    .map(|(kind, source)| (kind, pattern(source)))
    .into()
});

/// A word character of a script that puts spaces between words: what a span must not grow out of or into.
fn joins(c: char) -> bool {
    (c.is_alphanumeric() || c == '_') && !is_cjk(c)
}

fn starts_apart(text: &str, at: usize, kind: ProtectedKind) -> bool {
    let Some(before) = text[..at].chars().next_back() else { return true };
    match kind {
        ProtectedKind::Markup => true,
        ProtectedKind::Path => !joins(before) && !matches!(before, '/' | '\\' | '.' | '@' | '~' | '<' | ':'),
        ProtectedKind::Placeholder => !before.is_ascii_digit() || !text[at..].starts_with(['%', ':']),
        ProtectedKind::Mention | ProtectedKind::Tag => !joins(before) && !matches!(before, '@' | '#' | '&' | '/' | '.'),
        _ => !joins(before),
    }
}

fn ends_apart(text: &str, at: usize, kind: ProtectedKind) -> bool {
    match kind {
        ProtectedKind::Markup => true,
        ProtectedKind::Placeholder => text[..at].ends_with(['}', '%', ':']) || !word_after(text, at),
        _ => !word_after(text, at),
    }
}

fn word_after(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_some_and(joins) && text[at..].chars().next().is_some_and(joins)
        || text[..at].ends_with('"') && text[at..].chars().next().is_some_and(joins)
}

/// Top-level domains that make a bare `name.tld` an address. Those that are English words (`it`, `is`, `me`, `so`, …) are
/// left out: a missing space after a full stop is far more common.
const KNOWN_DOMAINS: &[&str] = &[
    "com", "org", "net", "edu", "gov", "info", "biz", "io", "dev", "app", "ai", "co", "uk", "de", "fr", "es", "nl",
    "ch", "cn", "jp", "kr", "eu", "ca", "au", "br", "ru", "pl", "se", "tv", "xyz", "tech", "cloud",
];

fn links(text: &str) -> Vec<Protected> {
    let mut finder = LinkFinder::new();
    finder.url_must_have_scheme(false);
    let mut found = Vec::new();
    for link in finder.links(text) {
        let (start, whole) = (link.start(), link.as_str());
        if *link.kind() == LinkKind::Email {
            found.push(Protected { range: start..link.end(), kind: ProtectedKind::Email });
            continue;
        }
        // Chinese has no space after an address.
        let url = &whole[..whole.find(is_cjk).unwrap_or(whole.len())];
        if url.contains("://") || is_bare_address(url) {
            found.push(Protected { range: start..start + url.len(), kind: ProtectedKind::Url });
        }
    }
    found
}

fn is_bare_address(url: &str) -> bool {
    let host = url.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let Some((name, tld)) = host.rsplit_once('.') else { return false };
    let plain = host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
    plain && !name.is_empty() && (KNOWN_DOMAINS.contains(&tld) || url.starts_with("www.") && name.len() > 3)
}

/// Fenced blocks (to the end of the text when left open) and inline code.
fn code(text: &str) -> Vec<Protected> {
    let mut found = Vec::new();
    let mut open: Option<(usize, &str)> = None;
    let (mut at, mut outside) = (0, 0);
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        let bare = line.trim_start_matches(' ');
        let fence = if line.len() - bare.len() <= 3 { fence_mark(bare) } else { "" };
        match open {
            None if !fence.is_empty() => {
                inline_code(text, outside..at, &mut found);
                open = Some((at, fence));
            }
            Some((start, mark)) if fence.starts_with(mark) && bare[fence.len()..].trim().is_empty() => {
                found.push(Protected { range: start..at + line.trim_end().len(), kind: ProtectedKind::Code });
                (open, outside) = (None, end);
            }
            _ => {}
        }
        at = end;
    }
    match open {
        Some((start, _)) => found.push(Protected { range: start..text.trim_end().len(), kind: ProtectedKind::Code }),
        None => inline_code(text, outside..text.len(), &mut found),
    }
    found
}

/// The run of three or more backticks or tildes a line begins with.
fn fence_mark(line: &str) -> &str {
    for mark in ['`', '~'] {
        let rest = line.trim_start_matches(mark);
        let run = line.len() - rest.len();
        // Backticks later in the line make it inline code.
        if run >= 3 && !(mark == '`' && rest.contains('`')) {
            return &line[..run];
        }
    }
    ""
}

/// Runs of backticks closed by a run of the same length in the same paragraph.
fn inline_code(text: &str, range: Range<usize>, found: &mut Vec<Protected>) {
    static RUNS: LazyLock<Regex> = LazyLock::new(|| pattern(r"`+|\n[ \t\r]*\n"));
    let mut open: Vec<Range<usize>> = Vec::new();
    for hit in RUNS.find_iter(&text[range.clone()]) {
        let here = range.start + hit.start()..range.start + hit.end();
        if !hit.as_str().starts_with('`') {
            open.clear();
        } else if let Some(i) = open.iter().position(|run| run.len() == here.len()) {
            found.push(Protected { range: open[i].start..here.end, kind: ProtectedKind::Code });
            open.clear();
        } else if open.len() < 8 {
            open.push(here);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ProtectedKind::*;
    use proptest::prelude::*;

    fn spans(text: &str) -> Vec<(ProtectedKind, &str)> {
        protected(text).into_iter().map(|p| (p.kind, &text[p.range])).collect()
    }

    fn only(text: &str, kind: ProtectedKind) -> Vec<&str> {
        spans(text).into_iter().filter(|(k, _)| *k == kind).map(|(_, s)| s).collect()
    }

    #[test]
    fn addresses() {
        let text = "see https://example.com/a_b?c=1 or mail bob@example.com . www.x.org/y, docs.rs and stet.dev/a(b).";
        assert_eq!(only(text, Url), ["https://example.com/a_b?c=1", "www.x.org/y", "stet.dev/a(b)"]);
        assert_eq!(only(text, Email), ["bob@example.com"]);
        assert_eq!(only("请看https://example.com/页。谢谢", Url), ["https://example.com/"]);
        assert_eq!(only("<https://a.example/x>", Url), ["https://a.example/x"]);
        for text in ["the libary.I went", "home.It was", "yes.no", "e.g. this", "the end.Then we"] {
            assert_eq!(spans(text), [], "{text}");
        }
    }

    #[test]
    fn code_and_markup() {
        let text = "Run `cargo test` or ``a`b``:\n\n```rust\nlet x = 1; // `\n```\nand ~~~ no. <b class=\"x\">bold</b> &amp; <!-- a\nb -->";
        assert_eq!(only(text, Code), ["`cargo test`", "``a`b``", "```rust\nlet x = 1; // `\n```"]);
        assert_eq!(only(text, Markup), ["<b class=\"x\">", "</b>", "&amp;", "<!-- a\nb -->"]);
        assert_eq!(only("see [the docs](docs/a.md \"t\") and [x][1]", Markup), ["](docs/a.md \"t\")", "][1]"]);
        assert_eq!(only("left `open\n\nand `closed`", Code), ["`closed`"]);
        assert_eq!(only("~~~\nopen to the end\n", Code), ["~~~\nopen to the end"]);
        assert_eq!(spans("I <3 you, a < b and c > d"), [(Number, "3")]);
    }

    #[test]
    fn placeholders_names_and_tags() {
        assert_eq!(
            only("Dear {{first name}}, ${x} $HOME %s %1$s {0} %(n)d :smile: 50%s", Placeholder),
            ["{{first name}}", "${x}", "$HOME", "%s", "%1$s", "{0}", "%(n)d", ":smile:"]
        );
        assert_eq!(only("@bob and @ann-lee. #launch #42 C# x@y", Mention), ["@bob", "@ann-lee"]);
        assert_eq!(only("@bob and @ann-lee. #launch #42 C# x@y", Tag), ["#launch", "#42"]);
    }

    #[test]
    fn paths_and_identifiers() {
        assert_eq!(
            only(
                r"open src/main.rs, /etc/hosts, ~/.bashrc, ./dev or C:\Users\me\a.txt. report.pdf and/or he/she",
                Path
            ),
            ["src/main.rs", "/etc/hosts", "~/.bashrc", "./dev", r"C:\Users\me\a.txt", "report.pdf"]
        );
        assert_eq!(
            only("use snake_case camelCase MAX_LEN foo() std::io not Word iT or hello", Identifier),
            ["snake_case", "camelCase", "MAX_LEN", "foo()", "std::io"]
        );
    }

    #[test]
    fn numbers() {
        let text = "At 10:30 am on 2024-05-06 we paid $1,234.50 (20%) for 5kg, v1.2.3, 3rd, 20 °C, 1920x1080 and +49 170 1234567. In 1999, 4 cats.";
        assert_eq!(
            only(text, Number),
            [
                "10:30 am",
                "2024-05-06",
                "$1,234.50",
                "20%",
                "5kg",
                "v1.2.3",
                "3rd",
                "20 °C",
                "1920x1080",
                "+49 170 1234567",
                "1999",
                "4"
            ]
        );
        assert_eq!(only("第3章，2024年5月6日，100元", Number), ["3", "2024", "5", "6", "100"]);
        assert_eq!(spans("2day is gr8"), []);
    }

    #[test]
    fn quotations() {
        let text = "He said \"i has gone\" and “left”. 5\" disk. 他说“你好。”「好」 „so“ «oui»\n\"not\n\nthis\"";
        let found: Vec<_> = quotes(text).into_iter().map(|q| &text[q.range]).collect();
        assert_eq!(found, ["\"i has gone\"", "“left”", "“你好。”", "「好」", "„so“", "«oui»"]);
    }

    proptest! {
        #[test]
        fn ordered_apart_and_on_character_boundaries(
            text in "([a-z]{1,5}|\\PC|[`@#<>{}$%:/._~\"|0-9-]|https://a\\.b/|[ \n]|\r\n|```\n|好|é){0,60}"
        ) {
            let mut end = 0;
            for span in protected(&text) {
                prop_assert!(span.range.start >= end && !text[span.range.clone()].is_empty());
                end = span.range.end;
            }
            for quote in quotes(&text) {
                prop_assert!(!text[quote.range].is_empty());
            }
        }
    }
}
