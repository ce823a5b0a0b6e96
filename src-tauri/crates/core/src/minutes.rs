//! The minutes of a meeting or of a thread: what was decided, what is to be done, what nobody answered; who said what
//! matters, or what is asked of the reader and what the latest message changed.
//!
//! Found by rules, as action items are (see [`crate::actions`]): each entry is a sentence of the text with its place,
//! and in doubt there is none. Deliberately absent: the summary on top, which a model writes (`summarize`), and
//! decisions that are only meant.

mod decisions;
mod questions;
mod speakers;
#[cfg(test)]
mod tests;

use crate::actions::{self, Talk};
use crate::text::Language;
use decisions::Decision;
use regex::Regex;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

/// What a part of the minutes is about, in the order of the parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "kebab-case")]
pub enum Heading {
    Summary,
    Decisions,
    ActionItems,
    OpenQuestions,
    BySpeaker,
    AskedOfMe,
    WhatChanged,
}

impl Heading {
    /// As it is written above the part, in the language of the text as far as there are words in it.
    pub fn title(self, language: Option<Language>) -> &'static str {
        let chinese = language == Some(Language::CHINESE);
        match self {
            Heading::Summary if chinese => "摘要",
            Heading::Summary => "Summary",
            Heading::Decisions if chinese => "决定",
            Heading::Decisions => "Decisions",
            Heading::ActionItems if chinese => "待办事项",
            Heading::ActionItems => "Action items",
            Heading::OpenQuestions if chinese => "未答复的问题",
            Heading::OpenQuestions => "Open questions",
            Heading::BySpeaker if chinese => "各人发言",
            Heading::BySpeaker => "By speaker",
            Heading::AskedOfMe if chinese => "需要我做的",
            Heading::AskedOfMe => "Asked of me",
            Heading::WhatChanged if chinese => "最新变化",
            Heading::WhatChanged => "What changed",
        }
    }
}

/// One line of the minutes.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub heading: Heading,
    /// A sentence of the text; of an action item what is to be done.
    pub text: String,
    /// Whose an action item is, and by speaker who said it.
    pub owner: Option<String>,
    pub due: Option<String>,
    /// Byte ranges of the sentences it rests on, best first.
    pub sources: Vec<Range<usize>>,
}

/// What a conversation comes to, as far as rules can tell.
#[derive(Debug)]
pub struct Minutes<'t> {
    /// In the order of their headings.
    pub entries: Vec<Entry>,
    /// The text with what mails quote of each other blanked out: as long, and everything else in its place.
    pub own: Cow<'t, str>,
}

/// The minutes of a conversation; `None` of a text that is none. `thread` says that it is known to be one of mails, and
/// `me` what the reader is called: names and e-mail addresses.
pub fn minutes<'t>(text: &'t str, thread: bool, me: &[String]) -> Option<Minutes<'t>> {
    let turns = Some(actions::turns(text)).filter(|turns| turns.len() > 1)?;
    let talk = Talk::of(text, &turns);
    let decisions = decisions::decisions(&talk);
    let thread = thread || talk.is_thread();
    let open = questions::open(&talk, thread);
    let mut entries: Vec<Entry> = decisions.iter().map(|decision| decided(&talk, decision)).collect();
    entries.extend(talk.actions.iter().map(|action| of_action(Heading::ActionItems, action)));
    entries.extend(open.iter().map(|at| said(&talk, Heading::OpenQuestions, *at)));
    if thread {
        if let Some(me) = reader(&talk, me) {
            entries.extend(asked(&talk, me, &open));
        }
        entries.extend(changed(&talk, &decisions, &open).into_iter().map(|at| said(&talk, Heading::WhatChanged, at)));
    } else {
        entries.extend(speakers::by_speaker(&talk));
    }
    Some(Minutes { entries, own: talk.unquoted() })
}

/// A text without the room that blanking out has left.
pub fn closed_up(text: &str) -> Cow<'_, str> {
    static ROOM: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\n(?:[ \t\r]*\n)+").expect("a valid pattern"));
    ROOM.replace_all(text, "\n\n")
}

fn said(talk: &Talk, heading: Heading, at: usize) -> Entry {
    let said = &talk.said[at];
    Entry { heading, text: said.text.clone(), owner: None, due: None, sources: said.places.clone() }
}

fn decided(talk: &Talk, decision: &Decision) -> Entry {
    let mut entry = said(talk, Heading::Decisions, decision.at);
    if let Some(before) = decision.of.map(|at| &talk.said[at]) {
        let gap = if before.text.chars().any(crate::text::is_cjk) { "" } else { " " };
        entry.text = format!("{}{gap}{}", before.text, entry.text);
        // What was decided says more than that it was.
        entry.sources = before.places.iter().chain(&talk.said[decision.at].places).cloned().collect();
    }
    entry
}

fn of_action(heading: Heading, action: &actions::Action) -> Entry {
    let actions::Action { what, owner, due, sources } = action.clone();
    Entry { heading, text: what, owner, due, sources }
}

/// Which of the people the reader is; `None` when that can't be told.
fn reader(talk: &Talk, me: &[String]) -> Option<usize> {
    me.iter().find_map(|name| {
        let Some((local, _)) = name.split_once('@') else { return talk.people.find(name) };
        // "Ann Roe <ann@example.com>"; a bare address is called by its first half.
        let address =
            format!(r#"(?im)(?:^|[:：;；,，])[ \t"']*([^\n:：;；,，<>"]+?)["' \t]*<{}>"#, regex::escape(name));
        let beside = Regex::new(&address).ok()?.captures(talk.text);
        beside
            .and_then(|found| talk.people.find(&found[1]))
            .or_else(|| talk.text.to_lowercase().contains(&name.to_lowercase()).then(|| talk.people.find(local))?)
    })
}

/// What is to be done by the reader, and what they were asked and nobody answered.
fn asked(talk: &Talk, me: usize, open: &[usize]) -> Vec<Entry> {
    let mine = |owner: &Option<String>| {
        let owners = owner.iter().flat_map(|owner| owner.split('、').flat_map(|owner| owner.split(" and ")));
        owners.filter_map(|owner| talk.people.find(owner)).any(|person| person == me)
    };
    let actions = talk.actions.iter().filter(|action| mine(&action.owner));
    let questions = open.iter().filter(|at| talk.said[**at].speaker != Some(me) && talk.heard[**at].to.contains(&me));
    let actions = actions.map(|action| of_action(Heading::AskedOfMe, action));
    actions.chain(questions.map(|at| said(talk, Heading::AskedOfMe, *at))).collect()
}

/// The sentences of the latest message that change something: they decide, move a date, say that something is done, or
/// ask for something.
fn changed(talk: &Talk, decisions: &[Decision], open: &[usize]) -> BTreeSet<usize> {
    static MOVED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)\binstead\b|\b(?:mov|postpon|reschedul|delay)(?:e|es|ed|ing)\b|\bbrought forward\b|\bput (?:back|off)\b|",
            r"改到|改成|改为|改在|推迟|提前|延期|延到|顺延",
        ))
        .expect("a valid pattern")
    });
    let Some(latest) = talk.said.last().map(|said| said.of) else { return BTreeSet::new() };
    let within = |at: &usize| talk.said[*at].of == latest;
    let changes = |at: &usize| {
        let (text, heard) = (&talk.said[*at].text, &talk.heard[*at]);
        heard.asks || heard.moves || heard.ends || MOVED.is_match(text) && actions::is_dated(text)
    };
    let own = (0..talk.said.len()).filter(changes);
    let decided = decisions.iter().flat_map(|decision| decision.of.into_iter().chain([decision.at]));
    own.chain(decided).chain(open.iter().copied()).filter(within).collect()
}
