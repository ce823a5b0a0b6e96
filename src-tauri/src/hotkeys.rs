//! The keys that work in every application. What a key is for is told by the settings; one that can't be had is said,
//! and the others work.
//!
//! On Wayland the desktop gives keys by its portal, and has the last word on them. Where it has none, a key of the
//! desktop's is bound to `stet capture`.

mod portal;

use crate::{everywhere, words};
use portal::{Portal, Told};
use serde::Serialize;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use stet_core::settings;
use stet_platform::session::Kind;
use stet_platform::shortcuts::{self, Shortcuts, Wish};
use tauri::{AppHandle, Emitter, Manager};
use tauri_plugin_global_shortcut::{Builder, GlobalShortcutExt, Shortcut, ShortcutState};

/// A key that is held is let go and pressed again by the display, at once; a person takes longer.
const HELD: Duration = Duration::from_millis(50);

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum Act {
    Popup,
    Proofread,
    Rewrite,
    Summarize,
    Revert,
}

impl Act {
    const ALL: [Act; 5] = [Act::Popup, Act::Proofread, Act::Rewrite, Act::Summarize, Act::Revert];

    /// What the desktop knows it by.
    fn id(self) -> &'static str {
        match self {
            Act::Popup => "popup",
            Act::Proofread => "proofread",
            Act::Rewrite => "rewrite",
            Act::Summarize => "summarize",
            Act::Revert => "revert",
        }
    }

    /// What the desktop shows people for it.
    fn description(self, words: &words::Words) -> &'static str {
        match self {
            Act::Popup => words.popup_selection,
            Act::Proofread => words.proofread_selection,
            Act::Rewrite => words.rewrite_selection,
            Act::Summarize => words.summarize_selection,
            Act::Revert => words.revert,
        }
    }
}

/// A key as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Hotkey {
    pub act: Act,
    /// As in `Ctrl+Shift+Space`, or in the desktop's own words where it gave it.
    pub keys: String,
    /// Why it does not work, in a sentence.
    pub problem: Option<String>,
}

/// All keys, and whether the desktop gives applications any.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct HotkeyList {
    pub given: bool,
    /// Whether the desktop has the last word on which they are.
    pub by_desktop: bool,
    pub keys: Vec<Hotkey>,
}

/// Who gives keys.
#[derive(Default)]
enum Giver {
    #[default]
    Nobody,
    /// The display, to whoever comes first.
    Display,
    /// The desktop, by its portal.
    Desktop(Portal),
}

#[derive(Default)]
pub struct Hotkeys(Mutex<State>);

#[derive(Default)]
struct State {
    giver: Giver,
    paused: bool,
    /// As they are wanted, and as the display knows those that can be had.
    keys: Vec<(Hotkey, Option<Shortcut>)>,
    /// What the desktop made of them.
    told: Told,
    presses: Presses,
}

/// Tells the presses of a person from those of a key that is held.
#[derive(Default)]
struct Presses {
    down: Option<u32>,
    released: Option<(u32, Instant)>,
}

impl Presses {
    fn pressed(&mut self, key: u32, now: Instant) -> bool {
        let held = self.down == Some(key)
            || self.released.is_some_and(|(last, at)| last == key && now.duration_since(at) < HELD);
        self.down = Some(key);
        !held
    }

    fn released(&mut self, key: u32, now: Instant) {
        self.down = None;
        self.released = Some((key, now));
    }
}

impl Hotkeys {
    /// The keys that are wanted, and what is wrong with each.
    pub fn list(&self) -> HotkeyList {
        let state = self.state();
        HotkeyList {
            given: !matches!(state.giver, Giver::Nobody),
            by_desktop: matches!(state.giver, Giver::Desktop(_)),
            keys: state.keys.iter().map(|(key, _)| state.told.of(key)).collect(),
        }
    }

    pub fn paused(&self) -> bool {
        self.state().paused
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Listens from now on, where the desktop lets it. Its portal is asked meanwhile: it may be starting itself.
pub fn begin(app: &AppHandle) {
    let wayland = Kind::of_environment() == Kind::Wayland;
    if !wayland && plug(app) {
        app.state::<Hotkeys>().state().giver = Giver::Display;
    }
    listen(app);
    if wayland {
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            if Shortcuts::available(None).await {
                let portal = Portal::begin(&app);
                app.state::<Hotkeys>().state().giver = Giver::Desktop(portal);
                listen(&app);
            }
        });
    }
}

fn plug(app: &AppHandle) -> bool {
    let handler = Builder::new().with_handler(|app, shortcut, event| {
        let state = app.state::<Hotkeys>();
        let mut state = state.state();
        let now = Instant::now();
        if event.state() == ShortcutState::Released {
            return state.presses.released(shortcut.id(), now);
        }
        if !state.presses.pressed(shortcut.id(), now) {
            return;
        }
        let wanted = state.keys.iter().find(|(_, known)| known.is_some_and(|known| known.id() == shortcut.id()));
        if let Some(act) = wanted.map(|(key, _)| key.act) {
            drop(state);
            act_on(app, act);
        }
    });
    let plugged = app.plugin(handler.build());
    plugged.inspect_err(|error| tracing::warn!(%error, "there are no keys")).is_ok()
}

/// A key of the desktop's was pressed.
fn pressed(app: &AppHandle, id: &str) {
    if let Some(act) = Act::ALL.into_iter().find(|act| act.id() == id) {
        act_on(app, act);
    }
}

/// Keeps what the desktop made of the wishes.
fn tell(app: &AppHandle, told: Told) {
    app.state::<Hotkeys>().state().told = told;
    changed(app);
}

/// Has the windows look at the keys.
fn changed(app: &AppHandle) {
    if let Err(error) = app.emit("hotkeys", ()) {
        tracing::warn!(%error, "the windows were not told of the keys");
    }
}

fn act_on(app: &AppHandle, act: Act) {
    match act {
        Act::Popup => everywhere::capture(app, None),
        Act::Proofread => everywhere::capture(app, Some("proofread".into())),
        Act::Rewrite => everywhere::capture(app, Some("professional".into())),
        Act::Summarize => everywhere::capture(app, Some("tldr".into())),
        Act::Revert => everywhere::revert_or_say(app),
    }
}

/// Lets go of all keys, or takes them again.
pub fn pause(app: &AppHandle, paused: bool) {
    app.state::<Hotkeys>().state().paused = paused;
    listen(app);
}

/// Listens to the keys of the settings and to no others, which is done on the main thread, one change after the other:
/// whoever gives keys makes others wait for that thread while it holds what that thread may be waiting for.
pub fn listen(app: &AppHandle) {
    let (listening, (done, wait)) = (app.clone(), std::sync::mpsc::channel::<()>());
    let asked = app.run_on_main_thread(move || {
        listen_now(&listening);
        drop(done);
    });
    match asked {
        // Ends when the other side is dropped, also where the app quits before it is done.
        Ok(()) => drop(wait.recv()),
        Err(error) => tracing::warn!(%error, "the keys are those of before"),
    }
}

fn listen_now(app: &AppHandle) {
    let settings = &app.state::<crate::session::Session>().choices().settings;
    let hotkeys = app.state::<Hotkeys>();
    let (given, display, paused) = {
        let state = hotkeys.state();
        let display = matches!(state.giver, Giver::Display).then(|| app.global_shortcut());
        (!matches!(state.giver, Giver::Nobody), display, state.paused)
    };
    if let Some(Err(error)) = display.map(|display| display.unregister_all()) {
        tracing::warn!(%error, "the keys of before still work");
    }
    let settings::Hotkeys { popup, proofread, rewrite, summarize, revert } = &settings.hotkeys;
    let keys = Act::ALL.into_iter().zip([popup, proofread, rewrite, summarize, revert]).map(|(act, keys)| {
        let none = keys.trim() == settings::Hotkeys::NONE;
        let shortcut = if none { Ok(None) } else { parse(keys).map(Some) };
        let registered = shortcut.and_then(|shortcut| match (shortcut, display) {
            (Some(_), _) if !given => Err(shortcuts::Error::NoPortal.to_string()),
            (Some(shortcut), Some(display)) if !paused => {
                display.register(shortcut).map(|()| Some(shortcut)).map_err(|error| {
                    tracing::info!(%error, keys, "a key can't be had");
                    format!("{keys} is taken, by another program or by another entry here. Choose other keys.")
                })
            }
            (shortcut, _) => Ok(shortcut),
        });
        let (shortcut, problem) = match registered {
            Ok(shortcut) => (shortcut, None),
            Err(problem) => (None, Some(problem)),
        };
        (Hotkey { act, keys: keys.clone(), problem }, shortcut)
    });
    let keys: Vec<_> = keys.collect();
    let mut state = hotkeys.state();
    if let Giver::Desktop(portal) = &state.giver {
        portal.wish(if paused { Vec::new() } else { wishes(&keys, words::of(settings)) });
    }
    state.keys = keys;
    drop(state);
    changed(app);
}

/// What the desktop is asked for.
fn wishes(keys: &[(Hotkey, Option<Shortcut>)], words: &words::Words) -> Vec<Wish> {
    let wish = |(Hotkey { act, .. }, shortcut): &(Hotkey, Option<Shortcut>)| {
        let trigger = shortcuts::trigger(&shortcut.as_ref()?.to_string());
        Some(Wish { id: act.id().to_owned(), description: act.description(words).to_owned(), trigger })
    };
    keys.iter().filter_map(wish).collect()
}

/// A key with a modifier, or one that types nothing; any other would be missing from everything that is written.
fn parse(keys: &str) -> Result<Shortcut, String> {
    let shortcut: Shortcut =
        keys.parse().map_err(|_| format!("\"{keys}\" names no keys. Write them as in Ctrl+Shift+Space."))?;
    let name = shortcut.key.to_string();
    let types_nothing = name.strip_prefix('F').is_some_and(|number| number.parse::<u8>().is_ok());
    let only_shift = (shortcut.mods - tauri_plugin_global_shortcut::Modifiers::SHIFT).is_empty();
    if only_shift && !types_nothing {
        return Err(format!("{keys} is needed for typing. Add Ctrl, Alt or Super."));
    }
    Ok(shortcut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_held_key_is_one_press() {
        let (mut presses, start) = (Presses::default(), Instant::now());
        let at = |ms| start + Duration::from_millis(ms);
        assert!(presses.pressed(1, at(0)));
        assert!(!presses.pressed(1, at(600)));
        presses.released(1, at(630));
        assert!(!presses.pressed(1, at(630)));
        presses.released(1, at(660));
        assert!(presses.pressed(1, at(800)));
        presses.released(1, at(810));
        assert!(presses.pressed(2, at(820)));
    }

    #[test]
    fn keys_are_wished_for_in_the_portals_spelling() {
        let key = |act, keys: &str| {
            (Hotkey { act, keys: keys.into(), problem: None }, (keys != "none").then(|| parse(keys).unwrap()))
        };
        let keys = [key(Act::Popup, "Ctrl+Shift+Space"), key(Act::Proofread, "none"), key(Act::Revert, "Alt+P")];
        let wished = wishes(
            &keys,
            words::of(&settings::Settings { language: settings::Language::English, ..Default::default() }),
        );
        let told: Vec<_> = wished.iter().map(|wish| (&*wish.id, wish.trigger.as_deref())).collect();
        assert_eq!(told, [("popup", Some("SHIFT+CTRL+space")), ("revert", Some("ALT+p"))]);
    }

    #[test]
    fn keys_that_are_typed_with_are_refused() {
        for keys in ["Ctrl+Shift+Space", "Alt+P", "F9", "Super+Shift+R"] {
            assert!(parse(keys).is_ok(), "{keys}");
        }
        for keys in ["A", "Shift+A", "Ctrl+", "what", ""] {
            assert!(parse(keys).is_err(), "{keys}");
        }
    }
}
