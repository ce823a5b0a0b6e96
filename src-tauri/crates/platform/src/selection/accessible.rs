//! The selection as applications tell it to assistive technology (AT-SPI): for desktops that show it to nobody else.
//!
//! The accessibility bus is asked where it runs; nothing is turned on by that. From the window in front downwards the text
//! with the focus is looked for, in bounded time. An excluded application is left alone as soon as it is known, and a
//! password is never read. Reading changes nothing; replacing inserts the new text behind the old one, and takes the old
//! one away when the new one is really there.

use super::{Capture, Failure, MOST_TEXT, Origin, Place, Source, is_masked};
use crate::bus;
use crate::rules::{Manner, Rules};
use atspi::proxy::accessible::AccessibleProxy;
use atspi::proxy::bus::BusProxy;
use atspi::proxy::editable_text::EditableTextProxy;
use atspi::proxy::text::TextProxy;
use atspi::{Interface, ObjectRefOwned, Role, State};
use futures::{StreamExt, stream};
use std::time::Duration;
use tokio::time::timeout;
use zbus::proxy::{Builder, CacheProperties, Defaults};
use zbus::{Connection, fdo::DBusProxy};

/// How long finding and reading may take: the user waits for the popup.
const READ: Duration = Duration::from_millis(300);
/// How long an application may take to change its text.
const WRITE: Duration = Duration::from_secs(1);
/// Objects of a window that are looked at, and how many at once.
const MOST_OBJECTS: usize = 2_000;
const AT_ONCE: usize = 32;
/// Stands in a text for what is none: a picture, a table.
const OBJECT: char = '\u{fffc}';

/// Where a text was read: by this it can be replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    object: ObjectRefOwned,
    /// In characters, as the application counts.
    range: (i32, i32),
    text: String,
}

impl Spot {
    /// Whether this is where that text was.
    pub fn is_of(&self, capture: &Capture) -> bool {
        capture.origin == Origin::Selection && capture.text == self.text
    }
}

/// The text with the focus, and whose it is.
struct Focus {
    object: ObjectRefOwned,
    source: Source,
}

/// Whether the accessibility bus runs.
pub fn is_on() -> bool {
    wait(READ, connect).flatten().is_some()
}

/// The selected text of the window in front; nothing if its application tells of no text with the focus.
pub fn capture(rules: &Rules) -> Result<Option<(Capture, Spot)>, Failure> {
    let found = wait(READ, async || {
        let Some(bus) = connect().await else { return Ok(None) };
        let Some(focus) = focus(&bus, rules).await? else { return Ok(None) };
        let text: TextProxy = proxy(&bus, &focus.object).await?;
        if text.get_n_selections().await? < 1 {
            return Err(Failure::NothingSelected);
        }
        let (from, to) = text.get_selection(0).await?;
        let spot = read(&text, focus.object.clone(), (from.min(to), from.max(to))).await?;
        Ok(Some((captured(focus.source, &spot)?, spot)))
    });
    found.unwrap_or(Ok(None))
}

/// Finds a text that was put into that application: it is selected there, or the cursor is at its end.
pub fn reselect(source: &Source, rules: &Rules, text: &str) -> Result<(Capture, Spot), Failure> {
    let moved = || Failure::Moved { app: source.name().into() };
    let length = length(text);
    let found = wait(READ, async || {
        let bus = connect().await.ok_or_else(moved)?;
        let focus = focus(&bus, rules).await?.filter(|focus| focus.source.pid == source.pid).ok_or_else(moved)?;
        let there: TextProxy = proxy(&bus, &focus.object).await?;
        let caret = there.caret_offset().await?;
        let mut places = vec![(caret - length, caret)];
        if there.get_n_selections().await? > 0 {
            let (from, to) = there.get_selection(0).await?;
            places.push((from.min(to), from.max(to)));
        }
        for range in places.into_iter().filter(|(from, to)| *from >= 0 && to - from == length) {
            if there.get_text(range.0, range.1).await? == text {
                let spot = Spot { object: focus.object.clone(), range, text: text.to_owned() };
                return Ok((captured(focus.source, &spot)?, spot));
            }
        }
        Err(moved())
    });
    found.unwrap_or_else(|| Err(moved()))
}

/// Puts a text in the place of what is at that spot. False, and nothing is changed, where the application does not let
/// its text be edited in this way.
pub fn replace(spot: &Spot, app: &str, text: &str) -> Result<bool, Failure> {
    let (from, to) = spot.range;
    let length = length(text);
    let replaced = wait(WRITE, async || {
        let Some(bus) = connect().await else { return Ok(false) };
        let object: AccessibleProxy = proxy(&bus, &spot.object).await?;
        if !object.get_interfaces().await?.contains(Interface::EditableText) {
            return Ok(false);
        }
        let there: TextProxy = proxy(&bus, &spot.object).await?;
        let editable: EditableTextProxy = proxy(&bus, &spot.object).await?;
        if there.get_text(from, to).await? != spot.text {
            return Err(Failure::SourceChanged { app: app.into() });
        }
        let before = there.character_count().await?;
        // Toolkits disagree on what the length counts. Bytes are GTK's; what another made of it is seen right away.
        editable.insert_text(to, text, i32::try_from(text.len()).unwrap_or(i32::MAX)).await?;
        let inserted = there.character_count().await? - before;
        if inserted != length || there.get_text(to, to + length).await? != text {
            if inserted > 0 {
                editable.delete_text(to, to + inserted).await?;
            }
            return Ok(false);
        }
        editable.delete_text(from, to).await?;
        if there.get_text(from, from + length).await? != text {
            return Err(Failure::NotPasted { app: app.into() });
        }
        // As after pasting: from there it can be found again.
        there.set_caret_offset(from + length).await?;
        Ok(true)
    });
    replaced.unwrap_or_else(|| Err(Failure::NoAnswer { app: app.into() }))
}

/// Runs to its end, or to the end of the time. On a thread of its own: the caller's may belong to a runtime already.
fn wait<T: Send>(time: Duration, work: impl AsyncFnOnce() -> T + Send) -> Option<T> {
    let run = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
        runtime.block_on(async { timeout(time, work()).await.ok() })
    };
    std::thread::scope(|scope| scope.spawn(run).join().ok().flatten())
}

/// To the accessibility bus, if it runs: to ask for its address would start it.
async fn connect() -> Option<Connection> {
    let session = bus::connect(None).await.ok()?;
    let name = "org.a11y.Bus".try_into().ok()?;
    if !DBusProxy::new(&session).await.ok()?.name_has_owner(name).await.ok()? {
        return None;
    }
    let address = BusProxy::new(&session).await.ok()?.get_address().await.ok()?;
    bus::connect(Some(&address)).await.ok()
}

async fn proxy<'a, P>(bus: &Connection, object: &'a ObjectRefOwned) -> zbus::Result<P>
where
    P: Defaults + From<zbus::Proxy<'a>>,
{
    let name = object.name().ok_or(zbus::Error::InterfaceNotFound)?;
    Builder::new(bus)
        .destination(name.clone())?
        .path(object.path())?
        .cache_properties(CacheProperties::No)
        .build()
        .await
}

/// The text with the focus in the window in front.
async fn focus(bus: &Connection, rules: &Rules) -> Result<Option<Focus>, Failure> {
    let registry = AccessibleProxy::builder(bus)
        .destination("org.a11y.atspi.Registry")?
        .cache_properties(CacheProperties::No)
        .build()
        .await?;
    let applications = registry.get_children().await?;
    // One that hangs must not keep the others from answering.
    let mut fronts = stream::iter(applications)
        .map(async |application| Some((front(bus, &application).await?, application)))
        .buffer_unordered(AT_ONCE);
    while let Some(found) = fronts.next().await {
        let Some((window, application)) = found else { continue };
        let source = source(bus, &application, &window).await?;
        if rules.manner(&[&source.class.0, &source.class.1]) == Manner::Excluded {
            return Err(Failure::Excluded { app: source.name().into() });
        }
        let Some(object) = focused(bus, window).await else { continue };
        let there: AccessibleProxy = proxy(bus, &object).await?;
        if there.get_role().await? == Role::PasswordText {
            return Err(Failure::Password);
        }
        if there.get_interfaces().await?.contains(Interface::Text) {
            return Ok(Some(Focus { object, source }));
        }
    }
    Ok(None)
}

/// The window of an application that is in front, if it has one.
async fn front(bus: &Connection, application: &ObjectRefOwned) -> Option<ObjectRefOwned> {
    let windows = children(bus, application).await;
    windows.into_iter().find(|(_, state)| state.contains(State::Active)).map(|(window, _)| window)
}

/// The object with the focus below a window, level by level.
async fn focused(bus: &Connection, window: ObjectRefOwned) -> Option<ObjectRefOwned> {
    let mut level = vec![window];
    let mut seen = 0;
    while !level.is_empty() && seen < MOST_OBJECTS {
        let below: Vec<_> = stream::iter(&level).map(|object| children(bus, object)).buffered(AT_ONCE).collect().await;
        let below: Vec<_> = below.into_iter().flatten().collect();
        seen += below.len();
        if let Some((object, _)) = below.iter().find(|(_, state)| state.contains(State::Focused)) {
            return Some(object.clone());
        }
        level =
            below.into_iter().filter(|(_, state)| state.contains(State::Showing)).map(|(object, _)| object).collect();
    }
    None
}

/// What is right below an object, with its state. An object that went away meanwhile has nothing below it.
async fn children(bus: &Connection, object: &ObjectRefOwned) -> Vec<(ObjectRefOwned, atspi::StateSet)> {
    let Ok(there) = proxy::<AccessibleProxy>(bus, object).await else { return Vec::new() };
    let below = there.get_children().await.unwrap_or_default();
    let stated = stream::iter(below.into_iter().filter(|object| !object.is_null())).map(async |object| {
        let state = proxy::<AccessibleProxy>(bus, &object).await.ok()?.get_state().await.ok()?;
        Some((object, state))
    });
    stated.buffered(AT_ONCE).filter_map(async |stated| stated).collect().await
}

/// Whose window it is, as the bus knows it and as the application calls itself.
async fn source(bus: &Connection, application: &ObjectRefOwned, window: &ObjectRefOwned) -> Result<Source, Failure> {
    let name = proxy::<AccessibleProxy>(bus, application).await?.name().await.unwrap_or_default();
    let title = proxy::<AccessibleProxy>(bus, window).await?.name().await.unwrap_or_default();
    let pid = match application.name() {
        Some(peer) => DBusProxy::new(bus).await?.get_connection_unix_process_id(peer.clone().into()).await.ok(),
        None => None,
    };
    let program = pid.and_then(|pid| std::fs::read_link(format!("/proc/{pid}/exe")).ok());
    let program = program.as_deref().and_then(|path| path.file_name()?.to_str()).unwrap_or_default().to_owned();
    Ok(Source { window: 0, class: (program, name), title, pid })
}

async fn read(there: &TextProxy<'_>, object: ObjectRefOwned, range: (i32, i32)) -> Result<Spot, Failure> {
    match range.1 - range.0 {
        ..=0 => return Err(Failure::NothingSelected),
        length if length as usize > MOST_TEXT => return Err(Failure::TooLarge),
        _ => {}
    }
    let text = there.get_text(range.0, range.1).await?;
    Ok(Spot { object, range, text })
}

fn captured(source: Source, spot: &Spot) -> Result<Capture, Failure> {
    if spot.text.is_empty() {
        return Err(Failure::NothingSelected);
    } else if spot.text.contains(OBJECT) {
        return Err(Failure::NotUnderstood);
    } else if is_masked(&spot.text) {
        return Err(Failure::Password);
    }
    Ok(Capture { text: spot.text.clone(), source, origin: Origin::Selection, place: Place::default() })
}

fn length(text: &str) -> i32 {
    i32::try_from(text.chars().count()).unwrap_or(i32::MAX)
}

impl From<zbus::Error> for Failure {
    fn from(error: zbus::Error) -> Self {
        Failure::Display(error.to_string())
    }
}
