//! WebVTT and SRT: what was said, without cue numbers, settings and tags.
//!
//! A speaker is who a voice tag (`<v Ben>`) names, or the name that several cues begin with (`Ben: …`).

use crate::limits::Limits;
use crate::turns::{self, Turn};
use crate::{chats, kind};
use regex::Regex;
use std::collections::HashMap;
use std::sync::LazyLock;
use stet_core::Result;
use stet_core::document::Document;
use stet_core::text;

macro_rules! patterns {
    ($($name:ident = $source:expr;)*) => {
        $(static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($source).expect("a valid pattern"));)*
    };
}

patterns! {
    TIMING = r"^\s*(?:(\d{1,4}):)?(\d{1,2}):(\d{2})[.,]\d{1,3}\s*-->";
    NUMBER = r"^\s*\d+\s*$";
    ASIDE = r"^(?:WEBVTT|NOTE|STYLE|REGION)\b";
    VOICE = r"<v(?:\.[^\s>]*)?\s+([^>]*)>";
    TAG = r"</?[A-Za-z0-9][^<>]*>|\{\\[^}]*\}";
    NAME = r"^(?:>>+\s*|-\s*)?([\p{Lu}\p{Lo}][\p{L}\p{M}\p{N}_.'’() -]{0,39}?)[:：]\s+";
}

/// Subtitles in either format.
///
/// Errors: `text-empty` when nothing is said, `text-unsuitable`.
pub(crate) fn read(bytes: Vec<u8>, limits: &Limits) -> Result<Document> {
    let text = text::decode(bytes).map_err(kind::readable)?;
    let mut turns = cues(&text);
    name_speakers(&mut turns);
    turns::document(turns, " ", limits)
}

fn cues(text: &str) -> Vec<Turn> {
    let mut turns: Vec<Turn> = Vec::new();
    // Captions that roll show each line twice; what the last cue ended with is not said again.
    let mut last = String::new();
    let mut aside = false;
    let mut begins = true;
    let mut time = None;
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let name = (begins || NUMBER.is_match(line)) && lines.peek().is_some_and(|next| TIMING.is_match(next));
        if let Some(timing) = TIMING.captures(line) {
            let part = |index: usize| timing.get(index).map_or(0, |part| part.as_str().parse::<u32>().unwrap_or(0));
            time = Some(part(1) * 3600 + part(2) * 60 + part(3));
            aside = false;
            turns.push(Turn { time, ..Turn::default() });
        } else if line.trim().is_empty() {
            aside = false;
        } else if begins && ASIDE.is_match(line) {
            aside = true;
        } else if !aside && !name && time.is_some() && line.trim() != last {
            last = line.trim().to_owned();
            say(line, time, &mut turns);
        }
        begins = line.trim().is_empty();
    }
    turns
}

/// A line of a cue; a voice tag begins a turn.
fn say(line: &str, time: Option<u32>, turns: &mut Vec<Turn>) {
    let mut start = 0;
    for voice in VOICE.captures_iter(line) {
        let tag = voice.get(0).expect("the whole match");
        add(&line[start..tag.start()], turns);
        let speaker = chats::name(&clean(&voice[1]));
        turns.push(Turn { time, speaker, ..Turn::default() });
        start = tag.end();
    }
    add(&line[start..], turns);
}

fn add(words: &str, turns: &mut [Turn]) {
    let words = clean(words);
    if let Some(turn) = turns.last_mut()
        && !words.is_empty()
    {
        if !turn.words.is_empty() {
            turn.words.push(' ');
        }
        turn.words.push_str(&words);
    }
}

/// Without tags, and with the characters that entities stand for.
fn clean(words: &str) -> String {
    let words = TAG.replace_all(words, "");
    let words = ["&lt;", "&gt;", "&nbsp;", "&lrm;", "&rlm;", "&quot;", "&#39;", "&amp;"]
        .into_iter()
        .zip(["<", ">", " ", "", "", "\"", "'", "&"])
        .fold(words.into_owned(), |words, (entity, c)| words.replace(entity, c));
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Names at the start of cues, once they are seen to be names by coming again.
fn name_speakers(turns: &mut [Turn]) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for turn in turns.iter().filter(|turn| turn.speaker.is_none()) {
        if let Some(name) = NAME.captures(&turn.words) {
            *seen.entry(name[1].to_owned()).or_default() += 1;
        }
    }
    let mut speaker: Option<String> = None;
    for turn in turns.iter_mut().filter(|turn| turn.speaker.is_none()) {
        let found = NAME.captures(&turn.words).filter(|name| seen[&name[1]] > 1);
        if let Some((name, end)) = found.map(|name| (name[1].to_owned(), name[0].len())) {
            turn.words.drain(..end);
            speaker = chats::name(&name);
        } else if turn.words.starts_with(">>") {
            // Somebody else speaks, and nobody says who.
            speaker = None;
            turn.words = turn.words.trim_start_matches(['>', ' ']).to_owned();
        }
        turn.speaker = speaker.clone();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> Document {
        read(text.into(), &Limits::default()).unwrap()
    }

    #[test]
    fn voices_of_teams_are_joined() {
        let document = document(
            "WEBVTT\n\nNOTE made by\na machine\n\n1a-b\n00:00:01.000 --> 00:00:03.000 align:start\n<v Ben Carter>Good <b>morning</b>,</v>\n\n\
             00:00:03.000 --> 00:00:05.000\n<v Ben Carter>everyone &amp; all.</v>\n\n01:00:06.500 --> 01:00:07.000\n<v.loud Ana>Hi.</v> <v Ben Carter>Hi Ana.\n",
        );
        assert_eq!(document.text, "Ben Carter: Good morning, everyone & all.\nAna: Hi.\nBen Carter: Hi Ana.");
        assert!(document.sound());
        let at = document.text.find("everyone").unwrap();
        assert_eq!(document.place(at).unwrap().to_string(), "00:00:03, Ben Carter");
        assert_eq!(document.place(document.text.find("Ana:").unwrap()).unwrap().time, Some(3606));
    }

    #[test]
    fn subtitles_without_speakers_are_prose() {
        let srt = "1\r\n00:00:01,000 --> 00:00:02,000\r\n{\\an8}<i>It was\r\n\r\n2\r\n00:00:02,000 --> 00:00:04,000\r\na dark night.</i>\r\n\r\n\
                   3\r\n00:01:00,000 --> 00:01:01,000\r\nLater: 7\r\n";
        let document = document(srt);
        assert_eq!(document.text, "It was a dark night.\n\nLater: 7");
        assert_eq!(document.marks.len(), 3);
        assert_eq!(document.place(0).unwrap().to_string(), "00:00:01");
    }

    #[test]
    fn names_that_come_again_are_speakers_and_rolling_lines_are_said_once() {
        let cue = |at: u32, words: &str| format!("00:{at:02}.000 --> 00:{:02}.000\n{words}\n\n", at + 1);
        let document = document(&format!(
            "WEBVTT\n\n{}{}{}{}",
            cue(1, "Ana: Shall we?"),
            cue(2, "We shall.\nRight."),
            cue(3, "Right.\nNote: it is late."),
            cue(4, "Ana: So.")
        ));
        assert_eq!(document.text, "Ana: Shall we? We shall. Right. Note: it is late. So.");
    }

    #[test]
    fn nothing_said_is_an_error() {
        let error = read(b"WEBVTT\n\n00:01.000 --> 00:02.000\n\n".to_vec(), &Limits::default()).unwrap_err();
        assert_eq!(error.code, stet_core::Code::TextEmpty);
    }
}
