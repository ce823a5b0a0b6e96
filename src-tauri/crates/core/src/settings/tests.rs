use super::*;
use serde_json::json;
use std::fs;

/// A file as version 1 wrote it. Frozen: a later Stet must read it the same way.
const VERSION_1: &str = r#"{
  "version": 1,
  "model": "small",
  "engine": "llama",
  "dialect": "british",
  "history": {
    "keep": true,
    "retention": "30d"
  },
  "private": true,
  "threads": 4,
  "contextTokens": 8192,
  "idleMinutes": 3,
  "memoryLimitMb": 4096,
  "theme": "dark",
  "language": "zh-CN"
}
"#;

fn home_with(text: &str) -> (tempfile::TempDir, Home) {
    let dir = tempfile::tempdir().unwrap();
    let home = Home::at(dir.path());
    fs::write(home.settings_file(), text).unwrap();
    (dir, home)
}

#[test]
fn a_file_of_version_1_is_understood_for_ever() {
    let (_dir, home) = home_with(VERSION_1);
    let expected = Settings {
        version: 1,
        model: Some("small".into()),
        engine: Engine::Llama,
        dialect: Dialect::British,
        history: History { keep: true, retention: Retention::Days30 },
        private: true,
        threads: Some(4),
        context_tokens: Some(8192),
        idle_minutes: 3,
        memory_limit_mb: Some(4096),
        theme: Theme::Dark,
        language: Language::Chinese,
        ..Settings::default()
    };
    assert_eq!(load(&home), (expected, vec![]));
}

#[test]
fn no_file_is_the_defaults_and_reading_makes_none() {
    let dir = tempfile::tempdir().unwrap();
    let home = Home::at(dir.path().join("never"));
    assert_eq!(load(&home), (Settings::default(), vec![]));
    assert!(!home.dir().exists());
}

#[test]
fn one_bad_field_never_resets_the_rest() {
    for field in FIELDS {
        let mut object = serde_json::from_str::<Map<String, Value>>(VERSION_1).unwrap();
        place(&mut object, field.key, json!(["nonsense"]));
        let (_dir, home) = home_with(&Value::Object(object).to_string());
        let (settings, warnings) = load(&home);
        assert_eq!(warnings.len(), 1, "{}", field.key);
        assert!(warnings[0].message.contains(field.key), "{warnings:?}");
        for other in FIELDS {
            let whole = home_with(VERSION_1);
            let expected = if other.key == field.key { Settings::default() } else { load(&whole.1).0 };
            assert_eq!(settings.get(other.key).unwrap(), expected.get(other.key).unwrap(), "{}", other.key);
        }
    }
}

#[test]
fn the_table_and_the_types_say_the_same() {
    let Value::Object(defaults) = serde_json::to_value(Settings::default()).unwrap() else { panic!() };
    let keys: Vec<_> = leaves(&defaults, "").into_iter().map(|(key, _)| key).filter(|key| key != "version").collect();
    assert_eq!(keys, FIELDS.iter().map(|field| field.key).collect::<Vec<_>>());
    for field in FIELDS {
        let values: Vec<Value> = match field.allowed {
            Allowed::OneOf(words) => words.iter().map(|word| json!(word)).collect(),
            Allowed::Flag => vec![json!(true), json!(false)],
            Allowed::Number(low, high) => vec![json!(low), json!(high)],
            Allowed::Text => vec![json!("any")],
            Allowed::Path => vec![json!(std::env::temp_dir())],
        };
        for value in values.into_iter().chain(field.optional.then_some(Value::Null)) {
            let mut object = defaults.clone();
            place(&mut object, field.key, value.clone());
            let (settings, warnings) = interpret(&object);
            assert_eq!((settings.get(field.key).unwrap(), warnings), (value, vec![]), "{}", field.key);
        }
    }
}

#[test]
fn a_change_keeps_what_this_version_does_not_know() {
    let (_dir, home) =
        home_with(r#"{"version": 9, "future": {"a": [1]}, "history": {"colour": "red"}, "theme": "neon"}"#);
    let (settings, warnings) = set(&home, "history.keep", "false").unwrap();
    assert!(!settings.history.keep);
    assert_eq!(warnings.iter().map(|w| w.code.as_str()).collect::<Vec<_>>(), ["settings-newer", "settings-field"]);
    let file: Value = serde_json::from_slice(&fs::read(home.settings_file()).unwrap()).unwrap();
    assert_eq!(
        file,
        json!({"version": 9, "future": {"a": [1]}, "history": {"colour": "red", "keep": false}, "theme": "neon"})
    );
}

#[test]
fn what_is_not_json_is_kept_beside_the_new_file() {
    for text in ["engine = llama", "", "[1, 2]", "{\"engine\": \"llama\""] {
        let (dir, home) = home_with(text);
        let (settings, warnings) = load(&home);
        assert_eq!((settings, warnings[0].code.as_str()), (Settings::default(), "settings-damaged"));
        assert_eq!(fs::read_to_string(home.settings_file()).unwrap(), text, "reading writes nothing");
        let (settings, warnings) = set(&home, "theme", "dark").unwrap();
        assert_eq!((settings.theme, warnings[0].code.as_str()), (Theme::Dark, "settings-damaged"));
        let kept: Vec<_> = fs::read_dir(dir.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.to_string_lossy().contains("damaged"))
            .collect();
        assert_eq!(kept.len(), 1);
        assert_eq!(fs::read_to_string(&kept[0]).unwrap(), text);
        assert_eq!(load(&home).1, vec![]);
    }
}

#[test]
fn a_value_that_is_not_allowed_changes_nothing_and_says_what_is() {
    let (_dir, home) = home_with(VERSION_1);
    for (key, word, hint) in [
        ("engine", "candle", "one of auto, mistralrs, llama"),
        ("private", "maybe", "true or false"),
        ("threads", "0", "a whole number from 1 to 1024, or default"),
        ("threads", "four", "a whole number"),
        ("idleMinutes", "default", "a whole number"),
        ("model", " ", "a name, or default"),
        ("mail.folder", "Mail/Inbox", "a path from the root on, or default"),
        ("version", "2", "The settings are model, engine"),
        ("histroy.keep", "true", "The settings are model, engine"),
    ] {
        let error = set(&home, key, word).unwrap_err();
        assert_eq!(error.code, Code::Usage, "{key}");
        assert!(error.hint.as_deref().unwrap().contains(hint), "{key}: {error:?}");
    }
    let error = patch(&home, &json!({"theme": "light", "history": {"retention": "1d"}})).unwrap_err();
    assert_eq!(error.message, "\"1d\" is no value for the setting history.retention.");
    assert_eq!(fs::read_to_string(home.settings_file()).unwrap(), VERSION_1);
}

#[test]
fn set_and_patch_and_get() {
    let dir = tempfile::tempdir().unwrap();
    let home = Home::at(dir.path().join("new"));
    assert_eq!(set(&home, "threads", "2").unwrap().0.threads, Some(2));
    let (settings, _) = patch(&home, &json!({"model": "tiny", "history": {"retention": "off"}})).unwrap();
    assert_eq!(patch(&home, &json!({"history.keep": false})).unwrap().0.get("history.keep").unwrap(), false);
    assert_eq!(settings.get("history.retention").unwrap(), "off");
    assert!(!settings.history.records());
    assert_eq!(set(&home, "threads", "default").unwrap().0.get("threads").unwrap(), Value::Null);
    assert_eq!(load(&home).0.model.as_deref(), Some("tiny"));
}

#[test]
fn the_dictionary_is_a_text_file() {
    let dir = tempfile::tempdir().unwrap();
    let home = Home::at(dir.path().join("new"));
    assert_eq!(words(&home).unwrap(), Vec::<String>::new());
    assert!(!home.dir().exists());
    add_word(&home, "Stet").unwrap();
    fs::write(home.dictionary_file(), "# mine\nStet\r\n\n  Kowalczyk").unwrap();
    add_word(&home, "校样").unwrap();
    add_word(&home, "Stet").unwrap();
    assert_eq!(words(&home).unwrap(), ["Stet", "Kowalczyk", "校样"]);
    assert_eq!(fs::read_to_string(home.dictionary_file()).unwrap(), "# mine\nStet\r\n\n  Kowalczyk\n校样\n");
    assert_eq!(add_word(&home, "two words").unwrap_err().code, Code::Usage);
    remove_word(&home, "Kowalczyk").unwrap();
    assert_eq!(fs::read_to_string(home.dictionary_file()).unwrap(), "# mine\nStet\r\n\n校样\n");
    assert_eq!(remove_word(&home, "# mine").unwrap_err().code, Code::NotFound);
}
