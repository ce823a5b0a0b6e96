//! The composition root: the only place that knows every part.

mod autostart;
mod cli;
mod commands;
mod consents;
mod dialog;
mod documents;
mod draft;
mod embedded;
mod everywhere;
mod files;
mod glance;
mod hotkeys;
mod instance;
mod mail;
mod named;
mod news;
mod packaged;
mod popup;
mod runs;
mod serve;
mod session;
mod tray;
mod window;
mod words;

use std::io::Write;
use std::process::ExitCode;

/// Opens the app, or runs the command line when there are arguments.
pub fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::try_from_env("STET_LOG").unwrap_or_else(|_| "off".into()))
        .with_writer(std::io::stderr)
        .init();
    if std::env::args_os().len() > 1 {
        return cli::main();
    }
    match session::Session::open().and_then(|(session, _)| window::open(session, window::Start::default())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("stet: {error}");
            if let Some(hint) = error.hint {
                eprintln!("{hint}");
            }
            ExitCode::from(error.code.exit_code())
        }
    }
}

/// Ends the process at once: the tear-down of the engines' libraries would pull the ground from under a thread that is
/// still computing. Everything of ours is written by now.
fn leave(code: u8) -> ! {
    let _ = std::io::stdout().flush();
    #[cfg(unix)]
    // SAFETY: ends the process; nothing runs after it.
    unsafe {
        libc::_exit(code.into())
    }
    #[cfg(not(unix))]
    std::process::exit(code.into())
}
