//! Under a Wayland compositor without a screen (Sway): no keys and no pasting there, but `stet capture` works on what is
//! selected, as bound to a key of the compositor's.

use crate::common::Stet;
use crate::keyboard::runs;
use crate::person::{RUN, SOON};
use crate::window::until;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};

const WRONG: &str = "The libary is closed on Monday.";

/// Ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts the compositor, which refuses to run as root, and so runs as nobody then.
async fn sway(runtime: &Path) -> (Running, String) {
    // SAFETY: a plain system call.
    let root = unsafe { libc::geteuid() } == 0;
    let mut command = if root {
        std::os::unix::fs::chown(runtime, Some(65534), Some(65534)).unwrap();
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups", "sway"]);
        command
    } else {
        Command::new("sway")
    };
    command.args(["-c", "/dev/null"]).env("XDG_RUNTIME_DIR", runtime).env("HOME", runtime);
    command.env("XDG_CACHE_HOME", runtime).env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
    command.env("WLR_BACKENDS", "headless").env("WLR_LIBINPUT_NO_DEVICES", "1").env("WLR_RENDERER", "pixman");
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let sway = Running(child.expect("the package sway is not here; ./dev test installs it"));
    let named = || {
        let names = std::fs::read_dir(runtime).unwrap().filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        names.into_iter().find(|name| name.starts_with("wayland-") && !name.ends_with(".lock"))
    };
    until("the compositor is there", SOON, async || named().is_some()).await;
    (sway, named().unwrap())
}

#[tokio::test]
async fn what_is_selected_on_wayland_is_worked_on_at_the_command() {
    let runtime = tempfile::Builder::new().prefix("stet").tempdir_in("/tmp").unwrap();
    let (_sway, display) = sway(runtime.path()).await;
    let stet = Stet::with_models();
    assert!(stet.run(&["settings", "set", "model", "tiny"], b"").status.success());
    let there = |program: &str| {
        let mut command = Command::new(program);
        command.env("XDG_RUNTIME_DIR", runtime.path()).env("WAYLAND_DISPLAY", &display).env_remove("DISPLAY");
        command.env("STET_HOME", stet.home()).env("STET_MODELS", stet.models()).stderr(Stdio::null());
        command
    };
    let stet_there = || there(env!("CARGO_BIN_EXE_stet"));
    let said = stet_there().args(["doctor", "--json"]).output().unwrap();
    let facts: serde_json::Value = serde_json::from_slice(&said.stdout).unwrap();
    for (fact, ok) in [("session", true), ("selection", true), ("paste", false), ("global-shortcuts", false)] {
        assert_eq!(facts["desktop"][fact]["ok"], ok, "{facts}");
    }
    let _app = Running(stet_there().args(["open", "--hidden"]).spawn().unwrap());
    let ask = |args: &[&str]| stet_there().args(args).status().unwrap().success();
    let copy = there("wl-copy").arg("--primary").stdin(Stdio::piped()).spawn();
    let mut copy = Running(copy.expect("the package wl-clipboard is not here; ./dev test installs it"));
    copy.0.stdin.take().unwrap().write_all(WRONG.as_bytes()).unwrap();
    until("the app hears the command", SOON, async || ask(&["capture", "proofread"])).await;
    until("the run is in the history", RUN, async || !runs(&stet).is_empty()).await;
    let run = &runs(&stet)[0];
    assert_eq!((&run["tool"], &run["input"]), (&"proofread".into(), &WRONG.into()), "{run}");
    assert!(ask(&["quit"]));
}
