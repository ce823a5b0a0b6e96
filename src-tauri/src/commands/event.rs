//! What the window hears of a run, and the one place where a run's events and end are put into those words.

use super::count;
use crate::session::Outcome;
use serde::Serialize;
use std::future::Future;
use std::sync::Arc;
use stet_core::cloud::Sheet;
use stet_core::run::{Event, Watch};
use stet_core::wire::{Answer, Correction, Failure, Proofread, Rewrite, Section, Span, Summary, Utf16Index};
use stet_core::{Code, Error, Result};
use tokio::sync::mpsc;

/// Any number of events, then exactly one of the terminal ones: a result, `failed` or `cancelled`.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum RunEvent {
    /// The model gets ready: what is being done, and how much of it, 0..=1.
    Loading {
        what: String,
        share: f32,
    },
    /// Chunks done, of how many, and an estimate of the time left once there is one.
    Progress {
        done: u32,
        total: u32,
        left_ms: Option<u32>,
    },
    /// A correction that stands.
    Correction {
        correction: Correction,
    },
    /// The part of the input that the model is now working on.
    Working {
        span: Span,
    },
    /// A part of a long text was read, and what it comes to.
    Section {
        section: Section,
    },
    /// More text of the alternative or summary now being written.
    Text {
        alternative: u32,
        text: String,
    },
    /// What was written of this alternative was rejected; it is being written again.
    Reset {
        alternative: u32,
    },
    /// These requests wait for [`super::consent`]; until then nothing is sent.
    Asking {
        sheets: Vec<Sheet>,
    },
    /// The run is in the history under this id.
    Recorded {
        run_id: String,
    },
    Proofread {
        result: Proofread,
    },
    Rewrite {
        result: Rewrite,
    },
    Summary {
        result: Summary,
    },
    Answer {
        result: Answer,
    },
    Failed {
        failure: Failure,
    },
    Cancelled,
}

impl RunEvent {
    pub fn failed(error: &Error) -> Self {
        RunEvent::Failed { failure: Failure::from(error) }
    }

    fn seen(event: Event, index: &Utf16Index) -> Self {
        match event {
            Event::Loading { what, share } => RunEvent::Loading { what, share },
            Event::Progress { done, total, left_ms } => {
                RunEvent::Progress { done: count(done), total: count(total), left_ms: left_ms.map(count) }
            }
            Event::Correction(found) => RunEvent::Correction { correction: Correction::of(&found, index) },
            Event::Working(range) => RunEvent::Working { span: index.span(&range) },
            Event::Section(section) => RunEvent::Section { section: Section::of(&section, index) },
            Event::Text { alternative, text } => RunEvent::Text { alternative: count(alternative), text },
            Event::Reset { alternative } => RunEvent::Reset { alternative: count(alternative) },
            Event::Asking(sheets) => RunEvent::Asking { sheets },
            Event::Recorded(run_id) => RunEvent::Recorded { run_id },
        }
    }

    fn end(outcome: Result<Outcome>) -> Self {
        match outcome {
            Ok(Outcome::Proofread(result)) => RunEvent::Proofread { result },
            Ok(Outcome::Rewrite(result)) => RunEvent::Rewrite { result },
            Ok(Outcome::Summary(result)) => RunEvent::Summary { result },
            Ok(Outcome::Answer(result)) => RunEvent::Answer { result },
            Err(error) if error.is_cancelled() => RunEvent::Cancelled,
            Err(error) => RunEvent::failed(&error),
        }
    }
}

/// Runs `start` over `text` and tells everything about it in order. The terminal event is always told, and told last,
/// also when the run panics.
pub async fn relay<F, R>(text: &str, start: F, tell: impl Fn(RunEvent))
where
    F: FnOnce(Watch) -> R,
    R: Future<Output = Result<Outcome>> + Send + 'static,
{
    let index = Utf16Index::new(text);
    let (events, mut seen) = mpsc::unbounded_channel();
    let watch: Watch = Arc::new(move |event| drop(events.send(event)));
    let mut run = tokio::spawn(start(watch));
    let outcome = loop {
        tokio::select! {
            biased;
            Some(event) = seen.recv() => tell(RunEvent::seen(event, &index)),
            outcome = &mut run => break outcome,
        }
    };
    while let Ok(event) = seen.try_recv() {
        tell(RunEvent::seen(event, &index));
    }
    let crash = |_| Err(Error::new(Code::Internal, "Something inside Stet broke during this run.").hint("Try again."));
    tell(RunEvent::end(outcome.unwrap_or_else(crash)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    async fn told<F, R>(text: &str, start: F) -> Vec<serde_json::Value>
    where
        F: FnOnce(Watch) -> R,
        R: Future<Output = Result<Outcome>> + Send + 'static,
    {
        let events = RefCell::new(Vec::new());
        relay(text, start, |event| events.borrow_mut().push(serde_json::to_value(event).unwrap())).await;
        events.into_inner()
    }

    #[tokio::test]
    async fn events_come_in_order_with_utf16_spans_and_one_end() {
        let events = told("\u{1f600} é libary", |watch| async move {
            watch(Event::Loading { what: "Loading the model".into(), share: 0.5 });
            watch(Event::Working(0..14));
            watch(Event::Text { alternative: 0, text: "so far".into() });
            watch(Event::Reset { alternative: 0 });
            watch(Event::Progress { done: 1, total: 2, left_ms: Some(300) });
            watch(Event::Recorded("an id".into()));
            Err(Error::cancelled())
        })
        .await;
        let types: Vec<_> = events.iter().map(|event| event["type"].as_str().unwrap()).collect();
        assert_eq!(types, ["loading", "working", "text", "reset", "progress", "recorded", "cancelled"]);
        assert_eq!(events[5]["runId"], "an id");
        assert_eq!(events[1]["span"], serde_json::json!({ "startIndex": 0, "endIndex": 11 }));
        assert_eq!(events[4]["leftMs"], 300);
    }

    #[tokio::test]
    async fn a_watcher_kept_alive_does_not_keep_the_run_alive() {
        let kept = std::sync::Mutex::new(None);
        let events = told("text", |watch| {
            *kept.lock().unwrap() = Some(watch);
            async { Err(Error::new(Code::TextEmpty, "Nothing.").hint("Write something.")) }
        })
        .await;
        assert_eq!(events.len(), 1);
        assert_eq!(events[0]["failure"]["code"], "text-empty");
        assert_eq!(events[0]["failure"]["hint"], "Write something.");
    }

    #[tokio::test]
    async fn a_panic_ends_the_run_as_a_failure() {
        let events = told("text", |_| async { panic!("on purpose") }).await;
        assert_eq!(events.len(), 1);
        assert_eq!(events[0]["failure"]["code"], "internal");
    }
}
