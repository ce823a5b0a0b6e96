//! What the window can ask of its host, one file a command: values in, the use-case, values out.
//!
//! The TypeScript side of this contract, `ui/src/backend/bindings.ts`, is generated from here, committed, and checked
//! by a test. A command also has to be named in `src-tauri/permissions/tools.toml`, or the window is refused.

pub mod cancel_run;
pub mod copy_text;
pub mod event;
pub mod list_models;
pub mod list_tools;
pub mod run_tool;

use tauri_specta::{Builder, ErrorHandlingMode, collect_commands};

/// All commands, for the window and for its bindings.
pub fn builder() -> Builder<tauri::Wry> {
    Builder::new().error_handling(ErrorHandlingMode::Throw).commands(collect_commands![
        run_tool::run_tool,
        cancel_run::cancel_run,
        list_tools::list_tools,
        list_models::list_models,
        copy_text::copy_text,
    ])
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    /// `STET_WRITE_BINDINGS=1` writes the file instead of comparing it.
    #[test]
    fn the_committed_bindings_are_current() {
        let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/src/backend/bindings.ts");
        let folder = tempfile::tempdir().unwrap();
        let write = std::env::var_os("STET_WRITE_BINDINGS").is_some();
        let fresh = if write { committed.clone() } else { folder.path().join("bindings.ts") };
        super::builder().export(specta_typescript::Typescript::default(), &fresh).unwrap();
        assert!(
            std::fs::read_to_string(&fresh).unwrap() == std::fs::read_to_string(&committed).unwrap_or_default(),
            "ui/src/backend/bindings.ts is out of date: run this test with STET_WRITE_BINDINGS=1",
        );
    }
}
