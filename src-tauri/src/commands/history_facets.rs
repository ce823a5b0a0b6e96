//! What the history can be filtered by, and what was wrong with it.

use crate::session::Session;
use serde::Serialize;
use stet_core::history::Facets;
use stet_core::run::Warning;
use stet_core::wire::Failure;
use tauri::State;

#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct HistoryFacets {
    #[serde(flatten)]
    pub facets: Facets,
    pub warnings: Vec<Warning>,
}

#[tauri::command(async)]
#[specta::specta]
pub fn history_facets(session: State<'_, Session>) -> Result<HistoryFacets, Failure> {
    let facets = session.history()?.facets()?;
    Ok(HistoryFacets { facets, warnings: session.noticed() })
}
