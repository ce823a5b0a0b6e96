//! The window that has the focus: which it is, whose, and where on the screen.

use super::connection::Display;
use crate::Failure;
use crate::selection::{Place, Rect, Source};
use std::time::{Duration, Instant};
use x11rb::errors::ReplyError;
use x11rb::protocol::randr::ConnectionExt as _;
use x11rb::protocol::xproto::{
    AtomEnum, ChangeWindowAttributesAux, ClientMessageEvent, ConnectionExt as _, EventMask, GetPropertyType,
    InputFocus, MapState, Window,
};

/// How long a window manager may take to bring a window to the front.
const FRONT: Duration = Duration::from_secs(1);

impl Display {
    /// The application window with the focus.
    pub fn focused(&self) -> Result<Option<Window>, Failure> {
        let front = self.front()?;
        if front != 0 && self.is_there(front)? {
            return Ok(Some(front));
        }
        // No window manager that tells: the focus may be in a part of the window.
        let mut window = self.focus()?;
        while window > 1 && window != self.root {
            if !self.class(window)?.1.is_empty() {
                return Ok(Some(window));
            }
            window = match self.conn.query_tree(window)?.reply() {
                Ok(tree) => tree.parent,
                Err(_) => return Ok(None),
            };
        }
        Ok(None)
    }

    fn focus(&self) -> Result<Window, Failure> {
        Ok(self.conn.get_input_focus()?.reply()?.focus)
    }

    /// Whether a window exists and is not withdrawn.
    pub fn is_there(&self, window: Window) -> Result<bool, Failure> {
        match self.conn.get_window_attributes(window)?.reply() {
            // A minimized window is unmapped and has not gone away.
            Ok(found) => {
                Ok(found.map_state != MapState::UNMAPPED || !self.numbers(window, self.atoms.WM_STATE)?.is_empty())
            }
            Err(ReplyError::X11Error(_)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    pub fn source(&self, window: Window) -> Result<Source, Failure> {
        Ok(Source { window, class: self.class(window)?, title: self.title(window)?, pid: self.pid(window) })
    }

    fn class(&self, window: Window) -> Result<(String, String), Failure> {
        let bytes = self.bytes(window, AtomEnum::WM_CLASS.into())?;
        let mut parts = bytes.split(|byte| *byte == 0).map(|part| String::from_utf8_lossy(part).into_owned());
        Ok((parts.next().unwrap_or_default(), parts.next().unwrap_or_default()))
    }

    fn title(&self, window: Window) -> Result<String, Failure> {
        let mut title = self.bytes(window, self.atoms._NET_WM_NAME)?;
        if title.is_empty() {
            title = self.bytes(window, AtomEnum::WM_NAME.into())?;
        }
        Ok(String::from_utf8_lossy(&title).into_owned())
    }

    fn bytes(&self, window: Window, property: u32) -> Result<Vec<u8>, Failure> {
        match self.conn.get_property(false, window, property, GetPropertyType::ANY, 0, 1024)?.reply() {
            Ok(reply) => Ok(reply.value),
            Err(ReplyError::X11Error(_)) => Ok(Vec::new()),
            Err(error) => Err(error.into()),
        }
    }

    /// The window manager's name for itself.
    pub fn window_manager(&self) -> Result<Option<String>, Failure> {
        let check = self.numbers(self.root, self.atoms._NET_SUPPORTING_WM_CHECK)?;
        let Some(window) = check.first() else { return Ok(None) };
        Ok(Some(self.title(*window)?).filter(|name| !name.is_empty()))
    }

    /// Where a popup about that window belongs.
    pub fn place(&self, window: Window) -> Result<Place, Failure> {
        let pointer = self.conn.query_pointer(self.root)?.reply()?;
        let pointer = (i32::from(pointer.root_x), i32::from(pointer.root_y));
        let window = self.rect(window).unwrap_or_default();
        let monitors = self.monitors();
        let on = |point| monitors.iter().copied().find(|monitor| monitor.contains(point));
        let near = if window.contains(pointer) { pointer } else { window.middle() };
        let monitor = on(near).or_else(|| on(pointer));
        Ok(Place { pointer, window, monitor: monitor.or(monitors.first().copied()).unwrap_or_default() })
    }

    fn rect(&self, window: Window) -> Option<Rect> {
        let size = self.conn.get_geometry(window).ok()?.reply().ok()?;
        let at = self.conn.translate_coordinates(window, self.root, 0, 0).ok()?.reply().ok()?;
        Some(Rect { x: at.dst_x.into(), y: at.dst_y.into(), width: size.width.into(), height: size.height.into() })
    }

    /// The monitors; the whole screen where the server does not tell them apart.
    fn monitors(&self) -> Vec<Rect> {
        let told = self.conn.randr_get_monitors(self.root, true).ok().and_then(|cookie| cookie.reply().ok());
        let monitors: Vec<Rect> = told
            .iter()
            .flat_map(|reply| &reply.monitors)
            .map(|it| Rect { x: it.x.into(), y: it.y.into(), width: it.width.into(), height: it.height.into() })
            .collect();
        if monitors.is_empty() { self.rect(self.root).into_iter().collect() } else { monitors }
    }

    /// Whether that window is in front and has the keyboard.
    pub fn has_focus(&self, window: Window) -> Result<bool, Failure> {
        let front = self.front()?;
        let focus = self.focus()?;
        Ok((front == 0 || front == window) && (focus == window || self.same_client(focus, window)))
    }

    /// Whether a window is on the screen, as far as the display goes.
    pub fn is_shown(&self, window: Window) -> Result<bool, Failure> {
        Ok(self.conn.get_window_attributes(window)?.reply()?.map_state == MapState::VIEWABLE)
    }

    /// Brings a window to the front and gives it the keyboard; says whether that succeeded.
    pub fn bring_to_front(&self, window: Window) -> Result<bool, Failure> {
        if self.has_focus(window)? {
            return Ok(true);
        }
        let (conn, atoms) = (&self.conn, &self.atoms);
        let heard = EventMask::FOCUS_CHANGE | EventMask::STRUCTURE_NOTIFY;
        conn.change_window_attributes(window, &ChangeWindowAttributesAux::new().event_mask(heard))?;
        let managed = self.numbers(self.root, atoms._NET_SUPPORTED)?.contains(&atoms._NET_ACTIVE_WINDOW);
        if managed {
            // As a pager asks, on behalf of the user; a plain application's wish may be put off.
            let data = [2, self.now()?, 0, 0, 0];
            let wish = ClientMessageEvent::new(32, window, atoms._NET_ACTIVE_WINDOW, data);
            let to = EventMask::SUBSTRUCTURE_REDIRECT | EventMask::SUBSTRUCTURE_NOTIFY;
            conn.send_event(false, self.root, to, wish)?;
        } else {
            conn.set_input_focus(InputFocus::PARENT, window, self.now()?)?;
        }
        let until = Instant::now() + FRONT;
        let mut seen = self.state().focus;
        let done = loop {
            if self.has_focus(window)? {
                break true;
            }
            match self.wait(until, |state| (state.focus != seen).then_some(state.focus))? {
                Some(focus) => seen = focus,
                None => break false,
            }
        };
        conn.change_window_attributes(window, &ChangeWindowAttributesAux::new().event_mask(EventMask::NO_EVENT))?;
        Ok(done)
    }
}
