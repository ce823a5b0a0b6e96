//! Text in, corrections out: rules first and at once, then the model, chunk by chunk, guarded and merged.
//!
//! The model sees the text as it was written, not as the rules would have it, and answers with a whole corrected chunk.
//! What it changed is taken apart into edits, and each edit is judged on its own ([`classify`]): mends stand, rephrasing
//! does not. Where rules and model change the same words the model, which sees the context, is believed. Everything
//! between the corrections stays as it was, byte for byte.

mod classify;
mod english;
mod rules;
#[cfg(test)]
mod tests;

pub use rules::Rules;

use crate::diff::{self, Edit};
use crate::generate::{Generator, Job, Sampling, answer};
use crate::guard::{self, Expect};
use crate::run::{Clock, Event, Mode, Provenance, Timing, Warning, Watch};
use crate::settings::Thoroughness;
use crate::task::Task;
use crate::text::{self, Language, Piece, Protected};
use crate::{Code, Error, Result};
use rules::Finding;
use serde::{Deserialize, Serialize};
use std::ops::Range;
use tokio_util::sync::CancellationToken;

/// What kind of mistake a correction mends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Spelling,
    Punctuation,
    Capitalization,
    Preposition,
    MissingWords,
    Grammar,
    Style,
}

/// Who found it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    Rules,
    Model,
}

/// One change to the input: replace `range` (bytes, on character boundaries) by `replacement`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    pub range: Range<usize>,
    pub replacement: String,
    pub kinds: Vec<Kind>,
    pub explanation: String,
    pub source: Source,
}

/// A proofread text.
#[derive(Debug, Clone)]
pub struct Proofread {
    /// The input with every correction applied.
    pub corrected: String,
    /// Sorted, not overlapping.
    pub corrections: Vec<Correction>,
    pub provenance: Provenance,
    pub timing: Timing,
    pub warnings: Vec<Warning>,
}

/// Tokens of text given to the model at once. Short enough that a small model keeps its place; where a fixed prompt is
/// not computed again for every chunk, a sentence or two.
const CHUNK_REUSED: usize = 64;
const CHUNK_FRESH: usize = 220;

/// Share of the words that may change. Learners' sentences need a lot; more than this is another text.
const EDIT_BUDGET: f32 = 0.6;

/// Proofreads a text with the rules and, if there is one, a model.
pub struct Proofreader<'a> {
    pub task: &'a Task<'a>,
    pub rules: &'a Rules,
    pub generator: Option<&'a dyn Generator>,
    pub thoroughness: Thoroughness,
    pub mode: Mode,
}

impl Proofreader<'_> {
    /// Corrections of a whole text, of any length.
    ///
    /// Errors: `text-empty`, `cancelled`, and the generator's own. What a guard rejects is no error: that chunk keeps
    /// the rules' corrections, and a warning says so.
    pub async fn run(&self, text: &str, cancel: &CancellationToken, watch: &Watch) -> Result<Proofread> {
        if text.trim().is_empty() {
            return Err(Error::new(Code::TextEmpty, "There is no text to proofread."));
        }
        let mut clock = Clock::start(self.generator);
        let pieces = text::layout(text);
        let protected = text::protected(text);
        let language = text::language(text);
        let findings = self.check(text, &pieces, &protected, language, cancel)?;
        for found in findings.iter().filter(|f| f.sure || self.generator.is_none()) {
            watch(Event::Correction(found.correction.clone()));
        }
        let mut warnings = Warnings::default();
        let corrections = match self.generator {
            None => findings.into_iter().map(|found| found.correction).collect(),
            Some(generator) => {
                let ground = Ground { text, protected: &protected, language, findings: &findings };
                self.ask(generator, &ground, &pieces, cancel, watch, &mut clock, &mut warnings).await?
            }
        };
        let edits: Vec<Edit> = corrections.iter().map(Correction::edit).collect();
        Ok(Proofread {
            corrected: diff::apply(text, &edits),
            corrections,
            provenance: Provenance::of(self.generator, self.task.adapter()),
            timing: clock.stop(),
            warnings: warnings.told(),
        })
    }

    fn check(
        &self,
        text: &str,
        pieces: &[Piece],
        protected: &[Protected],
        language: Option<Language>,
        cancel: &CancellationToken,
    ) -> Result<Vec<Finding>> {
        let english = language.is_none_or(|l| l == Language::ENGLISH) && text.chars().any(|c| c.is_ascii_alphabetic());
        if self.mode == Mode::Bare || !english {
            return Ok(Vec::new());
        }
        let mut findings = Vec::new();
        for piece in pieces.iter().filter(|piece| piece.prose) {
            if cancel.is_cancelled() {
                return Err(Error::cancelled());
            }
            findings.extend(self.rules.check(text, piece, within(protected, &piece.range)));
        }
        Ok(findings)
    }

    #[allow(clippy::too_many_arguments, reason = "one call, from `run`, with the parts of one run")]
    async fn ask(
        &self,
        generator: &dyn Generator,
        ground: &Ground<'_>,
        pieces: &[Piece],
        cancel: &CancellationToken,
        watch: &Watch,
        clock: &mut Clock,
        warnings: &mut Warnings,
    ) -> Result<Vec<Correction>> {
        let able = generator.capabilities();
        let small = if able.reuses_prefix { CHUNK_REUSED } else { CHUNK_FRESH };
        let budget = able.reads_tokens.unwrap_or(small);
        let count = |text: &str| generator.count_tokens(text).unwrap_or(text.len());
        let chunks = text::chunks(ground.text, pieces, budget, &count);
        let mut corrections = Vec::new();
        let mut done = 0;
        for (number, chunk) in chunks.iter().enumerate() {
            watch(Event::Progress { done: number, total: chunks.len(), left_ms: clock.left(done, ground.text.len()) });
            watch(Event::Working(chunk.clone()));
            let edits = self.correct(generator, ground, chunk, cancel, clock, warnings).await?;
            let merged = self.merge(ground, chunk, edits);
            for correction in &merged {
                watch(Event::Correction(correction.clone()));
            }
            corrections.extend(merged);
            done = chunk.end;
        }
        watch(Event::Progress { done: chunks.len(), total: chunks.len(), left_ms: Some(0) });
        // Rules also look where no chunk is (a piece of marks and numbers only).
        let rest = ground.findings.iter().filter(|f| f.sure && !chunks.iter().any(|c| touches(c, &f.correction.range)));
        corrections.extend(rest.map(|f| f.correction.clone()));
        corrections.sort_by_key(|c| (c.range.start, c.range.end));
        Ok(corrections)
    }

    /// The model's edits of one chunk, in the whole text's offsets; none when the guards reject both tries.
    async fn correct(
        &self,
        generator: &dyn Generator,
        ground: &Ground<'_>,
        chunk: &Range<usize>,
        cancel: &CancellationToken,
        clock: &mut Clock,
        warnings: &mut Warnings,
    ) -> Result<Vec<Edit>> {
        let original = &ground.text[chunk.clone()];
        let source = text::unwrap_lines(original);
        let language = text::language(&source).or(ground.language);
        let mut rejected = Vec::new();
        for strict in [false, true] {
            let prompt = self.task.render(&source, language, strict);
            // The strict way starts the answer with the text's own first word: no room for a preamble.
            let lead = if strict { first_word(&source) } else { "" };
            let sampling = self.task.sampling(generator.count_tokens(&source)?);
            let sampling = Sampling { copying: sampling.copying + copying(self.thoroughness), ..sampling };
            let job = Job {
                system: prompt.system.clone(),
                lasting: self.task.lasting(),
                user: prompt.user,
                examples: prompt.examples,
                lead: lead.to_owned(),
                sampling,
                adapter: self.task.adapter().cloned(),
                draft: Some(source[lead.len()..].to_owned()),
                language,
                cancel: cancel.clone(),
                ..Job::default()
            };
            let (answer, finish) = answer(generator, job, |_| clock.token()).await?;
            let output = format!("{lead}{answer}");
            if self.mode == Mode::Bare {
                return Ok(offset(diff::edits(original, output.trim()), chunk.start));
            }
            let expect = Expect {
                source: &source,
                prompt: &prompt.system,
                task: guard::Task::Proofread,
                language,
                // Edits that touch a protected span are left out one by one.
                keep_protected: false,
                edit_budget: Some(EDIT_BUDGET),
                length_cut: finish.length,
                instruction: None,
                civil: false,
            };
            let verdict = guard::inspect(&expect, &output);
            if verdict.rejected.is_empty() {
                let aligned = text::align_newlines(original, verdict.text.trim());
                return Ok(offset(diff::edits(original, &aligned), chunk.start));
            }
            rejected = verdict.rejected;
        }
        warnings.add(&rejected);
        Ok(Vec::new())
    }

    /// The corrections of one chunk: the model's mends, and the rules' where they don't touch those.
    fn merge(&self, ground: &Ground<'_>, chunk: &Range<usize>, edits: Vec<Edit>) -> Vec<Correction> {
        let text = ground.text;
        let english = ground.language.is_none_or(|l| l == Language::ENGLISH);
        let known = |word: &str| !english || self.rules.knows(word);
        let findings: Vec<&Finding> = ground.findings.iter().filter(|f| touches(chunk, &f.correction.range)).collect();
        let protected = within(ground.protected, chunk);
        // Over a whole chunk “not” may move, but not come or go.
        let as_often = edits.iter().map(|edit| classify::negations_added(text, edit)).sum::<isize>() == 0;
        let judge_alone = |edit: Edit, opens: bool| {
            if self.mode == Mode::Bare {
                return Ok(Correction::new(edit, vec![Kind::Grammar], String::new(), Source::Model));
            }
            if protected.iter().any(|p| touches(&p.range, &edit.range) && !outside(&p.range, &edit.range)) {
                return Err(edit);
            }
            // A rule that says the same is the better explanation.
            if let Some(found) = findings.iter().find(|f| f.correction.edit() == edit) {
                return Ok(found.correction.clone());
            }
            match classify::mend(text, &edit, opens, &known) {
                Some(_) if !as_often && classify::negations_added(text, &edit) != 0 => Err(edit),
                Some(mend) => Ok(Correction::new(edit, mend.kinds, mend.explanation, Source::Model)),
                None => Err(edit),
            }
        };
        // Where the last change that stood ended, and whether a sentence ends with it.
        let mut last: Option<(usize, bool)> = None;
        let judge = |edit: Edit| {
            let opens = match last {
                Some((end, ended)) if text.get(end..edit.range.start).is_some_and(|gap| gap.trim().is_empty()) => ended,
                _ => classify::opens_sentence(&text[..edit.range.start]),
            };
            let judged = judge_alone(edit, opens);
            if let Ok(Correction { range, replacement, .. }) = &judged {
                let before = if replacement.trim().is_empty() { &text[..range.start] } else { replacement };
                last = Some((range.end, classify::opens_sentence(before)));
            }
            judged
        };
        let matters = |edit: &Edit| self.mode == Mode::Bare || !classify::style(text, edit);
        let mut corrections = stand_together(text, edits.into_iter().filter(matters).map(judge).collect());
        for found in findings {
            let range = &found.correction.range;
            // Next to a change of the model's a rule about grammar speaks of a phrase that is no longer there.
            let misspelt = found.correction.kinds.contains(&Kind::Spelling);
            let taken = |c: &Correction| touches(&c.range, range) || !misspelt && next_to(text, &c.range, range);
            if found.sure && !corrections.iter().any(taken) {
                corrections.push(found.correction.clone());
            }
        }
        corrections.sort_by_key(|c| (c.range.start, c.range.end));
        corrections
    }
}

/// How much the words of the text are favoured over others. A first guess on both sides, not yet chosen on dev.
fn copying(thoroughness: Thoroughness) -> f32 {
    match thoroughness {
        Thoroughness::Careful => 1.5,
        Thoroughness::Balanced => 0.0,
        Thoroughness::Thorough => -1.0,
    }
}

/// What is known of the text before the model is asked.
struct Ground<'a> {
    text: &'a str,
    protected: &'a [Protected],
    language: Option<Language>,
    findings: &'a [Finding],
}

impl Correction {
    fn new(edit: Edit, kinds: Vec<Kind>, explanation: String, source: Source) -> Self {
        Correction { range: edit.range, replacement: edit.replacement, kinds, explanation, source }
    }

    pub fn edit(&self) -> Edit {
        Edit { range: self.range.clone(), replacement: self.replacement.clone() }
    }
}

/// Each kind of rejection once, with how often it was.
#[derive(Default)]
struct Warnings(Vec<(Warning, usize)>);

impl Warnings {
    fn add(&mut self, findings: &[guard::Finding]) {
        let Some(first) = findings.first() else { return };
        match self.0.iter_mut().find(|(warning, _)| warning.code == first.guard.word()) {
            Some((_, count)) => *count += 1,
            None => self.0.push((Warning::new(first.guard.word(), first.message.clone()), 1)),
        }
    }

    fn told(self) -> Vec<Warning> {
        let told = |(mut warning, count): (Warning, usize)| {
            let part = if count == 1 { "A part".to_owned() } else { format!("{count} parts") };
            warning.message =
                format!("{part} of the text kept only the rules' corrections. {}", warning.message.trim_end());
            warning
        };
        self.0.into_iter().map(told).collect()
    }
}

/// The corrections that stand. What leans on a change that does not stand falls with it: of “Thanks for” made “Thank you
/// for”, neither half makes sense alone.
fn stand_together(text: &str, judged: Vec<std::result::Result<Correction, Edit>>) -> Vec<Correction> {
    let range = |one: &std::result::Result<Correction, Edit>| match one {
        Ok(correction) => correction.range.clone(),
        Err(edit) => edit.range.clone(),
    };
    let has_words = |one: &std::result::Result<Correction, Edit>| match one {
        Ok(correction) => words_in(&correction.replacement) || words_in(&text[correction.range.clone()]),
        Err(_) => true,
    };
    // A misspelt word, a capital and a mark are right or wrong by themselves, and so is the form of a word, unless another
    // word was to come or go beside it.
    let alone = |one: &Correction, moved: bool| {
        let old = &text[one.range.clone()];
        let form = !moved && one_word(old) && one_word(&one.replacement);
        one.kinds.first().is_some_and(|kind| match kind {
            Kind::Spelling | Kind::Capitalization | Kind::Punctuation => true,
            Kind::Grammar => form,
            _ => false,
        })
    };
    // Runs of changes to words with nothing but spaces between them.
    let mut standing = Vec::new();
    let mut group: Vec<std::result::Result<Correction, Edit>> = Vec::new();
    let settle = |group: &mut Vec<_>, standing: &mut Vec<Correction>| {
        let rejected = || group.iter().filter_map(|one: &std::result::Result<Correction, Edit>| one.as_ref().err());
        let falls = rejected().next().is_some();
        let moved = rejected().any(|edit| edit.range.is_empty() || edit.replacement.is_empty());
        standing.extend(group.drain(..).filter_map(|one| one.ok().filter(|one| !falls || alone(one, moved))));
    };
    for one in judged {
        let leans = |last| has_words(last) && has_words(&one) && next_to(text, &range(last), &range(&one));
        if !group.last().is_some_and(leans) {
            settle(&mut group, &mut standing);
        }
        group.push(one);
    }
    settle(&mut group, &mut standing);
    standing
}

/// Nothing but white space stands between the two.
fn next_to(text: &str, a: &Range<usize>, b: &Range<usize>) -> bool {
    text.get(a.end.min(b.end)..a.start.max(b.start)).is_some_and(|gap| gap.trim().is_empty())
}

fn one_word(text: &str) -> bool {
    words_in(text) && !text.trim().contains(char::is_whitespace)
}

fn words_in(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// Ranges that share a byte, or meet where one of them is empty.
fn touches(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end || (a.is_empty() || b.is_empty()) && a.start <= b.end && b.start <= a.end
}

/// An insertion at the very edge of a range leaves the range as it is.
fn outside(range: &Range<usize>, edit: &Range<usize>) -> bool {
    edit.is_empty() && (edit.start == range.start || edit.start == range.end)
}

fn within<'p>(protected: &'p [Protected], range: &Range<usize>) -> &'p [Protected] {
    let from = protected.partition_point(|p| p.range.end <= range.start);
    let to = protected.partition_point(|p| p.range.start < range.end);
    &protected[from..to.max(from)]
}

fn offset(edits: Vec<Edit>, by: usize) -> Vec<Edit> {
    let moved = |edit: Edit| Edit { range: edit.range.start + by..edit.range.end + by, ..edit };
    edits.into_iter().map(moved).collect()
}

fn first_word(text: &str) -> &str {
    let end = text.char_indices().find(|(_, c)| !c.is_alphanumeric()).map_or(text.len(), |(at, _)| at);
    if text[..end].is_ascii() { &text[..end] } else { "" }
}
