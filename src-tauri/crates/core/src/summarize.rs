//! Text in, a summary out whose every point shows the sentences it rests on.
//!
//! A text that fits the model's context is summarized at once; a longer one part by part, and the parts' points again,
//! until they fit (map and reduce). What comes back is taken apart into points, each tied to its best-matching sentences
//! of the input and checked for names, numbers and dates that the input does not hold. The points of the parts are the
//! outline of a long text, told as they come; where the text is a document's, points and parts know their places.

mod outline;
mod shape;
#[cfg(test)]
mod tests;

pub use outline::{Section, Unfinished};

use crate::actions::{self, Action};
use crate::document::{Document, Form, Place};
use crate::generate::{Generator, Job, Sampling, answer};
use crate::ground::Ground;
use crate::guard::{self, Expect};
use crate::minutes::{self, Heading};
use crate::run::{Clock, Event, Mode, Provenance, Timing, Warning, Watch};
use crate::task::Task;
use crate::text::{self, Language};
use crate::{Code, Error, Result};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::ops::Range;
use std::str::FromStr;
use tokio_util::sync::CancellationToken;

/// What a summary looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    Tldr,
    KeyPoints,
    Headline,
    List,
    Table,
    ActionItems,
    Minutes,
    Teaser,
}

impl Shape {
    pub const ALL: [Shape; 8] = [
        Shape::Tldr,
        Shape::KeyPoints,
        Shape::Headline,
        Shape::List,
        Shape::Table,
        Shape::ActionItems,
        Shape::Minutes,
        Shape::Teaser,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Shape::Tldr => "tldr",
            Shape::KeyPoints => "key-points",
            Shape::Headline => "headline",
            Shape::List => "list",
            Shape::Table => "table",
            Shape::ActionItems => "action-items",
            Shape::Minutes => "minutes",
            Shape::Teaser => "teaser",
        }
    }
}

impl FromStr for Shape {
    type Err = Error;

    fn from_str(word: &str) -> Result<Self> {
        let words = || Shape::ALL.map(Shape::word).join(", ");
        Shape::ALL
            .into_iter()
            .find(|shape| shape.word() == word)
            .ok_or_else(|| Error::new(Code::Usage, format!("“{word}” is no type of summary; there are {}.", words())))
    }
}

/// One point of a summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    pub text: String,
    /// Byte ranges of the sentences it rests on, best first.
    pub sources: Vec<Range<usize>>,
    /// Every name, number and date in it stands in the input.
    pub checked: bool,
    /// The part of the minutes that it is in.
    pub heading: Option<Heading>,
    pub owner: Option<String>,
    pub due: Option<String>,
    /// Where in its document the best of the sentences is.
    pub place: Option<Place>,
}

/// A summary.
#[derive(Debug, Clone)]
pub struct Summary {
    pub shape: Shape,
    pub text: String,
    pub points: Vec<Point>,
    /// What the parts of a long text come to, in order; none of a text that was read at once.
    pub outline: Vec<Section>,
    pub provenance: Provenance,
    pub timing: Timing,
    pub warnings: Vec<Warning>,
}

/// Tokens of input in one part of a long text. More would fit, but small models lose the middle.
const PART: usize = 1600;
/// Tokens kept free for the prompt's frame and the answer.
const RESERVE: usize = 900;
/// A summary is written at most this often before it is refused.
const TRIES: u64 = 3;

/// Summarizes texts into one shape; `part` is how a part of a long text is brought down to points first.
pub struct Summarizer<'a> {
    pub task: &'a Task<'a>,
    pub part: &'a Task<'a>,
    pub shape: Shape,
    pub generator: &'a dyn Generator,
    /// What the text was read from, which knows its places.
    pub document: Option<&'a Document>,
    /// What the user is called: names and e-mail addresses.
    pub me: &'a [String],
    pub mode: Mode,
}

/// One answer to be written.
struct Asked<'a> {
    task: &'a Task<'a>,
    shape: Shape,
    /// What the model is given: the text, or the points of its parts.
    source: &'a str,
    /// The text itself, which the answer is held against.
    text: &'a str,
    language: Option<Language>,
}

/// An answer that the guards let pass.
struct Written {
    text: String,
    /// It reached the longest length allowed, and ends after the last line that was whole.
    cut: bool,
}

impl Summarizer<'_> {
    /// A summary of the whole text, of any length.
    ///
    /// Errors: `text-empty`, `refused` (the guards rejected every try), `cancelled`, and the generator's own.
    pub async fn run(&self, text: &str, cancel: &CancellationToken, watch: &Watch) -> Result<Summary> {
        if text.trim().is_empty() {
            return Err(Error::new(Code::TextEmpty, "There is no text to summarize."));
        }
        let mut clock = Clock::start(Some(self.generator));
        if let Some(summary) = self.found(text, &clock) {
            return Ok(summary);
        }
        let minutes = self.minutes(text);
        // Sources are looked for in what people wrote themselves, and not in what they quote.
        let text = minutes.as_ref().map_or(text, |minutes| &*minutes.own);
        let mut warnings = Vec::new();
        let no_talk = self.shape == Shape::Minutes && self.mode == Mode::Full && minutes.is_none();
        let (task, shape) = if no_talk { (self.part, Shape::KeyPoints) } else { (self.task, self.shape) };
        if no_talk {
            let message = "This text is no conversation, so its key points stand in place of minutes.";
            warnings.push(Warning::new("no-conversation", message));
        }
        let language = text::language(text);
        let ground = Ground::new(text);
        let mut outline = Vec::new();
        let condensed = match self.condense(text, language, cancel, watch, &mut clock, &mut outline).await {
            Ok(condensed) => condensed,
            Err(error) => return Err(Unfinished::told(error, outline)),
        };
        let source = condensed.map_or_else(|| self.given(text), Cow::Owned);
        let told = |piece: &str| watch(Event::Text { alternative: 0, text: piece.to_owned() });
        let reset = || watch(Event::Reset { alternative: 0 });
        let asked = Asked { task, shape, source: &source, text, language };
        let mut written = match self.write(asked, cancel, &mut clock, &told, &reset).await {
            Ok(Written { text, cut }) => {
                if cut {
                    let message = "The summary reached the longest length allowed and ends there.";
                    warnings.push(Warning::new("cut", message));
                }
                text
            }
            // What rules found stands by itself.
            Err(error)
                if error.code == Code::Refused && minutes.as_ref().is_some_and(|found| !found.entries.is_empty()) =>
            {
                let message = "The model's summary was not usable; what follows was found by rules.";
                warnings.push(Warning::new("no-summary", message));
                String::new()
            }
            Err(error) => return Err(Unfinished::told(error, outline)),
        };
        let mut points = self.points(shape, &written, &ground, 0);
        let unchecked: Vec<_> =
            points.iter().filter(|p| !p.checked).flat_map(|p| ground.checked(&p.text).missing).collect();
        if !unchecked.is_empty() {
            let message =
                format!("Not found in the text: {}. Look these up before you rely on them.", unchecked.join(", "));
            warnings.push(Warning::new("unsupported", message));
        }
        if let Some(minutes) = &minutes {
            points.iter_mut().for_each(|point| point.heading = Some(Heading::Summary));
            points.extend(minutes.entries.iter().cloned().map(|entry| self.entry(entry)));
            written = shape::minutes(&points, language);
        }
        Ok(Summary {
            shape: self.shape,
            text: written,
            points,
            outline,
            provenance: Provenance::of(Some(self.generator), task.adapter()),
            timing: clock.stop(),
            warnings,
        })
    }

    /// The action items of a conversation, which rules find where a small model mixes owners up and invents; `None` of
    /// any other text.
    fn found(&self, text: &str, clock: &Clock) -> Option<Summary> {
        let small = self.generator.capabilities().local;
        if self.shape != Shape::ActionItems || self.mode == Mode::Bare || !small {
            return None;
        }
        let turns = Some(actions::turns(text)).filter(|turns| turns.len() > 1)?;
        let point = |action: Action| {
            let place = action.sources.first().and_then(|source| self.place(source.start));
            let Action { what, owner, due, sources } = action;
            Point { text: what, sources, checked: true, heading: None, owner, due, place }
        };
        let points: Vec<Point> = actions::actions(text, &turns).into_iter().map(point).collect();
        let nothing = "Nobody undertakes anything in this text, as far as Stet can tell.";
        Some(Summary {
            shape: self.shape,
            text: points.iter().map(shape::line).collect::<Vec<_>>().join("\n"),
            warnings: points.is_empty().then(|| Warning::new("no-actions", nothing)).into_iter().collect(),
            points,
            outline: Vec::new(),
            provenance: Provenance::of_rules("action items of a conversation are found by rules"),
            timing: clock.stop(),
        })
    }

    /// What rules find for the minutes of a conversation; `None` of any other text, and where none are wanted.
    fn minutes<'t>(&self, text: &'t str) -> Option<minutes::Minutes<'t>> {
        let wanted = self.shape == Shape::Minutes && self.mode == Mode::Full;
        let thread = self.document.is_some_and(|document| document.form == Form::Thread);
        wanted.then(|| minutes::minutes(text, thread, self.me)).flatten()
    }

    fn entry(&self, entry: minutes::Entry) -> Point {
        let minutes::Entry { heading, text, owner, due, sources } = entry;
        let place = sources.first().and_then(|source| self.place(source.start));
        Point { text, sources, checked: true, heading: Some(heading), owner, due, place }
    }

    /// What the model is given of a stretch of the text.
    fn given<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.shape == Shape::Minutes { minutes::closed_up(text) } else { Cow::Borrowed(text) }
    }

    /// A long text as the points of its parts; `None` when it fits as it is.
    async fn condense(
        &self,
        text: &str,
        language: Option<Language>,
        cancel: &CancellationToken,
        watch: &Watch,
        clock: &mut Clock,
        outline: &mut Vec<Section>,
    ) -> Result<Option<String>> {
        let count = |text: &str| self.generator.count_tokens(text).unwrap_or(text.len());
        let room = self.generator.capabilities().context_tokens.saturating_sub(RESERVE).max(256);
        let able = self.generator.capabilities().reads_tokens;
        let part = able.unwrap_or(PART).min(room);
        let mut condensed: Option<String> = None;
        loop {
            let source = condensed.as_deref().unwrap_or(text);
            if count(source) <= part.max(room.min(2 * able.unwrap_or(PART))) {
                return Ok(condensed);
            }
            let parts = match &condensed {
                None => outline::parts(text, self.document, part, &count),
                Some(points) => text::windows(points, part, &count),
            };
            let mut points = String::new();
            let mut done = 0;
            for (number, range) in parts.iter().enumerate() {
                watch(Event::Progress { done: number, total: parts.len(), left_ms: clock.left(done, source.len()) });
                if condensed.is_none() {
                    watch(Event::Working(range.clone()));
                }
                let quiet = |_: &str| {};
                let piece = &source[range.clone()];
                let given = self.given(piece);
                done = range.end;
                if piece.trim().is_empty() {
                    continue;
                }
                let asked = Asked { task: self.part, shape: Shape::KeyPoints, source: &given, text: piece, language };
                match self.write(asked, cancel, clock, &quiet, &|| {}).await {
                    Ok(Written { text: written, .. }) => {
                        points.push_str(written.trim());
                        points.push('\n');
                        if condensed.is_none() {
                            let section = self.section(range.clone(), &written, piece);
                            watch(Event::Section(section.clone()));
                            outline.push(section);
                        }
                    }
                    // A part with nothing in it to summarize must not cost the whole its summary.
                    Err(error) if error.code == Code::Refused => {}
                    Err(error) => return Err(error),
                }
            }
            if points.is_empty() || count(&points) * 4 > count(source) * 3 {
                // No shorter: what there is goes on, cut to what fits.
                let shorter = if points.is_empty() { source.to_owned() } else { points };
                let first = text::windows(&shorter, part, &count).into_iter().next().unwrap_or(0..0);
                return Ok(Some(shorter[first].to_owned()));
            }
            condensed = Some(points);
        }
    }

    /// One answer of a task, in the right shape and past the guards.
    async fn write(
        &self,
        asked: Asked<'_>,
        cancel: &CancellationToken,
        clock: &mut Clock,
        told: &(dyn Fn(&str) + Sync),
        reset: &(dyn Fn() + Sync),
    ) -> Result<Written> {
        let Asked { task, shape, source, text, language } = asked;
        let lead = shape.lead();
        let (mut reason, mut cut) = (String::new(), None);
        for attempt in 0..TRIES {
            let strict = attempt > 0;
            let prompt = task.render(source, language, strict);
            let sampling = task.sampling(self.generator.count_tokens(source)?);
            let sampling = Sampling {
                temperature: if strict { 0.3 * attempt as f32 } else { sampling.temperature },
                seed: sampling.seed + attempt,
                ..sampling
            };
            let job = Job {
                system: prompt.system.clone(),
                lasting: task.lasting(),
                user: prompt.user,
                examples: prompt.examples,
                lead: lead.to_owned(),
                sampling,
                adapter: task.adapter().cloned(),
                draft: None,
                language,
                cancel: cancel.clone(),
                ..Job::default()
            };
            told(lead);
            let (answer, finish) = answer(self.generator, job, |piece| {
                clock.token();
                told(piece);
            })
            .await?;
            let answer = format!("{lead}{answer}");
            if self.mode == Mode::Bare {
                return Ok(Written { text: answer, cut: false });
            }
            let whole = finish.length.then(|| shape.whole(&answer)).flatten();
            let expect = Expect {
                source: text,
                prompt: &prompt.system,
                task: guard::Task::Summarize,
                language,
                keep_protected: false,
                edit_budget: None,
                length_cut: finish.length && whole.is_none(),
                instruction: None,
                civil: false,
            };
            let verdict = guard::inspect(&expect, whole.unwrap_or(&answer));
            match verdict.rejected.first() {
                Some(finding) => reason = finding.message.clone(),
                None => match shape.settle(&verdict.text) {
                    // Another try may come to an end by itself.
                    Some(text) if whole.is_some() => cut = cut.or(Some(text)),
                    Some(text) => return Ok(Written { text, cut: false }),
                    None => reason = format!("The model's answer was no {}.", shape.word()),
                },
            }
            reset();
        }
        if let Some(text) = cut {
            told(&text);
            return Ok(Written { text, cut: true });
        }
        Err(Error::new(Code::Refused, format!("The summary was not usable: {reason}"))
            .hint("Try another --type or --length, or a larger model with --model."))
    }

    /// The points of an answer about the text that starts at a byte of the whole.
    fn points(&self, shape: Shape, written: &str, ground: &Ground, start: usize) -> Vec<Point> {
        let point = |text: String| {
            let (what, owner, due) =
                if shape == Shape::ActionItems { shape::action(&text) } else { (text, None, None) };
            let sources: Vec<_> = ground.sources(&what).into_iter().map(|s| s.start + start..s.end + start).collect();
            let checked = ground.checked(&what).ok;
            let place = sources.first().and_then(|source| self.place(source.start));
            Point { text: what, sources, checked, heading: None, owner, due, place }
        };
        shape.points(written).into_iter().map(point).collect()
    }

    fn section(&self, range: Range<usize>, written: &str, piece: &str) -> Section {
        let points = self.points(Shape::KeyPoints, written, &Ground::new(piece), range.start);
        Section { place: self.place(range.start), range, points }
    }

    fn place(&self, at: usize) -> Option<Place> {
        self.document?.place(at).cloned()
    }
}
