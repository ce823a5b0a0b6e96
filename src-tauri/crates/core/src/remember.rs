//! Work done once: an answer that a model gave before is not computed again.
//!
//! [`remembering`] puts a [`Generator`] around another one. A job is known by all that decides its answer: its texts, its
//! sampling with the seed, the content of its adapter, and the scope it was asked in (engine, model hash, version). So a sentence that
//! was proofread before costs nothing, and editing one sentence of a long text costs about that sentence. The answers lie
//! in a SQLite file of their own, which is a cache: bounded, the ones unused for longest go first, and a file that is
//! damaged is begun anew. It holds what people wrote, so it is emptied whenever runs are removed from the history;
//! whether a run may be remembered at all (private ones may not) is decided by whoever wraps the generator or does not.

use crate::document::Document;
use crate::generate::{Around, Chunk, Finish, Generator, Job, Sampling};
use crate::home::{self, Home};
use crate::{Code, Error, Result};
use futures::stream::{self, StreamExt};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Bytes of answers kept.
const MOST: u64 = 32 * 1024 * 1024;
/// How often it is looked whether that was passed: every so many answers.
const LOOK: u32 = 256;
/// How long to wait for another process that is writing; an answer is not worth more.
const PATIENCE: Duration = Duration::from_millis(200);

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS answer (
        key BLOB PRIMARY KEY,
        text TEXT NOT NULL,
        cut INTEGER NOT NULL,
        prompt_tokens INTEGER NOT NULL,
        output_tokens INTEGER NOT NULL,
        used INTEGER NOT NULL -- seconds since 1970
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS answer_used ON answer (used);";

/// The answers given before. Can be shared between threads; each call takes its turn.
pub struct Answers {
    connection: Mutex<Connection>,
    most: u64,
    kept: AtomicU32,
}

type Key = [u8; 32];

impl Answers {
    /// Opens or makes the file; a damaged one is begun anew.
    ///
    /// Errors: `read-only`, `disk-full`, `io`. None of them is a reason not to run a tool.
    pub fn open(home: &Home) -> Result<Answers> {
        let path = file(home);
        home::create_dir(&home.cache_dir())?;
        let connection = connect(&path).or_else(|_| {
            for name in ["answers.db", "answers.db-wal", "answers.db-shm"] {
                let _ = std::fs::remove_file(home.cache_dir().join(name));
            }
            connect(&path)
        });
        let connection = connection.map_err(|error| failure("open", &path, error))?;
        Ok(Answers { connection: Mutex::new(connection), most: MOST, kept: AtomicU32::new(0) })
    }

    /// Forgets everything, where there is anything to forget.
    ///
    /// Errors: as [`Answers::open`].
    pub fn clear(home: &Home) -> Result<()> {
        if !file(home).exists() {
            return Ok(());
        }
        let answers = Answers::open(home)?;
        answers.forget("DELETE FROM answer", 0).map_err(|error| failure("empty", &file(home), error))
    }

    /// Forgets what was not used since.
    pub fn forget_before(&self, time: Timestamp) {
        if let Err(error) = self.forget("DELETE FROM answer WHERE used < ?1", time.as_second()) {
            tracing::debug!(%error, "old answers are still there");
        }
    }

    fn forget(&self, statement: &str, before: i64) -> rusqlite::Result<()> {
        let connection = self.connection();
        if statement.contains("?1") {
            connection.execute(statement, [before])?;
        } else {
            connection.execute(statement, [])?;
        }
        // Nothing of them stays in the log either; a busy reader only delays it.
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
    }

    /// Keeps what a document's text is from, among the answers: a text read again later knows its places, and is parted as
    /// before.
    pub fn keep_document(&self, document: &Document) {
        let places = Document { text: String::new(), ..document.clone() };
        if let Ok(places) = serde_json::to_string(&places) {
            self.keep(&document_key(&document.text), &places, &Finish::default());
        }
    }

    /// The document that a text was read from, when it was kept.
    pub fn document(&self, text: &str) -> Option<Document> {
        let (places, _) = self.recall(&document_key(text))?;
        let document = Document { text: text.to_owned(), ..serde_json::from_str(&places).ok()? };
        document.sound().then_some(document)
    }

    fn recall(&self, key: &Key) -> Option<(String, Finish)> {
        let connection = self.connection();
        let found = connection
            .query_row("SELECT text, cut, prompt_tokens, output_tokens FROM answer WHERE key = ?1", [&key[..]], |row| {
                let prompt_tokens: u32 = row.get(2)?;
                let finish = Finish {
                    length: row.get(1)?,
                    prompt_tokens: prompt_tokens as usize,
                    reused_tokens: prompt_tokens as usize,
                    output_tokens: row.get::<_, u32>(3)? as usize,
                    ..Finish::default()
                };
                Ok((row.get(0)?, finish))
            })
            .optional();
        if let Ok(Some(_)) = found {
            let _ = connection.execute("UPDATE answer SET used = unixepoch() WHERE key = ?1", [&key[..]]);
        }
        found.unwrap_or_else(|error| {
            tracing::debug!(%error, "an answer could not be recalled");
            None
        })
    }

    fn keep(&self, key: &Key, text: &str, finish: &Finish) {
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let row = params![&key[..], text, finish.length, number(finish.prompt_tokens), number(finish.output_tokens)];
        let connection = self.connection();
        let mut kept =
            connection.execute("INSERT OR REPLACE INTO answer VALUES (?1, ?2, ?3, ?4, ?5, unixepoch())", row);
        if kept.is_ok() && self.kept.fetch_add(1, Ordering::Relaxed).is_multiple_of(LOOK) {
            kept = self.bound(&connection);
        }
        if let Err(error) = kept {
            tracing::debug!(%error, "an answer could not be kept");
        }
    }

    /// Brings what is kept back under the limit, with an eighth to spare.
    fn bound(&self, connection: &Connection) -> rusqlite::Result<usize> {
        const SIZE: &str = "length(CAST(text AS BLOB)) + 80";
        let size: u64 = connection.query_row(&format!("SELECT total({SIZE}) FROM answer"), [], |row| {
            row.get::<_, f64>(0).map(|size| size as u64)
        })?;
        if size <= self.most {
            return Ok(0);
        }
        let over = (size - self.most + self.most / 8) as i64;
        connection.execute(
            &format!(
                "DELETE FROM answer WHERE key IN (
                     SELECT key FROM (
                         SELECT key, {SIZE} AS size, SUM({SIZE}) OVER (ORDER BY used, key) AS so_far FROM answer)
                     WHERE so_far - size < ?1)"
            ),
            [over],
        )
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn file(home: &Home) -> PathBuf {
    home.cache_dir().join("answers.db")
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    home::private_file(path);
    let connection = Connection::open(path)?;
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // A crash may cost the last answers, never the file.
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "secure_delete", true)?;
    connection.execute_batch(SCHEMA)?;
    Ok(connection)
}

fn failure(what: &str, path: &Path, error: rusqlite::Error) -> Error {
    Error::new(Code::Io, format!("Could not {what} the earlier answers in {}: {error}.", path.display())).because(error)
}

/// A generator that gives again what it gave before. `scope` names everything outside the job that decides an answer: the
/// engine and its version, the model's hash.
pub fn remembering(inner: Arc<dyn Generator>, answers: Arc<Answers>, scope: impl Into<String>) -> impl Generator {
    let scope = scope.into();
    let context = inner.capabilities().context_tokens;
    Around::new(inner, move |inner, job| {
        let key = key(&scope, context, &job);
        if let Some((text, finish)) = answers.recall(&key) {
            return stream::iter([Ok(Chunk::Text(text)), Ok(Chunk::End(finish))]).boxed();
        }
        let (answers, mut so_far) = (answers.clone(), String::new());
        let keep = move |chunk: &Result<Chunk>| match chunk {
            Ok(Chunk::Text(piece)) => so_far.push_str(piece),
            Ok(Chunk::End(finish)) => answers.keep(&key, &so_far, finish),
            Err(_) => {}
        };
        inner.generate(job).inspect(keep).boxed()
    })
}

fn document_key(text: &str) -> Key {
    let mut hash = Sha256::new();
    for part in ["document", text] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// The draft is the text that the job works on, and the language what the answer is judged by.
fn key(scope: &str, context_tokens: usize, job: &Job) -> Key {
    let mut hash = Sha256::new();
    // As it was written before copies could be favoured: what was kept then is still good.
    let Sampling { temperature, top_p, repeat_penalty, copying, seed, max_tokens } = job.sampling;
    let sampling = format!(
        "Sampling {{ temperature: {temperature:?}, top_p: {top_p:?}, repeat_penalty: {repeat_penalty:?}, \
         seed: {seed:?}, max_tokens: {max_tokens:?} }}"
    );
    let copying = (copying != 0.0).then(|| format!("copying {copying:?}"));
    let context = context_tokens.to_string();
    let adapter = job.adapter.as_ref().map_or("", |adapter| adapter.sha256.as_str());
    let examples = job.examples.iter().flat_map(|example| [example.text.as_str(), example.answer.as_str()]);
    let avoided = job.avoid.iter().flat_map(|word| ["avoid", word]);
    let fixed = [scope, &context, adapter, &sampling, &job.system, &job.lead, &job.user];
    for part in fixed.into_iter().chain(examples).chain(avoided).chain(copying.as_deref()) {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::script::Script;
    use crate::generate::{AdapterRef, Example, Sampling, answer};

    fn job(user: &str) -> Job {
        Job { user: user.into(), ..Job::default() }
    }

    async fn ask(generator: &dyn Generator, job: Job) -> String {
        answer(generator, job, |_| {}).await.unwrap().0
    }

    #[tokio::test]
    async fn the_same_job_is_answered_once_and_another_one_anew() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::at(dir.path());
        let script = Arc::new(Script::new(|job| format!("{}!", job.user)));
        let open = |scope: &'static str| remembering(script.clone(), Arc::new(Answers::open(&home).unwrap()), scope);
        let generator = open("model a");
        assert_eq!(ask(&generator, job("one")).await, "one!");
        assert_eq!(ask(&generator, job("one")).await, "one!");
        assert_eq!(script.jobs().len(), 1);
        // In another process too; for another model, seed or lead it is another job.
        assert_eq!(ask(&open("model a"), job("one")).await, "one!");
        assert_eq!(script.jobs().len(), 1);
        ask(&open("model b"), job("one")).await;
        ask(&generator, Job { sampling: Sampling { seed: 7, ..Sampling::default() }, ..job("one") }).await;
        ask(&generator, Job { lead: "o".into(), ..job("one") }).await;
        assert_eq!(script.jobs().len(), 4);
        Answers::clear(&home).unwrap();
        ask(&generator, job("one")).await;
        assert_eq!(script.jobs().len(), 5);
    }

    /// Answers that were kept before there were adapters are still found.
    #[test]
    fn the_key_of_a_job_without_an_adapter_is_what_it_was() {
        let context = Script::of(&[""]).capabilities().context_tokens;
        let job = Job {
            system: "You are an editor.".into(),
            user: "<text>\nHello.\n</text>".into(),
            examples: vec![Example { text: "a text".into(), answer: "an answer".into() }],
            ..Job::default()
        };
        let key =
            |job: &Job| super::key("scope", context, job).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        assert_eq!(key(&job), "f702bc127c73bbe5750587fe330e27232a1e8342d328ba308eea0f32d7ff8458");
        let by = |id: &str, sha256: &str| {
            key(&Job { adapter: Some(AdapterRef { id: id.into(), sha256: sha256.into() }), ..job.clone() })
        };
        assert_ne!(by("a", "1"), key(&job));
        assert_ne!(by("a", "1"), by("a", "2"), "the same name, another content");
        assert_eq!(by("a", "1"), by("b", "1"));
        let close = Job { sampling: Sampling { copying: 1.0, ..job.sampling }, ..job.clone() };
        assert_ne!(key(&close), key(&job));
    }

    #[tokio::test]
    async fn half_an_answer_is_not_kept() {
        let dir = tempfile::tempdir().unwrap();
        let answers = Arc::new(Answers::open(&Home::at(dir.path())).unwrap());
        let script = Arc::new(Script::new(|_| "never mind".into()));
        let generator = remembering(script.clone(), answers, "");
        let mut stream = generator.generate(job("one"));
        assert!(matches!(stream.next().await, Some(Ok(Chunk::Text(_)))));
        drop(stream);
        ask(&generator, job("one")).await;
        assert_eq!(script.jobs().len(), 2);
    }

    #[test]
    fn the_oldest_go_when_there_are_too_many() {
        let dir = tempfile::tempdir().unwrap();
        let answers = Answers { most: 10_000, ..Answers::open(&Home::at(dir.path())).unwrap() };
        let text = "x".repeat(920);
        for n in 0..20u8 {
            answers.keep(&[n; 32], &text, &Finish::default());
            answers
                .connection()
                .execute("UPDATE answer SET used = ?1 WHERE key = ?2", params![n, &[n; 32][..]])
                .unwrap();
        }
        answers.bound(&answers.connection()).unwrap();
        let kept: Vec<u8> = (0..20).filter(|n| answers.recall(&[*n; 32]).is_some()).collect();
        assert_eq!(kept, (12..20).collect::<Vec<u8>>());
        answers.forget_before(Timestamp::from_second(1).unwrap());
        assert!(answers.recall(&[19; 32]).is_some(), "used just now");
    }

    #[test]
    fn a_damaged_file_is_begun_anew() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::at(dir.path());
        std::fs::create_dir_all(home.cache_dir()).unwrap();
        std::fs::write(file(&home), "no database at all, but long enough to look like one".repeat(40)).unwrap();
        let answers = Answers::open(&home).unwrap();
        answers.keep(&[1; 32], "text", &Finish::default());
        assert!(answers.recall(&[1; 32]).is_some());
    }

    #[test]
    fn a_document_knows_its_places_again() {
        let dir = tempfile::tempdir().unwrap();
        let answers = Answers::open(&Home::at(dir.path().join("stet"))).unwrap();
        let place = crate::document::Place { page: Some(2), ..Default::default() };
        let marks = vec![crate::document::Mark { at: 4, place: place.clone() }];
        let document = Document { marks, title: Some("A title".into()), ..Document::plain("One, two.") };
        answers.keep_document(&document);
        assert_eq!(answers.document("One, two."), Some(document));
        assert_eq!(answers.document("One, two"), None);
    }
}
