//! A document is anything: the first byte chooses what it is called, the rest is in it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stet_documents::{Limits, read};

const NAMES: [&str; 10] = ["a.txt", "a.md", "a.html", "a.eml", "a.mbox", "a.vtt", "a.srt", "a.pdf", "a.docx", "a.epub"];

fuzz_target!(|input: &[u8]| {
    let Some((name, bytes)) = input.split_first() else { return };
    let limits = Limits { bytes: 1 << 20, unpacked: 8 << 20, chars: 1 << 20, ..Limits::default() };
    if let Ok(document) = read(NAMES[usize::from(*name) % NAMES.len()], bytes.to_vec(), &limits) {
        assert!(document.sound());
        assert!(!document.text.trim().is_empty());
    }
});
