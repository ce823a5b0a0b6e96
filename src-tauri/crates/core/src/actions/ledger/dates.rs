//! Which item a date that stands alone is for: the answer to "When?", another day than before, the day somebody proposed.

use super::super::act::{Act, Kind, Lean, Who};
use super::super::due;
use super::super::words::{alike, words};
use super::{Item, Ledger, POINTING, State};
use crate::text::is_cjk;
use regex::Regex;
use std::sync::LazyLock;

impl Ledger<'_> {
    pub(super) fn redate(&mut self, act: Act, at: usize) {
        let Some(date) = act.due else { return };
        let turn = self.said[at].turn;
        let speaker = self.said[at].speaker.map(Who::Person);
        // "When will you cut the vines?" – "Thursday": theirs, now that they say when.
        if let Some(from) = self.unknown_when.take_if(|from| self.said[*from].turn < turn)
            && turn - self.said[from].turn == 1
            && self.said[from].speaker != self.said[at].speaker
            && speaker.is_some()
        {
            static ASKING: LazyLock<Regex> = LazyLock::new(|| {
                Regex::new(r"(?i)^.*?\bwhen (?:will|can|could|would|are|do) you (?:going to )?|什么时候|何时|哪天|几号|[你您?？]")
                    .expect("a valid pattern")
            });
            let what = ASKING.replace_all(&self.said[from].text, "").trim().to_owned();
            let what = self
                .people
                .named(&what)
                .first()
                .filter(|(range, _)| range.start == 0)
                .map_or(what.clone(), |(range, _)| what[range.end..].trim_start_matches(['，', ',', ' ']).to_owned());
            let act = Act { what, who: speaker.into_iter().collect(), due: Some(date), lean: Lean::Not, ..act };
            let item = self.open(act, at, State::Taken, None);
            self.items[item].sources.push(from);
            return;
        }
        // The answer to "By when?" comes from whose it is.
        if let Some((item, _)) = self.when.filter(|(item, asked)| {
            let who = &self.items[*item].who;
            turn > *asked
                && turn - *asked <= 2
                && (who.is_empty() || speaker.as_ref().is_some_and(|me| who.contains(me)))
        }) {
            self.when = None;
            self.set_due(item, date.text, at);
            return;
        }
        // "The 22nd will do": of what somebody else said the 22nd for.
        if date.range.start == 0
            && self.items.iter().all(|item| item.due.as_ref().is_none_or(|due| !due.eq_ignore_ascii_case(&date.text)))
        {
            let proposed = self.said[..at].iter().rev().take_while(|said| turn - said.turn <= 5).find(|said| {
                said.turn != turn
                    && due::dates(&said.text).iter().any(|other| other.text.eq_ignore_ascii_case(&date.text))
            });
            let whose =
                proposed.and_then(|said| said.speaker).map(Who::Person).filter(|who| Some(who) != speaker.as_ref());
            let theirs = |item: &Item| item.live() && whose.as_ref().is_some_and(|who| item.who.contains(who));
            let hit = proposed.and_then(|said| self.best(&words(&due::without(&said.text)), theirs));
            let hit = hit.or_else(|| {
                let mut all = (0..self.items.len()).filter(|item| theirs(&self.items[*item]));
                all.next_back()
            });
            if let Some(item) = hit {
                self.set_due(item, date.text, at);
                return;
            }
        }
        // "The 10th is too early, can we say the 12th?": what was due on the 10th.
        let refused = due::dates(&act.about).into_iter().filter(|date| date.weight == due::Weight::Never);
        let moved: Vec<String> = refused.map(|date| date.text.to_lowercase()).collect();
        let was = |item: &Item| {
            item.live()
                && item.due.as_ref().is_some_and(|due| {
                    let due = due.to_lowercase();
                    moved.iter().any(|old| *old == due || due.contains(old.as_str()) && old.chars().any(is_cjk))
                })
        };
        let concerned = |item: &Item| {
            item.asker.map(Who::Person) == speaker || speaker.as_ref().is_some_and(|me| item.who.contains(me))
        };
        if let Some(item) = (0..self.items.len()).rfind(|item| was(&self.items[*item]) && concerned(&self.items[*item]))
        {
            self.set_due(item, date.text, at);
            return;
        }
        let about = words(&due::without(&act.about));
        let involved = |item: &Item| {
            act.who.iter().any(|who| item.who.contains(who)) ||
            item.asker.map(Who::Person) == speaker || speaker.as_ref().is_some_and(|me| item.who.contains(me)) || item.guessed
                // Whoever answers at once speaks of it.
                || !self.thread && turn - item.turn <= 1
        };
        let own = |item: &Item| item.live() && speaker.as_ref().is_some_and(|me| item.who.contains(me));
        let sure = |item: &Item| item.live() && (involved(item) || alike(&about, &item.words).0 >= 2);
        if let Some(item) = self.best(&about, own).or_else(|| self.best(&about, sure)) {
            self.set_due(item, date.text, at);
            return;
        }
        // Each point of a list stands for itself.
        if self.said[at].bullet {
            return;
        }
        // A sentence with other things in it is about those; one that only says when is about what was spoken of.
        let low = act.about.to_lowercase();
        let pointing = POINTING.is_match(&low)
            || date.range.start == 0
            || low.chars().any(is_cjk) && low.chars().count() <= 16 && about.len() <= 2;
        // "Monday's fine" agrees to what has just been said.
        let said = |item: usize| {
            self.items[item]
                .due
                .as_ref()
                .is_some_and(|due| due.contains(&date.text) || date.text.contains(due.as_str()))
        };
        let near = |item: &usize| self.items[*item].live() && turn - self.items[*item].turn <= 2;
        // "Friday this week?" asks what was said, and moves nothing.
        let repeats = |item: usize| {
            self.items[item]
                .due
                .as_ref()
                .is_some_and(|due| act.about.ends_with('?') && act.about.contains(due.as_str()))
        };
        if act.kind == Kind::Deadline && (0..self.items.len()).filter(near).any(|item| said(item) || repeats(item)) {
            return;
        }
        if !(act.kind == Kind::Redate || about.len() <= 1 || pointing) {
            return;
        }
        let near = |item: &&usize| {
            let item = &self.items[**item];
            item.live() && item.turn <= turn && turn - item.turn <= if self.thread { 1 } else { 3 }
        };
        // 段总，人家说周五才能给: told to somebody, of the speaker's own.
        let mine_near = !self.thread
            && act.about.chars().any(is_cjk)
            && (0..self.items.len()).any(|item| near(&&item) && own(&self.items[item]));
        let called = |item: &&usize| act.who.iter().any(|who| self.items[**item].who.contains(who));
        let mut order: Vec<usize> = (0..self.items.len()).collect();
        order.sort_by_key(|item| std::cmp::Reverse((self.items[*item].turn, Some(*item) == self.focus, *item)));
        // 手套改成周六去买, where the gloves were named before the task was.
        let like = |item: &usize| alike(&about, &self.items[*item].context).0;
        let remembered = (0..self.items.len())
            .filter(|item| own(&self.items[*item]) && like(item) > 0)
            .max_by_key(|item| (like(item), *item));
        let hit = order
            .iter()
            .find(|item| !act.who.is_empty() && !mine_near && called(item) && self.items[**item].live())
            .or_else(|| order.iter().find(|item| near(item) && own(&self.items[**item]) && Some(**item) == self.focus))
            .or(remembered.as_ref())
            .or_else(|| {
                order.iter().find(|item| {
                    near(item) && (own(&self.items[**item]) || self.items[**item].asker.map(Who::Person) == speaker)
                })
            })
            .or_else(|| order.iter().find(|item| near(item) && involved(&self.items[**item])))
            .copied();
        // "Do we have a date for the downtime?" – "Saturday the 17th": the answer to another question.
        let elsewhere = at.checked_sub(1).is_some_and(|before| {
            let asked = words(&self.said[before].text);
            let question = self.said[before].text.ends_with(['?', '？']) && self.said[before].turn != turn;
            let own = hit.is_some_and(|item| {
                let due = self.items[item].due.as_ref();
                due.is_some_and(|due| self.said[before].text.contains(due.as_str()))
                    || alike(&asked, &self.items[item].words).0 > 0
                    || self.items[item].sources.contains(&before)
            });
            question && !own && asked.len() > 1
        });
        if let Some(item) = hit.filter(|_| !(act.kind == Kind::Deadline && elsewhere)) {
            self.set_due(item, date.text, at);
        }
    }

    /// A sentence that does nothing may still say what the next one is about: "And my letters, Friday is a holiday."
    pub(super) fn dwell(&mut self, at: usize) {
        let me = self.said[at].speaker.map(Who::Person);
        let about = words(&due::without(&self.said[at].text));
        let mine = |item: &Item| item.state == State::Taken && me.as_ref().is_some_and(|me| item.who.contains(me));
        let like = |item: &usize| alike(&about, &self.items[*item].words).0;
        // "I can ask. I'm seeing her tomorrow."
        if let Some(item) = self.focus.filter(|item| {
            let item = &self.items[*item];
            mine(item) && item.due.is_none() && item.turn == self.said[at].turn
        }) && let Some(date) = super::super::english::occasion(&self.said[at].text)
        {
            self.set_due(item, date.text, at);
            return;
        }
        let hit = (0..self.items.len())
            .filter(|item| mine(&self.items[*item]) && like(item) > 0)
            .max_by_key(|item| (like(item), *item));
        if let Some(item) = hit {
            self.touch(item, at);
        }
    }
}
