//! `stet serve`: Stet for the other programs on this machine.

use super::terminal::{Terminal, print_json};
use crate::serve::{self, Options};
use crate::session::{Session, ToolRequest};
use clap::builder::PossibleValuesParser;
use std::time::Duration;
use stet_core::Result;
use tokio_util::sync::CancellationToken;

#[derive(clap::Args)]
pub struct Args {
    /// The port on 127.0.0.1; 0 is any that is free
    #[arg(long, default_value_t = 8765, value_name = "N")]
    port: u16,
    /// The model for requests that name none, by its id (see `stet models list`)
    #[arg(long, short)]
    model: Option<String>,
    /// The engine that runs it
    #[arg(long, value_parser = PossibleValuesParser::new(["auto", "mistralrs", "llama"]))]
    engine: Option<String>,
    /// Check with the rules alone: no model is loaded
    #[arg(long, conflicts_with_all = ["model", "engine"])]
    rules_only: bool,
    /// How long a check waits for the model, in milliseconds; later checks know what it found meanwhile
    #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u64).range(..=60_000), value_name = "MS")]
    wait: u64,
    /// A browser extension that may ask, as chrome-extension://ID
    #[arg(long, value_name = "ORIGIN")]
    allow_origin: Vec<String>,
    /// Make a new token: programs with the old one are refused from now on
    #[arg(long)]
    new_token: bool,
}

impl Args {
    /// Serves until Ctrl-C, which is its proper end.
    pub async fn run(self, session: &Session, terminal: &Terminal, cancel: &CancellationToken) -> Result<()> {
        let origins = self.allow_origin.iter().map(|origin| serve::allowed_origin(origin)).collect::<Result<_>>()?;
        let options = Options {
            port: self.port,
            base: ToolRequest {
                tool: "proofread".into(),
                model: self.model,
                engine: self.engine,
                rules_only: self.rules_only,
                ..ToolRequest::default()
            },
            origins,
            patience: Duration::from_millis(self.wait),
            new_token: self.new_token,
        };
        let listening = serve::listen(session, options, cancel, terminal.loading()).await;
        terminal.done();
        let listening = listening?;
        let (address, token) = (&listening.address, &listening.token);
        if terminal.json {
            print_json(&serde_json::json!({ "address": address, "token": token }));
        }
        terminal.say(&format!(
            "Stet listens on {address}, for programs on this machine that show the token. Ctrl-C ends it.\n\
             Token: {token}\n\
             LanguageTool's server in an editor: {address}/{token}/ (LibreOffice: {address}/{token}/v2)"
        ));
        listening.run().await;
        Ok(())
    }
}
