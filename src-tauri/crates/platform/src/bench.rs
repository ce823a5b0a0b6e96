//! Capture and replacement measured against a real editor, with another program that owns the clipboard.

use crate::{Failure, Rules};
use std::fmt;
use std::process::Command;
use std::time::Duration;

/// What came of so many cycles of capturing and replacing.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    pub cycles: usize,
    /// Cycles in which exactly the text of the cycle before was captured, and the new one was read.
    pub right: usize,
    /// Cycles after which the clipboard held exactly, in all formats, what it held before.
    pub clipboard_right: usize,
    /// The time of each capture and each replacement, shortest first.
    pub capture: Vec<Duration>,
    pub replace: Vec<Duration>,
    /// What the X server keeps for us, before the first cycle and after the last.
    pub resources: (u32, u32),
    /// What was wrong first.
    pub wrong: Option<String>,
}

impl Figures {
    /// The time that `percent` of 100 did not exceed.
    pub fn percentile(sorted: &[Duration], percent: usize) -> Duration {
        let at = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
        sorted.get(at).copied().unwrap_or_default()
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Figures { cycles, right, clipboard_right, resources: (before, after), .. } = self;
        writeln!(f, "cycles      {cycles}: {right} right, clipboard right after {clipboard_right}")?;
        for (name, times) in [("capture ", &self.capture), ("replace ", &self.replace)] {
            let ms = |percent| Figures::percentile(times, percent).as_secs_f64() * 1000.0;
            writeln!(f, "{name}    p50 {:.1} ms, p95 {:.1} ms, longest {:.1} ms", ms(50), ms(95), ms(100))?;
        }
        write!(f, "X resources {before} before, {after} after")?;
        self.wrong.iter().try_for_each(|wrong| write!(f, "\nfirst wrong {wrong}"))
    }
}

/// Runs `editor` (a command that takes a file to open), and selects, captures and replaces its text `cycles` times.
/// It needs an X11 session in which nobody types meanwhile.
#[cfg(all(unix, not(target_os = "macos")))]
pub fn cycles(cycles: usize, editor: &mut Command) -> Result<Figures, Failure> {
    x11::cycles(cycles, editor, &Rules::default())
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
pub fn cycles(_: usize, _: &mut Command) -> Result<Figures, Failure> {
    let _ = Rules::default();
    Err(Failure::Display("this is measured on X11 only".into()))
}

#[cfg(all(unix, not(target_os = "macos")))]
mod x11 {
    use super::Figures;
    use crate::selection::x11::X11;
    use crate::selection::x11::connection::{Display, Listening};
    use crate::selection::x11::keys::Chord;
    use crate::selection::x11::owner::{Contents, Format};
    use crate::{Failure, Replaced, Rules, Selection};
    use std::process::{Child, Command, Stdio};
    use std::sync::Arc;
    use std::time::{Duration, Instant};
    use std::{env, fs, process};
    use x11rb::protocol::res::ConnectionExt as _;
    use x11rb::protocol::xproto::{AtomEnum, ConnectionExt as _};

    const START: Duration = Duration::from_secs(20);
    /// How soon an editor offers what it selected.
    const SELECT: Duration = Duration::from_millis(50);

    struct Editor(Child);

    impl Drop for Editor {
        fn drop(&mut self) {
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }

    pub fn cycles(cycles: usize, editor: &mut Command, rules: &Rules) -> Result<Figures, Failure> {
        let io = |error: std::io::Error| Failure::Display(format!("the editor could not be started: {error}"));
        let file = env::temp_dir().join(format!("stet-bench-{}.txt", process::id()));
        fs::write(&file, text(0)).map_err(io)?;
        let x11 = X11::connect()?;
        let display = x11.display();
        let child = editor.arg(&file).stdout(Stdio::null()).stderr(Stdio::null()).spawn().map_err(io)?;
        let _editor = Editor(child);
        let opened = wait_for_window(display, _editor.0.id());
        let _ = fs::remove_file(&file);
        opened?;
        let neighbour = Listening::connect()?;
        let held = clipboard(&neighbour.display)?;
        let mut figures = Figures { cycles, resources: (resources(display)?, 0), ..Figures::default() };
        for cycle in 0..cycles {
            let name = display.atoms.CLIPBOARD;
            neighbour.display.own(name, Some(Arc::clone(&held)), neighbour.display.owner(name)?)?;
            match cycle_once(&x11, rules, cycle, &mut figures) {
                Ok(()) => figures.right += 1,
                Err(wrong) => _ = figures.wrong.get_or_insert(format!("in cycle {cycle}: {wrong}")),
            }
            if neighbour.display.everything(name)? == Some(Arc::clone(&held)) {
                figures.clipboard_right += 1;
            } else {
                figures.wrong.get_or_insert(format!("after cycle {cycle} the clipboard held something else"));
            }
        }
        figures.capture.sort();
        figures.replace.sort();
        figures.resources.1 = resources(display)?;
        Ok(figures)
    }

    fn text(cycle: usize) -> String {
        format!("Cycle {cycle} — this are the text of an editor, with “quotes”, 中文 and an emoji 🙂.")
    }

    fn cycle_once(x11: &X11, rules: &Rules, cycle: usize, figures: &mut Figures) -> Result<(), String> {
        let display = x11.display();
        let said = |failure: Failure| failure.to_string();
        let before = display.state().primary.count;
        display.press(Chord::SelectAll).map_err(said)?;
        let selected = |state: &mut crate::selection::x11::connection::State| {
            (state.primary.count != before && state.primary.owner != 0).then_some(())
        };
        // An editor that does not offer what is selected by keys is asked to copy it, after it got these keys.
        display.wait(Instant::now() + SELECT, selected).map_err(said)?;
        let begun = Instant::now();
        let capture = x11.capture(rules).map_err(said)?;
        figures.capture.push(begun.elapsed());
        // Some editors end a file with a line break, and select it too.
        if capture.text.trim_end_matches('\n') != text(cycle) {
            return Err(format!("captured {:?}", capture.text));
        }
        let begun = Instant::now();
        match x11.replace(&capture, rules, &text(cycle + 1)).map_err(said)? {
            Replaced::Pasted { restored: true, .. } => figures.replace.push(begun.elapsed()),
            other => return Err(format!("{other:?}")),
        }
        Ok(())
    }

    fn wait_for_window(display: &Display, pid: u32) -> Result<(), Failure> {
        let until = Instant::now() + START;
        loop {
            let seen = display.state().focus;
            if let Some(window) = display.focused()?
                && display.pid(window) == Some(pid)
                && display.has_focus(window)?
            {
                return Ok(());
            }
            display
                .wait(until, |state| (state.focus != seen).then_some(()))?
                .ok_or_else(|| Failure::Display("the editor's window did not get the focus".into()))?;
        }
    }

    /// What a user may have copied: text, markup and a picture.
    fn clipboard(display: &Display) -> Result<Contents, Failure> {
        let mut formats = display.as_text("What the user copied before");
        let picture: Vec<u8> = (0..100_000u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        for (name, data) in [("text/html", b"<b>What</b>".to_vec()), ("image/png", picture)] {
            let target = display.conn.intern_atom(false, name.as_bytes())?.reply()?.atom;
            formats.push(Format { target, kind: target, width: 8, data });
        }
        let integers = AtomEnum::INTEGER.into();
        formats.push(Format { target: integers, kind: integers, width: 32, data: vec![1, 0, 0, 0, 2, 0, 0, 0] });
        Ok(Arc::new(formats))
    }

    fn resources(display: &Display) -> Result<u32, Failure> {
        let reply = display.conn.res_query_client_resources(display.window)?.reply()?;
        Ok(reply.types.iter().map(|kind| kind.count).sum())
    }
}
