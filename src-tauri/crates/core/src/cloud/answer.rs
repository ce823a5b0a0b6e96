//! The answer of a server as it comes, within bounds.
//!
//! Events are cut out of the stream by `sse-stream`; how long a line may be, how much may come and for how long is seen
//! to here. A stream is over when it says why it stopped, or with `[DONE]`; one that only ends was cut.

use super::connection::Connection;
use super::failure;
use crate::generate::Finish;
use crate::{Code, Error, Result};
use bytes::Bytes;
use futures::stream::{BoxStream, Stream, StreamExt};
use reqwest::{Response, header};
use serde::Deserialize;
use sse_stream::{Sse, SseByteStream};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// Bytes of a line.
const LONGEST_LINE: usize = 256 << 10;
/// Bytes that come for one byte of text at most: every token has a frame of some hundred.
const FRAME: usize = 1024;
/// Bytes that come at most, whatever was asked for.
const MOST: usize = 64 << 20;
/// Bytes of text for each token that was asked for; more is no answer any more.
const TOKEN: usize = 32;

/// What is said as it comes, and then how it ended.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Said {
    Text(String),
    End(Finish),
}

/// An answer being read.
pub(super) struct Answer {
    connection: Connection,
    events: Events,
    cancel: CancellationToken,
    began: Instant,
    /// Bytes of text so far, and how many there may be.
    said: usize,
    most: usize,
    finish: Finish,
    /// As the server counts; else a piece counts as a token.
    usage: Option<Usage>,
    /// The server said that this is all.
    stopped: bool,
    over: bool,
}

type Events = BoxStream<'static, std::result::Result<Sse, sse_stream::Error>>;

impl Answer {
    /// The answer in a response that is a success. One that was not streamed is read whole.
    pub(super) async fn begin(
        connection: Connection,
        response: Response,
        max_tokens: usize,
        cancel: CancellationToken,
    ) -> Result<Answer> {
        let most = (max_tokens * TOKEN).max(4096);
        let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let events = match kind.as_str() {
            "text/event-stream" => events(response.bytes_stream(), (most * FRAME).min(MOST)),
            // Some servers and proxies do not stream: the one answer stands for a stream of one event.
            "application/json" => {
                let server = connection.server();
                let whole = tokio::select! {
                    biased;
                    () = cancel.cancelled() => return Err(Error::cancelled()),
                    whole = tokio::time::timeout(seconds(server.patience.total), connection.read(response)) => {
                        whole.map_err(|_| failure::slow(server, "did not answer", server.patience.total))??
                    }
                };
                futures::stream::iter([Ok(Sse::default().data(whole))]).boxed()
            }
            _ => {
                let why = "it is no answer of a model; is the address complete, with its /v1";
                return Err(failure::unusable(connection.server(), why));
            }
        };
        Ok(Answer::of(connection, events, most, cancel))
    }

    fn of(connection: Connection, events: Events, most: usize, cancel: CancellationToken) -> Answer {
        Answer {
            connection,
            events,
            cancel,
            began: Instant::now(),
            said: 0,
            most,
            finish: Finish::default(),
            usage: None,
            stopped: false,
            over: false,
        }
    }

    /// What comes next; `None` after the end or an error.
    pub(super) async fn next(&mut self) -> Option<Result<Said>> {
        while !self.over {
            match self.step().await {
                Ok(None) => {}
                Ok(Some(Said::End(finish))) => {
                    self.over = true;
                    return Some(Ok(Said::End(finish)));
                }
                Ok(Some(text)) => return Some(Ok(text)),
                Err(error) => {
                    self.over = true;
                    return Some(Err(error));
                }
            }
        }
        None
    }

    async fn step(&mut self) -> Result<Option<Said>> {
        let server = self.connection.server();
        let left = seconds(server.patience.total).saturating_sub(self.began.elapsed());
        let pause = seconds(server.patience.pause);
        let event = tokio::select! {
            biased;
            () = self.cancel.cancelled() => return Err(Error::cancelled()),
            event = tokio::time::timeout(pause.min(left), self.events.next()) => event,
        };
        let event = match event {
            Err(_) if left <= pause => {
                return Err(failure::slow(server, "did not end its answer", server.patience.total));
            }
            Err(_) => return Err(failure::slow(server, "did not go on with its answer", server.patience.pause)),
            Ok(None) if self.stopped => return Ok(Some(self.end())),
            Ok(None) => return Err(failure::unusable(server, "it breaks off")),
            // What comes after the end does not matter.
            Ok(Some(Err(_))) if self.stopped => return Ok(Some(self.end())),
            Ok(Some(Err(error))) => return Err(self.broken(&error)),
            Ok(Some(Ok(event))) => event,
        };
        match event.data.as_deref().map(str::trim) {
            None | Some("") => Ok(None),
            Some("[DONE]") => Ok(Some(self.end())),
            Some(data) => self.take(data),
        }
    }

    /// One event. Errors: `server`, `refused`.
    fn take(&mut self, data: &str) -> Result<Option<Said>> {
        let server = self.connection.server();
        let unusable = |why: &str| failure::unusable(server, why);
        let event: Event = serde_json::from_str(data).map_err(|_| unusable("it is not JSON as it should be"))?;
        if let Some(error) = event.error {
            let said = failure::words(self.connection.key(), &serde_json::json!({ "error": error }).to_string());
            return Err(unusable(&format!("the server gave up{}", said.trim_end_matches('.'))));
        }
        self.usage = event.usage.or(self.usage);
        // Without choices it is about the use of tokens, or nothing to us.
        let Some(choice) = event.choices.into_iter().flatten().next() else { return Ok(None) };
        let message = choice.delta.or(choice.message).unwrap_or_default();
        let calls = |calls: Option<serde_json::Value>| {
            calls.is_some_and(|calls| !calls.is_null() && calls != serde_json::json!([]))
        };
        if calls(message.tool_calls) || calls(message.function_call) {
            return Err(unusable("it calls a tool instead of answering"));
        }
        match choice.finish_reason.as_deref() {
            None | Some("") => {}
            Some("length") => (self.stopped, self.finish.length) = (true, true),
            Some("content_filter") => {
                let message = format!("“{}” did not want to answer this text.", server.name);
                return Err(Error::new(Code::Refused, message).hint("The local model can do it instead."));
            }
            Some("tool_calls" | "function_call") => return Err(unusable("it calls a tool instead of answering")),
            Some(_) => self.stopped = true,
        }
        let text = message.content.unwrap_or_default();
        self.said += text.len();
        if self.said > self.most {
            return Err(unusable("it is much longer than what was asked for"));
        }
        if text.is_empty() {
            return Ok(None);
        }
        self.finish.output_tokens += 1;
        Ok(Some(Said::Text(text)))
    }

    fn end(&mut self) -> Said {
        self.finish.decode = self.began.elapsed();
        if let Some(usage) = self.usage {
            (self.finish.prompt_tokens, self.finish.output_tokens) = (usage.prompt_tokens, usage.completion_tokens);
        }
        Said::End(self.finish)
    }

    fn broken(&self, error: &sse_stream::Error) -> Error {
        let server = self.connection.server();
        match error {
            sse_stream::Error::Body(body) => match body.downcast_ref::<Unbounded>() {
                Some(Unbounded::Transport(error)) => failure::broken(server, error),
                Some(unbounded) => failure::unusable(server, unbounded),
                None => failure::broken(server, &**body),
            },
            _ => failure::unusable(server, "it is not text in UTF-8"),
        }
    }
}

#[derive(Deserialize)]
struct Event {
    choices: Option<Vec<Choice>>,
    usage: Option<Usage>,
    error: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct Choice {
    delta: Option<Message>,
    message: Option<Message>,
    finish_reason: Option<String>,
}

#[derive(Deserialize, Default)]
struct Message {
    content: Option<String>,
    tool_calls: Option<serde_json::Value>,
    function_call: Option<serde_json::Value>,
}

#[derive(Deserialize, Clone, Copy)]
struct Usage {
    #[serde(default)]
    prompt_tokens: usize,
    #[serde(default)]
    completion_tokens: usize,
}

/// Why a stream is not read on.
#[derive(Debug, thiserror::Error)]
enum Unbounded {
    #[error("{0}")]
    Transport(#[from] reqwest::Error),
    #[error("one of its lines does not end")]
    Line,
    #[error("it does not end")]
    Stream,
}

/// The events in a stream of at most so many bytes.
fn events(bytes: impl Stream<Item = reqwest::Result<Bytes>> + Send + 'static, most: usize) -> Events {
    SseByteStream::new(bounded(bytes, most)).boxed()
}

/// The same bytes, until a line is longer than any of an answer, or more came than may.
fn bounded(
    bytes: impl Stream<Item = reqwest::Result<Bytes>> + Send + 'static,
    most: usize,
) -> impl Stream<Item = std::result::Result<Bytes, Unbounded>> + Send + 'static {
    let (mut line, mut all) = (0, 0);
    bytes.map(move |piece| {
        let piece = piece?;
        all += piece.len();
        line = match piece.iter().rposition(|byte| matches!(byte, b'\n' | b'\r')) {
            Some(end) => piece.len() - end - 1,
            None => line + piece.len(),
        };
        match () {
            () if line > LONGEST_LINE => Err(Unbounded::Line),
            () if all > most => Err(Unbounded::Stream),
            () => Ok(piece),
        }
    })
}

fn seconds(seconds: u32) -> Duration {
    Duration::from_secs(u64::from(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::Server;
    use proptest::prelude::*;

    fn read(pieces: Vec<Bytes>) -> Result<(String, Finish)> {
        let connection = Connection::new(Server::new("lab", "http://127.0.0.1:9", "m").unwrap(), None).unwrap();
        let events = events(futures::stream::iter(pieces.into_iter().map(Ok)), MOST);
        let mut answer = Answer::of(connection, events, 1 << 20, CancellationToken::new());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let mut text = String::new();
            loop {
                match answer.next().await.expect("an end") {
                    Ok(Said::Text(piece)) => text.push_str(&piece),
                    Ok(Said::End(finish)) => return Ok((text, finish)),
                    Err(error) => return Err(error),
                }
            }
        })
    }

    proptest! {
        /// Wherever the network cuts, in the middle of a letter or of a line's end, the same is read.
        #[test]
        fn cuts_do_not_matter(
            words in proptest::collection::vec("\\PC{0,12}", 1..12),
            end in prop_oneof![Just("\n"), Just("\r\n"), Just("\r")],
            comments: bool,
            cuts in proptest::collection::vec(any::<proptest::sample::Index>(), 0..40),
        ) {
            let mut stream = String::new();
            for word in &words {
                if comments {
                    stream.push_str(&format!(": still here{end}{end}"));
                }
                let event = serde_json::json!({ "choices": [{ "delta": { "content": word } }] });
                stream.push_str(&format!("data: {event}{end}{end}"));
            }
            let last = r#"{"choices":[{"delta":{},"finish_reason":"length"}],"usage":{"completion_tokens":7}}"#;
            stream.push_str(&format!("data: {last}{end}{end}data: [DONE]{end}{end}"));
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(stream.len())).collect();
            cuts.extend([0, stream.len()]);
            cuts.sort_unstable();
            let pieces = cuts.windows(2).map(|cut| Bytes::copy_from_slice(&stream.as_bytes()[cut[0]..cut[1]])).collect();
            let (text, finish) = read(pieces).unwrap();
            prop_assert_eq!(text, words.concat());
            prop_assert_eq!((finish.length, finish.output_tokens), (true, 7));
        }

        /// Whatever comes, there is an end or an error, and no panic.
        #[test]
        fn nonsense_is_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let stream = [b"data: ".as_slice(), &bytes, b"\n\n"].concat();
            prop_assert!(read(vec![Bytes::from(stream)]).is_err());
        }
    }
}
