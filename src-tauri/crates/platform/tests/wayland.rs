//! The selection under a real Wayland compositor without a screen: what works there, and that the rest is said.
//!
//! Needs sway, wl-clipboard and setpriv, and fails without; `./dev test` sees to them. Sway refuses to run as root, so for
//! root it runs as nobody.

#![cfg(all(unix, not(target_os = "macos")))]

use std::fs::Permissions;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use std::{env, fs};
use stet_platform::session::{State, facts};
use stet_platform::{Failure, Origin, Replaced, Rules, selection};

const NOBODY: u32 = 65534;

struct Sway(Child);

impl Drop for Sway {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn sway(runtime: &Path) -> (Sway, String) {
    fs::set_permissions(runtime, Permissions::from_mode(0o700)).unwrap();
    let root = fs::metadata(runtime).unwrap().uid() == 0;
    let mut command = if root {
        chown(runtime, Some(NOBODY), Some(NOBODY)).unwrap();
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups", "sway"]);
        command
    } else {
        Command::new("sway")
    };
    command.args(["-c", "/dev/null"]).env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
    command.env("XDG_RUNTIME_DIR", runtime).env("HOME", runtime).env("XDG_CACHE_HOME", runtime);
    command.env("WLR_BACKENDS", "headless").env("WLR_LIBINPUT_NO_DEVICES", "1").env("WLR_RENDERER", "pixman");
    let command = command.stdout(Stdio::null()).stderr(Stdio::null());
    let sway = Sway(command.spawn().expect("sway (and setpriv, for root) is needed here"));
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        let names = fs::read_dir(runtime).unwrap().flatten().filter_map(|entry| entry.file_name().into_string().ok());
        if let Some(name) = names.into_iter().find(|name| name.starts_with("wayland-") && !name.ends_with(".lock")) {
            return (sway, name);
        }
        assert!(Instant::now() < end, "sway did not start");
        sleep(Duration::from_millis(20));
    }
}

/// The environment belongs to the whole process, so the test proper is another one, inside of the session.
#[test]
fn under_sway() {
    let runtime = tempfile::tempdir().unwrap();
    let (_sway, display) = sway(runtime.path());
    let status = Command::new(env::current_exe().unwrap())
        .args(["--exact", "inside", "--ignored", "--nocapture"])
        .env("XDG_RUNTIME_DIR", runtime.path())
        .env("WAYLAND_DISPLAY", display)
        .env_remove("DISPLAY")
        .status();
    assert!(status.unwrap().success());
}

fn copy(arguments: &[&str]) {
    let status = Command::new("wl-copy").args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    assert!(status.expect("wl-copy is needed here").success());
}

#[test]
#[ignore = "runs inside of the session that under_sway starts"]
fn inside() {
    let selection = selection().unwrap();
    let rules = Rules::default();
    assert_eq!(selection.capture(&rules), Err(Failure::NothingSelected));
    assert_eq!(selection.clipboard(), Ok(None));

    copy(&["--primary", "selected — 中文"]);
    let capture = selection.capture(&rules).unwrap();
    assert_eq!((&*capture.text, capture.origin), ("selected — 中文", Origin::Last));

    assert_eq!(selection.replace(&capture, &rules, "better — 中文"), Ok(Replaced::OnClipboard));
    let pasted = Command::new("wl-paste").arg("--no-newline").output().unwrap();
    assert_eq!(String::from_utf8(pasted.stdout).unwrap(), "better — 中文");
    assert_eq!(selection.clipboard().unwrap().as_deref(), Some("better — 中文"));

    copy(&["--type", "x-kde-passwordManagerHint", "secret"]);
    assert!(matches!(selection.clipboard(), Err(Failure::Excluded { .. })));
    copy(&["--type", "image/png", "no text"]);
    assert_eq!(selection.clipboard(), Ok(None));

    let facts = facts();
    let of = |name: &str| facts.iter().find(|fact| fact.name == name).unwrap();
    assert_eq!(of("session").detail, "Wayland");
    assert_eq!(of("selection").state, State::Ok, "{:?}", of("selection"));
    assert_eq!(of("paste").state, State::Missing);
    assert!(of("paste").advice.as_ref().unwrap().contains("Ctrl+V"));
}
