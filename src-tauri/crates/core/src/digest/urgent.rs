//! Whether a notification is urgent, and the words in it that say so.
//!
//! Rules, in an order: what the user chose and what can't wait by its nature comes first; then advertising and swindles,
//! which imitate urgency, are let go; then the rest. No model is asked, so that the same notification is always judged
//! alike and at once.

use super::source::Source;
use super::words::{self, Pattern};
use super::{Importance, Notification, clause, question, when};
use crate::text::{self, Language};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::ops::Range;

/// What the user said about urgency.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase", default)]
pub struct Preferences {
    /// People whose messages are always urgent, by the name that their messages show.
    pub people: Vec<String>,
    /// What the user is called, for questions in a group.
    pub names: Vec<String>,
}

/// What makes a notification urgent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
// In the window's bindings a correction has a `Kind` too.
#[serde(rename = "Urgency", rename_all = "kebab-case")]
pub enum Kind {
    /// One of the people that the user chose.
    Person,
    Call,
    SecurityCode,
    /// The sender says it is critical.
    Critical,
    SignIn,
    Payment,
    /// A build or deployment that concerns everybody failed.
    Build,
    Incident,
    Deadline,
    Question,
}

impl Kind {
    /// The reason's name in English or Chinese.
    pub fn name(self, language: Language) -> &'static str {
        let (english, chinese) = match self {
            Kind::Person => ("From someone you chose", "来自您选择的人"),
            Kind::Call => ("Call", "来电"),
            Kind::SecurityCode => ("Security code", "安全验证码"),
            Kind::Critical => ("Marked critical", "被标为重要"),
            Kind::SignIn => ("Sign-in", "账号登录"),
            Kind::Payment => ("Payment", "付款"),
            Kind::Build => ("Failed build", "构建失败"),
            Kind::Incident => ("Incident", "故障或险情"),
            Kind::Deadline => ("Deadline", "时限"),
            Kind::Question => ("Asks you", "在问您"),
        };
        if language == Language::CHINESE { chinese } else { english }
    }
}

/// Why a notification is urgent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Reason {
    pub kind: Kind,
    /// The words of the notification that say so, in one line; never a code, for those are sealed.
    pub words: String,
}

impl Reason {
    /// In words, as in `Deadline: “by 5 pm”`.
    pub fn said(&self, language: Language) -> String {
        let name = self.kind.name(language);
        if language == Language::CHINESE {
            format!("{name}：“{}”", self.words)
        } else {
            format!("{name}: “{}”", self.words)
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said(Language::ENGLISH))
    }
}

/// Characters of a notification that a reason quotes at most.
const QUOTED: usize = 80;
/// Days until a payment is due, at most.
const PAYMENT_DAYS: i64 = 3;

/// Why this is urgent; `None` when it isn't.
///
/// The notification must be sealed; what it says of times is read by its own time.
pub fn urgent(notification: &Notification, preferences: &Preferences) -> Option<Reason> {
    let source = Source::of(notification);
    let text = notification.text();
    let because = |kind: Kind, range: Range<usize>| Some(Reason { kind, words: quoted(&text, range) });
    let says = |pattern: &Pattern| pattern.find(&text).map(|hit| hit.range());

    if let Some(person) = chosen(notification, source, preferences) {
        return Some(Reason { kind: Kind::Person, words: person.to_owned() });
    }
    if let Some(range) =
        says(&words::CALL).or_else(|| notification.category.starts_with("call.incoming").then_some(0..0))
        && !words::CALLED.is_match(&text)
        && matches!(source, Source::Phone | Source::Chat | Source::Other)
    {
        return because(Kind::Call, range);
    }
    if let Some(range) = says(&words::AGAIN) {
        return because(Kind::Call, range);
    }
    if let Some(range) = code(&text, notification)
        && words::SIGN_IN_CODE.is_match(&text)
        && !words::OTHER_CODE.is_match(&text)
    {
        return because(Kind::SecurityCode, range);
    }
    // People quote to each other what they laugh about.
    let own = if source.is_talk() { clause::own(&text) } else { Cow::Borrowed(text.as_str()) };
    if is_advertising(&own, source)
        || is_swindle(&text, source)
        || words::ORDERS.is_match(&own)
        || words::AUTOMATIC.is_match(&text)
    {
        return None;
    }
    // What is only tried out may break.
    if matches!(source, Source::Operations | Source::Build)
        && words::REHEARSAL.is_match(&text)
        && !words::MAIN.is_match(&text)
    {
        return None;
    }
    // Those who sell something call all they say critical.
    if notification.importance == Importance::Critical && !source.sells() {
        return because(Kind::Critical, 0..0);
    }
    if let Some(range) = clause::affirmed(&words::SIGN_IN, &text) {
        return because(Kind::SignIn, range);
    }
    let far = || when::days_until(&text, notification.time).is_some_and(|days| days > PAYMENT_DAYS);
    if let Some(range) = clause::affirmed(&words::PAYMENT, &text)
        && !matches!(source, Source::News | Source::Social | Source::Build)
        && !clause::succeeded(&words::PAID, &text)
        && !far()
    {
        return because(Kind::Payment, range);
    }
    let over = words::OVER.is_match(&text);
    if source == Source::Build || words::BUILD.is_match(&text) && words::MAIN.is_match(&text) {
        if let Some(range) = says(&words::FAILED)
            && words::MAIN.is_match(&text)
            && !words::MENDED.is_match(&text)
        {
            return because(Kind::Build, range);
        }
        if source == Source::Build && question_free(&text) && !words::MENTIONED.is_match(&notification.summary) {
            return when::deadline(&text, notification.time, source).and_then(|range| because(Kind::Deadline, range));
        }
    }
    let alarm = || (source == Source::Operations).then(|| says(&words::ALARM)).flatten();
    if let Some(range) = says(&words::INCIDENT).or_else(alarm)
        && !matches!(source, Source::News | Source::Social | Source::Shopping | Source::Calendar)
        && !over
    {
        return because(Kind::Incident, range);
    }
    if let Some(range) = clause::affirmed(&words::DISTRESS, &own)
        && matches!(source, Source::Chat | Source::Mail | Source::Phone | Source::Other)
        && !over
        && !words::WELL.is_match(&own)
    {
        return because(Kind::Incident, range);
    }
    if words::REACTION.is_match(&text) || question::is_for_another(notification, source, preferences) {
        return None;
    }
    if let Some(range) = when::deadline(&own, notification.time, source) {
        return because(Kind::Deadline, range);
    }
    if let Some(range) = when::change(&text, notification.time, source) {
        return because(Kind::Deadline, range);
    }
    let asked = question::question(notification, source, preferences)?;
    Some(Reason { kind: Kind::Question, words: shortened(asked) })
}

/// The mark of a code that stands alone; one within an address, or in a sender's name beside it, was none.
fn code(text: &str, notification: &Notification) -> Option<Range<usize>> {
    const MARK: &str = "[code]";
    let from = if notification.summary.contains('@') { notification.summary.len() } else { 0 };
    let joined =
        |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '@' | '-' | '_' | '/' | '+'));
    let stands_alone = |at: &usize| {
        let mut rest = text[at + MARK.len()..].chars();
        let next = rest.next();
        let address = next == Some('.') && rest.next().is_some_and(|c| c.is_ascii_alphanumeric());
        !joined(text[..*at].chars().next_back()) && !joined(next) && !address
    };
    text.match_indices(MARK).map(|(at, _)| at).filter(|at| *at >= from).find(stands_alone).map(|at| at..at + MARK.len())
}

/// A machine's report, in which words such as "urgent" are names of things.
fn question_free(text: &str) -> bool {
    !text.contains(['?', '？'])
}

/// The person among those chosen that wrote this or rings.
fn chosen<'p>(notification: &Notification, source: Source, preferences: &'p Preferences) -> Option<&'p str> {
    if !matches!(source, Source::Chat | Source::Mail | Source::Phone | Source::Other) {
        return None;
    }
    let speaker = question::speaker(&notification.body).0.unwrap_or_default().to_lowercase();
    let title = notification.summary.to_lowercase();
    preferences.people.iter().map(|person| person.trim()).find(|person| {
        let person = person.to_lowercase();
        !person.is_empty() && (speaker == person || has_name(&title, &person))
    })
}

/// A name as words of their own; Chinese has none.
fn has_name(title: &str, name: &str) -> bool {
    title.match_indices(name).any(|(at, _)| {
        let outside = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() || text::is_cjk(c));
        outside(title[..at].chars().next_back()) && outside(title[at + name.len()..].chars().next())
    })
}

/// Advertising betrays itself by what it offers; the less so, the more the application is for other things.
fn is_advertising(text: &str, source: Source) -> bool {
    let different = |pattern: &Pattern, text: &str| {
        pattern.find_iter(text).map(|hit| hit.as_str().to_lowercase()).collect::<HashSet<String>>().len()
    };
    // A word counts once: the "shop" of "shop now" is no second sign.
    let rest = words::PROMOTION.replace_all(text, " ");
    2 * different(&words::PROMOTION, text) + different(&words::HINT, &rest) >= source.patience()
}

/// A threat and a lure from a sender that anybody can be.
fn is_swindle(text: &str, source: Source) -> bool {
    matches!(source, Source::Mail | Source::Chat | Source::Other | Source::Social | Source::Phone)
        && words::THREAT.is_match(text)
        && words::LURE.is_match(text)
}

/// The sentence about a place, in one line; the first line when the place is empty.
fn quoted(text: &str, place: Range<usize>) -> String {
    let sentence = text::sentences(text)
        .into_iter()
        .find(|range| range.start <= place.start && place.start < range.end)
        .unwrap_or(0..text.len());
    let said = &text[sentence.clone()];
    if said.chars().count() <= QUOTED {
        return shortened(said);
    }
    // A long sentence is shown from a little before the words that count.
    let from = place.start.saturating_sub(sentence.start);
    let skip = said[..from].chars().count().saturating_sub(QUOTED / 3);
    let rest: String = said.chars().skip(skip).collect();
    if skip == 0 { shortened(&rest) } else { shortened(&format!("…{}", rest.trim_start())) }
}

fn shortened(said: &str) -> String {
    let line = said.split_whitespace().collect::<Vec<_>>().join(" ");
    match super::arrive::cut(&line, QUOTED) {
        whole if whole.len() == line.len() => line,
        part => format!("{}…", part.trim_end()),
    }
}
