//! The folder of an adapter: what it says of itself, wherever it lies.

use super::weights::{Config, Weights};
use super::{Adapter, unusable};
use crate::generate::AdapterRef;
use crate::{Error, Result, home};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::path::PathBuf;

const FACTS: &str = "adapter.toml";
const CONFIG: &str = "adapter_config.json";
const WEIGHTS: &str = "adapter_model.safetensors";
pub(super) const FILES: [&str; 3] = [FACTS, CONFIG, WEIGHTS];

/// What `adapter.toml` says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// What tools name it by.
    pub task: String,
    /// The SHA-256 of the model file it was trained on, in hexadecimal.
    pub base: String,
    /// The catalogue id of that model.
    pub model: String,
    pub rank: u32,
    pub alpha: f64,
    /// What it was trained with.
    #[serde(default, alias = "training_commit")]
    pub commit: Option<String>,
    /// How it did, by the name of the measure.
    #[serde(default)]
    pub scores: serde_json::Map<String, serde_json::Value>,
}

/// An adapter that came with the program: the name of its folder, and the files in it by name.
#[derive(Debug, Clone)]
pub struct Embedded {
    pub id: String,
    pub files: Vec<(String, &'static [u8])>,
}

/// Where the files are.
#[derive(Debug, Clone)]
pub(super) enum Place {
    Program(Vec<(String, &'static [u8])>),
    Folder(PathBuf),
}

impl Place {
    /// `None` when there is no such file.
    fn read(&self, name: &str) -> Result<Option<Bytes>> {
        match self {
            Place::Program(files) => {
                Ok(files.iter().find(|(known, _)| known == name).map(|(_, bytes)| Bytes::from_static(bytes)))
            }
            Place::Folder(folder) => Ok(home::read(&folder.join(name))?.map(Bytes::from)),
        }
    }

    fn size(&self, name: &str) -> u64 {
        match self {
            Place::Program(files) => {
                files.iter().find(|(known, _)| known == name).map_or(0, |(_, bytes)| bytes.len() as u64)
            }
            Place::Folder(folder) => folder.join(name).metadata().map_or(0, |metadata| metadata.len()),
        }
    }
}

/// An adapter there is, usable or not.
#[derive(Debug, Clone, Serialize)]
pub struct Known {
    /// The name of its folder.
    pub id: String,
    /// The user's own.
    pub own: bool,
    #[serde(flatten)]
    pub facts: Option<Facts>,
    /// Bytes of the weights.
    pub size: u64,
    /// `None` when it is inside the program.
    pub path: Option<PathBuf>,
    /// Why it can't be used, as far as that can be told without reading the weights.
    pub damaged: Option<String>,
    #[serde(skip)]
    place: Place,
}

impl Known {
    /// Reads everything but the weights. What is wrong is no error but part of the answer.
    pub(super) fn read(id: &str, place: Place) -> Known {
        let path = match &place {
            Place::Program(_) => None,
            Place::Folder(folder) => Some(folder.clone()),
        };
        let mut known = Known {
            id: id.to_owned(),
            own: path.is_some(),
            facts: None,
            size: place.size(WEIGHTS),
            path,
            damaged: None,
            place,
        };
        match known.read_facts() {
            Ok(facts) => known.facts = Some(facts),
            Err(why) => known.damaged = Some(why),
        }
        if let Some(facts) = &known.facts {
            known.damaged = match known.config() {
                Ok(config) => config.check(facts).err(),
                Err(why) => Some(why),
            };
        }
        if known.damaged.is_none() && known.size == 0 {
            known.damaged = Some(format!("it has no {WEIGHTS}"));
        }
        known
    }

    /// What it says of itself, when that is whole. Errors: `adapter-unusable`.
    pub(super) fn usable(&self) -> Result<&Facts> {
        match (&self.facts, &self.damaged) {
            (Some(facts), None) => Ok(facts),
            (_, why) => Err(unusable(&self.id, why.as_deref().unwrap_or("it is damaged"))),
        }
    }

    /// Reads the weights too, and checks them as far as that can be done without the model.
    ///
    /// Errors: `adapter-unusable`, `io`.
    pub fn weights(&self) -> Result<Weights> {
        let facts = self.usable()?;
        let refuse = |why: String| unusable(&self.id, &why);
        let config = self.config().map_err(refuse)?;
        config.check(facts).map_err(refuse)?;
        let bytes = self.place.read(WEIGHTS)?.unwrap_or_default();
        Weights::read(&config, &bytes).map_err(refuse)
    }

    /// Ready to answer: with the hash of all that decides what it does. Errors: `adapter-unusable`, `io`.
    pub(super) fn open(self) -> Result<Adapter> {
        let facts = self.usable()?;
        let mut hash = Sha256::new();
        hash.update(facts.base.to_ascii_lowercase());
        for name in [CONFIG, WEIGHTS] {
            let bytes = self.place.read(name)?.unwrap_or_default();
            hash.update((bytes.len() as u64).to_le_bytes());
            hash.update(&bytes);
        }
        let sha256 = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        let mark = AdapterRef { id: self.id.clone(), sha256 };
        Ok(Adapter { mark, task: facts.task.clone(), size: self.size, known: self })
    }

    fn read_facts(&self) -> Result<Facts, String> {
        let bytes = self.whole(FACTS)?;
        let text = std::str::from_utf8(&bytes).map_err(|_| format!("its {FACTS} is not UTF-8 text"))?;
        let facts: Facts = toml::from_str(text)
            .map_err(|error| format!("its {FACTS} can't be read: {}", error.message().replace('\n', ", ")))?;
        let hash = facts.base.len() == 64 && facts.base.bytes().all(|byte| byte.is_ascii_hexdigit());
        match hash {
            true => Ok(facts),
            false => Err(format!("the base in its {FACTS} is no SHA-256")),
        }
    }

    fn config(&self) -> Result<Config, String> {
        serde_json::from_slice(&self.whole(CONFIG)?).map_err(|error| format!("its {CONFIG} can't be read: {error}"))
    }

    fn whole(&self, name: &str) -> Result<Bytes, String> {
        let read = self.place.read(name).map_err(|error: Error| error.message.trim_end_matches('.').to_owned())?;
        read.ok_or_else(|| format!("it has no {name}"))
    }
}
