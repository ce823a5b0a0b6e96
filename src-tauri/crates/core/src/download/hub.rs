//! A model file from the Hugging Face hub, or whatever answers like it at `HF_ENDPOINT`.
//!
//! The hub is asked first what the file is (its SHA-256 and length), then for its bytes, from where an earlier attempt
//! stopped. Redirects are followed here and not by the HTTP client, because the token is for the hub alone: the hosts
//! that store the bytes never see it.

use super::{Fetched, Job, Phase};
use crate::catalog::store;
use crate::error::innermost;
use crate::{Code, Error, Result};
use futures::StreamExt;
use reqwest::header::{self, HeaderMap};
use reqwest::{Client, Method, Response, StatusCode, Url};
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::Path;
use std::time::Duration;
use tokio::io::{AsyncSeekExt, AsyncWriteExt};

pub(super) const ENDPOINT: &str = "https://huggingface.co";

/// Attempts in a row that brought nothing before giving up.
const ATTEMPTS: u32 = 5;
const MAX_REDIRECTS: usize = 10;
const MAX_PAUSE: Duration = Duration::from_secs(30);

/// What the hub says a file is; kept beside the partial file, so that only the same file is gone on with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Published {
    repo: String,
    file: String,
    sha256: String,
    size: u64,
}

/// Why a request brought nothing.
enum Failure {
    /// Trying again may help, after this long if the server said so.
    Passing(String, Option<Duration>),
    Final(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure::Final(error)
    }
}

impl From<reqwest::Error> for Failure {
    fn from(error: reqwest::Error) -> Self {
        Failure::Passing(innermost(&error), None)
    }
}

/// Downloads the file. Errors: `download`, `disk-full`, `cancelled`, I/O.
pub(super) async fn fetch(job: &mut Job<'_>, repo: &str, file: &str) -> Result<Fetched> {
    let hub = Hub::new(job, repo, file)?;
    let published = retried(job, async |_| hub.ask().await).await?;
    if let Some(expected) = job.sha256.as_deref().filter(|expected| *expected != published.sha256) {
        let message = format!(
            "The hub's {repo}/{file} is not the file that is expected: its SHA-256 is {} instead of {expected}.",
            published.sha256
        );
        let error = Error::new(Code::Download, message);
        return Err(match job.entry.sha256 {
            Some(_) => error,
            None => error.hint(format!(
                "It was replaced since it was first fetched. To accept the new one: stet models rm {0}, then pull {0}.",
                job.entry.id
            )),
        });
    }

    let path = job.dir.join("hub.partial");
    let state = job.dir.join("hub.json");
    let earlier: Option<Published> = fs::read_to_string(&state).ok().and_then(|text| serde_json::from_str(&text).ok());
    if earlier.as_ref() != Some(&published) {
        let _ = fs::remove_file(&path);
        store::write_json(&state, &published)?;
    }
    let here = length(&path);
    if here > published.size {
        let _ = fs::remove_file(&path);
    }
    job.room_for(published.size - length(&path))?;
    retried(job, async |job| hub.receive(job, &published, &path).await).await?;
    Ok(Fetched { path, sha256: published.sha256, origin: format!("hub {repo}/{file}") })
}

fn length(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |metadata| metadata.len())
}

/// Repeats `request` while it fails in passing, with growing pauses. Attempts that brought bytes don't count.
async fn retried<'j, T>(
    job: &mut Job<'j>,
    request: impl AsyncFn(&mut Job<'j>) -> std::result::Result<T, Failure>,
) -> Result<T> {
    let path = job.dir.join("hub.partial");
    let cancel = job.cancel;
    let mut failed = 0;
    loop {
        let before = length(&path);
        let answer = tokio::select! {
            biased;
            () = cancel.cancelled() => return Err(Error::cancelled()),
            answer = request(job) => answer,
        };
        let (why, wait) = match answer {
            Ok(value) => return Ok(value),
            Err(Failure::Final(error)) => return Err(error),
            Err(Failure::Passing(why, wait)) => (why, wait),
        };
        failed = if length(&path) > before { 1 } else { failed + 1 };
        if failed >= ATTEMPTS {
            let message =
                format!("The download of the model “{}” failed: {}.", job.entry.id, why.trim_end_matches('.'));
            return Err(Error::new(Code::Download, message)
                .hint("Check the network connection and try again: it goes on where it stopped."));
        }
        tracing::debug!("attempt {failed} failed: {why}");
        let pause = wait.unwrap_or(job.options.pause * 2u32.pow(failed - 1)).min(MAX_PAUSE);
        tokio::select! {
            () = cancel.cancelled() => return Err(Error::cancelled()),
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// One file of the hub, and how to ask for it.
struct Hub {
    client: Client,
    url: Url,
    token: Option<super::Token>,
    repo: String,
    file: String,
}

impl Hub {
    fn new(job: &Job<'_>, repo: &str, file: &str) -> Result<Hub> {
        let url = format!("{}/{repo}/resolve/main/{file}", job.options.endpoint);
        let url = Url::parse(&url).map_err(|error| {
            let message = format!("HF_ENDPOINT is not a usable address: {} ({error}).", job.options.endpoint);
            Error::new(Code::Usage, message)
        })?;
        let client = Client::builder()
            .user_agent(concat!("stet/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(20))
            .read_timeout(Duration::from_secs(60))
            .build()
            .map_err(|error| Error::new(Code::Internal, "The HTTP client could not be set up.").because(error))?;
        Ok(Hub { client, url, token: job.options.token.clone(), repo: repo.to_owned(), file: file.to_owned() })
    }

    /// What the file is. The hub tells it with the redirect to where the bytes are, which needn't be followed then.
    async fn ask(&self) -> std::result::Result<Published, Failure> {
        let response = self.send(Method::HEAD, None, |headers| headers.contains_key("x-linked-etag")).await?;
        self.check(response.status(), response.headers())?;
        let text = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok());
        let etag = text("x-linked-etag").or(text("etag")).unwrap_or_default();
        let sha256 = etag.trim_start_matches("W/").trim_matches('"').to_ascii_lowercase();
        let size = text("x-linked-size").or(text("content-length")).and_then(|size| size.parse().ok());
        match size {
            Some(size) if sha256.len() == 64 && sha256.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
                Ok(Published { repo: self.repo.clone(), file: self.file.clone(), sha256, size })
            }
            _ => {
                let message = format!(
                    "The hub does not say what {}/{} should hash to, so it could not be verified.",
                    self.repo, self.file
                );
                Err(Error::new(Code::Download, message).hint("Is HF_ENDPOINT a Hugging Face hub?").into())
            }
        }
    }

    /// Fetches what is missing of the file at `path`.
    async fn receive(&self, job: &mut Job<'_>, published: &Published, path: &Path) -> std::result::Result<(), Failure> {
        let mut done = length(path);
        job.meter.start(Phase::Downloading, done, published.size);
        if done == published.size {
            return Ok(());
        }
        let failed = |error| Error::io(format!("write {}", path.display()), error);
        let response = self.send(Method::GET, (done > 0).then_some(done), |_| false).await?;
        match response.status() {
            StatusCode::PARTIAL_CONTENT if starts_at(response.headers(), done) => {}
            StatusCode::PARTIAL_CONTENT | StatusCode::RANGE_NOT_SATISFIABLE => {
                let _ = fs::remove_file(path);
                return Err(Failure::Passing("the server can't go on where the download stopped".into(), None));
            }
            // The whole file, asked for or not.
            status if status.is_success() => done = 0,
            _ => {}
        }
        self.check(response.status(), response.headers())?;

        let mut out = tokio::fs::File::options();
        let mut out = out.create(true).truncate(false).write(true).open(path).await.map_err(failed)?;
        out.set_len(done).await.map_err(failed)?;
        out.seek(std::io::SeekFrom::Start(done)).await.map_err(failed)?;
        job.meter.start(Phase::Downloading, done, published.size);
        let mut body = response.bytes_stream();
        let received = loop {
            let chunk = match body.next().await {
                Some(Ok(chunk)) => chunk,
                Some(Err(error)) => break Err(error.into()),
                None => break Ok(()),
            };
            done += chunk.len() as u64;
            if done > published.size {
                break Err(self.longer(published).into());
            }
            out.write_all(&chunk).await.map_err(failed)?;
            job.meter.reach(done);
        };
        // What came before a broken connection counts for the next attempt.
        out.flush().await.map_err(failed)?;
        out.sync_data().await.map_err(failed)?;
        if let Err(Failure::Final(_)) = received {
            let _ = fs::remove_file(path);
        }
        received?;
        if done < published.size {
            return Err(Failure::Passing(format!("the connection ended at byte {done} of {}", published.size), None));
        }
        Ok(())
    }

    fn longer(&self, published: &Published) -> Error {
        let message =
            format!("The hub sent more than the {} bytes that {}/{} has.", published.size, self.repo, self.file);
        Error::new(Code::Download, message).hint("Try again later.")
    }

    /// Sends a request and follows redirects, until an answer is none or `enough` says so.
    async fn send(
        &self,
        method: Method,
        from: Option<u64>,
        enough: impl Fn(&HeaderMap) -> bool,
    ) -> std::result::Result<Response, Failure> {
        let mut url = self.url.clone();
        for _ in 0..MAX_REDIRECTS {
            let mut request = self.client.request(method.clone(), url.clone());
            if let (Some(token), true) = (&self.token, url.origin() == self.url.origin()) {
                request = request.bearer_auth(&token.0);
            }
            if let Some(from) = from {
                request = request.header(header::RANGE, format!("bytes={from}-"));
            }
            let response = request.send().await?;
            if !response.status().is_redirection() || enough(response.headers()) {
                return Ok(response);
            }
            let target = response.headers().get(header::LOCATION).and_then(|target| target.to_str().ok());
            let target = target.ok_or_else(|| self.lost("nowhere"))?;
            let next = url.join(target).map_err(|_| self.lost("an unusable address"))?;
            if url.scheme() == "https" && next.scheme() != "https" {
                return Err(self.lost("an address without encryption").into());
            }
            url = next;
        }
        Err(self.lost("one address after another").into())
    }

    fn lost(&self, where_to: &str) -> Error {
        Error::new(Code::Download, format!("The hub redirected {}/{} to {where_to}.", self.repo, self.file))
    }

    /// What an answer's status means. Redirects that were enough are fine.
    fn check(&self, status: StatusCode, headers: &HeaderMap) -> std::result::Result<(), Failure> {
        if status.is_success() || status.is_redirection() {
            return Ok(());
        }
        let name = format!("{}/{}", self.repo, self.file);
        Err(match status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                let error = Error::new(Code::Download, format!("The hub does not give out {name} ({status})."));
                Failure::Final(error.hint(match self.token {
                    None => "It may ask for an account: accept its licence on the hub and set HF_TOKEN.",
                    Some(_) => "Is HF_TOKEN valid, and has its account accepted the model's licence on the hub?",
                }))
            }
            StatusCode::NOT_FOUND | StatusCode::GONE => {
                let message = format!("The hub has no {name} (any more).");
                Failure::Final(Error::new(Code::Download, message).hint("Choose another model: stet models list."))
            }
            _ if status.is_server_error()
                || matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT) =>
            {
                let seconds = headers.get(header::RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
                Failure::Passing(format!("the hub answered {status}"), seconds.map(Duration::from_secs))
            }
            _ => Failure::Final(Error::new(Code::Download, format!("The hub answered {status} for {name}."))),
        })
    }
}

/// Does a partial answer start at byte `from`?
fn starts_at(headers: &HeaderMap, from: u64) -> bool {
    let range = headers.get(header::CONTENT_RANGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    range.strip_prefix("bytes ").and_then(|range| range.split('-').next()?.parse().ok()) == Some(from)
}
