//! Chats and transcripts that are plain text: who wrote what, and when.
//!
//! Messengers export a line a message (`[12/05/2026, 10:31:05] Ana: words`), meetings a name and a time above what was
//! said, people type `Ana: words`. A text is a chat when most of its lines are of one of these kinds; else it is prose.

use crate::turns::Turn;
use regex::Regex;
use std::collections::HashSet;
use std::sync::LazyLock;

/// A name of a few words, after which what is said comes.
const NAME: &str = r"(?<name>[\p{L}~+@][\p{L}\p{M}\p{N}_.'’@&+() -]{0,40}?)";
const CLOCK: &str = r"(?<time>\d{1,2}[:.]\d\d(?:[:.]\d\d)?)(?:\s?(?<half>[AaPp])\.?\s?[Mm]\.?)?";

/// How a message begins, most telling first, and how many messages of a hundred lines there have to be.
static KINDS: LazyLock<Vec<(Regex, usize)>> = LazyLock::new(|| {
    let kind = |pattern: String| Regex::new(&pattern).expect("a valid pattern");
    vec![
        // WhatsApp: [12/05/2026, 10:31:05] Ana: words — or 12.05.26, 10:31 - Ana: words. A line without a name is the
        // messenger's own.
        (
            kind(format!(
                r"^[\u{{200e}}\u{{200f}}]*\[?(?<date>\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{1,4}}),?\s+{CLOCK}\]?\s*(?:[-–]\s+)?(?:(?<name>[^:：]{{1,60}})[:：]\s?)?(?<words>.*)$"
            )),
            10,
        ),
        // Zoom: 10:31:05 From Ana Lee to Everyone: words
        (
            kind(format!(
                r"^{CLOCK}\s+(?i:from)\s+(?<name>[^:：]{{1,60}}?)(?:\s+(?i:to)\s+[^:：]+?)?\s*[:：]\s*(?<words>.*)$"
            )),
            20,
        ),
        // [10:31] Ana: words — or 10:31 Ana: words
        (kind(format!(r"^[\[(]?{CLOCK}[\])]?\s+(?:[-–]\s+)?{NAME}[:：]\s*(?<words>.*)$")), 20),
        // Ana (10:31): words
        (kind(format!(r"^{NAME}\s*[\[(]{CLOCK}[\])]\s*[:：]?\s*(?<words>.*)$")), 20),
        // Slack, Teams, Otter: Ana  10:31 AM, and what she said in the lines below
        (kind(format!(r"^{NAME}\s{{2,4}}{CLOCK}(?<words>)$")), 15),
        // Ana: words
        (kind(format!(r"^(?:[-–]\s+)?{NAME}(?::\s|：|:$)\s*(?<words>.*)$")), 60),
    ]
});

/// The messages of a chat, in order; none when the text is none.
pub(crate) fn turns(text: &str) -> Option<Vec<Turn>> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let last = KINDS.len() - 1;
    KINDS.iter().enumerate().find_map(|(index, (kind, share))| {
        let begins = lines.iter().filter(|line| kind.is_match(line)).count();
        // What begins with something else is a text with a chat in it.
        let early = lines.iter().take(5).any(|line| kind.is_match(line));
        if begins < 2 || !early || begins * 100 < lines.len() * share {
            return None;
        }
        let turns = split(text, kind);
        let names = turns.iter().filter_map(|turn| turn.speaker.as_deref()).collect::<HashSet<_>>().len();
        // Without times, only names that come again tell a dialogue from a list of terms.
        let dialogue = index < last || (names > 1 && names * 2 <= begins + 1);
        (dialogue && names > 0).then_some(turns)
    })
}

fn split(text: &str, kind: &Regex) -> Vec<Turn> {
    let order = order(text, kind);
    let mut turns: Vec<Turn> = Vec::new();
    for line in text.lines() {
        let line = line.trim_end();
        if let Some(found) = kind.captures(line) {
            let part = |name: &str| found.name(name).map(|part| part.as_str());
            let speaker = part("name").and_then(name);
            let words = part("words").unwrap_or_default().to_owned();
            // The messenger's own words ("… joined") are nobody's.
            let words = if speaker.is_some() { words } else { String::new() };
            let time = part("time").and_then(|time| seconds(time, part("half")));
            let date = part("date").and_then(|date| iso(date, order));
            turns.push(Turn { time, date, speaker, words });
        } else if let Some(turn) = turns.last_mut()
            && turn.speaker.is_some()
            && !line.is_empty()
        {
            if !turn.words.is_empty() {
                turn.words.push('\n');
            }
            turn.words.push_str(line);
        } else if turns.is_empty() && !line.is_empty() {
            turns.push(Turn { words: line.to_owned(), ..Turn::default() });
        }
    }
    turns
}

/// A name as a person writes it; none when it can't be one.
pub(crate) fn name(words: &str) -> Option<String> {
    let words: Vec<&str> = words.split_whitespace().collect();
    let name = words.join(" ").trim_matches(['~', '\u{200e}', '\u{200f}', '\u{202a}', '\u{202c}']).trim().to_owned();
    (!name.is_empty() && words.len() <= 6).then_some(name)
}

/// `10:31`, `10:31:05` as seconds, with `a` or `p` for the half of the day.
fn seconds(clock: &str, half: Option<&str>) -> Option<u32> {
    let mut parts = clock.split([':', '.']).map(|part| part.parse::<u32>().ok());
    let (hours, minutes, seconds) = (parts.next()??, parts.next()??, parts.next().flatten().unwrap_or(0));
    let hours = match half.map(|half| half.to_ascii_lowercase()).as_deref() {
        Some("p") => hours % 12 + 12,
        Some("a") => hours % 12,
        _ => hours,
    };
    Some(hours * 3600 + minutes * 60 + seconds)
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Order {
    DayFirst,
    MonthFirst,
    Unknown,
}

fn numbers(date: &str) -> Option<[u32; 3]> {
    let mut numbers = date.split(['/', '.', '-']).map(|number| number.parse().ok());
    Some([numbers.next()??, numbers.next()??, numbers.next()??])
}

/// Which comes first in the dates of a chat, day or month: a number above twelve tells, and dots do.
fn order(text: &str, kind: &Regex) -> Order {
    let dates = text.lines().filter_map(|line| kind.captures(line)?.name("date").map(|date| date.as_str()));
    for date in dates {
        match numbers(date) {
            Some([first, ..]) if (13..=31).contains(&first) => return Order::DayFirst,
            Some([_, second, _]) if second > 12 => return Order::MonthFirst,
            _ if date.contains('.') => return Order::DayFirst,
            _ => {}
        }
    }
    Order::Unknown
}

/// The date in order; none when it can't be told.
fn iso(date: &str, order: Order) -> Option<String> {
    let [a, b, c] = numbers(date)?;
    let (year, month, day) = match order {
        _ if a > 31 => (a, b, c),
        Order::DayFirst => (c, b, a),
        Order::MonthFirst => (c, a, b),
        Order::Unknown => return None,
    };
    let year = if year < 100 { 2000 + year } else { year };
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use crate::limits::Limits;
    use stet_core::document::{Document, Form};

    fn read(text: &str) -> Document {
        crate::prose::text(text.into(), &Limits::default()).unwrap()
    }

    #[test]
    fn whatsapp() {
        let document = read(
            "\u{200e}[13/05/2026, 10:31:05] Messages are end-to-end encrypted.\n[13/05/2026, 10:31:05] Ana Lee: Hi\nall of you\n\
             [13/05/2026, 10:32:00] Ana Lee: Lunch?\n[14/05/2026, 1:05:00\u{202f}PM] Ben: Yes: at noon\n",
        );
        assert_eq!(document.form, Form::Transcript);
        assert_eq!(document.text, "Ana Lee: Hi\nall of you\nLunch?\nBen: Yes: at noon");
        let place = document.place(document.text.find("Ben").unwrap()).unwrap();
        assert_eq!((place.time, place.date.as_deref()), (Some(13 * 3600 + 300), Some("2026-05-14")));
        assert_eq!(
            read("5/13/26, 10:31 - Ana: Hi\n5/13/26, 10:32 - Ben: Ho\n").marks[0].place.date.as_deref(),
            Some("2026-05-13")
        );
    }

    #[test]
    fn other_chats() {
        for text in [
            "[10:31] Ana: Hi\n[10:32] Ben: Ho\n",
            "10:31 Ana: Hi\n10:32 Ben: Ho\n",
            "10:31:00 From Ana to Everyone: Hi\n10:32:00 From Ben to Everyone: Ho\n",
            "Ana (10:31): Hi\nBen (10:32): Ho\n",
            "Ana  10:31 AM\nHi\n\nBen  10:32 AM\nHo\n",
        ] {
            let document = read(text);
            assert_eq!(document.text, "Ana: Hi\nBen: Ho", "{text}");
            assert_eq!(document.marks[1].place.to_string(), "10:32:00, Ben", "{text}");
        }
        let document = read("Ana: Hi\nBen: Ho\nAna: Bye\n王芳：好的\n王芳：再见\n");
        assert_eq!(document.text, "Ana: Hi\nBen: Ho\nAna: Bye\n王芳: 好的\n再见");
    }

    #[test]
    fn prose_and_lists_are_no_chats() {
        for text in [
            "Term: what it means\nOther: something else\nThird: yet another\n",
            "From: Ana\nTo: Ben\nSubject: Lunch\n\nShall we?\n",
            "Dear Ana,\n\nat 10:31 Ben: he came. And so on it went.\nBest\n",
        ] {
            assert_eq!(read(text), Document::plain(text), "{text}");
        }
    }
}
