//! What must not be lost, whatever happens.

use crate::person::{Person, SOON};
use crate::window::until;
use std::time::Duration;

const TEXT: &str = "The libary is closed on Monday.";

#[tokio::test]
async fn kill_9_loses_neither_a_finished_run_nor_what_was_typed_two_seconds_ago() {
    let mut person = Person::new().await;
    person.paste(TEXT).await;
    person.click("tool-proofread").await;
    assert!(person.ended().await, "{}", person.text("panel").await);
    person.click("back").await;
    let typed = "Typed just before the end. And 中文 too.";
    person.type_over(typed).await;
    person.reads(typed).await;
    tokio::time::sleep(Duration::from_secs(2)).await;

    person.kill_and_open().await;
    person.reads(typed).await;
    person.click("place-history").await;
    until("the run is listed", SOON, async || person.count("run").await == 1).await;
    person.click("run").await;
    let past = async || {
        let past = person.text("past").await;
        past.contains("libary") && past.contains("library")
    };
    until("the run is whole", SOON, past).await;
}
