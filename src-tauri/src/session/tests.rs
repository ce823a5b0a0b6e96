use super::*;
use serde_json::json;
use stet_core::history::{Filter, Run};

fn session() -> (tempfile::TempDir, Session) {
    let dir = tempfile::tempdir().unwrap();
    let session = Session::at(Home::at(dir.path().join("stet")));
    (dir, session)
}

fn recorded(session: &Session, tool: &str, input: &str, output: &str) -> String {
    let run = Run { output: output.into(), outcome: history::Outcome::Done, ..Run::new(tool, input) };
    stet_core::history::History::open(session.home()).unwrap().record(&run).unwrap();
    run.id
}

#[test]
fn a_change_of_settings_counts_from_the_next_run_on() {
    let (_dir, session) = session();
    let before = session.choices();
    let request = ToolRequest { tool: "proofread".into(), text: "text".into(), ..ToolRequest::default() };
    assert!(before.records(&request));
    let settings = session.patch_settings(&json!({ "history.keep": false, "model": "tiny" })).unwrap();
    assert_eq!(settings.model.as_deref(), Some("tiny"));
    assert!(!session.choices().records(&request) && before.records(&request));
    assert_eq!(session.default_model(), "tiny");
    assert_eq!(session.patch_settings(&json!({ "theme": "pink", "private": true })).unwrap_err().code, Code::Usage);
    assert!(!session.choices().settings.private);
    session.add_word("libary").unwrap();
    assert_eq!(session.choices().dictionary, ["libary"]);
    session.remove_word("libary").unwrap();
    let warnings = session.save_own_tools("[[tool]]\nid = \"pirate\"").unwrap();
    assert!(warnings[0].message.contains("line 1"), "{warnings:?}");
    assert_eq!(session.own_tools().unwrap(), ("[[tool]]\nid = \"pirate\"".to_owned(), warnings.clone()));
    assert_eq!(session.choices().warnings, warnings);
    let pirate = "[[tool]]\nid = \"pirate\"\ntitle = \"Pirate\"\nkind = \"rewrite\"\ntask = \"Sound like a pirate.\"";
    assert_eq!(session.save_own_tools(pirate).unwrap(), vec![]);
    assert!(session.choices().tools.get("pirate").is_ok());
}

#[test]
fn a_dictionary_word_is_known_to_the_next_proofreading() {
    let (_dir, session) = session();
    let request = ToolRequest {
        tool: "proofread".into(),
        text: "The libary is open.".into(),
        rules_only: true,
        ..ToolRequest::default()
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let corrected = || {
        let (cancel, watch) = (CancellationToken::new(), stet_core::run::unwatched());
        runtime.block_on(session.answer(&request, None, &cancel, &watch)).unwrap().text()
    };
    assert_eq!(corrected(), "The library is open.");
    session.add_word("libary").unwrap();
    assert_eq!(corrected(), "The libary is open.");
}

#[test]
fn a_follow_up_goes_on_from_what_a_run_made() {
    let (_dir, session) = session();
    let id = recorded(&session, "tldr", "a long text", "its summary");
    let follow = |request: ToolRequest| session.follow(ToolRequest { follow_up: Some(id[..13].into()), ..request });
    let instruct =
        |words: &str| ToolRequest { tool: "rewrite".into(), instruction: Some(words.into()), ..ToolRequest::default() };
    let request = follow(instruct("Shorter.")).unwrap();
    assert_eq!((request.text.as_str(), request.length.as_deref()), ("its summary", Some("shorter")));
    assert_eq!(request.follow_up.as_ref(), Some(&id));
    assert_eq!(follow(instruct("in English")).unwrap().length, None);
    let ask = ToolRequest { tool: "ask".into(), question: Some("Why?".into()), ..ToolRequest::default() };
    assert_eq!(follow(ask).unwrap().text, "a long text");
    assert_eq!(follow(ToolRequest { text: "given".into(), ..instruct("shorter") }).unwrap().text, "given");
    let missing = ToolRequest { follow_up: Some("ffff".into()), ..instruct("shorter") };
    assert_eq!(session.follow(missing).unwrap_err().code, Code::NotFound);
    let failed = recorded(&session, "tldr", "a text", "");
    let none = ToolRequest { follow_up: Some(failed), ..instruct("shorter") };
    assert_eq!(session.follow(none).unwrap_err().code, Code::Usage);
}

#[test]
fn a_run_is_recorded_with_what_was_chosen_and_what_it_follows() {
    let (_dir, session) = session();
    let request = ToolRequest {
        tool: "rewrite".into(),
        text: "text".into(),
        tone: Some("friendly".into()),
        follow_up: Some("an id".into()),
        ..ToolRequest::default()
    };
    let id = session.record(&request, &Err(Error::cancelled())).unwrap().unwrap();
    let run = session.history().unwrap().show(&id).unwrap();
    assert_eq!(run.options, json!({ "tool": "rewrite", "tone": "friendly", "followUp": "an id" }));
    assert_eq!((run.follows.as_deref(), run.outcome), (Some("an id"), history::Outcome::Cancelled));
    let private = ToolRequest { private: true, ..request };
    assert_eq!(session.record(&private, &Err(Error::cancelled())).unwrap(), None);
    assert_eq!(session.history().unwrap().list(&Filter::default()).unwrap().len(), 1);
}

#[test]
fn a_removal_can_be_undone_once() {
    let (dir, session) = session();
    let ids = ["one", "two", "three"].map(|text| recorded(&session, "tldr", text, text));
    let left = || session.history().unwrap().list(&Filter::default()).unwrap().len();
    assert_eq!(session.remove_runs(&ids[..2]).unwrap(), 2);
    assert_eq!((left(), session.undo_remove().unwrap(), left()), (1, 2, 3));
    assert_eq!(session.undo_remove().unwrap(), 0);
    assert_eq!((session.clear_history().unwrap(), left(), session.undo_remove().unwrap()), (3, 0, 3));
    let file = dir.path().join("export.json");
    assert_eq!(session.export_history(stet_core::history::Format::Json, &file).unwrap(), 3);
    assert!(std::fs::read_to_string(&file).unwrap().contains("\"two\""));
    session.check_history();
    assert_eq!(session.noticed(), vec![]);
}
