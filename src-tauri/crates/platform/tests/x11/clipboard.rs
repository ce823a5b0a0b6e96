//! The clipboard by itself: what is put aside is given back byte for byte, however it is owned or read.

use super::desk::{Desk, QT, select_all, until};
use super::neighbour::{Formats, Manner, Neighbour, formats, held};
use std::fs;
use std::process::Command;
use stet_platform::{Failure, Rules, bench};

#[test]
fn text_goes_there_and_back() {
    let desk = Desk::new();
    desk.selection.set_clipboard("kept — 中文").unwrap();
    assert_eq!(desk.selection.clipboard().unwrap().as_deref(), Some("kept — 中文"));
    assert_eq!(held()["UTF8_STRING"], "kept — 中文".as_bytes());
    let _neighbour = Neighbour::copying(formats(&[("image/png", b"picture")]));
    assert_eq!(desk.selection.clipboard(), Ok(None));
    drop(Neighbour::copying(Formats::new()));
    assert_eq!(desk.selection.clipboard(), Ok(None));
}

#[test]
fn latin_1_is_understood() {
    let desk = Desk::new();
    let _neighbour = Neighbour::copying(formats(&[("STRING", b"caf\xe9")]));
    assert_eq!(desk.selection.clipboard().unwrap().as_deref(), Some("café"));
}

/// xclip sends large things in pieces and reads them in pieces.
#[test]
fn a_large_picture_goes_through_in_pieces() {
    let desk = Desk::new();
    let picture: Vec<u8> = (0..5_000_000u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let file = desk.file("picture.png");
    fs::write(&file, &picture).unwrap();
    let copied = Command::new("xclip").args(["-selection", "clipboard", "-t", "image/png", "-i"]).arg(&file).status();
    assert!(copied.expect("xclip is needed here").success());
    let (_program, _file) = desk.edit(QT, "some text");
    select_all();
    assert_eq!(desk.selection.capture(&Rules::default()).unwrap().text, "some text");
    for _ in 0..2 {
        let read = Command::new("xclip").args(["-selection", "clipboard", "-t", "image/png", "-o"]).output().unwrap();
        assert!(read.stdout == picture, "{} bytes", read.stdout.len());
    }
}

/// An application that copies nothing and a clipboard that can't be put aside: nothing is touched.
#[test]
fn what_cannot_be_put_aside_is_left_alone() {
    let desk = Desk::new();
    let silent = Neighbour::owning("CLIPBOARD", formats(&[("UTF8_STRING", b"never")]), Manner::Silent);
    let (_program, _file) = desk.edit(QT, "some text");
    select_all();
    assert_eq!(desk.selection.capture(&Rules::default()), Err(Failure::ClipboardKept));
    assert!(silent.owns("CLIPBOARD"));
}

/// A program that copies whatever is copied has no user behind it: what the user copied comes back all the same.
#[test]
fn a_clipboard_manager_does_not_count_as_somebody() {
    let desk = Desk::new();
    let before = formats(&[("UTF8_STRING", b"copied before"), ("text/html", b"<b>copied</b> before")]);
    let _neighbour = Neighbour::copying(before.clone());
    let (_program, _file) = desk.edit(QT, "some text");
    select_all();
    let hoarder = Neighbour::owning("HOARD", Formats::new(), Manner::Hoarder);
    let capture = desk.selection.capture(&Rules::default()).unwrap();
    assert_eq!(capture.text, "some text");
    until("it is settled", || held().contains_key("UTF8_STRING"));
    assert_eq!(held()["UTF8_STRING"], b"copied before");
    drop(hoarder);
}

#[test]
fn what_is_on_the_clipboard_outlives_the_program() {
    let desk = Desk::new();
    let keeper = Neighbour::owning("CLIPBOARD_MANAGER", Formats::new(), Manner::Keeper);
    desk.selection.set_clipboard("to be kept").unwrap();
    drop(desk);
    until("it is kept", || keeper.owns("CLIPBOARD"));
    assert_eq!(held()["UTF8_STRING"], b"to be kept");
}

#[test]
fn cycles_are_right_every_time() {
    let _desk = Desk::new();
    let figures = bench::cycles(20, &mut Command::new("l3afpad")).unwrap();
    assert_eq!((figures.right, figures.clipboard_right), (20, 20), "{figures}");
    assert_eq!(figures.resources.0, figures.resources.1, "{figures}");
}
