//! One answer on its way: requests to mistralrs, and what comes back as chunks.

use super::Shared;
use super::sampling::Chooser;
use crate::forms;
use futures::Stream;
use futures::stream;
use mistralrs::{Constraint, NormalRequest, Request, RequestMessage, Response, SamplingParams};
use std::sync::Arc;
use std::time::Instant;
use stet_core::generate::{Chunk, Finish, Job};
use stet_core::{Code, Error, Result};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Tokens that an answer must at least have room for.
const ROOM: usize = 8;

pub struct Answer {
    /// Keeps the model in memory for as long as it is answering.
    _model: Arc<Shared>,
    responses: mpsc::Receiver<Response>,
    /// Closed when the thread of the model is gone.
    requests: mpsc::Sender<Request>,
    chooser: Arc<Chooser>,
    cancel: CancellationToken,
    started: Instant,
    prompt_tokens: usize,
    /// How mistralrs says that the answer ended.
    reason: Option<String>,
}

impl Answer {
    /// Asks the model. Errors: `unsupported`, `engine`, `cancelled`.
    pub async fn start(model: Arc<Shared>, job: Job) -> Result<Self> {
        let started = Instant::now();
        if job.cancel.is_cancelled() {
            return Err(Error::cancelled());
        }
        if job.adapter.as_ref().map(|adapter| &adapter.sha256) != model.adapter.as_ref() {
            let wanted = job.adapter.map_or("no adapter".to_owned(), |adapter| format!("the adapter {}", adapter.id));
            let message = format!("mistralrs can't change to {wanted} from job to job.");
            return Err(Error::new(Code::Unsupported, message).hint("Use --engine llama."));
        }
        let prompt = model.prompts.tokens(&job)?;
        let prompt_tokens = prompt.len();
        if prompt_tokens + ROOM > model.context_tokens {
            return Err(Error::new(
                Code::Engine,
                format!(
                    "The text needs {prompt_tokens} tokens, more than the {} that the model is set up for.",
                    model.context_tokens
                ),
            )
            .hint("Raise contextTokens in the settings, or choose a model with a longer context."));
        }
        let most = job.sampling.max_tokens.clamp(1, model.context_tokens - prompt_tokens);
        let mut avoided = Vec::new();
        for form in job.avoid.iter().flat_map(|word| forms(word)) {
            avoided.extend(model.prompts.plain(&form)?.last());
        }
        let chooser = Arc::new(Chooser::new(job.sampling, prompt_tokens, avoided));
        // Room for the whole answer: the model never waits for a slow reader, and a dropped one is noticed all the same.
        let (sender, responses) = mpsc::channel(most + ROOM);
        let greedy = SamplingParams { temperature: Some(0.0), max_len: Some(most), ..SamplingParams::neutral() };
        let mut request =
            NormalRequest::new_simple(RequestMessage::CompletionTokens(prompt), greedy, sender, 0, None, None);
        request.is_streaming = true;
        request.constraint = Constraint::None;
        request.logits_processors = Some(vec![chooser.clone()]);
        let requests = model.model.inner().get_sender(None).map_err(|error| failed(&error))?;
        requests.send(Request::Normal(Box::new(request))).await.map_err(|_| stopped())?;
        let cancel = job.cancel;
        Ok(Answer { _model: model, responses, requests, chooser, cancel, started, prompt_tokens, reason: None })
    }

    /// Any number of texts, then one end or error.
    pub fn stream(self) -> impl Stream<Item = Result<Chunk>> + Send + 'static {
        stream::unfold(Some(self), |answer| async {
            let mut answer = answer?;
            match answer.next().await {
                Ok(Chunk::Text(text)) => Some((Ok(Chunk::Text(text)), Some(answer))),
                last => Some((last, None)),
            }
        })
    }

    async fn next(&mut self) -> Result<Chunk> {
        loop {
            if let Some(reason) = &self.reason {
                return Ok(Chunk::End(self.finish(reason == "length")));
            }
            let response = tokio::select! {
                biased;
                () = self.cancel.cancelled() => return Err(Error::cancelled()),
                response = self.responses.recv() => response,
            };
            match response {
                Some(Response::CompletionChunk(chunk)) => {
                    let Some(choice) = chunk.choices.into_iter().next() else { continue };
                    self.reason = choice.finish_reason;
                    if !choice.text.is_empty() {
                        return Ok(Chunk::Text(choice.text));
                    }
                }
                Some(Response::InternalError(error) | Response::ValidationError(error)) => return Err(failed(&error)),
                Some(Response::CompletionModelError(error, _)) => return Err(failed(&error)),
                Some(_) => return Err(failed(&"it answered with something else than text")),
                // An answer that ends in half a character ends without a last word.
                None if !self.requests.is_closed() => self.reason = Some("stop".into()),
                None => return Err(stopped()),
            }
        }
    }

    fn finish(&self, length: bool) -> Finish {
        let first = self.chooser.first().unwrap_or_else(Instant::now);
        // The token that ended the answer is not part of it.
        let output_tokens = self.chooser.chosen().saturating_sub(usize::from(!length));
        Finish {
            length,
            prompt_tokens: self.prompt_tokens,
            output_tokens,
            prefill: first.duration_since(self.started),
            decode: first.elapsed(),
            ..Finish::default()
        }
    }
}

fn failed(error: &dyn std::fmt::Display) -> Error {
    Error::new(Code::Engine, format!("mistralrs failed: {error}.")).hint("Try again; --engine llama may run the model.")
}

fn stopped() -> Error {
    Error::new(Code::Engine, "mistralrs stopped unexpectedly.").hint("Try again; `stet models verify` checks the file.")
}
