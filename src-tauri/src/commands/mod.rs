//! What the window can ask of its host, one file a command: values in, the use-case, values out.
//!
//! The TypeScript side of this contract, `ui/src/backend/bindings.ts`, is generated from here, committed, and checked
//! by a test. A command also has to be named in `src-tauri/permissions/tools.toml`, or the window is refused.

pub mod add_model;
pub mod add_word;
pub mod cancel_run;
pub mod choose_document;
pub mod choose_mailbox;
pub mod choose_model_file;
pub mod choose_save_path;
pub mod clear_history;
pub mod clear_notifications;
pub mod clipboard_text;
pub mod close_popup;
pub mod consent;
pub mod copy_text;
pub mod download_event;
pub mod event;
pub mod export_history;
pub mod export_report;
pub mod first_run;
pub mod get_dictionary;
pub mod get_own_tools;
pub mod get_settings;
pub mod history_facets;
pub mod list_adapters;
pub mod list_history;
pub mod list_hotkeys;
pub mod list_models;
pub mod list_servers;
pub mod list_tools;
pub mod load_draft;
pub mod machine;
pub mod measure_machine;
pub mod model_details;
pub mod open_main;
pub mod patch_settings;
pub mod pin_run;
pub mod popup_ready;
pub mod pull_model;
pub mod put_server;
pub mod read_digest;
pub mod read_document;
pub mod read_page;
pub mod read_report;
pub mod reduce_interruptions;
pub mod remove_model;
pub mod remove_runs;
pub mod remove_server;
pub mod remove_word;
pub mod replace_selection;
pub mod revoke_consent;
pub mod run_tool;
pub mod save_draft;
pub mod save_own_tools;
pub mod save_text;
pub mod show_run;
pub mod shown;
pub mod test_server;
pub mod undo_remove;
pub mod use_server;
pub mod verify_model;
pub mod watching;

use tauri_specta::{Builder, ErrorHandlingMode, collect_commands};

/// All commands, for the window and for its bindings.
pub fn builder() -> Builder<tauri::Wry> {
    Builder::new().error_handling(ErrorHandlingMode::Throw).commands(collect_commands![
        run_tool::run_tool,
        cancel_run::cancel_run,
        list_tools::list_tools,
        list_models::list_models,
        copy_text::copy_text,
        list_history::list_history,
        show_run::show_run,
        pin_run::pin_run,
        remove_runs::remove_runs,
        undo_remove::undo_remove,
        clear_history::clear_history,
        history_facets::history_facets,
        export_history::export_history,
        choose_save_path::choose_save_path,
        list_adapters::list_adapters,
        model_details::model_details,
        pull_model::pull_model,
        verify_model::verify_model,
        remove_model::remove_model,
        add_model::add_model,
        choose_document::choose_document,
        choose_model_file::choose_model_file,
        choose_mailbox::choose_mailbox,
        measure_machine::measure_machine,
        get_settings::get_settings,
        patch_settings::patch_settings,
        get_dictionary::get_dictionary,
        add_word::add_word,
        remove_word::remove_word,
        get_own_tools::get_own_tools,
        save_own_tools::save_own_tools,
        save_text::save_text,
        machine::machine,
        load_draft::load_draft,
        save_draft::save_draft,
        open_main::open_main,
        popup_ready::popup_ready,
        close_popup::close_popup,
        clipboard_text::clipboard_text,
        replace_selection::replace_selection,
        list_hotkeys::list_hotkeys,
        read_digest::read_digest,
        watching::watching,
        reduce_interruptions::reduce_interruptions,
        clear_notifications::clear_notifications,
        consent::consent,
        list_servers::list_servers,
        put_server::put_server,
        remove_server::remove_server,
        use_server::use_server,
        test_server::test_server,
        revoke_consent::revoke_consent,
        read_document::read_document,
        read_page::read_page,
        read_report::read_report,
        export_report::export_report,
        first_run::first_run,
        shown::shown,
    ])
}

/// JavaScript's numbers and the window's counts are far below this limit.
fn count(number: impl TryInto<u32>) -> u32 {
    number.try_into().unwrap_or(u32::MAX)
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
