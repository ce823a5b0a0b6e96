//! The key that a server asks for.

use crate::{Code, Error, Result};
use reqwest::header::HeaderValue;
pub use secrecy::SecretString;
use secrecy::{ExposeSecret, zeroize::Zeroizing};

/// A secret that can't be printed, logged or serialized, and is wiped from memory when it is dropped.
#[derive(Clone)]
pub struct Key(SecretString);

impl Key {
    /// Errors: `usage`, for what can't stand in a header of HTTP; the message does not repeat it.
    pub fn new(secret: SecretString) -> Result<Key> {
        let given = secret.expose_secret();
        let key = given.trim();
        if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::new(Code::Usage, "This is no key: it is empty, or has spaces or letters beyond ASCII.")
                .hint("Copy the key again, alone."));
        }
        Ok(Key(if key.len() == given.len() { secret } else { SecretString::from(key) }))
    }

    /// The header that shows the key to the server, marked so that the HTTP library prints none of it.
    pub(super) fn header(&self) -> HeaderValue {
        let bearer = Zeroizing::new(format!("Bearer {}", self.0.expose_secret()));
        let mut value = HeaderValue::from_str(&bearer).expect("a key holds only what a header may hold");
        value.set_sensitive(true);
        value
    }

    /// What a server said, without the key, should it have been repeated.
    pub(super) fn scrub(&self, said: &str) -> String {
        said.replace(self.0.expose_secret(), "…")
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}
