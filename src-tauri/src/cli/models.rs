//! `stet models`: what models there are, and fetching, checking and removing them.

use clap::Subcommand;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use stet_core::catalog::{Catalog, InstalledModel, Model, State};
use stet_core::download::{self, Options, Phase, Progress, Watch, size_words};
use stet_core::{Code, Error, Result};
use tokio_util::sync::CancellationToken;

#[derive(Debug, Clone, Subcommand)]
pub enum Models {
    /// List the models Stet knows and which of them are here
    List,
    /// Fetch a model, or go on with fetching it
    Pull {
        /// The model; the default one when none is named
        id: Option<String>,
    },
    /// Remove a model from this machine (of a file added by reference, only the reference)
    Rm { id: String },
    /// Read whole model files and compare their SHA-256
    Verify {
        /// The model; all that are here when none is named
        id: Option<String>,
    },
    /// Print where a model's file is
    Path {
        /// The model; the default one when none is named
        id: Option<String>,
    },
    /// Make a GGUF file of your own known as a model
    Add {
        file: PathBuf,
        /// What to call it; made from the file name when left out
        #[arg(long)]
        id: Option<String>,
        /// Copy the file to the models directory instead of using it where it is
        #[arg(long)]
        copy: bool,
    },
}

/// Runs one `stet models` command over the models directory `dir`. Results go to stdout, progress to stderr.
pub async fn run(command: Models, dir: &Path, json: bool, quiet: bool, cancel: CancellationToken) -> Result<()> {
    let catalog = Catalog::open(dir);
    let or_default = |id: Option<String>| id.unwrap_or_else(|| catalog.default_model().to_owned());
    // A program that reads JSON has no use for a bar, unless a person watches its terminal.
    let watch = |what: &str| watch(what, quiet || (json && !std::io::stderr().is_terminal()));
    match command {
        Models::List => list(&catalog, json),
        Models::Pull { id } => {
            let id = or_default(id);
            let model = download::pull(&catalog, &id, &Options::from_env(), watch(&id), &cancel).await?;
            tell(json, json!(model), || format!("{} is ready: {}", model.id, model.path.display()))
        }
        Models::Rm { id } => {
            catalog.remove(&id)?;
            tell(json, json!({ "removed": id }), || format!("{id} is removed."))
        }
        Models::Verify { id } => {
            let ids = match id {
                Some(id) => vec![id],
                None => present(&catalog),
            };
            let mut whole = Vec::new();
            let mut failed: Vec<Error> = Vec::new();
            for id in ids {
                let watch = watch(&id);
                match blocking(&catalog, &cancel, move |catalog, cancel| catalog.verify(&id, watch, cancel)).await {
                    Ok(model) => whole.push(model),
                    Err(error) if error.is_cancelled() => return Err(error),
                    Err(error) => failed.push(error),
                }
            }
            verified(json, &whole, failed)
        }
        Models::Path { id } => {
            let id = or_default(id);
            let model = blocking(&catalog, &cancel, move |catalog, _| catalog.resolve(&id)).await?;
            tell(json, json!({ "id": model.id, "path": model.path }), || model.path.display().to_string())
        }
        Models::Add { file, id, copy } => {
            let watch = watch(&file.display().to_string());
            let added = blocking(&catalog, &cancel, move |catalog, cancel| {
                catalog.add(&file, id.as_deref(), copy, watch, cancel)
            });
            let model = added.await?;
            tell(json, json!(model), || format!("{} is known as “{}”.", model.path.display(), model.id))
        }
    }
}

/// The models of which there is a file, whole or not.
fn present(catalog: &Catalog) -> Vec<String> {
    let here = |model: &Model| matches!(model.state, State::Installed | State::Damaged { .. });
    catalog.models().into_iter().filter(here).map(|model| model.id).collect()
}

fn list(catalog: &Catalog, json: bool) -> Result<()> {
    let models = catalog.models();
    let value = json!({ "models": models, "default": catalog.default_model(), "directory": catalog.dir() });
    tell(json, value, || {
        let rows: Vec<[String; 5]> = models.iter().map(row).collect();
        let heads = ["MODEL", "TITLE", "SIZE", "MEMORY", "STATE"].map(str::to_owned);
        let rows: Vec<[String; 5]> = std::iter::once(heads).chain(rows).collect();
        let mut widths = [0; 5];
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        let lines = rows.iter().map(|row| {
            let cells: Vec<String> = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
            cells.join("  ").trim_end().to_owned()
        });
        let mut lines: Vec<String> = lines.collect();
        lines.push(format!("\n* is the default here. Models are kept in {}.", catalog.dir().display()));
        lines.join("\n")
    })
}

fn row(model: &Model) -> [String; 5] {
    let bytes = |bytes: Option<u64>| bytes.map_or("?".to_owned(), size_words);
    let state = match (&model.state, model.size) {
        (State::Installed, _) if model.added => "your own".to_owned(),
        (State::Installed, _) => "here".to_owned(),
        (State::Partial { bytes }, Some(size)) => format!("{} of {}", size_words(*bytes), size_words(size)),
        (State::Partial { bytes }, None) => format!("{} so far", size_words(*bytes)),
        (State::Absent, _) => "–".to_owned(),
        (State::Damaged { .. }, _) => "damaged".to_owned(),
    };
    let id = if model.default { format!("{}*", model.id) } else { model.id.clone() };
    [id, model.title.clone(), bytes(model.size), bytes(model.memory), state]
}

/// What verifying found; the first failure is the command's, so that programs see its code.
fn verified(json: bool, whole: &[InstalledModel], mut failed: Vec<Error>) -> Result<()> {
    if !failed.is_empty() {
        let first = failed.remove(0);
        let others = failed.iter().map(|error| format!(" {error}")).collect::<String>();
        return Err(Error { message: format!("{}{others}", first.message), ..first });
    }
    tell(json, json!({ "verified": whole }), || match whole {
        [] => "There is no model here to verify.".to_owned(),
        whole => {
            whole.iter().map(|model| format!("{}: whole, {}", model.id, model.sha256)).collect::<Vec<_>>().join("\n")
        }
    })
}

/// Blocking work of the catalogue, off the async threads.
async fn blocking(
    catalog: &Catalog,
    cancel: &CancellationToken,
    work: impl FnOnce(&Catalog, &CancellationToken) -> Result<InstalledModel> + Send + 'static,
) -> Result<InstalledModel> {
    let (catalog, cancel) = (catalog.clone(), cancel.clone());
    match tokio::task::spawn_blocking(move || work(&catalog, &cancel)).await {
        Ok(result) => result,
        Err(error) => Err(Error::new(Code::Internal, "The work on the model broke off.").because(error)),
    }
}

/// Prints a result. A reader that closed the pipe has read enough.
fn tell(json: bool, value: serde_json::Value, words: impl FnOnce() -> String) -> Result<()> {
    let text = if json { format!("{value:#}") } else { words() };
    match writeln!(std::io::stdout(), "{text}") {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Error::io("write the result", error)),
        _ => Ok(()),
    }
}

/// Shows progress on stderr: a bar on a terminal, a line every few seconds elsewhere, nothing when `silent`.
fn watch(what: &str, silent: bool) -> Watch {
    if silent {
        return download::unwatched();
    }
    if !std::io::stderr().is_terminal() {
        return lines(what.to_owned());
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{prefix} {bar:30} {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.set_prefix(what.to_owned());
    let bar = Clearing(bar);
    Arc::new(move |progress: Progress| {
        bar.0.set_length(progress.total.max(1));
        bar.0.set_position(progress.done);
        bar.0.set_message(words(&progress));
    })
}

/// A bar that leaves the terminal when its work ends, however it ends.
struct Clearing(ProgressBar);

impl Drop for Clearing {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// How often a log gets a line of progress.
const LINE_EVERY: Duration = Duration::from_secs(5);

fn lines(what: String) -> Watch {
    let last: Mutex<Option<(Phase, Instant)>> = Mutex::default();
    Arc::new(move |progress: Progress| {
        let Ok(mut last) = last.lock() else { return };
        // Parts are downloaded and put together in turns: one kind of line for both.
        let phase = if progress.phase == Phase::Assembling { Phase::Downloading } else { progress.phase };
        if last.is_none_or(|(before, at)| before != phase || at.elapsed() >= LINE_EVERY) {
            *last = Some((phase, Instant::now()));
            let _ = writeln!(std::io::stderr(), "{what}: {}", words(&progress));
        }
    })
}

/// `downloading, 120.0 MB of 491.4 MB, 30.2 MB/s, 13 s left`
fn words(progress: &Progress) -> String {
    let mut words = match progress.phase {
        Phase::Checking => return "checking".to_owned(),
        Phase::Downloading => "downloading",
        Phase::Assembling => "putting together",
        Phase::Verifying => "verifying",
    }
    .to_owned();
    if progress.total > 0 {
        words += &format!(", {} of {}", size_words(progress.done), size_words(progress.total));
    }
    if progress.rate_bytes_per_s > 0.0 {
        words += &format!(", {}/s", size_words(progress.rate_bytes_per_s as u64));
    }
    if let Some(left) = progress.left_s {
        let seconds = left.ceil() as u64;
        words += &match seconds {
            0..120 => format!(", {seconds} s left"),
            120..7200 => format!(", {} min left", seconds.div_ceil(60)),
            _ => format!(", {} h left", seconds.div_ceil(3600)),
        };
    }
    words
}
