//! Keys that the desktop gives by its portal: wished for, and told as it gave them. One task asks and listens; other
//! wishes make it give the keys back and ask anew.

use super::Hotkey;
use std::time::Duration;
use stet_core::settings;
use stet_platform::shortcuts::{Assigned, Event, Shortcuts, Wish};
use tauri::AppHandle;
use tokio::sync::watch;
use tokio::time::sleep;

/// A portal that went away is back after this, if it comes back.
const AGAIN: Duration = Duration::from_secs(3);

/// What the desktop made of the wishes.
#[derive(Debug, Default, PartialEq, Eq)]
pub enum Told {
    /// Nothing yet.
    #[default]
    Nothing,
    Keys(Vec<Assigned>),
    /// Why there are none, in a sentence.
    Problem(String),
}

impl Told {
    /// A key that was wished for, as the desktop gave it.
    pub fn of(&self, key: &Hotkey) -> Hotkey {
        let mut key = key.clone();
        if key.problem.is_some() || key.keys.trim() == settings::Hotkeys::NONE {
            return key;
        }
        match self {
            Told::Nothing => {}
            Told::Problem(problem) => key.problem = Some(problem.clone()),
            Told::Keys(assigned) => match assigned.iter().find(|other| other.id == key.act.id()) {
                Some(Assigned { trigger: Some(trigger), .. }) => key.keys.clone_from(trigger),
                Some(_) => {
                    key.problem = Some(
                        "The desktop gave no keys for this. Choose some for Stet in the desktop's settings, under its \
                         keyboard shortcuts."
                            .into(),
                    );
                }
                None => {}
            },
        }
        key
    }
}

/// The wishes of the settings; none while the keys are paused.
pub struct Portal(watch::Sender<Vec<Wish>>);

impl Portal {
    pub fn begin(app: &AppHandle) -> Portal {
        let (wishes, wanted) = watch::channel(Vec::new());
        tauri::async_runtime::spawn(serve(app.clone(), wanted));
        Portal(wishes)
    }

    /// Wishes that are no others than those of before change nothing: each change may ask the user again.
    pub fn wish(&self, wishes: Vec<Wish>) {
        self.0.send_if_modified(|before| {
            let others = *before != wishes;
            *before = wishes;
            others
        });
    }
}

/// Asks for keys and passes their presses on, for as long as there may be wishes.
async fn serve(app: AppHandle, mut wanted: watch::Receiver<Vec<Wish>>) {
    loop {
        let wishes = wanted.borrow_and_update().clone();
        super::tell(&app, Told::Nothing);
        let again = if wishes.is_empty() { None } else { keys(&app, &wishes, &mut wanted).await };
        let changed = match again {
            Some(pause) => tokio::select! {
                () = sleep(pause) => Ok(()),
                changed = wanted.changed() => changed,
            },
            None => wanted.changed().await,
        };
        if changed.is_err() {
            return;
        }
    }
}

/// Has these keys until there are other wishes or the desktop takes them back; then says after which time it makes sense
/// to ask once more, if at all.
async fn keys(app: &AppHandle, wishes: &[Wish], wanted: &mut watch::Receiver<Vec<Wish>>) -> Option<Duration> {
    let app_id = &app.config().identifier;
    let bound = tokio::select! {
        bound = Shortcuts::bind(None, app_id, wishes) => bound,
        _ = wanted.changed() => return Some(Duration::ZERO),
    };
    let mut shortcuts = match bound {
        Ok(shortcuts) => shortcuts,
        Err(error) => {
            tracing::info!(%error, "the desktop gave no keys");
            super::tell(app, Told::Problem(error.to_string()));
            return None;
        }
    };
    super::tell(app, Told::Keys(shortcuts.assigned.clone()));
    loop {
        let event = tokio::select! {
            event = shortcuts.next() => event,
            _ = wanted.changed() => {
                shortcuts.close().await;
                return Some(Duration::ZERO);
            }
        };
        match event {
            Event::Pressed(id) => super::pressed(app, &id),
            Event::Changed(assigned) => super::tell(app, Told::Keys(assigned)),
            Event::Closed => {
                let problem =
                    "The desktop took the keys back. Pause and resume the hotkeys in the tray to ask for them.";
                super::tell(app, Told::Problem(problem.into()));
                return None;
            }
            Event::Lost => {
                super::tell(app, Told::Problem("The desktop's portal went away. Its keys come back with it.".into()));
                return Some(AGAIN);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Act;
    use super::*;

    fn key(act: Act, keys: &str) -> Hotkey {
        Hotkey { act, keys: keys.into(), problem: None }
    }

    fn assigned(id: &str, trigger: Option<&str>) -> Assigned {
        Assigned { id: id.into(), trigger: trigger.map(str::to_owned) }
    }

    #[test]
    fn a_key_is_told_as_the_desktop_gave_it() {
        let told = Told::Keys(vec![assigned("popup", Some("Meta+S")), assigned("revert", None)]);
        assert_eq!(told.of(&key(Act::Popup, "Ctrl+Shift+Space")), key(Act::Popup, "Meta+S"));
        assert_eq!(told.of(&key(Act::Proofread, "none")), key(Act::Proofread, "none"));
        let none = told.of(&key(Act::Revert, "Ctrl+Alt+Z"));
        assert!(
            none.keys == "Ctrl+Alt+Z" && none.problem.is_some_and(|problem| problem.contains("desktop's settings"))
        );
    }

    #[test]
    fn a_problem_is_one_of_every_key_that_is_wished_for() {
        let told = Told::Problem("There are none.".into());
        assert_eq!(told.of(&key(Act::Popup, "F9")).problem.as_deref(), Some("There are none."));
        assert_eq!(told.of(&key(Act::Popup, "none")).problem, None);
        let wrong = Hotkey { problem: Some("\"Q+\" names no keys.".into()), ..key(Act::Popup, "Q+") };
        assert_eq!(told.of(&wrong), wrong);
        assert_eq!(Told::Nothing.of(&key(Act::Popup, "F9")), key(Act::Popup, "F9"));
    }
}
