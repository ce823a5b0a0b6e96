mod faults;
pub(crate) mod server;
pub(crate) mod tls;

use super::*;
use crate::generate::{Example, Sampling};
use crate::home::Home;
use crate::report::Filter;
use server::{Act, Server as Scripted, answer, event, said, stop, stream, whole};
use std::sync::Mutex;
use std::time::Duration;

const KEY: &str = "sk-not-to-be-seen";

fn defined(url: &str) -> Server {
    Server::new("lab", url, "large").unwrap()
}

/// A gate that opens, and remembers what it showed.
#[derive(Clone, Default)]
struct Shown(Arc<Mutex<Vec<Sheet>>>);

impl Shown {
    fn gate(&self) -> Gate {
        let shown = self.0.clone();
        Arc::new(move |request| {
            shown.lock().unwrap().push(request.sheet());
            async move { Ok(request.approve(Consent::Once)) }.boxed()
        })
    }

    fn bodies(&self) -> Vec<String> {
        self.0.lock().unwrap().iter().map(|sheet| sheet.body.clone()).collect()
    }
}

struct Stage {
    cloud: Cloud,
    report: Arc<Report>,
    shown: Shown,
}

impl Stage {
    fn of(server: Server, key: Option<Key>) -> Stage {
        let (report, shown) = (Arc::new(Report::in_memory().unwrap()), Shown::default());
        let purpose =
            Purpose { tool: "tldr".into(), application: None, reason: "to “lab”: you asked for it".into() };
        let connection = Connection::new(server, key).unwrap();
        let cloud = Cloud::new(connection, purpose, shown.gate(), report.clone(), false);
        Stage { cloud, report, shown }
    }

    fn at(scripted: &Scripted) -> Stage {
        Stage::of(defined(&scripted.address), None)
    }

    /// With little patience: one second for everything that `change` leaves alone.
    fn hasty(scripted: &Scripted, change: impl FnOnce(&mut Patience)) -> Stage {
        let mut patience = Patience { connect: 5, first: 60, pause: 60, total: 60 };
        change(&mut patience);
        Stage::of(Server { patience, ..defined(&scripted.address) }, None)
    }

    async fn ask(&self) -> Result<(String, crate::generate::Finish)> {
        crate::generate::answer(&self.cloud, job(), |_| {}).await
    }

    /// The error that asking ends with, and what had come before.
    async fn fails(&self) -> (Error, String) {
        let error = self.ask().await.unwrap_err();
        let partial = Partial::of(&error).unwrap_or_default().to_owned();
        assert!(error.hint.is_some(), "{error:?}");
        (error, partial)
    }

    /// What the report has about the end of each request, the last first.
    fn fates(&self) -> Vec<Vec<Fate>> {
        let entries = self.report.list(&Filter::default()).unwrap();
        entries.iter().map(|entry| entry.fates.iter().map(|ended| ended.fate).collect()).collect()
    }
}

fn job() -> Job {
    Job {
        system: "Summarize.".into(),
        user: "<text>\nA \"text\" with\tmarks, 标点 and 😀.\n</text>".into(),
        examples: vec![Example { text: "before".into(), answer: "after".into() }],
        sampling: Sampling { max_tokens: 100, temperature: 0.3, ..Sampling::default() },
        ..Job::default()
    }
}

#[tokio::test]
async fn what_is_shown_is_what_is_sent_byte_for_byte() {
    let scripted = Scripted::start(|_| answer(&["Hello", ", ", "wörld 😀"])).await;
    let stage = Stage::of(defined(&scripted.address), Some(Key::new(KEY.into()).unwrap()));
    let (text, finish) = stage.ask().await.unwrap();
    assert_eq!((text.as_str(), finish.length, finish.output_tokens), ("Hello, wörld 😀", false, 3));

    let asked = scripted.asked();
    assert_eq!(asked.len(), 1);
    assert!(asked[0].head.starts_with("POST /v1/chat/completions HTTP/1.1\r\n"), "{}", asked[0].head);
    assert_eq!(asked[0].header("authorization"), Some("Bearer sk-not-to-be-seen"));
    assert_eq!(asked[0].header("content-type"), Some("application/json"));
    assert_eq!(stage.shown.bodies(), [String::from_utf8(asked[0].body.clone()).unwrap()]);
    let body: serde_json::Value = serde_json::from_slice(&asked[0].body).unwrap();
    let expected = serde_json::json!({
        "model": "large",
        "messages": [
            { "role": "system", "content": "Summarize." },
            { "role": "user", "content": "before" },
            { "role": "assistant", "content": "after" },
            { "role": "user", "content": job().user },
        ],
        "stream": true, "max_tokens": 100, "temperature": 0.3, "seed": 42,
    });
    assert_eq!(body, expected);

    let entries = stage.report.list(&Filter::default()).unwrap();
    assert_eq!(entries[0].sha256.as_deref().unwrap(), sha256(&asked[0].body));
    assert_eq!((entries[0].bytes as usize, &entries[0].payload), (asked[0].body.len(), &None));
    assert_eq!((entries[0].server.as_deref(), entries[0].consent), (Some("lab"), Some(Consent::Once)));
    assert_eq!(stage.fates(), [[Fate::Answered]]);
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn what_was_edited_is_what_is_sent() {
    let scripted = Scripted::start(|_| answer(&["ok"])).await;
    let edited: Arc<Mutex<Vec<u8>>> = Arc::default();
    let kept = edited.clone();
    let gate: Gate = Arc::new(move |request| {
        let mut turns = request.turns().to_vec();
        turns.last_mut().unwrap().content = "less".into();
        let request = request.edit(turns).unwrap();
        *kept.lock().unwrap() = request.body().to_vec();
        async move { Ok(request.approve(Consent::Once)) }.boxed()
    });
    let stage = Stage::at(&scripted);
    let cloud = Cloud { gate, keep_payloads: true, ..stage.cloud };
    crate::generate::answer(&cloud, job(), |_| {}).await.unwrap();
    let sent = scripted.asked()[0].body.clone();
    assert_eq!(sent, *edited.lock().unwrap());
    assert!(!String::from_utf8_lossy(&sent).contains("marks"));
    assert_eq!(stage.report.list(&Filter::default()).unwrap()[0].payload.as_deref().unwrap().as_bytes(), sent);
}

#[test]
fn nothing_is_no_edit() {
    let purpose = Purpose { tool: "tldr".into(), application: None, reason: String::new() };
    let request = Request::new(&defined("http://[::1]"), purpose, Vec::new(), &job()).unwrap();
    let empty = Turn { role: Role::User, content: "  ".into() };
    assert_eq!(request.edit(vec![empty]).unwrap_err().code, Code::Usage);
}

#[tokio::test]
async fn without_consent_nothing_is_sent() {
    let scripted = Scripted::start(|_| answer(&["ok"])).await;
    let stage = Stage::at(&scripted);
    let cloud = Cloud { gate: closed(), ..stage.cloud.clone() };
    let error = crate::generate::answer(&cloud, job(), |_| {}).await.unwrap_err();
    assert_eq!((error.code, error.code.exit_code()), (Code::Refused, 5));
    let sheet = cloud.preview(job()).unwrap();
    assert!(sheet.body.contains("\"large\"") && sheet.url.ends_with("/v1/chat/completions"));
    assert!(scripted.asked().is_empty() && stage.fates().is_empty());
    assert!(stage.report.left().unwrap().words().starts_with("Nothing has left"));
}

#[tokio::test]
async fn what_can_not_be_reported_is_not_sent() {
    let dir = tempfile::tempdir().unwrap();
    let home = Home::at(dir.path());
    let scripted = Scripted::start(|_| answer(&["ok"])).await;
    let stage = Stage::at(&scripted);
    let cloud = Cloud { report: Arc::new(Report::open(&home).unwrap()), ..stage.cloud };
    rusqlite::Connection::open(home.report_file()).unwrap().execute_batch("DROP TABLE request").unwrap();
    let error = crate::generate::answer(&cloud, job(), |_| {}).await.unwrap_err();
    assert!(error.message.starts_with("Nothing was sent"), "{error}");
    assert!(scripted.asked().is_empty());
}

#[tokio::test]
async fn cancelling_closes_the_connection() {
    let scripted =
        Scripted::start(|_| vec![stream(), said("one"), Act::Wait(Duration::from_secs(60)), said("two")]).await;
    let stage = Stage::at(&scripted);
    let job = job();
    let cancel = job.cancel.clone();
    let mut stream = stage.cloud.generate(job);
    assert_eq!(stream.next().await.unwrap().unwrap(), Chunk::Text("one".into()));
    cancel.cancel();
    assert!(stream.next().await.unwrap().unwrap_err().is_cancelled());
    assert!(stream.next().await.is_none());
    drop(stream);
    scripted.hung_up().await;
    assert_eq!(stage.fates(), [[Fate::Cancelled]]);
}

#[tokio::test]
async fn dropping_the_answer_closes_the_connection() {
    let scripted = Scripted::start(|_| vec![stream(), Act::Wait(Duration::from_secs(60))]).await;
    let stage = Stage::at(&scripted);
    let waiting = tokio::time::timeout(Duration::from_millis(300), stage.ask()).await;
    assert!(waiting.is_err());
    scripted.hung_up().await;
    assert_eq!(stage.fates(), [[Fate::Cancelled]]);
}

#[tokio::test]
async fn cancelling_before_the_answer_and_before_consent() {
    let scripted = Scripted::start(|_| vec![Act::Wait(Duration::from_secs(60))]).await;
    let stage = Stage::at(&scripted);
    let asked = job();
    let cancel = asked.cancel.clone();
    let stop = async {
        while scripted.asked().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        cancel.cancel();
    };
    let (answered, ()) = tokio::join!(crate::generate::answer(&stage.cloud, asked, |_| {}), stop);
    assert!(answered.unwrap_err().is_cancelled());
    scripted.hung_up().await;

    let undecided: Gate = Arc::new(|_| futures::future::pending().boxed());
    let cloud = Cloud { gate: undecided, ..stage.cloud.clone() };
    let asked = job();
    asked.cancel.cancel();
    assert!(crate::generate::answer(&cloud, asked, |_| {}).await.unwrap_err().is_cancelled());
    assert_eq!((scripted.asked().len(), stage.fates().len()), (1, 1));
}

#[tokio::test]
async fn a_key_is_never_seen() {
    let scripted = Scripted::start(|_| {
        whole(401, "", &format!("{{\"error\": {{\"message\": \"Incorrect API key provided: {KEY}.\"}}}}"))
    })
    .await;
    let stage = Stage::of(defined(&scripted.address), Some(Key::new(format!(" {KEY}\n").into()).unwrap()));
    let (error, _) = stage.fails().await;
    assert_eq!(scripted.asked()[0].header("authorization"), Some("Bearer sk-not-to-be-seen"));
    let mut export = Vec::new();
    stage.report.export(&Filter::default(), &mut export).unwrap();
    let seen = format!(
        "{error:?} {error} {:?} {} {}",
        stage.cloud.connection,
        serde_json::to_string(&*stage.shown.0.lock().unwrap()).unwrap(),
        String::from_utf8(export).unwrap()
    );
    assert!(!seen.contains(KEY) && seen.contains("Incorrect API key provided: …"), "{seen}");
    for nonsense in ["", " ", "two words", "ключ"] {
        let error = Key::new(nonsense.into()).unwrap_err();
        assert_eq!(error.code, Code::Usage);
    }
}

#[tokio::test]
async fn a_lead_is_taken_off_where_the_answer_has_it() {
    for (pieces, lead, rest) in [
        (&["- a", "\n- b"][..], "-", " a\n- b"),
        (&[" ", "-", " a"], "-", " a"),
        (&["The ", "text"], "The", " text"),
        (&["Th", "is"], "The", "This"),
        (&["T"], "The", "T"),
    ] {
        let scripted = Scripted::start(move |_| answer(pieces)).await;
        let stage = Stage::at(&scripted);
        let asked = Job { lead: lead.into(), ..job() };
        assert_eq!(crate::generate::answer(&stage.cloud, asked, |_| {}).await.unwrap().0, rest, "{pieces:?}");
    }
}

#[tokio::test]
async fn what_is_hidden_does_not_leave_and_comes_back() {
    let scripted = Scripted::start(|request| {
        let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
        let asked = body["messages"].as_array().unwrap().last().unwrap()["content"].as_str().unwrap();
        let placeholder = asked.split_whitespace().nth(2).unwrap().trim_end_matches('.');
        let (a, b) = placeholder.split_at(3);
        answer(&["Wrote to ", a, b, "."])
    })
    .await;
    let stage = Stage::at(&scripted);
    let cloud = stage.cloud.clone().veiled(redacting(crate::redact::Options::default()));
    let asked = Job { user: "Write to anna@example.org.".into(), ..job() };
    assert_eq!(crate::generate::answer(&cloud, asked, |_| {}).await.unwrap().0, "Wrote to anna@example.org.");
    assert!(!String::from_utf8_lossy(&scripted.asked()[0].body).contains("anna"));
    let redacted = &stage.report.list(&Filter::default()).unwrap()[0].redacted;
    assert_eq!(redacted, &[Redacted { kind: "email".into(), count: 1 }]);
    assert_eq!(&stage.shown.0.lock().unwrap()[0].redacted, redacted);
}

#[tokio::test]
async fn a_server_is_tried_without_a_text() {
    let listed = |models: &'static str| move |_: &server::Request| whole(200, "", models);
    let check = async |scripted: &Scripted| {
        let connection = Connection::new(defined(&scripted.address), Some(Key::new(KEY.into()).unwrap())).unwrap();
        connection.test(&CancellationToken::new()).await
    };
    let scripted = Scripted::start(listed(r#"{"object": "list", "data": [{"id": "small"}, {"id": "large"}]}"#)).await;
    let models = Some(vec!["small".to_owned(), "large".to_owned()]);
    assert_eq!(check(&scripted).await.unwrap(), Check { models, known: Some(true) });
    let asked = &scripted.asked()[0];
    assert!(asked.head.starts_with("GET /v1/models ") && asked.body.is_empty());
    assert_eq!(asked.header("authorization"), Some("Bearer sk-not-to-be-seen"));
    let scripted = Scripted::start(listed(r#"{"data": []}"#)).await;
    assert_eq!(check(&scripted).await.unwrap().known, Some(false));
    let scripted = Scripted::start(|_| whole(404, "", "")).await;
    assert_eq!(check(&scripted).await.unwrap(), Check { models: None, known: None });
    let scripted = Scripted::start(|_| whole(403, "", "{}")).await;
    assert_eq!(check(&scripted).await.unwrap_err().code, Code::ServerKey);
    let scripted = Scripted::start(listed("<html>")).await;
    assert!(check(&scripted).await.unwrap_err().message.contains("no list of models"));
}
