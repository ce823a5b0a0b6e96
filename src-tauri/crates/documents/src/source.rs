//! A document's bytes, taken whole from the disk before anything looks into them.
//!
//! So that the process that reads documents can give up the file system first.

use crate::limits::{Limits, too_much};
use crate::{mail, read};
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use stet_core::document::Document;
use stet_core::{Code, Error, Result};

pub enum Source {
    File {
        /// With its extension.
        name: String,
        bytes: Vec<u8>,
    },
    /// The mails of a Maildir folder.
    Maildir(Vec<Vec<u8>>),
}

impl Source {
    /// A file, or a Maildir folder.
    ///
    /// Errors: `text-unreadable`, `text-unsuitable` (too large).
    pub fn open(path: &Path, limits: &Limits) -> Result<Self> {
        if path.is_dir() {
            return maildir(path, limits);
        }
        let file = File::open(path).map_err(|error| unreadable(path, error))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let bytes = whole(file, path, &mut { limits.bytes }, limits)?;
        Ok(Source::File { name, bytes })
    }

    /// What comes from elsewhere, standard input for example.
    ///
    /// Errors: `text-unreadable`, `text-unsuitable` (too large).
    pub fn from_reader(name: String, reader: impl Read, limits: &Limits) -> Result<Self> {
        let bytes = whole(reader, Path::new("standard input"), &mut { limits.bytes }, limits)?;
        Ok(Source::File { name, bytes })
    }

    /// Reads the document; see [`read`].
    pub fn read(self, limits: &Limits) -> Result<Document> {
        match self {
            Source::File { name, bytes } => read(&name, bytes, limits),
            Source::Maildir(mails) => mail::maildir(&mails, limits),
        }
    }
}

/// All bytes, which are taken off what is left.
fn whole(reader: impl Read, path: &Path, left: &mut u64, limits: &Limits) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(*left + 1).read_to_end(&mut bytes).map_err(|error| unreadable(path, error))?;
    *left = left.checked_sub(bytes.len() as u64).ok_or_else(|| too_large(limits))?;
    Ok(bytes)
}

pub(crate) fn too_large(limits: &Limits) -> Error {
    too_much("This document is too large", format!("{} MB", limits.bytes >> 20))
}

pub(crate) fn unreadable(path: &Path, error: std::io::Error) -> Error {
    let (why, hint) = match error.kind() {
        ErrorKind::NotFound => ("there is no such file".to_owned(), "Check the name and the folder."),
        ErrorKind::PermissionDenied => ("it may not be read".to_owned(), "Check the file's permissions."),
        _ => (error.to_string(), "Check the file and try again."),
    };
    Error::new(Code::TextUnreadable, format!("Could not read {}: {why}.", path.display())).hint(hint).because(error)
}

fn maildir(path: &Path, limits: &Limits) -> Result<Source> {
    let files = mails(path)?;
    if files.len() > limits.messages {
        return Err(mail::too_many(limits));
    }
    let mut left = limits.bytes;
    let mail = |file: &PathBuf| {
        let opened = File::open(file).map_err(|error| unreadable(file, error))?;
        whole(opened, file, &mut left, limits)
    };
    Ok(Source::Maildir(files.iter().map(mail).collect::<Result<_>>()?))
}

/// The mails in `cur` and `new` of a Maildir but those marked as trashed, by name, which begins with the time they came in.
///
/// Errors: `text-unreadable`, also for a folder that is none.
pub(crate) fn mails(path: &Path) -> Result<Vec<PathBuf>> {
    if !path.join("cur").is_dir() {
        let message = format!("{} is a folder, and not a Maildir.", path.display());
        return Err(Error::new(Code::TextUnreadable, message).hint("Name a file in it."));
    }
    let mut files: Vec<PathBuf> = Vec::new();
    for folder in ["cur", "new"] {
        let folder = path.join(folder);
        if !folder.is_dir() {
            continue;
        }
        for entry in std::fs::read_dir(&folder).map_err(|error| unreadable(&folder, error))? {
            let file = entry.map_err(|error| unreadable(&folder, error))?.path();
            if file.is_file() && !trashed(&file) {
                files.push(file);
            }
        }
    }
    files.sort_by_cached_key(|file| file.file_name().map(ToOwned::to_owned));
    Ok(files)
}

/// The flags of a mail end its file's name.
fn trashed(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    name.rsplit_once(":2,").is_some_and(|(_, flags)| flags.contains('T'))
}
