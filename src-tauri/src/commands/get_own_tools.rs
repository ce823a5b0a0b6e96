//! The file of the user's own tools, as text, and what is wrong with it.

use crate::session::Session;
use serde::Serialize;
use stet_core::run::Warning;
use stet_core::wire::Failure;
use tauri::State;

#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct OwnTools {
    /// Empty when there is no such file.
    pub text: String,
    pub warnings: Vec<Warning>,
}

#[tauri::command(async)]
#[specta::specta]
pub fn get_own_tools(session: State<'_, Session>) -> Result<OwnTools, Failure> {
    let (text, warnings) = session.own_tools()?;
    Ok(OwnTools { text, warnings })
}
