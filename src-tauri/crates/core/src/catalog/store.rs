//! What is known of a model file on this machine: one small JSON record beside each, written whole or not at all.

use super::progress::{Meter, Phase};
use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;
use tokio_util::sync::CancellationToken;

/// The record of one model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The hash the file must have: the catalogue's, or learnt when the file came and pinned since.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    pub architecture: String,
    /// Where it came from, in words: `packages`, `hub <repo>/<file>`, `found`, `added`.
    pub origin: String,
    /// Set for a model the user added; the others are described by the catalogue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub added: Option<Added>,
    /// The last time the whole file was read, and what it was found to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measured: Option<Measured>,
}

/// How a user's own model is called and where it lies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Added {
    pub title: String,
    pub licence: Option<String>,
    pub context: Option<u64>,
    /// The file outside the models directory; `None` when it was copied in.
    pub path: Option<PathBuf>,
}

/// A hash, and the stamp of the file it was computed from: while the stamp holds, the hash needn't be computed again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measured {
    pub sha256: String,
    pub stamp: Stamp,
}

/// Size and time of last change: what a file that was written to doesn't keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    pub size: u64,
    /// Nanoseconds since 1970.
    pub modified: u64,
}

impl Stamp {
    pub fn of(path: &Path) -> std::io::Result<Stamp> {
        let metadata = fs::metadata(path)?;
        if !metadata.is_file() {
            return Err(std::io::Error::other("it is not a file"));
        }
        let modified = metadata.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
        Ok(Stamp { size: metadata.len(), modified: modified.as_nanos() as u64 })
    }
}

/// The record of `id`, or `None` when there is none that can be read: it is only what a look at the file can restore.
pub fn load(dir: &Path, id: &str) -> Option<Record> {
    let path = record_path(dir, id);
    let text = fs::read_to_string(&path).ok()?;
    match serde_json::from_str(&text) {
        Ok(record) => Some(record),
        Err(error) => {
            tracing::warn!("the model record {} is damaged and not used: {error}", path.display());
            None
        }
    }
}

pub fn save(dir: &Path, id: &str, record: &Record) -> Result<()> {
    write_json(&record_path(dir, id), record)
}

pub fn record_path(dir: &Path, id: &str) -> PathBuf {
    dir.join(format!("{id}.json"))
}

/// Writes `value` to `path` under another name first, so that a reader sees the old or the new and never a half.
pub fn write_json(path: &Path, value: &impl Serialize) -> Result<()> {
    let what = || format!("write {}", path.display());
    let dir = path.parent().unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        // Readable by whoever the models directory is shared with, as far as the umask allows.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(dir).map_err(|error| Error::io(what(), error))?;
    let text = serde_json::to_string_pretty(value)
        .map_err(|error| Error::new(crate::Code::Internal, format!("Could not {}.", what())).because(error))?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.write_all(b"\n"))
        .and_then(|()| file.as_file().sync_data())
        .map_err(|error| Error::io(what(), error))?;
    file.persist(path).map_err(|error| Error::io(what(), error.error))?;
    Ok(())
}

/// The SHA-256 of a file, in lower-case hexadecimal. Blocks; errors: `cancelled`, I/O.
pub fn hash(path: &Path, meter: &mut Meter, cancel: &CancellationToken) -> Result<String> {
    let failed = |error| Error::io(format!("read {}", path.display()), error);
    let mut file = File::open(path).map_err(failed)?;
    let total = file.metadata().map_err(failed)?.len();
    meter.start(Phase::Verifying, 0, total);
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    let mut done = 0;
    loop {
        if cancel.is_cancelled() {
            return Err(Error::cancelled());
        }
        let read = file.read(&mut buffer).map_err(failed)?;
        if read == 0 {
            return Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect());
        }
        hasher.update(&buffer[..read]);
        done += read as u64;
        meter.reach(done);
    }
}
