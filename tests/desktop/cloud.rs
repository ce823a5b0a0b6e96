//! A server of one's own, from the window and the popup: asked, shown, sent, compared, reported.

use crate::common::{Stet, json};
use crate::person::{Person, RUN, SOON};
use crate::served::{self, KEY, Recorder};
use crate::window::until;

const TEXT: &str = "The libary is closed on Monday. Please write to bob.smith@example.com.";

/// With a server set up and in use, and its key in the environment.
pub async fn with_server(recorder: &Recorder, stet: Stet, model: &str, variables: &[(&str, &str)]) -> Person {
    let added = stet.run(&["cloud", "add", "lab", &recorder.address, "--model", &served::model(), "--no-key"], b"");
    assert!(added.status.success(), "{added:?}");
    Person::with(stet, model, &[&[("STET_KEY_LAB", KEY)], variables].concat()).await
}

#[tokio::test]
async fn better_on_the_server_once_it_was_seen_and_allowed() {
    let recorder = Recorder::start();
    let person = with_server(&recorder, Stet::with_models(), "tiny", &[]).await;
    person.click("place-privacy").await;
    let statement = person.text("statement").await;
    assert!(statement.contains("Nothing has left this machine"), "{statement}");
    person.click("place-write").await;
    person.paste(TEXT).await;
    person.click("tool-proofread").await;
    assert!(person.ended().await);

    // No is what has the keyboard.
    person.click("better").await;
    person.find("consent").await;
    let focus = "return document.activeElement.dataset.testid";
    assert_eq!(person.client.execute(focus, vec![]).await.unwrap(), "consent-no");
    person.picture("consent").await;
    person.click("consent-no").await;
    until("the sheet goes", SOON, async || person.count("consent").await == 0).await;
    assert_eq!(recorder.everything(), "", "nothing was allowed");

    person.click("better").await;
    let shown = person.text("request-body").await;
    person.click("consent-once").await;
    // Another try, after what a guard rejected, is asked about as well.
    let there = async || {
        if person.count("consent").await > 0 {
            person.click("consent-once").await;
        }
        let runs = json(&person.stet.run(&["history", "list", "--json"], b""));
        runs[0]["engine"] == "cloud:lab"
    };
    until("the server's result is in the history", RUN, there).await;
    until("the run is over", SOON, async || person.count("cancel").await == 0).await;
    assert!(person.count("sides").await > 0);
    person.picture("sides").await;
    assert_eq!(recorder.bodies()[0], shown);
    assert!(!shown.contains("bob.smith@example.com"), "{shown}");

    person.click("place-privacy").await;
    until("the report tells of it", SOON, async || !person.text("statement").await.contains("Nothing")).await;
    assert!(person.count("report-entry").await >= 2, "what stayed here is in it too");
    person.picture("privacy").await;
}

#[tokio::test]
async fn a_cancelled_question_sends_nothing() {
    let recorder = Recorder::start();
    let person = with_server(&recorder, Stet::with_models(), "tiny", &[]).await;
    person.paste(TEXT).await;
    person.click("tool-proofread").await;
    assert!(person.ended().await);
    person.click("better").await;
    let dialog = person.find("consent").await;
    dialog.send_keys("\u{e00c}").await.unwrap();
    until("the sheet goes", SOON, async || person.count("consent").await == 0).await;
    assert_eq!(recorder.everything(), "");
    // What was done here is still here.
    until("the run is over", SOON, async || person.count("cancel").await == 0).await;
    person.picture("refused").await;
    assert!(person.count("origin").await > 0, "{}", person.text("panel").await);
}
