//! Stet's own API: a tool's name and a text in, what the command line prints with `--json` out.
//!
//! A request may say what a tool is to do and nothing about where: it is done here. A client that goes away takes its run
//! with it.

use super::Server;
use super::refusal::{Refusal, json};
use crate::commands::event::{RunEvent, relay};
use crate::commands::list_tools::ToolChoice;
use crate::session::{Session, ToolRequest};
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use futures::stream;
use serde::Deserialize;
use std::convert::Infallible;
use std::sync::Arc;
use stet_core::run::{Watch, unwatched};
use stet_core::{Code, Error, Result, text};
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio_util::sync::{CancellationToken, DropGuard};

/// The API in OpenAPI's words.
pub const DOCUMENT: &str = include_str!("../../../assets/openapi.json");

/// What a program may ask for; the fields of [`ToolRequest`] that say what, not where.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Asked {
    text: String,
    tone: Option<String>,
    instruction: Option<String>,
    question: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    length: Option<String>,
    format: Option<String>,
    alternatives: Option<u32>,
    dialect: Option<String>,
    thoroughness: Option<String>,
    model: Option<String>,
    #[serde(default)]
    rules_only: bool,
    #[serde(default)]
    private: bool,
}

pub async fn document() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT).into_response()
}

pub async fn health() -> Response {
    json(StatusCode::OK, &serde_json::json!({ "name": "stet", "version": env!("CARGO_PKG_VERSION") }))
}

pub async fn tools(State(server): State<Arc<Server>>) -> Response {
    let choices = server.session().choices();
    let tools: Vec<ToolChoice> = choices.tools.list().iter().map(ToolChoice::from).collect();
    json(StatusCode::OK, &tools)
}

pub async fn proofread(State(server): State<Arc<Server>>, headers: HeaderMap, body: Bytes) -> Response {
    run(&server, "proofread", &headers, &body).await
}

pub async fn rewrite(State(server): State<Arc<Server>>, headers: HeaderMap, body: Bytes) -> Response {
    run(&server, "rewrite", &headers, &body).await
}

pub async fn summarize(State(server): State<Arc<Server>>, headers: HeaderMap, body: Bytes) -> Response {
    run(&server, "summarize", &headers, &body).await
}

pub async fn ask(State(server): State<Arc<Server>>, headers: HeaderMap, body: Bytes) -> Response {
    run(&server, "ask", &headers, &body).await
}

pub async fn run_tool(
    State(server): State<Arc<Server>>,
    Path(tool): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    run(&server, &tool, &headers, &body).await
}

async fn run(server: &Server, tool: &str, headers: &HeaderMap, body: &[u8]) -> Response {
    answered(server, tool, headers, body).await.unwrap_or_else(Refusal::json)
}

async fn answered(server: &Server, tool: &str, headers: &HeaderMap, body: &[u8]) -> Result<Response, Refusal> {
    let session = server.session().clone();
    let request = asked(&server.base, tool, body)?;
    session.check(&request)?;
    let place = server.runs.clone().try_acquire_owned();
    let place = place.map_err(|_| Refusal::busy("Too many runs are waiting."))?;
    let cancel = server.cancel.child_token();
    // When the client goes away, this future is dropped.
    let gone = cancel.clone().drop_guard();
    if wants_events(headers) {
        return Ok(events(session, request, cancel, place, gone));
    }
    let running = tokio::spawn(async move {
        let outcome = session.run_here(request, cancel, unwatched()).await;
        drop(place);
        outcome
    });
    let crash = |_| Error::new(Code::Internal, "Something inside Stet broke during this run.").hint("Try again.");
    let outcome = running.await.map_err(crash)??;
    drop(gone);
    Ok(json(StatusCode::OK, &outcome))
}

fn wants_events(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"text/event-stream"))
}

/// The run's events as the window hears them, its result being the last.
fn events(
    session: Session,
    request: ToolRequest,
    cancel: CancellationToken,
    place: OwnedSemaphorePermit,
    gone: DropGuard,
) -> Response {
    let (tell, told) = mpsc::unbounded_channel::<RunEvent>();
    tokio::spawn(async move {
        let text = request.text.clone();
        let run = |watch: Watch| async move { session.run_here(request, cancel, watch).await };
        relay(&text, run, move |event| drop(tell.send(event))).await;
        drop(place);
    });
    let events = stream::unfold((told, gone), |(mut told, gone)| async move {
        let event = told.recv().await?;
        let data = serde_json::to_string(&event).unwrap_or_default();
        Some((Ok::<_, Infallible>(Event::default().data(data)), (told, gone)))
    });
    Sse::new(events).into_response()
}

/// What is asked, as a request that says nothing of servers.
///
/// Errors: `usage`, `text-empty`, `text-unsuitable`.
fn asked(base: &ToolRequest, tool: &str, body: &[u8]) -> Result<ToolRequest> {
    let asked: Asked = serde_json::from_slice(body).map_err(|error| {
        Error::new(Code::Usage, format!("The body is not what this takes: {error}."))
            .hint("It is a JSON object with “text” and the tool's own choices; GET /openapi.json describes them.")
    })?;
    let usage = |message: &str| Err(Error::new(Code::Usage, message));
    if asked.tone.is_some() && asked.instruction.is_some() {
        return usage("A rewrite has a tone or an instruction, not both.");
    }
    if asked.instruction.as_deref().is_some_and(|instruction| instruction.trim().is_empty()) {
        return usage("The instruction is empty.");
    }
    if asked.alternatives.is_some_and(|count| !(1..=5).contains(&count)) {
        return usage("There can be 1 to 5 alternatives.");
    }
    Ok(ToolRequest {
        tool: tool.to_owned(),
        text: text::decode(asked.text.into_bytes())?,
        tone: asked.tone,
        instruction: asked.instruction,
        question: asked.question,
        kind: asked.kind,
        length: asked.length,
        format: asked.format,
        alternatives: asked.alternatives,
        dialect: asked.dialect,
        thoroughness: asked.thoroughness,
        model: asked.model.or_else(|| base.model.clone()),
        engine: base.engine.clone(),
        rules_only: asked.rules_only || base.rules_only,
        private: asked.private,
        ..ToolRequest::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn asked_with(body: Value) -> Result<ToolRequest> {
        let base = ToolRequest { model: Some("tiny".into()), engine: Some("llama".into()), ..ToolRequest::default() };
        asked(&base, "rewrite", body.to_string().as_bytes())
    }

    #[test]
    fn a_request_says_what_and_never_where() {
        let request = asked_with(json!({ "text": "a text", "tone": "friendly", "alternatives": 2 })).unwrap();
        assert_eq!((request.tool.as_str(), request.model.as_deref()), ("rewrite", Some("tiny")));
        assert_eq!(request.alternatives, Some(2));
        let kind = asked_with(json!({ "text": "a text", "type": "tldr", "model": "small", "private": true })).unwrap();
        assert_eq!((kind.kind.as_deref(), kind.model.as_deref(), kind.private), (Some("tldr"), Some("small"), true));
        for word in ["cloud", "server", "application", "followUp", "bare", "engine", "promptOnly", "tool", "nonsense"] {
            let error = asked_with(json!({ "text": "a text", word: true })).unwrap_err();
            assert_eq!(error.code, Code::Usage, "{word}");
            assert!(error.message.contains(word), "{error}");
        }
    }

    #[test]
    fn wrong_values_are_refused_before_anything_is_loaded() {
        let code = |body| asked_with(body).unwrap_err().code;
        assert_eq!(code(json!({ "tone": "friendly" })), Code::Usage);
        assert_eq!(code(json!("a text")), Code::Usage);
        assert_eq!(code(json!({ "text": "a", "tone": "friendly", "instruction": "Shout." })), Code::Usage);
        assert_eq!(code(json!({ "text": "a", "instruction": " " })), Code::Usage);
        assert_eq!(code(json!({ "text": "a", "tone": "friendly", "alternatives": 6 })), Code::Usage);
        assert_eq!(code(json!({ "text": " \n", "tone": "friendly" })), Code::TextEmpty);
        assert_eq!(code(json!({ "text": "a\0b", "tone": "friendly" })), Code::TextUnsuitable);
    }

    #[test]
    fn the_document_has_every_field_that_may_be_set() {
        let document: Value = serde_json::from_str(DOCUMENT).unwrap();
        let schema = &document["components"]["schemas"]["Request"];
        assert_eq!(schema["additionalProperties"], false);
        let mut body = json!({});
        for (name, field) in schema["properties"].as_object().unwrap() {
            body[name] = match field["type"].as_str().unwrap() {
                "boolean" => json!(true),
                "integer" => json!(1),
                _ => json!("word"),
            };
        }
        let message = asked_with(body).unwrap_err().message;
        assert!(message.contains("not both"), "all of them are known: {message}");
        let source = include_str!("api.rs");
        let fields = source.split_once("struct Asked {").unwrap().1.split_once("\n}").unwrap().0;
        let count = fields.lines().filter(|line| line.contains(": ")).count();
        assert_eq!(schema["properties"].as_object().unwrap().len(), count);
    }
}
