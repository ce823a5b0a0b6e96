//! What the user chose: settings, tools, dictionary, as they stood when they were last read.
//!
//! A session reads them when it opens and after each change it makes, so that a change counts from the next run on. A run
//! under way keeps those that it began with.

use super::ToolRequest;
use stet_core::home::Home;
use stet_core::run::Warning;
use stet_core::settings::{self, Dialect, Settings, Thoroughness};
use stet_core::task::Task;
use stet_core::tool::{Kind, Tool, Tools};
use stet_core::{Code, Error, Result};

#[derive(Debug)]
pub struct Choices {
    pub settings: Settings,
    pub tools: Tools,
    /// The user's own words.
    pub dictionary: Vec<String>,
    /// What was wrong with the files.
    pub warnings: Vec<Warning>,
}

impl Choices {
    pub fn read(home: &Home) -> Choices {
        let (settings, mut warnings) = settings::load(home);
        let (tools, more) = Tools::load(&home.tools_file());
        warnings.extend(more);
        let dictionary = settings::words(home).unwrap_or_else(|error| {
            warnings.push(Warning::new("dictionary", error.message));
            Vec::new()
        });
        warnings.extend(settings.cloud.rules().1);
        Choices { settings, tools, dictionary, warnings }
    }

    /// The tool of a request. Errors: `usage`.
    pub fn tool(&self, request: &ToolRequest) -> Result<&Tool> {
        match request.tool.as_str() {
            "rewrite" => match (&request.tone, &request.instruction) {
                (Some(tone), _) => self.tools.get_of(Kind::Rewrite, tone),
                (None, Some(_)) => self.tools.get("instruction"),
                (None, None) => Err(Error::new(Code::Usage, "A rewrite needs a tone or an instruction.")),
            },
            "summarize" => self.tools.get_of(Kind::Summarize, request.kind.as_deref().unwrap_or("key-points")),
            id => self.tools.get(id),
        }
    }

    /// The tool of a request with its choices. Errors: `usage`.
    pub fn task<'a>(&'a self, request: &'a ToolRequest) -> Result<Task<'a>> {
        let tool = self.tool(request)?;
        let words = match tool.kind {
            Kind::Ask => &request.question,
            _ => &request.instruction,
        };
        if tool.kind == Kind::Ask && tool.wants_instruction() && words.as_deref().is_none_or(|q| q.trim().is_empty()) {
            return Err(Error::new(Code::Usage, "There is no question.").hint("Say what you want to know."));
        }
        Task::new(tool, request.length.as_deref(), request.format.as_deref(), words.as_deref())
    }

    /// Errors: `usage`.
    pub fn dialect(&self, request: &ToolRequest) -> Result<Dialect> {
        match request.dialect.as_deref() {
            None => Ok(self.settings.dialect),
            Some(word) => serde_json::from_value(word.into()).map_err(|_| {
                Error::new(
                    Code::Usage,
                    format!("“{word}” is no dialect; there are american, british, australian, canadian and indian."),
                )
            }),
        }
    }

    /// Errors: `usage`.
    pub fn thoroughness(&self, request: &ToolRequest) -> Result<Thoroughness> {
        match request.thoroughness.as_deref() {
            None => Ok(self.settings.thoroughness),
            Some(word) => serde_json::from_value(word.into()).map_err(|_| {
                let message = format!("Proofreading can be careful, balanced or thorough, not “{word}”.");
                Error::new(Code::Usage, message)
            }),
        }
    }

    /// Whether a run of this request leaves a trace.
    pub fn records(&self, request: &ToolRequest) -> bool {
        !(request.private || self.settings.private) && self.settings.history.records()
    }
}
