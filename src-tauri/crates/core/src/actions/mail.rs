//! Threads of e-mails as people copy them: blocks of headers, or replies above "On … wrote:".

use super::Turn;
use super::turns::{lines, turn};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

static HEADER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        concat!(
            r"(?i)^[\s>*]*(from|von|to|cc|bcc|date|sent|subject|reply-to|发件人|寄件人|收件人|抄送|密送|日期|时间|",
            r"发送时间|主题|标题)",
        ),
        r"\*?\s*[:：]\*?\s*(.*)$"
    ))
    .expect("a valid pattern")
});
static WROTE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^[\s>]*(?:On\s.{6,120}?,?\s+|.{0,60}?\d\D{0,20})?([\p{Lu}\p{Han}][^,<>\d:：]{0,40}?)\s*(?:<[^>]*>)",
        r"?\s*(?:wrote|写道)\s*[:：]\s*$",
    ))
    .expect("a valid pattern")
});

/// Whether from this line on another mail is quoted.
pub(super) fn quotes_begin(line: &str) -> bool {
    static RULE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)^\s*-{2,}\s*(?:original message|forwarded message|原始邮件|原邮件|转发邮件)|^\s*_{10,}\s*$|",
            r"^\s*On\s.{6,120}\swrote:\s*$",
        ))
        .expect("a valid pattern")
    });
    RULE.is_match(line)
}

/// The messages of a thread, oldest first; nothing when there is neither a block of headers nor a quoted reply.
pub(super) fn messages(text: &str) -> Vec<Turn<'_>> {
    let all: Vec<(Range<usize>, &str)> = lines(text).collect();
    let mut found: Vec<(Turn, usize)> = Vec::new();
    let mut open = false;
    let mut at = 0;
    while at < all.len() {
        if let Some((mut message, next, replies)) = block(&all, at) {
            if let Some((last, _)) = found.last_mut().filter(|_| open) {
                last.range.end = all[at].0.start;
            }
            message.range = all.get(next).map_or(text.len(), |(range, _)| range.start)..text.len();
            found.push((message, replies));
            open = true;
            at = next;
        } else {
            at += 1;
        }
    }
    if found.is_empty() {
        return replies(text, &all);
    }
    // Newest first, as Outlook does it: by the dates where all are known, else by how often the subject says "Re".
    if found.iter().all(|(message, _)| message.at.is_some()) {
        found.sort_by_key(|(message, _)| message.at);
    } else if found.len() > 1 && found[0].1 > found[found.len() - 1].1 {
        found.reverse();
    }
    found.into_iter().map(|(message, _)| message).collect()
}

/// The block of headers that begins at line `at`: a message without its words, the line they begin on, and how many
/// replies its subject counts. A lone "From:" in a sentence is none.
fn block<'t>(all: &[(Range<usize>, &'t str)], at: usize) -> Option<(Turn<'t>, usize, usize)> {
    let mut message = turn(None, 0..0);
    let (mut next, mut known, mut replies) = (at, 0, 0);
    for (_, line) in &all[at..] {
        let Some(header) = HEADER.captures(line) else { break };
        let name = header[1].to_lowercase();
        let value = header.get(2).expect("the pattern has it");
        let value = value.as_str().trim();
        match name.as_str() {
            "from" | "von" | "发件人" | "寄件人" => {
                if message.speaker.is_some() {
                    break;
                }
                message.speaker = names(value).first().copied();
            }
            "to" | "收件人" => message.to = names(value),
            "cc" | "bcc" | "抄送" | "密送" => message.cc = names(value),
            "date" | "sent" | "日期" | "时间" | "发送时间" => message.at = sent(value),
            _ => replies = value.to_lowercase().matches("re:").count() + value.matches("复").count(),
        }
        known += 1;
        next += 1;
    }
    (message.speaker.is_some() && known >= 2).then_some((message, next, replies))
}

/// A mail over the ones it answers: each "On … wrote:" begins an older one.
fn replies<'t>(text: &'t str, all: &[(Range<usize>, &'t str)]) -> Vec<Turn<'t>> {
    let mut found: Vec<Turn> = Vec::new();
    let mut start = 0;
    let mut speaker = None;
    for (range, line) in all {
        if let Some(wrote) = WROTE.captures(line) {
            found.push(turn(speaker, start..range.start));
            speaker = wrote.get(1).map(|name| name.as_str().trim());
            start = range.end;
        }
    }
    if found.is_empty() {
        return found;
    }
    found.push(turn(speaker, start..text.len()));
    found[0].speaker = signature(text, found[0].range.clone());
    found.reverse();
    found
}

/// A text that no header says the author of: perhaps its last line does.
pub(super) fn unheaded(text: &str) -> Turn<'_> {
    turn(signature(text, 0..text.len()), 0..text.len())
}

/// The name that one of the last lines consists of: whose words stand before it.
pub(super) fn signature(text: &str, range: Range<usize>) -> Option<&str> {
    static NAME: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:\p{Lu}[\p{Ll}'’.-]+(?: \p{Lu}[\p{L}'’.-]*){0,2}|\p{Han}{2,4})$").expect("a valid pattern")
    });
    let own =
        text[range].lines().take_while(|line| !quotes_begin(line) && !line.starts_with('>') && !WROTE.is_match(line));
    let kept: Vec<&str> = own.map(str::trim).filter(|line| line.chars().any(char::is_alphanumeric)).collect();
    // Under the name there may be an office, a telephone number and the like.
    kept.iter().skip(1).rev().take(4).find(|line| NAME.is_match(line) && !CLOSINGS.contains(*line)).copied()
}

/// Words in the place of a name.
#[rustfmt::skip]
const CLOSINGS: &[&str] = &[
    "Thanks", "Best", "Regards", "Cheers", "Love", "Sincerely", "Hugs", "Greetings", "Hi", "Hello", "Best Regards",
    "Kind Regards", "Best Wishes", "Many Thanks", "Thank You", "Yours", "Ciao", "Bye", "Monday", "Tuesday",
    "Wednesday", "Thursday", "Friday", "谢谢", "祝好", "此致", "敬礼", "顺颂商祺", "感谢", "多谢", "辛苦了", "收到",
    "好的", "可以", "没问题", "谢谢大家", "以上",
];

/// The people in a header, without their addresses.
fn names(value: &str) -> Vec<&str> {
    // "Osei, Marta <…>; Roe, Gavin <…>": a comma separates people only where no semicolon does.
    let by_semicolon = value.contains([';', '；', '、', '，']);
    value
        .split(|c| matches!(c, ';' | '；' | '、' | '，') || (c == ',' && !by_semicolon))
        .filter_map(|part| {
            let name = part.split(['<', '(']).next().unwrap_or_default().trim().trim_matches(['"', '\'', '*']).trim();
            let name = if name.is_empty() { part.trim().trim_matches(['<', '>']) } else { name };
            let name = name.split('@').next().unwrap_or_default().trim();
            (!name.is_empty()).then_some(name)
        })
        .collect()
}

/// When a mail was sent, as a number that sorts (yyyymmddhhmm): "Mon, 4 May 2026 08:12", "2026年9月7日 19:20",
/// "2026-09-07".
fn sent(value: &str) -> Option<u64> {
    static NUMERIC: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(\d{4})\s*[-/年.]\s*(\d{1,2})\s*[-/月.]\s*(\d{1,2})").expect("a valid pattern"));
    static WORDS: LazyLock<Regex> = LazyLock::new(|| {
        let month = "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)";
        Regex::new(&format!(
            "(?i)\\b(?:(\\d{{1,2}})(?:st|nd|rd|th)?\\.?\\s+{month}[a-z]*\\.?|{month}[a-z]*\\.?\\s+(\\d{{1,2}})(?:st|\
                nd|rd|th)?),?\\s+(\\d{{4}})"
        ))
        .expect("a valid pattern")
    });
    static CLOCK: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)(上午|下午|晚上)?\s*\b(\d{1,2})[:：](\d{2})(?::\d{2})?\s*([ap])?\.?m?")
            .expect("a valid pattern")
    });
    let (year, month, day) = if let Some(found) = NUMERIC.captures(value) {
        (found[1].parse().ok()?, found[2].parse().ok()?, found[3].parse().ok()?)
    } else {
        let found = WORDS.captures(value)?;
        let name = found.get(2).or(found.get(3))?.as_str().to_lowercase();
        let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
        let month = months.iter().position(|month| *month == name)? as u64 + 1;
        (found[5].parse().ok()?, month, found.get(1).or(found.get(4))?.as_str().parse().ok()?)
    };
    let minutes = CLOCK.captures(value).map_or(0u64, |clock| {
        let hour: u64 = clock[2].parse().unwrap_or_default();
        let half = clock.get(4).or(clock.get(1)).map_or("", |half| half.as_str()).to_lowercase();
        let hour = match half.as_str() {
            "p" | "下午" | "晚上" if hour < 12 => hour + 12,
            "a" if hour == 12 => 0,
            _ => hour,
        };
        hour * 100 + clock[3].parse::<u64>().unwrap_or_default()
    });
    let (year, month, day): (u64, u64, u64) = (year, month, day);
    Some(((year * 100 + month) * 100 + day) * 10_000 + minutes)
}
