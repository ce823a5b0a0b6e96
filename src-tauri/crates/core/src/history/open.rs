//! Opening the file: its schema, and what can be saved of a damaged one.

use super::{index, row};
use crate::run::Warning;
use crate::sqlite::{self, Kind, with};
use crate::{Code, Error, Result};
use rusqlite::{Connection, ErrorCode};
use rusqlite_migration::{M, Migrations};
use std::path::Path;
use std::time::{Duration, Instant};

/// Only ever added to: files of every earlier version are out there.
const STEPS: &[M<'static>] = &[M::up(include_str!("step_1.sql")), M::up(include_str!("step_2.sql"))];
const MIGRATIONS: Migrations<'static> = Migrations::from_slice(STEPS);

pub(super) static KIND: Kind = Kind { in_memory, connect, mend, failure };

pub(super) fn in_memory() -> Result<Connection> {
    let opened = Connection::open_in_memory().and_then(|connection| {
        index::register(&connection)?;
        Ok(connection)
    });
    let mut connection = opened.map_err(|error| failure("open a history in memory", error))?;
    migrate(&mut connection)?;
    Ok(connection)
}

/// Brings back a file that SQLite calls damaged: when only the search index is, by building it again; else by setting
/// the file aside and copying what can still be read into a new one.
fn mend(path: &Path) -> Result<sqlite::Mended> {
    if let Ok(connection) = connect(path)
        && sound(&connection)
        && connection.execute("INSERT INTO run_text (run_text) VALUES ('rebuild')", []).is_ok()
    {
        return Ok((connection, Vec::new()));
    }
    let aside = sqlite::set_aside(path)?;
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
    let prepare = || -> rusqlite::Result<Connection> {
        let connection = sqlite::open(path)?;
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

/// Leaves nothing of removed runs in the log, or in a copy from before a change of version.
pub(super) fn forget(connection: &Connection) -> rusqlite::Result<()> {
    if let Some(path) = connection.path().filter(|path| !path.is_empty()) {
        for version in 1..STEPS.len() {
            let _ = std::fs::remove_file(with(Path::new(path), &format!(".backup-version-{version}")));
        }
    }
    sqlite::empty_log(connection)
}

pub(super) fn failure(what: &str, error: rusqlite::Error) -> Error {
    sqlite::failure("history", what, error)
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
