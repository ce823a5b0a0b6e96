//! In any application: a key over a selection in a real editor, the popup, and the text corrected in its place.

use crate::common::Stet;
use crate::keyboard::{App, runs};
use crate::person::{RUN, SOON, holds};
use crate::window::until;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const WRONG: &str = "The libary is closed on Monday. Please come another day.";
const RIGHT: &str = "The library is closed on Monday. Please come another day.";
const KEPT: &str = "what the user copied before";
pub const POPUP: &str = "^Stet$";

/// The app, hidden, and an editor with a text in a file. Both end with it.
pub struct Desk {
    stet: Stet,
    app: App,
    editor: Child,
    file: PathBuf,
}

impl Desk {
    pub async fn new() -> Desk {
        let stet = Stet::with_models();
        assert!(stet.run(&["settings", "set", "model", "tiny"], b"").status.success());
        let mut command = Command::new(env!("CARGO_BIN_EXE_stet"));
        command.args(["open", "--hidden"]).env("STET_HOME", stet.home()).env("STET_MODELS", stet.models());
        let app = App::start(command);
        let file = stet.home().join("letter.txt");
        std::fs::write(&file, WRONG).unwrap();
        until("the window manager is there", SOON, async || hands(&["get_num_desktops"])).await;
        let editor = Command::new("l3afpad").arg(&file).env("HOME", stet.home()).stderr(Stdio::null()).spawn();
        let editor = editor.expect("the package l3afpad is not here; ./dev test installs it");
        until("the editor is there", SOON, async || shown("letter.txt")).await;
        let desk = Desk { stet, app, editor, file };
        desk.to_editor().await;
        desk
    }

    pub async fn to_editor(&self) {
        let search = ["search", "--onlyvisible", "--name", "letter.txt", "windowactivate"];
        until("the editor is in front", SOON, async || hands(&search) && self.in_editor()).await;
    }

    pub fn in_editor(&self) -> bool {
        said(&["getactivewindow", "getwindowname"]).contains("letter.txt")
    }

    /// Presses the key until the popup is there: an app that has just been started may not hear it yet.
    pub async fn summon(&self) {
        // Shown is not yet in front.
        let there = async || shown(POPUP) && said(&["getactivewindow", "getwindowname"]) == "Stet";
        for _ in 0..10 {
            hands(&["key", "ctrl+shift+space"]);
            if holds(&there, Duration::from_secs(4)).await {
                return;
            }
        }
        panic!("the popup does not come");
    }

    pub async fn gone(&self) {
        until("the popup has gone", SOON, async || !shown(POPUP)).await;
    }

    /// Selects all, proofreads it and replaces it.
    async fn proofread(&self) {
        let before = runs(&self.stet).len();
        self.to_editor().await;
        hands(&["key", "ctrl+a"]);
        self.summon().await;
        hands(&["key", "1"]);
        until("the run is in the history", RUN, async || runs(&self.stet).len() > before).await;
        // The popup shows the result a moment after it is recorded. Pressed once only: a second time it would reach the
        // editor.
        tokio::time::sleep(Duration::from_secs(2)).await;
        hands(&["key", "Return"]);
        self.gone().await;
    }

    /// What the editor has, by its saving it; a sign at the end makes sure that there is something to save.
    async fn written(&self) -> String {
        hands(&["key", "ctrl+End"]);
        hands(&["type", "~"]);
        hands(&["key", "ctrl+s"]);
        let file = || std::fs::read_to_string(&self.file).unwrap_or_default();
        until("the file is saved", SOON, async || file().trim_end().ends_with('~')).await;
        hands(&["key", "BackSpace"]);
        file().trim_end().trim_end_matches('~').to_owned()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.editor.kill();
        let _ = self.editor.wait();
    }
}

fn xdotool(args: &[&str]) -> std::process::Output {
    Command::new("xdotool").args(args).output().expect("the package xdotool is not here; ./dev test installs it")
}

pub fn hands(args: &[&str]) -> bool {
    xdotool(args).status.success()
}

pub fn said(args: &[&str]) -> String {
    String::from_utf8_lossy(&xdotool(args).stdout).trim().to_owned()
}

fn copied() -> String {
    arboard::Clipboard::new().unwrap().get_text().unwrap_or_default()
}

pub fn shown(title: &str) -> bool {
    hands(&["search", "--onlyvisible", "--name", title])
}

#[tokio::test]
async fn what_is_selected_in_an_editor_is_corrected_there_and_can_be_taken_back() {
    let desk = Desk::new().await;
    // Nothing is selected: the popup says so, and nothing is typed or deleted.
    desk.summon().await;
    hands(&["key", "Escape"]);
    desk.gone().await;

    let mut clipboard = arboard::Clipboard::new().unwrap();
    clipboard.set_text(KEPT).unwrap();
    desk.proofread().await;
    until("the editor has the keyboard again", SOON, async || desk.in_editor()).await;
    assert_eq!(desk.written().await, RIGHT);
    assert_eq!(copied(), KEPT);
    let run = &runs(&desk.stet)[0];
    assert_eq!(
        (&run["tool"], &run["input"], &run["output"]),
        (&"proofread".into(), &WRONG.into(), &RIGHT.into()),
        "{run}"
    );

    // The cursor is at the end of what was put there.
    assert!(desk.stet.run(&["revert"], b"").status.success());
    // Nothing is typed meanwhile; what could be taken back is forgotten when it was.
    let journal = desk.stet.home().join("replacements.json");
    until("it is taken back", SOON, async || std::fs::read_to_string(&journal).is_ok_and(|kept| kept == "[]")).await;
    assert_eq!(desk.written().await, WRONG);
    assert!(!shown(POPUP));
    assert_eq!(copied(), KEPT);
    assert!(desk.stet.run(&["quit"], b"").status.success());
}

#[tokio::test]
async fn a_desktop_without_keys_of_its_own_calls_the_command_line() {
    let desk = Desk::new().await;
    desk.summon().await;
    hands(&["key", "Escape"]);
    desk.gone().await;
    desk.to_editor().await;
    hands(&["key", "ctrl+a"]);
    // With a tool, which is at work at once.
    assert!(desk.stet.run(&["capture", "proofread"], b"").status.success());
    until("the run is in the history", RUN, async || !runs(&desk.stet).is_empty()).await;
    assert_eq!(runs(&desk.stet)[0]["input"], WRONG);
    assert_eq!(desk.stet.run(&["capture", "no-such-tool"], b"").status.code(), Some(2));
    // The window goes while the popup is over its text: the result stays, to be copied.
    let mut desk = desk;
    desk.editor.kill().unwrap();
    desk.editor.wait().unwrap();
    hands(&["search", "--onlyvisible", "--name", POPUP, "windowactivate", "--sync"]);
    hands(&["key", "Return"]);
    // It goes for a moment, so that the editor could come to the front.
    let stays = async || !holds(&async || !shown(POPUP), Duration::from_secs(1)).await;
    until("the popup is back with the result", SOON, stays).await;
    hands(&["key", "ctrl+c"]);
    until("the result is copied", SOON, async || copied() == RIGHT).await;
    let _ = &desk.app;
}
