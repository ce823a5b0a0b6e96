//! What was replaced in other applications, so that it can be put back even where they have no undo: the last few.
//!
//! Kept in a file of the data directory, unless runs are not kept either; then only for as long as the app is open.

use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use stet_core::home::{self, Home};
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
        Replacement { window, class, title, pid, original: taken.text.clone(), replacement: replacement.to_owned() }
    }

    /// Where it was.
    pub fn source(&self) -> Source {
        Source { window: self.window, class: self.class.clone(), title: self.title.clone(), pid: self.pid }
    }
}

impl Journal {
    /// A file that can't be read is as good as none: it holds nothing but a way back.
    pub fn open(home: &Home) -> Journal {
        let file = home.dir().join("replacements.json");
        let read = home::read(&file).ok().flatten().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let kept: Vec<Replacement> = read.unwrap_or_default();
        Journal { file, entries: kept.into_iter().map(|entry| (entry, true)).collect() }
    }

    pub fn last(&self) -> Option<&Replacement> {
        self.entries.last().map(|(entry, _)| entry)
    }

    /// Adds one; `kept` says whether it may be written down.
    pub fn add(&mut self, replacement: Replacement, kept: bool) {
        self.entries.push((replacement, kept));
        let surplus = self.entries.len().saturating_sub(MOST);
        self.entries.drain(..surplus);
        self.write();
    }

    pub fn drop_last(&mut self) {
        self.entries.pop();
        self.write();
    }

    fn write(&self) {
        let kept: Vec<&Replacement> = self.entries.iter().filter_map(|(entry, kept)| kept.then_some(entry)).collect();
        let text = serde_json::to_vec(&kept).expect("plain data");
        if let Err(error) = home::write(&self.file, &text) {
            tracing::warn!(%error, "the last replacement can be taken back only while this app is open");
        }
    }
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
        Replacement::of(&capture, "new")
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
    fn a_damaged_file_is_as_good_as_none() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::at(dir.path().to_owned());
        std::fs::write(home.dir().join("replacements.json"), "[{").unwrap();
        assert!(Journal::open(&home).last().is_none());
    }
}
