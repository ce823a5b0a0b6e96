//! A generator like another one, but for how its jobs are answered.

use super::{Capabilities, Chunk, Generator, Job, Score};
use crate::Result;
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Everything but the answer to a job is the inner generator's.
pub struct Around<F> {
    inner: Arc<dyn Generator>,
    capabilities: Capabilities,
    answer: F,
}

impl<F> Around<F>
where
    F: Fn(&Arc<dyn Generator>, Job) -> BoxStream<'static, Result<Chunk>> + Send + Sync,
{
    /// `answer` is given the inner generator and the job.
    pub fn new(inner: Arc<dyn Generator>, answer: F) -> Self {
        Around { capabilities: inner.capabilities(), inner, answer }
    }

    /// The same, said to be able to do something else.
    pub fn capable(self, capabilities: Capabilities) -> Self {
        Around { capabilities, ..self }
    }
}

impl<F> Generator for Around<F>
where
    F: Fn(&Arc<dyn Generator>, Job) -> BoxStream<'static, Result<Chunk>> + Send + Sync,
{
    fn engine(&self) -> String {
        self.inner.engine()
    }

    fn model(&self) -> String {
        self.inner.model()
    }

    fn reason(&self) -> String {
        self.inner.reason()
    }

    fn capabilities(&self) -> Capabilities {
        self.capabilities.clone()
    }

    fn load_ms(&self) -> u64 {
        self.inner.load_ms()
    }

    fn count_tokens(&self, text: &str) -> Result<usize> {
        self.inner.count_tokens(text)
    }

    fn score(&self, context: String, text: String, cancel: CancellationToken) -> BoxFuture<'static, Result<Score>> {
        self.inner.score(context, text, cancel)
    }

    fn generate(&self, job: Job) -> BoxStream<'static, Result<Chunk>> {
        (self.answer)(&self.inner, job)
    }
}
