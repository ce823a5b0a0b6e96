//! The whole response is anything.
#![no_main]

#[path = "../server.rs"]
mod server;

use libfuzzer_sys::fuzz_target;

thread_local!(static STAGE: server::Stage = server::Stage::new());

fuzz_target!(|response: &[u8]| STAGE.with(|stage| stage.answer(response)));
