use super::*;
use std::collections::HashMap;
use std::sync::Mutex;

#[derive(Default)]
struct Memory(Mutex<HashMap<String, SecretString>>);

impl Ring for Memory {
    fn get(&self, server: &str) -> Result<Option<SecretString>, ring::Failure> {
        Ok(self.0.lock().unwrap().get(server).cloned())
    }

    fn set(&self, server: &str, key: &SecretString) -> Result<(), ring::Failure> {
        self.0.lock().unwrap().insert(server.to_owned(), key.clone());
        Ok(())
    }

    fn remove(&self, server: &str) -> Result<bool, ring::Failure> {
        Ok(self.0.lock().unwrap().remove(server).is_some())
    }
}

struct Nothing(ring::Failure);

impl Ring for Nothing {
    fn get(&self, _: &str) -> Result<Option<SecretString>, ring::Failure> {
        Err(self.0.clone())
    }

    fn set(&self, _: &str, _: &SecretString) -> Result<(), ring::Failure> {
        Err(self.0.clone())
    }

    fn remove(&self, _: &str) -> Result<bool, ring::Failure> {
        Err(self.0.clone())
    }
}

fn secrets(dir: &Path, ring: impl Ring + 'static, passphrase: Option<&'static str>) -> Secrets {
    Secrets { ring: Arc::new(ring), ..Secrets::new(dir, Arc::new(move |_| passphrase.map(SecretString::from))) }
}

fn absent() -> Nothing {
    Nothing(ring::Failure::Absent("no bus answers".into()))
}

fn found(secrets: &Secrets, server: &str) -> Option<(String, Place)> {
    secrets.get(server).unwrap().map(|(key, place)| (key.expose_secret().to_owned(), place))
}

#[test]
fn the_keyring_where_there_is_one() {
    let dir = tempfile::tempdir().unwrap();
    let secrets = secrets(dir.path(), Memory::default(), None);
    assert_eq!(found(&secrets, "lab"), None);
    assert_eq!(secrets.set("lab", &"sk-1".into()).unwrap(), Place::Keyring);
    assert_eq!(found(&secrets, "lab"), Some(("sk-1".into(), Place::Keyring)));
    secrets.remove("lab").unwrap();
    secrets.remove("lab").unwrap();
    assert_eq!(found(&secrets, "lab"), None);
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn an_encrypted_file_where_there_is_none() {
    let dir = tempfile::tempdir().unwrap();
    let with = |passphrase| secrets(dir.path(), absent(), passphrase);
    assert_eq!(found(&with(None), "lab"), None, "nothing is asked where there is no file");
    let refused = with(None).set("lab", &"sk-1".into()).unwrap_err();
    assert!(matches!(&refused, Failure::NoPassphrase { because, .. } if because == "no bus answers"), "{refused}");
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0, "never one that is not encrypted");

    let place = with(Some("correct horse")).set("lab", &"sk-very-secret".into()).unwrap();
    assert!(place.to_string().contains("keys.age") && place.to_string().contains("no bus answers"), "{place}");
    with(Some("correct horse")).set("home", &"sk-2".into()).unwrap();
    assert_eq!(found(&with(Some("correct horse")), "lab"), Some(("sk-very-secret".into(), place)));
    let path = dir.path().join("keys.age");
    assert!(!String::from_utf8_lossy(&std::fs::read(&path).unwrap()).contains("secret"));
    #[cfg(unix)]
    assert_eq!(
        std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&path).unwrap().permissions()) & 0o777,
        0o600
    );

    assert_eq!(with(Some("wrong")).get("lab").unwrap_err(), Failure::WrongPassphrase(path.clone()));
    assert!(matches!(with(None).get("lab").unwrap_err(), Failure::NoPassphrase { .. }));
    with(Some("correct horse")).remove("lab").unwrap();
    assert_eq!(found(&with(Some("correct horse")), "lab"), None);
    assert!(found(&with(Some("correct horse")), "home").is_some());
    with(Some("correct horse")).remove("home").unwrap();
    assert!(!path.exists());

    std::fs::write(&path, "no file of age").unwrap();
    assert_eq!(with(Some("any")).get("lab").unwrap_err(), Failure::Damaged(path));
}

#[test]
fn a_keyring_that_refuses_is_not_gone_around() {
    let dir = tempfile::tempdir().unwrap();
    let secrets = secrets(dir.path(), Nothing(ring::Failure::Refused("it is locked".into())), Some("any"));
    let failures = [
        secrets.get("lab").unwrap_err(),
        secrets.set("lab", &"sk-1".into()).unwrap_err(),
        secrets.remove("lab").unwrap_err(),
    ];
    for failure in failures {
        assert_eq!(failure, Failure::Keyring("it is locked".into()));
    }
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn a_variable_is_named_after_its_server() {
    assert_eq!(variable("lab"), "STET_KEY_LAB");
    assert_eq!(variable("my-lab_2"), "STET_KEY_MY_LAB_2");
    let dir = tempfile::tempdir().unwrap();
    let secrets = Secrets {
        environment: |name| (name == "STET_KEY_LAB").then(|| "sk-env".to_owned()),
        ..secrets(dir.path(), Memory::default(), None)
    };
    secrets.set("lab", &"sk-ring".into()).unwrap();
    let place = Place::Environment { variable: "STET_KEY_LAB".into() };
    assert_eq!(place.to_string(), "the environment variable STET_KEY_LAB");
    assert_eq!(found(&secrets, "lab"), Some(("sk-env".into(), place)));
    assert_eq!(found(&secrets, "home"), None);
}

/// A program without a session bus: said in words, at once, and also from within an asynchronous task.
#[cfg(all(unix, not(target_os = "macos")))]
#[tokio::test]
async fn the_real_keyring_answers_or_says_why_not() {
    match ring::System.get("a server that no test keeps a key of") {
        Ok(found) => assert!(found.is_none()),
        Err(ring::Failure::Absent(why) | ring::Failure::Refused(why)) => assert!(!why.is_empty(), "{why}"),
    }
}
