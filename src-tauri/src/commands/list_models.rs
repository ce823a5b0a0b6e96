//! The models to choose from, on this machine or not.

use crate::session::Session;
use serde::Serialize;
use stet_core::catalog::State as ModelState;
use tauri::State;

#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct ModelChoice {
    pub id: String,
    pub title: String,
    /// On this machine, whole.
    pub present: bool,
    /// What a run takes when it names no model.
    pub default: bool,
}

#[tauri::command]
#[specta::specta]
pub fn list_models(session: State<'_, Session>) -> Vec<ModelChoice> {
    let default = session.default_model();
    let models = session.catalog().models().into_iter();
    let choice = |model: stet_core::catalog::Model| ModelChoice {
        present: model.state == ModelState::Installed,
        default: model.id == default,
        id: model.id,
        title: model.title,
    };
    models.map(choice).collect()
}
