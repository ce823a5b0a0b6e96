//! The real binary with the real `tiny` model, on both engines.

mod common;

use common::{Stet, apply, json};
use std::time::{Duration, Instant};

const TEXT: &str = "i has went to the libary yesterday , and she dont like it . see https://example.com/a_b?c=1 or mail \
bob@example.com .";

#[test]
fn proofreads_on_both_engines() {
    let stet = Stet::with_models();
    for engine in ["llama", "mistralrs"] {
        let output = stet.run(&["proofread", "--model", "tiny", "--engine", engine, "--json", "-"], TEXT.as_bytes());
        let result = json(&output);
        assert!(output.status.success(), "{engine}: {result}");
        assert_eq!(result["engine"], engine);
        assert_eq!(result["model"], "tiny");
        assert_eq!(result["local"], true);
        let corrected = result["correctedInput"].as_str().unwrap();
        assert_eq!(apply(TEXT, &result), corrected);
        assert!(corrected.contains("library"), "{corrected}");
        assert!(
            corrected.contains("https://example.com/a_b?c=1") && corrected.contains("bob@example.com"),
            "{corrected}"
        );
        for key in ["loadMs", "firstTokenMs", "totalMs"] {
            assert!(result["timing"][key].is_u64(), "{key}");
        }
    }
}

#[test]
fn an_adapter_answers_on_both_engines_and_a_damaged_one_is_said() {
    let stet = Stet::with_models();
    let run = |args: &[&str]| {
        let output = stet.run(&[&["proofread", "--model", "tiny", "--json"], args].concat(), TEXT.as_bytes());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        json(&output)
    };
    assert_eq!(run(&["--rules-only"])["adapter"], serde_json::Value::Null);
    let given = stet.home().join("given");
    common::write_adapter(&given, "proofread");
    assert!(stet.run(&["adapters", "add", given.to_str().unwrap(), "--id", "mine"], b"").status.success());
    for engine in ["llama", "mistralrs"] {
        let result = run(&["--engine", engine]);
        assert_eq!((&result["engine"], &result["adapter"]), (&engine.into(), &"mine".into()));
    }
    let list = json(&stet.run(&["history", "list", "--json"], b""));
    let last = list[0]["id"].as_str().unwrap();
    assert_eq!(json(&stet.run(&["history", "show", last, "--json"], b""))["adapter"], "mine");
    // Nothing in it fits the model any more.
    let config = stet.home().join("adapters/mine/adapter_config.json");
    let other = std::fs::read_to_string(&config).unwrap().replace("[29]", "[28,29]");
    std::fs::write(&config, other).unwrap();
    let result = run(&[]);
    assert_eq!(result["adapter"], serde_json::Value::Null);
    let warning = result["warnings"].as_array().unwrap().iter().find(|warning| warning["code"] == "adapter").unwrap();
    assert!(warning["message"].as_str().unwrap().contains("layer 28 are missing"), "{warning}");
}

#[test]
fn rewrites_and_summarizes_or_says_honestly_why_not() {
    let stet = Stet::with_models();
    let text = "Ann will send the report to the team on Friday. The budget of 4,000 euros was approved by the board. Bo \
                asked for a second review before the launch in May.";
    for args in [
        &["rewrite", "--tone", "friendly"][..],
        &["rewrite", "--instruction", "make it shorter"],
        &["summarize", "--type", "key-points"],
        &["summarize", "--type", "headline"],
    ] {
        let output = stet.run(&[args, &["--model", "tiny", "--json"]].concat(), text.as_bytes());
        let result = json(&output);
        match output.status.code() {
            Some(0) if args[0] == "rewrite" => {
                let alternative = &result["alternatives"][0];
                let parts = alternative["diff"].as_array().unwrap().iter();
                let new: String = parts.filter(|p| p["op"] != "delete").map(|p| p["text"].as_str().unwrap()).collect();
                assert_eq!(new, alternative["text"].as_str().unwrap());
            }
            Some(0) => {
                assert!(!result["text"].as_str().unwrap().is_empty());
                let length = text.encode_utf16().count() as u64;
                for point in result["points"].as_array().unwrap() {
                    assert!(point["checked"].is_boolean());
                    for source in point["sources"].as_array().unwrap() {
                        assert!(source["startIndex"].as_u64() < source["endIndex"].as_u64());
                        assert!(source["endIndex"].as_u64().unwrap() <= length);
                    }
                }
            }
            Some(5) => assert_eq!(result["error"]["code"], "refused"),
            other => panic!("{other:?}: {result}"),
        }
    }
}

#[test]
#[cfg(unix)]
fn ctrl_c_ends_a_run_with_exit_code_four() {
    let stet = Stet::with_models();
    for engine in ["llama", "mistralrs"] {
        let mut child = stet
            .spawn(stet.home(), &["rewrite", "--tone", "friendly", "--model", "tiny", "--engine", engine, "--json"]);
        use std::io::Write;
        // No two paragraphs alike: what was answered before would be answered at once.
        let paragraph = |n: u32| format!("The committee met {n} times and spoke for a long time about the budget.\n\n");
        let text: String = (100..500).map(paragraph).collect();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        // Long enough to be decoding: how long it takes afterwards is what counts.
        std::thread::sleep(Duration::from_secs(6));
        assert!(child.try_wait().unwrap().is_none(), "it should still be working");
        let interrupted = Instant::now();
        // SAFETY: a signal to a child of this test.
        unsafe { libc::kill(child.id() as i32, libc::SIGINT) };
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(4), "{engine}");
        assert_eq!(json(&output)["error"]["code"], "cancelled");
        assert!(interrupted.elapsed() < Duration::from_secs(10));
    }
    // A cancelled run is in the history too: nothing the user wrote is lost.
    let entries = json(&stet.run(&["history", "list", "--json"], b""));
    assert_eq!(entries.as_array().unwrap().len(), 2);
}

#[test]
fn a_model_of_another_kind_is_refused_by_name() {
    let stet = Stet::with_models();
    let path = stet.home().join("odd.gguf");
    let mut bytes = b"GGUF\x03\0\0\0".to_vec();
    bytes.extend(0u64.to_le_bytes());
    bytes.extend(1u64.to_le_bytes());
    for text in ["general.architecture", "clockwork"] {
        bytes.extend((text.len() as u64).to_le_bytes());
        bytes.extend(text.as_bytes());
        if text.starts_with("general") {
            bytes.extend(8u32.to_le_bytes());
        }
    }
    std::fs::write(&path, &bytes).unwrap();
    let own = tempfile::tempdir().unwrap();
    let stet = Stet::new();
    let added = stet.at(own.path(), &["models", "add", path.to_str().unwrap(), "--json"], b"");
    let (home, text) = (own.path(), b"Some text.");
    if added.status.success() {
        let output = stet.at(home, &["proofread", "--model", "odd", "--json"], text);
        assert_eq!(output.status.code(), Some(3));
    } else {
        assert_eq!(added.status.code(), Some(3), "{}", String::from_utf8_lossy(&added.stdout));
    }
}

#[test]
fn a_model_that_needs_too_much_memory_is_refused_before_it_is_loaded() {
    let stet = Stet::with_models();
    assert!(stet.run(&["settings", "set", "memoryLimitMb", "256"], b"").status.success());
    let output = stet.run(&["proofread", "--model", "tiny", "--engine", "mistralrs", "--json"], b"Some text.");
    assert_eq!(json(&output)["error"]["code"], "memory-short");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_text_proofread_before_is_not_computed_again_unless_private() {
    let stet = Stet::with_models();
    let answers = stet.home().join("cache").join("answers.db");
    let run = |more: &[&str]| {
        let mut args = vec!["proofread", "--model", "tiny", "--engine", "llama", "--json"];
        args.extend(more);
        let output = stet.run(&args, b"He go to school every day by bus, and he like it.");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        json(&output)
    };
    run(&["--private"]);
    assert!(!answers.exists(), "a private run leaves no trace");
    let first = run(&[]);
    assert!(answers.exists());
    let again = run(&[]);
    assert_eq!(first["corrections"], again["corrections"]);
    // Removing runs takes with it what was remembered.
    assert!(stet.run(&["history", "rm", "--all"], b"").status.success());
    let kept = std::fs::read(&answers).unwrap();
    assert!(!kept.windows(6).any(|part| part == b"school"), "nothing of the text is left in the file");
}

#[test]
fn a_chain_of_follow_ups_stays_together() {
    let stet = Stet::with_models();
    let text = "Ann will send the report to the team on Friday. The budget of 4,000 euros was approved by the board.";
    let last = || json(&stet.run(&["history", "list", "-n", "1", "--json"], b""))[0].clone();
    // Whatever the smallest model makes of it: a run that has a result can be gone on from.
    let asked = stet.run(&["ask", "Who will send the report?", "--model", "tiny", "--json"], text.as_bytes());
    let answer = json(&asked);
    assert!(matches!(asked.status.code(), Some(0 | 5)), "{answer}");
    if asked.status.success() {
        assert!(answer["answered"].is_boolean() && !answer["text"].as_str().unwrap().is_empty(), "{answer}");
        assert_eq!(answer["sources"].as_array().unwrap().is_empty(), answer["answered"] == false, "{answer}");
    }
    stet.run(&["proofread", "--model", "tiny"], text.as_bytes());
    let first = last();
    assert_eq!((first["tool"].as_str(), first["outcome"].as_str()), (Some("proofread"), Some("done")));
    let id = first["id"].as_str().unwrap();
    let followed = stet.run(&["rewrite", "--follow-up", id, "shorter", "--model", "tiny"], b"");
    assert!(matches!(followed.status.code(), Some(0 | 5)), "{}", String::from_utf8_lossy(&followed.stderr));
    let second = last();
    assert_eq!((second["tool"].as_str(), second["follows"].as_str()), (Some("rewrite"), Some(id)));
}
