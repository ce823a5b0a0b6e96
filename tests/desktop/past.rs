//! The history: searched as one types, a run deleted, and the deletion taken back.

use crate::common::Stet;
use crate::person::{Person, SOON, select_all};
use crate::window::until;
use fantoccini::key::Key;

#[tokio::test]
async fn search_delete_and_undo_the_delete() {
    let stet = Stet::with_models();
    for text in ["The libary is closed.", "The ferry leaves at nine.", "会议在星期五举行，请准时参加。"]
    {
        assert!(stet.run(&["proofread", "--rules-only"], text.as_bytes()).status.success());
    }
    let person = Person::with(stet, "tiny", &[]).await;
    person.click("place-history").await;
    let listed = async |count: usize, of: &str| {
        let rows = async || person.count("run").await == count && person.text("run").await.contains(of);
        until(&format!("{count} runs, the first with {of}"), SOON, rows).await;
    };
    listed(3, "会议").await;
    let search = person.find("history-search").await;
    search.send_keys("ferr").await.unwrap();
    listed(1, "ferry").await;
    select_all(&search).await;
    search.send_keys("星期").await.unwrap();
    listed(1, "会议").await;

    person.click("run").await;
    person.click("remove").await;
    person.find("history-empty").await;
    person.click("notice-undo").await;
    listed(1, "会议").await;
    select_all(&search).await;
    search.send_keys(&char::from(Key::Backspace).to_string()).await.unwrap();
    listed(3, "会议").await;
    person.click("run").await;
    assert!(person.text("past").await.contains("请准时参加"));
}
