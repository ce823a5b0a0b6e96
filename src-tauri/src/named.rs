//! The files that the user named: in a dialog, or by dropping them on the window.
//!
//! A window may ask for a file to be read or written only when the user has named it, so that nothing in the window can
//! reach for others.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use stet_core::{Code, Error, Result};

#[derive(Default)]
pub struct Named(Mutex<HashSet<PathBuf>>);

impl Named {
    /// The user named this file. Returns what the window calls it.
    pub fn add(&self, path: PathBuf) -> String {
        let name = path.to_string_lossy().into_owned();
        self.paths().insert(path);
        name
    }

    /// The file that the window calls so, once.
    ///
    /// Errors: `usage` when the user has not named it.
    pub fn take(&self, name: &str) -> Result<PathBuf> {
        let mut paths = self.paths();
        let path = paths.iter().find(|path| path.to_string_lossy() == name).cloned();
        path.and_then(|path| paths.take(&path)).ok_or_else(|| {
            Error::new(Code::Usage, format!("{name} was not chosen by you.")).hint("Choose or drop the file once more.")
        })
    }

    fn paths(&self) -> MutexGuard<'_, HashSet<PathBuf>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_named_can_be_had_and_once() {
        let named = Named::default();
        let name = named.add("/tmp/a.txt".into());
        assert_eq!(named.take("/etc/passwd").unwrap_err().code, Code::Usage);
        assert_eq!(named.take(&name).unwrap(), PathBuf::from("/tmp/a.txt"));
        assert!(named.take(&name).is_err());
    }
}
