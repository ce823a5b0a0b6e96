//! Restoration: an answer comes in whole or in pieces, placeholders give way to what they stand for, everything else passes
//! as it is.
//!
//! A piece's end is held back only while it may be the beginning of a placeholder, so the pieces make no difference.

use super::Kind;
use super::placeholder::{Stop, Table};
use serde::Serialize;
use std::sync::Arc;

/// A placeholder that went out and did not come back. In a summary that is no fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Missing {
    pub kind: Kind,
    pub placeholder: String,
    pub original: String,
}

/// An answer with the originals in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Restored {
    /// The answer; at the end of a stream, what was still held back of it.
    pub text: String,
    /// Each placeholder that did not come back, in the order they went out.
    pub missing: Vec<Missing>,
    /// Placeholders that came back changed and were known all the same, as they stood in the answer.
    pub changed: Vec<String>,
    /// What looks like a placeholder and is none; left as it stood in the answer.
    pub unknown: Vec<String>,
}

/// Restores an answer that arrives in pieces.
#[derive(Debug, Clone)]
pub struct Restorer {
    table: Arc<Table>,
    held: String,
    /// The answer's character in front of what is held.
    before: Option<char>,
    came_back: Vec<bool>,
    changed: Vec<String>,
    unknown: Vec<String>,
}

impl Restorer {
    pub(super) fn new(table: Arc<Table>) -> Self {
        let came_back = vec![false; table.entries.len()];
        Restorer { table, held: String::new(), before: None, came_back, changed: Vec::new(), unknown: Vec::new() }
    }

    /// Whether a redacted text becomes the text again, and nothing else in it looks like a placeholder.
    pub(super) fn gives_back(table: &Arc<Table>, redacted: &str, text: &str) -> bool {
        let mut restorer = Restorer::new(Arc::clone(table));
        let mut restored = restorer.read(redacted, true);
        restored.push_str(&restorer.held);
        restored == text && restorer.changed.is_empty() && restorer.unknown.is_empty()
    }

    /// The next piece of the answer in, what can be shown of it out.
    pub fn push(&mut self, piece: &str) -> String {
        self.read(piece, false)
    }

    /// The answer is over.
    pub fn finish(mut self) -> Restored {
        let text = self.read("", true);
        let entries = self.table.entries.iter().zip(self.table.placeholders()).zip(&self.came_back);
        let missing = entries
            .filter(|(_, came_back)| !**came_back)
            .map(|((entry, placeholder), _)| Missing {
                kind: entry.kind,
                placeholder,
                original: entry.original.clone(),
            })
            .collect();
        Restored { text, missing, changed: self.changed, unknown: self.unknown }
    }

    fn read(&mut self, piece: &str, ends: bool) -> String {
        let mut answer = std::mem::take(&mut self.held);
        answer.push_str(piece);
        let mut restored = String::with_capacity(answer.len());
        let mut at = 0;
        while let Some(c) = answer[at..].chars().next() {
            match self.table.form.read(self.before, &answer[at..], ends) {
                Ok(reading) => {
                    let written = &answer[at..at + reading.len];
                    match self.table.entry(reading.kind, reading.number) {
                        Some(entry) => {
                            restored.push_str(&self.table.entries[entry].original);
                            restored.push_str(if reading.possessive { "'s" } else { "" });
                            self.came_back[entry] = true;
                            if written != self.table.form.write(reading.kind, reading.number) {
                                self.changed.push(written.to_owned());
                            }
                        }
                        None => {
                            restored.push_str(written);
                            self.unknown.push(written.to_owned());
                        }
                    }
                    at += reading.len;
                    self.before = written.chars().next_back();
                }
                Err(Stop::Unfinished) => break,
                Err(Stop::Nothing) => {
                    restored.push(c);
                    at += c.len_utf8();
                    self.before = Some(c);
                }
            }
        }
        self.held = answer.split_off(at);
        restored
    }
}

#[cfg(test)]
mod tests {
    use crate::redact::{Options, Redaction};
    use proptest::prelude::*;

    fn redaction() -> Redaction {
        let text = "My name is Sarah Connor, sarah@example.com or tel +44 20 7946 0958.";
        let redaction = Redaction::of(text, &Options::default());
        assert_eq!(redaction.text(), "My name is [NAME_1], [EMAIL_1] or tel [PHONE_1].");
        redaction
    }

    #[test]
    fn known_in_whatever_form_it_comes_back() {
        let redaction = redaction();
        for form in [
            "[EMAIL_1]",
            "[email_1]",
            "[Email 1]",
            "[ EMAIL_1 ]",
            "[EMAIL-1]",
            "[EMAIL1]",
            "[EMAIL_01]",
            "【EMAIL_1】",
            "［EMAIL＿１］",
            "【EMAIL 1]",
            r"\[EMAIL\_1\]",
            r"[EMAIL\_1]",
            "%5BEMAIL_1%5D",
            "EMAIL_1",
            r"EMAIL\_1",
            "[EMAIL_1",
        ] {
            for (before, after) in
                [("", ""), ("write to ", " now"), ("写信给", "。"), ("(", ")"), ("**", "**"), ("<", ">"), ("`", "`")]
            {
                let restored = redaction.restore(&format!("{before}{form}{after}"));
                assert_eq!(restored.text, format!("{before}sarah@example.com{after}"), "{form}");
                assert_eq!(restored.changed.is_empty(), form == "[EMAIL_1]");
                assert_eq!(restored.missing.len(), 2);
                assert!(restored.unknown.is_empty());
            }
        }
        assert_eq!(
            redaction.restore("[NAME_1]'s and [NAME_1's] and NAME_1’s").text,
            "Sarah Connor's and Sarah Connor's and Sarah Connor’s"
        );
    }

    #[test]
    fn everything_else_stays() {
        let redaction = redaction();
        for text in [
            "email 1 and EMAIL 1, see name 1, email_1",
            "my_email_1 EMAIL_1x EMAIL_1_old xEMAIL_1 $EMAIL_1",
            "[EMAIL], [EMAIL_], EMAIL_, [1], [EMAILS_1]",
            r"\[x\] %5Bx%5D [NAME",
            "[NAME and phone]",
            "[EMAIL 1 of 3]",
        ] {
            let restored = redaction.restore(text);
            assert_eq!((restored.text.as_str(), restored.missing.len()), (text, 3));
            assert!(restored.unknown.is_empty() && restored.changed.is_empty(), "{restored:?}");
        }
    }

    #[test]
    fn says_what_is_lost_and_what_is_invented() {
        let restored = redaction().restore("Write to [EMAIL_2] or EMAIL_7, signed [NAME_1]");
        assert_eq!(restored.text, "Write to [EMAIL_2] or EMAIL_7, signed Sarah Connor");
        assert_eq!(restored.unknown, ["[EMAIL_2]", "EMAIL_7"]);
        let missing: Vec<_> = restored.missing.iter().map(|m| (m.placeholder.as_str(), m.original.as_str())).collect();
        assert_eq!(missing, [("[EMAIL_1]", "sarah@example.com"), ("[PHONE_1]", "+44 20 7946 0958")]);
    }

    #[test]
    fn holds_back_no_more_than_a_placeholder() {
        let mut restorer = redaction().restorer();
        assert_eq!(restorer.push("Hello [NA"), "Hello ");
        assert_eq!(restorer.push("ME_1], m"), "Sarah Connor, m");
        assert_eq!(restorer.push("ail [link] "), "ail [link] ");
        assert_eq!(restorer.push("EMAIL_1"), "");
        assert_eq!(restorer.finish().text, "sarah@example.com");
    }

    proptest! {
        #[test]
        fn pieces_make_no_difference(
            answer in "(\\PC|[a-z ]|\\[|\\]|\\\\|【|】|_|1|EMAIL|name|NAME_1|\\[EMAIL_1\\]|\\[PHONE_1|\\\\\\[NAME\\\\_1\\\\\\]|%5B|%5D|'s){0,30}",
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
        ) {
            let redaction = redaction();
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| answer.floor_char_boundary(cut.index(answer.len() + 1))).collect();
            cuts.extend([0, answer.len()]);
            cuts.sort_unstable();
            let mut restorer = redaction.restorer();
            let mut text = String::new();
            for cut in cuts.windows(2) {
                text.push_str(&restorer.push(&answer[cut[0]..cut[1]]));
            }
            let mut restored = restorer.finish();
            restored.text.insert_str(0, &text);
            prop_assert_eq!(restored, redaction.restore(&answer));
        }
    }
}
