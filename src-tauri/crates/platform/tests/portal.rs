//! Global keys by a portal of the test's own, on a bus of its own.
#![cfg(target_os = "linux")]

mod bus;

use bus::{Bus, OPEN};
use std::collections::HashMap;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use stet_platform::session::{State, facts};
use stet_platform::shortcuts::{Assigned, Error, Event, Shortcuts, Wish, trigger};
use tokio::time::timeout;
use zbus::message::Header;
use zbus::object_server::ObjectServer;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};
use zbus::{Connection, connection, fdo, interface};

const NAME: &str = "org.freedesktop.portal.Desktop";
const PATH: &str = "/org/freedesktop/portal/desktop";
const INTERFACE: &str = "org.freedesktop.portal.GlobalShortcuts";
const APP: &str = "org.stet.Stet";

type Options = HashMap<String, OwnedValue>;
type Keys = Vec<(String, Options)>;

/// What the portal was asked, in the order of asking.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Asked>>);

#[derive(Default)]
struct Asked {
    app_id: String,
    /// Id, description and preferred trigger.
    wishes: Vec<(String, String, String)>,
    session: Option<OwnedObjectPath>,
    client: String,
    closed: bool,
}

/// What the user and the desktop do with a wish for keys.
#[derive(Clone, Default)]
enum Answer {
    /// Ids with the words for their keys.
    Keys(Vec<(&'static str, &'static str)>),
    #[default]
    Cancelled,
    NotAllowed,
    /// The question stays open.
    Nothing,
}

struct Portal {
    heard: Heard,
    answer: Answer,
}

#[derive(Debug, zbus::DBusError)]
#[zbus(prefix = "org.freedesktop.portal.Error")]
enum Refusal {
    #[zbus(error)]
    ZBus(zbus::Error),
    NotAllowed(String),
}

fn text(options: &Options, key: &str) -> String {
    options.get(key).and_then(|value| String::try_from(value.clone()).ok()).unwrap_or_default()
}

fn handle(kind: &str, header: &Header<'_>, token: &str) -> OwnedObjectPath {
    let sender = header.sender().unwrap().trim_start_matches(':').replace('.', "_");
    format!("{PATH}/{kind}/{sender}/{token}").try_into().unwrap()
}

async fn respond(connection: &Connection, header: &Header<'_>, request: &OwnedObjectPath, answer: (u32, Options)) {
    let client = header.sender().unwrap().to_owned();
    let emitted = connection.emit_signal(Some(client), request, "org.freedesktop.portal.Request", "Response", &answer);
    emitted.await.unwrap();
}

#[interface(name = "org.freedesktop.portal.GlobalShortcuts")]
impl Portal {
    #[zbus(property, name = "version")]
    fn version(&self) -> u32 {
        1
    }

    async fn create_session(
        &self,
        options: Options,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] connection: &Connection,
        #[zbus(object_server)] server: &ObjectServer,
    ) -> Result<OwnedObjectPath, Refusal> {
        if matches!(self.answer, Answer::NotAllowed) {
            return Err(Refusal::NotAllowed("An app id is required".into()));
        }
        let session = handle("session", &header, &text(&options, "session_handle_token"));
        server.at(&session, PortalSession(self.heard.clone())).await?;
        {
            let mut asked = self.heard.0.lock().unwrap();
            asked.client = header.sender().unwrap().to_string();
            asked.session = Some(session.clone());
        }
        let request = handle("request", &header, &text(&options, "handle_token"));
        let results = Options::from([("session_handle".to_owned(), Value::from(session.as_str()).try_into().unwrap())]);
        respond(connection, &header, &request, (0, results)).await;
        Ok(request)
    }

    async fn bind_shortcuts(
        &self,
        session: OwnedObjectPath,
        shortcuts: Keys,
        _parent_window: String,
        options: Options,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] connection: &Connection,
    ) -> OwnedObjectPath {
        {
            let mut asked = self.heard.0.lock().unwrap();
            assert_eq!(asked.session.as_ref(), Some(&session));
            let of = |(id, wish): &(String, Options)| {
                (id.clone(), text(wish, "description"), text(wish, "preferred_trigger"))
            };
            asked.wishes = shortcuts.iter().map(of).collect();
        }
        let request = handle("request", &header, &text(&options, "handle_token"));
        match &self.answer {
            Answer::Keys(keys) => {
                let given = Value::from(given(keys)).try_into().unwrap();
                let results = Options::from([("shortcuts".to_owned(), given)]);
                respond(connection, &header, &request, (0, results)).await;
            }
            Answer::Cancelled => respond(connection, &header, &request, (1, Options::new())).await,
            Answer::NotAllowed | Answer::Nothing => {}
        }
        request
    }
}

/// `a(sa{sv})`, as the portal tells keys.
fn given(keys: &[(&str, &str)]) -> Vec<(String, HashMap<String, Value<'static>>)> {
    let info = |trigger: &str| {
        let text = |text: &str| Value::from(text.to_owned());
        HashMap::from([("description".to_owned(), text("…")), ("trigger_description".to_owned(), text(trigger))])
    };
    keys.iter().map(|(id, trigger)| ((*id).to_owned(), info(trigger))).collect()
}

struct PortalSession(Heard);

#[interface(name = "org.freedesktop.portal.Session")]
impl PortalSession {
    fn close(&self) {
        self.0.0.lock().unwrap().closed = true;
    }
}

struct Registry(Heard);

#[interface(name = "org.freedesktop.host.portal.Registry")]
impl Registry {
    fn register(&self, app_id: String, _options: Options) {
        self.0.0.lock().unwrap().app_id = app_id;
    }
}

async fn serve(bus: &Bus, answer: Answer) -> (Connection, Heard) {
    let heard = Heard::default();
    let server = connection::Builder::address(bus.address().as_str())
        .unwrap()
        .serve_at(PATH, Portal { heard: heard.clone(), answer })
        .unwrap()
        .serve_at(PATH, Registry(heard.clone()))
        .unwrap()
        .name(NAME)
        .unwrap()
        .build();
    (server.await.unwrap(), heard)
}

fn wishes() -> Vec<Wish> {
    let wish = |id: &str, keys: &str| Wish { id: id.into(), description: format!("{id}…"), trigger: trigger(keys) };
    vec![wish("popup", "Ctrl+Shift+Space"), wish("proofread", "Ctrl+Alt+P"), wish("revert", "Ctrl+LaunchMail")]
}

/// From a task of its own, as an application does.
async fn bind(bus: &Bus) -> Result<Shortcuts, Error> {
    let address = bus.address();
    let bound = tokio::spawn(async move { Shortcuts::bind(Some(&address), APP, &wishes()).await });
    timeout(Duration::from_secs(10), bound).await.expect("in time").unwrap()
}

async fn next(shortcuts: &mut Shortcuts) -> Event {
    timeout(Duration::from_secs(10), shortcuts.next()).await.expect("an event in time")
}

fn assigned(id: &str, trigger: Option<&str>) -> Assigned {
    Assigned { id: id.into(), trigger: trigger.map(str::to_owned) }
}

const GIVEN: [(&str, &str); 2] = [("proofread", ""), ("popup", "Press <Control><Shift>space")];

#[tokio::test]
async fn keys_are_wished_for_given_and_pressed() {
    let bus = Bus::start(OPEN);
    let (server, heard) = serve(&bus, Answer::Keys(GIVEN.into())).await;
    assert!(Shortcuts::available(Some(&bus.address())).await);
    let mut shortcuts = bind(&bus).await.unwrap();
    let expected =
        [assigned("popup", Some("Press <Control><Shift>space")), assigned("proofread", None), assigned("revert", None)];
    assert_eq!(shortcuts.assigned, expected);
    let (session, client) = {
        let asked = heard.0.lock().unwrap();
        assert_eq!(asked.app_id, APP);
        let wish = |id: &str, trigger: &str| (id.to_owned(), format!("{id}…"), trigger.to_owned());
        let wished = [wish("popup", "CTRL+SHIFT+space"), wish("proofread", "CTRL+ALT+p"), wish("revert", "")];
        assert_eq!(asked.wishes, wished);
        (asked.session.clone().unwrap(), asked.client.clone())
    };
    let tell = async |signal: &str, id: &str| {
        let body = (&session, id, 0u64, Options::new());
        server.emit_signal(Some(client.as_str()), PATH, INTERFACE, signal, &body).await.unwrap();
    };
    tell("Activated", "popup").await;
    tell("Deactivated", "popup").await;
    tell("Activated", "proofread").await;
    assert_eq!(next(&mut shortcuts).await, Event::Pressed("popup".into()));
    assert_eq!(next(&mut shortcuts).await, Event::Pressed("proofread".into()));
    let change = (&session, given(&[("popup", "Meta+S")]));
    server.emit_signal(Some(client.as_str()), PATH, INTERFACE, "ShortcutsChanged", &change).await.unwrap();
    assert_eq!(next(&mut shortcuts).await, Event::Changed(vec![assigned("popup", Some("Meta+S"))]));
}

#[tokio::test]
async fn a_user_who_refuses_is_heard() {
    let bus = Bus::start(OPEN);
    let _portal = serve(&bus, Answer::Cancelled).await;
    let error = bind(&bus).await.err().unwrap();
    assert!(matches!(error, Error::Refused), "{error}");
}

#[tokio::test]
async fn an_application_that_the_desktop_does_not_know_is_told_what_is_missing() {
    let bus = Bus::start(OPEN);
    let _portal = serve(&bus, Answer::NotAllowed).await;
    let error = bind(&bus).await.err().unwrap();
    assert!(matches!(error, Error::NotInstalled { .. }), "{error}");
    assert!(error.to_string().contains("org.stet.Stet.desktop"), "{error}");
}

#[tokio::test]
async fn without_a_portal_or_its_interface_a_sentence_says_so() {
    let bus = Bus::start(OPEN);
    assert!(!Shortcuts::available(Some(&bus.address())).await);
    assert!(matches!(bind(&bus).await, Err(Error::NoPortal)));
    let _other = connection::Builder::address(bus.address().as_str())
        .unwrap()
        .serve_at(PATH, Registry(Heard::default()))
        .unwrap()
        .name(NAME)
        .unwrap()
        .build()
        .await
        .unwrap();
    assert!(!Shortcuts::available(Some(&bus.address())).await);
    assert!(matches!(bind(&bus).await, Err(Error::NoPortal)));
    let none = Shortcuts::bind(Some("unix:path=/nonexistent/bus"), APP, &wishes()).await;
    assert!(matches!(none, Err(Error::NoBus(_))));
    assert!(!Shortcuts::available(Some("unix:path=/nonexistent/bus")).await);
}

#[tokio::test]
async fn a_desktop_that_takes_the_keys_back_is_heard() {
    let bus = Bus::start(OPEN);
    let (server, heard) = serve(&bus, Answer::Keys(GIVEN.into())).await;
    let mut shortcuts = bind(&bus).await.unwrap();
    let (session, client) = {
        let asked = heard.0.lock().unwrap();
        (asked.session.clone().unwrap(), asked.client.clone())
    };
    let body = (Options::new(),);
    let told = server.emit_signal(Some(client.as_str()), session, "org.freedesktop.portal.Session", "Closed", &body);
    told.await.unwrap();
    assert_eq!(next(&mut shortcuts).await, Event::Closed);
}

#[tokio::test]
async fn keys_are_lost_with_the_portal_or_the_bus_and_can_be_had_again() {
    let mut bus = Bus::start(OPEN);
    let (server, _) = serve(&bus, Answer::Keys(GIVEN.into())).await;
    let mut shortcuts = bind(&bus).await.unwrap();
    server.release_name(NAME).await.unwrap();
    assert_eq!(next(&mut shortcuts).await, Event::Lost);
    server.request_name(NAME).await.unwrap();
    let mut shortcuts = bind(&bus).await.unwrap();
    bus.stop();
    assert_eq!(next(&mut shortcuts).await, Event::Lost);
    bus.again();
    let _portal = serve(&bus, Answer::Keys(GIVEN.into())).await;
    assert!(bind(&bus).await.is_ok());
}

#[tokio::test]
async fn a_portal_that_goes_while_the_user_thinks_is_not_waited_for() {
    let bus = Bus::start(OPEN);
    let (server, heard) = serve(&bus, Answer::Nothing).await;
    let leave = async {
        while heard.0.lock().unwrap().wishes.is_empty() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        server.release_name(NAME).await.unwrap();
    };
    let (bound, ()) = tokio::join!(bind(&bus), leave);
    assert!(matches!(bound, Err(Error::Failed(_))));
}

#[tokio::test]
async fn keys_are_given_back() {
    let bus = Bus::start(OPEN);
    let (_server, heard) = serve(&bus, Answer::Keys(GIVEN.into())).await;
    bind(&bus).await.unwrap().close().await;
    assert!(heard.0.lock().unwrap().closed);
    // Or with the connection, by which a portal knows that a session is over.
    let shortcuts = bind(&bus).await.unwrap();
    let client: String = heard.0.lock().unwrap().client.clone();
    let peers = fdo::DBusProxy::new(&bus.client().await).await.unwrap();
    let there = async || peers.name_has_owner(client.as_str().try_into().unwrap()).await.unwrap();
    assert!(there().await);
    drop(shortcuts);
    for _ in 0..100 {
        if !there().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the connection is still there");
}

/// The environment belongs to the whole process, so the facts are asked for in another one.
#[tokio::test]
async fn the_facts_tell_of_the_portal() {
    let bus = Bus::start(OPEN);
    let told = async |expected: &str| {
        let status = tokio::process::Command::from(Command::new(std::env::current_exe().unwrap()))
            .args(["--exact", expected, "--ignored", "--nocapture"])
            .env("DBUS_SESSION_BUS_ADDRESS", bus.address())
            .env("WAYLAND_DISPLAY", "none")
            .status();
        assert!(status.await.unwrap().success(), "{expected}");
    };
    told("no_keys").await;
    let _portal = serve(&bus, Answer::Cancelled).await;
    told("keys").await;
}

fn fact() -> State {
    facts().into_iter().find(|fact| fact.name == "global-shortcuts").unwrap().state
}

#[test]
#[ignore = "runs in the environment that the_facts_tell_of_the_portal makes"]
fn no_keys() {
    assert_eq!(fact(), State::Missing);
}

#[test]
#[ignore = "runs in the environment that the_facts_tell_of_the_portal makes"]
fn keys() {
    assert_eq!(fact(), State::Ok);
}
