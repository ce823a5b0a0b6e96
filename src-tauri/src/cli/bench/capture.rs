//! `stet bench capture`: taking and replacing the selection of a real editor, over and over.

use crate::cli::terminal::{Terminal, print_json};
use std::process::Command;
use stet_core::{Code, Error, Result};
use stet_platform::bench::{Figures, cycles};

#[derive(clap::Args)]
pub struct Bench {
    /// The editor to be opened for it
    #[arg(long, default_value = "l3afpad")]
    editor: String,
    /// How often
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    cycles: u32,
}

impl Bench {
    /// Errors: `desktop` when there is no display or no such editor, or when a cycle went wrong.
    pub fn run(self, terminal: &Terminal) -> Result<()> {
        let failed = |message: String| Error::new(Code::Desktop, message);
        let figures =
            cycles(self.cycles as usize, &mut Command::new(&self.editor)).map_err(|error| failed(error.to_string()))?;
        if terminal.json {
            let ms = |times, percent| Figures::percentile(times, percent).as_secs_f64() * 1000.0;
            print_json(&serde_json::json!({
                "cycles": figures.cycles, "right": figures.right, "clipboardRight": figures.clipboard_right,
                "captureMs": { "p50": ms(&figures.capture, 50), "p95": ms(&figures.capture, 95) },
                "replaceMs": { "p50": ms(&figures.replace, 50), "p95": ms(&figures.replace, 95) },
                "resources": { "before": figures.resources.0, "after": figures.resources.1 },
            }));
        } else {
            println!("{figures}");
        }
        match figures.wrong {
            Some(wrong) => Err(failed(format!("A cycle went wrong: {wrong}"))),
            None => Ok(()),
        }
    }
}
