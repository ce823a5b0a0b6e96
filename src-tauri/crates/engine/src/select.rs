//! Which engine runs a model: asked for, measured, or the sensible one for the device.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;
use std::str::FromStr;
use stet_core::{Code, Error, Result};

/// An inference engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Mistralrs,
    Llama,
}

impl Kind {
    pub fn word(self) -> &'static str {
        match self {
            Kind::Mistralrs => "mistralrs",
            Kind::Llama => "llama",
        }
    }
}

/// What a person asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Choice {
    #[default]
    Auto,
    Only(Kind),
}

impl FromStr for Choice {
    type Err = Error;

    fn from_str(word: &str) -> Result<Self> {
        match word {
            "auto" => Ok(Choice::Auto),
            "mistralrs" => Ok(Choice::Only(Kind::Mistralrs)),
            "llama" => Ok(Choice::Only(Kind::Llama)),
            other => {
                Err(Error::new(Code::Usage, format!("“{other}” is no engine; there are auto, mistralrs and llama.")))
            }
        }
    }
}

/// The engines in this build.
pub fn compiled() -> Vec<Kind> {
    [Kind::Mistralrs, Kind::Llama]
        .into_iter()
        .filter(|kind| match kind {
            Kind::Mistralrs => cfg!(feature = "mistralrs"),
            Kind::Llama => cfg!(feature = "llama"),
        })
        .collect()
}

/// What a benchmark on this machine found, by the SHA-256 of the model: decode tokens a second of each engine.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Measured(pub BTreeMap<String, BTreeMap<Kind, f32>>);

impl Measured {
    /// Reads what was measured; nothing when the file is missing or not readable as such.
    pub fn read(path: &Path) -> Self {
        std::fs::read(path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    pub fn record(&mut self, sha256: &str, kind: Kind, tokens_per_second: f32) {
        self.0.entry(sha256.to_owned()).or_default().insert(kind, tokens_per_second);
    }

    /// Writes atomically.
    pub fn write(&self, path: &Path) -> Result<()> {
        let what = || format!("write {}", path.display());
        let folder = path.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder).map_err(|e| Error::io(what(), e))?;
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|e| Error::io(what(), e))?;
        serde_json::to_writer_pretty(&mut file, self).map_err(|e| Error::io(what(), e.into()))?;
        file.persist(path).map_err(|e| Error::io(what(), e.error))?;
        Ok(())
    }
}

/// Decides, and says why in words.
pub(crate) fn select(
    choice: Choice,
    sha256: &str,
    measured: &Measured,
    device: Option<&str>,
) -> Result<(Kind, String)> {
    let there = compiled();
    if let Choice::Only(kind) = choice {
        return if there.contains(&kind) {
            Ok((kind, format!("{} was asked for", kind.word())))
        } else {
            Err(Error::new(Code::Unsupported, format!("This build has no {} engine.", kind.word()))
                .hint("Use --engine auto, or a build with that engine."))
        };
    }
    if let Some(speeds) = measured.0.get(sha256)
        && speeds.len() > 1
        && let Some((kind, _)) =
            speeds.iter().filter(|(kind, _)| there.contains(kind)).max_by(|a, b| a.1.total_cmp(b.1))
    {
        return Ok((*kind, format!("{} was faster with this model when it was measured on this machine", kind.word())));
    }
    let (first, why) = match device {
        Some(device) => ([Kind::Mistralrs, Kind::Llama], format!("on this machine, on {device}")),
        None => ([Kind::Llama, Kind::Mistralrs], "on this machine, on its processor".to_owned()),
    };
    first
        .into_iter()
        .find(|kind| there.contains(kind))
        .map(|kind| (kind, why))
        .ok_or_else(|| Error::new(Code::Unsupported, "This build has no engine to run models with."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_processor_gets_llama_and_a_device_gets_mistralrs() {
        let nothing = Measured::default();
        assert_eq!(select(Choice::Auto, "a", &nothing, None).unwrap().0, Kind::Llama);
        assert_eq!(select(Choice::Auto, "a", &nothing, Some("CUDA")).unwrap().0, Kind::Mistralrs);
    }

    #[test]
    fn what_was_measured_wins_over_the_rule_and_what_was_asked_for_over_both() {
        let mut measured = Measured::default();
        measured.record("a", Kind::Llama, 10.0);
        assert_eq!(select(Choice::Auto, "a", &measured, None).unwrap().0, Kind::Llama);
        measured.record("a", Kind::Mistralrs, 20.0);
        assert_eq!(select(Choice::Auto, "a", &measured, None).unwrap().0, Kind::Mistralrs);
        assert_eq!(select(Choice::Auto, "b", &measured, None).unwrap().0, Kind::Llama);
        assert_eq!(select(Choice::Only(Kind::Llama), "a", &measured, None).unwrap().0, Kind::Llama);
    }

    #[test]
    fn measurements_survive_the_disk() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("deep/engines.json");
        let mut measured = Measured::default();
        measured.record("a", Kind::Mistralrs, 20.5);
        measured.write(&path).unwrap();
        assert_eq!(Measured::read(&path), measured);
        std::fs::write(&path, "{").unwrap();
        assert_eq!(Measured::read(&path), Measured::default());
    }
}
