//! Removes the notifications that were kept for the digest; nothing brings them back.

use super::count;
use crate::news;
use crate::session::Session;
use stet_core::wire::Failure;
use tauri::State;

#[tauri::command(async)]
#[specta::specta]
pub fn clear_notifications(session: State<'_, Session>) -> Result<u32, Failure> {
    Ok(count(news::clear(&session)?))
}
