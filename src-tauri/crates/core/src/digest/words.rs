//! The words that notifications are judged by, in English and Chinese. They are data (`assets/notifications.toml` and `notifications-talk.toml`); here
//! are only those that are more than a list.

use regex::Regex;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

const WORDS: &str = concat!(
    include_str!("../../../../../assets/notifications.toml"),
    "\n",
    include_str!("../../../../../assets/notifications-talk.toml")
);

pub type Pattern = LazyLock<Regex>;

#[derive(Deserialize)]
struct List {
    english: Vec<String>,
    chinese: Vec<String>,
}

/// Any of the words of a list.
fn list(name: &str) -> Regex {
    static LISTS: LazyLock<HashMap<String, List>> =
        LazyLock::new(|| toml::from_str(WORDS).expect("our own file, which a test reads"));
    let list = &LISTS[name];
    let english = list.english.join("|").replace(" ?", r"\s*").replace(' ', r"\s+");
    let chinese = list.chinese.join("|");
    Regex::new(&format!(r"(?i)(?-u:\b)(?:{english})(?-u:\b)|(?:{chinese})"))
        .expect("our own patterns, which a test reads")
}

macro_rules! lists {
    ($($name:ident = $key:literal;)*) => {
        $(pub static $name: Pattern = LazyLock::new(|| list($key));)*

        #[cfg(test)]
        const ALL: &[(&str, &Pattern)] = &[$(($key, &$name)),*];
    };
}

lists! {
    SECRET = "secret";
    CODE = "code";
    NO_CODE = "no-code";
    SIGN_IN_CODE = "sign-in-code";
    OTHER_CODE = "other-code";
    SIGN_IN = "sign-in";
    PAYMENT = "payment";
    PAID = "paid";
    FAILED = "failed";
    BUILD = "build";
    INCIDENT = "incident";
    ALARM = "alarm";
    OVER = "over";
    MENDED = "mended";
    CALL = "call";
    CALLED = "called";
    AT_ONCE = "at-once";
    OVERDUE = "overdue";
    DUE = "due";
    TOOK = "took";
    ARRIVES = "arrives";
    FETCH = "fetch";
    RHETORICAL = "rhetorical";
    EVERYBODY = "everybody";
    PITCH = "pitch";
    TEASER = "teaser";
    NO_HURRY = "no-hurry";
    REACTION = "reaction";
    YOU = "you";
    PROMOTION = "promotion";
    HINT = "hint";
    THREAT = "threat";
    ORDERS = "orders";
    LURE = "lure";
    NO_REPLY = "no-reply";
    AUTOMATIC = "automatic";
    TAKEN_BACK = "taken-back";
    CHANGED = "changed";
    WAITS = "waits";
    DISTRESS = "distress";
    WELL = "well";
    REQUEST = "request";
    COURTESY = "courtesy";
    MENTIONED = "mentioned";
    JOURNEY = "journey";
    ORDER = "order";
    NOTE = "note";
    REHEARSAL = "rehearsal";
}

/// What introduces a password; a fragment of a pattern.
pub const PASSWORD: &str =
    r"(?:(?-u:\b)(?:passwords?|passwort|passwd|pass ?codes?|pwd|pw|cvv2?|cvc2?)(?-u:\b)|密码|密碼|口令)";

/// What introduces a secret of several words; a fragment of a pattern.
pub const PHRASE: &str = r"(?:(?-u:\b)(?:pass ?phrase|(?:recovery|seed|secret|backup) (?:phrase|key|words)|passwords?)(?-u:\b)|助记词|恢复短语)";

/// What a password is said to be without being told.
pub const STATES: &str = "about expired expiring incorrect wrong invalid required needed not weak strong too now the due being \
     been reset changed updated set going still also no missing safe compromised for manager was is a an \
     in on at to from below sent shown that and or protected complete completed successful successfully \
     valid stored saved your you we please see attached ready used [password] [code] [link] [card] 即将过期 \
     已过期 已修改 已重置 错误 过期";

/// Amounts and dates and times of day, which are no codes.
pub static AMOUNT: Pattern = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)(?:[$€£¥₹￥]|(?-u:\b)(?:(?:USD|EUR|GBP|CNY|RMB|INR|HKD|Rs)\s|Rs\.\s?))\d[\d,.]*(?-u:\b)",
        r"|(?-u:\b)\d[\d,.]*\s?(?:元|块|美元|人民币|(?:USD|EUR|CNY|RMB|GBP|dollars|euros)(?-u:\b))",
        r"|(?-u:\b)(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])(?-u:\b)",
        r"|(?:19|20)\d\d年",
        r"|(?-u:\b)(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2},? (?:19|20)\d\d(?-u:\b)",
        r"|(?-u:\b)\d{1,2}:\d\d(?::\d\d)?(?-u:\b)",
    ))
    .expect("a valid pattern")
});

/// The branches and places where that concerns everybody. A branch of such a name stands alone: "feature/main-menu" is
/// none of them.
pub static MAIN: Pattern = LazyLock::new(|| {
    Regex::new(
        r#"(?i)(?:^|[\s(\[@:'"`→»/,，：（“「])(?:main|master|trunk|production|prod|release(?:/[\w.-]+)?|default branch|origin/main|refs/heads/(?:main|master))(?:$|[\s)\],.:;#'"`!?…，。：；）”」\p{Han}])|(?-u:\b)(?:deploy|release|build|nightly|ci|backend|frontend|web|api|app|server|shop|infra|service)[-_/:](?:main|master|prod|production)(?-u:\b)|(?-u:\b)(?:main|master|prod|production)[-_](?:deploy|release|build|ci|pipeline|rollout)(?-u:\b)|主分支|主干|生产环境|生产|线上|正式环境|\p{Han}(?:main|master|prod|release)(?:$|[^\w/-]|\p{Han})"#,
    )
    .expect("a valid pattern")
});

/// Right before a time these make it a deadline.
pub static BY: Pattern = LazyLock::new(|| {
    Regex::new(r"(?i)(?-u:\b)(?:by|before|due|deadline(?: is|:)?|no later than|latest)\s*(?:the\s+|the end of\s+|at\s+|on\s+)?$")
        .expect("a valid pattern")
});

/// A question or request without its mark.
pub static ASKING: Pattern = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)(?:^|[,.;:!–—-] ?)(?:(?:hey|hi|hello|yo|ok|okay|so|and|btw|also|sorry|please|pls|anyway|quick q(?:uestion)?:?|嗨|那|请问)[\s,，:!-]*){0,2}(?:\w+,\s+)?(?:can|could|would|will) (?:you|u)(?-u:\b)",
        r"|(?:^|[,.;!–—] ?)(?:(?:hey|hi|yo|and|so|btw|also|lol|sorry|mate|dude|bro|man|babe|love|dear|mum|mom|dad) ,?){0,2}(?:do|did|are|r|have|were) (?:you|u)(?-u:\b)",
        r"|(?:^|[,，;–—] ?)(?:what time|where|when|how (?:much|many|long)) (?:\w+ ){0,3}(?:is|are|do|does|did|should|can|shall)(?-u:\b)",
        r"|(?:^|[,，;–—] ?)which (?:\w+ ){1,5}(?:is|are|do|does|goes?|works?|should|can|shall)(?-u:\b)|^which (?:is|are)(?-u:\b)",
        r"|(?-u:\b)where (?:are|r) (?:you|u|ya)(?-u:\b)|(?-u:\b)what time (?:are|r|do|does|is|should)(?-u:\b)",
        r"|^any (?:idea|news|update|word|luck|progress|chance)(?-u:\b)|^(?:u|you) (?:there|around|free|up|awake|ok|home|coming|still)(?-u:\b)",
        r"|(?:^|[,，;–—] ?)(?:where|when|why|what|who|how)(?:['’]?s| is| are| r| do| does| did| should| can| was) ",
        r"|(?-u:\b)(?:you|u) (?:\w+ ){1,8}(?:or not|or no)\W*$|(?-u:\b)(?:you|u) (?:r |are )?\w+ing (?:\w+ ){0,6}(?:right|yeah)\W*$",
        r"|(?:能不能|可不可以|要不要|在不在|行不行|好不好|有没有空)|[吗呢么嘛][~～。！!]*$|^(?:请问)",
    ))
    .expect("a valid pattern")
});

/// Somebody tried to ring more than once.
pub static AGAIN: Pattern = LazyLock::new(|| {
    Regex::new(
        r"(?i)missed (?:\w+ )?calls? ?[(（x×]\s?(?:[2-9]|\d\d)|(?-u:\b)(?:[2-9]|\d\d) missed (?:\w+ )?calls|未接来电[\s\S]{0,24}[(（x×]\s?(?:[2-9]|\d\d)|(?:[2-9]|\d\d)\s?[个通次]未接",
    )
    .expect("a valid pattern")
});

/// Groups and channels.
pub static GROUP: Pattern = LazyLock::new(|| {
    Regex::new(r"(?i)#[\w-]+|(?-u:\b)(?:group|channel|team|family|class|club|all-hands)(?-u:\b)|群|频道|社区|业主")
        .expect("a valid pattern")
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_is_read_and_every_one_is_used() {
        let file: HashMap<String, List> = toml::from_str(WORDS).unwrap();
        assert_eq!(file.len(), ALL.len());
        for (key, pattern) in ALL {
            assert!(file.contains_key(*key) && !pattern.is_match("") && !pattern.is_match("xyz"), "{key}");
        }
    }
}
