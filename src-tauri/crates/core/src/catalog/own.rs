//! Models of the user's own: any whole GGUF file, used where it lies or copied in.

use super::progress::{Meter, Watch};
use super::store::{self, Added, Measured, Record, Stamp};
use super::{Catalog, InstalledModel, gguf, valid_id};
use crate::{Code, Error, Result};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use tokio_util::sync::CancellationToken;

impl Catalog {
    /// Makes a GGUF file known under `id`, or under a name made from its file name. The file stays where it is, unless
    /// `copy` asks for a copy in the models directory. Blocks: the whole file is read once, for its hash.
    ///
    /// Errors: `usage` (the id is taken or not a plain word), `model-missing` (no such file), `model-damaged`,
    /// `model-unsupported` (part of a split model, or not a model), `cancelled`, I/O.
    pub fn add(
        &self,
        file: &Path,
        id: Option<&str>,
        copy: bool,
        watch: Watch,
        cancel: &CancellationToken,
    ) -> Result<InstalledModel> {
        let shown = file.display();
        let path = file.canonicalize().map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Error::new(Code::ModelMissing, format!("There is no file {shown}.")),
            _ => Error::io(format!("read {shown}"), error),
        })?;
        let stamp = Stamp::of(&path).map_err(|error| Error::io(format!("read {shown}"), error))?;
        let header = gguf::read(&path).map_err(|fault| {
            let message = format!("{shown} can't be used as a model: {fault}.");
            let damaged = Error::new(Code::ModelDamaged, message).hint("Models are whole GGUF files.");
            damaged.because(fault)
        })?;
        if header.files > 1 {
            let message = format!("{shown} is one of the {} files of a split model.", header.files);
            return Err(Error::new(Code::ModelUnsupported, message)
                .hint("Merge them into one file first, for example with llama-gguf-split --merge."));
        }
        if let Some(kind) = header.kind.as_deref().filter(|kind| *kind != "model") {
            let message = format!("{shown} is not a model but “{kind}”.");
            return Err(Error::new(Code::ModelUnsupported, message));
        }
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or("model");
        let id = self.free_id(id, stem)?;

        let sha256 = store::hash(&path, &mut Meter::new(watch), cancel)?;
        let mut record = Record {
            sha256: sha256.clone(),
            size: stamp.size,
            architecture: header.architecture,
            origin: "added".into(),
            added: Some(Added {
                title: header.name.unwrap_or_else(|| stem.to_owned()),
                licence: header.licence,
                context: header.context,
                path: (!copy).then(|| path.clone()),
            }),
            measured: Some(Measured { sha256, stamp }),
        };
        fs::create_dir_all(self.dir()).map_err(|error| Error::io(format!("create {}", self.dir().display()), error))?;
        if copy {
            let _lock = self.lock(&id)?;
            record.measured = None;
            self.copy_in(&path, &id, cancel)?;
        }
        store::save(self.dir(), &id, &record)?;
        // A copy is read back before it is trusted.
        self.resolve(&id)
    }

    fn copy_in(&self, from: &Path, id: &str, cancel: &CancellationToken) -> Result<()> {
        let partial = self.dir().join(".partial").join(format!("{id}.copy"));
        let copied = fs::copy(from, &partial).and_then(|_| fs::File::options().write(true).open(&partial)?.sync_all());
        let copied = match copied {
            Ok(()) if cancel.is_cancelled() => Err(Error::cancelled()),
            Ok(()) => {
                let target = self.file(id);
                fs::rename(&partial, &target).map_err(|error| Error::io(format!("create {}", target.display()), error))
            }
            Err(error) => Err(Error::io(format!("copy {}", from.display()), error)),
        };
        if copied.is_err() {
            let _ = fs::remove_file(&partial);
        }
        copied
    }

    fn free_id(&self, wanted: Option<&str>, stem: &str) -> Result<String> {
        let taken = |id: &str| {
            self.entry(id).is_some() || store::record_path(self.dir(), id).exists() || self.file(id).exists()
        };
        if let Some(id) = wanted {
            if !valid_id(id) {
                let message = format!("“{id}” can't be a model's id.");
                return Err(Error::new(Code::Usage, message)
                    .hint("Up to 64 letters, digits, dots, dashes and underscores, not starting with a dot."));
            }
            if taken(id) {
                let message = format!("There is already a model “{id}”.");
                return Err(Error::new(Code::Usage, message).hint("Choose another id, or remove that model first."));
            }
            return Ok(id.to_owned());
        }
        let plain = |c: char| if c.is_ascii_alphanumeric() || c == '.' { c.to_ascii_lowercase() } else { '-' };
        let word: String = stem.chars().map(plain).take(56).collect();
        let word = word.trim_matches(['-', '.']);
        let word = if word.is_empty() { "model" } else { word };
        let numbered = (2..).map(|number| format!("{word}-{number}"));
        let mut candidates = std::iter::once(word.to_owned()).chain(numbered);
        candidates.find(|id| !taken(id)).ok_or_else(|| Error::new(Code::Internal, "Out of model names."))
    }

    /// The ids of the user's own models, in order.
    pub(super) fn own_ids(&self) -> BTreeSet<String> {
        let names = fs::read_dir(self.dir()).into_iter().flatten().flatten().map(|item| item.file_name());
        names
            .filter_map(|name| name.to_str()?.strip_suffix(".json").map(str::to_owned))
            .filter(|id| self.entry(id).is_none() && valid_id(id))
            .filter(|id| store::load(self.dir(), id).is_some_and(|record| record.added.is_some()))
            .collect()
    }
}
