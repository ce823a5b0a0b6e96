//! Consent to a run before any of it is sent: its requests are found by a rehearsal, shown together, and allowed as shown.
//!
//! A run of a long text makes several requests. A [`Rehearsal`] takes the place of the server and keeps what each job
//! would send. It answers with a mark, so that a job which has an answer in it is known, and not kept: what that sends is
//! still open. What was shown and allowed is recognized by its bytes ([`gate`]). A request that was not among them, because
//! it follows from an answer or repeats one that was rejected, is shown by itself when it comes.

use super::{Approved, Cloud, Consent, Gate, Request, Sheet, Turn, no_consent};
use crate::Result;
use crate::generate::{Capabilities, Chunk, Finish, Generator, Job, Score};
use futures::future::{BoxFuture, FutureExt};
use futures::stream::{self, BoxStream, StreamExt};
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio_util::sync::CancellationToken;

/// What whoever decides says to the sheets that they were shown.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, specta::Type)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Verdict {
    /// These requests, with their turns as they were or edited: one list for each sheet, in order.
    Once {
        turns: Vec<Vec<Turn>>,
    },
    /// These and all others of this tool to this server.
    Always,
    No,
}

/// Stands for an answer that is not there yet: a letter that no text has.
const ANSWER: &str = "\u{f8ff}";

/// Shows sheets to whoever decides, at least one, and waits for the verdict.
pub type Ask = Arc<dyn Fn(Vec<Sheet>) -> BoxFuture<'static, Result<Verdict>> + Send + Sync>;

/// Stands in for a server before there is a consent. Connects to nothing.
pub struct Rehearsal {
    cloud: Cloud,
    sheets: Arc<Mutex<Vec<Sheet>>>,
}

impl Rehearsal {
    pub fn of(cloud: Cloud) -> Rehearsal {
        Rehearsal { cloud, sheets: Arc::default() }
    }

    /// What the jobs so far would have sent, in order.
    pub fn sheets(&self) -> Vec<Sheet> {
        self.sheets.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Generator for Rehearsal {
    fn engine(&self) -> String {
        self.cloud.engine()
    }

    fn model(&self) -> String {
        self.cloud.model()
    }

    fn reason(&self) -> String {
        self.cloud.reason()
    }

    fn capabilities(&self) -> Capabilities {
        self.cloud.capabilities()
    }

    fn load_ms(&self) -> u64 {
        0
    }

    fn count_tokens(&self, text: &str) -> Result<usize> {
        self.cloud.count_tokens(text)
    }

    fn score(&self, context: String, text: String, cancel: CancellationToken) -> BoxFuture<'static, Result<Score>> {
        self.cloud.score(context, text, cancel)
    }

    fn generate(&self, job: Job) -> BoxStream<'static, Result<Chunk>> {
        let open = job.user.contains(ANSWER);
        let kept = self.cloud.preview(job).map(|sheet| {
            if !open {
                self.sheets.lock().unwrap_or_else(PoisonError::into_inner).push(sheet);
            }
        });
        match kept {
            Ok(()) => stream::iter([Ok(Chunk::Text(ANSWER.to_owned())), Ok(Chunk::End(Finish::default()))]).boxed(),
            Err(error) => stream::iter([Err(error)]).boxed(),
        }
    }
}

/// Shows the sheets of a run, and makes the gate that lets through what was allowed; nothing is shown where there are none.
///
/// Errors: `refused`, when it was not allowed, and those of asking.
pub async fn gate(sheets: Vec<Sheet>, ask: Ask) -> Result<Gate> {
    let allowed = Arc::new(Allowed::default());
    if let Some(server) = sheets.first().map(|sheet| sheet.server.clone()) {
        let verdict = ask(sheets.clone()).await?;
        allowed.note(sheets, verdict, &server)?;
    }
    Ok(Arc::new(move |request: Request| {
        let (allowed, ask) = (allowed.clone(), ask.clone());
        async move {
            let sheet = request.sheet();
            match allowed.take(&sheet.body) {
                Some(consent) => approve(request, consent),
                None => {
                    let server = sheet.server.clone();
                    let verdict = ask(vec![sheet.clone()]).await?;
                    allowed.note(vec![sheet.clone()], verdict, &server)?;
                    let consent = allowed.take(&sheet.body).ok_or_else(|| no_consent(&server))?;
                    approve(request, consent)
                }
            }
        }
        .boxed()
    }))
}

/// How one request is allowed: in these words, or for good.
enum Allowance {
    Once(Vec<Turn>),
    Always,
}

/// What may be sent of a run.
#[derive(Default)]
struct Allowed(Mutex<State>);

#[derive(Default)]
struct State {
    always: bool,
    /// By the bytes that were shown. Each consent is used up once.
    once: HashMap<String, Vec<Vec<Turn>>>,
}

impl Allowed {
    fn note(&self, sheets: Vec<Sheet>, verdict: Verdict, server: &str) -> Result<()> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match verdict {
            Verdict::No => return Err(no_consent(server)),
            Verdict::Always => state.always = true,
            // Fewer lists than sheets allow the first ones only.
            Verdict::Once { turns } => {
                for (sheet, turns) in sheets.into_iter().zip(turns) {
                    state.once.entry(sheet.body).or_default().push(turns);
                }
            }
        }
        Ok(())
    }

    fn take(&self, body: &str) -> Option<Allowance> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.always {
            return Some(Allowance::Always);
        }
        state.once.get_mut(body)?.pop().map(Allowance::Once)
    }
}

fn approve(request: Request, allowance: Allowance) -> Result<Approved> {
    match allowance {
        Allowance::Always => Ok(request.approve(Consent::Always)),
        Allowance::Once(turns) if turns == request.turns() => Ok(request.approve(Consent::Once)),
        Allowance::Once(turns) => Ok(request.edit(turns)?.approve(Consent::Once)),
    }
}

/// A gate that stands open, for what was allowed before.
pub fn open(consent: Consent) -> Gate {
    Arc::new(move |request| async move { Ok(request.approve(consent)) }.boxed())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::{Connection, Purpose, Server};
    use crate::report::Report;

    fn cloud() -> Cloud {
        let server = Server::new("lab", "http://127.0.0.1:9", "large").unwrap();
        let purpose = Purpose { tool: "tldr".into(), application: None, reason: "you asked for it".into() };
        let report = Arc::new(Report::in_memory().unwrap());
        Cloud::new(Connection::new(server, None).unwrap(), purpose, super::super::closed(), report, false)
    }

    fn job(text: &str) -> Job {
        Job { system: "Shorten.".into(), user: text.into(), ..Job::default() }
    }

    fn request(text: &str) -> Request {
        let cloud = cloud();
        Request::new(cloud.connection.server(), cloud.purpose.clone(), Vec::new(), &job(text)).unwrap()
    }

    /// Says these things one after another, and keeps what was shown.
    fn saying(verdicts: Vec<Verdict>) -> (Ask, Arc<Mutex<Vec<Vec<String>>>>) {
        let shown = Arc::new(Mutex::new(Vec::new()));
        let (kept, verdicts) = (shown.clone(), Arc::new(Mutex::new(verdicts.into_iter())));
        let ask: Ask = Arc::new(move |sheets| {
            kept.lock().unwrap().push(sheets.into_iter().map(|sheet| sheet.body).collect());
            let verdict = verdicts.lock().unwrap().next().expect("asked once too often");
            async move { Ok(verdict) }.boxed()
        });
        (ask, shown)
    }

    fn user(text: &str) -> Vec<Turn> {
        request(text).turns().to_vec()
    }

    #[tokio::test]
    async fn a_rehearsal_keeps_what_would_be_sent_but_not_what_follows_from_an_answer() {
        let rehearsal = Rehearsal::of(cloud());
        let mut answers = String::new();
        for text in ["one", "two"] {
            let (answer, _) = crate::generate::answer(&rehearsal, job(text), |_| {}).await.unwrap();
            answers.push_str(&answer);
        }
        crate::generate::answer(&rehearsal, job(&answers), |_| {}).await.unwrap();
        let bodies: Vec<_> = rehearsal.sheets().into_iter().map(|sheet| sheet.body).collect();
        let wanted = ["one", "two"].map(|text| String::from_utf8(request(text).body().to_vec()).unwrap());
        assert_eq!(bodies, wanted);
    }

    #[tokio::test]
    async fn what_was_shown_is_sent_once_and_everything_else_is_asked_about() {
        let once = |texts: &[&str]| Verdict::Once { turns: texts.iter().map(|text| user(text)).collect() };
        let (ask, shown) = saying(vec![once(&["one", "two, edited"]), once(&["three"]), Verdict::No]);
        let sheets = vec![request("one").sheet(), request("two").sheet()];
        let gate = gate(sheets, ask).await.unwrap();
        let sent = gate(request("two")).await.unwrap();
        assert_eq!(sent.request().body(), request("two, edited").body());
        assert_eq!(gate(request("one")).await.unwrap().request().body(), request("one").body());
        // Not among them.
        assert_eq!(gate(request("three")).await.unwrap().consent(), Consent::Once);
        // The consent to this one is used up.
        assert_eq!(gate(request("one")).await.unwrap_err().code, crate::Code::Refused);
        assert_eq!(shown.lock().unwrap().iter().map(Vec::len).collect::<Vec<_>>(), [2, 1, 1]);
    }

    #[tokio::test]
    async fn a_no_ends_it_and_always_asks_no_more() {
        let (ask, _) = saying(vec![Verdict::No]);
        assert_eq!(gate(vec![request("one").sheet()], ask).await.err().unwrap().code, crate::Code::Refused);
        let (ask, shown) = saying(vec![Verdict::Always]);
        let gate = gate(vec![request("one").sheet()], ask).await.unwrap();
        for text in ["one", "another"] {
            assert_eq!(gate(request(text)).await.unwrap().consent(), Consent::Always);
        }
        assert_eq!(shown.lock().unwrap().len(), 1);
    }
}
