//! What would be sent, and the consent without which nothing is.
//!
//! A [`Request`] holds the body of one HTTP request, made once. It is shown, perhaps edited (which makes the body anew),
//! and approved; only an [`Approved`] can be sent, and sending it takes exactly these bytes. Nobody outside this module
//! makes a [`Request`] or an [`Approved`], and neither can be copied: one consent is one request.

use super::Server;
use crate::generate::Job;
use crate::report::Redacted;
use crate::{Code, Error, Result};
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// Asks whoever decides. A refusal is an error, `refused` or `cancelled`; see [`no_consent`].
pub type Gate = Arc<dyn Fn(Request) -> BoxFuture<'static, Result<Approved>> + Send + Sync>;

/// What the text is sent for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purpose {
    /// Id of the tool.
    pub tool: String,
    /// The application that the text is from, when it is known.
    pub application: Option<String>,
    /// Why it is to go to a server, in words; see [`crate::route`].
    pub reason: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    System,
    User,
    Assistant,
}

/// One message of the conversation that is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Turn {
    pub role: Role,
    pub content: String,
}

/// Why a request may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "lowercase")]
pub enum Consent {
    /// The user saw this request and allowed it.
    Once,
    /// The user saw one like it and allowed this tool and server for good; see [`super::Server::always`].
    Always,
    /// The user's rules send such texts by themselves.
    Rules,
}

impl Consent {
    pub fn word(self) -> &'static str {
        match self {
            Consent::Once => "once",
            Consent::Always => "always",
            Consent::Rules => "rules",
        }
    }
}

/// What is left to the server of how tokens are chosen: what every server knows.
#[derive(Debug, Clone, Copy, Serialize)]
struct Settled {
    max_tokens: usize,
    temperature: f32,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f32>,
    seed: u64,
}

#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    messages: &'a [Turn],
    stream: bool,
    #[serde(flatten)]
    settled: Settled,
}

/// What would be sent.
pub struct Request {
    id: String,
    server: String,
    url: String,
    model: String,
    purpose: Purpose,
    redacted: Vec<Redacted>,
    turns: Vec<Turn>,
    settled: Settled,
    body: Vec<u8>,
}

/// A request as a person or a program looks at it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Sheet {
    pub id: String,
    pub server: String,
    pub url: String,
    pub model: String,
    pub tool: String,
    pub application: Option<String>,
    pub reason: String,
    pub redacted: Vec<Redacted>,
    /// What may be edited.
    pub turns: Vec<Turn>,
    /// The exact bytes of the body.
    pub body: String,
}

impl Request {
    /// The request that a job makes of a server. `redacted` is what was taken out of the job before.
    pub(super) fn new(server: &Server, purpose: Purpose, redacted: Vec<Redacted>, job: &Job) -> Result<Request> {
        let sampling = &job.sampling;
        let settled = Settled {
            max_tokens: sampling.max_tokens,
            temperature: sampling.temperature,
            top_p: (sampling.top_p < 1.0).then_some(sampling.top_p),
            seed: sampling.seed,
        };
        let mut request = Request {
            id: uuid::Uuid::now_v7().to_string(),
            server: server.name.clone(),
            url: format!("{}/chat/completions", server.url),
            model: server.model.clone(),
            purpose,
            redacted,
            turns: turns(job),
            settled,
            body: Vec::new(),
        };
        request.write()?;
        Ok(request)
    }

    /// A UUID of version 7; the same as in the report.
    pub fn id(&self) -> &str {
        &self.id
    }

    pub fn server(&self) -> &str {
        &self.server
    }

    pub fn model(&self) -> &str {
        &self.model
    }

    /// Where it would be sent to.
    pub fn url(&self) -> &str {
        &self.url
    }

    pub fn purpose(&self) -> &Purpose {
        &self.purpose
    }

    pub fn redacted(&self) -> &[Redacted] {
        &self.redacted
    }

    pub fn turns(&self) -> &[Turn] {
        &self.turns
    }

    /// The bytes that would be sent, JSON to be read.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Of the body, in hexadecimal.
    pub fn sha256(&self) -> String {
        Sha256::digest(&self.body).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    pub fn sheet(&self) -> Sheet {
        Sheet {
            id: self.id.clone(),
            server: self.server.clone(),
            url: self.url.clone(),
            model: self.model.clone(),
            tool: self.purpose.tool.clone(),
            application: self.purpose.application.clone(),
            reason: self.purpose.reason.clone(),
            redacted: self.redacted.clone(),
            turns: self.turns.clone(),
            body: String::from_utf8_lossy(&self.body).into_owned(),
        }
    }

    /// The same request with other words. Errors: `usage`, when nothing is left to ask.
    pub fn edit(mut self, turns: Vec<Turn>) -> Result<Request> {
        if !turns.iter().any(|turn| turn.role == Role::User && !turn.content.trim().is_empty()) {
            return Err(
                Error::new(Code::Usage, "Nothing is left of the text.").hint("Don't send it, or leave something.")
            );
        }
        self.turns = turns;
        self.write()?;
        Ok(self)
    }

    /// Whoever calls this says that the user consents, and how.
    pub fn approve(self, consent: Consent) -> Approved {
        Approved { request: self, consent }
    }

    /// Indented, because it is shown as it is.
    fn write(&mut self) -> Result<()> {
        let body = Body { model: &self.model, messages: &self.turns, stream: true, settled: self.settled };
        self.body = serde_json::to_vec_pretty(&body)
            .map_err(|error| Error::new(Code::Internal, "The request could not be written as JSON.").because(error))?;
        Ok(())
    }
}

/// Says what it is, not what is in it: a text is not to get into a log by the way.
impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Request({} to {}, {} bytes)", self.id, self.server, self.body.len())
    }
}

/// A request that may be sent, once.
#[derive(Debug)]
pub struct Approved {
    request: Request,
    consent: Consent,
}

impl Approved {
    pub fn request(&self) -> &Request {
        &self.request
    }

    pub fn consent(&self) -> Consent {
        self.consent
    }
}

/// The outcome of a gate that does not open.
pub fn no_consent(server: &str) -> Error {
    Error::new(Code::Refused, format!("Nothing was sent to “{server}”: sending it was not allowed."))
        .hint("The text stayed on this machine, where the local model can work on it.")
}

/// A gate that never opens.
pub fn closed() -> Gate {
    Arc::new(|request| Box::pin(async move { Err(no_consent(request.server())) }))
}

fn turns(job: &Job) -> Vec<Turn> {
    let turn = |role, content: &str| Turn { role, content: content.to_owned() };
    let mut system = job.system.clone();
    if !job.avoid.is_empty() {
        system.push_str(&format!("\nDo not use these words: {}.", job.avoid.join(", ")));
    }
    let mut turns = Vec::new();
    if !system.trim().is_empty() {
        turns.push(turn(Role::System, &system));
    }
    for example in &job.examples {
        turns.push(turn(Role::User, &example.text));
        turns.push(turn(Role::Assistant, &example.answer));
    }
    turns.push(turn(Role::User, &job.user));
    turns
}
