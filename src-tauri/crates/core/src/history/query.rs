//! Finding runs: by filter, by words, by the beginning of an id.

use super::{Outcome, index, row};
use crate::{Code, Error, Result};
use jiff::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};
use serde::{Deserialize, Serialize};

/// Which runs; the default is all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase", default)]
pub struct Filter {
    /// At most so many, the newest…
    pub limit: Option<u32>,
    /// …after so many that are passed over.
    pub offset: Option<u32>,
    /// Only runs of this tool, by id.
    pub tool: Option<String>,
    /// Only runs with this model, by id.
    pub model: Option<String>,
    /// Only runs at or after this time.
    #[specta(type = Option<String>)]
    pub since: Option<Timestamp>,
    /// Only runs before this time.
    #[specta(type = Option<String>)]
    pub until: Option<Timestamp>,
    pub pinned: Option<bool>,
}

/// A run in a list.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    pub id: String,
    /// The shortest beginning of the id, of 8 characters at least, that no other run shares.
    pub short_id: String,
    #[specta(type = String)]
    pub time: Timestamp,
    pub tool: String,
    pub engine: String,
    pub model: Option<String>,
    pub outcome: Outcome,
    pub pinned: bool,
    /// The id of the run that this one went on from.
    pub follows: Option<String>,
    /// Some 160 characters of the input, in one line: its beginning, or about the word that was searched for.
    pub input: String,
    /// The same of the output.
    pub output: String,
}

/// What a history holds, to filter it by.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Facets {
    /// In alphabetical order, like the models.
    pub tools: Vec<String>,
    pub models: Vec<String>,
    /// All runs there are.
    pub count: u32,
}

/// The condition of a filter, with its values.
fn condition(filter: &Filter) -> (String, Vec<Value>) {
    let mut conditions = vec!["1".to_owned()];
    let mut values = Vec::new();
    let mut add = |condition: &str, value: Value| {
        values.push(value);
        conditions.push(condition.replace('?', &format!("?{}", values.len())));
    };
    if let Some(tool) = &filter.tool {
        add("tool = ?", tool.clone().into());
    }
    if let Some(model) = &filter.model {
        add("model = ?", model.clone().into());
    }
    if let Some(since) = filter.since {
        add("time >= ?", since.as_millisecond().into());
    }
    if let Some(until) = filter.until {
        add("time < ?", until.as_millisecond().into());
    }
    if let Some(pinned) = filter.pinned {
        add("pinned = ?", pinned.into());
    }
    (conditions.join(" AND "), values)
}

fn limit(filter: &Filter) -> String {
    format!("LIMIT {} OFFSET {}", filter.limit.map_or(-1, i64::from), filter.offset.unwrap_or(0))
}

pub(super) fn ids(connection: &Connection, filter: &Filter) -> rusqlite::Result<Vec<String>> {
    let (condition, values) = condition(filter);
    let sql = format!("SELECT id FROM run WHERE {condition} ORDER BY time DESC, seq DESC {}", limit(filter));
    connection.prepare(&sql)?.query_map(params_from_iter(values), |row| row.get(0))?.collect()
}

const COLUMNS: &str = "id, time, tool, engine, model, outcome, pinned, follows, input, output,
    (SELECT max(id) FROM run AS other WHERE other.id < run.id) AS before,
    (SELECT min(id) FROM run AS other WHERE other.id > run.id) AS after";

pub(super) fn list(connection: &Connection, filter: &Filter) -> rusqlite::Result<Vec<Entry>> {
    let (condition, values) = condition(filter);
    let sql = format!("SELECT {COLUMNS} FROM run WHERE {condition} ORDER BY time DESC, seq DESC {}", limit(filter));
    connection.prepare(&sql)?.query_map(params_from_iter(values), |row| entry(row, &[]))?.collect()
}

/// The runs that hold every word, the last recorded first. The index gives candidates in that order, one after another,
/// and each is read; so a page costs little however many runs there are.
pub(super) fn search(connection: &Connection, filter: &Filter, words: &[&str]) -> rusqlite::Result<Vec<Entry>> {
    let words: Vec<String> = words.iter().map(|word| index::fold(word)).collect();
    let (condition, mut values) = condition(filter);
    let sql = match index::query(&words) {
        Some(query) => {
            values.push(query.into());
            format!(
                "SELECT {COLUMNS} FROM run_text CROSS JOIN run ON run.seq = run_text.rowid
                 WHERE run_text MATCH ?{} AND {condition} ORDER BY run_text.rowid DESC",
                values.len()
            )
        }
        None => format!("SELECT {COLUMNS} FROM run WHERE {condition} ORDER BY seq DESC"),
    };
    let mut statement = connection.prepare(&sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    let (mut skipped, mut found) = (0, Vec::new());
    while filter.limit.is_none_or(|limit| found.len() < limit as usize)
        && let Some(row) = rows.next()?
    {
        let (input, output) = (text(row, "input")?, text(row, "output")?);
        if !words.iter().all(|word| index::find(input, word).or_else(|| index::find(output, word)).is_some()) {
            continue;
        }
        if skipped < filter.offset.unwrap_or(0) {
            skipped += 1;
            continue;
        }
        found.push(entry(row, &words)?);
    }
    Ok(found)
}

pub(super) fn facets(connection: &Connection) -> rusqlite::Result<Facets> {
    let words = |column: &str| -> rusqlite::Result<Vec<String>> {
        let sql = format!("SELECT DISTINCT {column} FROM run WHERE {column} IS NOT NULL ORDER BY {column}");
        connection.prepare(&sql)?.query_map([], |row| row.get(0))?.collect()
    };
    let count = connection.query_row("SELECT count(*) FROM run", [], |row| row.get(0))?;
    Ok(Facets { tools: words("tool")?, models: words("model")?, count })
}

fn text<'r>(row: &'r Row, name: &str) -> rusqlite::Result<&'r str> {
    let column = row.as_ref().column_index(name)?;
    let value = row.get_ref(column)?;
    value.as_str().map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, value.data_type(), error.into()))
}

fn entry(row: &Row, words: &[String]) -> rusqlite::Result<Entry> {
    let id: String = row.get("id")?;
    let shared = |name: &str| -> rusqlite::Result<usize> {
        let other: Option<String> = row.get(name)?;
        Ok(other.map_or(0, |other| id.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count()))
    };
    let length = (shared("before")?.max(shared("after")?) + 1).max(8);
    let excerpt = |name: &str| -> rusqlite::Result<String> {
        let text = text(row, name)?;
        let word = words.iter().find(|word| index::find(text, word).is_some());
        Ok(index::excerpt(text, word.map(String::as_str)))
    };
    Ok(Entry {
        short_id: id.chars().take(length).collect(),
        time: row::time(row)?,
        tool: row.get("tool")?,
        engine: row.get("engine")?,
        model: row.get("model")?,
        outcome: row::outcome(row)?,
        pinned: row.get("pinned")?,
        follows: row.get("follows")?,
        input: excerpt("input")?,
        output: excerpt("output")?,
        id,
    })
}

/// The ids that begin so; the id itself alone, when there is one.
pub(super) fn begins(connection: &Connection, beginning: &str) -> rusqlite::Result<Vec<String>> {
    if beginning.is_empty() || !beginning.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-') {
        return Ok(Vec::new());
    }
    // `g` sorts after everything an id is made of.
    connection
        .prepare_cached("SELECT id FROM run WHERE id >= ?1 AND id < ?1 || 'g' ORDER BY id")?
        .query_map([beginning], |row| row.get(0))?
        .collect()
}

/// A point in time as typed: a date (`2026-01-31`), a time (`2026-01-31T08:00:00Z`), or an age (`7d`, `12h`, `2 weeks`).
///
/// Errors: `usage`.
pub fn since(text: &str, now: &jiff::Zoned) -> Result<Timestamp> {
    let text = text.trim();
    if let Ok(time) = text.parse::<Timestamp>() {
        return Ok(time);
    }
    if let Ok(date) = text.parse::<jiff::civil::Date>()
        && let Ok(time) = date.to_zoned(now.time_zone().clone())
    {
        return Ok(time.timestamp());
    }
    if let Ok(age) = text.parse::<jiff::Span>()
        && let Ok(time) = now.checked_sub(age.abs())
    {
        return Ok(time.timestamp());
    }
    Err(Error::new(Code::Usage, format!("\"{text}\" is neither a date nor an age."))
        .hint("Write a date as in 2026-01-31, or an age as in 7d or 12h."))
}
