//! The settings one by one: keys, and the values that each takes.

use crate::{Code, Error, Result};
use serde_json::Value;
use std::path::Path;

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
    /// A path that is the same wherever the program was started.
    Path,
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
    field("thoroughness", Allowed::OneOf(&["careful", "balanced", "thorough"]), "how much proofreading changes"),
    optional("names", Allowed::Text, "what you are called, and your e-mail addresses, between commas"),
    field("history.keep", Allowed::Flag, "record every run in the history"),
    field("history.retention", Allowed::OneOf(&["forever", "90d", "30d", "7d", "off"]), "how long runs are kept"),
    field("private", Allowed::Flag, "start every run as a private one, which is not recorded"),
    optional("threads", Allowed::Number(1, 1024), "threads for the model"),
    optional("contextTokens", Allowed::Number(512, 1_048_576), "tokens of prompt and answer together"),
    field("idleMinutes", Allowed::Number(0, 10_080), "minutes until an idle model is unloaded"),
    field(
        "promptCacheMb",
        Allowed::Number(0, 65_536),
        "megabytes on disk for the beginnings of prompts, computed once",
    ),
    optional("memoryLimitMb", Allowed::Number(256, 4_194_304), "megabytes that models may take together"),
    field("theme", Allowed::OneOf(&["system", "light", "dark"]), "the look of the window"),
    field("language", Allowed::OneOf(&["system", "en", "zh-CN"]), "the language of the window"),
    field("hotkeys.popup", Allowed::Text, "the key for the popup over the selection, as in Ctrl+Shift+Space, or none"),
    field("hotkeys.proofread", Allowed::Text, "the key that proofreads the selection, or none"),
    field("hotkeys.rewrite", Allowed::Text, "the key that rewrites the selection, or none"),
    field("hotkeys.summarize", Allowed::Text, "the key that summarizes the selection, or none"),
    field("hotkeys.revert", Allowed::Text, "the key that takes the last replacement back, or none"),
    optional("capture.excluded", Allowed::Text, "more applications that are never read, between commas"),
    optional("capture.terminals", Allowed::Text, "more applications that are terminals, between commas"),
    field("digest.on", Allowed::Flag, "read notifications along, for a digest of them"),
    optional("digest.people", Allowed::Text, "people whose messages are always urgent, between commas"),
    optional("mail.folder", Allowed::Path, "the Maildir folder or mbox file whose newest threads the tray shows"),
    field("cloud.policy", Allowed::OneOf(&["never", "ask", "automatic"]), "whether texts may be sent to a server"),
    optional("cloud.longerThan", Allowed::Number(1, 10_000_000), "characters above which a text is one for a server"),
    field("cloud.whenRejected", Allowed::Flag, "a text whose local result was rejected is one for a server"),
    optional("cloud.tools", Allowed::Text, "other policies for tools, between commas, as in tldr=automatic"),
    optional("cloud.applications", Allowed::Text, "other policies for applications, between commas, as in Mail=never"),
    optional("cloud.excluded", Allowed::Text, "applications whose texts are never sent, between commas"),
    field(
        "cloud.hide",
        Allowed::OneOf(&["nothing", "contacts", "personal", "everything"]),
        "what is replaced in texts before they are sent",
    ),
    optional(
        "cloud.hiddenWords",
        Allowed::Text,
        "words and names of your own that are replaced before a text is sent, between commas",
    ),
    field(
        "cloud.keep",
        Allowed::OneOf(&["15m", "1h", "1d", "7d", "30d", "90d", "forever"]),
        "how long the privacy report is kept",
    ),
    field("cloud.keepPayloads", Allowed::Flag, "keep what was sent in the privacy report"),
    field("autostart", Allowed::Flag, "begin with the desktop, hidden; changed in the app"),
];

impl Field {
    /// What may be written, in words: `one of auto, mistralrs, llama`.
    pub fn expects(&self) -> String {
        let mut words = match self.allowed {
            Allowed::OneOf(words) => format!("one of {}", words.join(", ")),
            Allowed::Flag => "true or false".to_owned(),
            Allowed::Number(low, high) => format!("a whole number from {low} to {high}"),
            Allowed::Text => "a name".to_owned(),
            Allowed::Path => "a path from the root on".to_owned(),
        };
        if self.optional {
            words.push_str(", or default");
        }
        words
    }

    pub(super) fn accepts(&self, value: &Value) -> bool {
        match (self.allowed, value) {
            (_, Value::Null) => self.optional,
            (Allowed::OneOf(words), Value::String(word)) => words.contains(&word.as_str()),
            (Allowed::Flag, Value::Bool(_)) => true,
            (Allowed::Number(low, high), Value::Number(n)) => {
                n.as_u64().is_some_and(|n| (u64::from(low)..=u64::from(high)).contains(&n))
            }
            (Allowed::Text, Value::String(text)) => !text.trim().is_empty(),
            (Allowed::Path, Value::String(path)) => Path::new(path).is_absolute(),
            _ => false,
        }
    }

    /// A value as typed on a command line.
    pub(super) fn parse(&self, word: &str) -> Value {
        let word = word.trim();
        match self.allowed {
            _ if self.optional && word == "default" => Value::Null,
            Allowed::Flag => word.parse().map_or(Value::Null, Value::Bool),
            Allowed::Number(..) => word.parse::<u64>().map_or_else(|_| Value::String(word.to_owned()), Value::from),
            _ => Value::String(word.to_owned()),
        }
    }

    pub(super) fn refusal(&self, value: &str) -> Error {
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
