//! A desk for a test: the session to itself, programs that end with it, and a person's hands (xdotool).

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};
use stet_platform::{Selection, selection};
use x11rb::protocol::xproto::ConnectionExt as _;

static TURN: Mutex<()> = Mutex::new(());
static WINDOW_MANAGER: OnceLock<Option<Child>> = OnceLock::new();

pub struct Desk {
    pub selection: Box<dyn Selection>,
    home: tempfile::TempDir,
    _turn: MutexGuard<'static, ()>,
}

impl Desk {
    pub fn new() -> Desk {
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(std::env::var_os("DISPLAY").is_some(), "these tests need an X display: run them with ./dev test");
        WINDOW_MANAGER.get_or_init(|| {
            if managed() {
                return None;
            }
            let started = start(&mut Command::new("openbox"));
            until("the window manager is there", managed);
            Some(started)
        });
        let desk =
            Desk { selection: selection().expect("an X session"), home: tempfile::tempdir().unwrap(), _turn: turn };
        // What a failed test left behind is of no concern to this one.
        for key in ["ctrl", "shift", "alt", "space"] {
            hands(&["keyup", key]);
        }
        desk
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// A program whose window has the focus when this returns.
    pub fn open(&self, program: &str, arguments: &[&str]) -> Program {
        let mut command = Command::new(program);
        let child =
            start(command.args(arguments).env("HOME", self.home.path()).env("XDG_CONFIG_HOME", self.home.path()));
        let mut program = Program { child, window: String::new() };
        program.window = until_some(&format!("{program:?} has the focus"), || {
            // Of the same window: what is in front may be another one a moment later.
            let window = front();
            let pid = said(Command::new("xdotool").args(["getwindowpid", &window]));
            (pid == program.child.id().to_string()).then_some(window)
        });
        program
    }

    /// An editor with that text in a file that it can save.
    pub fn edit(&self, editor: &str, text: &str) -> (Program, PathBuf) {
        let file = self.file(&format!("{editor}.txt"));
        fs::write(&file, text).unwrap();
        let path = file.to_str().unwrap();
        let program =
            if editor == QT { self.open(editor, &["--standalone", path]) } else { self.open(editor, &[path]) };
        // Shown is not yet ready: the title tells that the file was read.
        until("the file is open", || {
            said(Command::new("xdotool").args(["getactivewindow", "getwindowname"])).contains(editor)
        });
        (program, file)
    }
}

pub const GTK: &str = "l3afpad";
pub const QT: &str = "featherpad";

#[derive(Debug)]
pub struct Program {
    pub child: Child,
    pub window: String,
}

impl Program {
    pub fn pause(&self) {
        assert!(Command::new("kill").args(["-STOP", &self.child.id().to_string()]).status().unwrap().success());
    }

    pub fn go_on(&self) {
        assert!(Command::new("kill").args(["-CONT", &self.child.id().to_string()]).status().unwrap().success());
    }

    pub fn has_focus(&self) -> bool {
        front() == self.window
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        // The next test's window must not be mistaken for this one's.
        let gone = Instant::now() + Duration::from_secs(5);
        while !self.window.is_empty() && front() == self.window && Instant::now() < gone {
            sleep(Duration::from_millis(10));
        }
    }
}

/// Whether a window manager runs. It owns this selection for as long as it lives (ICCCM 4.3), while what it writes onto
/// the root window, such as the number of desktops, stays there after its end.
fn managed() -> bool {
    let (conn, screen) = x11rb::connect(None).unwrap();
    let name = format!("WM_S{screen}");
    let atom = conn.intern_atom(false, name.as_bytes()).unwrap().reply().unwrap().atom;
    conn.get_selection_owner(atom).unwrap().reply().unwrap().owner != x11rb::NONE
}

fn start(command: &mut Command) -> Child {
    let command = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap_or_else(|error| panic!("{command:?} is needed here: {error}"))
}

fn said(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?} is needed here: {error}"));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

pub fn front() -> String {
    said(Command::new("xdotool").arg("getactivewindow"))
}

/// `hands(&["key", "ctrl+a"])`: as xdotool has it.
pub fn hands(does: &[&str]) {
    assert!(Command::new("xdotool").args(does).status().expect("xdotool is needed here").success());
}

/// Selects everything. Keys reach a program in order, so what is asked of it afterwards comes afterwards.
pub fn select_all() {
    hands(&["key", "ctrl+a"]);
    sleep(Duration::from_millis(150));
}

/// What the editor has, by its saving it: it saves what was changed, so a sign is put at the end.
pub fn saved(file: &PathBuf) -> String {
    hands(&["key", "ctrl+End"]);
    hands(&["type", "~"]);
    hands(&["key", "ctrl+s"]);
    let whole = until_some("the file is saved", || {
        let now = fs::read_to_string(file).unwrap_or_default();
        now.trim_end().strip_suffix('~').map(str::to_owned)
    });
    whole.trim_end_matches('\n').to_owned()
}

pub fn until(what: &str, mut done: impl FnMut() -> bool) {
    until_some(what, || done().then_some(()));
}

pub fn until_some<T>(what: &str, mut done: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        if let Some(it) = done() {
            return it;
        }
        assert!(Instant::now() < end, "waited for long until {what}");
        sleep(Duration::from_millis(20));
    }
}
