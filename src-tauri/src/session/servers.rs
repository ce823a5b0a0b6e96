//! The servers of a session: which there are, their keys, and the report of what has left.

use super::Session;
use jiff::Timestamp;
use std::path::Path;
use std::sync::Arc;
use stet_core::cloud::{Check, Connection, Key, SecretString, Server, Servers};
use stet_core::report::{Filter, Report};
use stet_core::route::Policy;
use stet_core::{Code, Error, Result, home};
use stet_platform::secrets::{self, Passphrase, Place, Secrets};
use tokio_util::sync::CancellationToken;

/// Holds the passphrase of the file with keys, where nobody can be asked.
const PASSPHRASE: &str = "STET_PASSPHRASE";

impl Session {
    /// Errors: `store-damaged`, `io`, `read-only`.
    pub fn servers(&self) -> Result<Servers> {
        Servers::load(self.home())
    }

    /// The name of the server that may be asked, where there is one.
    pub fn server(&self) -> Option<String> {
        let allowed = self.choices().settings.cloud.policy != Policy::Never && !self.choices().settings.private;
        self.servers().ok()?.used().filter(|_| allowed).map(|server| server.name.clone())
    }

    /// Whom to ask for the passphrase of the file with keys; only the first call counts. Until then nobody is asked.
    pub fn ask_passphrase(&self, ask: Passphrase) {
        let _ = self.0.passphrase.set(ask);
    }

    /// Adds a server or changes the one of that name, and its key where one is given. Returns where that is kept. Blocks.
    ///
    /// Errors: `usage`, `server-key` (the key could not be kept; the server is as it was), and those of writing.
    pub fn put_server(&self, server: Server, key: Option<SecretString>) -> Result<Option<Place>> {
        server.check()?;
        // Before the server: one without its key would be of no use.
        let place = match key {
            Some(key) => {
                Key::new(key.clone())?;
                Some(self.secrets().set(&server.name, &key).map_err(|failure| key_failure(&server.name, &failure))?)
            }
            None => None,
        };
        self.servers()?.put(self.home(), server)?;
        Ok(place)
    }

    /// Forgets a server's key. Blocks. Errors: `server-key`.
    pub fn remove_key(&self, server: &str) -> Result<()> {
        self.secrets().remove(server).map_err(|failure| key_failure(server, &failure))
    }

    /// Forgets a server and its key. Blocks. Errors: `not-found`, `server-key` (nothing is forgotten), and those of writing.
    pub fn remove_server(&self, name: &str) -> Result<()> {
        let mut servers = self.servers()?;
        servers.get(name)?;
        self.remove_key(name)?;
        servers.remove(self.home(), name)
    }

    /// Where a server's key is kept, in words, or why that is not known; `None` when it has none. Asks nobody. Blocks.
    pub fn key_place(&self, server: &str) -> Option<String> {
        let asks_nobody = Secrets::new(self.home().dir(), Arc::new(|_| None));
        match asks_nobody.get(server) {
            Ok(found) => found.map(|(_, place)| place.to_string()),
            Err(secrets::Failure::NoPassphrase { path, .. }) => Some(path.display().to_string()),
            Err(failure) => Some(failure.to_string()),
        }
    }

    /// Asks a server for its models, with its key and without any text of the user's.
    ///
    /// Errors: `not-found`, `usage`, `server`, `server-key`, `cancelled`.
    pub async fn test_server(&self, name: &str, cancel: &CancellationToken) -> Result<Check> {
        let server = self.servers()?.get(name)?.clone();
        self.connection(server).await?.test(cancel).await
    }

    pub(super) async fn connection(&self, server: Server) -> Result<Connection> {
        let (secrets, name) = (self.secrets(), server.name.clone());
        let found = tokio::task::spawn_blocking(move || secrets.get(&name))
            .await
            .map_err(|error| Error::new(Code::Internal, "The key could not be looked up.").because(error))?;
        let key = found.map_err(|failure| key_failure(&server.name, &failure))?;
        Connection::new(server, key.map(|(key, _)| Key::new(key)).transpose()?)
    }

    fn secrets(&self) -> Secrets {
        let ask = self.0.passphrase.get().cloned();
        let passphrase: Passphrase = Arc::new(move |path| match std::env::var(PASSPHRASE) {
            Ok(given) => Some(given.into()),
            Err(_) => ask.as_ref().and_then(|ask| ask(path)),
        });
        Secrets::new(self.home().dir(), passphrase)
    }

    /// What went where. Opened once. Errors: as [`Report::open`].
    pub fn report(&self) -> Result<Arc<Report>> {
        if let Some(report) = self.0.report.get() {
            return Ok(report.clone());
        }
        let report = Arc::new(Report::open(self.home())?);
        self.notice(report.warnings());
        Ok(self.0.report.get_or_init(|| report).clone())
    }

    /// Forgets what is older in the report than the user keeps. Errors: as [`Report::prune`].
    pub fn prune_report(&self) -> Result<()> {
        self.report()?.prune(self.choices().settings.cloud.keep, Timestamp::now()).map(drop)
    }

    /// Writes the report as JSON to a file and returns how many requests are in it. A file that is there is replaced once the
    /// new one is whole.
    ///
    /// Errors: `read-only`, `disk-full`, `io`, and those of the report.
    pub fn export_report(&self, path: &Path) -> Result<usize> {
        self.prune_report()?;
        let mut json = Vec::new();
        let count = self.report()?.export(&Filter::default(), &mut json)?;
        home::write(path, &json)?;
        Ok(count)
    }
}

fn key_failure(server: &str, failure: &secrets::Failure) -> Error {
    let variable = secrets::variable(server);
    Error::new(Code::ServerKey, failure.to_string())
        .hint(format!("The key can also be given in the environment, in {variable}; a passphrase in {PASSPHRASE}."))
}
