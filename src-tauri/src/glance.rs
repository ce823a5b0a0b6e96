//! Summaries at a glance, asked for from the tray: of what is on the clipboard or selected, or of a thread of mails. Each
//! arrives as a notification that can be copied, and the latest stay in the tray's menu.

use crate::everywhere::{self, Everywhere};
use crate::mail::Mail;
use crate::popup::{self, Over};
use crate::runs::Runs;
use crate::session::{Session, ToolRequest};
use crate::{consents, tray, window, words};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use stet_core::{Code, Error, Result};
use tauri::{AppHandle, Manager};

/// Summaries that stay in the menu.
const MOST: usize = 5;
/// Whose runs these are.
const LABEL: &str = "tray";

/// Where the text comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    Clipboard,
    Selection,
    /// A thread of the mail folder, by its id.
    Thread(u64),
}

/// A summary that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glance {
    /// Names it in the menu for as long as the app lives.
    pub id: u64,
    pub text: String,
}

/// The latest summaries, newest first.
#[derive(Default)]
pub struct Glances(Mutex<VecDeque<Glance>>);

impl Glances {
    pub fn list(&self) -> Vec<Glance> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    pub fn get(&self, id: u64) -> Option<Glance> {
        self.list().into_iter().find(|glance| glance.id == id)
    }

    fn add(&self, text: String) {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let mut glances = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // One that was asked for again is the latest.
        glances.retain(|glance| glance.text != text);
        glances.push_front(Glance { id: NEXT.fetch_add(1, Ordering::Relaxed), text });
        glances.truncate(MOST);
    }
}

/// Summarizes, and tells how it went. Returns at once.
pub fn summarize(app: &AppHandle, from: From) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let words = words::of(&app.state::<Session>().choices().settings);
        let subject = match from {
            From::Thread(id) => app.state::<Mail>().thread(id).and_then(|thread| thread.document.title.clone()),
            From::Clipboard | From::Selection => None,
        };
        match summary(&app, from).await {
            Ok(text) => {
                app.state::<Glances>().add(text.clone());
                if let From::Thread(id) = from {
                    app.state::<Mail>().summarized(id, &text);
                }
                tray::refresh(&app);
                let title =
                    subject.map_or(words.summary.to_owned(), |subject| format!("{} · {subject}", words.summary));
                tell(&app, &title, &text, Some(text.clone())).await;
            }
            Err(error) => {
                let said = [Some(error.message), error.hint].into_iter().flatten().collect::<Vec<_>>().join(" ");
                tell(&app, words.no_summary, &said, None).await;
            }
        }
    });
}

async fn summary(app: &AppHandle, from: From) -> Result<String> {
    if let From::Thread(id) = from
        && let Some(made) = app.state::<Mail>().thread(id).and_then(|thread| thread.summary)
    {
        return Ok(made);
    }
    let asked = app.clone();
    let text = tauri::async_runtime::spawn_blocking(move || take(&asked, from));
    let text = text.await.map_err(|error| Error::new(Code::Internal, "The text was not read.").because(error))??;
    let session = app.state::<Session>().inner().clone();
    session.read_choices();
    let private = session.choices().settings.private;
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let id = format!("tray-{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let running = app.state::<Runs>().begin(id, LABEL)?;
    let request =
        ToolRequest { tool: "summarize".into(), kind: Some("tldr".into()), text, private, ..ToolRequest::default() };
    let outcome = session.run(request, running.token(), Arc::new(|_| {}), consents::nobody()).await?;
    Ok(outcome.text())
}

/// The text to summarize. Blocks.
fn take(app: &AppHandle, from: From) -> Result<String> {
    match from {
        From::Clipboard => app.state::<Everywhere>().clipboard(),
        From::Selection => everywhere::take(app).map(|taken| taken.text).map_err(|error| {
            error.unwrap_or_else(|| Error::new(Code::Desktop, "The selection is being read already."))
        }),
        From::Thread(id) => {
            let gone =
                || Error::new(Code::NotFound, "This thread is not among the newest of the mail folder any more.");
            let thread = app.state::<Mail>().thread(id).ok_or_else(gone)?;
            Ok(app.state::<Session>().know((*thread.document).clone()))
        }
    }
}

/// The popup over what is on the clipboard, with a tool at work.
pub fn proofread_clipboard(app: &AppHandle) {
    let app = app.clone();
    std::thread::spawn(move || {
        let tool = Some("proofread".to_owned());
        let over = match app.state::<Everywhere>().clipboard() {
            Ok(text) => Over { text, tool, ..Over::default() },
            Err(error) => Over { failure: Some((&error).into()), ..Over::default() },
        };
        everywhere::forget(&app);
        popup::show(&app, over, None);
    });
}

/// Sends a notification, and does what the user chooses on it: to copy `text`, or to open it.
pub async fn tell(app: &AppHandle, summary: &str, body: &str, text: Option<String>) {
    #[cfg(all(unix, not(target_os = "macos")))]
    if let Err(error) = notify(app, summary, body, text).await {
        // What it would have told is in the menu too.
        tracing::warn!(%error, "no notification");
    }
    #[cfg(not(all(unix, not(target_os = "macos"))))]
    let _ = (app, summary, body, text);
}

#[cfg(all(unix, not(target_os = "macos")))]
async fn notify(
    app: &AppHandle,
    summary: &str,
    body: &str,
    text: Option<String>,
) -> std::result::Result<(), stet_platform::notifications::Error> {
    use stet_platform::notifications::{Notice, Notifier, Outcome};
    let words = words::of(&app.state::<Session>().choices().settings);
    let actions = [("copy", words.copy), ("default", words.open_text)];
    let actions: &[_] = if text.is_some() { &actions } else { &[] };
    let notifier = Notifier::connect(None).await?;
    let notice = Notice { app_name: tray::NAME, app_icon: "stet", summary, body, actions };
    let sent = notifier.send(&notice).await?;
    let Some(text) = text else { return Ok(()) };
    match sent.outcome().await {
        Outcome::Action(key) if key == "copy" => everywhere::copy(app, text),
        Outcome::Action(_) => window::show_main(app, Some(text.into())),
        _ => {}
    }
    Ok(())
}
