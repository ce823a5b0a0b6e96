//! Uses a server from now on, or none.

use super::list_servers::ServerList;
use crate::session::Session;
use crate::tray;
use stet_core::wire::Failure;
use tauri::{AppHandle, State};

#[tauri::command(async)]
#[specta::specta]
pub fn use_server(app: AppHandle, session: State<'_, Session>, name: Option<String>) -> Result<ServerList, Failure> {
    session.servers()?.use_only(session.home(), name.as_deref())?;
    tray::refresh(&app);
    Ok(ServerList::of(&session)?)
}
