//! Whether there is no model here yet, and the one that fits this machine.

use crate::session::{ModelDetail, Session};
use serde::Serialize;
use stet_core::catalog::State as ModelState;
use stet_core::wire::Failure;
use tauri::State;

#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct FirstRun {
    pub needed: bool,
    pub model: ModelDetail,
}

#[tauri::command(async)]
#[specta::specta]
pub fn first_run(session: State<'_, Session>) -> Result<FirstRun, Failure> {
    let needed = session.catalog().models().iter().all(|model| model.state != ModelState::Installed);
    let model = session.model_detail(session.catalog().default_model())?;
    Ok(FirstRun { needed, model })
}
