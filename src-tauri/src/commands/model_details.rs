//! Every model there is to choose from, and how it stands here.

use crate::session::{ModelDetail, Session};
use tauri::State;

#[tauri::command(async)]
#[specta::specta]
pub fn model_details(session: State<'_, Session>) -> Vec<ModelDetail> {
    session.model_details()
}
