//! How fast the engines of this build run a model on this machine, remembered for the choice between them.

use super::{Session, ToolRequest};
use serde::Serialize;
use std::time::Instant;
use stet_core::Result;
use stet_core::generate::{Job, Sampling, answer};
use stet_engine::{Loading, Measured, compiled};
use tokio_util::sync::CancellationToken;

/// One engine with one model.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Measurement {
    pub engine: String,
    pub model: String,
    pub load_ms: u32,
    pub prompt_tokens: u32,
    /// Tokens read a second.
    pub prefill_per_second: f64,
    /// Tokens written a second.
    pub decode_per_second: f64,
}

const TEXT: &str = include_str!("../../../assets/samples/email.txt");

impl Session {
    /// Measures each engine with a model (the default one, when none is named), the median of so many runs, and tells of
    /// each as it is done. With `remember` the speeds are kept, and `auto` goes by them.
    ///
    /// Errors: those of the catalogue and of loading, `cancelled`, and those of writing what is to be remembered.
    pub async fn measure(
        &self,
        model: Option<&str>,
        runs: u32,
        remember: bool,
        cancel: &CancellationToken,
        loading: Loading,
        mut tell: impl FnMut(Measurement),
    ) -> Result<()> {
        for kind in compiled().into_iter().rev() {
            let request = ToolRequest {
                tool: "proofread".into(),
                model: model.map(str::to_owned),
                engine: Some(kind.word().into()),
                ..ToolRequest::default()
            };
            let installed = self.installed(&request)?;
            let generator = self.load(&request, &installed, None, cancel, loading.clone()).await?;
            let (mut prefill, mut decode, mut prompt_tokens) = (Vec::new(), Vec::new(), 0);
            for run in 0..=runs {
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
            let decode_per_second = median(decode);
            if remember {
                let mut measured = Measured::read(&self.measured());
                measured.record(&installed.sha256, kind, decode_per_second as f32);
                measured.write(&self.measured())?;
            }
            tell(Measurement {
                engine: generator.engine(),
                model: generator.model(),
                load_ms: generator.load_ms().try_into().unwrap_or(u32::MAX),
                prompt_tokens: prompt_tokens.try_into().unwrap_or(u32::MAX),
                prefill_per_second: median(prefill),
                decode_per_second,
            });
        }
        Ok(())
    }
}

pub(super) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

/// The most memory that this process had resident, in bytes, since it began or since [`reset_peak_memory`]; 0 where the
/// system does not tell.
pub fn peak_memory() -> u64 {
    status("VmHWM:")
}

/// The most memory is counted anew, where the system can.
pub(super) fn reset_peak_memory() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

/// The memory of this process that is its own, in bytes: pages of files that the system may drop at any time are not; 0
/// where the system does not tell.
pub(super) fn resident_memory() -> u64 {
    status("RssAnon:")
}

fn status(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(name));
    line.and_then(|l| l.split_whitespace().nth(1)?.parse::<u64>().ok()).map_or(0, |kb| kb * 1024)
}
