//! A person in front of the window: finds things by what they are, and waits for what is to come.

use crate::common::Stet;
use crate::window::{Window, until};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::{Client, Locator};
use std::time::Duration;

/// How long a model may take.
pub const RUN: Duration = Duration::from_secs(600);
/// How long anything else may take.
pub const SOON: Duration = Duration::from_secs(120);

pub struct Person {
    pub client: Client,
    pub stet: Stet,
    window: Option<Window>,
}

impl Person {
    /// In front of the newly opened app, whose tools use `tiny`.
    pub async fn new() -> Person {
        Person::with(Stet::with_models(), "tiny", &[]).await
    }

    pub async fn with(stet: Stet, model: &str, variables: &[(&str, &str)]) -> Person {
        let set = stet.run(&["settings", "set", "model", model], b"");
        assert!(set.status.success(), "{set:?}");
        let window = Window::with(&stet, &[], variables).await;
        Person { client: window.client.clone(), window: Some(window), stet }
    }

    /// Ends the app as `kill -9` does, and opens it again.
    pub async fn kill_and_open(&mut self) {
        drop(self.window.take());
        let window = Window::open(&self.stet).await;
        self.client = window.client.clone();
        self.window = Some(window);
    }

    pub async fn find(&self, id: &str) -> Element {
        let css = format!("[data-testid={id}]");
        let wait = self.client.wait().at_most(RUN);
        wait.for_element(Locator::Css(&css)).await.unwrap_or_else(|error| panic!("{id}: {error}"))
    }

    pub async fn count(&self, id: &str) -> usize {
        self.client.find_all(Locator::Css(&format!("[data-testid={id}]"))).await.unwrap().len()
    }

    pub async fn click(&self, id: &str) {
        self.find(id).await.click().await.unwrap_or_else(|error| panic!("{id}: {error}"));
    }

    pub async fn text(&self, id: &str) -> String {
        self.find(id).await.prop("textContent").await.unwrap().unwrap_or_default()
    }

    /// What is on the paper, line by line. The editor draws only what is in view.
    pub async fn written(&self) -> String {
        let script = "return [...document.querySelectorAll('[data-testid=text] .cm-line')]
            .map((line) => line.textContent).join('\\n')";
        self.client.execute(script, vec![]).await.unwrap().as_str().unwrap().to_owned()
    }

    pub async fn reads(&self, text: &str) {
        let reads = async || self.written().await == text;
        if !holds(&reads, SOON).await {
            assert_eq!(self.written().await, text);
        }
    }

    /// Pastes over all there is by the keyboard, as a person does.
    pub async fn paste(&self, text: &str) {
        let mut clipboard = arboard::Clipboard::new().unwrap();
        clipboard.set_text(text).unwrap();
        let arrived = async || {
            let shown = self.written().await;
            text.lines().any(|line| !line.is_empty() && shown.contains(line))
        };
        // A window that has only just come up may not hear the keyboard yet.
        for _ in 0..10 {
            let field = self.find("text").await;
            field.click().await.unwrap();
            field.send_keys(&format!("{}av{}", char::from(Key::Control), char::from(Key::Null))).await.unwrap();
            if holds(&arrived, Duration::from_secs(10)).await {
                return;
            }
        }
        panic!("the pasted text does not arrive");
    }

    /// Types over all there is.
    pub async fn type_over(&self, keys: &str) {
        let field = self.find("text").await;
        field.click().await.unwrap();
        select_all(&field).await;
        field.send_keys(keys).await.unwrap();
    }

    /// Waits for the end of the run, and says what became of it: whether there is a result.
    pub async fn ended(&self) -> bool {
        let over = async || self.count("cancel").await == 0;
        until("the run ends", RUN, over).await;
        self.count("origin").await > 0
    }

    /// Presses tools until one gives a result, and says whether one did: what the smallest model writes is often rejected.
    pub async fn try_tools(&self, tools: &[&str]) -> bool {
        for tool in tools {
            self.click(&format!("tool-{tool}")).await;
            if self.ended().await {
                return true;
            }
            self.click("back").await;
        }
        false
    }

    pub async fn picture(&self, name: &str) {
        if let Some(folder) = std::env::var_os("STET_SCREENSHOTS") {
            let picture = self.client.screenshot().await.unwrap();
            std::fs::write(std::path::Path::new(&folder).join(format!("{name}.png")), picture).unwrap();
        }
    }
}

/// WebKitWebDriver takes the end of a chord for the end of the keys, so what follows it is sent by itself.
pub async fn select_all(field: &Element) {
    field.send_keys(&format!("{}a{}", char::from(Key::Control), char::from(Key::Null))).await.unwrap();
}

/// Whether something comes to hold in time.
pub async fn holds(what: &impl AsyncFn() -> bool, limit: Duration) -> bool {
    let started = std::time::Instant::now();
    while started.elapsed() < limit {
        if what().await {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    false
}
