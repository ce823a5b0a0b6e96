//! One request on its way: entered before it is sent, and how it ended once that is known.

use super::{Entry, Fate, Report};
use crate::{Error, Result};
use std::sync::Arc;

/// A request that was entered. One that nobody waits for any more, so that this is dropped, was cancelled.
pub(crate) struct Trace {
    report: Arc<Report>,
    id: String,
    ended: bool,
}

impl Trace {
    /// Enters a request that is about to be sent. Errors: `read-only`, `disk-full`, `io`; then it must not be sent.
    pub fn begin(report: Arc<Report>, entry: &Entry) -> Result<Trace> {
        report.record(entry).map_err(|error| Error {
            message: format!(
                "Nothing was sent, because it could not be entered in the privacy report. {}",
                error.message
            ),
            ..error
        })?;
        Ok(Trace { report, id: entry.id.clone(), ended: false })
    }

    /// Adds what became of it so far.
    pub fn note(&self, fate: Fate, detail: &str) {
        // The request itself is there, as one that left; that is the side to err on.
        if let Err(error) = self.report.settle(&self.id, fate, detail) {
            tracing::warn!("the end of a request is not in the privacy report: {error}");
        }
    }

    /// Adds how it ended.
    pub fn end(&mut self, fate: Fate, detail: &str) {
        self.note(fate, detail);
        self.ended = true;
    }

    /// It ended with this error.
    pub fn settle(&mut self, fate: Fate, error: Error) -> Error {
        self.end(fate, &error.message);
        error
    }
}

impl Drop for Trace {
    fn drop(&mut self) {
        if !self.ended {
            self.note(Fate::Cancelled, "");
        }
    }
}
