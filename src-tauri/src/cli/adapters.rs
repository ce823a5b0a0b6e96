//! `stet adapters`: what adapters there are, and adding and removing one's own.

use super::terminal::{print_json, print_text};
use clap::Subcommand;
use serde_json::json;
use std::path::PathBuf;
use stet_core::Result;
use stet_core::adapters::{Adapters, Known};
use stet_core::catalog::Catalog;
use stet_core::download::size_words;

#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// List the adapters that came with Stet and your own
    List,
    /// Show what is known of an adapter, after checking its weights
    Show { id: String },
    /// Copy a folder with an adapter in PEFT's format and an adapter.toml to your own adapters
    Add {
        folder: PathBuf,
        /// What to call it; the name of the folder when left out
        #[arg(long)]
        id: Option<String>,
    },
    /// Remove one of your own
    Rm { id: String },
}

/// Runs one `stet adapters` command.
pub fn run(command: Command, adapters: &Adapters, catalog: &Catalog, as_json: bool) -> Result<()> {
    let tell = |value: serde_json::Value, words: &dyn Fn() -> String| {
        if as_json { print_json(&value) } else { print_text(&words()) }
    };
    match command {
        Command::List => {
            let list = adapters.list();
            tell(json!({ "adapters": list, "directory": adapters.dir() }), &|| table(&list, adapters));
        }
        Command::Show { id } => {
            let mut known = adapters.get(&id)?;
            if known.damaged.is_none() {
                known.damaged = known.weights().err().map(|error| error.message);
            }
            tell(json!(known), &|| details(&known));
        }
        Command::Add { folder, id } => {
            let known = adapters.add(&folder, id.as_deref(), catalog)?;
            let task = known.facts.as_ref().map_or("", |facts| facts.task.as_str());
            tell(json!(known), &|| format!("The adapter {} now answers the task {task}.\n", known.id));
        }
        Command::Rm { id } => {
            adapters.remove(&id)?;
            tell(json!({ "removed": id }), &|| format!("{id} is removed.\n"));
        }
    }
    Ok(())
}

fn table(list: &[Known], adapters: &Adapters) -> String {
    let heads = ["ADAPTER", "TASK", "MODEL", "RANK", "SIZE", "STATE"].map(str::to_owned);
    let rows: Vec<[String; 6]> = std::iter::once(heads).chain(list.iter().map(row)).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..6).map(width).collect();
    let mut text = String::new();
    for row in &rows {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    format!("{text}\nYour own are kept in {}.\n", adapters.dir().display())
}

fn row(known: &Known) -> [String; 6] {
    let fact = |fact: Option<String>| fact.unwrap_or_else(|| "?".into());
    let facts = known.facts.as_ref();
    let state = match (&known.damaged, known.own) {
        (Some(_), _) => "damaged",
        (None, true) => "your own",
        (None, false) => "came with Stet",
    };
    [
        known.id.clone(),
        fact(facts.map(|facts| facts.task.clone())),
        fact(facts.map(|facts| facts.model.clone())),
        fact(facts.map(|facts| facts.rank.to_string())),
        size_words(known.size),
        state.to_owned(),
    ]
}

fn details(known: &Known) -> String {
    let mut lines = vec![("id", known.id.clone())];
    if let Some(facts) = &known.facts {
        lines.push(("task", facts.task.clone()));
        lines.push(("model", format!("{} ({})", facts.model, facts.base)));
        lines.push(("rank", format!("{}, alpha {}", facts.rank, facts.alpha)));
        lines.extend(facts.commit.clone().map(|commit| ("commit", commit)));
        let scores: Vec<_> = facts.scores.iter().map(|(name, score)| format!("{name} {score}")).collect();
        lines.extend((!scores.is_empty()).then(|| ("scores", scores.join(", "))));
    }
    lines.push(("size", size_words(known.size)));
    let inside = || "inside the program".to_owned();
    lines.push(("where", known.path.as_ref().map_or_else(inside, |path| path.display().to_string())));
    lines.push(("state", known.damaged.clone().unwrap_or_else(|| "usable".into())));
    lines.into_iter().map(|(name, value)| format!("{name:<8}{value}\n")).collect()
}
