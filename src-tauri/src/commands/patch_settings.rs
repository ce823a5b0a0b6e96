//! Changes settings, all or none: dotted keys and their new values.

use crate::named::Named;
use crate::session::Session;
use crate::{autostart, hotkeys, mail, news, tray, window};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use stet_core::settings::Settings;
use stet_core::wire::Failure;
use stet_documents::Mailbox;
use tauri::{AppHandle, State};

/// What a setting can be.
#[derive(Debug, Clone, Deserialize, specta::Type)]
#[serde(untagged)]
pub enum SettingValue {
    Flag(bool),
    Number(f64),
    Text(String),
    /// The default.
    Nothing,
}

impl From<SettingValue> for Value {
    fn from(value: SettingValue) -> Self {
        match value {
            SettingValue::Flag(flag) => flag.into(),
            SettingValue::Number(number) if number >= 0.0 && number.fract() == 0.0 => (number as u64).into(),
            SettingValue::Number(number) => number.into(),
            SettingValue::Text(text) => text.into(),
            SettingValue::Nothing => Value::Null,
        }
    }
}

#[tauri::command(async)]
#[specta::specta]
pub fn patch_settings(
    app: AppHandle,
    session: State<'_, Session>,
    named: State<'_, Named>,
    patch: BTreeMap<String, SettingValue>,
) -> Result<Settings, Failure> {
    // What the desktop refuses must not stand in the settings.
    if let Some(SettingValue::Flag(on)) = patch.get("autostart") {
        autostart::set(*on)?;
    }
    // No window may point Stet at mail that the user did not choose.
    if let Some(SettingValue::Text(path)) = patch.get("mail.folder") {
        named.take(path)?;
        Mailbox::check(Path::new(path))?;
    }
    let settings = session.patch_settings(&patch.into_iter().collect())?;
    window::dress(&app, &settings);
    hotkeys::listen(&app);
    news::listen(&app, &settings);
    mail::listen(&app, &settings);
    tray::refresh(&app);
    Ok(settings)
}
