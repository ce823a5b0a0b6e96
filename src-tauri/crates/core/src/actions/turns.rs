//! Plain texts cut into turns: WebVTT, `Name: words`, threads of e-mails.
//!
//! A text that is none of these is one turn by nobody. What a mail quotes of another one stays part of its range;
//! [`super::said`] leaves it out.

use super::Turn;
use super::mail;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// Who says what in `text`, oldest first.
pub fn turns(text: &str) -> Vec<Turn<'_>> {
    let found = if text.trim_start_matches('\u{FEFF}').starts_with("WEBVTT") || text.matches(" --> ").count() > 2 {
        cues(text)
    } else {
        let messages = mail::messages(text);
        if messages.is_empty() { spoken(text) } else { messages }
    };
    if found.is_empty() { vec![mail::unheaded(text)] } else { found }
}

/// The lines of `text` with their places.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let range = start..start + line.trim_end_matches(['\n', '\r']).len();
        start += line.len();
        (range.clone(), &text[range])
    })
}

pub(super) fn turn<'t>(speaker: Option<&'t str>, range: Range<usize>) -> Turn<'t> {
    Turn { speaker, range, to: Vec::new(), cc: Vec::new(), at: None }
}

/// The cues of a WebVTT file; one without a voice belongs to the voice before it.
fn cues(text: &str) -> Vec<Turn<'_>> {
    static VOICE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^\s*<v(?:\.[\w.-]+)?\s+([^>]+)>").expect("a valid pattern"));
    let mut found: Vec<Turn> = Vec::new();
    // Words follow a line with times until an empty line; notes, styles and numbers of cues stand elsewhere.
    let mut inside = false;
    let mut begins = false;
    for (range, line) in lines(text) {
        if line.contains("-->") {
            (inside, begins) = (true, true);
        } else if line.trim().is_empty() {
            inside = false;
        } else if inside {
            let voice = VOICE.captures(line);
            let words = voice.as_ref().map_or(0, |voice| voice[0].len());
            let end = range.start + line.trim_end().trim_end_matches("</v>").len();
            let place = (range.start + words).min(end)..end;
            match voice.and_then(|voice| voice.get(1)) {
                Some(name) => found.push(turn(Some(name.as_str().trim()), place)),
                None if begins || found.is_empty() => {
                    // "Name: words" is how cues without voices say who speaks.
                    let said = spoken_line(line).map(|(name, at)| (name, range.start + at..end));
                    let (name, place) = said
                        .map_or((found.last().and_then(|last| last.speaker), place), |(name, place)| {
                            (Some(name), place)
                        });
                    found.push(turn(name, place));
                }
                None => found.last_mut().expect("a cue has begun").range.end = end,
            }
            begins = false;
        }
    }
    found
}

/// What stands before a colon without being somebody.
#[rustfmt::skip]
const NOBODY: &[&str] = &[
    "present", "attendees", "participants", "attending", "apologies", "absent", "date", "time", "subject", "note",
    "notes", "ps", "p.s", "re", "fwd", "agenda", "action", "actions", "action item", "action items", "todo", "to do",
    "place", "location", "topic", "decision", "decisions", "summary", "recap", "minutes", "next steps", "cc", "to",
    "from", "时间", "地点", "出席", "参会", "参会人", "参会人员", "与会", "主持", "主题", "议题", "记录", "备注",
    "注", "缺席", "会议", "决定", "待办",
];

/// The name and the place of the words in a line such as `[10:31] Name: words` or `Name (10:31): words`.
fn spoken_line(line: &str) -> Option<(&str, usize)> {
    static LINE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            concat!(
                r"^\s*(?:[-*•]\s+)?(?:[\[(（]?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:\.\d+)?\s*(?:[ap]m)?[\])）]",
                r"?\s*[-–—|]?\s*)?",
            ),
            r"\*{0,2}((?:\p{Lu}[\p{L}\p{M}'’.-]*|\p{Han}[\p{Han}·]{0,9})(?:\s(?:[\p{L}'’.&-]{1,20})){0,3})\*{0,2}",
            r"\s*(?:[(\[（][^)\]）:：]{1,30}(?:[:：]\d{2}){0,2}[)\]）])?\s*[:：]\*{0,2}\s*",
        ))
        .expect("a valid pattern")
    });
    let found = LINE.captures(line)?;
    let name = found.get(1)?.as_str().trim();
    let nobody = NOBODY.contains(&name.to_lowercase().as_str()) || name.chars().count() > 40;
    (!nobody).then_some((name, found[0].len()))
}

/// The name and the place of the words in a line as messengers export it: `12/10, 18:31 - Name: words`,
/// `Name 08:40: words`, `Name [11:03] words`, `周日 20:02 名字：话`.
fn exported_line(line: &str) -> Option<(&str, usize)> {
    static LINE: LazyLock<Regex> = LazyLock::new(|| {
        let name = r"(\p{L}[\p{L}\p{M}'’. -]{0,30}?)";
        let time = r"\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AaPp][Mm])?";
        Regex::new(&format!(
            "^\\s*(?:(?:[\\d/.年月日-]{{4,11}},?\\s+{time}\\s+[-–]\\s+{name}[:：]\\s*)|\
                (?:{name},?\\s+[\\[(]?{time}[\\])]?\\s*[:：]\\s*)|(?:{name}\\s+\\[{time}\\]\\s+)|\
                (?:\\[?(?:[周星期礼拜一二三四五六日天\\d月号/-]{{2,10}}|\
                [A-Z][a-z]{{2,8}})\\s+{time}\\]?\\s+{name}[:：]\\s*))"
        ))
        .expect("a valid pattern")
    });
    let found = LINE.captures(line)?;
    let name = (1..=4).find_map(|at| found.get(at))?;
    Some((name.as_str().trim(), found[0].len()))
}

/// Lines of `Name: words`; what stands on lines without a name goes on with the words before it.
fn spoken(text: &str) -> Vec<Turn<'_>> {
    let filled: Vec<(Range<usize>, &str)> = lines(text).filter(|(_, line)| !line.trim().is_empty()).collect();
    let exported = filled.iter().filter(|(_, line)| exported_line(line).is_some()).count() * 2 > filled.len();
    let spoken_line = if exported { exported_line } else { spoken_line };
    let named: Vec<&str> = filled.iter().filter_map(|(_, line)| Some(spoken_line(line)?.0)).collect();
    // Somebody speaks twice, or nearly every line has a speaker; otherwise these are headings with a colon.
    let again = named.iter().enumerate().any(|(at, name)| named[..at].contains(name));
    if named.len() < 2 || !(again || named.len() * 4 >= filled.len() * 3) || named.len() * 3 < filled.len() {
        return Vec::new();
    }
    let mut found: Vec<Turn> = Vec::new();
    for (range, line) in filled {
        match spoken_line(line) {
            Some((name, words)) => found.push(turn(Some(name), range.start + words..range.end)),
            // A line before the first speaker is a heading.
            None => {
                if let Some(last) = found.last_mut() {
                    last.range.end = range.end;
                }
            }
        }
    }
    found
}
