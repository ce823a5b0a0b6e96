//! Nothing leaves the machine: watched at the system calls, of the app with all its helpers and of the command line.

use crate::common::Stet;
use crate::keyboard::{App, arrived, open, runs};
use crate::person::RUN;
use crate::window::until;
use std::path::Path;
use std::process::{Command, Stdio};

const TEXT: &str = "The libary is closed on Monday. Please come another day.";

/// The command, watched; what it does with the network goes to `log`.
fn watched(log: &Path, command: &Command) -> Command {
    let mut strace = Command::new("strace");
    strace.args(["-f", "--seccomp-bpf", "-e", "trace=network", "-o"]).arg(log).arg(command.get_program());
    strace.args(command.get_args());
    command.get_envs().for_each(|(name, value)| {
        if let Some(value) = value {
            strace.env(name, value);
        }
    });
    strace
}

/// Sockets of the internet in what was seen (a list of routes, which the toolkit asks the kernel for, names their family
/// too). That anything was seen at all is made sure of.
fn internet(log: &Path, sure: &str) -> Vec<String> {
    let seen = std::fs::read_to_string(log).expect("the package strace is not here; ./dev test installs it");
    assert!(seen.contains(sure), "{sure} was not seen: {seen}");
    seen.lines().filter(|line| line.contains("socket(AF_INET")).map(str::to_owned).collect()
}

#[tokio::test]
async fn the_app_opens_no_internet_socket() {
    let stet = Stet::with_models();
    let log = stet.home().join("seen");
    let app = App::start(watched(&log, &open(&stet, TEXT)));
    arrived(&stet).await;
    app.press("^Stet$", "ctrl+Return").await;
    until("the run is in the history", RUN, async || !runs(&stet).is_empty()).await;
    let run = &runs(&stet)[0];
    assert_eq!((&run["outcome"], &run["model"]), (&"done".into(), &"tiny".into()), "{run}");
    app.press("^Stet$", "alt+F4").await;
    let (status, said) = app.end().await;
    assert!(status.success(), "{status}: {said}");
    assert_eq!(internet(&log, "socket(AF_UNIX"), Vec::<String>::new());
}

#[test]
fn the_command_line_opens_no_internet_socket() {
    let stet = Stet::with_models();
    let log = stet.home().join("seen");
    let mut command = Command::new(env!("CARGO_BIN_EXE_stet"));
    let file = stet.home().join("letter.txt");
    std::fs::write(&file, TEXT).unwrap();
    command.args(["proofread", "--model", "tiny"]).arg(file);
    command.env("STET_HOME", stet.home()).env("STET_MODELS", stet.models());
    let output = watched(&log, &command).stdin(Stdio::null()).output().expect("the package strace is not here");
    assert!(output.status.success(), "{output:?}");
    // The first process and its end are always seen.
    assert_eq!(internet(&log, "exited with 0"), Vec::<String>::new());
}
