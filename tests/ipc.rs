//! What the window can ask of its host, asked through the real window's own IPC, whatever the page in it looks like.
//!
//! Needs a display and WebKitWebDriver, and fails without; `./dev test` sees to both.

mod common;
#[path = "common/window.rs"]
mod window;

use common::{Stet, json};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use window::{Window, until};

/// Calls a command of the host; what it answers, or what it fails with.
async fn call(window: &Window, command: &str, arguments: Value) -> Result<Value, Value> {
    const SCRIPT: &str = "const [command, args, done] = arguments;
        window.__TAURI_INTERNALS__.invoke(command, args).then((ok) => done({ ok }), (failed) => done({ failed }));";
    let mut told = window.client.execute_async(SCRIPT, vec![command.into(), arguments]).await.unwrap();
    match told["failed"].take() {
        Value::Null => Ok(told["ok"].take()),
        failed => Err(failed),
    }
}

#[tokio::test]
async fn settings_history_draft_and_files() {
    let stet = Stet::new();
    stet.run(&["proofread", "--rules-only"], b"teh first text");
    stet.run(&["proofread", "--rules-only"], "会议在星期五举行。".as_bytes());
    let mut window = Window::open(&stet).await;
    let ask = async |command: &str, arguments: Value| call(&window, command, arguments).await;

    // Settings: read, changed, refused as a whole.
    let answer = ask("get_settings", json!({})).await.unwrap();
    assert_eq!(answer["settings"]["theme"], "system");
    assert!(answer["fields"].as_array().unwrap().iter().any(|field| field["key"] == "history.keep"));
    let changed = ask("patch_settings", json!({ "patch": { "theme": "dark", "history.retention": "90d" } })).await;
    assert_eq!(changed.unwrap()["history"]["retention"], "90d");
    let refused = ask("patch_settings", json!({ "patch": { "theme": "light", "threads": "many" } })).await.unwrap_err();
    assert_eq!(refused["code"], "usage");
    assert_eq!(ask("get_settings", json!({})).await.unwrap()["settings"]["theme"], "dark");
    let mail = ask("patch_settings", json!({ "patch": { "mail.folder": "/tmp" } })).await.unwrap_err();
    assert!(mail["message"].as_str().unwrap().contains("was not chosen by you"), "{mail}");
    ask("add_word", json!({ "word": "libary" })).await.unwrap();
    assert_eq!(ask("get_dictionary", json!({})).await.unwrap(), json!(["libary"]));
    let mistakes = ask("save_own_tools", json!({ "text": "[[tool]]\n" })).await.unwrap();
    assert!(mistakes[0]["message"].as_str().unwrap().contains("line 1"), "{mistakes}");

    // History: searched, removed, brought back.
    let found = ask("list_history", json!({ "filter": { "limit": 10 }, "words": "会议" })).await.unwrap();
    assert_eq!((found.as_array().unwrap().len(), &found[0]["follows"]), (1, &Value::Null));
    let id = found[0]["id"].as_str().unwrap();
    assert_eq!(ask("show_run", json!({ "id": id })).await.unwrap()["input"], "会议在星期五举行。");
    assert_eq!(ask("remove_runs", json!({ "ids": [id] })).await.unwrap(), 1);
    assert_eq!(ask("history_facets", json!({})).await.unwrap()["count"], 1);
    assert_eq!(ask("undo_remove", json!({})).await.unwrap(), 1);
    assert_eq!(ask("undo_remove", json!({})).await.unwrap(), 0);
    let facets = ask("history_facets", json!({})).await.unwrap();
    assert_eq!(facets, json!({ "tools": ["proofread"], "models": [], "count": 2, "warnings": [] }));

    // Models and the machine.
    let models = ask("model_details", json!({})).await.unwrap();
    assert!(models.as_array().unwrap().iter().any(|model| model["id"] == "standard" && model["fits"].is_boolean()));
    let first = ask("first_run", json!({})).await.unwrap();
    assert!(first["needed"].is_boolean() && first["model"]["size"].is_number(), "{first}");
    assert!(ask("machine", json!({})).await.unwrap()["memory"].as_f64().unwrap() > 1e8);

    // Notifications are not read unless that is wanted, and where none were kept there are none to clear.
    let watching = json!({ "on": false, "reduced": false, "problem": null });
    assert_eq!(ask("watching", json!({})).await.unwrap(), watching);
    assert_eq!(ask("clear_notifications", json!({})).await.unwrap(), 0);

    // Only files that the user named.
    for (command, arguments) in [
        ("read_document", json!({ "path": "/etc/hostname" })),
        ("read_page", json!({ "runId": "one", "address": "file:///etc/hostname" })),
        ("export_history", json!({ "format": "json", "path": "/tmp/stet-export.json" })),
        ("save_text", json!({ "path": "/tmp/stet-summary.md", "text": "" })),
        ("add_model", json!({ "path": "/etc/hostname" })),
    ] {
        assert_eq!(ask(command, arguments).await.unwrap_err()["code"], "usage", "{command}");
    }

    // What was being written survives the worst, and so does the rest.
    assert_eq!(ask("load_draft", json!({})).await.unwrap(), Value::Null);
    let document = json!({ "title": "Letter", "form": "thread", "warnings": [] });
    let draft = json!({ "text": "so far 😀\r\n", "cursor": 6, "document": document });
    ask("save_draft", json!({ "draft": draft })).await.unwrap();
    window.kill();
    let window = Window::open(&stet).await;
    assert_eq!(call(&window, "load_draft", json!({})).await.unwrap(), draft);
    assert_eq!(call(&window, "history_facets", json!({})).await.unwrap()["count"], 2);
}

#[tokio::test]
async fn a_second_start_shows_the_first_and_the_popup_comes_at_once() {
    let stet = Stet::new();
    let window = Window::open(&stet).await;
    let started = Instant::now();
    let second = stet.run(&["open"], b"");
    assert!(second.status.success() && started.elapsed() < Duration::from_secs(2), "{second:?}");
    // A document is read by whoever names it, and shown in the window that is there.
    let page = stet.home().join("a.html");
    std::fs::write(&page, "<title>Plan</title><h1>One</h1><p>Words").unwrap();
    assert!(stet.run(&["open", page.to_str().unwrap()], b"").status.success());
    let opened = async || {
        let draft = call(&window, "load_draft", json!({})).await.unwrap();
        draft["document"]["title"] == "Plan" && draft["text"] == "One\n\nWords"
    };
    until("the document is in the window", Duration::from_secs(5), opened).await;
    let unread = stet.run(&["open", "no/such/file.pdf", "--json"], b"");
    assert_eq!(json(&unread)["error"]["code"], "text-unreadable");
    // The popup is there from the start, hidden, and may do little.
    let handles = window.client.windows().await.unwrap();
    assert_eq!(handles.len(), 2, "{handles:?}");
    let mut label = String::new();
    for handle in handles {
        window.client.switch_to_window(handle).await.unwrap();
        let script = "return window.__TAURI_INTERNALS__.metadata.currentWindow.label";
        label = window.client.execute(script, vec![]).await.unwrap().as_str().unwrap().to_owned();
        if label == "popup" {
            break;
        }
    }
    assert_eq!(label, "popup");
    assert!(call(&window, "clear_history", json!({})).await.is_err(), "the popup may not");
    assert!(call(&window, "get_settings", json!({})).await.is_ok());
    let shown = async || {
        let script = "return document.visibilityState === 'visible'";
        window.client.execute(script, vec![]).await.unwrap() == true
    };
    call(&window, "popup_ready", json!({})).await.unwrap();
    let popup = stet.run(&["popup"], "some words".as_bytes());
    assert!(popup.status.success(), "{popup:?}");
    until("the popup is shown", Duration::from_secs(2), shown).await;
    call(&window, "close_popup", json!({})).await.unwrap();
    assert!(json(&stet.run(&["history", "list", "--json"], b"")).as_array().unwrap().is_empty());
}
