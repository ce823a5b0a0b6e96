//! What answers a request: which model and which adapter, loaded.

use super::{Session, ToolRequest};
use std::sync::Arc;
use std::time::Duration;
use stet_core::adapters::{self, Adapter};
use stet_core::catalog::InstalledModel;
use stet_core::generate::Generator;
use stet_core::remember::{Answers, remembering};
use stet_core::run::Warning;
use stet_core::{Code, Result};
use stet_engine::{Loading, ModelFile, Resources, origin_sha256};
use tokio_util::sync::CancellationToken;

/// A model that is loaded, with the adapter that answers.
pub struct Answering {
    pub(super) generator: Arc<dyn Generator>,
    pub(super) adapter: Option<Adapter>,
    /// Why an adapter is not used that the user would expect to be.
    pub(super) warnings: Vec<Warning>,
}

impl Answering {
    /// Whatever this is, without an adapter.
    pub(super) fn of(generator: Arc<dyn Generator>) -> Self {
        Answering { generator, adapter: None, warnings: Vec::new() }
    }

    /// The same, with another generator around the model.
    pub(super) fn by(&self, generator: Arc<dyn Generator>) -> Self {
        Answering { generator, adapter: self.adapter.clone(), warnings: Vec::new() }
    }
}

impl Session {
    /// The model for a request, loaded, and the adapter for its tool where one fits; `None` when the request needs none.
    /// Unless the run leaves no trace, it gives again what it gave before.
    ///
    /// Errors: those of the catalogue and of loading. An adapter that can't be used is none of them.
    pub async fn answering(
        &self,
        request: &ToolRequest,
        cancel: &CancellationToken,
        loading: Loading,
    ) -> Result<Option<Answering>> {
        if request.rules_only {
            return Ok(None);
        }
        let model = self.installed(request)?;
        let (adapter, mut warnings) = self.adapter(request, &model)?;
        let loaded = self.load(request, &model, adapter.as_ref(), cancel, loading.clone()).await;
        let (generator, adapter) = match loaded {
            Err(error) if error.code == Code::AdapterUnusable => {
                warnings.push(adapters::refused(&error));
                (self.load(request, &model, None, cancel, loading).await?, None)
            }
            loaded => (loaded?, adapter),
        };
        let generator: Arc<dyn Generator> = match self.answers(request) {
            Some(answers) => {
                let engine = generator.engine();
                let scope = [env!("CARGO_PKG_VERSION"), stet_engine::REVISION, &engine, &model.sha256].join("\n");
                Arc::new(remembering(generator, answers, scope))
            }
            None => generator,
        };
        Ok(Some(Answering { generator, adapter, warnings }))
    }

    /// What was answered before, for a request that may be remembered.
    pub(super) fn answers(&self, request: &ToolRequest) -> Option<Arc<Answers>> {
        let open = || Answers::open(&self.0.home).inspect_err(|error| tracing::warn!(%error, "nothing is remembered"));
        let answers = || self.0.answers.get_or_init(|| open().ok().map(Arc::new)).clone();
        self.choices().records(request).then(answers).flatten()
    }

    /// The model of a request. Blocks. Errors: those of the catalogue.
    pub(super) fn installed(&self, request: &ToolRequest) -> Result<InstalledModel> {
        self.catalog().resolve(&self.model(request))
    }

    /// The adapter for the tool of a request on a model. Errors: `usage`.
    fn adapter(&self, request: &ToolRequest, model: &InstalledModel) -> Result<(Option<Adapter>, Vec<Warning>)> {
        let choices = self.choices();
        let wanted = choices.tool(request)?.adapter.as_ref().filter(|_| !request.prompt_only);
        let Some(task) = wanted else { return Ok((None, Vec::new())) };
        // A converted copy is as good as what it was made from.
        let base = origin_sha256(&model.path).unwrap_or_else(|| model.sha256.clone());
        Ok(self.adapters().select(task, &model.id, &base))
    }

    /// A model, always computing, that can answer by the adapter too. Errors: those of loading.
    pub(super) async fn load(
        &self,
        request: &ToolRequest,
        model: &InstalledModel,
        adapter: Option<&Adapter>,
        cancel: &CancellationToken,
        loading: Loading,
    ) -> Result<Arc<dyn Generator>> {
        let choices = self.choices();
        let settings = &choices.settings;
        let choice = request.engine.as_deref().unwrap_or(settings.engine.word()).parse()?;
        let defaults = Resources::default();
        let resources = Resources {
            threads: settings.threads.map_or(defaults.threads, |n| n as usize),
            context_tokens: settings.context_tokens.map_or(defaults.context_tokens, |n| n as usize),
            idle: Duration::from_secs(60 * u64::from(settings.idle_minutes)),
            prompts: u64::from(settings.prompt_cache_mb) * 1024 * 1024,
            memory: settings.memory_limit_mb.map(|mb| u64::from(mb) * 1024 * 1024),
        };
        let InstalledModel { id, path, sha256, size, .. } = model.clone();
        let file = ModelFile { id, path, sha256, size };
        self.0.engine.generator(&file, adapter, choice, &resources, cancel, loading).await
    }
}
