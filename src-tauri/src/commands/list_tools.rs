//! The writing tools to choose from, the user's own included.

use crate::session::Session;
use serde::Serialize;
use stet_core::tool::Tool;
use tauri::State;

#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct ToolChoice {
    pub id: String,
    pub title: String,
    /// `proofread`, `rewrite`, `summarize` or `ask`.
    pub kind: String,
    /// Needs an instruction of the user's.
    pub instruction: bool,
    /// The lengths that it knows; empty when they mean nothing to it.
    pub lengths: Vec<String>,
}

impl From<&Tool> for ToolChoice {
    fn from(tool: &Tool) -> Self {
        ToolChoice {
            id: tool.id.clone(),
            title: tool.title.clone(),
            kind: tool.kind.word().to_owned(),
            instruction: tool.wants_instruction(),
            lengths: tool.lengths.iter().map(|(word, _)| word.clone()).collect(),
        }
    }
}

#[tauri::command]
#[specta::specta]
pub fn list_tools(session: State<'_, Session>) -> Vec<ToolChoice> {
    session.choices().tools.list().iter().map(ToolChoice::from).collect()
}
