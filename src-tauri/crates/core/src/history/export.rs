//! The history as a file of the user's own.

use super::Run;
use crate::{Code, Error, Result};
use std::io::{self, Write};
use std::str::FromStr;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// An array of [`Run`]s.
    Json,
    /// A document to read.
    Markdown,
}

impl FromStr for Format {
    type Err = Error;

    /// `json` or `markdown`. Errors: `usage`.
    fn from_str(word: &str) -> Result<Format> {
        match word {
            "json" => Ok(Format::Json),
            "markdown" => Ok(Format::Markdown),
            _ => Err(Error::new(Code::Usage, format!("\"{word}\" is no format of an export."))
                .hint("Use one of json, markdown.")),
        }
    }
}

/// Writes the runs one by one, so that a long history needs no second copy of itself in memory.
pub(super) fn write(format: Format, runs: impl Iterator<Item = Result<Run>>, out: &mut dyn Write) -> Result<()> {
    let failed = |error| Error::io("write the export", error);
    if format == Format::Json {
        out.write_all(b"[").map_err(failed)?;
    }
    for (n, run) in runs.enumerate() {
        let run = run?;
        match format {
            Format::Json => json(n, &run, out),
            Format::Markdown => markdown(n, &run, out),
        }
        .map_err(failed)?;
    }
    if format == Format::Json {
        out.write_all(b"\n]\n").map_err(failed)?;
    }
    out.flush().map_err(failed)
}

fn json(n: usize, run: &Run, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(if n == 0 { b"\n" } else { b",\n" })?;
    serde_json::to_writer_pretty(&mut *out, run).map_err(io::Error::from)
}

fn markdown(n: usize, run: &Run, out: &mut dyn Write) -> io::Result<()> {
    if n > 0 {
        writeln!(out)?;
    }
    let place = match &run.model {
        Some(model) => format!("{model} on {}", run.engine),
        None if run.engine.is_empty() => "no model".to_owned(),
        None => run.engine.clone(),
    };
    writeln!(out, "## {}, {}\n", run.tool, run.time)?;
    writeln!(out, "{} · {place} · {} ms · {}\n", run.outcome.word(), run.timing.total_ms, run.id)?;
    writeln!(out, "### Input\n\n{}", fenced(&run.input))?;
    if !run.output.is_empty() {
        writeln!(out, "\n### Output\n\n{}", fenced(&run.output))?;
    }
    for warning in &run.warnings {
        writeln!(out, "\n> {}", warning.message.replace('\n', " "))?;
    }
    Ok(())
}

/// The text between fences longer than any run of backticks in it, so that its own Markdown stays text.
fn fenced(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat((longest + 1).max(3));
    let end = if text.ends_with('\n') { "" } else { "\n" };
    format!("{fence}text\n{text}{end}{fence}")
}
