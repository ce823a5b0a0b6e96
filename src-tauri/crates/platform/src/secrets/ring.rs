//! The system's keyring.

use secrecy::{ExposeSecret, SecretString};
use std::sync::mpsc;
use std::time::Duration;

/// What entries of ours are found by.
const SERVICE: &str = "stet";
/// Long enough for its user to type a password into what it asks.
const PATIENCE: Duration = Duration::from_secs(120);

pub(super) const NAME: &str = if cfg!(target_os = "macos") {
    "the Keychain"
} else if cfg!(windows) {
    "the Credential Manager"
} else {
    "the keyring of the desktop (Secret Service)"
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Failure {
    /// There is none, and why: `no bus answers`.
    Absent(String),
    Refused(String),
}

/// A keyring: the system's, or a test's.
pub(super) trait Ring: Send + Sync {
    fn get(&self, server: &str) -> Result<Option<SecretString>, Failure>;
    fn set(&self, server: &str, key: &SecretString) -> Result<(), Failure>;
    /// Whether there was one.
    fn remove(&self, server: &str) -> Result<bool, Failure>;
}

pub(super) struct System;

impl Ring for System {
    fn get(&self, server: &str) -> Result<Option<SecretString>, Failure> {
        match on_entry(server, |entry| entry.get_password().map(SecretString::from)) {
            Ok(key) => Ok(Some(key)),
            Err(Told::NoEntry) => Ok(None),
            Err(Told::Failed(failure)) => Err(failure),
        }
    }

    fn set(&self, server: &str, key: &SecretString) -> Result<(), Failure> {
        let key = key.clone();
        match on_entry(server, move |entry| entry.set_password(key.expose_secret())) {
            Ok(()) => Ok(()),
            Err(Told::NoEntry) => Err(Failure::Refused("it has no place for it".to_owned())),
            Err(Told::Failed(failure)) => Err(failure),
        }
    }

    fn remove(&self, server: &str) -> Result<bool, Failure> {
        match on_entry(server, |entry| entry.delete_credential()) {
            Ok(()) => Ok(true),
            Err(Told::NoEntry) => Ok(false),
            Err(Told::Failed(failure)) => Err(failure),
        }
    }
}

enum Told {
    NoEntry,
    Failed(Failure),
}

/// On a thread of its own: the library waits for the bus by a runtime that can't be started inside another one, and
/// a keyring that asks its user may never answer.
fn on_entry<T: Send + 'static>(
    server: &str,
    work: impl FnOnce(&keyring::Entry) -> keyring::Result<T> + Send + 'static,
) -> Result<T, Told> {
    let (tell, told) = mpsc::channel();
    let server = server.to_owned();
    std::thread::spawn(move || {
        if let Err(error) = keyring::Entry::store_status() {
            let _ = tell.send(Err(Told::Failed(Failure::Absent(format!("{NAME} can't be reached: {}", why(error))))));
            return;
        }
        let done = keyring::Entry::new(SERVICE, &server).and_then(|entry| work(&entry));
        let _ = tell.send(done.map_err(|error| match error {
            keyring::Error::NoEntry => Told::NoEntry,
            keyring::Error::NoDefaultStore => Told::Failed(Failure::Absent(format!("{NAME} can't be reached"))),
            error => Told::Failed(Failure::Refused(why(&error))),
        }));
    });
    match told.recv_timeout(PATIENCE) {
        Ok(told) => told,
        Err(_) => Err(Told::Failed(Failure::Refused("it does not answer".to_owned()))),
    }
}

/// Without what may hold a key: the bytes that an error carries are not displayed.
fn why(error: &keyring::Error) -> String {
    error.to_string().trim_end_matches('.').to_owned()
}
