//! The `stet` binary: no arguments open the app, a subcommand is the command line.

#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

mod processor;

fn main() -> std::process::ExitCode {
    stet_app::main()
}
