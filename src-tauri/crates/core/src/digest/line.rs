//! One line for a group. A model may write it; it stands only when each of its claims rests on one message alone, names
//! and numbers and all. Else the group is told by a message of its own, which is never wrong.

use super::Notification;
use super::group::{Digest, Group, attributed};
use crate::generate::{Generator, Job, answer};
use crate::ground::{Ground, terms};
use crate::guard::words::{is_function_word, words};
use crate::guard::{self, Expect, negates};
use crate::run::Warning;
use crate::task::Task;
use crate::text;
use crate::{Code, Result};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use tokio_util::sync::CancellationToken;

/// What a group says, in a line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    pub text: String,
    /// By the model; else it is a message of the group, and how many more there are.
    pub written: bool,
    /// The places, among the group's messages, of those it rests on.
    pub messages: Vec<u32>,
}

/// Groups that the model is asked about, the first ones of the digest: the rest are told by their own words.
const ASKED: usize = 20;
/// Messages of a group that it is shown, the last ones, and characters of each.
const SHOWN: usize = 12;
const MESSAGE: usize = 300;
/// The share of a claim's words that its message must have; the others are the model's own ("asks", "says").
const KNOWN: f32 = 0.5;

/// Has a model write the lines of a digest; the task is the hidden tool `digest`.
pub struct Digester<'a> {
    pub task: &'a Task<'a>,
    pub generator: &'a dyn Generator,
}

impl Digester<'_> {
    /// Writes the lines of the groups that are long, each told with its group's place as soon as it stands. A model that
    /// fails costs nothing but its lines: a warning says so.
    ///
    /// Errors: `cancelled`.
    pub async fn run(
        &self,
        digest: &mut Digest,
        told: impl Fn(usize, Line),
        cancel: &CancellationToken,
    ) -> Result<Vec<Warning>> {
        let places = 0..digest.groups.len();
        let long: Vec<usize> = places.filter(|place| digest.groups[*place].is_long()).take(ASKED).collect();
        let mut warnings = Vec::new();
        for place in long {
            match self.write(&digest.groups[place], cancel).await {
                Ok(Some(line)) => {
                    digest.groups[place].line = line.clone();
                    told(place, line);
                }
                Ok(None) => {}
                Err(error) if error.code == Code::Cancelled => return Err(error),
                Err(error) => {
                    let message = format!("The digest shows the messages themselves. {}", error.message);
                    warnings.push(Warning::new("digest-extractive", message));
                    break;
                }
            }
        }
        Ok(warnings)
    }

    /// The model's line, when it holds.
    async fn write(&self, group: &Group, cancel: &CancellationToken) -> Result<Option<Line>> {
        let first = group.messages.len().saturating_sub(SHOWN);
        let said = |message: &Notification| super::arrive::cut(&attributed(&group.title, message), MESSAGE).to_owned();
        let messages: Vec<String> = group.messages[first..].iter().map(said).collect();
        let shown = messages.join("\n");
        let language = text::language(&shown);
        let prompt = self.task.render(&shown, language, false);
        let job = Job {
            system: prompt.system.clone(),
            lasting: self.task.lasting(),
            user: prompt.user,
            examples: prompt.examples,
            sampling: self.task.sampling(0),
            adapter: self.task.adapter().cloned(),
            language,
            cancel: cancel.clone(),
            ..Job::default()
        };
        let (written, finish) = answer(self.generator, job, |_| {}).await?;
        let expect = Expect {
            prompt: &prompt.system,
            language,
            length_cut: finish.length,
            ..Expect::new(guard::Task::Summarize, &shown)
        };
        let verdict = guard::inspect(&expect, &written);
        if !verdict.accepted() {
            return Ok(None);
        }
        let Some(text) = verdict.text.lines().map(str::trim).find(|line| !line.is_empty()) else { return Ok(None) };
        let text = text.trim_start_matches(['-', '*', '•', ' ']);
        let rests = rests_on(text, &messages);
        Ok(rests.map(|places| Line {
            text: text.to_owned(),
            written: true,
            messages: places.into_iter().map(|place| (first + place) as u32).collect(),
        }))
    }
}

/// The messages that the claims of a line rest on, each claim on one alone; `None` when a claim rests on none, or only on
/// several together.
fn rests_on(line: &str, messages: &[String]) -> Option<Vec<usize>> {
    let grounds: Vec<Ground> = messages.iter().map(|message| Ground::new(message)).collect();
    let known: Vec<HashSet<String>> = messages.iter().map(|message| terms(message)).collect();
    let mut places = Vec::new();
    for claim in claims(line) {
        let said = terms(claim);
        // What this message lacks and another one has would be joined to it.
        let joins = |place: usize| {
            said.iter().any(|term| !known[place].contains(term) && known.iter().any(|other| other.contains(term)))
        };
        let share = |place: usize| {
            said.iter().filter(|term| known[place].contains(*term)).count() as f32 / said.len().max(1) as f32
        };
        // At the start of a sentence a name may look like any other word.
        let begins = |place: usize| {
            let first = words(claim).into_iter().next();
            first.is_none_or(|word| {
                is_function_word(&word.key) || word.is_han() || known[place].is_superset(&terms(word.text))
            })
        };
        let holds = |place: &usize| {
            let source = grounds[*place]
                .sources(claim)
                .first()
                .map_or(messages[*place].as_str(), |range| &messages[*place][range.clone()]);
            !joins(*place)
                && begins(*place)
                && share(*place) >= KNOWN
                && grounds[*place].checked(claim).ok
                && negates(claim) == negates(source)
        };
        // The last one that says it is the one that counts.
        let place = (0..messages.len()).rev().find(holds)?;
        if !places.contains(&place) {
            places.push(place);
        }
    }
    (!places.is_empty()).then_some(places)
}

/// What a line says, one thing at a time.
fn claims(line: &str) -> impl Iterator<Item = &str> {
    text::sentences(line)
        .into_iter()
        .flat_map(|range| line[range].split([';', '；']))
        .map(|claim| claim.trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '。')))
        .filter(|claim| !claim.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGES: [&str; 4] = [
        "Anna: I moved the meeting to 3 pm",
        "Bob: I can't come to dinner on Friday",
        "Anna: Please bring the signed lease",
        "Bob: the rent is $900 now",
    ];

    fn rests(line: &str) -> Option<Vec<usize>> {
        rests_on(line, &MESSAGES.map(str::to_owned))
    }

    #[test]
    fn a_claim_rests_on_one_message() {
        assert_eq!(rests("Anna moved the meeting to 3 pm; Bob can't come on Friday"), Some(vec![0, 1]));
        assert_eq!(rests("Anna asks you to bring the signed lease."), Some(vec![2]));
    }

    #[test]
    fn two_messages_are_never_one_claim() {
        for fused in [
            "Anna moved the meeting and the dinner",
            "Bob moved the meeting to 3 pm",
            "Anna moved the meeting to Friday",
            "Bring the signed lease to the meeting at 3 pm",
            "Anna's rent is $900",
            "Bob can come to dinner on Friday",
            "Anna moved the meeting to 4 pm",
            "Carol moved the meeting to 3 pm",
            "Everything is fine",
            "",
        ] {
            assert_eq!(rests(fused), None, "{fused}");
        }
    }

    #[test]
    fn chinese_claims_are_held_against_one_message_too() {
        let messages = ["李雷：会议改到下午三点".to_owned(), "韩梅梅：周五不能来吃饭".to_owned()];
        assert_eq!(rests_on("李雷：会议改到下午三点；韩梅梅周五不能来", &messages), Some(vec![0, 1]));
        assert_eq!(rests_on("韩梅梅：会议改到下午三点", &messages), None);
    }
}
