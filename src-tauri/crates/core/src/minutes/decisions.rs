//! What was decided: sentences that say so, unless they only suppose it, deny it, or are taken back later.

use crate::actions::{self, Talk, alike, words};
use crate::text::is_cjk;
use regex::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// A sentence that decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Decision {
    /// Its number among those said.
    pub at: usize,
    /// The sentence before, where it only says that that is so: "It's decided."
    pub of: Option<usize>,
}

/// What was decided and still stands at the end, in order.
pub(super) fn decisions(talk: &Talk) -> Vec<Decision> {
    let mut found: Vec<Decision> = Vec::new();
    for (at, said) in talk.said.iter().enumerate() {
        if let Some(taken_back) = taken_back(talk, at, &found) {
            found.retain(|decision| *decision != taken_back);
        }
        let of = if seals(&said.text) {
            // "Agreed." can only be about what was said just now.
            let Some(before) = at.checked_sub(1).filter(|before| said.turn - talk.said[*before].turn <= 1) else {
                continue;
            };
            Some(before)
        } else if decides(&said.text) {
            None
        } else {
            continue;
        };
        let decision = Decision { at, of };
        let same = |other: &Decision| {
            let (both, share) = alike(&about(talk, other), &about(talk, &decision));
            other.at == at || of == Some(other.at) || both >= 3 && share >= 0.8
        };
        if !found.iter().any(same) {
            found.push(decision);
        }
    }
    found
}

/// Of the decisions so far the one that sentence `at` takes back or puts another in the place of.
fn taken_back(talk: &Talk, at: usize, found: &[Decision]) -> Option<Decision> {
    static BACK: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)\b(?:(?:scratch|scrap) (?:that|it|the)|forget (?:it|that|about|the)|on second thoughts?|",
            r"changed (?:my|our) minds?|take (?:that|it) back|never ?mind|no longer|not any ?more|called off|",
            r"(?:is|are|it's|that's) off)\b|算了|作废|不算数|改主意|推翻|收回|取消",
        ))
        .expect("a valid pattern")
    });
    static OTHERWISE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:instead|after all|rather than)\b|改成|改为|改到|改在|改用|还是.{1,12}吧|换成")
            .expect("a valid pattern")
    });
    let said = &talk.said[at];
    let (back, otherwise) = (BACK.is_match(&said.text), OTHERWISE.is_match(&said.text));
    if !(back || otherwise) || is_question(&said.text) || actions::unreal(&said.text) {
        return None;
    }
    let own = words(&said.text);
    let meant = |decision: &&Decision| alike(&own, &about(talk, decision)).0 > 0;
    // "Scrap that" has no words of its own, and means what was decided just now.
    let near = |decision: &&Decision| back && own.len() < 2 && said.turn - talk.said[decision.at].turn <= 1;
    found.iter().rev().find(meant).or_else(|| found.iter().rev().find(near)).copied()
}

/// The words by which a decision is known again.
fn about(talk: &Talk, decision: &Decision) -> BTreeSet<String> {
    words(&talk.said[decision.of.unwrap_or(decision.at)].text)
}

pub(super) fn is_question(sentence: &str) -> bool {
    sentence.trim_end_matches(['"', '”', '’', '\'', ')', '）', ' ']).ends_with(['?', '？'])
}

/// Whether a sentence says of itself that something was decided.
pub(super) fn decides(sentence: &str) -> bool {
    if is_question(sentence) || actions::unreal(sentence) {
        return false;
    }
    if sentence.chars().any(is_cjk) { decides_in_chinese(sentence) } else { decides_in_english(sentence) }
}

/// Whether a sentence says no more than that the one before it is decided.
pub(super) fn seals(sentence: &str) -> bool {
    static SEALS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)^(?:(?:ok|okay|right|good|great|fine|well|so|then|yes|and|alright)[,.]? )*",
            r"(?:(?:it|that)(?:'s| is) (?:then |now |all )?)?(?:settled|decided|agreed|approved|a deal|deal)",
            r"(?: then| by all)?[.!]*$|",
            r"^(?:(?:好的?|行|那|嗯|可以)[，,。]?)*(?:(?:就|那就)?(?:这么|这样)(?:定|说定|决定|办)|定|说定|就定|一致通过|通过)",
            r"了?[吧啊]?[。！!]*$",
        ))
        .expect("a valid pattern")
    });
    SEALS.is_match(sentence)
}

fn decides_in_english(sentence: &str) -> bool {
    static DECIDED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)\b(?:we|everybody|everyone|the (?:board|committee|council|group|team|members|parents|jury))",
            r"(?:'ve| have| has)?(?: (?:all|both|now|just|finally|also|therefore|already|unanimously))* ",
            r"(?:decided|agreed|settled on|resolved|voted|opted)\b",
            r"|\bI(?:'ve| have)(?: now| just)? decided\b|\bthe decision (?:is|was)\b|^decisions?: ",
            r"|\b(?:it|that|this)(?:'s| is| has been| was)(?: all| now| therefore| hereby)? (?:settled|decided|agreed)\b",
            r"|\blet's (?:go (?:with|for|ahead with)|stick (?:with|to)|settle (?:on|for)|keep to|make it )",
            r"|\blet's leave (?:it|that|this)(?: out| there| as it is| for now| until| at)\b",
            r"|\bwe(?:'ll| will|'re| are)(?: all| now| just| then)* (?:go(?:ing)? (?:with|for|ahead with)|",
            r"stick(?:ing)? (?:with|to)|keep(?:ing)? to|settl(?:e|ing) (?:on|for)|do(?:ing)? without)\b",
            r"|\b(?:is|are|has been|have been) (?:hereby |now |therefore |unanimously )?",
            r"(?:approved|adopted|carried|moved to|postponed|brought forward|rescheduled|called off|cancell?ed)\b",
            r"|\b(?:motion|proposal|resolution|budget) (?:passes|passed|carries|carried)\b",
        ))
        .expect("a valid pattern")
    });
    // "So Friday it is"; but not "that's what it is".
    static IT_IS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)(?:^|[,;:] |\b(?:so|then|okay|ok) )((?:[\w'.-]+ ){1,4})it is(?:,? then)?[.!]*$")
            .expect("a valid pattern")
    });
    static MOVES: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)\b(?:I|we)(?:'ll| will|'m| am|'re| are|'ve| have)(?: now| then| therefore)? ",
            r"(?:mov(?:e|ed|ing)|postpon(?:e|ed|ing)|reschedul(?:e|ed|ing)|(?:bring|bringing|brought) .*\bforward)\b",
            r".*\b(?:to|until) (?:the )?(?:\d|next |tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day|",
            r"january|february|march|april|may|june|july|august|september|october|november|december|",
            r"spring|summer|autumn|winter)",
        ))
        .expect("a valid pattern")
    });
    // What stands before, in the same clause, and makes it something else than a decision.
    static HEDGE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)\b(?:once|until|till|whether|when|before|after|should|could|would|might|may|must|needs?|have to|",
            r"has to|wish|hope|hoped|suppose|not|never|nobody|think|why|how|where|as soon as|nothing)\b|n't\b",
        ))
        .expect("a valid pattern")
    });
    static CONDITION: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:if|unless|in case|provided that)\b|\bagreed (?:with|to disagree)\b")
            .expect("a valid pattern")
    });
    if CONDITION.is_match(sentence) {
        return false;
    }
    let clause = |start: usize| {
        let before = &sentence[..start];
        &before[before.rfind([',', ';', ':', '–', '—', '.']).unwrap_or(0)..]
    };
    let plain = |start: usize| !HEDGE.is_match(clause(start));
    let chosen = |words: &str| {
        let no_choice = ["what", "how", "where", "who", "as", "than", "because", "that", "whatever", "why", "like"];
        !words.split_whitespace().any(|word| no_choice.contains(&word.to_lowercase().as_str()))
    };
    DECIDED.find_iter(sentence).any(|found| plain(found.start()))
        || IT_IS.captures(sentence).is_some_and(|found| chosen(&found[1]))
        || MOVES.find(sentence).is_some_and(|found| plain(found.start()))
}

fn decides_in_chinese(sentence: &str) -> bool {
    static DECIDED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            "决定|商定|议定|说定|敲定|谈妥|拍板|达成一致|一致同意|(?:一致|表决|投票|审议|讨论|全票)通过|",
            "(?:方案|提案|预算|议案|动议|申请|计划|章程|决议)[^，。；]{0,6}通过了?(?:$|[，。；！])|",
            "(?:^|[^一固规预制指稳否假设特限肯暂协鉴评待])定(?:了|下来|下了|在|于|好了)|",
            "就(?:按|照|选|采用|定|用)|(?:已经?|正式)批准|批准了|获批",
        ))
        .expect("a valid pattern")
    });
    static HEDGE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            "如果|要是|假如|万一|除非|只要|是否|能否|要不要|尚未|还没|",
            "没(?:有|人|法)?[^，。；]{0,6}(?:决定|定|通过|拍板|批准)|不(?:能|是|用|必|要)?(?:决定|拍板|通过|批准|就)|",
            "(?:再|才|待|等|需要|应该|得|来|谁|去|先|可以|能|要|想)(?:来)?(?:决定|定|拍板|敲定|商定|批准)|",
            "决定(?:不了|权|性|因素|于)|(?:由|请|让|等)[^，。；]{1,10}(?:决定|拍板|定|批准|通过)|定(?:不了|不下来)",
        ))
        .expect("a valid pattern")
    });
    DECIDED.is_match(sentence) && !HEDGE.is_match(sentence)
}
