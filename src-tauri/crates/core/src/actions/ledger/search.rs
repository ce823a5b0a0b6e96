//! Which item a sentence means: by its words, by whose turn it is to answer, by what was said last.

use super::super::act::{Act, Kind, Who};
use super::super::words::{alike, words};
use super::super::{due, topic};
use super::{Item, Ledger, State, WINDOW, light, verb};
use crate::text::is_cjk;
use regex::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;

impl Ledger<'_> {
    /// What "I'll reset it" is about: what the speaker has just agreed to, what the sentences before speak of, or what
    /// was
    /// asked. "I'll ask her" is about a person, and answers nothing by itself.
    pub(super) fn hinted(&self, act: &Act, at: usize) -> Option<usize> {
        static PERSON: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b(?:her|him)\b").expect("a valid pattern"));
        let me = self.said[at].speaker.map(Who::Person);
        let turn = self.said[at].turn;
        if PERSON.is_match(&act.what) {
            // "Remind Dora" – "I'll tell her".
            let (person, _) = self.antecedent(&act.what, at)?;
            return self.pending(at, true).filter(|item| alike(&words(&person), &self.items[*item].words).0 > 0);
        }
        let near = self.said[..at].iter().rev().take(2).take_while(|said| said.turn == turn);
        let about: BTreeSet<String> =
            near.flat_map(|said| words(&said.text)).chain(words(&due::without(&act.about))).collect();
        let wanted = |item: &Item| {
            let mine = me.as_ref().is_some_and(|me| item.who.contains(me));
            matches!(item.state, State::Asked) && mine || item.state == State::Open
        };
        // What the same breath speaks of is meant rather than what somebody asked before: "The letters are ready. I'll
        // sign
        // them."
        let own = self
            .antecedent(&act.what, at)
            .filter(|(_, from)| *from < at && self.said[*from].turn == turn)
            .filter(|(_, from)| self.thread || *from + 1 == at && self.given(at).is_none());
        let spoken = own.as_ref().map_or_else(BTreeSet::new, |(thing, _)| words(thing));
        let hit = self.given(at).or_else(|| self.best(&about, wanted)).or_else(|| self.pending(at, true))?;
        if own.is_some() && alike(&spoken, &self.items[hit].words).0 == 0 {
            return self.best(&spoken, |item| me.as_ref().is_some_and(|me| item.live() && item.who.contains(me)));
        }
        Some(hit)
    }

    /// What the same person undertook last, not long ago.
    pub(super) fn latest(&self, act: &Act, at: usize) -> Option<usize> {
        let turn = self.said[at].turn;
        let mine = |item: &Item| item.state == State::Taken && item.who == act.who && turn - item.turn <= 2;
        (0..self.items.len()).rfind(|item| mine(&self.items[*item]))
    }

    /// What the same person has just said of their own: "I can speak to them. I'll do it tomorrow."
    pub(super) fn spoken_of(&self, at: usize) -> Option<usize> {
        let me = self.said[at].speaker.map(Who::Person)?;
        let near = at.checked_sub(1).filter(|before| self.said[*before].turn == self.said[at].turn)?;
        self.focus.filter(|item| {
            let item = &self.items[*item];
            item.state == State::Taken && item.who.contains(&me) && item.sources.contains(&near)
        })
    }

    /// What the speaker has just said not to manage: "I can't do it tonight. I'll do it tomorrow."
    pub(super) fn put_off(&self, at: usize) -> Option<usize> {
        let me = self.said[at].speaker.map(Who::Person)?;
        let turn = self.said[at].turn;
        let mine = |item: &Item| item.state == State::Refused && item.turn == turn && item.who.contains(&me);
        (0..self.items.len()).rfind(|item| mine(&self.items[*item]))
    }

    /// What a commitment answers in other words: "The truck must leave earlier. Ben, can you tell the carrier?" – "I'll
    /// rebook the truck."
    pub(super) fn replied(&self, act: &Act, at: usize) -> Option<usize> {
        let me = self.said[at].speaker.map(Who::Person)?;
        let turn = self.said[at].turn;
        let own = words(&act.what);
        (0..self.items.len()).rfind(|item| {
            let item = &self.items[*item];
            let before = item
                .sources
                .iter()
                .filter_map(|source| source.checked_sub(1))
                .filter(|before| self.said[*before].turn == item.turn);
            item.state == State::Asked
                && item.who == [me.clone()]
                && turn - item.turn == 1
                && before.map(|before| alike(&own, &words(&self.said[before].text)).0).max() > Some(0)
        })
    }

    /// What the first sentence of an answer is about, if it is only when: "Joan, can you check?" – "I'll have a list by
    /// Thursday"; and what the sentence names: "As for the shelf, I'm seeing the dealer next week".
    pub(super) fn opened(&self, act: &Act, at: usize) -> Option<usize> {
        let me = self.said[at].speaker.map(Who::Person)?;
        let turn = self.said[at].turn;
        let asked = |item: &Item| item.state == State::Asked && item.who.contains(&me);
        let first = at == 0 || self.said[at - 1].turn != turn;
        let light = light(&verb(&act.what)) && !act.what.chars().any(is_cjk);
        let answer = (0..self.items.len())
            .rfind(|item| asked(&self.items[*item]) && turn - self.items[*item].turn == 1)
            .filter(|_| first && light && !self.thread && act.due.is_some());
        // "Tell the parents" – "I'll write in the group".
        let heard = verb(&act.what);
        let says = [
            "writ", "call", "ring", "messag", "text", "email", "mail", "phon", "speak", "talk", "tell", "ask",
            "contact",
        ];
        let told = || {
            (0..self.items.len()).rfind(|item| {
                let item = &self.items[*item];
                let tells = ["tell", "ask", "inform", "remind", "contact", "notify", "warn", "let"];
                let open = item.state == State::Open || asked(item);
                open && turn - item.turn == 1 && tells.iter().any(|verb| item.verbs.contains(*verb))
            })
        };
        let answer = answer.or_else(|| (first && says.contains(&heard.as_str())).then(told).flatten());
        answer.or_else(|| self.best(&words(&due::without(&act.about)), asked))
    }

    /// What the speaker has just said must be done: "The login has to be finished. I'll take that."
    pub(super) fn wanted(&self, at: usize) -> Option<usize> {
        let before = at.checked_sub(1).filter(|before| self.said[*before].turn == self.said[at].turn)?;
        self.focus.filter(|item| self.items[*item].state == State::Open && self.items[*item].sources.contains(&before))
    }

    /// What was given to the speaker, or agreed to, and not said more of yet: in this turn or the one before.
    pub(super) fn given(&self, at: usize) -> Option<usize> {
        let me = self.said[at].speaker.map(Who::Person)?;
        let turn = self.said[at].turn;
        let fits = |item: &Item| {
            let fresh = item.state == State::Asked && turn - item.turn <= 2
                || item.state == State::Taken && item.agreed == Some(turn);
            item.who.contains(&me) && fresh
        };
        (0..self.items.len()).rfind(|item| fits(&self.items[*item]))
    }

    /// What a commitment answers though it shares no word with it: "Can you order it?" – "Will call them today." only
    /// where the answer says so ("sure", "no problem") – then the request is taken, and the rest is how.
    pub(super) fn answered(&self, at: usize) -> Option<usize> {
        let text = self.said[at].text.to_lowercase();
        let said_yes = [
            "sure",
            "yes",
            "yep",
            "ok",
            "no problem",
            "of course",
            "可以",
            "没问题",
            "好",
            "行",
            "中，",
            "成，",
            "得嘞",
        ]
        .iter()
        .any(|yes| text.starts_with(yes));
        let more = text.contains("also") || text.contains("and i'll") || text.contains('还') || text.contains("另外");
        (said_yes && !more).then(|| self.given(at).or_else(|| self.pending(at, true))).flatten()
    }

    /// The latest thing that was wanted of the speaker of sentence `at`, or of anybody, and has no answer yet. With
    /// `given_up`, also what somebody else has just declined.
    pub(super) fn pending(&self, at: usize, given_up: bool) -> Option<usize> {
        let (turn, speaker) = (self.said[at].turn, self.said[at].speaker);
        let me = speaker.map(Who::Person);
        let fits = |item: &Item| {
            let near = turn - item.turn <= WINDOW;
            let to_me = me.as_ref().is_some_and(|me| item.who.contains(me));
            let others = item.asker != speaker || speaker.is_none();
            near && match item.state {
                State::Open => others,
                State::Asked => others && (to_me || item.who.is_empty() || item.guessed && turn - item.turn <= 2),
                State::Offered => !to_me && turn - item.turn <= 2,
                State::Refused => given_up && turn - item.turn <= 2 && !to_me,
                _ => false,
            }
        };
        (0..self.items.len()).filter(|item| fits(&self.items[*item])).max_by_key(|item| {
            let found = &self.items[*item];
            // Of one mail's several questions the one to me comes before the one to anybody.
            let to_me = me.as_ref().is_some_and(|me| found.who.contains(me));
            (to_me && self.thread, found.turn, *item)
        })
    }

    /// The latest item that nobody has: to be given to somebody by "can you do it".
    pub(super) fn loose(&self, at: usize) -> Option<usize> {
        let turn = self.said[at].turn;
        let fits = |item: &Item| {
            turn - item.turn <= WINDOW
                && (matches!(item.state, State::Open | State::Refused | State::Offered)
                    || item.state == State::Asked && item.turn == turn)
                || item.state == State::Asked && turn - item.turn <= 2
        };
        (0..self.items.len()).filter(|item| fits(&self.items[*item])).max_by_key(|item| (self.items[*item].turn, *item))
    }

    /// The item that an act speaks of, by its words.
    pub(super) fn matching(&self, act: &Act, at: usize) -> Option<usize> {
        let own = words(&act.what);
        if own.is_empty() {
            return None;
        }
        let own_verb = verb(&act.what);
        let fits = |item: &Item| {
            let (both, share) = alike(&own, &item.words);
            let same = act.who.iter().any(|who| item.who.contains(who));
            // One word is enough where the same person has been asked and not answered yet.
            let asked = same && item.state == State::Asked && both >= 1 && share >= 0.15;
            let enough = asked || both >= 2 && share >= 0.3 || both >= 1 && share >= 0.5;
            // Two things are done to the letters: they are drafted and posted. A light verb stands for either.
            let other = !item.verbs.contains(&own_verb)
                && !light(&own_verb)
                && !item.verbs.iter().any(|verb| light(verb))
                && both < 2
                && !item.what.is_empty();
            // Another's task is taken over only where that is said at once, or of the very same thing.
            let mine = same
                || item.state != State::Taken
                || act.kind == Kind::Assign
                || both >= 2 && share >= 0.6 && self.said[at].turn - item.turn <= 3;
            enough
                && mine
                && item.first != at
                && item.state != State::Closed
                && !(other && item.state == State::Taken && act.kind != Kind::Assign)
        };
        (0..self.items.len()).filter(|item| fits(&self.items[*item])).max_by_key(|item| {
            let found = &self.items[*item];
            let same = act.who.iter().any(|who| found.who.contains(who));
            (same, alike(&own, &found.words).0, found.turn)
        })
    }

    /// The item that the sentence around an act speaks of: "Guest list: leave it to me".
    pub(super) fn matching_about(&self, act: &Act, at: usize) -> Option<usize> {
        let turn = self.said[at].turn;
        self.best(&words(&due::without(&act.about)), |item| {
            let own = act.who.iter().any(|who| item.who.contains(who));
            !matches!(item.state, State::Closed | State::Taken)
                || item.state == State::Taken && (item.turn == turn || own && self.thread)
        })
    }

    /// The item most like some words, of those that `fits`.
    pub(super) fn best(&self, about: &BTreeSet<String>, fits: impl Fn(&Item) -> bool) -> Option<usize> {
        let like = |item: &usize| alike(about, &self.items[*item].words);
        (0..self.items.len())
            .filter(|item| fits(&self.items[*item]))
            .filter(|item| {
                let (both, share) = like(item);
                both >= 2 || both == 1 && share >= 0.3
            })
            .max_by_key(|item| (like(item).0, self.items[*item].turn, *item))
    }

    /// The speaker's latest item, for "I'd have it ready by Friday".
    pub(super) fn own(&self, at: usize, about: &BTreeSet<String>) -> Option<usize> {
        let me = self.said[at].speaker.map(Who::Person)?;
        let turn = self.said[at].turn;
        let mine =
            |item: &Item| matches!(item.state, State::Taken | State::Offered | State::Asked) && item.who.contains(&me);
        self.best(about, mine)
            .or_else(|| (0..self.items.len()).rfind(|item| mine(&self.items[*item]) && self.items[*item].turn == turn))
    }

    /// What a summing-up means by "Wim sees about the pads": the owner's item that was spoken of in those words.
    pub(super) fn recalled(&self, act: &Act) -> Option<usize> {
        let own = words(&act.what);
        let same = |item: &Item| item.live() && act.who.iter().any(|who| item.who.contains(who));
        (0..self.items.len())
            .filter(|item| same(&self.items[*item]) && alike(&own, &self.items[*item].context).0 > 0)
            .max_by_key(|item| alike(&own, &self.items[*item].context).0)
    }

    pub(super) fn antecedent(&self, what: &str, at: usize) -> Option<(String, usize)> {
        if !what.chars().any(is_cjk) {
            return topic::antecedent(what, self.said, at, self.people);
        }
        // 保险的事呢: what the talk has been turned to.
        static TOPIC: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(concat!(
                r"^(?:太好了。?|好。?|那|还有|另外|对了|接下来|然后)*[，,]?(\p{Han}{1,10}?)(?:的事情?|方面|这块|",
                r"那块)?(?:呢|怎么样|怎么办)[？?，,。]|^(?:还有|另外|接下来|对了)[，,]?(\p{Han}{1,10}?)(?:的事情?|",
                r"方面)",
            ))
            .expect("a valid pattern")
        });
        let turned = self.said[..=at]
            .iter()
            .enumerate()
            .rev()
            .take(6)
            .take_while(|(_, other)| self.said[at].turn - other.turn <= 4)
            .find_map(|(from, other)| {
                let found = TOPIC.captures(&other.text)?;
                let topic = found.get(1).or(found.get(2))?.as_str().trim_end_matches("的事");
                (self.people.find(topic).is_none() && !words(topic).is_empty()).then(|| (topic.to_owned(), from))
            });
        if turned.is_some() {
            return turned;
        }
        // What is spoken of stands first in a Chinese sentence, and often one before.
        let said = &self.said[at];
        self.said[..at].iter().enumerate().rev().take(3).take_while(|(_, other)| said.turn - other.turn <= 2).find_map(
            |(from, other)| {
                let clauses = other
                    .text
                    .split(['，', '。', '？', '！', '；', ',', '?'])
                    .filter(|clause| self.people.find(clause).is_none())
                    .filter(|clause| !words(&due::without(clause)).is_empty())
                    // A thing is meant, not what somebody said, knows, or has.
                    .filter(|clause| !clause.contains(['我', '你', '您', '谁', '说', '昨']) && !clause.ends_with('：'));
                let first = clauses
                    .filter(|clause| !words(clause).is_empty())
                    .max_by_key(|clause| words(clause).len().min(3))?
                    .trim();
                let first = ["了没有", "了吗", "了没", "吗", "呢"]
                    .iter()
                    .find_map(|end| first.strip_suffix(end))
                    .unwrap_or(first);
                (first.chars().any(is_cjk) && first.chars().count() <= 16).then(|| (first.to_owned(), from))
            },
        )
    }
}
