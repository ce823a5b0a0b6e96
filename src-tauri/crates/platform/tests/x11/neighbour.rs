//! Another program on the desktop, written apart from what is tested: it copies anything, looks at the clipboard, takes
//! it away at bad moments, and shows a window that ignores every key.

use super::desk::{until, until_some};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle, sleep};
use std::time::Duration;
use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xfixes::{ConnectionExt as _, SelectionEventMask};
use x11rb::protocol::xproto::*;
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

pub type Formats = BTreeMap<String, Vec<u8>>;

pub fn formats(all: &[(&str, &[u8])]) -> Formats {
    all.iter().map(|(name, data)| ((*name).to_owned(), data.to_vec())).collect()
}

/// How it behaves as an owner.
#[derive(Clone, Copy, Default, PartialEq)]
pub enum Manner {
    #[default]
    Obliging,
    /// Tells what there is and never hands it over.
    Silent,
    /// Takes the clipboard this long after another program took it.
    Thief(Duration),
    /// Copies whatever others copy, at once, as clipboard managers do: as text alone.
    Hoarder,
    /// Owns CLIPBOARD_MANAGER and saves everything when asked to.
    Keeper,
}

pub struct Neighbour {
    conn: Arc<RustConnection>,
    pub window: Window,
    thread: Option<JoinHandle<()>>,
    quit: Atom,
}

struct Acting {
    conn: Arc<RustConnection>,
    window: Window,
    manner: Manner,
    formats: Mutex<Formats>,
}

pub fn atom(conn: &RustConnection, name: &str) -> Atom {
    conn.intern_atom(false, name.as_bytes()).unwrap().reply().unwrap().atom
}

fn name(conn: &RustConnection, atom: Atom) -> String {
    String::from_utf8(conn.get_atom_name(atom).unwrap().reply().unwrap().name).unwrap()
}

impl Neighbour {
    /// Owns `selection` with those formats until it is dropped or another program takes it.
    pub fn owning(selection: &str, formats: Formats, manner: Manner) -> Neighbour {
        let (conn, screen) = x11rb::connect(None).unwrap();
        let conn = Arc::new(conn);
        let root = conn.setup().roots[screen].root;
        let window = conn.generate_id().unwrap();
        let events = CreateWindowAux::new().event_mask(EventMask::PROPERTY_CHANGE);
        conn.create_window(0, window, root, 0, 0, 200, 100, 0, WindowClass::INPUT_OUTPUT, 0, &events).unwrap();
        let (owned, clipboard, quit) = (atom(&conn, selection), atom(&conn, "CLIPBOARD"), atom(&conn, "QUIT"));
        conn.xfixes_query_version(5, 0).unwrap().reply().unwrap();
        conn.xfixes_select_selection_input(window, clipboard, SelectionEventMask::SET_SELECTION_OWNER).unwrap();
        conn.set_selection_owner(window, owned, x11rb::CURRENT_TIME).unwrap();
        let now = || conn.get_selection_owner(owned).unwrap().reply().unwrap().owner;
        until("the neighbour owns what it wants", || now() == window);
        let acting = Acting { conn: Arc::clone(&conn), window, manner, formats: Mutex::new(formats) };
        let thread = Some(thread::spawn(move || acting.run(clipboard, quit)));
        Neighbour { conn, window, thread, quit }
    }

    pub fn copying(formats: Formats) -> Neighbour {
        Neighbour::owning("CLIPBOARD", formats, Manner::Obliging)
    }

    /// Shows its window, which does nothing, under that class.
    pub fn show(&self, class: &str) {
        self.show_window(self.window, class);
    }

    /// Shows another window.
    pub fn show_another(&self, class: &str) -> Window {
        let (conn, window) = (&self.conn, self.conn.generate_id().unwrap());
        let root = conn.setup().roots[0].root;
        let aux = CreateWindowAux::new();
        conn.create_window(0, window, root, 0, 0, 200, 100, 0, WindowClass::INPUT_OUTPUT, 0, &aux).unwrap();
        self.show_window(window, class);
        window
    }

    fn show_window(&self, window: Window, class: &str) {
        let class = format!("{class}\0{class}\0");
        let (mode, name, kind) = (PropMode::REPLACE, AtomEnum::WM_CLASS, AtomEnum::STRING);
        self.conn.change_property8(mode, window, name, kind, class.as_bytes()).unwrap();
        self.conn.map_window(window).unwrap();
        self.conn.flush().unwrap();
        until("the window is in front", || super::desk::front() == window.to_string());
    }

    /// Owns the selection anew.
    pub fn claim(&self, selection: &str) {
        self.conn.set_selection_owner(self.window, atom(&self.conn, selection), x11rb::CURRENT_TIME).unwrap();
        self.conn.get_input_focus().unwrap().reply().unwrap();
    }

    pub fn owns(&self, selection: &str) -> bool {
        let owner = self.conn.get_selection_owner(atom(&self.conn, selection)).unwrap().reply().unwrap().owner;
        owner == self.window
    }
}

impl Drop for Neighbour {
    fn drop(&mut self) {
        let message = ClientMessageEvent::new(32, self.window, self.quit, [0; 5]);
        self.conn.send_event(false, self.window, EventMask::NO_EVENT, message).unwrap();
        self.conn.flush().unwrap();
        let _ = self.thread.take().unwrap().join();
    }
}

impl Acting {
    fn run(&self, clipboard: Atom, quit: Atom) {
        let conn = &*self.conn;
        loop {
            conn.flush().unwrap();
            match conn.wait_for_event().unwrap() {
                Event::ClientMessage(message) if message.type_ == quit => return,
                Event::SelectionRequest(request) => self.answer(&request, clipboard),
                Event::XfixesSelectionNotify(taken) if taken.owner != self.window && taken.owner != 0 => {
                    match self.manner {
                        Manner::Thief(after) => sleep(after),
                        // What it copied itself since is no news.
                        Manner::Hoarder if self.owns(clipboard) => continue,
                        Manner::Hoarder => {
                            let text = held().get("UTF8_STRING").cloned().unwrap_or_default();
                            *self.formats.lock().unwrap() = formats(&[("UTF8_STRING", &text)]);
                        }
                        _ => continue,
                    }
                    conn.set_selection_owner(self.window, clipboard, x11rb::CURRENT_TIME).unwrap();
                }
                _ => {}
            }
        }
    }

    fn owns(&self, selection: Atom) -> bool {
        self.conn.get_selection_owner(selection).unwrap().reply().unwrap().owner == self.window
    }

    fn answer(&self, request: &SelectionRequestEvent, clipboard: Atom) {
        let conn = &*self.conn;
        let target = name(conn, request.target);
        let formats = self.formats.lock().unwrap().clone();
        let mut property = request.property;
        if target == "TARGETS" {
            let names: Vec<Atom> = formats.keys().map(|name| atom(conn, name)).chain([request.target]).collect();
            conn.change_property32(PropMode::REPLACE, request.requestor, property, AtomEnum::ATOM, &names).unwrap();
        } else if self.manner == Manner::Silent {
            return;
        } else if target == "SAVE_TARGETS" {
            *self.formats.lock().unwrap() = held();
            conn.set_selection_owner(self.window, clipboard, x11rb::CURRENT_TIME).unwrap();
        } else if let Some(data) = formats.get(&target) {
            conn.change_property8(PropMode::REPLACE, request.requestor, property, request.target, data).unwrap();
        } else {
            property = 0;
        }
        let notify = SelectionNotifyEvent {
            response_type: SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: request.time,
            requestor: request.requestor,
            selection: request.selection,
            target: request.target,
            property,
        };
        conn.send_event(false, request.requestor, EventMask::NO_EVENT, notify).unwrap();
    }
}

/// All that the clipboard holds, as any program would read it.
pub fn held() -> Formats {
    let (conn, screen) = x11rb::connect(None).unwrap();
    let window = conn.generate_id().unwrap();
    let root = conn.setup().roots[screen].root;
    let aux = CreateWindowAux::new();
    conn.create_window(0, window, root, 0, 0, 1, 1, 0, WindowClass::INPUT_ONLY, 0, &aux).unwrap();
    let read = |target: &str| {
        let (clipboard, target, property) = (atom(&conn, "CLIPBOARD"), atom(&conn, target), atom(&conn, "READ"));
        conn.convert_selection(window, clipboard, target, property, x11rb::CURRENT_TIME).unwrap();
        conn.flush().unwrap();
        let answered = until_some("the clipboard's owner answers", || match conn.poll_for_event().unwrap() {
            Some(Event::SelectionNotify(answer)) => Some(answer.property != 0),
            _ => None,
        });
        let all = u32::MAX / 4;
        let it = conn.get_property(true, window, property, AtomEnum::ANY, 0, all).unwrap().reply().unwrap();
        answered.then_some(it.value)
    };
    let targets = read("TARGETS").unwrap_or_default();
    let atoms = targets.chunks_exact(4).map(|four| u32::from_ne_bytes(four.try_into().unwrap()));
    let names = atoms.map(|atom| name(&conn, atom));
    let contents = names.filter(|name| !["TARGETS", "MULTIPLE", "TIMESTAMP", "SAVE_TARGETS"].contains(&&**name));
    contents.filter_map(|name| Some((name.clone(), read(&name)?))).collect()
}
