//! Harper's rules: spelling, agreement, punctuation and many more, in milliseconds and without a model. English only.

use super::{Correction, Kind, Source};
use crate::settings::Dialect;
use crate::text::{Piece, Protected};
use harper_core::linting::{Lint, LintGroup, LintKind, Linter, Suggestion};
use harper_core::parsers::PlainEnglish;
use harper_core::spell::{Dictionary, FstDictionary, MergedDictionary, MutableDictionary};
use harper_core::{DictWordMetadata, Document, remove_overlaps};
use std::sync::{Arc, Mutex};

impl From<Dialect> for harper_core::Dialect {
    fn from(dialect: Dialect) -> Self {
        match dialect {
            Dialect::American => harper_core::Dialect::American,
            Dialect::British => harper_core::Dialect::British,
            Dialect::Australian => harper_core::Dialect::Australian,
            Dialect::Canadian => harper_core::Dialect::Canadian,
            Dialect::Indian => harper_core::Dialect::Indian,
        }
    }
}

/// The rules for one dialect and one person's dictionary.
pub struct Rules {
    dictionary: Arc<MergedDictionary>,
    group: Mutex<LintGroup>,
}

/// What a rule found, and whether it can stand without the model's agreement.
#[derive(Debug, Clone)]
pub struct Finding {
    pub correction: Correction,
    pub sure: bool,
}

impl Rules {
    /// `words` are the user's own; they are never reported.
    pub fn new(dialect: Dialect, words: impl IntoIterator<Item = String>) -> Self {
        let mut own = MutableDictionary::new();
        for word in words {
            own.append_word_str(&word, DictWordMetadata::default());
        }
        let mut dictionary = MergedDictionary::new();
        dictionary.add_dictionary(FstDictionary::curated());
        dictionary.add_dictionary(Arc::new(own));
        let dictionary = Arc::new(dictionary);
        let mut group = LintGroup::new_curated(dictionary.clone(), dialect.into());
        // It prints on standard output, where only results may stand (harper-core 3.0).
        group.config.set_rule_enabled("LookingForwardTo", false);
        Rules { group: Mutex::new(group), dictionary }
    }

    /// Whether a word is in the dictionary as it is written, or, where it has a capital, without it.
    pub fn knows(&self, word: &str) -> bool {
        self.dictionary.contains_exact_word_str(word) || self.dictionary.contains_exact_word_str(&word.to_lowercase())
    }

    /// Corrections within one prose piece, sorted, not overlapping, none inside a protected span.
    pub fn check(&self, text: &str, piece: &Piece, protected: &[Protected]) -> Vec<Finding> {
        let prose = &text[piece.range.clone()];
        let document = Document::new(prose, &PlainEnglish, &*self.dictionary);
        let mut lints = match self.group.lock() {
            Ok(mut group) => group.lint(&document),
            Err(poisoned) => poisoned.into_inner().lint(&document),
        };
        lints.retain(|lint| kind(lint.lint_kind).is_some() && !lint.suggestions.is_empty());
        remove_overlaps(&mut lints);
        let bytes: Vec<usize> = prose.char_indices().map(|(b, _)| b).chain([prose.len()]).collect();
        let mut findings: Vec<Finding> = lints
            .iter()
            .filter(|lint| lint.span.end < bytes.len())
            .filter_map(|lint| {
                let range = bytes[lint.span.start]..bytes[lint.span.end];
                self.finding(prose, range, lint, piece.range.start)
            })
            .filter(|found| {
                let range = &found.correction.range;
                !protected.iter().any(|p| p.range.start < range.end && range.start < p.range.end)
            })
            .collect();
        findings.sort_by_key(|found| found.correction.range.start);
        findings
    }

    fn finding(&self, prose: &str, range: std::ops::Range<usize>, lint: &Lint, offset: usize) -> Option<Finding> {
        let word = &prose[range.clone()];
        let (range, replacement) = match lint.suggestions.first()? {
            Suggestion::ReplaceWith(chars) => (range, chars.iter().collect()),
            Suggestion::InsertAfter(chars) => (range.end..range.end, chars.iter().collect::<String>()),
            Suggestion::Remove => (range, String::new()),
        };
        if prose[range.clone()] == replacement {
            return None;
        }
        let correction = Correction {
            range: offset + range.start..offset + range.end,
            replacement,
            kinds: vec![kind(lint.lint_kind)?],
            explanation: plain(&lint.message),
            source: Source::Rules,
        };
        let sure = match lint.lint_kind {
            // An unknown word with a capital is most likely a name, and a known one another dialect's.
            LintKind::Spelling => {
                // A single letter may stand for anything.
                word.chars().nth(1).is_some()
                    && !word.chars().next().is_some_and(char::is_uppercase)
                    && !self.knows(word)
                    && lint.suggestions.len() <= 3
            }
            other => sure(other),
        };
        Some(Finding { correction, sure })
    }
}

/// The kinds of rule that stand on their own; the others need the model's agreement. Chosen by what they are about, not
/// yet by measuring each.
fn sure(kind: LintKind) -> bool {
    use LintKind as L;
    matches!(
        kind,
        L::Agreement
            | L::BoundaryError
            | L::Capitalization
            | L::Grammar
            | L::Repetition
            | L::Typo
            | L::Malapropism
            | L::Eggcorn
    )
}

/// `None`: a matter of taste that proofreading leaves alone.
fn kind(kind: LintKind) -> Option<Kind> {
    use LintKind as L;
    Some(match kind {
        L::Spelling | L::Typo | L::BoundaryError | L::Eggcorn | L::Malapropism => Kind::Spelling,
        L::Capitalization => Kind::Capitalization,
        L::Punctuation | L::Formatting => Kind::Punctuation,
        L::Agreement | L::Grammar | L::WordOrder | L::Repetition | L::Usage | L::Nonstandard | L::Miscellaneous => {
            Kind::Grammar
        }
        L::WordChoice | L::Redundancy => Kind::Style,
        L::Enhancement | L::Readability | L::Regionalism | L::Style => return None,
    })
}

/// Harper marks words with backticks.
fn plain(message: &str) -> String {
    message.replace('`', "")
}
