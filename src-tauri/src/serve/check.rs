//! Checking as one types: the rules answer at once, the model as soon as it can, and neither does anything twice.
//!
//! A text is taken apart into its paragraphs, and what is found in each is kept in memory, by a hash, as long as there is
//! room. A check answers with the rules' findings, or the model's where the model has read the paragraph; what it has not
//! read goes to the one who works through the [`queue`](super::queue), for whom the check waits no longer than it was told
//! to. Below this the model's answers are remembered by sentence, as everywhere. A check is in no history and no report.

use super::queue::{Key, Paragraph, Queue};
use crate::session::{Session, ToolRequest};
use lru::LruCache;
use sha2::{Digest, Sha256};
use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use stet_core::proofread::{Correction, Source};
use stet_core::run::unwatched;
use stet_core::{Code, Error, Result, text};
use stet_engine::Loading;
use tokio::runtime::Handle;
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, timeout_at};
use tokio_util::sync::CancellationToken;

/// Paragraphs whose findings are kept, for the rules and the model each.
const KEPT: NonZeroUsize = NonZeroUsize::new(4096).unwrap();

/// How a text is to be checked.
#[derive(Debug, Clone)]
pub struct Manner {
    /// The English that the rules expect, as a dialect's word; `None` is the user's.
    pub dialect: Option<String>,
    /// It is English, or may be: the rules know nothing else.
    pub english: bool,
    /// How long to wait for the model.
    pub patience: Duration,
}

/// What was found.
pub struct Checked {
    /// Sorted, not overlapping, in bytes of the text.
    pub corrections: Vec<Correction>,
    /// The model has read all of it, or there is none to read it.
    pub complete: bool,
}

/// Finds mistakes, and keeps what was found.
pub struct Checker {
    session: Session,
    base: ToolRequest,
    state: Mutex<State>,
    /// There is something in the queue.
    wake: Notify,
    /// Tells whenever a paragraph is settled.
    settled: watch::Sender<()>,
}

/// What was found in a paragraph, in its own bytes.
type Found = Arc<[Correction]>;

struct State {
    by_rules: LruCache<Key, Found>,
    by_model: LruCache<Key, Found>,
    queue: Queue,
}

/// A paragraph, where it stands, and what the rules found in it.
struct Part {
    paragraph: Paragraph,
    start: usize,
    found: Found,
}

impl Checker {
    /// `base` names the model and the engine.
    pub fn new(session: Session, base: ToolRequest) -> Self {
        let state = State { by_rules: LruCache::new(KEPT), by_model: LruCache::new(KEPT), queue: Queue::default() };
        let base = ToolRequest { tool: "proofread".into(), ..base };
        Checker { session, base, state: Mutex::new(state), wake: Notify::new(), settled: watch::Sender::new(()) }
    }

    /// Has the rules and the model ready.
    ///
    /// Errors: those of the catalogue and of loading, `cancelled`.
    pub async fn warm(&self, cancel: &CancellationToken, loading: Loading) -> Result<()> {
        self.session.answering(&self.base, cancel, loading).await?;
        let request = ToolRequest { text: "Ready.".into(), rules_only: true, ..self.base.clone() };
        self.session.proofread(&request, None, cancel, &unwatched()).await.map(drop)
    }

    /// What is found in a text by now, or until the patience ends.
    ///
    /// Errors: `usage`; that the model fails is none, the rules' findings stay.
    pub async fn check(self: &Arc<Self>, text: &str, manner: Manner) -> Result<Checked> {
        let (checker, owned, how) = (self.clone(), text.to_owned(), manner.clone());
        let handle = Handle::current();
        let parts = tokio::task::spawn_blocking(move || handle.block_on(checker.parts(&owned, &how)))
            .await
            .map_err(|_| Error::new(Code::Internal, "Something inside Stet broke during this check."))??;
        if !self.base.rules_only {
            self.ask_for(&parts, manner.patience).await;
        }
        let mut state = self.state();
        let (mut corrections, mut complete) = (Vec::new(), true);
        for part in parts {
            let read = state.by_model.get(&part.paragraph.key).cloned();
            complete &= read.is_some() || self.base.rules_only;
            corrections.extend(read.unwrap_or(part.found).iter().map(|found| moved(found, part.start)));
        }
        Ok(Checked { corrections, complete })
    }

    /// The paragraphs of a text, read by the rules.
    async fn parts(&self, text: &str, manner: &Manner) -> Result<Vec<Part>> {
        let scope = self.scope(manner)?;
        let prose: Vec<Range<usize>> =
            text::layout(text).into_iter().filter(|piece| piece.prose).map(|piece| piece.range).collect();
        let mut parts = Vec::with_capacity(prose.len());
        for range in prose {
            let paragraph = Paragraph {
                key: key(&scope, &text[range.clone()]),
                text: text[range.clone()].to_owned(),
                dialect: manner.dialect.clone(),
                english: manner.english,
            };
            let found = self.ruled(&paragraph).await?;
            parts.push(Part { paragraph, start: range.start, found });
        }
        Ok(parts)
    }

    /// What the rules find in a paragraph.
    async fn ruled(&self, paragraph: &Paragraph) -> Result<Found> {
        if !paragraph.english {
            return Ok(Found::default());
        }
        let kept = self.state().by_rules.get(&paragraph.key).cloned();
        if let Some(found) = kept {
            return Ok(found);
        }
        let request = ToolRequest { rules_only: true, ..self.request(paragraph) };
        let result = self.session.proofread(&request, None, &CancellationToken::new(), &unwatched()).await?;
        let found: Found = result.corrections.into();
        self.state().by_rules.put(paragraph.key, found.clone());
        Ok(found)
    }

    /// Asks for what the model has not read, and waits until it has, or can't, or the patience ends.
    async fn ask_for(&self, parts: &[Part], patience: Duration) {
        let until = Instant::now() + patience;
        let mut settled = self.settled.subscribe();
        let unread: Vec<Paragraph> = {
            let mut state = self.state();
            let unread: Vec<Paragraph> = parts
                .iter()
                .filter(|part| state.by_model.get(&part.paragraph.key).is_none())
                .map(|part| part.paragraph.clone())
                .collect();
            state.queue.push(&unread);
            unread
        };
        self.wake.notify_one();
        while unread.iter().any(|paragraph| self.state().queue.has(&paragraph.key)) {
            match timeout_at(until, settled.changed()).await {
                Ok(Ok(())) => {}
                _ => break,
            }
        }
    }

    /// Reads one paragraph after another until it is cancelled.
    pub async fn work(self: Arc<Self>, cancel: CancellationToken) {
        while !cancel.is_cancelled() {
            let next = self.state().queue.next(&cancel);
            let Some((paragraph, token)) = next else {
                tokio::select! {
                    () = self.wake.notified() => {}
                    () = cancel.cancelled() => {}
                }
                continue;
            };
            let found = self.read(&paragraph, &token).await;
            self.settle(&paragraph, found);
        }
    }

    fn settle(&self, paragraph: &Paragraph, found: Result<Found>) {
        let mut state = self.state();
        state.queue.done();
        match found {
            Ok(found) => drop(state.by_model.put(paragraph.key, found)),
            Err(error) if error.is_cancelled() => {}
            Err(error) => tracing::warn!(code = error.code.word(), "a paragraph was checked by the rules alone"),
        }
        drop(state);
        self.settled.send_replace(());
    }

    /// What the model and the rules find together.
    async fn read(&self, paragraph: &Paragraph, cancel: &CancellationToken) -> Result<Found> {
        let request = self.request(paragraph);
        // Its answers may be remembered; a history is never written here.
        let answering = self.session.answering(&request, cancel, Arc::new(|_, _| {})).await?;
        let result = self.session.proofread(&request, answering.as_ref(), cancel, &unwatched()).await?;
        let counts = |found: &Correction| paragraph.english || found.source == Source::Model;
        Ok(result.corrections.into_iter().filter(counts).collect())
    }

    fn request(&self, paragraph: &Paragraph) -> ToolRequest {
        ToolRequest { text: paragraph.text.clone(), dialect: paragraph.dialect.clone(), ..self.base.clone() }
    }

    /// Everything beside the text that decides what is found. Errors: `usage`.
    fn scope(&self, manner: &Manner) -> Result<Key> {
        let choices = self.session.choices();
        let request = ToolRequest { dialect: manner.dialect.clone(), ..self.base.clone() };
        let model = self.base.model.clone().unwrap_or_else(|| self.session.default_model());
        let mut hash = Sha256::new();
        for part in [
            model,
            self.base.engine.clone().unwrap_or_default(),
            format!("{:?}", choices.settings.engine),
            format!("{:?}", choices.dialect(&request)?),
            format!("{:?}", choices.thoroughness(&request)?),
            manner.english.to_string(),
            choices.dictionary.join("\n"),
        ] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        Ok(hash.finalize().into())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn key(scope: &Key, text: &str) -> Key {
    Sha256::new().chain_update(scope).chain_update(text).finalize().into()
}

fn moved(correction: &Correction, by: usize) -> Correction {
    Correction { range: correction.range.start + by..correction.range.end + by, ..correction.clone() }
}
