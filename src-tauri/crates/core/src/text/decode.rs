//! Bytes to text: UTF-8 or marked UTF-16; anything else is named instead of guessed at.

use crate::{Code, Error, Result};

/// How binary files start, and what a person calls them.
const SIGNATURES: [(&[u8], &str); 12] = [
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"GGUF", "a model file"),
    (b"SQLite format 3", "a database"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"OggS", "a sound file"),
];

/// The text in `bytes`, without its byte-order mark.
///
/// Errors: `text-unsuitable` for binary files, other encodings and NUL characters; `text-empty` for nothing but space.
pub fn decode(bytes: Vec<u8>) -> Result<String> {
    let text = match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes)?,
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes)?,
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest.to_vec())?,
        _ => utf8(bytes)?,
    };
    if let Some(at) = text.find('\0') {
        let line = text[..at].matches('\n').count() + 1;
        return Err(unsuitable(format!("The text has a NUL character in line {line}, so it is most likely not a text."))
            .hint("Remove the character, or choose a text file."));
    }
    if text.trim().is_empty() {
        return Err(Error::new(Code::TextEmpty, "The text is empty: there is nothing to work on."));
    }
    Ok(text)
}

fn utf8(bytes: Vec<u8>) -> Result<String> {
    if let Some((_, what)) = SIGNATURES.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Err(unsuitable(format!("This is {what}, not a text.")).hint("Copy the text out of it, or save it as plain text."));
    }
    String::from_utf8(bytes).map_err(|error| {
        let bytes = error.as_bytes();
        if bytes.contains(&0) {
            return unsuitable("This is a binary file, not a text.".into()).hint("Save it as plain text in UTF-8.");
        }
        let line = bytes[..error.utf8_error().valid_up_to()].iter().filter(|b| **b == b'\n').count() + 1;
        unsuitable(format!("Line {line} is not UTF-8; the text is in another encoding, perhaps Windows-1252, Latin-1 or GBK."))
            .hint("Save it as UTF-8 and try again.")
    })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String> {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let whole = bytes.len().is_multiple_of(2);
    let text = char::decode_utf16(units).collect::<std::result::Result<String, _>>().ok().filter(|_| whole);
    text.ok_or_else(|| unsuitable("The file says it is UTF-16, and is damaged.".into()).hint("Save it as UTF-8 and try again."))
}

fn unsuitable(message: String) -> Error {
    Error::new(Code::TextUnsuitable, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_and_the_rest_is_named() {
        assert_eq!(decode(b"\xef\xbb\xbfhi\r\n".to_vec()).unwrap(), "hi\r\n");
        let utf16 = |f: fn(u16) -> [u8; 2]| "\u{feff}héllo 🦊".encode_utf16().flat_map(f).collect::<Vec<_>>();
        assert_eq!(decode(utf16(u16::to_le_bytes)).unwrap(), "héllo 🦊");
        assert_eq!(decode(utf16(u16::to_be_bytes)).unwrap(), "héllo 🦊");
        for (bytes, code, word) in [
            (&b"%PDF-1.7"[..], Code::TextUnsuitable, "PDF"),
            (b"a\0b", Code::TextUnsuitable, "NUL"),
            (b"one\ncaf\xe9", Code::TextUnsuitable, "Line 2"),
            (b"\xff\xfea", Code::TextUnsuitable, "UTF-16"),
            (b" \n\t", Code::TextEmpty, "empty"),
            (b"", Code::TextEmpty, "empty"),
        ] {
            let error = decode(bytes.to_vec()).unwrap_err();
            assert_eq!(error.code, code);
            assert!(error.message.contains(word), "{}", error.message);
        }
    }
}
