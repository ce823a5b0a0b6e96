//! The selection in whatever window has the focus, taken and given back, and the clipboard.
//!
//! Two promises hold on every desktop: what the user selected is only read, and what the clipboard held is there
//! afterwards. The desktops differ in what they let a program do; each has a file of its own here.

use crate::Rules;
use std::time::Duration;

#[cfg(all(unix, not(target_os = "macos")))]
pub mod accessible;
#[cfg(all(unix, not(target_os = "macos")))]
pub(crate) mod wayland;
#[cfg(all(unix, not(target_os = "macos")))]
pub(crate) mod x11;

/// More text than this is not taken: no tool works on it, and its transfer would keep the application busy.
pub const MOST_TEXT: usize = 8 * 1024 * 1024;

/// The selection of the focused window, and the clipboard. One operation runs at a time; a second is [`Failure::Busy`].
pub trait Selection: Send + Sync {
    /// The selected text, and where it came from. Nothing of the user's is changed by it: where the application has to
    /// be asked to copy, the clipboard gets back every format it held.
    fn capture(&self, rules: &Rules) -> Result<Capture, Failure>;

    /// Puts `text` in place of what was captured, and says how that ended. After a failure `text` is still the caller's
    /// to offer in another way, and the source is as it was; only [`Failure::NotPasted`] can't promise that, when another
    /// program took the clipboard between the key and the reading.
    fn replace(&self, capture: &Capture, rules: &Rules, text: &str) -> Result<Replaced, Failure>;

    /// Selects again a text that was put into a window, to be replaced in its turn: the user has selected it, or the
    /// cursor is still at its end. Where it is anywhere else, nothing is selected, typed or deleted.
    fn reselect(&self, source: &Source, rules: &Rules, text: &str) -> Result<Capture, Failure>;

    /// The text of the clipboard; nothing where it is empty or holds something other than text.
    fn clipboard(&self) -> Result<Option<String>, Failure>;

    /// Makes `text` the content of the clipboard, until another program copies something.
    fn set_clipboard(&self, text: &str) -> Result<(), Failure>;

    /// Gives the keyboard to a window of this program, as soon as that is shown, and says whether that succeeded. The user
    /// asked for the window: a program's own wish is put off by window managers that guard the focus. The window is named
    /// by its number, which only X11 has.
    fn bring_to_front(&self, window: u32) -> Result<bool, Failure> {
        let _ = window;
        Ok(false)
    }
}

/// What was selected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capture {
    pub text: String,
    pub source: Source,
    pub origin: Origin,
    pub place: Place,
}

/// How the text was got, which says how sure it is that it is selected now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The application offered it as its selection, and lets go of that when nothing is selected.
    Selection,
    /// The application copied it when asked to.
    Copied,
    /// It was selected last in that window, and the application could not be asked whether it still is.
    Last,
}

/// The window that the text came from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    /// The display server's number of the window; zero where it tells none.
    pub window: u32,
    /// Both parts of WM_CLASS, the instance and the class.
    pub class: (String, String),
    pub title: String,
    /// As the display server knows it, not as the window claims.
    pub pid: Option<u32>,
}

impl Source {
    /// The application's name for people.
    pub fn name(&self) -> &str {
        [&self.class.1, &self.class.0].into_iter().find(|name| !name.is_empty()).map_or("this application", |name| name)
    }
}

/// Where a popup belongs, in pixels of the whole desktop.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Place {
    pub pointer: (i32, i32),
    /// The source window; empty where unknown.
    pub window: Rect,
    /// The monitor with the pointer, or where that is outside of the window, with the window's middle.
    pub monitor: Rect,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rect {
    pub x: i32,
    pub y: i32,
    pub width: u32,
    pub height: u32,
}

impl Rect {
    pub fn contains(&self, (x, y): (i32, i32)) -> bool {
        let inside =
            |at: i32, from: i32, length: u32| at >= from && i64::from(at) < i64::from(from) + i64::from(length);
        inside(x, self.x, self.width) && inside(y, self.y, self.height)
    }

    pub fn middle(&self) -> (i32, i32) {
        (self.x + (self.width / 2) as i32, self.y + (self.height / 2) as i32)
    }
}

/// How a replacement ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replaced {
    /// The application read the text.
    Pasted {
        /// From the key to the end of reading.
        after: Duration,
        /// Whether the clipboard holds again what it held; otherwise another program took it meanwhile, and has it.
        restored: bool,
    },
    /// The text is on the clipboard and the user has to paste it: this session lets no program press keys.
    OnClipboard,
}

/// Why there is no text, or why it was not replaced. Each is a sentence that says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    #[error("Nothing is selected. Select some text first, or use the text of the clipboard.")]
    NothingSelected,
    #[error("{app} is excluded: Stet does not read its windows. The list is in the settings.")]
    Excluded { app: String },
    #[error("That is a password field, and Stet does not read those.")]
    Password,
    #[error("What is selected is no text that Stet understands. Copy it as plain text and use the clipboard.")]
    NotUnderstood,
    #[error("That is too much text at once. Select less than {} MB.", MOST_TEXT / 1024 / 1024)]
    TooLarge,
    #[error("{app} does not answer at the moment. Try again when it does.")]
    NoAnswer { app: String },
    #[error("What is on the clipboard could not be put aside, so it was left alone. Copy a word and try again.")]
    ClipboardKept,
    #[error("The window that the text came from is gone. The result can be copied.")]
    SourceGone,
    #[error("{app} could not be brought to the front, so nothing was replaced. The result can be copied.")]
    NotFocused { app: String },
    #[error("What is selected in {app} has changed, so nothing was replaced. The result can be copied.")]
    SourceChanged { app: String },
    #[error("{app} did not take the text; perhaps it can't be edited there. The result can be copied.")]
    NotPasted { app: String },
    #[error("{app} has no key for pasting that Stet could press. The result can be copied.")]
    NoPasteKey { app: String },
    #[error(
        "Several lines pasted into a terminal could be run as commands, so they were not. Copy the result instead."
    )]
    Terminal,
    #[error("What was put into {app} is not before the cursor any more. Select it there and try again.")]
    Moved { app: String },
    #[error(
        "The application in front does not tell what is selected in it. Copy the text and paste it into Stet, or turn on \
         the desktop's accessibility and start that application again."
    )]
    NotTold,
    #[error("This desktop gives the clipboard to the window in front only. Copy and paste in Stet's own window.")]
    NoClipboard,
    #[error("A key is held down. Let go of it and try again.")]
    KeysHeld,
    #[error("The selection is being read or replaced already.")]
    Busy,
    #[error("The display did not do what was asked ({0}). If it stays so, start Stet again.")]
    Display(String),
}

/// Why this session has no [`Selection`], and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unavailable(pub String);

/// The selection of this session.
#[cfg(all(unix, not(target_os = "macos")))]
pub fn selection() -> Result<Box<dyn Selection>, Unavailable> {
    use crate::session::Kind;
    match Kind::of_environment() {
        Kind::X11 => Ok(Box::new(x11::X11::connect().map_err(|error| {
            Unavailable(format!("The X display can't be used ({error}). Check DISPLAY and XAUTHORITY."))
        })?)),
        Kind::Wayland => Ok(Box::new(wayland::Wayland::connect()?)),
        Kind::None => Err(Unavailable(
            "There is no graphical session here: neither WAYLAND_DISPLAY nor DISPLAY is set. Use `stet` on files."
                .into(),
        )),
    }
}

#[cfg(target_os = "macos")]
pub fn selection() -> Result<Box<dyn Selection>, Unavailable> {
    Err(Unavailable("The selection of other applications is not available on macOS yet: use copy and paste.".into()))
}

#[cfg(windows)]
pub fn selection() -> Result<Box<dyn Selection>, Unavailable> {
    Err(Unavailable("The selection of other applications is not available on Windows yet: use copy and paste.".into()))
}

/// Text as its owners encode it: without the zero bytes some end it with.
pub(crate) fn utf8(mut bytes: Vec<u8>) -> Result<String, Failure> {
    while bytes.last() == Some(&0) {
        bytes.pop();
    }
    String::from_utf8(bytes).map_err(|_| Failure::NotUnderstood)
}

/// Whether it is what stands for a password on the screen: some toolkits offer that as selected text.
pub(crate) fn is_masked(text: &str) -> bool {
    const MASKS: [char; 6] = ['●', '•', '∙', '⚫', '✱', '*'];
    let first = text.chars().next();
    first.is_some_and(|first| MASKS.contains(&first) && text.chars().all(|other| other == first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rectangle_ends_before_its_end() {
        let rect = Rect { x: -10, y: 0, width: 10, height: 5 };
        assert!(rect.contains((-10, 0)) && rect.contains((-1, 4)));
        assert!(!rect.contains((0, 0)) && !rect.contains((-1, 5)));
        assert_eq!(rect.middle(), (-5, 2));
    }

    #[test]
    fn a_mask_is_one_sign_over_and_over() {
        assert!(is_masked("●●●●●●") && is_masked("*") && is_masked("••••"));
        assert!(!is_masked("") && !is_masked("• a list") && !is_masked("*•") && !is_masked("word"));
    }

    #[test]
    fn text_ends_before_its_zero_bytes() {
        assert_eq!(utf8(b"caf\xc3\xa9\0\0".to_vec()).unwrap(), "café");
        assert_eq!(utf8(vec![0xff, 0xfe]), Err(Failure::NotUnderstood));
    }
}
