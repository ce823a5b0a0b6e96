//! How much a document may be, and the words for one that is more than that, damaged or locked.
//!
//! A limit ends reading with an error that says which it was; nothing is cut off silently. Only of the newest threads of a
//! mailbox it is in the name that there may be more.

use std::fmt::Display;
use stet_core::{Code, Error};

/// How much a document may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file, or of all files of a Maildir together.
    pub bytes: u64,
    /// Bytes that an archive (DOCX, EPUB) may unpack to, all of its members that are read together.
    pub unpacked: u64,
    /// How many times its packed size a member may unpack to, once it is larger than a megabyte.
    pub ratio: u64,
    /// Members of an archive.
    pub members: usize,
    /// Elements inside one another in XML. HTML has no such limit, since it is read without a tree.
    pub depth: usize,
    /// Parts of one mail, those of mails inside it included.
    pub parts: usize,
    /// Mails of a mailbox.
    pub messages: usize,
    /// Mails of a mailbox that its newest threads are looked for in: those that came in last.
    pub newest: usize,
    /// Bytes of each of those mails. The text comes first in a mail, so what is beyond is attachments.
    pub beginning: usize,
    /// Threads of a mailbox: those with the latest messages.
    pub threads: usize,
    /// Pages of a PDF.
    pub pages: usize,
    /// Characters of readable text.
    pub chars: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            bytes: 64 << 20,
            unpacked: 256 << 20,
            ratio: 200,
            members: 10_000,
            depth: 256,
            parts: 500,
            messages: 10_000,
            newest: 500,
            beginning: 1 << 20,
            threads: 8,
            pages: 2_000,
            chars: 20_000_000,
        }
    }
}

/// What can be read, for the hint of whatever can't.
pub(crate) const READABLE: &str =
    "Stet reads text, Markdown, HTML, e-mail (EML, mbox, Maildir), subtitles (VTT, SRT), PDF, DOCX and EPUB.";

/// A limit was met: `what` ("This PDF has 9000 pages"), and the limit ("2000").
pub(crate) fn too_much(what: impl Display, most: impl Display) -> Error {
    Error::new(Code::TextUnsuitable, format!("{what}; the most Stet reads is {most}."))
        .hint("Give it a part of the document, for example the chapter or the messages that matter.")
}

/// Something that no honest document does.
pub(crate) fn hostile(what: impl Display) -> Error {
    Error::new(Code::TextUnsuitable, format!("{what}, which is how a file made to do harm looks. It was not read."))
        .hint("If you trust it, open it where it was made and save it once more, or copy the words out of it.")
}

/// It is not whole, or not what it says it is.
pub(crate) fn damaged(what: &str, why: impl Display) -> Error {
    Error::new(Code::TextUnsuitable, format!("This {what} is damaged or incomplete: {why}."))
        .hint("Get the file once more, or open it where it was made and save it again.")
}

/// It can be read only with a password or a key.
pub(crate) fn locked(what: &str) -> Error {
    Error::new(Code::TextUnsuitable, format!("This {what} is encrypted, so its text can't be read."))
        .hint("Open it with its password and save a copy without one, or copy the words out of it.")
}

/// It is of a format that is not read.
pub(crate) fn unknown(what: impl Display) -> Error {
    Error::new(Code::TextUnsuitable, format!("Stet can't read {what}.")).hint(READABLE)
}
