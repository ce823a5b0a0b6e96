//! What acts do to the items: open them, give them to somebody, move their dates, close them.

use super::super::act::{Act, Kind, Lean, Who};
use super::super::due;
use super::super::words::{alike, words};
use super::{Item, Ledger, STRONG, State, WINDOW, light, verb};
use crate::text::is_cjk;
use regex::Regex;
use std::sync::LazyLock;

impl Ledger<'_> {
    pub(super) fn undertake(&mut self, act: Act, at: usize) {
        let hit = match act.lean {
            Lean::Whole => self
                .spoken_of(at)
                .or_else(|| self.put_off(at))
                .or_else(|| self.matching_about(&act, at))
                .or_else(|| self.given(at))
                .or_else(|| self.wanted(at))
                .or_else(|| self.pending(at, true)),
            // 我找孙师傅。我今天给他打电话: the same errand.
            Lean::Object if act.what.contains(['他', '她']) && !act.what.contains("们") => {
                self.spoken_of(at).or_else(|| self.hinted(&act, at)).or_else(|| self.latest(&act, at))
            }
            Lean::Object => self.matching(&act, at).or_else(|| self.hinted(&act, at)).or_else(|| {
                // "That's on my list. I'll ring them again today": what the sentence before took.
                self.spoken_of(at).filter(|item| self.items[*item].first + 1 < at && act.due.is_some())
            }),
            Lean::Not => self
                .matching(&act, at)
                .or_else(|| self.answered(at))
                .or_else(|| self.replied(&act, at))
                .or_else(|| self.opened(&act, at)),
        };
        match hit {
            Some(item) => self.take(item, &act, at, State::Taken),
            None if act.lean != Lean::Whole && !act.what.is_empty() => {
                self.open(act, at, State::Taken, None);
            }
            // "The server has been slow all week." – "I'll do something about that."
            None if !act.what.chars().any(is_cjk)
                && !self.thread
                && (at > 0 && self.said[at - 1].turn != self.said[at].turn)
                && self
                    .antecedent("do it", at)
                    .is_some_and(|(_, from)| from < at && self.said[at].turn - self.said[from].turn == 1)
                && act.what.starts_with("do ") =>
            {
                self.open(act, at, State::Taken, None);
            }
            // "The next step is copying the data, I'll start that tonight", "leave it to me".
            None if !act.what.chars().any(is_cjk)
                && self.antecedent(&act.what, at).is_some_and(|(_, from)| from == at && act.due.is_some()) =>
            {
                self.open(act, at, State::Taken, None);
            }
            // 名单给我，我来办.
            None if act.what.is_empty()
                && self.said[at].text.chars().any(is_cjk)
                && self.antecedent("我", at).is_some() =>
            {
                let mut act = act;
                act.what = "办".to_owned();
                self.open(act, at, State::Taken, None);
            }
            // 还没，我马上发: what was asked about before.
            None if self.latest(&act, at).is_none()
                && act.due.is_some()
                && act.what.chars().any(is_cjk)
                && self.antecedent(&act.what, at).is_some() =>
            {
                self.open(act, at, State::Taken, None);
            }
            // "I'll do it on Monday then": another date for what is the speaker's already.
            None if act.due.is_some() => {
                if let (Some(item), Some(date)) = (self.latest(&act, at), act.due) {
                    self.set_due(item, date.text, at);
                }
            }
            None => {}
        }
    }

    pub(super) fn offer(&mut self, act: Act, at: usize) {
        let replaces = self.matching(&act, at).or_else(|| self.best(&words(&act.about), |item| item.live()));
        let pending = self.pending(at, true).filter(|_| act.lean != Lean::Not);
        let pending = pending.filter(|_| act.lean == Lean::Whole || light(&verb(&act.what)));
        let from = replaces.or(pending);
        let mut act = act;
        if let Some(from) = from.filter(|_| act.lean != Lean::Not) {
            act.what = self.items[from].what.clone();
            act.lean = Lean::Not;
        }
        if act.lean == Lean::Whole {
            return;
        }
        let due = from.and_then(|from| self.items[from].due.clone());
        let item = self.open(act, at, State::Offered, None);
        self.items[item].replaces = from;
        if self.items[item].due.is_none() {
            self.items[item].due = due;
        }
    }

    pub(super) fn request(&mut self, act: Act, at: usize, guessed: bool) {
        let speaker = self.said[at].speaker;
        // Nobody asks themselves.
        let own = |who: &Who| *who == Who::Person(speaker.unwrap_or(usize::MAX));
        if !act.who.is_empty() && act.who.iter().all(own) {
            return;
        }
        // "The van has to be booked, can you do that?": what stands in front is meant.
        let front = act.lean == Lean::Whole
            && self
                .antecedent(if act.what.is_empty() { "do" } else { &act.what }, at)
                .is_some_and(|(_, from)| from == at);
        let instead = ["instead", "改", "顺延", "推迟", "提前"].iter().any(|word| act.about.contains(word));
        let again = if act.lean == Lean::Not {
            self.matching(&act, at)
        } else {
            let vague = act.lean == Lean::Whole || light(&verb(&act.what));
            // "The driver knows nothing. Kurt?" is not about what was spoken of before that.
            let before =
                at.checked_sub(1).map(|before| &self.said[before]).filter(|before| before.turn == self.said[at].turn);
            let elsewhere = |item: &usize| {
                before.is_some_and(|before| {
                    let own = words(&before.text);
                    own.len() > 1 && !before.text.ends_with(['?', '？']) && alike(&own, &self.items[*item].words).0 == 0
                }) && self.items[*item].turn != self.said[at].turn
            };
            let fresh = |item: &usize| {
                let near = self.said[at].turn - self.items[*item].turn <= 1;
                !act.what.is_empty() || near && !elsewhere(item) || self.items[*item].state == State::Refused
            };
            self.matching(&act, at).or_else(|| self.loose(at).filter(|_| vague).filter(fresh)).filter(|item| {
                // "Ben, could you send the list? Ann, please let me have them": two requests of one breath.
                let found = &self.items[*item];
                let apart = front && alike(&words(&due::without(&act.about)), &found.words).0 == 0;
                !apart && (act.lean == Lean::Whole || found.state != State::Asked)
                    || found.turn != self.said[at].turn
                    || found.who == act.who
            })
        };
        // 宣传册要给老板看，你周五再送厂里: what the sentence begins with is known.
        let cjk =
            act.what.chars().any(is_cjk) && words(&act.what).len() <= 2 && act.due.is_some() && !act.who.is_empty();
        let again = again.or_else(|| {
            self.best(&words(&due::without(&act.about)), |item| {
                cjk && item.live() && item.who == act.who && item.turn != self.said[at].turn
            })
        });
        let again = again.or_else(|| instead.then(|| self.recalled(&act)).flatten());
        match again {
            Some(item) if act.who.is_empty() => {
                let date = act.due.map(|date| date.text);
                self.touch(item, at);
                if let Some(date) = date {
                    self.set_due(item, date, at);
                }
            }
            Some(item) => {
                let kept = if self.items[item].who == act.who { self.items[item].state } else { State::Asked };
                let state = if kept == State::Taken { State::Taken } else { State::Asked };
                self.take(item, &act, at, state);
                self.items[item].asker = speaker;
                self.items[item].guessed = guessed;
            }
            // "Could you do it?" of nothing that is known.
            None if act.lean == Lean::Whole && !act.what.contains(' ') => {}
            None if act.lean == Lean::Whole && self.antecedent(&act.what, at).is_none() => {}
            None => {
                let all = act.who.iter().any(|who| matches!(who, Who::All(_)));
                let item = self.open(act, at, State::Asked, speaker);
                self.items[item].guessed = guessed && !all;
            }
        }
    }

    pub(super) fn assign(&mut self, act: Act, at: usize, recap: bool) {
        let speaker = self.said[at].speaker;
        // What is given to others they may refuse; summing up, it has been agreed.
        let own = |who: &Who| *who == Who::Person(speaker.unwrap_or(usize::MAX));
        let state_of = |act: &Act| if recap || act.who.iter().any(own) { State::Taken } else { State::Asked };
        // 海报由何欢负责, after what is somebody else's: a task of its own.
        let bare = words(&act.what).is_empty();
        let turn = self.said[at].turn;
        let apart = |item: &Item| !bare && item.state == State::Asked && item.turn == turn;
        let found = self.matching(&act, at);
        let same = |item: &usize| act.who.iter().any(|who| self.items[*item].who.contains(who));
        let recalled = recap.then(|| found.filter(same).or_else(|| self.recalled(&act))).flatten();
        let hit = recalled
            .or(found)
            .or_else(|| {
                let here = |item: &Item| !self.thread || item.turn == turn || item.state == State::Open;
                let item = self.loose(at).filter(|_| act.lean != Lean::Not)?;
                (!apart(&self.items[item]) && here(&self.items[item])).then_some(item)
            })
            // 让马师傅弄。– 他说周四修。
            .or_else(|| {
                let near = |item: &Item| item.live() && item.who == act.who && turn - item.turn <= 3;
                (0..self.items.len()).rfind(|item| act.lean != Lean::Not && near(&self.items[*item]))
            });
        match hit {
            Some(item) => {
                let keep = recap && self.items[item].who == act.who;
                let state = self.items[item].state;
                if keep && matches!(state, State::Closed | State::Refused) {
                    return;
                }
                self.take(item, &act, at, state_of(&act));
            }
            None if act.what.is_empty()
                || act.lean == Lean::Whole
                    && !(act.what.chars().any(is_cjk) && self.antecedent(&act.what, at).is_some()) => {}
            None => {
                let state = state_of(&act);
                self.open(act, at, state, speaker);
            }
        }
    }

    pub(super) fn accept(&mut self, act: Act, at: usize, undertakes: bool) {
        let speaker = self.said[at].speaker;
        let me = speaker.map(Who::Person);
        let about = words(&due::without(&act.about));
        let turn_of = self.said[at].turn;
        let asked = |item: &Item| item.state == State::Asked && me.as_ref().is_some_and(|me| item.who.contains(me));
        let hit = self.best(&about, asked).or_else(|| self.pending(at, false));
        // "The 20th is fine": what somebody wanted to do on the 20th.
        let day = act.due.as_ref().filter(|date| date.range.start < 6);
        let on_day = |item: &usize| {
            let item = &self.items[*item];
            let near = turn_of - item.turn <= WINDOW && matches!(item.state, State::Offered | State::Asked);
            near && day.is_some_and(|date| item.due.as_ref().is_some_and(|due| due.eq_ignore_ascii_case(&date.text)))
        };
        let meant = (0..self.items.len()).rfind(on_day);
        let undated = |item: &usize| day.is_none() || self.items[*item].state != State::Offered;
        let Some(item) = meant.or(hit.filter(undated)) else { return };
        let strong = STRONG.is_match(&act.about);
        let turn = self.said[at].turn;
        let entry = &mut self.items[item];
        match entry.state {
            State::Offered => {
                entry.state = State::Taken;
                let replaced = entry.replaces;
                if let Some(replaced) = replaced.filter(|replaced| *replaced != item) {
                    self.items[replaced].state = State::Closed;
                }
                self.touch(item, at);
            }
            State::Open if strong && !undertakes && me.is_some() => {
                entry.who = me.into_iter().collect();
                entry.state = State::Taken;
                entry.agreed = Some(turn);
                entry.sources.insert(0, at);
                self.touch(item, at);
            }
            State::Asked => {
                if (entry.who.is_empty() || entry.guessed) && me.is_some() {
                    entry.who = me.into_iter().collect();
                }
                entry.state = State::Taken;
                entry.agreed = Some(turn);
                if entry.due.is_none() && !undertakes {
                    entry.due = act.due.map(|date| date.text);
                }
                self.touch(item, at);
            }
            _ => {}
        }
    }

    pub(super) fn refuse(&mut self, act: Act, at: usize) {
        let speaker = self.said[at].speaker.map(Who::Person);
        // "Don't forget the keys." – "I won't."
        let unforgotten = |item: &Item| item.sources.iter().any(|source| self.said[*source].text.contains("forget"));
        if act.about.len() < 12
            && act.about.contains("won't")
            && self.pending(at, false).is_some_and(|item| unforgotten(&self.items[item]))
        {
            return;
        }
        let about = words(&due::without(&act.about));
        let mine = |item: &Item| {
            item.live() && speaker.as_ref().is_some_and(|me| item.who.contains(me)) && item.state != State::Offered
        };
        // "Thursday I can't" moves a date; it gives nothing up.
        let dates = due::dates(&act.about);
        let dated = dates.iter().any(|date| date.weight == due::Weight::Never);
        // "I won't get to it tonight after all": not when it was to be.
        let late = |item: &usize| {
            let due = self.items[*item].due.as_ref().map(|due| due.to_lowercase());
            self.items[*item].state == State::Taken
                && dates.iter().any(|date| due.as_ref().is_some_and(|due| *due == date.text.to_lowercase()))
        };
        let hit = self.best(&about, mine).or_else(|| {
            let pending = self.pending(at, false)?;
            let item = &self.items[pending];
            let offered = item.state == State::Offered && speaker.as_ref().is_none_or(|me| !item.who.contains(me));
            let asked = item.state == State::Asked
                && (item.guessed || speaker.as_ref().is_some_and(|me| item.who.contains(me)));
            (offered || asked).then_some(pending)
        });
        if hit.as_ref().is_some_and(late) {
            self.focus = hit;
            return;
        }
        if let Some(item) = hit.filter(|item| !dated || self.items[*item].state == State::Asked) {
            self.items[item].state = State::Refused;
            self.items[item].turn = self.said[at].turn;
        }
    }

    pub(super) fn close(&mut self, act: Act, at: usize) {
        let speaker = self.said[at].speaker.map(Who::Person);
        let about = words(&due::without(&act.about));
        let turn = self.said[at].turn;
        let cancel = act.kind == Kind::Cancel;
        let hit = self.best(&about, |item| {
            let whose = cancel
                || item.who.is_empty()
                || item.state != State::Taken
                || speaker.as_ref().is_some_and(|me| item.who.contains(me));
            item.state != State::Closed && item.state != State::Refused && whose && (item.turn < turn || cancel)
        });
        let bare = about.len() <= 1 || act.about.split_whitespace().count() <= 4 && !act.about.chars().any(is_cjk);
        static NEVER_MIND: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(concat!(
                r"(?i)^(?:(?:oh|ah|no|ok|okay|actually),? )*(?:don't bother|never ?mind|no need|forget it)\b|",
                r"^(?:哦|啊|那)?(?:算了|不用了)",
            ))
            .expect("a valid pattern")
        });
        let said_off = cancel && NEVER_MIND.is_match(&act.about);
        let latest = self.focus.filter(|item| {
            said_off && about.len() <= 1 && self.items[*item].live() && turn - self.items[*item].turn <= 1
        });
        // "The pipes: tested last month" answers whoever asked for that.
        let asked = |item: &usize| {
            let item = &self.items[*item];
            let mine = speaker.as_ref().is_some_and(|me| item.who.contains(me));
            let first = at == 0 || self.said[at - 1].turn != turn;
            let short = first && turn - item.turn == 1;
            !cancel
                && item.state == State::Asked
                && mine
                && (short && act.about.chars().any(is_cjk) || alike(&about, &item.words).0 > 0)
        };
        let hit = hit.or_else(|| (0..self.items.len()).rfind(asked));
        if let Some(item) = hit.or(latest).or_else(|| self.pending(at, false).filter(|_| bare && !cancel)) {
            self.items[item].state = State::Closed;
        }
    }

    /// Somebody laughs: what was said just before, by nobody's request, was a joke.
    pub(super) fn laugh(&mut self, turn: usize) {
        for item in &mut self.items {
            if item.turn + 1 == turn
                && item.sources.len() == 1
                && item.state == State::Taken
                && item.asker.is_none()
                && item.due.is_none()
            {
                item.state = State::Closed;
            }
        }
    }
}
