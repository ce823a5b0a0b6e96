//! How a server is reached: one HTTP client for each, set up so that nothing goes elsewhere or twice.
//!
//! No redirect is followed, no connection kept for later, nothing repeated by the HTTP library itself. A request is
//! repeated here only when it can't have reached the server (no connection came about), or when the server turned it away
//! unread, with the time to come back at; at most twice. A server on this machine is reached without a proxy.

use super::{Approved, Key, Server, failure, server::NO_PROXY};
use crate::{Code, Error, Result, home};
use futures::StreamExt;
use reqwest::header::{self, HeaderMap, HeaderValue};
use reqwest::{Certificate, Client, Method, Proxy, RequestBuilder, Response, StatusCode, redirect, retry};
use serde::Deserialize;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Repetitions of a request.
const AGAIN: u32 = 2;
/// The pause before the first repetition; doubled each time.
const PAUSE: Duration = Duration::from_millis(400);
/// A server that wants to be left alone for longer is not waited for.
const LONGEST_PAUSE: Duration = Duration::from_secs(20);
/// Bytes read of an answer that is no stream.
const MOST: usize = 4 << 20;

/// A server, and what is needed to speak to it.
#[derive(Debug, Clone)]
pub struct Connection {
    server: Server,
    key: Option<Key>,
    client: Client,
}

/// What a server said of itself.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, specta::Type)]
pub struct Check {
    /// The ids of its models; `None` when it gives no list of them.
    pub models: Option<Vec<String>>,
    /// The model set for this server is among them; `None` without a list.
    pub known: Option<bool>,
}

/// A request that brought no answer.
pub(super) enum Lost {
    /// Nothing left the machine.
    Unreached(Error),
    /// The server has it, or may have.
    Failed(Error),
    Cancelled,
}

impl Connection {
    /// Reads the server's CA file; connects to nothing.
    ///
    /// Errors: `usage` (address, proxy, a CA file without certificates), `not-found` (no CA file), `io`.
    pub fn new(server: Server, key: Option<Key>) -> Result<Connection> {
        server.check()?;
        let mut builder = Client::builder()
            .user_agent(concat!("stet/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .pool_max_idle_per_host(0)
            .http1_only()
            .referer(false)
            .connect_timeout(seconds(server.patience.connect));
        builder = match server.proxy.as_deref() {
            _ if server.on_this_machine() => builder.no_proxy(),
            Some(NO_PROXY) => builder.no_proxy(),
            Some(proxy) => {
                let usage = |error| Error::new(Code::Usage, format!("The proxy {proxy} can't be used.")).because(error);
                builder.no_proxy().proxy(Proxy::all(proxy).map_err(usage)?)
            }
            None => builder,
        };
        // Whatever a resolver may say, this name is this machine.
        let here = [SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), SocketAddr::from((Ipv6Addr::LOCALHOST, 0))];
        builder = builder.resolve_to_addrs("localhost", &here);
        if let Some(certificates) = authorities(&server)? {
            builder = builder.tls_certs_only(certificates);
        }
        let client = builder
            .build()
            .map_err(|error| Error::new(Code::Internal, "The HTTP client could not be set up.").because(error))?;
        Ok(Connection { server, key, client })
    }

    pub fn server(&self) -> &Server {
        &self.server
    }

    pub(super) fn key(&self) -> Option<&Key> {
        self.key.as_ref()
    }

    /// Asks the server for its models. No text of the user's is sent.
    ///
    /// Errors: `server`, `server-key`, `cancelled`.
    pub async fn test(&self, cancel: &CancellationToken) -> Result<Check> {
        let wait = seconds(self.server.patience.first);
        let asked = async {
            let request = self.client.request(Method::GET, format!("{}/models", self.server.url));
            let response = match self.with_key(request).send().await {
                Ok(response) => response,
                Err(error) if error.is_connect() => return Err(failure::unreached(&self.server, error)),
                Err(error) => return Err(failure::broken(&self.server, &error)),
            };
            let (status, wait) = (response.status(), retry_after(response.headers()));
            let body = self.read(response).await?;
            match status {
                StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED | StatusCode::NOT_IMPLEMENTED => Ok(None),
                status if status.is_success() => Ok(Some(body)),
                status => Err(failure::status(&self.server, self.key(), status, wait, &body)),
            }
        };
        let body = tokio::select! {
            biased;
            () = cancel.cancelled() => return Err(Error::cancelled()),
            asked = tokio::time::timeout(wait, asked) => {
                asked.map_err(|_| failure::slow(&self.server, "did not list its models", self.server.patience.first))??
            }
        };
        let Some(body) = body else { return Ok(Check { models: None, known: None }) };
        let listed: Listed = serde_json::from_str(&body).map_err(|_| {
            failure::unusable(&self.server, "it is no list of models; is the address complete, with its /v1")
        })?;
        let models: Vec<String> = listed.data.into_iter().map(|model| model.id).collect();
        let known = models.contains(&self.server.model);
        Ok(Check { models: Some(models), known: Some(known) })
    }

    /// Sends what was approved, byte for byte, and returns the answer that begins. `turned_away` hears of a request that
    /// the server had and wants again later.
    pub(super) async fn send(
        &self,
        approved: &Approved,
        cancel: &CancellationToken,
        turned_away: impl Fn(StatusCode),
    ) -> std::result::Result<Response, Lost> {
        let server = &self.server;
        let mut reached = false;
        for attempt in 0.. {
            let request = self
                .with_key(self.client.request(Method::POST, approved.request().url()))
                .header(header::CONTENT_TYPE, "application/json")
                .header(header::ACCEPT, "text/event-stream")
                .body(approved.request().body().to_vec());
            let answered = tokio::select! {
                biased;
                () = cancel.cancelled() => return Err(Lost::Cancelled),
                answered = tokio::time::timeout(seconds(server.patience.first), request.send()) => answered,
            };
            let pause = match answered {
                Err(_) => {
                    return Err(Lost::Failed(failure::slow(server, "did not begin to answer", server.patience.first)));
                }
                Ok(Err(error)) if error.is_connect() => {
                    if attempt == AGAIN || failure::is_certificate(&error) {
                        let error = failure::unreached(server, error);
                        return Err(if reached { Lost::Failed(error) } else { Lost::Unreached(error) });
                    }
                    PAUSE * 2u32.pow(attempt)
                }
                Ok(Err(error)) => return Err(Lost::Failed(failure::broken(server, &error))),
                Ok(Ok(response)) if response.status().is_success() => return Ok(response),
                Ok(Ok(response)) => {
                    let (status, wait) = (response.status(), retry_after(response.headers()));
                    let busy = matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE);
                    match wait {
                        Some(wait) if busy && wait <= LONGEST_PAUSE && attempt < AGAIN => {
                            reached = true;
                            turned_away(status);
                            wait
                        }
                        _ => {
                            // What it says about it is worth a moment.
                            let said = tokio::time::timeout(Duration::from_secs(5), self.read(response)).await;
                            let said = said.ok().and_then(Result::ok).unwrap_or_default();
                            return Err(Lost::Failed(failure::status(server, self.key(), status, wait, &said)));
                        }
                    }
                }
            };
            tokio::select! {
                () = cancel.cancelled() => return Err(Lost::Cancelled),
                () = tokio::time::sleep(pause) => {}
            }
        }
        unreachable!("the last attempt returns")
    }

    /// The whole of an answer that is no stream.
    pub(super) async fn read(&self, response: Response) -> Result<String> {
        let (mut body, mut stream) = (Vec::new(), response.bytes_stream());
        while let Some(piece) = stream.next().await {
            body.extend_from_slice(&piece.map_err(|error| failure::broken(&self.server, &error))?);
            if body.len() > MOST {
                return Err(failure::unusable(&self.server, "it does not end"));
            }
        }
        Ok(String::from_utf8_lossy(&body).into_owned())
    }

    fn with_key(&self, request: RequestBuilder) -> RequestBuilder {
        match &self.key {
            Some(key) => request.header(header::AUTHORIZATION, key.header()),
            None => request,
        }
    }
}

#[derive(Deserialize)]
struct Listed {
    data: Vec<Model>,
}

#[derive(Deserialize)]
struct Model {
    id: String,
}

fn seconds(seconds: u32) -> Duration {
    Duration::from_secs(u64::from(seconds))
}

fn authorities(server: &Server) -> Result<Option<Vec<Certificate>>> {
    let Some(path) = &server.ca_file else { return Ok(None) };
    let pem = home::read(path)?.ok_or_else(|| {
        let message = format!("The CA file {} of “{}” is not there.", path.display(), server.name);
        Error::new(Code::NotFound, message).hint("Give its path again with --ca.")
    })?;
    let none = || {
        Error::new(Code::Usage, format!("{} holds no certificate.", path.display()))
            .hint("A CA file is text in the format PEM, with BEGIN CERTIFICATE in it.")
    };
    let certificates = Certificate::from_pem_bundle(&pem).map_err(|error| none().because(error))?;
    if certificates.is_empty() { Err(none()) } else { Ok(Some(certificates)) }
}

/// Seconds or a date, as in HTTP.
fn retry_after(headers: &HeaderMap<HeaderValue>) -> Option<Duration> {
    let value = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(wait) = value.parse() {
        return Some(seconds(wait));
    }
    let date = jiff::fmt::rfc2822::parse(value).ok()?;
    Some(date.timestamp().duration_since(jiff::Timestamp::now()).try_into().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_says_when_to_come_back_in_two_ways() {
        let after = |value: &str| retry_after(&HeaderMap::from_iter([(header::RETRY_AFTER, value.parse().unwrap())]));
        assert_eq!(after("3"), Some(seconds(3)));
        assert_eq!(after("Wed, 21 Oct 2015 07:28:00 GMT"), Some(Duration::ZERO));
        let soon = jiff::Timestamp::now() + Duration::from_secs(60);
        let soon = soon.to_zoned(jiff::tz::TimeZone::UTC).strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        assert!((50..=60).contains(&after(&soon).unwrap().as_secs()), "{soon}");
        assert_eq!((after("soon"), after("-1")), (None, None));
    }
}
