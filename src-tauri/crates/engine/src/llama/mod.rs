//! llama.cpp, through `llama-cpp-2`: one thread owns one loaded model and answers one job at a time.
//!
//! The thread keeps the tokens whose state is still in its cache, so that a job that starts like the one before
//! computes only what is new; the fixed start of a task's prompts is computed once. Adapters stay in memory beside the model and are changed from job to job; what was computed
//! with one is not used with another. It ends, and frees the model, when nobody has asked anything for the idle time.

mod chat;
mod decode;
mod draft;
mod pages;
mod prefix;

pub use prefix::{Prefixes, Shelf};

use crate::Resources;
use chat::Template;
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use futures::{FutureExt, StreamExt};
use llama_cpp_2::context::params::LlamaContextParams;
use llama_cpp_2::llama_backend::LlamaBackend;
use llama_cpp_2::model::params::LlamaModelParams;
use llama_cpp_2::model::{LlamaLoraAdapter, LlamaModel};
use llama_cpp_2::{LogOptions, send_logs_to_tracing};
use std::collections::HashMap;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use stet_core::generate::{AdapterRef, Chunk, Job, Score};
use stet_core::{Code, Error, Result};
use tokio::sync::{mpsc as stream, oneshot};
use tokio_util::sync::CancellationToken;

/// Tokens computed at once, and so the grain at which reading a prompt can be cancelled.
const BATCH: usize = 128;
/// Contexts have room for a multiple of this many tokens, and no more than their jobs need: the room of a whole context
/// weighs as much as a tenth of a small model.
const ROOM: usize = 1024;

/// A model on its own thread. Dropping the last handle ends the thread.
pub struct Llama {
    model: Arc<RwLock<LlamaModel>>,
    commands: mpsc::Sender<Command>,
    context_tokens: usize,
}

enum Command {
    Generate(Box<Job>, stream::UnboundedSender<Result<Chunk>>),
    Adapt(Adapt),
    Score { context: String, text: String, cancel: CancellationToken, reply: oneshot::Sender<Result<Score>> },
}

/// An adapter to be loaded.
struct Adapt {
    adapter: AdapterRef,
    file: PathBuf,
    reply: oneshot::Sender<Result<()>>,
}

/// The adapters in memory, by their hash. They are freed with the model.
type Loras = HashMap<String, LlamaLoraAdapter>;

impl Llama {
    /// Maps the model file into memory and makes a context. Blocks; `progress` gets 0..=1.
    ///
    /// Errors: `model-unsupported` when llama.cpp knows no such architecture or tensor type, `engine`, `cancelled`.
    pub fn load(
        path: &Path,
        prefixes: Prefixes,
        resources: &Resources,
        cancel: &CancellationToken,
        progress: impl Fn(f32) + Send + 'static,
    ) -> Result<Self> {
        let (ready, loaded) = mpsc::sync_channel(1);
        let (commands, inbox) = mpsc::channel();
        let (path, resources, cancelled) = (path.to_owned(), resources.clone(), cancel.clone());
        std::thread::Builder::new()
            .name("stet-llama".into())
            .spawn(move || own(&path, prefixes, &resources, cancelled, progress, &ready, &inbox))
            .map_err(|e| Error::new(Code::Engine, "The thread for the model could not be started.").because(e))?;
        let (model, context_tokens) = loaded.recv().map_err(|_| stopped())??;
        Ok(Llama { model, commands, context_tokens })
    }

    pub fn context_tokens(&self) -> usize {
        self.context_tokens
    }

    pub fn count_tokens(&self, text: &str) -> usize {
        let model = self.model.read().unwrap_or_else(PoisonError::into_inner);
        model.vocab().tokenize(text.as_bytes(), false, false).len()
    }

    /// Loads an adapter from its GGUF file, if that wasn't done yet, so that jobs can be answered by it.
    ///
    /// Errors: `adapter-unusable`, `engine`.
    pub async fn adapt(&self, adapter: AdapterRef, file: PathBuf) -> Result<()> {
        let (reply, answer) = oneshot::channel();
        self.commands.send(Command::Adapt(Adapt { adapter, file, reply })).map_err(|_| stopped())?;
        answer.await.map_err(|_| stopped())?
    }

    pub fn generate(&self, job: Job) -> BoxStream<'static, Result<Chunk>> {
        let (pieces, stream) = stream::unbounded_channel();
        if self.commands.send(Command::Generate(Box::new(job), pieces)).is_err() {
            return futures::stream::once(async { Err(stopped()) }).boxed();
        }
        futures::stream::unfold(stream, |mut stream| async { stream.recv().await.map(|piece| (piece, stream)) }).boxed()
    }

    pub fn score(&self, context: String, text: String, cancel: CancellationToken) -> BoxFuture<'static, Result<Score>> {
        let (reply, answer) = oneshot::channel();
        let sent = self.commands.send(Command::Score { context, text, cancel, reply });
        async move {
            sent.map_err(|_| stopped())?;
            answer.await.map_err(|_| stopped())?
        }
        .boxed()
    }
}

fn stopped() -> Error {
    Error::new(Code::Engine, "llama.cpp stopped unexpectedly.").hint("Try again; `stet models verify` checks the file.")
}

fn backend() -> &'static LlamaBackend {
    static BACKEND: OnceLock<LlamaBackend> = OnceLock::new();
    BACKEND.get_or_init(|| {
        send_logs_to_tracing(LogOptions::default().with_logs_enabled(true));
        LlamaBackend::init().expect("the backend is initialized once")
    })
}

type Ready = mpsc::SyncSender<Result<(Arc<RwLock<LlamaModel>>, usize)>>;

/// The life of the owner thread: load, answer, end when idle or when nobody can ask any more.
fn own(
    path: &Path,
    mut prefixes: Prefixes,
    resources: &Resources,
    cancel: CancellationToken,
    progress: impl Fn(f32) + 'static,
    ready: &Ready,
    inbox: &mpsc::Receiver<Command>,
) {
    let stop = cancel.clone();
    let params = LlamaModelParams::default()
        .with_n_gpu_layers(if cfg!(any(feature = "cuda", feature = "metal", feature = "vulkan")) { 999 } else { 0 })
        .with_progress_callback(move |done| {
            progress(done);
            !stop.is_cancelled()
        });
    let model = match LlamaModel::load_from_file(backend(), path, &params) {
        Ok(model) => model,
        Err(error) => {
            let failure = if cancel.is_cancelled() {
                Error::cancelled()
            } else {
                Error::new(
                    Code::ModelUnsupported,
                    format!(
                        "llama.cpp can't run the model {}: its architecture or tensor types are unknown to it.",
                        path.display()
                    ),
                )
                .hint("Choose another model with --model; `stet models list` shows them.")
                .because(error)
            };
            let _ = ready.send(Err(failure));
            return;
        }
    };
    pages::give_back(path);
    let size = resources.context_tokens.min(model.n_ctx_train() as usize).max(512);
    let threads = resources.threads as i32;
    let params = LlamaContextParams::default()
        .with_n_batch(BATCH as u32)
        .with_n_ubatch(BATCH as u32)
        .with_n_threads(threads)
        .with_n_threads_batch(threads);
    let template = Template::of(&model);
    let model = Arc::new(RwLock::new(model));
    let mut loras = Loras::new();
    let mut waiting = Some(ready);
    let (mut room, mut next) = (ROOM.min(size), None);
    loop {
        // A context borrows the model, and loading an adapter changes it: that is done between two contexts.
        let params = params.clone().with_n_ctx(NonZeroU32::new(room as u32));
        let loaded = model.read().unwrap_or_else(PoisonError::into_inner);
        let context = match loaded.new_context(backend(), params) {
            Ok(context) => context,
            Err(error) => {
                let failure = Error::new(Code::Engine, "llama.cpp could not set up the model's memory.")
                    .hint("Close other programs, or choose a smaller model.");
                waiting.map(|ready| ready.send(Err(failure.because(error))));
                return;
            }
        };
        let mut decoder = decode::Decoder::new(&loaded, context, &template, &mut loras, &mut prefixes, room, size);
        if waiting.take().is_some_and(|ready| ready.send(Ok((model.clone(), size))).is_err()) {
            return;
        }
        let change = serve(&mut decoder, next.take(), resources, inbox);
        drop(decoder);
        drop(loaded);
        let Adapt { adapter, file, reply } = match change {
            Change::Nothing => return,
            Change::Room(needed, command) => {
                (room, next) = (needed.next_multiple_of(ROOM).min(size), Some(command));
                continue;
            }
            Change::Adapter(wanted) => wanted,
        };
        let done = model.write().unwrap_or_else(PoisonError::into_inner).lora_adapter_init(&file);
        let done = done.map(|lora| _ = loras.insert(adapter.sha256, lora)).map_err(|error| {
            // Made anew next time, should it be the file.
            let _ = std::fs::remove_file(&file);
            Error::new(Code::AdapterUnusable, format!("llama.cpp can't use the adapter “{}”.", adapter.id))
                .because(error)
        });
        let _ = reply.send(done);
    }
}

/// What a context can't do, so that there has to be another one.
enum Change {
    /// It is time to end.
    Nothing,
    /// This many tokens, for this command.
    Room(usize, Command),
    Adapter(Adapt),
}

/// Answers, `next` before all others, until another context is needed.
fn serve(
    decoder: &mut decode::Decoder<'_>,
    mut next: Option<Command>,
    resources: &Resources,
    inbox: &mpsc::Receiver<Command>,
) -> Change {
    loop {
        let command = match next.take() {
            Some(command) => command,
            None => match inbox.recv_timeout(resources.idle) {
                Ok(command) => command,
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return Change::Nothing,
            },
        };
        if let Some(needed) = decoder.lacks(&command) {
            return Change::Room(needed, command);
        }
        match command {
            Command::Generate(job, pieces) => {
                let end = decoder.generate(&job, |piece| pieces.send(Ok(Chunk::Text(piece))).is_ok());
                let _ = pieces.send(end.map(Chunk::End));
            }
            Command::Adapt(wanted) if decoder.has(&wanted.adapter) => drop(wanted.reply.send(Ok(()))),
            Command::Adapt(wanted) => return Change::Adapter(wanted),
            Command::Score { context, text, cancel, reply } => {
                let _ = reply.send(decoder.score(&context, &text, &cancel));
            }
        }
    }
}
