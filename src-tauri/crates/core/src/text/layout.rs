//! What of a text is prose, and what is the layout around it that no tool touches.

use super::protected;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A stretch of a text. The pieces of a text tile it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub range: Range<usize>,
    /// A tool may edit it.
    pub prose: bool,
}

/// Lines from this length on were wrapped by a program: with the next one they are a paragraph.
const WRAPPED: usize = 50;

/// Tiles a text into prose (the content of paragraphs, list items, headings, each without its markers) and the rest
/// (markers, indentation, blank lines, line ends, code, tables, quoted replies, lines without words).
pub fn layout(text: &str) -> Vec<Piece> {
    let spans = protected(text);
    let mut prose: Vec<Range<usize>> = Vec::new();
    let mut fenced = false;
    let mut at = 0;
    // The last prose range goes on in the next line.
    let mut open = false;
    let quoted_reply = text.lines().filter(|l| l.starts_with('>')).count() > 1 && text.lines().any(|l| l.trim_end().ends_with("wrote:"));
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let content = line.trim_end_matches(['\n', '\r']);
        let fence = content.trim_start().starts_with("```") || content.trim_start().starts_with("~~~");
        if fence {
            fenced = !fenced;
        }
        let marker = marker(content);
        let body = content[marker..].trim_end();
        let range = start + marker..start + marker + body.len();
        let reply = quoted_reply && content.starts_with('>');
        let inside = spans.iter().any(|s| s.range.start < range.start && range.end < s.range.end);
        if fence || fenced || reply || inside || !wordy(body, range.start, &spans) || rule_or_table(body) {
            open = false;
            continue;
        }
        match prose.last_mut() {
            Some(last) if open && marker == content.len() - content.trim_start().len() => last.end = range.end,
            _ => prose.push(range),
        }
        open = body.chars().count() >= WRAPPED;
    }
    let mut pieces = Vec::new();
    let mut end = 0;
    for range in prose {
        if range.start > end {
            pieces.push(Piece { range: end..range.start, prose: false });
        }
        end = range.end;
        pieces.push(Piece { range, prose: true });
    }
    if end < text.len() {
        pieces.push(Piece { range: end..text.len(), prose: false });
    }
    pieces
}

/// Bytes of indentation and markers before a line's content.
fn marker(line: &str) -> usize {
    static MARKER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^\s*(?:>\s?)*\s*(?:(?:#{1,6}|[-*+•·–]|\(?[0-9]{1,3}[.)]|\([a-z]\)|[a-z]\))\s+(?:\[[ xX]\]\s+)?)?(?:(?:Subject|主题):\s+)?")
            .expect("a constant")
    });
    MARKER.find(line).map_or(0, |m| m.end())
}

/// Has a word that is not protected.
fn wordy(body: &str, offset: usize, spans: &[super::Protected]) -> bool {
    let from = spans.partition_point(|s| s.range.end <= offset);
    body.char_indices().filter(|(_, c)| c.is_alphabetic()).any(|(i, _)| {
        let at = offset + i;
        !spans[from..].iter().take_while(|s| s.range.start <= at).any(|s| s.range.contains(&at))
    })
}

fn rule_or_table(body: &str) -> bool {
    static HEADER: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^(?:From|To|Cc|Bcc|Date|Sent|Reply-To|发件人|收件人|日期):\s").expect("a constant"));
    body.starts_with('|') && body.ends_with('|') || HEADER.is_match(body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn prose(text: &str) -> Vec<&str> {
        layout(text).into_iter().filter(|p| p.prose).map(|p| &text[p.range]).collect()
    }

    #[test]
    fn markers_code_and_blank_lines_are_layout() {
        let text = "# A title\r\n\r\n- one item  \r\n  * [ ] another\r\n> a quote\r\n```\nlet x = 1;\n```\n12:30 🎉\nThe end.\n";
        assert_eq!(prose(text), ["A title", "one item", "another", "a quote", "The end."]);
    }

    #[test]
    fn wrapped_lines_are_one_paragraph_and_short_ones_their_own() {
        let long = "This line was wrapped by a mail program at its width of\nseventy characters or so.\n\nBest,\nAnn\n";
        let paragraph = "This line was wrapped by a mail program at its width of\nseventy characters or so.";
        assert_eq!(prose(long), [paragraph, "Best,", "Ann"]);
    }

    proptest! {
        #[test]
        fn pieces_tile_the_text(text in "(# |- |> |```|`x`|[a-z]{1,9}| |\\r\\n|\\n\\n|[一-三]|🦊|é|\\||https://a.b){0,60}") {
            let mut end = 0;
            for piece in layout(&text) {
                prop_assert_eq!(piece.range.start, end);
                prop_assert!(piece.range.end > end && text.is_char_boundary(piece.range.end));
                if piece.prose {
                    prop_assert_eq!(text[piece.range.clone()].trim(), &text[piece.range.clone()]);
                }
                end = piece.range.end;
            }
            prop_assert_eq!(end, text.len());
        }
    }
}
