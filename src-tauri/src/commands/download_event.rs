//! What the window hears of work on a model file: any number of moments of it, then exactly one end.

use crate::runs::Running;
use crate::session::{ModelDetail, Session};
use serde::Serialize;
use std::sync::Arc;
use stet_core::catalog::progress::{Progress, Watch};
use stet_core::wire::Failure;
use stet_core::{Code, Error, Result};
use tauri::ipc::Channel;
use tokio_util::sync::CancellationToken;

#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum DownloadEvent {
    Progress(Progress),
    Done { model: ModelDetail },
    Failed { failure: Failure },
    Cancelled,
}

/// Does the work, which blocks and returns the model's id, on a thread of its own and tells about it.
pub fn relay(
    session: Session,
    running: Result<Running>,
    channel: Channel<DownloadEvent>,
    work: impl FnOnce(Watch, CancellationToken) -> Result<String> + Send + 'static,
) {
    // A window that has gone away no longer listens, and nothing is lost by that.
    let tell = move |event| drop(channel.send(event));
    tauri::async_runtime::spawn(async move {
        let done = match &running {
            Err(error) => return tell(DownloadEvent::Failed { failure: error.into() }),
            Ok(running) => {
                let told = tell.clone();
                let watch: Watch = Arc::new(move |progress| told(DownloadEvent::Progress(progress)));
                let cancel = running.token();
                let work = tauri::async_runtime::spawn_blocking(move || work(watch, cancel)).await;
                let broke = |error| Error::new(Code::Internal, "The work on the model broke off.").because(error);
                work.map_err(broke).flatten().and_then(|id| session.model_detail(&id))
            }
        };
        drop(running);
        tell(match done {
            Ok(model) => DownloadEvent::Done { model },
            Err(error) if error.is_cancelled() => DownloadEvent::Cancelled,
            Err(error) => DownloadEvent::Failed { failure: (&error).into() },
        });
    });
}
