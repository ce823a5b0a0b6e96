//! The app as a process, without a driver in it: a window manager, a keyboard, and the command line. Whatever the app
//! does here it does of its own accord.

use crate::common::{Stet, json};
use crate::person::{RUN, SOON, holds};
use crate::window::{need_display, until};
use serde_json::Value;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// The app, and a window manager to close its window with.
pub struct App {
    manager: Child,
    pub process: Child,
}

impl App {
    /// Starts the command, which is or begins the app.
    pub fn start(mut command: Command) -> App {
        need_display();
        let manager = Command::new("openbox").stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let manager = manager.expect("the package openbox is not here; ./dev test installs it");
        let process = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        App { manager, process }
    }

    /// Presses keys in the window of this title, once it is there.
    pub async fn press(&self, title: &str, keys: &str) {
        // Keys sent to a window by its id pass by the window manager; so first the window, then the keys.
        let xdotool = |args: &[&str]| {
            let status = Command::new("xdotool").args(args).stderr(Stdio::null()).status();
            status.expect("the package xdotool is not here; ./dev test installs it").success()
        };
        let search = ["search", "--onlyvisible", "--name", title, "windowactivate", "--sync"];
        let pressed = async || xdotool(&search) && xdotool(&["key", keys]);
        until(&format!("{keys} is pressed in {title}"), SOON, pressed).await;
    }

    /// Presses keys that make the window go, until it has gone.
    pub async fn dismiss(&self, title: &str, keys: &str) {
        self.press(title, keys).await;
        let gone = async || {
            let search = ["search", "--onlyvisible", "--name", title];
            !Command::new("xdotool").args(search).stdout(Stdio::null()).status().unwrap().success()
        };
        // One that has only just come up may not hear the keyboard yet.
        while !holds(&gone, Duration::from_secs(5)).await {
            self.press(title, keys).await;
        }
    }

    /// Waits for the end of the app; how it ended, and what it said on the way.
    pub async fn end(mut self) -> (ExitStatus, String) {
        let started = Instant::now();
        let status = loop {
            if let Some(status) = self.process.try_wait().unwrap() {
                break status;
            }
            assert!(started.elapsed() < SOON, "the app does not end");
            tokio::time::sleep(Duration::from_millis(50)).await;
        };
        let said = std::io::read_to_string(self.process.stderr.take().unwrap()).unwrap();
        (status, said)
    }
}

impl Drop for App {
    fn drop(&mut self) {
        for process in [&mut self.process, &mut self.manager] {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

pub fn runs(stet: &Stet) -> Vec<Value> {
    match json(&stet.run(&["history", "list", "--json"], b"")) {
        Value::Array(runs) => runs,
        other => panic!("{other}"),
    }
}

/// A file with a text, opened in the app by this command line.
pub fn open(stet: &Stet, text: &str) -> Command {
    assert!(stet.run(&["settings", "set", "model", "tiny"], b"").status.success());
    let file = stet.home().join("letter.txt");
    std::fs::write(&file, text).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_stet"));
    command.arg("open").arg(file).env("STET_HOME", stet.home()).env("STET_MODELS", stet.models());
    command
}

/// The text has come to the window: it was kept as a draft.
pub async fn arrived(stet: &Stet) {
    let draft = stet.home().join("draft.json");
    until("the text is in the window", RUN, async || draft.exists()).await;
}

#[tokio::test]
async fn closing_the_window_mid_run_cancels_the_run_and_ends_the_app() {
    let stet = Stet::with_models();
    let long: String =
        (0..300).map(|n| format!("Could you let me know whether room {n} are free on Friday?\n\n")).collect();
    let app = App::start(open(&stet, &long));
    arrived(&stet).await;
    app.press("^Stet$", "ctrl+Return").await;
    // It is at work when its processor time grows; nothing else in the app takes any.
    let before = worked(app.process.id());
    until("the model works", RUN, async || worked(app.process.id()) > before + 500).await;
    app.press("^Stet$", "alt+F4").await;
    let (status, said) = app.end().await;
    assert!(status.success() && !said.contains("panicked"), "{status}: {said}");
    let runs = runs(&stet);
    assert_eq!(runs.len(), 1, "{runs:?}");
    assert_eq!(runs[0]["outcome"], "cancelled");
    // The next start goes on from there.
    let app = App::start(open(&stet, "A short text."));
    app.press("^Stet$", "alt+F4").await;
    assert!(app.end().await.0.success());
}

#[tokio::test]
async fn started_hidden_the_app_stays_until_it_is_told_to_quit() {
    let stet = Stet::with_models();
    let mut command = Command::new(env!("CARGO_BIN_EXE_stet"));
    command.args(["open", "--hidden"]).env("STET_HOME", stet.home()).env("STET_MODELS", stet.models());
    let mut app = App::start(command);
    let ask = |args: &[&str]| stet.run(args, b"some words").status.success();
    until("it answers", SOON, async || ask(&["popup"])).await;
    // The popup comes, the main window when it is asked for; closed, it can be had again.
    app.dismiss("^Stet$", "Escape").await;
    for _ in 0..2 {
        assert!(ask(&["open"]));
        app.dismiss("^Stet$", "alt+F4").await;
        assert!(app.process.try_wait().unwrap().is_none(), "the app has ended");
    }
    assert!(ask(&["quit"]));
    let (status, said) = app.end().await;
    assert!(status.success() && !said.contains("panicked"), "{status}: {said}");
    assert!(!ask(&["quit"]), "nobody is there");
}

/// Hundredths of a second that a process has worked.
fn worked(pid: u32) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let fields: Vec<_> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    fields.get(11).and_then(|user| user.parse().ok()).unwrap_or(0)
}
