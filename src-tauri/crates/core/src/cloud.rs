//! A server as a [`Generator`]: any that speaks OpenAI's chat completions, on the user's own terms.
//!
//! A job becomes a [`Request`] whose body is made once. The [`Gate`] shows it to whoever decides; only what comes back
//! [`Approved`] is sent, byte for byte, after it was entered in the [`crate::report`]: what can't be entered is not sent.
//! Of the answer what came is passed on at once, and an error in the middle of it carries the part that had come
//! ([`Partial`]). Nothing is sent a second time that a server may have taken.
//!
//! A client library for this protocol would build and serialize the body by itself, so that what is shown would be
//! another copy of what is sent; `reqwest` takes the bytes, and `sse-stream` cuts the answer into events. Whether a text
//! may go to a server at all is decided in [`crate::route`], what of it is hidden by the [`Veil`].

mod answer;
mod connection;
mod consent;
mod failure;
mod key;
mod request;
mod server;
#[cfg(test)]
pub(crate) mod tests;
mod veil;

pub use connection::{Check, Connection};
pub use consent::{Ask, Rehearsal, Verdict, gate, open};
pub use failure::Partial;
pub use key::{Key, SecretString};
pub use request::{Approved, Consent, Gate, Purpose, Request, Role, Sheet, Turn, closed, no_consent};
pub(crate) use server::on_this_machine;
pub use server::{Patience, Server, Servers};
pub use veil::redacting;

use crate::generate::{Capabilities, Chunk, Generator, Job, Score};
use crate::report::{Entry, Fate, Redacted, Report, Trace};
use crate::{Code, Error, Result};
use answer::{Answer, Said};
use connection::Lost;
use futures::future::{BoxFuture, FutureExt};
use futures::stream::{self, BoxStream, StreamExt};
use std::collections::VecDeque;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Hides what is not to leave in the texts of a job, before anyone is asked.
pub type Veil = Arc<dyn Fn(Job) -> Veiled + Send + Sync>;

/// Puts back what was hidden, piece by piece. The last piece, which may be empty, is called so (`true`); what may be the
/// beginning of a placeholder is held back until then.
pub type Unveil = Box<dyn FnMut(&str, bool) -> Unveiled + Send>;

/// A piece of an answer with the originals in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unveiled {
    pub text: String,
    /// With the last piece: what looked like a placeholder in the answer and stands for nothing.
    pub unknown: Vec<String>,
}

/// A job with placeholders in it.
pub struct Veiled {
    pub job: Job,
    pub redacted: Vec<Redacted>,
    pub unveil: Unveil,
}

/// One tool's use of a server. Making one is cheap and connects to nothing.
#[derive(Clone)]
pub struct Cloud {
    connection: Connection,
    purpose: Purpose,
    gate: Gate,
    veil: Veil,
    report: Arc<Report>,
    keep_payloads: bool,
}

impl Cloud {
    /// `keep_payloads` puts the texts themselves into the report.
    pub fn new(
        connection: Connection,
        purpose: Purpose,
        gate: Gate,
        report: Arc<Report>,
        keep_payloads: bool,
    ) -> Cloud {
        let veil: Veil =
            Arc::new(|job| Veiled { job, redacted: Vec::new(), unveil: Box::new(|piece, _| plain(piece)) });
        Cloud { connection, purpose, gate, veil, report, keep_payloads }
    }

    /// The same, with something hidden.
    pub fn veiled(self, veil: Veil) -> Cloud {
        Cloud { veil, ..self }
    }

    /// The request that a job would make, for looking at; it can't be sent. Errors: `internal`.
    pub fn preview(&self, job: Job) -> Result<Sheet> {
        let Veiled { job, redacted, .. } = (self.veil)(job);
        Ok(Request::new(self.connection.server(), self.purpose.clone(), redacted, &job)?.sheet())
    }

    /// Asks, enters it in the report, sends it, and returns the answer that begins.
    async fn begin(&self, job: Job) -> Result<Reading> {
        let (cancel, lead, max_tokens) = (job.cancel.clone(), job.lead.clone(), job.sampling.max_tokens);
        let Veiled { job, redacted, unveil } = (self.veil)(job);
        let request = Request::new(self.connection.server(), self.purpose.clone(), redacted, &job)?;
        let approved = tokio::select! {
            biased;
            () = cancel.cancelled() => return Err(Error::cancelled()),
            approved = (self.gate)(request) => approved?,
        };
        let mut trace = Trace::begin(self.report.clone(), &Entry::sent(&approved, self.keep_payloads))?;
        let turned_away = |status: reqwest::StatusCode| trace.note(Fate::TurnedAway, &status.to_string());
        let response = match self.connection.send(&approved, &cancel, turned_away).await {
            Ok(response) => response,
            Err(Lost::Cancelled) => return Err(Error::cancelled()),
            Err(Lost::Unreached(error)) => return Err(trace.settle(Fate::Unreached, error)),
            Err(Lost::Failed(error)) => return Err(trace.settle(Fate::Failed, error)),
        };
        match Answer::begin(self.connection.clone(), response, max_tokens, cancel).await {
            Ok(answer) => Ok(Reading {
                server: self.connection.server().name.clone(),
                answer,
                trace,
                unveil,
                lead: Lead::new(lead),
                text: String::new(),
                ready: VecDeque::new(),
            }),
            Err(error) => Err(trace.settle(Fate::Failed, error)),
        }
    }
}

/// What nothing was hidden in.
fn plain(piece: &str) -> Unveiled {
    Unveiled { text: piece.to_owned(), unknown: Vec::new() }
}

impl Generator for Cloud {
    fn engine(&self) -> String {
        format!("cloud:{}", self.connection.server().name)
    }

    fn model(&self) -> String {
        self.connection.server().model.clone()
    }

    fn reason(&self) -> String {
        self.purpose.reason.clone()
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            context_tokens: self.connection.server().context_tokens as usize,
            scoring: false,
            drafting: false,
            reuses_prefix: false,
            adapters: false,
            local: false,
            reads_tokens: Some(self.connection.server().context_tokens as usize / 2),
        }
    }

    fn load_ms(&self) -> u64 {
        0
    }

    /// An estimate on the safe side: the server's vocabulary is not known here.
    fn count_tokens(&self, text: &str) -> Result<usize> {
        let (mut ascii, mut others) = (0, 0);
        for c in text.chars() {
            *if c.is_ascii() { &mut ascii } else { &mut others } += 1;
        }
        Ok(usize::div_ceil(ascii, 3) + others)
    }

    fn score(&self, _: String, _: String, _: CancellationToken) -> BoxFuture<'static, Result<Score>> {
        let error = Error::new(Code::Unsupported, "A server does not tell how likely a text is.");
        async { Err(error) }.boxed()
    }

    fn generate(&self, job: Job) -> BoxStream<'static, Result<Chunk>> {
        let cloud = self.clone();
        stream::once(async move {
            match cloud.begin(job).await {
                Ok(reading) => stream::unfold(reading, Reading::next).boxed(),
                Err(error) => stream::iter([Err(error)]).boxed(),
            }
        })
        .flatten()
        .boxed()
    }
}

/// An answer on its way to whoever asked.
struct Reading {
    server: String,
    answer: Answer,
    trace: Trace,
    unveil: Unveil,
    lead: Lead,
    /// What was passed on.
    text: String,
    ready: VecDeque<Result<Chunk>>,
}

impl Reading {
    async fn next(mut self) -> Option<(Result<Chunk>, Reading)> {
        loop {
            if let Some(chunk) = self.ready.pop_front() {
                return Some((chunk, self));
            }
            match self.answer.next().await? {
                Ok(Said::Text(piece)) => {
                    let piece = (self.unveil)(&piece, false).text;
                    let piece = self.lead.pass(&piece);
                    self.say(piece);
                }
                Ok(Said::End(finish)) => {
                    let unknown = self.say_rest();
                    if !unknown.is_empty() {
                        let error = failure::placeholders(&self.server, &unknown);
                        let error = self.trace.settle(Fate::Answered, error);
                        self.ready.push_back(Err(error.because(Partial(std::mem::take(&mut self.text)))));
                        continue;
                    }
                    self.trace.end(Fate::Answered, "");
                    self.ready.push_back(Ok(Chunk::End(finish)));
                }
                Err(error) if error.is_cancelled() => self.ready.push_back(Err(error)),
                Err(error) => {
                    self.say_rest();
                    let fate = if self.text.is_empty() { Fate::Failed } else { Fate::Cut };
                    let mut error = self.trace.settle(fate, error);
                    if !self.text.is_empty() {
                        error = error.because(Partial(std::mem::take(&mut self.text)));
                    }
                    self.ready.push_back(Err(error));
                }
            }
        }
    }

    /// Says what was held back, and returns what stands for nothing.
    fn say_rest(&mut self) -> Vec<String> {
        let Unveiled { text, unknown } = (self.unveil)("", true);
        let piece = self.lead.pass(&text) + &self.lead.rest();
        self.say(piece);
        unknown
    }

    fn say(&mut self, piece: String) {
        if !piece.is_empty() {
            self.text.push_str(&piece);
            self.ready.push_back(Ok(Chunk::Text(piece)));
        }
    }
}

/// The first words of an answer, which a server can't be made to begin with: taken off where it does by itself.
struct Lead {
    lead: String,
    /// The beginning of the answer, as long as it may be the lead.
    held: String,
    decided: bool,
}

impl Lead {
    fn new(lead: String) -> Lead {
        Lead { decided: lead.is_empty(), lead, held: String::new() }
    }

    fn pass(&mut self, piece: &str) -> String {
        if self.decided {
            return piece.to_owned();
        }
        self.held.push_str(piece);
        let begun = self.held.trim_start();
        if let Some(after) = begun.strip_prefix(self.lead.as_str()) {
            let after = after.to_owned();
            (self.decided, self.held) = (true, String::new());
            return after;
        }
        if self.lead.starts_with(begun) { String::new() } else { self.rest() }
    }

    /// What was held, because it was not the lead after all.
    fn rest(&mut self) -> String {
        self.decided = true;
        std::mem::take(&mut self.held)
    }
}
