//! `stet bench`: what the engines of this build do on this machine with a model, side by side in one run; what the
//! history does with many runs in it; how long texts take through the tools; what a change of adapter costs; how soon the windows are there and what
//! memory they take.
//!
//! The faster engine is remembered for the model, and `--engine auto` goes by it.

mod adapters;
mod capture;
mod drafts;
mod history;
mod soak;
mod speed;
mod window;

use super::terminal::{Terminal, print_json};
use crate::session::{Measurement, Session, peak_memory};
use serde::Serialize;
use stet_core::Result;
use tokio_util::sync::CancellationToken;

#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Bench {
    #[command(subcommand)]
    what: Option<What>,
    /// The model, by its id
    #[arg(long, short)]
    model: Option<String>,
    /// Times each case is run; the median is shown
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=50))]
    runs: u32,
    /// Measure only, remember nothing
    #[arg(long)]
    forget: bool,
}

#[derive(clap::Subcommand)]
enum What {
    /// Answer by one adapter after another
    Adapters(adapters::Bench),
    /// Time searches in a history of made-up runs, and compare its file with the text it holds
    History(history::Bench),
    /// Answer with drafts and without, and compare
    Drafts(drafts::Bench),
    /// Answer many mixed requests and watch the memory
    Soak(soak::Bench),
    /// Work on texts, as the tools do and the plain way
    Speed(speed::Bench),
    /// Take and replace the selection of an editor, over and over
    Capture(capture::Bench),
    /// Time the windows' coming up, and weigh the app while they are hidden
    Window(window::Bench),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Case {
    #[serde(flatten)]
    measured: Measurement,
    /// Decode speed over that of the first engine measured.
    ratio: f64,
    /// Most memory this process had so far, in MB.
    peak_memory_mb: u64,
}

impl Bench {
    pub async fn run(self, session: &Session, terminal: &Terminal, cancel: &CancellationToken) -> Result<()> {
        match self.what {
            Some(What::History(bench)) => return bench.run(terminal),
            Some(What::Adapters(bench)) => return bench.run(session, terminal, cancel).await,
            Some(What::Drafts(bench)) => return bench.run(session, terminal, cancel).await,
            Some(What::Soak(bench)) => return bench.run(session, terminal, cancel).await,
            Some(What::Speed(bench)) => return bench.run(session, terminal, cancel).await,
            Some(What::Window(bench)) => return bench.run(terminal),
            Some(What::Capture(bench)) => return bench.run(terminal),
            None => {}
        }
        let mut cases: Vec<Case> = Vec::new();
        let tell = |measured: Measurement| {
            let first = cases.first().map_or(measured.decode_per_second, |first| first.measured.decode_per_second);
            let ratio = measured.decode_per_second / first;
            cases.push(Case { measured, ratio, peak_memory_mb: peak_memory() / (1024 * 1024) });
        };
        let model = self.model.as_deref();
        session.measure(model, self.runs, !self.forget, cancel, terminal.loading(), tell).await?;
        terminal.done();
        if terminal.json {
            print_json(&cases);
            return Ok(());
        }
        println!(
            "{:<10} {:<10} {:>8} {:>14} {:>13} {:>7} {:>9}",
            "engine", "model", "load ms", "prefill tok/s", "decode tok/s", "ratio", "peak MB"
        );
        for Case { measured, ratio, peak_memory_mb } in &cases {
            println!(
                "{:<10} {:<10} {:>8} {:>14.1} {:>13.1} {ratio:>7.2} {peak_memory_mb:>9}",
                measured.engine,
                measured.model,
                measured.load_ms,
                measured.prefill_per_second,
                measured.decode_per_second,
            );
        }
        Ok(())
    }
}
