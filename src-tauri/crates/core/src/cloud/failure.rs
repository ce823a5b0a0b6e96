//! What can go wrong with a server, as a sentence and what to do about it.
//!
//! Where nothing was sent, the hint says so. What a server says of itself is repeated, shortened and without the key.

use super::{Key, Server};
use crate::error::innermost;
use crate::{Code, Error};
use reqwest::StatusCode;
use std::time::Duration;

/// The part of an answer that had come when the rest did not: the source of the error that says so.
#[derive(Clone, PartialEq, Eq)]
pub struct Partial(pub String);

impl Partial {
    /// What had come before the error.
    pub fn of(error: &Error) -> Option<&str> {
        let source = error.source.as_deref()?;
        source.downcast_ref::<Partial>().map(|partial| partial.0.as_str())
    }
}

impl std::fmt::Display for Partial {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} characters of the answer had come", self.0.chars().count())
    }
}

/// As it is displayed: a text is not to get into a log by the way.
impl std::fmt::Debug for Partial {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Partial({self})")
    }
}

impl std::error::Error for Partial {}

const STAYED: &str = "The text stayed on this machine.";
const LOCALLY: &str = "The local model can do it instead.";
/// Letters of a server's own words that are repeated.
const SAID: usize = 200;

fn failure(message: String, hint: String) -> Error {
    Error::new(Code::Server, message).hint(hint)
}

/// The answer has what looks like placeholders and stands for nothing.
pub(super) fn placeholders(server: &str, unknown: &[String]) -> Error {
    failure(
        format!("In the answer of “{server}” there are placeholders that stand for nothing: {}.", unknown.join(", ")),
        format!("Try again, or put the right words in their place. {LOCALLY}"),
    )
}

/// No connection: nothing was sent.
pub(super) fn unreached(server: &Server, error: reqwest::Error) -> Error {
    let name = &server.name;
    let why = innermost(&error);
    let failure = if why.contains("certificate") {
        failure(
            format!("The certificate of “{name}” is not trusted: {why}."),
            format!(
                "{STAYED} If the server has an authority of its own, give its certificate with --ca; if not, somebody \
                 may be in between."
            ),
        )
    } else if error.is_timeout() {
        failure(
            format!("“{name}” can't be reached: no connection within {} seconds.", server.patience.connect),
            format!("{STAYED} Is {} the right address, and does it need a proxy?", server.url),
        )
    } else {
        failure(
            format!("“{name}” can't be reached: {why}."),
            format!("{STAYED} Is it running at {}? `stet cloud test {name}` tries it.", server.url),
        )
    };
    failure.because(error)
}

/// Of a connection that could be tried again.
pub(super) fn is_certificate(error: &reqwest::Error) -> bool {
    innermost(error).contains("certificate")
}

/// The connection broke after the request was on its way.
pub(super) fn broken(server: &Server, error: &(dyn std::error::Error + 'static)) -> Error {
    failure(
        format!("The connection to “{}” broke: {}.", server.name, innermost(error)),
        format!("The server may have the text. It was not sent again. {LOCALLY}"),
    )
}

/// The answer, or the rest of it, did not come in time.
pub(super) fn slow(server: &Server, what: &str, seconds: u32) -> Error {
    failure(
        format!("“{}” {what} within {seconds} seconds.", server.name),
        format!("The server has the text. {LOCALLY} How long a server is waited for can be set for each."),
    )
}

/// An answer that can't be used, and why.
pub(super) fn unusable(server: &Server, why: impl std::fmt::Display) -> Error {
    failure(
        format!("The answer of “{}” can't be used: {why}.", server.name),
        format!("The server has the text. {LOCALLY}"),
    )
}

/// The server answered with a status that is no success, and with `said` in its body.
pub(super) fn status(
    server: &Server,
    key: Option<&Key>,
    status: StatusCode,
    wait: Option<Duration>,
    said: &str,
) -> Error {
    let name = &server.name;
    let said = words(key, said);
    let (message, hint) = match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            let (message, hint) = match key {
                None => (format!("“{name}” wants a key ({status})"), "Give it the key of this server."),
                Some(_) => (format!("“{name}” did not accept the key ({status})"), "Check the key of this server."),
            };
            return Error::new(Code::ServerKey, format!("{message}{said}")).hint(hint);
        }
        StatusCode::NOT_FOUND => (
            format!("“{name}” knows no model “{}”, or nothing at {} ({status})", server.model, server.url),
            format!("`stet cloud test {name}` lists its models. {LOCALLY}"),
        ),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => (
            format!("“{name}” is busy ({status})"),
            match wait {
                Some(wait) => format!("It asks to wait {} seconds. {LOCALLY}", wait.as_secs()),
                None => format!("Try again later. {LOCALLY}"),
            },
        ),
        StatusCode::PAYLOAD_TOO_LARGE => {
            (format!("The text is too long for “{name}” ({status})"), format!("Send a shorter one. {LOCALLY}"))
        }
        status if status.is_redirection() => (
            format!("“{name}” sends on to another address ({status}), where nobody agreed to send the text"),
            "If you trust that address, set it for this server.".to_owned(),
        ),
        status if status.is_server_error() => {
            (format!("“{name}” failed ({status})"), format!("Try again later. {LOCALLY}"))
        }
        status => (
            format!("“{name}” did not take the request ({status})"),
            format!("Is the model right, and the server one for chat completions? {LOCALLY}"),
        ),
    };
    failure(format!("{message}{said}"), hint)
}

/// What a server said, as the end of a sentence: the message of an error in its JSON, or its words.
pub(super) fn words(key: Option<&Key>, said: &str) -> String {
    let json: Option<serde_json::Value> = serde_json::from_str(said).ok();
    let message = json.as_ref().and_then(|json| {
        [json.pointer("/error/message"), json.get("message"), json.get("error"), json.get("detail")]
            .into_iter()
            .flatten()
            .find_map(|value| value.as_str())
    });
    // A page to look at says nothing here.
    let message = message.unwrap_or(if said.trim_start().starts_with('<') { "" } else { said });
    let message = key.map_or_else(|| message.to_owned(), |key| key.scrub(message));
    let words = message.split_whitespace().map(|word| word.replace(char::is_control, ""));
    let message = words.collect::<Vec<_>>().join(" ");
    let mut short: String = message.chars().take(SAID).collect();
    if short.len() < message.len() {
        short.push('…');
    }
    if short.is_empty() { ".".to_owned() } else { format!(": {}.", short.trim_end_matches('.')) }
}
