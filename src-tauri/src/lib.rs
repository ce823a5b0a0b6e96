//! The composition root: the only place that knows every part.

mod cli;
mod session;

use std::process::ExitCode;

/// Opens the app, or runs the command line when there are arguments.
pub fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::try_from_env("STET_LOG").unwrap_or_else(|_| "off".into()))
        .with_writer(std::io::stderr)
        .init();
    cli::main()
}
