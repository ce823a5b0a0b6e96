//! What the user chose: typed, versioned, one JSON file.
//!
//! Reading never writes and never fails: a field that can't be used falls back to its default, alone, and is reported.
//! Changing is by key, on the file as it stands, so that fields of a newer Stet, and values that were only mistyped,
//! stay in it. A file that isn't JSON is set aside by the first change, not overwritten. [`FIELDS`] is the one place
//! that says which values a field takes; the command line and its messages come from it.
//!
//! The user's own words are a plain text file beside the settings, one word a line (see [`words`]).

use crate::home::{self, Home};
use crate::run::Warning;
use crate::{Code, Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The version of the file that this Stet writes.
pub const VERSION: u32 = 1;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    pub version: u32,
    /// Catalogue id or name of the model; `None` is the best one for this machine.
    pub model: Option<String>,
    pub engine: Engine,
    /// Which English the rules expect.
    pub dialect: Dialect,
    pub history: History,
    /// Runs start private: not recorded unless the user says otherwise for that run.
    pub private: bool,
    /// Threads for the model; `None` is one for each physical core.
    pub threads: Option<u32>,
    /// Tokens of prompt and answer together; `None` is what the model and the memory allow.
    pub context_tokens: Option<u32>,
    /// A model that was idle for so many minutes is unloaded; 0 unloads it after every run.
    pub idle_minutes: u32,
    /// Megabytes that models may take together; `None` is what is free.
    pub memory_limit_mb: Option<u32>,
    pub theme: Theme,
    /// The language of the window.
    pub language: Language,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            version: VERSION,
            model: None,
            engine: Engine::Auto,
            dialect: Dialect::American,
            history: History { keep: true, retention: Retention::Forever },
            private: false,
            threads: None,
            context_tokens: None,
            idle_minutes: 10,
            memory_limit_mb: None,
            theme: Theme::System,
            language: Language::System,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    Auto,
    Mistralrs,
    Llama,
}

impl Engine {
    pub fn word(self) -> &'static str {
        match self {
            Engine::Auto => "auto",
            Engine::Mistralrs => "mistralrs",
            Engine::Llama => "llama",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    American,
    British,
    Australian,
    Canadian,
    Indian,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct History {
    pub keep: bool,
    pub retention: Retention,
}

impl History {
    /// Whether runs are recorded at all: both ways of saying no count.
    pub fn records(&self) -> bool {
        self.keep && self.retention != Retention::Off
    }
}

/// How long runs are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub enum Retention {
    #[serde(rename = "forever")]
    Forever,
    #[serde(rename = "90d")]
    Days90,
    #[serde(rename = "30d")]
    Days30,
    #[serde(rename = "7d")]
    Days7,
    /// Nothing new is recorded. What is there stays until the user removes it.
    #[serde(rename = "off")]
    Off,
}

impl Retention {
    /// The age at which a run is dropped, in days.
    pub fn days(self) -> Option<u32> {
        match self {
            Retention::Forever | Retention::Off => None,
            Retention::Days90 => Some(90),
            Retention::Days30 => Some(30),
            Retention::Days7 => Some(7),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    System,
    Light,
    Dark,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub enum Language {
    #[serde(rename = "system")]
    System,
    #[serde(rename = "en")]
    English,
    #[serde(rename = "zh-CN")]
    Chinese,
}

/// A setting as the command line and the window offer it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Dotted, as in `history.keep`.
    pub key: &'static str,
    pub about: &'static str,
    pub allowed: Allowed,
    /// The value may be absent: `null` in JSON, `default` on the command line.
    pub optional: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowed {
    OneOf(&'static [&'static str]),
    Flag,
    /// A whole number, both ends included.
    Number(u32, u32),
    /// Any text but an empty one.
    Text,
}

const fn field(key: &'static str, allowed: Allowed, about: &'static str) -> Field {
    Field { key, about, allowed, optional: false }
}

const fn optional(key: &'static str, allowed: Allowed, about: &'static str) -> Field {
    Field { key, about, allowed, optional: true }
}

/// Every setting that can be changed.
pub const FIELDS: &[Field] = &[
    optional("model", Allowed::Text, "the model to use"),
    field("engine", Allowed::OneOf(&["auto", "mistralrs", "llama"]), "what runs the model"),
    field(
        "dialect",
        Allowed::OneOf(&["american", "british", "australian", "canadian", "indian"]),
        "which English the rules expect",
    ),
    field("history.keep", Allowed::Flag, "record every run in the history"),
    field("history.retention", Allowed::OneOf(&["forever", "90d", "30d", "7d", "off"]), "how long runs are kept"),
    field("private", Allowed::Flag, "start every run as a private one, which is not recorded"),
    optional("threads", Allowed::Number(1, 1024), "threads for the model"),
    optional("contextTokens", Allowed::Number(512, 1_048_576), "tokens of prompt and answer together"),
    field("idleMinutes", Allowed::Number(0, 10_080), "minutes until an idle model is unloaded"),
    optional("memoryLimitMb", Allowed::Number(256, 4_194_304), "megabytes that models may take together"),
    field("theme", Allowed::OneOf(&["system", "light", "dark"]), "the look of the window"),
    field("language", Allowed::OneOf(&["system", "en", "zh-CN"]), "the language of the window"),
];

impl Field {
    /// What may be written, in words: `one of auto, mistralrs, llama`.
    pub fn expects(&self) -> String {
        let mut words = match self.allowed {
            Allowed::OneOf(words) => format!("one of {}", words.join(", ")),
            Allowed::Flag => "true or false".to_owned(),
            Allowed::Number(low, high) => format!("a whole number from {low} to {high}"),
            Allowed::Text => "a name".to_owned(),
        };
        if self.optional {
            words.push_str(", or default");
        }
        words
    }

    fn accepts(&self, value: &Value) -> bool {
        match (self.allowed, value) {
            (_, Value::Null) => self.optional,
            (Allowed::OneOf(words), Value::String(word)) => words.contains(&word.as_str()),
            (Allowed::Flag, Value::Bool(_)) => true,
            (Allowed::Number(low, high), Value::Number(n)) => {
                n.as_u64().is_some_and(|n| (u64::from(low)..=u64::from(high)).contains(&n))
            }
            (Allowed::Text, Value::String(text)) => !text.trim().is_empty(),
            _ => false,
        }
    }

    /// A value as typed on a command line.
    fn parse(&self, word: &str) -> Value {
        let word = word.trim();
        match self.allowed {
            _ if self.optional && word == "default" => Value::Null,
            Allowed::Flag => word.parse().map_or(Value::Null, Value::Bool),
            Allowed::Number(..) => word.parse::<u64>().map_or_else(|_| Value::String(word.to_owned()), Value::from),
            _ => Value::String(word.to_owned()),
        }
    }

    fn refusal(&self, value: &str) -> Error {
        Error::new(Code::Usage, format!("\"{value}\" is no value for the setting {}.", self.key))
            .hint(format!("Use {}.", self.expects()))
    }
}

/// The field named `key`. Errors: `usage`, listing the keys.
pub fn field_named(key: &str) -> Result<&'static Field> {
    FIELDS.iter().find(|field| field.key == key).ok_or_else(|| {
        let keys: Vec<_> = FIELDS.iter().map(|field| field.key).collect();
        Error::new(Code::Usage, format!("There is no setting named \"{key}\"."))
            .hint(format!("The settings are {}.", keys.join(", ")))
    })
}

impl Settings {
    /// The value of a field as JSON. Errors: `usage` for an unknown key.
    pub fn get(&self, key: &str) -> Result<Value> {
        let field = field_named(key)?;
        let all = serde_json::to_value(self).map_err(internal)?;
        Ok(all.pointer(&pointer(field.key)).cloned().unwrap_or(Value::Null))
    }
}

/// The settings in force, and what was wrong with the file. Reads only.
pub fn load(home: &Home) -> (Settings, Vec<Warning>) {
    match read(home) {
        Ok(File::Object(object)) => interpret(&object),
        Ok(File::Damaged(why)) => {
            let path = home.settings_file();
            let message = format!(
                "{} is not valid JSON ({why}), so the default settings are in force. The file will be kept beside the \
                 new one when a setting is changed.",
                path.display()
            );
            (Settings::default(), vec![Warning::new("settings-damaged", message)])
        }
        Err(error) => {
            let message = format!("{} The default settings are in force.", error.message);
            (Settings::default(), vec![Warning::new("settings-unreadable", message)])
        }
    }
}

/// Changes one field, given as on a command line.
///
/// Errors: `usage` (unknown key, value not allowed), `read-only`, `disk-full`, `io`.
pub fn set(home: &Home, key: &str, word: &str) -> Result<(Settings, Vec<Warning>)> {
    let field = field_named(key)?;
    let value = field.parse(word);
    if !field.accepts(&value) {
        return Err(field.refusal(word));
    }
    change(home, vec![(field, value)])
}

/// Changes the fields that a JSON object names (`{"history": {"keep": false}}`), all or none.
///
/// Errors: as [`set`].
pub fn patch(home: &Home, patch: &Value) -> Result<(Settings, Vec<Warning>)> {
    let Value::Object(object) = patch else {
        return Err(Error::new(Code::Usage, "Settings are changed by a JSON object of fields and values."));
    };
    let mut changes = Vec::new();
    for (key, value) in leaves(object, "") {
        let field = field_named(&key)?;
        if !field.accepts(value) {
            return Err(field.refusal(value.as_str().unwrap_or(&value.to_string())));
        }
        changes.push((field, value.clone()));
    }
    change(home, changes)
}

fn change(home: &Home, changes: Vec<(&Field, Value)>) -> Result<(Settings, Vec<Warning>)> {
    let path = home.settings_file();
    let mut warnings = Vec::new();
    let mut object = match read(home)? {
        File::Object(object) => object,
        File::Damaged(_) => {
            let aside = home::set_aside(&path)?;
            let message = format!("{} was not valid JSON. It was kept as {}.", path.display(), aside.display());
            warnings.push(Warning::new("settings-damaged", message));
            Map::new()
        }
    };
    object.entry("version").or_insert(VERSION.into());
    for (field, value) in changes {
        place(&mut object, field.key, value);
    }
    let mut text = serde_json::to_string_pretty(&object).map_err(internal)?;
    text.push('\n');
    home::write(&path, text.as_bytes())?;
    let (settings, more) = interpret(&object);
    warnings.extend(more);
    Ok((settings, warnings))
}

enum File {
    Object(Map<String, Value>),
    Damaged(String),
}

fn read(home: &Home) -> Result<File> {
    let Some(bytes) = home::read(&home.settings_file())? else {
        return Ok(File::Object(Map::new()));
    };
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    Ok(match serde_json::from_slice(bytes) {
        Ok(Value::Object(object)) => File::Object(object),
        Ok(_) => File::Damaged("it should be an object in braces".to_owned()),
        Err(error) => File::Damaged(error.to_string()),
    })
}

/// Defaults, with every usable field of the file put over them.
fn interpret(object: &Map<String, Value>) -> (Settings, Vec<Warning>) {
    let mut warnings = Vec::new();
    let mut usable = match serde_json::to_value(Settings::default()) {
        Ok(Value::Object(defaults)) => defaults,
        _ => Map::new(),
    };
    match object.get("version").map(Value::as_u64) {
        Some(Some(version)) if version > u64::from(VERSION) => warnings.push(Warning::new(
            "settings-newer",
            "The settings were written by a newer Stet. What this one does not know is left as it is.",
        )),
        None | Some(Some(_)) => {}
        Some(None) => warnings.push(Warning::new("settings-field", "The version of the settings is not a number.")),
    }
    for field in FIELDS {
        let found = Value::Object(object.clone()).pointer(&pointer(field.key)).cloned();
        match found {
            Some(value) if field.accepts(&value) => place(&mut usable, field.key, value),
            Some(value) => warnings.push(Warning::new(
                "settings-field",
                format!(
                    "The setting {} can't be {value}; its default is in force. Use {}.",
                    field.key,
                    field.expects()
                ),
            )),
            None => {}
        }
    }
    match serde_json::from_value(Value::Object(usable)) {
        Ok(settings) => (settings, warnings),
        // `FIELDS` accepts only what the types do; a test holds the two together.
        Err(error) => {
            warnings.push(Warning::new("settings-field", format!("The settings could not be used: {error}.")));
            (Settings::default(), warnings)
        }
    }
}

fn pointer(key: &str) -> String {
    format!("/{}", key.replace('.', "/"))
}

/// Puts a value at a dotted key, making the objects on the way to it.
fn place(object: &mut Map<String, Value>, key: &str, value: Value) {
    match key.split_once('.') {
        None => {
            object.insert(key.to_owned(), value);
        }
        Some((head, rest)) => {
            let inner = object.entry(head).or_insert_with(|| Value::Object(Map::new()));
            if !inner.is_object() {
                *inner = Value::Object(Map::new());
            }
            if let Value::Object(inner) = inner {
                place(inner, rest, value);
            }
        }
    }
}

fn leaves<'v>(object: &'v Map<String, Value>, prefix: &str) -> Vec<(String, &'v Value)> {
    let mut found = Vec::new();
    for (key, value) in object {
        let key = format!("{prefix}{key}");
        match value {
            Value::Object(inner) => found.extend(leaves(inner, &format!("{key}."))),
            value => found.push((key, value)),
        }
    }
    found
}

fn internal(error: serde_json::Error) -> Error {
    Error::new(Code::Internal, "The settings could not be written as JSON.").because(error)
}

/// The user's own words: every line of the dictionary file but empty ones and those that start with `#`.
///
/// Errors: `read-only` (no permission), `io`.
pub fn words(home: &Home) -> Result<Vec<String>> {
    let text = home::read(&home.dictionary_file())?.unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    Ok(text
        .trim_start_matches('\u{feff}')
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(str::to_owned)
        .collect())
}

/// Adds a word at the end of the dictionary file, unless it is there.
///
/// Errors: `usage` (not one word), `read-only`, `disk-full`, `io`.
pub fn add_word(home: &Home, word: &str) -> Result<()> {
    let word = word.trim();
    if word.is_empty() || word.starts_with('#') || word.contains(char::is_whitespace) {
        return Err(Error::new(Code::Usage, format!("\"{word}\" is not a single word.")));
    }
    if words(home)?.iter().any(|known| known == word) {
        return Ok(());
    }
    let path = home.dictionary_file();
    let mut text = home::read(&path)?.unwrap_or_default();
    if text.last().is_some_and(|last| *last != b'\n') {
        text.push(b'\n');
    }
    text.extend_from_slice(word.as_bytes());
    text.push(b'\n');
    home::write(&path, &text)
}

/// Takes a word out of the dictionary file, wherever it stands, and leaves the rest as it is.
///
/// Errors: `not-found`, `read-only`, `disk-full`, `io`.
pub fn remove_word(home: &Home, word: &str) -> Result<()> {
    let word = word.trim();
    if !words(home)?.iter().any(|known| known == word) {
        return Err(Error::new(Code::NotFound, format!("\"{word}\" is not in the dictionary.")));
    }
    let path = home.dictionary_file();
    let text = home::read(&path)?.unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let stays = |line: &&str| line.trim_start_matches('\u{feff}').trim() != word;
    let left: String = text.split_inclusive('\n').filter(stays).collect();
    home::write(&path, left.as_bytes())
}

#[cfg(test)]
mod tests;
