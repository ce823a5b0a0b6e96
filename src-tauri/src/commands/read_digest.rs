//! Sums up the notifications of the last hours: by their own words at once, then line by line by the model.

use super::count;
use crate::news;
use crate::runs::Runs;
use crate::session::Session;
use serde::Serialize;
use stet_core::Result;
use stet_core::digest::{Digest, Line};
use stet_core::run::Warning;
use stet_core::wire::Failure;
use tauri::{State, WebviewWindow, ipc::Channel};
use tokio_util::sync::CancellationToken;

/// The digest and any number of lines for it, then exactly one end.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum DigestEvent {
    /// All groups, by their own words.
    Digest {
        digest: Digest,
    },
    /// The model's line for the group at this place.
    Line {
        group: u32,
        line: Line,
    },
    Done {
        warnings: Vec<Warning>,
    },
    Failed {
        failure: Failure,
    },
    Cancelled,
}

#[tauri::command]
#[specta::specta]
pub fn read_digest(
    session: State<'_, Session>,
    runs: State<'_, Runs>,
    window: WebviewWindow,
    run_id: String,
    hours: u32,
    channel: Channel<DigestEvent>,
) {
    let session = session.inner().clone();
    let running = runs.begin(run_id, window.label());
    let tell = move |event| drop(channel.send(event));
    tauri::async_runtime::spawn(async move {
        let running = match running {
            Ok(running) => running,
            Err(error) => return tell(DigestEvent::Failed { failure: (&error).into() }),
        };
        let done = read(&session, hours, &tell, &running.token()).await;
        drop(running);
        tell(match done {
            Ok(warnings) => DigestEvent::Done { warnings },
            Err(error) if error.is_cancelled() => DigestEvent::Cancelled,
            Err(error) => DigestEvent::Failed { failure: (&error).into() },
        });
    });
}

async fn read(
    session: &Session,
    hours: u32,
    tell: &impl Fn(DigestEvent),
    cancel: &CancellationToken,
) -> Result<Vec<Warning>> {
    let mut digest = session.gather(news::hours_ago(hours)?)?;
    tell(DigestEvent::Digest { digest: digest.clone() });
    let told = |place: usize, line: Line| tell(DigestEvent::Line { group: count(place), line });
    session.sum_up(&mut digest, told, cancel).await
}
