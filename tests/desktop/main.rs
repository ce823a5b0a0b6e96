//! The real window, the real binary, the real `tiny` model: what a person does with them.
//!
//! Needs a display and WebKitWebDriver, and fails without; `./dev test` sees to both. Waits have generous limits: they
//! cost nothing where a machine is quick.

mod access;
mod cloud;
#[path = "../common/mod.rs"]
mod common;
mod digest;
mod everywhere;
mod faults;
mod keyboard;
mod network;
mod past;
mod person;
mod pictures;
mod places;
#[path = "../common/served.rs"]
mod served;
mod settings;
mod sway;
mod tray;
#[path = "../common/window.rs"]
mod window;
mod writing;
