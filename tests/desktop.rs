//! The real window, the real binary, the real `tiny` model: what a person does with them, through WebDriver.
//!
//! Needs a display and WebKitWebDriver, and fails without; `./dev test` sees to both. `STET_SCREENSHOTS=FOLDER` keeps
//! pictures of what the window looked like.

mod common;
#[path = "common/window.rs"]
mod window;

use common::Stet;
use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::{Client, Locator};
use std::time::Duration;
use window::until;

const TEXT: &str = "The libary is closed on Monday. 😀 Please come another day, or write to bob@example.com.";
/// So many that the smallest model is busy with them for many seconds.
const QUESTIONS: usize = 300;

/// The window and a person in front of it.
struct Window {
    client: Client,
    _window: window::Window,
    _stet: Stet,
}

impl Window {
    async fn open() -> Window {
        let stet = Stet::with_models();
        let window = window::Window::open(&stet).await;
        Window { client: window.client.clone(), _window: window, _stet: stet }
    }

    async fn find(&self, id: &str) -> Element {
        let css = format!("[data-testid={id}]");
        let wait = self.client.wait().at_most(Duration::from_secs(120));
        wait.for_element(Locator::Css(&css)).await.unwrap_or_else(|error| panic!("{id}: {error}"))
    }

    async fn click(&self, id: &str) {
        self.find(id).await.click().await.unwrap_or_else(|error| panic!("{id}: {error}"));
    }

    async fn text(&self, id: &str) -> String {
        self.find(id).await.prop("textContent").await.unwrap().unwrap_or_default()
    }

    /// Pastes over all there is by the keyboard, as a person does.
    async fn paste(&self, text: &str) {
        let mut clipboard = arboard::Clipboard::new().unwrap();
        clipboard.set_text(text).unwrap();
        let field = self.find("text").await;
        field.click().await.unwrap();
        field.send_keys(&format!("{}av{}", char::from(Key::Control), char::from(Key::Null))).await.unwrap();
        // The editor draws only what is in view.
        let shown = async || self.text("text").await;
        let arrived = async || {
            let shown = shown().await;
            text.lines().any(|line| !line.is_empty() && shown.contains(line))
        };
        until("the pasted text arrives", Duration::from_secs(5), arrived).await;
    }

    async fn picture(&self, name: &str) {
        if let Some(folder) = std::env::var_os("STET_SCREENSHOTS") {
            let picture = self.client.screenshot().await.unwrap();
            std::fs::write(std::path::Path::new(&folder).join(format!("{name}.png")), picture).unwrap();
        }
    }
}

#[tokio::test]
async fn paste_proofread_accept_one_copy_and_cancel_another() {
    let window = Window::open().await;
    window.paste(TEXT).await;
    window.find("model").await.select_by_value("tiny").await.unwrap();
    window.click("tool-proofread").await;
    window.find("origin").await;
    assert!(window.text("origin").await.contains("SmolLM2"), "{}", window.text("origin").await);
    assert_eq!(window.text("text").await, TEXT);
    window.picture("proofread").await;

    let card = window.find("correction").await;
    let part =
        async |css: &str| card.find(Locator::Css(css)).await.unwrap().prop("textContent").await.unwrap().unwrap();
    let (wrong, right) = (part("del").await, part("ins").await);
    assert!(wrong.contains("libary") && right.contains("library"), "{wrong} → {right}");
    window.click("accept").await;
    let corrected = TEXT.replacen(&wrong, &right, 1);
    let accepted = async || window.text("text").await == corrected;
    until("the correction is in the text", Duration::from_secs(5), accepted).await;

    window.click("copy-text").await;
    let mut clipboard = arboard::Clipboard::new().unwrap();
    let copied = std::cell::RefCell::new(&mut clipboard);
    let arrived = async || copied.borrow_mut().get_text().is_ok_and(|text| text == corrected);
    until("the copied text is on the clipboard", Duration::from_secs(5), arrived).await;

    window.click("undo").await;
    let undone = async || window.text("text").await == TEXT;
    until("the correction is taken back", Duration::from_secs(5), undone).await;

    window.click("back").await;
    // No two alike: what was answered before would be answered at once.
    let question = |n: usize| format!("Could you let me know whether room {n} is free on Friday?\n\n");
    window.paste(&(0..QUESTIONS).map(question).collect::<String>()).await;
    window.click("tool-friendly").await;
    window.find("version").await;
    window.picture("rewriting").await;
    window.click("cancel").await;
    let stopped = async || window.text("status").await.starts_with("Cancelled");
    until("the run is cancelled", Duration::from_secs(5), stopped).await;
    window.picture("cancelled").await;

    // Both runs are in the history, the cancelled one too.
    window.click("place-history").await;
    window.find("run").await;
    let listed = async || window.client.find_all(Locator::Css("[data-testid=run]")).await.unwrap().len() == 2;
    until("both runs are listed", Duration::from_secs(5), listed).await;
    window.picture("history").await;
}
