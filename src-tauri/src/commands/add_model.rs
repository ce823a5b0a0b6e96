//! Makes the model file that was chosen known, where it lies.

use crate::named::Named;
use crate::session::{ModelDetail, Session};
use stet_core::catalog::progress::unwatched;
use stet_core::wire::Failure;
use tauri::State;
use tokio_util::sync::CancellationToken;

#[tauri::command(async)]
#[specta::specta]
pub fn add_model(session: State<'_, Session>, named: State<'_, Named>, path: String) -> Result<ModelDetail, Failure> {
    let file = named.take(&path)?;
    let added = session.catalog().add(&file, None, false, unwatched(), &CancellationToken::new())?;
    Ok(session.model_detail(&added.id)?)
}
