//! The body of a streamed answer is anything.
#![no_main]

#[path = "../server.rs"]
mod server;

use libfuzzer_sys::fuzz_target;

thread_local!(static STAGE: server::Stage = server::Stage::new());

fuzz_target!(|body: &[u8]| {
    let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
    STAGE.with(|stage| stage.answer(&[head, body].concat()));
});
