//! A server on loopback that answers as the test says, piece by piece, and notices when the client is gone.

use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

#[derive(Debug, Clone)]
pub struct Request {
    /// The request line and the headers, as they came.
    pub head: String,
    pub body: Vec<u8>,
    /// How many requests came before.
    pub before: usize,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        let headers = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        headers.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
    }
}

/// What the server does next; after the last it closes the connection.
#[derive(Clone)]
pub enum Act {
    Send(Vec<u8>),
    Wait(Duration),
    /// The same bytes until the client is gone.
    Forever(Vec<u8>),
}

pub struct Server {
    pub address: String,
    asked: Arc<Mutex<Vec<Request>>>,
    gone: watch::Receiver<bool>,
}

impl Server {
    pub async fn start(answer: impl Fn(&Request) -> Vec<Act> + Send + Sync + 'static) -> Server {
        Server::listen(None, answer).await
    }

    pub async fn with_tls(
        acceptor: TlsAcceptor,
        answer: impl Fn(&Request) -> Vec<Act> + Send + Sync + 'static,
    ) -> Server {
        Server::listen(Some(acceptor), answer).await
    }

    async fn listen(tls: Option<TlsAcceptor>, answer: impl Fn(&Request) -> Vec<Act> + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let scheme = if tls.is_some() { "https" } else { "http" };
        let address = format!("{scheme}://{}", listener.local_addr().unwrap());
        let asked: Arc<Mutex<Vec<Request>>> = Arc::default();
        let (tell, gone) = watch::channel(false);
        let (answer, log) = (Arc::new(answer), asked.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (answer, log, tell, tls) = (answer.clone(), log.clone(), tell.clone(), tls.clone());
                tokio::spawn(async move {
                    match tls {
                        None => serve(stream, &*answer, &log, &tell).await,
                        Some(tls) => {
                            if let Ok(stream) = tls.accept(stream).await {
                                serve(stream, &*answer, &log, &tell).await;
                            }
                        }
                    }
                });
            }
        });
        Server { address, asked, gone }
    }

    pub fn asked(&self) -> Vec<Request> {
        self.asked.lock().unwrap().clone()
    }

    /// Until a client went away before it was answered whole.
    pub async fn hung_up(&self) {
        let gone = async { self.gone.clone().wait_for(|gone| *gone).await.map(drop) };
        tokio::time::timeout(Duration::from_secs(10), gone).await.expect("the connection was not closed").unwrap();
    }
}

async fn serve(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    answer: &(dyn Fn(&Request) -> Vec<Act> + Send + Sync),
    log: &Mutex<Vec<Request>>,
    gone: &watch::Sender<bool>,
) {
    let mut stream = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if stream.read_line(&mut head).await.unwrap_or(0) == 0 {
            return;
        }
    }
    let mut request = Request { head, body: Vec::new(), before: 0 };
    request.body = vec![0; request.header("content-length").map_or(0, |length| length.parse().unwrap())];
    if stream.read_exact(&mut request.body).await.is_err() {
        return;
    }
    {
        let mut log = log.lock().unwrap();
        request.before = log.len();
        log.push(request.clone());
    }
    for act in answer(&request) {
        let (bytes, more) = match act {
            Act::Send(bytes) => (bytes, false),
            Act::Forever(bytes) => (bytes, true),
            Act::Wait(time) => {
                let mut byte = [0];
                if let Ok(Ok(0) | Err(_)) = tokio::time::timeout(time, stream.read(&mut byte)).await {
                    gone.send_replace(true);
                    return;
                }
                continue;
            }
        };
        loop {
            if stream.write_all(&bytes).await.is_err() || stream.flush().await.is_err() {
                gone.send_replace(true);
                return;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
            if !more {
                break;
            }
        }
    }
    let _ = stream.shutdown().await;
}

/// The head of an answer whose end is that of the connection.
pub fn head(status: u16, headers: &str) -> Act {
    Act::Send(format!("HTTP/1.1 {status} Whatever\r\nconnection: close\r\n{headers}\r\n").into_bytes())
}

/// A whole answer that is no stream.
pub fn whole(status: u16, headers: &str, body: &str) -> Vec<Act> {
    let headers = format!("content-type: application/json\r\ncontent-length: {}\r\n{headers}", body.len());
    vec![head(status, &headers), Act::Send(body.into())]
}

pub fn stream() -> Act {
    head(200, "content-type: text/event-stream\r\n")
}

pub fn event(data: impl std::fmt::Display) -> Act {
    Act::Send(format!("data: {data}\n\n").into_bytes())
}

pub fn said(text: &str) -> Act {
    event(serde_json::json!({ "choices": [{ "index": 0, "delta": { "content": text } }] }))
}

pub fn stop(reason: &str) -> Act {
    event(serde_json::json!({ "choices": [{ "index": 0, "delta": {}, "finish_reason": reason }] }))
}

/// An answer as it should be.
pub fn answer(pieces: &[&str]) -> Vec<Act> {
    let mut acts = vec![stream()];
    acts.extend(pieces.iter().map(|piece| said(piece)));
    acts.extend([stop("stop"), event("[DONE]")]);
    acts
}
