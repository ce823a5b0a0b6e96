//! The selection as a real application tells it: on X11, and under a Wayland compositor that shows it to nobody else.
//!
//! Needs an X display, openbox (unless a window manager runs), dbus-run-session, at-spi2-core, xdotool, l3afpad (GTK),
//! zenity and weston, and fails without; `./dev test` sees to them. Weston is a window on the X display, so that its keyboard is the one xdotool has.

#![cfg(target_os = "linux")]

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};
use std::{env, fs};
use stet_platform::selection::accessible::{self, is_on};
use stet_platform::session::{State, facts};
use stet_platform::{Capture, Failure, Origin, Replaced, Rules, selection};
use x11rb::protocol::xproto::ConnectionExt as _;

const BEFORE: &str = "Their is a mistake in this sentence — isn't it?";
const AFTER: &str = "There is a mistake in this sentence — isn’t it? 中文 🙂";
const SOCKET: &str = "stet-test";

/// The display and its keyboard are shared.
static TURN: Mutex<()> = Mutex::new(());

/// Runs a test of this file in a session of its own: the environment belongs to the whole process.
fn in_a_session(test: &str, wayland: &str) {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    assert!(env::var_os("DISPLAY").is_some(), "these tests need an X display: run them with ./dev test");
    let home = tempfile::tempdir().unwrap();
    let status = Command::new("dbus-run-session")
        .arg("--")
        .arg(env::current_exe().unwrap())
        .args(["--exact", test, "--ignored", "--nocapture"])
        .env("HOME", home.path())
        .env("XDG_RUNTIME_DIR", home.path())
        .env("XDG_CONFIG_HOME", home.path())
        .env("WAYLAND_DISPLAY", wayland)
        .env_remove("AT_SPI_BUS_ADDRESS")
        .status();
    assert!(status.expect("dbus-run-session is needed here").success(), "{test}");
}

#[test]
fn on_x11() {
    in_a_session("inside_x11", "");
}

#[test]
fn passwords_on_x11() {
    in_a_session("inside_x11_passwords", "");
}

#[test]
fn under_weston() {
    in_a_session("inside_weston", SOCKET);
}

struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(command: &mut Command) -> Program {
    let command = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    Program(command.spawn().unwrap_or_else(|error| panic!("{command:?} is needed here: {error}")))
}

/// A GTK program that finds the accessibility bus of this session, and not that of an earlier one on the same display.
fn gtk(program: &str) -> Command {
    let mut command = Command::new(program);
    let asked = Command::new("dbus-send")
        .args(["--session", "--print-reply=literal", "--dest=org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus.GetAddress"])
        .output();
    let address = String::from_utf8(asked.expect("dbus-send is needed here").stdout).unwrap();
    command.env("AT_SPI_BUS_ADDRESS", address.trim());
    command
}

fn file() -> PathBuf {
    Path::new(&env::var_os("HOME").unwrap()).join("letter.txt")
}

fn until<T>(what: &str, mut done: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        if let Some(it) = done() {
            return it;
        }
        assert!(Instant::now() < end, "waited for long until {what}");
        sleep(Duration::from_millis(50));
    }
}

fn hands(does: &[&str]) {
    assert!(Command::new("xdotool").args(does).status().expect("xdotool is needed here").success());
    sleep(Duration::from_millis(200));
}

/// A window manager; one that is there already stays, and this one leaves by itself. It owns this selection as long as it
/// lives (ICCCM 4.3).
fn manager() -> Program {
    let manager = start(&mut Command::new("openbox"));
    let (conn, screen) = x11rb::connect(None).unwrap();
    let name = format!("WM_S{screen}");
    let atom = conn.intern_atom(false, name.as_bytes()).unwrap().reply().unwrap().atom;
    until("a window manager is there", || {
        let owner = conn.get_selection_owner(atom).unwrap().reply().unwrap().owner;
        (owner != x11rb::NONE).then_some(())
    });
    manager
}

/// Waits until the window with this in its title has the keyboard.
fn in_front(title: &str) {
    until("the window is in front", || {
        let front = Command::new("xdotool").args(["getactivewindow", "getwindowname"]).output();
        String::from_utf8_lossy(&front.expect("xdotool is needed here").stdout).contains(title).then_some(())
    });
}

/// What the editor has, by its saving it.
fn saved() -> String {
    hands(&["key", "ctrl+s"]);
    sleep(Duration::from_millis(300));
    fs::read_to_string(file()).unwrap().trim_end().to_owned()
}

fn told(rules: &Rules) -> Result<Capture, Failure> {
    accessible::capture(rules).and_then(|told| told.map(|(capture, _)| capture).ok_or(Failure::NotTold))
}

#[test]
#[ignore = "runs inside of the session that on_x11 starts"]
fn inside_x11() {
    let _manager = manager();
    assert!(!is_on(), "nothing runs that was not asked for");
    let rules = Rules::default();
    assert_eq!(accessible::capture(&rules), Ok(None));
    assert!(!is_on(), "and asking starts nothing");

    fs::write(file(), BEFORE).unwrap();
    let editor = start(gtk("l3afpad").arg(file()).env("GDK_BACKEND", "x11"));
    assert!(is_on());
    in_front("letter.txt");
    until("the editor has the focus", || (told(&rules) == Err(Failure::NothingSelected)).then_some(()));
    hands(&["key", "ctrl+a"]);
    let begun = Instant::now();
    let (capture, spot) = accessible::capture(&rules).unwrap().unwrap();
    println!("captured in {:?}", begun.elapsed());
    assert_eq!((&*capture.text, capture.origin), (BEFORE, Origin::Selection));
    assert_eq!((capture.source.pid, capture.source.name()), (Some(editor.0.id()), "l3afpad"));
    assert_eq!(capture.source.class.0, "l3afpad");
    assert!(capture.source.title.contains("letter.txt"), "{:?}", capture.source);

    let mut excluding = Rules::default();
    excluding.excluded.push("L3afpad".into());
    assert_eq!(told(&excluding), Err(Failure::Excluded { app: "l3afpad".into() }));

    assert_eq!(accessible::replace(&spot, "l3afpad", AFTER), Ok(true));
    assert_eq!(saved(), AFTER);
    let (again, spot) = accessible::reselect(&capture.source, &rules, AFTER).unwrap();
    assert_eq!(again.text, AFTER);
    assert_eq!(accessible::replace(&spot, "l3afpad", BEFORE), Ok(true));
    assert_eq!(saved(), BEFORE);

    // What was typed since is not overwritten, and not found either.
    hands(&["key", "ctrl+Home"]);
    hands(&["type", "No. "]);
    assert_eq!(accessible::replace(&spot, "l3afpad", AFTER), Err(Failure::SourceChanged { app: "l3afpad".into() }));
    let moved = accessible::reselect(&capture.source, &rules, BEFORE);
    assert_eq!(moved, Err(Failure::Moved { app: "l3afpad".into() }));
    assert_eq!(saved(), format!("No. {BEFORE}"));

    // One that hangs costs the time that is set for it, and no more.
    assert!(Command::new("kill").args(["-STOP", &editor.0.id().to_string()]).status().unwrap().success());
    let begun = Instant::now();
    assert_eq!(accessible::capture(&rules), Ok(None));
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
}

#[test]
#[ignore = "runs inside of the session that passwords_on_x11 starts"]
fn inside_x11_passwords() {
    let _manager = manager();
    let _dialog = start(gtk("zenity").args(["--password", "--title=Secret"]).env("GDK_BACKEND", "x11"));
    in_front("Secret");
    hands(&["type", "secret"]);
    hands(&["key", "ctrl+a"]);
    until("the dialog has the focus", || (told(&Rules::default()) == Err(Failure::Password)).then_some(()));
}

#[test]
#[ignore = "runs inside of the session that under_weston starts"]
fn inside_weston() {
    let _manager = manager();
    let mut weston = Command::new("weston");
    weston.args(["--backend=x11-backend.so", "--use-pixman", "--no-config", "--idle-time=0"]);
    let _weston = start(weston.arg(format!("--socket={SOCKET}")));
    let runtime = env::var_os("XDG_RUNTIME_DIR").unwrap();
    until("weston is there", || Path::new(&runtime).join(SOCKET).exists().then_some(()));
    let fact = |name: &str| facts().into_iter().find(|fact| fact.name == name).unwrap();
    assert!(selection().is_err(), "without an accessibility bus there is nothing to be had");
    assert_eq!(fact("selection").state, State::Missing);

    in_front("Weston Compositor");
    fs::write(file(), BEFORE).unwrap();
    let _editor = start(gtk("l3afpad").arg(file()).env("GDK_BACKEND", "wayland"));
    let selection = selection().unwrap();
    assert_eq!(fact("selection").state, State::Ok);
    let rules = Rules::default();
    let focused = || (selection.capture(&rules) == Err(Failure::NothingSelected)).then_some(());
    until("the editor has the focus", focused);
    hands(&["key", "ctrl+a"]);
    let capture = selection.capture(&rules).unwrap();
    assert_eq!((&*capture.text, capture.source.name()), (BEFORE, "l3afpad"));
    assert_eq!(selection.clipboard(), Err(Failure::NoClipboard));

    assert!(matches!(selection.replace(&capture, &rules, AFTER), Ok(Replaced::Pasted { .. })));
    assert_eq!(saved(), AFTER);
    let again = selection.reselect(&capture.source, &rules, AFTER).unwrap();
    assert!(matches!(selection.replace(&again, &rules, BEFORE), Ok(Replaced::Pasted { .. })));
    assert_eq!(saved(), BEFORE);
    // A capture is replaced once.
    assert_eq!(selection.replace(&again, &rules, AFTER), Err(Failure::NotPasted { app: "l3afpad".into() }));
    assert_eq!(saved(), BEFORE);
}
