//! Where keys of servers are kept: the keyring of the system, or what stands in for it on a machine without one.
//!
//! A variable of the environment counts first (`STET_KEY_<SERVER>`), since whoever sets one means it. Then the keyring:
//! the Secret Service, the Keychain, the Credential Manager. Where none answers there is a file encrypted with a passphrase
//! ([`file`]), never one without. It is always said which of them it is ([`Place`]). A key is a [`SecretString`] from end
//! to end: it can't be printed by accident, and is wiped from memory.

mod file;
mod ring;

pub use secrecy::{ExposeSecret, SecretString};

use ring::Ring;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where a key is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    Environment {
        variable: String,
    },
    Keyring,
    File {
        path: PathBuf,
        /// Why it is not the keyring, in words.
        because: String,
    },
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Environment { variable } => write!(f, "the environment variable {variable}"),
            Place::Keyring => write!(f, "{}", ring::NAME),
            Place::File { path, because } => {
                write!(f, "{}, encrypted with a passphrase, because {because}", path.display())
            }
        }
    }
}

/// Why a key could not be kept or had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The keyring is there, and would not: locked, or its question was answered with no.
    #[error("The keyring did not give or take the key: {0}. Unlock it and try again.")]
    Keyring(String),
    #[error("There is no keyring here ({because}), and no passphrase was given for {}, which would take its place.", path.display())]
    NoPassphrase { path: PathBuf, because: String },
    #[error("The passphrase does not open {}.", .0.display())]
    WrongPassphrase(PathBuf),
    /// No file of ours, or not the whole of one.
    #[error("{} is damaged. Move it away and give the keys again.", .0.display())]
    Damaged(PathBuf),
    #[error("Could not {what} {}: {why}.", path.display())]
    File { what: &'static str, path: PathBuf, why: String },
}

/// Asked when the encrypted file is to be opened or made; `None` is a refusal.
pub type Passphrase = Arc<dyn Fn(&Path) -> Option<SecretString> + Send + Sync>;

/// The keys of servers. Calls block: on a disk, on the keyring, and on what it asks its user.
#[derive(Clone)]
pub struct Secrets {
    file: PathBuf,
    passphrase: Passphrase,
    ring: Arc<dyn Ring>,
    environment: fn(&str) -> Option<String>,
}

impl Secrets {
    /// `dir` is where the encrypted file is, should one be needed.
    pub fn new(dir: &Path, passphrase: Passphrase) -> Secrets {
        let environment = |name: &str| std::env::var(name).ok();
        Secrets { file: dir.join("keys.age"), passphrase, ring: Arc::new(ring::System), environment }
    }

    /// The key of a server and where it is kept; `None` when it has none.
    pub fn get(&self, server: &str) -> Result<Option<(SecretString, Place)>, Failure> {
        let variable = variable(server);
        if let Some(key) = (self.environment)(&variable).filter(|key| !key.trim().is_empty()) {
            return Ok(Some((key.into(), Place::Environment { variable })));
        }
        let because = match self.ring.get(server) {
            Ok(Some(key)) => return Ok(Some((key, Place::Keyring))),
            // It may have been kept while there was no keyring.
            Ok(None) => "the key was kept there before".to_owned(),
            Err(ring::Failure::Absent(why)) => why,
            Err(ring::Failure::Refused(why)) => return Err(Failure::Keyring(why)),
        };
        if !self.file.exists() {
            return Ok(None);
        }
        let key = file::read(&self.file, &self.asked(&because)?)?.remove(server);
        Ok(key.map(|key| (key, Place::File { path: self.file.clone(), because })))
    }

    /// Keeps the key of a server, in place of the one it had, and says where.
    pub fn set(&self, server: &str, key: &SecretString) -> Result<Place, Failure> {
        match self.ring.set(server, key) {
            Ok(()) => Ok(Place::Keyring),
            Err(ring::Failure::Refused(why)) => Err(Failure::Keyring(why)),
            Err(ring::Failure::Absent(because)) => {
                let passphrase = self.asked(&because)?;
                let mut keys =
                    if self.file.exists() { file::read(&self.file, &passphrase)? } else { file::Keys::new() };
                keys.insert(server.to_owned(), key.clone());
                file::write(&self.file, &passphrase, &keys)?;
                Ok(Place::File { path: self.file.clone(), because })
            }
        }
    }

    /// Forgets the key of a server, wherever it is kept; one in the environment is not ours to forget.
    pub fn remove(&self, server: &str) -> Result<(), Failure> {
        let because = match self.ring.remove(server) {
            Ok(true) => return Ok(()),
            Ok(false) => "the key was kept there before".to_owned(),
            Err(ring::Failure::Absent(why)) => why,
            Err(ring::Failure::Refused(why)) => return Err(Failure::Keyring(why)),
        };
        if !self.file.exists() {
            return Ok(());
        }
        let passphrase = self.asked(&because)?;
        let mut keys = file::read(&self.file, &passphrase)?;
        if keys.remove(server).is_none() {
            return Ok(());
        }
        if keys.is_empty() {
            return std::fs::remove_file(&self.file).map_err(|error| file::failure("remove", &self.file, error));
        }
        file::write(&self.file, &passphrase, &keys)
    }

    fn asked(&self, because: &str) -> Result<SecretString, Failure> {
        let given = (self.passphrase)(&self.file).filter(|given| !given.expose_secret().is_empty());
        given.ok_or_else(|| Failure::NoPassphrase { path: self.file.clone(), because: because.to_owned() })
    }
}

/// The variable that holds a server's key: `STET_KEY_MY_LAB` for `my-lab`.
pub fn variable(server: &str) -> String {
    let upper = server.to_ascii_uppercase();
    format!("STET_KEY_{}", upper.replace(|c: char| !c.is_ascii_alphanumeric(), "_"))
}

#[cfg(test)]
mod tests;
