//! E-mail: one message (EML), or a mailbox (mbox, Maildir) as a thread, the latest message first.
//!
//! Of each message its sender's own words are kept, under who wrote them and when. The plain part is read where there is
//! one, otherwise the HTML one; attachments are named, not opened, except messages, which are messages of the thread. What
//! the mail program has marked as removed is left out of a mailbox.

use crate::limits::{Limits, damaged, too_much};
use crate::writer::Writer;
use crate::{html, quoted};
use mail_parser::{Addr, Message, MessageParser, MimeHeaders, PartType};
use regex::bytes::Regex;
use std::cmp::Reverse;
use std::collections::HashSet;
use std::sync::LazyLock;
use stet_core::document::{Document, Form, Place};
use stet_core::{Error, Result};

/// Whom a message goes to is told up to this number.
const RECIPIENTS: usize = 12;

/// One message of a thread.
pub(crate) struct Letter {
    from: Option<String>,
    /// Whom it asks when it says "you".
    to: Option<String>,
    /// As ISO 8601 has it, and as a number to order by.
    date: Option<String>,
    pub stamp: Option<i64>,
    pub subject: Option<String>,
    /// Without "Re:" and the like.
    pub topic: Option<String>,
    pub id: Option<String>,
    /// The ids of the messages that it answers, directly or not.
    pub answers: Vec<String>,
    /// Only stays in its file until that is compacted.
    removed: bool,
    body: String,
    attachments: Vec<String>,
}

pub(crate) fn eml(bytes: &[u8], limits: &Limits) -> Result<Document> {
    let letters = letters(bytes, limits)?;
    if letters.is_empty() {
        return Err(damaged("mail", "it has neither headers nor a text"));
    }
    thread(letters, limits)
}

pub(crate) fn mbox(bytes: &[u8], limits: &Limits) -> Result<Document> {
    let mails = split(bytes);
    if mails.len() > limits.messages {
        return Err(too_many(limits));
    }
    mailbox(mails.iter().map(Vec::as_slice), limits)
}

pub(crate) fn maildir(mails: &[Vec<u8>], limits: &Limits) -> Result<Document> {
    mailbox(mails.iter().map(Vec::as_slice), limits)
}

pub(crate) fn too_many(limits: &Limits) -> Error {
    too_much("This mailbox has too many messages", limits.messages)
}

fn mailbox<'a>(mails: impl Iterator<Item = &'a [u8]>, limits: &Limits) -> Result<Document> {
    let mut all = Vec::new();
    for mail in mails {
        all.extend(kept(mail, limits)?);
    }
    thread(all, limits)
}

/// The mails of an mbox: each begins with a line "From …" that an empty line sets off and a header follows.
pub(crate) fn split(bytes: &[u8]) -> Vec<Vec<u8>> {
    static HEADER: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^[!-9;-~]+:").expect("a valid pattern"));
    let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    let mut mails: Vec<Vec<u8>> = Vec::new();
    let mut empty = true;
    for (at, line) in lines.iter().enumerate() {
        let begins = line.starts_with(b"From ") && empty && lines.get(at + 1).is_some_and(|next| HEADER.is_match(next));
        empty = line.trim_ascii().is_empty();
        if begins {
            mails.push(Vec::new());
        } else if let Some(mail) = mails.last_mut() {
            // A line of a message that begins so was marked when it was put here.
            let marks = line.iter().take_while(|byte| **byte == b'>').count();
            let marked = marks > 0 && line[marks..].starts_with(b"From ");
            mail.extend_from_slice(&line[usize::from(marked)..]);
        }
    }
    mails
}

/// A mail of a mailbox as its message and those attached to it; none when it was removed or there is nothing in it.
pub(crate) fn kept(bytes: &[u8], limits: &Limits) -> Result<Vec<Letter>> {
    let letters = letters(bytes, limits)?;
    let removed = letters.first().is_some_and(|letter| letter.removed);
    Ok(if removed { Vec::new() } else { letters })
}

/// A message and those attached to it; none when there is nothing in it.
fn letters(bytes: &[u8], limits: &Limits) -> Result<Vec<Letter>> {
    static INSIDE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?i)message/(?:rfc822|global)").expect("a valid pattern"));
    // Before it is taken apart, since messages inside one another are taken apart inside one another.
    if INSIDE.find_iter(bytes).take(limits.parts + 1).count() > limits.parts {
        return Err(too_many_parts(limits));
    }
    let Some(message) = MessageParser::default().parse(bytes) else { return Ok(Vec::new()) };
    if parts(&message) > limits.parts {
        return Err(too_many_parts(limits));
    }
    let mut letters = Vec::new();
    collect(&message, &mut letters);
    Ok(letters)
}

fn too_many_parts(limits: &Limits) -> Error {
    too_much("A mail has too many parts", limits.parts)
}

fn parts(message: &Message) -> usize {
    let inside = message.parts.iter().filter_map(|part| match &part.body {
        PartType::Message(message) => Some(parts(message)),
        _ => None,
    });
    message.parts.len() + inside.sum::<usize>()
}

fn collect(message: &Message, letters: &mut Vec<Letter>) {
    let bodies = if message.text_body.is_empty() { &message.html_body } else { &message.text_body };
    let part = |id: &u32| message.parts.get(*id as usize);
    let text = |id: &u32| match &part(id)?.body {
        PartType::Text(text) => Some(text.replace('\r', "")),
        PartType::Html(html) => Some(html::plain(html)),
        _ => None,
    };
    let body = bodies.iter().filter_map(text).collect::<Vec<_>>().join("\n\n");
    let named = |id: &u32| part(id)?.attachment_name().map(str::to_owned);
    let called = |person: &Addr| person.name().or(person.address()).map(one_line).filter(|name| !name.is_empty());
    let to = message.to().map(|to| to.iter().filter_map(called).take(RECIPIENTS).collect::<Vec<_>>().join(", "));
    let date = message.date().filter(|date| date.is_valid());
    letters.push(Letter {
        from: message.from().and_then(|from| from.iter().find_map(called)),
        to: to.filter(|to| !to.is_empty()),
        date: date.map(|date| date.to_rfc3339()),
        stamp: date.map(|date| date.to_timestamp()),
        subject: message.subject().map(one_line),
        topic: message.thread_name().map(one_line),
        id: message.message_id().map(str::to_owned),
        answers: [message.references(), message.in_reply_to()]
            .into_iter()
            .flat_map(|ids| ids.as_text_list().unwrap_or_default())
            .map(|id| id.to_string())
            .collect(),
        removed: removed(message),
        body,
        attachments: message.attachments.iter().filter_map(named).collect(),
    });
    for id in &message.attachments {
        if let Some(PartType::Message(inside)) = part(id).map(|part| &part.body) {
            collect(inside, letters);
        }
    }
}

/// Thunderbird says so in a header, by a bit.
fn removed(message: &Message) -> bool {
    const EXPUNGED: u32 = 8;
    let status = message.header_raw("X-Mozilla-Status").and_then(|word| u32::from_str_radix(word.trim(), 16).ok());
    status.is_some_and(|status| status & EXPUNGED != 0)
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The latest message first; each is counted from the oldest on.
pub(crate) fn thread(mut letters: Vec<Letter>, limits: &Limits) -> Result<Document> {
    let mut seen = HashSet::new();
    letters.retain(|letter| letter.id.is_none() || seen.insert(letter.id.clone()));
    // Those without a date come last, in the order of the file.
    letters.sort_by_key(|letter| Reverse(letter.stamp));
    let topic = letters.last().and_then(|letter| letter.topic.clone());
    let one_topic = letters.iter().all(|letter| letter.topic == topic);
    let mut writer = Writer::new(limits);
    let (mut quotes, mut empty) = (0, 0);
    for (letter, number) in letters.iter().zip((1..=letters.len() as u32).rev()) {
        let (body, quoted) = quoted::own_words(&letter.body);
        quotes += u32::from(quoted);
        if body.is_empty() {
            empty += 1;
            continue;
        }
        writer.place(Place {
            message: Some(number),
            from: letter.from.clone(),
            date: letter.date.clone(),
            ..Place::default()
        });
        let subject = letter.subject.as_ref().filter(|_| !one_topic);
        let (date, subject) = (letter.date.as_deref().map(shown), subject.cloned());
        let head = [("From", &letter.from), ("To", &letter.to), ("Date", &date), ("Subject", &subject)]
            .into_iter()
            .filter_map(|(header, value)| value.as_ref().map(|value| format!("{header}: {value}")))
            .collect::<Vec<_>>();
        writer.paragraph(&head.join("\n"))?;
        writer.paragraph(&body)?;
    }
    let attachments: Vec<&str> = letters.iter().flat_map(|letter| &letter.attachments).map(String::as_str).collect();
    if !attachments.is_empty() {
        writer.warn("attachments-unread", format!("Attachments were not read: {}.", list(&attachments)));
    }
    if quotes > 0 {
        writer.warn("quotes-left-out", "Quoted earlier messages and signatures were left out.");
    }
    if empty > 0 {
        writer.warn("messages-empty", format!("{empty} of {} messages have no text.", letters.len()));
    }
    writer.finish(topic.filter(|_| one_topic), Form::Thread)
}

/// A date and time to read: `2026-05-02 10:31`.
fn shown(date: &str) -> String {
    date.get(..16).unwrap_or(date).replace('T', " ")
}

/// The first few names.
fn list(names: &[&str]) -> String {
    const SHOWN: usize = 10;
    let mut list = names.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN {
        list.push_str(&format!(" and {} more", names.len() - SHOWN));
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(from: &str, day: u32, subject: &str, body: &str) -> String {
        format!(
            "From: {from} <x@example.com>\r\nTo: all@example.com\r\nDate: {day} May 2026 10:31:00 +0200\r\n\
             Message-ID: <{day}@example.com>\r\nSubject: {subject}\r\n\r\n{body}\r\n"
        )
    }

    #[test]
    fn a_mailbox_is_a_thread_latest_first() {
        let mails = [
            mail("Anna", 2, "Lunch", "Shall we?\r\n>From here, or there?\r\n-- \r\nAnna"),
            mail("Ben", 3, "Re: Lunch", "Yes.\r\n\r\nOn 2 May 2026 at 10:31, Anna wrote:\r\n> Shall we?"),
        ];
        let mut file: String =
            mails.iter().map(|mail| format!("From x@example.com Sat May  2 10:31:00 2026\r\n{mail}\r\n")).collect();
        file.push_str(&format!("From x@example.com Sat May  2 10:31:00 2026\r\n{}\r\n", mails[0]));
        let document = crate::read("thread.mbox", file.into(), &Limits::default()).unwrap();
        assert_eq!(
            document.text,
            "From: Ben\nTo: all@example.com\nDate: 2026-05-03 10:31\n\nYes.\n\nFrom: Anna\nTo: all@example.com\nDate: 2026-05-02 10:31\n\nShall we?\nFrom here, or there?"
        );
        assert_eq!((document.form, document.title.as_deref()), (Form::Thread, Some("Lunch")));
        assert_eq!(document.place(0).unwrap().to_string(), "message 2 of Ben, 3 May 2026");
        assert_eq!(document.place(document.text.len() - 1).unwrap().message, Some(1));
        assert_eq!(document.warnings[0].code, "quotes-left-out");
    }

    #[test]
    fn parts_are_decoded_and_attachments_named() {
        let file = "From: =?UTF-8?B?546L6Iqz?= <w@example.com>\r\nSubject: =?UTF-8?Q?Caf=C3=A9?=\r\nMIME-Version: 1.0\r\n\
            Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n\
            --b\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nun caf=E9\r\n\
            --b\r\nContent-Type: text/html\r\n\r\n<p>other</p>\r\n--b--\r\n\
            --a\r\nContent-Type: application/pdf; name=plan.pdf\r\nContent-Disposition: attachment; filename=plan.pdf\r\n\r\nx\r\n--a--\r\n";
        let document = eml(file.as_bytes(), &Limits::default()).unwrap();
        assert_eq!(document.text, "From: 王芳\n\nun café");
        assert_eq!(document.title.as_deref(), Some("Café"));
        assert!(document.warnings[0].message.contains("plan.pdf"), "{:?}", document.warnings);
        let html = "From: a@example.com\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Yes.</p><blockquote>Shall we?</blockquote>";
        assert_eq!(eml(html.as_bytes(), &Limits::default()).unwrap().text, "From: a@example.com\n\nYes.");
    }

    #[test]
    fn a_thousand_parts_are_too_many() {
        let part = "--a\r\nContent-Type: text/plain\r\n\r\nx\r\n";
        let file = format!(
            "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n{}--a--\r\n",
            part.repeat(1_000)
        );
        let error = eml(file.as_bytes(), &Limits::default()).unwrap_err();
        assert!(error.message.contains("parts"), "{error}");
        let nested = "Content-Type: message/rfc822\r\n\r\n".repeat(100_000);
        assert!(eml(nested.as_bytes(), &Limits::default()).unwrap_err().message.contains("parts"));
    }
}
