//! The mail folder that the user has watched: its newest threads, for the tray.
//!
//! Once a minute it is looked at whether the folder has changed; if so it is read, by a process of its own, which changes
//! nothing in it. What was read stays in memory. A thread is summarized when the user asks for it, and is in the history
//! only from then on, as any other text.

use crate::{documents, tray};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};
use stet_core::Result;
use stet_core::document::Document;
use stet_core::settings::Settings;
use tauri::async_runtime::JoinHandle;
use tauri::{AppHandle, Manager};
use tokio_util::sync::CancellationToken;

/// Between two looks at the folder.
const INTERVAL: Duration = Duration::from_secs(60);

#[derive(Default)]
pub struct Mail(Mutex<State>);

#[derive(Default)]
struct State {
    /// Path of the folder, and what watches it.
    watching: Option<(String, JoinHandle<()>)>,
    folder: Folder,
}

/// What is known of the folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folder {
    /// Newest first.
    pub threads: Vec<Thread>,
    /// Why it could not be read.
    pub problem: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    /// Names it in the menu for as long as nothing is added to it.
    pub id: u64,
    pub document: Arc<Document>,
    /// Once it was made.
    pub summary: Option<String>,
}

impl Thread {
    /// Who wrote, the latest first.
    pub fn senders(&self) -> Vec<&str> {
        let mut senders = Vec::new();
        for from in self.document.marks.iter().filter_map(|mark| mark.place.from.as_deref()) {
            if !senders.contains(&from) {
                senders.push(from);
            }
        }
        senders
    }

    /// How many messages it has, at least those with a text.
    pub fn messages(&self) -> u32 {
        self.document.marks.iter().filter_map(|mark| mark.place.message).max().unwrap_or_default()
    }
}

impl Mail {
    /// What the tray shows; nothing where no folder is watched.
    pub fn folder(&self) -> Option<Folder> {
        let state = self.state();
        state.watching.as_ref().map(|_| state.folder.clone())
    }

    pub fn thread(&self, id: u64) -> Option<Thread> {
        self.state().folder.threads.iter().find(|thread| thread.id == id).cloned()
    }

    /// The summary of a thread was made.
    pub fn summarized(&self, id: u64, summary: &str) {
        let mut state = self.state();
        if let Some(thread) = state.folder.threads.iter_mut().find(|thread| thread.id == id) {
            thread.summary = Some(summary.to_owned());
        }
    }

    /// The folder at this path was read, or could not be. Returns whether that is another state than before.
    fn took(&self, path: &Path, read: Result<Vec<Document>>) -> bool {
        let mut state = self.state();
        // It may be another one by now.
        if state.watching.as_ref().is_none_or(|(watched, _)| Path::new(watched) != path) {
            return false;
        }
        let folder = state.folder.after(read);
        let changed = folder != state.folder;
        state.folder = folder;
        changed
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Folder {
    /// The folder after it was read again: a thread to which nothing was added is the one it was.
    fn after(&self, read: Result<Vec<Document>>) -> Folder {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let thread = |document: Document| match self.threads.iter().find(|known| *known.document == document) {
            Some(known) => known.clone(),
            None => {
                let id = NEXT.fetch_add(1, Ordering::Relaxed);
                Thread { id, document: Arc::new(document), summary: None }
            }
        };
        match read {
            Ok(documents) => Folder { threads: documents.into_iter().map(thread).collect(), problem: None },
            Err(error) => Folder { threads: Vec::new(), problem: Some(error.message) },
        }
    }
}

/// Watches the folder of the settings from now on, or none.
pub fn listen(app: &AppHandle, settings: &Settings) {
    let mail = app.state::<Mail>();
    let mut state = mail.state();
    let wanted = settings.mail.folder.as_deref();
    if state.watching.as_ref().map(|(path, _)| path.as_str()) == wanted {
        return;
    }
    if let Some((_, watching)) = state.watching.take() {
        watching.abort();
    }
    state.folder = Folder::default();
    state.watching = wanted.map(|path| {
        let watching = tauri::async_runtime::spawn(watch(app.clone(), PathBuf::from(path)));
        (path.to_owned(), watching)
    });
    drop(state);
    tray::refresh(app);
}

async fn watch(app: AppHandle, path: PathBuf) {
    let mut seen = None;
    loop {
        let changes = changes(&path).await;
        if seen != Some(changes) {
            let read = documents::threads(&path, &CancellationToken::new()).await;
            // What could not be read is tried again: that it may be read now is nothing that changes it.
            seen = read.is_ok().then_some(changes);
            if app.state::<Mail>().took(&path, read) {
                tray::refresh(&app);
            }
        }
        tokio::time::sleep(INTERVAL).await;
    }
}

/// What is there once mail has come, gone or moved: when a file, or the folders of a Maildir, were changed last, and how
/// large they are.
async fn changes(path: &Path) -> [Option<(SystemTime, u64)>; 3] {
    let mut changes = [None; 3];
    for (change, place) in changes.iter_mut().zip([path.to_owned(), path.join("new"), path.join("cur")]) {
        if let Ok(metadata) = tokio::fs::metadata(&place).await {
            *change = metadata.modified().ok().map(|time| (time, metadata.len()));
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;
    use stet_core::document::{Form, Mark, Place};
    use stet_core::{Code, Error};

    fn document(senders: &[&str]) -> Document {
        let marks = senders.iter().zip((1..=senders.len() as u32).rev()).enumerate().map(|(at, (from, message))| {
            Mark { at, place: Place { message: Some(message), from: Some((*from).to_owned()), ..Place::default() } }
        });
        Document { marks: marks.collect(), form: Form::Thread, ..Document::plain("x".repeat(senders.len())) }
    }

    #[test]
    fn a_thread_tells_who_wrote_and_how_often() {
        let folder = Folder::default().after(Ok(vec![document(&["Ben", "Anna", "Ben"])]));
        assert_eq!((folder.threads[0].senders(), folder.threads[0].messages()), (vec!["Ben", "Anna"], 3));
    }

    #[test]
    fn a_thread_keeps_its_summary_until_something_is_added() {
        let mut folder = Folder::default().after(Ok(vec![document(&["Anna"]), document(&["Ben"])]));
        folder.threads[0].summary = Some("Lunch at noon.".into());
        let later = folder.after(Ok(vec![document(&["Cleo", "Ben"]), document(&["Anna"])]));
        assert_eq!(later.threads[1], folder.threads[0]);
        assert_eq!(later.threads[0].summary, None);
        assert!(folder.threads.iter().all(|known| known.id != later.threads[0].id));
        let gone = later.after(Err(Error::new(Code::TextUnreadable, "It is gone.")));
        assert_eq!((gone.threads.len(), gone.problem.as_deref()), (0, Some("It is gone.")));
    }
}
