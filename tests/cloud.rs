//! A person's use of a server: a real one (llama.cpp's, on loopback), the real binary, a real terminal to be asked on.
//!
//! Between the two stands a recorder that passes everything on and keeps what was sent.

mod common;
#[path = "common/served.rs"]
mod served;

use common::{Stet, apply, json};
use serde_json::Value;
use served::{KEY, Recorder};
use std::io::Write;
use std::net::TcpListener;
use std::process::{Command, Output, Stdio};

const TEXT: &str =
    "Hi Anna, the libary is closed on Monday. Please write to bob.smith@example.com or call +44 20 7946 0958.\n";

/// A person with a server set up, and its key in the environment.
struct Person {
    stet: Stet,
    recorder: Recorder,
    letter: String,
}

impl Person {
    fn new() -> Person {
        let person = Person { stet: Stet::with_models(), recorder: Recorder::start(), letter: String::new() };
        let letter = person.stet.home().join("letter.txt");
        std::fs::write(&letter, TEXT).unwrap();
        let person = Person { letter: letter.to_str().unwrap().to_owned(), ..person };
        let added = person.alone(&["cloud", "add", "lab", &person.recorder.address, "--model", "tiny", "--no-key"]);
        assert!(added.status.success(), "{added:?}");
        assert!(person.alone(&["settings", "set", "cloud.keepPayloads", "true"]).status.success());
        person
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("STET_HOME", self.stet.home()).env("STET_MODELS", self.stet.models()).env("STET_KEY_LAB", KEY);
        command.env("STET_LOG", "trace");
        command
    }

    /// Without a terminal.
    fn alone(&self, args: &[&str]) -> Output {
        let mut command = self.command("setsid");
        command.args(["--wait", env!("CARGO_BIN_EXE_stet")]).args(args).stdin(Stdio::null()).output().unwrap()
    }

    /// At a terminal of its own, where these keys are typed. Returns the exit code and the screen.
    fn typing(&self, keys: &str, args: &[&str]) -> (i32, String) {
        let words: Vec<String> =
            [&[env!("CARGO_BIN_EXE_stet")], args].concat().iter().map(|word| format!("'{word}'")).collect();
        let mut command = self.command("script");
        command.args(["--quiet", "--return", "--echo", "never", "--command", &words.join(" "), "/dev/null"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.as_mut().unwrap().write_all(keys.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        (output.status.code().unwrap(), String::from_utf8_lossy(&output.stdout).replace("\r\n", "\n"))
    }

    fn report(&self) -> Value {
        json(&self.alone(&["cloud", "report", "--sent", "--json"]))
    }
}

/// The last run in the history.
fn last(stet: &Stet) -> Value {
    let runs = json(&stet.run(&["history", "list", "--json"], b""));
    let id = runs[0]["id"].as_str().unwrap().to_owned();
    json(&stet.run(&["history", "show", &id, "--json"], b""))
}

#[test]
fn what_is_shown_is_what_is_sent_and_what_was_hidden_comes_back() {
    let person = Person::new();
    // A repetition of what a guard rejected is asked about as well.
    let (code, screen) = person.typing("y\ny\ny\n", &["proofread", "--cloud", &person.letter]);
    assert_eq!(code, 0, "{screen}");
    let bodies = person.recorder.bodies();
    assert!(!bodies.is_empty());
    for body in &bodies {
        assert!(screen.contains(body), "{body} was sent, but not shown: {screen}");
        for hidden in ["bob.smith@example.com", "7946 0958", KEY] {
            assert!(!body.contains(hidden), "{hidden} was sent: {body}");
        }
    }
    let report = person.report();
    let payloads: Vec<_> = report["requests"].as_array().unwrap().iter().rev().map(|one| &one["payload"]).collect();
    assert_eq!(payloads, bodies.iter().collect::<Vec<_>>());
    assert_eq!(report["left"]["requests"], bodies.len());

    let run = last(&person.stet);
    assert_eq!((&run["engine"], &run["local"]), (&"cloud:lab".into(), &false.into()), "{run}");
    let corrected = run["output"].as_str().unwrap();
    for put_back in ["bob.smith@example.com", "+44 20 7946 0958"] {
        assert!(corrected.contains(put_back), "{corrected}");
    }
    assert_eq!(apply(TEXT, &run["result"]), corrected);
    assert!(run["result"]["reason"].as_str().unwrap().contains("you asked for it"), "{run}");
}

#[test]
fn without_a_yes_nothing_leaves() {
    let person = Person::new();
    let (code, screen) = person.typing("\n", &["rewrite", "--tone", "friendly", "--cloud", &person.letter]);
    assert_eq!(code, 5, "{screen}");
    assert!(screen.contains("Nothing was sent"), "{screen}");
    // Nobody to ask.
    let output = person.alone(&["rewrite", "--tone", "friendly", "--cloud", &person.letter, "--json"]);
    assert_eq!(output.status.code(), Some(5), "{output:?}");
    assert_eq!(json(&output)["error"]["code"], "refused");
    // Whatever was said before, a private run stays here.
    let private = person.alone(&["proofread", "--cloud", "--yes", "--private", &person.letter, "--json"]);
    assert_eq!(private.status.code(), Some(5), "{private:?}");
    assert!(person.alone(&["settings", "set", "cloud.policy", "never"]).status.success());
    assert_eq!(person.alone(&["proofread", "--cloud", "--yes", &person.letter]).status.code(), Some(5));
    assert_eq!(person.recorder.everything(), "");
    assert_eq!(person.report()["left"]["requests"], 0);
}

#[test]
fn always_is_kept_until_it_is_taken_back() {
    let person = Person::new();
    let (code, screen) = person.typing("a\n", &["proofread", "--cloud", &person.letter]);
    assert_eq!(code, 0, "{screen}");
    let before = person.recorder.bodies().len();
    assert!(person.alone(&["proofread", "--cloud", &person.letter]).status.success());
    assert!(person.recorder.bodies().len() > before);
    let report = person.report();
    assert!(report["requests"].as_array().unwrap().iter().all(|one| one["consent"] == "always"), "{report}");
    assert!(person.alone(&["cloud", "revoke", "lab"]).status.success());
    assert_eq!(person.alone(&["proofread", "--cloud", &person.letter]).status.code(), Some(5));
}

#[test]
fn rules_send_by_themselves_and_only_what_they_say() {
    let person = Person::new();
    let set = |key: &str, value: &str| assert!(person.alone(&["settings", "set", key, value]).status.success());
    let local = |more: &[&str]| {
        let args = [&["proofread", "--model", "tiny", "--json", &person.letter], more].concat();
        json(&person.alone(&args))["local"] == true
    };
    set("cloud.longerThan", "50");
    assert!(local(&[]), "what needs a consent is not sent without one");
    set("cloud.policy", "automatic");
    set("cloud.whenRejected", "false");
    assert!(!local(&[]));
    assert_eq!(person.report()["requests"][0]["consent"], "rules");
    let sent = person.recorder.bodies().len();
    assert!(local(&["--private"]));
    set("cloud.tools", "proofread=never");
    assert!(local(&[]));
    set("cloud.tools", "default");
    set("cloud.longerThan", "5000");
    assert!(local(&[]));
    assert_eq!(person.recorder.bodies().len(), sent);
    let report = json(&person.alone(&["cloud", "report", "--json"]));
    let here = report["requests"].as_array().unwrap().iter().filter(|one| one["server"].is_null());
    assert_eq!(here.count(), 3, "the private run is in no report: {report}");
}

#[test]
fn several_servers_and_none() {
    let person = Person::new();
    let second = Recorder::start();
    assert!(person.alone(&["cloud", "add", "other", &second.address, "--model", "tiny", "--no-key"]).status.success());
    let list = json(&person.alone(&["cloud", "list", "--json"]));
    assert_eq!((&list["used"], &list["servers"][1]["name"]), (&"lab".into(), &"other".into()), "{list}");
    assert_eq!(list["servers"][0]["key"], "the environment variable STET_KEY_LAB");
    let test = json(&person.alone(&["cloud", "test", "--json"]));
    assert_eq!((&test["known"], &test["models"][0]), (&true.into(), &"tiny".into()), "{test}");
    // The other one has no key.
    let test = person.alone(&["cloud", "test", "other", "--json"]);
    assert_eq!((test.status.code(), &json(&test)["error"]["code"]), (Some(1), &"server-key".into()));
    let failed = person.alone(&["proofread", "--cloud", "--server", "other", "--yes", &person.letter, "--json"]);
    assert_eq!(json(&failed)["error"]["code"], "server-key");
    assert!(person.alone(&["cloud", "use", "--none"]).status.success());
    let refused = person.alone(&["proofread", "--cloud", "--yes", &person.letter, "--json"]);
    assert_eq!(refused.status.code(), Some(5));
    assert!(person.alone(&["cloud", "rm", "other"]).status.success());
    assert_eq!(json(&person.alone(&["cloud", "list", "--json"]))["servers"].as_array().unwrap().len(), 1);
}

#[test]
fn the_key_is_nowhere_but_on_its_way() {
    let person = Person::new();
    let mut said = Vec::new();
    for args in [
        &["proofread", "--cloud", "--yes"][..],
        &["proofread", "--cloud", "--yes", "--json"],
        &["summarize", "--cloud", "--yes"],
    ] {
        let output = person.alone(&[args, &[&person.letter]].concat());
        said.extend([output.stdout, output.stderr]);
    }
    for args in [&["cloud", "list", "--json"][..], &["cloud", "report", "--json"], &["cloud", "test"], &["doctor"]] {
        let output = person.alone(args);
        said.extend([output.stdout, output.stderr]);
    }
    assert!(person.recorder.everything().contains(KEY), "the server would not have answered without it");
    assert!(said.iter().any(|said| !said.is_empty()));
    let seen = |bytes: &[u8]| bytes.windows(KEY.len()).any(|window| window == KEY.as_bytes());
    assert!(said.iter().all(|said| !seen(said)));
    let mut files = 0;
    let mut folders = vec![person.stet.home().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            match entry.file_type().unwrap().is_dir() {
                true => folders.push(entry.path()),
                false => {
                    files += 1;
                    assert!(!seen(&std::fs::read(entry.path()).unwrap()), "{}", entry.path().display());
                }
            }
        }
    }
    assert!(files > 2, "the stores are where they are looked for");
}

#[test]
fn a_server_that_is_gone_costs_nothing() {
    let person = Person::new();
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let address = format!("http://{closed}");
    assert!(person.alone(&["cloud", "add", "gone", &address, "--model", "tiny", "--no-key"]).status.success());
    let failed = person.alone(&["proofread", "--cloud", "--server", "gone", "--yes", &person.letter, "--json"]);
    let error = &json(&failed)["error"];
    assert_eq!((failed.status.code(), &error["code"]), (Some(1), &"server".into()), "{failed:?}");
    assert!(error["hint"].as_str().unwrap().contains("stayed on this machine"), "{error}");
    assert_eq!(person.report()["left"]["requests"], 0, "what did not leave is not counted");
    assert!(person.alone(&["proofread", "--rules-only", &person.letter]).status.success());
}
