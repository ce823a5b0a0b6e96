//! Whom "you", "he" and "she" mean where the sentence does not say.

use super::super::act::Who;
use super::super::topic;
use super::Ledger;
use regex::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;

impl Ledger<'_> {
    /// Whom the mail goes to as a whole: the one it greets, or the only one it is sent to.
    pub(super) fn addressees(&self, of: usize, at: usize) -> Vec<Who> {
        static GREETING: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(concat!(
                r"(?i)^(?:hi|hello|dear|hey|good morning|morning|good afternoon|thanks|",
                r"thank you)\s+([^,!.]{2,40}?)\s*(?:[,!.–-]|$)|^([\p{Lu}\p{Han}][^,，:：。.]{0,15})[,，:：]$",
            ))
            .expect("a valid pattern")
        });
        let turn = &self.turns[of];
        if !self.thread {
            return Vec::new();
        }
        for said in self.said[at..].iter().take_while(|said| said.of == of).take(2) {
            if let Some(found) = GREETING.captures(&said.text) {
                let name = found.get(1).or(found.get(2)).map_or("", |name| name.as_str());
                let low = name.to_lowercase();
                if low == "both" {
                    return turn.to.iter().filter_map(|name| self.people.find(name)).map(Who::Person).collect();
                }
                if ["all", "everyone", "everybody", "team", "folks", "colleagues"].contains(&low.as_str())
                    || name.starts_with("各位")
                    || name.starts_with("大家")
                {
                    return vec![Who::All(if low == "team" {
                        "the team".to_owned()
                    } else {
                        name.trim_end_matches('好').to_owned()
                    })];
                }
                return self.people.find(name).map(Who::Person).into_iter().collect();
            }
        }
        let to: BTreeSet<usize> = turn.to.iter().filter_map(|name| self.people.find(name)).collect();
        match (to.len(), turn.to.len()) {
            (1, 1) => to.into_iter().map(Who::Person).collect(),
            _ => Vec::new(),
        }
    }

    /// Whom a "you" means where nobody is named: the one the mail is to, or who spoke last.
    pub(super) fn you(&self, at: usize, greeted: &[Who]) -> Vec<Who> {
        if !greeted.is_empty() {
            return greeted.to_vec();
        }
        let said = &self.said[at];
        let before = self.said[..at].iter().rev().find(|other| other.turn != said.turn);
        let near = before.filter(|other| other.speaker != said.speaker && other.speaker.is_some());
        if self.thread {
            // An answer goes to who wrote what is answered, if it is sent to them.
            let to = &self.turns[said.of].to;
            let sent = |person: usize| to.iter().any(|name| self.people.find(name) == Some(person));
            return near
                .and_then(|other| other.speaker)
                .filter(|person| sent(*person))
                .map(Who::Person)
                .into_iter()
                .collect();
        }
        near.and_then(|other| other.speaker).map(Who::Person).into_iter().collect()
    }

    /// Whom "he" and "she" mean: the one whom the sentence before names, if nobody else is spoken of there.
    pub(super) fn third(&self, at: usize) -> Option<usize> {
        let before = at.checked_sub(1).map(|before| &self.said[before])?;
        if topic::speaks_of_somebody(&before.text) || self.said[at].turn - before.turn > 1 {
            return None;
        }
        let named = self.people.named(&before.text);
        let mut all = named.iter().filter_map(|(range, name)| {
            let spoken_to =
                before.text[range.end..].starts_with([',', '?']) || before.text[..range.start].ends_with(", ");
            self.people.find(name).filter(|_| !spoken_to)
        });
        let last = all.next_back()?;
        (Some(last) != self.said[at].speaker && Some(last) != before.speaker).then_some(last)
    }
}
