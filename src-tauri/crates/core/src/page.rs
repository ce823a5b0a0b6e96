//! A page that the user named by its address: fetched once, and only then.
//!
//! A plain GET goes out with nothing of the user's but the address: no cookies, no referrer, no languages. Each request is
//! entered in the [`crate::report`] before its first byte leaves; what can't be entered is not sent. Redirects are followed
//! here and not by the HTTP library, so that each is entered as well, never from `https` to `http` and never from elsewhere
//! to this machine. The proxy is what the environment says, the authorities are those of the system. Deliberately absent:
//! whatever a page refers to, and what its bytes mean, which is the business of the readers of documents.

use crate::cloud::on_this_machine;
use crate::error::innermost;
use crate::report::{Entry, Fate, Report, Trace};
use crate::{Code, Error, Result};
use futures::StreamExt;
use reqwest::header::{self, HeaderMap, HeaderName};
use reqwest::{Client, Response, StatusCode, Url, redirect, retry};
use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Redirects that are followed.
const REDIRECTS: usize = 5;
/// For a connection to come about.
const CONNECT: Duration = Duration::from_secs(20);
/// Between two pieces of the answer.
const PAUSE: Duration = Duration::from_secs(30);
/// For the whole answer to one request.
const LONGEST: Duration = Duration::from_secs(300);

/// Where a page is: `http` or `https`, without a name or a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(Url);

impl Address {
    /// Whether a text is meant as an address, right or wrong: it begins like one.
    pub fn is_meant(text: &str) -> bool {
        let begins = |with: &str| text.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
        begins("http://") || begins("https://")
    }

    /// An address as a person gives it. What comes after `#` is left out: no server is told it.
    ///
    /// Errors: `usage`.
    pub fn new(text: &str) -> Result<Address> {
        let text = text.trim();
        let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        let mut url = url.ok_or_else(|| {
            Error::new(Code::Usage, format!("“{text}” is not the address of a page."))
                .hint("An address is as in https://example.org/article.")
        })?;
        if !url.username().is_empty() || url.password().is_some() {
            // Not repeated: there is a secret in it.
            return Err(Error::new(Code::Usage, "The address has a name or password in it.")
                .hint("Leave it out: Stet reads what everybody can see."));
        }
        url.set_fragment(None);
        Ok(Address(url))
    }

    /// The host's name, which is all of the address that the way to it shows.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

/// What was at an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// What it would be called as a file, with the extension of what the server says it is.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// What came of one request.
enum Answer {
    Page(Page),
    Elsewhere(Address),
}

/// Fetches a page of at most so many bytes. Dropping this, or cancelling it, closes the connection.
///
/// Errors: `text-unreadable` (not there, not reached, not shown to everybody), `text-unsuitable` (too large, no text),
/// `cancelled`, and those of the report, without which nothing is sent.
pub async fn fetch(address: &Address, most: u64, report: &Arc<Report>, cancel: &CancellationToken) -> Result<Page> {
    tokio::select! {
        biased;
        () = cancel.cancelled() => Err(Error::cancelled()),
        page = follow(address, most, report) => page,
    }
}

async fn follow(address: &Address, most: u64, report: &Arc<Report>) -> Result<Page> {
    let mut at = address.clone();
    for _ in 0..=REDIRECTS {
        match ask(&at, most, report).await? {
            Answer::Page(page) => return Ok(page),
            Answer::Elsewhere(next) => at = next,
        }
    }
    Err(lost(address, "one address after another"))
}

/// Makes one request, and enters it.
async fn ask(address: &Address, most: u64, report: &Arc<Report>) -> Result<Answer> {
    let client = client(&address.0)?;
    let mut trace = Trace::begin(report.clone(), &Entry::page(address.host(), address.0.as_str()))?;
    let response = match client.get(address.0.clone()).send().await {
        Ok(response) => response,
        Err(error) => {
            let fate = if error.is_connect() { Fate::Unreached } else { Fate::Failed };
            return Err(trace.settle(fate, failed(address, error)));
        }
    };
    match take(address, response, most).await {
        Ok(answer) => {
            let detail = match &answer {
                Answer::Page(_) => String::new(),
                Answer::Elsewhere(next) => format!("sent on to {next}"),
            };
            trace.end(Fate::Answered, &detail);
            Ok(answer)
        }
        Err(error) => Err(trace.settle(Fate::Failed, error)),
    }
}

fn client(url: &Url) -> Result<Client> {
    // Whatever a resolver may say, this name is this machine.
    let here = [SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), SocketAddr::from((Ipv6Addr::LOCALHOST, 0))];
    let builder = Client::builder()
        .user_agent(concat!("Stet/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .pool_max_idle_per_host(0)
        .http1_only()
        .referer(false)
        .resolve_to_addrs("localhost", &here)
        .connect_timeout(CONNECT)
        .read_timeout(PAUSE)
        .timeout(LONGEST);
    let builder = if on_this_machine(url) { builder.no_proxy() } else { builder };
    builder.build().map_err(|error| Error::new(Code::Internal, "The HTTP client could not be set up.").because(error))
}

/// The page of an answer, or where it is instead.
async fn take(address: &Address, response: Response, most: u64) -> Result<Answer> {
    if response.status().is_redirection() {
        return Ok(Answer::Elsewhere(next(address, response.headers())?));
    }
    if !response.status().is_success() {
        return Err(refused(address, response.status()));
    }
    let said = value(response.headers(), &header::CONTENT_TYPE).unwrap_or_default().to_ascii_lowercase();
    let (kind, charset) = said.split_once(';').unwrap_or((said.as_str(), ""));
    let name = name(address, kind.trim())?;
    let coded = value(response.headers(), &header::CONTENT_ENCODING).unwrap_or("identity");
    if !coded.eq_ignore_ascii_case("identity") {
        let message = format!("{address} came packed ({coded}), which was not asked for.");
        return Err(Error::new(Code::TextUnsuitable, message).hint(BY_HAND));
    }
    if response.content_length().is_some_and(|length| length > most) {
        return Err(too_large(address, most));
    }
    let (mut bytes, mut body) = (Vec::new(), response.bytes_stream());
    while let Some(piece) = body.next().await {
        bytes.extend_from_slice(&piece.map_err(|error| failed(address, error))?);
        if bytes.len() as u64 > most {
            return Err(too_large(address, most));
        }
    }
    if name.ends_with(".html") {
        bytes = encoded(bytes, charset);
    }
    Ok(Answer::Page(Page { name, bytes }))
}

fn value<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name).and_then(|value| std::str::from_utf8(value.as_bytes()).ok())
}

/// Where a redirect leads.
fn next(address: &Address, headers: &HeaderMap) -> Result<Address> {
    let target = value(headers, &header::LOCATION).and_then(|target| address.0.join(target).ok());
    let next = target.and_then(|url| Address::new(url.as_str()).ok());
    let next = next.ok_or_else(|| lost(address, "what is not the address of a page"))?;
    if address.0.scheme() == "https" && next.0.scheme() != "https" {
        return Err(lost(address, "an address without encryption"));
    }
    if on_this_machine(&next.0) && !on_this_machine(&address.0) {
        return Err(lost(address, "this machine"));
    }
    Ok(next)
}

/// What the page would be called as a file: by what the server says it is, otherwise as the address ends.
fn name(address: &Address, kind: &str) -> Result<String> {
    let ending = match kind {
        "text/html" | "application/xhtml+xml" => "html",
        "text/markdown" => "md",
        "text/vtt" => "vtt",
        "application/x-subrip" => "srt",
        "application/pdf" => "pdf",
        "message/rfc822" => "eml",
        "application/mbox" => "mbox",
        _ if ["image/", "audio/", "video/", "font/"].iter().any(|no_text| kind.starts_with(no_text)) => {
            return Err(Error::new(Code::TextUnsuitable, format!("{address} is no text ({kind})."))
                .hint("Name a page, a text or a document: PDF, DOCX, EPUB."));
        }
        _ => return Ok(address.0.path().rsplit('/').next().unwrap_or_default().to_owned()),
    };
    Ok(format!("page.{ending}"))
}

/// What the server says of a page's encoding counts; it is put where readers of the page look for it.
fn encoded(bytes: Vec<u8>, parameters: &str) -> Vec<u8> {
    let charset = parameters.split(';').find_map(|one| one.trim().strip_prefix("charset="));
    let charset = charset.unwrap_or_default().trim_matches('"');
    let named = !charset.is_empty() && charset.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.:".contains(&b));
    // A mark at the beginning says more, and what is no markup needs none.
    if !named || !bytes.trim_ascii_start().starts_with(b"<") {
        return bytes;
    }
    [format!("<meta charset={charset}>").as_bytes(), &bytes].concat()
}

const BY_HAND: &str = "Open it in a browser, and copy the text or save the page.";

fn unreadable(message: String, hint: &str) -> Error {
    Error::new(Code::TextUnreadable, message).hint(hint)
}

fn lost(address: &Address, where_to: &str) -> Error {
    unreadable(format!("{address} sends on to {where_to}, which is not followed."), BY_HAND)
}

fn too_large(address: &Address, most: u64) -> Error {
    let message = format!("{address} is too large; the most Stet reads is {} MB.", most.div_ceil(1 << 20));
    Error::new(Code::TextUnsuitable, message).hint("Save it, and give it a part of it.")
}

/// A status that is no success.
fn refused(address: &Address, status: StatusCode) -> Error {
    let host = address.host();
    match status {
        StatusCode::NOT_FOUND | StatusCode::GONE => {
            unreadable(format!("There is no page at {address} ({status})."), "Check the address.")
        }
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            unreadable(format!("{host} does not show {address} to everybody ({status})."), BY_HAND)
        }
        StatusCode::TOO_MANY_REQUESTS => unreadable(format!("{host} is busy ({status})."), "Try again later."),
        status if status.is_server_error() => unreadable(format!("{host} failed ({status})."), "Try again later."),
        status => unreadable(format!("{host} did not give {address} ({status})."), BY_HAND),
    }
}

/// No connection came about, or it broke.
fn failed(address: &Address, error: reqwest::Error) -> Error {
    let (host, why) = (address.host(), innermost(&error));
    let failure = if why.contains("certificate") {
        unreadable(
            format!("The certificate of {host} is not trusted: {why}."),
            "Nothing was read. It may be out of date, or somebody may be in between.",
        )
    } else if error.is_timeout() {
        unreadable(format!("{host} did not answer in time."), "Check the network connection and try again.")
    } else if error.is_connect() {
        unreadable(format!("{host} can't be reached: {why}."), "Check the address and the network connection.")
    } else {
        unreadable(format!("The connection to {host} broke: {why}."), "Try again.")
    };
    failure.because(error)
}

#[cfg(test)]
mod tests;
