//! Proofreading, rewriting and summarizing, and every step back.

use crate::common::json;
use crate::person::{Person, SOON};
use crate::window::until;
use fantoccini::Locator;

const TEXT: &str = "The libary is closed on Monday. 😀 Please come another day, or write to bob@example.com.";
/// So many that the smallest model is busy with them for many seconds.
const QUESTIONS: usize = 300;

#[tokio::test]
async fn proofread_accept_one_dismiss_one_undo_copy_and_cancel_another() {
    let person = Person::new().await;
    let text = format!("{TEXT} We wil meet then.");
    person.paste(&text).await;
    person.click("tool-proofread").await;
    assert!(person.ended().await, "{}", person.text("panel").await);
    let origin = person.text("origin").await;
    assert!(origin.contains("SmolLM2"), "{origin}");
    assert_eq!(person.text("text").await, text);
    person.picture("proofread").await;

    let card = person.find("correction").await;
    let part =
        async |css: &str| card.find(Locator::Css(css)).await.unwrap().prop("textContent").await.unwrap().unwrap();
    let (wrong, right) = (part("del").await, part("ins").await);
    assert!(wrong.contains("libary") && right.contains("library"), "{wrong} → {right}");
    person.click("accept").await;
    let corrected = text.replacen(&wrong, &right, 1);
    person.reads(&corrected).await;

    person.click("copy-text").await;
    let mut clipboard = arboard::Clipboard::new().unwrap();
    let copied = std::cell::RefCell::new(&mut clipboard);
    let arrived = async || copied.borrow_mut().get_text().is_ok_and(|text| text == corrected);
    until("the copied text is on the clipboard", SOON, arrived).await;

    // Dismissing leaves the text as it is and takes the mark away; undo brings the mark back.
    let marks = async || person.client.find_all(Locator::Css(".cm-content .mark")).await.unwrap().len();
    let before = marks().await;
    assert!(before > 0, "nothing else to correct in {corrected}");
    person.click("dismiss").await;
    until("the mark goes", SOON, async || marks().await == before - 1).await;
    person.reads(&corrected).await;
    person.click("undo").await;
    until("the mark is back", SOON, async || marks().await == before).await;
    person.reads(&corrected).await;
    person.click("undo").await;
    person.reads(&text).await;

    person.click("back").await;
    // No two alike: what was answered before would be answered at once.
    let question = |n: usize| format!("Could you let me know whether room {n} is free on Friday?\n\n");
    person.paste(&(0..QUESTIONS).map(question).collect::<String>()).await;
    person.click("tool-friendly").await;
    person.find("version").await;
    person.picture("rewriting").await;
    person.click("cancel").await;
    let stopped = async || person.text("status").await.starts_with("Cancelled");
    until("the run is cancelled", SOON, stopped).await;

    // Both runs are in the history, the cancelled one too.
    person.click("place-history").await;
    until("both runs are listed", SOON, async || person.count("run").await == 2).await;
    person.picture("history").await;
}

#[tokio::test]
async fn rewrite_replace_undo_and_summarize_a_sample() {
    let person = Person::new().await;
    let text = "We could not finish the work this week because the printer was broken.";
    person.paste(text).await;
    assert!(person.try_tools(&["concise", "professional", "friendly"]).await, "no tone gave a result");
    person.picture("rewritten").await;
    let rewriting = async || {
        let runs = json(&person.stet.run(&["history", "list", "--json"], b""));
        let id = runs[0]["id"].as_str().unwrap().to_owned();
        let run = json(&person.stet.run(&["history", "show", &id, "--json"], b""));
        run["output"].as_str().unwrap().to_owned()
    };
    let rewritten = rewriting().await;
    person.click("replace").await;
    person.reads(&rewritten).await;
    // The notice offers the way back.
    person.click("notice-undo").await;
    person.reads(text).await;
    person.click("redo").await;
    person.reads(&rewritten).await;
    person.click("undo").await;
    person.reads(text).await;
    person.click("back").await;

    // Which of them the smallest model can do differs from processor to processor.
    let mut summarized = None;
    for sample in SAMPLES {
        person.paste(sample).await;
        if person.try_tools(SUMMARIES).await {
            summarized = Some(*sample);
            break;
        }
    }
    let sample = summarized.expect("a summary of one of the samples");
    person.picture("summary").await;
    assert!(!person.text("summary").await.trim().is_empty());
    // A point leads to the sentences that it came from.
    person.click("point").await;
    let cited = async || !person.client.find_all(Locator::Css(".cm-content .cited")).await.unwrap().is_empty();
    until("a sentence of the text is marked", SOON, cited).await;
    assert!(sample.starts_with(&person.written().await[..40]), "the text is what it was");
}

/// In the order in which the smallest model is good at them.
const SUMMARIES: &[&str] = &["list", "key-points", "action-items"];

const SAMPLES: &[&str] = &[
    include_str!("../../assets/samples/rude.txt"),
    "The library is closed on Monday. The new opening hours begin in March. Books can be returned at the door.",
    include_str!("../../assets/samples/email.txt"),
    include_str!("../../assets/samples/newsletter.txt"),
];
