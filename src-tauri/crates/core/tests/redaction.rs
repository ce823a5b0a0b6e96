//! Measures redaction on labelled texts, a line each `{"text", "language", "items": [{"kind", "text"}]}`. What has a form of
//! its own must be found; names and addresses are measured.
//!
//! `tuning.jsonl` and `tuning-2.jsonl` to `tuning-7.jsonl` are looked at while the finders are worked on, and what they
//! miss there is printed. `heldout.jsonl` is not: only its figures are.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use stet_core::redact::{Kind, Level, Options, Redaction};
use stet_core::text::Language;

#[derive(Deserialize)]
struct Labelled {
    text: String,
    language: Option<String>,
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    kind: Label,
    text: String,
}

/// A kind; passwords are found as keys are, but counted apart, since they have no form of their own.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "kebab-case")]
enum Label {
    Password,
    #[serde(untagged)]
    Of(Kind),
}

impl Label {
    fn kind(self) -> Kind {
        match self {
            Label::Password => Kind::ApiKey,
            Label::Of(kind) => kind,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Label::Password => "password",
            Label::Of(kind) => kind.word(),
        }
    }
}

#[derive(Default)]
struct Count {
    items: usize,
    /// Nothing of the item is left.
    gone: usize,
    finds: usize,
    /// The find touches an item of its kind.
    right: usize,
}

/// Kinds whose items have a form of their own.
const FORMED: [Kind; 9] = [
    Kind::Email,
    Kind::Phone,
    Kind::Card,
    Kind::Iban,
    Kind::NationalId,
    Kind::Ip,
    Kind::Mac,
    Kind::ApiKey,
    Kind::UrlSecret,
];

fn labelled(file: &str) -> Vec<Labelled> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/redaction").join(file);
    let lines = std::fs::read_to_string(path).expect("a readable file");
    lines.lines().map(|line| serde_json::from_str(line).expect("a labelled text")).collect()
}

/// Where the labelled items are; one that is labelled twice is looked for twice.
fn places(labelled: &Labelled) -> Vec<(Label, Range<usize>)> {
    let mut from: BTreeMap<&str, usize> = BTreeMap::new();
    let mut places = Vec::new();
    for item in &labelled.items {
        let start = from.entry(&item.text).or_default();
        let at =
            labelled.text[*start..].find(&item.text).map(|at| *start + at).or_else(|| labelled.text.find(&item.text));
        let Some(at) = at else { panic!("{:?} is not in {:?}", item.text, labelled.text) };
        *start = at + item.text.len();
        places.push((item.kind, at..at + item.text.len()));
    }
    places
}

fn measure(texts: &[Labelled], level: Level, tell: bool) -> BTreeMap<Label, Count> {
    let mut counts: BTreeMap<Label, Count> = BTreeMap::new();
    for labelled in texts {
        let language = labelled.language.as_deref().and_then(Language::from_code);
        let redaction = Redaction::of(&labelled.text, &Options { level, language, ..Options::default() });
        assert_eq!(redaction.restore(redaction.text()).text, labelled.text);
        let places = places(labelled);
        for (label, place) in &places {
            let covered = |at: usize| redaction.replaced().iter().any(|replaced| replaced.range.contains(&at));
            let gone = labelled.text[place.clone()]
                .char_indices()
                .filter(|(_, c)| c.is_alphanumeric())
                .all(|(at, _)| covered(place.start + at));
            let count = counts.entry(*label).or_default();
            count.items += 1;
            count.gone += usize::from(gone);
            if !gone && tell {
                println!("missed {}: {:?} in {:?}", label.word(), &labelled.text[place.clone()], redaction.text());
            }
        }
        for replaced in redaction.replaced() {
            let touches = |(label, place): &(Label, Range<usize>)| {
                label.kind() == replaced.kind && place.start < replaced.range.end && replaced.range.start < place.end
            };
            let count = counts.entry(Label::Of(replaced.kind)).or_default();
            count.finds += 1;
            let right = places.iter().any(touches);
            count.right += usize::from(right);
            if !right && tell {
                println!(
                    "wrong {}: {:?} in {:?}",
                    replaced.kind.word(),
                    &labelled.text[replaced.range.clone()],
                    redaction.text()
                );
            }
        }
    }
    counts
}

fn report(file: &str, tell: bool) {
    let texts = labelled(file);
    for level in [Level::Personal, Level::Everything] {
        let counts = measure(&texts, level, tell);
        println!("{file}, {level:?}, {} texts", texts.len());
        for (label, count) in &counts {
            let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
            let (recall, precision) = (share(count.gone, count.items), share(count.right, count.finds));
            println!(
                "  {:12} recall {recall:.3} of {:5}, precision {precision:.3} of {:5}",
                label.word(),
                count.items,
                count.finds
            );
        }
        let formed = || FORMED.iter().filter_map(|kind| counts.get(&Label::Of(*kind)));
        let (gone, items) = (formed().map(|c| c.gone).sum::<usize>(), formed().map(|c| c.items).sum::<usize>());
        println!("  with a form of their own: {gone} of {items}");
        assert!(gone as f64 >= items as f64 * 0.98, "{gone} of {items} were found");
    }
}

#[test]
fn the_texts_to_work_on() {
    for file in [
        "tuning.jsonl",
        "tuning-2.jsonl",
        "tuning-3.jsonl",
        "tuning-4.jsonl",
        "tuning-5.jsonl",
        "tuning-6.jsonl",
        "tuning-7.jsonl",
    ] {
        report(file, true);
    }
}

#[test]
fn the_texts_held_out() {
    report("heldout.jsonl", false);
}
