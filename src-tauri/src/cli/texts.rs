//! Where a command's text comes from: a file, a page at an address, or standard input.

use super::terminal::Terminal;
use crate::documents::{self, Source};
use crate::session::Session;
use std::io::{IsTerminal, Read};
use std::path::{Path, PathBuf};
use stet_core::document::Document;
use stet_core::page::Address;
use stet_core::{Code, Error, Result};
use tokio_util::sync::CancellationToken;

/// A file, the address of a page, or `-` for standard input.
#[derive(clap::Args)]
pub struct Text {
    /// The file to read: text or a document (see docs/documents.md), or the page at https://…; `-`, or nothing, is
    /// standard input
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
}

impl Text {
    /// Reads the text; what of a document could not be read is told on the terminal.
    ///
    /// Errors: those of [`documents::read`] and [`documents::read_page`].
    pub async fn read(&self, session: &Session, terminal: &Terminal, cancel: &CancellationToken) -> Result<String> {
        let document = match &self.file {
            Some(file) if file != Path::new("-") => document(file, session, cancel).await?,
            _ => documents::read(Source::Bytes { name: String::new(), bytes: standard_input()? }, cancel).await?,
        };
        for warning in &document.warnings {
            terminal.warn(&warning.message);
        }
        Ok(session.know(document))
    }
}

/// What a file holds, or the page at an address, which is fetched for it.
///
/// Errors: `usage` (no such address can be read), and those of [`documents::read`] and [`documents::read_page`].
pub async fn document(file: &Path, session: &Session, cancel: &CancellationToken) -> Result<Document> {
    match file.to_str().filter(|name| Address::is_meant(name)) {
        Some(name) => documents::read_page(session, &Address::new(name)?, cancel).await,
        None => documents::read(Source::Path(file.to_owned()), cancel).await,
    }
}

fn standard_input() -> Result<Vec<u8>> {
    let mut input = std::io::stdin().lock();
    if input.is_terminal() {
        eprintln!("stet: type or paste the text, then press Ctrl-D");
    }
    let mut bytes = Vec::new();
    input
        .read_to_end(&mut bytes)
        .map_err(|e| Error::new(Code::TextUnreadable, format!("Could not read standard input: {e}.")).because(e))?;
    Ok(bytes)
}
