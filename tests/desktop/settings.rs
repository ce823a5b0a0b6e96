//! The language and the look, at once and after the next start.

use crate::common::json;
use crate::person::{Person, SOON};
use crate::window::until;
use serde_json::Value;

/// Changes settings as often as it is told to, all at once, and tells how the keys then are.
const CHANGE: &str = "const done = arguments[arguments.length - 1], { invoke } = window.__TAURI_INTERNALS__;
    const change = (_, at) => invoke('patch_settings', { patch: { theme: at % 2 ? 'light' : 'dark' } });
    Promise.all(Array.from({ length: arguments[0] }, change)).then(() => invoke('list_hotkeys')).then(done);";

const LOOK: &str = "const root = document.documentElement;
    return [root.lang, root.dataset.theme, getComputedStyle(document.body).backgroundColor];";

/// The language, the theme and the colour behind everything.
async fn look(person: &Person) -> [String; 3] {
    let told = person.client.execute(LOOK, vec![]).await.unwrap();
    let Value::Array(told) = told else { panic!("{told}") };
    told.iter().map(|one| one.as_str().unwrap().to_owned()).collect::<Vec<_>>().try_into().unwrap()
}

#[tokio::test]
async fn chinese_and_the_dark_come_at_once_and_survive_a_restart() {
    let mut person = Person::new().await;
    person.click("place-settings").await;
    person.find("theme-light").await.send_keys(" ").await.unwrap();
    until("it is light", SOON, async || look(&person).await[1] == "light").await;
    let light = look(&person).await;
    assert_eq!(light[0], "en");
    assert!(person.text("place-write").await.contains("Write"));

    // The choices are radio buttons behind their labels.
    for choice in ["language-zh-CN", "theme-dark"] {
        let script = "arguments[0].closest('label').click()";
        let radio = serde_json::to_value(person.find(choice).await).unwrap();
        person.client.execute(script, vec![radio]).await.unwrap();
    }
    let changed = async || {
        let [language, theme, behind] = look(&person).await;
        language == "zh-CN" && theme == "dark" && behind != light[2]
    };
    until("the window is Chinese and dark", SOON, changed).await;
    let words = [
        ("place-write", "写作"),
        ("place-history", "历史"),
        ("place-digest", "通知摘要"),
        ("place-models", "模型"),
        ("place-settings", "设置"),
    ];
    for (id, word) in words {
        assert!(person.text(id).await.contains(word), "{id}");
    }
    let dark = look(&person).await;
    for (key, value) in [("language", "zh-CN"), ("theme", "dark")] {
        let told = json(&person.stet.run(&["settings", "get", key, "--json"], b""));
        assert!(told.to_string().contains(value), "{key}: {told}");
    }

    person.kill_and_open().await;
    person.find("tool-proofread").await;
    assert_eq!(look(&person).await, dark);
    assert!(person.text("tool-proofread").await.contains("校对"));
    assert!(person.text("place-history").await.contains("历史"));
}

#[tokio::test]
async fn changes_that_come_at_once_leave_every_key_working() {
    let person = Person::new().await;
    let change = async |times: u32| person.client.execute_async(CHANGE, vec![times.into()]).await.unwrap();
    until("there are keys", SOON, async || change(1).await["given"] == true).await;
    let keys = change(50).await["keys"].take();
    assert!(keys.as_array().unwrap().iter().all(|key| key["problem"].is_null()), "{keys}");
}
