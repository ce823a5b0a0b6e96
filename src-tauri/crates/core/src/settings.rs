//! What the user chose: typed, versioned, one JSON file.
//!
//! Reading never writes and never fails: a field that can't be used falls back to its default, alone, and is reported.
//! Changing is by key, on the file as it stands, so that fields of a newer Stet, and values that were only mistyped,
//! stay in it. A file that isn't JSON is set aside by the first change, not overwritten. [`FIELDS`] is the one place
//! that says which values a field takes; the command line and its messages come from it.
//!
//! The user's own words are a plain text file beside the settings, one word a line (see [`words`]). Servers are in a file
//! of their own (see [`crate::cloud::Servers`]).

use crate::digest::Preferences;
use crate::home::{self, Home};
use crate::run::Warning;
use crate::{Code, Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

mod cloud;
mod field;
mod words;

pub use cloud::{Cloud, Hide, Keep};
pub use field::{Allowed, FIELDS, Field, field_named};
pub use words::{add_word, remove_word, words};

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
    /// How much proofreading changes.
    pub thoroughness: Thoroughness,
    /// What the user is called, and their e-mail addresses, between commas.
    pub names: Option<String>,
    pub history: History,
    /// Runs start private: not recorded unless the user says otherwise for that run.
    pub private: bool,
    /// Threads for the model; `None` is one for each physical core.
    pub threads: Option<u32>,
    /// Tokens of prompt and answer together; `None` is what the model and the memory allow.
    pub context_tokens: Option<u32>,
    /// A model that was idle for so many minutes is unloaded; 0 unloads it after every run.
    pub idle_minutes: u32,
    /// Megabytes on disk for the beginnings of prompts, which are computed once; 0 keeps none.
    pub prompt_cache_mb: u32,
    /// Megabytes that models may take together; `None` is what is free.
    pub memory_limit_mb: Option<u32>,
    pub theme: Theme,
    /// The language of the window.
    pub language: Language,
    pub hotkeys: Hotkeys,
    pub capture: Capture,
    pub digest: Digest,
    pub mail: Mail,
    pub cloud: Cloud,
    /// The app begins with the desktop, hidden.
    pub autostart: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            version: VERSION,
            model: None,
            engine: Engine::Auto,
            dialect: Dialect::American,
            thoroughness: Thoroughness::Balanced,
            names: None,
            history: History { keep: true, retention: Retention::Forever },
            private: false,
            threads: None,
            context_tokens: None,
            idle_minutes: 10,
            prompt_cache_mb: 64,
            memory_limit_mb: None,
            theme: Theme::System,
            language: Language::System,
            hotkeys: Hotkeys::default(),
            capture: Capture::default(),
            digest: Digest::default(),
            mail: Mail::default(),
            cloud: Cloud::default(),
            autostart: false,
        }
    }
}

/// Keys that work in every application, as in `Ctrl+Shift+Space`; [`Hotkeys::NONE`] is no key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Hotkeys {
    /// The popup over the selection.
    pub popup: String,
    /// The popup over the selection, with the tool at work at once.
    pub proofread: String,
    pub rewrite: String,
    pub summarize: String,
    /// Takes the last replacement back.
    pub revert: String,
}

impl Hotkeys {
    pub const NONE: &str = "none";
}

impl Default for Hotkeys {
    fn default() -> Self {
        let none = || Hotkeys::NONE.to_owned();
        Hotkeys {
            popup: "Ctrl+Shift+Space".into(),
            proofread: none(),
            rewrite: none(),
            summarize: none(),
            revert: none(),
        }
    }
}

/// Applications that are treated differently when their selection is taken: names between commas, added to those that
/// Stet knows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Capture {
    /// Never read and never written.
    pub excluded: Option<String>,
    /// No Ctrl+C is sent to them.
    pub terminals: Option<String>,
}

/// The digest of the notifications of other applications.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Digest {
    /// Notifications are read along and kept for it.
    pub on: bool,
    /// People whose messages are always urgent, between commas.
    pub people: Option<String>,
}

/// The mail that the tray watches.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Mail {
    /// Path of a Maildir folder or an mbox file; `None` watches nothing.
    pub folder: Option<String>,
}

/// The names in a list with commas.
pub fn names(list: &Option<String>) -> impl Iterator<Item = String> {
    list.iter()
        .flat_map(|list| list.split([',', '，', '、']))
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
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

/// Where proofreading stands between leaving alone what is right and correcting all that is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "lowercase")]
pub enum Thoroughness {
    Careful,
    #[default]
    Balanced,
    Thorough,
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

impl Settings {
    /// Whose messages the digest takes for urgent, and what the user is called in them.
    pub fn preferences(&self) -> Preferences {
        Preferences { people: names(&self.digest.people).collect(), names: names(&self.names).collect() }
    }

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

#[cfg(test)]
mod tests;
