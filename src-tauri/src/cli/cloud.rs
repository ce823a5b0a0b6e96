//! `stet cloud`: servers that texts may be sent to with consent, and the report of what was.

use super::consent;
use super::terminal::{Terminal, print_json, print_text};
use crate::session::Session;
use clap::Subcommand;
use serde_json::{Value, json};
use std::path::PathBuf;
use stet_core::cloud::Server;
use stet_core::report::{Entry, Filter};
use stet_core::{Code, Error, Result};
use tokio_util::sync::CancellationToken;

#[derive(Subcommand)]
pub enum Command {
    /// Add a server that speaks OpenAI's chat completions, or change one
    ///
    /// Its key is asked for on the terminal and goes into the system's keyring. In scripts it comes from the environment:
    /// STET_KEY_NAME.
    Add {
        /// What to call it: small letters, digits, - and _
        name: String,
        /// As in https://host/v1; http only on this machine
        url: String,
        /// The model, as the server calls it
        #[arg(long, short)]
        model: String,
        /// Tokens of prompt and answer together
        #[arg(long, value_name = "TOKENS")]
        context: Option<u32>,
        /// A PEM file with the authorities that are believed for this server, in place of the system's
        #[arg(long = "ca", value_name = "FILE")]
        ca_file: Option<PathBuf>,
        /// The address of a proxy, or none
        #[arg(long)]
        proxy: Option<String>,
        /// It needs no key, and none is asked for
        #[arg(long)]
        no_key: bool,
    },
    /// List the servers
    List,
    /// Ask a server which models it has, without sending it a text
    Test {
        /// The server in use, when left out
        name: Option<String>,
    },
    /// Use a server
    Use {
        #[arg(required_unless_present = "none")]
        name: Option<String>,
        /// Use none: everything stays on this machine
        #[arg(long, conflicts_with = "name")]
        none: bool,
    },
    /// Remove a server and its key
    Rm { name: String },
    /// Take back that a tool's texts may always be sent to a server
    Revoke {
        name: String,
        /// The tool; all of them, when left out
        tool: Option<String>,
    },
    /// What was worked on where, and what of it left this machine
    Report {
        /// Only what left
        #[arg(long)]
        sent: bool,
        /// At most so many, the newest
        #[arg(long, value_name = "N")]
        limit: Option<u32>,
    },
}

pub async fn run(command: Command, session: &Session, terminal: &Terminal, cancel: &CancellationToken) -> Result<()> {
    let tell = |value: Value, words: String| if terminal.json { print_json(&value) } else { print_text(&words) };
    match command {
        Command::Add { name, url, model, context, ca_file, proxy, no_key } => {
            let mut server = Server::new(name, &url, model)?;
            if let Ok(known) = session.servers()?.get(&server.name) {
                server = Server { url: server.url, model: server.model, ..known.clone() };
            }
            server.context_tokens = context.unwrap_or(server.context_tokens);
            server.ca_file = ca_file.map(|file| std::path::absolute(&file).unwrap_or(file)).or(server.ca_file);
            server.proxy = proxy.or(server.proxy);
            server.check()?;
            let question = format!("Key of “{}” (empty for none): ", server.name);
            let key = if no_key { None } else { consent::secret(&question) };
            let name = server.name.clone();
            let place = session.put_server(server, key)?;
            let used = session.servers()?.used().is_some_and(|used| used.name == name);
            let mut words = format!("The server “{name}” is set up{}.\n", if used { " and used" } else { "" });
            if let Some(place) = &place {
                words.push_str(&format!("Its key is kept in {place}.\n"));
            }
            words.push_str("Nothing is sent to it without your consent.\n");
            tell(json!({ "added": name, "used": used, "key": place.map(|place| place.to_string()) }), words);
        }
        Command::List => list(session, &tell)?,
        Command::Test { name } => {
            let name = name.map_or_else(|| in_use(session), Ok)?;
            let check = session.test_server(&name, cancel).await?;
            let model = session.servers()?.get(&name)?.model.clone();
            let words = match (&check.models, check.known) {
                (Some(models), Some(false)) => format!(
                    "“{name}” answers, but has no model {model}. It has: {}.\n",
                    if models.is_empty() { "none".to_owned() } else { models.join(", ") }
                ),
                (Some(_), _) => format!("“{name}” answers and has {model}.\n"),
                (None, _) => format!("“{name}” answers. It does not tell which models it has.\n"),
            };
            tell(json!({ "server": name, "models": check.models, "known": check.known }), words);
        }
        Command::Use { name, .. } => {
            session.servers()?.use_only(session.home(), name.as_deref())?;
            let words = match &name {
                Some(name) => format!("“{name}” is used from now on, with your consent.\n"),
                None => "No server is used: everything stays on this machine.\n".to_owned(),
            };
            tell(json!({ "used": name }), words);
        }
        Command::Rm { name } => {
            session.remove_server(&name)?;
            tell(json!({ "removed": name }), format!("“{name}” is removed.\n"));
        }
        Command::Revoke { name, tool } => {
            let mut servers = session.servers()?;
            let tools =
                tool.map_or_else(|| servers.get(&name).map(|server| server.always.clone()), |tool| Ok(vec![tool]))?;
            for tool in &tools {
                servers.allow(session.home(), &name, tool, false)?;
            }
            tell(json!({ "revoked": tools }), format!("You are asked again before a text goes to “{name}”.\n"));
        }
        Command::Report { sent, limit } => report(session, &Filter { sent, since: None, limit }, terminal)?,
    }
    Ok(())
}

fn in_use(session: &Session) -> Result<String> {
    session.servers()?.used().map(|server| server.name.clone()).ok_or_else(|| {
        Error::new(Code::Usage, "No server is used.").hint("Name one, or choose one with `stet cloud use`.")
    })
}

fn list(session: &Session, tell: &dyn Fn(Value, String)) -> Result<()> {
    let servers = session.servers()?;
    let used = servers.used().map(|server| server.name.clone());
    let (mut shown, mut words) = (Vec::new(), String::new());
    for server in servers.list() {
        let key = session.key_place(&server.name);
        let in_use = used.as_ref() == Some(&server.name);
        words.push_str(&format!(
            "{} {}   {} at {}{}\n",
            if in_use { "*" } else { " " },
            server.name,
            server.model,
            server.url,
            if server.on_this_machine() { " (this machine)" } else { "" },
        ));
        words.push_str(&format!("      key: {}\n", key.as_deref().unwrap_or("none")));
        if !server.always.is_empty() {
            words.push_str(&format!("      always allowed: {}\n", server.always.join(", ")));
        }
        let mut value = json!(server);
        value["key"] = json!(key);
        value["onThisMachine"] = json!(server.on_this_machine());
        value["used"] = json!(in_use);
        shown.push(value);
    }
    if words.is_empty() {
        words.push_str("There are no servers: everything stays on this machine.\n");
    }
    tell(json!({ "servers": shown, "used": used }), words);
    Ok(())
}

fn report(session: &Session, filter: &Filter, terminal: &Terminal) -> Result<()> {
    session.prune_report()?;
    let report = session.report()?;
    if terminal.json {
        return report.export(filter, &mut std::io::stdout().lock()).map(drop);
    }
    let mut words = format!("{}\n", report.left()?.words());
    for entry in report.list(filter)? {
        words.push_str(&row(&entry));
    }
    print_text(&words);
    Ok(())
}

fn row(entry: &Entry) -> String {
    let time = entry.time.strftime("%Y-%m-%d %H:%M:%SZ");
    let place = entry.server.as_ref().map_or("here".to_owned(), |server| format!("“{server}”"));
    let fate = entry.fates.last().map_or("not known", |ended| ended.fate.word());
    let mut row = format!("\n{time}  {}  {place}  {} bytes  {fate}\n   {}\n", entry.tool, entry.bytes, entry.reason);
    if !entry.redacted.is_empty() {
        let hidden: Vec<_> = entry.redacted.iter().map(|one| format!("{} {}", one.count, one.kind)).collect();
        row.push_str(&format!("   hidden: {}\n", hidden.join(", ")));
    }
    if let Some(sha256) = &entry.sha256 {
        row.push_str(&format!("   sha256 {sha256}\n"));
    }
    if let Some(payload) = &entry.payload {
        row.push_str(&format!("{payload}\n"));
    }
    row
}
