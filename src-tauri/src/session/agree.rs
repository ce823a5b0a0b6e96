//! Whether drafts change what is answered: every job of many texts, with its draft and without.
//!
//! A batch of drafts is computed in another order than token by token, so that sums differ in their last bits. Where the
//! two best tokens are as good as equal the answer may then be another one. Such a near-tie is told apart from a fault by
//! the margin between the two best logits about the place where the answers part.

use super::{Answering, Session, ToolRequest};
use futures::StreamExt;
use futures::future::BoxFuture;
use futures::stream::{self, BoxStream};
use serde::Serialize;
use std::sync::{Arc, Mutex, PoisonError};
use stet_core::generate::{Capabilities, Chunk, Finish, Generator, Job, Sampling, Score, answer};
use stet_core::run::unwatched;
use stet_core::{Code, Error, Result};
use stet_engine::Loading;
use tokio_util::sync::CancellationToken;

/// A difference between the two best logits that rounding can turn around: several times the largest that was seen to.
pub const NEAR: f32 = 0.1;
/// Tokens about the place where two answers part.
const ABOUT: usize = 8;

/// How the answers to the jobs of many texts compare.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Agreement {
    pub texts: usize,
    pub jobs: usize,
    pub drafted_tokens: usize,
    pub accepted_tokens: usize,
    /// Seconds of decoding, without drafts and with them.
    pub plain_seconds: f64,
    pub drafted_seconds: f64,
    pub differences: Vec<Difference>,
}

/// Two answers to the same job.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    pub text: String,
    pub plain: String,
    pub drafted: String,
    /// Between the two best logits about the place where they part.
    pub margin: f32,
    pub near: bool,
}

impl Session {
    /// Runs a tool over texts and compares the greedy answers to its jobs; `told` hears how many texts are done.
    ///
    /// Errors: `unsupported` (the engine does not draft), those of the catalogue and of loading, `cancelled`.
    pub async fn agreement(
        &self,
        request: &ToolRequest,
        texts: &[String],
        cancel: &CancellationToken,
        loading: Loading,
        mut told: impl FnMut(usize),
    ) -> Result<Agreement> {
        let request = ToolRequest { private: true, ..request.clone() };
        self.check(&request)?;
        let answering = self.answering(&request, cancel, loading).await?;
        let answering: Answering =
            answering.ok_or_else(|| Error::new(Code::Usage, "Rules alone make no drafts to compare."))?;
        if !answering.generator.capabilities().drafting {
            let engine = answering.generator.engine();
            return Err(Error::new(Code::Unsupported, format!("The engine {engine} makes no drafts.")));
        }
        let both = Arc::new(Both { inner: answering.generator.clone(), seen: Arc::default() });
        let answering = answering.by(both.clone());
        for (number, text) in texts.iter().enumerate() {
            let request = ToolRequest { text: text.clone(), ..request.clone() };
            match self.answer(&request, Some(&answering), cancel, &unwatched()).await {
                // Refused by the guards, or nothing in it to work on: its jobs, if any, were compared.
                Err(error) if !matches!(error.code, Code::Refused | Code::TextUnsuitable | Code::TextEmpty) => {
                    return Err(error);
                }
                _ => told(number + 1),
            }
        }
        let mut seen = std::mem::take(&mut *both.seen.lock().unwrap_or_else(PoisonError::into_inner));
        seen.texts = texts.len();
        Ok(seen)
    }
}

/// Answers each job twice.
struct Both {
    inner: Arc<dyn Generator>,
    seen: Arc<Mutex<Agreement>>,
}

impl Both {
    async fn compare(inner: Arc<dyn Generator>, seen: Arc<Mutex<Agreement>>, job: Job) -> Result<(String, Finish)> {
        let alone = Job { draft: None, ..job.clone() };
        let (plain, without) = answer(&*inner, alone.clone(), |_| {}).await?;
        let (drafted, with) = answer(&*inner, job.clone(), |_| {}).await?;
        let difference = match plain == drafted {
            true => None,
            false => {
                let margin = Self::margin(&*inner, alone, &plain, &drafted).await?;
                let near = margin <= NEAR;
                Some(Difference { text: job.user, plain, drafted: drafted.clone(), margin, near })
            }
        };
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.jobs += 1;
        seen.drafted_tokens += with.drafted_tokens;
        seen.accepted_tokens += with.accepted_tokens;
        seen.plain_seconds += without.decode.as_secs_f64();
        seen.drafted_seconds += with.decode.as_secs_f64();
        seen.differences.extend(difference);
        Ok((drafted, with))
    }

    /// The least margin in the few tokens after the last word that two answers share.
    async fn margin(inner: &dyn Generator, job: Job, plain: &str, drafted: &str) -> Result<f32> {
        let shared: usize =
            plain.chars().zip(drafted.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
        let whole = plain[..shared].rfind(' ').unwrap_or(0);
        let lead = format!("{}{}", job.lead, &plain[..whole]);
        let sampling = Sampling { max_tokens: ABOUT, ..job.sampling };
        let (_, finish) = answer(inner, Job { lead, sampling, ..job }, |_| {}).await?;
        Ok(finish.margin.unwrap_or(f32::INFINITY))
    }
}

impl Generator for Both {
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
        self.inner.capabilities()
    }

    fn load_ms(&self) -> u64 {
        0
    }

    fn count_tokens(&self, text: &str) -> Result<usize> {
        self.inner.count_tokens(text)
    }

    fn score(&self, context: String, text: String, cancel: CancellationToken) -> BoxFuture<'static, Result<Score>> {
        self.inner.score(context, text, cancel)
    }

    fn generate(&self, job: Job) -> BoxStream<'static, Result<Chunk>> {
        // Only greedy answers are the same every time.
        if job.draft.is_none() || job.sampling.temperature > 0.0 || job.sampling.copying != 0.0 {
            return self.inner.generate(job);
        }
        let compared = Self::compare(self.inner.clone(), self.seen.clone(), job);
        stream::once(compared)
            .flat_map(|compared| {
                stream::iter(match compared {
                    Ok((text, finish)) => vec![Ok(Chunk::Text(text)), Ok(Chunk::End(finish))],
                    Err(error) => vec![Err(error)],
                })
            })
            .boxed()
    }
}
