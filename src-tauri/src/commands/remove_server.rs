//! Forgets a server and its key.

use super::list_servers::ServerList;
use crate::session::Session;
use crate::tray;
use stet_core::wire::Failure;
use tauri::{AppHandle, State};

#[tauri::command(async)]
#[specta::specta]
pub fn remove_server(app: AppHandle, session: State<'_, Session>, name: String) -> Result<ServerList, Failure> {
    session.remove_server(&name)?;
    tray::refresh(&app);
    Ok(ServerList::of(&session)?)
}
