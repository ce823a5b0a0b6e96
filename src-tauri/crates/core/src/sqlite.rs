//! What the stores have in common that are SQLite files: how a file is opened, how a damaged one is told and set aside,
//! and what SQLite's errors mean to a person.

use crate::run::Warning;
use crate::{Code, Error, Result, home};
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long to wait for another process that is writing.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is open after all, and what has to be said about it.
pub(crate) type Mended = (Connection, Vec<Warning>);

/// What a store does its own way.
pub(crate) struct Kind {
    /// An empty one that has no file.
    pub in_memory: fn() -> Result<Connection>,
    /// Opens or makes the file. Errors: `store-damaged`, which is then mended, and others.
    pub connect: fn(&Path) -> Result<Connection>,
    /// Brings a damaged file back or begins a new one; the warnings say so.
    pub mend: fn(&Path) -> Result<Mended>,
    /// SQLite's error while doing something.
    pub failure: fn(&str, rusqlite::Error) -> Error,
}

/// The open file of a store. Can be shared between threads; each call takes its turn.
pub(crate) struct Store {
    kind: &'static Kind,
    state: Mutex<State>,
    /// `None` for one in memory.
    path: Option<PathBuf>,
}

struct State {
    connection: Connection,
    warnings: Vec<Warning>,
}

impl Store {
    /// Errors: those of connecting; a damaged file is none of them.
    pub fn open(kind: &'static Kind, path: PathBuf) -> Result<Store> {
        if let Some(dir) = path.parent() {
            home::create_dir(dir)?;
        }
        let (connection, warnings) = match (kind.connect)(&path) {
            Err(error) if error.code == Code::StoreDamaged => (kind.mend)(&path)?,
            result => (result?, Vec::new()),
        };
        Ok(Store { kind, state: Mutex::new(State { connection, warnings }), path: Some(path) })
    }

    /// One that is forgotten when it is dropped.
    pub fn in_memory(kind: &'static Kind) -> Result<Store> {
        let state = State { connection: (kind.in_memory)()?, warnings: Vec::new() };
        Ok(Store { kind, state: Mutex::new(state), path: None })
    }

    /// What was noticed since the last call.
    pub fn warnings(&self) -> Vec<Warning> {
        std::mem::take(&mut self.lock().warnings)
    }

    /// Does `work` on the connection; when the file turns out to be damaged, mends it and tries once more.
    pub fn with<T>(&self, what: &str, work: impl Fn(&mut Connection) -> rusqlite::Result<T>) -> Result<T> {
        let mut state = self.lock();
        match (work(&mut state.connection), &self.path) {
            (Err(error), Some(path)) if is_damage(&error) => {
                // Lets go of the file, which could not be renamed on every platform while it is open.
                state.connection = (self.kind.in_memory)()?;
                let (connection, warnings) = (self.kind.mend)(path)?;
                state.connection = connection;
                state.warnings.extend(warnings);
                work(&mut state.connection).map_err(|error| (self.kind.failure)(what, error))
            }
            (result, _) => result.map_err(|error| (self.kind.failure)(what, error)),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere can't leave the connection half-changed: SQLite rolls back what was not committed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Opens or makes a file that several processes may have open, and in which what is removed is overwritten.
pub(crate) fn open(path: &Path) -> rusqlite::Result<Connection> {
    home::private_file(path);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    // A file that can't be written can still be read.
    match connection.pragma_update(None, "journal_mode", "WAL") {
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::ReadOnly) => {}
        result => result?,
    }
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // What is removed is overwritten, not just unlinked.
    connection.pragma_update(None, "secure_delete", true)?;
    Ok(connection)
}

/// Renames a damaged file and its log, which belong together: a log left behind would be replayed into the new file.
pub(crate) fn set_aside(path: &Path) -> Result<PathBuf> {
    let aside = home::set_aside(path)?;
    for suffix in ["-wal", "-shm"] {
        let log = with(path, suffix);
        if log.exists() {
            std::fs::rename(&log, with(&aside, suffix))
                .map_err(|error| Error::io(format_args!("set aside {}", log.display()), error))?;
        }
    }
    Ok(aside)
}

/// The path with more at the end of its name.
pub(crate) fn with(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Empties the log of what was removed. Busy readers only delay it: the next one to close the file does it.
pub(crate) fn empty_log(connection: &Connection) -> rusqlite::Result<()> {
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
}

pub(crate) fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt))
}

/// SQLite's error while doing `what` with the file of a `store` ("history"), told apart by what a person can do about it.
pub(crate) fn failure(store: &str, what: &str, error: rusqlite::Error) -> Error {
    const ELSEWHERE: &str = "Check the permissions, or choose another data directory with STET_HOME.";
    let (code, why, hint) = match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => (
            Code::StoreDamaged,
            format!("the {store} file is damaged"),
            Some("Move the file away; Stet starts a new one."),
        ),
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::AuthorizationForStatementDenied) => {
            (Code::ReadOnly, format!("the {store} file can't be written"), Some(ELSEWHERE))
        }
        Some(ErrorCode::CannotOpen) => (Code::Io, format!("the {store} file can't be opened"), Some(ELSEWHERE)),
        Some(ErrorCode::DiskFull) => {
            (Code::DiskFull, "the disk is full".to_owned(), Some("Free some disk space and try again."))
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => (
            Code::Io,
            format!("another program is using the {store} file"),
            Some("Close the other program, or try again in a moment."),
        ),
        _ => (Code::Io, error.to_string(), None),
    };
    let failure = Error::new(code, format!("Could not {what}: {why}.")).because(error);
    match hint {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}
