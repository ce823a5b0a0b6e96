//! What a person sees beside the result: progress, warnings, colours where there is a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal, Write};
use std::sync::Arc;
use std::time::Duration;
use stet_core::run::{Event, Watch};
use stet_engine::Loading;

/// Where output goes, and how much of it.
pub struct Terminal {
    pub json: bool,
    pub quiet: bool,
    bar: ProgressBar,
}

impl Terminal {
    pub fn new(json: bool, quiet: bool) -> Self {
        let shown = !quiet && std::io::stderr().is_terminal();
        let target = if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        bar.set_style(ProgressStyle::with_template("{spinner} {wide_msg}").expect("a constant"));
        Terminal { json, quiet, bar }
    }

    /// Told while a model loads.
    pub fn loading(&self) -> Loading {
        let bar = self.bar.clone();
        bar.enable_steady_tick(Duration::from_millis(120));
        Arc::new(move |what, share| {
            if share < 1.0 {
                bar.set_message(format!("{what} {:.0}%", share * 100.0));
            } else {
                bar.set_message("Reading…");
            }
        })
    }

    /// Told while a tool runs.
    pub fn watch(&self) -> Watch {
        let bar = self.bar.clone();
        Arc::new(move |event| match event {
            Event::Progress { done, total, left_ms } if total > 1 => {
                let left = left_ms.map_or(String::new(), |ms| format!(", about {} left", duration(ms)));
                bar.set_message(format!("Part {} of {total}{left}", (done + 1).min(total)));
            }
            // The outline as it grows; where there is no terminal to see it, neither is there a bar.
            Event::Section(section) => {
                let place = section.place.map_or(String::new(), |place| format!("── {place}\n"));
                let points = section.points.iter().map(|point| format!("- {}", point.text));
                bar.println(format!("{place}{}", points.collect::<Vec<_>>().join("\n")));
            }
            _ => {}
        })
    }

    /// Says where a measurement stands.
    pub fn progress(&self, message: &str) {
        self.bar.set_message(message.to_owned());
    }

    /// The progress display goes away; what follows is the result.
    pub fn done(&self) {
        self.bar.finish_and_clear();
    }

    /// Something worth knowing, on standard error.
    pub fn warn(&self, message: &str) {
        if !self.quiet {
            self.bar.suspend(|| eprintln!("stet: {message}"));
        }
    }

    /// Something beside the result, on standard error.
    pub fn say(&self, message: &str) {
        if !self.quiet && !self.json {
            self.bar.suspend(|| eprintln!("{message}"));
        }
    }
}

fn duration(ms: u64) -> String {
    match ms / 1000 {
        seconds @ 0..90 => format!("{} s", seconds.max(1)),
        seconds @ 90..5400 => format!("{} min", seconds.div_ceil(60)),
        seconds => format!("{:.1} h", seconds as f64 / 3600.0),
    }
}

/// One JSON value and a newline on standard output. A closed pipe is no failure.
pub fn print_json(value: &impl serde::Serialize) {
    let mut out = std::io::stdout().lock();
    if serde_json::to_writer(&mut out, value).is_ok() {
        let _ = out.write_all(b"\n");
    }
    let _ = out.flush();
}

/// Text as it is on standard output, ended by a newline where it has none and a person is looking.
pub fn print_text(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes());
    if !text.ends_with('\n') && std::io::stdout().is_terminal() {
        let _ = out.write_all(b"\n");
    }
    let _ = out.flush();
}
