//! `stet bench soak`: many mixed requests, and the memory before and after.

use super::super::terminal::{Terminal, print_json};
use crate::session::{Session, WARM};
use stet_core::Result;
use tokio_util::sync::CancellationToken;

#[derive(clap::Args)]
pub struct Bench {
    /// The model, by its id
    #[arg(long, short)]
    model: Option<String>,
    /// May be repeated (default: both)
    #[arg(long, value_parser = ["llama", "mistralrs"])]
    engine: Vec<String>,
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(51..))]
    requests: u32,
}

impl Bench {
    pub async fn run(self, session: &Session, terminal: &Terminal, cancel: &CancellationToken) -> Result<()> {
        let engines = if self.engine.is_empty() { vec!["llama".into(), "mistralrs".into()] } else { self.engine };
        let mut soaks = Vec::new();
        for engine in engines {
            let told = |done: u32| terminal.progress(&format!("{engine}: {done} of {}", self.requests));
            let model = self.model.as_deref();
            let soak = session.soak(model, &engine, self.requests, cancel, terminal.loading(), told).await?;
            if !terminal.json {
                terminal.done();
                println!(
                    "{} on {}: {} requests in {:.0} s ({} refused by the guards, {} cancelled); {} MB after {WARM}, {} MB \
                     at the end: {:+.1}%",
                    soak.model,
                    soak.engine,
                    soak.requests,
                    soak.seconds,
                    soak.refused,
                    soak.cancelled,
                    soak.warm / 1_000_000,
                    soak.end / 1_000_000,
                    100.0 * soak.growth
                );
            }
            soaks.push(soak);
        }
        terminal.done();
        if terminal.json {
            print_json(&soaks);
        }
        Ok(())
    }
}
