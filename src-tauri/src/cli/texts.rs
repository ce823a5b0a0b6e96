//! Where a command's text comes from: a file, or standard input.

use crate::files;
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
        match &self.file {
            Some(path) if path != Path::new("-") => files::read(path),
            _ => text::decode(standard_input()?),
        }
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
