//! What a small model gets wrong, checked with numbers before anyone sees it.
//!
//! [`inspect`] takes an answer, takes off what the model put around it, and judges the rest: every reason to reject is a
//! [`Finding`] with the value measured and the limit it passed ([`limit`] holds them all). Pure functions; no model is
//! asked. What to do with a rejected answer (ask again, fall back, fail) is the caller's. An insult in the
//! user's text is the user's, unless the tool was asked to take it out ([`Expect::civil`]).

mod fidelity;
mod form;
pub mod limit;
pub(crate) mod numbers;
mod phrases;
mod spans;
#[cfg(test)]
mod tests;
pub(crate) mod words;
mod wrapping;

pub use fidelity::inspect_edit;
pub(crate) use fidelity::{is_common_word, negates};
pub use form::insults;

use crate::text::Language;

/// What the model was asked to do with the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    Proofread,
    Rewrite,
    Summarize,
    /// Answer a question about it.
    Ask,
}

/// What an answer is measured against.
#[derive(Debug, Clone)]
pub struct Expect<'a> {
    /// The text given to the model.
    pub source: &'a str,
    /// The system text, for leaks.
    pub prompt: &'a str,
    pub task: Task,
    /// The language the answer should be in; unchecked when unknown.
    pub language: Option<Language>,
    /// Addresses, code, numbers, names of people (`@name`) and placeholders must come back.
    pub keep_protected: bool,
    /// The share of words that may change; unchecked without one. [`limit::edit_share`] has the usual one.
    pub edit_budget: Option<f32>,
    /// The generator stopped at its limit of tokens.
    pub length_cut: bool,
    /// What the user asked for in words of their own.
    pub instruction: Option<&'a str>,
    /// No insult may be left, whatever the source says.
    pub civil: bool,
}

impl<'a> Expect<'a> {
    /// The usual expectations of a task: proofreading has an edit budget, a summary need not keep protected spans.
    pub fn new(task: Task, source: &'a str) -> Self {
        Expect {
            source,
            prompt: "",
            task,
            language: crate::text::language(source),
            keep_protected: matches!(task, Task::Proofread | Task::Rewrite),
            edit_budget: (task == Task::Proofread).then(|| limit::edit_share(words::keys(source).len())),
            length_cut: false,
            instruction: None,
            civil: false,
        }
    }
}

/// The guards, as stable words in warnings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Guard {
    /// An announcement before the text.
    Preamble,
    /// A remark after the text.
    Closing,
    /// A frame, fence or quotation marks around it.
    Wrapping,
    /// Answered, obeyed or judged the text instead of working on it.
    Answered,
    /// Refused or lectured.
    Refused,
    WrongLanguage,
    /// An insult is left where none may be.
    Rude,
    ProtectedLost,
    ProtectedChanged,
    /// An address, number or name that is not in the source.
    Invented,
    EditBudget,
    /// Another person speaks or is spoken of, or a "not" came or went.
    Meaning,
    /// A sentence of the source has no counterpart.
    Dropped,
    /// A correction brought in something that is no word; only [`inspect_edit`] looks for it.
    NonWord,
    Repetition,
    PromptLeak,
    Truncated,
    Empty,
}

impl Guard {
    const ALL: [Guard; 18] = [
        Guard::Preamble,
        Guard::Closing,
        Guard::Wrapping,
        Guard::Answered,
        Guard::Refused,
        Guard::WrongLanguage,
        Guard::Rude,
        Guard::ProtectedLost,
        Guard::ProtectedChanged,
        Guard::Invented,
        Guard::EditBudget,
        Guard::Meaning,
        Guard::Dropped,
        Guard::NonWord,
        Guard::Repetition,
        Guard::PromptLeak,
        Guard::Truncated,
        Guard::Empty,
    ];

    /// By the word used in JSON.
    pub fn of(word: &str) -> Option<Guard> {
        Guard::ALL.into_iter().find(|guard| guard.word() == word)
    }

    /// The word used in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Guard::Preamble => "preamble",
            Guard::Closing => "closing",
            Guard::Wrapping => "wrapping",
            Guard::Answered => "answered",
            Guard::Refused => "refused",
            Guard::WrongLanguage => "wrong-language",
            Guard::Rude => "rude",
            Guard::ProtectedLost => "protected-lost",
            Guard::ProtectedChanged => "protected-changed",
            Guard::Invented => "invented",
            Guard::EditBudget => "edit-budget",
            Guard::Meaning => "meaning",
            Guard::Dropped => "dropped",
            Guard::NonWord => "non-word",
            Guard::Repetition => "repetition",
            Guard::PromptLeak => "prompt-leak",
            Guard::Truncated => "truncated",
            Guard::Empty => "empty",
        }
    }
}

/// What one guard measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    pub guard: Guard,
    pub value: f32,
    pub limit: f32,
    /// A sentence for a person.
    pub message: String,
}

impl Finding {
    fn new(guard: Guard, value: f32, limit: f32, message: impl Into<String>) -> Self {
        Finding { guard, value, limit, message: message.into() }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The answer without what was put around it. For proofreading and rewriting it has the source's own white space at
    /// both ends.
    pub text: String,
    /// What was taken off.
    pub removed: Vec<Finding>,
    /// Why the answer can't be used; empty when it can.
    pub rejected: Vec<Finding>,
}

impl Verdict {
    pub fn accepted(&self) -> bool {
        self.rejected.is_empty()
    }
}

/// Cleans and judges an answer.
pub fn inspect(expect: &Expect, output: &str) -> Verdict {
    let (text, removed) = wrapping::unwrap(expect, output);
    let mut rejected: Vec<Finding> = form::empty(&text).into_iter().collect();
    if rejected.is_empty() {
        rejected.extend(form::refused(expect, &text));
        rejected.extend(form::wrong_language(expect, &text));
        rejected.extend(fidelity::answered(expect, &text));
        rejected.extend(form::rude(expect, &text));
        rejected.extend(spans::protected(expect, &text));
        rejected.extend(spans::invented(expect, &text));
        if expect.task == Task::Proofread {
            rejected.extend(fidelity::compare(expect, &text));
        } else {
            rejected.extend(fidelity::edit_budget(expect, &text));
        }
        rejected.extend(form::repetition(expect, &text));
        rejected.extend(form::prompt_leak(expect, &text));
        rejected.extend(form::truncated(expect, &text));
    }
    Verdict { text, removed, rejected }
}
