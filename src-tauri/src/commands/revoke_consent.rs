//! Takes back that a tool's texts may always be sent to a server.

use super::list_servers::ServerList;
use crate::session::Session;
use stet_core::wire::Failure;
use tauri::State;

#[tauri::command(async)]
#[specta::specta]
pub fn revoke_consent(session: State<'_, Session>, server: String, tool: String) -> Result<ServerList, Failure> {
    session.servers()?.allow(session.home(), &server, &tool, false)?;
    Ok(ServerList::of(&session)?)
}
