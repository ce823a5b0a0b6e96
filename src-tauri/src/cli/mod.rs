//! The command line: the app's use-cases from a terminal.
//!
//! Results go to standard output, everything else to standard error. Checked in this order: usage, model, text. With
//! `--json` every command speaks JSON, failures included.

mod adapters;
mod bench;
mod cloud;
mod consent;
mod digest;
mod doctor;
mod history;
mod models;
mod read_document;
mod serve;
mod settings;
mod terminal;
mod texts;
mod tools;

use clap::{CommandFactory, Parser, Subcommand};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use stet_core::{Code, Error, wire};
use terminal::Terminal;
use tokio_util::sync::CancellationToken;

use crate::instance::{self, Request};
use crate::session::Session;
use crate::{leave, window};

/// A private writing assistant: proofreads, rewrites, summarizes and answers with a model on this machine.
///
/// Without a command, Stet opens its window.
#[derive(Parser)]
#[command(name = "stet", version, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    output: Output,
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Args, Clone, Copy)]
struct Output {
    /// Print JSON, failures included
    #[arg(long, global = true)]
    json: bool,
    /// Print the result and nothing else
    #[arg(long, short, global = true)]
    quiet: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Correct spelling, grammar and punctuation
    Proofread(tools::Proofread),
    /// Say it differently
    Rewrite(tools::Rewrite),
    /// Say what it comes down to
    Summarize(tools::Summarize),
    /// Answer a question from a text
    Ask(tools::Ask),
    /// Use a tool by its id, your own ones included
    Run(tools::Run),
    /// Open the window, with what a file or the page at an address holds, if one is named
    Open {
        /// Text or a document (see docs/documents.md), or https://…
        file: Option<PathBuf>,
        /// Without the window: ready for the popup, and staying when the window is closed
        #[arg(long, conflicts_with = "file")]
        hidden: bool,
    },
    /// Show the popup of the open app over a text
    Popup(texts::Text),
    /// Work on what is selected in the window that has the focus, through the open app
    ///
    /// For desktops that give applications no keys of their own: bind a key to this command there.
    Capture {
        /// The tool to begin with at once, by its id; without one the popup asks
        tool: Option<String>,
    },
    /// What the notifications of the last hours come to, the urgent ones first
    Digest(digest::Args),
    /// Put back what Stet replaced last in another application
    Revert,
    /// End the open app
    Quit,
    /// Models on this machine, and those it could have
    #[command(subcommand)]
    Models(models::Models),
    /// Adapters, which make a model better at one task
    #[command(subcommand)]
    Adapters(adapters::Command),
    /// Servers that texts may be sent to with your consent, and what was sent
    #[command(subcommand)]
    Cloud(cloud::Command),
    /// What was done before
    #[command(subcommand)]
    History(history::Command),
    /// Settings
    #[command(subcommand)]
    Settings(settings::Command),
    /// Serve other programs on this machine: editors' LanguageTool extensions, and scripts
    ///
    /// Only 127.0.0.1 is listened on, and only programs that show the token are answered. Nothing that they ask for is sent
    /// to a server.
    Serve(serve::Args),
    /// Measure the engines on this machine, and remember the faster one
    Bench(bench::Bench),
    /// What this machine and this build can do
    Doctor,
    /// Read one document in this process, which limits itself first
    #[command(hide = true)]
    ReadDocument(read_document::ReadDocument),
    /// Print the completion script of a shell
    Completions { shell: clap_complete::Shell },
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    if let Command::Open { file, hidden } = &cli.command {
        let opened = open(file.as_deref(), *hidden);
        return opened.map_or_else(|error| ExitCode::from(failed(&error, cli.output)), |()| ExitCode::SUCCESS);
    }
    if let Command::ReadDocument(document) = cli.command {
        // By itself: no session, no other threads.
        let read = document.run(cli.output.json);
        leave(read.map_or_else(|error| failed(&error, cli.output), |()| 0));
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return ExitCode::from(failed(&Error::io("start", error), cli.output)),
    };
    let output = cli.output;
    let code = match runtime.block_on(run(cli)) {
        Ok(()) => 0,
        Err(error) => failed(&error, output),
    };
    // An engine thread in the middle of a token must not keep the process alive…
    runtime.shutdown_background();
    leave(code)
}

/// Opens the window. What it is to hold is read before, so that what is wrong with that is told here.
fn open(file: Option<&Path>, hidden: bool) -> stet_core::Result<()> {
    let (session, _) = Session::open()?;
    let read = |file| {
        // Gone before the window comes, which has a runtime of its own.
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Error::io("start", error))?;
        runtime.block_on(texts::document(file, &session, &CancellationToken::new()))
    };
    let document = file.map(read).transpose()?;
    window::open(session, window::Start { document, hidden })
}

async fn run(cli: Cli) -> stet_core::Result<()> {
    let cancel = cancelled_by_ctrl_c();
    let terminal = Terminal::new(cli.output.json, cli.output.quiet);
    if let Command::Completions { shell } = cli.command {
        clap_complete::generate(shell, &mut Cli::command(), "stet", &mut std::io::stdout());
        return Ok(());
    }
    let (session, warnings) = Session::open()?;
    session.ask_passphrase(Arc::new(consent::passphrase));
    for warning in &warnings {
        terminal.warn(&warning.message);
    }
    match cli.command {
        Command::Proofread(args) => args.run(&session, &terminal, &cancel).await,
        Command::Rewrite(args) => args.run(&session, &terminal, &cancel).await,
        Command::Summarize(args) => args.run(&session, &terminal, &cancel).await,
        Command::Ask(args) => args.run(&session, &terminal, &cancel).await,
        Command::Run(args) => args.run(&session, &terminal, &cancel).await,
        Command::Models(command) => {
            models::run(command, session.home().models_dir(), cli.output.json, cli.output.quiet, cancel).await
        }
        Command::Adapters(command) => adapters::run(command, &session.adapters(), &session.catalog(), cli.output.json),
        Command::Cloud(command) => cloud::run(command, &session, &terminal, &cancel).await,
        Command::History(command) => history::run(command, session.home(), cli.output.json),
        Command::Settings(command) => settings::run(command, session.home(), cli.output.json),
        Command::Serve(args) => args.run(&session, &terminal, &cancel).await,
        Command::Bench(args) => args.run(&session, &terminal, &cancel).await,
        Command::Doctor => doctor::run(&session, cli.output.json),
        Command::Popup(text) => {
            instance::send(session.home(), &Request::Popup { text: text.read(&session, &terminal, &cancel).await? })
        }
        Command::Capture { tool } => {
            // A tool that there is not would otherwise be a key that does nothing.
            tool.as_deref().map(|tool| session.choices().tools.get(tool).map(drop)).transpose()?;
            instance::send(session.home(), &Request::Capture { tool })
        }
        Command::Digest(args) => args.run(&session, &terminal, &cancel).await,
        Command::Revert => instance::send(session.home(), &Request::Revert),
        Command::Quit => instance::send(session.home(), &Request::Quit),
        Command::Open { .. } | Command::ReadDocument(_) | Command::Completions { .. } => Ok(()),
    }
}

/// The first Ctrl-C stops the work in an orderly way, a second one at once.
fn cancelled_by_ctrl_c() -> CancellationToken {
    let cancel = CancellationToken::new();
    let token = cancel.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            token.cancel();
            if tokio::signal::ctrl_c().await.is_ok() {
                std::process::exit(Code::Cancelled.exit_code().into());
            }
        }
    });
    cancel
}

/// Says what went wrong and gives the exit code.
fn failed(error: &Error, output: Output) -> u8 {
    if output.json {
        terminal::print_json(&serde_json::json!({ "error": wire::Failure::from(error) }));
    } else {
        eprintln!("stet: {}", error.message);
        if let Some(hint) = &error.hint {
            eprintln!("{hint}");
        }
    }
    tracing::debug!(?error, "failed");
    error.code.exit_code()
}

/// Wrong usage, or a question for help.
fn usage(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    if std::env::args().any(|arg| arg == "--json") {
        let text = error.render().to_string();
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let message = lines.next().unwrap_or("Wrong usage.").trim_start_matches("error: ").to_owned();
        let failure = wire::Failure {
            code: Code::Usage.word().into(),
            message,
            hint: lines.next().map(str::to_owned),
            partial: None,
        };
        terminal::print_json(&serde_json::json!({ "error": failure }));
    } else {
        let _ = error.print();
    }
    ExitCode::from(Code::Usage.exit_code())
}
