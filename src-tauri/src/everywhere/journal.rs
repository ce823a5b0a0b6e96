//! What was replaced in other applications, so that it can be put back even where they have no undo: the last few.
//!
//! They hold what the user wrote, so the history's rules are theirs: nothing is written down of what is private, what is
//! older than runs are kept goes, and so does all of it when runs are removed. What goes from the file can still be put
//! back for as long as the app is open.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use stet_core::home::{self, Home};
use stet_core::settings::Retention;
use stet_core::{Error, Result};
use stet_platform::{Capture, Source};

/// Replacements that are kept.
const MOST: usize = 20;

pub struct Journal {
    file: PathBuf,
    /// Oldest first, and whether each may be written down.
    entries: Vec<(Replacement, bool)>,
}

/// A text that took the place of another one in a window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Replacement {
    #[serde(default)]
    time: Timestamp,
    window: u32,
    class: (String, String),
    title: String,
    pid: Option<u32>,
    pub original: String,
    pub replacement: String,
}

impl Replacement {
    pub fn of(taken: &Capture, replacement: &str) -> Replacement {
        let Source { window, class, title, pid } = taken.source.clone();
        let (original, replacement) = (taken.text.clone(), replacement.to_owned());
        Replacement { time: Timestamp::now(), window, class, title, pid, original, replacement }
    }

    /// Where it was.
    pub fn source(&self) -> Source {
        Source { window: self.window, class: self.class.clone(), title: self.title.clone(), pid: self.pid }
    }
}

impl Journal {
    /// A file that can't be read is as good as none: it holds nothing but a way back.
    pub fn open(home: &Home) -> Journal {
        let file = file(home);
        let read = home::read(&file).ok().flatten().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let kept: Vec<Replacement> = read.unwrap_or_default();
        Journal { file, entries: kept.into_iter().map(|entry| (entry, true)).collect() }
    }

    pub fn last(&self) -> Option<&Replacement> {
        self.entries.last().map(|(entry, _)| entry)
    }

    /// Adds one; `kept` says whether it may be written down.
    pub fn add(&mut self, replacement: Replacement, kept: bool) {
        self.let_go();
        self.entries.push((replacement, kept));
        let surplus = self.entries.len().saturating_sub(MOST);
        self.entries.drain(..surplus);
        self.write();
    }

    pub fn drop_last(&mut self) {
        self.let_go();
        self.entries.pop();
        self.write();
    }

    /// Lets go of what is older than runs are kept.
    pub fn prune(&mut self, retention: Retention, now: Timestamp) {
        let Some(days) = retention.days() else { return };
        let oldest = now - SignedDuration::from_hours(24 * i64::from(days));
        let before = self.entries.len();
        self.let_go();
        self.entries.retain(|(entry, _)| entry.time >= oldest);
        if self.entries.len() < before {
            self.write();
        }
    }

    /// Once the file was removed, nothing that stood in it is written again.
    fn let_go(&mut self) {
        if !self.file.exists() {
            self.entries.iter_mut().for_each(|(_, kept)| *kept = false);
        }
    }

    fn write(&self) {
        let kept: Vec<&Replacement> = self.entries.iter().filter_map(|(entry, kept)| kept.then_some(entry)).collect();
        let text = serde_json::to_vec(&kept).expect("plain data");
        if let Err(error) = home::write(&self.file, &text) {
            tracing::warn!(%error, "the last replacement can be taken back only while this app is open");
        }
    }
}

/// Removes what was written down.
///
/// Errors: `read-only`, `io`.
pub fn clear(home: &Home) -> Result<()> {
    match std::fs::remove_file(file(home)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::io("remove the replacements that could be taken back", error))
        }
        _ => Ok(()),
    }
}

fn file(home: &Home) -> PathBuf {
    home.dir().join("replacements.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replacement(original: &str) -> Replacement {
        let source = Source { window: 7, class: ("pad".into(), "Pad".into()), title: "notes".into(), pid: Some(3) };
        let capture = Capture {
            text: original.into(),
            source,
            origin: stet_platform::Origin::Selection,
            place: stet_platform::Place::default(),
        };
        Replacement { time: Timestamp::UNIX_EPOCH, ..Replacement::of(&capture, "new") }
    }

    #[test]
    fn the_last_replacements_outlive_the_app_but_for_private_ones() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::at(dir.path().join("stet"));
        std::fs::create_dir_all(home.dir()).unwrap();
        let mut journal = Journal::open(&home);
        assert!(journal.last().is_none());
        for number in 0..30 {
            journal.add(replacement(&number.to_string()), true);
        }
        journal.add(replacement("secret"), false);
        assert_eq!(journal.last().unwrap().original, "secret");
        let file = std::fs::read_to_string(home.dir().join("replacements.json")).unwrap();
        assert!(!file.contains("secret"));
        let again = Journal::open(&home);
        assert_eq!(again.last(), Some(&replacement("29")));
        assert_eq!(again.entries.len(), MOST - 1);
        journal.drop_last();
        assert_eq!(journal.last(), Some(&replacement("29")));
    }

    #[test]
    fn what_goes_with_the_history_is_not_written_again() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::at(dir.path().to_owned());
        let mut journal = Journal::open(&home);
        journal.add(replacement("long gone"), true);
        clear(&home).unwrap();
        clear(&home).unwrap();
        assert_eq!(journal.last().unwrap().original, "long gone", "while the app is open it can be put back");
        journal.add(replacement("new one"), true);
        let again = Journal::open(&home);
        assert_eq!(again.entries.len(), 1);
        assert_eq!(again.last().unwrap().original, "new one");
    }

    #[test]
    fn what_is_older_than_runs_are_kept_goes() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::at(dir.path().to_owned());
        let mut journal = Journal::open(&home);
        let now = Timestamp::now();
        let aged = |days: i64| Replacement {
            time: now - SignedDuration::from_hours(24 * days),
            ..replacement(&days.to_string())
        };
        journal.add(aged(40), true);
        journal.add(aged(20), true);
        journal.prune(Retention::Forever, now);
        assert_eq!(Journal::open(&home).entries.len(), 2);
        journal.prune(Retention::Days30, now);
        assert_eq!(Journal::open(&home).entries.iter().map(|(entry, _)| &*entry.original).collect::<Vec<_>>(), ["20"]);
    }

    #[test]
    fn a_damaged_file_is_as_good_as_none() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::at(dir.path().to_owned());
        std::fs::write(home.dir().join("replacements.json"), "[{").unwrap();
        assert!(Journal::open(&home).last().is_none());
    }
}
