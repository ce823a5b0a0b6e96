//! One clause: whether it promises, how much it says by itself, its words without the rest.

use super::super::act::Lean;
use super::super::due;
use super::rule;
use super::verbs::{self, VERBS};
use regex::Regex;
use std::sync::LazyLock;

/// What may stand between the person and the verb, apart from dates.
pub(super) const ADVERBS: &str = concat!(
    "(?:先|再|就|也|都|还|这就|顺便|亲自|另外|尽量|争取|抓紧|可以|能|会|来|去|一定|自己|这边|那边|一起|帮忙|帮|",
    "负责|随后|然后|直接|统一|马上|立刻|现在|一会儿|稍后|回头|到时候|今天|明天|记得|务必|最好|应该|得|要|准备|",
    "打算|把|你|您|尽快|赶紧|抽空|当面|重新|单独|一并|顺路|正好|刚好|到时|下班|到货|、|，)*",
);

/// After 我 these begin no promise: states of mind, and what is so already.
pub(super) const STATES: &str = concat!(
    "会一点|会一些|觉得|想知道|想问|认为|知道|怕|有点?|没|是|在|要是|建议|希望|同意|本来|以为|说|(?:到|也|还|就)*(?:要|得|",
    "需要)(?:去|参加|陪|开会|上课|出差|接孩子|考试|加班)|看了|看到|看行|看还|看可|看就|看挺|不|刚|已经|一直|家|",
    "们家|的|手上|这周要|这|那|约了|记得|原来|听说|发现|感觉|担心|赞成|反对|喜欢|爱|个人|昨天|上周|上次|上个|",
    "随便|(?:要|得|再)?(?:过一遍|过目)|想起|忘了|认识|一个人|都可以|也是|也觉|也想|也没|就说|就是|就知|倒是|猜|了解|明白|懂|能理解|支持|请假|出差|加班|生病|开会|到了|",
    "回来",
);

/// A report rather than a plan.
pub(super) fn past(clause: &str) -> bool {
    static RULE: LazyLock<Regex> = LazyLock::new(|| {
        rule(concat!(
            "已经|早就|上次|上周|上个?月|昨天|昨晚|前天|去年|刚才|刚刚|一直|(?:发|写|做|画|买|交|办|弄|贴|订|约|",
            "问|补|搞|修|打|换|放|报|录|查|看|说|拍)(?:完|好|过|出)?了(?:$|吗|没有|没)|(?:完|好|过|到|走)了$|",
            "过了|说要|以前",
        ))
    });
    static DONE: LazyLock<Regex> =
        LazyLock::new(|| rule(&format!("(?:{VERBS}|[看见听说聊吃喝])(?:完|好|到|掉|出|回)?(?:了|过(?:[^去来一]|$))")));
    // 上周的工时: of what it is about, not of the doing.
    let clause = &clause
        .replace("上周的", "")
        .replace("上个月的", "")
        .replace("上月的", "")
        .replace("昨天的", "")
        .replace("上次的", "")
        .replace("去年的", "");
    // 写好了给您, 到了再说: 了 of what comes first.
    (RULE.is_match(clause) || DONE.is_match(clause))
        && !clause.contains("了再")
        && !clause.contains("了给")
        && !clause.contains("了就")
        && !clause.contains("了发")
}

/// What 我 undertakes in a clause, if anything: a verb of doing follows, perhaps after adverbs and where it is done.
pub(super) fn promise(clause: &str) -> Option<String> {
    static OWN: LazyLock<Regex> =
        LazyLock::new(|| rule(&format!("^(?:我们?|我这边|本人|咱们?)(?:自己|亲自)?(?:{ADVERBS})")));
    static DOES: LazyLock<Regex> = LazyLock::new(|| {
        rule(&format!(
            "^我(?:们|这边)?(?:[和跟与]\\p{{Han}}{{1,5}}?)?(?:自己|亲自)?{ADVERBS}(?:(?:从|用|到|按|回|去)\\p{{Han}}{{1,6}}?{ADVERBS})?{VERBS}\
             (?:[^了过着得不的]|过[去来]|$)"
        ))
    });
    static STATE: LazyLock<Regex> = LazyLock::new(|| rule(&format!("^(?:{STATES})")));
    // 吃不了, 来不及, 借不了.
    static UNABLE: LazyLock<Regex> = LazyLock::new(|| {
        rule(
            "不了|不行|不能|不会|不去|不来|来不及|没空|没时间|没办法|顾不上|没有|拿不准|写不|恐怕|头疼|头大|(?:慢|快|累|差)$",
        )
    });
    // 我带回公司了 is a report; 我包了, 我就走了 are none. 我做音频的 says what somebody is.
    let done =
        clause.ends_with('了') && !["包了", "就", "要", "再", "去了", "走了"].iter().any(|word| clause.contains(word));
    if done || clause.ends_with('的') && !clause.contains('会') {
        return None;
    }
    for (at, _) in clause.match_indices('我') {
        let before = clause[..at].chars().next_back();
        // 发给我, 帮我, 告诉我, 我们 as a whole body: not the speaker's own doing.
        if before.is_some_and(|c| "给帮让叫请找对跟向告诉问等替找教要派喊".contains(c)) {
            continue;
        }
        let dateless = due::without(&clause[at..]);
        let tail = dateless.trim();
        let after = tail.trim_start_matches('我').trim_start_matches('们').trim_start_matches("这边");
        if STATE.is_match(after) || UNABLE.is_match(clause) {
            continue;
        }
        let rest = OWN.replace(tail, "").trim().to_owned();
        let goes = after.starts_with(['来', '去']) && after.chars().count() > 1;
        // A date or a word of intention makes a plan of most verbs.
        static INTENDS: LazyLock<Regex> = LazyLock::new(|| {
            rule(
                "^(?:自己|亲自)?(?:来|去|会|再|先|就|马上|这就|回头|负责|尽快|尽量|争取|抓紧|待会|稍后|随后|赶紧|顺便|顺路|打算|准备)",
            )
        });
        static STILL: LazyLock<Regex> = LazyLock::new(|| {
            rule(
                "^随便|^[在有是没不要得想怕能可以只都也住姓叫属当]|^(?:出差|请假|开会|加班|上课|考试|体检|休息|回家|回来|说)",
            )
        });
        let planned = (INTENDS.is_match(after) || due::due(&clause[at..]).is_some())
            && rest.chars().count() > 1
            && !STILL.is_match(&rest)
            && !STILL.is_match(after.trim_start_matches("先").trim_start_matches("就").trim_start_matches("再"));
        if (DOES.is_match(tail) || planned) && (!rest.is_empty() || after.chars().count() > 1)
            || goes
            || after == "来"
            || after == "去"
        {
            // 可以，我写: a verb alone answers a question, unless it is an aside.
            let front = &clause[..at];
            let aside = ["反正", "因为", "毕竟", "所以", "但", "不过", "可是", "其实", "估计", "好像"]
                .iter()
                .any(|word| front.starts_with(word));
            if aside && after.chars().count() <= 2 {
                continue;
            }
            return Some(if rest.is_empty() { after.to_owned() } else { rest });
        }
        if after.chars().count() == 1 && verbs::begins(after) {
            return Some(after.to_owned());
        }
    }
    None
}

pub(super) fn words_of(text: &str) -> usize {
    super::super::words::words(text).len()
}

/// How much a clause says by itself.
pub(super) fn lean(what: &str) -> Lean {
    static OBJECT: LazyLock<Regex> = LazyLock::new(|| rule("这个|那个|[它他她]|这些|那些|这事|那事"));
    let bare: String = what
        .chars()
        .filter(|c| !"我你您来去就再吧会的了给发把先也好可以能一下帮忙您处理弄做办写搞负责代完成".contains(*c))
        .collect();
    match bare.chars().count() {
        0 => Lean::Whole,
        1 | 2 => Lean::Object,
        _ if OBJECT.is_match(what) => Lean::Object,
        _ => Lean::Not,
    }
}

/// The clause without dates, courtesy and the speaker.
pub(super) fn tidy(clause: &str) -> String {
    static POLITE: LazyLock<Regex> = LazyLock::new(|| {
        rule(concat!(
            "^(?:那|好的?|另外|还有|然后|所以|对了|嗯|行|也|就)*(?:麻烦|请|劳烦|拜托|烦请|辛苦)?(?:你们?|您|",
            "我)?(?:来|就)?",
        ))
    });
    static ENDS: LazyLock<Regex> =
        LazyLock::new(|| rule("(?:没问题|收到|好的|吧|吗|呢|哈|哦|啊|了|呀|嘛|可以|就行|就好|[，,。；：\\s])+$"));
    let dateless = due::without(clause);
    static WHETHER: LazyLock<Regex> = LazyLock::new(|| rule("(?:能否|能不能|可不可以|可否|是否可以)(?:在|于)?"));
    let dateless = WHETHER.replace_all(&dateless, "");
    let front = POLITE.replace(dateless.trim(), "").into_owned();
    ENDS.replace(&front, "").trim().to_owned()
}

pub(super) fn join(topic: &str, what: &str) -> String {
    if what.contains(topic) || topic.is_empty() {
        what.to_owned()
    } else if what.is_empty() || topic.contains(what) {
        topic.to_owned()
    } else {
        format!("{topic}，{what}")
    }
}

/// Whether the sentence is about what is not, or was to be.
pub(in super::super) fn unreal(sentence: &str) -> bool {
    static RULE: LazyLock<Regex> = LazyLock::new(|| {
        rule(concat!(
            "(?:^|说|[，。；])\\p{Han}{0,3}?(?:要是|如果|假如|万一|除非|要不是|假设|早知道|倘若)|就好了|一直说要|说过要|本来(?:想|要|",
            "打算)|总不能|应该早|就该|早该",
        ))
    });
    RULE.is_match(sentence)
}
