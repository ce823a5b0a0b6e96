//! What goes wrong on a real desktop: each time nothing is typed, deleted or lost.

use super::desk::{Desk, GTK, QT, hands, saved, select_all, until};
use super::neighbour::{Formats, Manner, Neighbour, atom, formats, held};
use std::io::Write;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;
use stet_platform::{Failure, Origin, Replaced, Rules};
use x11rb::protocol::xproto::ConnectionExt as _;

const TEXT: &str = "Some text that stays.";

/// A window of the tests' own ignores all keys, so it counts as a terminal and is asked for PRIMARY alone.
fn canvas() -> Rules {
    let mut rules = Rules::default();
    rules.terminals.push("canvas".into());
    rules
}

fn before() -> Formats {
    formats(&[("UTF8_STRING", b"copied before"), ("image/png", b"a picture")])
}

#[test]
fn nothing_selected() {
    for editor in [GTK, QT] {
        let desk = Desk::new();
        let _neighbour = Neighbour::copying(before());
        let (_program, file) = desk.edit(editor, TEXT);
        assert_eq!(desk.selection.capture(&Rules::default()), Err(Failure::NothingSelected), "{editor}");
        assert_eq!(held(), before());
        assert_eq!(saved(&file), TEXT);
    }
}

/// Qt keeps offering what was selected once.
#[test]
fn a_stale_primary_is_not_a_selection() {
    let desk = Desk::new();
    let _neighbour = Neighbour::copying(before());
    let (_program, _file) = desk.edit(QT, TEXT);
    hands(&["key", "ctrl+Home", "shift+ctrl+Right"]);
    until("the selection is offered", || desk.selection.capture(&Rules::default()).is_ok_and(|it| it.text == "Some "));
    hands(&["key", "End"]);
    let primary = Command::new("xclip").args(["-selection", "primary", "-o"]).output().unwrap();
    assert_eq!(primary.stdout, b"Some ", "it is still offered");
    assert_eq!(desk.selection.capture(&Rules::default()), Err(Failure::NothingSelected));
    assert_eq!(held(), before());
}

#[test]
fn a_selection_in_another_window_does_not_count() {
    let desk = Desk::new();
    let (_first, _file) = desk.edit(GTK, TEXT);
    select_all();
    let (_second, _other) = desk.edit(QT, "nothing selected here");
    assert_eq!(desk.selection.capture(&Rules::default()), Err(Failure::NothingSelected));
}

/// Terminals and editors show many windows from one process, which has one PRIMARY.
#[test]
fn a_selection_in_another_window_of_the_same_program_does_not_count() {
    let desk = Desk::new();
    let program = Neighbour::owning("PRIMARY", formats(&[("UTF8_STRING", TEXT.as_bytes())]), Manner::Obliging);
    program.show("Canvas");
    program.claim("PRIMARY");
    assert_eq!(desk.selection.capture(&canvas()).unwrap().text, TEXT);
    let other = program.show_another("Canvas");
    assert_eq!(desk.selection.capture(&canvas()), Err(Failure::NothingSelected));
    hands(&["windowactivate", "--sync", &program.window.to_string()]);
    assert_eq!(desk.selection.capture(&canvas()).unwrap().text, TEXT);
    assert_ne!(other, program.window);
}

/// The hotkey's modifiers are still down, and would make Ctrl+Shift+V of Ctrl+V.
#[test]
fn modifiers_held() {
    for editor in [GTK, QT] {
        let desk = Desk::new();
        let (_program, file) = desk.edit(editor, TEXT);
        select_all();
        hands(&["keydown", "ctrl", "keydown", "shift", "keydown", "alt"]);
        let capture = desk.selection.capture(&Rules::default()).unwrap();
        assert_eq!(capture.text.trim_end(), TEXT);
        hands(&["keydown", "ctrl", "keydown", "shift"]);
        desk.selection.replace(&capture, &Rules::default(), "Replaced.").unwrap();
        let (conn, _) = x11rb::connect(None).unwrap();
        let keys = conn.query_keymap().unwrap().reply().unwrap().keys;
        assert!(keys.iter().all(|eight| *eight == 0), "no key is left down: {keys:?}");
        assert_eq!(saved(&file), "Replaced.");
    }
}

/// A key held down repeats itself: it could type over the selection.
#[test]
fn a_key_held_down_is_waited_for() {
    let desk = Desk::new();
    let (_program, file) = desk.edit(QT, TEXT);
    select_all();
    hands(&["keydown", "F9"]);
    assert_eq!(desk.selection.capture(&Rules::default()), Err(Failure::KeysHeld));
    let released = thread::spawn(|| {
        thread::sleep(Duration::from_millis(300));
        hands(&["keyup", "F9"]);
    });
    assert_eq!(desk.selection.capture(&Rules::default()).unwrap().text, TEXT);
    released.join().unwrap();
    assert_eq!(saved(&file), TEXT);
}

#[test]
fn the_source_is_closed() {
    let desk = Desk::new();
    let _neighbour = Neighbour::copying(before());
    let (program, _file) = desk.edit(GTK, TEXT);
    select_all();
    let capture = desk.selection.capture(&Rules::default()).unwrap();
    drop(program);
    let (_other, file) = desk.edit(QT, TEXT);
    select_all();
    assert_eq!(desk.selection.replace(&capture, &Rules::default(), "new"), Err(Failure::SourceGone));
    assert_eq!(held(), before());
    assert_eq!(saved(&file), TEXT, "the window that has the focus now gets nothing");
}

#[test]
fn another_selection_meanwhile() {
    for editor in [GTK, QT] {
        let desk = Desk::new();
        let _neighbour = Neighbour::copying(before());
        let (_program, file) = desk.edit(editor, TEXT);
        select_all();
        let capture = desk.selection.capture(&Rules::default()).unwrap();
        for keys in ["Right", "shift+ctrl+Left"] {
            hands(&["key", "ctrl+End", keys]);
            thread::sleep(Duration::from_millis(150));
            let failure = desk.selection.replace(&capture, &Rules::default(), "new").unwrap_err();
            assert!(matches!(failure, Failure::SourceChanged { .. }), "{editor}: {failure}");
        }
        assert_eq!(held(), before());
        assert_eq!(saved(&file), TEXT);
    }
}

#[test]
fn the_clipboard_is_stolen_before_the_paste_is_read() {
    let desk = Desk::new();
    let _neighbour = Neighbour::copying(before());
    // Its text is selected, and it does nothing about the keys: there is time for a thief.
    let window = Neighbour::owning("PRIMARY", formats(&[("UTF8_STRING", TEXT.as_bytes())]), Manner::Obliging);
    window.show("Canvas");
    window.claim("PRIMARY");
    let capture = desk.selection.capture(&canvas()).unwrap();
    let stolen = formats(&[("UTF8_STRING", b"stolen")]);
    let _thief = Neighbour::owning("LOOT", stolen.clone(), Manner::Thief(Duration::from_millis(50)));
    let failure = desk.selection.replace(&capture, &canvas(), "new").unwrap_err();
    assert_eq!(failure, Failure::NotPasted { app: "Canvas".into() });
    assert_eq!(held(), stolen, "who took it has it");
}

#[test]
fn the_clipboard_is_stolen_after_the_paste_was_read() {
    let desk = Desk::new();
    let _neighbour = Neighbour::copying(before());
    let (_program, file) = desk.edit(GTK, TEXT);
    select_all();
    let capture = desk.selection.capture(&Rules::default()).unwrap();
    let stolen = formats(&[("UTF8_STRING", b"stolen")]);
    let _thief = Neighbour::owning("LOOT", stolen.clone(), Manner::Thief(Duration::from_millis(15)));
    let replaced = desk.selection.replace(&capture, &Rules::default(), "new").unwrap();
    assert!(matches!(replaced, Replaced::Pasted { .. }), "{replaced:?}");
    until("the thief has it", || held() == stolen);
    assert_eq!(saved(&file), "new");
}

#[test]
fn nobody_reads_the_paste() {
    let desk = Desk::new();
    let _neighbour = Neighbour::copying(before());
    let window = Neighbour::owning("PRIMARY", formats(&[("UTF8_STRING", TEXT.as_bytes())]), Manner::Obliging);
    window.show("Canvas");
    window.claim("PRIMARY");
    let capture = desk.selection.capture(&canvas()).unwrap();
    assert_eq!((&*capture.text, capture.origin), (TEXT, Origin::Last));
    let failure = desk.selection.replace(&capture, &canvas(), "new").unwrap_err();
    assert_eq!(failure, Failure::NotPasted { app: "Canvas".into() });
    assert_eq!(held(), before());
}

#[test]
fn an_excluded_application_is_not_read() {
    let desk = Desk::new();
    let window = Neighbour::owning("PRIMARY", formats(&[("UTF8_STRING", b"a secret")]), Manner::Obliging);
    window.show("KeePassXC");
    assert_eq!(desk.selection.capture(&Rules::default()), Err(Failure::Excluded { app: "KeePassXC".into() }));
}

#[test]
fn what_is_no_text_is_not_understood() {
    let desk = Desk::new();
    let window = Neighbour::owning("PRIMARY", formats(&[("UTF8_STRING", b"\xff\xfe\x00")]), Manner::Obliging);
    window.show("Canvas");
    assert_eq!(desk.selection.capture(&Rules::default()), Err(Failure::NotUnderstood));
    drop(window);
    let much = vec![b'a'; stet_platform::selection::MOST_TEXT + 1];
    let window = Neighbour::owning("PRIMARY", formats(&[("UTF8_STRING", &much)]), Manner::Obliging);
    window.show("Canvas");
    assert_eq!(desk.selection.capture(&Rules::default()), Err(Failure::TooLarge));
}

/// An application that hangs holds nobody up for long, and meanwhile a second press is told apart.
#[test]
fn pressed_twice() {
    let desk = Desk::new();
    let (program, _file) = desk.edit(GTK, TEXT);
    select_all();
    program.pause();
    thread::scope(|scope| {
        let first = scope.spawn(|| desk.selection.capture(&Rules::default()));
        thread::sleep(Duration::from_millis(200));
        assert_eq!(desk.selection.capture(&Rules::default()), Err(Failure::Busy));
        assert!(matches!(first.join().unwrap(), Err(Failure::NoAnswer { .. })));
    });
    program.go_on();
    until("it answers again", || desk.selection.capture(&Rules::default()).is_ok_and(|it| it.text == TEXT));
}

/// GTK offers the dots that stand for a password as selected text.
#[test]
fn a_password_field() {
    let desk = Desk::new();
    let _neighbour = Neighbour::copying(before());
    let mut dialog = Command::new("pinentry-gtk-2")
        .arg("--no-global-grab")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("pinentry-gtk-2 is needed here");
    let mut asks = dialog.stdin.take().unwrap();
    asks.write_all(b"GETPIN\n").unwrap();
    let (conn, _) = x11rb::connect(None).unwrap();
    let window = || super::desk::front().parse::<u32>().ok();
    let class = atom(&conn, "WM_CLASS");
    until("the dialog is in front", || {
        let Some(window) = window() else { return false };
        let reply = conn.get_property(false, window, class, 0u32, 0, 100).unwrap().reply();
        reply.is_ok_and(|reply| String::from_utf8_lossy(&reply.value).to_lowercase().contains("pinentry"))
    });
    hands(&["type", "secret"]);
    select_all();
    let rules = Rules { excluded: Vec::new(), ..Rules::default() };
    let failure = desk.selection.capture(&rules);
    dialog.kill().unwrap();
    dialog.wait().unwrap();
    assert_eq!(failure, Err(Failure::Password));
    assert_eq!(held(), before());
}
