//! What a sentence says to what went before: yes, no, done, forget it, another date.

use super::super::act::{Act, Around, Kind, Who};
use super::super::due;
use regex::Regex;
use std::sync::LazyLock;

/// Yes, no, done, forget it: what a sentence says to what went before.
pub(super) fn answers(text: &str, around: &Around) -> Vec<Act> {
    static ACCEPT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(concat!(
            r"(?i)(?:^|: |, )(?:(?:oh|ah|yeah|yes|ok|okay|great|right|well|er|um|hm+|hi \w+|",
            r"then),?\s+)*(?:sure(?: thing)?|yes|yep|yeah|yup|ok|okay|of course|no problem|no worries|will do|",
            r"happy to|gladly|with pleasure|absolutely|certainly|fine|alright|all right|can do|we can do it|",
            r"got it|on it|consider it done|you got it|that's doable|doable|deal|agreed|understood|",
            r"my pleasure|i'll do (?:it|that)|works for me|roger|good idea|great|perfect|brilliant|lovely|",
            r"wonderful|superb|excellent|thanks|thank you|cheers|please do|please|leave (?:it|that) (?:to|",
            r"with) me|count me in|why not)(?:[\s,.!;:–-]|$)|^(?:(?:oh|ah),? )?(?:would|could|will) you\?|(?:^|, )(?:(?:oh|yeah|yes|ok|okay|",
            r"well),?\s+)*(?:i can|i will|i do|me)(?:[,.!;]|$)",
        ),))
        .expect("a valid pattern")
    });
    static REFUSE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            concat!(
                r"(?i)\bI (?:really |unfortunately |just |definitely )?(?:can't|cannot|can not|won't|couldn't|",
                r"don't want to)\b|\bI(?:'m| am) (?:not able|unable|not going to|out\b)|\bI(?:'m| am) (?:away|on leave|on holiday|on vacation|off sick|out of (?:the )?office)\b|\bno way\b|\bnot me\b|",
                r"\bI'm afraid (?:not|I)",
            ),
            concat!(
                r"|\bI did (?:it|that|them|this) last\b|\bI (?:really )?(?:haven't got|don't have|",
                r"have no) (?:the |any )?(?:time|capacity|rights)|\bno time\b|\bI'd rather not\b|\bnever again\b|",
                r"\bI wish I could\b|\b^can't\b|, can't\b|\bno can do\b|\bcount me out\b|\bisn't mine\b|^(?:er,? |",
                r"uh,? |um,? )?(?:no|nope|not (?:really|this|that|the|on))\b|\bbusiness since\b|",
                r"\bI'm not the right\b|\bsorry, no\b|\bnot my (?:job|thing|department)\b|\bask (?:somebody|",
                r"someone) else\b",
            ),
        ))
        .expect("a valid pattern")
    });
    static DONE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            concat!(
                r"(?i)\bI(?:'ve| have) (?:already |just |now )?(?:\w+ed|sent|done|put|written|made|got|spoken|",
                r"told|bought|brought|paid|found|taken|given|built|set|read|met|rung|drawn)\b|(?:^|[,.;] ?|\b(?:I|we)(?:'ve| have)? )already (?:did|",
                r"done|sent|\w+ed|have)\b|^just (?:did|sent|done)\b|^(?:\w+[,:] )?(?:the |both |my )?\w+ (?:is |are |now )?(?:attached|enclosed)\b|^(?:the |my )?\w+(?: \w+)?'s (?:already |now )?(?:done|fixed|sent|sorted|finished|ordered|booked)\b|^(?:all )?done\b|: (?:fixed|done|sent|sorted|finished|ordered|solved)\b|\b(?:is|are) (?:already |now )?(?:attached|done|",
                r"finished|sorted|ready|ordered|signed|booked|in the folder)\b",
            ),
            concat!(
                r"|\b(?:has|have) (?:already |just )?been (?:\w+ed|sent|done|put|written|made|paid|built|set)\b|",
                r"\bdid (?:it|that)\b|^(?:(?:yeah|yes|no|oh|well|er),? )*I (?:already |just )?(?:\w+ed|did|sent|",
                r"wrote|made|put|told|spoke|bought|brought|paid|rang|found|took|gave|built) .*\b(?:last week|",
                r"last night|yesterday|already|on \w+day|this morning|ago|earlier)\b|^(?:\w+ )?(?:asked|sent|did|",
                r"called|told|wrote|rang|spoke to|booked|ordered|paid) (?:her|him|them|it|that)\b",
            ),
        ))
        .expect("a valid pattern")
    });
    static CANCEL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)\bforget (?:about )?(?:the|it|that|my|about)\b|\bnever ?mind\b|\bno need (?:to|for)\b|",
            r"\bscrap (?:the|that|it)\b|\bcancel(?:l?ed)?\b|\b(?:let's|we'll) (?:drop|skip|leave|scrap|not do|",
            r"forget)\b|\bdon't bother\b|\byou (?:don't|needn't) (?:have|need)?\s?(?:to)?\b|\bnot (?:necessary|",
            r"needed) any ?more\b|\bno longer (?:needed|necessary)\b|\bdon't \w+ (?:it|them|that|anything) (?:yet|",
            r"any ?more)\b|\bwe don't need\b",
        ))
        .expect("a valid pattern")
    });
    static WHEN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)\b(?:by|until) when\b|^(?:(?:and|ok|okay|great|good|so|right)[,.]?\s+)*(?:when (?:can|could|might|",
            r"will|would|do|does|is)|how soon|what(?:'s| is) (?:the deadline|your deadline)|when\b[^?]{0,20}\?)",
        ))
        .expect("a valid pattern")
    });
    let mut found = Vec::new();
    let with = |kind| Act { about: text.to_owned(), due: due::due(text), ..Act::new(kind) };
    let speaker: Vec<Who> = around.speaker.map(Who::Person).into_iter().collect();
    // "Saturday works", "The 14th is fine": yes, and when.
    static DAY_WORKS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)^[,.]?\s*(?:works|suits|will do|'s (?:fine|good|ok|okay|perfect|great)|is (?:fine|good|ok|okay|perfect|great|no ",
            r"problem)|would be (?:fine|good|great|perfect))\b",
        ))
        .expect("a valid pattern")
    });
    if let Some(date) =
        due::first(text).filter(|date| date.range.start < 6 && DAY_WORKS.is_match(&text[date.range.end..]))
    {
        found.push(Act { due: Some(date), ..with(Kind::Accept) });
    }
    if WHEN.is_match(text) {
        found.push(with(Kind::AskWhen));
    }
    if CANCEL.is_match(text) {
        found.push(with(Kind::Cancel));
    } else if DONE.is_match(text) && !text.contains("last time") && !text.contains("last year") {
        found.push(with(Kind::Done));
    }
    if REFUSE.is_match(text)
        && !text.to_lowercase().starts_with("no problem")
        && !text.to_lowercase().starts_with("no worries")
    {
        found.push(Act { who: speaker, ..with(Kind::Refuse) });
    } else if ACCEPT.is_match(text) {
        found.push(Act { who: speaker, ..with(Kind::Accept) });
    }
    found
}

/// A sentence that only says when: "So Friday it is", "It has to be here by Friday", "Thursday?".
pub(super) fn dated(text: &str, called: &[Who], asked: bool) -> Option<Act> {
    static REDATE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)\bit is\b|\b(?:have to |must )?wait until\b|\bpromise[sd]? (?:it|them|me)\b|\b(?:let's|shall we) say\b|\bmake it\b|\bmake that\b|\bcan we (?:say|do|make)\b|\binstead\b|\b(?:moved?|moving|",
            r"push(?:ed)?|postponed?|pulled?|brought|delayed?|shift(?:ed)?|changed?) (?:it |that |this |",
            r"the \w+ )?(?:back |forward |up )?(?:to|until|till|by)\b|\bnot until\b|\bneeds? (?:a bit |a little |some )?(?:longer|more time)\b|\bwill take until\b|\bit(?:'ll|",
            r" will) have to be\b|\bonly (?:on|by)\b|\brather than\b|\bwon't (?:work|do)\b|\bdoesn't (?:work|",
            r"suit)\b|\bnot \w+day\b|\bactually\b|\bearlier\b|\bit'll be\b|\b(?:would|is|does|can|could|will|",
            r"how about|what about)\b.*\b(?:ok|okay|fine|alright|all right|acceptable|feasible|possible|work|works|suit|do|enough|",
            r"too late)\b.*\?$",
        ))
        .expect("a valid pattern")
    });
    static DEADLINE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)\b(?:has|have|needs?) to be\b|\b(?:is|are) (?:early|soon|time|good) enough\b|\bdeadline\b|",
            r"\blatest\b|\benough\b|\bwould be (?:fine|great|good|ok|perfect)\b|\b(?:is|'s) (?:fine|ok|okay|",
            r"perfect|great|due)\b|\bgo(?:es)? (?:out|in|up|off|live|ahead)\b|\bwill be (?:ready|done|finished|there|sent|out|up|",
            r"with you)\b|\bdue\b|\bwe'd have to\b|\bif possible\b|\bplease\b|\b(?:I|we)(?:'d|'ll|",
            r" would)? (?:want|need|like|have to have) (?:it|them|that)\b|\bshould be (?:finished|ready|done)\b|",
            r"\btill\b|\bby\b",
        ))
        .expect("a valid pattern")
    });
    let date = due::due(text)?;
    let low = text.to_lowercase();
    if low.contains("see you") || low.starts_with("until") || low.starts_with("have a") {
        return None;
    }
    let rest = due::without(text);
    // Nothing but a date and little words: "Thursday?", "Before Sunday please, otherwise I'm away."
    let only = super::super::words::words(&rest).is_empty() && rest.split_whitespace().count() <= 6;
    // "Somebody has to be here at eight": when somebody is somewhere.
    static ATTENDS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:somebody|someone|everybody|everyone|we|you|I|people) (?:all )?(?:has|have|needs?|come|comes|arrive|arrives|leave|leaves) (?:to be (?:here|there)|on|at|to come)\b").expect("a valid pattern")
    });
    if ATTENDS.is_match(text) {
        return None;
    }
    // "That's too early, so the 18th."
    let so = text[..date.range.start].to_lowercase().trim_end().ends_with(" so");
    // "Oh. Thursday, then, on my way to work."
    let then = date.range.start < 6
        && text[date.range.end..].trim_start_matches([',', ' ']).to_lowercase().starts_with("then");
    let kind = if then || so || REDATE.is_match(text) {
        Kind::Redate
    } else if only
        || asked && text.split_whitespace().count() <= 6
        || DEADLINE.is_match(text)
        || (date.range.start == 0 && rest.split_whitespace().count() <= 4)
    {
        Kind::Deadline
    } else {
        return None;
    };
    Some(Act { due: Some(date), who: called.to_vec(), about: text.to_owned(), ..Act::new(kind) })
}

/// A date in front of the opening: "On Thursday I'll…". Nothing but little words may stand between.
pub(super) fn before(text: &str, from: usize, start: usize) -> Option<due::Date> {
    let date = due::dates(&text[..start])
        .into_iter()
        .rfind(|date| date.weight > due::Weight::Never && date.range.start >= from)?;
    let between = text[date.range.end..start].trim_matches([' ', ',', ':']);
    (between.is_empty() || ["and", "then", "so"].contains(&between)).then_some(date)
}

/// A date behind the clause that corrects or adds one: "… this afternoon, no, wait, tomorrow", ", let's say by
/// Thursday".
pub(super) fn corrected(text: &str, end: usize) -> Option<due::Date> {
    static WORDS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)^[,.…;–—\s-]*(?:.{0,60}\b(?:no,? wait|sorry|wait|I mean|make that|or rather|actually)\b|I(?:'m|",
            r" am)? (?:see|meet|seeing|meeting) (?:him|her|them)\b|(?:let's )?say\b|(?:and |but |as |since |because )?(?:it|they|that)(?:'s|'re| is| are| has to be| have to be| must be| needs? to be) (?:due|in|out|there|ready|sent|posted|handed in|done|finished|wanted|needed|back)\b|hopefully\b|ideally\b|",
            r"latest\b|at the latest\b|but not before\b|if possible)[,.\s]*",
        ))
        .expect("a valid pattern")
    });
    let tail = text.get(end..)?;
    let found = WORDS.find(tail)?;
    due::due(&tail[found.end()..]).or_else(|| due::due(&tail[found.start()..]))
}
