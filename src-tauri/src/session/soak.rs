//! Whether memory stays what it was: many mixed requests, one after another.

use super::measure::resident_memory;
use super::{Session, ToolRequest};
use serde::Serialize;
use std::time::Instant;
use stet_core::run::unwatched;
use stet_core::{Code, Result};
use stet_engine::Loading;
use tokio_util::sync::CancellationToken;

/// What so many requests did to the memory of this process, in bytes.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Soak {
    pub engine: String,
    pub model: String,
    pub requests: u32,
    /// Those that the guards refused, and those that were cancelled on purpose.
    pub refused: u32,
    pub cancelled: u32,
    /// After the first [`WARM`] requests, and after all.
    pub warm: u64,
    pub end: u64,
    pub growth: f64,
    pub seconds: f64,
}

/// Requests after which everything that is kept has been made.
pub const WARM: u32 = 50;

const TEXTS: [&str; 5] = [
    include_str!("../../../assets/bench/line.txt"),
    include_str!("../../../assets/bench/email.txt"),
    include_str!("../../../assets/bench/chinese.txt"),
    include_str!("../../../assets/samples/chat.txt"),
    include_str!("../../../assets/samples/notes.md"),
];
const TOOLS: [&str; 7] = ["proofread", "concise", "tldr", "friendly", "key-points", "proofread", "ask"];

impl Session {
    /// Asks the tools in turn about texts in turn; every ninth request is cancelled soon after it began. `told` hears
    /// how many are done.
    ///
    /// Errors: those of the catalogue, of loading and of the engine, `cancelled`.
    pub async fn soak(
        &self,
        model: Option<&str>,
        engine: &str,
        requests: u32,
        cancel: &CancellationToken,
        loading: Loading,
        mut told: impl FnMut(u32),
    ) -> Result<Soak> {
        let began = Instant::now();
        let (mut refused, mut cancelled, mut warm) = (0, 0, 0);
        let mut generator = None;
        for number in 0..requests {
            let at = number as usize;
            let tool = TOOLS[at % TOOLS.len()];
            let request = ToolRequest {
                tool: tool.into(),
                text: TEXTS[at % TEXTS.len()].into(),
                question: (tool == "ask").then(|| "When is it?".into()),
                model: model.map(str::to_owned),
                engine: Some(engine.into()),
                private: true,
                ..ToolRequest::default()
            };
            self.check(&request)?;
            let answering = self.answering(&request, cancel, loading.clone()).await?;
            generator = generator.or_else(|| Some(answering.as_ref()?.generator.clone()));
            let own = cancel.child_token();
            if number % 9 == 8 {
                let stop = own.clone();
                tokio::spawn(async move {
                    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
                    stop.cancel();
                });
            }
            match self.answer(&request, answering.as_ref(), &own, &unwatched()).await {
                Ok(_) => {}
                Err(error) if error.code == Code::Refused => refused += 1,
                Err(error) if error.is_cancelled() && !cancel.is_cancelled() => cancelled += 1,
                Err(error) => return Err(error),
            }
            if number + 1 == WARM {
                warm = resident_memory();
            }
            told(number + 1);
        }
        let end = resident_memory();
        Ok(Soak {
            engine: generator.as_ref().map(|generator| generator.engine()).unwrap_or_default(),
            model: generator.as_ref().map(|generator| generator.model()).unwrap_or_default(),
            requests,
            refused,
            cancelled,
            warm,
            end,
            growth: end as f64 / warm.max(1) as f64 - 1.0,
            seconds: began.elapsed().as_secs_f64(),
        })
    }
}
