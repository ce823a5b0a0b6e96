//! A run as a row of the table, both ways.

use super::{Outcome, Run, index};
use crate::run::{Timing, Warning};
use jiff::Timestamp;
use rusqlite::types::{Type, ValueRef};
use rusqlite::{Connection, OpenFlags, Row, named_params};
use serde::de::DeserializeOwned;
use serde_json::json;
use std::path::Path;

/// Adds a run, after all others, or where it was before.
pub(super) fn insert(connection: &Connection, run: &Run, seq: Option<i64>) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO run (seq, id, time, tool, options, input, output, result, engine, model, adapter, local, load_ms,
                              first_token_ms, total_ms, warnings, outcome, pinned, follows)
             VALUES (:seq, :id, :time, :tool, :options, :input, :output, :result, :engine, :model, :adapter, :local,
                     :load_ms, :first_token_ms, :total_ms, :warnings, :outcome, :pinned, :follows)",
        )?
        .execute(named_params! {
            ":seq": seq,
            ":id": run.id,
            ":time": run.time.as_millisecond(),
            ":tool": run.tool,
            ":options": run.options.to_string(),
            ":input": run.input,
            ":output": run.output,
            ":result": index::deflated(&run.result.to_string()),
            ":engine": run.engine,
            ":model": run.model,
            ":adapter": run.adapter,
            ":local": run.local,
            ":load_ms": run.timing.load_ms,
            ":first_token_ms": run.timing.first_token_ms,
            ":total_ms": run.timing.total_ms,
            ":warnings": json!(run.warnings).to_string(),
            ":outcome": run.outcome.word(),
            ":pinned": run.pinned,
            ":follows": run.follows,
        })
        .map(drop)
}

pub(super) fn get(connection: &Connection, id: &str) -> rusqlite::Result<Run> {
    connection.prepare_cached("SELECT * FROM run WHERE id = ?1")?.query_row([id], read)
}

/// Runs and their places, to be put back there.
pub(super) type Kept = Vec<(i64, Run)>;

/// Takes one run, or every run, out of the table.
pub(super) fn take(connection: &Connection, id: Option<&str>) -> rusqlite::Result<Kept> {
    let which = if id.is_some() { "id = ?1" } else { "?1 IS NULL" };
    let taken = connection
        .prepare_cached(&format!("SELECT * FROM run WHERE {which}"))?
        .query_map([id], |row| Ok((row.get("seq")?, read(row)?)))?
        .collect::<rusqlite::Result<Kept>>()?;
    connection.execute(&format!("DELETE FROM run WHERE {which}"), [id])?;
    Ok(taken)
}

/// A row of this version or an earlier one.
fn read(row: &Row) -> rusqlite::Result<Run> {
    Ok(Run {
        id: row.get("id")?,
        time: time(row)?,
        tool: row.get("tool")?,
        options: from_json(row, "options")?,
        input: row.get("input")?,
        output: row.get("output")?,
        result: result(row)?,
        engine: row.get("engine")?,
        model: row.get("model")?,
        adapter: row.get("adapter")?,
        local: row.get("local")?,
        timing: Timing {
            load_ms: row.get("load_ms")?,
            first_token_ms: row.get("first_token_ms")?,
            total_ms: row.get("total_ms")?,
        },
        warnings: from_json::<Vec<Warning>>(row, "warnings")?,
        outcome: outcome(row)?,
        pinned: row.get("pinned")?,
        follows: row.as_ref().column_index("follows").map_or(Ok(None), |column| row.get(column))?,
    })
}

/// Compressed since version 2.
fn result(row: &Row) -> rusqlite::Result<serde_json::Value> {
    let column = row.as_ref().column_index("result")?;
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Blob, error)
    };
    match row.get_ref(column)? {
        ValueRef::Blob(bytes) => {
            let text = index::inflated(bytes).map_err(|error| failed(error.into()))?;
            serde_json::from_str(&text).map_err(|error| failed(error.into()))
        }
        _ => from_json(row, "result"),
    }
}

pub(super) fn time(row: &Row) -> rusqlite::Result<Timestamp> {
    let column = row.as_ref().column_index("time")?;
    Timestamp::from_millisecond(row.get(column)?)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, Type::Integer, error.into()))
}

pub(super) fn outcome(row: &Row) -> rusqlite::Result<Outcome> {
    let column = row.as_ref().column_index("outcome")?;
    serde_json::from_value(row.get::<_, String>(column)?.into())
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, error.into()))
}

fn from_json<T: DeserializeOwned>(row: &Row, name: &str) -> rusqlite::Result<T> {
    let column = row.as_ref().column_index(name)?;
    serde_json::from_str(&row.get::<_, String>(column)?)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, error.into()))
}

/// Copies what can be read of a damaged file, from both ends until the damage, and returns how many runs.
pub(super) fn copy(damaged: &Path, into: &Connection) -> usize {
    let Ok(from) = Connection::open_with_flags(damaged, OpenFlags::SQLITE_OPEN_READ_ONLY) else { return 0 };
    ["SELECT * FROM run NOT INDEXED ORDER BY seq", "SELECT * FROM run NOT INDEXED ORDER BY seq DESC"]
        .into_iter()
        .map(|sql| {
            let Ok(mut statement) = from.prepare(sql) else { return 0 };
            let Ok(rows) = statement.query_map([], |row| Ok((row.get("seq")?, read(row)?))) else { return 0 };
            // A run that both directions reach is refused the second time: its id is there.
            rows.map_while(Result::ok).filter(|(seq, run)| insert(into, run, Some(*seq)).is_ok()).count()
        })
        .sum()
}
