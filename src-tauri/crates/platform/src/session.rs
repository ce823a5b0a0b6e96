//! Facts about the desktop: what it gives, and what to do about what it doesn't.
//!
//! Nothing is changed or started by looking.

use std::env;
use std::fmt;

/// What runs the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    X11,
    Wayland,
    /// No graphical session, or one of another system.
    None,
}

impl Kind {
    /// As the environment of this process tells. In a Wayland session DISPLAY is set as well, for older programs.
    pub fn of_environment() -> Kind {
        let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
        match (cfg!(all(unix, not(target_os = "macos"))), set("WAYLAND_DISPLAY"), set("DISPLAY")) {
            (true, true, _) => Kind::Wayland,
            (true, false, true) => Kind::X11,
            _ => Kind::None,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::X11 => "X11",
            Kind::Wayland => "Wayland",
            Kind::None => "none",
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Ok,
    Missing,
}

/// One thing that the desktop gives or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// A stable name: `session`, `desktop`, `window-manager`, `selection`, `paste`, `tray`, `notifications`,
    /// `global-shortcuts`.
    pub name: &'static str,
    pub state: State,
    /// What was found, in words.
    pub detail: String,
    /// What to do, where something is missing and something can be done.
    pub advice: Option<String>,
}

impl Fact {
    fn ok(name: &'static str, detail: impl Into<String>) -> Fact {
        Fact { name, state: State::Ok, detail: detail.into(), advice: None }
    }

    fn missing(name: &'static str, detail: impl Into<String>, advice: &str) -> Fact {
        Fact { name, state: State::Missing, detail: detail.into(), advice: Some(advice.into()) }
    }
}

/// All facts, always in the same order.
pub fn facts() -> Vec<Fact> {
    let kind = Kind::of_environment();
    let mut facts = vec![session(kind), desktop()];
    #[cfg(all(unix, not(target_os = "macos")))]
    facts.extend(linux::facts(kind));
    #[cfg(not(all(unix, not(target_os = "macos"))))]
    if let Err(reason) = crate::selection() {
        facts.push(Fact::missing("selection", reason.0, "Copy the text and paste it into Stet."));
    }
    facts
}

fn session(kind: Kind) -> Fact {
    match kind {
        Kind::None => Fact::missing(
            "session",
            "no graphical session",
            "Start Stet in a desktop session, or use it on files from the terminal.",
        ),
        kind => Fact::ok("session", kind.to_string()),
    }
}

fn desktop() -> Fact {
    let named = ["XDG_CURRENT_DESKTOP", "XDG_SESSION_DESKTOP", "DESKTOP_SESSION"];
    let name = named.iter().filter_map(|name| env::var(name).ok()).find(|name| !name.is_empty());
    match name {
        Some(name) => Fact::ok("desktop", name),
        None => Fact::ok("desktop", "not named by the environment"),
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
mod linux {
    use super::{Fact, Kind};
    use crate::selection::wayland::{Reach, Wayland};
    use crate::selection::x11::X11;
    use crate::shortcuts;
    use std::time::Duration;
    use zbus::blocking::{Connection, Proxy, connection::Builder, fdo::DBusProxy};

    /// A service that hangs must not hang who asks about it.
    const ANSWER: Duration = Duration::from_secs(2);
    const WATCHER: &str = "org.kde.StatusNotifierWatcher";
    const NOTIFICATIONS: &str = "org.freedesktop.Notifications";

    pub fn facts(kind: Kind) -> Vec<Fact> {
        let mut facts = vec![window_manager(kind), selection(kind), paste(kind)];
        match bus() {
            Ok(bus) => facts.extend([tray(&bus), notifications(&bus), shortcuts(kind, &bus)]),
            Err(error) => {
                for name in ["tray", "notifications", "global-shortcuts"] {
                    let advice = "Start Stet in a session that has a D-Bus session bus (DBUS_SESSION_BUS_ADDRESS).";
                    facts.push(Fact::missing(name, format!("no session bus ({error})"), advice));
                }
            }
        }
        facts
    }

    fn bus() -> zbus::Result<Connection> {
        Builder::session()?.method_timeout(ANSWER).build()
    }

    fn window_manager(kind: Kind) -> Fact {
        const NAME: &str = "window-manager";
        let advice = "Windows are brought to the front by the X server alone; a window manager does it better.";
        match kind {
            Kind::X11 => match X11::connect().ok().and_then(|x11| x11.window_manager()) {
                Some(name) => Fact::ok(NAME, name),
                None => Fact::missing(NAME, "none that follows the desktops' common rules (EWMH)", advice),
            },
            Kind::Wayland => Fact::ok(NAME, "the Wayland compositor"),
            Kind::None => Fact::missing(NAME, "no graphical session", "Start Stet in a desktop session."),
        }
    }

    fn selection(kind: Kind) -> Fact {
        const BOTH: &str = "the selected text and the clipboard can be read";
        let found = match kind {
            Kind::Wayland => Wayland::connect().map(|wayland| match wayland.reach() {
                Reach::DataControl { .. } => BOTH,
                Reach::Accessibility => {
                    "applications tell what is selected in them (AT-SPI); the clipboard can't be read"
                }
            }),
            _ => crate::selection().map(|_| BOTH),
        };
        match found {
            Ok(detail) => Fact::ok("selection", detail),
            Err(reason) => {
                Fact::missing("selection", reason.0, "Copy the text and use the clipboard, or Stet's window.")
            }
        }
    }

    fn paste(kind: Kind) -> Fact {
        match kind {
            Kind::X11 => Fact::ok("paste", "results are pasted in place"),
            Kind::Wayland => Fact::missing(
                "paste",
                "Wayland lets no program press keys in another's window",
                "Results are put on the clipboard: press Ctrl+V where the text was selected.",
            ),
            Kind::None => Fact::missing("paste", "no graphical session", "Start Stet in a desktop session."),
        }
    }

    fn tray(bus: &Connection) -> Fact {
        let advice = "Stet works without. On GNOME install the extension \"AppIndicator and KStatusNotifierItem \
                      Support\"; on others add a tray to the panel.";
        let host = Proxy::new(bus, WATCHER, "/StatusNotifierWatcher", WATCHER)
            .and_then(|watcher| watcher.get_property::<bool>("IsStatusNotifierHostRegistered"));
        match (owned(bus, WATCHER), host) {
            (true, Ok(true)) => Fact::ok("tray", "there is a tray"),
            (true, _) => Fact::missing("tray", "there is a list of tray items, but nothing that shows it", advice),
            (false, _) => Fact::missing("tray", "this desktop has no tray", advice),
        }
    }

    fn notifications(bus: &Connection) -> Fact {
        if owned(bus, NOTIFICATIONS) || startable(bus, NOTIFICATIONS) {
            return Fact::ok("notifications", "there is a notification service");
        }
        let advice = "Install one, such as dunst, mako or your desktop's own; results are shown in Stet's window.";
        Fact::missing("notifications", "no program shows notifications", advice)
    }

    /// The portal is asked only if it runs, as it does on a desktop that has one.
    fn shortcuts(kind: Kind, bus: &Connection) -> Fact {
        const NAME: &str = "global-shortcuts";
        const BIND: &str = "Bind a key of the desktop's to: stet capture";
        let gives = || {
            let portal = Proxy::new(bus, shortcuts::PORTAL, shortcuts::PATH, shortcuts::INTERFACE);
            portal.and_then(|portal| portal.get_property::<u32>("version")).is_ok()
        };
        match kind {
            Kind::X11 => Fact::ok(NAME, "X11 gives keys"),
            Kind::Wayland if owned(bus, shortcuts::PORTAL) && gives() => {
                Fact::ok(NAME, "the desktop's portal gives keys (GlobalShortcuts)")
            }
            Kind::Wayland => Fact::missing(NAME, "this desktop has no portal that gives keys (GlobalShortcuts)", BIND),
            Kind::None => Fact::missing(NAME, "no graphical session", "Start Stet in a desktop session."),
        }
    }

    fn owned(bus: &Connection, name: &'static str) -> bool {
        let bus = DBusProxy::new(bus);
        bus.is_ok_and(|bus| name.try_into().is_ok_and(|name| bus.name_has_owner(name).unwrap_or(false)))
    }

    /// Whether the bus would start it when it is needed.
    fn startable(bus: &Connection, name: &str) -> bool {
        let names = DBusProxy::new(bus).and_then(|bus| Ok(bus.list_activatable_names()?));
        names.is_ok_and(|names| names.iter().any(|other| other.as_str() == name))
    }
}
