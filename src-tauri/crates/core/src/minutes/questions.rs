//! Questions that nobody answered.
//!
//! In a talk the next to speak answers, unless they ask back, say that they do not know, or turn to something else. In a
//! thread an answer may come much later: it is by the one who was asked, or speaks of the same thing.

use super::decisions::is_question;
use crate::actions::{self, Talk, alike, words};
use regex::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Turns after which what was asked in a talk has been passed over.
const WINDOW: usize = 3;

/// The numbers of the sentences that ask what is still open at the end.
pub(super) fn open(talk: &Talk, thread: bool) -> Vec<usize> {
    let open = |at: &usize| {
        let said = &talk.said[*at];
        let task = || talk.actions.iter().any(|action| said.places.iter().any(|place| action.sources.contains(place)));
        let answered = || if thread { answered_by_mail(talk, *at) } else { answered_aloud(talk, *at) };
        asks(&said.text) && !task() && !actions::unreal(&said.text) && !told_anywhere(talk, *at) && !answered()
    };
    (0..talk.said.len()).filter(open).collect()
}

/// Whether a sentence is a question that wants an answer.
pub(super) fn asks(sentence: &str) -> bool {
    // Tags and what opens a meeting.
    static IDLE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i), (?:right|ok|okay|yes|no|huh|eh|(?:is|are|was|were|do|does|did|has|have|had|would|could|should|",
            r"will|can)(?:n't)? (?:it|he|she|they|you|we|I|that|there))\?$",
            r"|^(?:right|ok|okay|yes|no|really|sorry|what|huh|see|all good|ready|and|so|well|or|with you)\?$",
            r"|\b(?:everyone|everybody|are we all|is everyone)(?:'s| is| all)? (?:here|there|ready)\?$",
            r"|\b(?:shall|should|can) we (?:start|begin)\?$|\bhear me\b|\bsee my (?:screen|sheet)\b|\bhow are (?:you|things)\b",
            r"|\b(?:any|anything|other) (?:other )?(?:questions?|comments?|else)\b|\bwho knows\?|\bOK with you\?$",
            r"|^(?:对吧|是吧|好吗|行吗|可以吗|真的吗|是吗|是不是|好不好|怎么样|在吗|哪有)[？?]$",
            r"|到齐了吗|听得到|听得见|听见了吗|还有(?:别的|其他|什么)?(?:问题|事|要说的)|没别的了|没问题吧|谁知道呢",
        ))
        .expect("a valid pattern")
    });
    is_question(sentence) && !IDLE.is_match(sentence) && sentence.chars().filter(|c| c.is_alphanumeric()).count() > 3
}

/// The words of a question without the names of those it is put to.
fn about(talk: &Talk, at: usize) -> BTreeSet<String> {
    let text = &talk.said[at].text;
    let names: BTreeSet<String> = talk.people.named(text).into_iter().flat_map(|(_, name)| words(name)).collect();
    words(text).difference(&names).cloned().collect()
}

/// Whether later sentences, wherever they are, speak of nearly all that a question is about.
fn told_anywhere(talk: &Talk, at: usize) -> bool {
    let asked = about(talk, at);
    talk.said[at + 1..].iter().any(|said| {
        let (both, _) = alike(&asked, &words(&said.text));
        both >= 2 && both * 3 >= asked.len() * 2 && tells(&said.text)
    })
}

/// A sentence that can be an answer.
fn tells(sentence: &str) -> bool {
    static UNKNOWING: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)\b(?:(?:don't|do not|doesn't|didn't) know|no idea|not sure|no clue|good question|we'll see|",
            r"wait and see|hard to say|can't (?:say|tell)|have to think|nobody knows|still open)\b|",
            "不知道|不清楚|不好说|说不准|不确定|没想好|再说吧?[。！]?$|再看|好问题|问得好|再想想|回头再|待定",
        ))
        .expect("a valid pattern")
    });
    !is_question(sentence) && !UNKNOWING.is_match(sentence)
}

fn answered_aloud(talk: &Talk, at: usize) -> bool {
    static TURNS_AWAY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)^(?:(?:ok|okay|right|so|well|and)[,.]? )*(?:next (?:item|one|point|topic)|next:|anyway|moving on|",
            r"let's move on|another thing|one more thing|by the way|last (?:point|item))\b|",
            "^(?:好[，,。])?(?:下一个|下一项|另外|对了|接下来|先不说|换个话题|还有一件|言归正传)",
        ))
        .expect("a valid pattern")
    });
    let (asked, turn, speaker) = (about(talk, at), talk.said[at].turn, talk.said[at].speaker);
    let mut next = talk.said[at + 1..].iter().filter(|said| said.turn > turn && said.turn - turn <= WINDOW).peekable();
    while let Some(number) = next.peek().map(|said| said.turn) {
        let mut answers = false;
        let mut first = true;
        while let Some(said) = next.next_if(|said| said.turn == number) {
            if first && TURNS_AWAY.is_match(&said.text) && alike(&asked, &words(&said.text)).0 == 0 {
                return false;
            }
            // Who does not know, and says no more, has not answered.
            if first && !is_question(&said.text) && !tells(&said.text) {
                break;
            }
            answers |= (said.speaker != speaker || speaker.is_none()) && tells(&said.text);
            first = false;
        }
        if answers {
            return true;
        }
        while next.next_if(|said| said.turn == number).is_some() {}
    }
    false
}

fn answered_by_mail(talk: &Talk, at: usize) -> bool {
    let said = &talk.said[at];
    let (asked, to) = (about(talk, at), &talk.heard[at].to);
    talk.said[at + 1..].iter().filter(|later| later.of != said.of && tells(&later.text)).any(|later| {
        let other = later.speaker != said.speaker || said.speaker.is_none();
        let by_asked = later.speaker.is_some_and(|speaker| to.contains(&speaker)) || to.is_empty();
        let (both, share) = alike(&asked, &words(&later.text));
        other && (by_asked && asked.len() < 2 || both >= 1 && share >= 0.25)
    })
}
