//! Which runs wait for a verdict on what they would send: the one owner of those questions.

use futures::FutureExt;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use stet_core::cloud::{Ask, Verdict};
use stet_core::run::{Event, Watch};
use stet_core::{Code, Error, Result};
use tokio::sync::oneshot;

/// Cheap to clone; all clones share the questions.
#[derive(Clone, Default)]
pub struct Consents(Arc<Mutex<HashMap<String, oneshot::Sender<Verdict>>>>);

impl Consents {
    /// Asks whoever watches a run. A run that is watched no longer, or asks again, has its question answered with no.
    pub fn ask(&self, run: &str, watch: &Watch) -> Ask {
        let (consents, run, watch) = (self.clone(), run.to_owned(), watch.clone());
        Arc::new(move |sheets| {
            let (answer, verdict) = oneshot::channel();
            consents.waiting().insert(run.clone(), answer);
            watch(Event::Asking(sheets));
            async move { Ok(verdict.await.unwrap_or(Verdict::No)) }.boxed()
        })
    }

    /// Answers what a run asked. Errors: `usage`, when it asks nothing.
    pub fn answer(&self, run: &str, verdict: Verdict) -> Result<()> {
        let waiting = self.waiting().remove(run);
        let waits = waiting.is_some_and(|answer| answer.send(verdict).is_ok());
        waits.then_some(()).ok_or_else(|| Error::new(Code::Usage, "This run does not ask for a consent any more."))
    }

    /// The run has ended.
    pub fn forget(&self, run: &str) {
        self.waiting().remove(run);
    }

    fn waiting(&self) -> MutexGuard<'_, HashMap<String, oneshot::Sender<Verdict>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// For runs that nobody watches: whatever would have to be asked is not allowed.
pub fn nobody() -> Ask {
    Arc::new(|_| async { Ok(Verdict::No) }.boxed())
}

#[cfg(test)]
mod tests {
    use super::*;
    use stet_core::run::unwatched;

    #[tokio::test]
    async fn a_question_is_answered_once_and_a_dropped_one_with_no() {
        let consents = Consents::default();
        let ask = consents.ask("run", &unwatched());
        let asked = ask(Vec::new());
        consents.answer("run", Verdict::Always).unwrap();
        assert_eq!(asked.await.unwrap(), Verdict::Always);
        assert_eq!(consents.answer("run", Verdict::Always).unwrap_err().code, Code::Usage);
        let asked = ask(Vec::new());
        consents.forget("run");
        assert_eq!(asked.await.unwrap(), Verdict::No);
        assert_eq!(nobody()(Vec::new()).await.unwrap(), Verdict::No);
    }
}
