//! The notifications of other applications, read along where the user wants a digest of them.
//!
//! They are kept on this machine, without the secrets they came with, and never hidden: what others show is theirs. While
//! interruptions are reduced, Stet itself tells only what is urgent, and the rest at the end.

use crate::session::Session;
use crate::{glance, tray, window, words};
use jiff::civil::DateTime;
use serde::Serialize;
use std::sync::{Mutex, MutexGuard, PoisonError};
use stet_core::digest::{Digest, Held, Mode, Notification, Shown, Store};
use stet_core::settings::Settings;
use stet_core::wire::Failure;
use stet_core::{Code, Error, Result};
use stet_platform::notifications::{self, Event, Notified};
use tauri::async_runtime::JoinHandle;
use tauri::{AppHandle, Emitter, Manager};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Notifications that may wait to be written down. More than a desktop can show, so that a flood loses none.
const WAITING: usize = 8192;
/// Of those that are written down together.
const BATCH: usize = 256;
/// Notifications of a digest, the latest ones, and the days they are of.
const MOST: usize = 2000;
const HOURS: i64 = 12;
/// Lines of a digest that a notification shows.
const LINES: usize = 5;

#[derive(Default)]
pub struct News(Mutex<State>);

#[derive(Default)]
struct State {
    watching: Option<JoinHandle<()>>,
    mode: Mode,
    problem: Option<Failure>,
}

/// How the reading along stands.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct Watching {
    /// Notifications are read along.
    pub on: bool,
    /// Interruptions are reduced.
    pub reduced: bool,
    /// Why none are read although a digest is wanted.
    pub problem: Option<Failure>,
}

impl News {
    pub fn is_watching(&self) -> bool {
        self.state().watching.is_some()
    }

    pub fn is_reduced(&self) -> bool {
        matches!(self.state().mode, Mode::Reduced(_))
    }

    pub fn watching(&self) -> Watching {
        let state = self.state();
        Watching {
            on: state.watching.is_some(),
            reduced: matches!(state.mode, Mode::Reduced(_)),
            problem: state.problem.clone(),
        }
    }

    /// The watching has ended by itself.
    fn fail(&self, problem: Failure) {
        let mut state = self.state();
        state.watching = None;
        state.problem = Some(problem);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Watches from now on, or no longer, as the settings say.
pub fn listen(app: &AppHandle, settings: &Settings) {
    let news = app.state::<News>();
    let mut state = news.state();
    match (settings.digest.on, state.watching.take()) {
        (true, None) => {
            state.problem = None;
            state.watching = Some(tauri::async_runtime::spawn(watch(app.clone())));
        }
        (true, watching) => state.watching = watching,
        (false, watching) => {
            state.mode = Mode::Everything;
            state.problem = None;
            watching.inspect(JoinHandle::abort);
            forget(app);
        }
    }
    drop(state);
    changed(app);
}

/// Tray and window show how it stands now.
fn changed(app: &AppHandle) {
    tray::refresh(app);
    if let Err(error) = app.emit_to(window::MAIN, "watching", app.state::<News>().watching()) {
        tracing::warn!(%error, "the window could not be told");
    }
}

/// What was kept goes with the wish for a digest.
fn forget(app: &AppHandle) {
    let session = app.state::<Session>().inner().clone();
    std::thread::spawn(move || {
        if let Err(error) = clear(&session) {
            tracing::warn!(%error, "the notifications that were kept could not be removed");
        }
    });
}

async fn watch(app: AppHandle) {
    let Err(error) = follow(&app).await else { return };
    tracing::warn!(%error, "there is no digest");
    app.state::<News>().fail(Failure::from(&error));
    changed(&app);
    let words = words::of(&app.state::<Session>().choices().settings);
    glance::tell(&app, words.digest, &error.message, None).await;
}

/// Keeps what arrives, until the digest is turned off.
///
/// Errors: `unsupported` when the session bus has no notifications to read along, and those of the store.
async fn follow(app: &AppHandle) -> Result<()> {
    let (tell, mut heard) = mpsc::channel(WAITING);
    let session = app.state::<Session>().inner().clone();
    let store = Store::open(session.home()).or_else(|error| {
        tracing::warn!(%error, "notifications are kept only while the app is open");
        Store::in_memory()
    })?;
    let keep = async {
        let mut events = Vec::with_capacity(BATCH);
        while heard.recv_many(&mut events, BATCH).await > 0 {
            let arrived: Vec<Notification> = events.drain(..).filter_map(of_others).collect();
            if let Err(error) = store.add(&arrived).and_then(|()| store.prune(now()).map(drop)) {
                tracing::warn!(%error, "notifications were not kept");
            }
            for notification in arrived {
                meet(app, &session, notification).await;
            }
        }
    };
    let (watched, ()) = tokio::join!(notifications::watch(None, tell), keep);
    watched.map_err(|error| Error::new(Code::Unsupported, error.to_string()))
}

/// A notification as it is kept; nothing for Stet's own.
fn of_others(event: Event) -> Option<Notification> {
    let Event::Notified(Notified { id, app_name, replaces_id, summary, body, urgency, category }) = event else {
        return None;
    };
    if app_name == tray::NAME {
        return None;
    }
    let notify = stet_core::digest::Notify { app_name, replaces_id, summary, body, urgency, category };
    Some(Notification::arrived(notify, id.unwrap_or(0), now()))
}

/// While interruptions are reduced, tells what is urgent: the desktop may be showing nothing at all.
async fn meet(app: &AppHandle, session: &Session, notification: Notification) {
    let settings = session.choices().settings.clone();
    let shown = app.state::<News>().state().mode.meet(&notification, &settings.preferences());
    if let (Shown::Urgent(reason), true) = (shown, app.state::<News>().is_reduced()) {
        let words = words::of(&settings);
        let title = format!("{} · {} · {}", words.urgent, notification.app, notification.summary);
        let body = format!("{}\n{}", notification.body, reason.said(words.language));
        glance::tell(app, &title, &body, None).await;
    }
}

/// Turns the reducing of interruptions on, or off with a summary of what was held back.
pub fn reduce(app: &AppHandle, on: bool) {
    let ended = {
        let news = app.state::<News>();
        let mut state = news.state();
        if on {
            state.mode.reduce(now());
            None
        } else {
            state.mode.end()
        }
    };
    changed(app);
    if let Some(Held { since, .. }) = ended {
        tell_since(app, since);
    }
}

/// Tells the digest of the last hours by a notification.
pub fn tell(app: &AppHandle) {
    tell_since(app, now().saturating_sub(jiff::Span::new().hours(HOURS)));
}

fn tell_since(app: &AppHandle, since: DateTime) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let session = app.state::<Session>().inner().clone();
        let words = words::of(&session.choices().settings);
        match session.digest(since, &CancellationToken::new()).await {
            Ok((digest, _)) => {
                let lines = lines(&digest, words);
                glance::tell(
                    &app,
                    &digest.headline(words.language),
                    &lines,
                    (!lines.is_empty()).then(|| lines.clone()),
                )
                .await;
            }
            Err(error) => glance::tell(&app, words.digest, &error.message, None).await,
        }
    });
}

/// The first groups, one in a line, the urgent ones with the reason.
fn lines(digest: &Digest, words: &words::Words) -> String {
    let mut lines: Vec<String> = digest
        .groups
        .iter()
        .take(LINES)
        .map(|group| {
            let reason = group.urgent.first().map(|marked| format!(" [{}]", marked.reason.said(words.language)));
            format!("{}: {}{}", group.app, group.line.text, reason.unwrap_or_default())
        })
        .collect();
    if digest.groups.len() > LINES {
        lines.push(words.more.to_owned());
    }
    lines.join("\n")
}

/// What arrived since a time, oldest first.
///
/// Errors: those of the store.
pub fn since(session: &Session, time: DateTime) -> Result<Vec<Notification>> {
    match kept(session)? {
        Some(store) => store.since(time, MOST),
        None => Ok(Vec::new()),
    }
}

/// Removes what was kept and returns how many notifications that were.
///
/// Errors: those of the store.
pub fn clear(session: &Session) -> Result<usize> {
    match kept(session)? {
        Some(store) => store.clear(),
        None => Ok(0),
    }
}

/// What was kept, where anything was: whoever wants no digest has no file for it.
fn kept(session: &Session) -> Result<Option<Store>> {
    match session.home().notifications_file().exists() {
        true => Store::open(session.home()).map(Some),
        false => Ok(None),
    }
}

/// The clock on the wall.
pub fn now() -> DateTime {
    jiff::Zoned::now().datetime()
}

/// Since how many hours ago a digest is asked for.
///
/// Errors: `usage` for a time before all times.
pub fn hours_ago(hours: u32) -> Result<DateTime> {
    now()
        .checked_sub(jiff::Span::new().hours(i64::from(hours)))
        .map_err(|error| Error::new(Code::Usage, "That is too long ago.").because(error))
}
