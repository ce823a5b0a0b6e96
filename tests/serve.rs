//! The local server as a program meets it: over a socket, with the real binary behind it.

mod common;

use common::{Stet, apply, json};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

const TEXT: &str = "This is a eror. I has went to the libary yesterday.";

/// A server of its own.
struct Serving {
    stet: Stet,
    child: Child,
    port: u16,
    token: String,
}

struct Reply {
    status: u16,
    head: String,
    body: String,
}

impl Reply {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {} {}", self.head, self.body))
    }
}

impl Serving {
    fn start(stet: Stet, args: &[&str]) -> Serving {
        let args = [&["serve", "--port", "0", "--json"], args].concat();
        let mut child = stet.spawn(stet.home(), &args);
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let told: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let port = told["address"].as_str().unwrap().strip_prefix("http://127.0.0.1:").unwrap().parse().unwrap();
        Serving { stet, child, port, token: told["token"].as_str().unwrap().to_owned() }
    }

    fn by_rules() -> Serving {
        Serving::start(Stet::new(), &["--rules-only"])
    }

    fn with_tiny(args: &[&str]) -> Serving {
        Serving::start(Stet::with_models(), &[&["--model", "tiny", "--engine", "llama"], args].concat())
    }

    /// Without a token, and with no header but `Host` when none is given.
    fn send(&self, method: &str, path: &str, headers: &[&str], body: &str) -> TcpStream {
        let host = format!("Host: 127.0.0.1:{}", self.port);
        let mut lines = vec![format!("{method} {path} HTTP/1.1"), "Connection: close".to_owned()];
        if !headers.iter().any(|header| header.starts_with("Host:")) {
            lines.push(host);
        }
        if !headers.iter().any(|header| header.starts_with("Content-Length:")) {
            lines.push(format!("Content-Length: {}", body.len()));
        }
        lines.extend(headers.iter().map(|header| (*header).to_owned()));
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.write_all(format!("{}\r\n\r\n{body}", lines.join("\r\n")).as_bytes()).unwrap();
        stream
    }

    fn ask(&self, method: &str, path: &str, headers: &[&str], body: &str) -> Reply {
        let mut answer = Vec::new();
        self.send(method, path, headers, body).read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8(answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {answer}"));
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Reply { status, head: head.to_lowercase(), body: body.to_owned() }
    }

    fn bearer(&self) -> String {
        format!("Authorization: Bearer {}", self.token)
    }

    fn post(&self, path: &str, body: &Value) -> Reply {
        self.ask("POST", path, &[&self.bearer(), "Content-Type: application/json"], &body.to_string())
    }

    /// As LanguageTool's clients ask.
    fn check(&self, form: &str) -> Value {
        let kind = "Content-Type: application/x-www-form-urlencoded";
        let reply = self.ask("POST", &format!("/{}/v2/check", self.token), &[kind], form);
        assert_eq!(reply.status, 200, "{}", reply.body);
        reply.json()
    }

    fn history(&self) -> Value {
        json(&self.stet.run(&["history", "list", "--json"], b""))
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn form(fields: &[(&str, &str)]) -> String {
    let encode = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect::<Vec<_>>().join("&")
}

fn english(text: &str) -> String {
    form(&[("language", "en-US"), ("text", text)])
}

fn ids(checked: &Value) -> Vec<&str> {
    checked["matches"].as_array().unwrap().iter().map(|one| one["rule"]["id"].as_str().unwrap()).collect()
}

/// The stretches of a text that matches are about.
fn found(text: &str, checked: &Value) -> Vec<String> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let stretch = |one: &Value| {
        let (at, length) = (one["offset"].as_u64().unwrap() as usize, one["length"].as_u64().unwrap() as usize);
        String::from_utf16(&units[at..at + length]).unwrap()
    };
    checked["matches"].as_array().unwrap().iter().map(stretch).collect()
}

#[test]
fn only_who_shows_the_token_is_answered() {
    let serving = Serving::by_rules();
    let health = serving.ask("GET", "/v1/health", &[], "");
    assert_eq!((health.status, &health.json()["name"]), (200, &"stet".into()));
    for headers in [&["Authorization: Bearer 0000"][..], &["Authorization: Basic YTpi"], &[]] {
        let reply = serving.ask("GET", "/v1/tools", headers, "");
        assert_eq!(reply.status, 401);
        let error = reply.json()["error"].clone();
        assert_eq!(error["code"], "unauthorized");
        assert!(error["message"].is_string() && error["hint"].is_string(), "{error}");
    }
    let tools = serving.ask("GET", "/v1/tools", &[&serving.bearer()], "");
    assert!(tools.json().as_array().unwrap().iter().any(|tool| tool["id"] == "proofread"), "{}", tools.body);
    // LanguageTool's clients understand a line of text.
    let wrong = serving.ask("POST", "/wrong/v2/check", &[], &english("a"));
    assert_eq!((wrong.status, wrong.body.starts_with("Error: ")), (401, true), "{}", wrong.body);
    let key = form(&[("language", "en-US"), ("text", "a"), ("username", "me"), ("apiKey", &serving.token)]);
    assert_eq!(serving.ask("POST", "/v2/check", &[], &key).status, 200);
    assert_eq!(serving.ask("GET", &format!("/{}/v2/languages", serving.token), &[], "").status, 200);

    let path = serving.stet.home().join("server-token");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), serving.token);
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&path).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn web_pages_and_foreign_names_are_refused() {
    let extension = "chrome-extension://oldceeleldhonbafppcapldpdifcinji";
    let serving = Serving::start(Stet::new(), &["--rules-only", "--allow-origin", extension]);
    let bearer = serving.bearer();
    for header in [
        "Host: evil.example",
        "Host: 127.0.0.1:1",
        "Host: localhost.evil.example:80",
        "Origin: https://evil.example",
        "Origin: null",
        "Origin: chrome-extension://another",
    ] {
        for (method, path) in
            [("GET", "/v1/health"), ("GET", "/v1/tools"), ("POST", "/v2/check"), ("OPTIONS", "/v1/ask")]
        {
            let reply = serving.ask(method, path, &[&bearer, header], "");
            assert_eq!(reply.status, 403, "{header} {path}");
            assert!(!reply.head.contains("access-control-allow-origin"), "{}", reply.head);
        }
    }
    let origin = format!("Origin: {extension}");
    let preflight = serving.ask("OPTIONS", "/v2/check", &[&origin, "Access-Control-Request-Method: POST"], "");
    assert_eq!(preflight.status, 204);
    assert!(preflight.head.contains(&format!("access-control-allow-origin: {extension}")), "{}", preflight.head);
    assert_eq!(serving.ask("GET", "/v1/tools", &[&origin], "").status, 401, "and it has to show the token");
    let tools = serving.ask("GET", "/v1/tools", &[&origin, &bearer], "");
    assert_eq!(tools.status, 200);
    assert!(tools.head.contains("access-control-allow-origin"), "{}", tools.head);
    let refused = serving.stet.run(&["serve", "--allow-origin", "https://example.com", "--json"], b"");
    assert_eq!((refused.status.code(), &json(&refused)["error"]["code"]), (Some(2), &"usage".into()));
}

#[test]
fn too_much_is_refused() {
    let serving = Serving::by_rules();
    let large = serving.ask("POST", "/v1/proofread", &[&serving.bearer(), "Content-Length: 2000000"], "");
    assert_eq!((large.status, &large.json()["error"]["code"]), (413, &"too-large".into()));
    let long = serving.ask("POST", &format!("/{}/v2/check", serving.token), &[], &english(&"a ".repeat(50_001)));
    assert_eq!(long.status, 413);
    let refused = (0..1000).map(|_| serving.ask("GET", "/v1/health", &[], "")).find(|reply| reply.status != 200);
    let refused = refused.expect("a thousand requests as fast as can be are too many");
    assert_eq!(refused.status, 429);
    assert!(refused.head.contains("retry-after: 1"), "{}", refused.head);
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(serving.ask("GET", "/v1/health", &[], "").status, 200);
}

#[test]
fn the_document_is_true() {
    let serving = Serving::by_rules();
    let document = serving.ask("GET", "/openapi.json", &[&serving.bearer()], "").json();
    for (path, methods) in document["paths"].as_object().unwrap() {
        let path = path.replace("{tool}", "proofread");
        for method in ["get", "post", "put", "delete"] {
            let reply = serving.ask(&method.to_uppercase(), &path, &[&serving.bearer()], "");
            let there = methods.get(method).is_some();
            assert_eq!(reply.status == 405, !there, "{method} {path}: {}", reply.status);
            assert_ne!(reply.status, 404, "{method} {path}");
        }
    }
    assert_eq!(serving.ask("GET", "/v1/nothing", &[&serving.bearer()], "").status, 404);
    // What is required of an answer is in it.
    let proofread = serving.post("/v1/proofread", &json!({ "text": TEXT })).json();
    fits(&document, &document["components"]["schemas"]["Proofread"], &proofread);
    fits(&document, &document["components"]["schemas"]["Matches"], &serving.check(&english(TEXT)));
    let failure = serving.post("/v1/proofread", &json!({ "text": TEXT, "cloud": true }));
    assert_eq!(failure.status, 400);
    fits(&document, &document["components"]["schemas"]["Failure"], &failure.json());
    let languages = serving.ask("GET", "/v2/languages?apiKey=x", &[&serving.bearer()], "").json();
    fits(&document, &document["components"]["schemas"]["Language"], &languages[0]);
}

/// Every required field is there, and of its type where that is a plain one; and nothing is there that is not described.
fn fits(document: &Value, schema: &Value, value: &Value) {
    if let Some(name) = schema["$ref"].as_str() {
        return fits(document, &document["components"]["schemas"][name.rsplit('/').next().unwrap()], value);
    }
    match schema["type"].as_str() {
        Some("object") => {
            for name in schema["required"].as_array().unwrap() {
                assert!(value.get(name.as_str().unwrap()).is_some(), "no {name} in {value}");
            }
            for (name, field) in value.as_object().unwrap() {
                let described = schema["properties"].get(name);
                fits(document, described.unwrap_or_else(|| panic!("{name} is not described")), field);
            }
        }
        Some("array") => value.as_array().unwrap().iter().for_each(|one| fits(document, &schema["items"], one)),
        Some("string") => assert!(value.is_string(), "{value}"),
        Some("integer") => assert!(value.is_u64(), "{value}"),
        Some("boolean") => assert!(value.is_boolean(), "{value}"),
        _ => {}
    }
}

#[test]
fn languagetool_clients_get_the_rules_at_once() {
    let serving = Serving::by_rules();
    let checked = serving.check(&english(TEXT));
    let spelling: Vec<&Value> =
        checked["matches"].as_array().unwrap().iter().filter(|one| one["rule"]["id"] == "STET_SPELLING").collect();
    assert!(found(TEXT, &checked).iter().any(|stretch| stretch == "libary"), "{checked}");
    assert!(found(TEXT, &checked).iter().any(|stretch| stretch == "eror"), "{checked}");
    assert_eq!(spelling[0]["rule"]["category"]["id"], "TYPOS");
    assert_eq!(spelling[0]["rule"]["issueType"], "misspelling");
    assert_eq!(checked["warnings"]["incompleteResults"], false);
    assert_eq!(checked["language"]["code"], "en-US");

    let without = format!("{}&disabledRules=STET_SPELLING", english(TEXT));
    assert!(!ids(&serving.check(&without)).contains(&"STET_SPELLING"));
    let only = format!("{}&enabledOnly=true&enabledCategories=TYPOS", english(TEXT));
    assert!(ids(&serving.check(&only)).iter().all(|id| *id == "STET_SPELLING"));

    // A place in a text with markup is a place in all of it.
    let parts = json!({ "annotation": [
        { "text": "😀 Some " }, { "markup": "<b title=\"libary\">" }, { "text": "libary" }, { "markup": "</b>" },
        { "text": " books." },
    ] });
    let whole = "😀 Some <b title=\"libary\">libary</b> books.";
    let checked = serving.check(&form(&[("language", "en-US"), ("data", &parts.to_string())]));
    assert_eq!(found(whole, &checked), ["libary"], "{checked}");
    assert_eq!(checked["matches"][0]["offset"], 26);

    // What the rules do not know is the model's.
    let german = form(&[("language", "de-DE"), ("text", "Das ist ein Tset.")]);
    assert_eq!(ids(&serving.check(&german)), Vec::<&str>::new());
    let path = format!("/{}/v2/check", serving.token);
    for wrong in ["language=en-US", "text=a", "text=a&language=klingon", "language=en-US&data=nonsense"] {
        let reply = serving.ask("POST", &path, &[], wrong);
        assert_eq!((reply.status, reply.body.starts_with("Error: ")), (400, true), "{wrong}: {}", reply.body);
    }
    let asked = serving.ask("GET", &format!("{path}?{}", english(TEXT)), &[], "");
    assert!(ids(&asked.json()).contains(&"STET_SPELLING"));
    assert_eq!(serving.history(), json!([]), "checks leave no trace");
}

#[test]
fn a_real_client_library_gets_corrections() {
    let serving = Serving::by_rules();
    let python = std::env::var_os("STET_TEST_PYTHON").expect("./dev test sets STET_TEST_PYTHON");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/languagetool.py");
    let output = Command::new(python)
        .arg(script)
        .arg(format!("http://127.0.0.1:{}/{}/", serving.port, serving.token))
        .arg("😀 Teh dog sat in the libary.")
        .env("NO_PROXY", "127.0.0.1")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told = json(&output);
    assert_eq!(told["corrected"], "😀 The dog sat in the library.", "{told}");
    assert!(told["matches"].as_array().unwrap().iter().all(|one| one["category"] == "TYPOS"), "{told}");
}

#[test]
fn the_api_says_what_the_command_line_says() {
    let serving = Serving::with_tiny(&[]);
    let without_times = |mut result: Value| {
        result.as_object_mut().unwrap().remove("timing").expect("every result has its times");
        result
    };
    let reply = serving.post("/v1/proofread", &json!({ "text": TEXT, "model": "tiny" }));
    assert_eq!(reply.status, 200, "{}", reply.body);
    let args = ["proofread", "--model", "tiny", "--engine", "llama", "--private", "--json"];
    let by_hand = json(&serving.stet.run(&args, TEXT.as_bytes()));
    assert_eq!(apply(TEXT, &reply.json()), reply.json()["correctedInput"].as_str().unwrap());
    assert_eq!(without_times(reply.json()), without_times(by_hand));
    let recorded = serving.history().as_array().unwrap().len();
    assert_eq!(recorded, 1);
    let private = serving.post("/v1/run/proofread", &json!({ "text": TEXT, "private": true }));
    assert_eq!(private.status, 200, "{}", private.body);
    assert_eq!(serving.history().as_array().unwrap().len(), recorded);

    let unknown = serving.post("/v1/proofread", &json!({ "text": TEXT, "model": "no-such-model" }));
    assert_eq!((unknown.status, &unknown.json()["error"]["code"]), (404, &"model-unknown".into()));
    let no_tone = serving.post("/v1/rewrite", &json!({ "text": TEXT }));
    assert_eq!((no_tone.status, &no_tone.json()["error"]["code"]), (400, &"usage".into()));

    let asked = json!({ "text": TEXT, "private": true }).to_string();
    let events = serving.ask("POST", "/v1/proofread", &[&serving.bearer(), "Accept: text/event-stream"], &asked);
    assert!(events.head.contains("text/event-stream"), "{}", events.head);
    assert!(events.body.contains(r#"data: {"type":"progress""#), "{}", events.body);
    assert!(events.body.contains(r#"data: {"type":"proofread","result":{"correctedInput""#), "{}", events.body);
}

#[test]
fn checks_know_later_what_the_model_found_meanwhile() {
    let serving = Serving::with_tiny(&["--wait", "0"]);
    let first = serving.check(&english(TEXT));
    assert!(ids(&first).contains(&"STET_SPELLING"), "{first}");
    assert_eq!(first["warnings"]["incompleteResults"], true);
    let deadline = Instant::now() + Duration::from_secs(60);
    while serving.check(&english(TEXT))["warnings"]["incompleteResults"] == true {
        assert!(Instant::now() < deadline, "the model never read it");
        std::thread::sleep(Duration::from_millis(100));
    }
    // A text with a new paragraph: picky waits for it, and the old one is not read again.
    let longer = format!("{TEXT}\n\nTeh second paragraph is her.");
    let picky = serving.check(&format!("{}&level=picky", english(&longer)));
    assert_eq!(picky["warnings"]["incompleteResults"], false);
    assert_eq!(serving.check(&english(&longer)), picky);
    assert!(found(&longer, &picky).iter().any(|stretch| stretch == "Teh"), "{picky}");
    assert_eq!(serving.history(), json!([]));
}

#[test]
fn nothing_that_is_asked_here_is_sent_to_a_server() {
    let stet = Stet::with_models();
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    server.set_nonblocking(true).unwrap();
    let address = format!("http://{}", server.local_addr().unwrap());
    for args in [
        &["cloud", "add", "lab", address.as_str(), "--model", "large", "--no-key"][..],
        &["settings", "set", "cloud.policy", "automatic"],
        &["settings", "set", "cloud.longerThan", "5"],
    ] {
        assert!(stet.run(args, b"").status.success(), "{args:?}");
    }
    let serving = Serving::start(stet, &["--model", "tiny"]);
    let result = serving.post("/v1/proofread", &json!({ "text": TEXT }));
    assert_eq!((result.status, &result.json()["local"]), (200, &true.into()), "{}", result.body);
    for field in ["cloud", "server"] {
        assert_eq!(serving.post("/v1/proofread", &json!({ "text": TEXT, field: "lab" })).status, 400);
    }
    serving.check(&format!("{}&level=picky", english(TEXT)));
    assert!(server.accept().is_err(), "somebody asked the server");
}

#[test]
fn a_client_that_goes_away_takes_its_run_with_it() {
    let serving = Serving::with_tiny(&[]);
    let long = TEXT.repeat(400);
    let body = json!({ "text": long }).to_string();
    let stream = serving.send("POST", "/v1/proofread", &[&serving.bearer()], &body);
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(serving.history(), json!([]), "it is still running");
    drop(stream);
    let deadline = Instant::now() + Duration::from_secs(20);
    while serving.history() == json!([]) {
        assert!(Instant::now() < deadline, "it runs on");
        std::thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(serving.history()[0]["outcome"], "cancelled");
}

#[test]
fn ctrl_c_is_its_proper_end_and_a_port_belongs_to_one() {
    let mut serving = Serving::by_rules();
    let port = serving.port.to_string();
    let second = serving.stet.run(&["serve", "--rules-only", "--port", &port, "--json"], b"");
    assert_eq!(second.status.code(), Some(1));
    let error = json(&second)["error"].clone();
    assert!(error["message"].as_str().unwrap().contains(&port), "{error}");
    assert!(error["hint"].as_str().unwrap().contains("--port"), "{error}");
    let sent = Command::new("kill").arg("-INT").arg(serving.child.id().to_string()).status().unwrap();
    assert!(sent.success());
    assert_eq!(serving.child.wait().unwrap().code(), Some(0));

    let old = serving.token.clone();
    let same = Serving::start(std::mem::replace(&mut serving.stet, Stet::new()), &["--rules-only"]);
    assert_eq!(same.token, old);
    let missing = same.stet.run(&["serve", "--port", "0", "--model", "tiny", "--json"], b"");
    assert_eq!(missing.status.code(), Some(3), "no model here");
}
