//! `stet proofread|rewrite|summarize|ask|run`.

use super::consent;
use super::terminal::{Terminal, print_json, print_text};
use super::texts::Text;
use crate::session::{Outcome, Session, ToolRequest};
use clap::builder::PossibleValuesParser;
use std::io::{IsTerminal, Write};
use stet_core::cloud::Partial;
use stet_core::minutes::Heading;
use stet_core::{Code, Error, Result, wire};
use tokio_util::sync::CancellationToken;

/// Which model and engine, and whether the run is remembered.
#[derive(clap::Args, Clone)]
pub struct Where {
    /// The model, by its id (see `stet models list`)
    #[arg(long, short)]
    model: Option<String>,
    /// The engine that runs it
    #[arg(long, value_parser = PossibleValuesParser::new(["auto", "mistralrs", "llama"]))]
    engine: Option<String>,
    /// By the prompt alone, without an adapter
    #[arg(long)]
    prompt_only: bool,
    /// The model's own first answer, without rules and guards (to measure it)
    #[arg(long, hide = true)]
    bare: bool,
    /// Leave no trace in the history
    #[arg(long)]
    private: bool,
    /// Have a server do it; what would be sent is shown first, and you are asked on the terminal
    #[arg(long, conflicts_with_all = ["bare", "engine", "prompt_only"])]
    cloud: bool,
    /// On this machine, whatever the rules for servers say
    #[arg(long, conflicts_with = "cloud")]
    local: bool,
    /// Send it without a question: you consent
    #[arg(long, requires = "cloud")]
    yes: bool,
    /// The server, in place of the one in use (see `stet cloud list`)
    #[arg(long, value_name = "NAME", requires = "cloud")]
    server: Option<String>,
    /// Go on from what an earlier run made, by its id in the history, instead of from a file
    #[arg(long, value_name = "ID")]
    follow_up: Option<String>,
}

impl Where {
    fn request(&self, tool: &str) -> ToolRequest {
        ToolRequest {
            tool: tool.to_owned(),
            model: self.model.clone(),
            engine: self.engine.clone(),
            prompt_only: self.prompt_only,
            bare: self.bare,
            private: self.private,
            follow_up: self.follow_up.clone(),
            cloud: self.cloud,
            local: self.local,
            server: self.server.clone(),
            ..ToolRequest::default()
        }
    }
}

#[derive(clap::Args)]
pub struct Proofread {
    #[command(flatten)]
    text: Text,
    #[command(flatten)]
    wher: Where,
    /// Which English the rules expect
    #[arg(long, value_parser = PossibleValuesParser::new(["american", "british", "australian", "canadian", "indian"]))]
    dialect: Option<String>,
    /// How much is changed: careful leaves more alone, thorough corrects more (llama engine)
    #[arg(long, value_parser = PossibleValuesParser::new(["careful", "balanced", "thorough"]))]
    thoroughness: Option<String>,
    /// Rules only, no model: instant, and finds less
    #[arg(long, conflicts_with_all = ["bare", "cloud"])]
    rules_only: bool,
    /// Every line is a text of its own; with --json, a line of JSON for each
    #[arg(long, conflicts_with = "cloud")]
    lines: bool,
}

#[derive(clap::Args)]
#[command(group = clap::ArgGroup::new("how").required(true).multiple(true).args(["tone", "instruction", "follow_up"]))]
#[command(
    after_help = "With --follow-up, what to change stands where the file would: stet rewrite --follow-up ID \"shorter\""
)]
pub struct Rewrite {
    #[command(flatten)]
    text: Text,
    #[command(flatten)]
    wher: Where,
    /// The tone
    #[arg(long, value_parser = PossibleValuesParser::new(["friendly", "professional", "concise"]), conflicts_with = "instruction")]
    tone: Option<String>,
    /// What to change, in your own words
    #[arg(long)]
    instruction: Option<String>,
    /// How many ways to say it
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=5), value_name = "N")]
    alternatives: u32,
    #[arg(long, value_parser = PossibleValuesParser::new(["as-is", "shorter", "longer"]), default_value = "as-is")]
    length: String,
    #[arg(long, value_parser = PossibleValuesParser::new(["as-is", "plain-text", "markdown"]), default_value = "as-is")]
    format: String,
}

#[derive(clap::Args)]
pub struct Summarize {
    #[command(flatten)]
    text: Text,
    #[command(flatten)]
    wher: Where,
    /// What the summary looks like
    #[arg(long = "type", default_value = "key-points", value_name = "TYPE",
          value_parser = PossibleValuesParser::new(["tldr", "key-points", "headline", "list", "table", "action-items", "minutes", "teaser"]))]
    kind: String,
    #[arg(long, value_parser = PossibleValuesParser::new(["short", "medium", "long"]), default_value = "medium")]
    length: String,
}

#[derive(clap::Args)]
pub struct Ask {
    /// What you want to know
    question: String,
    #[command(flatten)]
    text: Text,
    #[command(flatten)]
    wher: Where,
}

#[derive(clap::Args)]
pub struct Run {
    /// The tool's id
    tool: String,
    #[command(flatten)]
    text: Text,
    #[command(flatten)]
    wher: Where,
}

impl Proofread {
    pub async fn run(self, session: &Session, terminal: &Terminal, cancel: &CancellationToken) -> Result<()> {
        let request = ToolRequest {
            dialect: self.dialect.clone(),
            thoroughness: self.thoroughness.clone(),
            rules_only: self.rules_only,
            ..self.wher.request("proofread")
        };
        if !self.lines {
            return run(session, request, self.wher.yes, &self.text, terminal, cancel).await;
        }
        let answering = session.answering(&request, cancel, terminal.loading()).await?;
        let text = self.text.read(session, terminal, cancel).await?;
        for line in text.lines() {
            let request = ToolRequest { text: line.to_owned(), ..request.clone() };
            let outcome = session.answer(&request, answering.as_ref(), cancel, &stet_core::run::unwatched()).await;
            match outcome {
                Err(error) if error.is_cancelled() => return Err(error),
                Err(error) if terminal.json => print_json(&serde_json::json!({ "error": wire::Failure::from(&error) })),
                Err(_) => print_text(&format!("{line}\n")),
                Ok(outcome) if terminal.json => print_json(&outcome),
                Ok(outcome) => print_text(&format!("{}\n", outcome.text())),
            }
        }
        Ok(())
    }
}

impl Rewrite {
    pub async fn run(mut self, session: &Session, terminal: &Terminal, cancel: &CancellationToken) -> Result<()> {
        if self.wher.follow_up.is_some() && self.tone.is_none() && self.instruction.is_none() {
            let change = self.text.file.take().ok_or_else(|| {
                Error::new(Code::Usage, "There is nothing to change.").hint("Say what: --follow-up ID \"shorter\".")
            })?;
            self.instruction = Some(change.to_string_lossy().into_owned());
        }
        if self.instruction.as_deref().is_some_and(|i| i.trim().is_empty()) {
            return Err(
                Error::new(Code::Usage, "The instruction is empty.").hint("Say what to change: --instruction \"…\".")
            );
        }
        let request = ToolRequest {
            tone: self.tone,
            instruction: self.instruction,
            alternatives: Some(self.alternatives),
            length: Some(self.length),
            format: Some(self.format),
            ..self.wher.request("rewrite")
        };
        run(session, request, self.wher.yes, &self.text, terminal, cancel).await
    }
}

impl Summarize {
    pub async fn run(self, session: &Session, terminal: &Terminal, cancel: &CancellationToken) -> Result<()> {
        let request =
            ToolRequest { kind: Some(self.kind), length: Some(self.length), ..self.wher.request("summarize") };
        run(session, request, self.wher.yes, &self.text, terminal, cancel).await
    }
}

impl Ask {
    pub async fn run(self, session: &Session, terminal: &Terminal, cancel: &CancellationToken) -> Result<()> {
        let request = ToolRequest { question: Some(self.question), ..self.wher.request("ask") };
        run(session, request, self.wher.yes, &self.text, terminal, cancel).await
    }
}

impl Run {
    pub async fn run(self, session: &Session, terminal: &Terminal, cancel: &CancellationToken) -> Result<()> {
        run(session, self.wher.request(&self.tool), self.wher.yes, &self.text, terminal, cancel).await
    }
}

async fn run(
    session: &Session,
    request: ToolRequest,
    yes: bool,
    text: &Text,
    terminal: &Terminal,
    cancel: &CancellationToken,
) -> Result<()> {
    if request.follow_up.is_some() && text.file.is_some() {
        return Err(Error::new(Code::Usage, "A follow-up goes on from an earlier run, not from a file.")
            .hint("Leave out the file, or --follow-up."));
    }
    session.check(&request)?;
    let request = session.follow(request)?;
    let ready = session.ready(&request, cancel, terminal.loading()).await;
    let ready = ready.inspect_err(|_| terminal.done())?;
    let request = match request.follow_up {
        Some(_) => request,
        None => {
            let text = text.read(session, terminal, cancel).await.inspect_err(|_| terminal.done())?;
            ToolRequest { text, ..request }
        }
    };
    if request.cloud {
        // The question is asked on a screen that nothing else is drawn on.
        terminal.done();
    }
    let outcome = session.finish(&request, &ready, cancel, &terminal.watch(), &consent::ask(yes)).await;
    terminal.done();
    let unrecorded = session.record(&request, &outcome);
    if let (Some(partial), false) = (outcome.as_ref().err().and_then(Partial::of), terminal.json) {
        print_text(partial);
    }
    let outcome = outcome?;
    if terminal.json {
        print_json(&outcome);
    } else {
        show(&request.text, &outcome, terminal);
    }
    if let Err(error) = unrecorded {
        terminal.warn(&format!("This run is not in the history. {}", error.message));
    }
    Ok(())
}

/// The result for a person.
fn show(text: &str, outcome: &Outcome, terminal: &Terminal) {
    match outcome {
        Outcome::Rewrite(result) if result.alternatives.len() > 1 => {
            for (number, alternative) in result.alternatives.iter().enumerate() {
                let gap = if number == 0 { "" } else { "\n" };
                print_text(&format!("{gap}── {} ──\n{}\n", number + 1, alternative.text.trim_end()));
            }
        }
        Outcome::Answer(result) => print_text(&format!("{}\n", result.text)),
        Outcome::Summary(result)
            if std::io::stdout().is_terminal() && result.points.iter().any(|p| p.place.is_some()) =>
        {
            print_text(&placed(text, result));
        }
        other => print_text(&other.text()),
    }
    for warning in &outcome.origin().warnings {
        terminal.warn(&warning.message);
    }
    let more = match outcome {
        Outcome::Proofread(result) => corrections(text, result),
        Outcome::Answer(result) => sources(text, result),
        _ => String::new(),
    };
    if !more.is_empty() {
        // On a terminal the corrections belong to the result; in a pipe only the corrected text does.
        let mut lines = more;
        lines.push_str(&provenance(outcome.origin()));
        if terminal.quiet {
        } else if std::io::stdout().is_terminal() {
            let _ = write!(std::io::stdout(), "\n{lines}");
        } else {
            terminal.say(lines.trim_end());
        }
    } else if std::io::stdout().is_terminal() {
        terminal.say(provenance(outcome.origin()).trim_end());
    }
}

/// A document's summary, under its points the places they are from. `text` is the document's.
fn placed(text: &str, result: &wire::Summary) -> String {
    let place = |point: &wire::Point| point.place.as_ref().map(|place| format!("  ({place})\n")).unwrap_or_default();
    if !matches!(result.kind.as_str(), "key-points" | "list" | "action-items" | "minutes") {
        let places: Vec<_> = result.points.iter().filter_map(|point| Some(point.place.as_ref()?.to_string())).collect();
        return format!("{}\n\nFrom {}\n", result.text.trim_end(), places.join("; "));
    }
    let whose = |point: &wire::Point| match (&point.owner, &point.due) {
        (None, None) => String::new(),
        (owner, due) => {
            format!(" ({})", [owner.as_deref(), due.as_deref()].into_iter().flatten().collect::<Vec<_>>().join("; "))
        }
    };
    let item = |point: &wire::Point| match (point.heading, &point.owner) {
        (Some(Heading::BySpeaker), Some(speaker)) => format!("- {speaker}: {}\n{}", point.text, place(point)),
        _ => format!("- {}{}\n{}", point.text, whose(point), place(point)),
    };
    let part = |points: &[wire::Point]| {
        let items: String = points.iter().map(item).collect();
        match points[0].heading {
            Some(heading) => format!("{}\n\n{items}", heading.title(stet_core::text::language(text))),
            None => items,
        }
    };
    let parts = result.points.chunk_by(|one, next| one.heading == next.heading);
    parts.map(part).collect::<Vec<_>>().join("\n")
}

fn corrections(text: &str, result: &wire::Proofread) -> String {
    let units: Vec<u16> = text.encode_utf16().collect();
    let number = result.corrections.len();
    let mut lines = match number {
        0 => "Nothing to correct.\n".to_owned(),
        1 => "1 correction:\n".to_owned(),
        n => format!("{n} corrections:\n"),
    };
    for correction in &result.corrections {
        let old = String::from_utf16_lossy(&units[correction.start_index as usize..correction.end_index as usize]);
        let shown = |text: &str| if text.trim().is_empty() { format!("{text:?}") } else { text.trim().to_owned() };
        let change = match (old.is_empty(), correction.correction.is_empty()) {
            (true, _) => format!("+ {}", shown(&correction.correction)),
            (_, true) => format!("- {}", shown(&old)),
            _ => format!("{} → {}", shown(&old), shown(&correction.correction)),
        };
        lines.push_str(&format!("  {change}   {}\n", correction.explanation));
    }
    lines
}

/// The sentences that an answer rests on.
fn sources(text: &str, result: &wire::Answer) -> String {
    let units: Vec<u16> = text.encode_utf16().collect();
    let sentence = |span: &wire::Span| {
        let words = String::from_utf16_lossy(&units[span.start_index as usize..span.end_index as usize]);
        format!("  “{}”\n", words.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    result.sources.iter().map(sentence).collect()
}

fn provenance(origin: &wire::Origin) -> String {
    let model = origin.model.as_deref().map_or(String::new(), |model| format!(" with {model}"));
    let adapter = origin.adapter.as_deref().map_or(String::new(), |adapter| format!(" and the adapter {adapter}"));
    format!(
        "{}{model}{adapter}, {:.1} s, {}\n",
        origin.engine,
        f64::from(origin.timing.total_ms) / 1000.0,
        origin.reason
    )
}
