//! Facts of a bare X session.

use super::desk::Desk;
use stet_platform::session::{State, facts};

#[test]
fn a_bare_session_is_told_as_it_is() {
    let _desk = Desk::new();
    let facts = facts();
    let names: Vec<_> = facts.iter().map(|fact| fact.name).collect();
    assert_eq!(
        names,
        ["session", "desktop", "window-manager", "selection", "paste", "tray", "notifications", "global-shortcuts"]
    );
    let of = |name: &str| facts.iter().find(|fact| fact.name == name).unwrap();
    for name in ["session", "window-manager", "selection", "paste", "global-shortcuts"] {
        assert_eq!(of(name).state, State::Ok, "{:?}", of(name));
    }
    assert_eq!(of("session").detail, "X11");
    // What is missing comes with what to do.
    assert!(facts.iter().all(|fact| (fact.state == State::Missing) == fact.advice.is_some()), "{facts:?}");
}
