//! Texts out of files, and what a person is told when there is none to be had.

use std::path::Path;
use stet_core::{Code, Error, Result, text};

/// The text of a file, decoded.
///
/// Errors: `text-unreadable`, `text-unsuitable`, `text-empty`.
pub fn read(path: &Path) -> Result<String> {
    let shown = path.display();
    if path.is_dir() {
        return Err(
            Error::new(Code::TextUnreadable, format!("{shown} is a folder, not a text.")).hint("Name a file in it.")
        );
    }
    let bytes = std::fs::read(path).map_err(|error| {
        let (why, hint) = match error.kind() {
            std::io::ErrorKind::NotFound => ("there is no such file".to_owned(), "Check the name and the folder."),
            std::io::ErrorKind::PermissionDenied => ("it may not be read".to_owned(), "Check the file's permissions."),
            _ => (error.to_string(), "Check the file and try again."),
        };
        Error::new(Code::TextUnreadable, format!("Could not read {shown}: {why}.")).hint(hint).because(error)
    })?;
    text::decode(bytes)
}
