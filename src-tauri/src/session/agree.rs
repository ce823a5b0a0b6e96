//! Whether drafts change what is answered: every job of many texts, with its draft and without.
//!
//! A batch of drafts is computed in another order than token by token, so that sums differ in their last bits. Where the
//! two best tokens are as good as equal the answer may then be another one. Such a near-tie is told apart from a fault by
//! the margin between the two best logits about the place where the answers part.

use super::{Answering, Session, ToolRequest};
use futures::StreamExt;
use futures::stream;
use serde::Serialize;
use std::sync::{Arc, Mutex, PoisonError};
use stet_core::generate::{Around, Chunk, Finish, Generator, Job, Sampling, answer};
use stet_core::run::unwatched;
use stet_core::{Code, Error, Result};
use stet_engine::Loading;
use tokio_util::sync::CancellationToken;

/// Closer than this the two best logits count as a near-tie, which rounding may turn around.
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
        let seen: Arc<Mutex<Agreement>> = Arc::default();
        let answering = answering.by(Arc::new(both(answering.generator.clone(), seen.clone())));
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
        let seen = std::mem::take(&mut *seen.lock().unwrap_or_else(PoisonError::into_inner));
        Ok(Agreement { texts: texts.len(), ..seen })
    }
}

/// Answers each greedy job with a draft twice, and notes how that went.
fn both(inner: Arc<dyn Generator>, seen: Arc<Mutex<Agreement>>) -> impl Generator {
    Around::new(inner, move |inner, job| {
        // Only greedy answers are the same every time.
        if job.draft.is_none() || job.sampling.temperature > 0.0 || job.sampling.copying != 0.0 {
            return inner.generate(job);
        }
        let told = |compared| {
            stream::iter(match compared {
                Ok((text, finish)) => vec![Ok(Chunk::Text(text)), Ok(Chunk::End(finish))],
                Err(error) => vec![Err(error)],
            })
        };
        stream::once(compare(inner.clone(), seen.clone(), job)).flat_map(told).boxed()
    })
}

async fn compare(inner: Arc<dyn Generator>, seen: Arc<Mutex<Agreement>>, job: Job) -> Result<(String, Finish)> {
    let alone = Job { draft: None, ..job.clone() };
    let (plain, without) = answer(&*inner, alone.clone(), |_| {}).await?;
    let (drafted, with) = answer(&*inner, job.clone(), |_| {}).await?;
    let difference = match plain == drafted {
        true => None,
        false => {
            let margin = margin(&*inner, alone, &plain, &drafted).await?;
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
    let shared: usize = plain.chars().zip(drafted.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let whole = plain[..shared].rfind(' ').unwrap_or(0);
    let lead = format!("{}{}", job.lead, &plain[..whole]);
    let sampling = Sampling { max_tokens: ABOUT, ..job.sampling };
    let (_, finish) = answer(inner, Job { lead, sampling, ..job }, |_| {}).await?;
    Ok(finish.margin.unwrap_or(f32::INFINITY))
}
