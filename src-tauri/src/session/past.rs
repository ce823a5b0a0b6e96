//! The history of a session: recording, going on from a run, removing with a way back.

use super::{Outcome, Session, ToolRequest};
use crate::everywhere::journal;
use serde_json::json;
use std::io::BufWriter;
use std::path::Path;
use std::sync::PoisonError;
use stet_core::cloud::Partial;
use stet_core::history::{self, Filter, Format, History, Removed};
use stet_core::remember::Answers;
use stet_core::run::Warning;
use stet_core::summarize::Unfinished;
use stet_core::tool::Kind;
use stet_core::wire::{self, Utf16Index};
use stet_core::{Code, Error, Result};

impl Session {
    /// The history, to look into and to change what is there; what was noticed about it is kept for [`Session::noticed`].
    /// It is opened anew each time, because other processes may set a damaged file aside.
    ///
    /// Errors: as [`History::open`].
    pub fn history(&self) -> Result<History> {
        let history = History::look(self.home())?;
        self.notice(history.warnings());
        Ok(history)
    }

    /// What was wrong with the history since the session was opened.
    pub fn noticed(&self) -> Vec<Warning> {
        self.0.noticed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn notice(&self, warnings: Vec<Warning>) {
        self.0.noticed.lock().unwrap_or_else(PoisonError::into_inner).extend(warnings);
    }

    /// Reads the whole history file and mends it where it is damaged. A failure is noticed, not returned.
    pub fn check_history(&self) {
        let checked = self.history().and_then(|history| {
            let checked = history.check();
            self.notice(history.warnings());
            checked
        });
        if let Err(error) = checked {
            self.notice(vec![Warning::new(error.code.word(), error.message)]);
        }
    }

    /// The request with the text it works on, when it goes on from an earlier run.
    ///
    /// Errors: `not-found`, `usage` (that run has no result), and those of the history.
    pub fn follow(&self, request: ToolRequest) -> Result<ToolRequest> {
        let Some(id) = &request.follow_up else { return Ok(request) };
        let run = self.history()?.show(id)?;
        let asks = self.choices().tool(&request)?.kind == Kind::Ask;
        let text = match (request.text.is_empty(), asks) {
            (false, _) => request.text,
            (true, true) => run.input,
            (true, false) => run.output,
        };
        if text.is_empty() {
            return Err(
                Error::new(Code::Usage, "That run has no result to go on from.").hint("Go on from another one.")
            );
        }
        let length =
            request.length.or_else(|| request.instruction.as_deref().and_then(length_asked).map(str::to_owned));
        Ok(ToolRequest { text, length, follow_up: Some(run.id), ..request })
    }

    /// Writes a run into the history, unless it is private or the history is off, and returns its id there.
    pub fn record(&self, request: &ToolRequest, outcome: &Result<Outcome>) -> Result<Option<String>> {
        let choices = self.choices();
        if !choices.records(request) || request.text.trim().is_empty() {
            return Ok(None);
        }
        let mut run = history::Run::new(&request.tool, &request.text);
        run.options = request.options();
        run.follows = request.follow_up.clone();
        match outcome {
            Ok(outcome) => {
                let origin = outcome.origin();
                run.output = outcome.text();
                run.result = serde_json::to_value(outcome).unwrap_or_default();
                run.engine = origin.engine.clone();
                run.model = origin.model.clone();
                run.adapter = origin.adapter.clone();
                run.local = origin.local;
                run.timing = origin.timing;
                run.warnings = origin.warnings.clone();
                run.outcome = history::Outcome::Done;
            }
            Err(error) => {
                run.output = Partial::of(error).unwrap_or_default().to_owned();
                if let Some(parts) = Unfinished::of(error) {
                    let index = Utf16Index::new(&request.text);
                    let outline: Vec<_> = parts.iter().map(|part| wire::Section::of(part, &index)).collect();
                    run.result = json!({ "outline": outline });
                }
                run.model = (!request.rules_only && !request.cloud).then(|| self.model(request));
                run.warnings = vec![Warning::new(error.code.word(), &error.message)];
                run.outcome = error.into();
            }
        }
        let history = History::open(self.home())?;
        self.notice(history.warnings());
        history.record(&run)?;
        let retention = choices.settings.history.retention;
        history.prune(retention, run.time)?;
        if let (Some(days), Some(Some(answers))) = (retention.days(), self.0.answers.get()) {
            answers.forget_before(run.time - jiff::SignedDuration::from_hours(24 * i64::from(days)));
        }
        Ok(Some(run.id))
    }

    /// Removes runs, all or none, and returns how many; [`Session::undo_remove`] brings them back.
    ///
    /// Errors: as [`History::remove`].
    pub fn remove_runs(&self, ids: &[String]) -> Result<usize> {
        self.removed(self.history()?.remove(ids)?)
    }

    /// Removes every run and returns how many there were; [`Session::undo_remove`] brings them back.
    ///
    /// Errors: as [`History::clear`].
    pub fn clear_history(&self) -> Result<usize> {
        self.removed(self.history()?.clear()?)
    }

    fn removed(&self, removed: Removed) -> Result<usize> {
        let count = removed.len();
        *self.0.removed.lock().unwrap_or_else(PoisonError::into_inner) = removed;
        // What the model answered, and what was replaced elsewhere, is of no one run alone, so all of it goes.
        Answers::clear(self.home())?;
        journal::clear(self.home())?;
        Ok(count)
    }

    /// Brings back what was removed last, once, and returns how many runs that were.
    ///
    /// Errors: as [`History::restore`]; then it can be tried again.
    pub fn undo_remove(&self) -> Result<usize> {
        let mut removed = self.0.removed.lock().unwrap_or_else(PoisonError::into_inner);
        if removed.is_empty() {
            return Ok(0);
        }
        let count = History::open(self.home())?.restore(&removed)?;
        *removed = Removed::default();
        Ok(count)
    }

    /// Writes the whole history to a file and returns how many runs that were. A file that is there is replaced once the
    /// new one is whole.
    ///
    /// Errors: `read-only`, `disk-full`, `io`, and those of the history.
    pub fn export_history(&self, format: Format, path: &Path) -> Result<usize> {
        let failed = |error| Error::io(format_args!("write {}", path.display()), error);
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut file = tempfile::Builder::new().prefix(".writing-").tempfile_in(folder).map_err(failed)?;
        let count = self.history()?.export(format, &Filter::default(), &mut BufWriter::new(&mut file))?;
        file.as_file().sync_all().map_err(failed)?;
        file.persist(path).map_err(|error| failed(error.error))?;
        Ok(count)
    }
}

/// A follow-up that asks for another length in so many words.
fn length_asked(instruction: &str) -> Option<&'static str> {
    match instruction.trim().trim_end_matches(['.', '!', '。', '！']).to_lowercase().as_str() {
        "shorter" | "make it shorter" | "更短" | "短一点" | "更简短" => Some("shorter"),
        "longer" | "make it longer" | "更长" | "长一点" | "更详细" => Some("longer"),
        _ => None,
    }
}
