//! The desktop's notifications, read along and sent (`org.freedesktop.Notifications` on the session bus).
//!
//! [`watch`] reads along as a monitor of the bus, on a connection of its own: it can't delay, change or answer what
//! applications send each other. It comes back when the bus does, and says so when the bus does not let it in.
//! [`Notifier`] sends a notification and hears which of its actions was chosen. What notifications say is never logged.

use crate::bus;
use futures::StreamExt;
use std::collections::{HashMap, VecDeque};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, timeout};
use zbus::message::{Flags, Type};
use zbus::zvariant::Value;
use zbus::{Connection, MatchRule, Message, MessageStream, fdo};

const NAME: &str = "org.freedesktop.Notifications";
/// Calls whose reply is awaited at most…
const AWAITED: usize = 1_000;
/// …and for how long.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long to wait before a lost bus is looked for again: at first, and at most.
const PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("There is no session bus here, so notifications can be neither read nor sent: {0}.")]
    NoBus(#[source] zbus::Error),
    #[error("The session bus does not let programs read notifications ({0}), so there is no digest of them.")]
    Refused(String),
    #[error("No program on this desktop shows notifications. Install a notification daemon, such as dunst or mako.")]
    NoDaemon,
    #[error("The notification could not be sent: {0}.")]
    Failed(#[source] zbus::Error),
}

/// A call of `Notify`, as it was made.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Notified {
    /// The number that the daemon gave it; `None` when it gave none in time.
    pub id: Option<u32>,
    pub app_name: String,
    pub replaces_id: u32,
    pub summary: String,
    pub body: String,
    /// The hint `urgency`: 0 low, 1 normal, 2 critical.
    pub urgency: Option<u8>,
    /// The hint `category`; empty without one.
    pub category: String,
}

/// Tells nothing of what it says, for this may end in a log.
impl std::fmt::Debug for Notified {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Notified").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What a monitor tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// From now on notifications are seen.
    Watching,
    Notified(Notified),
    /// A notification is gone; the number says why (1 expired, 2 dismissed, 3 withdrawn, 4 unknown).
    Closed {
        id: u32,
        reason: u32,
    },
    /// So many events were left out, because whoever hears them was too slow.
    Missed(u64),
    /// The bus went away; it is looked for again.
    Lost,
}

/// Watches the notifications of the bus at `address` (the session's own when `None`) until the receiver is dropped.
///
/// Never waits for the receiver: what finds no room in the channel is counted and told as [`Event::Missed`].
///
/// Errors: [`Error::NoBus`] when there is none at the start, [`Error::Refused`] at any time.
pub async fn watch(address: Option<String>, events: mpsc::Sender<Event>) -> Result<(), Error> {
    let mut out = Out { events, missed: 0 };
    let mut stream = become_monitor(address.as_deref()).await?;
    loop {
        out.tell(Event::Watching);
        let hearer = out.events.clone();
        tokio::select! {
            () = read(&mut stream, &mut out) => {}
            () = hearer.closed() => return Ok(()),
        }
        tracing::info!("the session bus went away; notifications are not seen until it is back");
        out.tell(Event::Lost);
        let mut pause = PAUSE;
        stream = loop {
            tokio::select! {
                () = sleep(pause) => {}
                () = out.events.closed() => return Ok(()),
            }
            match become_monitor(address.as_deref()).await {
                Ok(stream) => break stream,
                Err(Error::NoBus(_)) => pause = (pause * 2).min(LONGEST_PAUSE),
                Err(error) => return Err(error),
            }
        };
    }
}

async fn become_monitor(address: Option<&str>) -> Result<MessageStream, Error> {
    let connection = bus::connect(address).await.map_err(Error::NoBus)?;
    let rules = rules().map_err(Error::NoBus)?;
    // Before the bus makes this a monitor: nothing it sends from then on is lost.
    let stream = MessageStream::from(&connection);
    let monitoring = fdo::MonitoringProxy::new(&connection).await.map_err(Error::NoBus)?;
    match monitoring.become_monitor(&rules, 0).await {
        Ok(()) => Ok(stream),
        Err(fdo::Error::ZBus(error @ zbus::Error::InputOutput(_))) => Err(Error::NoBus(error)),
        Err(error) => Err(Error::Refused(error.to_string())),
    }
}

fn rules() -> zbus::Result<[MatchRule<'static>; 4]> {
    let rule = |kind| MatchRule::builder().msg_type(kind);
    Ok([
        rule(Type::MethodCall).interface(NAME)?.member("Notify")?.build(),
        rule(Type::MethodReturn).sender(NAME)?.build(),
        rule(Type::Error).sender(NAME)?.build(),
        rule(Type::Signal).interface(NAME)?.member("NotificationClosed")?.build(),
    ])
}

/// Whoever hears the events.
struct Out {
    events: mpsc::Sender<Event>,
    missed: u64,
}

impl Out {
    fn tell(&mut self, event: Event) {
        if self.missed > 0 && self.events.try_send(Event::Missed(self.missed)).is_ok() {
            self.missed = 0;
        }
        if self.missed > 0 || self.events.try_send(event).is_err() {
            self.missed += 1;
        }
    }
}

/// A call that has no reply yet.
struct Awaited {
    caller: String,
    serial: u32,
    since: Instant,
    notified: Notified,
}

/// Reads until the bus is gone.
async fn read(stream: &mut MessageStream, out: &mut Out) {
    let mut awaited: VecDeque<Awaited> = VecDeque::new();
    loop {
        let next = match awaited.front() {
            None => stream.next().await,
            Some(first) => match timeout(PATIENCE.saturating_sub(first.since.elapsed()), stream.next()).await {
                Ok(next) => next,
                Err(_) => {
                    out.tell(Event::Notified(awaited.pop_front().map(|call| call.notified).unwrap_or_default()));
                    continue;
                }
            },
        };
        let Some(Ok(message)) = next else { break };
        take(&message, &mut awaited, out);
        while awaited.len() > AWAITED {
            out.tell(Event::Notified(awaited.pop_front().map(|call| call.notified).unwrap_or_default()));
        }
    }
    for call in awaited {
        out.tell(Event::Notified(call.notified));
    }
}

fn take(message: &Message, awaited: &mut VecDeque<Awaited>, out: &mut Out) {
    let header = message.header();
    match message.message_type() {
        Type::MethodCall if header.member().is_some_and(|member| member == "Notify") => {
            let Some(notified) = notified(message) else { return };
            if message.primary_header().flags().contains(Flags::NoReplyExpected) {
                out.tell(Event::Notified(notified));
                return;
            }
            let caller = header.sender().map(ToString::to_string).unwrap_or_default();
            let serial = message.primary_header().serial_num().get();
            awaited.push_back(Awaited { caller, serial, since: Instant::now(), notified });
        }
        kind @ (Type::MethodReturn | Type::Error) => {
            let (Some(serial), Some(caller)) = (header.reply_serial(), header.destination()) else { return };
            let is_reply = |call: &Awaited| call.serial == serial.get() && call.caller == caller.as_str();
            let Some(mut call) = awaited.iter().position(is_reply).and_then(|at| awaited.remove(at)) else { return };
            // What the daemon refused was never shown.
            if kind == Type::MethodReturn {
                call.notified.id = message.body().deserialize::<u32>().ok();
                out.tell(Event::Notified(call.notified));
            }
        }
        Type::Signal => {
            if let Ok((id, reason)) = message.body().deserialize::<(u32, u32)>() {
                out.tell(Event::Closed { id, reason });
            }
        }
        _ => {}
    }
}

/// The arguments of a call, or nothing when they are not those of `Notify`.
fn notified(message: &Message) -> Option<Notified> {
    type Arguments<'m> = (&'m str, u32, &'m str, &'m str, &'m str, Vec<&'m str>, HashMap<&'m str, Value<'m>>, i32);
    let body = message.body();
    let (app_name, replaces_id, _, summary, text, _, hints, _) = body.deserialize::<Arguments>().ok()?;
    let urgency = match hints.get("urgency") {
        Some(Value::U8(urgency)) => Some(*urgency),
        // Some senders get the type wrong.
        Some(Value::I32(urgency)) => u8::try_from(*urgency).ok(),
        Some(Value::U32(urgency)) => u8::try_from(*urgency).ok(),
        _ => None,
    };
    let category = match hints.get("category") {
        Some(Value::Str(category)) => category.to_string(),
        _ => String::new(),
    };
    Some(Notified {
        id: None,
        app_name: app_name.to_owned(),
        replaces_id,
        summary: summary.to_owned(),
        body: text.to_owned(),
        urgency,
        category,
    })
}

#[zbus::proxy(
    interface = "org.freedesktop.Notifications",
    default_service = "org.freedesktop.Notifications",
    default_path = "/org/freedesktop/Notifications",
    gen_blocking = false
)]
trait Notifications {
    #[allow(clippy::too_many_arguments, reason = "the arguments are those of the specification")]
    fn notify(
        &self,
        app_name: &str,
        replaces_id: u32,
        app_icon: &str,
        summary: &str,
        body: &str,
        actions: &[&str],
        hints: HashMap<&str, Value<'_>>,
        expire_timeout: i32,
    ) -> zbus::Result<u32>;
    fn get_capabilities(&self) -> zbus::Result<Vec<String>>;
    #[zbus(signal)]
    fn action_invoked(&self, id: u32, action_key: &str) -> zbus::Result<()>;
    #[zbus(signal)]
    fn notification_closed(&self, id: u32, reason: u32) -> zbus::Result<()>;
}

/// A notification to be sent. Its text is shown as it is: markup in it is text.
#[derive(Debug, Clone, Copy)]
pub struct Notice<'a> {
    pub app_name: &'a str,
    pub app_icon: &'a str,
    pub summary: &'a str,
    pub body: &'a str,
    /// Key and label of each action ("copy", "Copy"); left out where the desktop shows none.
    pub actions: &'a [(&'a str, &'a str)],
}

/// How a notification ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The user chose the action with this key.
    Action(String),
    /// It went away, for a reason as in [`Event::Closed`].
    Closed(u32),
    /// The bus or the daemon went away.
    Lost,
}

/// Sends notifications.
pub struct Notifier {
    proxy: NotificationsProxy<'static>,
    connection: Connection,
}

/// A notification that was sent.
pub struct Sent {
    pub id: u32,
    /// The desktop shows the actions.
    pub has_actions: bool,
    actions: ActionInvokedStream,
    closings: NotificationClosedStream,
}

impl Notifier {
    /// On the bus at `address`, the session's own when `None`. Errors: [`Error::NoBus`].
    pub async fn connect(address: Option<String>) -> Result<Notifier, Error> {
        let connection = bus::connect(address.as_deref()).await.map_err(Error::NoBus)?;
        let proxy = NotificationsProxy::builder(&connection)
            .cache_properties(zbus::proxy::CacheProperties::No)
            .build()
            .await
            .map_err(Error::NoBus)?;
        Ok(Notifier { proxy, connection })
    }

    /// What the desktop's notifications can do ("actions", "body-markup", …).
    ///
    /// Errors: [`Error::NoDaemon`], [`Error::Failed`].
    pub async fn capabilities(&self) -> Result<Vec<String>, Error> {
        self.proxy.get_capabilities().await.map_err(failed)
    }

    /// Shows a notification. Errors: [`Error::NoDaemon`], [`Error::Failed`].
    pub async fn send(&self, notice: &Notice<'_>) -> Result<Sent, Error> {
        let capabilities = self.capabilities().await?;
        let can = |what: &str| capabilities.iter().any(|known| known == what);
        let body = if can("body-markup") { escaped(notice.body) } else { notice.body.to_owned() };
        let has_actions = can("actions") && !notice.actions.is_empty();
        let actions: Vec<&str> = match has_actions {
            true => notice.actions.iter().flat_map(|(key, label)| [*key, *label]).collect(),
            false => Vec::new(),
        };
        // Before it is shown: an action chosen at once is heard too.
        let chosen = self.proxy.receive_action_invoked().await.map_err(failed)?;
        let closings = self.proxy.receive_notification_closed().await.map_err(failed)?;
        let id = self
            .proxy
            .notify(notice.app_name, 0, notice.app_icon, notice.summary, &body, &actions, HashMap::new(), -1)
            .await
            .map_err(failed)?;
        Ok(Sent { id, has_actions, actions: chosen, closings })
    }

    /// The name of this sender on the bus, by which a monitor can tell its own notifications from others'.
    pub fn unique_name(&self) -> Option<String> {
        self.connection.unique_name().map(ToString::to_string)
    }
}

impl Sent {
    /// Waits until the user chose an action or the notification is gone.
    pub async fn outcome(mut self) -> Outcome {
        loop {
            tokio::select! {
                biased;
                chosen = self.actions.next() => {
                    let Some(chosen) = chosen else { return Outcome::Lost };
                    if let Ok(arguments) = chosen.args() && arguments.id == self.id {
                        return Outcome::Action(arguments.action_key.to_owned());
                    }
                }
                closed = self.closings.next() => {
                    let Some(closed) = closed else { return Outcome::Lost };
                    if let Ok(arguments) = closed.args() && arguments.id == self.id {
                        return Outcome::Closed(arguments.reason);
                    }
                }
            }
        }
    }
}

fn failed(error: zbus::Error) -> Error {
    let missing = |name: &str| name.ends_with(".ServiceUnknown") || name.ends_with(".NameHasNoOwner");
    match &error {
        zbus::Error::MethodError(name, ..) if missing(name.as_str()) => Error::NoDaemon,
        zbus::Error::FDO(inner) if matches!(**inner, fdo::Error::ServiceUnknown(_) | fdo::Error::NameHasNoOwner(_)) => {
            Error::NoDaemon
        }
        _ => Error::Failed(error),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
