//! Opening the file: its schema, a damaged one, and what SQLite's errors mean to a person.

use super::{index, row};
use crate::run::Warning;
use crate::{Code, Error, Result, home};
use rusqlite::{Connection, ErrorCode, OpenFlags};
use rusqlite_migration::{M, Migrations};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Only ever added to: files of every earlier version are out there.
const STEPS: &[M<'static>] = &[M::up(include_str!("step_1.sql")), M::up(include_str!("step_2.sql"))];
const MIGRATIONS: Migrations<'static> = Migrations::from_slice(STEPS);

/// How long to wait for another process that is writing.
const PATIENCE: Duration = Duration::from_secs(5);

pub(super) fn in_memory() -> Result<Connection> {
    let opened = Connection::open_in_memory().and_then(|connection| {
        index::register(&connection)?;
        Ok(connection)
    });
    let mut connection = opened.map_err(|error| failure("open a history in memory", error))?;
    migrate(&mut connection)?;
    Ok(connection)
}

/// Opens or makes the file. A damaged one is set aside first; the warnings say so.
pub(super) fn open(path: &Path) -> Result<(Connection, Vec<Warning>)> {
    if let Some(dir) = path.parent() {
        home::create_dir(dir)?;
    }
    match connect(path) {
        Ok(connection) => Ok((connection, Vec::new())),
        Err(error) if error.code == Code::StoreDamaged => mend(path),
        Err(error) => Err(error),
    }
}

/// Brings back a file that SQLite calls damaged: when only the search index is, by building it again; else by setting
/// the file aside and copying what can still be read into a new one.
pub(super) fn mend(path: &Path) -> Result<(Connection, Vec<Warning>)> {
    if let Ok(connection) = connect(path)
        && sound(&connection)
        && connection.execute("INSERT INTO run_text (run_text) VALUES ('rebuild')", []).is_ok()
    {
        return Ok((connection, Vec::new()));
    }
    let aside = set_aside(path)?;
    let connection = connect(path)?;
    let saved = row::copy(&aside, &connection);
    let message = format!(
        "The history was damaged. The file was kept as {} and a new history started, with {saved} {} of the old one.",
        aside.display(),
        if saved == 1 { "run" } else { "runs" }
    );
    Ok((connection, vec![Warning::new("history-damaged", message)]))
}

fn connect(path: &Path) -> Result<Connection> {
    home::private_file(path);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let prepare = || -> rusqlite::Result<Connection> {
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
        index::register(&connection)?;
        Ok(connection)
    };
    // Of two processes that change a new file's journal at once, SQLite tells one that it is busy without waiting.
    let started = Instant::now();
    let mut connection = loop {
        match prepare() {
            Err(error)
                if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
                    && started.elapsed() < Duration::from_secs(1) =>
            {
                std::thread::sleep(Duration::from_millis(20));
            }
            result => break result.map_err(|error| failure("open the history", error))?,
        }
    };
    let before = version(&connection).map_err(|error| failure("open the history", error))?;
    if before > 0 && before < STEPS.len() {
        back_up(path, &connection, before)?;
    }
    migrate(&mut connection)?;
    if before > 0 && before < STEPS.len() {
        // Gives back what the tables of the old version took; nothing is lost when that has to wait.
        let _ = connection.execute_batch("VACUUM");
    }
    Ok(connection)
}

fn version(connection: &Connection) -> rusqlite::Result<usize> {
    connection.pragma_query_value(None, "user_version", |row| row.get::<_, u32>(0)).map(|version| version as usize)
}

/// Copies a file of an earlier version, its log included, to beside it before it is changed. The copy stays until
/// something is removed from the history: what is removed must be gone.
fn back_up(path: &Path, connection: &Connection, version: usize) -> Result<()> {
    const WHAT: &str = "back up the history before bringing it up to date";
    let backup = with(path, &format!(".backup-version-{version}"));
    let copy = tempfile::Builder::new()
        .prefix(".writing-")
        .tempfile_in(path.parent().unwrap_or(Path::new(".")))
        .map_err(|error| Error::io(WHAT, error))?;
    connection.execute("VACUUM INTO ?1", [copy.path().to_string_lossy()]).map_err(|error| failure(WHAT, error))?;
    copy.persist(&backup).map_err(|error| Error::io(WHAT, error.error))?;
    Ok(())
}

/// The path with more at the end of its name.
fn with(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn migrate(connection: &mut Connection) -> Result<()> {
    use rusqlite_migration::{Error as Migration, MigrationDefinitionError as Definition};
    // Another process may have made the tables between the look at the version and the change: then look again.
    let mut tries = 0;
    loop {
        tries += 1;
        return match MIGRATIONS.to_latest(connection) {
            Ok(()) => Ok(()),
            Err(Migration::MigrationDefinition(Definition::DatabaseTooFarAhead)) => {
                Err(Error::new(Code::Io, "The history was written by a newer Stet, which this one can't read.")
                    .hint("Update Stet, or choose another data directory with STET_HOME."))
            }
            Err(Migration::RusqliteError { err, .. }) => {
                let error = failure("open the history", err);
                if tries < 3 && error.code == Code::Io {
                    std::thread::sleep(Duration::from_millis(20));
                    continue;
                }
                Err(error)
            }
            Err(error) => Err(Error::new(Code::Internal, format!("The history can't be set up: {error}."))),
        };
    }
}

/// Reads the whole file. Errors: damage, as SQLite would have called it when it came upon it.
pub(super) fn check(connection: &Connection) -> rusqlite::Result<()> {
    if !sound(connection) {
        let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT);
        return Err(rusqlite::Error::SqliteFailure(code, None));
    }
    connection.execute("INSERT INTO run_text (run_text) VALUES ('integrity-check')", []).map(drop)
}

fn sound(connection: &Connection) -> bool {
    // Of the runs alone: the search index can be built again.
    connection.query_row("PRAGMA quick_check('run')", [], |row| row.get::<_, String>(0)).is_ok_and(|word| word == "ok")
}

/// The file and its log belong together: a log left behind would be replayed into the new file.
fn set_aside(path: &Path) -> Result<PathBuf> {
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

/// Leaves nothing of removed runs in the log, or in a copy from before a change of version.
pub(super) fn forget(connection: &Connection) -> rusqlite::Result<()> {
    if let Some(path) = connection.path().filter(|path| !path.is_empty()) {
        for version in 1..STEPS.len() {
            let _ = std::fs::remove_file(with(Path::new(path), &format!(".backup-version-{version}")));
        }
    }
    // Busy readers only delay it: the next one to close the file empties the log.
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
}

pub(super) fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt))
}

/// SQLite's error, told apart by what a person can do about it.
pub(super) fn failure(what: &str, error: rusqlite::Error) -> Error {
    const ELSEWHERE: &str = "Check the permissions, or choose another data directory with STET_HOME.";
    let (code, why, hint) = match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => (
            Code::StoreDamaged,
            "the history file is damaged".to_owned(),
            Some("Move the file away; Stet starts a new one."),
        ),
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::AuthorizationForStatementDenied) => {
            (Code::ReadOnly, "the history file can't be written".to_owned(), Some(ELSEWHERE))
        }
        Some(ErrorCode::CannotOpen) => (Code::Io, "the history file can't be opened".to_owned(), Some(ELSEWHERE)),
        Some(ErrorCode::DiskFull) => {
            (Code::DiskFull, "the disk is full".to_owned(), Some("Free some disk space and try again."))
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => (
            Code::Io,
            "another program is using the history file".to_owned(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_migrations_are_sound() {
        assert_eq!(version(&in_memory().unwrap()).unwrap(), STEPS.len());
    }

    #[test]
    fn errors_say_what_can_be_done() {
        for (sqlite, code) in [
            (rusqlite::ffi::SQLITE_READONLY, Code::ReadOnly),
            (rusqlite::ffi::SQLITE_FULL, Code::DiskFull),
            (rusqlite::ffi::SQLITE_BUSY, Code::Io),
            (rusqlite::ffi::SQLITE_CORRUPT_VTAB, Code::StoreDamaged),
            (rusqlite::ffi::SQLITE_NOTADB, Code::StoreDamaged),
        ] {
            let error =
                failure("record the run", rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(sqlite), None));
            assert_eq!(error.code, code);
            assert!(error.hint.is_some());
            assert!(error.message.starts_with("Could not record the run: "), "{error}");
        }
    }
}
