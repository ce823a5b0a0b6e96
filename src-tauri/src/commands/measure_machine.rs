//! Measures the engines of this build with a model, and remembers which is faster.

use crate::runs::Runs;
use crate::session::{Measurement, Session};
use serde::Serialize;
use std::sync::Arc;
use stet_core::wire::Failure;
use tauri::{State, WebviewWindow, ipc::Channel};

/// Any number of measurements, then exactly one end.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum MeasureEvent {
    Measured(Measurement),
    Done,
    Failed { failure: Failure },
    Cancelled,
}

#[tauri::command]
#[specta::specta]
pub fn measure_machine(
    session: State<'_, Session>,
    runs: State<'_, Runs>,
    window: WebviewWindow,
    run_id: String,
    model: Option<String>,
    channel: Channel<MeasureEvent>,
) {
    let session = session.inner().clone();
    let running = runs.begin(run_id, window.label());
    let tell = move |event| drop(channel.send(event));
    tauri::async_runtime::spawn(async move {
        let running = match running {
            Ok(running) => running,
            Err(error) => return tell(MeasureEvent::Failed { failure: (&error).into() }),
        };
        let (cancel, loading) = (running.token(), Arc::new(|_: &str, _| {}));
        let told = |measured| tell(MeasureEvent::Measured(measured));
        let done = session.measure(model.as_deref(), 1, true, &cancel, loading, told).await;
        drop(running);
        tell(match done {
            Ok(()) => MeasureEvent::Done,
            Err(error) if error.is_cancelled() => MeasureEvent::Cancelled,
            Err(error) => MeasureEvent::Failed { failure: (&error).into() },
        });
    });
}
