//! Says what the user decided about the requests that a run showed.

use crate::consents::Consents;
use stet_core::cloud::Verdict;
use stet_core::wire::Failure;
use tauri::State;

#[tauri::command]
#[specta::specta]
pub fn consent(consents: State<'_, Consents>, run_id: String, verdict: Verdict) -> Result<(), Failure> {
    Ok(consents.answer(&run_id, verdict)?)
}
