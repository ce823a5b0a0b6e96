//! Which models are in memory, and the generators that speak for them.

use crate::select::{Choice, Kind, Measured, select};
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use futures::{FutureExt, StreamExt};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};
use stet_core::adapters::Adapter;
use stet_core::generate::{Capabilities, Chunk, Generator, Job, Score};
use stet_core::{Code, Error, Result};
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

/// What a loaded model may use.
#[derive(Debug, Clone)]
pub struct Resources {
    pub threads: usize,
    /// Tokens of prompt and answer together; less where the model was trained on less.
    pub context_tokens: usize,
    /// A model that nobody asked anything for this long is unloaded.
    pub idle: Duration,
    /// Bytes on disk for the states of prompts' beginnings.
    pub prompts: u64,
    /// Bytes; a model that needs more is not loaded. `None`: what the machine has free.
    pub memory: Option<u64>,
}

impl Default for Resources {
    fn default() -> Self {
        Resources {
            threads: threads(),
            context_tokens: 4096,
            idle: Duration::from_secs(600),
            prompts: 64 * 1024 * 1024,
            memory: None,
        }
    }
}

/// Physical cores; on a machine with up to four logical ones, all of those, since a virtual machine's are real.
fn threads() -> usize {
    let logical = std::thread::available_parallelism().map_or(2, |n| n.get());
    if logical <= 4 { logical } else { sysinfo::System::physical_core_count().unwrap_or(logical / 2).clamp(1, logical) }
}

/// A model file to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelFile {
    /// How the model is called in results: the catalogue id or the file's name.
    pub id: String,
    pub path: PathBuf,
    /// Of the file as it was fetched; what adapters and measurements are matched by.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
}

/// The models in memory. Cheap to clone.
#[derive(Clone)]
pub struct Engine {
    cache: PathBuf,
    measured: PathBuf,
    residents: Arc<Mutex<HashMap<Key, Resident>>>,
}

/// What is loaded: a model in an engine, and an adapter where the engine can't change it afterwards.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    sha256: String,
    kind: Kind,
    adapter: Option<String>,
}

struct Resident {
    model: Arc<Model>,
    used: Instant,
}

enum Model {
    #[cfg(feature = "llama")]
    Llama(crate::llama::Llama),
    #[cfg(feature = "mistralrs")]
    Mistral(crate::mistral::MistralModel),
}

/// Told while a model gets ready: what is being done, and how much of it, 0..=1.
pub type Loading = Arc<dyn Fn(&str, f32) + Send + Sync>;

impl Engine {
    /// An engine that keeps converted model files in `cache` and reads measurements from `measured`.
    pub fn new(cache: impl Into<PathBuf>, measured: impl Into<PathBuf>) -> Self {
        Engine { cache: cache.into(), measured: measured.into(), residents: Arc::default() }
    }

    /// A generator over a model, loaded now if it isn't resident, that can answer by the adapter too.
    ///
    /// Errors: `unsupported` (engine not in this build), `memory-short`, `model-unsupported`, `adapter-unusable` (then it
    /// works without), `engine`, `disk-full` (no room for a converted copy), `cancelled`.
    pub async fn generator(
        &self,
        file: &ModelFile,
        adapter: Option<&Adapter>,
        choice: Choice,
        resources: &Resources,
        cancel: &CancellationToken,
        loading: Loading,
    ) -> Result<Arc<dyn Generator>> {
        let (kind, reason) = select(choice, &file.sha256, &Measured::read(&self.measured), device())?;
        let fixed = adapter.filter(|_| kind == Kind::Mistralrs).map(|adapter| adapter.mark.sha256.clone());
        let key = Key { sha256: file.sha256.clone(), kind, adapter: fixed };
        let started = Instant::now();
        let mut residents = tokio::select! {
            residents = self.residents.lock() => residents,
            () = cancel.cancelled() => return Err(Error::cancelled()),
        };
        residents
            .retain(|_, resident| Arc::strong_count(&resident.model) > 1 || resident.used.elapsed() < resources.idle);
        let (model, load_ms) = match residents.get_mut(&key) {
            Some(resident) => {
                resident.used = Instant::now();
                (resident.model.clone(), 0)
            }
            None => {
                // One model at a time in memory, unless somebody is still using another.
                residents.retain(|_, resident| Arc::strong_count(&resident.model) > 1);
                give_back();
                let model = Arc::new(self.load(file, adapter, kind, resources, cancel, loading).await?);
                residents.insert(key, Resident { model: model.clone(), used: Instant::now() });
                self.unload_when_idle(resources.idle);
                (model, started.elapsed().as_millis() as u64)
            }
        };
        // Others may use the model while this waits for its turn.
        drop(residents);
        #[cfg(feature = "llama")]
        if let (Model::Llama(llama), Some(adapter)) = (&*model, adapter) {
            let (wanted, path, cache) = (adapter.clone(), file.path.clone(), self.cache.clone());
            let converted = tokio::task::spawn_blocking(move || crate::lora::file(&wanted, &path, &cache));
            tokio::select! {
                done = llama.adapt(adapter.mark.clone(), converted.await.map_err(panicked)??) => done?,
                () = cancel.cancelled() => return Err(Error::cancelled()),
            }
        }
        Ok(Arc::new(Handle { model, id: file.id.clone(), reason, load_ms }))
    }

    async fn load(
        &self,
        file: &ModelFile,
        adapter: Option<&Adapter>,
        kind: Kind,
        resources: &Resources,
        cancel: &CancellationToken,
        loading: Loading,
    ) -> Result<Model> {
        match kind {
            #[cfg(feature = "llama")]
            Kind::Llama => {
                let beside = adapter.map_or(0, |adapter| adapter.size);
                check_memory(file, memory_needed(file.size) + beside, resources)?;
                let shelf = crate::llama::Shelf { folder: self.cache.join("prompts"), most: resources.prompts };
                let prefixes = crate::llama::Prefixes::new(&file.sha256, shelf);
                let (path, resources, cancel) = (file.path.clone(), resources.clone(), cancel.clone());
                let load = move || {
                    crate::llama::Llama::load(&path, prefixes, &resources, &cancel, move |done| {
                        loading("Loading the model", done)
                    })
                };
                let model = tokio::task::spawn_blocking(load).await.map_err(panicked)??;
                Ok(Model::Llama(model))
            }
            #[cfg(feature = "mistralrs")]
            Kind::Mistralrs => {
                let merge = match adapter.cloned() {
                    Some(adapter) => {
                        let path = file.path.clone();
                        let read = move || crate::merge::Merge::of(&adapter, &path).map(Arc::new);
                        Some(tokio::task::spawn_blocking(read).await.map_err(panicked)??)
                    }
                    None => None,
                };
                // It holds the token table in f32 and other tensors converted.
                let needed = crate::requantize::memory_needed(&file.path, merge.as_deref())?;
                check_memory(file, memory_needed(needed), resources)?;
                let progress = move |done: u64, total: u64| {
                    loading("Converting the model for mistralrs, once", done as f32 / total.max(1) as f32);
                };
                let load = crate::mistral::Load {
                    path: &file.path,
                    sha256: &file.sha256,
                    adapter: merge,
                    context_tokens: resources.context_tokens,
                    cache_dir: &self.cache,
                    progress: &progress,
                    cancel: cancel.clone(),
                };
                Ok(Model::Mistral(crate::mistral::MistralModel::load(load).await?))
            }
            #[allow(unreachable_patterns, reason = "reached only by builds with one engine")]
            other => Err(Error::new(Code::Unsupported, format!("This build has no {} engine.", other.word()))),
        }
    }

    /// Looks after the idle time on its own, so that memory comes back without another request.
    fn unload_when_idle(&self, idle: Duration) {
        let residents: Weak<_> = Arc::downgrade(&self.residents);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep((idle / 4).clamp(Duration::from_millis(50), Duration::from_secs(30))).await;
                let Some(residents) = residents.upgrade() else { return };
                let mut residents = residents.lock().await;
                let before = residents.len();
                residents.retain(|_, r: &mut Resident| Arc::strong_count(&r.model) > 1 || r.used.elapsed() < idle);
                if residents.len() < before {
                    give_back();
                }
                if residents.is_empty() {
                    return;
                }
            }
        });
    }

    /// How many models are in memory now.
    pub async fn resident(&self) -> usize {
        self.residents.lock().await.len()
    }

    /// Where converted copies are kept.
    pub fn cache(&self) -> &Path {
        &self.cache
    }
}

/// Returns freed memory to the system. glibc keeps that of many small allocations, which is how mistralrs holds its
/// weights and how rules are made.
pub fn give_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: takes a number, touches only what is free.
    unsafe {
        libc::malloc_trim(0);
    }
}

/// The accelerator that mistralrs would use, by name, where the build has one and it answers.
fn device() -> Option<&'static str> {
    #[cfg(feature = "mistralrs")]
    {
        crate::mistral::device()
    }
    #[cfg(not(feature = "mistralrs"))]
    {
        None
    }
}

fn panicked(error: tokio::task::JoinError) -> Error {
    Error::new(Code::Engine, "The engine failed while it loaded the model.").because(error)
}

/// Weights, cache and working memory, in bytes: the file once, and room beside it.
pub fn memory_needed(size: u64) -> u64 {
    size + size / 8 + 150 * 1024 * 1024
}

/// The SHA-256 of the model that a converted copy was made from, which adapters for it are matched by; `None` when the file
/// is no such copy.
pub fn origin_sha256(path: &Path) -> Option<String> {
    #[cfg(feature = "mistralrs")]
    {
        crate::requantize::origin_sha256(path)
    }
    #[cfg(not(feature = "mistralrs"))]
    {
        let _ = path;
        None
    }
}

fn check_memory(file: &ModelFile, needed: u64, resources: &Resources) -> Result<()> {
    let free = resources.memory.unwrap_or_else(free_memory);
    if needed <= free {
        return Ok(());
    }
    let mb = |bytes: u64| bytes.div_ceil(1024 * 1024);
    Err(Error::new(
        Code::MemoryShort,
        format!("The model {} needs about {} MB of memory, and only {} MB may be used.", file.id, mb(needed), mb(free)),
    )
    .hint("Close other programs, raise memoryLimitMb in the settings, or choose a smaller model with --model."))
}

/// Bytes that can be used without swapping, within the limits of the control group.
fn free_memory() -> u64 {
    let mut system = sysinfo::System::new();
    system.refresh_memory();
    let machine = system.available_memory();
    system.cgroup_limits().map_or(machine, |limits| machine.min(limits.free_memory))
}

/// One caller's view of a resident model.
struct Handle {
    model: Arc<Model>,
    id: String,
    reason: String,
    load_ms: u64,
}

impl Generator for Handle {
    fn engine(&self) -> String {
        match &*self.model {
            #[cfg(feature = "llama")]
            Model::Llama(_) => "llama".into(),
            #[cfg(feature = "mistralrs")]
            Model::Mistral(_) => "mistralrs".into(),
        }
    }

    fn model(&self) -> String {
        self.id.clone()
    }

    fn reason(&self) -> String {
        self.reason.clone()
    }

    fn capabilities(&self) -> Capabilities {
        match &*self.model {
            #[cfg(feature = "llama")]
            Model::Llama(model) => Capabilities {
                context_tokens: model.context_tokens(),
                scoring: true,
                drafting: true,
                reuses_prefix: true,
                adapters: true,
                local: true,
                reads_tokens: None,
            },
            #[cfg(feature = "mistralrs")]
            Model::Mistral(model) => model.capabilities(),
        }
    }

    fn load_ms(&self) -> u64 {
        self.load_ms
    }

    fn count_tokens(&self, text: &str) -> Result<usize> {
        match &*self.model {
            #[cfg(feature = "llama")]
            Model::Llama(model) => Ok(model.count_tokens(text)),
            #[cfg(feature = "mistralrs")]
            Model::Mistral(model) => model.count_tokens(text),
        }
    }

    fn score(&self, context: String, text: String, cancel: CancellationToken) -> BoxFuture<'static, Result<Score>> {
        let model = self.model.clone();
        async move {
            match &*model {
                #[cfg(feature = "llama")]
                Model::Llama(model) => model.score(context, text, cancel).await,
                #[cfg(feature = "mistralrs")]
                Model::Mistral(model) => model.score(context, text, cancel).await,
            }
        }
        .boxed()
    }

    fn generate(&self, job: Job) -> BoxStream<'static, Result<Chunk>> {
        let stream = match &*self.model {
            #[cfg(feature = "llama")]
            Model::Llama(model) => model.generate(job),
            #[cfg(feature = "mistralrs")]
            Model::Mistral(model) => model.generate(job),
        };
        // The model stays in memory for as long as it is answering.
        let model = self.model.clone();
        stream
            .inspect(move |_| {
                let _ = &model;
            })
            .boxed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_that_does_not_fit_is_refused_before_it_is_loaded() {
        let file = ModelFile { id: "big".into(), path: "big.gguf".into(), sha256: String::new(), size: 8 << 30 };
        let little = Resources { memory: Some(1 << 30), ..Resources::default() };
        let error = check_memory(&file, memory_needed(file.size), &little).unwrap_err();
        assert_eq!(error.code, Code::MemoryShort);
        assert!(error.message.contains("9366 MB") && error.message.contains("1024 MB"), "{}", error.message);
        let much = Resources { memory: Some(32 << 30), ..Resources::default() };
        assert!(check_memory(&file, memory_needed(file.size), &much).is_ok());
    }
}
