//! A real server, llama.cpp's own on loopback with a real model, and a recorder in front of it.

#![allow(dead_code, reason = "each test program uses its part")]

use crate::common::Stet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, LazyLock, Mutex};

/// What the server wants to be shown.
pub const KEY: &str = "sk-4f9d27b1-not-to-be-seen";

/// The model that is served: `tiny`, or for pictures what `STET_SERVED` says.
pub fn model() -> String {
    std::env::var("STET_SERVED").unwrap_or_else(|_| "tiny".to_owned())
}

/// The real server, one for all tests.
struct Server {
    address: String,
    // Ends when its standard input does.
    _process: Child,
}

static SERVER: LazyLock<Server> = LazyLock::new(|| {
    let python = std::env::var_os("STET_TEST_PYTHON").expect("./dev test sets STET_TEST_PYTHON");
    let mut process = Command::new(python)
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/server.py"))
        .arg(Stet::with_models().models().join(format!("{}.gguf", model())))
        .args([&model(), KEY])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut address = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut address).unwrap();
    assert!(address.starts_with("http://"), "the server did not start: {address}");
    Server { address: address.trim().to_owned(), _process: process }
});

/// Passes on what it hears to the real server, and keeps the requests.
#[derive(Clone)]
pub struct Recorder {
    pub address: String,
    heard: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Recorder {
    pub fn start() -> Recorder {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let recorder =
            Recorder { address: format!("http://{}", listener.local_addr().unwrap()), heard: Arc::default() };
        let heard = recorder.heard.clone();
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let server = TcpStream::connect(SERVER.address.trim_start_matches("http://")).unwrap();
                let number = {
                    let mut all = heard.lock().unwrap();
                    all.push(Vec::new());
                    all.len() - 1
                };
                let heard = heard.clone();
                pass(client.try_clone().unwrap(), server.try_clone().unwrap(), move |piece| {
                    heard.lock().unwrap()[number].extend_from_slice(piece);
                });
                pass(server, client, |_| {});
            }
        });
        recorder
    }

    pub fn everything(&self) -> String {
        self.heard.lock().unwrap().iter().map(|request| String::from_utf8_lossy(request).into_owned()).collect()
    }

    /// The bodies of the requests that had one.
    pub fn bodies(&self) -> Vec<String> {
        let heard = self.heard.lock().unwrap();
        let body = |request: &Vec<u8>| {
            let text = String::from_utf8(request.clone()).unwrap();
            text.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).filter(|body| !body.is_empty())
        };
        heard.iter().filter_map(body).collect()
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream, mut heard: impl FnMut(&[u8]) + Send + 'static) {
    std::thread::spawn(move || {
        let mut piece = [0; 4096];
        while let Ok(length @ 1..) = from.read(&mut piece) {
            heard(&piece[..length]);
            if to.write_all(&piece[..length]).is_err() {
                break;
            }
        }
        let _ = to.shutdown(std::net::Shutdown::Both);
        let _ = from.shutdown(std::net::Shutdown::Both);
    });
}
