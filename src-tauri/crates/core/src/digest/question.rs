//! Whether a message asks its reader something: a question, or a request that waits for an answer or a deed. What is
//! asked of everybody, of another by name, by an advertisement or by a newsletter is asked of nobody here.

use super::source::Source;
use super::urgent::Preferences;
use super::{Notification, clause, when, words};
use crate::text;
use regex::Regex;
use std::sync::LazyLock;

/// The question or request, as it stands in the message.
pub(super) fn question<'n>(
    notification: &'n Notification,
    source: Source,
    preferences: &Preferences,
) -> Option<&'n str> {
    let mentioned = words::MENTIONED.is_match(&notification.summary);
    if !(source.is_talk() || source == Source::Build && mentioned) {
        return None;
    }
    let mail = source == Source::Mail;
    // Shops, networks and forges write mails that nobody answers.
    let company = || Source::named(&notification.summary).is_some_and(|named| named.sells() || named == Source::Build);
    if mail && company() {
        return None;
    }
    if words::NO_REPLY.is_match(&notification.summary) || mail && words::NO_REPLY.is_match(&notification.body) {
        return None;
    }
    if words::NO_HURRY.is_match(&notification.body) {
        return None;
    }
    // A sender that puts its name in such brackets is a company or a publisher.
    if notification.body.trim_start().starts_with('【') {
        return None;
    }
    let (speaker, said) = speaker(&notification.body);
    let group = !mail && !mentioned && (speaker.is_some() || words::GROUP.is_match(&notification.summary));
    let person = !mail && !group && !is_number(&notification.summary);
    let own = clause::own(said);
    let asked = |sentence: &str| {
        (is_question(sentence) || person && (is_request(sentence, notification) || asks_in_passing(sentence)))
            && !((group || mail) && words::EVERYBODY.is_match(sentence))
            && !(mail && (words::PITCH.is_match(sentence) || is_old_subject(sentence)))
            && (!group || is_mine(sentence, preferences))
    };
    let found = text::sentences(said).into_iter().find(|range| asked(&own[range.clone()]));
    // The title of a mail is its subject; that of a chat is a name.
    let subject = || Some(notification.summary.as_str()).filter(|subject| mail && asked(subject));
    found.map(|range| &said[range]).or_else(subject)
}

/// "[users] how do I …?", "Re: lunch?": what lists, trackers and answers put before a subject.
fn is_old_subject(sentence: &str) -> bool {
    sentence.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '[').starts_with('[')
        || ["re:", "aw:", "fwd:", "fw:", "回复", "答复", "转发"]
            .iter()
            .any(|mark| sentence.to_lowercase().starts_with(mark))
}

/// Whether a message in a group is marked for another.
pub(super) fn is_for_another(notification: &Notification, source: Source, preferences: &Preferences) -> bool {
    static MARK: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?:^|[\s:：,，(])@(?P<name>[\w\p{Han}.-]+)").expect("a valid pattern"));
    static ANSWERED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:(?-u:\b)(?:replied|replying) to |回复了?\s?)@?(?P<name>[\w\p{Han}.-]+)")
            .expect("a valid pattern")
    });
    if source == Source::Chat
        && let Some(hit) = ANSWERED.captures(&notification.body)
        && let Some(name) = hit.name("name").filter(|name| name.end() < 40)
    {
        let me = is_me(name.as_str(), preferences)
            || ["your", "你", "您", "我"].iter().any(|me| name.as_str().starts_with(me));
        return !me;
    }
    let (speaker, said) = speaker(&notification.body);
    let group = speaker.is_some() || words::GROUP.is_match(&notification.summary);
    if source != Source::Chat || !group || words::MENTIONED.is_match(&notification.summary) {
        return false;
    }
    const ALL: [&str; 7] = ["everyone", "here", "channel", "all", "room", "所有人", "全体成员"];
    let mut names = MARK.captures_iter(said).filter_map(|hit| hit.name("name")).map(|name| name.as_str()).peekable();
    names.peek().is_some() && !names.any(|name| is_me(name, preferences) || ALL.contains(&name))
}

/// Who speaks in a message of a group ("Tom: are you there?"), and what is said.
pub(super) fn speaker(body: &str) -> (Option<&str>, &str) {
    static SPEAKER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^@?(?P<name>\p{Lu}[\w'’.-]*(?: \p{L}[\w'’.-]*){0,2}|[\p{Han}\w]{1,8}|@?[a-z][\w.-]{1,20})\s?[:：]\s*",
        )
        .expect("a valid pattern")
    });
    match SPEAKER.captures(body) {
        Some(hit) => (hit.name("name").map(|name| name.as_str()), &body[hit[0].len()..]),
        None => (None, body),
    }
}

/// A sender without a name is no acquaintance.
pub(super) fn is_number(title: &str) -> bool {
    let digits = title.chars().filter(char::is_ascii_digit).count();
    digits >= 3 && !title.chars().any(char::is_alphabetic)
}

fn is_question(sentence: &str) -> bool {
    static MARKED: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"[\p{L}\p{N}\p{P}\s][?？]+(?:[^\p{L}\p{N}=&/?]|$)").expect("a valid pattern"));
    let asks = MARKED.is_match(sentence) || words::ASKING.is_match(sentence);
    asks && sentence.chars().any(char::is_alphanumeric)
        && !words::RHETORICAL.is_match(sentence)
        && !words::TEASER.is_match(sentence)
}

/// Something to be done, asked politely or told.
fn is_request(sentence: &str, notification: &Notification) -> bool {
    if when::days_until(sentence, notification.time).is_some_and(|days| days > 1) {
        return false;
    }
    static PLEASE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?i)(?-u:\b)(?:please|pls|plz)\s+(?P<verb>\w+)").expect("a valid pattern"));
    // Courtesies that ask for nothing.
    const COURTESIES: &str = " note find see be ignore disregard don do enjoy accept excuse forgive feel allow keep read \
                              refer remember know have take understand welcome join visit share \
                              vote subscribe stay follow ";
    let please = || {
        PLEASE.captures_iter(sentence).any(|hit| {
            hit.name("verb").is_some_and(|verb| !COURTESIES.contains(&format!(" {} ", verb.as_str().to_lowercase())))
        })
    };
    static TOLD: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)^(?:(?:hey|ok|so|and|also|quick),? )?(?:call|ring|phone|text|send|bring|answer|reply|tell|ask|pick (?:up|me|him|her)|turn (?:on|off|it)|move|open the|close the|hurry|approve|sign|transfer|meet me|wait for|wake up|come (?:to|over|down|up|home|here|quick|outside|get))(?-u:\b)|(?:^|[，,。！ ])(?:你)?快(?:点|下来|下楼|上来|过来|来(?:一|开|帮|接|我)|回[来家电]|去|接|开门|出来|给)",
        )
        .expect("a valid pattern")
    });
    (please() || TOLD.is_match(sentence) || clause::affirmed(&words::REQUEST, sentence).is_some())
        && !words::COURTESY.is_match(sentence)
}

/// Without a mark. English turns the verb around ("did my parcel come"); Chinese has words that ask (你住几栋来着), here
/// those of a short clause.
fn asks_in_passing(sentence: &str) -> bool {
    static ASKS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"几[点号栋楼路层]|多少|哪[儿里个位天家边些了]|在哪|(?:什么|啥)(?:时候|地方|情况|意思)|怎么(?:办|弄|走|回事|还|用|去)|咋(?:办|弄|还|样)|干嘛|来着|(?:是不是|有没有|要不要|能不能|可不可以|行不行|会不会|去不去|来不来|在不在|吃不吃|到没到)|[了完好到]没有?$|[你您].{1,8}没有?$|(?:行|能|会|可以|看|来|去|在|有|要|下|吃)\p{Han}{0,6}不$|在谁(?:那|手)|是\p{Han}{1,8}还是\p{Han}{1,8}$|(?:用|要|放|选|去|吃|走|发|做|送|买).{1,6}还是.{1,6}$|[吗嘛]$",
        )
        .expect("a valid pattern")
    });
    static TURNED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)^(?:(?:hey|hi|yo|ok|so|and|but|btw|also|oh|wait|sorry)[ ,]+){0,2}(?:(?:do|did|does|is|are|r|has|have|can|could|should|shall|will|would) (?:i|we|you|u|he|she|they|it|my|your|ur|our|the|this|that|there|any\w*)|(?:was|were) (?:you|u|he|she|they|it|your))(?-u:\b)",
        )
        .expect("a valid pattern")
    });
    static TELLS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"不知道|不晓得|忘了|没什么|无论|不管|随便|多少有|不怎么|怎么(?:这么|那么|都)|都|也不|听说|好奇|期待|告诉你")
            .expect("a valid pattern")
    });
    let clauses = sentence.split(['，', ',', '；', ';', '。', '！', '!', '…', '~', '～', ' ']);
    let asks = |clause: &str| {
        let clause = clause.trim_matches(|c: char| !c.is_alphanumeric());
        clause.chars().count() <= 18 && ASKS.is_match(clause) && !TELLS.is_match(clause)
    };
    let turned = TURNED.is_match(sentence) && !words::RHETORICAL.is_match(sentence);
    turned || !words::TEASER.is_match(sentence) && clauses.into_iter().any(asks)
}

fn is_me(name: &str, preferences: &Preferences) -> bool {
    preferences.names.iter().any(|mine| mine.eq_ignore_ascii_case(name))
        || matches!(name, "you" | "me" | "You" | "你" | "我")
}

/// In a group: by name, or by "you" with nobody else named first.
fn is_mine(sentence: &str, preferences: &Preferences) -> bool {
    static CALLED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^\s*(?:@(?P<at>[\w\p{Han}.-]+)|(?P<name>\p{Lu}[\w'’-]+)[,，:：])").expect("a valid pattern")
    });
    if let Some(hit) = CALLED.captures(sentence)
        && let Some(name) = hit.name("at").or(hit.name("name"))
    {
        const GREETINGS: [&str; 9] = ["Hey", "Hi", "Hello", "Ok", "Okay", "Also", "So", "Sorry", "Btw"];
        return is_me(name.as_str(), preferences)
            || GREETINGS.contains(&name.as_str()) && words::YOU.is_match(sentence);
    }
    words::YOU.is_match(sentence)
}
