//! The servers that were set up. Keys are not among what is told.

use crate::session::Session;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use stet_core::Result;
use stet_core::cloud::Server;
use stet_core::wire::Failure;
use tauri::State;

/// What the user says of a server.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ServerDraft {
    pub name: String,
    pub url: String,
    pub model: String,
    pub context_tokens: u32,
    pub ca_file: Option<PathBuf>,
    pub proxy: Option<String>,
}

#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ServerShown {
    #[serde(flatten)]
    draft: ServerDraft,
    on_this_machine: bool,
    /// Where its key is kept, in words.
    key_place: Option<String>,
    /// Ids of the tools whose texts may be sent there without asking again.
    always: Vec<String>,
}

#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct ServerList {
    servers: Vec<ServerShown>,
    used: Option<String>,
}

impl ServerList {
    /// Blocks: on the keyring.
    pub fn of(session: &Session) -> Result<ServerList> {
        let servers = session.servers()?;
        let shown = |server: &Server| ServerShown {
            on_this_machine: server.on_this_machine(),
            key_place: session.key_place(&server.name),
            always: server.always.clone(),
            draft: ServerDraft {
                name: server.name.clone(),
                url: server.url.clone(),
                model: server.model.clone(),
                context_tokens: server.context_tokens,
                ca_file: server.ca_file.clone(),
                proxy: server.proxy.clone(),
            },
        };
        let used = servers.used().map(|server| server.name.clone());
        Ok(ServerList { servers: servers.list().iter().map(shown).collect(), used })
    }
}

#[tauri::command(async)]
#[specta::specta]
pub fn list_servers(session: State<'_, Session>) -> std::result::Result<ServerList, Failure> {
    Ok(ServerList::of(&session)?)
}
