//! PDF, page by page: without running heads, page numbers and the hyphens of line ends.
//!
//! The library panics over what it does not know, so each page is read by itself and a page that fails is counted. A
//! page without text is said to be one: nothing is recognized in pictures.

mod pages;

use crate::limits::{Limits, damaged, locked, too_much};
use crate::writer::{Writer, enough};
use pdf_extract::{Document as Pdf, Object, PlainTextOutput};
use std::panic::{AssertUnwindSafe, catch_unwind};
use stet_core::document::{Document, Form, Place};
use stet_core::{Code, Error, Result};

/// Of a page's characters that many can't be letters, in a hundred, when its fonts don't tell what they are.
const GARBLED: usize = 30;

/// A PDF.
///
/// Errors: `text-unsuitable` (damaged, encrypted, too many pages, too long), `text-empty` when no page has text.
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Document> {
    let pdf = match caught(|| Pdf::load_mem(bytes)) {
        Some(Ok(pdf)) => pdf,
        Some(Err(pdf_extract::Error::Decryption(_) | pdf_extract::Error::InvalidPassword)) => {
            return Err(locked("PDF"));
        }
        Some(Err(error)) => return Err(damaged("PDF", error)),
        None => return Err(damaged("PDF", "it is not built as a PDF is")),
    };
    // It was opened with the empty password if that was enough; then nothing of the encryption is left.
    if pdf.trailer.has(b"Encrypt") {
        return Err(locked("PDF"));
    }
    let count = caught(|| pdf.get_pages().len()).unwrap_or(0);
    if count == 0 {
        return Err(damaged("PDF", "no pages are found in it"));
    }
    if count > limits.pages {
        return Err(too_much(format!("This PDF has {count} pages"), limits.pages));
    }
    let mut texts = Vec::new();
    let (mut unread, mut chars) = (Vec::new(), 0);
    for number in 1..=count as u32 {
        let text = page(&pdf, number).filter(|text| !garbled(text));
        if text.is_none() {
            unread.push(number);
        }
        let text = text.unwrap_or_default();
        chars += text.chars().count();
        enough(chars, limits)?;
        texts.push(text);
    }
    let empty = texts.iter().filter(|text| text.trim().is_empty()).count() - unread.len();
    if unread.len() + empty == count {
        return Err(nothing(count, empty));
    }
    let mut writer = Writer::new(limits);
    let mut open = false;
    for (text, number) in pages::cleaned(&texts).iter().zip(1..) {
        writer.place(Place { page: Some(number), ..Place::default() });
        let goes_on = open && text.trim_start().starts_with(char::is_lowercase);
        match goes_on {
            true => writer.line(text.trim())?,
            false => writer.paragraph(text.trim())?,
        }
        open = text.trim_end().ends_with(|c: char| c.is_alphanumeric() || matches!(c, ',' | ';'));
    }
    if empty > 0 {
        let message = format!("{empty} of {count} pages have no text; they may be scans or pictures.");
        writer.warn("pages-without-text", message);
    }
    if !unread.is_empty() {
        let numbers = unread.iter().take(20).map(u32::to_string).collect::<Vec<_>>().join(", ");
        let message = format!("{} of {count} pages could not be read ({numbers}).", unread.len());
        writer.warn("pages-unread", message);
    }
    writer.finish(caught(|| title(&pdf)).flatten(), Form::Prose)
}

/// What `read` gives; nothing when it panics.
fn caught<T>(read: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(read)).ok()
}

/// The text of a page; none when it can't be read. What the first library can't do, the one under it may.
fn page(pdf: &Pdf, number: u32) -> Option<String> {
    let laid_out = caught(|| {
        let mut text = String::new();
        let mut output = PlainTextOutput::new(&mut text);
        pdf_extract::output_doc_page(pdf, &mut output, number).ok()?;
        Some(text)
    });
    let text = laid_out.flatten().or_else(|| caught(|| pdf.extract_text(&[number]).ok()).flatten())?;
    Some(pages::letters(&text))
}

/// Whether most of it is no text: characters without a meaning.
fn garbled(text: &str) -> bool {
    let no_letter = |c: &char| {
        matches!(*c, char::REPLACEMENT_CHARACTER | '\u{E000}'..='\u{F8FF}') || (c.is_control() && !c.is_whitespace())
    };
    let all = text.chars().filter(|c| !c.is_whitespace()).count();
    text.chars().filter(no_letter).count() * 100 > all * GARBLED
}

fn nothing(count: usize, empty: usize) -> Error {
    let pages = if count == 1 { "The page".to_owned() } else { format!("None of the {count} pages") };
    let verb = if count == 1 { "has no text" } else { "has text" };
    if empty > 0 {
        Error::new(Code::TextEmpty, format!("{pages} of this PDF {verb}; it is probably a scan."))
            .hint("Have its text recognized first, for example with OCRmyPDF, and give Stet the result.")
    } else {
        Error::new(
            Code::TextUnsuitable,
            "The text of this PDF can't be read: its fonts don't tell which letters they draw.",
        )
        .hint("Copy the words out of it if a viewer lets you, or save it once more from where it was made.")
    }
}

fn title(pdf: &Pdf) -> Option<String> {
    let info = match pdf.trailer.get(b"Info").ok()? {
        Object::Reference(id) => pdf.get_dictionary(*id).ok()?,
        Object::Dictionary(info) => info,
        _ => return None,
    };
    pdf_extract::decode_text_string(info.get(b"Title").ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::pdf;

    #[test]
    fn pages_are_places() {
        let document = read(&pdf(&["First page.", "", "Third page."]), &Limits::default()).unwrap();
        assert_eq!(document.text, "First page.\n\nThird page.");
        assert_eq!(document.place(0).unwrap().page, Some(1));
        assert_eq!(document.place(document.text.len() - 1).unwrap().page, Some(3));
        assert_eq!(document.warnings[0].message, "1 of 3 pages have no text; they may be scans or pictures.");
    }

    #[test]
    fn scans_limits_damage_and_encryption_are_told_apart() {
        let limits = Limits { pages: 2, chars: 100, ..Limits::default() };
        assert_eq!(read(&pdf(&["", ""]), &limits).unwrap_err().code, Code::TextEmpty);
        assert!(read(&pdf(&["a", "b", "c"]), &limits).unwrap_err().message.contains("3 pages"));
        let long = "long ".repeat(50);
        assert!(read(&pdf(&[long.as_str()]), &limits).unwrap_err().message.contains("too long"));
        let whole = pdf(&["First page."]);
        assert_eq!(read(&whole[..whole.len() / 2], &limits).unwrap_err().code, Code::TextUnsuitable);
        assert_eq!(read(b"%PDF-1.7\nand nothing else", &limits).unwrap_err().code, Code::TextUnsuitable);
        let encrypted =
            String::from_utf8(whole).unwrap().replace("/Root", "/Encrypt << /Filter /Standard /V 2 /R 3 >> /Root");
        assert!(read(encrypted.as_bytes(), &limits).unwrap_err().message.contains("encrypted"));
    }
}
