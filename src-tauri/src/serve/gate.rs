//! Who is let in: programs of this user that show the token, and not too much of them at a time.
//!
//! A web page can make a browser ask 127.0.0.1. It can't leave out `Origin`, and it can't make up `Host`: so any origin is
//! refused but those of browser extensions that the user named, and any name but our own, which keeps out a page whose name
//! was made to lead here. The token is looked for in `Authorization`, in LanguageTool's parameter `apiKey`, and, because most
//! of its clients can be given nothing but an address, in front of the path (`/TOKEN/v2/check`). It is compared and never
//! written anywhere.

use super::Server;
use super::refusal::Refusal;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;
use stet_core::{Code, Error, Result};
use subtle::ConstantTimeEq;

/// Bytes of a body.
const LARGEST: usize = 1024 * 1024;
/// How long a body may take to arrive.
const ARRIVAL: Duration = Duration::from_secs(15);
/// Requests a second, and how many may come at once: an editor that opens a long document asks for every paragraph.
const RATE: NonZeroU32 = NonZeroU32::new(50).unwrap();
const BURST: NonZeroU32 = NonZeroU32::new(300).unwrap();
/// What is answered without a token.
const OPEN: &str = "/v1/health";

pub struct Gate {
    port: u16,
    token: String,
    origins: Vec<String>,
    rate: DefaultDirectRateLimiter,
}

/// An origin that can be allowed: a browser extension's, and nothing that a web page could have.
///
/// Errors: `usage`.
pub fn allowed_origin(origin: &str) -> Result<String> {
    const SCHEMES: [&str; 3] = ["chrome-extension://", "moz-extension://", "safari-web-extension://"];
    let id = SCHEMES.iter().find_map(|scheme| origin.strip_prefix(scheme));
    let valid = |id: &str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    match id.map(|id| id.trim_end_matches('/')).filter(|id| valid(id)) {
        Some(_) => Ok(origin.trim_end_matches('/').to_owned()),
        None => Err(Error::new(Code::Usage, format!("“{origin}” is not the origin of a browser extension."))
            .hint("It looks like chrome-extension://abcdefghijklmnopabcdefghijklmnop. Web pages can't be allowed.")),
    }
}

/// Lets a request through to what answers it, with its body read.
pub async fn pass(State(server): State<Arc<Server>>, request: Request, next: Next) -> Response {
    let plain = speaks_languagetool(request.uri().path());
    let origin = request.headers().get(header::ORIGIN).cloned();
    let mut response = match server.gate.admit(request).await {
        Ok(Some(request)) => next.run(request).await,
        Ok(None) => StatusCode::NO_CONTENT.into_response(),
        Err(refusal) if plain => refusal.plain(),
        Err(refusal) => refusal.json(),
    };
    if let Some(origin) = origin.filter(|origin| server.gate.allows(origin)) {
        allow(response.headers_mut(), origin);
    }
    response
}

/// What a browser wants to hear before an extension may read the answer.
fn allow(headers: &mut HeaderMap, origin: HeaderValue) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    let fixed = [
        (header::VARY, "Origin"),
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, Content-Type, Accept"),
        (header::ACCESS_CONTROL_MAX_AGE, "600"),
        (HeaderName::from_static("access-control-allow-private-network"), "true"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

impl Gate {
    pub fn new(port: u16, token: String, origins: Vec<String>) -> Self {
        Gate { port, token, origins, rate: RateLimiter::direct(Quota::per_second(RATE).allow_burst(BURST)) }
    }

    /// The request with its body read; `None` when a browser only asks whether it may ask.
    async fn admit(&self, request: Request) -> Result<Option<Request>, Refusal> {
        let (parts, body) = request.into_parts();
        self.stranger(&parts.headers)?;
        if self.rate.check().is_err() {
            return Err(Refusal::busy("There were too many requests."));
        }
        if parts.method == Method::OPTIONS && parts.headers.contains_key(header::ORIGIN) {
            return Ok(None);
        }
        let body = arrived(&parts, body).await?;
        if parts.uri.path() != OPEN && !self.knows(&parts, &body) {
            return Err(Refusal::new(
                StatusCode::UNAUTHORIZED,
                "unauthorized",
                "The token is missing or wrong.",
                Some("`stet serve` prints it when it starts; show it as “Authorization: Bearer TOKEN”."),
            ));
        }
        Ok(Some(Request::from_parts(parts, Body::from(body))))
    }

    /// Refuses what a web page could have caused.
    fn stranger(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let forbidden = |message: &str, hint| Refusal::new(StatusCode::FORBIDDEN, "forbidden", message, Some(hint));
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        if !host.is_some_and(|host| is_ours(host, self.port)) {
            return Err(forbidden("This server has another name.", "Ask it as 127.0.0.1, with its port."));
        }
        if headers.get(header::ORIGIN).is_some_and(|origin| !self.allows(origin)) {
            let hint = "A browser extension can be allowed: `stet serve --allow-origin ORIGIN`.";
            return Err(forbidden("Web pages are not answered.", hint));
        }
        Ok(())
    }

    fn allows(&self, origin: &HeaderValue) -> bool {
        self.origins.iter().any(|allowed| allowed.as_bytes() == origin.as_bytes())
    }

    /// Whether the token is among what is shown.
    fn knows(&self, parts: &Parts, body: &[u8]) -> bool {
        let authorization = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let shown = shown(parts.uri.path(), authorization, parts.uri.query().unwrap_or_default(), body);
        shown.iter().any(|shown| shown.as_bytes().ct_eq(self.token.as_bytes()).into())
    }
}

async fn arrived(parts: &Parts, body: Body) -> Result<Bytes, Refusal> {
    let too_large = || Refusal::too_large("The request is larger than 1 MB.");
    let announced =
        parts.headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > LARGEST as u64) {
        return Err(too_large());
    }
    match tokio::time::timeout(ARRIVAL, to_bytes(body, LARGEST)).await {
        Ok(Ok(body)) => Ok(body),
        // Or it broke off, and then nobody hears this.
        Ok(Err(_)) => Err(too_large()),
        Err(_) => {
            Err(Refusal::new(StatusCode::REQUEST_TIMEOUT, "timeout", "The request took too long to arrive.", None))
        }
    }
}

/// A name that leads here and can't be given to anything else.
fn is_ours(host: &str, port: u16) -> bool {
    let Some((name, given)) = host.rsplit_once(':') else { return false };
    (name == "127.0.0.1" || name == "[::1]" || name.eq_ignore_ascii_case("localhost")) && given == port.to_string()
}

fn speaks_languagetool(path: &str) -> bool {
    path.starts_with("/v2/") || in_front(path).is_some()
}

/// What stands in front of a path of LanguageTool's.
fn in_front(path: &str) -> Option<&str> {
    let (first, rest) = path.strip_prefix('/')?.split_once('/')?;
    rest.starts_with("v2/").then_some(first)
}

/// Everything that may be meant as the token.
fn shown(path: &str, authorization: Option<&str>, query: &str, body: &[u8]) -> Vec<String> {
    let bearer = authorization.and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    let mut shown: Vec<String> = bearer.into_iter().chain(in_front(path)).map(str::to_owned).collect();
    if shown.is_empty() && path.starts_with("/v2/") {
        let fields = form_urlencoded::parse(query.as_bytes()).chain(form_urlencoded::parse(body));
        shown.extend(fields.filter(|(name, _)| name == "apiKey").map(|(_, value)| value.into_owned()));
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_names_are_ours() {
        for host in ["127.0.0.1:8765", "localhost:8765", "LocalHost:8765", "[::1]:8765"] {
            assert!(is_ours(host, 8765), "{host}");
        }
        for host in ["127.0.0.1", "127.0.0.1:80", "evil.example:8765", "localhost.evil.example:8765", "", ":8765"] {
            assert!(!is_ours(host, 8765), "{host}");
        }
    }

    #[test]
    fn the_token_may_be_shown_in_three_ways() {
        let one = |shown: Vec<String>| shown.first().cloned().unwrap_or_default();
        assert_eq!(one(shown("/v1/proofread", Some("Bearer abc"), "", b"")), "abc");
        assert_eq!(one(shown("/v1/proofread", Some("bearer  abc "), "", b"")), "abc");
        assert_eq!(one(shown("/abc/v2/check", None, "", b"")), "abc");
        assert_eq!(one(shown("/v2/check", None, "", b"text=a&username=x&apiKey=abc")), "abc");
        assert_eq!(one(shown("/v2/languages", None, "apiKey=abc", b"")), "abc");
        assert_eq!(shown("/v1/proofread", None, "apiKey=abc", b"apiKey=abc"), Vec::<String>::new());
        assert_eq!(shown("/abc/v1/proofread", None, "", b""), Vec::<String>::new());
        assert_eq!(shown("/v2/check", Some("Basic abc"), "", b""), Vec::<String>::new());
    }

    #[test]
    fn only_extensions_can_be_allowed() {
        let id = "chrome-extension://oldceeleldhonbafppcapldpdifcinji";
        assert_eq!(allowed_origin(&format!("{id}/")).unwrap(), id);
        assert!(allowed_origin("moz-extension://0b8a1a3e-8f2b-4a7e-9c65-0d6c2b1f6a00").is_ok());
        for origin in ["https://example.com", "*", "null", "chrome-extension://", "moz-extension://a/b", ""] {
            assert_eq!(allowed_origin(origin).unwrap_err().code, Code::Usage, "{origin}");
        }
    }

    #[tokio::test]
    async fn who_comes_in() {
        let gate = Gate::new(80, "abc".into(), vec!["moz-extension://a".into()]);
        let ask = |method: Method, path: &str, headers: &[(&str, &str)]| {
            let mut request = axum::http::Request::builder().method(method).uri(path);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            request.body(Body::empty()).unwrap()
        };
        let host = ("host", "localhost:80");
        let status = |admitted: Result<Option<Request>, Refusal>| match admitted {
            Ok(Some(_)) => 200,
            Ok(None) => 204,
            Err(refusal) => refusal.status.as_u16(),
        };
        let get = Method::GET;
        assert_eq!(status(gate.admit(ask(get.clone(), "/v1/health", &[host])).await), 200);
        assert_eq!(status(gate.admit(ask(get.clone(), "/v1/tools", &[host])).await), 401);
        let right = ("authorization", "Bearer abc");
        assert_eq!(status(gate.admit(ask(get.clone(), "/v1/tools", &[host, right])).await), 200);
        let wrong = ("authorization", "Bearer abd");
        assert_eq!(status(gate.admit(ask(get.clone(), "/v1/tools", &[host, wrong])).await), 401);
        assert_eq!(status(gate.admit(ask(get.clone(), "/v1/health", &[])).await), 403);
        let page = ("origin", "http://localhost:80");
        assert_eq!(status(gate.admit(ask(get.clone(), "/v1/tools", &[host, right, page])).await), 403);
        let extension = ("origin", "moz-extension://a");
        assert_eq!(status(gate.admit(ask(get, "/v1/tools", &[host, right, extension])).await), 200);
        assert_eq!(status(gate.admit(ask(Method::OPTIONS, "/v1/tools", &[host, extension])).await), 204);
        let large = ("content-length", "2000000");
        assert_eq!(status(gate.admit(ask(Method::POST, "/v1/ask", &[host, right, large])).await), 413);
        for _ in 0..BURST.get() {
            let _ = gate.rate.check();
        }
        assert_eq!(status(gate.admit(ask(Method::GET, "/v1/health", &[host])).await), 429);
    }
}
