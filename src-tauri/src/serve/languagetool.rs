//! LanguageTool's API, as much of it as checkers in editors use: a form in, matches out, failures as a line of text.
//!
//! What is accepted and has no meaning here: `motherTongue`, `username`, `dicts`, and the codes of rules that are not ours.

use super::Server;
use super::annotated::Annotated;
use super::check::Manner;
use super::matches::{Chosen, matches};
use super::refusal::{Refusal, json};
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;
use stet_core::settings::Dialect;
use stet_core::text::{self, Language};
use stet_core::{Code, Error, Result};

/// UTF-16 code units of a text.
const LONGEST: usize = 100_000;
/// How long a check at the level `picky` waits for the model.
const PICKY: Duration = Duration::from_secs(60);

/// Name, short code, long code, and the English that the rules expect.
type Known = (&'static str, &'static str, &'static str, Option<&'static str>);

/// What editors are offered. The rules know English, the model the others.
#[rustfmt::skip]
const LANGUAGES: &[Known] = &[
    ("English", "en", "en", None),
    ("English (US)", "en", "en-US", Some("american")),
    ("English (GB)", "en", "en-GB", Some("british")),
    ("English (Australian)", "en", "en-AU", Some("australian")),
    ("English (Canada)", "en", "en-CA", Some("canadian")),
    ("English (India)", "en", "en-IN", Some("indian")),
    ("English (New Zealand)", "en", "en-NZ", Some("australian")),
    ("English (South African)", "en", "en-ZA", Some("british")),
    ("Chinese", "zh", "zh-CN", None),
    ("Arabic", "ar", "ar", None),
    ("French", "fr", "fr", None),
    ("German", "de", "de-DE", None),
    ("Italian", "it", "it", None),
    ("Japanese", "ja", "ja-JP", None),
    ("Korean", "ko", "ko-KR", None),
    ("Portuguese", "pt", "pt-PT", None),
    ("Russian", "ru", "ru-RU", None),
    ("Spanish", "es", "es", None),
    ("Vietnamese", "vi", "vi-VN", None),
];

/// The language that a text is checked in.
#[derive(Debug, PartialEq)]
struct Spoken {
    name: String,
    code: String,
    dialect: Option<&'static str>,
    english: bool,
}

pub async fn check(State(server): State<Arc<Server>>, uri: Uri, body: Bytes) -> Response {
    checked(&server, uri.query().unwrap_or_default(), &body).await.unwrap_or_else(Refusal::plain)
}

async fn checked(server: &Server, query: &str, body: &[u8]) -> Result<Response, Refusal> {
    let fields = Fields::parse(query, body);
    let annotated = fields.text()?;
    if annotated.text.encode_utf16().count() > LONGEST {
        return Err(Refusal::too_large(format!("The text is longer than {LONGEST} characters.")));
    }
    let dialect = server.session().choices().settings.dialect;
    let (spoken, detected) = fields.spoken(&annotated.text, dialect)?;
    let chosen = fields.chosen()?;
    let manner = Manner {
        dialect: spoken.dialect.map(str::to_owned),
        english: spoken.english,
        patience: if fields.get("level") == Some("picky") { PICKY } else { server.patience },
    };
    let checked = server.checker.check(&annotated.text, manner).await?;
    let confidence = if detected.is_some() { 0.99 } else { 0.0 };
    let seen = detected.as_ref().unwrap_or(&spoken);
    let answer = serde_json::json!({
        "software": software(),
        "warnings": { "incompleteResults": !checked.complete },
        "language": {
            "name": spoken.name,
            "code": spoken.code,
            "detectedLanguage": { "name": seen.name, "code": seen.code, "confidence": confidence },
        },
        "matches": matches(&annotated, &checked.corrections, &chosen),
    });
    Ok(json(StatusCode::OK, &answer))
}

pub async fn languages(State(server): State<Arc<Server>>) -> Response {
    let offered = LANGUAGES.iter().filter(|(_, code, ..)| !server.base.rules_only || *code == "en");
    let told = offered.map(|(name, code, long, _)| serde_json::json!({ "name": name, "code": code, "longCode": long }));
    json(StatusCode::OK, &told.collect::<Vec<_>>())
}

pub async fn max_text_length() -> Response {
    LONGEST.to_string().into_response()
}

pub async fn info() -> Response {
    json(StatusCode::OK, &serde_json::json!({ "software": software() }))
}

fn software() -> Value {
    serde_json::json!({
        "name": "Stet",
        "version": env!("CARGO_PKG_VERSION"),
        "buildDate": "",
        "apiVersion": 1,
        "premium": false,
        "premiumHint": "",
        "status": "",
    })
}

/// What a client sent, in the address or in the body.
struct Fields(HashMap<String, String>);

impl Fields {
    fn parse(query: &str, body: &[u8]) -> Self {
        let fields = form_urlencoded::parse(query.as_bytes()).chain(form_urlencoded::parse(body));
        Fields(fields.map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Errors: `usage`, `text-unsuitable`.
    fn text(&self) -> Result<Annotated> {
        let annotated = match (self.get("text"), self.get("data")) {
            (Some(text), None) => Annotated::plain(text.to_owned()),
            (None, Some(data)) => Annotated::parse(data)?,
            (None, None) => return Err(usage("Missing 'text' or 'data' parameter.")),
            (Some(_), Some(_)) => return Err(usage("Set only 'text' or 'data' parameter, not both.")),
        };
        match annotated.text.contains('\0') {
            true => Err(Error::new(Code::TextUnsuitable, "The text has NUL bytes in it, so it is no text.")),
            false => Ok(annotated),
        }
    }

    /// The language that was asked for, or shows; and what shows. `dialect` is the user's own English.
    ///
    /// Errors: `usage`.
    fn spoken(&self, text: &str, dialect: Dialect) -> Result<(Spoken, Option<Spoken>)> {
        let asked = self.get("language").ok_or_else(|| usage("Missing 'language' parameter."))?;
        let english = || {
            let preferred = self.get("preferredVariants").unwrap_or_default().split(',').map(str::trim);
            let variant = preferred.filter_map(known).find(|(_, code, ..)| *code == "en");
            variant.map_or_else(|| own_english(dialect), Spoken::of)
        };
        let told = |language: Language| match language == Language::ENGLISH {
            true => english(),
            false => Spoken::other(language, language.code()),
        };
        let shows = text::language(text);
        let detected = shows.map(told);
        if asked == "auto" {
            return Ok((shows.map_or_else(english, told), detected));
        }
        let spoken = known(asked)
            .map(Spoken::of)
            .or_else(|| Language::from_code(asked).map(|language| Spoken::other(language, asked)))
            .ok_or_else(|| usage(&format!("'{asked}' is not a language code known to Stet.")))?;
        Ok((spoken, detected))
    }

    /// Errors: `usage`.
    fn chosen(&self) -> Result<Chosen> {
        let set = |name| -> HashSet<String> {
            let words = self.get(name).unwrap_or_default().split(',').map(str::trim);
            words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
        };
        let chosen = Chosen {
            enabled_rules: set("enabledRules"),
            disabled_rules: set("disabledRules"),
            enabled_categories: set("enabledCategories"),
            disabled_categories: set("disabledCategories"),
            enabled_only: matches!(self.get("enabledOnly"), Some("true" | "yes")),
        };
        if chosen.enabled_only && chosen.enabled_rules.is_empty() && chosen.enabled_categories.is_empty() {
            return Err(usage("'enabledOnly' needs 'enabledRules' or 'enabledCategories'."));
        }
        Ok(chosen)
    }
}

impl Spoken {
    fn of((name, code, long, dialect): &Known) -> Self {
        Spoken { name: (*name).to_owned(), code: (*long).to_owned(), dialect: *dialect, english: *code == "en" }
    }

    /// A language that only the model may know, under the code that the client uses for it.
    fn other(language: Language, code: &str) -> Self {
        match known(code) {
            Some(known) => Spoken::of(known),
            None => Spoken {
                name: language.name().to_owned(),
                code: code.to_owned(),
                dialect: None,
                english: language == Language::ENGLISH,
            },
        }
    }
}

/// The user's own English. The dialect is left to the session, which knows it.
fn own_english(dialect: Dialect) -> Spoken {
    let (name, code) = match dialect {
        Dialect::American => ("English (US)", "en-US"),
        Dialect::British => ("English (GB)", "en-GB"),
        Dialect::Australian => ("English (Australian)", "en-AU"),
        Dialect::Canadian => ("English (Canada)", "en-CA"),
        Dialect::Indian => ("English (India)", "en-IN"),
    };
    Spoken { name: name.into(), code: code.into(), dialect: None, english: true }
}

fn known(code: &str) -> Option<&'static Known> {
    let code = code.replace('_', "-");
    let long = LANGUAGES.iter().find(|(_, _, long, _)| long.eq_ignore_ascii_case(&code));
    long.or_else(|| LANGUAGES.iter().find(|(_, short, ..)| short.eq_ignore_ascii_case(&code)))
}

fn usage(message: &str) -> Error {
    Error::new(Code::Usage, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spoken(fields: &str, text: &str) -> Spoken {
        Fields::parse("", fields.as_bytes()).spoken(text, Dialect::British).unwrap().0
    }

    #[test]
    fn a_language_is_taken_as_it_is_written() {
        let text = "This is a text.";
        let american = spoken("language=en-US", text);
        assert_eq!((american.code.as_str(), american.dialect, american.english), ("en-US", Some("american"), true));
        assert_eq!(spoken("language=en_gb", text).dialect, Some("british"));
        assert_eq!(spoken("language=en", text).dialect, None, "the user's own");
        let german = spoken("language=de", "Das ist ein Text.");
        assert_eq!((german.code.as_str(), german.english), ("de-DE", false));
        let swedish = spoken("language=sv", "text");
        assert_eq!((swedish.name.as_str(), swedish.code.as_str(), swedish.english), ("Swedish", "sv", false));
        for fields in ["language=klingon", "language=", ""] {
            let error = Fields::parse(fields, b"").spoken(text, Dialect::American).unwrap_err();
            assert_eq!(error.code, Code::Usage, "{fields}");
        }
    }

    #[test]
    fn auto_takes_what_shows() {
        let text = "This is a text that is certainly written in English.";
        assert_eq!(spoken("language=auto", text).code, "en-GB");
        let preferred = spoken("language=auto&preferredVariants=de-DE,en-AU", text);
        assert_eq!((preferred.code.as_str(), preferred.dialect), ("en-AU", Some("australian")));
        assert_eq!(spoken("language=auto", "这是一个用中文写的句子。").code, "zh-CN");
        assert!(spoken("language=auto", "hm").english, "what does not show may be English");
    }

    #[test]
    fn a_text_comes_as_text_or_as_data() {
        let text = |body: &str| Fields::parse("", body.as_bytes()).text().map(|annotated| annotated.text);
        assert_eq!(text("text=a+b%20c%26%F0%9F%98%80").unwrap(), "a b c&😀");
        assert_eq!(text("text=").unwrap(), "");
        assert_eq!(text("data=%7B%22annotation%22%3A%5B%7B%22text%22%3A%22a%22%7D%5D%7D").unwrap(), "a");
        for body in ["", "text=a&data=b", "data=b", "text=a%00b"] {
            assert!(text(body).is_err(), "{body}");
        }
        let query = Fields::parse("text=a", b"").text().unwrap();
        assert_eq!(query.text, "a");
    }

    #[test]
    fn lists_of_rules_are_words_between_commas() {
        let chosen = |fields: &str| Fields::parse(fields, b"").chosen();
        let some = chosen("disabledRules=STET_STYLE,%20A_RULE,&enabledOnly=false").unwrap();
        assert_eq!(some.disabled_rules, HashSet::from(["STET_STYLE".to_owned(), "A_RULE".to_owned()]));
        assert!(!some.enabled_only && some.enabled_rules.is_empty());
        assert_eq!(chosen("enabledOnly=true").unwrap_err().code, Code::Usage);
        assert!(chosen("enabledOnly=yes&enabledCategories=TYPOS").unwrap().enabled_only);
    }
}
