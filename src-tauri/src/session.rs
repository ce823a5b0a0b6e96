//! The use-cases: one request in, one outcome out, for the window and the command line alike.
//!
//! A session knows the stores and the engine. It decides which model runs a request, runs the tool, and writes the
//! run into the history.

mod agree;
mod answering;
mod choices;
mod digesting;
mod measure;
mod models;
mod past;
mod request;
mod sending;
mod servers;
mod soak;
mod speed;
mod swap;
#[cfg(test)]
mod tests;

pub use answering::Answering;
pub use choices::Choices;
pub use measure::{Measurement, peak_memory};
pub use models::ModelDetail;
pub use request::{Outcome, ToolRequest};
pub use soak::WARM;
pub use speed::{Asked as SpeedAsked, Speed};

use crate::{embedded, packaged};
use serde_json::Value;
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use stet_core::adapters::Adapters;
use stet_core::ask::Asker;
use stet_core::catalog::Catalog;
use stet_core::cloud::Ask;
use stet_core::document::Document;
use stet_core::history::{self, Removed};
use stet_core::home::{self, Home};
use stet_core::proofread::{Proofread, Proofreader, Rules};
use stet_core::remember::Answers;
use stet_core::report::Report;
use stet_core::rewrite::Rewriter;
use stet_core::run::{Event, Mode, Warning, Watch};
use stet_core::settings::{self, Dialect, Settings};
use stet_core::summarize::{Shape, Summarizer};
use stet_core::task::Task;
use stet_core::tool::{self, Tool, Tools};
use stet_core::{Code, Error, Result, wire};
use stet_engine::{Engine, Loading};
use stet_platform::secrets::Passphrase;
use tokio_util::sync::CancellationToken;

/// The stores and the engine of this process. Cheap to clone.
#[derive(Clone)]
pub struct Session(Arc<Parts>);

struct Parts {
    home: Home,
    choices: RwLock<Arc<Choices>>,
    engine: Engine,
    /// Opened with the first run that may be remembered; `None` when they can't be.
    answers: OnceLock<Option<Arc<Answers>>>,
    /// The rules used last: making them takes longer than using them.
    rules: Mutex<Option<KnownRules>>,
    /// What was read last, by which a text knows its places.
    documents: Mutex<VecDeque<Arc<Document>>>,
    /// What was wrong with the history.
    noticed: Mutex<Vec<Warning>>,
    /// What was removed last from the history.
    removed: Mutex<Removed>,
    /// Opened with the first run.
    report: OnceLock<Arc<Report>>,
    /// Asks for the passphrase of the file with the keys of servers.
    passphrase: OnceLock<Passphrase>,
}

/// How many documents are known at a time.
const KNOWN: usize = 4;

/// Rules, and what they were made from.
struct KnownRules {
    dialect: Dialect,
    dictionary: Vec<String>,
    rules: Arc<Rules>,
}

impl Session {
    /// Opens the stores. What was wrong with them, and could be put right or around, comes back as warnings.
    pub fn open() -> Result<(Self, Vec<Warning>)> {
        let home = Home::from_env()?;
        packaged::link(home.models_dir());
        let session = Session::at(home);
        let warnings = session.choices().warnings.clone();
        Ok((session, warnings))
    }

    fn at(home: Home) -> Self {
        Session(Arc::new(Parts {
            choices: RwLock::new(Arc::new(Choices::read(&home))),
            engine: Engine::new(home.cache_dir(), measured(&home)),
            answers: OnceLock::new(),
            rules: Mutex::default(),
            documents: Mutex::default(),
            noticed: Mutex::default(),
            removed: Mutex::default(),
            report: OnceLock::new(),
            passphrase: OnceLock::new(),
            home,
        }))
    }

    pub fn home(&self) -> &Home {
        &self.0.home
    }

    /// What the user chose, as it stands now.
    pub fn choices(&self) -> Arc<Choices> {
        self.0.choices.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes settings, all or none, from the next run on; see [`settings::patch`].
    pub fn patch_settings(&self, patch: &Value) -> Result<Settings> {
        let (settings, _) = settings::patch(self.home(), patch)?;
        self.read_choices();
        Ok(settings)
    }

    /// Adds a word to the dictionary; see [`settings::add_word`].
    pub fn add_word(&self, word: &str) -> Result<()> {
        settings::add_word(self.home(), word)?;
        self.read_choices();
        Ok(())
    }

    /// Takes a word out of the dictionary; see [`settings::remove_word`].
    pub fn remove_word(&self, word: &str) -> Result<()> {
        settings::remove_word(self.home(), word)?;
        self.read_choices();
        Ok(())
    }

    /// The file of the user's own tools as text, empty when there is none, and what is wrong with it.
    ///
    /// Errors: `read-only` (no permission), `io`.
    pub fn own_tools(&self) -> Result<(String, Vec<Warning>)> {
        let path = self.home().tools_file();
        let bytes = home::read(&path)?.unwrap_or_default();
        Ok((String::from_utf8_lossy(&bytes).into_owned(), Tools::load(&path).1))
    }

    /// Replaces the file of the user's own tools, mistakes and all, and returns the mistakes.
    ///
    /// Errors: `read-only`, `disk-full`, `io`.
    pub fn save_own_tools(&self, text: &str) -> Result<Vec<Warning>> {
        home::write(&self.home().tools_file(), text.as_bytes())?;
        self.read_choices();
        Ok(Tools::load(&self.home().tools_file()).1)
    }

    /// Reads again what the user chose: another program may have changed it.
    pub fn read_choices(&self) {
        let choices = Arc::new(Choices::read(self.home()));
        *self.0.choices.write().unwrap_or_else(PoisonError::into_inner) = choices;
    }

    pub fn catalog(&self) -> Catalog {
        Catalog::open(self.0.home.models_dir())
    }

    /// The adapters that came with the program and the user's own.
    pub fn adapters(&self) -> Adapters {
        Adapters::open(self.0.home.adapters_dir(), embedded::adapters())
    }

    /// Where measurements of the engines are kept.
    pub fn measured(&self) -> PathBuf {
        measured(&self.0.home)
    }

    /// The model that a request without one runs on.
    pub fn default_model(&self) -> String {
        self.choices().settings.model.clone().unwrap_or_else(|| self.catalog().default_model().to_owned())
    }

    /// Whether the data directory can be written, found out with a file that has no name and leaves no trace.
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
        let choices = self.choices();
        choices.task(request)?;
        choices.dialect(request)?;
        choices.thoroughness(request)?;
        request.engine.as_deref().unwrap_or("auto").parse::<stet_engine::Choice>()?;
        Ok(())
    }

    /// Runs a request's tool: loads the model, answers, and writes the run into the history. What is to be sent is asked
    /// about first.
    pub async fn run(
        &self,
        request: ToolRequest,
        cancel: CancellationToken,
        watch: Watch,
        ask: Ask,
    ) -> Result<Outcome> {
        self.check(&request)?;
        let ready = self.ready(&request, &cancel, loading(&watch)).await?;
        let outcome = self.finish(&request, &ready, &cancel, &watch, &ask).await;
        self.recorded(&request, outcome, &watch)
    }

    /// The outcome, once it is in the history; that it could not be written there is one of its warnings.
    fn recorded(&self, request: &ToolRequest, mut outcome: Result<Outcome>, watch: &Watch) -> Result<Outcome> {
        match self.record(request, &outcome) {
            Ok(Some(id)) => watch(Event::Recorded(id)),
            Ok(None) => {}
            Err(error) => {
                tracing::warn!(%error, "the run is not in the history");
                if let Ok(outcome) = &mut outcome {
                    outcome.origin_mut().warnings.push(history::not_recorded(&error));
                }
            }
        }
        outcome
    }

    /// What a tool makes of a text with a model that is there.
    pub async fn answer(
        &self,
        request: &ToolRequest,
        answering: Option<&Answering>,
        cancel: &CancellationToken,
        watch: &Watch,
    ) -> Result<Outcome> {
        let choices = self.choices();
        let generator = answering.map(|answering| &*answering.generator);
        // One adapter for the whole run.
        let adapter = answering.and_then(|answering| answering.adapter.as_ref());
        let task = choices.task(request)?.by(adapter);
        let mode = if request.bare { Mode::Bare } else { Mode::Full };
        let text = request.text.as_str();
        let need = || Error::new(Code::Usage, "This tool needs a model; only proofreading works with rules alone.");
        let mut outcome = match task.tool.kind {
            tool::Kind::Proofread => {
                let result = self.proofread(request, answering, cancel, watch).await?;
                Outcome::Proofread(wire::Proofread::of(&result, text))
            }
            tool::Kind::Rewrite => {
                let rewriter = Rewriter { task: &task, generator: generator.ok_or_else(need)?, mode };
                let count = request.alternatives.unwrap_or(1) as usize;
                let result = rewriter.run(text, count, cancel, watch).await?;
                Outcome::Rewrite(wire::Rewrite::of(&result, text))
            }
            tool::Kind::Summarize => {
                let part = Task::plain(choices.tools.get("key-points")?).by(adapter);
                let generator = generator.ok_or_else(need)?;
                let (shape, document) = (shape(task.tool), self.document(request));
                let document = document.as_deref();
                let me: Vec<String> = settings::names(&choices.settings.names).collect();
                let summarizer = Summarizer { task: &task, part: &part, shape, generator, document, me: &me, mode };
                let result = summarizer.run(text, cancel, watch).await?;
                Outcome::Summary(wire::Summary::of(&result, text))
            }
            tool::Kind::Ask => {
                let asker = Asker { task: &task, generator: generator.ok_or_else(need)?, mode };
                let result = asker.run(text, cancel, watch).await?;
                Outcome::Answer(wire::Answer::of(&result, text, self.document(request).as_deref()))
            }
        };
        if let Some(answering) = answering {
            outcome.origin_mut().warnings.extend(answering.warnings.iter().cloned());
        }
        Ok(outcome)
    }

    /// A document was read: from now on a request with its text knows the places in it. Returns the text.
    pub fn know(&self, document: Document) -> String {
        let text = document.text.clone();
        // A text without places is as good unknown.
        if !document.marks.is_empty() {
            let mut known = self.0.documents.lock().unwrap_or_else(PoisonError::into_inner);
            known.retain(|known| known.text != document.text);
            known.push_front(Arc::new(document));
            known.truncate(KNOWN);
        }
        text
    }

    /// The document that a request's text was read from, lately or, where it may be remembered, at an earlier time.
    fn document(&self, request: &ToolRequest) -> Option<Arc<Document>> {
        let known = self.0.documents.lock().unwrap_or_else(PoisonError::into_inner);
        let document = known.iter().find(|document| document.text == request.text).cloned();
        drop(known);
        match document {
            Some(document) => {
                if let Some(answers) = self.answers(request) {
                    answers.keep_document(&document);
                }
                Some(document)
            }
            None => self.answers(request)?.document(&request.text).map(Arc::new),
        }
    }

    /// The corrections of a text, in bytes, by a model that is there or by the rules alone.
    ///
    /// Errors: `usage`, and as [`Proofreader::run`].
    pub async fn proofread(
        &self,
        request: &ToolRequest,
        answering: Option<&Answering>,
        cancel: &CancellationToken,
        watch: &Watch,
    ) -> Result<Proofread> {
        let choices = self.choices();
        let task = choices.task(request)?.by(answering.and_then(|answering| answering.adapter.as_ref()));
        let rules = self.rules(choices.dialect(request)?, &choices.dictionary);
        let proofreader = Proofreader {
            task: &task,
            rules: &rules,
            generator: answering.map(|answering| &*answering.generator),
            thoroughness: choices.thoroughness(request)?,
            mode: if request.bare { Mode::Bare } else { Mode::Full },
        };
        proofreader.run(&request.text, cancel, watch).await
    }

    fn rules(&self, dialect: Dialect, dictionary: &[String]) -> Arc<Rules> {
        let mut kept = self.0.rules.lock().unwrap_or_else(PoisonError::into_inner);
        match &*kept {
            Some(known) if known.dialect == dialect && known.dictionary == dictionary => known.rules.clone(),
            _ => {
                let rules = Arc::new(Rules::new(dialect, dictionary.iter().cloned()));
                // Making them takes more memory than keeping them.
                stet_engine::give_back();
                *kept = Some(KnownRules { dialect, dictionary: dictionary.to_vec(), rules: rules.clone() });
                rules
            }
        }
    }
}

/// Has a watcher told what is being loaded.
fn loading(watch: &Watch) -> Loading {
    let told = watch.clone();
    Arc::new(move |what, share| told(Event::Loading { what: what.to_owned(), share }))
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
