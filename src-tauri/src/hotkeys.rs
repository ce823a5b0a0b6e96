//! The keys that work in every application. What a key is for is told by the settings; one that can't be had is said,
//! and the others work.
//!
//! On Wayland an application has no keys of its own; there a key of the desktop's is bound to `stet capture`.

use crate::everywhere;
use serde::Serialize;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use stet_core::settings::{self, Settings};
use stet_platform::session::Kind;
use tauri::{AppHandle, Manager};
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

/// A key as it stands.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct Hotkey {
    pub act: Act,
    /// As in `Ctrl+Shift+Space`.
    pub keys: String,
    /// Why it does not work, in a sentence.
    pub problem: Option<String>,
}

/// All keys, and whether the desktop gives applications any.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct HotkeyList {
    pub given: bool,
    pub keys: Vec<Hotkey>,
}

#[derive(Default)]
pub struct Hotkeys(Mutex<State>);

#[derive(Default)]
struct State {
    /// Whether the desktop gives keys at all.
    given: bool,
    paused: bool,
    keys: Vec<(Hotkey, Option<Shortcut>)>,
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
        HotkeyList { given: state.given, keys: state.keys.iter().map(|(key, _)| key.clone()).collect() }
    }

    pub fn paused(&self) -> bool {
        self.state().paused
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Listens from now on, where the desktop lets it.
pub fn begin(app: &AppHandle) {
    let given = !matches!(Kind::of_environment(), Kind::Wayland) && plug(app);
    app.state::<Hotkeys>().state().given = given;
    listen(app, &app.state::<crate::session::Session>().choices().settings);
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
    listen(app, &app.state::<crate::session::Session>().choices().settings);
}

/// Listens to the keys of the settings and to no others.
pub fn listen(app: &AppHandle, settings: &Settings) {
    let (given, paused) = {
        let state = app.state::<Hotkeys>();
        let state = state.state();
        (state.given, state.paused)
    };
    let known = given.then(|| app.global_shortcut());
    if let Some(Err(error)) = known.map(|known| known.unregister_all()) {
        tracing::warn!(%error, "the keys of before still work");
    }
    let settings::Hotkeys { popup, proofread, rewrite, summarize, revert } = &settings.hotkeys;
    let wanted = [
        (Act::Popup, popup),
        (Act::Proofread, proofread),
        (Act::Rewrite, rewrite),
        (Act::Summarize, summarize),
        (Act::Revert, revert),
    ];
    let keys = wanted.into_iter().map(|(act, keys)| {
        let none = keys.trim() == settings::Hotkeys::NONE;
        let shortcut = if none { Ok(None) } else { parse(keys).map(Some) };
        let registered = shortcut.and_then(|shortcut| match (shortcut, known) {
            (Some(_), None) => {
                Err("This desktop gives applications no keys of their own. Bind one to `stet capture` in \
                                    its settings."
                    .into())
            }
            (Some(shortcut), Some(known)) if !paused => {
                known.register(shortcut).map(|()| Some(shortcut)).map_err(|error| {
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
    let keys = keys.collect();
    app.state::<Hotkeys>().state().keys = keys;
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
    fn keys_that_are_typed_with_are_refused() {
        for keys in ["Ctrl+Shift+Space", "Alt+P", "F9", "Super+Shift+R"] {
            assert!(parse(keys).is_ok(), "{keys}");
        }
        for keys in ["A", "Shift+A", "Ctrl+", "what", ""] {
            assert!(parse(keys).is_err(), "{keys}");
        }
    }
}
