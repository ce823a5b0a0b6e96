//! Whom a sentence speaks to, and to whom it gives a task.

use super::super::act::{Around, Kind, Who};
use super::super::due;
use super::super::people::{family_name, unknown_chinese};
use super::clause::{ADVERBS, past};
use super::verbs::{self, VERBS};
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
            "录|撰写|设计|采购|预约|协调|抓紧)",
        ))
    });
    // 由物理组秦老师, 让水电的马师傅: what somebody belongs to may stand between.
    static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
        rule("(?:(?:由|让|请|叫|派|麻烦|交给)(?:\\p{Han}{1,5}[的组部处班科室])?|安排|就|那就|那|归|拜托|找|和|、)$")
    });
    // 我转告她，让他催: the one the sentence named.
    static PRONOUN: LazyLock<Regex> = LazyLock::new(|| rule("^(?:让|叫|请)[他她]"));
    if let Some(found) = PRONOUN.find(clause)
        && let Some(who) = third(clause, sentence, around)
        && verbs::begins(due::without(&clause[found.end()..]).trim())
    {
        return Some((vec![who], Kind::Assign, clause[found.end()..].to_owned()));
    }
    if let Some(found) = reported(clause, sentence, around) {
        return Some(found);
    }
    let mut names: Vec<(std::ops::Range<usize>, Who)> = around
        .people
        .named(clause)
        .into_iter()
        .filter_map(|(range, name)| Some((range, Who::Person(around.people.find(name)?))))
        .collect();
    if names.is_empty() {
        // 裙子谭老师催: the same, where everything is summed up.
        let summed = || {
            let found = clause.char_indices().find_map(|(at, _)| Some((at, unknown_chinese(&clause[at..])?)));
            found.filter(|(at, name)| verbs::begins(&clause[at + name.len()..]))
        };
        if around.recap
            && let Some((at, name)) = summed()
        {
            return Some((
                vec![Who::Named(name.to_owned())],
                Kind::Assign,
                unnamed(&clause[..at], &clause[at + name.len()..]),
            ));
        }
        // 由小白负责: somebody of whom nothing else is known.
        let at = ["由", "让", "请", "交给", "安排"].iter().find_map(|word| Some(clause.find(word)? + word.len()))?;
        static GIVEN: LazyLock<Regex> = LazyLock::new(|| rule("^(\\p{Han}{2,3}?)(?:负责|牵头|跟进|主持|来做|来写)"));
        let full = || {
            let name = GIVEN.captures(&clause[at..])?.get(1)?.as_str();
            family_name(name).then_some(name)
        };
        let at = at + member(&clause[at..]);
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
    // 我让后勤报修: the speaker's own. 由总务处落实: nobody's in particular.
    let office = clause[range.clone()].ends_with(['处', '部', '组', '科', '室', '办', '局', '委', '方']);
    let known = matches!(who[0], Who::Person(_)) && !office;
    if before.ends_with('让') && before.contains('我') && !known || office && before.ends_with('由') {
        return None;
    }
    let dateless = due::without(&clause[end..]);
    let acts = AFTER.is_match(dateless.trim_start()) || verbs::begins(dateless.trim_start());
    if before.ends_with("交给") || before.ends_with('归') || given && acts {
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

/// How long what somebody belongs to is, in front of the name: 数学组的, 水电的.
fn member(text: &str) -> usize {
    static RULE: LazyLock<Regex> = LazyLock::new(|| rule("^\\p{Han}{1,5}?(?:[组部处班科室]的?|的)"));
    RULE.find(text).filter(|found| unknown_chinese(&text[found.end()..]).is_some()).map_or(0, |found| found.end())
}

/// Whom 他 and 她 mean in a clause: the last one whom the sentence names before it.
fn third(clause: &str, sentence: &str, around: &Around) -> Option<Who> {
    let before = &sentence[..sentence.find(clause)?];
    let known = around
        .people
        .named(before)
        .into_iter()
        .rev()
        .find_map(|(_, name)| around.people.find(name).filter(|who| Some(*who) != around.speaker).map(Who::Person));
    // 你转告谭老师，让她…: not the one spoken to, but the one spoken of.
    let unknown = before
        .char_indices()
        .rev()
        .find_map(|(at, _)| unknown_chinese(&before[at..]))
        .filter(|name| around.people.find(name).is_none())
        .map(|name| Who::Named(name.to_owned()));
    unknown.or(known)
}

/// 老宋说他来买, 他们的名单他周四报给您: what somebody else has said they do.
fn reported(clause: &str, sentence: &str, around: &Around) -> Option<(Vec<Who>, Kind, String)> {
    static SAID: LazyLock<Regex> =
        LazyLock::new(|| rule(&format!("^(?:说|答应|同意|保证|表示)(?:了|过)?(?:[他她]|自己)?{ADVERBS}(?P<verb>.*)$")));
    static PRONOUN: LazyLock<Regex> = LazyLock::new(|| {
        rule(&format!("(?:^|[^给跟让叫请帮找对把向问和])[他她](?P<said>说|答应|保证)?{ADVERBS}(?P<verb>{VERBS}.*)$"))
    });
    if clause.contains('我') || past(clause) {
        return None;
    }
    let dateless = due::without(clause);
    let dated = due::due(clause).is_some();
    // 他回了，说周四上午修
    static TOLD: LazyLock<Regex> = LazyLock::new(|| rule(&format!("^说{ADVERBS}(?P<verb>{VERBS}.*)$")));
    if dated
        && let Some(found) = TOLD.captures(&dateless)
        && let Some(who) = third(clause, sentence, around)
        && verbs::begins(&found["verb"])
    {
        return Some((vec![who], Kind::Assign, found["verb"].to_owned()));
    }
    if let Some((range, name)) = around.people.named(&dateless).into_iter().next()
        && let Some(who) = around.people.find(name).filter(|who| Some(*who) != around.speaker)
        && let Some(found) = SAID.captures(&dateless[range.end..])
        && verbs::begins(&found["verb"])
    {
        return Some((vec![Who::Person(who)], Kind::Assign, found["verb"].to_owned()));
    }
    let found = PRONOUN.captures(&dateless).filter(|found| dated || found.name("said").is_some())?;
    let who = third(clause, sentence, around)?;
    verbs::begins(&found["verb"]).then(|| {
        let front = dateless[..found.get(0).map_or(0, |all| all.start())].to_owned();
        (vec![who], Kind::Assign, format!("{front}{}", &found["verb"]))
    })
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
            "(?:不行的话|要不|要不然|能不能|那就|那|就)?(?:(?:由|让|请|叫|派|麻烦|交给)(?:\\p{Han}{1,5}[的组部处班科室])?|",
            "安排|归|拜托|找)?(?:实习生|同事|老师|同学)?$",
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
