//! The tray: shows how things stand, and passes on what is asked of it. It decides nothing.
//!
//! The menu is made anew from the state whenever that changes, so it can't be out of step with it. A desktop without a
//! tray, or without the library that draws one, has none, and everything else works.

use crate::glance::{self, From, Glances};
use crate::hotkeys::{self, Hotkeys};
use crate::mail::{Folder, Mail, Thread};
use crate::news::{self, News};
use crate::runs::Runs;
use crate::session::Session;
use crate::words::{self, Words};
use crate::{everywhere, window};
use std::panic::{AssertUnwindSafe, catch_unwind};
use stet_platform::session;
use tauri::menu::{CheckMenuItem, IsMenuItem, Menu, MenuItem, PredefinedMenuItem, Submenu};
use tauri::tray::TrayIconBuilder;
use tauri::{AppHandle, Manager, Wry};

/// What the desktop calls this program.
pub const NAME: &str = "Stet";
const ID: &str = "stet";
/// Characters of what others wrote, or a model did, in a line of the menu.
const TITLE: usize = 48;

/// Puts the icon into the tray, if there can be one.
pub fn begin(app: &AppHandle) {
    // The library that draws it is looked for only now, and where it is missing this panics.
    let made = catch_unwind(AssertUnwindSafe(|| make(app)));
    match made {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "there is no tray"),
        Err(_) => tracing::warn!("there is no tray: libayatana-appindicator3 is not installed"),
    }
    let refreshed = app.clone();
    app.state::<Runs>().on_change(move || refresh(&refreshed));
}

fn make(app: &AppHandle) -> tauri::Result<()> {
    let mut builder = TrayIconBuilder::with_id(ID).menu(&menu(app)?).tooltip(NAME).on_menu_event(|app, event| {
        act(app, event.id().as_ref());
    });
    if let Some(icon) = app.default_window_icon() {
        builder = builder.icon(icon.clone());
    }
    builder.build(app).map(drop)
}

/// Whether the desktop shows a tray. Blocks.
pub fn is_shown() -> bool {
    session::facts().iter().any(|fact| fact.name == "tray" && fact.state == session::State::Ok)
}

/// Shows how things stand now. Returns at once.
pub fn refresh(app: &AppHandle) {
    let shown = app.clone();
    let asked = app.run_on_main_thread(move || {
        let Some(tray) = shown.tray_by_id(ID) else { return };
        if let Err(error) = menu(&shown).and_then(|menu| tray.set_menu(Some(menu))) {
            tracing::warn!(%error, "the tray's menu is out of date");
        }
    });
    if let Err(error) = asked {
        tracing::warn!(%error, "the tray's menu is out of date");
    }
}

fn menu(app: &AppHandle) -> tauri::Result<Menu<Wry>> {
    let session = app.state::<Session>();
    let words = words::of(&session.choices().settings);
    let item = |id: &str, text: &str| MenuItem::with_id(app, id, text, true, None::<&str>);
    let line = || PredefinedMenuItem::separator(app);
    let doing = if app.state::<Runs>().is_idle() { words.ready } else { words.working };
    let status =
        MenuItem::with_id(app, "status", format!("{doing} · {}", session.default_model()), false, None::<&str>)?;
    let place = session.server().map_or(words.local.to_owned(), |server| format!("{} {server}", words.server));
    let place = MenuItem::with_id(app, "place", place, false, None::<&str>)?;
    let glances = app.state::<Glances>().list();
    let mut summaries = Vec::new();
    for glance in &glances {
        let copy = item(&format!("copy-{}", glance.id), words.copy)?;
        let open = item(&format!("open-{}", glance.id), words.open_text)?;
        summaries.push(Submenu::with_items(app, title(&glance.text), true, &[&copy, &open])?);
    }
    let summaries: Vec<&dyn IsMenuItem<Wry>> = summaries.iter().map(|one| one as &dyn IsMenuItem<Wry>).collect();
    let menu = Menu::with_items(
        app,
        &[
            &status,
            &place,
            &line()?,
            &item("summarize-clipboard", words.summarize_clipboard)?,
            &item("summarize-selection", words.summarize_selection)?,
            &item("proofread-clipboard", words.proofread_clipboard)?,
            &Submenu::with_items(app, words.summaries, !summaries.is_empty(), &summaries)?,
            &line()?,
        ],
    )?;
    if let Some(folder) = app.state::<Mail>().folder() {
        menu.append(&mail(app, &folder, words)?)?;
        menu.append(&line()?)?;
    }
    let news = app.state::<News>();
    if news.is_watching() {
        menu.append(&item("digest", words.digest)?)?;
        menu.append(&CheckMenuItem::with_id(app, "reduce", words.reduce, true, news.is_reduced(), None::<&str>)?)?;
        menu.append(&line()?)?;
    }
    let paused = app.state::<Hotkeys>().paused();
    menu.append_items(&[
        &item("revert", words.revert)?,
        &CheckMenuItem::with_id(app, "pause", words.pause, true, paused, None::<&str>)?,
        &line()?,
        &item("open", words.open)?,
        &item("quit", words.quit)?,
    ])?;
    Ok(menu)
}

/// The newest threads of the mail folder, each with its summary where there is one; or what is wrong with the folder.
fn mail(app: &AppHandle, folder: &Folder, words: &Words) -> tauri::Result<Submenu<Wry>> {
    let menu = Submenu::new(app, words.mail, *folder != Folder::default())?;
    let said = |id: String, text: &str| MenuItem::with_id(app, id, text, false, None::<&str>);
    if let Some(problem) = &folder.problem {
        menu.append(&said("mail-problem".to_owned(), &label(problem))?)?;
    }
    for thread in &folder.threads {
        let entry = entry(thread, words);
        menu.append(&MenuItem::with_id(app, format!("thread-{}", thread.id), entry, true, None::<&str>)?)?;
        if let Some(summary) = &thread.summary {
            menu.append(&said(format!("summary-{}", thread.id), &format!("    {}", title(summary)))?)?;
        }
    }
    Ok(menu)
}

/// A thread in a line: `Lunch (3) · Anna, Ben`.
fn entry(thread: &Thread, words: &Words) -> String {
    let subject = thread.document.title.as_deref().unwrap_or(words.no_subject);
    let messages = match thread.messages() {
        0 | 1 => String::new(),
        messages => format!(" ({messages})"),
    };
    let senders = thread.senders().join(", ");
    let senders = if senders.is_empty() { senders } else { format!(" · {}", title(&senders)) };
    format!("{}{messages}{senders}", title(subject))
}

fn act(app: &AppHandle, id: &str) {
    match id {
        "summarize-clipboard" => glance::summarize(app, From::Clipboard),
        "summarize-selection" => glance::summarize(app, From::Selection),
        "proofread-clipboard" => glance::proofread_clipboard(app),
        "digest" => news::tell(app),
        "reduce" => news::reduce(app, !app.state::<News>().is_reduced()),
        "revert" => everywhere::revert_or_say(app),
        "pause" => {
            hotkeys::pause(app, !app.state::<Hotkeys>().paused());
            refresh(app);
        }
        "open" => window::show_main(app, None),
        "quit" => window::quit(app.clone()),
        _ => {
            let thread = id.strip_prefix("thread-").and_then(|id| id.parse().ok());
            if let Some(thread) = thread {
                return glance::summarize(app, From::Thread(thread));
            }
            let of = |act| id.strip_prefix(act)?.parse().ok().and_then(|id| app.state::<Glances>().get(id));
            if let Some(glance) = of("copy-") {
                everywhere::copy(app, glance.text);
            } else if let Some(glance) = of("open-") {
                window::show_main(app, Some(glance.text.into()));
            }
        }
    }
}

/// The first words of a text, in one line.
fn title(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    label(&match line.char_indices().nth(TITLE) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    })
}

/// As a menu takes what others wrote: an ampersand alone would underline the letter after it.
fn label(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect::<String>().replace('&', "&&")
}

#[cfg(test)]
mod tests {
    use super::{TITLE, title};

    #[test]
    fn a_title_is_one_short_line() {
        assert_eq!(title("One\n two"), "One two");
        assert!(title(&"word ".repeat(30)).chars().count() <= TITLE + 1);
        assert_eq!(title("R&D\u{7}"), "R&&D");
        assert!(title(&"字".repeat(60)).ends_with('…'));
    }
}
