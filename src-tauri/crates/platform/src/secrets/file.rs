//! Keys in a file, encrypted by `age` with a passphrase: one line for each, a server's name and its key.
//!
//! Any program for age opens it too. It is replaced as a whole and readable by this user alone.

use super::Failure;
use age::scrypt::{Identity, Recipient};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

pub(super) type Keys = BTreeMap<String, SecretString>;

/// A file of ours is small.
const MOST: u64 = 1 << 20;
/// Of scrypt, as a power of two: 128 MB and part of a second, for whoever tries passphrases as well.
const WORK: u8 = 17;
/// A file that asks for more than this is not tried.
const MOST_WORK: u8 = 20;

pub(super) fn read(path: &Path, passphrase: &SecretString) -> Result<Keys, Failure> {
    let size = std::fs::metadata(path).map_err(|error| failure("read", path, error))?.len();
    if size > MOST {
        return Err(Failure::Damaged(path.to_owned()));
    }
    let bytes = std::fs::read(path).map_err(|error| failure("read", path, error))?;
    let mut identity = Identity::new(passphrase.clone());
    identity.set_max_work_factor(MOST_WORK);
    let plain = age::decrypt(&identity, &bytes).map_err(|error| match error {
        age::DecryptError::DecryptionFailed
        | age::DecryptError::KeyDecryptionFailed
        | age::DecryptError::NoMatchingKeys => Failure::WrongPassphrase(path.to_owned()),
        _ => Failure::Damaged(path.to_owned()),
    })?;
    let plain = Zeroizing::new(plain);
    let text = std::str::from_utf8(&plain).map_err(|_| Failure::Damaged(path.to_owned()))?;
    let keys = text.lines().filter_map(|line| line.split_once(' '));
    Ok(keys.map(|(server, key)| (server.to_owned(), key.into())).collect())
}

pub(super) fn write(path: &Path, passphrase: &SecretString, keys: &Keys) -> Result<(), Failure> {
    let mut plain = Zeroizing::new(String::new());
    for (server, key) in keys {
        plain.push_str(server);
        plain.push(' ');
        plain.push_str(key.expose_secret());
        plain.push('\n');
    }
    let mut recipient = Recipient::new(passphrase.clone());
    recipient.set_work_factor(WORK);
    let replace = || -> io::Result<()> {
        let bytes = age::encrypt(&recipient, plain.as_bytes()).map_err(io::Error::other)?;
        let dir = path.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(dir)?;
        // Made readable by this user alone.
        let mut file = tempfile::Builder::new().prefix(".writing-").tempfile_in(dir)?;
        file.write_all(&bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|failure| failure.error)?;
        Ok(())
    };
    replace().map_err(|error| failure("write", path, error))
}

pub(super) fn failure(what: &'static str, path: &Path, error: io::Error) -> Failure {
    Failure::File { what, path: path.to_owned(), why: error.to_string() }
}
