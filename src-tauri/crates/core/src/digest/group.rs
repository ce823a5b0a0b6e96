//! Notifications by application and conversation, the urgent ones first, each group told by its own words.

use super::arrive::cut;
use super::line::Line;
use super::source::Source;
use super::urgent::{Preferences, Reason, urgent};
use super::{Notification, question};
use crate::text::Language;
use jiff::civil::DateTime;
use regex::Regex;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::LazyLock;

/// Characters of a line that tells a group by a message of it.
const LINE: usize = 140;

/// What arrived, in short.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
// In the window's bindings the settings have a `Digest` too.
#[serde(rename = "NotificationDigest", rename_all = "camelCase")]
pub struct Digest {
    /// Urgent ones first, then the latest first.
    pub groups: Vec<Group>,
    /// Notifications in all groups.
    pub count: u32,
    /// Of those the urgent ones.
    pub urgent: u32,
}

/// What one application, or one conversation in it, had to say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Group {
    pub app: String,
    /// The conversation; the application where all of it is one.
    pub title: String,
    pub line: Line,
    /// The urgent ones, the latest first.
    pub urgent: Vec<Marked>,
    #[specta(type = String)]
    pub latest: DateTime,
    /// Oldest first.
    pub messages: Vec<Notification>,
}

/// An urgent notification of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Marked {
    /// Its place among the group's messages.
    pub message: u32,
    pub reason: Reason,
}

impl Digest {
    /// The digest in a sentence: that nothing is urgent, or how much is.
    pub fn headline(&self, language: Language) -> String {
        let (count, groups, urgent) = (self.count, self.groups.len(), self.urgent);
        let chinese = language == Language::CHINESE;
        let plural = |n: usize| if n == 1 { "" } else { "s" };
        let of = format!("{count} notification{} in {groups} group{}.", plural(count as usize), plural(groups));
        match (count, urgent) {
            (0, _) if chinese => "没有通知。".to_owned(),
            (0, _) => "No notifications.".to_owned(),
            (_, 0) if chinese => format!("没有紧急通知。共 {count} 条通知，{groups} 组。"),
            (_, 0) => format!("Nothing urgent. {of}"),
            _ if chinese => format!("{urgent} 条紧急通知。共 {count} 条通知，{groups} 组。"),
            _ => format!("{urgent} urgent. {of}"),
        }
    }
}

impl Group {
    /// There is something to sum up: several messages, or one that does not fit its line.
    pub fn is_long(&self) -> bool {
        self.messages.len() > 1 || attributed(&self.title, &self.messages[0]).chars().count() > LINE
    }
}

/// The digest of notifications in the order of their arrival, without a model: each group is told by its last message,
/// or by its last urgent one.
pub fn digest(notifications: &[Notification], preferences: &Preferences) -> Digest {
    let mut groups: Vec<Group> = Vec::new();
    let mut places: HashMap<(String, String), usize> = HashMap::new();
    for notification in current(notifications) {
        let title = conversation(notification);
        let key = (notification.app.to_lowercase(), title.to_lowercase());
        let place = *places.entry(key).or_insert_with(|| {
            groups.push(Group {
                app: notification.app.clone(),
                title: title.clone(),
                line: Line::default(),
                urgent: Vec::new(),
                latest: notification.time,
                messages: Vec::new(),
            });
            groups.len() - 1
        });
        let group = &mut groups[place];
        if let Some(reason) = urgent(notification, preferences) {
            group.urgent.insert(0, Marked { message: group.messages.len() as u32, reason });
        }
        group.latest = group.latest.max(notification.time);
        group.messages.push(notification.clone());
    }
    for group in &mut groups {
        group.line = extract(group);
    }
    groups.sort_by_key(|group| (group.urgent.is_empty(), std::cmp::Reverse(group.latest)));
    Digest {
        count: groups.iter().map(|group| group.messages.len() as u32).sum(),
        urgent: groups.iter().map(|group| group.urgent.len() as u32).sum(),
        groups,
    }
}

/// Those that no later one took the place of.
fn current(notifications: &[Notification]) -> Vec<&Notification> {
    let mut current: Vec<Option<&Notification>> = Vec::with_capacity(notifications.len());
    // The place of the latest notification of an application with a number: numbers begin anew at times.
    let mut numbered: HashMap<(&str, u32), usize> = HashMap::new();
    for notification in notifications {
        let app = notification.app.as_str();
        if notification.replaces != 0
            && let Some(place) = numbered.get(&(app, notification.replaces))
        {
            current[*place] = None;
        }
        if notification.id != 0 {
            numbered.insert((app, notification.id), current.len());
        }
        current.push(Some(notification));
    }
    current.into_iter().flatten().collect()
}

/// The conversation a notification belongs to: its title without what comes and goes, or the application.
fn conversation(notification: &Notification) -> String {
    static REPLY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^\s*(?:(?:re|fwd?|aw|wg|sv|tr)(?:\[\d+\])?|回复|答复|转发)\s*[:：]\s*")
            .expect("a valid pattern")
    });
    static COUNT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)\s*[(（\[【]\s*\d+\+?\s*(?:条|封|个)?\s*(?:新|未读)?\s*(?:消息|邮件|messages?|msgs?|new(?: messages?| mails?)?|unread(?: messages?)?|mails?)?\s*[)）\]】]\s*",
            r"|^\s*\d+ (?:new |unread )*(?:messages?|mails?|e-mails?) (?:from|in)\s+",
            r"|\s*[:：-]?\s*\d+ (?:new|unread)(?: messages?| mails?)?\s*$",
            r"|^new (?:message|mail|e-mail) (?:from|in)\s+",
            r"|\s*(?:发来|有)\s*(?:了)?\s*\d+\s*(?:条|封)\s*(?:新|未读)?(?:消息|邮件)\s*$",
        ))
        .expect("a valid pattern")
    });
    if Source::of(notification).is_one() {
        return notification.app.clone();
    }
    let mut title = COUNT.replace_all(&notification.summary, " ").trim().to_owned();
    while let Some(reply) = REPLY.find(&title) {
        title = title[reply.end()..].to_owned();
    }
    if title.is_empty() { notification.app.clone() } else { title }
}

/// A group by one of its messages, and how many more there are.
fn extract(group: &Group) -> Line {
    let shown = group.urgent.first().map_or(group.messages.len() - 1, |marked| marked.message as usize);
    let more = match group.messages.len() - 1 {
        0 => String::new(),
        more => format!(" (+{more})"),
    };
    let text = attributed(&group.title, &group.messages[shown]);
    let text = match cut(&text, LINE) {
        whole if whole.len() == text.len() => text,
        part => format!("{}…", part.trim_end()),
    };
    Line { text: text + &more, written: false, messages: vec![shown as u32] }
}

/// A message in one line, with who said it.
pub(super) fn attributed(title: &str, message: &Notification) -> String {
    let one = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let body = one(&message.body);
    // In a group the message itself says who speaks.
    let who = match question::speaker(&body).0 {
        Some(_) => "",
        None if title == message.app => message.summary.as_str(),
        None => title,
    };
    match (who.is_empty(), body.is_empty()) {
        (_, true) => one(&message.summary),
        (true, _) => body,
        _ => format!("{}: {body}", one(who)),
    }
}
