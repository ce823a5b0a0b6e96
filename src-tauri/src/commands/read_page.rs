//! The page at an address that the user named and asked to be read: its text, and what it is. Cancelling the run closes the
//! connection.

use super::read_document::DocumentText;
use crate::documents;
use crate::runs::Runs;
use crate::session::Session;
use stet_core::page::Address;
use stet_core::wire::Failure;
use tauri::{State, WebviewWindow};

#[tauri::command]
#[specta::specta]
pub async fn read_page(
    session: State<'_, Session>,
    runs: State<'_, Runs>,
    window: WebviewWindow,
    run_id: String,
    address: String,
) -> Result<DocumentText, Failure> {
    let running = runs.begin(run_id, window.label())?;
    let document = documents::read_page(&session, &Address::new(&address)?, &running.token()).await?;
    Ok(DocumentText::of(&session, document))
}
