//! EPUB: the chapters in their reading order, through the HTML room.

use crate::archive::Archive;
use crate::html;
use crate::limits::{Limits, damaged, locked};
use crate::writer::Writer;
use crate::xml::{Node, attribute, walk};
use std::collections::HashMap;
use stet_core::Result;
use stet_core::document::{Document, Form};

/// Scrambled fonts are no lock: these are the ways in which books do it.
const FONTS: [&str; 2] = ["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"];

pub(crate) fn read(mut archive: Archive, limits: &Limits) -> Result<Document> {
    if archive.has("META-INF/license.lcpl") || archive.has("META-INF/rights.xml") {
        return Err(locked("book"));
    }
    if let Some(xml) = archive.read("META-INF/encryption.xml")? {
        not_locked(&xml, limits)?;
    }
    let container = archive.need("META-INF/container.xml")?;
    let package = package(&container, limits)?;
    let book = book(&archive.need(&package)?, limits)?;
    let folder = package.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut writer = Writer::new(limits);
    let mut missing = 0;
    for chapter in &book.chapters {
        match archive.read(&inside(folder, chapter))? {
            Some(bytes) => html::write(html::page(&html::decoded(&bytes)), &mut writer)?,
            None => missing += 1,
        }
    }
    if missing > 0 {
        writer.warn(
            "chapters-missing",
            format!("{missing} of {} chapters are missing in this book.", book.chapters.len()),
        );
    }
    writer.finish(book.title, Form::Prose)
}

/// Errors: `text-unsuitable` when more than fonts is encrypted.
fn not_locked(xml: &[u8], limits: &Limits) -> Result<()> {
    // Where the document is encrypted with a key, the key is encrypted too, in another way than the fonts.
    walk(xml, "book", limits, |node| match node {
        Node::Start(start) if start.local_name().as_ref() == "EncryptionMethod" => {
            let way = attribute(start, "Algorithm").unwrap_or_default();
            if FONTS.contains(&way.as_str()) { Ok(()) } else { Err(locked("book")) }
        }
        _ => Ok(()),
    })
}

/// Where the book's package file is.
fn package(xml: &[u8], limits: &Limits) -> Result<String> {
    let mut path = None;
    walk(xml, "book", limits, |node| {
        if let Node::Start(start) = node
            && start.local_name().as_ref() == "rootfile"
            && path.is_none()
        {
            path = attribute(start, "full-path");
        }
        Ok(())
    })?;
    path.ok_or_else(|| damaged("book", "it does not say where its chapters are"))
}

struct Book {
    title: Option<String>,
    /// Their addresses, in reading order.
    chapters: Vec<String>,
}

fn book(xml: &[u8], limits: &Limits) -> Result<Book> {
    let mut items: HashMap<String, String> = HashMap::new();
    let mut order: Vec<String> = Vec::new();
    let mut title: Option<String> = None;
    let mut inside = false;
    walk(xml, "book", limits, |node| {
        match node {
            Node::Start(start) => {
                inside = false;
                match start.local_name().as_ref() {
                    "item" => {
                        // The table of contents says nothing that the chapters don't.
                        let contents = attribute(start, "properties").is_some_and(|p| p.split(' ').any(|p| p == "nav"));
                        let item = attribute(start, "id").zip(attribute(start, "href"));
                        items.extend(item.filter(|_| !contents));
                    }
                    "itemref" => order.extend(attribute(start, "idref")),
                    "title" => inside = title.is_none(),
                    _ => {}
                }
            }
            Node::End(_) => inside = false,
            Node::Text(text) if inside => title.get_or_insert_with(String::new).push_str(text),
            Node::Text(_) => {}
        }
        Ok(())
    })?;
    if order.is_empty() {
        return Err(damaged("book", "it lists no chapters"));
    }
    Ok(Book { title, chapters: order.iter().filter_map(|id| items.get(id).cloned()).collect() })
}

/// The member that an address in a folder of the archive means.
fn inside(folder: &str, address: &str) -> String {
    let address = decoded(address.split('#').next().unwrap_or_default());
    let mut path: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in address.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            part => path.push(part),
        }
    }
    path.join("/")
}

/// `%20` is a space.
fn decoded(address: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = address.as_bytes();
    while let [first, after @ ..] = rest {
        let code = (*first == b'%').then(|| after.get(..2)).flatten();
        let code = code.and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::zip;

    const CONTAINER: &str =
        r#"<?xml version="1.0"?><container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>"#;
    const PACKAGE: &str = r#"<package xmlns:dc="d"><metadata><dc:title>A book</dc:title></metadata>
        <manifest><item id="n" href="nav.xhtml" properties="nav"/><item id="b" href="text/two%20b.xhtml"/><item id="a" href="./one.xhtml"/></manifest>
        <spine><itemref idref="n"/><itemref idref="a"/><itemref idref="b"/><itemref idref="c"/></spine></package>"#;
    const ONE: &str = r#"<?xml version="1.0"?><!DOCTYPE html><html xmlns="x"><head><title/><script src="a.js"/></head><body><h1>One</h1><p>First.</p></body></html>"#;

    fn members() -> Vec<(&'static str, &'static str)> {
        vec![
            ("mimetype", "application/epub+zip"),
            ("META-INF/container.xml", CONTAINER),
            ("OEBPS/book.opf", PACKAGE),
            ("OEBPS/nav.xhtml", "<nav><h1>Contents</h1></nav>"),
            ("OEBPS/text/two b.xhtml", "<h1>Two</h1><p>Second.</p>"),
            ("OEBPS/one.xhtml", ONE),
        ]
    }

    #[test]
    fn chapters_in_reading_order() {
        let document = crate::read("a.epub", zip(&members()), &Limits::default()).unwrap();
        assert_eq!(document.text, "One\n\nFirst.\n\nTwo\n\nSecond.");
        assert_eq!(document.title.as_deref(), Some("A book"));
        assert_eq!(document.place(document.text.len() - 1).unwrap().section.as_deref(), Some("Two"));
    }

    #[test]
    fn locked_books_are_told_from_scrambled_fonts() {
        let with = |way: &str| {
            let xml = format!(
                r#"<encryption><EncryptedData><EncryptionMethod Algorithm="{way}"/></EncryptedData></encryption>"#
            );
            let mut members = members();
            members.push(("META-INF/encryption.xml", &xml));
            crate::read("a.epub", zip(&members), &Limits::default())
        };
        assert!(with(FONTS[0]).is_ok());
        assert!(with("http://www.w3.org/2001/04/xmlenc#aes128-cbc").unwrap_err().message.contains("encrypted"));
    }

    #[test]
    fn addresses() {
        assert_eq!(inside("OEBPS/x", "../a%20b.xhtml#c"), "OEBPS/a b.xhtml");
        assert_eq!(inside("", "./a/%zz%"), "a/%zz%");
    }
}
