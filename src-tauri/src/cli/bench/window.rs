//! `stet bench window`: the app itself, started with a home of its own: how soon its windows are there, and the memory
//! that it takes while nobody looks at it.

use super::super::terminal::{Terminal, print_json};
use crate::instance::{self, Request};
use serde::Serialize;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};
use stet_core::home::Home;
use stet_core::{Code, Error, Result};

#[derive(clap::Args)]
pub struct Bench {
    /// Times each thing is measured; the median is shown
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=50))]
    runs: u32,
}

/// How long anything may take before the bench gives up.
const PATIENCE: Duration = Duration::from_secs(60);
/// What the app gives back some time after it was busy is not what it takes.
const REST: Duration = Duration::from_secs(6);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    /// From the start of the process until the main window is drawn.
    window_ms: u64,
    /// From the wish for the popup until it is drawn.
    popup_ms: u64,
    /// Of the app and its web processes, each shared page divided among those who share it: with the windows hidden and
    /// no model loaded. 0 where the system does not tell.
    hidden_mb: u64,
    /// The same with the main window open.
    open_mb: u64,
}

impl Bench {
    pub fn run(self, terminal: &Terminal) -> Result<()> {
        let window_ms = median((0..self.runs).map(|_| App::start(&["open"])?.until("main", "shown")))?;
        let app = App::start(&["open", "--hidden"])?;
        app.until("popup", "listens")?;
        let popup_ms = median((0..self.runs).map(|_| {
            let took = app.ask(&Request::Popup { text: "A few words that were selected.".into() })?;
            std::thread::sleep(Duration::from_millis(300));
            Ok(took)
        }))?;
        // Another one: a popup that was drawn has taken more.
        let app = App::start(&["open", "--hidden"])?;
        app.until("popup", "listens")?;
        let hidden_mb = app.memory_mb();
        app.ask(&Request::Main { document: None })?;
        let open_mb = app.memory_mb();
        let report = Report { window_ms, popup_ms, hidden_mb, open_mb };
        if terminal.json {
            print_json(&report);
            return Ok(());
        }
        println!("Main window drawn after the start:  {window_ms:>4} ms, {}", verdict(window_ms, 1000));
        println!("Popup drawn after the wish for it:  {popup_ms:>4} ms, {}", verdict(popup_ms, 150));
        println!("Memory (PSS), windows hidden:       {hidden_mb:>4} MB, {}", verdict(hidden_mb, 250));
        println!("Memory (PSS), main window open:     {open_mb:>4} MB");
        Ok(())
    }
}

fn verdict(measured: u64, bar: u64) -> String {
    format!("{} the bar of {bar}", if measured < bar { "within" } else { "OVER" })
}

fn median(measured: impl Iterator<Item = Result<u64>>) -> Result<u64> {
    let mut measured = measured.collect::<Result<Vec<_>>>()?;
    measured.sort_unstable();
    Ok(measured[measured.len() / 2])
}

/// The app as a process of its own, ended when this is dropped.
struct App {
    process: Child,
    started: Instant,
    home: tempfile::TempDir,
    told: Receiver<String>,
}

impl App {
    fn start(args: &[&str]) -> Result<App> {
        let home = tempfile::tempdir().map_err(|error| Error::io("make a folder for the measurement", error))?;
        let program = std::env::current_exe().map_err(|error| Error::io("find this program", error))?;
        let started = Instant::now();
        let mut process = Command::new(program)
            .args(args)
            .env("STET_HOME", home.path())
            .env("STET_LOG", "stet_app=info")
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| Error::io("start the app", error))?;
        let (tell, told) = mpsc::channel();
        let lines = process.stderr.take().map(BufReader::new).into_iter().flat_map(BufReader::lines);
        std::thread::spawn(move || lines.map_while(std::io::Result::ok).try_for_each(|line| tell.send(line)));
        Ok(App { process, started, home, told })
    }

    /// Milliseconds from the start until a window's page said this.
    fn until(&self, window: &str, said: &str) -> Result<u64> {
        self.hear(window, said).map(|at| millis(at - self.started))
    }

    /// Milliseconds from a request until its window is drawn.
    fn ask(&self, request: &Request) -> Result<u64> {
        let asked = Instant::now();
        instance::send(&Home::at(self.home.path().to_owned()), request)?;
        let window = if matches!(request, Request::Popup { .. }) { "popup" } else { "main" };
        self.hear(window, "shown").map(|at| millis(at - asked))
    }

    fn hear(&self, window: &str, said: &str) -> Result<Instant> {
        let (window, deadline) = (format!("window=\"{window}\""), Instant::now() + PATIENCE);
        while let Ok(line) = self.told.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            if line.contains(&window) && line.contains(said) {
                return Ok(Instant::now());
            }
        }
        Err(Error::new(Code::Unsupported, "The window did not open.").hint("Is there a display? Try `stet open`."))
    }

    fn memory_mb(&self) -> u64 {
        std::thread::sleep(REST);
        tree(self.process.id()).into_iter().map(pss).sum::<u64>() / 1000
    }
}

impl Drop for App {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn millis(time: Duration) -> u64 {
    time.as_millis().try_into().unwrap_or(u64::MAX)
}

/// A process and all that came of it.
fn tree(pid: u32) -> Vec<u32> {
    let threads = std::fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
    let children = threads.filter_map(|thread| std::fs::read_to_string(thread.path().join("children")).ok());
    let below = children.flat_map(|ids| ids.split_whitespace().filter_map(|id| id.parse().ok()).collect::<Vec<_>>());
    std::iter::once(pid).chain(below.flat_map(tree)).collect()
}

/// Kilobytes of a process, with its part of what it shares.
fn pss(pid: u32) -> u64 {
    let path = Path::new("/proc").join(pid.to_string()).join("smaps_rollup");
    let told = std::fs::read_to_string(path).unwrap_or_default();
    let line = told.lines().find_map(|line| line.strip_prefix("Pss:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
