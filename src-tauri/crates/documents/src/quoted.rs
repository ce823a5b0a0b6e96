//! What a mail's sender wrote: without the quoted mails, the lines that introduce them, and the signature.

use regex::Regex;
use std::sync::LazyLock;

macro_rules! patterns {
    ($($name:ident = $source:expr;)*) => {
        $(static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($source).expect("a valid pattern"));)*
    };
}

patterns! {
    // "On 2 May 2026 at 10:31, Anna <anna@example.com> wrote:" in the languages of the mail programs.
    WROTE = r"(?i)(?:\bwrote|\bwrites|\bschrieb(?:\s.*)?|\ba écrit|\bescribió|\bha scritto|\bescreveu|\bschreef(?:\s.*)?|\bskrev(?:\s.*)?|\bnapisał(?:\(a\)|a)?|\bписал[аи]?|\bnapsala?|写道|寫道|さんは書きました|のメール)\s*[:：]\s*$";
    INTRODUCES = r"^\s*(?:(?:On|Am|Le|El|Il|Em|Op|Den|Dnia|W dniu|Dne|В|Le)\s|[在于於]|\d{1,4}\s?[-/.年])";
    DATED = r"\d{4}|\d{1,2}\s?[:.h时時]\s?\d{2}";
    DIVIDER = r"(?i)^\s*-{2,}\s*(?:original message|original appointment|forwarded message|ursprüngliche nachricht|weitergeleitete nachricht|message d'origine|message transféré|mensaje original|mensaje reenviado|messaggio originale|mensagem original|oorspronkelijk bericht|原始邮件|原始郵件|转发邮件|转发的邮件|轉寄的郵件)\s*-{2,}\s*$|^\s*Begin forwarded message:\s*$";
    RULE = r"^\s*_{10,}\s*$";
    // The headers that Outlook writes above the mail that is answered.
    SENDER = r"^\s*\*?(?:From|Von|De|Da|Van|Från|Od|От|发件人|寄件者|差出人)\s?\*?\s*[:：]\s*\*?\s*\S";
    HEADER = r"^\s*\*?(?:Sent|Date|Gesendet|Datum|Envoyé|Enviado|Enviada|Inviato|Data|Verzonden|Skickat|发送时间|日期|寄件日期|送信日時|To|Cc|An|À|Para|A|Aan|Till|Do|Кому|收件人|收件者|抄送|宛先|Subject|Betreff|Objet|Asunto|Oggetto|Assunto|Onderwerp|Ämne|Temat|Тема|主题|主旨|件名)\s?\*?\s*[:：]";
    DEVICE = r"(?i)^\s*(?:sent from (?:my|mail|outlook|yahoo|the)\b.{0,60}|get outlook for \S+.{0,60}|von meinem .{1,40} gesendet|gesendet von .{1,40}|envoyé de(?:puis)? mon .{1,40}|enviado desde mi .{1,40}|inviato da(?:l mio)? .{1,40}|发自我的.{1,40}|從我的.{1,40}傳送)\s*$";
}

/// How many lines a mail program may break an introduction into, and how far apart the headers of an answered mail are.
const BROKEN: usize = 3;
const NEAR: usize = 7;

/// The sender's own words, and whether others' were left out. A mail that has none of its own, such as one that is only
/// forwarded, stays whole.
pub(crate) fn own_words(text: &str) -> (String, bool) {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let end = (0..lines.len()).find(|at| answered(&lines[*at..])).unwrap_or(lines.len());
    let mut own: Vec<&str> = Vec::new();
    let mut at = 0;
    while at < end {
        if lines[at].trim_start().starts_with('>') {
            at += 1;
        } else if let Some(introduction) = introduction(&lines[at..end]) {
            if introduction.all_below {
                break;
            }
            at += introduction.lines;
        } else {
            own.push(lines[at]);
            at += 1;
        }
    }
    let quoted = own.len() < lines.len();
    unsign(&mut own);
    let words = own.join("\n").trim().to_owned();
    match words.is_empty() {
        true => (text.trim().to_owned(), false),
        false => (words, quoted),
    }
}

/// An answered or forwarded mail begins here.
fn answered(lines: &[&str]) -> bool {
    let near = &lines[1..lines.len().min(NEAR)];
    let headers = || near.iter().filter(|line| HEADER.is_match(line)).count() >= 2;
    DIVIDER.is_match(lines[0])
        || (SENDER.is_match(lines[0]) && headers())
        || (RULE.is_match(lines[0]) && near.iter().any(|line| SENDER.is_match(line)))
}

struct Introduction {
    lines: usize,
    /// What it introduces is not marked as quoted: it is everything below.
    all_below: bool,
}

/// The line, perhaps broken into several, that introduces quoted words.
fn introduction(lines: &[&str]) -> Option<Introduction> {
    for count in 1..=BROKEN.min(lines.len()) {
        if lines[count - 1].is_empty() {
            return None;
        }
        let line = lines[..count].join(" ");
        if !WROTE.is_match(&line) {
            continue;
        }
        let below = lines[count..].iter().find(|line| !line.is_empty());
        let marked = below.is_some_and(|line| line.trim_start().starts_with('>'));
        let introduces = INTRODUCES.is_match(&line) && DATED.is_match(&line);
        return (introduces || (marked && count == 1)).then_some(Introduction { lines: count, all_below: !marked });
    }
    None
}

/// Takes the signature away, and what a telephone adds.
fn unsign(lines: &mut Vec<&str>) {
    // Not one that stands above everything: then it sets something else off.
    let delimiter = lines.iter().rposition(|line| line.trim() == "--");
    if let Some(at) = delimiter.filter(|at| lines[..*at].iter().any(|line| !line.is_empty())) {
        lines.truncate(at);
    }
    while lines.last().is_some_and(|line| line.is_empty() || DEVICE.is_match(line)) {
        lines.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_above_and_below_what_they_answer() {
        for (text, words) in [
            (
                "Fine with me.\n\nBest\nAnna\n-- \nAnna Berg\nACME\n\nOn Sat, 2 May 2026 at 10:31, Ben <ben@example.com> wrote:\n> Shall we?\n> Ben\n",
                "Fine with me.\n\nBest\nAnna",
            ),
            (
                "On Sat, 2 May 2026 at 10:31, Ben Carter\n<ben@example.com> wrote:\n> Shall we?\n\nYes.\n> When?\nAt noon.",
                "Yes.\nAt noon.",
            ),
            ("Ja.\n\nAm 02.05.26 um 10:31 schrieb Ben Carter <b@example.com>:\n> Gehen wir?", "Ja."),
            ("好的。\n\n在 2026年5月2日，王芳 <w@example.com> 写道：\n> 去吗？", "好的。"),
            ("好的。\n\n发自我的iPhone\n\n-----原始邮件-----\n发件人: 王芳\n去吗？", "好的。"),
            (
                "Agreed.\n\nSent from my iPhone\n\n________________________________\nFrom: Ben\nSent: Saturday\nTo: Anna\nSubject: Lunch\n\nShall we?",
                "Agreed.",
            ),
            (
                "Einverstanden.\n\nVon: Ben\nGesendet: Samstag, 2. Mai 2026\nAn: Anna\nBetreff: Essen\n\nGehen wir?",
                "Einverstanden.",
            ),
            ("Yes.\n\nOn 2 May 2026 at 10:31, Ben wrote:\n\nShall we?\nBen", "Yes."),
        ] {
            assert_eq!(own_words(text), (words.to_owned(), true), "{text}");
        }
    }

    #[test]
    fn what_is_the_senders_own_stays() {
        for text in [
            "As Ben once wrote:\n\nLet it stand.",
            "From: here to there it is far.\nSee you.",
            "---------- Forwarded message ----------\nFrom: Ben\nTo: Anna\nSubject: Lunch\n\nShall we?",
            "a -- b\n- one\n- two",
        ] {
            assert_eq!(own_words(text), (text.to_owned(), false), "{text}");
        }
        assert_eq!(own_words("Only a signature.\n--\nAnna").0, "Only a signature.");
    }
}
