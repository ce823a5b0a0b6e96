//! Which parts of a text are prose that may be edited, and which are its frame: markers, indentation, line ends, code,
//! tables, signatures, quoted replies. The frame comes back byte for byte because no model ever sees it.
//!
//! The rules, in the order they apply to a line:
//! 1. What follows an "Original Message" line, quoted replies, signatures and table rows are frame. `>` lines are a
//!    quoted reply when an attribution ("On … wrote:") stands before them or they are nested (`>>`); otherwise they
//!    are a Markdown quote, and prose after the mark.
//! 2. A line without a letter outside protected spans is frame (blank lines, rules, fences, emoji, bare addresses).
//! 3. Lines that look like source code, and indented blocks holding one, are frame.
//! 4. Every other line is prose after its marker (list, heading, quote, comment, "Subject:", and in a transcript the time
//!    and the speaker) and without its trailing whitespace.
//! 5. Lines of a hard-wrapped paragraph are one piece, line ends included: a line of 50 to 120 columns is continued by
//!    a following plain line, unless it ends in punctuation although the next word would still have fitted.

use super::protected::{Protected, protected};
use super::{is_cjk, trimmed};
use regex::Regex;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

/// A stretch of a text. The pieces of a layout tile it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub range: Range<usize>,
    /// May be edited. Prose has no whitespace at its ends, but a hard-wrapped paragraph has line ends inside.
    pub prose: bool,
}

/// The pieces of `text`, in order; their concatenation is `text`.
pub fn layout(text: &str) -> Vec<Piece> {
    layout_around(text, &protected(text))
}

pub(super) fn layout_around(text: &str, spans: &[Protected]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut end = 0;
    for range in joined(text, &lines(text, spans)) {
        if end < range.start {
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

/// Columns a line must have to be taken for hard-wrapped, and may have.
const WRAPPED: std::ops::RangeInclusive<usize> = 50..=120;
/// A narrower wrap than this is not expected, whatever the longest line.
const NARROWEST_WRAP: usize = 64;

struct Line {
    /// The whole line without its line end.
    whole: Range<usize>,
    /// Where its prose stands; empty for frame.
    prose: Range<usize>,
    /// May be continued by the next line.
    open: bool,
    /// May continue the line before: nothing but whitespace stands before its prose.
    plain: bool,
}

fn regex(source: &str) -> Regex {
    Regex::new(source).expect("a valid pattern")
}

macro_rules! patterns {
    ($($name:ident = $source:expr;)*) => { $(static $name: LazyLock<Regex> = LazyLock::new(|| regex($source));)* };
}

patterns! {
    MARKER = r"^\s*(?:>[ \t]?)*(?:(?:#{1,6}|[-*+•◦▪‣·–—]|\d{1,3}[.)]|\(?[A-Za-z]\)|\((?:\d{1,3}|[ivxIVX]{1,4})\)|//[/!]?|/\*+)[ \t\u{3000}]+|\[(?:[ xX]|\d{1,2}:\d\d(?::\d\d)?)\][ \t]+|(?:[一二三四五六七八九十]{1,3}|\d{1,3})、|[（(](?:[一二三四五六七八九十]{1,3}|\d{1,3})[）)][ \t]*)*";
    SUBJECT = r"(?i)^(?:subject|betreff|主题)[ \t]*[:：][ \t]*(?:(?:re|fwd?|aw|wg|回复|转发)[:：][ \t]*)*";
    HEADER = r"^(?:From|To|Cc|CC|Bcc|BCC|Date|Sent|Reply-To|Von|An|Gesendet|发件人|收件人|抄送|日期|发送时间)[ \t]*[:：]";
    SPEAKER = r"^(?:\[?\d{1,2}:\d\d(?::\d\d)?(?:\s?[AaPp]\.?[Mm]\.?)?\]?[ \t]+(?:-[ \t]+)?)?([\p{L}\d_][\p{L}\p{M}\d_.'’ -]{0,30})(?::(?:[ \t]+|$)|：[ \t]*)";
    ATTRIBUTION = r"(?i)(?:\bwrote|\bwrites|\bschrieb.*|\bécrit|\bescribió|\bha scritto|写道)\s*[:：]\s*$";
    FORWARDED = r"(?i)^\s*-{2,}\s*(?:original message|forwarded message|ursprüngliche nachricht|message d'origine|mensaje original|原始邮件|转发邮件|转发的邮件)\s*-{2,}\s*$";
    DELIMITER = r"^[\s|:+-]*-{3,}[\s|:+-]*$";
    // Statements and declarations as most languages write them; prose with a semicolon or a colon at its end is not.
    CODE = r#"(?x)
        [\s)]\{$ | ^\}
        | ^[\w.:<>!&*\[\]-]+ \( .* \) \s* ;$
        | ^(?: [\w.:<>&*\[\]-]+ \s+ ){0,3} [\w.\[\]*]+ \s* [-+*/|]? = [^=] .* ;$
        | ^(?:return|throw|await|yield) (?: \s+ \S+ )? ;$
        | ^use \s+ [\w:]+ (?: ::\{.*\} )? ;$ | ^import \s+ [\w.*{},\x20]+ (?: \s from \s .* )? ;$
        | ^import \s+ [\w.]+ (?: \s+ as \s+ \w+ )? $ | ^from \s+ [\w.]+ \s+ import \s
        | ^(?: (?:pub|export|async|public|private|protected|static|final) \s+ )*
            (?: (?:def|fn|func|function) \s+ \w+ \s* [(<] | class \s+ [A-Z]\w* (?: \(.*\) )? :$ )
        | ^(?:let|const|var|val) \s+ [\w\x20]+ (?: : .* )? =
        | ^[A-Za-z_][\w.\[\]]* \s* (?: [-+*/|]?= | := ) \s* \S+ $
        | ^[\w.]+ \( [^)\s]* \) $
        | ^(?:if|for|while|elif|try|except|with|switch|case) \b .* (?: [=<>\[] | \w\( ) .* [:{]$
        | ^\$\x20[a-z] | ^\#(?:include|define|ifdef|endif|pragma)\b
    "#;
    HEADING_CLOSE = r"[ \t]+#+[ \t]*$";
}

fn lines(text: &str, spans: &[Protected]) -> Vec<Line> {
    let mut whole = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        whole.push(at..at + line.trim_end_matches(['\n', '\r']).len());
        at += line.len();
    }
    let slices: Vec<&str> = whole.iter().map(|range| &text[range.clone()]).collect();
    let mut frame = frame_lines(&slices);
    mark_code_blocks(&slices, &mut frame);
    let transcript = is_transcript(&slices);
    let mut words = Words { text, spans, next: 0 };
    whole
        .into_iter()
        .zip(frame)
        .map(|(whole, frame)| {
            let line = &text[whole.clone()];
            if frame || line.trim().is_empty() {
                return Line { prose: whole.end..whole.end, whole, open: false, plain: false };
            }
            let marker = marker(line, transcript);
            let prose = trimmed(text, whole.start + marker..whole.end);
            let heading = line[..marker].contains('#');
            let prose = match HEADING_CLOSE.find(&text[prose.clone()]) {
                Some(close) if heading => prose.start..prose.start + close.start(),
                _ => prose,
            };
            let prose = prose.start
                ..prose.end - if line[..marker].contains("/*") { comment_close(&text[prose.clone()]) } else { 0 };
            let prose = if words.within(&prose) { prose } else { whole.end..whole.end };
            let plain = line[..marker].trim().is_empty() && !(SPEAKER.is_match(line) && transcript);
            let broken = line.ends_with("  ") || line.ends_with('\\');
            let open = !broken && !heading && !line[..marker].contains(['>', '/', ':', '：']);
            Line { whole, prose, open, plain }
        })
        .collect()
}

fn comment_close(line: &str) -> usize {
    line.len() - line.strip_suffix("*/").map_or(line, str::trim_end).len()
}

/// Bytes of `line` before its prose.
fn marker(line: &str, transcript: bool) -> usize {
    if let Some(subject) = SUBJECT.find(line) {
        return subject.end();
    }
    let marker = MARKER.find(line).map_or(0, |hit| hit.end());
    match SPEAKER.find(&line[marker..]) {
        Some(speaker) if transcript => marker + speaker.end(),
        _ => marker,
    }
}

/// Some label before a colon comes back: a chat or a meeting, not a remark with a colon in it.
fn is_transcript(lines: &[&str]) -> bool {
    let mut turns: HashMap<&str, usize> = HashMap::new();
    for line in lines {
        if let Some(label) = SPEAKER.captures(line).and_then(|found| found.get(1))
            && !HEADER.is_match(line)
        {
            *turns.entry(label.as_str()).or_default() += 1;
        }
    }
    turns.len() >= 2 && turns.values().any(|count| *count >= 2)
}

/// Rule 1 and e-mail headers.
fn frame_lines(lines: &[&str]) -> Vec<bool> {
    let mut frame: Vec<bool> = lines.iter().map(|line| HEADER.is_match(line)).collect();
    let quoted = |line: &str| line.trim_start().starts_with('>');
    let blank = |line: &str| line.trim().is_empty();
    let mut last_words: Option<usize> = None;
    let mut i = 0;
    while i < lines.len() {
        let line = lines[i];
        let run = |is: &dyn Fn(&str) -> bool| lines[i..].iter().take_while(|line| is(line)).count();
        if line.contains("--") && FORWARDED.is_match(line) {
            // A text that begins so is the forwarded message.
            let rest = if last_words.is_some() { lines.len() } else { i + 1 };
            frame[i..rest].fill(true);
            i = rest;
            continue;
        } else if quoted(line) {
            let run = run(&quoted);
            let attribution = last_words.filter(|at| ATTRIBUTION.is_match(lines[*at]));
            let nested = lines[i..i + run].iter().any(|line| line.trim_start()[1..].trim_start().starts_with('>'));
            if attribution.is_some() || nested {
                frame[i..i + run].fill(true);
                attribution.into_iter().for_each(|at| frame[at] = true);
            }
            i += run;
            continue;
        } else if matches!(line, "-- " | "--") && last_words.is_some() {
            let run = run(&|line| !blank(line) && !quoted(line));
            frame[i..i + run].fill(true);
            i += run;
            continue;
        } else if line.contains('|') {
            let run = run(&|line| line.contains('|'));
            let table = lines[i..i + run].iter().any(|line| DELIMITER.is_match(line));
            for at in i..i + run {
                frame[at] |= table || lines[at].trim_start().starts_with('|');
            }
            i += run;
            continue;
        } else if line.trim().contains('\t') {
            let run = run(&|line| line.trim().contains('\t'));
            if run >= 2 {
                frame[i..i + run].fill(true);
            }
            i += run;
            continue;
        }
        if !blank(line) {
            last_words = Some(i);
        }
        i += 1;
    }
    frame
}

/// Rule 3. An indented block is code when a line of it looks so, or the line right above it does.
fn mark_code_blocks(lines: &[&str], frame: &mut [bool]) {
    let blank = |line: &str| line.trim().is_empty();
    let code: Vec<bool> = lines.iter().map(|line| !blank(line) && CODE.is_match(line.trim())).collect();
    let indented = |line: &str| (line.starts_with("    ") || line.starts_with('\t')) && !blank(line);
    let mut i = 0;
    while i < lines.len() {
        let run = lines[i..].iter().take_while(|line| indented(line)).count();
        let under_code = i > 0 && code[i - 1];
        let apart = i == 0 || blank(lines[i - 1]);
        if run > 0 && (under_code || (apart && code[i..i + run].contains(&true))) {
            frame[i..i + run].fill(true);
        } else {
            frame.iter_mut().zip(&code).skip(i).take(run.max(1)).for_each(|(frame, code)| *frame |= code);
        }
        i += run.max(1);
    }
}

/// Rule 2, asked for one line after the other.
struct Words<'t> {
    text: &'t str,
    spans: &'t [Protected],
    next: usize,
}

impl Words<'_> {
    /// Whether a letter stands in `range` outside every protected span. Ranges must come in order.
    fn within(&mut self, range: &Range<usize>) -> bool {
        while self.spans.get(self.next).is_some_and(|span| span.range.end <= range.start) {
            self.next += 1;
        }
        let mut at = range.start;
        for span in &self.spans[self.next..] {
            if span.range.start >= range.end {
                break;
            }
            if at < span.range.start && letters(&self.text[at..span.range.start]) {
                return true;
            }
            at = at.max(span.range.end);
        }
        at < range.end && letters(&self.text[at..range.end])
    }
}

fn letters(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

/// Rule 5: the prose of `lines`, wrapped lines joined.
fn joined(text: &str, lines: &[Line]) -> Vec<Range<usize>> {
    let width = |line: &Line| columns(&text[line.prose.clone()]);
    let follows = |one: &Line, two: &Line| {
        one.open
            && two.plain
            && !one.prose.is_empty()
            && !two.prose.is_empty()
            && WRAPPED.contains(&width(one))
            && width(two) <= *WRAPPED.end()
            && !text[one.prose.clone()].ends_with(is_cjk_stop)
    };
    let mut prose: Vec<Range<usize>> = Vec::new();
    let mut i = 0;
    while i < lines.len() {
        let mut last = i;
        while last + 1 < lines.len() && follows(&lines[last], &lines[last + 1]) {
            last += 1;
        }
        let wrap = lines[i..=last].iter().map(width).max().unwrap_or(0).max(NARROWEST_WRAP);
        for at in i..=last {
            let line = &lines[at];
            let continues = at > i && {
                let before = &lines[at - 1];
                let first_word = text[line.prose.clone()].split_whitespace().next().unwrap_or_default();
                let room = width(before) + 1 + columns(first_word) <= wrap;
                let stops = text[before.prose.clone()].ends_with(['.', '!', '?', ':', ';', ',', '…', '"', ')']);
                !(room && stops)
            };
            match prose.last_mut() {
                Some(piece) if continues => piece.end = line.prose.end,
                _ if line.prose.is_empty() => {}
                _ => prose.push(line.prose.clone()),
            }
        }
        i = last + 1;
    }
    debug_assert!(lines.windows(2).all(|pair| pair[0].whole.end < pair[1].whole.end));
    prose
}

/// A line that ends so is a paragraph: Chinese is not wrapped by hand.
fn is_cjk_stop(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '；' | '：' | '”' | '」')
}

fn columns(text: &str) -> usize {
    text.chars().map(|c| if is_cjk(c) { 2 } else { 1 }).sum()
}
