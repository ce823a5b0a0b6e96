//! Whom a sentence speaks to, and to whom it gives a task.

use super::super::act::{Around, Kind, Who};
use super::super::due;
use super::super::people::{family_name, unknown_chinese};
use super::{clauses, rule};
use regex::Regex;
use std::sync::LazyLock;

/// 由小白负责, 小白来做, 让小白去吧: who is named, and how surely.
pub(super) fn assigned(
    clause: &str,
    sentence: &str,
    around: &Around,
    called: &[Who],
) -> Option<(Vec<Who>, Kind, String)> {
    static AFTER: LazyLock<Regex> = LazyLock::new(|| {
        rule(concat!(
            "^(?:来|去|负责|也|先|再|就|会|把|今天|明天|今晚|接手|跟进|牵头|帮忙|帮|接|联系|写|做|带|查|买|订|",
            "准备|整理|安排|通知|确认|清点|修|发|校对|更新|提供|统计|拍|搬|洗|送|拿|打电话|给|估|跟|汇总|起草|审|",
            "录|撰写|设计|采购|预约|协调)",
        ))
    });
    static BEFORE: LazyLock<Regex> =
        LazyLock::new(|| rule("(?:由|让|请|叫|安排|派|麻烦|就|那就|那|交给|归|拜托|找|和|、)$"));
    let mut names: Vec<(std::ops::Range<usize>, Who)> = around
        .people
        .named(clause)
        .into_iter()
        .filter_map(|(range, name)| Some((range, Who::Person(around.people.find(name)?))))
        .collect();
    if names.is_empty() {
        // 由小白负责: somebody of whom nothing else is known.
        let at = ["由", "让", "请", "交给", "安排"].iter().find_map(|word| Some(clause.find(word)? + word.len()))?;
        static GIVEN: LazyLock<Regex> = LazyLock::new(|| rule("^(\\p{Han}{2,3}?)(?:负责|牵头|跟进|主持|来做|来写)"));
        let full = || {
            let name = GIVEN.captures(&clause[at..])?.get(1)?.as_str();
            family_name(name).then_some(name)
        };
        let name = unknown_chinese(&clause[at..]).or_else(full)?;
        names.push((at..at + name.len(), Who::Named(name.to_owned())));
    }
    let (range, first) = names.first().cloned()?;
    let before = &clause[..range.start];
    // 发给小白, 跟小白: not the one who acts. 小白的: neither.
    if before.ends_with(['给', '跟', '对', '和', '问', '帮', '向', '替', '找']) && !before.ends_with("交给")
        || clause[range.end..].starts_with(['的', '说', '那'])
    {
        return None;
    }
    let mut who = vec![first];
    let mut end = range.end;
    for (other, person) in &names[1..] {
        if ["和", "、", "跟", "与"].contains(&&clause[end..other.start]) {
            who.push(person.clone());
            end = other.end;
        }
    }
    let given = BEFORE.is_match(before);
    if before.ends_with('让') && before.contains('我') {
        // 我让后勤报修: the speaker's own.
        return None;
    }
    let dateless = due::without(&clause[end..]);
    let acts = AFTER.is_match(dateless.trim_start());
    if before.ends_with("交给") || before.ends_with('归') || given && (acts || before.ends_with(['由', '让', '派']))
    {
        let kind = if clause.contains("能不能") || clause.contains("要不") || clause.ends_with('吗') {
            Kind::Request
        } else {
            Kind::Assign
        };
        return Some((who, kind, unnamed(before, &clause[end..])));
    }
    // 小顾联系师傅: where tasks are listed or summed up, or with 吧, or to the person's face.
    let told = around.recap || around.listed || clause.ends_with('吧') || sentence.contains("请");
    let itself = around.speaker.is_some_and(|speaker| who == [Who::Person(speaker)]);
    (acts && !itself && (told || before == "那" || called.is_empty() && before.is_empty() && clause.contains("负责")))
        .then(|| (who, Kind::Assign, unnamed(before, &clause[end..])))
}

/// The clause without the name in front: 老郑你帮我写一下.
pub(super) fn led<'c>(clause: &'c str, around: &Around) -> &'c str {
    match around.people.named(clause).first() {
        Some((range, _)) if range.start == 0 => &clause[range.end..],
        _ => clause,
    }
}

/// The clause without the one whose it is: 校对请小白接手 is 校对.
pub(super) fn unnamed(before: &str, after: &str) -> String {
    static GIVEN: LazyLock<Regex> = LazyLock::new(|| {
        rule(concat!(
            "(?:不行的话|要不|要不然|能不能|那就|那|就)?(?:由|让|请|叫|安排|派|麻烦|交给|归|拜托|找)?(?:实习生|同事|",
            "老师|同学)?$",
        ))
    });
    let after = ["负责", "接手", "来", "去", "跟进", "牵头", "帮忙"]
        .iter()
        .find_map(|word| after.strip_prefix(word))
        .unwrap_or(after);
    format!("{}{after}", GIVEN.replace(before, ""))
}

/// Whom a request names: 麻烦陈雨妈妈联系…, 请王璐妈妈帮忙.
pub(super) fn ask_of(after: &str, around: &Around) -> Vec<Who> {
    let after = after.trim_start_matches(['请', '让', '麻', '烦', '是']);
    match around.people.named(after).into_iter().next() {
        Some((range, name)) if range.start == 0 => around.people.find(name).map(Who::Person).into_iter().collect(),
        _ => unknown_chinese(after).map(|name| Who::Named(name.to_owned())).into_iter().collect(),
    }
}

/// Who the sentence speaks to by name, and what follows the name.
pub(in super::super) fn called<'s>(sentence: &'s str, around: &Around) -> (Vec<Who>, &'s str) {
    let lead = sentence.trim_start_matches(['@', '＠']);
    let lead = ["好的", "好", "对了", "对", "那", "嗯", "行", "还有", "另外", "谢谢", "太好了"]
        .iter()
        .find_map(|word| Some(lead.strip_prefix(word)?.trim_start_matches(['，', ',', '。', ' ', '、'])))
        .filter(|rest| around.people.named(rest).first().is_some_and(|(range, _)| range.start == 0))
        .unwrap_or(lead);
    let mut who = Vec::new();
    let mut end = 0;
    for (range, name) in around.people.named(lead) {
        if !(range.start == end || ["、", "，", "和"].contains(&&lead[end..range.start])) {
            break;
        }
        let Some(person) = around.people.find(name) else { break };
        if Some(person) != around.speaker {
            who.push(Who::Person(person));
        }
        end = range.end;
    }
    let rest = &lead[end..];
    // A name speaks to somebody before a pause or a "you"; otherwise it begins the sentence (小梁写个申请).
    let pause = rest.starts_with(['，', ',', '：', ':', ' ', '、', '？', '！'])
        || lead.len() < sentence.len() && sentence.starts_with(['@', '＠']);
    if !who.is_empty() && (pause || rest.starts_with(['你', '您'])) {
        return (who, rest.trim_start_matches(['，', ',', '：', ':', ' ', '、', '？', '！']));
    }
    // 还有开幕式的邀请函，文静，你能不能…
    for clause in clauses(sentence) {
        if let Some(person) = around.people.find(clause).filter(|person| Some(*person) != around.speaker) {
            return (vec![Who::Person(person)], sentence);
        }
        if let Some((range, name)) = around.people.named(clause).into_iter().next()
            && clause[range.end..].starts_with(['你', '您'])
        {
            return (around.people.find(name).map(Who::Person).into_iter().collect(), sentence);
        }
    }
    (Vec::new(), sentence)
}
