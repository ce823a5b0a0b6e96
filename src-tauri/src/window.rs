//! The window: Tauri put together over one session. The only module that names the application's context.

use crate::commands::{self, copy_text::Clipboard};
use crate::runs::Runs;
use crate::session::Session;
use stet_core::{Code, Error, Result};

/// Opens the window and returns when it has been closed.
///
/// Errors: `unsupported` when there is no display, `internal` when the web view can't be started.
pub fn open(session: Session) -> Result<()> {
    display()?;
    let commands = commands::builder();
    tauri::Builder::default()
        .manage(session)
        .manage(Runs::default())
        .manage(Clipboard::default())
        .invoke_handler(commands.invoke_handler())
        .run(tauri::generate_context!())
        .map_err(|error| Error::new(Code::Internal, format!("The window could not be opened: {error}.")).because(error))
}

/// On Linux the toolkit's own complaint about a missing display names neither cause nor remedy.
fn display() -> Result<()> {
    let named = |variable| std::env::var_os(variable).is_some_and(|value| !value.is_empty());
    if cfg!(target_os = "linux") && !named("DISPLAY") && !named("WAYLAND_DISPLAY") {
        let error = Error::new(Code::Unsupported, "There is no display to open a window on.");
        return Err(error.hint("In a terminal, use for example `stet proofread FILE`."));
    }
    Ok(())
}
