//! A model as this crate sees it: a job in, a cancellable stream of chunks out.
//!
//! The engine crate implements [`Generator`] over models in this process, a server can implement it later, tests
//! script it. The trait is as wide as drafting, chunking, guards and adapters need, and says what it can't do through
//! [`Capabilities`] instead of failing late. Prompt templates (how a model wants its turns marked) belong to the
//! implementation: a job speaks of a system text and a user text only.

mod around;
#[cfg(test)]
pub(crate) mod script;

pub use around::Around;

use crate::{Error, Result, text::Language};
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// One question to a model.
#[derive(Debug, Clone, Default)]
pub struct Job {
    /// The fixed part of the task; the same text for every chunk of a run, so that its computation can be reused.
    pub system: String,
    /// Nothing of the user's is in `system` and `examples`, so what is computed from them may be kept on disk.
    pub lasting: bool,
    /// The text to work on, with whatever frame the tool puts around it.
    pub user: String,
    /// How such a text was answered before: earlier turns of the conversation, in front of the user text.
    pub examples: Vec<Example>,
    /// The first words of the answer, put into the model's mouth. Not repeated in the output.
    pub lead: String,
    pub sampling: Sampling,
    /// The adapter to answer with; `None` is the bare model.
    pub adapter: Option<AdapterRef>,
    /// A text that the answer is expected to follow closely, offered as a source of draft tokens. Without
    /// [`Sampling::copying`] it never changes what is answered under greedy sampling, only how fast; a generator without
    /// drafting ignores it.
    pub draft: Option<String>,
    /// Nothing that was computed before is used: what speed is compared with.
    pub afresh: bool,
    /// Words that the answer may not have, in whatever case.
    pub avoid: Vec<String>,
    /// The language the answer is expected in, when the job knows it.
    pub language: Option<Language>,
    pub cancel: CancellationToken,
}

/// An adapter, by name for people and by content for everything else.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AdapterRef {
    pub id: String,
    /// Of its base, configuration and weights.
    pub sha256: String,
}

/// A text as it would be asked about, frame and all, and the answer wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    pub text: String,
    pub answer: String,
}

/// How tokens are chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sampling {
    /// 0 is greedy.
    pub temperature: f32,
    pub top_p: f32,
    /// Discount on tokens already in the answer; 1 is none.
    pub repeat_penalty: f32,
    /// Added to the logit of the token that the job's draft has next: above 0 the answer keeps closer to the draft, below
    /// it strays from it sooner. Counts where sampling is greedy and nothing is penalized; a generator without drafting
    /// ignores it.
    pub copying: f32,
    pub seed: u64,
    /// The answer is cut after this many tokens and says so ([`Finish::length`]).
    pub max_tokens: usize,
}

impl Default for Sampling {
    fn default() -> Self {
        Sampling { temperature: 0.0, top_p: 1.0, repeat_penalty: 1.0, copying: 0.0, seed: 42, max_tokens: 512 }
    }
}

/// A piece of an answer. A stream is any number of `Text`s, then exactly one `End` or one error.
#[derive(Debug, Clone, PartialEq)]
pub enum Chunk {
    /// Whole characters, never half of one.
    Text(String),
    End(Finish),
}

/// How an answer ended, and what it took.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Finish {
    /// The answer was cut at `max_tokens`.
    pub length: bool,
    pub prompt_tokens: usize,
    /// Prompt tokens whose computation was reused from an earlier job.
    pub reused_tokens: usize,
    pub output_tokens: usize,
    pub drafted_tokens: usize,
    pub accepted_tokens: usize,
    pub prefill: Duration,
    pub decode: Duration,
    /// How much larger the logit of the token taken was than that of the next best one, where that was least; `None`
    /// where it is not told.
    pub margin: Option<f32>,
}

impl std::ops::AddAssign for Finish {
    /// What several answers took together; cut when one of them was.
    fn add_assign(&mut self, other: Finish) {
        self.length |= other.length;
        self.prompt_tokens += other.prompt_tokens;
        self.reused_tokens += other.reused_tokens;
        self.output_tokens += other.output_tokens;
        self.drafted_tokens += other.drafted_tokens;
        self.accepted_tokens += other.accepted_tokens;
        self.prefill += other.prefill;
        self.decode += other.decode;
        self.margin = [self.margin, other.margin].into_iter().flatten().reduce(f32::min);
    }
}

/// How likely a text is under the model, in natural logarithms.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// One value a token of the text, given everything before it.
    pub log_probs: Vec<f32>,
}

impl Score {
    /// Mean log-probability a token; 0 for an empty text.
    pub fn mean(&self) -> f32 {
        if self.log_probs.is_empty() {
            return 0.0;
        }
        self.log_probs.iter().sum::<f32>() / self.log_probs.len() as f32
    }
}

/// What a generator can do beyond answering.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capabilities {
    /// Tokens of prompt and answer together.
    pub context_tokens: usize,
    pub scoring: bool,
    pub drafting: bool,
    /// A fixed start of the prompt is computed once and reused from job to job.
    pub reuses_prefix: bool,
    /// Adapters can be changed from job to job.
    pub adapters: bool,
    /// Runs in this process: nothing leaves the machine.
    pub local: bool,
    /// Tokens of a text that may be worked on at once; `None` is as many as each task found best for small models.
    pub reads_tokens: Option<usize>,
}

/// Something that continues text: a model in this process, a server, a test's script.
pub trait Generator: Send + Sync {
    /// `llama`, `mistralrs`, or `cloud:<server>`.
    fn engine(&self) -> String;
    /// The catalogue id or file name of the model.
    fn model(&self) -> String;
    /// Why this generator runs the job here, in words.
    fn reason(&self) -> String;
    fn capabilities(&self) -> Capabilities;
    /// Milliseconds the model took to load for this run; 0 when it was resident.
    fn load_ms(&self) -> u64;
    /// Tokens of `text` under the model's own vocabulary.
    fn count_tokens(&self, text: &str) -> Result<usize>;
    /// Scores `text` as the model's continuation of `context`. Errors: `unsupported`, `engine`, `cancelled`.
    fn score(&self, context: String, text: String, cancel: CancellationToken) -> BoxFuture<'static, Result<Score>>;
    /// Answers a job. Dropping the stream or cancelling the job's token stops the model.
    fn generate(&self, job: Job) -> BoxStream<'static, Result<Chunk>>;
}

/// Collects a whole answer, handing each piece to `watch` as it comes.
///
/// Errors: the generator's own, and `cancelled` when the job's token was cancelled first.
pub async fn answer(generator: &dyn Generator, job: Job, mut watch: impl FnMut(&str)) -> Result<(String, Finish)> {
    use futures::StreamExt;
    let cancel = job.cancel.clone();
    let mut stream = generator.generate(job);
    let mut text = String::new();
    loop {
        let next = tokio::select! {
            biased;
            () = cancel.cancelled() => return Err(Error::cancelled()),
            next = stream.next() => next,
        };
        match next {
            Some(Ok(Chunk::Text(piece))) => {
                watch(&piece);
                text.push_str(&piece);
            }
            Some(Ok(Chunk::End(finish))) => return Ok((text, finish)),
            Some(Err(error)) => return Err(error),
            None => {
                return Err(Error::new(
                    crate::Code::Engine,
                    "The engine stopped in the middle of an answer without saying why.",
                ));
            }
        }
    }
}
