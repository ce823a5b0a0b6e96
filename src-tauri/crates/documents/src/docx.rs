//! DOCX: paragraphs, headings as sections, tables row by row.
//!
//! The text as it would be printed: what was deleted or moved away under tracked changes, comments, and the codes of
//! fields are left out.

use crate::archive::Archive;
use crate::limits::Limits;
use crate::writer::Writer;
use crate::xml::{Node, attribute, walk};
use quick_xml::events::BytesStart;
use std::collections::HashSet;
use stet_core::Result;
use stet_core::document::{Document, Form};

pub(crate) fn read(mut archive: Archive, limits: &Limits) -> Result<Document> {
    let main =
        archive.names().find(|name| name.starts_with("word/document") && name.ends_with(".xml")).map(str::to_owned);
    let body = archive.need(main.as_deref().unwrap_or("word/document.xml"))?;
    let styles = archive.read("word/styles.xml")?.map(|xml| heading_styles(&xml, limits)).transpose()?;
    let title = archive.read("docProps/core.xml")?.map(|xml| title(&xml, limits)).transpose()?.flatten();
    let mut writer = Writer::new(limits);
    let mut body_reader = Body { headings: styles.unwrap_or_default(), ..Body::default() };
    walk(&body, "document", limits, |node| body_reader.see(node, &mut writer))?;
    writer.images(body_reader.images);
    if archive.has("word/comments.xml") {
        writer.warn("comments-left-out", "The comments in this document were left out.");
    }
    writer.finish(title, Form::Prose)
}

/// The ids of the styles that are headings: their names are the same in every language.
fn heading_styles(xml: &[u8], limits: &Limits) -> Result<HashSet<String>> {
    let mut headings = HashSet::new();
    let mut style = None;
    walk(xml, "document", limits, |node| {
        if let Node::Start(start) = node {
            match start.local_name().as_ref() {
                "style" => style = attribute(start, "styleId"),
                "name" => {
                    let name = attribute(start, "val").unwrap_or_default().to_lowercase();
                    if name == "title" || name.starts_with("heading ") {
                        headings.extend(style.clone());
                    }
                }
                _ => {}
            }
        }
        Ok(())
    })?;
    Ok(headings)
}

fn title(xml: &[u8], limits: &Limits) -> Result<Option<String>> {
    let mut title = None;
    let mut inside = false;
    walk(xml, "document", limits, |node| {
        match node {
            Node::Start(start) => inside = start.local_name().as_ref() == "title",
            Node::End(_) => inside = false,
            Node::Text(text) if inside => title.get_or_insert_with(String::new).push_str(text),
            Node::Text(_) => {}
        }
        Ok(())
    })?;
    Ok(title)
}

#[derive(Default)]
struct Body {
    headings: HashSet<String>,
    images: usize,
    /// The paragraphs being read: one inside another is a text box.
    paragraphs: Vec<Paragraph>,
    /// The cells of the rows being read: a row inside another is a table in a table.
    rows: Vec<Vec<String>>,
    /// A row was written last, so the next one is of the same table.
    after_row: bool,
    /// Inside words, which are the only text that is printed.
    words: bool,
    /// How many of what is not printed are open.
    left_out: usize,
}

#[derive(Default)]
struct Paragraph {
    text: String,
    heading: bool,
    item: bool,
}

/// What is not printed: text that was moved away, and the second version of what is there for older programs.
const LEFT_OUT: &[&str] = &["moveFrom", "Fallback", "del"];

impl Body {
    fn see(&mut self, node: Node<'_>, writer: &mut Writer) -> Result<()> {
        match node {
            Node::Start(start) => {
                self.start(start);
                Ok(())
            }
            Node::End(name) => self.end(name, writer),
            Node::Text(text) => {
                if self.words && self.left_out == 0 {
                    self.say(text);
                }
                Ok(())
            }
        }
    }

    fn say(&mut self, text: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.text.push_str(text);
        }
    }

    fn start(&mut self, start: &BytesStart) {
        let name = start.local_name();
        let name = name.as_ref();
        if LEFT_OUT.contains(&name) {
            self.left_out += 1;
        }
        if self.left_out > 0 {
            return;
        }
        match name {
            "p" => self.paragraphs.push(Paragraph::default()),
            "tr" => self.rows.push(Vec::new()),
            "tc" => {
                if let Some(row) = self.rows.last_mut() {
                    row.push(String::new());
                }
            }
            "t" => self.words = true,
            "tab" if self.paragraphs.last().is_some_and(|paragraph| !paragraph.text.is_empty()) => self.say("\t"),
            "br" | "cr" => self.say("\n"),
            "noBreakHyphen" => self.say("-"),
            "drawing" | "pict" => self.images += 1,
            "pStyle" => {
                let heading = attribute(start, "val").is_some_and(|style| self.headings.contains(&style));
                self.mark(|paragraph| paragraph.heading |= heading);
            }
            "outlineLvl" => {
                // Level nine is body text.
                let heading = attribute(start, "val").is_some_and(|level| level != "9");
                self.mark(|paragraph| paragraph.heading |= heading);
            }
            "numPr" => self.mark(|paragraph| paragraph.item = true),
            _ => {}
        }
    }

    fn mark(&mut self, mark: impl FnOnce(&mut Paragraph)) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            mark(paragraph);
        }
    }

    fn end(&mut self, name: &str, writer: &mut Writer) -> Result<()> {
        if self.left_out > 0 {
            self.left_out -= usize::from(LEFT_OUT.contains(&name));
            return Ok(());
        }
        match name {
            "t" => self.words = false,
            "p" => {
                if let Some(paragraph) = self.paragraphs.pop() {
                    return self.paragraph(paragraph, writer);
                }
            }
            "tr" => {
                let row = self.rows.pop().unwrap_or_default().join("\t");
                if let Some(cell) = self.rows.last_mut().and_then(|row| row.last_mut()) {
                    add(cell, &row);
                } else if !row.trim().is_empty() {
                    let first = !std::mem::replace(&mut self.after_row, true);
                    return if first { writer.paragraph(&row) } else { writer.line(&row) };
                }
            }
            "tbl" if self.rows.is_empty() => self.after_row = false,
            _ => {}
        }
        Ok(())
    }

    fn paragraph(&mut self, paragraph: Paragraph, writer: &mut Writer) -> Result<()> {
        let text = paragraph.text.trim();
        if text.is_empty() {
            return Ok(());
        }
        if let Some(cell) = self.rows.last_mut().and_then(|row| row.last_mut()) {
            add(cell, text);
            return Ok(());
        }
        if paragraph.heading {
            writer.section(text);
        }
        match paragraph.item && !paragraph.heading {
            true => writer.line(&format!("- {text}")),
            false => writer.paragraph(text),
        }
    }
}

/// More text in a cell, on its line.
fn add(cell: &mut String, text: &str) {
    if !cell.is_empty() {
        cell.push(' ');
    }
    cell.push_str(&text.replace('\n', " "));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::zip;

    fn docx(body: &str) -> Vec<u8> {
        let styles = r#"<w:styles xmlns:w="w"><w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style></w:styles>"#;
        let core = r#"<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:title>A plan</dc:title></cp:coreProperties>"#;
        let body = format!(r#"<?xml version="1.0"?><w:document xmlns:w="w"><w:body>{body}</w:body></w:document>"#);
        zip(&[("word/document.xml", &body), ("word/styles.xml", styles), ("docProps/core.xml", core)])
    }

    fn read(body: &str) -> Result<Document> {
        crate::read("a.docx", docx(body), &Limits::default())
    }

    #[test]
    fn paragraphs_headings_tables_and_what_is_printed() {
        let document = read(
            r#"<w:p><w:pPr><w:pStyle w:val="berschrift1"/></w:pPr><w:r><w:t>One &amp; all</w:t></w:r></w:p>
            <w:p><w:r><w:t xml:space="preserve">Kept </w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:ins><w:r><w:t>added</w:t></w:r></w:ins><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>
            <w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>item</w:t></w:r></w:p>
            <w:tbl><w:tr><w:tc><w:p><w:r><w:t>A</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>B</w:t></w:r></w:p><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr>
            <w:tr><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>2</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
            <w:p><w:r><w:drawing/><w:t>End</w:t></w:r></w:p>"#,
        )
        .unwrap();
        assert_eq!(document.text, "One & all\n\nKept added\n- item\n\nA\tB b\n1\t2\n\nEnd");
        assert_eq!(document.title.as_deref(), Some("A plan"));
        assert_eq!(document.place(20).unwrap().section.as_deref(), Some("One & all"));
        assert_eq!(document.warnings[0].code, "images-unread");
    }

    #[test]
    fn entities_and_depth_are_refused() {
        let laughs = zip(&[(
            "word/document.xml",
            "<!DOCTYPE d [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><w:document><w:p><w:t>&b;</w:t></w:p></w:document>",
        )]);
        assert!(crate::read("a.docx", laughs, &Limits::default()).unwrap_err().message.contains("entities"));
        assert!(read(&"<w:p>".repeat(10_000)).unwrap_err().message.contains("inside one another"));
    }
}
