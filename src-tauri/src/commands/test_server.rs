//! Asks a server which models it has; no text is sent.

use crate::session::Session;
use stet_core::cloud::Check;
use stet_core::wire::Failure;
use tauri::State;
use tokio_util::sync::CancellationToken;

#[tauri::command]
#[specta::specta]
pub async fn test_server(session: State<'_, Session>, name: String) -> Result<Check, Failure> {
    Ok(session.test_server(&name, &CancellationToken::new()).await?)
}
