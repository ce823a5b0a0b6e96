//! Notifications on a bus of the test's own, with a daemon of its own.
#![cfg(target_os = "linux")]

mod bus;

use bus::{Bus, OPEN};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use stet_platform::notifications::{Error, Event, Notice, Notified, Notifier, Outcome, watch};
use tokio::sync::mpsc;
use tokio::time::timeout;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::Value;
use zbus::{Connection, connection};

/// A body and its actions.
type Said = (String, Vec<String>);

/// A notification daemon.
#[derive(Clone, Default)]
struct Daemon {
    shown: Arc<Mutex<Vec<Said>>>,
    capabilities: Vec<String>,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Daemon {
    #[allow(clippy::too_many_arguments)]
    fn notify(
        &self,
        _app_name: String,
        replaces_id: u32,
        _app_icon: String,
        _summary: String,
        body: String,
        actions: Vec<String>,
        _hints: HashMap<String, Value<'_>>,
        _expire_timeout: i32,
    ) -> u32 {
        let mut shown = self.shown.lock().unwrap();
        shown.push((body, actions));
        if replaces_id == 0 { shown.len() as u32 } else { replaces_id }
    }

    fn get_capabilities(&self) -> Vec<String> {
        self.capabilities.clone()
    }

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, action_key: &str) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn notification_closed(emitter: &SignalEmitter<'_>, id: u32, reason: u32) -> zbus::Result<()>;
}

const PATH: &str = "/org/freedesktop/Notifications";
const NAME: &str = "org.freedesktop.Notifications";

async fn serve(bus: &Bus, daemon: Daemon) -> Connection {
    connection::Builder::address(bus.address().as_str())
        .unwrap()
        .serve_at(PATH, daemon)
        .unwrap()
        .name(NAME)
        .unwrap()
        .build()
        .await
        .unwrap()
}

async fn notify(client: &Connection, summary: &str, body: &str, hints: HashMap<&str, Value<'_>>) -> u32 {
    let arguments = ("Chat", 0u32, "", summary, body, Vec::<&str>::new(), hints, -1i32);
    let reply = client.call_method(Some(NAME), PATH, Some(NAME), "Notify", &arguments).await.unwrap();
    reply.body().deserialize().unwrap()
}

async fn next(events: &mut mpsc::Receiver<Event>) -> Event {
    timeout(Duration::from_secs(10), events.recv()).await.expect("an event in time").expect("a monitor")
}

#[tokio::test]
async fn a_monitor_sees_notifications_their_numbers_and_their_end() {
    let bus = Bus::start(OPEN);
    let daemon = serve(&bus, Daemon::default()).await;
    let (sender, mut events) = mpsc::channel(64);
    let monitor = tokio::spawn(watch(Some(bus.address()), sender));
    assert_eq!(next(&mut events).await, Event::Watching);
    let client = bus.client().await;
    let hints = HashMap::from([("urgency", Value::U8(2)), ("category", Value::from("im.received"))]);
    let id = notify(&client, "Anna", "<b>hi</b>", hints).await;
    let expected = Notified {
        id: Some(id),
        app_name: "Chat".into(),
        replaces_id: 0,
        summary: "Anna".into(),
        body: "<b>hi</b>".into(),
        urgency: Some(2),
        category: "im.received".into(),
    };
    assert!(!format!("{expected:?}").contains("Anna"), "what is said is not told by Debug");
    assert_eq!(next(&mut events).await, Event::Notified(expected));
    let emitter = SignalEmitter::new(&daemon, PATH).unwrap();
    Daemon::notification_closed(&emitter, id, 2).await.unwrap();
    assert_eq!(next(&mut events).await, Event::Closed { id, reason: 2 });
    drop(events);
    timeout(Duration::from_secs(5), monitor).await.expect("it ends").unwrap().unwrap();
}

#[tokio::test]
async fn a_flood_is_seen_and_a_slow_hearer_delays_nobody() {
    let bus = Bus::start(OPEN);
    let _daemon = serve(&bus, Daemon::default()).await;
    let (sender, mut events) = mpsc::channel(100);
    tokio::spawn(watch(Some(bus.address()), sender));
    assert_eq!(next(&mut events).await, Event::Watching);
    let client = bus.client().await;
    let started = std::time::Instant::now();
    // Nobody hears the events meanwhile.
    for n in 0..5_000 {
        notify(&client, "Anna", &format!("message {n}"), HashMap::new()).await;
    }
    println!("5,000 notifications in {} ms", started.elapsed().as_millis());
    let mut seen = 0;
    while seen < 100 {
        assert!(matches!(next(&mut events).await, Event::Notified(_)));
        seen += 1;
    }
    notify(&client, "Anna", "last", HashMap::new()).await;
    assert_eq!(next(&mut events).await, Event::Missed(4_900));
    assert!(matches!(next(&mut events).await, Event::Notified(last) if last.body == "last"));
}

#[tokio::test]
async fn a_monitor_comes_back_with_the_bus() {
    let mut bus = Bus::start(OPEN);
    let (sender, mut events) = mpsc::channel(64);
    tokio::spawn(watch(Some(bus.address()), sender));
    assert_eq!(next(&mut events).await, Event::Watching);
    bus.stop();
    assert_eq!(next(&mut events).await, Event::Lost);
    bus.again();
    assert_eq!(next(&mut events).await, Event::Watching);
    let _daemon = serve(&bus, Daemon::default()).await;
    notify(&bus.client().await, "Anna", "again", HashMap::new()).await;
    assert!(matches!(next(&mut events).await, Event::Notified(notified) if notified.body == "again"));
}

#[tokio::test]
async fn a_bus_that_refuses_is_told_and_so_is_none() {
    let policy = OPEN.replace("</policy>", "<deny send_interface=\"org.freedesktop.DBus.Monitoring\"/></policy>");
    let bus = Bus::start(&policy);
    let (sender, _events) = mpsc::channel(8);
    let refused = watch(Some(bus.address()), sender.clone()).await.unwrap_err();
    assert!(matches!(refused, Error::Refused(_)), "{refused}");
    assert!(refused.to_string().starts_with("The session bus does not let programs read notifications ("));
    let none = watch(Some("unix:path=/nonexistent/bus".into()), sender).await.unwrap_err();
    assert!(matches!(none, Error::NoBus(_)), "{none}");
}

#[tokio::test]
async fn a_sent_notification_hears_its_action() {
    let bus = Bus::start(OPEN);
    let daemon = Daemon { capabilities: vec!["actions".into(), "body-markup".into()], ..Daemon::default() };
    let shown = daemon.shown.clone();
    let server = serve(&bus, daemon).await;
    let notifier = Notifier::connect(Some(bus.address())).await.unwrap();
    let notice =
        Notice { app_name: "Stet", app_icon: "stet", summary: "Summary", body: "a < b", actions: &[("copy", "Copy")] };
    let sent = notifier.send(&notice).await.unwrap();
    assert!(sent.has_actions);
    assert_eq!(shown.lock().unwrap()[0], ("a &lt; b".into(), vec!["copy".into(), "Copy".into()]));
    let emitter = SignalEmitter::new(&server, PATH).unwrap();
    // Another's first.
    Daemon::action_invoked(&emitter, sent.id + 1, "copy").await.unwrap();
    Daemon::action_invoked(&emitter, sent.id, "copy").await.unwrap();
    assert_eq!(timeout(Duration::from_secs(5), sent.outcome()).await.unwrap(), Outcome::Action("copy".into()));
    let sent = notifier.send(&notice).await.unwrap();
    Daemon::notification_closed(&emitter, sent.id, 1).await.unwrap();
    assert_eq!(timeout(Duration::from_secs(5), sent.outcome()).await.unwrap(), Outcome::Closed(1));
}

#[tokio::test]
async fn a_desktop_that_can_do_less_is_asked_for_less() {
    let bus = Bus::start(OPEN);
    let daemon = Daemon::default();
    let shown = daemon.shown.clone();
    let _server = serve(&bus, daemon).await;
    let notifier = Notifier::connect(Some(bus.address())).await.unwrap();
    let notice =
        Notice { app_name: "Stet", app_icon: "", summary: "Summary", body: "a < b", actions: &[("copy", "Copy")] };
    assert!(!notifier.send(&notice).await.unwrap().has_actions);
    assert_eq!(shown.lock().unwrap()[0], ("a < b".into(), vec![]));
}

#[tokio::test]
async fn without_a_daemon_a_sentence_says_so() {
    let bus = Bus::start(OPEN);
    let notifier = Notifier::connect(Some(bus.address())).await.unwrap();
    let notice = Notice { app_name: "Stet", app_icon: "", summary: "Summary", body: "", actions: &[] };
    let error = notifier.send(&notice).await.err().unwrap();
    assert!(matches!(error, Error::NoDaemon), "{error}");
}
