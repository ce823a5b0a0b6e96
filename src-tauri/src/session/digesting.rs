//! The digest of the notifications that were kept: by their own words at once, and with the model's lines where it is
//! there to write them.

use super::{Session, ToolRequest};
use crate::news;
use jiff::civil::DateTime;
use std::sync::Arc;
use stet_core::Result;
use stet_core::digest::{Digest, Digester, Group, Line, digest};
use stet_core::run::Warning;
use stet_core::task::Task;
use tokio_util::sync::CancellationToken;

impl Session {
    /// What arrived since a time, by its own words.
    ///
    /// Errors: those of the store.
    pub fn gather(&self, since: DateTime) -> Result<Digest> {
        Ok(digest(&news::since(self, since)?, &self.choices().settings.preferences()))
    }

    /// Has the model write the lines of a digest, each told with its group's place as soon as it stands. A model that is
    /// not there, or fails, costs its lines and nothing else.
    ///
    /// Errors: `cancelled`.
    pub async fn sum_up(
        &self,
        digest: &mut Digest,
        told: impl Fn(usize, Line),
        cancel: &CancellationToken,
    ) -> Result<Vec<Warning>> {
        // No model is loaded for nothing.
        if !digest.groups.iter().any(Group::is_long) {
            return Ok(Vec::new());
        }
        let choices = self.choices();
        // What a notification says is kept for two days, a model's answers for longer.
        let request = ToolRequest { tool: "summarize".into(), private: true, ..ToolRequest::default() };
        match self.answering(&request, cancel, Arc::new(|_, _| {})).await {
            Ok(Some(answering)) => {
                let task = Task::plain(choices.tools.hidden("digest")?);
                let digester = Digester { task: &task, generator: &*answering.generator };
                digester.run(digest, told, cancel).await
            }
            Err(error) if error.is_cancelled() => Err(error),
            without => {
                let warning = without.err().map(|error| Warning::new("digest-extractive", error.message));
                Ok(warning.into_iter().collect())
            }
        }
    }

    /// What arrived since a time, with the model's lines.
    ///
    /// Errors: those of the store, `cancelled`.
    pub async fn digest(&self, since: DateTime, cancel: &CancellationToken) -> Result<(Digest, Vec<Warning>)> {
        let mut digest = self.gather(since)?;
        let warnings = self.sum_up(&mut digest, |_, _| {}, cancel).await?;
        Ok((digest, warnings))
    }
}
