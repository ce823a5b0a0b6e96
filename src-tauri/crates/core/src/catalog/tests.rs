use super::*;
use sha2::{Digest, Sha256};
use std::time::{Duration, SystemTime};

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn entry(id: &str, bytes: &[u8], pinned: bool) -> Entry {
    Entry {
        id: id.into(),
        title: "Sample".into(),
        licence: "MIT".into(),
        architecture: "llama".into(),
        quantization: "I8".into(),
        context: 2048,
        size: pinned.then_some(bytes.len() as u64),
        sha256: pinned.then(|| sha256(bytes)),
        sources: Vec::new(),
    }
}

/// A models directory with one whole model in it.
struct House {
    dir: tempfile::TempDir,
    bytes: Vec<u8>,
    catalog: Catalog,
}

impl House {
    fn new(pinned: bool) -> House {
        let dir = tempfile::tempdir().unwrap();
        let bytes = gguf::sample(5000);
        fs::write(dir.path().join("one.gguf"), &bytes).unwrap();
        let catalog = Catalog::of(dir.path(), vec![entry("one", &bytes, pinned)]);
        House { dir, bytes, catalog }
    }

    fn file(&self) -> PathBuf {
        self.dir.path().join("one.gguf")
    }

    fn modified(&self) -> SystemTime {
        fs::metadata(self.file()).unwrap().modified().unwrap()
    }

    /// Changes the file's bytes, and its time of last change only if `noticed`.
    fn write(&self, bytes: &[u8], noticed: bool) {
        let before = self.modified();
        fs::write(self.file(), bytes).unwrap();
        let time = if noticed { before + Duration::from_secs(5) } else { before };
        File::options().write(true).open(self.file()).unwrap().set_modified(time).unwrap();
    }

    fn flipped(&self) -> Vec<u8> {
        let mut bytes = self.bytes.clone();
        let last = bytes.len() - 7;
        bytes[last] ^= 4;
        bytes
    }

    fn verify(&self) -> Result<InstalledModel> {
        self.catalog.verify("one", unwatched(), &CancellationToken::new())
    }

    fn state(&self) -> State {
        self.catalog.model("one").unwrap().state
    }
}

#[test]
fn the_shipped_list_is_sound() {
    let catalog = Catalog::open("nowhere");
    let ids: Vec<&str> = ENTRIES.iter().map(|entry| entry.id.as_str()).collect();
    assert_eq!(&ids[..3], ["tiny", "small", "standard"]);
    assert!(ids.len() >= 7);
    for entry in ENTRIES.iter() {
        assert!(valid_id(&entry.id), "{}", entry.id);
        assert_eq!(ENTRIES.iter().filter(|other| other.id == entry.id).count(), 1);
        assert!(entry.sha256.as_ref().is_none_or(|hash| hash.len() == 64), "{}", entry.id);
        assert!(!entry.sources.is_empty());
        for source in &entry.sources {
            if let Source::Packages(parts) = source {
                assert_eq!(Some(parts.iter().map(|part| part.size).sum()), entry.size, "{}", entry.id);
                assert!(entry.sha256.is_some(), "packages are trusted for their hash alone");
            }
        }
    }
    assert!(catalog.models().iter().all(|model| model.state == State::Absent));
    assert_eq!(catalog.models().iter().filter(|model| model.default).count(), 1);
}

#[test]
fn the_default_follows_the_memory() {
    assert_eq!(default_for(4_000_000_000), "small");
    assert_eq!(default_for(8 << 30), "standard");
    assert_eq!(default_for((8 << 30) - 500_000_000), "standard");
}

#[test]
fn unknown_and_missing_models_say_what_to_do() {
    let catalog = Catalog::open("nowhere");
    let unknown = catalog.resolve("standart").unwrap_err();
    assert_eq!(unknown.code, Code::ModelUnknown);
    assert!(unknown.hint.unwrap().contains("standard"));
    assert_eq!(catalog.resolve("../../etc/passwd").unwrap_err().code, Code::ModelUnknown);
    let missing = catalog.resolve("small").unwrap_err();
    assert_eq!(missing.code, Code::ModelMissing);
    assert!(missing.hint.unwrap().contains("stet models pull small"));
}

#[test]
fn a_file_put_there_by_hand_is_read_once_and_remembered() {
    let house = House::new(true);
    let model = house.catalog.resolve("one").unwrap();
    assert_eq!((model.size, model.sha256), (house.bytes.len() as u64, sha256(&house.bytes)));
    assert_eq!(house.state(), State::Installed);
    // Not read again: a change that keeps size and time is only found by verifying.
    house.write(&house.flipped(), false);
    house.catalog.resolve("one").unwrap();
    assert_eq!(house.verify().unwrap_err().code, Code::ModelDamaged);
    // And from then on it is known to be damaged.
    assert_eq!(house.catalog.resolve("one").unwrap_err().code, Code::ModelDamaged);
    assert!(matches!(house.state(), State::Damaged { .. }));
    house.write(&house.bytes, true);
    house.catalog.resolve("one").unwrap();
}

#[test]
fn a_flipped_bit_is_found_before_use_when_the_file_was_written_to() {
    for pinned in [true, false] {
        let house = House::new(pinned);
        house.catalog.resolve("one").unwrap();
        house.write(&house.flipped(), true);
        let error = house.catalog.resolve("one").unwrap_err();
        assert_eq!(error.code, Code::ModelDamaged);
        assert!(error.hint.unwrap().contains("pull one"));
    }
}

#[test]
fn truncated_and_foreign_files_are_damaged() {
    for pinned in [true, false] {
        let house = House::new(pinned);
        for bytes in [&house.bytes[..house.bytes.len() - 1], &house.bytes[..40], b"not a model", b""] {
            house.write(bytes, true);
            assert_eq!(house.catalog.resolve("one").unwrap_err().code, Code::ModelDamaged);
            assert!(matches!(house.state(), State::Damaged { .. }));
        }
    }
}

#[test]
fn a_damaged_record_is_made_anew() {
    let house = House::new(true);
    fs::write(house.dir.path().join("one.json"), "{ \"sha256\": 3").unwrap();
    house.catalog.resolve("one").unwrap();
    assert!(store::load(house.dir.path(), "one").is_some());
}

#[test]
fn verifying_can_be_cancelled() {
    let house = House::new(true);
    let cancel = CancellationToken::new();
    cancel.cancel();
    assert!(house.catalog.verify("one", unwatched(), &cancel).unwrap_err().is_cancelled());
}

#[test]
fn a_users_own_file_is_used_where_it_lies() {
    let house = House::new(true);
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("My Model (v2).gguf");
    fs::write(&file, gguf::sample(99)).unwrap();
    let cancel = CancellationToken::new();
    let model = house.catalog.add(&file, None, false, unwatched(), &cancel).unwrap();
    assert_eq!((model.id.as_str(), model.title.as_str()), ("my-model--v2", "Sample 1M"));
    assert_eq!(model.path, file.canonicalize().unwrap());
    assert_eq!(house.catalog.models().len(), 2);
    assert!(house.catalog.models()[1].added);
    // Twice gives another name; a taken or impossible one is refused.
    assert_eq!(house.catalog.add(&file, None, false, unwatched(), &cancel).unwrap().id, "my-model--v2-2");
    for id in ["one", "a/b", ".x", ""] {
        let error = house.catalog.add(&file, Some(id), false, unwatched(), &cancel).unwrap_err();
        assert_eq!(error.code, Code::Usage, "{id}");
    }
    // Removing it forgets it and leaves the file.
    house.catalog.remove("my-model--v2").unwrap();
    assert!(file.exists());
    fs::remove_file(&file).unwrap();
    assert_eq!(house.catalog.resolve("my-model--v2-2").unwrap_err().code, Code::ModelMissing);
    house.catalog.remove("my-model--v2-2").unwrap();
    assert_eq!(house.catalog.models().len(), 1);
}

#[test]
fn a_users_own_file_can_be_copied_in() {
    let house = House::new(true);
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("mine.gguf");
    fs::write(&file, gguf::sample(99)).unwrap();
    let cancel = CancellationToken::new();
    house.catalog.add(&file, Some("mine"), true, unwatched(), &cancel).unwrap();
    fs::remove_file(&file).unwrap();
    assert_eq!(house.catalog.resolve("mine").unwrap().path, house.dir.path().join("mine.gguf"));
    house.catalog.remove("mine").unwrap();
    assert!(!house.dir.path().join("mine.gguf").exists());
}

#[test]
fn what_is_no_model_is_not_added() {
    let house = House::new(true);
    let file = house.dir.path().join("notes.txt");
    let cancel = CancellationToken::new();
    let add = |path: &Path| house.catalog.add(path, None, false, unwatched(), &cancel).unwrap_err().code;
    assert_eq!(add(&file), Code::ModelMissing);
    fs::write(&file, "hello").unwrap();
    assert_eq!(add(&file), Code::ModelDamaged);
    fs::write(&file, &house.bytes[..house.bytes.len() - 10]).unwrap();
    assert_eq!(add(&file), Code::ModelDamaged);
    assert_eq!(add(house.dir.path()), Code::Io);
}

#[test]
fn removing_twice_says_so() {
    let house = House::new(true);
    house.catalog.remove("one").unwrap();
    assert_eq!(house.state(), State::Absent);
    assert_eq!(house.catalog.remove("one").unwrap_err().code, Code::ModelMissing);
}
