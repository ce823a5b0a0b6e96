//! What one clause does: it asks, undertakes, gives to somebody, or nothing.

use super::super::act::{Act, Around, Kind, Lean, Who};
use super::super::due;
use super::clause::{ADVERBS, lean, past, promise, tidy, words_of};
use super::verbs::{self, VERBS};
use super::who::{ask_of, assigned, led};
use super::{clauses, rule};
use regex::Regex;
use std::sync::LazyLock;

/// One clause that asks, undertakes, assigns.
pub(super) fn read(
    clause: &str,
    sentence: &str,
    around: &Around,
    called: &[Who],
    you: &[Who],
    question: bool,
) -> Option<Act> {
    static MINE: LazyLock<Regex> = LazyLock::new(|| {
        rule(concat!(
            "交给我(?:吧|就行|就好|来|办)?$|包在我身上|我包了|算我的|我负责$|(?:^|(?P<c>[^给帮让叫请找]))(?:由|",
            "让)?我来(?:吧|弄|办|做|搞|处理)?$|看我的|我的活|放心交给我|由我(?:来|负责)|归我(?:吧|了)?$",
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
            "(?:请|麻烦|希望)(各\\p{Han}{1,4}?|大家|所有人|每个人|全体\\p{Han}{0,3}?|每位\\p{Han}{0,3}?|诸位)(?:都|",
            "也|务必|尽快|在|于|把|将|抽空|提前|按时|帮忙|自己|先|配合|填|报|交|看|检查|确认|准备|发|回复|一下)",
        ))
    });
    static ASK: LazyLock<Regex> = LazyLock::new(|| {
        rule(concat!(
            "(?:麻烦|请|劳烦|拜托|烦请|辛苦|有劳|还得请|就请|想请|要请)(?:你们?|您)?|(?:你们?|您)(?:能不能|能否|",
            "可不可以|可否|方便|愿意|有空|可以|帮忙|帮我|帮|负责|记得|抽空|尽快|赶紧|顺便|估|看一?下)|能不能|能否|",
            "可不可以|可否|(?:^|那|，)(?:记得|别忘了|务必|千万)",
        ))
    });
    // 你跑一趟, 你明天把表交了: somebody and a verb of doing, no question and no report.
    static YOU: LazyLock<Regex> = LazyLock::new(|| {
        rule(&format!("^(?P<front>.*?)(?:你们?|您)(?P<what>{ADVERBS}{VERBS}(?:[^了过着得不的].*|过[去来].*|$))"))
    });
    static TOLD: LazyLock<Regex> = LazyLock::new(|| {
        rule(concat!(
            "^(?P<front>.*?)(?:你们?|您)(?P<what>(?:今天|明天|尽快|赶紧|抽空|顺便)?",
            "(?:来|去|再|先|把|给|得|要|务必|最好|一定)(?:[^说看想等坐忙吃喝走休来去是有知觉].{1,}))$",
        ))
    });
    static UNASKED: LazyLock<Regex> = LazyLock::new(|| rule("什么|啥|几|哪|怎么|多少|谁|觉得|到时候?|的话|以内|别|不"));
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
    if let Some(found) = DO_IT
        .captures(clause)
        .filter(|_| !UNASKED.is_match(clause) && !clause.contains("觉得") && !clause.contains("我"))
    {
        // 展台的事李明你接一下
        let front = around.people.named(&found[1]).last().map_or(found[1].len(), |(range, _)| range.start);
        return Some(task(Kind::Request, you.to_vec(), &format!("{}{}", &found[1][..front], &found[2])));
    }
    let dateless = due::without(clause);
    let asked = YOU.captures(&dateless).or_else(|| TOLD.captures(&dateless).filter(|_| !question));
    if let Some(found) = asked.filter(|_| !UNASKED.is_match(clause) && !clause.ends_with('了')) {
        let front = &found["front"];
        let told = front.ends_with(['给', '跟', '帮', '对', '让', '我', '和', '请', '烦', '苦', '托', '找', '是']);
        if !told {
            let front = around.people.named(front).last().map_or(front, |(range, _)| &front[..range.start]);
            let mut act = task(Kind::Request, you.to_vec(), &format!("{front}{}", &found["what"]));
            act.due = due::due(clause);
            if words_of(front) > 0 {
                act.lean = Lean::Not;
            }
            return Some(act);
        }
    }
    if let Some(ask) = ASK.find(clause) {
        // 请假, 请教, 请客 ask for nothing; 请问 asks for an answer.
        let after = &clause[ask.end()..];
        let part =
            ask.as_str().starts_with('请') && clause[..ask.start()].ends_with(['邀', '申', '聘', '敬', '宴', '提']);
        let other = part
            || ["不请", "假", "教", "客", "问", "示", "求", "柬"].iter().any(|word| after.starts_with(word))
                && ask.as_str().ends_with('请');
        // 辛苦晓蕾: thanks, also for what is still to be done.
        let thanked = after.trim_start_matches(|c| "你您们大家各位了他她".contains(c));
        let thanks = ask.as_str().starts_with("辛苦")
            && (thanked.chars().count() < 2 || around.people.find(thanked.trim_end_matches(['了', '啦'])).is_some());
        // 能不能换个人: a thought, unless somebody is spoken to.
        let thought = ask.as_str().starts_with(['能', '可'])
            && !(around.thread || !called.is_empty() || clause.contains(['你', '您', '帮', '我']));
        let idle = thanks
            || thought
            || clause.contains("为准")
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
                "批评",
                "过目",
                "查收",
                "参考",
                "换个人",
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
    // 老谭，连墙件今天补上，兜网也得换; 那就注明一下原因, to whom was just asked.
    static MUST: LazyLock<Regex> = LazyLock::new(|| rule("(?:得|要|必须)(?:也|再|都)*(?P<what>.+)$"));
    let must = MUST.captures(clause).is_some_and(|found| verbs::begins(&found["what"]));
    let plain = !question && !clause.contains(['我', '没', '他', '她']) && !UNASKED.is_match(clause);
    if plain && !called.is_empty() && (verbs::effects(clause) || must) {
        return Some(task(Kind::Request, called.to_vec(), clause));
    }
    if plain && clause.starts_with("那就") && !around.thread && clause.contains("一下") && verbs::effects(clause) {
        return Some(task(Kind::Request, you.to_vec(), clause));
    }
    // 15号能交给我吗？
    static ABLE_TO: LazyLock<Regex> = LazyLock::new(|| {
        rule(
            "^(?P<front>[^我]*?)能(?:不能)?(?P<what>(?:交|发|送|给|还|写|做|弄|画|改|完成|搞定)(?:给)?[^我]*我?)(?:吗|么)?$",
        )
    });
    if question
        && due::due(clause).is_some()
        && let Some(found) = ABLE_TO.captures(&due::without(clause))
        && !UNASKED.is_match(clause)
    {
        let what = format!("{}{}", &found["front"], found["what"].trim_end_matches(['吗', '么']));
        return Some(Act { due: due::due(clause), ..task(Kind::Request, you.to_vec(), &what) });
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
    static ABLE: LazyLock<Regex> =
        LazyLock::new(|| rule("(?:^|[^给帮让叫请找])我(?:也|还|这边)*(?:可以|能)(帮忙|帮)?(.*)$"));
    if let Some(able) = ABLE.captures(clause).filter(|able| !question && !able[2].starts_with("不")) {
        let kind = if able.get(1).is_some() || sentence.contains("的话") { Kind::Offer } else { Kind::Can };
        return ((1..12).contains(&able[2].chars().count())).then(|| task(kind, who_speaks, clause));
    }
    // 汪老师让我写介绍
    static LET_ME: LazyLock<Regex> = LazyLock::new(|| rule("(?:让|叫|请)我(?:来|去)?(?P<what>.+)$"));
    if let Some(found) = LET_ME.captures(clause)
        && !question
        && verbs::begins(&found["what"])
        && words_of(&found["what"]) > 1
        && around.people.named(clause).first().is_some_and(|(range, _)| range.start == 0)
    {
        return Some(Act { lean: Lean::Not, ..task(Kind::Commit, who_speaks, &found["what"]) });
    }
    // 要写申请: somebody has to.
    static NEED: LazyLock<Regex> =
        LazyLock::new(|| rule("^(?:还|也|都|就|总|恐怕)*(?:得|需要|必须|要)(?:再|先|去|重新)*(?P<what>.+)$"));
    if !around.thread
        && !question
        && let Some(found) = NEED.captures(clause)
        && verbs::begins(&found["what"])
        && words_of(&found["what"]) > 0
        && !past(clause)
    {
        return Some(Act {
            about: sentence.to_owned(),
            lean: Lean::Not,
            ..task(Kind::Open, Vec::new(), &found["what"])
        });
    }
    if let Some(plain) = promise(clause) {
        let proposed = ["要不", "不如", "干脆", "还是"].iter().any(|word| sentence.contains(word));
        let kind = if question && (proposed || clause.ends_with(['吗', '么'])) { Kind::Offer } else { Kind::Commit };
        let mut act = task(kind, who_speaks, clause);
        act.lean = lean(&plain);
        return Some(act);
    }
    None
}

pub(super) fn task(kind: Kind, who: Vec<Who>, clause: &str) -> Act {
    let what = tidy(clause);
    Act { who, due: due::due(clause), lean: lean(&what), what, ..Act::new(kind) }
}
