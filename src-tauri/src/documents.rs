//! Documents, each read by a process of its own: this program once more, as `stet read-document`.
//!
//! What a file made to do harm can reach there is nothing but that process, which limits itself and is killed when it
//! takes too long, is no longer wanted, or gives more than it may. Plain text and Markdown need none of that and are
//! read here.

use crate::files;
use crate::session::Session;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::ffi::OsString;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use stet_core::document::{Document, Form};
use stet_core::page::{self, Address};
use stet_core::run::Warning;
use stet_core::{Code, Error, Result, text};
use stet_documents::Limits;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;
use tokio_util::sync::CancellationToken;

pub enum Source {
    /// A file, or the folder of a Maildir.
    Path(PathBuf),
    /// What is in no file.
    Bytes {
        /// What it would be called as one; empty for standard input.
        name: String,
        bytes: Vec<u8>,
    },
}

/// What is told of a document on the paper, besides its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Opened {
    pub title: String,
    pub form: Form,
    /// What of it could not be read.
    pub warnings: Vec<Warning>,
}

/// How long a document may take; its process ends itself after a minute of computing.
const LONGEST: Duration = Duration::from_secs(120);
/// What a document may come to as JSON.
const MOST: u64 = 256 << 20;
/// What is looked at to see that a file is plain text.
const HEAD: u64 = 4096;

/// Reads a text or a document. A file that is more than text as it stands has a title: its own, or its name.
///
/// Errors: `text-unreadable`, `text-unsuitable` (also when its process died), `text-empty`, `cancelled`, `io`.
pub async fn read(source: Source, cancel: &CancellationToken) -> Result<Document> {
    match source {
        Source::Path(path) if plain(&path) => files::read(&path).map(Document::plain),
        Source::Path(path) => {
            let path = absolute(&path)?;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            Ok(titled(apart(vec![path.into()], Vec::new(), Document::sound, cancel).await?, name))
        }
        Source::Bytes { name, bytes } if stet_documents::is_plain(&name, &bytes) => {
            text::decode(bytes).map(Document::plain)
        }
        Source::Bytes { name, bytes } => {
            apart(vec![format!("--name={name}").into()], bytes, Document::sound, cancel).await
        }
    }
}

/// Reads the page at an address that the user named, once that is in the privacy report. Its title is its own, or the
/// address.
///
/// Errors: those of [`page::fetch`] and of [`read`].
pub async fn read_page(session: &Session, address: &Address, cancel: &CancellationToken) -> Result<Document> {
    session.prune_report()?;
    let page = page::fetch(address, Limits::default().bytes, &session.report()?, cancel).await?;
    let document = read(Source::Bytes { name: page.name, bytes: page.bytes }, cancel).await?;
    Ok(titled(document, address.to_string()))
}

fn titled(document: Document, otherwise: String) -> Document {
    let title = document.title.filter(|title| !title.trim().is_empty()).unwrap_or(otherwise);
    Document { title: Some(title), ..document }
}

/// The newest threads of a Maildir folder or an mbox file, newest first.
///
/// Errors: `text-unreadable` (also for what is neither), `text-unsuitable` when the process died, `cancelled`, `io`.
pub async fn threads(path: &Path, cancel: &CancellationToken) -> Result<Vec<Document>> {
    let sound = |threads: &Vec<Document>| threads.iter().all(Document::sound);
    apart(vec!["--threads".into(), absolute(path)?.into()], Vec::new(), sound, cancel).await
}

/// So that a path is never taken for an option.
fn absolute(path: &Path) -> Result<PathBuf> {
    std::path::absolute(path).map_err(|error| Error::io("find the document", error))
}

/// Whether [`files::read`] is the one to read it, or to say what is wrong with it.
fn plain(path: &Path) -> bool {
    if path.is_dir() {
        return !path.join("cur").is_dir();
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut head = Vec::new();
    match std::fs::File::open(path).and_then(|file| file.take(HEAD).read_to_end(&mut head)) {
        Ok(_) => stet_documents::is_plain(&name, &head),
        Err(_) => true,
    }
}

/// Has another process read the file that these arguments name, or these bytes.
async fn apart<T: DeserializeOwned>(
    arguments: Vec<OsString>,
    bytes: Vec<u8>,
    sound: impl Fn(&T) -> bool,
    cancel: &CancellationToken,
) -> Result<T> {
    let failed = |error| Error::io("start the reading of a document", error);
    let mut command = Command::new(std::env::current_exe().map_err(failed)?);
    command.args(["read-document", "--json"]).args(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
    let mut child = command.spawn().map_err(failed)?;
    let (input, output) = (child.stdin.take(), child.stdout.take());
    let give = async {
        if let Some(mut input) = input {
            // One that has seen enough closes its end; what it says counts.
            let _ = input.write_all(&bytes).await;
        }
    };
    let take = async {
        let mut answer = Vec::new();
        if let Some(output) = output {
            output.take(MOST).read_to_end(&mut answer).await?;
        }
        std::io::Result::Ok(answer)
    };
    let work = async {
        let ((), answer) = tokio::join!(give, take);
        std::io::Result::Ok((answer?, child.wait().await?))
    };
    let done: std::io::Result<_> = tokio::select! {
        done = tokio::time::timeout(LONGEST, work) => done.map_err(|_| died("took too long"))?,
        () = cancel.cancelled() => return Err(Error::cancelled()),
    };
    let (answer, status) = done.map_err(|error| Error::io("read what the document holds", error))?;
    answered(&answer, status, sound)
}

/// What was read, or why nothing was, as the process printed it.
fn answered<T: DeserializeOwned>(answer: &[u8], status: ExitStatus, sound: impl Fn(&T) -> bool) -> Result<T> {
    if status.success() {
        return serde_json::from_slice::<T>(answer)
            .ok()
            .filter(sound)
            .ok_or_else(|| died("gave more than Stet can take"));
    }
    let failure = serde_json::from_slice::<Value>(answer).unwrap_or_default();
    let part = |name: &str| failure["error"][name].as_str().map(str::to_owned);
    let code = serde_json::from_value::<Code>(failure["error"]["code"].clone());
    match (code, part("message")) {
        (Ok(code), Some(message)) => Err(Error { hint: part("hint"), ..Error::new(code, message) }),
        _ => Err(died(end(status))),
    }
}

/// How a process ended that did not say so itself.
fn end(status: ExitStatus) -> &'static str {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt;
        match status.signal() {
            Some(libc::SIGXCPU | libc::SIGKILL) => return "took too long or was ended from outside",
            Some(libc::SIGABRT | libc::SIGSEGV | libc::SIGBUS) => return "needed more memory than a document may",
            _ => {}
        }
    }
    let _ = status;
    "failed"
}

fn died(how: &str) -> Error {
    Error::new(Code::TextUnsuitable, format!("This document could not be read: the process that read it {how}."))
        .hint("It may be damaged, or made to do harm. If you trust it, copy the words out of it, or save it as text.")
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::process::ExitStatusExt;

    #[test]
    fn what_the_process_says_is_believed_only_if_it_is_sound() {
        let ended = |code: i32| ExitStatus::from_raw(code << 8);
        let answered = |answer: &[u8], status| super::answered(answer, status, Document::sound);
        let whole = r#"{"title":null,"form":"prose","text":"One","marks":[{"at":0,"place":{"page":1}}],"warnings":[]}"#;
        assert_eq!(answered(whole.as_bytes(), ended(0)).unwrap().place(0).unwrap().page, Some(1));
        for broken in [&whole[..20], &whole.replace("\"at\":0", "\"at\":3"), ""] {
            assert_eq!(answered(broken.as_bytes(), ended(0)).unwrap_err().code, Code::TextUnsuitable);
        }
        let failure = r#"{"error":{"code":"text-empty","message":"Nothing.","hint":"Try."}}"#;
        let error = answered(failure.as_bytes(), ended(1)).unwrap_err();
        assert_eq!((error.code, error.hint.as_deref()), (Code::TextEmpty, Some("Try.")));
        let killed = answered(b"", ExitStatus::from_raw(libc::SIGKILL)).unwrap_err();
        assert!(killed.message.contains("too long"), "{killed}");
        assert!(answered(b"", ended(101)).unwrap_err().message.contains("failed"));
    }
}
