//! The fixed start of a task's prompts, computed once: its state is kept in memory for as long as the model is, and on
//! disk from one start of the program to the next.
//!
//! A state belongs to one model, adapter, version of the engine and row of tokens, and is known by the hash of all four.
//! Files carry the hash of their content, so a damaged one is only computed again. Those unused for longest go first;
//! what nobody could keep costs nothing but the time to compute it.

use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use stet_core::home;

/// Bytes of states kept in memory.
const IN_MEMORY: usize = 16 * 1024 * 1024;
/// Fewer tokens are computed sooner than a file is read.
pub const SHORTEST: usize = 32;

pub type Key = [u8; 32];

/// Where states lie on disk, and how much of it they may take.
#[derive(Debug, Clone)]
pub struct Shelf {
    pub folder: PathBuf,
    /// Bytes; 0 keeps none.
    pub most: u64,
}

/// The states of one model.
pub struct Prefixes {
    /// Begins every key: the version of the engine and the model.
    scope: Sha256,
    shelf: Shelf,
    /// Used last stands last.
    kept: Vec<(Key, Vec<u8>)>,
}

impl Prefixes {
    /// For the model with this hash.
    pub fn new(model: &str, shelf: Shelf) -> Self {
        let scope = Sha256::new().chain_update(crate::REVISION).chain_update(model);
        Prefixes { scope, shelf, kept: Vec::new() }
    }

    /// The key of a row of tokens as an adapter reads them.
    pub fn key(&self, adapter: Option<&str>, tokens: impl IntoIterator<Item = i32>) -> Key {
        let mut hash = self.scope.clone();
        hash.update(adapter.unwrap_or("none"));
        for token in tokens {
            hash.update(token.to_le_bytes());
        }
        hash.finalize().into()
    }

    /// A state that was kept.
    pub fn get(&mut self, key: &Key) -> Option<&[u8]> {
        if let Some(at) = self.kept.iter().position(|(known, _)| known == key) {
            let found = self.kept.remove(at);
            self.kept.push(found);
        } else {
            let path = self.path(key);
            let state = open(fs::read(&path).ok()?);
            if state.is_none() {
                let _ = fs::remove_file(&path);
            }
            used_now(&path);
            self.remember(*key, state?);
        }
        self.kept.last().map(|(_, state)| &**state)
    }

    /// Keeps a state in memory, and with `lasting` on disk too.
    pub fn keep(&mut self, key: Key, state: Vec<u8>, lasting: bool) {
        let size = state.len() as u64 + 32;
        if lasting && size <= self.shelf.most {
            let mut file = Sha256::digest(&state).to_vec();
            file.extend_from_slice(&state);
            let _ = bound(&self.shelf.folder, self.shelf.most - size);
            if let Err(error) = home::write(&self.path(&key), &file) {
                tracing::debug!(%error, "the start of a prompt could not be kept");
            }
        }
        self.remember(key, state);
    }

    fn remember(&mut self, key: Key, state: Vec<u8>) {
        self.kept.push((key, state));
        let mut size: usize = self.kept.iter().map(|(_, state)| state.len()).sum();
        while size > IN_MEMORY && self.kept.len() > 1 {
            size -= self.kept.remove(0).1.len();
        }
    }

    fn path(&self, key: &Key) -> PathBuf {
        let name: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
        self.shelf.folder.join(name).with_extension("state")
    }
}

/// The state in a file, when it is what was written.
fn open(mut file: Vec<u8>) -> Option<Vec<u8>> {
    let state = file.split_off(file.len().min(32));
    (Sha256::digest(&state)[..] == file[..]).then_some(state)
}

fn used_now(path: &Path) {
    if let Ok(file) = fs::File::options().append(true).open(path) {
        let _ = file.set_modified(SystemTime::now());
    }
}

/// Removes the files unused for longest until no more than `most` bytes are left.
fn bound(folder: &Path, most: u64) -> std::io::Result<()> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)?.flatten() {
        let facts = entry.metadata()?;
        files.push((facts.modified()?, facts.len(), entry.path()));
    }
    files.sort();
    let mut size: u64 = files.iter().map(|(_, size, _)| size).sum();
    for (_, freed, path) in files {
        if size <= most {
            break;
        }
        fs::remove_file(path)?;
        size -= freed;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prefixes(folder: &Path, most: u64) -> Prefixes {
        Prefixes::new("model", Shelf { folder: folder.join("prefixes"), most })
    }

    #[test]
    fn a_state_is_found_again_in_another_process_and_by_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let mut first = prefixes(dir.path(), 1000);
        let key = first.key(Some("a"), [1, 2, 3]);
        assert_eq!(first.get(&key), None);
        first.keep(key, vec![7; 100], true);
        assert_eq!(first.get(&key).unwrap(), vec![7; 100]);
        assert_eq!(prefixes(dir.path(), 1000).get(&key).unwrap(), vec![7; 100]);
        for other in [first.key(None, [1, 2, 3]), first.key(Some("b"), [1, 2, 3]), first.key(Some("a"), [1, 2])] {
            assert_eq!(first.get(&other), None);
        }
        let other = Prefixes::new("another", first.shelf.clone());
        assert_ne!(other.key(Some("a"), [1, 2, 3]), key);
    }

    #[test]
    fn what_is_not_lasting_stays_in_memory() {
        let dir = tempfile::tempdir().unwrap();
        let mut first = prefixes(dir.path(), 1000);
        let key = first.key(None, [1]);
        first.keep(key, vec![7; 100], false);
        assert!(first.get(&key).is_some());
        assert_eq!(prefixes(dir.path(), 1000).get(&key), None);
        assert!(!dir.path().join("prefixes").exists());
    }

    #[test]
    fn a_damaged_file_is_removed() {
        let dir = tempfile::tempdir().unwrap();
        let mut first = prefixes(dir.path(), 1000);
        let key = first.key(None, [1]);
        first.keep(key, vec![7; 100], true);
        let path = first.path(&key);
        for damage in [&[7u8; 20][..], &[7; 131], &[]] {
            fs::write(&path, damage).unwrap();
            assert_eq!(prefixes(dir.path(), 1000).get(&key), None);
            assert!(!path.exists());
        }
    }

    #[test]
    fn those_unused_for_longest_go_first() {
        let dir = tempfile::tempdir().unwrap();
        let mut first = prefixes(dir.path(), 400);
        let keys: Vec<Key> = (0..4).map(|n| first.key(None, [n])).collect();
        for (key, age) in keys.iter().zip([30, 20, 10]) {
            first.keep(*key, vec![1; 100], true);
            let then = SystemTime::now() - std::time::Duration::from_secs(age);
            fs::File::options().append(true).open(first.path(key)).unwrap().set_modified(then).unwrap();
        }
        prefixes(dir.path(), 400).get(&keys[0]).unwrap();
        first.keep(keys[3], vec![1; 100], true);
        let there: Vec<bool> = keys.iter().map(|key| first.path(key).exists()).collect();
        assert_eq!(there, [true, false, true, true]);
        first.keep(keys[1], vec![1; 1000], true);
        assert!(!first.path(&keys[1]).exists(), "larger than the whole shelf");
    }
}
