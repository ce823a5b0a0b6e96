//! Runs a tool and tells the window about it, event by event, until exactly one terminal event.

use super::event::{RunEvent, relay};
use crate::runs::Runs;
use crate::session::{Session, ToolRequest};
use tauri::{State, WebviewWindow, ipc::Channel};

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
    let running = match runs.begin(run_id, window.label()) {
        Ok(running) => running,
        Err(error) => return tell(RunEvent::failed(&error)),
    };
    tauri::async_runtime::spawn(async move {
        let request = match session.follow(request) {
            Ok(request) => request,
            Err(error) => return tell(RunEvent::failed(&error)),
        };
        let (text, cancel) = (request.text.clone(), running.token());
        let run = |watch| async move { session.run(request, cancel, watch).await };
        relay(&text, run, tell).await;
        drop(running);
    });
}
