//! `stet bench history`: a history of made-up runs in a directory of its own, searched as the window searches it.

use super::super::terminal::{Terminal, print_json};
use serde::Serialize;
use serde_json::json;
use std::path::Path;
use std::time::{Duration, Instant};
use stet_core::history::{Filter, History, Outcome, Run};
use stet_core::home::Home;
use stet_core::run::Timing;
use stet_core::{Error, Result, diff, text};

#[derive(clap::Args)]
pub struct Bench {
    /// How many runs the history has
    #[arg(long, default_value_t = 100_000, value_name = "N")]
    entries: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    entries: u32,
    /// Bytes of all inputs and outputs.
    text_bytes: u64,
    file_bytes: u64,
    ratio: f64,
    /// Milliseconds to record one run, in the middle of them.
    record_ms: f64,
    searches: Vec<Search>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Search {
    words: &'static str,
    /// On the first page of 50.
    found: usize,
    /// The median of five, opening the history included.
    ms: f64,
}

/// What people look for: nothing (the list itself), beginnings as they type, words, what is in no run.
const WORDS: [&str; 16] = [
    "",
    "r",
    "re",
    "rep",
    "report",
    "the report",
    "e-mail",
    "pricing page",
    "2026",
    "xylophone",
    "表",
    "手表",
    "会议",
    "发布会",
    "师傅 手艺",
    "鲸鱼",
];

const ENGLISH: [&str; 5] = [
    include_str!("../../../../assets/samples/email.txt"),
    include_str!("../../../../assets/samples/newsletter.txt"),
    include_str!("../../../../assets/samples/meeting.txt"),
    include_str!("../../../../assets/samples/notes.md"),
    include_str!("../../../../assets/samples/chat.txt"),
];
const CHINESE: [&str; 2] = [
    include_str!("../../../../assets/samples/email.zh.txt"),
    include_str!("../../../../assets/samples/article.zh.txt"),
];

impl Bench {
    /// Errors: those of the history; the directory is removed in every case.
    pub fn run(self, terminal: &Terminal) -> Result<()> {
        let dir = tempfile::tempdir().map_err(|error| Error::io("make a directory for the measurement", error))?;
        let home = Home::at(dir.path());
        let mut writer = Writer::new();
        let (mut text_bytes, mut times) = (0, Vec::new());
        let history = History::open(&home)?;
        for _ in 0..self.entries {
            let run = writer.run();
            text_bytes += (run.input.len() + run.output.len()) as u64;
            let started = Instant::now();
            history.record(&run)?;
            times.push(started.elapsed());
        }
        drop(history);
        let file_bytes = size(&home.history_file());
        let mut searches = Vec::new();
        for words in WORDS {
            let (mut found, mut taken) = (0, Vec::new());
            for _ in 0..5 {
                let started = Instant::now();
                let history = History::open(&home)?;
                let page = Filter { limit: Some(50), ..Filter::default() };
                found = if words.is_empty() { history.list(&page)? } else { history.search(words, &page)? }.len();
                taken.push(started.elapsed());
            }
            searches.push(Search { words, found, ms: median(taken) });
        }
        let ratio = file_bytes as f64 / text_bytes.max(1) as f64;
        let report =
            Report { entries: self.entries, text_bytes, file_bytes, ratio, record_ms: median(times), searches };
        if terminal.json {
            print_json(&report);
        } else {
            show(&report);
        }
        Ok(())
    }
}

fn show(report: &Report) {
    let mb = |bytes: u64| bytes as f64 / 1e6;
    println!("{} runs, {:.1} MB of text", report.entries, mb(report.text_bytes));
    println!("file           {:>8.1} MB, {:.2} times the text", mb(report.file_bytes), report.ratio);
    println!("record a run   {:>8.2} ms", report.record_ms);
    for search in &report.searches {
        let words = if search.words.is_empty() { "(all)" } else { search.words };
        println!("search {:>9.2} ms {:>4} found  {words}", search.ms, search.found);
    }
}

fn size(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |metadata| metadata.len())
}

/// In milliseconds.
fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times.get(times.len() / 2).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
}

/// Makes up runs out of the sample texts, with names and numbers that hardly repeat; the same ones each time.
struct Writer {
    english: Vec<&'static str>,
    chinese: Vec<&'static str>,
    state: u64,
}

impl Writer {
    fn new() -> Self {
        fn sentences<const N: usize>(texts: [&'static str; N]) -> Vec<&'static str> {
            texts.into_iter().flat_map(|t| text::sentences(t).into_iter().map(|range| &t[range])).collect()
        }
        Writer { english: sentences(ENGLISH), chinese: sentences(CHINESE), state: 0x9e37_79b9_7f4a_7c15 }
    }

    /// A number below `below` (xorshift: no dependency for so little).
    fn next(&mut self, below: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state % below as u64) as usize
    }

    fn name(&mut self) -> String {
        const SYLLABLES: [&str; 24] = [
            "an", "be", "ca", "dor", "el", "fi", "gus", "ho", "ir", "jo", "ka", "lin", "ma", "nor", "ol", "per", "qui",
            "ro", "sen", "ta", "ur", "vi", "wal", "zo",
        ];
        let mut name: String = (0..3).map(|_| SYLLABLES[self.next(SYLLABLES.len())]).collect();
        name[..1].make_ascii_uppercase();
        name
    }

    fn text(&mut self) -> String {
        let chinese = self.next(10) < 3;
        // From a chat message to a page.
        let length = [100, 250, 500, 1000, 2000][self.next(5)];
        let mut text = String::new();
        while text.len() < length {
            let pool = if chinese { &self.chinese } else { &self.english };
            let sentence = pool[self.state as usize % pool.len()];
            text.push_str(sentence);
            let more = format!(" {} {}. ", self.name(), self.next(100_000));
            text.push_str(&more);
        }
        text
    }

    fn run(&mut self) -> Run {
        let input = self.text();
        let corrected = |input: &str| input.replace(" teh ", " the ").replacen("a", "an", 2);
        let origin = json!({
            "engine": "llama", "model": "standard", "adapter": null, "local": true,
            "reason": "on this machine, on its processor",
            "timing": { "loadMs": 0, "firstTokenMs": 210, "totalMs": 4200 }, "warnings": [],
        });
        let (tool, output, mut result) = match self.next(3) {
            0 => {
                let output = corrected(&input);
                let corrections: Vec<_> = (0..3u32)
                    .map(|n| {
                        json!({
                            "startIndex": 40 * n, "endIndex": 40 * n + 7, "correction": "library", "types": ["spelling"],
                            "explanation": "Did you mean to spell “libary” this way?", "source": "rules",
                        })
                    })
                    .collect();
                let result = json!({ "correctedInput": output, "corrections": corrections });
                ("proofread", output, result)
            }
            1 => {
                let output = format!("Dear {}, {}", self.name(), corrected(&input));
                let result = json!({ "alternatives": [{ "text": output, "diff": diff::parts(&input, &output) }] });
                ("friendly", output, result)
            }
            _ => {
                let ranges = text::sentences(&input);
                let lines: Vec<String> =
                    ranges.into_iter().take(3).map(|range| format!("- {}", &input[range])).collect();
                let points: Vec<_> = lines
                    .iter()
                    .map(|line| json!({ "text": line, "sources": [{ "startIndex": 0, "endIndex": 90 }], "checked": true }))
                    .collect();
                let output = lines.join("\n");
                let result = json!({ "type": "key-points", "text": output, "points": points });
                ("key-points", output, result)
            }
        };
        if let (Some(result), Some(origin)) = (result.as_object_mut(), origin.as_object()) {
            result.extend(origin.clone());
        }
        Run {
            options: json!({ "tool": tool, "length": "medium" }),
            output,
            result,
            engine: "llama".into(),
            model: Some("standard".into()),
            timing: Timing { load_ms: 0, first_token_ms: 210, total_ms: 4200 },
            outcome: Outcome::Done,
            ..Run::new(tool, input)
        }
    }
}
