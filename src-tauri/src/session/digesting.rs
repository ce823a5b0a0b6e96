//! The digest of the notifications that were kept, with the model's lines where it is there to write them.

use super::{Session, ToolRequest};
use crate::news;
use jiff::civil::DateTime;
use std::sync::Arc;
use stet_core::Result;
use stet_core::digest::{Digest, Digester, digest};
use stet_core::run::Warning;
use stet_core::task::Task;
use tokio_util::sync::CancellationToken;

impl Session {
    /// What arrived since a time. A model that is not there, or fails, costs its lines and nothing else.
    ///
    /// Errors: those of the store, `cancelled`.
    pub async fn digest(&self, since: DateTime, cancel: &CancellationToken) -> Result<(Digest, Vec<Warning>)> {
        let choices = self.choices();
        let (found, preferences) = (news::since(self, since)?, choices.settings.digest.preferences());
        // What a notification says is kept for two days, a model's answers for longer.
        let request = ToolRequest { tool: "summarize".into(), private: true, ..ToolRequest::default() };
        match self.answering(&request, cancel, Arc::new(|_, _| {})).await {
            Ok(Some(answering)) => {
                let task = Task::plain(choices.tools.hidden("digest")?);
                let digester = Digester { task: &task, generator: &*answering.generator, preferences: &preferences };
                digester.run(&found, cancel).await
            }
            Err(error) if error.is_cancelled() => Err(error),
            without => {
                let warning = without.err().map(|error| Warning::new("digest-extractive", error.message));
                Ok((digest(&found, &preferences), warning.into_iter().collect()))
            }
        }
    }
}
