//! What a sentence opens with when it undertakes or asks: a table.

use super::super::act::Kind;
use regex::Regex;
use std::sync::LazyLock;

/// Adverbs that may stand between an opening and its verb.
pub(super) const ADVERBS: &str = concat!(
    r"(?:(?:also|then|just|definitely|personally|gladly|happily|probably|try to|try and|go ahead and|quickly|",
    r"please|kindly|maybe|perhaps|possibly|still|now|simply|always|at least|of course|certainly|at some point|",
    r"both|all|two|be sure to|make sure to|make sure I|see to it that I|either|already|next|first|have to|need to|",
    r"in my place|finally|actually|again)\s+)*",
);

pub(super) struct Opening {
    pub kind: Kind,
    pub rule: Regex,
    /// What is to be done stands in this group instead of behind the opening.
    pub form: Form,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Form {
    /// A verb follows.
    Verb,
    /// A verb follows, and "we" are whom the writer of a mail speaks for.
    We,
    /// A gerund follows ("would you mind sending").
    Gerund,
    /// A progressive is part of it ("I'm sending").
    Progressive,
    /// A verb follows in the present tense, which is a plan if it has a date ("I walk the rows tomorrow").
    Present,
    /// Nothing follows that matters ("leave it to me").
    Bare,
    /// A thing follows ("count me in for the flyers").
    Thing,
    /// A thing follows, which is a task only when it is somebody's ("I need the form from you").
    Need,
    /// A thing stands in front, and what is to be done with it is part of the opening ("the login has to be finished").
    Passive,
    /// A thing stands in front ("the slides would be one for you").
    Topic,
}

pub(super) static OPENINGS: LazyLock<Vec<Opening>> = LazyLock::new(|| {
    use Form::*;
    use Kind::*;
    let opening = |(kind, form, rule): (Kind, Form, &str)| Opening {
        kind,
        form,
        rule: Regex::new(&format!("(?i){}", rule.replace("ADV", ADVERBS))).expect("a valid pattern"),
    };
    [
        // The speaker's own.
        (Commit, Verb, r"\bI(?:'ll| will| shall)\s+ADV"),
        (Commit, Verb, r"\bI(?:'m| am) (?:also |just |still |now )?(?:going to|gonna|about to)\s+ADV"),
        (Commit, We, r"\bwe(?:'ll| will| shall)\s+ADV"),
        (Commit, Present, r"\bI (?:also |then |just )?"),
        (Commit, Present, r"\bI (?:still |really |just )?want to\s+ADV"),
        (Commit, Verb, r"\bwhat I(?:'ll| will| can) do is\s+ADV"),
        (Commit, Gerund, r"\bI(?:'ve| have) (?:also )?taken (?:it )?(?:up)?on myself to (?:do|make|write|get)\s+"),
        (Commit, Bare, r"\b(?:that|it)(?:'s| is| goes) (?:already )?on my (?:own )?list\b"),
        (
            Commit,
            Topic,
            r"(?:^|[,;:.] )([^,;:.?!]{3,60}(?:, [^,;:.?!]{3,30}){0,3}?) (?:is|are) (?:with|on) me\b",
        ),
        (Commit, Verb, r"\blet me\s+ADV"),
        (Commit, Verb, r"\bI(?:'d| had) (?:better|best)\s+ADV"),
        (Commit, Verb, r"\b(?:I(?:'m| am)\s+|^)?(?:quite |very |more than )?(?:happy|glad|willing) to\s+ADV"),
        (Commit, Verb, r"(?:^|[,;:–-]\s*|\b(?:and|so|but|then)\s+)(?:will|gonna)\s+ADV"),
        (
            Commit,
            Verb,
            concat!(
                r"\b(?:what I can do is|my plan is to|I've agreed to|I promise to|I (?:now )?(?:plan|intend|expect|aim|hope) to|",
                r"I volunteer to)\s+ADV",
            ),
        ),
        (
            Commit,
            Bare,
            concat!(
                r"\b(?:leave (?:it|that|this|them)(?: (?:one|all))? (?:to|with) me|I(?:'ve| have)? got (?:it|this|",
                r"that)(?: covered)?(?:[.,!]|$)|I(?:'m| am) on it\b|^(?:yep, |yes, |ok, )?on it\b|that(?:'s|",
                r" is) (?:me|mine)\b|that one's mine|I(?:'ll| will) (?:do it|take (?:it|that|",
                r"this)(?: one)?(?: on)?)\b|consider it done)",
            ),
        ),
        (Commit, Thing, r"\b(?:count me in|put me down|sign me up) (?:for|with)\s+"),
        (
            Commit,
            Thing,
            r"\bI (?:still |also )*owe (?:you(?: all| both)?|him|her|them|(?-i:(?:the )?\p{Lu}[\w']+(?: \p{Lu}[\w']+)*))\s+",
        ),
        (
            Commit,
            Thing,
            r"\bI(?:'ve| have) promised (?:you|him|her|them|the \w+|(?-i:\p{Lu}[\w']+(?: \p{Lu}[\w']+)*))\s+",
        ),
        (Deliver, Thing, r"\byou(?:'ll| will| can| should)(?: all| both)? (?:have|get|receive|expect|see|hear)\s+"),
        (Deliver, Thing, r"\b(?:he|she|they)(?:'ll| will) (?:get|receive|hear)\s+"),
        (
            Deliver,
            Passive,
            concat!(
                r"(?:^|[,;:.] |\b(?:and|then|but|so) )((?:the|our|my|your) [^,;:.?!]{2,40}?|(?-i:\p{Lu}\p{Ll}+) \w+[^,;:.?!]{0,30}?)(?:'ll| will) ",
                r"(?:go out|be (?:clear|ready|done|finished|completed?|sent|with you|there|up|in)|reach you)\b",
            ),
        ),
        (Commit, Passive, r"\b((?:my|our) \w+) (?:goes|go) (?:to|out)\b"),
        (
            Deliver,
            Bare,
            concat!(
                r"\b(?:it|they|that)(?:'ll| will) be (?:in your|with you|on your desk|there|ready|done|\w+ed)\b",
                r"|\bthey should (?:all )?have been \w+",
            ),
        ),
        (Commit, Progressive, r"\bI(?:'m| am) (?:also |just |now |already |currently )?(\w+ing)\b"),
        (Can, Verb, r"\bI can\s+ADV"),
        (Can, Verb, r"\bI (?:still |also )?(?:have to|need to|must|got to)\s+ADV"),
        (Can, Verb, r"\bI(?:'ve| have) (?:also )?got to\s+ADV"),
        (Commit, Verb, r"\bI(?:'ve| have)? still (?:have to|need to|must|got to)\s+ADV"),
        (
            Offer,
            Verb,
            concat!(
                r"\b(?:shall|should|can|could|may) I\s+ADV|\b(?:do you )?want me to\s+ADV|\bI could\s+ADV|\bI(?:'d|",
                r" would) (?:be )?(?:happy|glad|love|like) to\s+ADV",
            ),
        ),
        (Soft, Verb, r"\bI(?:'d| would)\s+ADV"),
        // Somebody else's.
        (
            Request,
            Verb,
            concat!(
                r"\b(?:can|could|would|will|won't) (?:you|u)(?: guys| folks)?,?(?: be able to|",
                r" be so kind as to)?\s+ADV",
            ),
        ),
        (Request, Gerund, r"\bwould you mind\s+ADV"),
        (
            Request,
            Verb,
            concat!(
                r"\b(?:do you think|any chance|is there any chance|is there a chance|I was wondering if|I wonder if|",
                r"I was hoping|(?:it )?(?:would|'d) be (?:great|good|nice|lovely|helpful|wonderful|perfect) if|",
                r"I'd (?:be grateful|appreciate it) if) you (?:could|can|would|might)\s+ADV",
            ),
        ),
        (
            Request,
            Verb,
            r"\bI(?:'d| would)? (?:like|love|need|want|ask|expect)(?: for)? you(?: both| all| two| guys)? to\s+ADV",
        ),
        (Request, Verb, r"\b(?:are|would) you (?:be )?(?:able|willing|up for|happy) to\s+ADV"),
        (
            Request,
            Verb,
            concat!(
                r"\byou (?:could|should|need to|have to|must|will have to|'ll have to|'ll need to|can|",
                r"take care to)\s+ADV",
            ),
        ),
        (
            Request,
            Verb,
            concat!(
                r"\b(?:don't forget to|remember to|be sure to|make sure (?:that )?(?:you|to)|see (?:to it )?that you|",
                r"I'm counting on you to)\s+ADV",
            ),
        ),
        (Request, Verb, r"(?:^please,?|\b(?:please|pls|plz))\s+(?:do\s+)?ADV"),
        (
            Request,
            Topic,
            concat!(
                r"(?:^|[,;:] )(?:and |so )?([^,;:]{3,60}?) (?:would be|is|could be|might be) (?:one |a job |",
                r"something )?for you\b",
            ),
        ),
        (Request, Verb, r"\byou couldn't\s+ADV"),
        (Request, Thing, r"\b(?:can|could|may) I (?:please )?(?:have|get)\s+"),
        (
            Request,
            Passive,
            r"\b(?:can|could|will|would) ((?:the|your) [^,;:.?!]{2,40}?) be (?:ready|done|finished|sent|there|delivered|in)\b",
        ),
        (Request, Verb, r"\bwould you be so (?:kind|good) as to\s+ADV"),
        (Open, Verb, r"\b(?:somebody|someone)(?:'s| is) going to have to\s+(?:sit down and )?ADV"),
        (
            Open,
            Passive,
            r"(?:^|[,;:.] |\b(?:and|then|but|so) )((?:the|our) [^,;:.?!]{2,30}?) (?:has|have|needs?) to (?:[a-z]+ )(?:the|our|a|its) [^,;:.?!]*",
        ),
        (Open, Verb, r"\b(?:nobody|no one) (?:yet )?to\s+ADV"),
        (Open, Verb, r"\bI need (?:somebody|someone) to\s+ADV"),
        (
            Open,
            Passive,
            r"(?:^|[,;:.] |\b(?:and|then|but|so) )((?:it|they|that|(?:the|our|my) [^,;:.?!]{2,40}?)) needs? (?:topping|\w+ing)\b(?: up| out| off)?",
        ),
        (Request, Verb, r"\byou and I (?:have to|should|need to|must|will|'ll|could|can)\s+ADV"),
        (Request, Bare, r"\bthat(?:'s| is) (?:one |something |a job |a task )?for you\b"),
        (Request, Need, r"\bI(?:'d| would|'ll| will)? (?:still |also |really )?need\s+"),
        (Request, Thing, r"\byou(?:'re| are) (?:in charge of|responsible for|on)\s+"),
        (
            Open,
            Verb,
            concat!(
                r"\b(?:can|could|would|will|does|should|is|has) (?:somebody|someone|anybody|anyone|one of (?:us|you|",
                r"you guys))(?: else| here)?(?: able to| willing to| want to)?\s+ADV",
            ),
        ),
        (
            Open,
            Verb,
            concat!(
                r"\b(?:somebody|someone|one of us|one of you)(?: else| here)? (?:should probably|should have|",
                r"should've|should|has to|needs to|must|ought to|will have to|would have to|'ll have to|",
                r"had better)\s+ADV",
            ),
        ),
        (Open, Verb, r"\bwho(?:'s going to| is going to|'ll| will| can| could| would| wants to| is willing to)\s+ADV"),
        (
            Open,
            Thing,
            concat!(
                r"\bwho(?:'s| is) (?:doing|taking|writing|bringing|in charge of|responsible for|handling|making|",
                r"organi[sz]ing|on|counting|calling)\s+|\bwho (?:takes|does|brings|writes|asks|tells|rings|collects|buys|",
                r"sends|drives|opens|pays|prints|checks|fetches|cooks|orders|books|cleans|prepares|looks after|sees to|talks to|has time for|signs off|",
                r"makes|calls)\s+",
            ),
        ),
        (
            Open,
            Verb,
            r"\bwe(?:'d| would| will|'ll)? (?:still |also |really )?(?:have to|need to|must|should|ought to)\s+ADV",
        ),
        (Open, Thing, r"\bwe(?:'d| would| will|'ll)? (?:still |also |really |all )?need\s+"),
        (Open, Thing, r"^(?:(?:so|and|ok|okay|then|well),? )*who(?:'s| is) \w+ing\s+"),
        (
            Open,
            Passive,
            concat!(
                r"(?:^|[,;:] |\b(?:and|then|but|so) )(it|they|(?:the|our|my|those|these|a|an|all) [^,;:.?!]{2,40}?) ",
                r"(?:has|have|needs?|still needs?|must|should) (?:to )?be ",
                r"(?:\w+ed|done|sent|made|written|put|built|set|bought|paid|found|drawn)\b",
            ),
        ),
        (
            Open,
            Verb,
            concat!(
                r"\b(?:somebody|someone),? (?:please )?",
                r"(?:tell|call|ring|write|bring|book|send|ask|check|remind|order|get|make)\b",
            ),
        ),
        (Request, Thing, r"\b(?:can|could|may) I (?:leave|give|hand|pass)\s+"),
        (
            Open,
            Bare,
            concat!(
                r"\bany volunteers\b|\bwho wants (?:it|that|to)\b|\bany takers\b|\bstill open\b|",
                r"\bdoesn't have an owner\b",
            ),
        ),
    ]
    .into_iter()
    .map(opening)
    .collect()
});

/// Everybody is asked.
pub(super) static EVERYBODY: LazyLock<Regex> = LazyLock::new(|| {
    let all = "(everybody|everyone|all of you|you all|each of you|you guys|the whole team|the rest of you|both of you)";
    Regex::new(&format!(
        "(?i)\\b(?:can|could|would|will) {all}\\s+{ADVERBS}|^{all},?\\s+(?:please|should|has to|have to|must|\
        needs to)\\s+{ADVERBS}|^all,? please\\s+{ADVERBS}"
    ))
    .expect("a valid pattern")
});

/// What a clause ends at. "and" only where another person takes over the sentence.
pub(super) static CLAUSE_END: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        concat!(
            r"(?i)[;!?]|\.\.|\s[-–—]\s|,\s+(?:and |but |so |then )?(?:I|I'm|I'll|I've|you|we|we'll|he|she|it|it's|",
            r"they|they're|that|that's|this|those|there|the|my|our|but|so|because|since|which|who|as|if|unless|",
            r"otherwise|though|although|not|no|promise|maybe|please|sorry|OK|okay|right|let's|or)\b",
        ),
        concat!(
            r"|\s(?:but|because|so that|since|unless|otherwise|though|although|whereas|if)\s|\s(?:and|so|",
            r"then) (?:then )?(?:I|you|we|he|she|they|it|that)\b|,\s+(?:say|let's say|hopefully|ideally)\b",
        ),
    ))
    .expect("a valid pattern")
});

/// Not meant to happen: a condition, a wish, somebody's words of yesterday.
pub(super) static UNREAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        concat!(
            r"(?i)^(?:and |but |so |well,? )?(?:if|unless|suppose|supposing|imagine|what if|in case|assuming)\b|",
            r"\bif (?:I|we|you) (?:had|were|won)\b",
        ),
        r"|\bwe could (?:always|just)?\b|\bone (?:could|of these (?:days|years|weeks))\b|\b(?:we|somebody|someone) .*\b(?:at some point|some ?day)\b",
        concat!(
            r"|\b(?:I|we|you|he|she|they) (?:keep|kept|keeps) (?:saying|promising)|\b(?:I|we) (?:said|thought|",
            r"promised|told|had said|meant|wanted)\b",
        ),
        concat!(
            r"|\b(?:was|were) (?:going|about|supposed|meant) to\b|\bused to\b|\b(?:should|would|could)(?:'ve|",
            r" have) (?:been|gone|done|made|sent|had|taken|got|known|\w+ed)\b",
        ),
        r"|\bI (?:wish|suppose|guess|bet)\b|\bat my last\b",
    ))
    .expect("a valid pattern")
});

/// Whether the sentence is about what is not, or not yet said to be.
pub(in super::super) fn unreal(sentence: &str) -> bool {
    UNREAL.is_match(sentence)
}
