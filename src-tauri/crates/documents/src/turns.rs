//! What was said, by whom and when: what transcripts and chats have in common.

use crate::limits::Limits;
use crate::writer::Writer;
use stet_core::Result;
use stet_core::document::{Document, Form, Place};

/// Something said in one go.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Turn {
    /// Seconds from the start, or of the day.
    pub time: Option<u32>,
    /// The day, as ISO 8601 has it.
    pub date: Option<String>,
    pub speaker: Option<String>,
    pub words: String,
}

/// Where nobody is named, a paragraph begins when nothing new was said for this many seconds…
const PAUSE: u32 = 8;
/// …and so does the end of a sentence after this many bytes.
const LONG: usize = 600;

/// A transcript: a line for each speaker, `Name: words`. What one says in several turns is joined with `joint`, each of
/// them a place of its own.
pub(crate) fn document(turns: Vec<Turn>, joint: &str, limits: &Limits) -> Result<Document> {
    let mut writer = Writer::new(limits);
    let mut speaker: Option<String> = None;
    let mut time: Option<u32> = None;
    let mut paragraph = 0;
    let mut ended = false;
    for turn in turns {
        if turn.words.trim().is_empty() {
            continue;
        }
        writer.place(Place { time: turn.time, date: turn.date, speaker: turn.speaker.clone(), ..Place::default() });
        let paused = time.zip(turn.time).is_some_and(|(before, now)| now > before.saturating_add(PAUSE));
        match &turn.speaker {
            Some(name) if speaker != turn.speaker => writer.line(&format!("{name}: {}", turn.words))?,
            Some(_) if joint == "\n" => writer.line(&turn.words)?,
            Some(_) => writer.words(&turn.words)?,
            None if speaker.is_some() => writer.line(&turn.words)?,
            None if paused || (ended && paragraph > LONG) => {
                paragraph = 0;
                writer.paragraph(&turn.words)?;
            }
            None => writer.words(&turn.words)?,
        }
        ended = turn.words.trim_end().ends_with(['.', '!', '?', '…', '。', '！', '？']);
        paragraph += turn.words.len();
        (speaker, time) = (turn.speaker, turn.time);
    }
    writer.finish(None, Form::Transcript)
}
