//! One error type for the whole product: a stable code for programs, a sentence and a hint for people.
//!
//! A code is added only when something (the command line's exit code, the window) acts on it. The user interface never
//! matches on sentences.

use serde::{Deserialize, Serialize};

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, as a stable word. The words are part of the JSON contract and never change meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// Wrong usage: an unknown option, tool or value.
    Usage,
    /// The text could not be read (missing file, a directory, permissions).
    TextUnreadable,
    /// The text was read but is not text Stet can work on (binary, unknown encoding, NUL bytes).
    TextUnsuitable,
    /// There is nothing in the text to work on.
    TextEmpty,
    /// Reading or writing something of Stet's own failed.
    Io,
    /// The disk has no room.
    DiskFull,
    /// The data directory or a store in it can't be written.
    ReadOnly,
    /// The settings, tools or history file is damaged.
    StoreDamaged,
    /// No history entry, setting or other thing of that name.
    NotFound,
    /// No model of that id is known.
    ModelUnknown,
    /// The model is known but not on this machine.
    ModelMissing,
    /// The model file is not what it should be (truncated, changed, half downloaded).
    ModelDamaged,
    /// The engine can't run this model (architecture, tensor types).
    ModelUnsupported,
    /// No adapter of that id is known.
    AdapterUnknown,
    /// The adapter is damaged, or does not fit the model. A run goes on without it.
    AdapterUnusable,
    /// Not enough free memory to load the model.
    MemoryShort,
    /// A download failed.
    Download,
    /// A server can't be reached, fails, or gives an answer that can't be used. The local model is offered.
    Server,
    /// A server wants a key, or another one. The key is asked for.
    ServerKey,
    /// The inference engine failed.
    Engine,
    /// The engine or build can't do what was asked.
    Unsupported,
    /// Another application, or the desktop, did not do what was asked.
    Desktop,
    /// A guard rejected the whole result.
    Refused,
    /// The user cancelled.
    Cancelled,
    /// A bug in Stet.
    Internal,
}

impl Code {
    /// The word used in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Code::Usage => "usage",
            Code::TextUnreadable => "text-unreadable",
            Code::TextUnsuitable => "text-unsuitable",
            Code::TextEmpty => "text-empty",
            Code::Io => "io",
            Code::DiskFull => "disk-full",
            Code::ReadOnly => "read-only",
            Code::StoreDamaged => "store-damaged",
            Code::NotFound => "not-found",
            Code::ModelUnknown => "model-unknown",
            Code::ModelMissing => "model-missing",
            Code::ModelDamaged => "model-damaged",
            Code::ModelUnsupported => "model-unsupported",
            Code::AdapterUnknown => "adapter-unknown",
            Code::AdapterUnusable => "adapter-unusable",
            Code::MemoryShort => "memory-short",
            Code::Download => "download",
            Code::Server => "server",
            Code::ServerKey => "server-key",
            Code::Engine => "engine",
            Code::Unsupported => "unsupported",
            Code::Desktop => "desktop",
            Code::Refused => "refused",
            Code::Cancelled => "cancelled",
            Code::Internal => "internal",
        }
    }

    /// The exit code of the command line: 1 failed, 2 usage, 3 model or adapter, 4 cancelled, 5 refused.
    pub fn exit_code(self) -> u8 {
        match self {
            Code::Usage => 2,
            Code::ModelUnknown | Code::ModelMissing | Code::ModelDamaged | Code::ModelUnsupported => 3,
            Code::AdapterUnknown | Code::AdapterUnusable => 3,
            Code::Cancelled => 4,
            Code::Refused => 5,
            _ => 1,
        }
    }
}

/// A failure with a sentence a person can act on.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    pub code: Code,
    /// What happened and why, one or two plain sentences.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    #[source]
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Error { code, message: message.into(), hint: None, source: None }
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub fn because(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The run was cancelled: an outcome, carried as an error so that it passes through `?`.
    pub fn cancelled() -> Self {
        Error::new(Code::Cancelled, "Cancelled.")
    }

    pub fn is_cancelled(&self) -> bool {
        self.code == Code::Cancelled
    }

    /// An I/O failure while doing `what` ("write the settings to …"), told apart by what a person can do about it.
    pub fn io(what: impl std::fmt::Display, error: std::io::Error) -> Self {
        use std::io::ErrorKind as Kind;
        let (code, hint) = match error.kind() {
            Kind::StorageFull | Kind::QuotaExceeded => (Code::DiskFull, Some("Free some disk space and try again.")),
            Kind::ReadOnlyFilesystem | Kind::PermissionDenied => {
                (Code::ReadOnly, Some("Check the permissions, or choose another data directory with STET_HOME."))
            }
            _ => (Code::Io, None),
        };
        Error {
            code,
            message: format!("Could not {what}: {error}."),
            hint: hint.map(str::to_owned),
            source: Some(Box::new(error)),
        }
    }
}

/// The innermost cause is the sentence a person understands ("connection refused"); without its full stop.
pub(crate) fn innermost(error: &(dyn std::error::Error + 'static)) -> String {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string().trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_is_the_serialized_name() {
        for code in [
            Code::Usage,
            Code::TextUnsuitable,
            Code::ModelMissing,
            Code::AdapterUnusable,
            Code::ServerKey,
            Code::Refused,
        ] {
            assert_eq!(serde_json::to_value(code).unwrap(), code.word());
        }
    }
}
