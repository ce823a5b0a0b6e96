//! Finding runs: by filter, by words, by the beginning of an id.

use super::{Outcome, row};
use crate::{Code, Error, Result};
use jiff::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};
use serde::{Deserialize, Serialize};

/// Which runs; the default is all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase", default)]
pub struct Filter {
    /// At most so many, the newest.
    pub limit: Option<u32>,
    /// Only runs of this tool, by id.
    pub tool: Option<String>,
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
    /// Some 160 characters of the input, in one line: its beginning, or about the word that was searched for.
    pub input: String,
    /// The same of the output.
    pub output: String,
}

/// Characters of an excerpt, and how many of them stand before the word it shows.
const EXCERPT: usize = 160;
const BEFORE: usize = 40;

/// A word that the index can't find: it knows only what has three characters or more.
fn is_short(word: &str) -> bool {
    word.chars().count() < 3
}

/// The condition of a filter and of the words, with its values.
fn condition(filter: &Filter, words: &[&str]) -> (String, Vec<Value>) {
    let mut conditions = vec!["1".to_owned()];
    let mut values = Vec::new();
    let mut add = |condition: &str, value: Value| {
        values.push(value);
        conditions.push(condition.replace('?', &format!("?{}", values.len())));
    };
    if let Some(tool) = &filter.tool {
        add("tool = ?", tool.clone().into());
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
    let (short, long): (Vec<&str>, Vec<&str>) = words.iter().partition(|word| is_short(word));
    if !long.is_empty() {
        let all: Vec<_> = long.iter().map(|word| format!("\"{}\"", word.replace('"', "\"\""))).collect();
        add("seq IN (SELECT rowid FROM run_text WHERE run_text MATCH ?)", all.join(" AND ").into());
    }
    for word in short {
        let literal = word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        add("(input LIKE ? ESCAPE '\\' OR output LIKE ? ESCAPE '\\')", format!("%{literal}%").into());
    }
    (conditions.join(" AND "), values)
}

fn limit(filter: &Filter) -> i64 {
    filter.limit.map_or(-1, i64::from)
}

pub(super) fn ids(connection: &Connection, filter: &Filter) -> rusqlite::Result<Vec<String>> {
    let (condition, values) = condition(filter, &[]);
    let sql = format!("SELECT id FROM run WHERE {condition} ORDER BY time DESC, id DESC LIMIT {}", limit(filter));
    connection.prepare(&sql)?.query_map(params_from_iter(values), |row| row.get(0))?.collect()
}

pub(super) fn entries(connection: &Connection, filter: &Filter, words: &[&str]) -> rusqlite::Result<Vec<Entry>> {
    let (condition, mut values) = condition(filter, words);
    values.push(words.first().copied().unwrap_or_default().to_owned().into());
    let excerpt = |column: &str| {
        let word = values.len();
        format!("substr({column}, max(1, instr(lower({column}), lower(?{word})) - {BEFORE}), {EXCERPT}) AS {column}")
    };
    let sql = format!(
        "SELECT id, time, tool, engine, model, outcome, pinned, {}, {},
                (SELECT max(id) FROM run AS other WHERE other.id < run.id) AS before,
                (SELECT min(id) FROM run AS other WHERE other.id > run.id) AS after
         FROM run WHERE {condition} ORDER BY time DESC, id DESC LIMIT {}",
        excerpt("input"),
        excerpt("output"),
        limit(filter)
    );
    connection.prepare(&sql)?.query_map(params_from_iter(values), entry)?.collect()
}

fn entry(row: &Row) -> rusqlite::Result<Entry> {
    let id: String = row.get("id")?;
    let shared = |name: &str| -> rusqlite::Result<usize> {
        let other: Option<String> = row.get(name)?;
        Ok(other.map_or(0, |other| id.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count()))
    };
    let length = (shared("before")?.max(shared("after")?) + 1).max(8);
    let line = |name: &str| -> rusqlite::Result<String> {
        Ok(row
            .get::<_, String>(name)?
            .split(|c: char| c.is_whitespace() || c.is_control())
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" "))
    };
    Ok(Entry {
        short_id: id.chars().take(length).collect(),
        time: row::time(row)?,
        tool: row.get("tool")?,
        engine: row.get("engine")?,
        model: row.get("model")?,
        outcome: row::outcome(row)?,
        pinned: row.get("pinned")?,
        input: line("input")?,
        output: line("output")?,
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
