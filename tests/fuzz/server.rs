//! A server on loopback that answers every request with the bytes at hand, and what Stet makes of them.

use futures::StreamExt;
use std::sync::Arc;
use stet_core::cloud::{Cloud, Connection, Consent, Patience, Purpose, Server, open};
use stet_core::generate::{Chunk, Generator, Job, Sampling};
use stet_core::report::Report;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// Tokens asked for.
const TOKENS: usize = 64;
/// Bytes of text that are taken for so many tokens at most, and a piece more.
const MOST: usize = 8192;

pub struct Stage {
    runtime: Runtime,
    listener: TcpListener,
    connection: Connection,
}

impl Stage {
    pub fn new() -> Stage {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let mut server = Server::new("lab", &address, "large").unwrap();
        server.patience = Patience { connect: 5, first: 5, pause: 5, total: 5 };
        Stage { runtime, listener, connection: Connection::new(server, None).unwrap() }
    }

    /// Asks, is answered with these bytes, and reads to the end.
    pub fn answer(&self, bytes: &[u8]) {
        let purpose = Purpose { tool: "tldr".into(), application: None, reason: "fuzzing".into() };
        let report = Arc::new(Report::in_memory().unwrap());
        let cloud = Cloud::new(self.connection.clone(), purpose, open(Consent::Rules), report, false);
        let job = Job {
            user: "A text.".into(),
            lead: "- ".into(),
            sampling: Sampling { max_tokens: TOKENS, ..Sampling::default() },
            ..Job::default()
        };
        let serve = async {
            loop {
                let Ok((mut stream, _)) = self.listener.accept().await else { continue };
                let mut head = [0; 4096];
                let _ = stream.read(&mut head).await;
                let _ = stream.write_all(bytes).await;
                let _ = stream.shutdown().await;
            }
        };
        let read = async {
            let (mut text, mut ends) = (0, 0);
            let mut answer = cloud.generate(job);
            while let Some(chunk) = answer.next().await {
                assert_eq!(ends, 0, "something came after the end");
                match chunk {
                    Ok(Chunk::Text(piece)) => text += piece.len(),
                    Ok(Chunk::End(_)) | Err(_) => ends += 1,
                }
            }
            assert_eq!(ends, 1, "an answer has one end");
            assert!(text <= MOST + bytes.len().min(1 << 18), "{text} bytes of text");
        };
        self.runtime.block_on(async {
            tokio::select! {
                () = read => {}
                () = serve => {}
            }
        });
    }
}
