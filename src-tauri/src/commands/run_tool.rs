//! Runs a tool and tells the window about it, event by event, until exactly one terminal event.

use super::event::{RunEvent, relay};
use crate::consents::Consents;
use crate::popup::{self, Popup};
use crate::runs::Runs;
use crate::session::{Session, ToolRequest};
use stet_core::run::Watch;
use tauri::{Manager, State, WebviewWindow, ipc::Channel};

/// Returns at once; everything about the run, a failure to begin included, comes through `channel`. A window that has
/// gone away no longer listens, and nothing is lost by that: the use-case itself records its result.
#[tauri::command]
#[specta::specta]
pub fn run_tool(
    session: State<'_, Session>,
    runs: State<'_, Runs>,
    window: WebviewWindow,
    run_id: String,
    request: ToolRequest,
    channel: Channel<RunEvent>,
) {
    let session = session.inner().clone();
    let tell = move |event| drop(channel.send(event));
    let (id, consents) = (run_id.clone(), window.state::<Consents>().inner().clone());
    let running = match runs.begin(run_id, window.label()) {
        Ok(running) => running,
        Err(error) => return tell(RunEvent::failed(&error)),
    };
    // The page does not say where its text is from: the host knows.
    let application = (window.label() == popup::LABEL).then(|| window.state::<Popup>().source()).flatten();
    let request = ToolRequest { application, ..request };
    tauri::async_runtime::spawn(async move {
        let request = match session.follow(request) {
            Ok(request) => request,
            Err(error) => return tell(RunEvent::failed(&error)),
        };
        let (text, cancel) = (request.text.clone(), running.token());
        let run = |watch: Watch| {
            let ask = consents.ask(&id, &watch);
            async move { session.run(request, cancel, watch, ask).await }
        };
        relay(&text, run, tell).await;
        consents.forget(&id);
        drop(running);
    });
}
