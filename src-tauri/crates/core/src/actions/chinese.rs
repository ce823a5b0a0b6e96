//! What a Chinese sentence does.
//!
//! Chinese says what the sentence is about first and who does it later (横幅我来做), leaves out what is understood, and
//! tells a promise from a report by little words: 我来, 我去, 吧 on one side, 了, 过, 已经 on the other. So it is read
//! clause by clause, and a clause that says little takes what the sentence began with along.

mod answers;
mod clause;
mod who;

pub(super) use clause::unreal;
pub(super) use who::called;

use super::act::{Act, Around, Kind, Lean, Who};
use super::due;
use super::people::{family_name, unknown_chinese};
use answers::{REDATE, answers, dated, elliptic, is_answer};
use clause::{join, lean, past, promise, tidy, words_of};
use regex::Regex;
use std::sync::LazyLock;
use who::{ask_of, assigned, led};

fn rule(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a valid pattern")
}

/// What the sentence does.
pub(super) fn acts(sentence: &str, around: &Around) -> Vec<Act> {
    let (called, rest) = called(sentence, around);
    let you = if called.is_empty() { around.you.clone() } else { called.clone() };
    let mut found = answers(rest, around);
    let unreal = unreal(rest) && !rest.contains("麻烦") && !rest.contains("请");
    if around.thread
        && around.listed
        && let Some((name, task_of)) = sentence.split_once(['：', ':'])
        && let Some(who) = around
            .people
            .find(name.trim())
            .map(Who::Person)
            .or_else(|| family_name(name.trim()).then(|| Who::Named(name.trim().to_owned())))
        && !task_of.contains(['？', '?', '你', '您'])
    {
        // 刘洋：周五前提交预算
        let mut act = task(Kind::Assign, vec![who], task_of.trim_end_matches(['。', '；', ';']));
        act.lean = Lean::Not;
        act.about = sentence.to_owned();
        return vec![act];
    }
    // 场地申请——高洁（5日前）
    static DASHED: LazyLock<Regex> =
        LazyLock::new(|| rule("(?:^|[：:])([^：:；—]{1,12})—{1,2}(\\p{Han}{2,4})(?:[（(]([^）)]*)[）)])?[；。]?$"));
    if let Some(found) = DASHED.captures(sentence).filter(|_| around.thread) {
        let known = around.people.find(&found[2]).map(Who::Person);
        let named = || {
            (family_name(&found[2]) || unknown_chinese(&found[2]) == Some(&found[2]))
                .then(|| Who::Named(found[2].to_owned()))
        };
        if let Some(who) = known.or_else(named) {
            let due = found.get(3).and_then(|when| due::due(when.as_str()));
            let what = found[1].trim().to_owned();
            return vec![Act {
                who: vec![who],
                due,
                lean: Lean::Not,
                what,
                about: sentence.to_owned(),
                ..Act::new(Kind::Assign)
            }];
        }
    }
    let mut topic: Option<&str> = None;
    // A name in one clause goes on into the next: 小顾联系木工师傅，把玻璃换掉.
    let mut last: Option<usize> = None;
    let mut followed = false;
    let question = rest.ends_with(['？', '?']);
    for clause in clauses(rest) {
        if unreal {
            break;
        }
        let act = read(clause, rest, around, &called, &you, question);
        match act {
            // 班服由小李负责，请在周五前发给我: one task, first whose and then what.
            Some(act)
                if act.kind == Kind::Request
                    && last.is_some_and(|last| match found[last].kind {
                        Kind::Assign => act.who == you || act.who.is_empty(),
                        Kind::Request => act.who == found[last].who,
                        _ => false,
                    }) =>
            {
                let first = &mut found[last.expect("checked above")];
                first.what = join(&first.what, &act.what);
                first.due = act.due.or(first.due.take());
                first.lean = Lean::Not;
            }
            // 饮用水还没有人认领，哪位方便: one question.
            Some(act) if act.kind == Kind::Open && last.is_some_and(|last| found[last].kind == Kind::Open) => {}
            // 请小白接手，8日之前交给我: handed in to the speaker, not left to him.
            Some(act)
                if act.kind == Kind::Commit
                    && clause.contains("给我")
                    && last.is_some_and(|last| matches!(found[last].kind, Kind::Assign | Kind::Request)) =>
            {
                let first = &mut found[last.expect("checked above")];
                first.due = act.due.or(first.due.take());
            }
            Some(mut act) => {
                followed = false;
                if act.due.is_none() && act.kind != Kind::Open {
                    act.due = due::due(rest).filter(|_| clauses(rest).filter(|other| acting(other)).count() <= 1);
                }
                if act.lean != Lean::Not
                    && let Some(topic) =
                        topic.filter(|topic| !super::words::words(topic).is_empty() || topic.chars().count() < 6)
                {
                    act.what = join(&tidy(topic), &act.what);
                    act.lean = Lean::Not;
                }
                act.about = rest.to_owned();
                found.push(act);
                last = Some(found.len() - 1);
            }
            None => {
                if let Some(last) = last.filter(|_| {
                    !["因为", "不然", "否则", "但", "不过", "如果", "要是"].iter().any(|word| clause.starts_with(word))
                }) {
                    // 交给我，下周三之前做好: the rest of the same promise. 提前到周三: another date for it.
                    if REDATE.is_match(clause) || found[last].due.is_none() && !past(clause) {
                        found[last].due = due::due(clause).or(found[last].due.take());
                    }
                    let task = matches!(found[last].kind, Kind::Request | Kind::Assign);
                    let bare = tidy(clause);
                    if task
                        && !followed
                        && !REDATE.is_match(clause)
                        && !clause.contains('我')
                        && !is_answer(clause)
                        && words_of(&bare) > 0
                        && around.people.named(clause).is_empty()
                        && !past(clause)
                    {
                        found[last].what = format!("{}，{bare}", found[last].what);
                        followed = true;
                    }
                }
            }
        }
        if topic.is_none() && tidy(clause).chars().count() > 1 && !is_answer(clause) {
            // 合同我已寄出: the contract.
            let front = clause.split('我').next().unwrap_or_default();
            let stated = front.len() < clause.len();
            topic = (!stated || (2..=6).contains(&front.chars().count()) && past(clause)).then_some(front);
        }
    }
    if found.iter().all(|act| matches!(act.kind, Kind::Accept | Kind::Refuse)) {
        found.extend(elliptic(rest, around, found.iter().any(|act| act.kind == Kind::Accept)));
    }
    found.extend(dated(rest, &called, &found));
    found
}

/// The clauses of a sentence.
fn clauses(sentence: &str) -> impl Iterator<Item = &str> {
    sentence
        .split(['，', ',', '；', ';', '。', '：', ':', '！', '!', '？', '?', '—'])
        .map(str::trim)
        .filter(|clause| !clause.is_empty())
}

fn acting(clause: &str) -> bool {
    clause.contains('我') || clause.contains("请") || clause.contains("麻烦") || clause.contains("负责")
}

/// One clause that asks, undertakes, assigns.
fn read(clause: &str, sentence: &str, around: &Around, called: &[Who], you: &[Who], question: bool) -> Option<Act> {
    static MINE: LazyLock<Regex> = LazyLock::new(|| {
        rule(concat!(
            "交给我(?:吧|就行|就好|来|办)?$|包在我身上|我包了|算我的|我负责$|(?:^|(?P<c>[^给帮让叫请找]))(?:由|",
            "让)?我来(?:吧|弄|办|做|搞|处理)?$|看我的|我的活|放心交给我|由我(?:来|负责)",
        ))
    });
    static OPEN: LazyLock<Regex> = LazyLock::new(|| {
        rule(concat!(
            "谁(?:.{0,3})(?:来|能|去|负责|有空|有权限|方便|可以|带|写|做|买|管|更新|验|跟|愿意|接|订)|哪位|",
            "有没有人|有人(?:能|愿意|可以)|没有?人(?:认领|负责|做|管|接)|由谁|还是我来|还是你来|需要(?:有人|",
            "一个人)|得有人|缺(?:个)?人",
        ))
    });
    static EVERYBODY: LazyLock<Regex> = LazyLock::new(|| {
        rule(concat!(
            "(?:请|麻烦|希望)(各位\\p{Han}{0,3}?|大家|所有人|每个人|全体\\p{Han}{0,3}?|每位\\p{Han}{0,3}?|诸位)(?:都|",
            "也|务必|尽快|在|于|把|将|抽空|提前|按时|帮忙|自己|先|配合|填|报|交|看|检查|确认|准备|发|回复|一下)",
        ))
    });
    static ASK: LazyLock<Regex> = LazyLock::new(|| {
        rule(concat!(
            "(?:麻烦|请|劳烦|拜托|烦请|辛苦|有劳|还得请|就请|想请|要请)(?:你们?|您)?|(?:你们?|您)(?:能不能|能否|",
            "可不可以|可否|方便|愿意|有空|可以|帮忙|帮我|帮|能|来|去|负责|先|就|再|也|把|记得|抽空|今天|明天|",
            "尽快|赶紧|到时候|顺便|这两天|写|做|买|查|问|联系|安排|准备|整理|估|看一?下|这周)|能不能|能否|",
            "可不可以|可否|(?:^|那|，)(?:记得|别忘了|务必|千万)",
        ))
    });
    let who_speaks: Vec<Who> = around.speaker.map(Who::Person).into_iter().collect();
    if past(clause) {
        return None;
    }
    let helped =
        clause.ends_with("帮忙") || clause.ends_with("配合") || clause.ends_with("支持") || clause.ends_with("注意");
    if let Some(all) = EVERYBODY.captures(clause).filter(|_| !helped) {
        return Some(task(Kind::Request, vec![Who::All(all[1].to_owned())], clause));
    }
    if let Some(name) = clause
        .strip_prefix('那')
        .unwrap_or(clause)
        .strip_suffix('呢')
        .or(Some(clause.strip_prefix('那').unwrap_or(clause)))
        && question
        && let Some(who) = around.people.find(name).filter(|who| Some(*who) != around.speaker)
        && clauses(sentence).count() == 1
    {
        return Some(Act { who: vec![Who::Person(who)], ..Act::new(Kind::Request) });
    }
    if OPEN.is_match(clause) || OPEN.is_match(sentence) && clause.contains("还是") {
        static WHO: LazyLock<Regex> = LazyLock::new(|| {
            rule("谁(?:来|能|去|负责|有空|有权限|方便|可以|跟|愿意)?|哪位|有没有人|有人(?:能|愿意|可以)")
        });
        let what = tidy(&WHO.replace_all(clause, ""));
        return Some(Act { lean: lean(&what), what, due: due::due(clause), ..Act::new(Kind::Open) });
    }
    // 我和小安一起布置
    static TOGETHER: LazyLock<Regex> =
        LazyLock::new(|| rule("^(?:那)?我(?:和|跟|与)(\\p{Han}{2,4}?)(?:一起|去|来|负责)(.+)$"));
    if let Some(found) = TOGETHER.captures(clause)
        && let Some(other) = around.people.find(&found[1])
        && !question
    {
        let who = who_speaks.iter().cloned().chain([Who::Person(other)]).collect();
        return Some(task(Kind::Commit, who, &found[2]));
    }
    // 周三前交给我: to be handed in.
    let handed = clause.contains("交给我") && due::due(clause).is_some();
    if MINE.is_match(clause) && !handed {
        let topic = tidy(&MINE.replace(clause, "$c"));
        let lean = if topic.chars().count() < 2 { Lean::Whole } else { Lean::Not };
        return Some(Act { who: who_speaks, what: topic, due: due::due(clause), lean, ..Act::new(Kind::Commit) });
    }
    if let Some((who, kind, rest)) = assigned(clause, sentence, around, called) {
        let kind = if question && kind == Kind::Assign { Kind::Request } else { kind };
        return Some(task(kind, who, &rest));
    }
    static DO_IT: LazyLock<Regex> = LazyLock::new(|| rule("^(.*?)(?:你们?|您)(\\p{Han}{1,8}(?:一下|吧))$"));
    if let Some(found) = DO_IT.captures(clause).filter(|_| !clause.contains("觉得") && !clause.contains("我")) {
        // 展台的事李明你接一下
        let front = around.people.named(&found[1]).last().map_or(found[1].len(), |(range, _)| range.start);
        return Some(task(Kind::Request, you.to_vec(), &format!("{}{}", &found[1][..front], &found[2])));
    }
    if let Some(ask) = ASK.find(clause) {
        // 请假, 请教, 请客 ask for nothing; 请问 asks for an answer.
        let after = &clause[ask.end()..];
        let part =
            ask.as_str().starts_with('请') && clause[..ask.start()].ends_with(['邀', '申', '聘', '敬', '宴', '提']);
        let other = part
            || ["不请", "假", "教", "客", "问", "示", "求", "柬"].iter().any(|word| after.starts_with(word))
                && ask.as_str().ends_with('请');
        let thanks = ask.as_str().starts_with("辛苦")
            && after.trim_start_matches(|c| "你您们大家各位".contains(c)).chars().count() < 2;
        let idle = thanks
            || after.is_empty()
            || [
                "帮忙",
                "早一点",
                "早点",
                "快一点",
                "快点",
                "抓紧",
                "放心",
                "知悉",
                "谅解",
                "理解",
                "注意身体",
                "忽略",
                "多多",
                "随时",
                "如有",
                "联系我",
                "与我联系",
                "听到",
                "听见",
                "看到",
                "看见",
                "听得",
                "看得",
                "想象",
                "理解",
                "指教",
                "不要",
                "别",
                "勿",
            ]
            .iter()
            .any(|word| after.trim_start_matches(|c| "你您们大家".contains(c)).starts_with(word));
        if !other && !idle {
            // 能不能请王璐妈妈帮忙: whom the clause names is asked, not whom it speaks to.
            let named = ask_of(after, around);
            let who = if named.is_empty() { you.to_vec() } else { named };
            if clause.starts_with('如') {
                return None;
            }
            return Some(task(Kind::Request, who, led(clause, around)));
        }
    }
    // 周老师把字发我一下就行
    if called.is_empty()
        && let Some((range, name)) = around.people.named(clause).into_iter().next()
        && range.start == 0
        && clause[range.end..].starts_with('把')
        && (clause.contains('我') || clause.ends_with('吧') || clause.contains("一下"))
    {
        let who = around.people.find(name).map(Who::Person).into_iter().collect();
        return Some(task(Kind::Request, who, &clause[range.end..]));
    }
    if !called.is_empty()
        && (clause.ends_with("发我")
            || clause.contains("发给我")
            || clause.contains("告诉我")
            || clause.contains("发我一下")
            || clause.ends_with('吧') && !clause.contains('我'))
    {
        return Some(task(Kind::Request, called.to_vec(), clause));
    }
    // 海报周四能出吗，李明？
    if !called.is_empty()
        && question
        && !clause.contains('我')
        && clause.contains('能')
        && clause.ends_with(['吗', '么', '不'])
        && words_of(clause) > 0
    {
        return Some(task(Kind::Request, called.to_vec(), &clause.replacen('能', "", 1)));
    }
    if let Some(able) = clause.strip_prefix("我可以").or(clause.strip_prefix("我能"))
        && !question
        && (1..12).contains(&able.chars().count())
    {
        return Some(task(Kind::Can, who_speaks, clause));
    }
    if let Some(plain) = promise(clause) {
        let kind = if question && clause.ends_with(['吗', '么'])
            || question && sentence.contains("我来") && sentence.contains("要不要")
        {
            Kind::Offer
        } else {
            Kind::Commit
        };
        let mut act = task(kind, who_speaks, clause);
        act.lean = lean(&plain);
        return Some(act);
    }
    None
}

fn task(kind: Kind, who: Vec<Who>, clause: &str) -> Act {
    let what = tidy(clause);
    Act { who, due: due::due(clause), lean: lean(&what), what, ..Act::new(kind) }
}
