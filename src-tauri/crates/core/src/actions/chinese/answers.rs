//! What a sentence says to what went before: yes, no, done, another date.

use super::super::act::{Act, Around, Kind, Lean, Who};
use super::super::due;
use super::clause::{join, past, tidy};
use super::read::task;
use super::{clauses, rule, verbs};
use regex::Regex;
use std::sync::LazyLock;

pub(super) static REDATE: LazyLock<Regex> = LazyLock::new(|| {
    rule(
        "(?:改|推迟?|提前|延|挪|调|换|放|顺延|延期|约)(?:到|成|在|至|了)|顺延|才(?:能|有|行|到|拿|出)|晚一天|可能悬|有点紧|来不及",
    )
});

pub(super) fn is_answer(clause: &str) -> bool {
    static RULE: LazyLock<Regex> = LazyLock::new(|| {
        rule(concat!(
            "^嗯+$|^(?:嗯+|哦|啊|那)?(?:没问题|还没有?|没有|没呢|好[的啊嘞吧]?|好好好|好说|行[吧啊]?|可以的?|",
            "没事|收到|明白|OK|ok|是的?|对|放心|知道了|一定|没关系|我有|我可以|我行|我去|我来|辛苦了|",
            "\\p{Han}{1,5}好|谢谢\\p{Han}{0,3}|感谢\\p{Han}{0,3}|不好意思|抱歉|对了|哈哈|另外|还有|说实话|(?:跟[你您]|我)?",
            "(?:说|提)(?:个|一个|件)(?:事|建议)|中|成|得嘞)[啊呀哈]?$",
        ))
    });
    RULE.is_match(clause)
}

/// Yes, no, done, when.
pub(super) fn answers(sentence: &str, around: &Around) -> Vec<Act> {
    static ACCEPT: LazyLock<Regex> = LazyLock::new(|| {
        rule(concat!(
            "(?:^|[，。：！])(?:嗯+|哦|啊|那)?(?:没问题|嗯+|好的|好啊|好嘞|好吧|好|好好好|好说|行|行吧|行啊|",
            "可以的?|没事|收到|明白|OK|ok|是的?|对|放心|知道了|一定|我有|我可以|我行|我去|我来|中|成|得嘞|行行行|",
            "可以啊)(?:$|[，。！；~,. ])|没问题",
        ))
    });
    static REFUSE: LazyLock<Regex> = LazyLock::new(|| {
        rule(concat!(
            "不行(?:[，。！]|$)|来不及|没空|顾不上|(?:写|做|办|去|来|借|弄|搞|参加|接|帮|干)不了|没办法|恐怕|",
            "没时间|不建议|按原来的|^不是我|不归我|我不(?:会|去|来|能|方便|行|负责)|去不成|走不开|没有权限|没权限|做不到",
        ))
    });
    static DONE: LazyLock<Regex> = LazyLock::new(|| {
        rule(concat!(
            "^(?:我)?[催问说发写交买打订约改]了[，。]|已经\\p{Han}{0,12}了|(?:发|写|做|画|买|交|办|弄|补|搞|修|拍|问|查|订|定|报|整理)(?:完|好|过|定)了|",
            "[发给交送寄](?:给|到)?[他她它你您]们?了|(?:翻|找|拿|要|取)(?:出来|回来|过来|到|过去)了|",
            "已经(?:发|交|放|报|买|订|做|办|修|调|贴)|办妥|[问找买借订约]到了|发群里了|早就.{0,8}了|上周.{0,6}(?:交|发)",
        ))
    });
    static CANCEL: LazyLock<Regex> = LazyLock::new(|| {
        rule(concat!(
            "不用(?:再|管|做|去|买|写|发|弄|了|你|您|操心|麻烦)|取消|算了|不需要了|别(?:做|弄|写|买|发|去|管)了|",
            "^\\p{Han}{1,6}?收到了?[。，]|先不(?:做|弄|发|买|写|用)|作废|先放一放|不必",
        ))
    });
    static WHEN: LazyLock<Regex> = LazyLock::new(|| rule("什么时候|何时|哪天|几号|几点(?:能|可以|给)|多久|周几"));
    let mut found = Vec::new();
    let with = |kind| Act { about: sentence.to_owned(), due: due::due(sentence), ..Act::new(kind) };
    let speaker: Vec<Who> = around.speaker.map(Who::Person).into_iter().collect();
    let question = sentence.ends_with(['？', '?']);
    if WHEN.is_match(sentence) && question {
        found.push(with(Kind::AskWhen));
    }
    if CANCEL.is_match(sentence) && !question {
        found.push(with(Kind::Cancel));
    } else if DONE.is_match(sentence) && !question {
        found.push(with(Kind::Done));
    }
    if REFUSE.is_match(sentence) && !question {
        found.push(Act { who: speaker, ..with(Kind::Refuse) });
    } else if ACCEPT.is_match(sentence) {
        found.push(Act { who: speaker, ..with(Kind::Accept) });
    }
    found
}

/// Handed over to whom one speaks to.
pub(super) static TO_YOU: LazyLock<Regex> = LazyLock::new(|| rule("(?:发|给|交|送|转|寄)(?:给|到)?[你您]"));

/// A promise without a subject: 周五前发您, 明天下午给你.
pub(super) fn elliptic(sentence: &str, around: &Around, accepted: bool) -> Option<Act> {
    static GIVE: LazyLock<Regex> = LazyLock::new(|| {
        rule(concat!(
            "^(?:就|能|可以|再|统一|一起)*(?:发|给|交|送|写|弄|做|完成|搞定|买|办|去|出|整理|回复|提交|更新|寄|",
            "安排|联系|处理|打|问|催|补|订|查|交给|补齐|拍|画|印|改|拿|取|带)(?:$|[^了])",
        ))
    });
    // 写好就发你: to whom is as good as when. 密码回头贴群里: some time.
    static SOME_TIME: LazyLock<Regex> = LazyLock::new(|| rule("^(?:\\p{Han}{0,6}?)(?:回头|稍后|随后|待会)"));
    if let Some(clause) = clauses(sentence).find(|clause| {
        let late = SOME_TIME.find(clause);
        let rest = late.map_or(*clause, |late| &clause[late.end()..]);
        (accepted && TO_YOU.is_match(clause) || late.is_some() && verbs::begins(rest))
            && !clause.contains(['我', '他', '她', '请'])
            && !clause.starts_with(['你', '您'])
            && !past(clause)
            && !sentence.ends_with(['？', '?'])
    }) {
        let who = around.speaker.map(Who::Person).into_iter().collect();
        return Some(Act { about: sentence.to_owned(), ..task(Kind::Commit, who, clause) });
    }
    let clause = clauses(sentence).find(|clause| {
        due::due(clause).is_some()
            && GIVE.is_match(due::without(clause).trim())
            && !clause.contains('我')
            && !clause.contains("你们")
            && !past(clause)
    })?;
    let asked = clause.ends_with("就行")
        || clause.ends_with("就好")
        || clause.ends_with("就可以")
        || clause.ends_with(['吗', '吧'])
        || sentence.ends_with(['？', '?']);
    static ABLE: LazyLock<Regex> = LazyLock::new(|| rule("能.{1,4}(?:完|好|出来)"));
    // 喜糖我订了，下个月能拿: what is done already.
    let done = clauses(sentence).any(|other| other.contains('我') && past(other));
    if asked || done || !(accepted || around.thread || ABLE.is_match(clause) || TO_YOU.is_match(clause) || around.asked)
    {
        return None;
    }
    let mut act = task(Kind::Commit, around.speaker.map(Who::Person).into_iter().collect(), clause);
    let topic = clauses(sentence).next().filter(|first| *first != clause && !is_answer(first));
    act.lean = Lean::Whole;
    if let Some(topic) = topic {
        act.what = join(&tidy(topic), &act.what);
        act.lean = Lean::Not;
    }
    // 这礼拜给你，礼拜五吧
    act.due = due::due(sentence).or(act.due);
    act.about = sentence.to_owned();
    Some(act)
}

/// A sentence that moves a date or only says one.
pub(super) fn dated(sentence: &str, called: &[Who], found: &[Act], asked: bool) -> Option<Act> {
    let whole = sentence;
    let sentence = sentence.trim_end_matches(['。', '！', '；', '～', '~', ' ']);
    static DEADLINE: LazyLock<Regex> = LazyLock::new(|| {
        rule(concat!(
            "行吗|行不行|可以吗|可以不|怎么样|必须|最晚|最迟|之前|前|就行|就好|就能|能.{1,6}(?:好|完|出)|",
            "可以.{1,6}(?:好|完|出)|(?:完|好)$|要用|得用|截止|吧$|好吗|好不好|OK",
        ))
    });
    let move_it = REDATE.find(sentence);
    let date = match &move_it {
        Some(found) => due::first(&sentence[found.end()..]).or_else(|| due::due(sentence)),
        None => due::due(sentence),
    }?;
    if found.iter().any(|act| {
        act.due.as_ref().is_some_and(|due| due.text == date.text)
            && act.kind != Kind::Accept
            && act.kind != Kind::Refuse
    }) {
        return None;
    }
    let own =
        found.iter().any(|act| act.due.is_some() && matches!(act.kind, Kind::Commit | Kind::Request | Kind::Assign));
    if own && move_it.is_none() {
        return None;
    }
    let rest = due::without(sentence);
    let only = rest.chars().filter(|c| c.is_alphanumeric()).count() <= if asked { 7 } else { 4 };
    let acting = found.iter().any(|act| !matches!(act.kind, Kind::Accept | Kind::Refuse | Kind::AskWhen | Kind::Done));
    let kind = if move_it.is_some() {
        Kind::Redate
    } else if !acting && (only || DEADLINE.is_match(sentence)) {
        Kind::Deadline
    } else {
        return None;
    };
    Some(Act { due: Some(date), who: called.to_vec(), about: whole.to_owned(), ..Act::new(kind) })
}
