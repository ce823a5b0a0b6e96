//! What it costs to answer by one adapter after another, over one resident model.

use super::measure::{median, resident_memory};
use super::{Session, ToolRequest};
use serde::Serialize;
use std::collections::BTreeSet;
use std::time::Instant;
use stet_core::adapters::Adapter;
use stet_core::generate::{Generator, Job, Sampling, answer};
use stet_core::{Code, Error, Result};
use stet_engine::Loading;
use tokio_util::sync::CancellationToken;

/// Two adapters in turn.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Swap {
    pub model: String,
    pub adapters: [String; 2],
    /// Bytes of the weights of the second.
    pub size: u64,
    /// By how much memory grew with the second, in bytes; its first answer included.
    pub grown: i64,
    /// Milliseconds until the second could be used, beside the first.
    pub load_ms: f64,
    /// Milliseconds of a short answer by the adapter of the answer before, and of one by the other.
    pub same_ms: f64,
    pub changed_ms: f64,
    /// The first adapter's answers before and after the second's are equal, and the second's are others.
    pub returns: bool,
}

const TEXT: &str = "Why is this not finished? I asked you twice.";

impl Session {
    /// Answers by two adapters of a model (the default one, when none is named) in turn, on the llama engine.
    ///
    /// Errors: `adapter-unknown` (the model has fewer than two), those of the catalogue and of loading, `cancelled`.
    pub async fn swap(
        &self,
        model: Option<&str>,
        runs: u32,
        cancel: &CancellationToken,
        loading: Loading,
    ) -> Result<Swap> {
        let request = ToolRequest {
            tool: "proofread".into(),
            model: model.map(str::to_owned),
            engine: Some("llama".into()),
            ..ToolRequest::default()
        };
        let installed = self.installed(&request)?;
        let known = self.adapters();
        let ours = known.list().into_iter().filter_map(|known| known.facts);
        let tasks: BTreeSet<String> =
            ours.filter(|facts| facts.base == installed.sha256).map(|facts| facts.task).collect();
        let select = |task: &String| known.select(task, &installed.id, &installed.sha256).0;
        let fits: Vec<Adapter> = tasks.iter().filter_map(select).collect();
        let [first, second, ..] = &*fits else {
            let message = format!("The model {} has fewer than two adapters.", installed.id);
            return Err(Error::new(Code::AdapterUnknown, message).hint("`stet adapters list` shows those there are."));
        };
        let generator = self.load(&request, &installed, Some(first), cancel, loading.clone()).await?;
        let ask = Asking { generator: &*generator, cancel };
        let before = ask.by(first, "", 24).await?;
        let memory = resident_memory() as i64;
        let began = Instant::now();
        self.load(&request, &installed, Some(second), cancel, loading).await?;
        let load_ms = millis(began);
        let other = ask.by(second, "", 24).await?;
        let grown = resident_memory() as i64 - memory;
        let after = ask.by(first, "", 24).await?;
        let same_ms = ask.time([first, first], runs).await?;
        let changed_ms = ask.time([first, second], runs).await?;
        Ok(Swap {
            model: installed.id,
            adapters: [first.mark.id.clone(), second.mark.id.clone()],
            size: second.size,
            grown,
            load_ms,
            same_ms,
            changed_ms,
            returns: before == after && before != other,
        })
    }
}

struct Asking<'a> {
    generator: &'a dyn Generator,
    cancel: &'a CancellationToken,
}

impl Asking<'_> {
    async fn by(&self, adapter: &Adapter, begins: &str, tokens: usize) -> Result<String> {
        let job = Job {
            // Where the beginning is another one, nothing of the prompt is reused.
            system: format!("{begins}Rewrite the text in a friendly way."),
            user: TEXT.into(),
            sampling: Sampling { max_tokens: tokens, ..Sampling::default() },
            adapter: Some(adapter.mark.clone()),
            cancel: self.cancel.clone(),
            ..Job::default()
        };
        Ok(answer(self.generator, job, |_| {}).await?.0)
    }

    /// The median time of one token's answer.
    async fn time(&self, adapters: [&Adapter; 2], runs: u32) -> Result<f64> {
        let mut times = Vec::new();
        for run in 0..2 * runs {
            let began = Instant::now();
            self.by(adapters[run as usize % 2], &format!("{run} "), 1).await?;
            times.push(millis(began));
        }
        Ok(median(times))
    }
}

fn millis(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}
