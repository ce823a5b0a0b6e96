//! A writing tool as data: what it asks of a model, how, and what comes back.
//!
//! The tools that come with Stet are in `assets/tools.toml`, their frames in `assets/prompts/`; users add their own in
//! `tools.toml` in the data directory. A mistake in that file costs only the tool it is in, and is named with its line.
//! The text to work on is always framed by a tag that does not occur in it, and no placeholder inside it is ever filled:
//! it is data. Running a tool is deliberately absent: that is `proofread`, `rewrite`, `summarize` and `ask`.

mod parse;

use crate::generate::Example;
use crate::run::Warning;
use crate::{Code, Error, Result, generate, home};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

const BUILTIN: &str = include_str!("../../../../assets/tools.toml");
const USER: &str = include_str!("../../../../assets/prompts/text.txt");

/// What a tool does to a text, which decides its frame, its guards and the shape of its result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Proofread,
    Rewrite,
    Summarize,
    Ask,
}

impl Kind {
    pub fn word(self) -> &'static str {
        match self {
            Kind::Proofread => "proofread",
            Kind::Rewrite => "rewrite",
            Kind::Summarize => "summarize",
            Kind::Ask => "ask",
        }
    }

    fn system(self) -> &'static str {
        match self {
            Kind::Proofread => include_str!("../../../../assets/prompts/proofread.txt"),
            Kind::Rewrite => include_str!("../../../../assets/prompts/rewrite.txt"),
            Kind::Summarize => include_str!("../../../../assets/prompts/summarize.txt"),
            Kind::Ask => include_str!("../../../../assets/prompts/ask.txt"),
        }
    }
}

/// What an answer looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "lowercase")]
pub enum Shape {
    Text,
    /// One line.
    Line,
    /// Lines that start with `- `.
    Points,
    /// A Markdown table.
    Table,
    /// Lines of `- [ ] what (owner; due)`, or `none`.
    Actions,
}

/// How an answer is sampled, and how long it may be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sampling {
    pub temperature: f32,
    pub top_p: f32,
    pub repeat_penalty: f32,
    /// How much a copy of the text is favoured, as [`generate::Sampling::copying`].
    pub copying: f32,
    /// Tokens of the answer for each token of the text…
    pub max_factor: f32,
    /// …but so many at least…
    pub min_tokens: u32,
    /// …and so many at most.
    pub max_tokens: u32,
}

impl Sampling {
    /// For a text of so many tokens.
    pub fn job(&self, text_tokens: usize, seed: u64) -> generate::Sampling {
        let tokens = (text_tokens as f64 * f64::from(self.max_factor)).ceil() as usize;
        generate::Sampling {
            temperature: self.temperature,
            top_p: self.top_p,
            repeat_penalty: self.repeat_penalty,
            copying: self.copying,
            seed,
            max_tokens: tokens.max(self.min_tokens as usize).min(self.max_tokens as usize),
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Tool {
    pub id: String,
    pub title: String,
    pub kind: Kind,
    /// The user's own, or the user's version of one of ours.
    pub own: bool,
    pub task: String,
    /// The frame of the task.
    pub system: String,
    /// The frame of the text.
    pub user: String,
    /// The task of the adapter to answer with, when one is there.
    pub adapter: Option<String>,
    /// The frame to use, without the examples, when that adapter answers: the one it was trained on.
    pub adapted: Option<Adapted>,
    pub shape: Shape,
    /// Texts and the answers wanted, shown to the model before the text to work on.
    pub examples: Vec<Example>,
    /// The answer may hold no insult, whatever the text holds.
    pub civil: bool,
    /// Nobody runs it on a text of theirs: it serves another part of Stet.
    pub hidden: bool,
    /// What each length adds to the prompt, in the order of the file; empty when lengths mean nothing to the tool.
    pub lengths: Vec<(String, String)>,
    /// The same for each format.
    pub formats: Vec<(String, String)>,
    pub sampling: Sampling,
}

/// A frame of an adapter.
#[derive(Debug, Clone, PartialEq)]
pub struct Adapted {
    pub system: String,
    pub user: String,
}

/// What fills a tool's placeholders.
#[derive(Debug, Clone, Copy, Default)]
pub struct Vars<'a> {
    /// The text to work on.
    pub text: &'a str,
    /// The tag that frames the text, from [`tag_for`]; the same for every chunk of a run.
    pub tag: &'a str,
    /// The English name of the language to answer in.
    pub language: &'a str,
    pub length: Option<&'a str>,
    pub format: Option<&'a str>,
    /// The user's own instruction.
    pub instruction: &'a str,
}

/// A tag that frames `text` and does not occur in it: `text`, or `text2`, `text3`, …
pub fn tag_for(text: &str) -> String {
    let lower = text.to_lowercase();
    let occurs = |tag: &str| lower.contains(&format!("<{tag}")) || lower.contains(&format!("</{tag}"));
    if !occurs("text") {
        return "text".to_owned();
    }
    (2..).map(|n| format!("text{n}")).find(|tag| !occurs(tag)).expect("a text is finite, the tags are not")
}

impl Tool {
    /// The system and the user text of a job. Pure: what `vars` hold is inserted as it is, placeholders and all.
    pub fn render(&self, vars: &Vars) -> (String, String) {
        self.filled(&self.system, &self.user, vars)
    }

    /// The same in the frame of the tool's adapter; `None` when it has no other one.
    pub fn render_adapted(&self, vars: &Vars) -> Option<(String, String)> {
        self.adapted.as_ref().map(|adapted| self.filled(&adapted.system, &adapted.user, vars))
    }

    fn filled(&self, system: &str, user: &str, vars: &Vars) -> (String, String) {
        let tag = if vars.tag.is_empty() { "text" } else { vars.tag };
        let plain = |name: &str| match name {
            "text" => vars.text.to_owned(),
            "tag" => tag.to_owned(),
            "language" => vars.language.to_owned(),
            "instruction" => vars.instruction.to_owned(),
            _ => String::new(),
        };
        // The tool's own sentences may have placeholders too.
        let value = |name: &str| match name {
            "task" => fill(&self.task, &plain),
            "length" => fill(chosen(&self.lengths, vars.length), &plain),
            "format" => fill(chosen(&self.formats, vars.format), &plain),
            _ => plain(name),
        };
        (fill(system, &value), fill(user, &value))
    }

    /// An example in the frame of the text.
    pub fn frame(&self, example: &Example, vars: &Vars) -> Example {
        let (_, text) = self.render(&Vars { text: &example.text, ..*vars });
        Example { text, answer: example.answer.clone() }
    }

    /// Whether the tool works by an instruction of the user's.
    pub fn wants_instruction(&self) -> bool {
        [&self.task, &self.system, &self.user].iter().any(|text| text.contains("{{instruction}}"))
    }

    /// Checks what a run asks for. Errors: `usage`, with the words that are allowed.
    pub fn check(&self, length: Option<&str>, format: Option<&str>, instruction: &str) -> Result<()> {
        for (what, word, words) in [("length", length, &self.lengths), ("format", format, &self.formats)] {
            let Some(word) = word else { continue };
            if words.iter().all(|(known, _)| known != word) {
                let error = Error::new(Code::Usage, format!("The tool \"{}\" knows no {what} \"{word}\".", self.id));
                return Err(match words.as_slice() {
                    [] => error.hint(format!("Leave the {what} out.")),
                    words => error.hint(format!(
                        "Use one of {}.",
                        words.iter().map(|(known, _)| known.as_str()).collect::<Vec<_>>().join(", ")
                    )),
                });
            }
        }
        if self.wants_instruction() && instruction.trim().is_empty() {
            return Err(Error::new(Code::Usage, format!("The tool \"{}\" needs an instruction.", self.id))
                .hint("Say in a sentence what to do with the text."));
        }
        Ok(())
    }
}

fn chosen<'a>(words: &'a [(String, String)], word: Option<&str>) -> &'a str {
    words.iter().find(|(known, _)| Some(known.as_str()) == word).map_or("", |(_, sentence)| sentence.as_str())
}

/// The template with every `{{name}}` replaced, once; a line that only such a name made empty is left out.
fn fill(template: &str, value: &dyn Fn(&str) -> String) -> String {
    let mut filled = Vec::new();
    for line in template.lines() {
        let mut text = String::new();
        let mut rest = line;
        while let Some((before, name, after)) = placeholder(rest) {
            text.push_str(before);
            text.push_str(&value(name));
            rest = after;
        }
        let had_none = rest.len() == line.len();
        text.push_str(rest);
        if had_none || line.contains("{{text}}") || !text.trim().is_empty() {
            filled.push(text);
        }
    }
    filled.join("\n")
}

/// What stands before the first placeholder, its name, and what stands after it.
fn placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("{{")?;
    let (name, after) = rest.split_once("}}")?;
    Some((before, name.trim(), after))
}

/// Every tool there is: ours, then the user's own.
#[derive(Debug, Clone, PartialEq)]
pub struct Tools {
    tools: Vec<Tool>,
    hidden: Vec<Tool>,
}

impl Tools {
    /// The tools that come with Stet.
    pub fn builtin() -> Tools {
        Tools::read(None).0
    }

    /// Ours and those in the user's file, if there is one. Every mistake in it is a warning with its place.
    pub fn load(user_file: &Path) -> (Tools, Vec<Warning>) {
        match home::read(user_file) {
            Ok(None) => Tools::read(None),
            Ok(Some(bytes)) => match String::from_utf8(bytes) {
                Ok(text) => Tools::read(Some((&text, user_file))),
                Err(_) => {
                    let message = format!("{} is not UTF-8 text, so it was left out.", user_file.display());
                    (Tools::builtin(), vec![Warning::new("tools-file", message)])
                }
            },
            Err(error) => (Tools::builtin(), vec![Warning::new("tools-file", error.message)]),
        }
    }

    fn read(user: Option<(&str, &Path)>) -> (Tools, Vec<Warning>) {
        let kinds = parse::kinds(BUILTIN);
        let (mut tools, mut mistakes) = parse::tools(BUILTIN, "assets/tools.toml", &kinds, false);
        if let Some((text, path)) = user {
            let (own, more) = parse::tools(text, &path.display().to_string(), &kinds, true);
            mistakes.extend(more);
            for tool in own {
                match tools.iter_mut().find(|known| known.id == tool.id) {
                    Some(known) => *known = Tool { hidden: known.hidden, ..tool },
                    None => tools.push(tool),
                }
            }
        }
        let (hidden, tools) = tools.into_iter().partition(|tool| tool.hidden);
        (Tools { tools, hidden }, mistakes)
    }

    pub fn list(&self) -> &[Tool] {
        &self.tools
    }

    /// One that serves another part of Stet. Errors: `usage`.
    pub fn hidden(&self, id: &str) -> Result<&Tool> {
        self.hidden.iter().find(|tool| tool.id == id).ok_or_else(|| unknown(id, self.hidden.iter()))
    }

    /// The tools of one kind: the tones of `rewrite`, the types of `summarize`.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &Tool> {
        self.tools.iter().filter(move |tool| tool.kind == kind)
    }

    /// Errors: `usage`, listing the tools.
    pub fn get(&self, id: &str) -> Result<&Tool> {
        self.tools.iter().find(|tool| tool.id == id).ok_or_else(|| unknown(id, self.tools.iter()))
    }

    /// A tool of this kind: a tone, a type. Errors: `usage`, listing those there are.
    pub fn get_of(&self, kind: Kind, id: &str) -> Result<&Tool> {
        self.of(kind).find(|tool| tool.id == id).ok_or_else(|| unknown(id, self.of(kind)))
    }
}

fn unknown<'a>(id: &str, known: impl Iterator<Item = &'a Tool>) -> Error {
    let known: Vec<_> = known.map(|tool| tool.id.as_str()).collect();
    Error::new(Code::Usage, format!("There is no tool \"{id}\" here."))
        .hint(format!("Use one of {}.", known.join(", ")))
}

/// What a kind gives to its tools.
type Kinds = BTreeMap<Kind, parse::Defaults>;

#[cfg(test)]
mod tests;
