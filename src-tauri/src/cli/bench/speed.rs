//! `stet bench speed`: texts through the tools, as they work and the plain way.

use super::super::terminal::{Terminal, print_json};
use crate::session::{Session, Speed, SpeedAsked};
use stet_core::Result;
use tokio_util::sync::CancellationToken;

#[derive(clap::Args)]
pub struct Bench {
    /// The model, by its id
    #[arg(long, short)]
    model: Option<String>,
    #[arg(long, value_parser = ["auto", "llama", "mistralrs"])]
    engine: Option<String>,
    /// By the prompt alone, without an adapter
    #[arg(long)]
    prompt_only: bool,
    /// Only this text, may be repeated
    #[arg(long, value_parser = ["line", "email", "chinese", "report", "long"])]
    text: Vec<String>,
    /// Only this tool, may be repeated
    #[arg(long)]
    tool: Vec<String>,
    /// Times each case is run; the median is shown
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=50))]
    runs: u32,
}

impl Bench {
    pub async fn run(self, session: &Session, terminal: &Terminal, cancel: &CancellationToken) -> Result<()> {
        let Bench { model, engine, prompt_only, text: texts, tool: tools, runs } = self;
        let asked = SpeedAsked { model, engine, prompt_only, texts, tools, runs };
        let mut all: Vec<Speed> = Vec::new();
        let mut headed = false;
        let tell = |speed: Speed| {
            if terminal.json {
                all.push(speed);
                return;
            }
            if !std::mem::replace(&mut headed, true) {
                terminal.done();
                println!(
                    "{:<8} {:<10} {:<6} {:>9} {:>9} {:>9} {:>9} {:>7} {:>10} {:>7} {:>6}",
                    "text",
                    "tool",
                    "way",
                    "1st token",
                    "1st rule",
                    "1st model",
                    "total ms",
                    "ratio",
                    "accepted",
                    "tok/s",
                    "MB"
                );
            }
            let ms = |time: Option<f64>| time.map_or("-".to_owned(), |ms| format!("{ms:.0}"));
            println!(
                "{:<8} {:<10} {:<6} {:>9.0} {:>9} {:>9} {:>9.0} {:>7.3} {:>10} {:>7.1} {:>6}",
                speed.text,
                speed.tool,
                format!("{:?}", speed.way).to_lowercase(),
                speed.first_token_ms,
                ms(speed.first_rule_ms),
                ms(speed.first_model_ms),
                speed.total_ms,
                speed.ratio,
                format!("{}/{}", speed.accepted_tokens, speed.drafted_tokens),
                speed.decode_per_second,
                speed.peak_memory / 1_000_000,
            );
        };
        session.speed(&asked, cancel, terminal.loading(), tell).await?;
        terminal.done();
        if terminal.json {
            print_json(&all);
        }
        Ok(())
    }
}
