//! Capture and replacement measured: `xvfb-run … capture 1000 l3afpad`, in a session with a window manager.

use std::process::Command;

fn main() {
    let mut words = std::env::args().skip(1);
    let cycles = words.next().and_then(|word| word.parse().ok()).unwrap_or(1000);
    let mut editor = Command::new(words.next().unwrap_or_else(|| "l3afpad".into()));
    match stet_platform::bench::cycles(cycles, editor.args(words)) {
        Ok(figures) => println!("{figures}"),
        Err(failure) => {
            eprintln!("{failure}");
            std::process::exit(1);
        }
    }
}
