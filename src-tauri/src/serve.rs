//! The local server: Stet for the other programs on this machine, for as long as the user has it run.
//!
//! It listens on 127.0.0.1 and nowhere else. It answers only a program that shows the token ([`token`]), under its own name
//! and not for a web page, in bounds of size and number ([`gate`]). What it is asked is worked on here: no request can cause
//! anything to be sent to a server, whatever the rules say. [`api`] speaks the command line's shapes, [`languagetool`] what
//! the LanguageTool extensions of editors speak, whose checks [`check`] answers as one types.

mod annotated;
mod api;
mod check;
mod gate;
mod languagetool;
mod matches;
mod queue;
mod refusal;
mod routes;
mod token;

pub use gate::allowed_origin;

use crate::session::{Session, ToolRequest};
use check::Checker;
use gate::Gate;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::io::ErrorKind;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use stet_core::{Code, Error, Result};
use stet_engine::Loading;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

/// Runs that may be under way or waiting; the next one is told to come again.
const RUNS: u32 = 16;
/// Connections at a time; the next one waits.
const CONNECTIONS: usize = 128;
/// How long a client may take to say what it wants.
const HEADERS: Duration = Duration::from_secs(15);
/// How long the runs have to end when the server does.
const GRACE: Duration = Duration::from_secs(2);
/// Another program may have changed the settings; how soon that counts.
const FRESH: Duration = Duration::from_secs(2);

/// How the server was asked for.
pub struct Options {
    /// 0 is any that is free.
    pub port: u16,
    /// The model and the engine that requests begin with, and whether there is a model at all.
    pub base: ToolRequest,
    /// Browser extensions that may ask, as `chrome-extension://…`; see [`allowed_origin`].
    pub origins: Vec<String>,
    /// How long a check waits for the model.
    pub patience: Duration,
    /// Make another token first.
    pub new_token: bool,
}

/// A server that has its port and its model.
pub struct Listening {
    listener: TcpListener,
    server: Arc<Server>,
    /// `http://127.0.0.1:8765`
    pub address: String,
    pub token: String,
}

/// What all requests share.
pub struct Server {
    session: Session,
    base: ToolRequest,
    gate: Gate,
    checker: Arc<Checker>,
    runs: Arc<Semaphore>,
    patience: Duration,
    cancel: CancellationToken,
    read: Mutex<Instant>,
}

/// Takes the port and gets the model ready.
///
/// Errors: `usage`, `io` (the port is in use), those of the token's file, of the catalogue and of loading, `cancelled`.
pub async fn listen(
    session: &Session,
    options: Options,
    cancel: &CancellationToken,
    loading: Loading,
) -> Result<Listening> {
    session.check(&options.base)?;
    let listener = bind(options.port).await?;
    let port = listener.local_addr().map_err(|error| Error::io("listen on 127.0.0.1", error))?.port();
    let token = token::of(session.home(), options.new_token)?;
    let checker = Checker::new(session.clone(), options.base.clone());
    checker.warm(cancel, loading).await?;
    let server = Server {
        session: session.clone(),
        base: options.base,
        gate: Gate::new(port, token.clone(), options.origins),
        checker: Arc::new(checker),
        runs: Arc::new(Semaphore::new(RUNS as usize)),
        patience: options.patience,
        cancel: cancel.clone(),
        read: Mutex::new(Instant::now()),
    };
    Ok(Listening { listener, server: Arc::new(server), address: format!("http://127.0.0.1:{port}"), token })
}

async fn bind(port: u16) -> Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => {
            let message = format!("Port {port} is in use, perhaps by another `stet serve`.");
            Error::new(Code::Io, message).hint("--port chooses another one; 0 takes any that is free.").because(error)
        }
        _ => Error::io(format_args!("listen on 127.0.0.1:{port}"), error),
    })
}

impl Listening {
    /// Serves until it is cancelled, and then waits a moment for the runs to end.
    pub async fn run(self) {
        let Listening { listener, server, .. } = self;
        let cancel = server.cancel.clone();
        tokio::spawn(server.checker.clone().work(cancel.clone()));
        let router = routes::router(&server);
        let places = Arc::new(Semaphore::new(CONNECTIONS));
        loop {
            let accepted = tokio::select! {
                biased;
                () = cancel.cancelled() => break,
                accepted = listener.accept() => accepted,
            };
            let stream = match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    // Out of file descriptors, say: others may come back.
                    tracing::warn!(%error, "a connection was not accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            };
            let place = tokio::select! {
                () = cancel.cancelled() => break,
                place = places.clone().acquire_owned() => place,
            };
            let router = router.clone();
            tokio::spawn(async move {
                converse(stream, router).await;
                drop(place);
            });
        }
        let _ = tokio::time::timeout(GRACE, server.runs.acquire_many(RUNS)).await;
    }
}

/// One connection, until it ends.
async fn converse(stream: TcpStream, router: axum::Router) {
    let _ = stream.set_nodelay(true);
    let mut connection = http1::Builder::new();
    connection.timer(TokioTimer::new()).header_read_timeout(HEADERS);
    let service = TowerToHyperService::new(router);
    if let Err(error) = connection.serve_connection(TokioIo::new(stream), service).await {
        tracing::debug!(%error, "a connection broke off");
    }
}

impl Server {
    /// The session, with the user's choices as they stand, or stood a moment ago.
    fn session(&self) -> &Session {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if read.elapsed() > FRESH {
            self.session.read_choices();
            *read = Instant::now();
        }
        &self.session
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_port_in_use_is_said_with_a_way_out() {
        let taken = bind(0).await.unwrap();
        let address = taken.local_addr().unwrap();
        assert!(address.ip().is_loopback());
        let error = bind(address.port()).await.unwrap_err();
        assert!(error.message.contains(&address.port().to_string()), "{error}");
        assert!(error.hint.is_some_and(|hint| hint.contains("--port")));
    }
}
