//! What a Chinese sentence does.
//!
//! Chinese says what the sentence is about first and who does it later (横幅我来做), leaves out what is understood, and
//! tells a promise from a report by little words: 我来, 我去, 吧 on one side, 了, 过, 已经 on the other. So it is read
//! clause by clause, and a clause that says little takes what the sentence began with along.

mod answers;
mod clause;
mod read;
mod verbs;
mod who;

pub(super) use clause::unreal;
pub(super) use who::called;

use super::act::{Act, Around, Kind, Lean, Who};
use super::due;
use super::people::{family_name, unknown_chinese};
use answers::{REDATE, TO_YOU, answers, dated, elliptic, is_answer};
use clause::{join, past, tidy, words_of};
use read::{read, task};
use regex::Regex;
use std::sync::LazyLock;

fn rule(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a valid pattern")
}

/// What the sentence does.
pub(super) fn acts(sentence: &str, around: &Around) -> Vec<Act> {
    let (called, rest) = called(sentence, around);
    let you = if called.is_empty() { around.you.clone() } else { called.clone() };
    let mut found = answers(rest, around);
    // 如果方便，请…: polite. 如果有人问起，请…: for a case that may never come.
    let polite = ["方便", "可以", "有空", "来得及", "不忙", "麻烦"].iter().any(|word| rest.contains(word));
    let unreal = unreal(rest) && !polite;
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
    // 我把没落实的列一下： what follows is it.
    let announced = sentence.ends_with(['：', ':']);
    let mut topic: Option<&str> = None;
    // A name in one clause goes on into the next: 小顾联系木工师傅，把玻璃换掉.
    let mut last: Option<usize> = None;
    let mut followed = false;
    let mut mine = false;
    let question = rest.ends_with(['？', '?']);
    for clause in clauses(rest) {
        if unreal || announced {
            break;
        }
        let act = read(clause, rest, around, &called, &you, question);
        match act {
            // 班服由小李负责，请在周五前发给我: one task, first whose and then what.
            Some(act)
                if act.kind == Kind::Request
                    && last.is_some_and(|last| match found[last].kind {
                        Kind::Assign => act.who == you || act.who.is_empty(),
                        // 连墙件今天补上，兜网也得换: two.
                        Kind::Request => {
                            let own = found[last].due.is_some()
                                && found[last].lean == Lean::Not
                                && !verbs::begins(&act.what)
                                && act.lean == Lean::Not;
                            act.who == found[last].who && !own
                        }
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
            // 楼下我去说，明天晚上我上门一趟: the second says when and how.
            Some(act)
                if act.kind == Kind::Commit
                    && last.is_some_and(|last| {
                        let first = &found[last];
                        first.kind == Kind::Commit
                            && first.who == act.who
                            && first.due.is_none()
                            && (act.lean != Lean::Not
                                || act.what.starts_with(['去', '过'])
                                || act.what.contains("一趟"))
                    }) =>
            {
                let first = &mut found[last.expect("checked above")];
                first.what = join(&first.what, &act.what);
                first.due = act.due.or(first.due.take());
            }
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
                // 人家周三来。到时候我盯着: then.
                if act.due.is_none()
                    && act.kind == Kind::Commit
                    && ["到时", "那天"].iter().any(|then| clause.contains(then))
                {
                    act.due = around.day.clone();
                }
                act.about = rest.to_owned();
                found.push(act);
                last = Some(found.len() - 1);
            }
            // 我跟他们约好了，周日去店里: still the same person.
            None if last.is_none()
                && mine
                && !question
                && due::due(clause).is_some()
                && !clause.contains(['我', '他', '她'])
                && (verbs::plans(due::without(clause).trim())
                    || due::without(clause).trim().starts_with(['去', '来']))
                && !past(clause) =>
            {
                let who: Vec<Who> = around.speaker.map(Who::Person).into_iter().collect();
                // 信我不急了，明天再写: another date for it.
                let mut act = Act { about: rest.to_owned(), ..task(Kind::Commit, who, clause) };
                act.kind = if act.lean == Lean::Not { Kind::Commit } else { Kind::Redate };
                found.push(act);
                last = Some(found.len() - 1);
            }
            None => {
                // 我今天给她打电话。刚打过了
                if past(clause)
                    && clause.starts_with(['刚', '已'])
                    && last.is_some_and(|last| last + 1 == found.len() && found[last].kind == Kind::Commit)
                {
                    found.pop();
                    last = None;
                }
                if let Some(last) = last.filter(|_| !around.recap).filter(|_| {
                    !["因为", "不然", "否则", "但", "不过", "如果", "要是"].iter().any(|word| clause.starts_with(word))
                }) {
                    // 交给我，下周三之前做好: the rest of the same promise. 提前到周三: another date for it.
                    if REDATE.is_match(clause) || TO_YOU.is_match(clause) || found[last].due.is_none() && !past(clause)
                    {
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
                        && !["配合", "支持", "注意", "帮忙"].iter().any(|word| clause.ends_with(word))
                        && around.people.named(clause).is_empty()
                        && !past(clause)
                    {
                        found[last].what = format!("{}，{bare}", found[last].what);
                        followed = true;
                    }
                }
            }
        }
        mine |= (clause.starts_with('我') || clause.starts_with('那') && clause.contains('我'))
            && !clause.starts_with("我的")
            && !clause.starts_with("我家");
        if topic.is_none() && tidy(clause).chars().count() > 1 && !is_answer(clause) {
            // 合同我已寄出: the contract.
            let front = clause.split('我').next().unwrap_or_default();
            let stated = front.len() < clause.len();
            let front = front.trim_end_matches(['让', '叫', '请']);
            topic = (!stated || (2..=6).contains(&front.chars().count()) && past(clause)).then_some(front);
        }
    }
    // （3）衣服：阿昆去领
    if around.listed
        && let Some((heading, _)) =
            rest.split_once(['：', ':']).filter(|(heading, _)| (1..=8).contains(&heading.chars().count()))
    {
        for act in found.iter_mut().filter(|act| matches!(act.kind, Kind::Assign | Kind::Request | Kind::Commit)) {
            act.what = join(heading, &act.what);
            act.lean = Lean::Not;
        }
    }
    if found.iter().all(|act| matches!(act.kind, Kind::Accept | Kind::Refuse | Kind::Done)) {
        found.extend(elliptic(rest, around, found.iter().any(|act| act.kind == Kind::Accept)));
    }
    found.extend(dated(rest, &called, &found, around.asked));
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
