//! Downloads against a server and a `pip` that do as the test says.

mod hub;
#[cfg(unix)]
mod packages;
mod server;

use super::*;
use crate::catalog::State;
use sha2::{Digest, Sha256};
use std::sync::Mutex;

/// A models directory whose catalogue knows one model, `one`, from the sources of the test.
struct House {
    dir: tempfile::TempDir,
    bytes: Vec<u8>,
    catalog: Catalog,
    options: Options,
    seen: Arc<Mutex<Vec<Progress>>>,
}

impl House {
    fn new(sources: Vec<Source>, known: bool) -> House {
        let dir = tempfile::tempdir().unwrap();
        let bytes = gguf::sample(300_000);
        let entry = Entry {
            id: "one".into(),
            title: "Sample".into(),
            licence: "MIT".into(),
            architecture: "llama".into(),
            quantization: "I8".into(),
            context: 2048,
            size: known.then_some(bytes.len() as u64),
            sha256: known.then(|| sha256(&bytes)),
            sources,
        };
        let catalog = Catalog::of(dir.path().join("models"), vec![entry]);
        let options = Options {
            endpoint: "http://127.0.0.1:9".into(),
            pip: vec!["stet-test-has-no-such-command".into()],
            pause: Duration::from_millis(1),
            ..Options::default()
        };
        House { dir, bytes, catalog, options, seen: Arc::default() }
    }

    async fn pull(&self) -> Result<InstalledModel> {
        let seen = self.seen.clone();
        let watch: Watch = Arc::new(move |progress| seen.lock().unwrap().push(progress));
        pull(&self.catalog, "one", &self.options, watch, &CancellationToken::new()).await
    }

    /// Pulls until `done` bytes are there, then cancels.
    async fn pull_until(&self, done: u64) -> Error {
        let cancel = CancellationToken::new();
        let trigger = cancel.clone();
        let watch: Watch = Arc::new(move |progress| {
            if progress.phase == Phase::Downloading && progress.done >= done {
                trigger.cancel();
            }
        });
        pull(&self.catalog, "one", &self.options, watch, &cancel).await.unwrap_err()
    }

    fn partial(&self, name: &str) -> PathBuf {
        self.catalog.partial_dir("one").join(name)
    }

    fn assert_whole(&self) {
        assert_eq!(fs::read(self.catalog.file("one")).unwrap(), self.bytes);
        assert_eq!(self.catalog.model("one").unwrap().state, State::Installed);
        assert!(!self.catalog.partial_dir("one").exists());
    }

    /// Nothing has taken the model's name.
    fn assert_absent(&self) {
        assert!(!self.catalog.file("one").exists());
        assert_eq!(self.catalog.resolve("one").unwrap_err().code, Code::ModelMissing);
    }
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn unknown_models_and_the_users_own_are_refused() {
    let house = House::new(Vec::new(), true);
    let cancel = CancellationToken::new();
    let pull_id = async |id| pull(&house.catalog, id, &house.options, unwatched(), &cancel).await.unwrap_err().code;
    assert_eq!(pull_id("two").await, Code::ModelUnknown);
    let file = house.dir.path().join("mine.gguf");
    fs::write(&file, gguf::sample(9)).unwrap();
    house.catalog.add(&file, None, false, unwatched(), &cancel).unwrap();
    assert_eq!(pull_id("mine").await, Code::Usage);
}

#[test]
fn this_machine_tells_its_free_space() {
    let dir = tempfile::tempdir().unwrap();
    assert!(free_space(&dir.path().join("not/there/yet")).is_some_and(|free| free > 0));
}

#[test]
fn a_token_is_never_printed() {
    assert_eq!(format!("{:?}", Token::new("hf_secret")), "Token(…)");
}
