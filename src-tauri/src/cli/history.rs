//! `stet history`: what was done before.

use super::terminal::print_json;
use clap::{Args, Subcommand, ValueEnum};
use console::{Alignment, Term, measure_text_width, pad_str, truncate_str};
use jiff::{Timestamp, Zoned, tz::TimeZone};
use std::io::{self, BufWriter, Write};
use stet_core::history::{Entry, Filter, Format, History, Outcome, Run, since};
use stet_core::home::Home;
use stet_core::remember::Answers;
use stet_core::{Code, Error, Result};

#[derive(Subcommand)]
pub enum Command {
    /// List runs, the newest first
    List {
        #[command(flatten)]
        which: Which,
    },
    /// Show one run in full
    Show {
        /// The id of the run, or the beginning of it
        id: String,
    },
    /// Find runs by words in their text or result
    Search {
        /// Every one of these must be there, also inside other words
        #[arg(required = true)]
        words: Vec<String>,
        #[command(flatten)]
        which: Which,
    },
    /// Remove runs for good
    Rm {
        /// The ids of the runs, or the beginnings of them
        #[arg(required_unless_present = "all")]
        ids: Vec<String>,
        /// Remove every run
        #[arg(long, conflicts_with = "ids")]
        all: bool,
    },
    /// Print every run in full, the oldest first
    Export {
        #[arg(long, value_enum, default_value = "json")]
        format: ExportFormat,
        /// Only runs of this tool
        #[arg(long)]
        tool: Option<String>,
        /// Only runs since this date (2026-01-31) or of this age (7d, 12h)
        #[arg(long, value_name = "WHEN")]
        since: Option<String>,
    },
}

#[derive(Args)]
pub struct Which {
    /// At most so many
    #[arg(long, short = 'n', default_value_t = 20)]
    limit: u32,
    /// Only runs of this tool
    #[arg(long)]
    tool: Option<String>,
    /// Only runs with this model
    #[arg(long)]
    model: Option<String>,
    /// Only runs since this date (2026-01-31) or of this age (7d, 12h)
    #[arg(long, value_name = "WHEN")]
    since: Option<String>,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub enum ExportFormat {
    Json,
    Markdown,
}

impl Which {
    fn filter(self) -> Result<Filter> {
        Ok(Filter { limit: Some(self.limit), model: self.model, ..filter(self.tool, self.since)? })
    }
}

fn filter(tool: Option<String>, when: Option<String>) -> Result<Filter> {
    let now = Zoned::now();
    let since = when.map(|when| since(&when, &now)).transpose()?;
    Ok(Filter { tool, since, ..Filter::default() })
}

pub fn run(command: Command, home: &Home, json: bool) -> Result<()> {
    match command {
        Command::List { which } => {
            let filter = which.filter()?;
            entries(&open(home)?.list(&filter)?, json);
        }
        Command::Search { words, which } => {
            let filter = which.filter()?;
            entries(&open(home)?.search(&words.join(" "), &filter)?, json);
        }
        Command::Show { id } => {
            let run = open(home)?.show(&id)?;
            if json {
                print_json(&run);
            } else {
                print(&full(&run));
            }
        }
        Command::Rm { ids, all } => {
            let history = open(home)?;
            let removed = if all { history.clear()? } else { history.remove(&ids)? };
            // The model's own answers are in none of the runs alone, so all of them go.
            Answers::clear(home)?;
            if json {
                print_json(&serde_json::json!({ "removed": removed.len() }));
            } else {
                print(&format!("Removed {}.\n", runs(removed.len())));
            }
        }
        Command::Export { format, tool, since } => {
            let filter = filter(tool, since)?;
            let markdown = format == ExportFormat::Markdown;
            if markdown && json {
                return Err(Error::new(Code::Usage, "An export can't be JSON and Markdown at once.")
                    .hint("Leave out --json or --format markdown."));
            }
            let format = if markdown { Format::Markdown } else { Format::Json };
            let mut out = BufWriter::new(io::stdout().lock());
            match open(home)?.export(format, &filter, &mut out) {
                Err(error) if is_closed_pipe(&error) => {}
                result => drop(result?),
            }
        }
    }
    Ok(())
}

fn open(home: &Home) -> Result<History> {
    let history = History::look(home)?;
    for warning in history.warnings() {
        eprintln!("stet: {}", warning.message);
    }
    Ok(history)
}

fn entries(entries: &[Entry], json: bool) {
    if json {
        print_json(&entries);
    } else if entries.is_empty() {
        eprintln!("No runs.");
    } else {
        let term = Term::stdout();
        print(&table(entries, term.is_term().then(|| term.size().1.into()), &TimeZone::system()));
    }
}

/// One line an entry, in columns; cut to the width of the terminal, if there is one.
fn table(entries: &[Entry], width: Option<usize>, zone: &TimeZone) -> String {
    let rows: Vec<[String; 5]> = entries
        .iter()
        .map(|entry| {
            let tool = match entry.outcome {
                Outcome::Done => entry.tool.clone(),
                other => format!("{} ({})", entry.tool, other.word()),
            };
            let model = entry.model.clone().unwrap_or_else(|| entry.engine.clone());
            [entry.short_id.clone(), local(entry.time, zone), tool, model, entry.input.clone()]
        })
        .collect();
    let widest = |column: usize| rows.iter().map(|row| measure_text_width(&row[column])).max().unwrap_or(0);
    let widths = [0, 1, 2, 3].map(widest);
    let mut text = String::new();
    for row in &rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            line.push_str(&pad_str(cell, width, Alignment::Left, None));
            line.push_str("  ");
        }
        line.push_str(&row[4]);
        match width {
            Some(width) => text.push_str(truncate_str(&line, width, "…").trim_end()),
            None => text.push_str(line.trim_end()),
        }
        text.push('\n');
    }
    text
}

fn full(run: &Run) -> String {
    let mut text = format!("Run      {}\nTime     {}\n", run.id, local(run.time, &TimeZone::system()));
    let mut add = |name: &str, value: &str| text.push_str(&format!("{name:<8} {value}\n"));
    add("Tool", &run.tool);
    if !run.options.is_null() {
        add("Options", &run.options.to_string());
    }
    if let Some(follows) = &run.follows {
        add("Follows", follows);
    }
    add("Outcome", run.outcome.word());
    let parts = [run.model.as_deref(), run.adapter.as_deref(), Some(run.engine.as_str())];
    let place: Vec<_> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    add("Model", &if place.is_empty() { "none".to_owned() } else { place.join(", ") });
    add("Took", &format!("{:.1} s", f64::from(run.timing.total_ms) / 1000.0));
    for warning in &run.warnings {
        add("Warning", &warning.message);
    }
    for (name, part) in [("Input", &run.input), ("Output", &run.output)] {
        if !part.is_empty() {
            text.push_str(&format!("\n{name}\n\n{part}"));
            if !part.ends_with('\n') {
                text.push('\n');
            }
        }
    }
    text
}

fn local(time: Timestamp, zone: &TimeZone) -> String {
    time.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
}

fn runs(count: usize) -> String {
    if count == 1 { "1 run".to_owned() } else { format!("{count} runs") }
}

/// A closed pipe is no failure.
fn print(text: &str) {
    let mut out = io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

fn is_closed_pipe(error: &Error) -> bool {
    let source = error.source.as_ref().and_then(|source| source.downcast_ref::<io::Error>());
    source.is_some_and(|source| source.kind() == io::ErrorKind::BrokenPipe)
}
