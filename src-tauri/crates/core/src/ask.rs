//! A question about a text in, an answer from that text out, with the sentences it rests on.
//!
//! Of a long text the model is shown the parts that have most to do with the question. An answer that names what the
//! text does not hold, or that no sentence bears out, is asked for again and then given up: "The text does not say" is a
//! right answer, an invented one never is.

use crate::generate::{Generator, Job, Sampling, answer};
use crate::ground::Ground;
use crate::guard::{self, Expect, Guard};
use crate::run::{Clock, Event, Mode, Provenance, Timing, Warning, Watch};
use crate::task::Task;
use crate::text::{self, Language};
use crate::{Code, Error, Result};
use regex::Regex;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;
use tokio_util::sync::CancellationToken;

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    pub text: String,
    /// Byte ranges of the sentences it rests on, best first.
    pub sources: Vec<Range<usize>>,
    /// False when the text does not tell; then `text` says so.
    pub answered: bool,
    pub provenance: Provenance,
    pub timing: Timing,
    pub warnings: Vec<Warning>,
}

/// Tokens of text that the model is shown; small models lose the middle of more.
const SHOWN: usize = 1600;
/// Tokens of one part of a long text.
const PART: usize = 200;
/// Tokens kept free for the prompt's frame and the answer.
const RESERVE: usize = 600;
/// What is left out between two parts.
const GAP: &str = "\n[…]\n";
/// An answer is written at most this often before it is given up.
const TRIES: u64 = 2;

/// Answers questions; the question is the task's instruction, or the task itself where a tool asks always the same.
pub struct Asker<'a> {
    pub task: &'a Task<'a>,
    pub generator: &'a dyn Generator,
    pub mode: Mode,
}

impl Asker<'_> {
    /// The answer to the question, or that the text does not tell.
    ///
    /// Errors: `text-empty`, `refused` (the guards rejected every try for its form), `cancelled`, and the generator's own.
    pub async fn run(&self, text: &str, cancel: &CancellationToken, watch: &Watch) -> Result<Answer> {
        if text.trim().is_empty() {
            return Err(Error::new(Code::TextEmpty, "There is no text to ask about."));
        }
        let mut clock = Clock::start(Some(self.generator));
        let question = self.task.instruction().unwrap_or(&self.task.tool.task);
        let ground = Ground::new(text);
        let own = text::language(text);
        let language = text::language(question).or(own);
        let shown = self.shown(text, &ground, question);
        let mut refused = None;
        for attempt in 0..TRIES {
            if attempt > 0 {
                watch(Event::Reset { alternative: 0 });
            }
            let prompt = self.task.render(&shown, language, attempt > 0);
            let sampling = self.task.sampling(0);
            let job = Job {
                system: prompt.system.clone(),
                lasting: self.task.lasting(),
                user: prompt.user,
                examples: prompt.examples,
                sampling: Sampling { seed: sampling.seed + attempt, ..sampling },
                adapter: self.task.adapter().cloned(),
                language,
                cancel: cancel.clone(),
                ..Job::default()
            };
            let (output, finish) = answer(self.generator, job, |piece| {
                clock.token();
                watch(Event::Text { alternative: 0, text: piece.to_owned() });
            })
            .await?;
            if self.mode == Mode::Bare {
                return Ok(self.answer(output, Vec::new(), true, &clock));
            }
            if declines(&output) {
                return Ok(self.declined(language, &clock));
            }
            let expect = Expect {
                prompt: &prompt.system,
                language,
                length_cut: finish.length,
                instruction: Some(question),
                ..Expect::new(guard::Task::Ask, text)
            };
            let verdict = guard::inspect(&expect, &output);
            refused = verdict.rejected.into_iter().find(|finding| finding.guard != Guard::Invented);
            if refused.is_some() {
                continue;
            }
            let answer = verdict.text.trim();
            let translated = own.is_some() && language != own;
            let invented = ground.checked(answer).missing.iter().any(|missing| !question.contains(missing.as_str()));
            let sources = ground.evidence(question, answer);
            if !invented && (translated || !sources.is_empty()) {
                return Ok(self.answer(answer.to_owned(), sources, true, &clock));
            }
        }
        match refused {
            Some(finding) => Err(Error::new(Code::Refused, format!("The answer was not usable: {}", finding.message))
                .hint("Ask in other words, or use a larger model with --model.")),
            None => Ok(self.declined(language, &clock)),
        }
    }

    /// The text, or of a long one the parts that have most to do with the question, in their order.
    fn shown<'t>(&self, text: &'t str, ground: &Ground, question: &str) -> Cow<'t, str> {
        let count = |text: &str| self.generator.count_tokens(text).unwrap_or(text.len());
        let room = self.generator.capabilities().context_tokens.saturating_sub(RESERVE).clamp(PART, SHOWN);
        // No vocabulary has longer tokens on average: what is far too long needn't be counted.
        if text.len() < 32 * room && count(text) <= room {
            return Cow::Borrowed(text);
        }
        let parts = text::windows(text, PART, &count);
        let relevance = ground.relevance(question, &parts);
        let mut order: Vec<usize> = (0..parts.len()).collect();
        // Among equals the earlier: a text says first what it is about.
        order.sort_by(|a, b| relevance[*b].total_cmp(&relevance[*a]));
        let mut left = room;
        order.retain(|part| {
            let size = count(&text[parts[*part].clone()]) + 4;
            let fits = size <= left;
            left -= if fits { size } else { left };
            fits
        });
        order.sort_unstable();
        let mut shown = String::new();
        for (n, part) in order.iter().enumerate() {
            if n > 0 && order[n - 1] + 1 != *part {
                shown.push_str(GAP);
            }
            shown.push_str(&text[parts[*part].clone()]);
        }
        Cow::Owned(shown)
    }

    fn declined(&self, language: Option<Language>, clock: &Clock) -> Answer {
        let said = if language == Some(Language::CHINESE) { "文中没有提到。" } else { "The text does not say." };
        self.answer(said.to_owned(), Vec::new(), false, clock)
    }

    fn answer(&self, text: String, sources: Vec<Range<usize>>, answered: bool, clock: &Clock) -> Answer {
        Answer {
            text,
            sources,
            answered,
            provenance: Provenance::of(Some(self.generator), self.task.adapter()),
            timing: clock.stop(),
            warnings: Vec::new(),
        }
    }
}

/// Whether the model says that the text does not tell, in its own words or in those it was given.
fn declines(output: &str) -> bool {
    static WORDS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?ix) ^\W* (?: not \s in \s the \s text
              | (?: (?:i['’]m|i \s am) \s (?:very \s)? sorry ,? \s (?:but \s)? )?
                (?: based \s on \s [^,]{0,30} , \s )?
                (?: the \s (?:text|passage|document|provided \s text|given \s text|article|e-?mail|message) \s
                    (?: does \s not | doesn['’]t | did \s not )
                    \s (?:\w+ \s)? (?: say | mention | tell | specify | state | provide | contain | include | indicate | give | explain | describe )
                  | (?: it | this | that | the \s (?:\w+ \s){1,5} ) (?: is | was ) (?: \s not | n['’]t ) \s (?:\w+ly \s)?
                    (?: mentioned | stated | specified | given | provided | said | in \s the \s text | known \s from \s the \s text )
                  | there \s is \s no \s (?:\w+ \s)? (?: mention | information )
                  | no \s (?:such \s)? information )
              | (?: 抱歉 [，,] \s* )? (?: 根据[^，]{0,10}， )?
                (?: 这?[篇段份封]? (?: 文本 | 文章 | 文中 | 原文 | 文档 | 邮件 | 信 ) 中? (?: 里 )? (?: 并?没有 | 并?未 | 不包含 ) (?: 明确 )?
                    (?: 提到 | 提及 | 说明 | 说 | 指出 | 给出 | 提供 | 涉及 | 相关 | 关于 )?
                  | 没有 (?: 提到 | 提及 | 说明 | 相关 ) | 未 (?: 提到 | 提及 | 说明 ) ) )",
        )
        .expect("a valid pattern")
    });
    WORDS.is_match(output)
}

#[cfg(test)]
mod tests;
