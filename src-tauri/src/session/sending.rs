//! Where a request is worked on: here, or on a server with the user's consent.
//!
//! What [`route`] decides is carried out. A server is asked only for what whoever decides has seen and allowed, or allowed
//! before; what it could do better without having been asked is only offered. A local result is never lost to a server's
//! failure.

use super::{Answering, Outcome, Session, ToolRequest, loading};
use futures::FutureExt;
use std::sync::Arc;
use stet_core::cloud::{Ask, Cloud, Consent, Purpose, Rehearsal, Server, Verdict, closed, gate, open, redacting};
use stet_core::guard::Guard;
use stet_core::redact::Options;
use stet_core::report::{Entry, Fate};
use stet_core::route::{self, Case, Decision, Standing, Way};
use stet_core::run::{Warning, Watch, unwatched};
use stet_core::{Code, Error, Result};
use stet_engine::Loading;
use tokio_util::sync::CancellationToken;

/// What answers a request, before its text is known.
pub enum Ready {
    /// A model on this machine, or the rules alone.
    Here(Option<Box<Answering>>),
    Server,
}

impl Session {
    /// Runs a request's tool on this machine, whatever the rules for servers say, and writes the run into the history: for
    /// what the user did not ask for in person, and so can't be asked about.
    ///
    /// Errors: `usage`, those of [`Session::answering`], and the tool's.
    pub async fn run_here(&self, request: ToolRequest, cancel: CancellationToken, watch: Watch) -> Result<Outcome> {
        self.check(&request)?;
        let answering = self.answering(&request, &cancel, loading(&watch)).await?;
        let outcome = self.answer(&request, answering.as_ref(), &cancel, &watch).await;
        self.enter(&request, &outcome);
        self.recorded(&request, outcome, &watch)
    }

    /// What will answer a request, loaded when it is here.
    ///
    /// Errors: `refused`, when a server was asked for and must not be used; else as [`Session::answering`].
    pub async fn ready(&self, request: &ToolRequest, cancel: &CancellationToken, loading: Loading) -> Result<Ready> {
        let (decision, server) = self.decide(request, false)?;
        if request.cloud && decision.way == Way::Local {
            let hint = match server {
                Some(_) => "The local model can work on it. `stet settings get` shows the rules, under cloud.",
                None => "Add one with `stet cloud add`, or choose one with `stet cloud use`.",
            };
            return Err(Error::new(Code::Refused, format!("Nothing was sent: {}.", decision.reason)).hint(hint));
        }
        match self.goes(request, &decision) {
            true => Ok(Ready::Server),
            false => Ok(Ready::Here(self.answering(request, cancel, loading).await?.map(Box::new))),
        }
    }

    /// What is made of a text by what is ready for it, or by a server where the rules send it there.
    pub async fn finish(
        &self,
        request: &ToolRequest,
        ready: &Ready,
        cancel: &CancellationToken,
        watch: &Watch,
        ask: &Ask,
    ) -> Result<Outcome> {
        let (decision, server) = self.decide(request, false)?;
        if let (true, Some(server)) = (self.goes(request, &decision), &server) {
            return self.beyond(request, server, &decision, cancel, watch, ask).await;
        }
        let Ready::Here(answering) = ready else {
            return Err(Error::new(Code::Refused, format!("Nothing was sent: {}.", decision.reason)));
        };
        let here = self.answer(request, answering.as_deref(), cancel, watch).await;
        self.enter(request, &here);
        let Some(server) = server else { return here };
        let (decision, _) = if rejected(&here) { self.decide(request, true)? } else { (decision, None) };
        if self.goes(request, &decision) && !cancel.is_cancelled() {
            return match (self.beyond(request, &server, &decision, cancel, watch, ask).await, here) {
                (Err(error), Ok(mut here)) if !error.is_cancelled() => {
                    here.origin_mut().warnings.push(Warning::new(error.code.word(), error.message));
                    Ok(here)
                }
                // What was wrong here tells more than that a server could not mend it.
                (Err(error), Err(here)) if !error.is_cancelled() => {
                    let tried = format!("{} {}", here.message, error.message);
                    Err(Error { message: tried, ..here })
                }
                (there, _) => there,
            };
        }
        here.map(|mut outcome| {
            let origin = outcome.origin_mut();
            origin.reason = format!("{}; {}", origin.reason, decision.reason);
            outcome
        })
    }

    /// Whether a decision is carried out by sending: one that needs a consent only when the user asked for the server.
    fn goes(&self, request: &ToolRequest, decision: &Decision) -> bool {
        match decision.way {
            Way::Local => false,
            Way::Ask => request.cloud,
            Way::Send(_) => true,
        }
    }

    /// Errors: `usage` (no such tool), `not-found` (no such server), those of reading the servers when one is asked for.
    fn decide(&self, request: &ToolRequest, rejected: bool) -> Result<(Decision, Option<Server>)> {
        let choices = self.choices();
        let servers = match self.servers() {
            Err(error) if request.cloud => return Err(error),
            servers => servers.unwrap_or_default(),
        };
        let server = match &request.server {
            Some(name) => Some(servers.get(name)?),
            None => servers.used(),
        };
        // What is wanted here, measures the model itself, or is done by the rules, is never a server's.
        let server = server.filter(|_| !request.local && !request.bare && !request.rules_only);
        let (rules, _) = choices.settings.cloud.rules();
        let application: Vec<&str> = request.application.as_deref().into_iter().collect();
        let case = Case {
            server: server.map(|server| (server.name.as_str(), server.always.as_slice())),
            tool: &choices.tool(request)?.id,
            application: &application,
            private: request.private || choices.settings.private,
            characters: request.text.chars().count(),
            asked: request.cloud,
            rejected,
        };
        Ok((route::decide(&rules, &case), server.cloned()))
    }

    /// Has a server do it, once that is allowed.
    async fn beyond(
        &self,
        request: &ToolRequest,
        server: &Server,
        decision: &Decision,
        cancel: &CancellationToken,
        watch: &Watch,
        ask: &Ask,
    ) -> Result<Outcome> {
        let choices = self.choices();
        let tool = choices.tool(request)?.id.clone();
        let purpose =
            Purpose { tool: tool.clone(), application: request.application.clone(), reason: decision.reason.clone() };
        let settings = &choices.settings.cloud;
        let connection = self.connection(server.clone()).await?;
        let report = self.report()?;
        self.prune_report()?;
        let by = |gate| {
            let cloud = Cloud::new(connection.clone(), purpose.clone(), gate, report.clone(), settings.keep_payloads);
            match settings.hide.level() {
                None => cloud,
                Some(level) => cloud.veiled(redacting(Options { level, custom: settings.hidden(), language: None })),
            }
        };
        let gate = match decision.way {
            Way::Send(Standing::Always) => open(Consent::Always),
            Way::Send(Standing::Rules) => open(Consent::Rules),
            Way::Ask | Way::Local => {
                let rehearsal = Arc::new(Rehearsal::of(by(closed())));
                let rehearsing = ToolRequest { bare: true, ..request.clone() };
                let rehearsed =
                    self.answer(&rehearsing, Some(&Answering::of(rehearsal.clone())), cancel, &unwatched()).await;
                if rehearsal.sheets().is_empty() {
                    rehearsed?;
                }
                let asked = gate(rehearsal.sheets(), self.remembering_always(ask.clone(), &server.name, &tool));
                tokio::select! {
                    biased;
                    () = cancel.cancelled() => return Err(Error::cancelled()),
                    gate = asked => gate?,
                }
            }
        };
        self.answer(request, Some(&Answering::of(Arc::new(by(gate)))), cancel, watch).await
    }

    /// Asks, and keeps a consent that is given for good.
    fn remembering_always(&self, ask: Ask, server: &str, tool: &str) -> Ask {
        let (session, server, tool) = (self.clone(), server.to_owned(), tool.to_owned());
        Arc::new(move |sheets| {
            let (asked, session, server, tool) = (ask(sheets), session.clone(), server.clone(), tool.clone());
            async move {
                let verdict = asked.await?;
                if verdict == Verdict::Always {
                    session.servers()?.allow(session.home(), &server, &tool, true)?;
                }
                Ok(verdict)
            }
            .boxed()
        })
    }

    /// Enters what was worked on here in the report, unless it leaves no trace.
    fn enter(&self, request: &ToolRequest, outcome: &Result<Outcome>) {
        if request.private || self.choices().settings.private || request.text.trim().is_empty() {
            return;
        }
        let (model, reason, fate) = match outcome {
            Ok(outcome) => (outcome.origin().model.clone(), outcome.origin().reason.clone(), Fate::Answered),
            Err(error) if error.is_cancelled() => (None, String::new(), Fate::Cancelled),
            // Its message may have words of the text in it.
            Err(error) => (None, error.code.word().to_owned(), Fate::Failed),
        };
        // By the tool that "summarize" and "rewrite" come to, as what was sent is.
        let tool = self.choices().tool(request).map_or_else(|_| request.tool.clone(), |tool| tool.id.clone());
        let entered = self.prune_report().and_then(|()| self.report()).and_then(|report| {
            let entry = Entry::local(&tool, model.as_deref(), request.text.len(), &reason);
            report.record(&entry)?;
            report.settle(&entry.id, fate, "")
        });
        if let Err(error) = entered {
            // What stays here needs no record to be allowed.
            tracing::warn!(%error, "a local run is not in the privacy report");
        }
    }
}

/// The guards would not have all of it.
fn rejected(outcome: &Result<Outcome>) -> bool {
    match outcome {
        Ok(outcome) => outcome.origin().warnings.iter().any(|warning| Guard::of(&warning.code).is_some()),
        Err(error) => error.code == Code::Refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use stet_core::home::Home;

    #[test]
    fn what_is_wanted_here_is_not_sent_by_the_rules() {
        let dir = tempfile::tempdir().unwrap();
        let session = Session::at(Home::at(dir.path().join("stet")));
        session.put_server(Server::new("lab", "http://localhost:8080/v1", "model").unwrap(), None).unwrap();
        session.patch_settings(&json!({ "cloud.policy": "automatic", "cloud.longerThan": 10 })).unwrap();
        let long = ToolRequest { tool: "proofread".into(), text: "longer than that".into(), ..ToolRequest::default() };
        assert_eq!(session.decide(&long, false).unwrap().0.way, Way::Send(Standing::Rules));
        let here = ToolRequest { local: true, ..long };
        assert_eq!(session.decide(&here, true).unwrap().0.way, Way::Local);
    }
}
