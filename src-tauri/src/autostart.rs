//! Beginning with the desktop: the app, hidden, ready for its keys.

use auto_launch::AutoLaunchBuilder;
use stet_core::{Code, Error, Result};

/// Errors: `io`, where the desktop's folder of programs to begin with can't be written.
pub fn set(on: bool) -> Result<()> {
    let failed = |error: auto_launch::Error| {
        Error::new(Code::Io, format!("Whether Stet begins with the desktop could not be changed: {error}."))
            .because(error)
    };
    let program = std::env::current_exe().map_err(|error| Error::io("find this program", error))?;
    let program = program.to_string_lossy();
    let mut builder = AutoLaunchBuilder::new();
    let launch = builder.set_app_name("stet").set_app_path(&program).set_args(&["open", "--hidden"]);
    let launch = launch.build().map_err(failed)?;
    if on { launch.enable() } else { launch.disable() }.map_err(failed)
}
