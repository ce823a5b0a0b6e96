//! What every run of a tool has in common: where it ran, how long it took, what was noticed, who is watching.

use crate::proofread::Correction;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

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
    /// Chunks done so far, of how many, and an estimate of the milliseconds left once one is known.
    Progress { done: usize, total: usize, left_ms: Option<u64> },
    /// A correction that stands, with its byte range in the whole input.
    Correction(Correction),
    /// The bytes of the input now being worked on by the model.
    Working(std::ops::Range<usize>),
    /// More text of the alternative or summary now being written.
    Text { alternative: usize, text: String },
    /// The text so far of this alternative was rejected and is being written again.
    Reset { alternative: usize },
}

/// Who watches a run. Called from the task that runs it; must not block.
pub type Watch = Arc<dyn Fn(Event) + Send + Sync>;

/// A watcher that looks away.
pub fn unwatched() -> Watch {
    Arc::new(|_| {})
}
