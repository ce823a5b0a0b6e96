//! mistral.rs 0.8.1, in this process: one loaded GGUF, answering one job at a time on its own thread.
//!
//! Nothing is fetched: vocabulary and chat template come out of the model file. What 0.8.1 can't do is said through
//! [`Capabilities`]: no scoring (prompt log-probabilities are not returned), no drafts, no adapters that change from job to
//! job: an adapter is worked into the copy of the model that is loaded. A cancelled answer stops at the next token; a prompt that is being read is read to its end first, in the
//! background. White space at the very start of an answer is swallowed by mistralrs.

mod answer;
pub(crate) mod gguf;
mod prompt;
mod sampling;

use crate::merge::Merge;
use crate::requantize;
use answer::Answer;
use futures::future::BoxFuture;
use futures::stream::{self, BoxStream};
use futures::{FutureExt, StreamExt, TryStreamExt};
use gguf::{Head, Value};
use mistralrs::model_builder_trait::{build_gguf_pipeline, build_model_from_pipeline};
use mistralrs::{AutoDeviceMapParams, DeviceMapSetting, GgufModelBuilder, Model, TokenSource};
use prompt::Prompts;
use std::any::Any;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use stet_core::generate::{Capabilities, Chunk, Job, Score};
use stet_core::{Code, Error, Result};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// The architectures that mistralrs 0.8.1 loads from a GGUF, as the file names them.
const ARCHITECTURES: [&str; 8] = ["llama", "mistral3", "phi2", "phi3", "qwen2", "qwen3", "qwen3moe", "starcoder2"];
/// The numbers that it takes for granted, after the architecture's name.
const NUMBERS: [&str; 5] =
    ["block_count", "context_length", "embedding_length", "attention.head_count", "attention.head_count_kv"];
/// The vocabularies it reads.
const VOCABULARIES: [&str; 3] = ["gpt2", "llama", "replit"];
/// Answers that start alike are remembered on a device. On a CPU mistralrs never forgets them again, so there none are.
const REMEMBERED: usize = 8;

/// What to load, and who watches.
pub struct Load<'a> {
    pub path: &'a Path,
    /// Of the file as it was fetched; names the converted copy.
    pub sha256: &'a str,
    /// The adapter that answers, for as long as this model is loaded.
    pub adapter: Option<Arc<Merge>>,
    /// Tokens of prompt and answer together; less where the model was trained on less.
    pub context_tokens: usize,
    /// Where a converted copy is kept.
    pub cache_dir: &'a Path,
    /// Told about a conversion: bytes done, bytes in all.
    pub progress: &'a (dyn Fn(u64, u64) + Sync),
    pub cancel: CancellationToken,
}

/// A loaded model. Dropping the last handle and the last answer frees it.
pub struct MistralModel {
    shared: Arc<Shared>,
}

pub(crate) struct Shared {
    model: Model,
    prompts: Prompts,
    context_tokens: usize,
    /// The hash of the adapter that was worked in.
    adapter: Option<String>,
}

/// The accelerator that this build would use, by name, where one answers.
pub fn device() -> Option<&'static str> {
    static DEVICE: OnceLock<Option<&'static str>> = OnceLock::new();
    *DEVICE.get_or_init(|| {
        if !cfg!(any(feature = "cuda", feature = "metal")) {
            return None;
        }
        // A missing driver is a panic in the library that looks for it.
        let device = std::panic::catch_unwind(|| mistralrs::best_device(false)).ok()?.ok()?;
        match (device.is_cuda(), device.is_metal()) {
            (true, _) => Some("CUDA"),
            (_, true) => Some("Metal"),
            _ => None,
        }
    })
}

impl MistralModel {
    /// Loads a model, after converting it once where it has tensors that run slowly on a CPU.
    ///
    /// Errors: `model-missing`, `model-damaged`, `model-unsupported` (architecture, vocabulary or tensor type), `engine`,
    /// `cancelled`, and those of [`requantize::for_mistralrs`].
    pub async fn load(load: Load<'_>) -> Result<Self> {
        let (path, cancel) = (load.path.to_owned(), load.cancel.clone());
        let (sha256, cache_dir, most) = (load.sha256.to_owned(), load.cache_dir.to_owned(), load.context_tokens);
        let adapter = load.adapter.clone();
        let (report, mut reports) = mpsc::unbounded_channel();
        let work = tokio::task::spawn_blocking(move || {
            let head = Head::read(&path)?;
            check(&path, &head)?;
            let path = match (device(), &adapter) {
                (Some(_), None) => path,
                _ => requantize::for_mistralrs(
                    &path,
                    &sha256,
                    adapter.as_deref(),
                    &cache_dir,
                    &|done, total| {
                        let _ = report.send((done, total));
                    },
                    &cancel,
                )?,
            };
            load_now(&path, &head, most, adapter.map(|adapter| adapter.sha256.clone()))
        });
        let watched = async {
            while let Some((done, total)) = reports.recv().await {
                (load.progress)(done, total);
            }
            work.await
        };
        let shared = tokio::select! {
            biased;
            // What is being loaded is dropped when it is there.
            () = load.cancel.cancelled() => return Err(Error::cancelled()),
            done = watched => match done {
                Ok(shared) => shared?,
                Err(error) => return Err(unloadable(load.path, panic_words(error))),
            },
        };
        Ok(MistralModel { shared: Arc::new(shared) })
    }

    /// Tokens of `text` in the model's vocabulary. Errors: `engine`.
    pub fn count_tokens(&self, text: &str) -> Result<usize> {
        Ok(self.shared.prompts.plain(text)?.len())
    }

    pub fn capabilities(&self) -> Capabilities {
        Capabilities {
            context_tokens: self.shared.context_tokens,
            scoring: false,
            drafting: false,
            reuses_prefix: device().is_some(),
            adapters: false,
            local: true,
            reads_tokens: None,
        }
    }

    /// Answers a job. Dropping the stream or cancelling the job's token stops the model at its next token.
    ///
    /// Errors in the stream: `unsupported` (another adapter than the one loaded), `engine`, `cancelled`.
    pub fn generate(&self, job: Job) -> BoxStream<'static, Result<Chunk>> {
        let start = Answer::start(self.shared.clone(), job);
        stream::once(start).map_ok(Answer::stream).try_flatten().boxed()
    }

    /// Errors: always `unsupported`.
    pub fn score(&self, _: String, _: String, _: CancellationToken) -> BoxFuture<'static, Result<Score>> {
        let error = Error::new(Code::Unsupported, "mistralrs can't score a text.").hint("Use --engine llama.");
        std::future::ready(Err(error)).boxed()
    }
}

/// Whether mistralrs has what the file needs and the file what mistralrs takes for granted: it panics over both.
fn check(path: &Path, head: &Head) -> Result<()> {
    let unsupported = |what: &str, found: &str, known: &[&str]| {
        Error::new(
            Code::ModelUnsupported,
            format!(
                "mistralrs can't run {}: its {what} is “{found}”, and only {} are known.",
                path.display(),
                known.join(", ")
            ),
        )
        .hint("Use --engine llama, or choose another model with --model.")
    };
    let architecture = head.text("general.architecture").unwrap_or_default().to_ascii_lowercase();
    if !ARCHITECTURES.contains(&architecture.as_str()) {
        return Err(unsupported("architecture", &architecture, &ARCHITECTURES));
    }
    let vocabulary = head.text("tokenizer.ggml.model").unwrap_or_default();
    if !VOCABULARIES.contains(&vocabulary) {
        return Err(unsupported("vocabulary", vocabulary, &VOCABULARIES));
    }
    let numbers = NUMBERS.map(|name| format!("{architecture}.{name}"));
    for key in numbers.iter().map(String::as_str).chain(["tokenizer.ggml.eos_token_id"]) {
        if !matches!(head.metadata.get(key), Some(Value::Integer(..))) {
            let message = format!("The model {} is damaged: it does not say its {key}.", path.display());
            return Err(Error::new(Code::ModelDamaged, message).hint("Remove it and get it again."));
        }
    }
    Ok(())
}

/// Loads on the current thread, with a runtime of its own: mistralrs' loader blocks.
fn load_now(path: &Path, head: &Head, most: usize, adapter: Option<String>) -> Result<Shared> {
    let path = std::path::absolute(path).map_err(|e| Error::io(format!("find {}", path.display()), e))?;
    let (Some(folder), Some(file)) = (path.parent(), path.file_name()) else {
        return Err(Error::new(Code::ModelMissing, format!("{} is not a file.", path.display())));
    };
    let builder = GgufModelBuilder::new(folder.display(), vec![file.to_string_lossy()])
        .with_token_source(TokenSource::None)
        .with_max_num_seqs(1);
    let builder = match device() {
        Some(_) => builder.with_prefix_cache_n(Some(REMEMBERED)).with_device_mapping(DeviceMapSetting::Auto(
            AutoDeviceMapParams::Text { max_seq_len: most, max_batch_size: 1 },
        )),
        None => builder.with_prefix_cache_n(None).with_force_cpu().with_device_mapping(DeviceMapSetting::dummy()),
    };
    let template = head.text("tokenizer.chat_template").is_some();
    // What llama.cpp assumes of a file that does not say: a SentencePiece vocabulary wants its first token.
    let sentence_piece = head.text("tokenizer.ggml.model") == Some("llama");
    let bos = head.flag("tokenizer.ggml.add_bos_token").unwrap_or(sentence_piece);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|e| Error::new(Code::Engine, "The runtime for the model could not be started.").because(e))?;
    runtime.block_on(async {
        let failed = |error: &dyn std::fmt::Display| unloadable(&path, error.to_string());
        let (pipeline, scheduler, config) = build_gguf_pipeline(builder).await.map_err(|e| failed(&e))?;
        let prompts = Prompts::of(&*pipeline.lock().await, template, bos)?;
        let model = build_model_from_pipeline(pipeline, scheduler, config).await;
        let trained = model.max_sequence_length().map_err(|e| failed(&e))?.unwrap_or(most);
        Ok(Shared { model, prompts, context_tokens: most.min(trained), adapter })
    })
}

fn unloadable(path: &Path, why: String) -> Error {
    Error::new(Code::Engine, format!("mistralrs could not load {}.", path.display()))
        .hint("`stet models verify` checks the file; --engine llama may run it.")
        .because(why)
}

/// What a panic said.
fn panic_words(error: tokio::task::JoinError) -> String {
    let words = |panic: Box<dyn Any + Send>| {
        panic
            .downcast::<String>()
            .map(|text| *text)
            .or_else(|panic| panic.downcast::<&str>().map(|text| (*text).to_owned()))
            .unwrap_or_else(|_| "it panicked".to_owned())
    };
    error.try_into_panic().map_or_else(|error| error.to_string(), words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    fn head(architecture: &str, vocabulary: &str) -> Head {
        let text = |text: &str| Value::Text(text.to_owned());
        let numbers = NUMBERS.map(|name| format!("{architecture}.{name}"));
        let mut metadata: HashMap<_, _> = numbers.map(|key| (key, Value::Integer(1, 0..4))).into();
        metadata.insert("tokenizer.ggml.eos_token_id".into(), Value::Integer(0, 0..4));
        metadata.insert("general.architecture".into(), text(architecture));
        metadata.insert("tokenizer.ggml.model".into(), text(vocabulary));
        Head {
            version: 3,
            metadata_count: metadata.len() as u64,
            metadata,
            metadata_bytes: 0..0,
            tensors: Vec::new(),
            data: 0,
            alignment: 32,
        }
    }

    #[test]
    fn an_unknown_architecture_or_vocabulary_is_named() {
        let path = Path::new("a.gguf");
        assert!(check(path, &head("qwen2", "gpt2")).is_ok());
        let error = check(path, &head("gemma3", "llama")).unwrap_err();
        assert_eq!(error.code, Code::ModelUnsupported);
        assert!(error.message.contains("“gemma3”") && error.message.contains("qwen3moe"), "{}", error.message);
        assert_eq!(check(path, &head("llama", "bert")).unwrap_err().code, Code::ModelUnsupported);
        let mut silent = head("phi3", "llama");
        silent.metadata.remove("phi3.attention.head_count_kv");
        assert_eq!(check(path, &silent).unwrap_err().code, Code::ModelDamaged);
    }
}
