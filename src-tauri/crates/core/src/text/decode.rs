//! Bytes to text: UTF-8, or UTF-16 with a byte-order mark. Anything else is named, not guessed at.

use crate::{Code, Error, Result};

/// The text in `bytes`, without a byte-order mark and otherwise unchanged.
///
/// Errors: `text-unsuitable`, saying what the bytes seem to be; `text-empty` when there is nothing but whitespace.
pub fn decode(bytes: Vec<u8>) -> Result<String> {
    if bytes.starts_with(&[0xFF, 0xFE, 0, 0]) || bytes.starts_with(&[0, 0, 0xFE, 0xFF]) {
        return Err(unsuitable("UTF-32 text", SAVE_AS_UTF8));
    }
    let text = match bytes.as_slice() {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes)?,
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes)?,
        _ => utf8(bytes)?,
    };
    if text.contains('\0') {
        return Err(unsuitable("binary data (it contains NUL bytes)", NOT_TEXT));
    }
    if text.trim().is_empty() {
        return Err(Error::new(Code::TextEmpty, "There is no text to work on.").hint("Give it at least one word."));
    }
    Ok(text)
}

const SAVE_AS_UTF8: &str = "Save the file as UTF-8 and try again.";
const NOT_TEXT: &str = "Give Stet plain text: copy the words out of the document, or save it as a text file.";

fn unsuitable(what: &str, hint: &str) -> Error {
    Error::new(Code::TextUnsuitable, format!("This is not text that Stet can read: it seems to be {what}.")).hint(hint)
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let text = char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).collect::<Result<String, _>>();
    match text {
        Ok(text) if rest.is_empty() => Ok(text),
        _ => Err(unsuitable("damaged or truncated UTF-16 text", SAVE_AS_UTF8)),
    }
}

fn utf8(mut bytes: Vec<u8>) -> Result<String> {
    if let Some(what) = signature(&bytes) {
        return Err(unsuitable(what, NOT_TEXT));
    }
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        bytes.drain(..3);
    }
    String::from_utf8(bytes).map_err(|error| {
        let (what, hint) = guess(error.as_bytes());
        unsuitable(what, hint).because(error.utf8_error())
    })
}

/// What a file begins with that is certainly not prose. Signatures of letters alone count only in front of something
/// that no plain text holds, so that a text *about* a format is still a text.
fn signature(bytes: &[u8]) -> Option<&'static str> {
    const CERTAIN: &[(&[u8], &str)] = &[
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (b"\xFF\xD8\xFF", "a JPEG image"),
        (b"PK\x03\x04", "a zip archive (or a DOCX, XLSX, ODT or EPUB document, which are zip archives)"),
        (b"PK\x05\x06", "an empty zip archive"),
        (b"\x1F\x8B", "a gzip archive"),
        (b"7z\xBC\xAF\x27\x1C", "a 7z archive"),
        (b"Rar!\x1A\x07", "a RAR archive"),
        (b"\xFD7zXZ\0", "an xz archive"),
        (b"\x28\xB5\x2F\xFD", "a zstd archive"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an old Microsoft Office document"),
        (b"\x7FELF", "a program"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"II*\0", "a TIFF image"),
        (b"MM\0*", "a TIFF image"),
        (b"%PDF-", "a PDF"),
        (b"{\\rtf", "an RTF document"),
    ];
    const OF_LETTERS: &[(&[u8], &str)] = &[
        (b"GIF8", "a GIF image"),
        (b"BM", "a BMP image"),
        (b"MZ", "a Windows program"),
        (b"GGUF", "a GGUF model"),
        (b"BZh", "a bzip2 archive"),
        (b"OggS", "an Ogg recording"),
        (b"ID3", "an MP3 recording"),
        (b"fLaC", "a FLAC recording"),
    ];
    let starts = |table: &[(&[u8], &'static str)]| table.iter().find(|(s, _)| bytes.starts_with(s)).map(|(_, w)| *w);
    if let Some(what) = starts(CERTAIN) {
        return Some(what);
    }
    let head = &bytes[..bytes.len().min(4096)];
    if !head.contains(&0) {
        return None;
    }
    match (bytes.get(..4), bytes.get(4..8), bytes.get(8..12)) {
        (Some(b"RIFF"), _, Some(b"WEBP")) => return Some("a WebP image"),
        (Some(b"RIFF"), _, _) => return Some("a sound or video file"),
        (_, Some(b"ftyp"), _) => return Some("a video or HEIC image"),
        _ => {}
    }
    starts(OF_LETTERS).or_else(|| unmarked_utf16(head).then_some("UTF-16 text without a byte-order mark"))
}

/// Western text in UTF-16 has a NUL in every other byte.
fn unmarked_utf16(head: &[u8]) -> bool {
    let nuls = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let pairs = head.len() / 2;
    let (even, odd) = (nuls(0), nuls(1));
    pairs >= 2 && even.max(odd) * 10 >= pairs * 7 && even.min(odd) * 10 <= pairs
}

/// What bytes that are not UTF-8 seem to be, and what to do about it.
fn guess(bytes: &[u8]) -> (&'static str, &'static str) {
    let count = |is: fn(&u8) -> bool| bytes.iter().filter(|b| is(b)).count();
    let controls = count(|b| matches!(*b, 0..=8 | 14..=31 | 127));
    let high = count(|b| *b >= 0x80);
    if controls * 50 > bytes.len() || bytes.contains(&0) {
        ("binary data", NOT_TEXT)
    } else if high * 3 < bytes.len() {
        ("text in an older encoding, probably Windows-1252 or Latin-1 text", SAVE_AS_UTF8)
    } else {
        ("text in another encoding, perhaps GBK, Big5, Shift JIS or Windows-1251", SAVE_AS_UTF8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(bytes: &[u8]) -> String {
        let error = decode(bytes.to_vec()).unwrap_err();
        assert_eq!(error.code, Code::TextUnsuitable, "{error}");
        assert!(error.hint.is_some());
        error.message
    }

    #[test]
    fn reads_utf8_and_marked_utf16() {
        let le: Vec<u8> =
            [0xFF, 0xFE].into_iter().chain("né 🙂\r\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let be: Vec<u8> =
            [0xFE, 0xFF].into_iter().chain("né 🙂\r\n".encode_utf16().flat_map(u16::to_be_bytes)).collect();
        for bytes in [le, be, "né 🙂\r\n".into(), b"\xEF\xBB\xBFn\xC3\xA9 \xF0\x9F\x99\x82\r\n".to_vec()] {
            assert_eq!(decode(bytes).unwrap(), "né 🙂\r\n");
        }
        assert_eq!(decode(b"GIF89a is a format; BMW too.".to_vec()).unwrap(), "GIF89a is a format; BMW too.");
    }

    #[test]
    fn names_what_it_cannot_read() {
        for (bytes, what) in [
            (&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], "a PNG image"),
            (b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n", "a PDF"),
            (b"PK\x03\x04\x14\0\x06\0", "a zip archive"),
            (b"GGUF\x03\0\0\0", "a GGUF model"),
            (b"RIFF\x10\0\0\0WEBPVP8 ", "a WebP image"),
            (b"caf\xE9 cr\xE8me, s'il vous pla\xEEt", "probably Windows-1252 or Latin-1 text"),
            (b"\xC4\xE3\xBA\xC3\xA3\xAC\xCA\xC0\xBD\xE7", "GBK"),
            (b"hello\0world and so on", "NUL bytes"),
            (b"h\0e\0l\0l\0o\0 \0y\0o\0u\0", "UTF-16 text without a byte-order mark"),
            (b"\xFF\xFE\0\0h\0\0\0", "UTF-32 text"),
            (b"\xFF\xFEh\0e", "UTF-16"),
            (b"\xFF\xFE\x00\xD8h\0", "UTF-16"),
            (b"\x01\x02\x03\xFF\x80\x90", "binary data"),
        ] {
            let message = refusal(bytes);
            assert!(message.contains(what), "{message}");
        }
    }

    #[test]
    fn nothing_to_work_on() {
        for bytes in [&b""[..], b" \r\n\t", b"\xEF\xBB\xBF", b"\xFF\xFE \0", "\u{3000}\u{a0}".as_bytes()] {
            assert_eq!(decode(bytes.to_vec()).unwrap_err().code, Code::TextEmpty);
        }
    }
}
