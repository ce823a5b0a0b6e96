//! Decoding: prompt in, tokens out, with the cache of the job before reused and drafts checked in one batch.
//!
//! A draft is a guess with no doubt (all its probability on one token), so speculative sampling (Leviathan et al. 2023)
//! comes down to: sample each position from the model as always, and keep going through the batch while the sample is
//! the guess. The distribution of the answer is the plain one, unless a copy of the draft is to be favoured
//! ([`Sampling::copying`]).

use super::chat::Template;
use super::draft::Follower;
use super::prefix::{self, Prefixes};
use super::{BATCH, Command, Loras};
use crate::forms;
use llama_cpp_2::context::LlamaContext;
use llama_cpp_2::context::session::LlamaStateSeqFlags;
use llama_cpp_2::llama_batch::LlamaBatch;
use llama_cpp_2::model::LlamaModel;
use llama_cpp_2::sampling::LlamaSampler;
use llama_cpp_2::token::LlamaToken;
use llama_cpp_2::token::logit_bias::LlamaLogitBias;
use std::time::Instant;
use stet_core::generate::{AdapterRef, Finish, Job, Sampling, Score};
use stet_core::{Code, Error, Result};
use tokio_util::sync::CancellationToken;

pub struct Decoder<'m> {
    model: &'m LlamaModel,
    context: LlamaContext<'m>,
    template: &'m Template,
    loras: &'m mut Loras,
    prefixes: &'m mut Prefixes,
    /// The adapter that the context has now, by its hash.
    active: Option<String>,
    /// Tokens the context has room for, and the most that any context may have.
    size: usize,
    limit: usize,
    /// The tokens whose state the context holds, from position 0.
    cached: Vec<LlamaToken>,
    batch: LlamaBatch<'static>,
}

impl<'m> Decoder<'m> {
    pub fn new(
        model: &'m LlamaModel,
        context: LlamaContext<'m>,
        template: &'m Template,
        loras: &'m mut Loras,
        prefixes: &'m mut Prefixes,
        size: usize,
        limit: usize,
    ) -> Self {
        let batch = LlamaBatch::new(BATCH, 1);
        Decoder { model, context, template, loras, prefixes, active: None, size, limit, cached: Vec::new(), batch }
    }

    /// Whether the adapter is in memory.
    pub fn has(&self, adapter: &AdapterRef) -> bool {
        self.loras.contains_key(&adapter.sha256)
    }

    /// The tokens that a command needs room for, where the context has too little and another one may have more.
    pub(super) fn lacks(&self, command: &Command) -> Option<usize> {
        let needed = match command {
            Command::Generate(job, _) => self.template.tokens(self.model, job).0.len() + job.sampling.max_tokens + 8,
            Command::Score { context, text, .. } => {
                let count = |text: &str| self.model.vocab().tokenize(text.as_bytes(), false, false).len();
                count(context) + count(text) + 1
            }
            Command::Adapt(_) => 0,
        };
        (needed > self.size && self.size < self.limit).then_some(needed)
    }

    /// Lets an adapter answer from now on, or the bare model. What was computed otherwise is forgotten.
    fn answer_by(&mut self, adapter: Option<&AdapterRef>) -> Result<()> {
        let wanted = adapter.map(|adapter| &adapter.sha256);
        if self.active.as_ref() == wanted {
            return Ok(());
        }
        if let Some(adapter) = adapter {
            let lora = self
                .loras
                .get_mut(&adapter.sha256)
                .ok_or_else(|| Error::new(Code::Unsupported, format!("The adapter {} is not loaded.", adapter.id)))?;
            self.context.lora_adapter_set(lora, 1.0).map_err(failed)?;
        } else if let Some(lora) = self.active.as_ref().and_then(|active| self.loras.get_mut(active)) {
            self.context.lora_adapter_remove(lora).map_err(failed)?;
        }
        self.active = wanted.cloned();
        self.forget_after(0);
        Ok(())
    }

    /// Answers a job; `emit` gets whole characters and returns whether anybody still listens.
    pub fn generate(&mut self, job: &Job, mut emit: impl FnMut(String) -> bool) -> Result<Finish> {
        let started = Instant::now();
        let (prompt, fixed) = self.template.tokens(self.model, job);
        if prompt.len() + 8 > self.size {
            return Err(Error::new(
                Code::Engine,
                format!(
                    "The text needs {} tokens, more than the {} that the model is set up for.",
                    prompt.len(),
                    self.size
                ),
            )
            .hint("Raise contextTokens in the settings, or choose a model with a longer context."));
        }
        self.answer_by(job.adapter.as_ref())?;
        let mut finish = Finish { prompt_tokens: prompt.len(), ..Finish::default() };
        if job.afresh {
            self.forget_after(0);
        }
        let begun = if job.afresh { 0 } else { self.begin(&prompt[..fixed], job)? };
        finish.reused_tokens = self.read(&prompt, &job.cancel)?.min(begun);
        finish.prefill = started.elapsed();

        let decoding = Instant::now();
        let vocab = self.model.vocab();
        let source = job.draft.as_deref().map(|text| vocab.tokenize(text.as_bytes(), false, false));
        let mut follower = Follower::new(source.unwrap_or_default());
        let mut sampler = Sampler::new(job.sampling, vocab.n_tokens(), self.avoided(&job.avoid));
        let most = job.sampling.max_tokens.min(self.size - prompt.len() - 1);
        let mut text = Utf8::default();
        // Sampled, but not yet part of the answer: the first from the logits of the prompt's last token.
        let mut token = sampler.sample(&self.context, self.batch.n_tokens() - 1, follower.expected());
        // Guesses in the cache behind the answer, and how many of them turned out right so far.
        let (mut draft, mut accepted) = (Vec::new(), 0);
        while !vocab.is_eog(token) {
            if finish.output_tokens == most {
                finish.length = true;
                break;
            }
            if job.cancel.is_cancelled() {
                return Err(Error::cancelled());
            }
            finish.output_tokens += 1;
            follower.follow(token);
            if let Some(whole) = text.push(&vocab.token_to_piece(token, false, None))
                && !emit(whole)
            {
                return Err(Error::cancelled());
            }
            self.cached.push(token);
            if draft.get(accepted) == Some(&token) {
                accepted += 1;
            } else {
                follower.judged(draft.len(), accepted);
                finish.drafted_tokens += draft.len();
                finish.accepted_tokens += accepted;
                // Wrong guesses, and the place of this token in the cache, are taken back.
                self.forget_after(self.cached.len() - 1);
                let room = (most - finish.output_tokens).min(self.size - self.cached.len() - 2);
                draft = follower.draft(room).to_vec();
                accepted = 0;
                self.batch.clear();
                for (i, t) in std::iter::once(&token).chain(&draft).enumerate() {
                    self.batch.add(*t, (self.cached.len() + i) as i32, &[0], true).map_err(failed)?;
                }
                self.context.decode(&mut self.batch).map_err(failed)?;
                self.cached.push(token);
            }
            token = sampler.sample(&self.context, accepted as i32, follower.expected());
        }
        self.forget_after(self.cached.len());
        if let Some(rest) = text.rest() {
            emit(rest);
        }
        finish.decode = decoding.elapsed();
        finish.margin = sampler.margin();
        Ok(finish)
    }

    /// The tokens that words end in, as they may stand in a sentence.
    fn avoided(&self, words: &[String]) -> Vec<LlamaToken> {
        let last = |form: String| self.model.vocab().tokenize(form.as_bytes(), false, false).last().copied();
        words.iter().flat_map(|word| forms(word)).filter_map(last).collect()
    }

    /// Scores `text` after `context` under the bare model, both as they are, without a chat template.
    pub fn score(&mut self, context: &str, text: &str, cancel: &CancellationToken) -> Result<Score> {
        let vocab = self.model.vocab();
        let mut tokens = Vec::new();
        tokens.push(if vocab.should_add_bos() { vocab.bos() } else { vocab.nl() });
        tokens.extend(vocab.tokenize(context.as_bytes(), false, false));
        let from = tokens.len();
        tokens.extend(vocab.tokenize(text.as_bytes(), false, false));
        if tokens.len() > self.size {
            return Err(Error::new(
                Code::Engine,
                format!("A text of {} tokens is too long to score at once.", tokens.len()),
            ));
        }
        self.answer_by(None)?;
        self.forget_after(0);
        let mut log_probs = Vec::with_capacity(tokens.len() - from);
        for (at, part) in tokens.chunks(BATCH / 2).enumerate().map(|(n, part)| (n * (BATCH / 2), part)) {
            if cancel.is_cancelled() {
                return Err(Error::cancelled());
            }
            self.batch.clear();
            for (i, token) in part.iter().enumerate() {
                self.batch.add(*token, (at + i) as i32, &[0], at + i + 1 >= from).map_err(failed)?;
            }
            self.context.decode(&mut self.batch).map_err(failed)?;
            self.cached.extend_from_slice(part);
            for i in 0..part.len() {
                if let Some(next) = tokens.get(at + i + 1).filter(|_| at + i + 1 >= from) {
                    log_probs.push(log_prob(self.context.get_logits_ith(i as i32), *next));
                }
            }
        }
        Ok(Score { log_probs })
    }

    /// Brings the cache to begin with the fixed part of a prompt, from where it was kept or by computing it; or leaves the
    /// cache alone when it begins so already. Gives how much of the prompt needed no computation for that, at most.
    fn begin(&mut self, fixed: &[LlamaToken], job: &Job) -> Result<usize> {
        if fixed.len() < prefix::SHORTEST || self.cached.starts_with(fixed) {
            return Ok(usize::MAX);
        }
        let key = self.prefixes.key(self.active.as_deref(), fixed.iter().map(|token| token.0));
        if let Some(state) = self.prefixes.get(&key) {
            self.context.clear_kv_cache();
            // SAFETY: the bytes are whole (their hash was checked) and were made by `state_seq_get` below over the same
            // model with the same version of llama.cpp, which checks their sizes again.
            if unsafe { self.context.state_seq_set_data_ext(state, 0, LlamaStateSeqFlags::empty()) } {
                self.cached = fixed.to_vec();
                return Ok(usize::MAX);
            }
            self.forget_after(0);
        }
        let reused = self.read(fixed, &job.cancel)?;
        let mut state = vec![0; self.context.state_seq_get_size_ext(0, LlamaStateSeqFlags::empty())];
        // SAFETY: the buffer has the size that was asked for.
        let size = unsafe { self.context.state_seq_get_data_ext(state.as_mut_ptr(), 0, LlamaStateSeqFlags::empty()) };
        if size == state.len() {
            self.prefixes.keep(key, state, job.lasting);
        }
        Ok(reused)
    }

    /// Brings the cache to hold exactly the prompt, with the logits of its last token ready. Gives the number of
    /// tokens that needed no computation.
    fn read(&mut self, prompt: &[LlamaToken], cancel: &CancellationToken) -> Result<usize> {
        let common = self.cached.iter().zip(prompt).take_while(|(a, b)| a == b).count().min(prompt.len() - 1);
        self.forget_after(common);
        for part in prompt[common..].chunks(BATCH) {
            if cancel.is_cancelled() {
                return Err(Error::cancelled());
            }
            self.batch.clear();
            for (i, token) in part.iter().enumerate() {
                let position = self.cached.len() + i;
                self.batch.add(*token, position as i32, &[0], position + 1 == prompt.len()).map_err(failed)?;
            }
            self.context.decode(&mut self.batch).map_err(failed)?;
            self.cached.extend_from_slice(part);
        }
        Ok(common)
    }

    fn forget_after(&mut self, length: usize) {
        self.cached.truncate(length);
        if self.context.clear_kv_cache_seq(Some(0), Some(length as u32), None).is_err() || length == 0 {
            self.context.clear_kv_cache();
            self.cached.clear();
        }
    }
}

fn failed(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::new(Code::Engine, format!("llama.cpp failed: {error}.")).because(error)
}

fn log_prob(logits: &[f32], token: LlamaToken) -> f32 {
    let most = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f64 = logits.iter().map(|l| f64::from(l - most).exp()).sum();
    logits[token.0 as usize] - most - sum.ln() as f32
}

/// Greedy by a plain search for the largest logit, everything else by llama.cpp's own samplers.
enum Sampler {
    /// Never one of `avoided`, and the token of a copy with so much added.
    Greedy {
        avoided: Vec<LlamaToken>,
        copying: f32,
        margin: Option<f32>,
    },
    Chain(Box<LlamaSampler>),
}

impl Sampler {
    fn new(sampling: Sampling, vocab_size: i32, avoided: Vec<LlamaToken>) -> Self {
        if sampling.temperature <= 0.0 && sampling.repeat_penalty == 1.0 {
            return Sampler::Greedy { avoided, copying: sampling.copying, margin: None };
        }
        let never: Vec<_> = avoided.into_iter().map(|token| LlamaLogitBias::new(token, f32::NEG_INFINITY)).collect();
        let mut chain = vec![LlamaSampler::logit_bias(vocab_size, &never)];
        chain.push(LlamaSampler::penalties(vocab_size, 256, sampling.repeat_penalty, 0.0, 0.0));
        if sampling.temperature <= 0.0 {
            chain.push(LlamaSampler::greedy());
        } else {
            chain.push(LlamaSampler::top_k(64));
            chain.push(LlamaSampler::top_p(sampling.top_p, 1));
            chain.push(LlamaSampler::temp(sampling.temperature));
            chain.push(LlamaSampler::dist(sampling.seed as u32));
        }
        // The prompt is not penalized: names in it must be free to come again.
        Sampler::Chain(Box::new(LlamaSampler::chain_simple(chain)))
    }

    fn margin(&self) -> Option<f32> {
        match self {
            Sampler::Greedy { margin, .. } => *margin,
            Sampler::Chain(_) => None,
        }
    }

    /// Samples from the logits at `index` of the last batch, and remembers the token. `copied` is what a copy has next.
    fn sample(&mut self, context: &LlamaContext<'_>, index: i32, copied: Option<LlamaToken>) -> LlamaToken {
        match self {
            Sampler::Greedy { avoided, copying, margin } => {
                let (mut best, mut second) = ((LlamaToken(0), f32::NEG_INFINITY), f32::NEG_INFINITY);
                for (token, logit) in (0..).map(LlamaToken).zip(context.get_logits_ith(index)) {
                    let logit = if copied == Some(token) { *logit + *copying } else { *logit };
                    if logit > second && !avoided.contains(&token) {
                        second = logit.min(best.1);
                        if logit > best.1 {
                            best = (token, logit);
                        }
                    }
                }
                *margin = [*margin, Some(best.1 - second)].into_iter().flatten().reduce(f32::min);
                best.0
            }
            // llama.cpp's own `sample` also accepts the token.
            Sampler::Chain(chain) => chain.sample(context, index),
        }
    }
}

/// Bytes of tokens to whole characters.
#[derive(Default)]
struct Utf8(Vec<u8>);

impl Utf8 {
    fn push(&mut self, bytes: &[u8]) -> Option<String> {
        self.0.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&self.0) {
            Ok(text) => text.len(),
            // Half a character at the end waits for the rest; anything else can't become right any more.
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            Err(_) => self.0.len(),
        };
        let rest = self.0.split_off(whole);
        let whole = std::mem::replace(&mut self.0, rest);
        (!whole.is_empty()).then(|| String::from_utf8_lossy(&whole).into_owned())
    }

    fn rest(self) -> Option<String> {
        (!self.0.is_empty()).then(|| String::from_utf8_lossy(&self.0).into_owned())
    }
}
