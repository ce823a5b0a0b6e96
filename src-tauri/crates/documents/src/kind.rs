//! What a file is: by its bytes where they are certain, by its name, and by what its text looks like.

use crate::limits::{READABLE, locked};
use regex::bytes::Regex;
use std::sync::LazyLock;
use stet_core::Result;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Markdown,
    Html,
    Mail,
    Mbox,
    /// VTT or SRT.
    Cues,
    Pdf,
    /// A document that is a zip archive.
    Zip,
}

/// How much of a file is looked at.
const HEAD: usize = 4096;

static MAIL_HEADER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?im)^(?:Received|Return-Path|Message-ID|MIME-Version|Delivered-To|From|To|Date|Subject|DKIM-Signature):",
    )
    .expect("a valid pattern")
});
static CUE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?m)\A\s*\d+\r?\n\s*\d{1,2}:\d\d:\d\d[.,]\d{1,3}\s*-->").expect("a valid pattern"));

/// Whether a file is text as it stands or Markdown, going by its name and its first bytes: nothing in it is hidden from
/// a reader, so it needs none of the rooms here.
pub fn is_plain(name: &str, head: &[u8]) -> bool {
    matches!(guess(name, head), Kind::Text | Kind::Markdown)
}

/// What the file is.
///
/// Errors: `text-unsuitable` for formats that are known and not read.
pub(crate) fn of(name: &str, bytes: &[u8]) -> Result<Kind> {
    // An encrypted DOCX is wrapped in the format of old Office documents, and says so in UTF-16.
    if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        let words: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let encrypted = bytes.windows(words.len()).any(|window| window == words);
        return Err(match encrypted {
            true => locked("Office document"),
            false => crate::limits::unknown("old Microsoft Office documents; save it as DOCX or PDF"),
        });
    }
    Ok(guess(name, bytes))
}

/// What a text that is none that can be read says, with what can be.
pub(crate) fn readable(error: stet_core::Error) -> stet_core::Error {
    match error.code {
        stet_core::Code::TextUnsuitable => error.hint(READABLE),
        _ => error,
    }
}

fn guess(name: &str, bytes: &[u8]) -> Kind {
    let head = &bytes[..bytes.len().min(HEAD)];
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    let start = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let begins = |words: &str| start.get(..words.len()).is_some_and(|s| s.eq_ignore_ascii_case(words.as_bytes()));
    if start.starts_with(b"%PDF-") || (extension == "pdf" && head.windows(5).any(|window| window == b"%PDF-")) {
        return Kind::Pdf;
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Kind::Zip;
    }
    if start.starts_with(b"WEBVTT") || CUE.is_match(start) {
        return Kind::Cues;
    }
    match extension.as_str() {
        "htm" | "html" | "xhtml" => return Kind::Html,
        "md" | "markdown" => return Kind::Markdown,
        "vtt" | "srt" => return Kind::Cues,
        "mbox" | "mbx" => return Kind::Mbox,
        "eml" => return Kind::Mail,
        _ => {}
    }
    let headers = |bytes: &[u8]| MAIL_HEADER.find_iter(bytes).take(3).count() == 3;
    if begins("<!doctype html") || begins("<html") {
        Kind::Html
    } else if start.starts_with(b"From ") && headers(start) {
        Kind::Mbox
    } else if mail_like(start) && headers(start) {
        Kind::Mail
    } else {
        Kind::Text
    }
}

/// Begins with a header that only the machines on the way write.
fn mail_like(start: &[u8]) -> bool {
    ["received:", "return-path:", "delivered-to:", "mime-version:", "message-id:", "dkim-signature:"]
        .iter()
        .any(|header| start.get(..header.len()).is_some_and(|s| s.eq_ignore_ascii_case(header.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_before_the_name() {
        for (name, bytes, kind) in [
            ("a.txt", &b"%PDF-1.7\n"[..], Kind::Pdf),
            ("a.pdf", b"junk\n%PDF-1.4\n", Kind::Pdf),
            ("a.pdf", b"Only a text.", Kind::Text),
            ("a.txt", b"PK\x03\x04\x14\0", Kind::Zip),
            ("a", b"WEBVTT\n\n", Kind::Cues),
            ("a", b"1\n00:00:01,000 --> 00:00:02,000\nHi\n", Kind::Cues),
            ("notes.MD", b"# A", Kind::Markdown),
            ("a", b" <!DOCTYPE html><p>Hi", Kind::Html),
            ("a", b"From a@b Mon May  2 10:31:00 2026\nFrom: a\nTo: b\nDate: c\n\nHi", Kind::Mbox),
            ("a", b"Received: by x\nFrom: a\nTo: b\nDate: c\n\nHi", Kind::Mail),
            ("a.txt", b"From: a\nTo: b\nSubject: c\n\nHi", Kind::Text),
            ("", b"Dear Anna", Kind::Text),
        ] {
            assert_eq!(guess(name, bytes), kind, "{name} {:?}", String::from_utf8_lossy(bytes));
        }
        assert!(is_plain("a.md", b"# A") && !is_plain("a.eml", b"From: a"));
    }

    #[test]
    fn old_and_encrypted_office_documents_are_told_apart() {
        let old = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and so on".to_vec();
        assert!(of("a.doc", &old).unwrap_err().message.contains("old Microsoft Office"));
        let name = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes);
        let encrypted: Vec<u8> = old.into_iter().chain(name).collect();
        assert!(of("a.docx", &encrypted).unwrap_err().message.contains("encrypted"));
    }
}
