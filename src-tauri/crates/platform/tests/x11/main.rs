//! The selection of real editors, in a real X session: what a person would do, and what goes wrong.
//!
//! Needs an X display, openbox (unless a window manager runs), xdotool, xclip, l3afpad (GTK), featherpad (Qt), xterm and
//! pinentry-gtk-2, and fails without; `./dev test` sees to them. The keyboard and the clipboard are shared, so the tests
//! take turns.

#![cfg(all(unix, not(target_os = "macos")))]

mod clipboard;
mod desk;
mod editors;
mod faults;
mod neighbour;
mod session;
mod terminals;
