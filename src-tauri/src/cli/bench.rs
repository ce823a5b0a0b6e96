//! `stet bench`: what the engines of this build do on this machine with a model, side by side in one run.
//!
//! The faster engine is remembered for the model, and `--engine auto` goes by it.

use super::terminal::{Terminal, print_json};
use crate::session::{Session, ToolRequest};
use serde::Serialize;
use std::time::Instant;
use stet_core::Result;
use stet_core::generate::{Job, Sampling, answer};
use stet_engine::{Measured, compiled};
use tokio_util::sync::CancellationToken;

#[derive(clap::Args)]
pub struct Bench {
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

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Case {
    engine: String,
    model: String,
    load_ms: u64,
    prompt_tokens: usize,
    prefill_per_second: f64,
    decode_per_second: f64,
    /// Decode speed over that of the first engine measured.
    ratio: f64,
    /// Most memory this process had so far, in MB.
    peak_memory_mb: u64,
}

const TEXT: &str = include_str!("../../../assets/samples/email.txt");

impl Bench {
    pub async fn run(self, session: &Session, terminal: &Terminal, cancel: &CancellationToken) -> Result<()> {
        let mut cases: Vec<Case> = Vec::new();
        let mut measured = Measured::read(&session.measured());
        for kind in compiled().into_iter().rev() {
            let request = ToolRequest {
                tool: "proofread".into(),
                model: self.model.clone(),
                engine: Some(kind.word().into()),
                ..ToolRequest::default()
            };
            let (generator, sha256) = session.load(&request, cancel, terminal.loading()).await?;
            let (mut prefill, mut decode, mut prompt_tokens) = (Vec::new(), Vec::new(), 0);
            for run in 0..=self.runs {
                // A different first word each time: nothing of the prompt can be reused.
                let system = format!("{run} times measured. Correct the mistakes in the text.");
                let sampling = Sampling { max_tokens: 64, ..Sampling::default() };
                let job = Job { system, user: TEXT.into(), sampling, cancel: cancel.clone(), ..Job::default() };
                let started = Instant::now();
                let mut first = None;
                let (_, finish) = answer(&*generator, job, |_| {
                    first.get_or_insert_with(|| started.elapsed());
                })
                .await?;
                let until = first.unwrap_or_default().as_secs_f64();
                // The first run warms up.
                if run > 0 {
                    prompt_tokens = finish.prompt_tokens;
                    prefill.push(finish.prompt_tokens as f64 / until);
                    decode.push((finish.output_tokens.max(2) - 1) as f64 / (started.elapsed().as_secs_f64() - until));
                }
            }
            let decode = median(decode);
            measured.record(&sha256, kind, decode as f32);
            cases.push(Case {
                engine: generator.engine(),
                model: generator.model(),
                load_ms: generator.load_ms(),
                prompt_tokens,
                prefill_per_second: median(prefill),
                decode_per_second: decode,
                ratio: cases.first().map_or(1.0, |first| decode / first.decode_per_second),
                peak_memory_mb: peak_memory_mb(),
            });
        }
        terminal.done();
        if !self.forget {
            measured.write(&session.measured())?;
        }
        if terminal.json {
            print_json(&cases);
            return Ok(());
        }
        println!(
            "{:<10} {:<10} {:>8} {:>14} {:>13} {:>7} {:>9}",
            "engine", "model", "load ms", "prefill tok/s", "decode tok/s", "ratio", "peak MB"
        );
        for case in &cases {
            println!(
                "{:<10} {:<10} {:>8} {:>14.1} {:>13.1} {:>7.2} {:>9}",
                case.engine,
                case.model,
                case.load_ms,
                case.prefill_per_second,
                case.decode_per_second,
                case.ratio,
                case.peak_memory_mb
            );
        }
        Ok(())
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

/// The high-water mark of this process's resident memory; 0 where the system does not tell.
fn peak_memory_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    line.and_then(|l| l.split_whitespace().nth(1)?.parse::<u64>().ok()).map_or(0, |kb| kb / 1024)
}
