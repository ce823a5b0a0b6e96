//! How long texts take through the tools, as they work and the plain way, side by side in one run.
//!
//! The plain way is what a program would do that knows nothing of copying or of prompts that come again: large chunks,
//! every prompt read from its start, every token decoded by itself. Both ways ask the same loaded model through the same
//! pipeline, guards and all; nothing that was answered before is given again, except where that is what is measured.

use super::measure::{median, peak_memory, reset_peak_memory};
use super::{Answering, Outcome, Session, ToolRequest};
use futures::StreamExt;
use serde::Serialize;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use stet_core::generate::{Around, Capabilities, Chunk, Finish, Generator, Job, answer};
use stet_core::home::Home;
use stet_core::proofread::Source;
use stet_core::remember::{Answers, remembering};
use stet_core::run::{Event, Watch};
use stet_core::{Code, Error, Result, text};
use stet_engine::Loading;
use tokio_util::sync::CancellationToken;

/// One text through one tool, one way. Times are medians, in milliseconds.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Speed {
    pub text: &'static str,
    pub words: usize,
    pub tool: &'static str,
    pub way: Way,
    pub engine: String,
    pub model: String,
    pub adapter: Option<String>,
    pub runs: u32,
    pub load_ms: u64,
    /// Until the model's first token, and until the first correction of the rules and of the model was told.
    pub first_token_ms: f64,
    pub first_rule_ms: Option<f64>,
    pub first_model_ms: Option<f64>,
    pub total_ms: f64,
    /// The quickest and the slowest run.
    pub spread_ms: [f64; 2],
    /// Of one run: tokens of all prompts, those of them that needed no computation, and tokens answered.
    pub prompt_tokens: usize,
    pub reused_tokens: usize,
    pub output_tokens: usize,
    pub drafted_tokens: usize,
    pub accepted_tokens: usize,
    /// Tokens a second: prompts read, answers written.
    pub prefill_per_second: f64,
    pub decode_per_second: f64,
    /// Most memory of this process during the case, in bytes; 0 where the system does not tell.
    pub peak_memory: u64,
    /// Total time over that of the plain way; for `again`, over that of the text's first time.
    pub ratio: f64,
}

/// How a text is worked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    Plain,
    Full,
    /// Once more, with one sentence edited.
    Again,
}

/// What is measured: by default everything there is.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    pub model: Option<String>,
    pub engine: Option<String>,
    pub prompt_only: bool,
    pub texts: Vec<String>,
    pub tools: Vec<String>,
    pub runs: u32,
}

const REPORT: &str = include_str!("../../../assets/bench/report.txt");
/// Times that the report stands in the long text.
const LONG: usize = 5;
/// What is measured: texts, and tools to measure them with.
pub const CASES: [(&str, &str); 9] = [
    ("line", "proofread"),
    ("email", "proofread"),
    ("chinese", "proofread"),
    ("report", "proofread"),
    ("long", "proofread"),
    ("email", "concise"),
    ("email", "friendly"),
    ("email", "tldr"),
    ("report", "key-points"),
];

fn content(text: &str) -> String {
    match text {
        "line" => include_str!("../../../assets/bench/line.txt").to_owned(),
        "email" => include_str!("../../../assets/bench/email.txt").to_owned(),
        "chinese" => include_str!("../../../assets/bench/chinese.txt").to_owned(),
        "report" => REPORT.to_owned(),
        _ => [REPORT; LONG].join("\n"),
    }
}

/// One run.
struct Timed {
    total_ms: f64,
    first_token_ms: f64,
    first_rule_ms: Option<f64>,
    first_model_ms: Option<f64>,
    cost: Finish,
}

impl Session {
    /// Measures the cases asked for and tells of each as it is done: the plain way, the full one, and for proofreading
    /// the report once more after an edit.
    ///
    /// Errors: `usage` (nothing of what was asked is measured), those of the catalogue and of loading, `cancelled`.
    pub async fn speed(
        &self,
        asked: &Asked,
        cancel: &CancellationToken,
        loading: Loading,
        mut tell: impl FnMut(Speed),
    ) -> Result<()> {
        let wanted = |list: &[String], one: &str| list.is_empty() || list.iter().any(|known| known == one);
        let cases: Vec<_> =
            CASES.into_iter().filter(|(text, tool)| wanted(&asked.texts, text) && wanted(&asked.tools, tool)).collect();
        if cases.is_empty() {
            let known: Vec<_> = CASES.map(|(text, tool)| format!("{text} with {tool}")).into();
            return Err(Error::new(Code::Usage, format!("There is no such case; there are {}.", known.join(", "))));
        }
        for (text, tool) in cases {
            let mut case = Case::new(self, asked, text, tool, cancel, &loading).await?;
            let plain = case.measure(Way::Plain, asked.runs).await?;
            let full = case.measure(Way::Full, asked.runs).await?;
            let (slow, quick) = (plain.total_ms, full.total_ms);
            tell(plain);
            tell(Speed { ratio: quick / slow, ..full });
            if (text, tool) == ("report", "proofread") {
                let again = case.again(asked.runs).await?;
                tell(Speed { ratio: again.total_ms / quick, ..again });
            }
        }
        Ok(())
    }
}

struct Case<'a> {
    session: &'a Session,
    text: &'static str,
    tool: &'static str,
    request: ToolRequest,
    answering: Answering,
    load_ms: u64,
    cancel: &'a CancellationToken,
}

impl<'a> Case<'a> {
    async fn new(
        session: &'a Session,
        asked: &Asked,
        text: &'static str,
        tool: &'static str,
        cancel: &'a CancellationToken,
        loading: &Loading,
    ) -> Result<Self> {
        let request = ToolRequest {
            tool: tool.into(),
            text: content(text),
            model: asked.model.clone(),
            engine: asked.engine.clone(),
            prompt_only: asked.prompt_only,
            // Nothing is remembered of it.
            private: true,
            ..ToolRequest::default()
        };
        session.check(&request)?;
        let loaded = session.answering(&request, cancel, loading.clone()).await?;
        let answering = loaded.ok_or_else(|| Error::new(Code::Internal, "A model was asked for and none came."))?;
        let load_ms = answering.generator.load_ms();
        Ok(Case { session, text, tool, request, answering, load_ms, cancel })
    }

    async fn measure(&mut self, way: Way, runs: u32) -> Result<Speed> {
        let text = self.request.text.clone();
        let metered = Metered::new(self.answering.generator.clone(), way == Way::Plain);
        // The first run warms up: pages of the model come into memory, and a fixed prompt is computed once.
        self.run(&metered, &metered.counted, &text).await?;
        reset_peak_memory();
        let mut timed = Vec::new();
        for _ in 0..runs {
            // Of the run before, only what any run would find may be found.
            metered.distract(self.cancel).await?;
            timed.push(self.run(&metered, &metered.counted, &text).await?);
        }
        Ok(self.told(way, timed))
    }

    /// The text once through, then with another of its sentences edited each time.
    async fn again(&mut self, runs: u32) -> Result<Speed> {
        let home = tempfile::tempdir().map_err(|error| Error::io("make a directory for the answers", error))?;
        let answers = Arc::new(Answers::open(&Home::at(home.path()))?);
        let metered = Metered::new(self.answering.generator.clone(), false);
        let remembering: Arc<dyn Generator> = Arc::new(remembering(metered.counted.clone(), answers, ""));
        let text = self.request.text.clone();
        self.run(&metered, &remembering, &text).await?;
        reset_peak_memory();
        let sentences: Vec<_> = text::layout(&text).into_iter().filter(|piece| piece.prose).collect();
        let mut timed = Vec::new();
        for run in 0..runs as usize {
            let piece = &sentences[(2 * run + 1) * sentences.len() / (2 * runs as usize)];
            let at = text[piece.range.clone()].find(' ').map_or(piece.range.start, |space| piece.range.start + space);
            let edited = format!("{} realy{}", &text[..at], &text[at..]);
            metered.distract(self.cancel).await?;
            timed.push(self.run(&metered, &remembering, &edited).await?);
        }
        Ok(self.told(Way::Again, timed))
    }

    async fn run(&self, metered: &Metered, generator: &Arc<dyn Generator>, text: &str) -> Result<Timed> {
        #[derive(Default)]
        struct Seen {
            rule: Option<f64>,
            model: Option<f64>,
        }
        metered.take();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let (began, noted) = (Instant::now(), seen.clone());
        let watch: Watch = Arc::new(move |event| {
            if let Event::Correction(correction) = event {
                let mut seen = noted.lock().unwrap_or_else(PoisonError::into_inner);
                let first = match correction.source {
                    Source::Rules => &mut seen.rule,
                    Source::Model => &mut seen.model,
                };
                first.get_or_insert_with(|| began.elapsed().as_secs_f64() * 1000.0);
            }
        });
        let request = ToolRequest { text: text.to_owned(), ..self.request.clone() };
        let answering = self.answering.by(generator.clone());
        let outcome = self.session.answer(&request, Some(&answering), self.cancel, &watch).await;
        let total_ms = began.elapsed().as_secs_f64() * 1000.0;
        // What the guards refuse took its time all the same.
        let first_token_ms = match outcome {
            Ok(outcome) => first_token(&outcome),
            Err(error) if error.code == Code::Refused => f64::NAN,
            Err(error) => return Err(error),
        };
        let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(Timed {
            total_ms,
            first_token_ms,
            first_rule_ms: seen.rule,
            first_model_ms: seen.model,
            cost: metered.take(),
        })
    }

    fn told(&self, way: Way, timed: Vec<Timed>) -> Speed {
        let each = |value: fn(&Timed) -> Option<f64>| timed.iter().filter_map(value).collect::<Vec<_>>();
        let middle = |value: fn(&Timed) -> Option<f64>| Some(median(each(value))).filter(|middle| *middle > 0.0);
        let totals = each(|run| Some(run.total_ms));
        let last = timed.last().map(|run| run.cost).unwrap_or_default();
        let rate = |tokens: usize, seconds: f64| if seconds > 0.0 { tokens as f64 / seconds } else { 0.0 };
        let generator = &self.answering.generator;
        Speed {
            text: self.text,
            words: text::word_count(&self.request.text),
            tool: self.tool,
            way,
            engine: generator.engine(),
            model: generator.model(),
            adapter: self.answering.adapter.as_ref().map(|adapter| adapter.mark.id.clone()),
            runs: timed.len() as u32,
            load_ms: self.load_ms,
            first_token_ms: median(each(|run| Some(run.first_token_ms))),
            first_rule_ms: middle(|run| run.first_rule_ms),
            first_model_ms: middle(|run| run.first_model_ms),
            total_ms: median(totals.clone()),
            spread_ms: [
                totals.iter().copied().fold(f64::INFINITY, f64::min),
                totals.iter().copied().fold(0.0, f64::max),
            ],
            prompt_tokens: last.prompt_tokens,
            reused_tokens: last.reused_tokens,
            output_tokens: last.output_tokens,
            drafted_tokens: last.drafted_tokens,
            accepted_tokens: last.accepted_tokens,
            prefill_per_second: rate(last.prompt_tokens - last.reused_tokens, last.prefill.as_secs_f64()),
            decode_per_second: rate(last.output_tokens, last.decode.as_secs_f64()),
            peak_memory: peak_memory(),
            ratio: 1.0,
        }
    }
}

fn first_token(outcome: &Outcome) -> f64 {
    f64::from(outcome.origin().timing.first_token_ms)
}

/// A generator that counts what its jobs cost, and may ask each of them the plain way.
struct Metered {
    inner: Arc<dyn Generator>,
    counted: Arc<dyn Generator>,
    cost: Arc<Mutex<Finish>>,
}

impl Metered {
    fn new(inner: Arc<dyn Generator>, plain: bool) -> Self {
        let cost: Arc<Mutex<Finish>> = Arc::default();
        let counting = cost.clone();
        let all = inner.capabilities();
        let able = Capabilities { drafting: all.drafting && !plain, reuses_prefix: all.reuses_prefix && !plain, ..all };
        let counted = Around::new(inner.clone(), move |inner, mut job| {
            if plain {
                job.draft = None;
                job.afresh = true;
            }
            let cost = counting.clone();
            let count = move |chunk: &Result<Chunk>| {
                if let Ok(Chunk::End(finish)) = chunk {
                    *cost.lock().unwrap_or_else(PoisonError::into_inner) += *finish;
                }
            };
            inner.generate(job).inspect(count).boxed()
        });
        Metered { inner, counted: Arc::new(counted.capable(able)), cost }
    }

    /// What the jobs since the last time cost together.
    fn take(&self) -> Finish {
        std::mem::take(&mut *self.cost.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Has the model read something else, so that it no longer knows the text it read last.
    async fn distract(&self, cancel: &CancellationToken) -> Result<()> {
        let mut job = Job { user: "Hello".into(), cancel: cancel.clone(), ..Job::default() };
        job.sampling.max_tokens = 1;
        answer(&*self.inner, job, |_| {}).await.map(drop)
    }
}
