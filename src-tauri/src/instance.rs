//! One app for each data directory: whoever starts it a second time talks to the one that is open, and leaves.
//!
//! The open app holds a lock in the data directory and listens on a Unix socket beside it, which only this user can
//! reach. The lock goes with its process, however that ends; so a socket without a lock is a leftover. Where the data
//! directory can't be written there is no lock, and every start opens an app of its own.

use serde::{Deserialize, Serialize};
use std::fs::{File, TryLockError};
use std::path::PathBuf;
use stet_core::document::Document;
use stet_core::home::{self, Home};
use stet_core::{Code, Error, Result};

/// What a second start wants of the open app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "show", rename_all = "kebab-case")]
pub enum Request {
    /// The main window, with a document to work on if there is one.
    Main { document: Option<Document> },
    /// The popup, over a text.
    Popup { text: String },
    /// The popup, over what is selected in the window that has the focus, with a tool at work at once.
    Capture { tool: Option<String> },
    /// To take the last replacement back.
    Revert,
    /// To stay when its main window is closed.
    Stay,
    /// To end.
    Quit,
}

/// This process is the app of its data directory for as long as this lives.
pub struct Instance {
    _lock: Option<File>,
    #[cfg(unix)]
    socket: Option<socket::Listener>,
}

impl Instance {
    /// Becomes the app of the data directory, or has the one that is it already do what is wanted and returns nothing.
    ///
    /// Errors: `io` when that one does not answer.
    pub fn begin(home: &Home, request: &Request) -> Result<Option<Instance>> {
        let lock = home::create_dir(home.dir()).and_then(|()| {
            let path = home.dir().join("app.lock");
            home::private_file(&path);
            File::options().write(true).open(&path).map_err(|error| Error::io("lock the data directory", error))
        });
        let lock = match lock.map(|lock| (lock.try_lock(), lock)) {
            Ok((Ok(()), lock)) => Some(lock),
            Ok((Err(TryLockError::WouldBlock), _)) => return send(home, request).map(|()| None),
            Ok((Err(TryLockError::Error(_)), _)) | Err(_) => None,
        };
        Ok(Some(Instance {
            #[cfg(unix)]
            socket: lock.is_some().then(|| socket::Listener::bind(&path(home))).flatten(),
            _lock: lock,
        }))
    }

    /// Hands every request of a later start to `handle`, on a thread of its own.
    pub fn listen(self, handle: impl Fn(Request) + Send + 'static) {
        std::thread::spawn(move || {
            #[cfg(unix)]
            if let Some(socket) = &self.socket {
                socket.serve(&handle);
            }
            // Keeps the lock until the process ends.
            std::mem::forget(self);
            drop(handle);
        });
    }
}

fn path(home: &Home) -> PathBuf {
    home.dir().join("app.socket")
}

/// Has the open app do something.
///
/// Errors: `not-found` when none is open, `io` when it does not answer.
pub fn send(home: &Home, request: &Request) -> Result<()> {
    #[cfg(unix)]
    return socket::send(&path(home), request);
    #[cfg(not(unix))]
    {
        let _ = (path(home), request);
        Err(Error::new(Code::Unsupported, "Stet is already open.").hint("Look for its window."))
    }
}

#[cfg(unix)]
mod socket {
    use super::{Code, Error, Request, Result};
    use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
    use std::os::unix::net::{UnixListener, UnixStream};
    use std::path::Path;
    use std::time::{Duration, Instant};

    /// How long a start waits for the app that is just opening, and for its answer.
    const PATIENCE: Duration = Duration::from_secs(3);
    /// Bytes of the longest request, which has a document in it.
    const LONGEST: u64 = 256 << 20;

    pub struct Listener(UnixListener);

    impl Listener {
        /// Takes the place of a leftover; nothing when there can be no socket (a path that is too long).
        pub fn bind(path: &Path) -> Option<Listener> {
            let _ = std::fs::remove_file(path);
            let bound = UnixListener::bind(path);
            bound
                .inspect_err(|error| tracing::warn!(%error, "a second start will not find this app"))
                .ok()
                .map(Listener)
        }

        pub fn serve(&self, handle: &impl Fn(Request)) {
            for stream in self.0.incoming().flatten() {
                if let Err(error) = answer(stream, handle) {
                    tracing::warn!(%error, "a request of a second start was not understood");
                }
            }
        }
    }

    fn answer(mut stream: UnixStream, handle: &impl Fn(Request)) -> std::io::Result<()> {
        stream.set_read_timeout(Some(PATIENCE))?;
        let mut line = String::new();
        BufReader::new((&stream).take(LONGEST)).read_line(&mut line)?;
        handle(serde_json::from_str(&line)?);
        stream.write_all(b"ok\n")
    }

    pub fn send(path: &Path, request: &Request) -> Result<()> {
        let started = Instant::now();
        let mut stream = loop {
            match UnixStream::connect(path) {
                Ok(stream) => break stream,
                Err(error) if error.kind() == ErrorKind::NotFound || started.elapsed() > PATIENCE => {
                    return Err(Error::new(Code::NotFound, "Stet is not open.")
                        .hint("Open it and try again.")
                        .because(error));
                }
                Err(_) => std::thread::sleep(Duration::from_millis(50)),
            }
        };
        let mut told = || -> std::io::Result<String> {
            stream.set_read_timeout(Some(PATIENCE))?;
            stream.write_all(format!("{}\n", serde_json::to_string(request)?).as_bytes())?;
            let mut answer = String::new();
            BufReader::new(&stream).read_line(&mut answer)?;
            Ok(answer)
        };
        match told() {
            Ok(answer) if answer == "ok\n" => Ok(()),
            Ok(_) => {
                Err(Error::new(Code::Io, "Stet is open but did not understand.").hint("Update both to one version."))
            }
            Err(error) => {
                let message = format!("Stet is open but does not answer: {error}.");
                Err(Error::new(Code::Io, message).hint("Close it and try again.").because(error))
            }
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn a_second_start_is_heard_by_the_first_and_a_leftover_is_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::at(dir.path().join("stet"));
        let popup = Request::Popup { text: "two\nlines 😀".into() };
        assert_eq!(send(&home, &popup).unwrap_err().code, Code::NotFound);
        std::fs::create_dir_all(home.dir()).unwrap();
        std::fs::write(path(&home), "left over").unwrap();

        let main = Request::Main { document: None };
        let first = Instance::begin(&home, &main).unwrap().expect("nobody was there");
        let (tell, heard) = mpsc::channel();
        first.listen(move |request| tell.send(request).unwrap());
        assert!(Instance::begin(&home, &main).unwrap().is_none());
        send(&home, &popup).unwrap();
        assert_eq!(heard.recv().unwrap(), main);
        assert_eq!(heard.recv().unwrap(), popup);
    }

    #[test]
    fn a_directory_that_cannot_be_had_stops_nobody() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("file"), "").unwrap();
        let home = Home::at(dir.path().join("file/stet"));
        assert!(Instance::begin(&home, &Request::Main { document: None }).unwrap().is_some());
    }
}
