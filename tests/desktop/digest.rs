//! The digest in the window, of notifications as applications send them over the session's bus.

use crate::common::Stet;
use crate::person::{Person, SOON, holds};
use crate::tray::{Daemon, Seen};
use crate::window::until;
use std::collections::HashMap;
use std::time::Duration;
use zbus::zvariant::Value;
use zbus::{Connection, connection};

const NAME: &str = "org.freedesktop.Notifications";

/// Application, title and text of a notification.
pub type Sent = (&'static str, &'static str, &'static str);

/// A bus with a service that shows notifications, for as long as this lives.
pub async fn service() -> Connection {
    let builder = connection::Builder::session().unwrap();
    let builder = builder.serve_at("/org/freedesktop/Notifications", Daemon(Seen::default())).unwrap();
    builder.name(NAME).unwrap().build().await.expect("a session bus; ./dev test starts one")
}

/// It is off until the user wants it.
pub async fn turn_on(person: &Person) {
    person.click("place-digest").await;
    person.find("digest-off").await;
    let switch = serde_json::to_value(person.find("digest-on").await).unwrap();
    person.client.execute("arguments[0].click()", vec![switch]).await.unwrap();
}

async fn send(all: &[Sent]) {
    let bus = Connection::session().await.unwrap();
    for (app, title, text) in all {
        let (actions, hints): (Vec<&str>, HashMap<&str, Value<'_>>) = Default::default();
        let notification = (app, 0u32, "", title, text, actions, hints, -1i32);
        bus.call_method(Some(NAME), "/org/freedesktop/Notifications", Some(NAME), "Notify", &notification)
            .await
            .unwrap();
    }
}

/// Has these arrive, once the app reads along, and the digest show that many groups of them.
pub async fn arrive(person: &Person, all: &[Sent], groups: usize) {
    // What is sent before the app listens is heard by nobody.
    let hears = async || {
        send(&all[..1]).await;
        person.click("digest-refresh").await;
        holds(&async || person.count("digest-group").await > 0, Duration::from_millis(700)).await
    };
    until("notifications are read along", SOON, hears).await;
    send(&all[1..]).await;
    let shown = async || {
        person.click("digest-refresh").await;
        holds(&async || person.count("digest-group").await == groups, Duration::from_millis(700)).await
    };
    until("the digest shows all of them", SOON, shown).await;
}

#[tokio::test]
async fn the_digest_shows_what_arrived_and_what_is_urgent() {
    let _service = service().await;
    let stet = Stet::with_models();
    assert!(stet.run(&["settings", "set", "language", "en"], b"").status.success());
    let person = Person::with(stet, "tiny", &[]).await;
    turn_on(&person).await;
    let sent = [
        ("Backup", "Backup finished", "All of your files were backed up."),
        ("Telegram", "Nadia", "can you send me the door code before six?"),
        ("Shop", "Sale", "<b>50% off</b> until tonight, shop now!"),
        ("Steam", "Steam Guard", "Your login code is R7K2Q"),
    ];
    arrive(&person, &sent, 4).await;
    assert!(person.text("digest-urgent").await.contains("Nadia"));
    assert!(person.text("digest-other").await.contains("Backup"));
    // Markup of others is text.
    assert_eq!(
        person.client.find_all(fantoccini::Locator::Css("[data-testid=digest-other] b")).await.unwrap().len(),
        0
    );
    let page = person.client.source().await.unwrap();
    assert!(!page.contains("R7K2Q"), "a code is shown");
    let kept = std::fs::read(person.stet.home().join("notifications.db")).unwrap();
    assert!(!String::from_utf8_lossy(&kept).contains("R7K2Q"), "a code is kept");
}
