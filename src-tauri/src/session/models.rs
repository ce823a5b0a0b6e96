//! The models as this machine sees them.

use super::Session;
use serde::Serialize;
use std::collections::BTreeMap;
use stet_core::Result;
use stet_core::catalog::{Model, machine_memory};
use stet_engine::{Kind, Measured};

/// A model, and what is known of it here.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct ModelDetail {
    #[serde(flatten)]
    pub model: Model,
    /// What was measured here; empty until then.
    pub speed: Vec<Speed>,
    /// This machine has the memory for it.
    pub fits: bool,
}

#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Speed {
    pub engine: String,
    /// Tokens written a second.
    pub decode_per_second: f32,
}

impl Session {
    pub fn model_details(&self) -> Vec<ModelDetail> {
        let (default, measured) = (self.default_model(), Measured::read(&self.measured()));
        self.catalog().models().into_iter().map(|model| detail(model, &default, &measured)).collect()
    }

    /// Errors: `model-unknown`.
    pub fn model_detail(&self, id: &str) -> Result<ModelDetail> {
        Ok(detail(self.catalog().model(id)?, &self.default_model(), &Measured::read(&self.measured())))
    }
}

fn detail(model: Model, default: &str, measured: &Measured) -> ModelDetail {
    let speeds = model.sha256.as_ref().and_then(|sha256| measured.0.get(sha256));
    let speed = |speeds: &BTreeMap<Kind, f32>| {
        let speed = |(kind, speed): (&Kind, &f32)| Speed { engine: kind.word().into(), decode_per_second: *speed };
        speeds.iter().map(speed).collect()
    };
    ModelDetail {
        speed: speeds.map(speed).unwrap_or_default(),
        fits: model.memory.is_none_or(|memory| memory <= machine_memory()),
        // What the user chose counts, not what the catalogue would choose.
        model: Model { default: model.id == default, ..model },
    }
}
