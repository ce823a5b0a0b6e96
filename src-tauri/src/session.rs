//! The use-cases: one request in, one outcome out, for the window and the command line alike.
//!
//! A session knows the stores and the engine. It decides which model runs a request, runs the tool, and writes the
//! run into the history.

use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;
use stet_core::catalog::Catalog;
use stet_core::generate::Generator;
use stet_core::history::{self, History};
use stet_core::home::Home;
use stet_core::proofread::{Mode, Proofreader, Rules};
use stet_core::remember::{Answers, Remembering};
use stet_core::rewrite::Rewriter;
use stet_core::run::{Warning, Watch};
use stet_core::settings::{self, Dialect, Settings};
use stet_core::summarize::{Shape, Summarizer};
use stet_core::task::Task;
use stet_core::tool::{self, Tool, Tools};
use stet_core::{Code, Error, Result, wire};
use stet_engine::{Engine, Loading, ModelFile, Resources};
use tokio_util::sync::CancellationToken;

/// One use of a tool on a text.
#[derive(Debug, Clone, Default, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase", default)]
pub struct ToolRequest {
    /// `proofread`, `rewrite`, `summarize`, or the id of a tool of the user's own.
    pub tool: String,
    #[serde(skip_serializing)]
    pub text: String,
    pub tone: Option<String>,
    pub instruction: Option<String>,
    /// The type of a summary.
    pub kind: Option<String>,
    pub length: Option<String>,
    pub format: Option<String>,
    pub alternatives: Option<u32>,
    pub dialect: Option<String>,
    pub model: Option<String>,
    pub engine: Option<String>,
    /// Proofread with the rules alone.
    pub rules_only: bool,
    /// The model's unguarded answer.
    pub bare: bool,
    /// Leave no trace in the history.
    pub private: bool,
}

/// What a tool made of a text.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum Outcome {
    Proofread(wire::Proofread),
    Rewrite(wire::Rewrite),
    Summary(wire::Summary),
}

impl Outcome {
    pub fn origin(&self) -> &wire::Origin {
        match self {
            Outcome::Proofread(result) => &result.origin,
            Outcome::Rewrite(result) => &result.origin,
            Outcome::Summary(result) => &result.origin,
        }
    }

    /// The result as text; the first alternative of a rewrite.
    pub fn text(&self) -> String {
        match self {
            Outcome::Proofread(result) => result.corrected_input.clone(),
            Outcome::Rewrite(result) => result.alternatives.first().map(|a| a.text.clone()).unwrap_or_default(),
            Outcome::Summary(result) => result.text.clone(),
        }
    }
}

/// The stores and the engine of this process. Cheap to clone.
#[derive(Clone)]
pub struct Session(Arc<Parts>);

struct Parts {
    home: Home,
    settings: Settings,
    tools: Tools,
    /// The user's own words.
    dictionary: Vec<String>,
    engine: Engine,
    /// Opened with the first run that may be remembered; `None` when they can't be.
    answers: OnceLock<Option<Arc<Answers>>>,
    /// The rules of the dialect used last: making them takes longer than using them.
    rules: Mutex<Option<(Dialect, Arc<Rules>)>>,
}

impl Session {
    /// Opens the stores. What was wrong with them, and could be put right or around, comes back as warnings.
    pub fn open() -> Result<(Self, Vec<Warning>)> {
        let home = Home::from_env()?;
        let (settings, mut warnings) = settings::load(&home);
        let (tools, more) = Tools::load(&home.tools_file());
        warnings.extend(more);
        let dictionary = settings::words(&home).unwrap_or_else(|error| {
            warnings.push(Warning::new("dictionary", error.message));
            Vec::new()
        });
        let engine = Engine::new(home.cache_dir(), measured(&home));
        let (answers, rules) = (OnceLock::new(), Mutex::new(None));
        Ok((Session(Arc::new(Parts { home, settings, tools, dictionary, engine, answers, rules })), warnings))
    }

    pub fn home(&self) -> &Home {
        &self.0.home
    }

    pub fn tools(&self) -> &Tools {
        &self.0.tools
    }

    pub fn catalog(&self) -> Catalog {
        Catalog::open(self.0.home.models_dir())
    }

    /// Where measurements of the engines are kept.
    pub fn measured(&self) -> PathBuf {
        measured(&self.0.home)
    }

    /// The model that a request without one runs on.
    pub fn default_model(&self) -> String {
        self.0.settings.model.clone().unwrap_or_else(|| self.catalog().default_model().to_owned())
    }

    /// Whether the data directory can be written (found out by its permissions, not by writing).
    pub fn writable(&self) -> bool {
        let root = self.0.home.dir();
        let there = root.ancestors().find(|folder| folder.exists());
        there.is_some_and(|folder| tempfile::tempfile_in(folder).is_ok())
    }

    fn model(&self, request: &ToolRequest) -> String {
        request.model.clone().unwrap_or_else(|| self.default_model())
    }

    /// Wrong words in a request, before anything is loaded. Errors: `usage`.
    pub fn check(&self, request: &ToolRequest) -> Result<()> {
        self.task(request)?;
        dialect(request, &self.0.settings)?;
        request.engine.as_deref().unwrap_or("auto").parse::<stet_engine::Choice>()?;
        Ok(())
    }

    /// The model for a request, loaded; `None` when the request needs none. Unless the run leaves no trace, it gives
    /// again what it gave before.
    ///
    /// Errors: those of the catalogue and of loading.
    pub async fn generator(
        &self,
        request: &ToolRequest,
        cancel: &CancellationToken,
        loading: Loading,
    ) -> Result<Option<Arc<dyn Generator>>> {
        if request.rules_only {
            return Ok(None);
        }
        let (generator, sha256) = self.load(request, cancel, loading).await?;
        let open = || Answers::open(&self.0.home).inspect_err(|error| tracing::warn!(%error, "nothing is remembered"));
        let answers = || self.0.answers.get_or_init(|| open().ok().map(Arc::new)).clone();
        Ok(Some(match self.recorded(request).then(answers).flatten() {
            Some(answers) => {
                let scope = [env!("CARGO_PKG_VERSION"), stet_engine::REVISION, &generator.engine(), &sha256].join("\n");
                Arc::new(Remembering::new(generator, answers, scope))
            }
            None => generator,
        }))
    }

    /// The model for a request and its hash, always computing. Errors: as [`Session::generator`].
    pub async fn load(
        &self,
        request: &ToolRequest,
        cancel: &CancellationToken,
        loading: Loading,
    ) -> Result<(Arc<dyn Generator>, String)> {
        let installed = self.catalog().resolve(&self.model(request))?;
        let settings = &self.0.settings;
        let choice = request.engine.as_deref().unwrap_or(settings.engine.word()).parse()?;
        let defaults = Resources::default();
        let resources = Resources {
            threads: settings.threads.map_or(defaults.threads, |n| n as usize),
            context_tokens: settings.context_tokens.map_or(defaults.context_tokens, |n| n as usize),
            idle: Duration::from_secs(60 * u64::from(settings.idle_minutes)),
            memory: settings.memory_limit_mb.map(|mb| u64::from(mb) * 1024 * 1024),
        };
        let file = ModelFile { id: installed.id, path: installed.path, sha256: installed.sha256, size: installed.size };
        let generator = self.0.engine.generator(&file, choice, &resources, cancel, loading).await?;
        Ok((generator, file.sha256))
    }

    /// Whether a run of this request leaves a trace.
    fn recorded(&self, request: &ToolRequest) -> bool {
        let settings = &self.0.settings;
        !(request.private || settings.private) && settings.history.records()
    }

    /// Runs a request's tool: loads the model, answers, and writes the run into the history.
    pub async fn run(&self, request: ToolRequest, cancel: CancellationToken, watch: Watch) -> Result<Outcome> {
        self.check(&request)?;
        let generator = self.generator(&request, &cancel, Arc::new(|_, _| {})).await?;
        let outcome = self.answer(&request, generator.as_deref(), &cancel, &watch).await;
        if let Err(error) = self.record(&request, &outcome) {
            tracing::warn!(%error, "the run is not in the history");
        }
        outcome
    }

    /// What a tool makes of a text with a model that is there.
    pub async fn answer(
        &self,
        request: &ToolRequest,
        generator: Option<&dyn Generator>,
        cancel: &CancellationToken,
        watch: &Watch,
    ) -> Result<Outcome> {
        let task = self.task(request)?;
        let text = request.text.as_str();
        let need = || Error::new(Code::Usage, "This tool needs a model; only proofreading works with rules alone.");
        match task.tool.kind {
            tool::Kind::Proofread => {
                let rules = self.rules(dialect(request, &self.0.settings)?);
                let mode = if request.bare { Mode::Bare } else { Mode::Full };
                let proofreader = Proofreader { task: &task, rules: &rules, generator, mode };
                let result = proofreader.run(text, cancel, watch).await?;
                Ok(Outcome::Proofread(wire::Proofread::of(&result, text)))
            }
            tool::Kind::Rewrite => {
                let rewriter = Rewriter { task: &task, generator: generator.ok_or_else(need)? };
                let count = request.alternatives.unwrap_or(1) as usize;
                let result = rewriter.run(text, count, cancel, watch).await?;
                Ok(Outcome::Rewrite(wire::Rewrite::of(&result, text)))
            }
            tool::Kind::Summarize => {
                let part = Task::plain(self.0.tools.get("key-points")?);
                let generator = generator.ok_or_else(need)?;
                let summarizer = Summarizer { task: &task, part: &part, shape: shape(task.tool), generator };
                let result = summarizer.run(text, cancel, watch).await?;
                Ok(Outcome::Summary(wire::Summary::of(&result, text)))
            }
        }
    }

    /// Writes a run into the history, unless it is private or the history is off.
    pub fn record(&self, request: &ToolRequest, outcome: &Result<Outcome>) -> Result<()> {
        if !self.recorded(request) || request.text.trim().is_empty() {
            return Ok(());
        }
        let mut run = history::Run::new(&request.tool, &request.text);
        run.options = serde_json::to_value(request).unwrap_or_default();
        match outcome {
            Ok(outcome) => {
                let origin = outcome.origin();
                run.output = outcome.text();
                run.result = serde_json::to_value(outcome).unwrap_or_default();
                run.engine = origin.engine.clone();
                run.model = origin.model.clone();
                run.adapter = origin.adapter.clone();
                run.local = origin.local;
                run.timing = origin.timing;
                run.warnings = origin.warnings.clone();
                run.outcome = history::Outcome::Done;
            }
            Err(error) => {
                run.model = (!request.rules_only).then(|| self.model(request));
                run.warnings = vec![Warning::new(error.code.word(), &error.message)];
                run.outcome = match error.code {
                    Code::Cancelled => history::Outcome::Cancelled,
                    Code::Refused => history::Outcome::Refused,
                    _ => history::Outcome::Failed,
                };
            }
        }
        let history = History::open(&self.0.home)?;
        history.record(&run)?;
        let retention = self.0.settings.history.retention;
        history.prune(retention, run.time)?;
        if let (Some(days), Some(Some(answers))) = (retention.days(), self.0.answers.get()) {
            answers.forget_before(run.time - jiff::SignedDuration::from_hours(24 * i64::from(days)));
        }
        Ok(())
    }

    /// The tool of a request with its choices.
    fn task<'a>(&'a self, request: &'a ToolRequest) -> Result<Task<'a>> {
        let tools = &self.0.tools;
        let tool: &Tool = match request.tool.as_str() {
            "rewrite" => match (&request.tone, &request.instruction) {
                (Some(tone), _) => tools.get_of(tool::Kind::Rewrite, tone)?,
                (None, Some(_)) => tools.get("instruction")?,
                (None, None) => return Err(Error::new(Code::Usage, "A rewrite needs a tone or an instruction.")),
            },
            "summarize" => tools.get_of(tool::Kind::Summarize, request.kind.as_deref().unwrap_or("key-points"))?,
            id => tools.get(id)?,
        };
        Task::new(tool, request.length.as_deref(), request.format.as_deref(), request.instruction.as_deref())
    }

    fn rules(&self, dialect: Dialect) -> Arc<Rules> {
        let mut kept = self.0.rules.lock().unwrap_or_else(PoisonError::into_inner);
        match &*kept {
            Some((of, rules)) if *of == dialect => rules.clone(),
            _ => {
                let rules = Arc::new(Rules::new(dialect, self.0.dictionary.iter().cloned()));
                *kept = Some((dialect, rules.clone()));
                rules
            }
        }
    }
}

fn dialect(request: &ToolRequest, settings: &Settings) -> Result<Dialect> {
    match request.dialect.as_deref() {
        None => Ok(settings.dialect),
        Some(word) => serde_json::from_value(word.into()).map_err(|_| {
            Error::new(
                Code::Usage,
                format!("“{word}” is no dialect; there are american, british, australian, canadian and indian."),
            )
        }),
    }
}

/// The shape of a summary tool of ours by its id, of a user's own by what it says.
fn shape(tool: &Tool) -> Shape {
    tool.id.parse().unwrap_or(match tool.shape {
        tool::Shape::Text => Shape::Tldr,
        tool::Shape::Line => Shape::Headline,
        tool::Shape::Points => Shape::List,
        tool::Shape::Table => Shape::Table,
        tool::Shape::Actions => Shape::ActionItems,
    })
}

fn measured(home: &Home) -> PathBuf {
    home.dir().join("engines.json")
}
