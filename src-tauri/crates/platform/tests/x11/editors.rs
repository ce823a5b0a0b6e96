//! Select, capture, replace: the text is changed, the clipboard is not, and the focus is where it was.

use super::desk::{Desk, GTK, QT, saved, select_all, until};
use super::neighbour::{Formats, Manner, Neighbour, formats, held};
use std::thread::sleep;
use std::time::Duration;
use stet_platform::{Origin, Replaced, Rules};

const BEFORE: &str = "Their is a mistake in this sentence — isn't it?";
const AFTER: &str = "There is a mistake in this sentence — isn’t it? 中文 🙂";

fn text() -> Formats {
    formats(&[("UTF8_STRING", "copied before".as_bytes()), ("text/html", b"<i>copied</i> before")])
}

fn image() -> Formats {
    let pixels: Vec<u8> =
        b"\x89PNG\r\n\x1a\n".iter().copied().chain((0..150_000u32).map(|at| (at * 7 % 251) as u8)).collect();
    formats(&[("image/png", &pixels), ("image/bmp", &pixels[8..5000])])
}

fn files() -> Formats {
    formats(&[
        ("text/uri-list", b"file:///home/one.txt\r\nfile:///home/two.txt\r\n"),
        ("x-special/gnome-copied-files", b"cut\nfile:///home/one.txt\nfile:///home/two.txt"),
        ("UTF8_STRING", b"/home/one.txt\n/home/two.txt"),
    ])
}

fn replaces(editor: &str, clipboard: Formats, origin: Origin) {
    let desk = Desk::new();
    let neighbour = Neighbour::copying(clipboard.clone());
    let (program, file) = desk.edit(editor, BEFORE);
    select_all();
    let rules = Rules::default();
    let capture = desk.selection.capture(&rules).unwrap();
    assert_eq!((capture.text.trim_end_matches('\n'), capture.origin), (BEFORE, origin));
    assert_eq!(capture.source.pid, Some(program.child.id()));
    assert!(capture.source.class.1.to_lowercase().contains(editor), "{:?}", capture.source);
    assert!(capture.place.monitor.contains(capture.place.pointer) && capture.place.window.width > 0);
    assert_eq!(held(), clipboard);
    // Another window comes to the front, as a popup would.
    let popup = Neighbour::owning("NOTHING", Formats::new(), Manner::Obliging);
    popup.show("Popup");
    // A person looks at it first, and it goes before the text is put in its place.
    sleep(Duration::from_millis(500));
    drop(popup);
    let replaced = desk.selection.replace(&capture, &rules, AFTER).unwrap();
    assert!(matches!(replaced, Replaced::Pasted { restored: true, .. }), "{replaced:?}");
    // The window manager tells after it has done.
    until("the editor is in front", || program.has_focus());
    assert_eq!(held(), clipboard);
    assert_eq!(saved(&file), AFTER);
    drop(neighbour);
    assert_eq!(held(), clipboard, "it is still served when its owner is gone");
}

#[test]
fn gtk_with_text_on_the_clipboard() {
    replaces(GTK, text(), Origin::Selection);
}

#[test]
fn gtk_with_an_image_on_the_clipboard() {
    replaces(GTK, image(), Origin::Selection);
}

#[test]
fn gtk_with_files_on_the_clipboard() {
    replaces(GTK, files(), Origin::Selection);
}

#[test]
fn qt_with_text_on_the_clipboard() {
    replaces(QT, text(), Origin::Copied);
}

#[test]
fn qt_with_an_image_on_the_clipboard() {
    replaces(QT, image(), Origin::Copied);
}

#[test]
fn qt_with_files_on_the_clipboard() {
    replaces(QT, files(), Origin::Copied);
}

#[test]
fn an_empty_clipboard_is_empty_afterwards() {
    let desk = Desk::new();
    drop(Neighbour::copying(text()));
    assert_eq!(held(), Formats::new());
    let (_program, file) = desk.edit(QT, BEFORE);
    select_all();
    let capture = desk.selection.capture(&Rules::default()).unwrap();
    assert_eq!(held(), Formats::new());
    desk.selection.replace(&capture, &Rules::default(), AFTER).unwrap();
    assert_eq!(held(), Formats::new());
    assert_eq!(saved(&file), AFTER);
}

/// 1 MB goes in pieces, in both directions.
fn a_megabyte(editor: &str) {
    let desk = Desk::new();
    let _neighbour = Neighbour::copying(text());
    let long = "A line of forty characters, and the end.\n".repeat(26_000);
    let (_program, file) = desk.edit(editor, &long);
    select_all();
    let capture = desk.selection.capture(&Rules::default()).unwrap();
    assert_eq!(capture.text.trim_end(), long.trim_end());
    let other = long.to_uppercase();
    desk.selection.replace(&capture, &Rules::default(), &other).unwrap();
    assert_eq!(held(), text());
    assert_eq!(saved(&file), other.trim_end());
}

#[test]
fn a_megabyte_in_gtk() {
    a_megabyte(GTK);
}

#[test]
fn a_megabyte_in_qt() {
    a_megabyte(QT);
}
