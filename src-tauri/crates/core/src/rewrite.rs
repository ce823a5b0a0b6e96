//! Text and a tone or an instruction in, alternatives out.
//!
//! Paragraph by paragraph, so that layout, lists, signatures and whatever is not prose stay where they are, and a text of
//! any length works. A paragraph whose every try the guards reject is rewritten sentence by sentence, in which a small model
//! loses less; what is rejected then, too, stays as it was, with a warning. When no paragraph is left that was rewritten, the
//! whole rewrite is refused with the reason.

use crate::generate::{Generator, Job, Sampling, answer};
use crate::guard::{self, Expect, Finding, Guard};
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
/// A paragraph is written at most this often at once…
const TRIES: u64 = 3;
/// …and each of its sentences this often by itself, before it stays as it was.
const SENTENCE_TRIES: u64 = 2;
/// The first alternative is the model's best; the others are sampled this warm.
const WARMTH: f32 = 0.8;

/// What became of a paragraph.
enum Outcome {
    Rewritten {
        text: String,
        /// Why sentences of it stayed as they were.
        left: Vec<Finding>,
    },
    Rejected(Finding),
}

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
        let (mut rejected, mut sentences) = (Vec::new(), Vec::new());
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
            let original = &text[chunk.clone()];
            let new = match self.paragraph(original, whole, alternative, cancel, clock, listen).await? {
                Outcome::Rewritten { text, left } => {
                    sentences.extend(left);
                    text
                }
                Outcome::Rejected(finding) => {
                    rejected.push(finding);
                    original.to_owned()
                }
            };
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
        if let (true, Some(first)) = (rejected.len() == chunks.len(), rejected.first()) {
            return Err(Error::new(Code::Refused, format!("The rewrite was not usable: {}", first.message))
                .hint("Try again, say it differently with --instruction, or use a larger model with --model."));
        }
        let left = [left_as_written("paragraph", &rejected), left_as_written("sentence", &sentences)];
        for warning in left.into_iter().flatten() {
            if !warnings.iter().any(|known| known.message == warning.message) {
                warnings.push(warning);
            }
        }
        Ok(rewritten)
    }

    /// One paragraph, at once or else sentence by sentence. `listen` hears the answer as it comes, and an empty piece when
    /// it starts again.
    async fn paragraph(
        &self,
        original: &str,
        whole: Option<Language>,
        alternative: usize,
        cancel: &CancellationToken,
        clock: &mut Clock,
        mut listen: impl FnMut(&str),
    ) -> Result<Outcome> {
        let source = if self.task.keeps_layout() { text::unwrap_lines(original) } else { original.to_owned() };
        let own = text::language(&source).or(whole);
        // An instruction may ask for another language; then any is right.
        let language = if self.task.instruction().is_some() { None } else { own };
        let rewritten = |text: &str, left| Outcome::Rewritten { text: self.settle(original, text.trim()), left };
        let finding = match self.tries(&source, language, TRIES, alternative, cancel, clock, &mut listen).await? {
            Ok(text) if self.mode == Mode::Bare => return Ok(Outcome::Rewritten { text, left: Vec::new() }),
            Ok(text) => return Ok(rewritten(&text, Vec::new())),
            Err(finding) => finding,
        };
        // What was asked for in the user's own words may be about the whole.
        let sentences = text::sentences(&source);
        if sentences.len() < 2 || self.task.instruction().is_some() || !self.task.keeps_layout() {
            return Ok(Outcome::Rejected(finding));
        }
        listen("");
        let (mut text, mut left, mut at) = (String::new(), Vec::new(), 0);
        for sentence in &sentences {
            let own = &source[sentence.clone()];
            let tried = match text::word_count(own) < FEWEST_WORDS {
                true => Ok(own.to_owned()),
                false => {
                    self.tries(own, language, SENTENCE_TRIES, alternative, cancel, clock, &mut |_: &str| {}).await?
                }
            };
            let new = tried.unwrap_or_else(|finding| {
                left.push(finding);
                own.to_owned()
            });
            let piece = format!("{}{}", &source[at..sentence.start], new.trim());
            listen(&piece);
            text.push_str(&piece);
            at = sentence.end;
        }
        let judged = guard::inspect(&self.expect(&source, "", language, false), &text);
        match text != source && judged.accepted() {
            true => Ok(rewritten(&text, left)),
            false => Ok(Outcome::Rejected(finding)),
        }
    }

    /// A text in up to so many tries, each stricter and bolder than the one before; the outer result is the run's, the
    /// inner the guards'.
    #[allow(clippy::too_many_arguments, reason = "two calls, from `paragraph`, with the parts of one run")]
    async fn tries(
        &self,
        source: &str,
        language: Option<Language>,
        tries: u64,
        alternative: usize,
        cancel: &CancellationToken,
        clock: &mut Clock,
        listen: &mut impl FnMut(&str),
    ) -> Result<std::result::Result<String, Finding>> {
        let (mut finding, mut avoid) = (None, Vec::new());
        for attempt in 0..tries {
            let strict = attempt > 0;
            let prompt = self.task.render(source, language, strict);
            let sampling = self.task.sampling(self.generator.count_tokens(source)?);
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
                draft: Some(source.to_owned()),
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
            let verdict = guard::inspect(&self.expect(source, &prompt.system, language, finish.length), &output);
            match verdict.rejected.into_iter().next() {
                None => return Ok(Ok(verdict.text)),
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

    fn expect<'e>(
        &'e self,
        source: &'e str,
        prompt: &'e str,
        language: Option<Language>,
        length_cut: bool,
    ) -> Expect<'e> {
        Expect {
            source,
            prompt,
            task: guard::Task::Rewrite,
            language,
            keep_protected: true,
            edit_budget: None,
            length_cut,
            instruction: self.task.instruction(),
            civil: self.task.civil(),
        }
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

/// The warning about what the guards left as it was; `what` is one of them, in a word.
fn left_as_written(what: &str, findings: &[Finding]) -> Option<Warning> {
    let first = findings.first()?;
    let parts = match findings.len() {
        1 => format!("One {what} was"),
        many => format!("{many} {what}s were"),
    };
    Some(Warning::new(first.guard.word(), format!("{parts} left as written. {}", first.message)))
}

#[cfg(test)]
mod tests;
