//! Which servers there are: a file of their own in the data directory, `servers.json`. Keys are never in it.
//!
//! Whoever trusts a server trusts it at its address: changing that withdraws what was allowed to it once and for all.

use crate::home::{self, Home};
use crate::{Code, Error, Result};
use reqwest::Url;
use serde::{Deserialize, Serialize};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::path::PathBuf;

const VERSION: u32 = 1;
const LONGEST_NAME: usize = 40;

/// A server that speaks the chat completions of OpenAI.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Server {
    /// Small letters, digits, `-` and `_`.
    pub name: String,
    /// What the paths of the protocol are put after, as in `https://host/v1`.
    pub url: String,
    /// As the server calls it.
    pub model: String,
    /// Tokens of prompt and answer together.
    #[serde(default = "context_tokens")]
    pub context_tokens: u32,
    /// A PEM file with the only authorities that are believed for this server; `None` is those of the system.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
    /// The proxy's address, or `none`; `None` is what the environment says. A server on this machine is reached without.
    #[serde(default)]
    pub proxy: Option<String>,
    #[serde(default)]
    pub patience: Patience,
    /// Ids of the tools whose texts may be sent here without asking again.
    #[serde(default)]
    pub always: Vec<String>,
}

/// How long a server is waited for, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Patience {
    pub connect: u32,
    /// For the answer to begin: the server may have to load its model.
    pub first: u32,
    /// Between two pieces of the answer.
    pub pause: u32,
    /// For all of the answer.
    pub total: u32,
}

impl Default for Patience {
    fn default() -> Self {
        Patience { connect: 10, first: 120, pause: 30, total: 600 }
    }
}

fn context_tokens() -> u32 {
    16_384
}

impl Server {
    /// A server with everything else as it usually is. A bare host gets the usual path, `/v1`.
    ///
    /// Errors: `usage`, as [`Server::check`].
    pub fn new(name: impl Into<String>, url: &str, model: impl Into<String>) -> Result<Server> {
        let mut url = url.trim().trim_end_matches('/').to_owned();
        if let Some(base) = url.strip_suffix("/chat/completions") {
            url = base.to_owned();
        }
        if Url::parse(&url).is_ok_and(|parsed| parsed.path() == "/") {
            url.push_str("/v1");
        }
        let server = Server {
            name: name.into(),
            url,
            model: model.into(),
            context_tokens: context_tokens(),
            ca_file: None,
            proxy: None,
            patience: Patience::default(),
            always: Vec::new(),
        };
        server.check()?;
        Ok(server)
    }

    /// Errors: `usage`, when something is not as it must be.
    pub fn check(&self) -> Result<()> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
        if self.name.is_empty() || self.name.len() > LONGEST_NAME || !self.name.chars().all(fits) {
            return Err(Error::new(Code::Usage, format!("\"{}\" is no name for a server.", self.name))
                .hint(format!("Use up to {LONGEST_NAME} small letters, digits, - and _.")));
        }
        self.address()?;
        if self.model.trim().is_empty() {
            return Err(Error::new(Code::Usage, format!("The server \"{}\" has no model.", self.name))
                .hint("Name the model as the server calls it."));
        }
        if self.context_tokens < 512 {
            return Err(Error::new(Code::Usage, "A server's context has 512 tokens at least."));
        }
        let Patience { connect, first, pause, total } = self.patience;
        if [connect, first, pause, total].iter().any(|seconds| !(1..=3600).contains(seconds)) {
            return Err(Error::new(Code::Usage, "A server is waited for from 1 second to 3600."));
        }
        if let Some(proxy) = self.proxy.as_deref().filter(|proxy| *proxy != NO_PROXY) {
            let parsed = parse("proxy", proxy)?;
            if !matches!(parsed.scheme(), "http" | "https") {
                return Err(Error::new(Code::Usage, format!("{proxy} is no proxy that can be used."))
                    .hint("Use http://host:port, https://host:port, or none."));
            }
        }
        Ok(())
    }

    /// The parsed address. Errors: `usage`, for one that is not `https`, or `http` to this machine.
    pub(super) fn address(&self) -> Result<Url> {
        let url = parse("server", &self.url)?;
        if url.query().is_some() || url.fragment().is_some() {
            return Err(Error::new(Code::Usage, "The address of a server ends with its path.")
                .hint("Leave out what begins with ? or #. A key is given on its own."));
        }
        match url.scheme() {
            "https" => Ok(url),
            "http" if on_this_machine(&url) => Ok(url),
            "http" => Err(Error::new(
                Code::Usage,
                format!("{} is not encrypted: whoever is on the way could read what is sent.", self.url),
            )
            .hint("Use https. Without it only a server on this machine can be used, as in http://127.0.0.1:8080.")),
            _ => {
                Err(Error::new(Code::Usage, format!("{} is not the address of a server.", self.url))
                    .hint("Use https://…"))
            }
        }
    }

    /// Nothing that is sent there leaves the machine.
    pub fn on_this_machine(&self) -> bool {
        self.address().is_ok_and(|url| on_this_machine(&url))
    }
}

/// The word for no proxy at all.
pub(super) const NO_PROXY: &str = "none";

fn parse(what: &str, text: &str) -> Result<Url> {
    let url = Url::parse(text).ok().filter(Url::has_host).ok_or_else(|| {
        Error::new(Code::Usage, format!("\"{text}\" is not the address of a {what}."))
            .hint("An address is as in https://host/v1.")
    })?;
    if !url.username().is_empty() || url.password().is_some() {
        // Not repeated: there is a secret in it.
        return Err(Error::new(Code::Usage, format!("The address of the {what} has a name or password in it."))
            .hint("Leave it out. A key is given on its own and kept in the keyring."));
    }
    Ok(url)
}

/// By its address, or the one name that always means this machine.
pub(crate) fn on_this_machine(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    host == "localhost"
        || host.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
        || host.trim_matches(['[', ']']).parse::<Ipv6Addr>().is_ok_and(|address| address.is_loopback())
}

/// The servers that were set up, and which one is used.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Servers {
    version: u32,
    /// The name of the server that is used.
    #[serde(rename = "use")]
    used: Option<String>,
    servers: Vec<Server>,
}

impl Servers {
    /// What is in the file; no servers where there is none.
    ///
    /// Errors: `store-damaged` (no server is used then), `io`, `read-only`.
    pub fn load(home: &Home) -> Result<Servers> {
        let path = home.servers_file();
        let Some(bytes) = home::read(&path)? else { return Ok(Servers::default()) };
        let damaged = |why: String| {
            Error::new(Code::StoreDamaged, format!("{} can't be used: {why}.", path.display()))
                .hint("Mend it, or move it away and add the servers anew.")
        };
        let servers: Servers = serde_json::from_slice(&bytes).map_err(|error| damaged(error.to_string()))?;
        if servers.version > VERSION {
            return Err(damaged("a newer Stet wrote it".to_owned()));
        }
        for server in &servers.servers {
            server.check().map_err(|error| damaged(error.message.trim_end_matches('.').to_owned()))?;
        }
        Ok(servers)
    }

    pub fn list(&self) -> &[Server] {
        &self.servers
    }

    /// The server that is used, when there is one.
    pub fn used(&self) -> Option<&Server> {
        self.used.as_deref().and_then(|name| self.get(name).ok())
    }

    /// Errors: `not-found`, with the names there are.
    pub fn get(&self, name: &str) -> Result<&Server> {
        self.servers.iter().find(|server| server.name == name).ok_or_else(|| {
            let names: Vec<_> = self.servers.iter().map(|server| server.name.as_str()).collect();
            Error::new(Code::NotFound, format!("There is no server named \"{name}\".")).hint(match names.as_slice() {
                [] => "Add one with `stet cloud add`.".to_owned(),
                names => format!("The servers are {}.", names.join(", ")),
            })
        })
    }

    /// Adds a server, or changes the one of that name; the first one is used from then on.
    ///
    /// Errors: `usage`, as [`Server::check`]; `read-only`, `disk-full`, `io`.
    pub fn put(&mut self, home: &Home, mut server: Server) -> Result<()> {
        server.check()?;
        match self.servers.iter_mut().find(|known| known.name == server.name) {
            Some(known) => {
                if known.url != server.url {
                    server.always.clear();
                }
                *known = server;
            }
            None => {
                if self.servers.is_empty() {
                    self.used = Some(server.name.clone());
                }
                self.servers.push(server);
            }
        }
        self.save(home)
    }

    /// Errors: `not-found`, `read-only`, `disk-full`, `io`.
    pub fn remove(&mut self, home: &Home, name: &str) -> Result<()> {
        self.get(name)?;
        self.servers.retain(|server| server.name != name);
        self.used.take_if(|used| used == name);
        self.save(home)
    }

    /// Uses this server from now on, or none. Errors: as [`Servers::remove`].
    pub fn use_only(&mut self, home: &Home, name: Option<&str>) -> Result<()> {
        if let Some(name) = name {
            self.get(name)?;
        }
        self.used = name.map(str::to_owned);
        self.save(home)
    }

    /// Allows a tool's texts to this server without asking again, or takes that back. Errors: as [`Servers::remove`].
    pub fn allow(&mut self, home: &Home, name: &str, tool: &str, allowed: bool) -> Result<()> {
        self.get(name)?;
        for server in self.servers.iter_mut().filter(|server| server.name == name) {
            server.always.retain(|known| known != tool);
            if allowed {
                server.always.push(tool.to_owned());
            }
        }
        self.save(home)
    }

    fn save(&mut self, home: &Home) -> Result<()> {
        self.version = VERSION;
        let mut text = serde_json::to_string_pretty(self)
            .map_err(|error| Error::new(Code::Internal, "The servers could not be written as JSON.").because(error))?;
        text.push('\n');
        home::write(&home.servers_file(), text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_encrypted_or_on_this_machine() {
        for (url, allowed) in [
            ("https://models.example/v1", true),
            ("https://models.example:8443/some/path", true),
            ("http://127.0.0.1:8080/v1", true),
            ("http://127.9.9.9/v1", true),
            ("http://[::1]:8080/v1", true),
            ("http://localhost:11434/v1", true),
            ("http://models.example/v1", false),
            ("http://192.168.1.5:8080/v1", false),
            ("http://0.0.0.0:8080/v1", false),
            ("http://localhost.example/v1", false),
            ("http://127.0.0.1.example/v1", false),
            ("http://127.0.0.1@models.example/v1", false),
            ("http://[::ffff:10.0.0.1]/v1", false),
            ("https://me:secret@models.example/v1", false),
            ("https://models.example/v1?key=secret", false),
            ("ftp://127.0.0.1/v1", false),
            ("file:///v1", false),
            ("models.example", false),
            ("", false),
        ] {
            let server = Server::new("a", url, "m");
            assert_eq!(server.is_ok(), allowed, "{url}");
            if let Err(error) = server {
                assert_eq!(error.code, Code::Usage);
                assert!(error.hint.is_some() && !error.message.contains("secret"), "{error:?}");
            }
        }
    }

    #[test]
    fn an_address_may_be_given_as_people_have_it() {
        for (given, kept) in [
            ("https://models.example", "https://models.example/v1"),
            ("https://models.example/ ", "https://models.example/v1"),
            ("https://models.example/v1/", "https://models.example/v1"),
            ("https://models.example/v1/chat/completions", "https://models.example/v1"),
            ("https://models.example/api/openai", "https://models.example/api/openai"),
        ] {
            assert_eq!(Server::new("a", given, "m").unwrap().url, kept);
        }
    }

    #[test]
    fn names_models_proxies_and_times_are_checked() {
        let good = Server::new("a-1_b", "https://models.example", "m").unwrap();
        for bad in [
            Server { name: "A b".into(), ..good.clone() },
            Server { name: "x".repeat(41), ..good.clone() },
            Server { model: " ".into(), ..good.clone() },
            Server { proxy: Some("socks5://127.0.0.1".into()), ..good.clone() },
            Server { proxy: Some("http://me:secret@proxy.example".into()), ..good.clone() },
            Server { context_tokens: 1, ..good.clone() },
            Server { patience: Patience { total: 0, ..Patience::default() }, ..good.clone() },
        ] {
            assert_eq!(bad.check().unwrap_err().code, Code::Usage, "{bad:?}");
        }
        Server { proxy: Some("none".into()), ..good.clone() }.check().unwrap();
        Server { proxy: Some("http://proxy.example:3128".into()), ..good }.check().unwrap();
    }

    #[test]
    fn the_file_keeps_what_was_set_up() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::at(dir.path().join("stet"));
        let mut servers = Servers::load(&home).unwrap();
        assert!(servers.used().is_none() && !home.dir().exists());
        let (one, two) = (Server::new("one", "https://one.example", "m"), Server::new("two", "http://[::1]", "n"));
        servers.put(&home, one.unwrap()).unwrap();
        servers.put(&home, two.unwrap()).unwrap();
        assert_eq!(servers.used().unwrap().name, "one");
        servers.use_only(&home, Some("two")).unwrap();
        servers.allow(&home, "two", "tldr", true).unwrap();
        let read = Servers::load(&home).unwrap();
        assert_eq!(read, servers);
        assert_eq!(read.used().unwrap().always, ["tldr"]);
        assert_eq!(servers.use_only(&home, Some("three")).unwrap_err().hint.unwrap(), "The servers are one, two.");

        // The same address keeps what was allowed, another one does not.
        let mut again = Server { model: "o".into(), ..servers.get("two").unwrap().clone() };
        servers.put(&home, again.clone()).unwrap();
        assert_eq!(servers.get("two").unwrap().always, ["tldr"]);
        again.url = "https://elsewhere.example/v1".into();
        servers.put(&home, again).unwrap();
        assert!(servers.get("two").unwrap().always.is_empty());

        servers.remove(&home, "two").unwrap();
        assert!(servers.used().is_none());
        assert_eq!(Servers::load(&home).unwrap().list().len(), 1);
    }

    #[test]
    fn a_file_that_is_not_understood_is_never_half_used() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::at(dir.path());
        for text in [
            "{",
            r#"{"version": 9, "use": null, "servers": []}"#,
            r#"{"version": 1, "use": "a", "servers": [{"name": "a", "url": "http://far.example/v1", "model": "m"}]}"#,
            r#"{"version": 1, "use": "a", "servers": [{"name": "a", "url": "http://[::1]/v1", "model": "m", "key": "k"}]}"#,
        ] {
            home::write(&home.servers_file(), text.as_bytes()).unwrap();
            assert_eq!(Servers::load(&home).unwrap_err().code, Code::StoreDamaged, "{text}");
        }
    }
}
