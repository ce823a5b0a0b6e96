//! Every place in the real window, in both themes: no barrier that axe-core knows of, and no request to anywhere else.

use crate::common::Stet;
use crate::person::{Person, SOON};
use crate::window::{Window, until};
use serde_json::{Value, json};
use std::path::Path;

const CHECK: &str = "const done = arguments[0];
    axe.run(document, { resultTypes: ['violations'] }).then(
      (found) => done(found.violations.map((one) => one.id + ': ' + one.nodes.map((node) => node.html + ' ' + node.failureSummary).join(' '))),
      (error) => done(['axe: ' + error]));";

fn axe() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/node_modules/axe-core/axe.min.js");
    std::fs::read_to_string(&path).expect("ui/node_modules is not here; ./dev test installs it")
}

/// What axe-core finds on the screen as it stands. Animations are over, or half-shown text would count as pale.
async fn barriers(client: &fantoccini::Client, screen: &str) {
    let there = client.execute("return typeof axe === 'object'", vec![]).await.unwrap();
    if there != true {
        // Evaluated by the driver, which the page's policy does not concern.
        client.execute(&axe(), vec![]).await.unwrap();
    }
    let still = async || {
        let moving =
            "return document.getAnimations().filter((one) => one.effect.getTiming().iterations !== Infinity).length";
        client.execute(moving, vec![]).await.unwrap() == 0
    };
    until("the screen is still", SOON, still).await;
    let found = client.execute_async(CHECK, vec![]).await.unwrap();
    assert_eq!(found, json!([]), "{screen}");
}

#[tokio::test]
async fn no_place_has_a_barrier_in_either_theme() {
    let person = Person::new().await;
    person.paste("The libary is closed on Monday. Please come another day.").await;
    for theme in ["light", "dark"] {
        person.click("place-settings").await;
        let radio = serde_json::to_value(person.find(&format!("theme-{theme}")).await).unwrap();
        person.client.execute("arguments[0].closest('label').click()", vec![radio]).await.unwrap();
        let is = format!("return document.documentElement.dataset.theme === '{theme}'");
        until("the theme changes", SOON, async || person.client.execute(&is, vec![]).await.unwrap() == true).await;
        barriers(&person.client, &format!("settings, {theme}")).await;
        person.click("place-models").await;
        person.find("model-tiny").await;
        barriers(&person.client, &format!("models, {theme}")).await;
        person.click("place-digest").await;
        person.find("digest-off").await;
        barriers(&person.client, &format!("digest, {theme}")).await;
        person.click("place-write").await;
        barriers(&person.client, &format!("write, {theme}")).await;
        person.click("tool-proofread").await;
        assert!(person.ended().await);
        barriers(&person.client, &format!("corrections, {theme}")).await;
        person.click("back").await;
        person.click("place-history").await;
        person.click("run").await;
        person.find("past").await;
        person.click("history-more").await;
        barriers(&person.client, &format!("history, {theme}")).await;
    }
    only_itself(&person.client).await;
}

#[tokio::test]
async fn neither_the_first_run_nor_the_popup_has_a_barrier() {
    // No models at all: the app begins with its first run.
    let stet = Stet::new();
    let window = Window::open(&stet).await;
    let first = window.client.wait().at_most(SOON);
    first.for_element(fantoccini::Locator::Css("[data-testid=first-run]")).await.unwrap();
    barriers(&window.client, "first run").await;
    only_itself(&window.client).await;

    assert!(stet.run(&["popup"], b"A few words.").status.success());
    for handle in window.client.windows().await.unwrap() {
        window.client.switch_to_window(handle).await.unwrap();
        let popup = "return document.querySelector('[data-testid=popup-text]') !== null";
        if window.client.execute(popup, vec![]).await.unwrap() == true {
            barriers(&window.client, "popup").await;
            only_itself(&window.client).await;
            return;
        }
    }
    panic!("there is no popup");
}

/// The page has asked for nothing but its own parts and its host, and its policy would have refused anything else.
async fn only_itself(client: &fantoccini::Client) {
    let script = "return performance.getEntriesByType('resource').map((one) => one.name).concat(location.href)";
    let Value::Array(asked) = client.execute(script, vec![]).await.unwrap() else { panic!("no list") };
    for address in &asked {
        let own =
            ["tauri://localhost", "ipc://localhost/"].iter().any(|own| address.as_str().unwrap().starts_with(own));
        assert!(own, "{address}");
    }
    let policy = "return document.querySelector('meta[http-equiv=Content-Security-Policy]')?.content ?? ''";
    let inside = client.execute(policy, vec![]).await.unwrap();
    let script = "const done = arguments[0];
        document.addEventListener('securitypolicyviolation', (event) => done(event.effectiveDirective), { once: true });
        new Image().src = 'https://example.invalid/pixel.png';
        setTimeout(() => done('the request was let through'), 5000);";
    let refused = client.execute_async(script, vec![]).await.unwrap();
    assert_eq!(refused, "img-src", "{inside}");
}
