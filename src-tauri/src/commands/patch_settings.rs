//! Changes settings, all or none: dotted keys and their new values.

use crate::session::Session;
use crate::window;
use serde_json::Value;
use std::collections::BTreeMap;
use stet_core::settings::Settings;
use stet_core::wire::Failure;
use tauri::{AppHandle, State};

#[tauri::command(async)]
#[specta::specta]
pub fn patch_settings(
    app: AppHandle,
    session: State<'_, Session>,
    patch: BTreeMap<String, Value>,
) -> Result<Settings, Failure> {
    let settings = session.patch_settings(&Value::Object(patch.into_iter().collect()))?;
    window::dress(&app, &settings);
    Ok(settings)
}
