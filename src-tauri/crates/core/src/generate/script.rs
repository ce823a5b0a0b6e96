//! A generator that says what a test wants it to say.

use super::{Capabilities, Chunk, Finish, Generator, Job, Score};
use crate::{Code, Error, Result};
use futures::future::{BoxFuture, FutureExt};
use futures::stream::{self, BoxStream, StreamExt};
use std::sync::Mutex;
use tokio_util::sync::CancellationToken;

type Say = dyn Fn(&Job) -> Result<(String, Finish)> + Send + Sync;

/// Answers every job by a function, word by word, and remembers the jobs.
pub struct Script {
    say: Box<Say>,
    jobs: Mutex<Vec<Job>>,
    pub context_tokens: usize,
}

impl Script {
    pub fn new(say: impl Fn(&Job) -> String + Send + Sync + 'static) -> Self {
        Script::with(move |job| Ok((say(job), Finish::default())))
    }

    pub fn with(say: impl Fn(&Job) -> Result<(String, Finish)> + Send + Sync + 'static) -> Self {
        Script { say: Box::new(say), jobs: Mutex::default(), context_tokens: 4096 }
    }

    /// Gives these answers in turn, the last one for ever.
    pub fn of(answers: &'static [&'static str]) -> Self {
        let next = std::sync::atomic::AtomicUsize::new(0);
        Script::new(move |_| {
            let turn = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            answers[turn.min(answers.len() - 1)].to_owned()
        })
    }

    pub fn jobs(&self) -> Vec<Job> {
        self.jobs.lock().unwrap().clone()
    }
}

/// The text inside the frame that a tool put around it.
pub fn framed(job: &Job) -> &str {
    let (_, rest) = job.user.split_once(">\n").expect("a frame");
    rest.rsplit_once("\n</").expect("a frame").0
}

impl Generator for Script {
    fn engine(&self) -> String {
        "script".into()
    }

    fn model(&self) -> String {
        "script".into()
    }

    fn reason(&self) -> String {
        "a test".into()
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            context_tokens: self.context_tokens,
            scoring: false,
            drafting: false,
            reuses_prefix: true,
            adapters: false,
            local: true,
            reads_tokens: None,
        }
    }

    fn load_ms(&self) -> u64 {
        0
    }

    fn count_tokens(&self, text: &str) -> Result<usize> {
        Ok(text.split_whitespace().count().max(text.chars().count() / 6))
    }

    fn score(&self, _: String, _: String, _: CancellationToken) -> BoxFuture<'static, Result<Score>> {
        async { Err(Error::new(Code::Unsupported, "a script scores nothing")) }.boxed()
    }

    fn generate(&self, job: Job) -> BoxStream<'static, Result<Chunk>> {
        let said = (self.say)(&job);
        self.jobs.lock().unwrap().push(job);
        match said {
            Ok((text, finish)) => {
                let words: Vec<_> = text.split_inclusive(' ').map(|word| Ok(Chunk::Text(word.to_owned()))).collect();
                stream::iter(words).chain(stream::iter([Ok(Chunk::End(finish))])).boxed()
            }
            Err(error) => stream::iter([Err(error)]).boxed(),
        }
    }
}
