//! Times in a text, read by the clock on the wall, and whether one of them is a deadline close to now.
//!
//! A sentence is read as a whole: a day named in it ("Friday", 明天) is the day of its times. A time counts when
//! something is due by it, or when people or a calendar name one that is nearly there.

use super::clause;
use super::source::Source;
use super::words::{self, Pattern};
use crate::text;
use jiff::civil::{Date, DateTime, Weekday};
use jiff::{ToSpan, Unit};
use regex::{Captures, Regex};
use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

/// Minutes until a time that something is due by, at most; days likewise, when people name it.
const DUE_MINUTES: i64 = 24 * 60;
const DUE_DAYS: i64 = 1;
/// Minutes until a time that is only named, at most.
const NAMED_MINUTES: i64 = 90;
/// A time that has just gone by still counts.
const GONE_MINUTES: i64 = 30;

/// A time or a day, as far away as its sentence says.
#[derive(Debug, Clone, PartialEq)]
struct Mention {
    range: Range<usize>,
    far: Far,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Far {
    /// "in 10 minutes"
    In(i64),
    /// "at 5 pm", in minutes from now.
    At(i64),
    /// "tomorrow", in days from today.
    Day(i64),
}

impl Mention {
    /// `gone`: it may have gone by a moment ago. `tomorrow`: all of tomorrow is close.
    fn is_due(&self, gone: bool, tomorrow: Option<DateTime>) -> bool {
        let until = tomorrow.map_or(DUE_MINUTES, |now| 2 * DUE_MINUTES - minutes_of(now));
        match self.far {
            Far::In(minutes) | Far::At(minutes) => (if gone { -GONE_MINUTES } else { 1 }..=until).contains(&minutes),
            Far::Day(days) => (0..=DUE_DAYS).contains(&days),
        }
    }

    /// What people name to the minute is a record of what was; what a calendar does, begins.
    fn is_near(&self, source: Source) -> bool {
        let least = if source == Source::Calendar { -5 } else { 1 };
        matches!(self.far, Far::In(minutes) | Far::At(minutes) if (least..=NAMED_MINUTES).contains(&minutes))
    }
}

/// Where a text says that something has to be done by a time close to now; bytes of the text.
pub(super) fn deadline(text: &str, now: DateTime, source: Source) -> Option<Range<usize>> {
    if matches!(source, Source::Social | Source::News) || words::NO_HURRY.is_match(text) {
        return None;
    }
    // "Report due" in the title, "today at 5" in the body.
    let heading = words::DUE.is_match(text.lines().next().unwrap_or_default());
    // …or the request in one sentence, the time in another.
    let asked = source.is_talk() && words::REQUEST.is_match(text) && !words::COURTESY.is_match(text);
    text::sentences(text).into_iter().find_map(|range| {
        let sentence = &text[range.clone()];
        let at = |inner: Range<usize>| range.start + inner.start..range.start + inner.end;
        let waits = || matches!(source, Source::Travel | Source::Delivery | Source::Other).then_some(&words::WAITS);
        if let Some(hit) = clause::affirmed(&words::AT_ONCE, sentence)
            .or_else(|| clause::affirmed(&words::OVERDUE, sentence))
            .or_else(|| clause::affirmed(waits()?, sentence))
            && source != Source::Shopping
            && !sentence.contains("@everyone")
        {
            return Some(at(hit));
        }
        // What a shop wants done by a time is a sale, but for what was ordered.
        if matches!(source, Source::Shopping | Source::Delivery) && !words::ORDER.is_match(text) {
            return None;
        }
        let arrives = !source.is_talk() && words::ARRIVES.is_match(sentence) && !words::FETCH.is_match(sentence);
        if arrives {
            return None;
        }
        let took = words::TOOK.is_match(sentence);
        // "Please note: closed today" asks for nothing.
        let due = heading || asked || words::DUE.is_match(&words::NOTE.replace_all(sentence, ""));
        mentions(sentence, now).into_iter().find_map(|mention| {
            let by = words::BY.find(&sentence[..mention.range.start]);
            let people = source.is_talk() || source == Source::Calendar;
            let is_due = (due && !took || by.is_some())
                && mention
                    .is_due(by.is_some() || source == Source::Calendar, (source.is_talk() || heading).then_some(now));
            let counts = is_due || people && !took && mention.is_near(source);
            counts.then(|| at(by.map_or(mention.range.start, |by| by.start())..mention.range.end))
        })
    })
}

/// Where a text says that something of today is at another time than it was, or isn't at all; on a journey, of tomorrow.
pub(super) fn change(text: &str, now: DateTime, source: Source) -> Option<Range<usize>> {
    let until = match source {
        Source::Calendar | Source::Chat => DUE_MINUTES - minutes_of(now),
        Source::Other if !words::JOURNEY.is_match(text) => return None,
        Source::Travel | Source::Mail | Source::Other => 2 * DUE_MINUTES - minutes_of(now),
        _ => return None,
    };
    let hit = clause::affirmed(&words::CHANGED, text)?;
    let is_close = |mention: &Mention| match mention.far {
        Far::In(minutes) | Far::At(minutes) => (1..=until).contains(&minutes),
        Far::Day(days) => matches!(source, Source::Travel | Source::Mail) && (0..=DUE_DAYS).contains(&days),
    };
    let sentences = text::sentences(text);
    sentences.into_iter().flat_map(|range| mentions(&text[range], now)).any(|mention| is_close(&mention)).then_some(hit)
}

fn minutes_of(now: DateTime) -> i64 {
    i64::from(now.hour()) * 60 + i64::from(now.minute())
}

/// The nearest day or time that a text names, in days from today; `None` when it names none.
pub(super) fn days_until(text: &str, now: DateTime) -> Option<i64> {
    let days = |far| match far {
        Far::In(minutes) | Far::At(minutes) => minutes.div_euclid(24 * 60),
        Far::Day(days) => days,
    };
    text::sentences(text)
        .into_iter()
        .flat_map(|range| mentions(&text[range], now))
        .map(|mention| days(mention.far))
        .filter(|days| *days >= 0)
        .min()
}

/// All times and days of a sentence, in the order of the text.
fn mentions(sentence: &str, now: DateTime) -> Vec<Mention> {
    let days = days(sentence, now);
    let mut told = HashSet::new();
    let mut found: Vec<Mention> = relative(sentence);
    // The day of a time is the one named last before it, or else the first after it.
    found.extend(clock(sentence, now, |start| {
        let place = days.iter().rposition(|(range, _)| range.start <= start).or((!days.is_empty()).then_some(0))?;
        told.insert(place);
        Some(days[place].1)
    }));
    // A day with a time is told by the time.
    let others = days.into_iter().enumerate().filter(|(place, _)| !told.contains(place));
    found.extend(others.map(|(_, (range, day))| Mention { range, far: Far::Day(day) }));
    found.sort_by_key(|mention| mention.range.start);
    found
}

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a valid pattern")
}

fn relative(sentence: &str) -> Vec<Mention> {
    static IN: Pattern = LazyLock::new(|| {
        pattern(concat!(
            r"(?i)(?-u:\b)(?:in|within|next)\s+(?:the\s+next\s+)?(?:about\s+|less than\s+|under\s+)?(?P<n>\d{1,4}|half an|a few|a couple of|an?|one|two|three|five|ten|fifteen|twenty|thirty)[\s-]*(?P<u>sec(?:ond)?s?|min(?:ute)?s?|m|hours?|hrs?|h|days?)(?-u:\b)",
            r"|(?-u:\b)(?P<n2>\d{1,4})[\s-]*(?P<u2>min(?:ute)?s?|hours?|hrs?|h|m|days?)\s+(?:left|remaining|to go|until|before|from now|warning)(?-u:\b)",
            r"|(?P<n3>\d{1,4}|半|[一二两三四五六七八九十]{1,3})\s*个?\s*(?P<u3>秒|分钟|刻钟|小时|钟头|天)\s*(?:之?后|以?内|之内)",
            r"|(?:还有|还剩|仅剩|只剩|剩余|剩)\s*(?:不到)?(?P<n4>\d{1,4}|半|[一二两三四五六七八九十]{1,3})\s*个?\s*(?P<u4>秒|分钟|刻钟|小时|钟头|天)",
        ))
    });
    let mention = |hit: Captures| {
        let get = |names: [&str; 4]| {
            names.into_iter().find_map(|name| hit.name(name)).map(|part| part.as_str().to_lowercase())
        };
        let unit = get(["u", "u2", "u3", "u4"])?;
        let minutes = match unit.chars().next()? {
            's' | '秒' => 1.0 / 60.0,
            'm' | '分' => 1.0,
            '刻' => 15.0,
            'h' | '小' | '钟' => 60.0,
            _ => 24.0 * 60.0,
        };
        let count = amount(&get(["n", "n2", "n3", "n4"])?)?;
        Some(Mention { range: hit.get(0)?.range(), far: Far::In((count * minutes).ceil() as i64) })
    };
    IN.captures_iter(sentence).filter_map(mention).collect()
}

/// A number in digits or in words.
fn amount(word: &str) -> Option<f64> {
    const WORDS: [(&str, f64); 12] = [
        ("half an", 0.5),
        ("半", 0.5),
        ("a few", 3.0),
        ("a couple of", 2.0),
        ("a", 1.0),
        ("an", 1.0),
        ("one", 1.0),
        ("two", 2.0),
        ("three", 3.0),
        ("five", 5.0),
        ("ten", 10.0),
        ("fifteen", 15.0),
    ];
    let word = word.trim();
    if let Some((_, value)) = WORDS.iter().find(|(known, _)| *known == word) {
        return Some(*value);
    }
    match word {
        "twenty" => Some(20.0),
        "thirty" => Some(30.0),
        _ => word.parse().ok().or_else(|| han(word).map(|n| n as f64)),
    }
}

/// 一 to 九十九.
fn han(word: &str) -> Option<i64> {
    let digit = |c: char| match c {
        '两' => Some(2),
        c => "零一二三四五六七八九".chars().position(|d| d == c).map(|n| n as i64),
    };
    match word.split_once('十') {
        Some((tens, ones)) => {
            let tens = if tens.is_empty() { 1 } else { digit(tens.chars().next()?)? };
            let ones = if ones.is_empty() { 0 } else { digit(ones.chars().next()?)? };
            Some(tens * 10 + ones)
        }
        None => digit(word.chars().next()?).filter(|_| word.chars().count() == 1),
    }
}

/// Times of day, on the day that `day_of` gives for their place, or else the next such time.
fn clock(sentence: &str, now: DateTime, mut day_of: impl FnMut(usize) -> Option<i64>) -> Vec<Mention> {
    static CLOCK: Pattern = LazyLock::new(|| {
        pattern(concat!(
            r"(?i)(?-u:\b)(?P<h>\d{1,2})(?:[:.](?P<m>\d{2}))?\s?(?P<half>[ap]\.?m)(?-u:\b)",
            r"|(?P<part>凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|今晚|明晚|晚上|晚|明早|今早)?\s*(?:(?-u:\b)(?P<h2>\d{1,2})[:：](?P<m2>\d{2})|(?P<h3>\d{1,2}|[一二两三四五六七八九十]{1,3})\s*[点时](?:(?P<thirty>半)|(?P<m3>\d{1,2})分?)?)",
            r"|(?-u:\b)(?:by|at|before|until|till|around|(?:moved|changed|pushed|shifted|rescheduled|forward|back)(?: up)? to)\s+(?P<h4>\d{1,2})(?:\s*o['’]?clock|\s+sharp|\s+(?:today|tonight|tomorrow)|[,.;!?]|$)",
            r"|(?-u:\b)(?P<noon>noon|midday)(?-u:\b)|(?-u:\b)(?P<midnight>midnight)(?-u:\b)",
        ))
    });
    let today = minutes_of(now);
    let mention = |hit: Captures| {
        let number =
            |name: &str| hit.name(name).and_then(|part| part.as_str().parse().ok().or_else(|| han(part.as_str())));
        let hour: i64 = if hit.name("noon").is_some() {
            12
        } else if hit.name("midnight").is_some() {
            24
        } else {
            ["h", "h2", "h3", "h4"].into_iter().find_map(number)?
        };
        let minute =
            if hit.name("thirty").is_some() { 30 } else { ["m", "m2", "m3"].into_iter().find_map(number).unwrap_or(0) };
        if hour > 24 || minute > 59 {
            return None;
        }
        let half = hit.name("half").map(|half| half.as_str().to_lowercase());
        let part = hit.name("part").map_or("", |part| part.as_str());
        let afternoon = matches!(part, "下午" | "傍晚" | "今晚" | "明晚" | "晚上" | "晚") || part == "中午" && hour < 3;
        let (hour, certain) = match half.as_deref().and_then(|half| half.chars().next()) {
            Some('p') => (hour % 12 + 12, true),
            Some(_) => (hour % 12, true),
            None if afternoon && hour < 12 => (hour + 12, true),
            None => {
                (hour, !part.is_empty() || hour >= 12 || hit.name("h2").is_some_and(|h| h.as_str().starts_with('0')))
            }
        };
        let day = day_of(hit.get(0)?.start());
        let mut ahead = hour * 60 + minute - today + day.unwrap_or(0) * 24 * 60;
        if ahead < -GONE_MINUTES && day.unwrap_or(0) == 0 {
            // "at 5" in the afternoon is not the morning's; what has gone by today is tomorrow's, unless today is named.
            if !certain && ahead + 12 * 60 >= -GONE_MINUTES {
                ahead += 12 * 60;
            } else if day.is_none() {
                ahead += 24 * 60;
            }
        }
        Some(Mention { range: hit.get(0)?.range(), far: Far::At(ahead) })
    };
    CLOCK.captures_iter(sentence).filter_map(mention).collect()
}

/// Days named in a sentence, counted from today.
fn days(sentence: &str, now: DateTime) -> Vec<(Range<usize>, i64)> {
    static DAY: Pattern = LazyLock::new(|| {
        pattern(concat!(
            r"(?i)(?-u:\b)(?P<today>today|tonight|this (?:morning|afternoon|evening)|eod|eob|cob|end of (?:the )?(?:business )?day|close of business)(?-u:\b)",
            r"|(?-u:\b)(?P<tomorrow>tomorrow|tmrw|tmr)(?-u:\b)",
            r"|(?-u:\b)(?P<next>next )?(?P<week>mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?(?-u:\b)",
            r"|(?-u:\b)(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? (?P<date>\d{1,2})(?:st|nd|rd|th)?(?-u:\b)",
            r"|(?-u:\b)(?P<date2>\d{1,2})(?:st|nd|rd|th)? (?P<month2>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*(?-u:\b)",
            r"|(?-u:\b)(?P<year>20\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?-u:\b)",
            r"|(?P<m2>\d{1,2})\s*月\s*(?P<d2>\d{1,2})\s*[日号]",
            r"|(?P<jin>今[天日晚夜早]|当[天日]|下班前|下班之前|本日)|(?P<ming>明[天日早晚])|(?P<hou>后天)",
            r"|(?P<xia>下)?(?:这|本)?(?:周|星期|礼拜)(?P<zhou>[一二三四五六日天末])",
        ))
    });
    let today = now.date();
    let until = |date: Date| today.until((Unit::Day, date)).ok().map(|span| i64::from(span.get_days()));
    let weekday = |to: Weekday, next: bool| i64::from(today.weekday().until(to)) + if next { 7 } else { 0 };
    let day = |hit: &Captures| -> Option<i64> {
        let get = |name: &str| hit.name(name).map(|part| part.as_str().to_lowercase());
        let number = |name: &str| get(name).and_then(|part| part.parse::<i8>().ok());
        if hit.name("today").or(hit.name("jin")).is_some() {
            return Some(0);
        }
        if hit.name("tomorrow").or(hit.name("ming")).is_some() {
            return Some(1);
        }
        if hit.name("hou").is_some() {
            return Some(2);
        }
        if let Some(name) = get("week") {
            return Some(weekday(english_weekday(&name)?, hit.name("next").is_some()));
        }
        if let Some(name) = get("zhou") {
            let to = match name.as_str() {
                "日" | "天" => Weekday::Sunday,
                "末" => Weekday::Saturday,
                name => Weekday::from_monday_one_offset(i8::try_from(han(name)?).ok()?).ok()?,
            };
            // 下周 is the week after this one, whatever day today is.
            return Some(match hit.name("xia") {
                Some(_) => {
                    i64::from(to.to_monday_zero_offset()) + 7 - i64::from(today.weekday().to_monday_zero_offset())
                }
                None => weekday(to, false),
            });
        }
        let month = get("month").or_else(|| get("month2")).and_then(|name| english_month(&name));
        let month = month.or_else(|| number("m")).or_else(|| number("m2"))?;
        let date = ["date", "date2", "d", "d2"].into_iter().find_map(number)?;
        let year = get("year").and_then(|year| year.parse().ok());
        let that = Date::new(year.unwrap_or(today.year()), month, date).ok()?;
        // A date without a year that has long gone by is next year's.
        let days = until(that)?;
        match year.is_none() && days < -180 {
            true => until(that.checked_add(1.year()).ok()?),
            false => Some(days),
        }
    };
    // "today's minutes" are of a day and not due on it.
    let owns = |end: usize| ["'s", "’s", "的"].iter().any(|mark| sentence[end..].starts_with(mark));
    let is_weekday = |hit: &Captures| hit.name("week").or(hit.name("zhou")).is_some();
    let hits: Vec<Captures> = DAY.captures_iter(sentence).collect();
    let place = |hit: &Captures| hit.get(0).map_or(0..0, |all| all.range());
    // "Wednesday, 16 December" is one day, which the date tells.
    let beside = |one: &Range<usize>, other: &Range<usize>| {
        let between = &sentence[one.end.min(other.end)..one.start.max(other.start)];
        between.chars().count() <= 3 && !between.chars().any(char::is_alphanumeric)
    };
    let dated = |hit: &Captures| {
        let all = place(hit);
        is_weekday(hit) && hits.iter().any(|other| !is_weekday(other) && beside(&all, &place(other)))
    };
    hits.iter()
        .filter(|hit| !dated(hit))
        .filter_map(|hit| Some((place(hit), day(hit)?)))
        .filter(|(range, _)| !owns(range.end))
        .collect()
}

fn english_weekday(name: &str) -> Option<Weekday> {
    Some(match name.get(..3)? {
        "mon" => Weekday::Monday,
        "tue" => Weekday::Tuesday,
        "wed" => Weekday::Wednesday,
        "thu" => Weekday::Thursday,
        "fri" => Weekday::Friday,
        "sat" => Weekday::Saturday,
        _ => Weekday::Sunday,
    })
}

fn english_month(name: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    MONTHS.iter().position(|month| *month == name).map(|at| at as i8 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A Wednesday afternoon.
    const NOW: DateTime = DateTime::constant(2026, 11, 25, 14, 5, 0, 0);

    fn far(sentence: &str) -> Vec<Far> {
        mentions(sentence, NOW).into_iter().map(|mention| mention.far).collect()
    }

    #[test]
    fn times_are_read_by_the_clock() {
        assert_eq!(far("by 5 pm"), [Far::At(175)]);
        assert_eq!(far("at 5."), [Far::At(175)]);
        assert_eq!(far("at 14:35 or 2.50pm"), [Far::At(30), Far::At(45)]);
        assert_eq!(far("tomorrow at 9am"), [Far::At(19 * 60 - 5)]);
        assert_eq!(far("by 9 am"), [Far::At(19 * 60 - 5)]);
        assert_eq!(far("in 30 minutes, within an hour"), [Far::In(30), Far::In(60)]);
        assert_eq!(far("30分钟后，半小时内，还剩2小时"), [Far::In(30), Far::In(30), Far::In(120)]);
        assert_eq!(far("今晚八点半"), [Far::At(6 * 60 + 25)]);
        assert_eq!(far("下午三点前"), [Far::At(55)]);
        assert_eq!(far("明天上午10:00"), [Far::At(20 * 60 - 5)]);
    }

    #[test]
    fn days_are_counted_from_today() {
        assert_eq!(far("due Friday"), [Far::Day(2)]);
        assert_eq!(far("due 2026-11-26 or Nov 27th"), [Far::Day(1), Far::Day(2)]);
        assert_eq!(far("截止11月30日"), [Far::Day(5)]);
        assert_eq!(far("下周一 周四"), [Far::Day(5), Far::Day(1)]);
        assert_eq!(far("January 4"), [Far::Day(40)]);
        assert_eq!(far("Wed, 16 December; 12月16日（周三）15:00"), [Far::Day(21), Far::At(21 * 24 * 60 + 55)]);
        assert_eq!(days_until("Due Dec 15. Today is fine.", NOW), Some(0));
        assert_eq!(days_until("nothing", NOW), None);
    }

    #[test]
    fn a_deadline_is_close_and_asks_for_something() {
        let is = |text: &'static str, source| deadline(text, NOW, source).map(|range| &text[range]);
        assert_eq!(is("Slides by 5 pm please", Source::Chat), Some("by 5 pm"));
        assert_eq!(is("Slides by Monday please", Source::Chat), None);
        assert_eq!(is("Tests finished in 3 minutes", Source::Build), None);
        assert_eq!(is("Arriving today by 8 pm", Source::Shopping), None);
        assert_eq!(is("Design review in 10 minutes", Source::Calendar), Some("in 10 minutes"));
        assert_eq!(is("Design review at 17:00", Source::Calendar), None);
        assert_eq!(is("请在今晚之前提交报告", Source::Mail), Some("今晚"));
        assert_eq!(is("No rush, today or tomorrow", Source::Chat), None);
    }

    proptest! {
        #[test]
        fn any_text_is_read_within_its_bounds(text in "(\\PC|[0-9]{1,3}|[点半月日号周:：. ]|today|下周|in |min|am){0,30}") {
            for range in text::sentences(&text) {
                for mention in mentions(&text[range.clone()], NOW) {
                    prop_assert!(text[range.clone()].get(mention.range).is_some());
                }
            }
            prop_assert!(deadline(&text, NOW, Source::Chat).is_none_or(|range| text.get(range).is_some()));
        }
    }
}
