//! Every run, as it was: what went in, what came out, where it ran, how it ended. One SQLite file.
//!
//! A store that fails must never cost the user a result: [`History::record`] is called after the result is known, and
//! its failure is a [`Warning`] beside that result (see [`not_recorded`]). A damaged file is set aside, kept and
//! reported, and a new one started with every run that could still be read. Several processes may have the file open.
//! Whether a run is recorded at all (private runs, settings) is the caller's to decide.

mod export;
mod index;
mod open;
mod query;
mod row;

pub use export::Format;
pub use query::{Entry, Facets, Filter, since};

use crate::home::Home;
use crate::run::{Timing, Warning};
use crate::settings::Retention;
use crate::{Code, Error, Result, sqlite, wire};
use jiff::Timestamp;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One run of a tool.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Run {
    /// A UUID of version 7, so that ids sort by time.
    pub id: String,
    #[specta(type = String)]
    pub time: Timestamp,
    /// Id of the tool.
    pub tool: String,
    /// What the tool was asked for (tone, length, …), as it was given.
    #[specta(type = wire::Json)]
    pub options: Value,
    pub input: String,
    /// The result as plain text; empty when there was none.
    pub output: String,
    /// The whole result as in [`wire`]; `null` when there was none.
    #[specta(type = wire::Json)]
    pub result: Value,
    /// `mistralrs`, `llama`, `rules` or `cloud:<server>`; empty when the run failed before one was chosen.
    pub engine: String,
    pub model: Option<String>,
    pub adapter: Option<String>,
    pub local: bool,
    pub timing: Timing,
    pub warnings: Vec<Warning>,
    pub outcome: Outcome,
    /// Kept whatever the retention says.
    pub pinned: bool,
    /// The id of the run that this one went on from; it may have been removed since.
    #[serde(default)]
    pub follows: Option<String>,
}

/// Runs that were removed, for as long as somebody may want them back.
#[derive(Debug, Default)]
pub struct Removed(row::Kept);

impl Removed {
    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    Done,
    Failed,
    Refused,
    Cancelled,
}

impl Outcome {
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Done => "done",
            Outcome::Failed => "failed",
            Outcome::Refused => "refused",
            Outcome::Cancelled => "cancelled",
        }
    }
}

impl From<&Error> for Outcome {
    fn from(error: &Error) -> Self {
        match error.code {
            Code::Cancelled => Outcome::Cancelled,
            Code::Refused => Outcome::Refused,
            _ => Outcome::Failed,
        }
    }
}

impl Run {
    /// A run that starts now, with an id of its own and nothing known about its end.
    pub fn new(tool: impl Into<String>, input: impl Into<String>) -> Run {
        Run {
            id: uuid::Uuid::now_v7().to_string(),
            // What the file can hold: milliseconds.
            time: Timestamp::from_millisecond(Timestamp::now().as_millisecond()).unwrap_or(Timestamp::UNIX_EPOCH),
            tool: tool.into(),
            options: Value::Null,
            input: input.into(),
            output: String::new(),
            result: Value::Null,
            engine: String::new(),
            model: None,
            adapter: None,
            local: true,
            timing: Timing::default(),
            warnings: Vec::new(),
            outcome: Outcome::Failed,
            pinned: false,
            follows: None,
        }
    }
}

/// The warning beside a result whose run could not be recorded.
pub fn not_recorded(error: &Error) -> Warning {
    Warning::new("not-recorded", format!("This run is not in the history. {}", error.message))
}

/// The open history. Can be shared between threads; each call takes its turn.
pub struct History {
    file: sqlite::Store,
}

impl History {
    /// Opens the history for recording, making it when there is none.
    ///
    /// Errors: `read-only`, `disk-full`, `io` (another program holds it, a newer Stet wrote it). A damaged file is no
    /// error: see [`History::warnings`].
    pub fn open(home: &Home) -> Result<History> {
        Ok(History { file: sqlite::Store::open(&open::KIND, home.history_file())? })
    }

    /// Opens the history to look into it: where there is none, an empty one that makes no file.
    ///
    /// Errors: as [`History::open`].
    pub fn look(home: &Home) -> Result<History> {
        if home.history_file().exists() { History::open(home) } else { History::in_memory() }
    }

    /// A history that is forgotten when it is dropped.
    pub fn in_memory() -> Result<History> {
        Ok(History { file: sqlite::Store::in_memory(&open::KIND)? })
    }

    /// What was noticed since the last call: a damaged file and where it was kept.
    pub fn warnings(&self) -> Vec<Warning> {
        self.file.warnings()
    }

    /// Adds a run. Errors: `read-only`, `disk-full`, `io`.
    pub fn record(&self, run: &Run) -> Result<()> {
        self.with("record the run", |connection| row::insert(connection, run, None))
    }

    /// Reads the whole file and mends what is damaged; what was found is then in [`History::warnings`]. Takes as long as
    /// reading the file takes. Errors: `io`, `read-only`, `disk-full`.
    pub fn check(&self) -> Result<()> {
        self.with("check the history", |connection| open::check(connection))
    }

    /// Short descriptions of the runs that the filter lets through, newest first. Errors: `io`, `store-damaged`.
    pub fn list(&self, filter: &Filter) -> Result<Vec<Entry>> {
        self.with("read the history", |connection| query::list(connection, filter))
    }

    /// The tools and models that runs were made with, and how many runs there are. Errors: `io`, `store-damaged`.
    pub fn facets(&self) -> Result<Facets> {
        self.with("read the history", |connection| query::facets(connection))
    }

    /// The runs that have every word of `words` in their input or output, the last recorded first. Words are found
    /// inside others, without regard to case, in any script.
    ///
    /// Errors: `usage` for an empty query, `io`, `store-damaged`.
    pub fn search(&self, words: &str, filter: &Filter) -> Result<Vec<Entry>> {
        let words: Vec<&str> = words.split_whitespace().collect();
        if words.is_empty() {
            return Err(Error::new(Code::Usage, "There is nothing to search for.").hint("Give one word or more."));
        }
        self.with("search the history", |connection| query::search(connection, filter, &words))
    }

    /// The run with this id or the only one whose id begins so.
    ///
    /// Errors: `not-found`, `usage` when several begin so, `io`, `store-damaged`.
    pub fn show(&self, id: &str) -> Result<Run> {
        let id = self.resolve(id)?;
        self.with("read the history", |connection| row::get(connection, &id))
    }

    /// Pins a run or lets it go. Errors: as [`History::show`], and `read-only`, `disk-full`.
    pub fn pin(&self, id: &str, pinned: bool) -> Result<()> {
        let id = self.resolve(id)?;
        self.with("change the history", |connection| {
            connection.execute("UPDATE run SET pinned = ?2 WHERE id = ?1", (&id, pinned)).map(drop)
        })
    }

    /// Removes runs, all or none, and returns them. Errors: as [`History::show`], and `read-only`, `disk-full`.
    pub fn remove(&self, ids: &[impl AsRef<str>]) -> Result<Removed> {
        let ids = ids.iter().map(|id| self.resolve(id.as_ref())).collect::<Result<Vec<_>>>()?;
        self.with("remove from the history", |connection| {
            let change = connection.transaction()?;
            let mut removed = Vec::new();
            for id in &ids {
                removed.extend(row::take(&change, Some(id))?);
            }
            change.commit()?;
            open::forget(connection)?;
            Ok(Removed(removed))
        })
    }

    /// Removes every run, pinned ones too, and returns them. Errors: `read-only`, `disk-full`, `io`.
    pub fn clear(&self) -> Result<Removed> {
        self.with("clear the history", |connection| {
            let change = connection.transaction()?;
            let removed = row::take(&change, None)?;
            change.commit()?;
            open::forget(connection)?;
            Ok(Removed(removed))
        })
    }

    /// Puts removed runs back where they were, all or none, and returns how many. Errors: `read-only`, `disk-full`, `io`.
    pub fn restore(&self, removed: &Removed) -> Result<usize> {
        self.with("bring back the runs", |connection| {
            let change = connection.transaction()?;
            for (seq, run) in &removed.0 {
                row::insert(&change, run, Some(*seq))?;
            }
            change.commit()?;
            Ok(removed.len())
        })
    }

    /// Removes what is older than the retention allows, but pinned runs, and returns how many.
    ///
    /// Errors: `read-only`, `disk-full`, `io`.
    pub fn prune(&self, retention: Retention, now: Timestamp) -> Result<usize> {
        let Some(days) = retention.days() else { return Ok(0) };
        let oldest = now.as_millisecond() - i64::from(days) * 24 * 60 * 60 * 1000;
        self.with("remove old runs", |connection| {
            let removed = connection.execute("DELETE FROM run WHERE time < ?1 AND NOT pinned", [oldest])?;
            if removed > 0 {
                open::forget(connection)?;
            }
            Ok(removed)
        })
    }

    /// Writes the runs that the filter lets through, oldest first, and returns how many: `json` is one array of [`Run`]s,
    /// `markdown` a document to read.
    ///
    /// Errors: `io` and the like from the writer, `store-damaged`.
    pub fn export(&self, format: Format, filter: &Filter, out: &mut dyn std::io::Write) -> Result<usize> {
        let ids = self.with("read the history", |connection| query::ids(connection, filter))?;
        let count = ids.len();
        export::write(format, ids.into_iter().rev().map(|id| self.show(&id)), out)?;
        Ok(count)
    }

    fn resolve(&self, id: &str) -> Result<String> {
        let id = id.trim().to_ascii_lowercase();
        let found = self.with("read the history", |connection| query::begins(connection, &id))?;
        match found.as_slice() {
            [only] => Ok(only.clone()),
            [] => Err(Error::new(Code::NotFound, format!("No run in the history has the id \"{id}\"."))
                .hint("`stet history list` shows the ids.")),
            many => Err(Error::new(Code::Usage, format!("The ids of {} runs begin with \"{id}\".", many.len()))
                .hint(format!("Give more of it: {}.", many.iter().take(5).cloned().collect::<Vec<_>>().join(", ")))),
        }
    }

    fn with<T>(&self, what: &str, work: impl Fn(&mut Connection) -> rusqlite::Result<T>) -> Result<T> {
        self.file.with(what, work)
    }
}

#[cfg(test)]
mod tests;
