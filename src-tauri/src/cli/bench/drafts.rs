//! `stet bench drafts`: the same answers with drafts and without.

use super::super::terminal::{Terminal, print_json};
use crate::session::{Session, ToolRequest};
use std::path::PathBuf;
use stet_core::{Error, Result};
use tokio_util::sync::CancellationToken;

#[derive(clap::Args)]
pub struct Bench {
    /// A file of texts, one on each line
    file: PathBuf,
    /// The model, by its id
    #[arg(long, short)]
    model: Option<String>,
    /// The tool that works on them
    #[arg(long, default_value = "proofread")]
    tool: String,
    /// By the prompt alone, without an adapter
    #[arg(long)]
    prompt_only: bool,
    /// Only so many of the texts
    #[arg(long)]
    limit: Option<usize>,
}

impl Bench {
    pub async fn run(self, session: &Session, terminal: &Terminal, cancel: &CancellationToken) -> Result<()> {
        let file = std::fs::read_to_string(&self.file);
        let file = file.map_err(|error| Error::io(format_args!("read {}", self.file.display()), error))?;
        let lines = file.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned);
        let texts: Vec<String> = lines.take(self.limit.unwrap_or(usize::MAX)).collect();
        let request = ToolRequest {
            tool: self.tool,
            model: self.model,
            engine: Some("llama".into()),
            prompt_only: self.prompt_only,
            ..ToolRequest::default()
        };
        let told = |done: usize| terminal.progress(&format!("{done} of {} texts", texts.len()));
        let agreement = session.agreement(&request, &texts, cancel, terminal.loading(), told).await?;
        terminal.done();
        if terminal.json {
            print_json(&agreement);
            return Ok(());
        }
        for one in &agreement.differences {
            let what = if one.near { "a near-tie" } else { "another answer" };
            println!("{what}, margin {:.3}\n  plain    {:?}\n  drafted  {:?}", one.margin, one.plain, one.drafted);
        }
        let near = agreement.differences.iter().filter(|one| one.near).count();
        println!("texts            {:>6}, with {} answers", agreement.texts, agreement.jobs);
        println!(
            "near-ties        {near:>6}, {:.2}% of the texts",
            100.0 * near as f64 / agreement.texts.max(1) as f64
        );
        println!("other answers    {:>6}", agreement.differences.len() - near);
        println!("drafts accepted  {:>6} of {} tokens", agreement.accepted_tokens, agreement.drafted_tokens);
        println!(
            "decoding         {:>6.1} s with drafts, {:.1} s without: {:.3}",
            agreement.drafted_seconds,
            agreement.plain_seconds,
            agreement.drafted_seconds / agreement.plain_seconds
        );
        Ok(())
    }
}
