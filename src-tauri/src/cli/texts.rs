//! Where a command's text comes from: a file, or standard input.

use super::terminal::Terminal;
use crate::documents::{self, Source};
use crate::session::Session;
use std::io::{IsTerminal, Read};
use std::path::{Path, PathBuf};
use stet_core::{Code, Error, Result};
use tokio_util::sync::CancellationToken;

/// A file, or `-` for standard input.
#[derive(clap::Args)]
pub struct Text {
    /// The file to read: text or a document (see docs/documents.md); `-`, or nothing, is standard input
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
}

impl Text {
    /// Reads the text; what of a document could not be read is told on the terminal.
    ///
    /// Errors: those of [`documents::read`].
    pub async fn read(&self, session: &Session, terminal: &Terminal, cancel: &CancellationToken) -> Result<String> {
        let source = match &self.file {
            Some(path) if path != Path::new("-") => Source::Path(path.clone()),
            _ => Source::Bytes(standard_input()?),
        };
        let document = documents::read(source, cancel).await?;
        for warning in &document.warnings {
            terminal.warn(&warning.message);
        }
        Ok(session.know(document))
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
