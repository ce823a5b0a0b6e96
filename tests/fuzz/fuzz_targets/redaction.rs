//! What is hidden comes back, whatever the text and however the answer is cut; other answers make no trouble.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stet_core::redact::{Level, Options, Redaction};

fuzz_target!(|data: (u8, &str, &str)| {
    let (choice, text, answer) = data;
    let level = [Level::Contacts, Level::Personal, Level::Everything][usize::from(choice % 3)];
    let custom = text.split_whitespace().take(usize::from(choice) / 128).map(str::to_owned).collect();
    let redaction = Redaction::of(text, &Options { level, custom, language: None });
    let whole = redaction.restore(redaction.text());
    assert_eq!(whole.text, text);
    assert!(whole.unknown.is_empty() && whole.changed.is_empty() && whole.missing.is_empty(), "{whole:?}");
    // An answer that is made of both, in pieces or at once.
    let answer = format!("{answer}{}{answer}", redaction.text());
    let mut restorer = redaction.restorer();
    let mut pieces: String = answer.chars().map(|c| restorer.push(&c.to_string())).collect();
    let rest = restorer.finish();
    pieces.push_str(&rest.text);
    let whole = redaction.restore(&answer);
    assert_eq!((pieces, rest.unknown), (whole.text, whole.unknown));
});
