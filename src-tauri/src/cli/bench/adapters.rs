//! `stet bench adapters`: one adapter after another over one resident model.

use super::super::terminal::{Terminal, print_json};
use crate::session::Session;
use stet_core::Result;
use tokio_util::sync::CancellationToken;

#[derive(clap::Args)]
pub struct Bench {
    /// The model, by its id
    #[arg(long, short)]
    model: Option<String>,
    /// Times each adapter answers; the median is shown
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=500))]
    runs: u32,
}

impl Bench {
    pub async fn run(self, session: &Session, terminal: &Terminal, cancel: &CancellationToken) -> Result<()> {
        let swap = session.swap(self.model.as_deref(), self.runs, cancel, terminal.loading()).await?;
        terminal.done();
        if terminal.json {
            print_json(&swap);
            return Ok(());
        }
        let mb = |bytes: f64| bytes / 1e6;
        println!("{} by {} and {} in turn", swap.model, swap.adapters[0], swap.adapters[1]);
        println!("loading one more {:>8.1} ms", swap.load_ms);
        println!(
            "memory           {:>8.1} MB more, {:.2} times its {:.1} MB",
            mb(swap.grown as f64),
            swap.grown as f64 / swap.size.max(1) as f64,
            mb(swap.size as f64)
        );
        println!("a change         {:>8.1} ms", swap.changed_ms - swap.same_ms);
        println!("an answer        {:>8.1} ms by the same, {:.1} ms by the other", swap.same_ms, swap.changed_ms);
        println!("the first answers the same again: {}", if swap.returns { "yes" } else { "no" });
        Ok(())
    }
}
