//! What became of what: acts in the order they are said, and the items they open, move and close.

mod dates;
mod moves;
mod search;
mod whom;

use super::act::{Act, Around, Heard, Kind, Lean, Who};
use super::people::People;
use super::said::Said;
use super::words::{stem, words};
use super::{Action, Turn, chinese, due, english, names, topic};
use crate::text::is_cjk;
use regex::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Wanted, and nobody's yet.
    Open,
    /// Somebody would, if others want it.
    Offered,
    /// Somebody was asked.
    Asked,
    /// Somebody undertook it, or it was given to them.
    Taken,
    Refused,
    /// Done, or not wanted any more.
    Closed,
}

#[derive(Debug)]
struct Item {
    what: String,
    who: Vec<Who>,
    /// "You" was taken to be somebody who was not named.
    guessed: bool,
    due: Option<String>,
    state: State,
    /// Numbers of sentences.
    sources: Vec<usize>,
    words: BTreeSet<String>,
    /// Every verb it has been said with.
    verbs: BTreeSet<String>,
    /// Of the sentences around: enough to know it again when everything is summed up.
    context: BTreeSet<String>,
    asker: Option<usize>,
    first: usize,
    /// The turn that spoke of it last.
    turn: usize,
    /// The turn in which somebody said no more than yes to it.
    agreed: Option<usize>,
    /// What it takes over once it is agreed to.
    replaces: Option<usize>,
}

pub(super) struct Ledger<'a> {
    people: &'a People,
    turns: &'a [Turn<'a>],
    said: &'a [Said],
    thread: bool,
    items: Vec<Item>,
    /// The sentence that asked somebody when they would do what nobody has spoken of yet.
    unknown_when: Option<usize>,
    /// The item somebody asked a date for, and in which turn.
    when: Option<(usize, usize)>,
    /// The item the talk is at.
    focus: Option<usize>,
}

/// Turns after which a question has been passed over; a mail may be answered much later.
const WINDOW: usize = 5;

impl<'a> Ledger<'a> {
    pub fn new(people: &'a People, turns: &'a [Turn<'a>], said: &'a [Said]) -> Ledger<'a> {
        let thread = turns.iter().any(|turn| !turn.to.is_empty() || turn.at.is_some());
        Ledger { people, turns, said, thread, items: Vec::new(), unknown_when: None, when: None, focus: None }
    }

    /// What is still to be done at the end, and what each sentence was heard to do.
    pub fn read(mut self) -> (Vec<Action>, Vec<Heard>) {
        let mut heard = Vec::with_capacity(self.said.len());
        // Whom the sentences before spoke to, by name, and where.
        let mut spoken_to: (usize, usize, Vec<Who>) = (0, 0, Vec::new());
        let mut greeted: (usize, Vec<Who>) = (usize::MAX, Vec::new());
        let mut recap_turn = 0;
        let mut unreal_turn: Option<usize> = None;
        for at in 0..self.said.len() {
            let said = &self.said[at];
            if greeted.0 != said.of {
                greeted = (said.of, self.addressees(said.of, at));
            }
            if RECAP.is_match(&said.text) {
                recap_turn = said.turn;
            }
            if spoken_to.0 != said.turn || self.thread && spoken_to.1 != said.paragraph {
                spoken_to = (said.turn, said.paragraph, Vec::new());
            }
            let guessed = spoken_to.2.is_empty();
            let you = if guessed { self.you(at, &greeted.1) } else { spoken_to.2.clone() };
            let before = at.checked_sub(1).map(|before| &self.said[before]);
            let around = Around {
                people: self.people,
                speaker: said.speaker,
                you,
                thread: self.thread,
                listed: said.bullet,
                recap: recap_turn == said.turn,
                third: self.third(at),
                occasion: before
                    .filter(|before| before.turn == said.turn)
                    .and_then(|before| english::occasion(&before.text)),
                day: before.filter(|before| before.turn == said.turn).and_then(|before| due::due(&before.text)),
                asked: before.is_some_and(|before| before.turn != said.turn && before.text.ends_with(['?', '？'])),
            };
            let han = said.text.chars().filter(|c| is_cjk(*c)).count();
            let is_chinese = han * 3 > said.text.chars().filter(|c| c.is_alphanumeric()).count();
            let (called, acts) = if is_chinese {
                (chinese::called(&said.text, &around).0, chinese::acts(&said.text, &around))
            } else {
                (names::called(&said.text, &around).0, english::acts(&said.text, &around))
            };
            let named = !called.is_empty();
            heard.push(Heard::of(&acts, if named { &called } else { &around.you }));
            if named {
                spoken_to = (said.turn, said.paragraph, called);
            }
            if JOKE.is_match(&said.text) {
                self.laugh(said.turn);
            }
            // "Then I'll buy swimming trunks", said to something that will never be.
            let opens = at == 0 || self.said[at - 1].turn != said.turn;
            let echo = opens && unreal_turn.is_some_and(|turn| turn + 1 == said.turn) && ECHO.is_match(&said.text);
            if english::unreal(&said.text) || chinese::unreal(&said.text) {
                unreal_turn = Some(said.turn);
            }
            if echo {
                continue;
            }
            if acts.is_empty() {
                self.dwell(at);
            }
            // "I'd love to do the music but I haven't got the time": no offer.
            let refuses = acts.iter().any(|act| act.kind == Kind::Refuse);
            let undertakes = acts.iter().any(|act| matches!(act.kind, Kind::Commit | Kind::Can));
            for act in acts {
                match act.kind {
                    Kind::Refuse | Kind::Done if undertakes => {}
                    Kind::Offer | Kind::Soft if refuses => {}
                    _ => self.note(act, at, guessed && !named, undertakes, &around),
                }
            }
        }
        (self.finish(), heard)
    }

    fn note(&mut self, act: Act, at: usize, guessed: bool, undertakes: bool, around: &Around) {
        let speaker = self.said[at].speaker;
        match act.kind {
            Kind::Commit => self.undertake(act, at),
            Kind::Can => {
                // "I can" is an answer where something is wanted, and a promise where it has a date.
                let wanted = self.pending(at, true).is_some();
                if wanted || act.due.is_some() || self.matching(&act, at).is_some() {
                    self.undertake(act, at);
                } else if act.lean != Lean::Whole {
                    self.offer(act, at);
                }
            }
            Kind::Offer => self.offer(act, at),
            Kind::Deliver => {
                let turn = self.said[at].turn;
                let own = self
                    .own(at, &words(&act.what))
                    .filter(|item| self.items[*item].turn == turn || act.lean != Lean::Not);
                let recent = || {
                    let me = speaker.map(Who::Person)?;
                    let mine = |item: &Item| item.live() && item.who.contains(&me) && turn - item.turn <= 2;
                    (0..self.items.len()).rfind(|item| mine(&self.items[*item]))
                };
                let own = own.or_else(|| self.given(at).or_else(recent).filter(|_| act.lean != Lean::Not));
                if let Some(item) = own {
                    self.items[item].state = State::Taken;
                }
                match (own, act.due.clone()) {
                    (Some(item), Some(date)) => self.set_due(item, date.text, at),
                    (None, _) if act.lean == Lean::Not => {
                        let mut act = act;
                        act.who = speaker.map(Who::Person).into_iter().collect();
                        self.undertake(act, at);
                    }
                    // "And the report?" – "You'll have it on Friday."
                    (None, Some(_))
                        if self
                            .antecedent("have it", at)
                            .is_some_and(|(_, from)| self.said[from].turn != self.said[at].turn) =>
                    {
                        let what = if act.what.is_empty() || act.lean == Lean::Whole {
                            "have it ready".to_owned()
                        } else {
                            act.what.clone()
                        };
                        let who = speaker.map(Who::Person).into_iter().collect();
                        self.open(Act { what, who, lean: Lean::Object, ..act }, at, State::Taken, None);
                    }
                    _ => {}
                }
            }
            Kind::Soft => {
                let own = self.own(at, &words(&act.what));
                match (own, act.due.clone()) {
                    (Some(item), Some(date)) => self.set_due(item, date.text, at),
                    // "Then I'd close September on Monday": for others to agree to.
                    (None, Some(_)) if act.lean == Lean::Not && !light(&verb(&act.what)) => self.offer(act, at),
                    _ => {}
                }
            }
            Kind::Request => {
                let guessed = guessed && act.who == around.you;
                self.request(act, at, guessed);
            }
            Kind::Open => {
                // "It needs topping up." – "Who does that?"
                let turn = self.said[at].turn;
                let wanted = (0..self.items.len())
                    .rfind(|item| self.items[*item].state == State::Open && turn - self.items[*item].turn <= 1);
                if let Some(item) = wanted.filter(|_| act.lean == Lean::Whole) {
                    self.items[item].asker = speaker;
                    self.touch(item, at);
                    return;
                }
                let known = act.lean != Lean::Whole || !act.what.is_empty() && self.antecedent(&act.what, at).is_some();
                // "Stall fees first. Who's collecting them?"
                let heading = (!known && !act.what.is_empty())
                    .then(|| at.checked_sub(1).map(|before| &self.said[before]))
                    .flatten()
                    .filter(|before| before.turn == self.said[at].turn && before.text.split(' ').count() <= 6)
                    .map(|before| before.text.trim_end_matches(['.', '!', '?', ':']).to_owned());
                if let Some(heading) = heading {
                    self.open(Act { what: heading, lean: Lean::Not, ..act }, at, State::Open, speaker);
                } else if known {
                    if let Some(item) = self
                        .matching(&act, at)
                        .filter(|item| matches!(self.items[*item].state, State::Open | State::Refused))
                    {
                        self.touch(item, at);
                    } else if self.matching(&act, at).is_none() {
                        self.open(act, at, State::Open, speaker);
                    }
                }
            }
            Kind::Assign => self.assign(act, at, around.recap),
            Kind::Suggest => {
                if let Some(item) = self.pending(at, true).filter(|_| act.lean != Lean::Not) {
                    self.take(item, &act, at, State::Asked);
                } else if act.due.is_some() && act.lean == Lean::Not {
                    self.assign(act, at, false);
                }
            }
            Kind::Accept => self.accept(act, at, undertakes),
            Kind::Refuse => self.refuse(act, at),
            Kind::Done | Kind::Cancel => self.close(act, at),
            Kind::AskWhen => {
                let about = words(&act.about);
                let turn = self.said[at].turn;
                // Nobody asks when they will do their own.
                let own = |item: &Item| speaker.is_some_and(|me| item.who == [Who::Person(me)]);
                let others = |item: &usize| {
                    let item = &self.items[*item];
                    item.live() && !own(item) && turn - item.turn <= 3
                };
                let focus = self.focus.filter(|item| !own(&self.items[*item]));
                let best = self.best(&about, |item| item.live() && !own(item));
                static OF_YOU: LazyLock<Regex> = LazyLock::new(|| {
                    Regex::new(r"(?i)\bwhen (?:will|can|could|would|are|do) you .*\w+.*\?$|你")
                        .expect("a valid pattern")
                });
                let named = self.people.named(&self.said[at].text).first().is_some_and(|(range, _)| range.start < 10);
                let of_you = OF_YOU.is_match(&act.about) || named && act.about.chars().any(is_cjk);
                self.unknown_when = (best.is_none() && about.len() > 1 && of_you).then_some(at);
                let hit = best.or(focus);
                let hit = hit.or_else(|| (0..self.items.len()).rfind(others)).or(self.focus);
                self.when = hit.map(|item| (item, turn));
            }
            Kind::Redate | Kind::Deadline => self.redate(act, at),
        }
    }

    fn open(&mut self, act: Act, at: usize, state: State, asker: Option<usize>) -> usize {
        let turn = self.said[at].turn;
        let mut what = act.what.clone();
        let mut sources = vec![at];
        // 水呢？ – 我买两箱.
        let short = what.chars().any(is_cjk) && what.chars().count() <= 4 && state == State::Taken;
        if (act.lean != Lean::Not || short && at > 0 && self.said[at - 1].text.ends_with("呢？"))
            && let Some((thing, from)) =
                self.antecedent(&what, at).filter(|(_, from)| *from == at || !self.said[at].bullet)
        {
            what = topic::put(&what, &thing);
            if from != at {
                sources.push(from);
            }
        }
        // What leans on the sentence before is hardly understood without it.
        if act.lean != Lean::Not
            && let Some(before) =
                at.checked_sub(1).filter(|before| self.said[*before].turn == turn && !sources.contains(before))
        {
            sources.push(before);
        }
        let near = self.said[..at].iter().rev().take(9).take_while(|said| turn - said.turn <= 6);
        let context = near.flat_map(|said| words(&said.text)).chain(words(&self.said[at].text)).collect();
        let words = words(&due::without(&what));
        let verbs = [verb(&what)].into();
        let due = act.due.map(|date| date.text);
        self.items.push(Item {
            what,
            who: act.who,
            guessed: false,
            due,
            state,
            sources,
            words,
            verbs,
            context,
            asker,
            first: at,
            turn,
            agreed: None,
            replaces: None,
        });
        self.focus = Some(self.items.len() - 1);
        self.items.len() - 1
    }

    /// The item becomes that of the act, with what the act says of it.
    fn take(&mut self, item: usize, act: &Act, at: usize, state: State) {
        // "It has to be fixed." – "Can you do that and keep the date?"
        let more = ["do that and ", "do it and "].iter().find_map(|words| act.what.strip_prefix(words));
        let resolved = if let Some(more) = more.filter(|_| !self.items[item].what.is_empty()) {
            Some((format!("{} and {more}", self.items[item].what), None))
        } else if act.lean == Lean::Object {
            let thing = topic::thing(&self.items[item].what, act.what.contains("them"));
            let known = act.what.chars().any(is_cjk) && !self.items[item].what.is_empty();
            thing.map(|(thing, _)| (topic::put(&act.what, &thing), None)).or_else(|| {
                (!known).then_some(())?;
                self.antecedent(&act.what, at).map(|(thing, from)| (topic::put(&act.what, &thing), Some(from)))
            })
        } else {
            None
        };
        let entry = &mut self.items[item];
        if !act.who.is_empty() {
            entry.who = act.who.clone();
            entry.guessed = false;
        }
        if let Some(date) = &act.due {
            entry.due = Some(date.text.clone());
        }
        let before = entry.state;
        entry.state = state;
        if !entry.sources.contains(&at) {
            // What is undertaken stands first, unless it had been undertaken and is only spoken of again.
            let place = if before == State::Taken && state == State::Taken { entry.sources.len() } else { 0 };
            entry.sources.insert(place, at);
        }
        match (act.lean, resolved) {
            // The first words for a thing are mostly the fullest.
            (Lean::Not, _) if words(&act.what).len() > entry.words.len() || entry.what.is_empty() => {
                entry.what = act.what.clone()
            }
            (Lean::Object, Some((what, from))) if before != State::Taken && words(&what).len() >= entry.words.len() => {
                entry.what = what;
                entry.sources.extend(from.filter(|from| !entry.sources.contains(from)));
            }
            _ => {}
        }
        entry.verbs.insert(verb(&act.what));
        entry.words.extend(words(&due::without(&act.what)));
        entry.words.extend(words(&due::without(&entry.what)));
        self.touch(item, at);
    }

    fn touch(&mut self, item: usize, at: usize) {
        self.items[item].turn = self.said[at].turn;
        self.focus = Some(item);
    }

    fn set_due(&mut self, item: usize, date: String, at: usize) {
        let entry = &mut self.items[item];
        entry.due = Some(date);
        if !entry.sources.contains(&at) {
            entry.sources.push(at);
        }
        self.touch(item, at);
    }

    fn finish(mut self) -> Vec<Action> {
        self.items.sort_by_key(|item| item.first);
        let name = |who: &Who| match who {
            Who::Person(at) => self.people.all[*at].name.clone(),
            Who::Named(name) | Who::All(name) => name.clone(),
        };
        self.items
            .iter()
            .filter(|item| matches!(item.state, State::Taken | State::Asked) && !item.who.is_empty())
            .map(|item| Action {
                what: capitalized(&item.what),
                owner: Some(item.who.iter().map(name).collect::<Vec<_>>().join(if item.what.chars().any(is_cjk) {
                    "、"
                } else {
                    " and "
                })),
                due: item.due.clone(),
                sources: item.sources.iter().flat_map(|at| self.said[*at].places.clone()).collect(),
            })
            .collect()
    }
}

impl Item {
    fn live(&self) -> bool {
        matches!(self.state, State::Open | State::Offered | State::Asked | State::Taken)
    }
}

fn verb(what: &str) -> String {
    stem(
        &what
            .split(|c: char| !c.is_alphanumeric() && c != '-')
            .find(|word| !word.is_empty())
            .unwrap_or_default()
            .to_lowercase(),
    )
}

/// Verbs that go with anything, and Chinese, where the verb does not stand first.
fn light(verb: &str) -> bool {
    verb.is_empty()
        || verb.chars().any(is_cjk)
        || [
            "do", "hav", "tak", "send", "get", "mak", "see", "finish", "complet", "sort", "handl", "giv", "bring",
            "put", "look", "deliver", "mov", "start", "work", "the", "try", "set", "go", "com", "arrang", "organis",
            "organiz",
        ]
        .contains(&verb)
}

fn capitalized(what: &str) -> String {
    let mut letters = what.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

static RECAP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)\b(?:recap|sum(?:ming)? up|summari[sz]e|to confirm|in short|action items?|wrap(?:ping)? up|",
        r"so (?:that's|we have)|who does what|next steps|tasks|jobs|to-dos?)\b|最后确认|总结一下|确认一下|小结|",
        r"汇总一下|分工|任务|再?过一遍|捋一下|复盘",
    ))
    .expect("a valid pattern")
});
static JOKE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)^(?:ha(?:ha)*\b|lol\b|very funny|(?:just )?kidding|(?:I'm |only )joking|don't tempt me)|^(?:哈哈|",
        r"呵呵|开玩笑|别闹|想得美|笑死)",
    ))
    .expect("a valid pattern")
});
static ECHO: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)^(?:then|in that case|well,? then)\b|^那").expect("a valid pattern"));
/// Accepts for oneself rather than in general: "sure", "I can", not "good idea".
static STRONG: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)\b(?:I can|I will|I'll|me|sure|will do|happy|gladly|pleasure|on it|can do|no problem|yep|",
        r"count me)\b|我|没问题|交给",
    ))
    .expect("a valid pattern")
});
static POINTING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?:(?:and|but|so|well|ok|okay),? )*(?:it|they|that|this|those|the \d+\w*|(?:i|we)(?:'d|'ll) (?:have|",
        r"need|want|like) (?:it|them|that)|i'd need|i need|we need|need(?:ed)? (?:it|this|these|them|those)|we'd|needs|should be)\b",
    ))
    .expect("a valid pattern")
});
