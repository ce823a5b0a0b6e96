//! The settings in force, what was wrong with the user's files, and what can be changed.

use crate::session::Session;
use serde::Serialize;
use stet_core::run::Warning;
use stet_core::settings::{Allowed, FIELDS, Field, Settings};
use tauri::State;

#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct SettingsAnswer {
    pub settings: Settings,
    pub warnings: Vec<Warning>,
    pub fields: Vec<FieldChoice>,
}

/// A setting that can be changed.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct FieldChoice {
    /// Dotted, as in `history.keep`.
    pub key: String,
    pub allowed: Values,
    /// May be `null`, which is the default.
    pub optional: bool,
}

#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Values {
    OneOf {
        words: Vec<String>,
    },
    Flag,
    /// A whole number, both ends included.
    Number {
        low: u32,
        high: u32,
    },
    Text,
}

impl From<&Field> for FieldChoice {
    fn from(field: &Field) -> Self {
        let allowed = match field.allowed {
            Allowed::OneOf(words) => Values::OneOf { words: words.iter().map(|&word| word.to_owned()).collect() },
            Allowed::Flag => Values::Flag,
            Allowed::Number(low, high) => Values::Number { low, high },
            Allowed::Text | Allowed::Path => Values::Text,
        };
        FieldChoice { key: field.key.to_owned(), allowed, optional: field.optional }
    }
}

#[tauri::command]
#[specta::specta]
pub fn get_settings(session: State<'_, Session>) -> SettingsAnswer {
    session.read_choices();
    let choices = session.choices();
    SettingsAnswer {
        settings: choices.settings.clone(),
        warnings: choices.warnings.clone(),
        fields: FIELDS.iter().map(FieldChoice::from).collect(),
    }
}
