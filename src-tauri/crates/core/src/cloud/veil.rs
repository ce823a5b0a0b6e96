//! Redaction as a [`Veil`]: what leaves has placeholders, and the answer gets back what they stand for.

use super::{Unveil, Veil, Veiled, plain};
use crate::generate::{Example, Job};
use crate::redact::{Options, Redaction};
use crate::report::Redacted;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Hides what these options say in everything of a job that leaves. Counted is what was found in the texts of the run
/// itself, the frame and the user's text, not in the examples of a tool.
pub fn redacting(options: Options) -> Veil {
    Arc::new(move |job| {
        let options = Options { language: options.language.or(job.language), ..options.clone() };
        let mut texts = vec![job.system.as_str(), job.user.as_str()];
        texts.extend(job.avoid.iter().map(String::as_str));
        texts.extend(job.examples.iter().flat_map(|example| [example.text.as_str(), example.answer.as_str()]));
        let redaction = Redaction::of_all(&texts, &options);
        let mut counts = BTreeMap::new();
        for replaced in redaction.replaced().iter().filter(|replaced| replaced.part < 2) {
            *counts.entry(replaced.kind).or_insert(0) += 1;
        }
        let redacted =
            counts.into_iter().map(|(kind, count)| Redacted { kind: kind.word().to_owned(), count }).collect();
        let mut restorer = Some(redaction.restorer());
        let unveil: Unveil = Box::new(move |piece, last| {
            let Some(open) = &mut restorer else { return plain(piece) };
            let mut unveiled = plain(&open.push(piece));
            if last && let Some(open) = restorer.take() {
                let rest = open.finish();
                unveiled.text.push_str(&rest.text);
                unveiled.unknown = rest.unknown;
            }
            unveiled
        });
        Veiled { job: with(&job, redaction.texts()), redacted, unveil }
    })
}

/// The job with other texts, in the order they were taken from it.
fn with(job: &Job, texts: &[String]) -> Job {
    let mut texts = texts.iter().cloned();
    let mut next = || texts.next().unwrap_or_default();
    Job {
        system: next(),
        user: next(),
        avoid: job.avoid.iter().map(|_| next()).collect(),
        examples: job.examples.iter().map(|_| Example { text: next(), answer: next() }).collect(),
        ..job.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_comes_back_and_is_counted() {
        let veil = redacting(Options::default());
        let job = Job {
            system: "Answer to anna@example.org.".into(),
            user: "Write to anna@example.org and bo@example.org.".into(),
            examples: vec![Example { text: "Mail carl@example.org.".into(), answer: "Done.".into() }],
            lead: "-".into(),
            ..Job::default()
        };
        let Veiled { job: hidden, redacted, mut unveil } = veil(job.clone());
        let all = format!("{hidden:?}");
        assert!(!all.contains("example.org"), "{all}");
        assert_eq!(redacted, [Redacted { kind: "email".into(), count: 3 }]);
        assert_eq!((hidden.lead.as_str(), hidden.examples[0].answer.as_str()), ("-", "Done."));
        // Letter by letter, the placeholders come back as what they stand for.
        let mut restored: String = hidden.user.chars().map(|c| unveil(&c.to_string(), false).text).collect();
        let rest = unveil("", true);
        restored.push_str(&rest.text);
        assert_eq!((restored, rest.unknown), (job.user, Vec::<String>::new()));
    }

    #[test]
    fn what_stands_for_nothing_is_told() {
        let veil = redacting(Options::default());
        let Veiled { job, mut unveil, .. } = veil(Job { user: "Write to anna@example.org.".into(), ..Job::default() });
        // The server counted on.
        let another = job.user.replace('1', "7");
        assert_ne!(another, job.user);
        unveil(&another, false);
        assert_eq!(unveil("", true).unknown.len(), 1);
    }
}
