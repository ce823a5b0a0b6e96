//! When something is due, in the text's own words: "by the end of next week", 周五下班前.
//!
//! Dates are found, not computed: what "Thursday" is depends on a day that nobody may have said.

use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A date in a sentence.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Date {
    /// With the word before it ("by Friday").
    pub range: Range<usize>,
    /// Without that word.
    pub text: String,
    pub weight: Weight,
}

/// How likely a date is when something is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    /// "Friday won't work", "since Monday", "last week": certainly not.
    Never,
    /// "for Monday", "to Monday": of the thing rather than of the doing.
    Thing,
    /// "on Monday", "tomorrow".
    Day,
    /// "by Monday".
    Deadline,
}

const DAY: &str = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|(?-i:Mon|Tues?|Wed|Thurs?|Fri)\b\.?)";
const MONTH: &str = concat!(
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|(?-i:Jan|Feb|Mar|",
    r"Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)",
);
const PART: &str = r"(?:morning|afternoon|evening|night|noon|midday|lunch(?:time)?)";
const ORDINAL: &str = concat!(
    r"(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|",
    r"thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty-(?:first|",
    r"second|third|fourth|fifth|sixth|seventh|eighth|ninth)|thirtieth|thirty-first)",
);
const CLOCK: &str = concat!(
    r"(?:\d{1,2}(?:[:.]\d{2})?\s?(?:am|pm|a\.m\.|p\.m\.|o'clock)|\d{1,2}:\d{2}|(?:half past |quarter (?:to|",
    r"past) )?(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) o'clock)",
);

/// A day of the month alone: no list has as many points.
const FAR: &str = r"(?:(?:four|fif|six|seven|eigh|nine)teenth|twentieth|twenty-(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|thirtieth|thirty-first)\b";

/// An hour alone, which only "at" and the like make one.
const HOUR: &str =
    r"(?:at|by|before|until|till)\s+(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b";

static WHOLE_HOUR: LazyLock<Regex> = LazyLock::new(|| Regex::new(&format!("(?i)^{HOUR}$")).expect("a valid pattern"));

static ENGLISH: LazyLock<Regex> = LazyLock::new(|| {
    let span = format!(r"(?:day|week|weekend|month|year|quarter|term|season|business|play|{DAY}|{MONTH})");
    let atoms = [
        format!(
            "(?:the\\s+)?(?:very\\s+)?(?:end|beginning|start|middle)\\s+of\\s+(?:(?:the|this|next|that|our|\
            your)\\s+)?(?:school\\s+)?{span}"
        ),
        format!(r"(?:the\s+)?{PART}\s+of\s+(?:{DAY}|the\s+{ORDINAL}|\d{{1,2}}\s+{MONTH}|{MONTH}\s+\d{{1,2}})"),
        r"(?:the|our|your|her|his|their|my) first (?:day|morning|week)".to_owned(),
        format!(r"first thing(?:\s+(?:on\s+)?(?:tomorrow|{DAY}|in the morning|next week))?(?:\s+morning)?"),
        format!(
            "(?:early|late|later|mid)[\\s-]+(?:(?:this|next|on|in)\\s+)?(?:week|month|today|tomorrow|{DAY}|{MONTH}|\
            {PART})"
        ),
        format!(
            "(?:this|next|the following|the coming|that same)\\s+(?:coming\\s+)?(?:{DAY}|weekend|week|month|year|\
            quarter|term|season|spring|summer|autumn|winter|{PART})"
        ),
        format!(r"a week (?:from (?:today|tomorrow|now|{DAY})|on {DAY})"),
        format!(r"(?:the\s+)?{DAY}\s+after(?:\s+next)?\b"),
        format!(r"(?:the\s+)?{DAY}(?:\s+week\b)?"),
        r"the day after tomorrow|the day before|tomorrow|tonight|today|the next day".to_owned(),
        format!(r"(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+{MONTH}(?:,?\s+20\d\d)?"),
        format!(r"the\s+{ORDINAL}\s+of\s+{MONTH}"),
        format!(r"{MONTH}\s+(?:the\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+20\d\d)?|{ORDINAL})"),
        format!(r"the\s+{ORDINAL}"),
        HOUR.to_owned(),
        FAR.to_owned(),
        r"weekend|the last day|(?:dinner|lunch|tea|bed)[\s-]?time".to_owned(),
        r"(?-i:Whitsun|Pentecost|Passover|Ramadan|Eid|Diwali|Thanksgiving|Halloween|Midsummer|Carnival)".to_owned(),
        r"\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./](?:20)?\d\d".to_owned(),
        r"(?-i:EOD|EOW|EOM|COB)|end of play|close of business|close of play".to_owned(),
        format!(r"(?:(?:12|twelve)\s+)?(?:noon|midday|midnight|lunch(?:time)?)|{CLOCK}"),
        "(?:in|within)\\s+(?:the\\s+(?:next|coming)\\s+)?(?:an?|one|two|three|four|five|ten|\\d+|a couple of|\
            a few|half an)\\s+(?:minutes?|hours?|days?|weeks?|months?)(?:\\s+or\\s+two|\\s+of \\w+ing(?: \\w+){1,3})?"
            .to_owned(),
        r"(?:in|during)\s+the\s+(?:next|coming)\s+(?:days|weeks|hour)".to_owned(),
        r"as soon as (?:possible|you can|I can|we can)|asap|right away|straight away|immediately|at once".to_owned(),
        r"right after (?:this|the|our|my) [\w-]+".to_owned(),
        concat!(
            r"the (?:weekend|holidays|new year)|christmas|easter|new year|over lunch|after (?:lunch|work|school|",
            r"hours|closing|the meeting|this meeting|the call|this call)",
        )
        .to_owned(),
        // An event: "before the audit", "by the next meeting".
        concat!(
            r"(?:before|by|until|in time for)\s+(?:(?:the|our|your|my|his|her|their|",
            r"this)\s+(?:next\s+)?[a-z'][\w'-]+|(?:we|you|they|I)\s+(?:open|close|leave|go|start|meet|launch|ship|",
            r"move|fly))",
        )
        .to_owned(),
    ]
    .join("|");
    let rest = format!(
        "{PART}\\b|{CLOCK}|the\\s+{ORDINAL}|\\d{{1,2}}(?:st|nd|rd|th)?(?:\\s+of)?\\s+{MONTH}|{MONTH}\\s+\\d{{1,2}}(?:st|\
        nd|rd|th)?|[01]\\d[0-5]\\d|2[1-3][0-5]\\d|(?:dinner|lunch|tea|bed)[\\s-]?time|after (?:closing|lunch|work|school)|at the latest|{DAY}|next week|at five|EOD|noon"
    );
    Regex::new(&format!(
        "(?i)(?:\\b(no later than|not later than|not before|not on|not in|instead of|rather than|by|before|until|till|on|\
            for|from|since|after|to|at|in|over|during|due|about|of|not|last|than|was|\
            were)\\s+)?\\b({atoms})((?:\\s*,?\\s+(?:at\\s+|on\\s+|in\\s+the\\s+|by\\s+|around\\s+)?(?:{rest}))*)"
    ))
    .expect("a valid pattern")
});

static CHINESE: LazyLock<Regex> = LazyLock::new(|| {
    let day = concat!(
        r"(?:下下|这个?|本|下个?|上个?)?(?:周|星期|礼拜)(?:[一二三四五六日天末]|[1-6])|(?:大后|后|明|今|当)(?:天|",
        r"日|晚|早)|今儿|明儿|\d{4}年\d{1,2}月\d{1,2}[日号]|\d{1,2}月(?:\d{1,2}[日号]?|底|初|中旬|份)|",
        r"\d{1,2}[日号]|[一二三]?十?[一二三四五六七八九十][号日]|(?:这个?|本|下个?)?(?:月|年)(?:底|初|中|末)|",
        r"(?:这|本|下)(?:个?(?:周|星期|礼拜|季度|月)|周)(?:内|里|初|之内)?|周末|节前|节后|年前|年后|(?:国庆|春节|",
        r"元旦|中秋|五一)(?:节)?(?:之?前|之?后)?",
    );
    let hour = concat!(
        r"凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|一早|下班|午饭|放学|(?:\d{1,2}|",
        r"[一二两三四五六七八九十]{1,2})点(?:半|钟|\d{1,2}分?)?|\d{1,2}[:：]\d{2}",
    );
    let span = concat!(
        r"[一两二三四五六七八九十半\d]{1,2}个?(?:天|周|星期|小时|分钟|工作日|月)(?:之?内|以内)|一会儿|待会儿?|",
        r"等下|等会儿?|等一下|晚点|马上|立刻|尽快|稍后|散会(?:后|以后|之后)|会后|开会前|开会之前|",
        r"\d{1,2}[/.]\d{1,2}",
    );
    Regex::new(&format!(
        "(从|自|自从|不是|除了|上次|去年)?((?:(?:{day})(?:的)?(?:{hour})*|(?:{hour})+|{span})(?:下班|放学|\
            午饭)?)(之前|以前|前|之内|内|左右|就)?"
    ))
    .expect("a valid pattern")
});

/// Every date in a sentence.
pub(super) fn dates(sentence: &str) -> Vec<Date> {
    let mut found: Vec<Date> = ENGLISH
        .captures_iter(sentence)
        .filter_map(|date| {
            let (before, core, rest) =
                (date.get(1).map(|word| word.as_str().to_lowercase()), date.get(2)?, date.get(3)?);
            let end = if rest.is_empty() { core.end() } else { rest.end() };
            let hour = core.as_str().split_once(char::is_whitespace).filter(|_| WHOLE_HOUR.is_match(core.as_str()));
            let before = hour.map(|(before, _)| before.to_lowercase()).or(before).unwrap_or_default();
            let before = before.as_str();
            // "After lunch" is a time of its own.
            let after_it = before == "after"
                && ["lunch", "work", "school", "hours", "closing"].contains(&core.as_str().to_lowercase().as_str());
            let start = match hour {
                Some((_, word)) => core.end() - word.trim_start().len(),
                None if after_it => date.get(1)?.start(),
                None => core.start(),
            };
            let mut text = sentence[start..end].to_owned();
            let after = &sentence[end..];

            if not_a_day(core.as_str(), before, after) {
                return None;
            }
            // "On Friday, before her first day" is on Friday.
            let event_day =
                ["first day", "first morning", "first week"].iter().any(|day| text.to_lowercase().contains(day));
            let deadline = !event_day
                && matches!(before, "by" | "before" | "until" | "till" | "no later than" | "not later than" | "due");
            let latest = after.trim_start_matches([' ', ',']).to_lowercase();
            let event =
                text.split_whitespace().next().is_some_and(|word| matches!(word, "by" | "until" | "By" | "Until"));
            if event {
                text = text.split_once(' ').map_or(text.clone(), |(_, rest)| rest.to_owned());
            }
            let weight = if matches!(
                before,
                "from"
                    | "not on"
                    | "not in"
                    | "about"
                    | "since"
                    | "not"
                    | "instead of"
                    | "rather than"
                    | "last"
                    | "not before"
                    | "than"
                    | "of"
                    | "was"
                    | "were"
                    | "during"
            ) || (before == "after" && !after_it)
                || refused_after(after)
                || core.as_str().to_lowercase().ends_with("days")
                    && core.as_str().to_lowercase() != "holidays"
                    && !core.as_str().contains(' ')
            {
                Weight::Never
            } else if deadline
                || event
                || latest.starts_with("at the latest")
                || latest.starts_with("latest")
                || text.ends_with("at the latest")
            {
                Weight::Deadline
            } else if matches!(before, "for" | "to") || event_day || text.eq_ignore_ascii_case("first thing") {
                Weight::Thing
            } else {
                Weight::Day
            };
            let text = text.trim_end_matches(" at the latest").trim_end_matches(',').to_owned();
            Some(Date { range: date.get(0)?.start()..end, text, weight })
        })
        .collect();
    found.extend(CHINESE.captures_iter(sentence).filter_map(|date| {
        let (core, after) = (date.get(2)?, date.get(3).map_or("", |word| word.as_str()));
        let whole = date.get(0)?;
        // 周三次 and 一天 are no days; 点 of 一点儿 no hour.
        if !core.as_str().chars().any(|c| c.is_alphabetic())
            || matches!(core.as_str(), "下班" | "午饭" | "放学") && after.is_empty()
        {
            return None;
        }
        if core.as_str() == "下班" || !core.as_str().contains(|c: char| c > '\u{7F}') {
            return (after == "前" || after == "之前").then(|| Date {
                range: whole.range(),
                text: sentence[core.start()..whole.end()].to_owned(),
                weight: Weight::Deadline,
            });
        }
        // 一点 is "a little", unless it is one o'clock sharp.
        if core.as_str() == "一点" {
            return None;
        }
        let rest = &sentence[whole.end()..];
        // 下午 alone says less than a day does.
        let hour = core.as_str().starts_with(['早', '上', '中', '下', '傍', '晚', '夜', '凌'])
            && !core.as_str().contains(['周', '月', '期', '天']);
        let never = date.get(1).is_some()
            || rest.starts_with('的')
            || core.as_str().ends_with('的')
            || (core.as_str().starts_with('上') && !core.as_str().starts_with("上午"))
            // 18号到20号: how long something takes.
            || rest.strip_prefix(['到', '至', '-', '—']).is_some_and(|rest| CHINESE.find(rest).is_some_and(|next| next.start() == 0))
            || sentence[..whole.start()].strip_suffix(['到', '至']).is_some_and(|before| CHINESE.find_iter(before).any(|last| last.end() == before.len()))
            || refused_after_chinese(rest);
        let weight = if never {
            Weight::Never
        } else if matches!(after, "之前" | "以前" | "前" | "之内" | "内") {
            Weight::Deadline
        } else if hour {
            Weight::Thing
        } else {
            Weight::Day
        };
        // 下班前 stays as it is said: without 前 it would be another time.
        let keep =
            core.as_str().ends_with("下班") || core.as_str().ends_with("放学") || core.as_str().ends_with("午饭");
        let text = if keep { format!("{}{after}", core.as_str()) } else { core.as_str().to_owned() };
        Some(Date { range: whole.range(), text, weight })
    }));
    found
}

static WHOLE_ORDINAL: LazyLock<Regex> = LazyLock::new(|| Regex::new(&format!("^{ORDINAL}$")).expect("a valid pattern"));

/// "May" the verb, "the second one", "to one o'clock" and the like.
fn not_a_day(core: &str, before: &str, after: &str) -> bool {
    let low = core.to_lowercase();
    if WHOLE_HOUR.is_match(&low) {
        let next: String = after.trim_start().chars().take_while(|c| c.is_alphanumeric()).collect();
        let free = next.is_empty()
            || [
                "when", "instead", "then", "tomorrow", "today", "tonight", "on", "please", "sharp", "and", "if", "as",
                "because", "so",
            ]
            .contains(&next.as_str());
        // "One by one."
        return !free || low.starts_with("by") && low.ends_with("one");
    }
    static WHOLE_FAR: LazyLock<Regex> = LazyLock::new(|| Regex::new(&format!("^{FAR}$")).expect("a valid pattern"));
    if WHOLE_FAR.is_match(&low) {
        return !(before.is_empty() && after.starts_with([',', '.', '?', '!']));
    }
    if low == "weekend" || low == "the last day" {
        // "Weekend?" alone; the weekend is another rule's.
        return low == "weekend" && !(before.is_empty() && after.starts_with(['?', '.', '\'', '!', ',']));
    }
    if low.ends_with("time") && !["at", "before", "by"].contains(&before) && low != "lunchtime" {
        return true;
    }
    // "The welcome lunch" is a meal; only "by lunch" is a time.
    if ["noon", "midday", "midnight", "lunch", "lunchtime", "christmas", "easter", "new year"].contains(&low.as_str()) {
        return before.is_empty() || before == "of";
    }
    if let Some(ordinal) = low.strip_prefix("the ")
        && !ordinal.starts_with(|c: char| c.is_ascii_digit())
        && WHOLE_ORDINAL.is_match(ordinal)
    {
        let next: String = after.trim_start().chars().take_while(|c| c.is_alphanumeric()).collect();
        let free = next.is_empty()
            || matches!(next.as_str(), "at" | "in" | "and" | "then" | "because" | "is" | "latest" | "please" | "so");
        // No list has a fifteenth point that anybody would speak of.
        let far =
            low.ends_with("teenth") || low.contains("twent") || low.contains("thirtieth") || low.contains("thirty");
        return !(free
            && (far || matches!(before, "by" | "on" | "before" | "until" | "till" | "for" | "no later than")));
    }
    if let Some(event) = low.strip_prefix("before ").or(low.strip_prefix("by ")).or(low.strip_prefix("until ")) {
        // "by the way", "by the book", "by my mum": no time. An event is something that begins.
        let last = event.rsplit(' ').next().unwrap_or_default();
        return (low.starts_with("by ") || low.starts_with("until ")) && !EVENTS.contains(&last) || last == "way";
    }
    false
}

/// What one can be ready by.
#[rustfmt::skip]
const EVENTS: &[&str] = &[
    "meeting", "call", "deadline", "opening", "launch", "release", "audit", "exam", "exams", "match", "game",
    "concert", "show", "event", "party", "wedding", "trip", "visit", "review", "conference", "presentation", "demo",
    "kickoff", "workshop", "inspection", "submission", "resubmission", "hearing", "election", "start", "holidays",
    "weekend", "interview", "appointment", "delivery", "session", "rehearsal", "premiere", "race", "tournament",
    "fair", "festival", "stand-up", "standup", "sprint",
];

/// The date is said not to do: "Thursday won't work", "Saturday I can't".
fn refused_after(after: &str) -> bool {
    static RULE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)^,?\s*(?:(?:really|just|unfortunately|probably)\s+)?(?:won't|will not|doesn't|does not|",
            r"is (?:the|a|an|my|our) \w|is (?:\w+ )?(?:tight|difficult|hard|bad)\b|(?:a|an|the) (?:\w+ )?(?:holiday|day off|offsite|feast)|I've got|we've got|isn't (?:possible|going)|is (?:not possible|impossible|out|off|no good|",
            r"too (?:early|late|soon|tight))|'?s?\s*(?:is\s+)?getting tight|(?:I|we) (?:can't|cannot|won't|am not|",
            r"'m not)|I'm (?:away|off|out|in)|clashes|was\b|were\b)",
        ))
        .expect("a valid pattern")
    });
    RULE.is_match(after.strip_prefix("'s").unwrap_or(after))
}

fn refused_after_chinese(after: &str) -> bool {
    static RULE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"^[，,]?(?:我|就|可能|恐怕|有点|真的?|是)*(?:不行|不可以|来不及|没空|没时间|悬|有点?紧|太紧|太赶|",
            r"加班|要?出差|请假|停电|要去|我?也?要去|不在|\p{Han}?不完|\p{Han}{1,2}不了|够呛|有点?困难|困难|赶不上|太早|太晚|不合适|不方便)",
        ))
        .expect("a valid pattern")
    });
    RULE.is_match(after)
}

/// When what the sentence says is to be done, if it says so: the likeliest date, of equals the last one.
pub(super) fn due(sentence: &str) -> Option<Date> {
    dates(sentence)
        .into_iter()
        .filter(|date| date.weight > Weight::Never)
        .max_by_key(|date| (date.weight, date.range.start))
}

/// The first date that may be meant.
pub(super) fn first(sentence: &str) -> Option<Date> {
    dates(sentence).into_iter().find(|date| date.weight > Weight::Never)
}

/// The sentence without its dates.
pub(super) fn without(sentence: &str) -> String {
    let mut kept = String::with_capacity(sentence.len());
    let mut end = 0;
    let mut all = dates(sentence);
    all.sort_by_key(|date| date.range.start);
    for date in all.iter().filter(|date| date.weight > Weight::Thing || date.text.chars().any(crate::text::is_cjk)) {
        if date.range.start >= end {
            kept.push_str(&sentence[end..date.range.start]);
            end = date.range.end;
        }
    }
    kept.push_str(&sentence[end..]);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_in_the_texts_own_words() {
        for (sentence, date) in [
            ("I'll send it by Friday.", Some("Friday")),
            ("Could you do that before the 12th?", Some("the 12th")),
            ("I'll have it ready by the end of next week.", Some("the end of next week")),
            ("We need it on Wednesday morning at the latest", Some("Wednesday morning")),
            ("I'll inspect them on the 14th, first thing.", Some("the 14th")),
            ("Monday 15 June works", Some("Monday 15 June")),
            ("I'll ring them tomorrow at 9 am", Some("tomorrow at 9 am")),
            ("by the 5th of June", Some("the 5th of June")),
            ("latest by 21 October", Some("21 October")),
            ("there will be noise from Monday", None),
            ("Thursday won't work though", None),
            ("I called them last Monday", None),
            ("by the way, the second one is broken", None),
            ("I may come", None),
            ("before the resubmission, please", Some("before the resubmission")),
            ("周五下班前发给你", Some("周五下班前")),
            ("下周三之前做好", Some("下周三")),
            ("明天中午给你", Some("明天中午")),
            ("月底前完成", Some("月底")),
            ("9月15日之前交", Some("9月15日")),
            ("24号上午送到", Some("24号上午")),
            ("三天内发出来", Some("三天内")),
            ("周三可能悬，周四中午行不行", Some("周四中午")),
            ("上周五发群里了", None),
            ("十分感谢", None),
        ] {
            assert_eq!(due(sentence).map(|date| date.text).as_deref(), date, "{sentence}");
        }
    }
}
