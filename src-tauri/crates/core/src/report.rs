//! The privacy report: each request to a model, and each for a page that the user named, where it went and why. One
//! SQLite file that is only added to.
//!
//! A request to a server is entered before it is sent, and is not sent when that fails, so that what is not in here has
//! not left. The file itself refuses to change an entry, or to drop one that is not old enough; what is dropped is
//! counted, and a gap in the numbers shows ([`Left::complete`]). This guards against mistakes, Stet's own among them,
//! not against somebody who writes to the file at will. The texts themselves are in it only where the user wants them to
//! be. Whether local and private runs are entered is the caller's to decide.

mod store;
mod trace;

pub(crate) use trace::Trace;

use crate::cloud::{Approved, Consent};
use crate::home::Home;
use crate::run::Warning;
use crate::settings::Keep;
use crate::{Error, Result, sqlite};
use jiff::Timestamp;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

/// How many of a kind of personal data were replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Redacted {
    /// As in `email`, `phone`, `name`.
    pub kind: String,
    pub count: u32,
}

/// One request: to a model, or for a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename = "ReportEntry", rename_all = "camelCase")]
pub struct Entry {
    /// A UUID of version 7, so that ids sort by time.
    pub id: String,
    #[specta(type = String)]
    pub time: Timestamp,
    /// Id of the tool; `read-page` for a page.
    pub tool: String,
    pub application: Option<String>,
    /// The server's name, or the host of a page; `None` when the text stayed on this machine.
    pub server: Option<String>,
    pub url: Option<String>,
    pub model: Option<String>,
    /// Of the payload: the body of the request, the address of a page, or the text that was worked on here.
    pub bytes: u32,
    pub redacted: Vec<Redacted>,
    /// Why it went where it went, in words.
    pub reason: String,
    /// `None` when there was nothing to consent to.
    pub consent: Option<Consent>,
    /// Of the payload, in hexadecimal. None of a local text: a short one could be guessed from it. None of a page, whose
    /// address is all that left.
    pub sha256: Option<String>,
    /// What was sent, byte for byte, where the user keeps it.
    pub payload: Option<String>,
    /// What became of it, in order; empty as long as that is not known.
    pub fates: Vec<Ended>,
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    Answered,
    /// The server wanted it later, and it was sent to it once more.
    TurnedAway,
    /// There was no connection: nothing left.
    Unreached,
    /// The server, or the way to it, failed before there was an answer.
    Failed,
    /// The answer broke off.
    Cut,
    Cancelled,
}

impl Fate {
    pub fn word(self) -> &'static str {
        match self {
            Fate::Answered => "answered",
            Fate::TurnedAway => "turned-away",
            Fate::Unreached => "unreached",
            Fate::Failed => "failed",
            Fate::Cut => "cut",
            Fate::Cancelled => "cancelled",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Ended {
    #[specta(type = String)]
    pub time: Timestamp,
    pub fate: Fate,
    pub detail: String,
}

/// What stands for the tool in the entry of a page.
pub const PAGE: &str = "read-page";

impl Entry {
    /// Of a request that is about to be sent.
    pub fn sent(approved: &Approved, keep_payload: bool) -> Entry {
        let request = approved.request();
        Entry {
            id: request.id().to_owned(),
            application: request.purpose().application.clone(),
            server: Some(request.server().to_owned()),
            url: Some(request.url().to_owned()),
            model: Some(request.model().to_owned()),
            redacted: request.redacted().to_vec(),
            consent: Some(approved.consent()),
            sha256: Some(request.sha256()),
            payload: keep_payload.then(|| String::from_utf8_lossy(request.body()).into_owned()),
            ..Entry::local(&request.purpose().tool, None, request.body().len(), &request.purpose().reason)
        }
    }

    /// Of a page that is about to be asked for, because the user named its address: nothing else leaves.
    pub(crate) fn page(host: &str, address: &str) -> Entry {
        Entry {
            server: Some(host.to_owned()),
            url: Some(address.to_owned()),
            consent: Some(Consent::Once),
            ..Entry::local(PAGE, None, address.len(), "you named the address")
        }
    }

    /// Of a text of so many bytes that is worked on here.
    pub fn local(tool: &str, model: Option<&str>, bytes: usize, reason: &str) -> Entry {
        Entry {
            id: uuid::Uuid::now_v7().to_string(),
            // What the file can hold: milliseconds.
            time: Timestamp::from_millisecond(Timestamp::now().as_millisecond()).unwrap_or(Timestamp::UNIX_EPOCH),
            tool: tool.to_owned(),
            application: None,
            server: None,
            url: None,
            model: model.map(str::to_owned),
            bytes: u32::try_from(bytes).unwrap_or(u32::MAX),
            redacted: Vec::new(),
            reason: reason.to_owned(),
            consent: None,
            sha256: None,
            payload: None,
            fates: Vec::new(),
        }
    }
}

/// Which entries are wanted.
#[derive(Debug, Clone, Default, Deserialize, specta::Type)]
#[serde(rename = "ReportFilter", rename_all = "camelCase", default)]
pub struct Filter {
    /// Only what left the machine, or may have.
    pub sent: bool,
    /// Not older than this.
    #[specta(type = Option<String>)]
    pub since: Option<Timestamp>,
    pub limit: Option<u32>,
}

/// What has left this machine since the report began, what was forgotten since included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Left {
    pub requests: u32,
    /// In kilobytes, rounded up.
    pub kilobytes: u32,
    /// When the report began: it knows of nothing earlier.
    #[specta(type = String)]
    pub since: Timestamp,
    /// Every entry ever made is there or was counted when it was dropped.
    pub complete: bool,
}

impl Left {
    /// In a sentence.
    pub fn words(&self) -> String {
        let since = self.since.strftime("%Y-%m-%d");
        match (self.complete, self.requests) {
            (false, _) => "Entries of the privacy report are missing, so it can't tell what has left.".to_owned(),
            (true, 0) => format!("Nothing has left this machine since {since}."),
            (true, 1) => format!("1 request has left this machine since {since}, {} KB.", self.kilobytes),
            (true, n) => format!("{n} requests have left this machine since {since}, {} KB together.", self.kilobytes),
        }
    }
}

/// The open report. Can be shared between threads; each call takes its turn.
pub struct Report {
    file: sqlite::Store,
}

impl Report {
    /// Opens the report, making it when there is none. A damaged file is kept beside a new one, which begins anew; see
    /// [`Report::warnings`].
    ///
    /// Errors: `read-only`, `disk-full`, `io` (another program holds it, a newer Stet wrote it).
    pub fn open(home: &Home) -> Result<Report> {
        Ok(Report { file: sqlite::Store::open(&store::KIND, home.report_file())? })
    }

    /// A report that is forgotten when it is dropped.
    pub fn in_memory() -> Result<Report> {
        Ok(Report { file: sqlite::Store::in_memory(&store::KIND)? })
    }

    /// What was noticed since the last call: a damaged file and where it was kept.
    pub fn warnings(&self) -> Vec<Warning> {
        self.file.warnings()
    }

    /// Adds an entry, for good: when this returns it is on the disk. Errors: `read-only`, `disk-full`, `io`.
    pub fn record(&self, entry: &Entry) -> Result<()> {
        self.with("enter a request in the privacy report", |connection| store::insert(connection, entry))
    }

    /// Adds what became of the request of this id; nothing when that was forgotten. Errors: `read-only`, `disk-full`, `io`.
    pub fn settle(&self, id: &str, fate: Fate, detail: &str) -> Result<()> {
        self.with("enter the end of a request in the privacy report", |connection| {
            store::settle(connection, id, fate, detail)
        })
    }

    /// The entries that the filter lets through, newest first. Errors: `io`, `store-damaged`.
    pub fn list(&self, filter: &Filter) -> Result<Vec<Entry>> {
        self.with(READ, |connection| store::list(connection, filter))
    }

    /// What has left this machine. Errors: `io`, `store-damaged`.
    pub fn left(&self) -> Result<Left> {
        self.with(READ, store::left)
    }

    /// Forgets what is older than the retention allows, and returns how many. Errors: `read-only`, `disk-full`, `io`.
    pub fn prune(&self, keep: Keep, now: Timestamp) -> Result<usize> {
        let Some(minutes) = keep.minutes() else { return Ok(0) };
        self.forget_before(now - jiff::SignedDuration::from_mins(i64::from(minutes)))
    }

    /// Forgets what is older than this, counts it, and returns how many. Errors: `read-only`, `disk-full`, `io`.
    pub fn forget_before(&self, time: Timestamp) -> Result<usize> {
        self.with("forget old entries of the privacy report", |connection| store::forget(connection, time))
    }

    /// Writes one JSON object: `left`, and the `requests` that the filter lets through, newest first. Returns how many.
    ///
    /// Errors: `io` and the like from the writer, `store-damaged`.
    pub fn export(&self, filter: &Filter, out: &mut dyn std::io::Write) -> Result<usize> {
        let (left, requests) = (self.left()?, self.list(filter)?);
        let all = serde_json::json!({ "statement": left.words(), "left": left, "requests": requests });
        let failed = |error| Error::io("write the export", error);
        serde_json::to_writer_pretty(&mut *out, &all).map_err(|error| failed(error.into()))?;
        writeln!(out).and_then(|()| out.flush()).map_err(failed)?;
        Ok(requests.len())
    }

    fn with<T>(&self, what: &str, work: impl Fn(&mut Connection) -> rusqlite::Result<T>) -> Result<T> {
        self.file.with(what, work)
    }
}

const READ: &str = "read the privacy report";

#[cfg(test)]
mod tests;
