//! Readable text, with its places, out of the files that people have.
//!
//! One room a format: bytes in, a [`Document`] out. What a file is, is seen in its bytes first and in its name second.
//! Whatever a file holds, reading ends within the [`Limits`] in a document or in an error that says why; still, the
//! libraries underneath were not written for files made to do harm, so the app reads in a process of its own that can
//! be killed. Deliberately absent: the network, other files than those asked for, and doing what a document says.

mod archive;
mod chats;
mod cues;
mod docx;
mod epub;
mod html;
mod kind;
mod limits;
mod mail;
mod pdf;
mod prose;
mod quoted;
mod source;
#[cfg(test)]
mod tests;
mod threads;
mod turns;
mod writer;
mod xml;

pub use kind::is_plain;
pub use limits::Limits;
pub use source::Source;
pub use threads::Mailbox;

use kind::Kind;
use stet_core::Result;
use stet_core::document::Document;

/// Reads one document out of its bytes; `name` is what the file is called, with its extension.
///
/// Errors: `text-unsuitable` (a format that is not read, damaged, encrypted, more than the limits allow), `text-empty`.
pub fn read(name: &str, bytes: Vec<u8>, limits: &Limits) -> Result<Document> {
    if bytes.len() as u64 > limits.bytes {
        return Err(source::too_large(limits));
    }
    match kind::of(name, &bytes)? {
        Kind::Text => prose::text(bytes, limits),
        Kind::Markdown => prose::markdown(bytes, limits),
        Kind::Html => html::document(&bytes, limits),
        Kind::Mail => mail::eml(&bytes, limits),
        Kind::Mbox => mail::mbox(&bytes, limits),
        Kind::Cues => cues::read(bytes, limits),
        Kind::Pdf => pdf::read(&bytes, limits),
        Kind::Zip => zipped(bytes, limits),
    }
}

/// A document that is a zip archive: which one, its members tell.
fn zipped(bytes: Vec<u8>, limits: &Limits) -> Result<Document> {
    let archive = archive::Archive::open(bytes, limits)?;
    let has = |name: &str| archive.names().any(|member| member == name);
    let begins = |start: &str| archive.names().any(|member| member.starts_with(start));
    if has("META-INF/container.xml") {
        epub::read(archive, limits)
    } else if begins("word/document") {
        docx::read(archive, limits)
    } else {
        let known = [
            (begins("xl/"), "spreadsheets (this is an Excel workbook)"),
            (begins("ppt/"), "presentations (this is a PowerPoint one)"),
            (has("content.xml"), "OpenDocument files yet; save it as DOCX or PDF"),
        ];
        let what = known.into_iter().find_map(|(is, what)| is.then_some(what));
        Err(limits::unknown(what.unwrap_or("zip archives; unpack it and name a file inside")))
    }
}
