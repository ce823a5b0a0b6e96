//! What a sentence does: speech acts, the same for every language.

use super::due::Date;

/// Who an act is about.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Who {
    Person(usize),
    /// Somebody who takes no part themselves.
    Named(String),
    /// "everybody", "all of you", 各位家长: in the text's words.
    All(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// "I'll send it."
    Commit,
    /// "I can do that": counts where something is wanted.
    Can,
    /// "Shall I send it?": counts once somebody says yes.
    Offer,
    /// "I'd have it ready by Friday": tells more of what is there already, begins nothing.
    Soft,
    /// "You'll have it by Friday": a date for what there is, or else a promise.
    Deliver,
    /// "Can you send it?"
    Request,
    /// "Who can send it?", "Somebody has to."
    Open,
    /// "Ben sends it."
    Assign,
    /// "Ben can do it": counts where something is wanted.
    Suggest,
    Accept,
    Refuse,
    /// It is done.
    Done,
    /// It need not be done any more.
    Cancel,
    /// "By when?"
    AskWhen,
    /// "So Friday it is", 改到周五.
    Redate,
    /// "It has to be here by Friday", or a date and nothing else.
    Deadline,
}

/// One thing that a sentence does.
#[derive(Debug, Clone)]
pub(super) struct Act {
    pub kind: Kind,
    /// What is to be done, in the text's words; empty where the sentence leaves it to what went before.
    pub what: String,
    /// Whose it is; empty where the sentence does not say.
    pub who: Vec<Who>,
    pub due: Option<Date>,
    pub lean: Lean,
    /// More that tells what it is about: the rest of the sentence.
    pub about: String,
}

/// What a sentence was heard to do, for those who do not ask what became of it.
#[derive(Debug)]
pub(crate) struct Heard {
    /// Something is wanted of somebody.
    pub asks: bool,
    /// A date is set or moved.
    pub moves: bool,
    /// Something is done, or not wanted any more.
    pub ends: bool,
    /// Whom it speaks to: numbers of people.
    pub to: Vec<usize>,
}

impl Heard {
    pub(super) fn of(acts: &[Act], to: &[Who]) -> Heard {
        let any = |kinds: &[Kind]| acts.iter().any(|act| kinds.contains(&act.kind));
        let person = |who: &Who| match who {
            Who::Person(at) => Some(*at),
            Who::Named(_) | Who::All(_) => None,
        };
        Heard {
            asks: any(&[Kind::Request, Kind::Open]),
            moves: any(&[Kind::Redate, Kind::Deadline]),
            ends: any(&[Kind::Done, Kind::Cancel]),
            to: to.iter().filter_map(person).collect(),
        }
    }
}

/// How much an act says by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lean {
    /// "I'll print the letters."
    Not,
    /// "I'll print them": a verb of its own, but not what of.
    Object,
    /// "I'll do it", "leave it to me".
    Whole,
}

impl Act {
    pub fn new(kind: Kind) -> Act {
        Act { kind, what: String::new(), who: Vec::new(), due: None, lean: Lean::Whole, about: String::new() }
    }
}

/// What must be known of the surroundings of a sentence to read it.
pub(super) struct Around<'a> {
    pub people: &'a super::people::People,
    pub speaker: Option<usize>,
    /// Whom a "you" means, where the sentence itself does not say.
    pub you: Vec<Who>,
    pub thread: bool,
    /// The point of a list, or part of summing up: there the present tense assigns ("Ben sends the list").
    pub listed: bool,
    pub recap: bool,
    /// Whom "he" and "she" mean, where the sentence itself does not say.
    pub third: Option<usize>,
    /// When the speaker has just said to be somewhere.
    pub occasion: Option<Date>,
    /// The date of the sentence before, for "then".
    pub day: Option<Date>,
    /// What was said before was somebody else's question.
    pub asked: bool,
}
