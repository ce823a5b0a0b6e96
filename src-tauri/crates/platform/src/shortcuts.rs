//! Global keys where the desktop gives them out itself, by its portal (`org.freedesktop.portal.GlobalShortcuts`): the way
//! on Wayland, where no program may listen to the keyboard.
//!
//! [`Shortcuts::bind`] says which keys are wished for. The desktop asks its user and assigns what they agree to, which may
//! be other keys or none; [`Shortcuts::next`] then tells every press. A session of the portal's binds once, so other keys
//! need another one. Each has a connection of its own, and its keys end with it.

mod trigger;

use crate::bus;
use ashpd::desktop::global_shortcuts::{BindShortcutsOptions, GlobalShortcuts, NewShortcut, Shortcut};
use ashpd::desktop::{CreateSessionOptions, ResponseError, Session};
use ashpd::{AppID, PortalError};
use futures::StreamExt;
use futures::stream::{BoxStream, SelectAll, select_all};
use std::time::Duration;
use tokio::time::timeout;
pub use trigger::trigger;
use zbus::message::Type;
use zbus::{Connection, MatchRule, MessageStream, Proxy};

pub(crate) const PORTAL: &str = "org.freedesktop.portal.Desktop";
pub(crate) const PATH: &str = "/org/freedesktop/portal/desktop";
pub(crate) const INTERFACE: &str = "org.freedesktop.portal.GlobalShortcuts";
/// How long the portal may take to say what it offers: at the start of a session it is being started itself.
const ANSWER: Duration = Duration::from_secs(20);

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("There is no session bus here, so the desktop can't be asked for keys: {0}.")]
    NoBus(#[source] zbus::Error),
    #[error("This desktop gives applications no keys of their own. Bind one to `stet capture` in its settings.")]
    NoPortal,
    #[error(
        "The desktop gives keys to installed applications only, and finds no {app_id}.desktop. Install Stet's package, \
         or bind a key to `stet capture` in the desktop's settings."
    )]
    NotInstalled { app_id: String },
    #[error(
        "The keys were refused when the desktop asked about them. Pause and resume the hotkeys in the tray to be asked \
         again, or bind a key to `stet capture` in the desktop's settings."
    )]
    Refused,
    #[error("The desktop could not give Stet keys ({0}). Bind one to `stet capture` in its settings.")]
    Failed(String),
}

/// A key that is wished for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// What a press is told by.
    pub id: String,
    /// What it is for, in the user's language; the desktop shows it.
    pub description: String,
    /// In the portal's spelling, as [`trigger()`] writes it; without one the choice is left to the user.
    pub trigger: Option<String>,
}

/// A key as the desktop gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assigned {
    pub id: String,
    /// In the desktop's own words; `None` where it gave none.
    pub trigger: Option<String>,
}

/// What a desktop tells of keys it gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The key with this id was pressed.
    Pressed(String),
    /// The user gave some other keys.
    Changed(Vec<Assigned>),
    /// The desktop took the keys back.
    Closed,
    /// The portal or the bus went away, and the keys with it.
    Lost,
}

/// Keys that the desktop gave, until this is dropped.
pub struct Shortcuts {
    /// For every wish, in the order of the wishes.
    pub assigned: Vec<Assigned>,
    events: Events,
    session: Session<GlobalShortcuts>,
}

type Events = SelectAll<BoxStream<'static, Event>>;

impl Shortcuts {
    /// Whether the desktop gives keys, on the bus at `address` (the session's own when `None`).
    pub async fn available(address: Option<&str>) -> bool {
        match bus::connect(address).await {
            Ok(connection) => offered(&connection).await,
            Err(_) => false,
        }
    }

    /// Asks for keys in the name of the application `app_id`, and waits for as long as the user thinks about it.
    pub async fn bind(address: Option<&str>, app_id: &str, wishes: &[Wish]) -> Result<Shortcuts, Error> {
        let connection = bus::connect(address).await.map_err(Error::NoBus)?;
        if !offered(&connection).await {
            return Err(Error::NoPortal);
        }
        introduce(&connection, app_id).await;
        let of = |error| failed(error, app_id);
        let portal = GlobalShortcuts::with_connection(connection.clone()).await.map_err(of)?;
        // Before there are keys, so that no press of them is lost.
        let mut events = events(&portal, &connection).await.map_err(of)?;
        let binding = async {
            let session = portal.create_session(CreateSessionOptions::default()).await?;
            let wished: Vec<NewShortcut> = wishes
                .iter()
                .map(|wish| NewShortcut::new(&wish.id, &wish.description).preferred_trigger(wish.trigger.as_deref()))
                .collect();
            let asked = portal.bind_shortcuts(&session, &wished, None, BindShortcutsOptions::default()).await?;
            Ok((session, asked.response()?))
        };
        let (session, bound) = tokio::select! {
            bound = binding => bound.map_err(of)?,
            () = end(&mut events) => return Err(Error::Failed("its portal went away".into())),
        };
        let given = assigned(bound.shortcuts());
        let of_wish = |wish: &Wish| {
            let trigger = given.iter().find(|key| key.id == wish.id).and_then(|key| key.trigger.clone());
            Assigned { id: wish.id.clone(), trigger }
        };
        Ok(Shortcuts { assigned: wishes.iter().map(of_wish).collect(), events, session })
    }

    /// Waits for what comes next. After [`Event::Closed`] and [`Event::Lost`] there are no keys any more.
    pub async fn next(&mut self) -> Event {
        self.events.next().await.unwrap_or(Event::Lost)
    }

    /// Gives the keys back, and returns when the desktop has them: whoever asks for them next must not find them taken.
    pub async fn close(self) {
        if let Ok(Err(error)) = timeout(ANSWER, self.session.close()).await {
            tracing::debug!(%error, "the session with the portal was not closed; it ends with the connection");
        }
    }
}

/// Whether the portal has keys to give. One that is not running yet is started by this.
async fn offered(connection: &Connection) -> bool {
    let version = async {
        let portal = Proxy::new(connection, PORTAL, PATH, INTERFACE).await?;
        portal.get_property::<u32>("version").await
    };
    timeout(ANSWER, version).await.is_ok_and(|version| version.is_ok())
}

/// Tells the portal whose keys they are, so that it knows them again the next time. Older ones have no ear for it and
/// find out for themselves; a newer one that can't know the application says so when it is asked for keys.
async fn introduce(connection: &Connection, app_id: &str) {
    let introduced = match AppID::try_from(app_id) {
        Ok(app_id) => ashpd::register_host_app_with_connection(connection.clone(), app_id).await,
        Err(error) => Err(error),
    };
    if let Err(error) = introduced {
        tracing::debug!(%error, "the portal was not told whose keys they are");
    }
}

/// Everything that the portal tells on this connection, which has one session.
async fn events(portal: &GlobalShortcuts, connection: &Connection) -> Result<Events, ashpd::Error> {
    let pressed = portal.receive_activated().await?.map(|press| Event::Pressed(press.shortcut_id().to_owned()));
    let changed = portal.receive_shortcuts_changed().await?.map(|change| Event::Changed(assigned(change.shortcuts())));
    let closing = MatchRule::builder()
        .msg_type(Type::Signal)
        .sender(PORTAL)?
        .interface("org.freedesktop.portal.Session")?
        .member("Closed")?
        .build();
    let closed = MessageStream::for_match_rule(closing, connection, None).await?.map(|told| match told {
        Ok(_) => Event::Closed,
        Err(_) => Event::Lost,
    });
    let lost = portal.receive_owner_changed().await?.filter_map(async |owner| owner.is_none().then_some(Event::Lost));
    Ok(select_all([pressed.boxed(), changed.boxed(), closed.boxed(), lost.boxed()]))
}

/// Waits until there can be no keys any more.
async fn end(events: &mut Events) {
    while let Some(event) = events.next().await {
        if matches!(event, Event::Closed | Event::Lost) {
            break;
        }
    }
}

fn assigned(shortcuts: &[Shortcut]) -> Vec<Assigned> {
    let of = |key: &Shortcut| {
        let trigger = Some(key.trigger_description().trim().to_owned()).filter(|trigger| !trigger.is_empty());
        Assigned { id: key.id().to_owned(), trigger }
    };
    shortcuts.iter().map(of).collect()
}

fn failed(error: ashpd::Error, app_id: &str) -> Error {
    match error {
        ashpd::Error::Response(ResponseError::Cancelled) => Error::Refused,
        // Since 1.21 the portal gives nothing to whom it doesn't know.
        ashpd::Error::Portal(PortalError::NotAllowed(_)) => Error::NotInstalled { app_id: app_id.to_owned() },
        error => Error::Failed(error.to_string()),
    }
}
