//! Adds a server, or changes the one of that name.

use super::list_servers::{ServerDraft, ServerList};
use crate::session::Session;
use crate::tray;
use stet_core::cloud::Server;
use stet_core::wire::Failure;
use tauri::{AppHandle, State};

/// Without a key the one that is kept stays, with an empty one it is forgotten.
#[tauri::command(async)]
#[specta::specta]
pub fn put_server(
    app: AppHandle,
    session: State<'_, Session>,
    server: ServerDraft,
    key: Option<String>,
) -> Result<ServerList, Failure> {
    let known = session.servers()?.get(&server.name).ok().cloned();
    let fresh = Server::new(server.name, &server.url, server.model)?;
    let mut changed = Server { url: fresh.url.clone(), model: fresh.model.clone(), ..known.unwrap_or(fresh) };
    changed.context_tokens = server.context_tokens;
    changed.ca_file = server.ca_file;
    changed.proxy = server.proxy;
    if key.as_deref() == Some("") {
        session.remove_key(&changed.name)?;
    }
    session.put_server(changed, key.filter(|key| !key.is_empty()).map(Into::into))?;
    tray::refresh(&app);
    Ok(ServerList::of(&session)?)
}
