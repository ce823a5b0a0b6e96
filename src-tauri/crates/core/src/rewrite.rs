//! Text and a tone or an instruction in, alternatives out.
//!
//! Paragraph by paragraph, so that layout, lists, signatures and whatever is not prose stay where they are, and a text of
//! any length works. A paragraph whose every try the guards reject stays as it was, with a warning; when none is left that was
//! rewritten, the whole rewrite is refused with the reason.

use crate::generate::{Generator, Job, Sampling, answer};
use crate::guard::{self, Expect, Guard};
use crate::run::{Clock, Event, Mode, Provenance, Timing, Warning, Watch};
use crate::task::Task;
use crate::text::{self, Language};
use crate::{Code, Error, Result};
use std::ops::Range;
use tokio_util::sync::CancellationToken;

/// A rewritten text, one or more ways.
#[derive(Debug, Clone)]
pub struct Rewrite {
    pub alternatives: Vec<String>,
    pub provenance: Provenance,
    pub timing: Timing,
    pub warnings: Vec<Warning>,
}

/// Tokens of a paragraph rewritten at once by a small model.
const CHUNK: usize = 320;
/// Greetings, sign-offs and names on a line of their own have nothing to rewrite.
const FEWEST_WORDS: usize = 4;
/// A paragraph is written at most this often before it stays as it was.
const TRIES: u64 = 3;
/// The first alternative is the model's best; the others are sampled this warm.
const WARMTH: f32 = 0.8;

/// Rewrites texts with one task (a tone or an instruction, a length, a format).
pub struct Rewriter<'a> {
    pub task: &'a Task<'a>,
    pub generator: &'a dyn Generator,
    pub mode: Mode,
}

impl Rewriter<'_> {
    /// `count` alternatives of the whole text; equal ones are given once.
    ///
    /// Errors: `text-empty`, `refused` (the guards rejected all of it), `cancelled`, and the generator's own.
    pub async fn run(&self, text: &str, count: usize, cancel: &CancellationToken, watch: &Watch) -> Result<Rewrite> {
        if text.trim().is_empty() {
            return Err(Error::new(Code::TextEmpty, "There is no text to rewrite."));
        }
        let mut clock = Clock::start(Some(self.generator));
        let tokens = |text: &str| self.generator.count_tokens(text).unwrap_or(text.len());
        let budget = self.generator.capabilities().reads_tokens.unwrap_or(CHUNK);
        let chunks = if self.task.keeps_layout() {
            let prose = text::chunks(text, &text::layout(text), budget, &tokens);
            let all: Vec<_> =
                prose.iter().filter(|c| text::word_count(&text[(*c).clone()]) >= FEWEST_WORDS).cloned().collect();
            if all.is_empty() { prose } else { all }
        } else {
            text::windows(text, budget, &tokens)
        };
        if chunks.is_empty() {
            return Err(Error::new(Code::TextUnsuitable, "There is no prose in the text to rewrite."));
        }
        let (mut alternatives, mut warnings) = (Vec::new(), Vec::new());
        let mut refused = None;
        for alternative in 0..count.max(1) {
            match self.alternative(text, &chunks, alternative, cancel, watch, &mut clock, &mut warnings).await {
                Ok(rewritten) if alternatives.contains(&rewritten) => {}
                Ok(rewritten) => alternatives.push(rewritten),
                Err(error) if error.code == Code::Refused => refused = Some(error),
                Err(error) => return Err(error),
            }
        }
        if let (true, Some(error)) = (alternatives.is_empty(), refused) {
            return Err(error);
        }
        Ok(Rewrite {
            alternatives,
            provenance: Provenance::of(Some(self.generator), self.task.adapter()),
            timing: clock.stop(),
            warnings,
        })
    }

    #[allow(clippy::too_many_arguments, reason = "one call, from `run`, with the parts of one run")]
    async fn alternative(
        &self,
        text: &str,
        chunks: &[Range<usize>],
        alternative: usize,
        cancel: &CancellationToken,
        watch: &Watch,
        clock: &mut Clock,
        warnings: &mut Vec<Warning>,
    ) -> Result<String> {
        let whole = text::language(text);
        let tell = |text: &str| {
            if !text.is_empty() {
                watch(Event::Text { alternative, text: text.to_owned() });
            }
        };
        let mut rewritten = String::with_capacity(text.len());
        let mut at = 0;
        let mut rejected = Vec::new();
        for (number, chunk) in chunks.iter().enumerate() {
            watch(Event::Progress { done: number, total: chunks.len(), left_ms: clock.left(at, text.len()) });
            watch(Event::Working(chunk.clone()));
            rewritten.push_str(&text[at..chunk.start]);
            tell(&text[at..chunk.start]);
            let told = |piece: &str, so_far: &str| {
                if piece.is_empty() {
                    watch(Event::Reset { alternative });
                    tell(so_far);
                } else {
                    tell(piece);
                }
            };
            let mut streamed = String::new();
            let listen = |piece: &str| {
                if piece.is_empty() {
                    streamed.clear();
                } else {
                    streamed.push_str(piece);
                }
                told(piece, &rewritten);
            };
            let answer = self.chunk(&text[chunk.clone()], whole, alternative, cancel, clock, listen).await?;
            let new = answer.unwrap_or_else(|finding| {
                rejected.push(finding);
                text[chunk.clone()].to_owned()
            });
            let as_streamed = streamed == new;
            rewritten.push_str(&new);
            if !as_streamed {
                // What was taken off or put right after it had been shown.
                watch(Event::Reset { alternative });
                tell(&rewritten);
            }
            at = chunk.end;
        }
        rewritten.push_str(&text[at..]);
        tell(&text[at..]);
        if rejected.is_empty() && rewritten == text && self.task.instruction().is_some() {
            let message = "The model changed nothing. Try again, say it differently, or use a larger model.";
            warnings.push(Warning::new("unchanged", message));
        }
        let Some(first) = rejected.first() else { return Ok(rewritten) };
        if rejected.len() == chunks.len() {
            return Err(Error::new(Code::Refused, format!("The rewrite was not usable: {}", first.message))
                .hint("Try again, say it differently with --instruction, or use a larger model with --model."));
        }
        let parts = if rejected.len() == 1 {
            "One paragraph was".into()
        } else {
            format!("{} paragraphs were", rejected.len())
        };
        let message = format!("{parts} left as written. {}", first.message);
        if !warnings.iter().any(|w| w.message == message) {
            warnings.push(Warning::new(first.guard.word(), message));
        }
        Ok(rewritten)
    }

    /// One paragraph, in up to [`TRIES`] tries; the outer result is the run's, the inner the guards'. `listen` hears the answer as it
    /// comes, and an empty piece when it starts again.
    async fn chunk(
        &self,
        original: &str,
        whole: Option<Language>,
        alternative: usize,
        cancel: &CancellationToken,
        clock: &mut Clock,
        mut listen: impl FnMut(&str),
    ) -> Result<std::result::Result<String, guard::Finding>> {
        let source = if self.task.keeps_layout() { text::unwrap_lines(original) } else { original.to_owned() };
        let own = text::language(&source).or(whole);
        // An instruction may ask for another language; then any is right.
        let language = if self.task.instruction().is_some() { None } else { own };
        let (mut finding, mut avoid) = (None, Vec::new());
        for attempt in 0..TRIES {
            let strict = attempt > 0;
            let prompt = self.task.render(&source, language, strict);
            let sampling = self.task.sampling(self.generator.count_tokens(&source)?);
            // Every try is a bolder one.
            let warmth = if alternative > 0 { WARMTH } else { (0.4 * attempt as f32).min(WARMTH) };
            let sampling = Sampling {
                temperature: sampling.temperature.max(warmth),
                seed: sampling.seed + alternative as u64 + 100 * attempt,
                ..sampling
            };
            let job = Job {
                system: prompt.system.clone(),
                lasting: self.task.lasting(),
                user: prompt.user,
                examples: prompt.examples,
                sampling,
                adapter: self.task.adapter().cloned(),
                draft: Some(source.clone()),
                avoid: avoid.clone(),
                language,
                cancel: cancel.clone(),
                ..Job::default()
            };
            if strict {
                listen("");
            }
            let (output, finish) = answer(self.generator, job, |piece| {
                clock.token();
                listen(piece);
            })
            .await?;
            if self.mode == Mode::Bare {
                return Ok(Ok(output));
            }
            let expect = Expect {
                source: &source,
                prompt: &prompt.system,
                task: guard::Task::Rewrite,
                language,
                keep_protected: true,
                edit_budget: None,
                length_cut: finish.length,
                instruction: self.task.instruction(),
                civil: self.task.civil(),
            };
            let verdict = guard::inspect(&expect, &output);
            match verdict.rejected.into_iter().next() {
                None => return Ok(Ok(self.settle(original, verdict.text.trim()))),
                Some(rejected) => {
                    if rejected.guard == Guard::Rude {
                        avoid.extend(guard::insults(&output));
                    }
                    finding = Some(rejected);
                }
            }
        }
        Ok(Err(finding.expect("tries that were all rejected leave a finding")))
    }

    /// Gives the text the line ends of the original, and no more paragraphs than it had.
    fn settle(&self, original: &str, new: &str) -> String {
        if !self.task.keeps_layout() {
            let end = &original[original.trim_end().len()..];
            return format!("{new}{end}");
        }
        let line = new.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
        text::align_newlines(original, &line)
    }
}

#[cfg(test)]
mod tests;
