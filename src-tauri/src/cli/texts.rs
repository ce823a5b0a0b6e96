//! Where a command's text comes from: a file, or standard input.

use std::io::{IsTerminal, Read};
use std::path::{Path, PathBuf};
use stet_core::{Code, Error, Result, text};

/// A file, or `-` for standard input.
#[derive(clap::Args)]
pub struct Text {
    /// The file to read; `-`, or nothing, is standard input
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
}

impl Text {
    /// Reads the text.
    ///
    /// Errors: `text-unreadable`, `text-unsuitable`, `text-empty`.
    pub fn read(&self) -> Result<String> {
        let bytes = match &self.file {
            Some(path) if path != Path::new("-") => file(path)?,
            _ => standard_input()?,
        };
        text::decode(bytes)
    }
}

fn file(path: &Path) -> Result<Vec<u8>> {
    let shown = path.display();
    if path.is_dir() {
        return Err(
            Error::new(Code::TextUnreadable, format!("{shown} is a folder, not a text.")).hint("Name a file in it.")
        );
    }
    std::fs::read(path).map_err(|error| {
        let (why, hint) = match error.kind() {
            std::io::ErrorKind::NotFound => ("there is no such file".to_owned(), "Check the name and the folder."),
            std::io::ErrorKind::PermissionDenied => ("it may not be read".to_owned(), "Check the file's permissions."),
            _ => (error.to_string(), "Check the file and try again."),
        };
        Error::new(Code::TextUnreadable, format!("Could not read {shown}: {why}.")).hint(hint).because(error)
    })
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
