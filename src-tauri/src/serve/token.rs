//! What a program shows to be answered: 32 random bytes in a file that this user alone can read.

use stet_core::home::{self, Home};
use stet_core::{Code, Error, Result};

const BYTES: usize = 32;

/// The token, as hexadecimal digits; made when there is none yet, when the file holds something else, or when another one is
/// wanted.
///
/// Errors: `read-only`, `disk-full`, `io`; `internal` when the system has no random numbers.
pub fn of(home: &Home, another: bool) -> Result<String> {
    let path = home.token_file();
    let kept = home::read(&path)?.and_then(|bytes| String::from_utf8(bytes).ok());
    if let Some(token) = kept.map(|kept| kept.trim().to_owned()).filter(|kept| !another && is_token(kept)) {
        return Ok(token);
    }
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes)
        .map_err(|error| Error::new(Code::Internal, format!("The system gave no random numbers: {error}.")))?;
    let token: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    // A new file is readable by this user alone, and replaces the old one in one step.
    home::write(&path, token.as_bytes())?;
    Ok(token)
}

fn is_token(text: &str) -> bool {
    text.len() == 2 * BYTES && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_made_once_and_again_when_another_is_wanted() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::at(dir.path().join("stet"));
        let first = of(&home, false).unwrap();
        assert!(is_token(&first));
        assert_eq!(of(&home, false).unwrap(), first);
        let second = of(&home, true).unwrap();
        assert_ne!(second, first);
        assert_eq!(of(&home, false).unwrap(), second);
        home::write(&home.token_file(), b"").unwrap();
        assert!(is_token(&of(&home, false).unwrap()), "an empty one would let everybody in");
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let home = Home::at(dir.path());
        of(&home, false).unwrap();
        let mode = std::fs::metadata(home.token_file()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
