//! Reversible redaction: personal data in texts that are about to leave the machine becomes placeholders
//! (`[EMAIL_1]`), and what comes back gets it again.
//!
//! Texts in, texts and a table out; pure, deterministic and linear in time. Finders look at one kind each and say how
//! sure they are; the longest find of those that overlap wins, and what was found once is replaced wherever it stands.
//! A missed secret is worse than a harmless number replaced, since a replaced one comes back. Deliberately absent: models,
//! and any decision about what may leave.

mod address;
mod bank;
mod chance;
mod check;
pub(crate) mod chinese;
mod company;
mod digits;
mod email;
mod find;
mod fold;
mod given;
mod name;
mod national;
mod network;
mod password;
mod phone;
mod placeholder;
mod restore;
mod secret;
#[cfg(test)]
mod tests;

pub use restore::{Missing, Restored, Restorer};

use crate::text::{self, Language};
use find::{Find, Sure};
use fold::Folded;
use placeholder::{Form, Table};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// One of the user's own words.
    Custom,
    /// The secret part of an address: a password, a token, a signature.
    UrlSecret,
    /// An API key, a token, a private key, a password.
    ApiKey,
    /// A payment card's number.
    Card,
    Iban,
    /// A number by which a state knows a person: identity card, social insurance, tax, passport.
    NationalId,
    Email,
    Phone,
    Ip,
    Mac,
    /// A postal address or the part of one that leads to a door.
    Address,
    /// A person's name, without a title.
    Name,
}

impl Kind {
    pub const ALL: [Kind; 12] = [
        Kind::Custom,
        Kind::UrlSecret,
        Kind::ApiKey,
        Kind::Card,
        Kind::Iban,
        Kind::NationalId,
        Kind::Email,
        Kind::Phone,
        Kind::Ip,
        Kind::Mac,
        Kind::Address,
        Kind::Name,
    ];

    /// The word used in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Custom => "custom",
            Kind::UrlSecret => "url-secret",
            Kind::ApiKey => "api-key",
            Kind::Card => "card",
            Kind::Iban => "iban",
            Kind::NationalId => "national-id",
            Kind::Email => "email",
            Kind::Phone => "phone",
            Kind::Ip => "ip",
            Kind::Mac => "mac",
            Kind::Address => "address",
            Kind::Name => "name",
        }
    }
}

/// How much is replaced. Each step has everything of the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// What has a form of its own: e-mail addresses, telephone numbers, cards, IBANs, national ids, network addresses,
    /// keys, passwords, secrets in URLs; and the user's own words.
    Contacts,
    /// Also names of persons and postal addresses, where their surroundings or their form show them.
    #[default]
    Personal,
    /// Also whatever may be one of all these: a number in the form of a telephone's that nothing speaks for, a long
    /// random string, a given name that is a word or a place as well.
    Everything,
}

impl Level {
    fn has(self, find: &Find) -> bool {
        match self {
            Level::Contacts => find.sure > Sure::Doubtful && !matches!(find.kind, Kind::Address | Kind::Name),
            Level::Personal => find.sure > Sure::Doubtful,
            Level::Everything => true,
        }
    }
}

/// What to replace.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    pub level: Level,
    /// The user's own words and names, found as whole words in any case, at every level.
    pub custom: Vec<String>,
    /// The texts' language, or none to have it found out; it says which countries' telephone numbers are likely.
    pub language: Option<Language>,
}

/// One replacement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Replaced {
    pub kind: Kind,
    /// What stands in its place. The same original always has the same placeholder, another one another.
    pub placeholder: String,
    pub original: String,
    /// Which of the texts, from 0.
    pub part: usize,
    /// Bytes of that text as it was.
    pub range: Range<usize>,
}

/// Texts without personal data, and what restores it.
#[derive(Debug, Clone)]
pub struct Redaction {
    texts: Vec<String>,
    replaced: Vec<Replaced>,
    table: Arc<Table>,
}

impl Redaction {
    /// Redacts one text.
    pub fn of(text: &str, options: &Options) -> Self {
        Self::of_all(&[text], options)
    }

    /// Redacts several texts that go out together, such as an instruction and what it is about, by one table: what is
    /// found in one of them is replaced in all.
    pub fn of_all(texts: &[&str], options: &Options) -> Self {
        let language =
            options.language.or_else(|| texts.iter().max_by_key(|t| t.len()).and_then(|t| text::language(t)));
        let mut finds: Vec<Vec<Find>> = texts.iter().map(|text| found(text, options, language)).collect();
        find::everywhere(texts, &mut finds);

        // The same original has one kind: that of its first appearance.
        let mut table = Table::default();
        let mut entries: HashMap<&str, usize> = HashMap::new();
        let mut places: Vec<(usize, Range<usize>, usize)> = Vec::new();
        for (part, (text, finds)) in texts.iter().zip(&finds).enumerate() {
            for find in finds {
                let original = &text[find.range.clone()];
                let entry = *entries.entry(original).or_insert_with(|| table.add(find.kind, original));
                places.push((part, find.range.clone(), entry));
            }
        }
        // Almost always the first form will do.
        for form in Form::all(texts) {
            table.form = form;
            let placeholders: Vec<String> = table.placeholders().collect();
            let redacted: Vec<String> = (0..texts.len())
                .map(|part| written(texts[part], places.iter().filter(|place| place.0 == part), &placeholders))
                .collect();
            let shared = Arc::new(table);
            if texts.iter().zip(&redacted).all(|(text, redacted)| Restorer::gives_back(&shared, redacted, text)) {
                let replaced = places
                    .into_iter()
                    .map(|(part, range, entry)| Replaced {
                        kind: shared.entries[entry].kind,
                        placeholder: placeholders[entry].clone(),
                        original: shared.entries[entry].original.clone(),
                        part,
                        range,
                    })
                    .collect();
                return Redaction { texts: redacted, replaced, table: shared };
            }
            table = Arc::unwrap_or_clone(shared);
        }
        unreachable!("one of the forms does not occur in the texts")
    }

    /// The redacted text; the first, if there are several.
    pub fn text(&self) -> &str {
        self.texts.first().map_or("", String::as_str)
    }

    /// All redacted texts, in the order they came in.
    pub fn texts(&self) -> &[String] {
        &self.texts
    }

    /// Every replacement, in order of appearance.
    pub fn replaced(&self) -> &[Replaced] {
        &self.replaced
    }

    /// Puts the originals back into an answer to the redacted texts.
    pub fn restore(&self, answer: &str) -> Restored {
        let mut restorer = self.restorer();
        let mut text = restorer.push(answer);
        let mut restored = restorer.finish();
        text.push_str(&restored.text);
        restored.text = text;
        restored
    }

    /// Puts them back piece by piece while an answer arrives.
    pub fn restorer(&self) -> Restorer {
        Restorer::new(Arc::clone(&self.table))
    }
}

fn written<'p>(
    text: &str,
    places: impl Iterator<Item = &'p (usize, Range<usize>, usize)>,
    placeholders: &[String],
) -> String {
    let mut written = String::with_capacity(text.len());
    let mut done = 0;
    for (_, range, entry) in places {
        written.push_str(&text[done..range.start]);
        written.push_str(&placeholders[*entry]);
        done = range.end;
    }
    written.push_str(&text[done..]);
    written
}

/// What a level replaces in one text: in order, apart from each other, in bytes of the text.
fn found(text: &str, options: &Options, language: Option<Language>) -> Vec<Find> {
    let folded = Folded::of(text);
    let plain = folded.text();
    let mut finds = Vec::new();
    find::custom(plain, &options.custom, &mut finds);
    let mut addressed = Vec::new();
    secret::in_addresses(plain, &mut addressed);
    password::find(plain, &addressed, &mut finds);
    finds.append(&mut addressed);
    secret::find(plain, &mut finds);
    email::find(plain, &mut finds);
    network::find(plain, &mut finds);
    national::find(plain, &mut finds);
    digits::find(plain, language, &mut finds);
    bank::find_ibans(plain, &mut finds);
    if options.level > Level::Contacts {
        address::find(plain, &mut finds);
        name::find(plain, &mut finds);
        chinese::find_names(plain, &mut finds);
    }
    company::find(plain, &mut finds);
    finds.retain(|find| options.level.has(find));
    for find in &mut finds {
        find.range = folded.original(&find.range);
    }
    find::resolve(text, finds)
}
