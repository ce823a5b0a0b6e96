//! What is asked of a tool, and what comes of it.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use stet_core::wire;

/// One use of a tool on a text.
#[derive(Debug, Clone, Default, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase", default)]
pub struct ToolRequest {
    /// `proofread`, `rewrite`, `summarize`, `ask`, or the id of a tool of the user's own.
    pub tool: String,
    #[serde(skip_serializing)]
    pub text: String,
    pub tone: Option<String>,
    pub instruction: Option<String>,
    /// The question to ask.
    pub question: Option<String>,
    /// The type of a summary.
    pub kind: Option<String>,
    pub length: Option<String>,
    pub format: Option<String>,
    pub alternatives: Option<u32>,
    pub dialect: Option<String>,
    /// `careful`, `balanced` or `thorough`.
    pub thoroughness: Option<String>,
    pub model: Option<String>,
    pub engine: Option<String>,
    /// The id of the run to go on from. Without a text of its own the request works on what that run made, and a question is
    /// asked about what that run was given.
    pub follow_up: Option<String>,
    /// Proofread with the rules alone.
    pub rules_only: bool,
    /// The model's unguarded answer.
    pub bare: bool,
    /// By the prompt alone, without an adapter.
    pub prompt_only: bool,
    /// Leave no trace in the history.
    pub private: bool,
    /// The user asks for a server.
    pub cloud: bool,
    /// The user wants it done on this machine, whatever the rules for servers say.
    pub local: bool,
    /// Which one, in place of the one in use.
    pub server: Option<String>,
    /// The application that the text is from.
    pub application: Option<String>,
}

impl ToolRequest {
    /// What was chosen, as it is recorded.
    pub fn options(&self) -> Value {
        let mut options = serde_json::to_value(self).unwrap_or_default();
        if let Value::Object(fields) = &mut options {
            fields.retain(|_, value| !value.is_null() && *value != false);
        }
        options
    }
}

/// What a tool made of a text.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum Outcome {
    Proofread(wire::Proofread),
    Rewrite(wire::Rewrite),
    Summary(wire::Summary),
    Answer(wire::Answer),
}

impl Outcome {
    pub fn origin(&self) -> &wire::Origin {
        match self {
            Outcome::Proofread(result) => &result.origin,
            Outcome::Rewrite(result) => &result.origin,
            Outcome::Summary(result) => &result.origin,
            Outcome::Answer(result) => &result.origin,
        }
    }

    pub fn origin_mut(&mut self) -> &mut wire::Origin {
        match self {
            Outcome::Proofread(result) => &mut result.origin,
            Outcome::Rewrite(result) => &mut result.origin,
            Outcome::Summary(result) => &mut result.origin,
            Outcome::Answer(result) => &mut result.origin,
        }
    }

    /// The result as text; the first alternative of a rewrite.
    pub fn text(&self) -> String {
        match self {
            Outcome::Proofread(result) => result.corrected_input.clone(),
            Outcome::Rewrite(result) => result.alternatives.first().map(|a| a.text.clone()).unwrap_or_default(),
            Outcome::Summary(result) => result.text.clone(),
            Outcome::Answer(result) => result.text.clone(),
        }
    }
}
