//! `stet digest`: the notifications of the last hours, as the app read them along.

use super::terminal::{Terminal, print_json};
use crate::news;
use crate::session::Session;
use stet_core::Result;
use stet_core::text::Language;
use tokio_util::sync::CancellationToken;

#[derive(clap::Args)]
pub struct Args {
    /// Of how many hours
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=48))]
    hours: u32,
}

impl Args {
    pub async fn run(self, session: &Session, terminal: &Terminal, cancel: &CancellationToken) -> Result<()> {
        let (digest, warnings) = session.digest(news::hours_ago(self.hours)?, cancel).await?;
        if !session.choices().settings.digest.on {
            terminal.warn("Notifications are not being read: `stet settings set digest.on true`, with the app open.");
        }
        if terminal.json {
            print_json(&serde_json::json!({ "digest": digest, "warnings": warnings }));
            return Ok(());
        }
        println!("{}", digest.headline(Language::ENGLISH));
        for group in &digest.groups {
            println!("- {}: {}", group.app, group.line.text);
            for marked in &group.urgent {
                println!("    ! {}", marked.reason);
            }
        }
        Ok(())
    }
}
