//! Adapters: small changes to a model, each trained for one task, that make it answer that task better.
//!
//! An adapter is a folder in PEFT's format (`adapter_config.json`, `adapter_model.safetensors`) with an `adapter.toml`
//! that names its task and, by the hash of its file, the model it was trained on. Those that come with the program are
//! handed in as data; the user's own lie in `adapters/` in the data directory, and go before ours for the same task and
//! model. Where none fits, a tool works by its prompt alone and nobody need hear of it. One that should fit and can't be
//! used is refused with the reason, and again the prompt has to do.
//!
//! Deliberately absent: running one. What is in the weights, and whether a model has room for it, is told here
//! ([`weights`]); what an engine makes of them is the engine's.

mod folder;
#[cfg(test)]
pub(crate) mod tests;
pub mod weights;

pub use folder::{Embedded, Facts, Known};

use crate::catalog::{Catalog, State, gguf, valid_id};
use crate::generate::AdapterRef;
use crate::run::Warning;
use crate::{Code, Error, Result, home};
use folder::{FILES, Place};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use weights::Weights;

/// An adapter that was selected to answer.
#[derive(Debug, Clone)]
pub struct Adapter {
    pub mark: AdapterRef,
    pub task: String,
    /// Bytes of the weights.
    pub size: u64,
    known: Known,
}

impl Adapter {
    /// The weights, checked against the model file that they are for. Reads all of them.
    ///
    /// Errors: `adapter-unusable`, `io`.
    pub fn weights(&self, model: &gguf::Header) -> Result<Weights> {
        self.known.weights()?.fit(model).map_err(|why| unusable(&self.mark.id, &why))
    }
}

/// The adapters known here. Cheap to clone; every answer is read from the directory, so it never goes stale.
#[derive(Debug, Clone)]
pub struct Adapters {
    dir: PathBuf,
    embedded: Arc<[Embedded]>,
}

impl Adapters {
    /// The user's own in `dir`, which needn't exist, and those that come with the program.
    pub fn open(dir: impl Into<PathBuf>, embedded: Arc<[Embedded]>) -> Self {
        Adapters { dir: dir.into(), embedded }
    }

    /// Where the user's own are.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Every adapter: the user's own by name, then ours, without those that one of the user's hides by its name.
    pub fn list(&self) -> Vec<Known> {
        let mut all = self.own();
        for ours in self.embedded.iter() {
            if all.iter().all(|known| known.id != ours.id) {
                all.push(Known::read(&ours.id, Place::Program(ours.files.clone())));
            }
        }
        all
    }

    /// Errors: `adapter-unknown`.
    pub fn get(&self, id: &str) -> Result<Known> {
        self.list().into_iter().find(|known| known.id == id).ok_or_else(|| {
            Error::new(Code::AdapterUnknown, format!("There is no adapter “{id}”."))
                .hint("`stet adapters list` shows those there are.")
        })
    }

    /// The adapter for a task on the model `model` whose file has the hash `base`, and what the user should know of
    /// adapters of their own that were passed over. Reads the whole adapter, for its hash.
    pub fn select(&self, task: &str, model: &str, base: &str) -> (Option<Adapter>, Vec<Warning>) {
        let mut warnings = Vec::new();
        for known in self.list() {
            match &known.facts {
                Some(facts) if facts.task == task && facts.base.eq_ignore_ascii_case(base) => match known.open() {
                    Ok(adapter) => return (Some(adapter), warnings),
                    Err(error) => {
                        warnings.push(refused(&error));
                        return (None, warnings);
                    }
                },
                // For another task or another model: nothing is wrong with that.
                Some(facts) if !known.own || facts.task != task || facts.model != model => {}
                Some(facts) => warnings.push(refused(&unusable(&known.id, &another_base(facts, base)))),
                None => warnings.push(refused(&unusable(&known.id, known.damaged.as_deref().unwrap_or_default()))),
            }
        }
        (None, warnings)
    }

    /// Copies the folder of an adapter to the user's own, under `id` or the name of the folder, after checking all of it;
    /// against its model too, where that is here.
    ///
    /// Errors: `adapter-unknown` (no such folder), `adapter-unusable`, `usage` (the id is taken or not a plain word, or
    /// another one answers the same task with the same model), `read-only`, `disk-full`, `io`.
    pub fn add(&self, folder: &Path, id: Option<&str>, catalog: &Catalog) -> Result<Known> {
        if !folder.is_dir() {
            let message = format!("There is no folder {}.", folder.display());
            return Err(Error::new(Code::AdapterUnknown, message));
        }
        let name = folder.canonicalize().ok().and_then(|path| Some(path.file_name()?.to_str()?.to_owned()));
        let id = id.map(str::to_owned).or(name).unwrap_or_default();
        if !valid_id(&id) {
            return Err(Error::new(Code::Usage, format!("“{id}” can't be an adapter's id."))
                .hint("Up to 64 letters, digits, dots, dashes and underscores, not starting with a dot: --id NAME."));
        }
        let given = Known::read(&id, Place::Folder(folder.to_owned()));
        let facts = given.usable()?;
        let weights = given.weights()?;
        for model in catalog.models().iter().filter(|model| model.sha256.is_some()) {
            let same = model.sha256.as_deref().is_some_and(|base| facts.base.eq_ignore_ascii_case(base));
            if !same && model.id == facts.model {
                return Err(unusable(&id, &another_base(facts, model.sha256.as_deref().unwrap_or_default())));
            }
            if same && model.state == State::Installed {
                let header = gguf::header(&model.path)?;
                weights.clone().fit(&header).map_err(|why| unusable(&id, &why))?;
            }
        }
        for own in self.own() {
            let same = own.facts.as_ref().is_some_and(|other| (&other.task, &other.base) == (&facts.task, &facts.base));
            if own.id == id || same {
                let message = match own.id == id {
                    true => format!("There is already an adapter “{id}” of yours."),
                    false => format!("Your adapter “{}” answers this task with this model already.", own.id),
                };
                return Err(Error::new(Code::Usage, message).hint(format!("stet adapters rm {}", own.id)));
            }
        }
        self.copy_in(folder, &id)?;
        self.get(&id)
    }

    /// Under another name until it is whole.
    fn copy_in(&self, from: &Path, id: &str) -> Result<()> {
        home::create_dir(&self.dir)?;
        let target = self.dir.join(id);
        let copy = || -> std::io::Result<()> {
            let partial = tempfile::Builder::new().prefix(".adding-").tempdir_in(&self.dir)?;
            for name in FILES {
                fs::copy(from.join(name), partial.path().join(name))?;
            }
            fs::rename(partial.keep(), &target)
        };
        copy().map_err(|error| Error::io(format!("copy the adapter to {}", target.display()), error))
    }

    /// Removes one of the user's own.
    ///
    /// Errors: `adapter-unknown`, `usage` (it came with the program), `read-only`, `io`.
    pub fn remove(&self, id: &str) -> Result<()> {
        if !self.get(id)?.own {
            return Err(Error::new(Code::Usage, format!("The adapter “{id}” came with Stet and can't be removed."))
                .hint("A tool of your own with adapter = \"\" works without it."));
        }
        let folder = self.dir.join(id);
        fs::remove_dir_all(&folder).map_err(|error| Error::io(format!("remove {}", folder.display()), error))
    }

    fn own(&self) -> Vec<Known> {
        let folders = fs::read_dir(&self.dir).into_iter().flatten().flatten();
        let folders = folders.filter(|entry| entry.path().is_dir());
        let mut ids: Vec<_> = folders.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        ids.retain(|id| !id.starts_with('.'));
        ids.sort();
        ids.iter().map(|id| Known::read(id, Place::Folder(self.dir.join(id)))).collect()
    }
}

/// What a result says of an adapter that was not used for it.
pub fn refused(error: &Error) -> Warning {
    Warning::new("adapter", format!("{} The tool worked by its prompt alone.", error.message))
}

fn another_base(facts: &Facts, base: &str) -> String {
    let short = |hash: &str| hash.chars().take(12).collect::<String>();
    format!(
        "it was trained on another file of the model “{}” ({}… instead of {}…)",
        facts.model,
        short(&facts.base),
        short(base)
    )
}

fn unusable(id: &str, why: &str) -> Error {
    Error::new(Code::AdapterUnusable, format!("The adapter “{id}” can't be used: {why}."))
        .hint("`stet adapters show` says more; one of your own can be removed with `stet adapters rm`.")
}
