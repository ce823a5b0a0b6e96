//! Writes a document: text, the places it is from, and what could not be read.
//!
//! The one place where marks are made, so that they are sound whatever a file holds: a place is marked at the first
//! character that is written after it was named.

use crate::limits::{Limits, too_much};
use stet_core::document::{Document, Form, Mark, Place};
use stet_core::run::Warning;
use stet_core::{Code, Error, Result};

pub(crate) struct Writer<'a> {
    limits: &'a Limits,
    text: String,
    chars: usize,
    lost: usize,
    images: usize,
    next: Option<Place>,
    marks: Vec<Mark>,
    warnings: Vec<Warning>,
}

/// A document with an image for fewer characters than these is mostly images.
const CHARS_AN_IMAGE: usize = 1_000;

impl<'a> Writer<'a> {
    pub fn new(limits: &'a Limits) -> Self {
        Writer {
            limits,
            text: String::new(),
            chars: 0,
            lost: 0,
            images: 0,
            next: None,
            marks: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// What is written next is from this place.
    pub fn place(&mut self, place: Place) {
        self.next = Some(place);
    }

    /// What is written next stands under this heading, itself included.
    pub fn section(&mut self, heading: &str) {
        let section = Some(heading.split_whitespace().collect::<Vec<_>>().join(" "));
        self.place(Place { section, ..Place::default() });
    }

    /// Text that a blank line sets off.
    pub fn paragraph(&mut self, text: &str) -> Result<()> {
        self.write("\n\n", text)
    }

    /// Text on a line of its own.
    pub fn line(&mut self, text: &str) -> Result<()> {
        self.write("\n", text)
    }

    /// Text that goes on in the same line.
    pub fn words(&mut self, text: &str) -> Result<()> {
        self.write(" ", text)
    }

    /// Images were seen that can't be read.
    pub fn images(&mut self, number: usize) {
        self.images += number;
    }

    pub fn warn(&mut self, code: &str, message: impl Into<String>) {
        self.warnings.push(Warning::new(code, message));
    }

    /// Errors: `text-unsuitable` when the document is too long.
    fn write(&mut self, gap: &str, text: &str) -> Result<()> {
        let text: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
        let text = text.trim_start_matches('\n').trim_end();
        if text.trim().is_empty() {
            return Ok(());
        }
        if !self.text.is_empty() {
            self.text.push_str(gap);
        }
        if let Some(place) = self.next.take()
            && self.marks.last().is_none_or(|mark| mark.place != place)
        {
            self.marks.push(Mark { at: self.text.len(), place });
        }
        self.text.push_str(text);
        for c in text.chars() {
            self.chars += 1;
            self.lost += usize::from(c == char::REPLACEMENT_CHARACTER);
        }
        enough(self.chars, self.limits)
    }

    /// The document.
    ///
    /// Errors: `text-empty` when nothing was written.
    pub fn finish(mut self, title: Option<String>, form: Form) -> Result<Document> {
        if self.text.is_empty() {
            let images = if self.images > 0 { ", only images" } else { "" };
            return Err(Error::new(Code::TextEmpty, format!("There is no text in this document{images}."))
                .hint("If it is a scan or a picture, have its text recognized first."));
        }
        if self.images > 0 && self.chars < self.images * CHARS_AN_IMAGE {
            let message = match self.images {
                1 => "An image in this document was not read.".to_owned(),
                images => format!("{images} images in this document were not read."),
            };
            self.warn("images-unread", message);
        }
        if self.lost > 0 {
            let message = format!("{} characters of this document could not be decoded.", self.lost);
            self.warn("characters-lost", message);
        }
        let document = Document {
            title: title.and_then(|title| self::title(&title)),
            form,
            text: self.text,
            marks: self.marks,
            warnings: self.warnings,
        };
        debug_assert!(document.sound());
        Ok(document)
    }
}

/// Errors: `text-unsuitable` when these are more characters than a document may have.
pub(crate) fn enough(chars: usize, limits: &Limits) -> Result<()> {
    if chars > limits.chars {
        return Err(too_much("The text of this document is too long", format!("{} characters", limits.chars)));
    }
    Ok(())
}

/// A title on one line; none when there is nothing in it.
fn title(words: &str) -> Option<String> {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let title: String = words.chars().filter(|c| !c.is_control()).take(300).collect();
    (!title.is_empty()).then_some(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_marked_where_text_follows() {
        let limits = Limits::default();
        let mut writer = Writer::new(&limits);
        writer.section("Nothing under it");
        writer.section("  One\n heading ");
        writer.paragraph(" \n").unwrap();
        writer.paragraph("first\0").unwrap();
        writer.section("One heading");
        writer.line("same").unwrap();
        let document = writer.finish(Some(" A \n title ".into()), Form::Prose).unwrap();
        assert_eq!(document.text, "first\nsame");
        assert_eq!(document.title.as_deref(), Some("A title"));
        assert_eq!(document.marks.len(), 1);
        assert_eq!(document.place(0).unwrap().section.as_deref(), Some("One heading"));
    }

    #[test]
    fn too_long_empty_and_unread() {
        let limits = Limits { chars: 10, ..Limits::default() };
        let mut writer = Writer::new(&limits);
        assert_eq!(writer.paragraph("twelve chars").unwrap_err().code, Code::TextUnsuitable);
        assert_eq!(Writer::new(&limits).finish(None, Form::Prose).unwrap_err().code, Code::TextEmpty);
        let mut writer = Writer::new(&limits);
        writer.images(2);
        writer.paragraph("a\u{fffd}").unwrap();
        let codes: Vec<_> =
            writer.finish(None, Form::Prose).unwrap().warnings.into_iter().map(|warning| warning.code).collect();
        assert_eq!(codes, ["images-unread", "characters-lost"]);
    }
}
