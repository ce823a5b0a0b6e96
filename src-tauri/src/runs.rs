//! What is running: the one owner of run ids and of the tokens that cancel them.
//!
//! The caller mints a run's id, so it can cancel before it has heard back. A cancellation that overtakes its run is
//! remembered until that run begins.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use stet_core::{Code, Error, Result};
use tokio_util::sync::CancellationToken;

/// How many cancellations of runs not yet begun are remembered; far more than can ever be under way.
const REMEMBERED: usize = 64;

/// Cheap to clone; all clones share what is running.
#[derive(Clone, Default)]
pub struct Runs(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    change: OnceLock<Box<dyn Fn() + Send + Sync>>,
}

#[derive(Default)]
struct State {
    /// Whose each is, and what cancels it.
    running: HashMap<String, (String, CancellationToken)>,
    cancelled_early: VecDeque<String>,
}

/// A run under way. Dropping it ends the run, however it came to be dropped.
pub struct Running {
    runs: Runs,
    id: String,
    token: CancellationToken,
}

impl Runs {
    /// Starts the run `id` of a window; its token is already cancelled when [`Runs::cancel`] came first.
    ///
    /// Errors: `usage` when a run of that id is under way.
    pub fn begin(&self, id: String, window: &str) -> Result<Running> {
        let mut state = self.state();
        if state.running.contains_key(&id) {
            return Err(Error::new(Code::Usage, "A run with this id is already under way."));
        }
        let token = CancellationToken::new();
        if let Some(place) = state.cancelled_early.iter().position(|early| *early == id) {
            state.cancelled_early.remove(place);
            token.cancel();
        }
        state.running.insert(id.clone(), (window.to_owned(), token.clone()));
        drop(state);
        self.changed();
        Ok(Running { runs: self.clone(), id, token })
    }

    /// Cancels the run `id`, now or as soon as it begins.
    pub fn cancel(&self, id: &str) {
        let mut state = self.state();
        if let Some((_, token)) = state.running.get(id) {
            token.cancel();
            return;
        }
        if state.cancelled_early.len() == REMEMBERED {
            state.cancelled_early.pop_front();
        }
        state.cancelled_early.push_back(id.to_owned());
    }

    /// Cancels what a window has running.
    pub fn cancel_of(&self, window: &str) {
        self.state().running.values().filter(|(of, _)| of == window).for_each(|(_, token)| token.cancel());
    }

    /// Cancels everything that is running.
    pub fn cancel_all(&self) {
        self.state().running.values().for_each(|(_, token)| token.cancel());
    }

    /// Has somebody told whenever a run begins or ends; the first who asks, for good.
    pub fn on_change(&self, tell: impl Fn() + Send + Sync + 'static) {
        let _ = self.0.change.set(Box::new(tell));
    }

    fn changed(&self) {
        if let Some(tell) = self.0.change.get() {
            tell();
        }
    }

    /// Nothing is running.
    pub fn is_idle(&self) -> bool {
        self.state().running.is_empty()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Running {
    pub fn token(&self) -> CancellationToken {
        self.token.clone()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.runs.state().running.remove(&self.id);
        self.runs.changed();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cancelling_reaches_the_run_of_that_id_only() {
        let runs = Runs::default();
        let (one, two) = (runs.begin("one".into(), "main").unwrap(), runs.begin("two".into(), "main").unwrap());
        runs.cancel("one");
        assert!(one.token().is_cancelled());
        assert!(!two.token().is_cancelled());
    }

    #[test]
    fn a_cancellation_that_overtakes_its_run_is_remembered_once() {
        let runs = Runs::default();
        runs.cancel("early");
        assert!(runs.begin("early".into(), "main").unwrap().token().is_cancelled());
        assert!(!runs.begin("early".into(), "main").unwrap().token().is_cancelled());
    }

    #[test]
    fn closing_a_window_cancels_its_runs_only() {
        let runs = Runs::default();
        assert!(runs.is_idle());
        let (main, popup) = (runs.begin("one".into(), "main").unwrap(), runs.begin("two".into(), "popup").unwrap());
        runs.cancel_of("popup");
        assert!(popup.token().is_cancelled() && !main.token().is_cancelled());
        runs.cancel_all();
        assert!(main.token().is_cancelled() && !runs.is_idle());
        drop((main, popup));
        assert!(runs.is_idle());
    }

    #[test]
    fn an_id_is_free_again_when_its_run_is_dropped() {
        let runs = Runs::default();
        let first = runs.begin("same".into(), "main").unwrap();
        assert_eq!(runs.begin("same".into(), "main").err().map(|e| e.code), Some(Code::Usage));
        drop(first);
        assert!(runs.begin("same".into(), "main").is_ok());
    }

    #[test]
    fn stray_cancellations_do_not_pile_up() {
        let runs = Runs::default();
        for number in 0..10 * REMEMBERED {
            runs.cancel(&number.to_string());
        }
        assert_eq!(runs.state().cancelled_early.len(), REMEMBERED);
    }
}
