//! Terminals: what runs there is never interrupted, and what is pasted there is never run.

use super::desk::{Desk, Program, hands, until};
use super::neighbour::{Formats, Neighbour, formats, held};
use std::fs;
use std::thread::sleep;
use std::time::Duration;
use stet_platform::{Failure, Origin, Replaced, Rules};

/// A terminal with that class, which runs a script.
fn terminal(desk: &Desk, class: &str, script: &str) -> Program {
    let script = format!("cd {}; {script}", desk.file("").display());
    desk.open("xterm", &["-class", class, "-name", class, "-e", "sh", "-c", &script])
}

fn before() -> Formats {
    formats(&[("UTF8_STRING", b"copied before"), ("image/png", b"a picture")])
}

/// A double click on the word in the first line, by one command: between two, a busy machine lets more time pass than a
/// double click may take.
fn double_click(program: &Program) {
    let click = ["click", "--repeat", "2", "--delay", "40", "1"];
    hands(&[&["mousemove", "--window", &program.window, "14", "10"], &click[..]].concat());
    sleep(Duration::from_millis(300));
}

const SURVIVOR: &str =
    "trap 'touch interrupted' INT; printf 'selectable\\n'; while :; do date > alive; sleep 0.1; done";

#[test]
fn a_program_in_a_terminal_that_no_rule_names_survives_a_hundred_captures() {
    let desk = Desk::new();
    let _neighbour = Neighbour::copying(before());
    let program = terminal(&desk, "Unheardof", SURVIVOR);
    until("it runs", || desk.file("alive").exists());
    for _ in 0..50 {
        assert_eq!(desk.selection.capture(&Rules::default()), Err(Failure::NothingSelected));
    }
    double_click(&program);
    for _ in 0..50 {
        let capture = desk.selection.capture(&Rules::default()).unwrap();
        assert_eq!((&*capture.text, capture.origin), ("selectable", Origin::Last));
    }
    assert_eq!(held(), before());
    assert!(!desk.file("interrupted").exists());
    fs::remove_file(desk.file("alive")).unwrap();
    until("it still runs", || desk.file("alive").exists());
}

/// The trap works: the test before would see an interruption.
#[test]
fn an_interruption_would_be_seen() {
    let desk = Desk::new();
    let _program = terminal(&desk, "Unheardof", SURVIVOR);
    until("it runs", || desk.file("alive").exists());
    hands(&["key", "ctrl+c"]);
    until("it was interrupted", || desk.file("interrupted").exists());
}

#[test]
fn a_terminal_gets_one_line_at_its_cursor_and_never_several() {
    let desk = Desk::new();
    let _neighbour = Neighbour::copying(before());
    let program = terminal(&desk, "XTerm", "printf 'selectable\\n'; head -n 1 > typed; sleep 100");
    until("it runs", || desk.file("typed").exists());
    double_click(&program);
    let capture = desk.selection.capture(&Rules::default()).unwrap();
    assert_eq!(capture.text, "selectable");
    let several = desk.selection.replace(&capture, &Rules::default(), "one\ntwo");
    assert_eq!(several, Err(Failure::Terminal));
    let replaced = desk.selection.replace(&capture, &Rules::default(), "better").unwrap();
    assert!(matches!(replaced, Replaced::Pasted { restored: true, .. }), "{replaced:?}");
    hands(&["key", "Return"]);
    until("it was typed", || fs::read_to_string(desk.file("typed")).is_ok_and(|typed| typed == "better\n"));
    assert_eq!(held(), before());
}
