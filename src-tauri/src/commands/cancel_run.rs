//! Cancels a run. The run's own terminal event says when it has stopped.

use crate::runs::Runs;
use tauri::State;

#[tauri::command]
#[specta::specta]
pub fn cancel_run(runs: State<'_, Runs>, run_id: String) {
    runs.cancel(&run_id);
}
