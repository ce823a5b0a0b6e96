//! Documents, read by the real binary in a process of its own: what comes of them, and how hostile ones end.

mod common;

use common::{Stet, json};
use serde_json::Value;
use std::io::{BufRead, BufReader, Cursor, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Output;
use std::time::{Duration, Instant};

struct Desk {
    stet: Stet,
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        Desk { stet: Stet::new(), folder: tempfile::tempdir().unwrap() }
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn run(&self, name: &str, bytes: impl AsRef<[u8]>) -> Output {
        let path = self.put(name, bytes);
        self.stet.run(&["read-document", "--json", path.to_str().unwrap()], b"")
    }

    fn read(&self, name: &str, bytes: impl AsRef<[u8]>) -> Value {
        let output = self.run(name, bytes);
        assert_eq!(output.status.code(), Some(0), "{name}: {}", String::from_utf8_lossy(&output.stdout));
        json(&output)
    }

    /// What is said about a document that can't be read, with this code.
    fn refused(&self, name: &str, bytes: impl AsRef<[u8]>, code: &str) -> String {
        let started = Instant::now();
        let output = self.run(name, bytes);
        assert_eq!(output.status.code(), Some(1), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(started.elapsed() < Duration::from_secs(60), "{name} took {:?}", started.elapsed());
        let error = json(&output)["error"].clone();
        assert_eq!(error["code"], code, "{name}: {error}");
        assert!(error["hint"].is_string(), "{name}: {error}");
        error["message"].as_str().unwrap().to_owned()
    }
}

fn zip(members: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in members {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn docx(paragraph: &str) -> Vec<u8> {
    zip(&[("word/document.xml", &format!("<w:document><w:p><w:r><w:t>{paragraph}</w:t></w:r></w:p></w:document>"))])
}

/// A PDF of one page; `trailer` is put into its trailer.
fn pdf(text: &str, trailer: &str) -> Vec<u8> {
    let content = format!("BT /F1 12 Tf 72 720 Td ({text}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Count 1 /Kids [4 0 R] >>".to_owned(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 5 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
    ];
    let (mut file, mut places) = ("%PDF-1.4\n".to_owned(), String::new());
    for (object, number) in objects.iter().zip(1..) {
        places.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
    }
    let start = file.len();
    file.push_str(&format!(
        "xref\n0 6\n0000000000 65535 f \n{places}trailer\n<< /Size 6 {trailer} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    ));
    file.into_bytes()
}

#[test]
fn documents_come_as_text_with_places() {
    let desk = Desk::new();
    let cases: [(&str, Vec<u8>, &str, Value); 6] = [
        ("a.pdf", pdf("A page.", ""), "A page.", serde_json::json!({ "page": 1 })),
        ("a.docx", docx("A paragraph."), "A paragraph.", Value::Null),
        ("a.html", b"<h1>One</h1>".to_vec(), "One", serde_json::json!({ "section": "One" })),
        ("a.md", b"# One".to_vec(), "# One", serde_json::json!({ "section": "One" })),
        (
            "a.vtt",
            b"WEBVTT\n\n00:02.000 --> 00:03.000\n<v Ben>Hi\n".to_vec(),
            "Ben: Hi",
            serde_json::json!({ "time": 2, "speaker": "Ben" }),
        ),
        (
            "a.eml",
            b"From: Anna <a@example.com>\r\nDate: 2 May 2026 10:31:00 +0000\r\nSubject: S\r\n\r\nHi\r\n".to_vec(),
            "From: Anna\nDate: 2026-05-02 10:31\n\nHi",
            serde_json::json!({ "message": 1, "from": "Anna", "date": "2026-05-02T10:31:00Z" }),
        ),
    ];
    for (name, bytes, text, place) in cases {
        let document = desk.read(name, bytes);
        assert_eq!(document["text"], text, "{name}");
        assert_eq!(document["marks"][0]["place"], place, "{name}");
    }
}

#[test]
fn hostile_and_foreign_files_end_in_a_sentence() {
    let desk = Desk::new();
    let blanks = " ".repeat(32 << 20);
    assert!(desk.refused("bomb.docx", docx(&blanks), "text-unsuitable").contains("times its size"));
    let laughs = "<!DOCTYPE d [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><d>&b;</d>";
    assert!(desk.refused("laughs.docx", zip(&[("word/document.xml", laughs)]), "text-unsuitable").contains("entities"));
    let outside = "<!DOCTYPE d [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><d>&a;</d>";
    desk.refused("outside.docx", zip(&[("word/document.xml", outside)]), "text-unsuitable");
    let deep = "<w:p>".repeat(100_000);
    assert!(desk.refused("deep.docx", zip(&[("word/document.xml", &deep)]), "text-unsuitable").contains("inside"));
    let part = "--a\r\nContent-Type: text/plain\r\n\r\nx\r\n".repeat(1_000);
    let parts = format!("MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n{part}--a--\r\n");
    assert!(desk.refused("parts.eml", parts, "text-unsuitable").contains("parts"));
    let whole = pdf("A page.", "");
    desk.refused("half.pdf", &whole[..whole.len() / 2], "text-unsuitable");
    let locked = pdf("A page.", "/Encrypt << /Filter /Standard /V 2 /R 3 >>");
    assert!(desk.refused("locked.pdf", locked, "text-unsuitable").contains("encrypted"));
    assert!(desk.refused("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "text-unsuitable").contains("PNG"));
    assert!(desk.refused("empty.html", b"<p><img src=a>", "text-empty").contains("images"));
    assert!(desk.refused("large.txt", "x".repeat(65 << 20), "text-unsuitable").contains("too large"));
}

#[test]
fn deep_pages_are_read() {
    let desk = Desk::new();
    let page = format!("{}deep", "<div>".repeat(100_000));
    assert_eq!(desk.read("deep.html", page)["text"], "deep");
}

#[test]
fn standard_input_is_a_document_too() {
    let desk = Desk::new();
    let output = desk.stet.run(&["read-document", "--json", "--name", "a.html"], b"<p>One");
    assert_eq!(json(&output)["text"], "One");
    let missing = desk.stet.run(&["read-document", "--json", "no/such/file"], b"");
    assert_eq!(json(&missing)["error"]["code"], "text-unreadable");
}

#[test]
fn a_mailbox_comes_as_its_newest_threads() {
    let desk = Desk::new();
    let mail = |day: u32, subject: &str| {
        format!(
            "From - Sat May  2 10:31:00 2026\nFrom: Anna <a@example.com>\nDate: {day} May 2026 10:31:00 +0000\n\
             Message-ID: <{day}@example.com>\nSubject: {subject}\n\nWords of day {day}.\n\n"
        )
    };
    let read = |name: &str, bytes: &str| {
        let path = desk.put(name, bytes);
        desk.stet.run(&["read-document", "--json", "--threads", path.to_str().unwrap()], b"")
    };
    let file = [mail(2, "Lunch"), mail(3, "Roof"), mail(4, "Re: Lunch")].concat();
    let threads = json(&read("Inbox", &file));
    let titles: Vec<_> = threads.as_array().unwrap().iter().map(|thread| thread["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["Lunch", "Roof"]);
    assert_eq!(threads[0]["marks"][0]["place"]["message"], 2);
    let letter = read("letter.txt", "Dear Anna");
    assert_eq!(letter.status.code(), Some(1));
    assert_eq!(json(&letter)["error"]["code"], "text-unreadable");
}

#[test]
fn tools_work_on_documents() {
    let desk = Desk::new();
    let path = desk.put("letter.docx", docx("We saw teh dog."));
    let proofread = ["proofread", "--rules-only", "--json", path.to_str().unwrap()];
    let output = desk.stet.run(&proofread, b"");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(json(&output)["correctedInput"], "We saw the dog.");
    // By what it holds, where it has no name.
    let output = desk.stet.run(&["proofread", "--rules-only", "--json"], &docx("We saw teh dog."));
    assert_eq!(json(&output)["correctedInput"], "We saw the dog.");
    let path = desk.put("half.pdf", &pdf("A page.", "")[..200]);
    let output = desk.stet.run(&["proofread", "--rules-only", "--json", path.to_str().unwrap()], b"");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(json(&output)["error"]["code"], "text-unsuitable");
}

/// Answers every request with this head and body, on loopback; its address.
fn serve(head: &'static str, body: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = BufReader::new(stream.unwrap());
            let mut line = String::new();
            while stream.read_line(&mut line).unwrap() > 2 {
                line.clear();
            }
            let length = body.len();
            let answer = format!("HTTP/1.1 {head}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}");
            stream.get_mut().write_all(answer.as_bytes()).unwrap();
        }
    });
    address
}

#[test]
fn tools_work_on_a_page_and_the_report_tells_of_it() {
    let desk = Desk::new();
    let page = serve("200 OK\r\ncontent-type: text/html", "<nav>Home</nav><p>We saw teh dog.");
    let address = format!("{page}/a?b=1");
    // A private run reads a page too, and that it did is in the report.
    for more in [&[][..], &["--private"]] {
        let args = [&["proofread", "--rules-only", "--json", &address], more].concat();
        let output = desk.stet.run(&args, b"");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        assert_eq!(json(&output)["correctedInput"], "We saw the dog.");
    }
    let report = json(&desk.stet.run(&["cloud", "report", "--sent", "--json"], b""));
    assert_eq!(report["left"]["requests"], 2);
    let entry = &report["requests"][0];
    assert_eq!((&entry["tool"], &entry["server"]), (&"read-page".into(), &"127.0.0.1".into()));
    assert_eq!((&entry["url"], &entry["fates"][0]["fate"]), (&address.as_str().into(), &"answered".into()));

    let missing = serve("404 Not Found", "Not here.");
    let picture = serve("200 OK\r\ncontent-type: image/png", "\u{1}");
    let here = serve("302 Found\r\nlocation: file:///etc/hostname", "");
    for (address, exit, code) in [
        (missing.as_str(), 1, "text-unreadable"),
        (picture.as_str(), 1, "text-unsuitable"),
        (here.as_str(), 1, "text-unreadable"),
        ("https://me:secret@example.com", 2, "usage"),
    ] {
        let output = desk.stet.run(&["proofread", "--rules-only", "--json", address], b"");
        assert_eq!(output.status.code(), Some(exit), "{address}");
        assert_eq!(json(&output)["error"]["code"], code, "{address}");
    }
}

/// A process that is not let out is not noticed by what it can't do, so it is asked.
#[cfg(target_os = "linux")]
#[test]
fn the_process_has_limits_and_a_filter_before_it_looks_into_anything() {
    let desk = Desk::new();
    let path = desk.folder.path().join("pipe.html");
    let fifo = std::process::Command::new("mkfifo").arg(&path).status().unwrap();
    assert!(fifo.success());
    let mut child = desk.stet.spawn(desk.stet.home(), &["read-document", "--json", path.to_str().unwrap()]);
    // It waits for us to write; by then it has its limits.
    let mut pipe = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap();
    let soft = |name: &str| {
        let line = limits.lines().find(|line| line.starts_with(name)).unwrap();
        line[name.len()..].split_whitespace().next().unwrap().to_owned()
    };
    assert_eq!(soft("Max cpu time"), "60");
    assert_eq!(soft("Max file size"), "0");
    assert_eq!(soft("Max core file size"), "0");
    assert_ne!(soft("Max address space"), "unlimited");
    pipe.write_all(b"<p>One").unwrap();
    drop(pipe);
    drop(child.stdin.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(json(&output)["text"], "One");
}
