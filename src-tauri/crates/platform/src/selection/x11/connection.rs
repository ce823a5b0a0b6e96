//! One connection to the X server, one window of ours, and the thread that hears its events.
//!
//! The thread answers whoever asks for what we own, at once and also between operations. Everything else it hears it
//! keeps as [`State`], for which operations [wait](Display::wait); so nothing piles up while nobody waits, and nothing
//! is polled.

use super::owner::Owned;
use crate::Failure;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use x11rb::connection::{Connection, RequestConnection};
use x11rb::errors::{ConnectError, ConnectionError, ReplyError, ReplyOrIdError};
use x11rb::protocol::res::{ClientIdMask, ClientIdSpec, ConnectionExt as _};
use x11rb::protocol::xfixes::{ConnectionExt as _, SelectionEventMask};
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ChangeWindowAttributesAux, ClientMessageEvent, ConnectionExt as _, CreateWindowAux, EventMask,
    PropMode, Property, SelectionNotifyEvent, Timestamp, Window, WindowClass,
};
use x11rb::protocol::{Event, xfixes, xtest};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

/// The server's own answers come within this, or it is not well.
const SERVER: Duration = Duration::from_secs(2);

x11rb::atom_manager! {
    /// The names used here, as the server numbers them.
    pub Atoms: AtomsCookie {
        CLIPBOARD, CLIPBOARD_MANAGER, SAVE_TARGETS, TARGETS, MULTIPLE, TIMESTAMP, DELETE, INSERT_SELECTION,
        INSERT_PROPERTY, ATOM_PAIR, INCR, UTF8_STRING, TEXT,
        TEXT_UTF8: b"text/plain;charset=utf-8",
        TEXT_PLAIN: b"text/plain",
        URI_LIST: b"text/uri-list",
        GNOME_FILES: b"x-special/gnome-copied-files",
        // Asks clipboard managers not to remember what passes through.
        PASSING: b"x-kde-passwordManagerHint",
        _NET_ACTIVE_WINDOW, _NET_SUPPORTED, _NET_WM_NAME, _NET_SUPPORTING_WM_CHECK, WM_STATE,
        STET_TIME, STET_END, STET_DATA_0, STET_DATA_1, STET_DATA_2, STET_DATA_3,
    }
}

/// What was heard and not yet acted upon.
#[derive(Default)]
pub struct State {
    /// The answer to our latest conversion.
    pub answer: Option<SelectionNotifyEvent>,
    /// How many conversions were asked for.
    pub questions: usize,
    /// How often something was put into a property of our window.
    pub arrived: u64,
    /// The server's time when we last asked, and how often we did.
    time: Timestamp,
    asked: u64,
    pub primary: Change,
    pub clipboard: Change,
    /// The window in front, and how often that or a focus changed.
    pub active: Window,
    pub focus: u64,
    pub owned: Owned,
    /// Why the connection ended, once it has.
    ended: Option<String>,
}

/// A selection's owners as they came.
#[derive(Default, Clone, Copy)]
pub struct Change {
    pub count: u64,
    pub owner: Window,
    /// The window that was in front then; zero if that is not known.
    pub active: Window,
}

pub struct Display {
    pub conn: RustConnection,
    pub root: Window,
    pub window: Window,
    pub atoms: Atoms,
    state: Mutex<State>,
    heard: Condvar,
}

impl Display {
    pub fn connect() -> Result<Display, Failure> {
        let (conn, screen) = x11rb::connect(None)?;
        let screen = &conn.setup().roots[screen];
        let (root, visual) = (screen.root, screen.root_visual);
        for extension in [xfixes::X11_EXTENSION_NAME, xtest::X11_EXTENSION_NAME] {
            if conn.extension_information(extension)?.is_none() {
                return Err(Failure::Display(format!("it has no {extension} extension")));
            }
        }
        conn.xfixes_query_version(5, 0)?.reply()?;
        let atoms = Atoms::new(&conn)?.reply()?;
        let window = conn.generate_id()?;
        let heard = CreateWindowAux::new().event_mask(EventMask::PROPERTY_CHANGE);
        conn.create_window(0, window, root, -1, -1, 1, 1, 0, WindowClass::INPUT_ONLY, visual, &heard)?;
        let changes = ChangeWindowAttributesAux::new().event_mask(EventMask::PROPERTY_CHANGE);
        conn.change_window_attributes(root, &changes)?.check()?;
        let every = SelectionEventMask::SET_SELECTION_OWNER
            | SelectionEventMask::SELECTION_WINDOW_DESTROY
            | SelectionEventMask::SELECTION_CLIENT_CLOSE;
        for selection in [AtomEnum::PRIMARY.into(), atoms.CLIPBOARD] {
            conn.xfixes_select_selection_input(window, selection, every)?.check()?;
        }
        let display = Display { conn, root, window, atoms, state: Mutex::default(), heard: Condvar::new() };
        let active = display.front()?;
        display.state().active = active;
        Ok(display)
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until `found` finds something in the state; nothing when the time is up.
    pub fn wait<T>(
        &self,
        until: Instant,
        mut found: impl FnMut(&mut State) -> Option<T>,
    ) -> Result<Option<T>, Failure> {
        self.conn.flush()?;
        let mut state = self.state();
        loop {
            if let Some(it) = found(&mut state) {
                return Ok(Some(it));
            }
            if let Some(reason) = &state.ended {
                return Err(Failure::Display(reason.clone()));
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(None);
            }
            state = self.heard.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// The server's time, which is what decides between two who want a selection.
    pub fn now(&self) -> Result<Timestamp, Failure> {
        let asked = self.state().asked;
        self.conn.change_property8(PropMode::APPEND, self.window, self.atoms.STET_TIME, AtomEnum::STRING, &[])?;
        self.wait(Instant::now() + SERVER, |state| (state.asked != asked).then_some(state.time))?
            .ok_or_else(|| Failure::Display("it does not answer".into()))
    }

    /// Whether two windows were made over one connection, hence by one program.
    pub fn same_client(&self, one: Window, other: Window) -> bool {
        one != 0 && other != 0 && (one ^ other) & !self.conn.setup().resource_id_mask == 0
    }

    /// Whether two windows belong to one program, over however many connections.
    pub fn same_program(&self, one: Window, other: Window) -> bool {
        self.same_client(one, other) || self.pid(one).is_some_and(|pid| self.pid(other) == Some(pid))
    }

    /// The process that made a window, from the server; nothing if that runs on another machine.
    pub fn pid(&self, window: Window) -> Option<u32> {
        let spec = ClientIdSpec { client: window, mask: ClientIdMask::LOCAL_CLIENT_PID };
        let reply = self.conn.res_query_client_ids(&[spec]).ok()?.reply().ok()?;
        reply.ids.first().and_then(|id| id.value.first()).copied().filter(|pid| *pid != 0)
    }

    /// The window in front, as the window manager tells; zero if none does.
    pub fn front(&self) -> Result<Window, Failure> {
        Ok(self.numbers(self.root, self.atoms._NET_ACTIVE_WINDOW)?.first().copied().unwrap_or(0))
    }

    /// A property of 32-bit numbers; empty where there is none, or no such window.
    pub fn numbers(&self, window: Window, property: Atom) -> Result<Vec<u32>, Failure> {
        match self.conn.get_property(false, window, property, AtomEnum::ANY, 0, 4096)?.reply() {
            Ok(reply) => Ok(reply.value32().into_iter().flatten().collect()),
            Err(ReplyError::X11Error(_)) => Ok(Vec::new()),
            Err(error) => Err(error.into()),
        }
    }

    /// Hears events until [`Display::end`] or the end of the connection.
    pub fn hear(&self) {
        loop {
            match self.conn.wait_for_event() {
                Ok(Event::ClientMessage(message)) if message.type_ == self.atoms.STET_END => return,
                Ok(event) => {
                    let mut state = self.state();
                    self.keep(&mut state, event);
                    drop(state);
                    // Answers go out now, not with somebody's next request.
                    let _ = self.conn.flush();
                }
                Err(error) => {
                    self.state().ended = Some(error.to_string());
                    self.heard.notify_all();
                    return;
                }
            }
            self.heard.notify_all();
        }
    }

    pub fn end(&self) {
        let message = ClientMessageEvent::new(32, self.window, self.atoms.STET_END, [0; 5]);
        let _ = self.conn.send_event(false, self.window, EventMask::NO_EVENT, message);
        let _ = self.conn.flush();
    }

    fn keep(&self, state: &mut State, event: Event) {
        match event {
            Event::SelectionRequest(request) => state.owned.answer(self, request),
            Event::SelectionClear(clear) => state.owned.lost(clear.selection, clear.time),
            Event::SelectionNotify(answer) => state.answer = Some(answer),
            Event::PropertyNotify(it) if it.window == self.window => {
                if it.state == Property::NEW_VALUE && it.atom == self.atoms.STET_TIME {
                    (state.time, state.asked) = (it.time, state.asked + 1);
                } else if it.state == Property::NEW_VALUE {
                    state.arrived += 1;
                }
            }
            Event::PropertyNotify(it) if it.window == self.root => {
                if it.atom != self.atoms._NET_ACTIVE_WINDOW {
                    return;
                }
                state.active = self.front().unwrap_or(0);
                state.focus += 1;
            }
            Event::PropertyNotify(it) if it.state == Property::DELETE => {
                state.owned.go_on(self, it.window, it.atom);
            }
            Event::DestroyNotify(gone) => {
                state.owned.forget(gone.window);
                state.focus += 1;
            }
            Event::FocusIn(_) | Event::FocusOut(_) => state.focus += 1,
            Event::XfixesSelectionNotify(it) => {
                let active = state.active;
                let change =
                    if it.selection == self.atoms.CLIPBOARD { &mut state.clipboard } else { &mut state.primary };
                *change = Change { count: change.count + 1, owner: it.owner, active };
            }
            // Windows of others come and go; what was meant for one that is gone is of no use to anybody.
            Event::Error(error) => tracing::trace!(?error, "the X server refused a request"),
            _ => {}
        }
    }
}

/// A display and its thread, which ends with it.
pub struct Listening {
    pub display: Arc<Display>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Listening {
    pub fn connect() -> Result<Listening, Failure> {
        let display = Arc::new(Display::connect()?);
        let heard = Arc::clone(&display);
        let thread = std::thread::Builder::new()
            .name("selection".into())
            .spawn(move || heard.hear())
            .map_err(|error| Failure::Display(error.to_string()))?;
        Ok(Listening { display, thread: Some(thread) })
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.display.end();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

macro_rules! display_failures {
    ($($error:ty),*) => {$(
        impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Failure::Display(error.to_string())
            }
        }
    )*};
}
display_failures!(ConnectError, ConnectionError, ReplyError, ReplyOrIdError);
