//! Removes a model from this machine; of a file added by reference, only the reference.

use crate::session::Session;
use stet_core::wire::Failure;
use tauri::State;

#[tauri::command(async)]
#[specta::specta]
pub fn remove_model(session: State<'_, Session>, id: String) -> Result<(), Failure> {
    Ok(session.catalog().remove(&id)?)
}
