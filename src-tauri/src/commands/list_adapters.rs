//! The adapters there are: those that came with the program and the user's own.

use crate::session::Session;
use serde::Serialize;
use stet_core::adapters::Known;
use tauri::State;

#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct AdapterChoice {
    pub id: String,
    /// What it was trained for, as tools name it; `None` when its folder does not say.
    pub task: Option<String>,
    /// The id of the model it is for.
    pub model: Option<String>,
    /// The user's own.
    pub own: bool,
    /// Why it can't be used.
    pub damaged: Option<String>,
    pub scores: Vec<Score>,
}

/// How it did, by the name of the measure.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct Score {
    pub measure: String,
    pub value: String,
}

#[tauri::command]
#[specta::specta]
pub fn list_adapters(session: State<'_, Session>) -> Vec<AdapterChoice> {
    session.adapters().list().into_iter().map(choice).collect()
}

fn choice(known: Known) -> AdapterChoice {
    let Known { id, own, facts, damaged, .. } = known;
    let scores = facts.iter().flat_map(|facts| &facts.scores);
    AdapterChoice {
        scores: scores.map(|(measure, value)| Score { measure: measure.clone(), value: value.to_string() }).collect(),
        task: facts.as_ref().map(|facts| facts.task.clone()),
        model: facts.map(|facts| facts.model),
        id,
        own,
        damaged,
    }
}
