//! What every run of a tool has in common: where it ran, how long it took, what was noticed, who is watching.

use crate::cloud::Sheet;
use crate::generate::{AdapterRef, Generator};
use crate::proofread::Correction;
use crate::summarize::Section;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Whether the model's answers are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Guarded, checked, and with the rules where there are any.
    #[default]
    Full,
    /// What the model answers at first, whole: what quality is measured against.
    Bare,
}

/// Where a result comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// `mistralrs`, `llama`, `rules` or `cloud:<server>`.
    pub engine: String,
    pub model: Option<String>,
    pub adapter: Option<String>,
    pub local: bool,
    /// Why it ran there, in words.
    pub reason: String,
}

/// Wall-clock milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Timing {
    pub load_ms: u32,
    /// From the start of the run (after loading) to the first token of the model; 0 when no model was asked.
    pub first_token_ms: u32,
    /// From the start of the run to its end, loading included.
    pub total_ms: u32,
}

impl Provenance {
    /// Of a run by `generator`, or by the rules alone.
    pub fn of(generator: Option<&dyn Generator>, adapter: Option<&AdapterRef>) -> Self {
        match generator {
            Some(generator) => Provenance {
                engine: generator.engine(),
                model: Some(generator.model()),
                adapter: adapter.map(|adapter| adapter.id.clone()),
                local: generator.capabilities().local,
                reason: generator.reason(),
            },
            None => Provenance::of_rules("only the rules were asked for"),
        }
    }

    /// Of what rules did, and why not a model.
    pub fn of_rules(reason: &str) -> Self {
        Provenance { engine: "rules".into(), model: None, adapter: None, local: true, reason: reason.into() }
    }
}

/// Takes the times of one run.
pub struct Clock {
    started: Instant,
    first: Option<Duration>,
    load_ms: u64,
}

impl Clock {
    pub fn start(generator: Option<&dyn Generator>) -> Self {
        Clock { started: Instant::now(), first: None, load_ms: generator.map_or(0, |g| g.load_ms()) }
    }

    /// The model said something.
    pub fn token(&mut self) {
        self.first.get_or_insert_with(|| self.started.elapsed());
    }

    /// Milliseconds left when `done` of `total` took the time so far; `None` until something is done.
    pub fn left(&self, done: usize, total: usize) -> Option<u64> {
        (done > 0).then(|| self.started.elapsed().as_millis() as u64 * (total - done) as u64 / done as u64)
    }

    pub fn stop(&self) -> Timing {
        let ms = |time: Duration| time.as_millis().min(u128::from(u32::MAX)) as u32;
        let load_ms = self.load_ms.min(u64::from(u32::MAX)) as u32;
        Timing { load_ms, first_token_ms: self.first.map_or(0, ms), total_ms: load_ms + ms(self.started.elapsed()) }
    }
}

/// Something a person should know about a result that is otherwise fine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Warning {
    /// A stable word: a guard's (`preamble`, `wrong-language`, …) or another's.
    pub code: String,
    pub message: String,
}

impl Warning {
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Warning { code: code.into(), message: message.into() }
    }
}

/// What a run tells whoever watches it, before its result. A run's end is its return value, not an event.
#[derive(Debug, Clone)]
pub enum Event {
    /// The model gets ready: what is being done, and how much of it, 0..=1. Comes before everything else.
    Loading { what: String, share: f32 },
    /// Chunks done so far, of how many, and an estimate of the milliseconds left once one is known.
    Progress { done: usize, total: usize, left_ms: Option<u64> },
    /// A correction that stands, with its byte range in the whole input.
    Correction(Correction),
    /// The bytes of the input now being worked on by the model.
    Working(std::ops::Range<usize>),
    /// A part of a long text was read; its points are what goes into the summary.
    Section(Section),
    /// More text of the alternative or summary now being written.
    Text { alternative: usize, text: String },
    /// The text so far of this alternative was rejected and is being written again.
    Reset { alternative: usize },
    /// These requests wait for a verdict; until there is one nothing is sent.
    Asking(Vec<Sheet>),
    /// The run is in the history under this id. Comes after everything else.
    Recorded(String),
}

/// Who watches a run. Called from the task that runs it; must not block.
pub type Watch = Arc<dyn Fn(Event) + Send + Sync>;

/// A watcher that looks away.
pub fn unwatched() -> Watch {
    Arc::new(|_| {})
}
