//! The binary from a terminal: contracts of the command line that need no model, and bad input.

mod common;

use common::{Stet, json};
use serde_json::Value;
use std::process::Command;

/// Every failure: this exit code, this word, and a sentence.
fn fails(stet: &Stet, args: &[&str], input: &[u8], exit: i32, code: &str) -> String {
    let mut with_json = args.to_vec();
    with_json.push("--json");
    let output = stet.run(&with_json, input);
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(exit), "{args:?}: {text} {}", String::from_utf8_lossy(&output.stderr));
    let failure = json(&output)["error"].clone();
    assert_eq!(failure["code"], code, "{args:?}: {failure}");
    let message = failure["message"].as_str().unwrap().to_owned();
    assert!(message.len() > 10, "{message}");
    // The same for a person: the sentence on standard error, nothing on standard output.
    let plain = stet.run(args, input);
    assert_eq!(plain.status.code(), Some(exit));
    assert!(plain.stdout.is_empty());
    message
}

#[test]
fn rules_alone_correct_and_the_corrections_give_the_corrected_text() {
    let stet = Stet::new();
    let text = "i went to the libary yesterday , and teh dog came along .\r\n";
    let output = stet.run(&["proofread", "--rules-only", "--json", "-"], text.as_bytes());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let result = json(&output);
    let corrected = result["correctedInput"].as_str().unwrap();
    assert!(
        corrected.contains("library") && corrected.contains("the dog") && corrected.ends_with("\r\n"),
        "{corrected}"
    );
    assert_eq!(common::apply(text, &result), corrected);
    assert_eq!(result["engine"], "rules");
    assert_eq!(result["model"], Value::Null);
    assert_eq!(result["local"], true);
}

#[test]
fn standard_output_holds_the_result_and_nothing_else() {
    let stet = Stet::new();
    let output = stet.run(&["proofread", "--rules-only"], b"teh dog\n");
    assert_eq!(String::from_utf8_lossy(&output.stdout).to_lowercase(), "the dog\n");
    assert!(String::from_utf8_lossy(&output.stderr).contains("teh"));
    // A rule of Harper's printed here.
    let output = stet.run(&["proofread", "--rules-only", "--json"], b"We are looking forward to hear teh news.\n");
    assert!(json(&output)["correctedInput"].as_str().unwrap().contains("the news"));
    let quiet = stet.run(&["proofread", "--rules-only", "--quiet"], b"teh dog\n");
    assert!(quiet.stderr.is_empty());
}

#[test]
fn unsuitable_texts_are_named() {
    let stet = Stet::new();
    let proofread = ["proofread", "--rules-only"];
    fails(&stet, &proofread, b"", 1, "text-empty");
    fails(&stet, &proofread, b" \n\t \r\n", 1, "text-empty");
    fails(&stet, &proofread, b"one\0two", 1, "text-unsuitable");
    fails(&stet, &proofread, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 1, "text-unsuitable");
    fails(&stet, &proofread, b"caf\xe9 au lait, \xe0 bient\xf4t", 1, "text-unsuitable");
    let folder = stet.home().to_str().unwrap();
    assert!(fails(&stet, &["proofread", "--rules-only", folder], b"", 1, "text-unreadable").contains("folder"));
    assert!(
        fails(&stet, &["proofread", "--rules-only", "no/such/file"], b"", 1, "text-unreadable").contains("no such")
    );
}

#[test]
fn utf16_with_a_mark_is_read() {
    let stet = Stet::new();
    let bytes: Vec<u8> = "\u{feff}teh dog".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let output = stet.run(&["proofread", "--rules-only", "--json"], &bytes);
    assert_eq!(json(&output)["correctedInput"].as_str().unwrap().to_lowercase(), "the dog");
}

#[test]
fn texts_with_nothing_to_correct_come_back_as_they_are() {
    let stet = Stet::new();
    let texts = [
        "```rust\nfn main() { prinln!(\"helo\"); }\n```\n",
        "🎉🎉🦊\n",
        "שלום עולם and hello world.\r\n",
        "   \u{3000}- 12 %\n",
    ];
    for text in texts {
        let output = stet.run(&["proofread", "--rules-only", "--json"], text.as_bytes());
        assert!(output.status.success());
        assert_eq!(json(&output)["correctedInput"], text);
    }
}

#[test]
fn five_megabytes_are_no_trouble_for_the_rules() {
    let stet = Stet::new();
    let text = "The committee met on Tuesday to discuss the new budget.\n\n".repeat(90_000);
    assert!(text.len() > 5_000_000);
    let output = stet.run(&["proofread", "--rules-only", "--quiet", "--private"], text.as_bytes());
    assert!(output.status.success());
    assert!(output.stdout == text.as_bytes());
}

#[test]
fn wrong_usage_is_exit_code_two() {
    let stet = Stet::new();
    for args in [
        &["proofread", "--no-such-option"][..],
        &["summarize", "--type", "poem"],
        &["rewrite", "--tone", "rude"],
        &["rewrite"],
        &["rewrite", "--instruction", " "],
        &["proofread", "--engine", "warp"],
        &["no-such-command"],
        &["run", "no-such-tool"],
    ] {
        fails(&stet, args, b"text", 2, "usage");
    }
}

#[test]
fn usage_is_checked_before_the_model_and_the_model_before_the_text() {
    let stet = Stet::new();
    fails(&stet, &["proofread", "--model", "nope", "no/such/file"], b"", 3, "model-unknown");
    fails(&stet, &["proofread", "--model", "standard", "no/such/file"], b"", 3, "model-missing");
    fails(&stet, &["summarize", "--type", "poem", "--model", "nope"], b"", 2, "usage");
}

#[test]
fn damaged_models_are_told_from_missing_ones() {
    let stet = Stet::new();
    let models = stet.home().join("models");
    std::fs::create_dir_all(&models).unwrap();
    std::fs::write(models.join("small.gguf"), b"GGUF half a file").unwrap();
    fails(&stet, &["proofread", "--model", "small"], b"text", 3, "model-damaged");
}

#[test]
fn runs_are_in_the_history_unless_private() {
    let stet = Stet::new();
    let list = |stet: &Stet| json(&stet.run(&["history", "list", "--json"], b""));
    stet.run(&["proofread", "--rules-only", "--private"], b"teh secret dog");
    assert_eq!(list(&stet).as_array().unwrap().len(), 0);
    stet.run(&["proofread", "--rules-only"], b"teh first dog");
    stet.run(&["proofread", "--rules-only"], b"teh second cat");
    let entries = list(&stet);
    assert_eq!(entries.as_array().unwrap().len(), 2);
    let id = entries[0]["id"].as_str().unwrap();
    let shown = json(&stet.run(&["history", "show", id, "--json"], b""));
    assert_eq!(shown["input"], "teh second cat");
    let found = json(&stet.run(&["history", "search", "first", "--json"], b""));
    assert_eq!(found.as_array().unwrap().len(), 1);
    let exported = stet.run(&["history", "export", "--json"], b"");
    assert!(String::from_utf8_lossy(&exported.stdout).contains("teh first dog"));
    assert!(stet.run(&["history", "rm", id], b"").status.success());
    assert_eq!(list(&stet).as_array().unwrap().len(), 1);
    fails(&stet, &["history", "show", "ffffffff"], b"", 1, "not-found");
}

#[test]
fn settings_are_read_set_and_checked() {
    let stet = Stet::new();
    assert!(stet.run(&["settings", "set", "dialect", "british"], b"").status.success());
    assert_eq!(json(&stet.run(&["settings", "get", "dialect", "--json"], b"")), "british");
    fails(&stet, &["settings", "set", "dialect", "klingon"], b"", 2, "usage");
    fails(&stet, &["settings", "get", "nonsense"], b"", 2, "usage");
    let path = stet.run(&["settings", "path"], b"");
    assert!(std::path::Path::new(String::from_utf8_lossy(&path.stdout).trim()).starts_with(stet.home()));
}

#[test]
fn a_data_directory_that_can_not_be_written_costs_no_result() {
    let stet = Stet::new();
    // A file where the folder should be can't be written by anybody, root included.
    let blocked = stet.home().join("blocked");
    std::fs::write(&blocked, "").unwrap();
    let output = stet.at(&blocked, &["proofread", "--rules-only"], b"teh dog");
    assert_eq!(String::from_utf8_lossy(&output.stdout).to_lowercase(), "the dog");
    assert!(String::from_utf8_lossy(&output.stderr).contains("not in the history"));
}

#[test]
fn a_mistake_in_the_tools_file_is_named_and_the_rest_works() {
    let stet = Stet::new();
    std::fs::write(
        stet.home().join("tools.toml"),
        "[[tool]]\nid = \"good\"\ntitle = \"Good\"\nkind = \"rewrite\"\ntask = \"Be good.\"\n\n[[tool]]\nid = \"bad\"\nkind = \"dance\"\n",
    )
    .unwrap();
    let output = stet.run(&["run", "good", "--model", "nope"], b"text");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("tools.toml") && said.contains('9'), "{said}");
    assert_eq!(output.status.code(), Some(3), "the good tool is known: {said}");
    assert_eq!(stet.run(&["run", "bad"], b"text").status.code(), Some(2));
}

#[test]
fn doctor_and_completions_answer_without_a_model() {
    let stet = Stet::new();
    let report = json(&stet.run(&["doctor", "--json"], b""));
    for part in ["processor", "memory", "engines", "models", "data", "desktop"] {
        assert!(!report[part].is_null(), "{part}");
    }
    let script = stet.run(&["completions", "bash"], b"");
    assert!(String::from_utf8_lossy(&script.stdout).contains("proofread"));
}

/// Runs the real binary on an emulated processor.
#[test]
#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
fn an_older_processor_is_told_so_instead_of_crashing() {
    let on = |processor: &str| {
        let mut emulator = std::process::Command::new("qemu-x86_64");
        emulator.args(["-cpu", processor, env!("CARGO_BIN_EXE_stet"), "--version"]);
        emulator.output().expect("qemu-x86_64 is not here; the package qemu-user has it")
    };
    let old = on("Nehalem");
    let said = String::from_utf8_lossy(&old.stderr);
    assert_eq!(old.status.code(), Some(1), "{said}");
    assert!(said.contains("too old") && said.contains("x86-64-v3"), "{said}");
    assert!(old.stdout.is_empty());
    let new = on("max");
    assert!(new.status.success(), "{}", String::from_utf8_lossy(&new.stderr));
    assert!(String::from_utf8_lossy(&new.stdout).starts_with("stet "));
}

#[test]
fn what_was_remembered_of_runs_goes_with_them() {
    let stet = Stet::new();
    let answers = stet.home().join("cache").join("answers.db");
    // Rules alone ask no model, so nothing is remembered, and nothing is made by removing.
    stet.run(&["proofread", "--rules-only"], b"teh dog");
    assert!(stet.run(&["history", "rm", "--all"], b"").status.success());
    assert!(!answers.exists());
}

#[test]
fn a_question_needs_words_a_model_and_a_text() {
    let stet = Stet::new();
    fails(&stet, &["ask", " "], b"text", 2, "usage");
    fails(&stet, &["ask", "Who?"], b"text", 3, "model-missing");
    fails(&stet, &["ask", "Who?", "--rules-only"], b"text", 2, "usage");
}

#[test]
fn a_follow_up_needs_a_run_with_a_result() {
    let stet = Stet::new();
    fails(&stet, &["rewrite", "--follow-up", "ffff", "shorter"], b"", 1, "not-found");
    stet.run(&["proofread", "--rules-only"], b"teh dog and teh cat");
    let id = json(&stet.run(&["history", "list", "--json"], b""))[0]["id"].as_str().unwrap().to_owned();
    fails(&stet, &["rewrite", "--follow-up", &id], b"", 2, "usage");
    fails(&stet, &["summarize", "--follow-up", &id, "notes.txt"], b"", 2, "usage");
    fails(&stet, &["rewrite", "--follow-up", &id, "shorter"], b"", 3, "model-missing");
    // Proofreading goes on from what the run made, and is recorded as what it is.
    let again = stet.run(&["run", "proofread", "--follow-up", &id], b"");
    assert_eq!(again.status.code(), Some(3), "the tool wants a model");
}

#[test]
fn chinese_words_of_two_characters_are_found() {
    let stet = Stet::new();
    stet.run(&["proofread", "--rules-only"], "会议在星期五举行。".as_bytes());
    let found = |words: &str| json(&stet.run(&["history", "search", words, "--json"], b"")).as_array().unwrap().len();
    assert_eq!((found("会议"), found("五举"), found("会在")), (1, 1, 0));
}

#[test]
fn the_history_is_quick_and_small() {
    let stet = Stet::new();
    let report = json(&stet.run(&["bench", "history", "--entries", "2000", "--json"], b""));
    assert!(report["ratio"].as_f64().unwrap() < 2.5, "{report}");
    for search in report["searches"].as_array().unwrap() {
        assert!(search["ms"].as_f64().unwrap() < 50.0, "{search}");
    }
}

#[test]
fn the_popup_needs_the_app() {
    fails(&Stet::new(), &["popup"], b"some words", 1, "not-found");
}

#[test]
fn adapters_are_added_shown_and_removed() {
    let stet = Stet::new();
    let folder = stet.home().join("given");
    common::write_adapter(&folder, "proofread");
    let given = folder.to_str().unwrap();
    let own = || {
        let listed = json(&stet.run(&["adapters", "list", "--json"], b""));
        listed["adapters"].as_array().unwrap().iter().filter(|adapter| adapter["own"] == true).count()
    };
    assert_eq!(own(), 0);
    let added = json(&stet.run(&["adapters", "add", given, "--id", "mine", "--json"], b""));
    assert_eq!((&added["id"], &added["task"], &added["rank"]), (&"mine".into(), &"proofread".into(), &2.into()));
    assert_eq!(own(), 1);
    let shown = json(&stet.run(&["adapters", "show", "mine", "--json"], b""));
    assert_eq!((&shown["model"], &shown["damaged"]), (&"tiny".into(), &Value::Null));
    let plain = stet.run(&["adapters", "show", "mine"], b"");
    assert!(String::from_utf8_lossy(&plain.stdout).contains("usable"));
    fails(&stet, &["adapters", "add", given], b"", 2, "usage");
    assert!(stet.run(&["adapters", "rm", "mine"], b"").status.success());
    assert_eq!(own(), 0);
    fails(&stet, &["adapters", "show", "mine"], b"", 3, "adapter-unknown");
    fails(&stet, &["adapters", "rm", "mine"], b"", 3, "adapter-unknown");
    fails(&stet, &["adapters", "add", "nowhere"], b"", 3, "adapter-unknown");
    std::fs::write(folder.join("adapter_model.safetensors"), "short").unwrap();
    let message = fails(&stet, &["adapters", "add", given], b"", 3, "adapter-unusable");
    assert!(message.contains("“given”") && message.contains("weights"), "{message}");
}

#[test]
fn beginning_with_the_desktop_is_set_up_by_the_command_line_too() {
    let stet = Stet::new();
    let set = |on: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_stet"));
        command.args(["settings", "set", "autostart", on]).env("STET_HOME", stet.home()).env("HOME", stet.home());
        assert!(command.env_remove("XDG_CONFIG_HOME").output().unwrap().status.success());
        std::fs::read_to_string(stet.home().join(".config/autostart/stet.desktop")).ok()
    };
    let entry = set("true").expect("an entry");
    assert!(entry.contains("open --hidden"), "{entry}");
    assert_eq!(set("false"), None);
}
