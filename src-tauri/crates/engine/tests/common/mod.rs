//! The model and the jobs that the tests have in common.

use std::path::PathBuf;
use stet_core::generate::{Job, Sampling};
use stet_engine::ModelFile;

/// The smallest model, from the folder that `STET_MODELS` names.
pub fn tiny() -> ModelFile {
    let folder = std::env::var_os("STET_MODELS").expect("STET_MODELS names the folder of models; ./dev test sets it");
    let path = PathBuf::from(folder).join("tiny.gguf");
    let size = std::fs::metadata(&path).expect("the tiny model is there; ./dev test fetches it").len();
    ModelFile { id: "tiny".into(), path, sha256: "tiny".into(), size }
}

pub fn job(user: &str, max_tokens: usize) -> Job {
    Job {
        system: "You are a helpful assistant.".into(),
        user: user.into(),
        sampling: Sampling { max_tokens, ..Sampling::default() },
        ..Job::default()
    }
}
