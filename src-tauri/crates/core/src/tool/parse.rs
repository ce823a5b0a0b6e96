//! Tools out of TOML. Syntax is recovered from where the parser can, and each `[[tool]]` is read for itself, so that a
//! mistake costs one tool and is named with its line.

use super::{Adapted, Kind, Kinds, Sampling, Shape, Tool, USER, placeholder};
use crate::generate::Example;
use crate::run::Warning;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

/// What a kind gives to its tools.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Defaults {
    adapter: String,
    adapted: Option<WrittenFrame>,
    shape: Shape,
    #[serde(default)]
    length: Spans,
    #[serde(default)]
    format: Spans,
    sampling: Given,
}

/// Words and their sentences, in the order in which they stand in the file.
type Spans = BTreeMap<Spanned<String>, String>;

/// A tool as written; what it leaves out comes from its kind.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: Spanned<String>,
    title: String,
    kind: Kind,
    task: Option<Spanned<String>>,
    system: Option<Spanned<String>>,
    user: Option<Spanned<String>>,
    adapter: Option<String>,
    adapted: Option<WrittenFrame>,
    shape: Option<Shape>,
    #[serde(default)]
    civil: bool,
    #[serde(default)]
    hidden: bool,
    #[serde(default, rename = "example")]
    examples: Vec<Shown>,
    length: Option<Spans>,
    format: Option<Spans>,
    #[serde(default)]
    sampling: Given,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenFrame {
    system: Spanned<String>,
    user: Option<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shown {
    text: String,
    answer: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Given {
    temperature: Option<Spanned<f32>>,
    top_p: Option<Spanned<f32>>,
    repeat_penalty: Option<Spanned<f32>>,
    copying: Option<Spanned<f32>>,
    max_factor: Option<Spanned<f32>>,
    min_tokens: Option<Spanned<u32>>,
    max_tokens: Option<Spanned<u32>>,
}

/// A mistake and the bytes it is in.
struct Mistake {
    message: String,
    span: Range<usize>,
}

impl Mistake {
    fn new(message: impl Into<String>, span: Range<usize>) -> Mistake {
        Mistake { message: message.into(), span }
    }
}

/// The kinds of our own file, which is known to be right: a test reads it.
pub(super) fn kinds(text: &str) -> Kinds {
    #[derive(Deserialize)]
    struct File {
        kind: Kinds,
    }
    toml::from_str::<File>(text).map(|file| file.kind).unwrap_or_default()
}

/// The tools of a file, and what is wrong with it.
pub(super) fn tools(text: &str, name: &str, kinds: &Kinds, own: bool) -> (Vec<Tool>, Vec<Warning>) {
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut mistakes: Vec<Mistake> =
        errors.iter().map(|error| Mistake::new(error.message(), error.span().unwrap_or(0..0))).collect();
    let broken: Vec<usize> = mistakes.iter().map(|mistake| mistake.span.start).collect();
    let mut entries = Vec::new();
    for (key, value) in root.into_inner() {
        let span = value.span();
        match (key.get_ref().as_ref(), value.into_inner()) {
            ("tool", DeValue::Array(array)) => entries.extend(array),
            ("kind", _) if !own => {}
            ("tool", _) => mistakes.push(Mistake::new("a tool begins with [[tool]], in two brackets", span)),
            (other, _) => {
                mistakes.push(Mistake::new(format!("unknown field `{other}`, expected [[tool]]"), key.span()))
            }
        }
    }
    let starts: Vec<usize> = entries.iter().map(|entry| entry.span().start).collect();
    let mut tools: Vec<Tool> = Vec::new();
    for (n, entry) in entries.into_iter().enumerate() {
        let region = starts[n]..starts.get(n + 1).copied().unwrap_or(text.len() + 1);
        if broken.iter().any(|at| region.contains(at)) {
            continue;
        }
        let span = entry.span();
        match tool(entry, kinds, own) {
            Ok((tool, id)) if tools.iter().any(|known| known.id == tool.id) => {
                mistakes.push(Mistake::new(format!("the id \"{}\" is taken by a tool above", tool.id), id));
            }
            Ok((tool, _)) => tools.push(tool),
            Err(mistake) if mistake.span.is_empty() => mistakes.push(Mistake { span, ..mistake }),
            Err(mistake) => mistakes.push(mistake),
        }
    }
    mistakes.sort_by_key(|mistake| mistake.span.start);
    (tools, mistakes.into_iter().map(|mistake| warning(text, name, &mistake)).collect())
}

fn warning(text: &str, name: &str, mistake: &Mistake) -> Warning {
    let before = text.get(..mistake.span.start).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    // Some of the parser's messages have a second line about what it expected.
    let message = mistake.message.trim().replace('\n', ", ");
    Warning::new("tools-file", format!("{name}, line {line}: {message}. The tools without a mistake still work."))
}

fn tool(entry: Spanned<DeValue>, kinds: &Kinds, own: bool) -> Result<(Tool, Range<usize>), Mistake> {
    let written = Written::deserialize(ValueDeserializer::from(entry))
        .map_err(|error| Mistake::new(error.message(), error.span().unwrap_or(0..0)))?;
    let id = written.id.span();
    let name = written.id.into_inner();
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
        return Err(Mistake::new("an id is made of lower-case letters, digits and hyphens", id));
    }
    let defaults = kinds
        .get(&written.kind)
        .ok_or_else(|| Mistake::new(format!("nothing is known about the kind {}", written.kind.word()), id.clone()))?;
    if written.kind != Kind::Proofread && written.task.is_none() && written.system.is_none() {
        return Err(Mistake::new("the tool has no `task`", id));
    }
    const SENTENCE: &[&str] = &["language", "instruction", "tag"];
    const SYSTEM: &[&str] = &["task", "length", "format", "language", "instruction", "tag"];
    const FRAME: &[&str] = &["text", "task", "length", "format", "language", "instruction", "tag"];
    let lengths = sentences(written.length.as_ref().unwrap_or(&defaults.length), SENTENCE)?;
    let formats = sentences(written.format.as_ref().unwrap_or(&defaults.format), SENTENCE)?;
    // The kind's adapter knows the kind's frame and our own tasks only: a tool that asks in other words is answered by
    // them.
    let other = written.system.is_some() || written.user.is_some() || own && written.task.is_some();
    let user = user(written.user, FRAME)?.unwrap_or_else(|| USER.to_owned());
    let adapter = written.adapter.unwrap_or_else(|| if other { String::new() } else { defaults.adapter.clone() });
    // Its frame goes with it.
    let of_kind = || defaults.adapted.clone().filter(|_| adapter == defaults.adapter);
    let adapted = match written.adapted.or_else(of_kind) {
        Some(frame) => {
            only(frame.system.get_ref(), SYSTEM, &frame.system.span())?;
            let user = self::user(frame.user, FRAME)?.unwrap_or_else(|| user.clone());
            Some(Adapted { system: frame.system.into_inner(), user })
        }
        None => None,
    };
    let tool = Tool {
        id: name,
        title: written.title,
        kind: written.kind,
        own,
        task: template(written.task, SENTENCE)?.map(|(text, _)| text).unwrap_or_default(),
        system: template(written.system, SYSTEM)?.map_or_else(|| written.kind.system().to_owned(), |(text, _)| text),
        user,
        adapter: Some(adapter).filter(|task| !task.is_empty()),
        adapted,
        shape: written.shape.unwrap_or(defaults.shape),
        examples: written
            .examples
            .into_iter()
            .map(|shown| Example { text: shown.text.trim().to_owned(), answer: shown.answer.trim().to_owned() })
            .collect(),
        civil: written.civil,
        hidden: written.hidden,
        lengths,
        formats,
        sampling: sampling(&written.sampling, &defaults.sampling)?,
    };
    Ok((tool, id))
}

/// The frame of a text, in which the text must have its place.
fn user(text: Option<Spanned<String>>, known: &[&str]) -> Result<Option<String>, Mistake> {
    let Some((text, span)) = template(text, known)? else { return Ok(None) };
    match text.contains("{{text}}") {
        true => Ok(Some(text)),
        false => Err(Mistake::new("`user` has no {{text}}, so the text would never be seen", span)),
    }
}

/// A template and where it stands, when all its placeholders are known.
fn template(text: Option<Spanned<String>>, known: &[&str]) -> Result<Option<(String, Range<usize>)>, Mistake> {
    text.map(|text| {
        let span = text.span();
        only(text.get_ref(), known, &span)?;
        Ok((text.into_inner(), span))
    })
    .transpose()
}

fn sentences(words: &Spans, known: &[&str]) -> Result<Vec<(String, String)>, Mistake> {
    let mut words: Vec<_> = words.iter().collect();
    words.sort_by_key(|(word, _)| word.span().start);
    words
        .into_iter()
        .map(|(word, sentence)| {
            only(sentence, known, &word.span())?;
            Ok((word.get_ref().clone(), sentence.clone()))
        })
        .collect()
}

fn only(text: &str, known: &[&str], span: &Range<usize>) -> Result<(), Mistake> {
    let mut rest = text;
    while let Some((_, name, after)) = placeholder(rest) {
        if !known.contains(&name) {
            let known: Vec<_> = known.iter().map(|name| format!("{{{{{name}}}}}")).collect();
            let message = format!("unknown placeholder {{{{{name}}}}}, expected one of {}", known.join(", "));
            return Err(Mistake::new(message, span.clone()));
        }
        rest = after;
    }
    Ok(())
}

fn sampling(given: &Given, defaults: &Given) -> Result<Sampling, Mistake> {
    fn number<T: Copy + PartialOrd + std::fmt::Display>(
        name: &str,
        given: &Option<Spanned<T>>,
        default: &Option<Spanned<T>>,
        allowed: std::ops::RangeInclusive<T>,
    ) -> Result<T, Mistake> {
        let Some(value) = given.as_ref().or(default.as_ref()) else {
            return Err(Mistake::new(format!("`{name}` is missing"), 0..0));
        };
        if !allowed.contains(value.get_ref()) {
            let message = format!("`{name}` must be from {} to {}", allowed.start(), allowed.end());
            return Err(Mistake::new(message, value.span()));
        }
        Ok(*value.get_ref())
    }
    let sampling = Sampling {
        temperature: number("temperature", &given.temperature, &defaults.temperature, 0.0..=2.0)?,
        top_p: number("top_p", &given.top_p, &defaults.top_p, 0.01..=1.0)?,
        repeat_penalty: number("repeat_penalty", &given.repeat_penalty, &defaults.repeat_penalty, 0.5..=2.0)?,
        copying: number("copying", &given.copying, &defaults.copying, -20.0..=20.0)?,
        max_factor: number("max_factor", &given.max_factor, &defaults.max_factor, 0.0..=20.0)?,
        min_tokens: number("min_tokens", &given.min_tokens, &defaults.min_tokens, 1..=65_536)?,
        max_tokens: number("max_tokens", &given.max_tokens, &defaults.max_tokens, 1..=65_536)?,
    };
    Ok(sampling)
}
