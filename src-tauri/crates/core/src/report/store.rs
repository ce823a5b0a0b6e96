//! The file, and entries as rows of it.

use super::{Ended, Entry, Fate, Filter, Left};
use crate::run::Warning;
use crate::sqlite::{self, Kind};
use crate::{Code, Error, Result};
use jiff::Timestamp;
use rusqlite::types::Type;
use rusqlite::{Connection, Row, named_params};
use rusqlite_migration::{M, Migrations};
use serde::de::DeserializeOwned;
use serde_json::json;
use std::path::Path;

/// Only ever added to: files of every earlier version are out there.
const STEPS: &[M<'static>] = &[M::up(include_str!("step_1.sql"))];
const MIGRATIONS: Migrations<'static> = Migrations::from_slice(STEPS);

pub(super) static KIND: Kind = Kind { in_memory, connect, mend: begin_anew, failure };

fn in_memory() -> Result<Connection> {
    let mut connection =
        Connection::open_in_memory().map_err(|error| failure("open a privacy report in memory", error))?;
    migrate(&mut connection)?;
    Ok(connection)
}

/// Sets a damaged file aside. The new one says since when it is kept, and claims nothing about the time before.
fn begin_anew(path: &Path) -> Result<sqlite::Mended> {
    let aside = sqlite::set_aside(path)?;
    let message = format!(
        "The privacy report was damaged. The file was kept as {} and a new report begun, which knows of nothing earlier.",
        aside.display()
    );
    Ok((connect(path)?, vec![Warning::new("report-damaged", message)]))
}

fn connect(path: &Path) -> Result<Connection> {
    let opened = sqlite::open(path).and_then(|connection| {
        // An entry is on the disk before its request is sent.
        connection.pragma_update(None, "synchronous", "FULL")?;
        Ok(connection)
    });
    let mut connection = opened.map_err(|error| failure("open the privacy report", error))?;
    migrate(&mut connection)?;
    Ok(connection)
}

fn migrate(connection: &mut Connection) -> Result<()> {
    use rusqlite_migration::{Error as Migration, MigrationDefinitionError as Definition};
    MIGRATIONS.to_latest(connection).map_err(|error| match error {
        Migration::RusqliteError { err, .. } => failure("open the privacy report", err),
        Migration::MigrationDefinition(Definition::DatabaseTooFarAhead) => {
            Error::new(Code::Io, "The privacy report was kept by a newer Stet, which this one can't read.")
                .hint("Update Stet, or choose another data directory with STET_HOME.")
        }
        error => Error::new(Code::Internal, format!("The privacy report can't be set up: {error}.")),
    })
}

pub(super) fn failure(what: &str, error: rusqlite::Error) -> Error {
    sqlite::failure("privacy report", what, error)
}

pub(super) fn insert(connection: &Connection, entry: &Entry) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO request (id, time, tool, application, server, url, model, bytes, redacted, reason, consent,
                                  sha256, payload)
             VALUES (:id, :time, :tool, :application, :server, :url, :model, :bytes, :redacted, :reason, :consent,
                     :sha256, :payload)",
        )?
        .execute(named_params! {
            ":id": entry.id,
            ":time": entry.time.as_millisecond(),
            ":tool": entry.tool,
            ":application": entry.application,
            ":server": entry.server,
            ":url": entry.url,
            ":model": entry.model,
            ":bytes": entry.bytes,
            ":redacted": json!(entry.redacted).to_string(),
            ":reason": entry.reason,
            ":consent": entry.consent.map(|consent| consent.word()),
            ":sha256": entry.sha256,
            ":payload": entry.payload,
        })
        .map(drop)
}

pub(super) fn settle(connection: &Connection, id: &str, fate: Fate, detail: &str) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO fate (request, time, fate, detail) SELECT id, ?2, ?3, ?4 FROM request WHERE id = ?1",
        )?
        .execute((id, Timestamp::now().as_millisecond(), fate.word(), detail))
        .map(drop)
}

pub(super) fn list(connection: &Connection, filter: &Filter) -> rusqlite::Result<Vec<Entry>> {
    let from = if filter.sent { "sent" } else { "request" };
    let sql = format!("SELECT * FROM {from} WHERE time >= ?1 ORDER BY seq DESC LIMIT ?2");
    let since = filter.since.map_or(i64::MIN, |since| since.as_millisecond());
    let limit = filter.limit.map_or(-1, i64::from);
    let mut statement = connection.prepare(&sql)?;
    statement.query_map((since, limit), |row| read(connection, row))?.collect()
}

fn read(connection: &Connection, row: &Row) -> rusqlite::Result<Entry> {
    let id: String = row.get("id")?;
    let fates = connection
        .prepare_cached("SELECT * FROM fate WHERE request = ?1 ORDER BY seq")?
        .query_map([&id], |row| Ok(Ended { time: time(row)?, fate: word(row, "fate")?, detail: row.get("detail")? }))?
        .collect::<rusqlite::Result<_>>()?;
    let redacted: String = row.get("redacted")?;
    let consent: Option<String> = row.get("consent")?;
    Ok(Entry {
        id,
        time: time(row)?,
        tool: row.get("tool")?,
        application: row.get("application")?,
        server: row.get("server")?,
        url: row.get("url")?,
        model: row.get("model")?,
        bytes: row.get("bytes")?,
        redacted: serde_json::from_str(&redacted).map_err(|error| unreadable(row, "redacted", error))?,
        reason: row.get("reason")?,
        consent: consent.is_some().then(|| word(row, "consent")).transpose()?,
        sha256: row.get("sha256")?,
        payload: row.get("payload")?,
        fates,
    })
}

fn time(row: &Row) -> rusqlite::Result<Timestamp> {
    let column = row.as_ref().column_index("time")?;
    Timestamp::from_millisecond(row.get(column)?)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, Type::Integer, error.into()))
}

fn word<T: DeserializeOwned>(row: &Row, name: &str) -> rusqlite::Result<T> {
    let word: String = row.get(name)?;
    serde_json::from_value(word.into()).map_err(|error| unreadable(row, name, error))
}

fn unreadable(row: &Row, name: &str, error: serde_json::Error) -> rusqlite::Error {
    let column = row.as_ref().column_index(name).unwrap_or_default();
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, error.into())
}

pub(super) fn left(connection: &mut Connection) -> rusqlite::Result<Left> {
    // All from one state of the file.
    let look = connection.transaction()?;
    let numbers = look.query_row(
        "SELECT began, sent + (SELECT count(*) FROM sent), bytes + (SELECT coalesce(sum(bytes), 0) FROM sent),
                forgotten + (SELECT count(*) FROM request),
                (SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'request')
         FROM kept",
        [],
        |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, i64>(2)?, row.get::<_, i64>(3)?, row.get::<_, i64>(4)?)),
    )?;
    let (began, requests, bytes, counted, entered) = numbers;
    Ok(Left {
        requests,
        kilobytes: u32::try_from((bytes + 1023) / 1024).unwrap_or(u32::MAX),
        since: Timestamp::from_millisecond(began).unwrap_or(Timestamp::UNIX_EPOCH),
        complete: counted == entered,
    })
}

pub(super) fn forget(connection: &mut Connection, time: Timestamp) -> rusqlite::Result<usize> {
    let change = connection.transaction()?;
    let before = time.as_millisecond();
    // Counted with the fates still there; the triggers let go only of what is older than `before`.
    change.execute(
        "UPDATE kept SET before = max(before, ?1),
             forgotten = forgotten + (SELECT count(*) FROM request WHERE time < ?1),
             sent = sent + (SELECT count(*) FROM sent WHERE time < ?1),
             bytes = bytes + (SELECT coalesce(sum(bytes), 0) FROM sent WHERE time < ?1)",
        [before],
    )?;
    let forgotten = change.execute("DELETE FROM request WHERE time < ?1", [before])?;
    change.execute("DELETE FROM fate WHERE request NOT IN (SELECT id FROM request)", [])?;
    change.commit()?;
    if forgotten > 0 {
        sqlite::empty_log(connection)?;
    }
    Ok(forgotten)
}
