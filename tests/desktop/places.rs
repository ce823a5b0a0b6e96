//! Where the popup comes: over the window with the selection, on its monitor, also where that fills the screen.

use crate::everywhere::{Desk, POPUP, hands, said, shown};
use crate::person::SOON;
use crate::window::until;
use std::cell::Cell;
use x11rb::connection::Connection;
use x11rb::protocol::randr::{ConnectionExt as _, MonitorInfo};
use x11rb::protocol::xproto::{AtomEnum, ClientMessageEvent, ConnectionExt as _, EventMask};
use x11rb::rust_connection::RustConnection;

/// Left edge, top, width and height.
type Area = (i32, i32, i32, i32);

const LEFT: Area = (0, 0, 640, 1024);
const RIGHT: Area = (640, 0, 640, 1024);

/// The display, seen with other eyes than the app's.
struct Screen {
    conn: RustConnection,
    root: u32,
    monitors: Vec<u32>,
}

impl Screen {
    fn new() -> Screen {
        let (conn, number) = x11rb::connect(None).unwrap();
        let root = conn.setup().roots[number].root;
        Screen { conn, root, monitors: Vec::new() }
    }

    /// Two monitors beside each other, for as long as this lives.
    fn split() -> Screen {
        let mut screen = Screen::new();
        for (name, (x, y, width, height)) in [("stet-left", LEFT), ("stet-right", RIGHT)] {
            let name = screen.atom(name);
            let monitor = MonitorInfo {
                name,
                x: x as i16,
                y: y as i16,
                width: width as u16,
                height: height as u16,
                width_in_millimeters: 160,
                height_in_millimeters: 270,
                ..MonitorInfo::default()
            };
            screen.conn.randr_set_monitor(screen.root, monitor).unwrap().check().unwrap();
            screen.monitors.push(name);
        }
        screen
    }

    fn atom(&self, name: &str) -> u32 {
        self.conn.intern_atom(false, name.as_bytes()).unwrap().reply().unwrap().atom
    }

    /// Has the window manager let the window fill the screen.
    fn fill(&self, window: u32) {
        let (state, full) = (self.atom("_NET_WM_STATE"), self.atom("_NET_WM_STATE_FULLSCREEN"));
        let event = ClientMessageEvent::new(32, window, state, [1, full, 0, 1, 0]);
        let mask = EventMask::SUBSTRUCTURE_NOTIFY | EventMask::SUBSTRUCTURE_REDIRECT;
        self.conn.send_event(false, self.root, mask, event).unwrap().check().unwrap();
    }

    fn is_full(&self, window: u32) -> bool {
        self.numbers(window, "_NET_WM_STATE", AtomEnum::ATOM).contains(&self.atom("_NET_WM_STATE_FULLSCREEN"))
    }

    /// The window above all others.
    fn top(&self) -> Option<u32> {
        self.numbers(self.root, "_NET_CLIENT_LIST_STACKING", AtomEnum::WINDOW).last().copied()
    }

    fn numbers(&self, window: u32, name: &str, kind: AtomEnum) -> Vec<u32> {
        let reply = self.conn.get_property(false, window, self.atom(name), kind, 0, 1024).unwrap().reply().unwrap();
        reply.value32().into_iter().flatten().collect()
    }

    fn area(&self, window: u32) -> Area {
        let size = self.conn.get_geometry(window).unwrap().reply().unwrap();
        let at = self.conn.translate_coordinates(window, self.root, 0, 0).unwrap().reply().unwrap();
        (at.dst_x.into(), at.dst_y.into(), size.width.into(), size.height.into())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        for name in &self.monitors {
            let _ = self.conn.randr_delete_monitor(self.root, *name).map(|deleted| deleted.check());
        }
    }
}

/// The window of this title. One that the window manager is just taking in is not found for a moment.
async fn window(title: &str) -> u32 {
    let found = || {
        let said = said(&["search", "--onlyvisible", "--name", title]);
        said.lines().next().and_then(|number| number.parse().ok())
    };
    let number = Cell::new(None);
    until(&format!("{title} is found"), SOON, async || {
        number.set(found());
        number.get().is_some()
    })
    .await;
    number.get().expect("it was found")
}

fn holds((x, y, width, height): Area, part: Area) -> bool {
    part.0 >= x && part.1 >= y && part.0 + part.2 <= x + width && part.1 + part.3 <= y + height
}

#[tokio::test]
async fn the_popup_is_whole_on_the_monitor_of_the_selection() {
    let screen = Screen::split();
    let desk = Desk::new().await;
    let editor = window("letter.txt").await.to_string();
    // A pointer in the window, and one that was left on the other monitor.
    for (monitor, pointer) in [(RIGHT, ("900", "500")), (RIGHT, ("100", "900")), (LEFT, ("1200", "30"))] {
        let (x, y) = ((monitor.0 + 60).to_string(), "200");
        hands(&["windowsize", "--sync", &editor, "500", "400"]);
        hands(&["windowmove", &editor, &x, y]);
        let there = async || holds(monitor, screen.area(editor.parse().unwrap()));
        until("the editor is on its monitor", SOON, there).await;
        desk.to_editor().await;
        hands(&["mousemove", pointer.0, pointer.1]);
        hands(&["key", "ctrl+a"]);
        desk.summon().await;
        let popup = screen.area(window(POPUP).await);
        assert!(holds(monitor, popup), "{popup:?} is not within {monitor:?}");
        hands(&["key", "Escape"]);
        desk.gone().await;
    }
}

#[tokio::test]
async fn the_popup_comes_over_a_window_that_fills_the_screen_and_gives_it_the_keyboard_back() {
    let screen = Screen::new();
    let desk = Desk::new().await;
    let editor = window("letter.txt").await;
    screen.fill(editor);
    until("the editor fills the screen", SOON, async || screen.is_full(editor)).await;
    hands(&["key", "ctrl+a"]);
    desk.summon().await;
    let popup = window(POPUP).await;
    until("the popup is on top", SOON, async || screen.top() == Some(popup)).await;
    assert!(shown(POPUP));
    hands(&["key", "Escape"]);
    desk.gone().await;
    until("the editor has the keyboard", SOON, async || desk.in_editor()).await;
    assert!(screen.is_full(editor) && screen.top() == Some(editor));
}
