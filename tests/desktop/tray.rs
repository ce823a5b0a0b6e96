//! The tray, as a desktop sees it: a host for status items and a daemon for notifications, on the session's bus.

use crate::common::Stet;
use crate::keyboard::{App, runs};
use crate::person::{RUN, SOON};
use crate::window::until;
use std::collections::HashMap;
use std::process::Command;
use std::sync::{Arc, Mutex};
use zbus::message::Header;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};
use zbus::{Connection, connection, interface, proxy};

/// What the items of the tray, and notifications, come to.
#[derive(Clone, Default)]
pub struct Seen {
    /// Bus name and path of each item.
    items: Arc<Mutex<Vec<(String, String)>>>,
    notifications: Arc<Mutex<Vec<Shown>>>,
}

/// A notification's title, text and actions.
type Shown = (String, String, Vec<String>);

struct Watcher(Seen);

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, service: &str, #[zbus(header)] header: Header<'_>) {
        // By an object's path, or by a name on the bus.
        let sender = header.sender().map(ToString::to_string).unwrap_or_default();
        let item = match service.strip_prefix('/') {
            Some(_) => (sender, service.to_owned()),
            None => (service.to_owned(), "/StatusNotifierItem".to_owned()),
        };
        self.0.items.lock().unwrap().push(item);
    }

    fn register_status_notifier_host(&self, _service: &str) {}

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        self.0.items.lock().unwrap().iter().map(|(name, path)| format!("{name}{path}")).collect()
    }
}

pub struct Daemon(pub Seen);

#[interface(name = "org.freedesktop.Notifications")]
impl Daemon {
    #[allow(clippy::too_many_arguments, reason = "the protocol's")]
    fn notify(
        &self,
        _app_name: &str,
        _replaces_id: u32,
        _app_icon: &str,
        summary: String,
        body: String,
        actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _expire_timeout: i32,
    ) -> u32 {
        let mut seen = self.0.notifications.lock().unwrap();
        seen.push((summary, body, actions));
        seen.len() as u32
    }

    fn get_capabilities(&self) -> Vec<String> {
        vec!["actions".into(), "body".into()]
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        ("test".into(), "test".into(), "1".into(), "1.2".into())
    }

    fn close_notification(&self, _id: u32) {}
}

#[proxy(interface = "org.kde.StatusNotifierItem", gen_blocking = false)]
trait Item {
    #[zbus(property)]
    fn menu(&self) -> zbus::Result<OwnedObjectPath>;
}

/// A menu entry: its number, its properties, its own entries.
type Layout = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

#[proxy(interface = "com.canonical.dbusmenu", gen_blocking = false)]
trait Menu {
    fn get_layout(&self, parent: i32, depth: i32, names: &[&str]) -> zbus::Result<(u32, Layout)>;
    fn event(&self, id: i32, event: &str, data: &Value<'_>, time: u32) -> zbus::Result<()>;
}

/// Every entry of a menu with a label, those of its submenus too.
fn entries(layout: &Layout) -> Vec<(i32, String)> {
    let label = layout.1.get("label").and_then(|label| <&str>::try_from(label).ok());
    let mut found: Vec<_> = label.map(|label| (layout.0, label.replace('_', ""))).into_iter().collect();
    for child in &layout.2 {
        if let Ok(child) = Layout::try_from(child.clone()) {
            found.extend(entries(&child));
        }
    }
    found
}

async fn menu(bus: &Connection, seen: &Seen) -> Option<MenuProxy<'static>> {
    let (name, path) = seen.items.lock().unwrap().first()?.clone();
    let item = ItemProxy::builder(bus).destination(name.clone()).ok()?.path(path).ok()?.build().await.ok()?;
    let path = item.menu().await.ok()?;
    MenuProxy::builder(bus).destination(name).ok()?.path(path).ok()?.build().await.ok()
}

async fn labels(menu: &MenuProxy<'_>) -> Vec<(i32, String)> {
    menu.get_layout(0, -1, &[]).await.map(|(_, layout)| entries(&layout)).unwrap_or_default()
}

/// A desktop with a tray and notifications, for as long as this lives.
async fn host(seen: &Seen) -> Connection {
    connection::Builder::session()
        .unwrap()
        .serve_at("/StatusNotifierWatcher", Watcher(seen.clone()))
        .unwrap()
        .serve_at("/org/freedesktop/Notifications", Daemon(seen.clone()))
        .unwrap()
        .name("org.kde.StatusNotifierWatcher")
        .unwrap()
        .name("org.freedesktop.Notifications")
        .unwrap()
        .build()
        .await
        .expect("a session bus; ./dev test starts one")
}

/// The app without its main window, in English, with the smallest model.
fn hidden(stet: &Stet) -> App {
    assert!(stet.run(&["settings", "set", "model", "tiny"], b"").status.success());
    assert!(stet.run(&["settings", "set", "language", "en"], b"").status.success());
    let mut command = Command::new(env!("CARGO_BIN_EXE_stet"));
    command.args(["open", "--hidden"]).env("STET_HOME", stet.home()).env("STET_MODELS", stet.models());
    App::start(command)
}

#[tokio::test]
async fn the_tray_summarizes_the_clipboard_and_keeps_the_summary() {
    let seen = Seen::default();
    let host = host(&seen).await;
    let stet = Stet::with_models();
    let app = hidden(&stet);
    until("the tray has an item", SOON, async || menu(&host, &seen).await.is_some()).await;
    let menu = menu(&host, &seen).await.unwrap();
    let has = async |label: &str| labels(&menu).await.into_iter().find(|(_, text)| text == label);
    until("the menu is there", SOON, async || has("Summarize clipboard").await.is_some()).await;
    assert!(has("Everything stays on this machine").await.is_some(), "{:?}", labels(&menu).await);
    for label in ["Ready · tiny", "Summarize selection", "Proofread clipboard", "Revert last replacement", "Quit"] {
        assert!(has(label).await.is_some(), "{label}: {:?}", labels(&menu).await);
    }

    let text = "The library will be closed from Monday to Friday while the roof is being mended. Books can be returned \
                at the town hall. The reading group meets in the school on Thursday at six.";
    let mut clipboard = arboard::Clipboard::new().unwrap();
    clipboard.set_text(text).unwrap();
    let click = async |label: &str| {
        let (id, _) = has(label).await.unwrap_or_else(|| panic!("{label} is not in the menu"));
        menu.event(id, "clicked", &Value::from(0), 0).await.unwrap();
    };
    click("Summarize clipboard").await;
    until("a notification arrives", RUN, async || !seen.notifications.lock().unwrap().is_empty()).await;
    let (summary, body, actions) = seen.notifications.lock().unwrap()[0].clone();
    let run = runs(&stet).remove(0);
    assert_eq!(
        (run["tool"].as_str(), run["input"].as_str().map(|input| input.starts_with("The library"))),
        (Some("summarize"), Some(true)),
        "{run}"
    );
    // What the smallest model writes may be rejected; then the notification says so, and there is nothing to keep.
    if run["outcome"] == "done" {
        assert_eq!(summary, "Summary");
        assert!(actions.contains(&"copy".to_owned()), "{actions:?}");
        let begins = body.split_whitespace().take(3).collect::<Vec<_>>().join(" ");
        let kept = async || labels(&menu).await.iter().any(|(_, label)| label.starts_with(&begins));
        until("the summary is in the menu", SOON, kept).await;
        clipboard.set_text("something else").unwrap();
        click("Copy").await;
        until("the summary is copied", SOON, async || {
            arboard::Clipboard::new().unwrap().get_text().is_ok_and(|text| text == body)
        })
        .await;
    } else {
        assert_eq!(summary, "No summary");
        assert!(!body.is_empty());
    }

    click("Quit").await;
    let (status, said) = app.end().await;
    assert!(status.success() && !said.contains("panicked"), "{status}: {said}");
}

fn mail(from: &str, day: u32, subject: &str, more: &str, body: &str) -> String {
    format!(
        "From: {from} <{from}@example.com>\nTo: all@example.com\nDate: {day} May 2026 10:31:00 +0000\n\
         Message-ID: <{day}@example.com>\nSubject: {subject}\n{more}\n{body}\n"
    )
}

#[tokio::test]
async fn the_tray_shows_new_mail_and_summarizes_the_thread_that_is_chosen() {
    let seen = Seen::default();
    let host = host(&seen).await;
    let stet = Stet::with_models();
    let folder = stet.home().join("Mail");
    for part in ["cur", "new", "tmp"] {
        std::fs::create_dir_all(folder.join(part)).unwrap();
    }
    let put = |name: &str, mail: String| std::fs::write(folder.join(name), mail).unwrap();
    let asks = "The library will be closed from Monday to Friday while the roof is being mended. Can the reading group \
                meet somewhere else on Thursday?";
    let answers = "It can meet in the school on Thursday at six. I have asked for the key, and will bring the books that \
                   were ordered for the group.";
    put("cur/1001.a:2,S", mail("Anna", 2, "Reading group", "", asks));
    put("new/1002.a", mail("Ben", 3, "Re: Reading group", "In-Reply-To: <2@example.com>\n", answers));
    assert!(stet.run(&["settings", "set", "mail.folder", folder.to_str().unwrap()], b"").status.success());
    let app = hidden(&stet);
    until("the tray has an item", SOON, async || menu(&host, &seen).await.is_some()).await;
    let menu = menu(&host, &seen).await.unwrap();
    let has = async |label: &str| labels(&menu).await.into_iter().find(|(_, text)| text == label);
    let click = async |label: &str| {
        let (id, _) = has(label).await.unwrap_or_else(|| panic!("{label} is not in the menu"));
        menu.event(id, "clicked", &Value::from(0), 0).await.unwrap();
    };
    let thread = "Reading group (2) · Ben, Anna";
    until("the thread is in the menu", SOON, async || has(thread).await.is_some()).await;
    assert!(has("Mail").await.is_some());
    assert!(runs(&stet).is_empty(), "mail that nobody asked about was summarized");

    click(thread).await;
    let told = |count: usize| seen.notifications.lock().unwrap().len() >= count;
    until("a notification arrives", RUN, async || told(1)).await;
    let (title, body, _) = seen.notifications.lock().unwrap()[0].clone();
    let run = runs(&stet).remove(0);
    assert!(run["input"].as_str().unwrap().starts_with("From: Ben"), "{run}");
    // What the smallest model writes may be rejected; then the notification says so.
    if run["outcome"] == "done" {
        assert_eq!(title, "Summary · Reading group");
        let begins = format!("    {}", body.split_whitespace().take(3).collect::<Vec<_>>().join(" "));
        let kept = async || labels(&menu).await.iter().any(|(_, label)| label.starts_with(&begins));
        until("the summary is under the thread", SOON, kept).await;
        click(thread).await;
        until("it is told again", SOON, async || told(2)).await;
        assert_eq!(runs(&stet).len(), 1, "it was made again");
    } else {
        assert_eq!(title, "No summary");
    }

    put("new/1003.a", mail("Cleo", 4, "Roof", "", "The roof is mended."));
    until("new mail is in the menu", SOON, async || has("Roof · Cleo").await.is_some()).await;
    assert!(folder.join("new/1002.a").exists() && folder.join("new/1003.a").exists(), "mail was moved");
    std::fs::rename(&folder, stet.home().join("elsewhere")).unwrap();
    let missed = async || labels(&menu).await.iter().any(|(_, label)| label.ends_with("there is no such file."));
    until("the menu says that the folder is gone", SOON, missed).await;

    click("Quit").await;
    let (status, said) = app.end().await;
    assert!(status.success() && !said.contains("panicked"), "{status}: {said}");
}
