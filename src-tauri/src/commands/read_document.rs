//! A document that the user named: its text, and what it is.

use crate::documents::{self, Source};
use crate::named::Named;
use crate::session::Session;
use serde::Serialize;
use stet_core::document::{Document, Form};
use stet_core::run::Warning;
use stet_core::wire::Failure;
use tauri::State;
use tokio_util::sync::CancellationToken;

#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct DocumentText {
    text: String,
    title: Option<String>,
    form: Form,
    /// What of it could not be read.
    warnings: Vec<Warning>,
}

impl DocumentText {
    /// A document, whose places are known from now on.
    pub fn of(session: &Session, document: Document) -> DocumentText {
        let (title, form, warnings) = (document.title.clone(), document.form, document.warnings.clone());
        DocumentText { text: session.know(document), title, form, warnings }
    }
}

#[tauri::command]
#[specta::specta]
pub async fn read_document(
    session: State<'_, Session>,
    named: State<'_, Named>,
    path: String,
) -> Result<DocumentText, Failure> {
    let path = named.take(&path)?;
    let document = documents::read(Source::Path(path), &CancellationToken::new()).await?;
    Ok(DocumentText::of(&session, document))
}
