use super::*;
use std::fs;
use std::path::PathBuf;

fn done(tool: &str, input: &str, output: &str) -> Run {
    Run {
        output: output.into(),
        options: serde_json::json!({"length": "short"}),
        result: serde_json::json!({"text": output, "points": []}),
        engine: "llama".into(),
        model: Some("tiny".into()),
        timing: Timing { load_ms: 1, first_token_ms: 2, total_ms: 3 },
        warnings: vec![Warning::new("preamble", "A preamble was removed.")],
        outcome: Outcome::Done,
        ..Run::new(tool, input)
    }
}

fn home() -> (tempfile::TempDir, Home) {
    let dir = tempfile::tempdir().unwrap();
    let home = Home::at(dir.path().join("stet"));
    (dir, home)
}

fn kept(home: &Home) -> Vec<PathBuf> {
    let files = fs::read_dir(home.dir()).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.to_string_lossy().contains("history.db.damaged-")).collect()
}

fn inputs(entries: &[Entry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.input.as_str()).collect()
}

#[test]
fn a_run_comes_back_as_it_was() {
    let history = History::in_memory().unwrap();
    let run = done("proofread", "i has\r\n\0 went 😀", "I have\r\n gone 😀");
    history.record(&run).unwrap();
    assert_eq!(history.show(&run.id).unwrap(), run);
    let failed = Run { outcome: Outcome::Cancelled, ..Run::new("tldr", "") };
    history.record(&failed).unwrap();
    assert_eq!(history.show(&failed.id).unwrap(), failed);
}

#[test]
fn looking_makes_no_file() {
    let (_dir, home) = home();
    assert_eq!(History::look(&home).unwrap().list(&Filter::default()).unwrap(), vec![]);
    assert!(!home.dir().exists());
    History::open(&home).unwrap().record(&done("tldr", "kept", "")).unwrap();
    assert_eq!(inputs(&History::look(&home).unwrap().list(&Filter::default()).unwrap()), ["kept"]);
}

#[test]
fn lists_are_newest_first_and_filtered() {
    let history = History::in_memory().unwrap();
    for (n, tool) in ["tldr", "proofread", "tldr", "friendly"].into_iter().enumerate() {
        let time = Timestamp::from_second(1_000 * n as i64).unwrap();
        history.record(&Run { time, ..done(tool, &format!("text\n\u{1b} {n}"), "") }).unwrap();
    }
    let list = |filter: Filter| inputs(&history.list(&filter).unwrap()).join(",");
    let at = |second| Some(Timestamp::from_second(second).unwrap());
    assert_eq!(list(Filter::default()), "text 3,text 2,text 1,text 0");
    assert_eq!(list(Filter { limit: Some(2), ..Filter::default() }), "text 3,text 2");
    assert_eq!(list(Filter { tool: Some("tldr".into()), ..Filter::default() }), "text 2,text 0");
    assert_eq!(list(Filter { since: at(1_000), until: at(3_000), ..Filter::default() }), "text 2,text 1");
}

#[test]
fn a_short_id_is_enough_when_it_is_the_only_one() {
    let history = History::in_memory().unwrap();
    for id in [
        "0193aaaa-0000-7000-8000-000000000001",
        "0193aaaa-0000-7000-8000-0000000000a2",
        "0193bbbb-0000-7000-8000-000000000003",
    ] {
        history.record(&Run { id: id.into(), ..done("tldr", id, "") }).unwrap();
    }
    for entry in history.list(&Filter::default()).unwrap() {
        assert_eq!(history.show(&entry.short_id).unwrap().id, entry.id);
        assert_eq!(entry.input, entry.id);
    }
    assert_eq!(history.show("0193B").unwrap().id, "0193bbbb-0000-7000-8000-000000000003");
    assert_eq!(history.show("0193aaaa").unwrap_err().code, Code::Usage);
    for id in ["ffff", "", "%", "0193_", "' OR 1 --", "校"] {
        assert_eq!(history.show(id).unwrap_err().code, Code::NotFound, "{id}");
    }
}

#[test]
fn words_are_found_in_every_script_at_any_length() {
    let history = History::in_memory().unwrap();
    let texts = [
        ("The quarterly report is due on Friday.", "Report: Friday."),
        ("会议在星期五举行，请准备报告。", "星期五开会"),
        ("100% of \"quoted\" text_with_marks AND OR NOT*", "naïve Über"),
    ];
    for (input, output) in texts {
        history.record(&done("tldr", input, output)).unwrap();
    }
    for (words, found) in [
        ("report", vec![0]),
        ("REPORT friday", vec![0]),
        ("report Monday", vec![]),
        ("quart", vec![0]),
        ("is", vec![0]),
        ("会议", vec![1]),
        ("报告 星期五", vec![1]),
        ("开会", vec![1]),
        ("会", vec![1]),
        ("0%", vec![2]),
        ("%", vec![2]),
        ("t_w", vec![2]),
        ("_", vec![2]),
        ("\"quoted\"", vec![2]),
        ("NOT*", vec![2]),
        ("AND OR", vec![2]),
        ("über", vec![2]),
        ("input:report", vec![]),
        ("\\", vec![]),
    ] {
        let entries = history.search(words, &Filter::default()).unwrap();
        let expected: Vec<_> = found.iter().map(|n: &usize| texts[*n].0).collect();
        assert_eq!(inputs(&entries), expected, "{words}");
    }
    assert_eq!(history.search(" ", &Filter::default()).unwrap_err().code, Code::Usage);
    let friendly = Filter { tool: Some("friendly".into()), ..Filter::default() };
    assert_eq!(history.search("report", &friendly).unwrap(), vec![]);
}

#[test]
fn two_chinese_characters_are_found_through_the_index() {
    let history = History::in_memory().unwrap();
    history.record(&done("tldr", "会议在星期五举行", "")).unwrap();
    let plan = |words: &str| {
        let query = index::query(&[words.to_owned()]).unwrap();
        let sql = "SELECT count(*) FROM run_text WHERE run_text MATCH ?1";
        history.with("count", |connection| connection.query_row(sql, [&query], |row| row.get::<_, u32>(0))).unwrap()
    };
    for words in ["会议", "议在", "五举", "举行", "行", "星期五"] {
        assert_eq!(plan(words), 1, "{words}");
    }
    assert_eq!((plan("会在"), plan("星期六")), (0, 0));
}

#[test]
fn pages_follow_one_another() {
    let history = History::in_memory().unwrap();
    for n in 0..7 {
        let model = if n % 2 == 0 { "small" } else { "tiny" };
        history.record(&Run { model: Some(model.into()), ..done("tldr", &format!("page {n}"), "") }).unwrap();
    }
    let page = |offset, words: &str| {
        let filter = Filter { limit: Some(3), offset: Some(offset), ..Filter::default() };
        let entries = if words.is_empty() { history.list(&filter) } else { history.search(words, &filter) };
        inputs(&entries.unwrap()).join(",")
    };
    for words in ["", "page", "p"] {
        assert_eq!(page(0, words), "page 6,page 5,page 4");
        assert_eq!(page(3, words), "page 3,page 2,page 1");
        assert_eq!(page(6, words), "page 0");
        assert_eq!(page(9, words), "");
    }
    let small = Filter { model: Some("small".into()), limit: Some(2), offset: Some(1), ..Filter::default() };
    assert_eq!(inputs(&history.search("page", &small).unwrap()), ["page 4", "page 2"]);
    let facets = history.facets().unwrap();
    assert_eq!((facets.tools, facets.models), (vec!["tldr".into()], vec!["small".into(), "tiny".into()]));
    assert_eq!(facets.count, 7);
}

#[test]
fn what_was_removed_comes_back_where_it_was() {
    let (_dir, home) = home();
    let history = History::open(&home).unwrap();
    for n in 0..4 {
        let follows = (n == 3).then(|| "earlier".to_owned());
        history.record(&Run { follows, pinned: n == 2, ..done("tldr", &format!("run {n}"), "") }).unwrap();
    }
    let all = Filter::default();
    let before = history.search("run", &all).unwrap();
    let removed = history.remove(&[&before[0].id, &before[2].id]).unwrap();
    history.record(&done("tldr", "run after", "")).unwrap();
    assert_eq!(inputs(&history.search("run", &all).unwrap()), ["run after", "run 2", "run 0"]);
    assert_eq!(history.restore(&removed).unwrap(), 2);
    let now = history.search("run", &all).unwrap();
    assert_eq!(inputs(&now), ["run after", "run 3", "run 2", "run 1", "run 0"]);
    assert_eq!(now[1].follows.as_deref(), Some("earlier"));
    assert!(history.restore(&removed).is_err(), "all or none");
    let removed = history.clear().unwrap();
    assert_eq!((removed.len(), history.restore(&removed).unwrap()), (5, 5));
    assert_eq!(inputs(&history.search("run", &all).unwrap()), inputs(&now));
    history.check().unwrap();
    assert_eq!(history.warnings(), vec![]);
}

#[test]
fn an_excerpt_shows_the_word() {
    let history = History::in_memory().unwrap();
    let long = format!("{} Needle {}", "hay ".repeat(500), "hay ".repeat(500));
    history.record(&done("tldr", &long, "")).unwrap();
    let entries = history.search("needle", &Filter::default()).unwrap();
    assert!(entries[0].input.contains("Needle") && entries[0].input.chars().count() <= 160, "{entries:?}");
}

#[test]
fn what_is_removed_is_gone_from_the_search_and_the_file() {
    let (_dir, home) = home();
    let history = History::open(&home).unwrap();
    let runs = ["unmistakable one", "unmistakable two", "unmistakable three"].map(|text| done("tldr", text, text));
    for run in &runs {
        history.record(run).unwrap();
    }
    assert_eq!(history.remove(&[runs[0].id.as_str(), "ffff"]).unwrap_err().code, Code::NotFound);
    assert_eq!(history.list(&Filter::default()).unwrap().len(), 3, "all or none");
    assert_eq!(history.remove(&[&runs[0].id]).unwrap().len(), 1);
    assert_eq!(inputs(&history.search("unmistakable", &Filter::default()).unwrap()).len(), 2);
    assert_eq!(history.clear().unwrap().len(), 2);
    assert_eq!(history.search("unmistakable", &Filter::default()).unwrap(), vec![]);
    for entry in fs::read_dir(home.dir()).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        assert!(!bytes.windows(12).any(|window| window == b"unmistakable"));
    }
}

#[test]
fn old_runs_go_and_pinned_ones_stay() {
    let history = History::in_memory().unwrap();
    let now = Timestamp::now();
    let day = jiff::SignedDuration::from_hours(24);
    for days in [0, 6, 8, 31, 91, 400] {
        let time = now.checked_sub(day * days).unwrap();
        let run = Run { time, ..done("tldr", &days.to_string(), "") };
        history.record(&run).unwrap();
        if days == 400 {
            history.pin(&run.id, true).unwrap();
        }
    }
    let left = || inputs(&history.list(&Filter::default()).unwrap()).join(",");
    for (retention, expected) in [
        (Retention::Off, "0,6,8,31,91,400"),
        (Retention::Forever, "0,6,8,31,91,400"),
        (Retention::Days90, "0,6,8,31,400"),
        (Retention::Days30, "0,6,8,400"),
        (Retention::Days7, "0,6,400"),
    ] {
        history.prune(retention, now).unwrap();
        assert_eq!(left(), expected, "{retention:?}");
    }
    let pinned = Filter { pinned: Some(true), ..Filter::default() };
    assert_eq!(inputs(&history.list(&pinned).unwrap()), ["400"]);
}

#[test]
fn exports_hold_everything_oldest_first() {
    let history = History::in_memory().unwrap();
    let runs = ["first ```\nfence", "second"].map(|text| done("tldr", text, "out\n"));
    for run in &runs {
        history.record(run).unwrap();
    }
    let export = |format| {
        let mut out = Vec::new();
        history.export(format, &Filter::default(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    let json = export(Format::Json);
    assert_eq!(serde_json::from_str::<Vec<Run>>(&json).unwrap(), runs);
    assert!(json.contains("\"firstTokenMs\": 2"), "{json}");
    let markdown = export(Format::Markdown);
    assert!(markdown.contains("````text\nfirst ```\nfence\n````\n"), "{markdown}");
    assert!(markdown.contains("\n> A preamble was removed.\n"));
    history.clear().unwrap();
    assert_eq!(serde_json::from_str::<Vec<Run>>(&export(Format::Json)).unwrap(), vec![]);
    assert_eq!("csv".parse::<Format>().unwrap_err().code, Code::Usage);
}

#[test]
fn points_in_time_as_typed() {
    let now: jiff::Zoned = "2026-03-10T12:00:00+01:00[+01:00]".parse().unwrap();
    for (text, expected) in [
        ("2026-03-01", "2026-02-28T23:00:00Z"),
        ("2026-03-01T08:00:00Z", "2026-03-01T08:00:00Z"),
        ("7d", "2026-03-03T11:00:00Z"),
        ("12h", "2026-03-09T23:00:00Z"),
        ("2 weeks", "2026-02-24T11:00:00Z"),
    ] {
        assert_eq!(since(text, &now).unwrap(), expected.parse::<Timestamp>().unwrap(), "{text}");
    }
    assert_eq!(since("soon", &now).unwrap_err().code, Code::Usage);
}

#[test]
fn many_writers_lose_nothing() {
    let (_dir, home) = home();
    // Each opens the file for itself, as processes do; together they also race to make it.
    std::thread::scope(|scope| {
        for n in 0..4 {
            let home = &home;
            scope.spawn(move || {
                let history = History::open(home).unwrap();
                for m in 0..20 {
                    history.record(&done("tldr", &format!("run {n}.{m}"), "")).unwrap();
                }
            });
        }
    });
    let history = History::open(&home).unwrap();
    assert_eq!(history.list(&Filter::default()).unwrap().len(), 80);
    assert_eq!(history.warnings(), vec![]);
}

#[test]
fn a_file_that_is_no_database_is_kept_and_replaced() {
    let (_dir, home) = home();
    fs::create_dir_all(home.dir()).unwrap();
    let rubbish = b"this was never a database, but it is long enough to be looked at as one".repeat(20);
    fs::write(home.history_file(), &rubbish).unwrap();
    let history = History::open(&home).unwrap();
    let warnings = history.warnings();
    assert_eq!(warnings[0].code, "history-damaged");
    assert_eq!(fs::read(&kept(&home)[0]).unwrap(), rubbish);
    assert!(warnings[0].message.contains(&kept(&home)[0].display().to_string()));
    history.record(&done("tldr", "after", "")).unwrap();
    assert_eq!(inputs(&history.list(&Filter::default()).unwrap()), ["after"]);
}

#[test]
fn damage_inside_the_file_costs_only_what_it_hit() {
    let (_dir, home) = home();
    let text = "a run with enough words to fill some pages of the file ".repeat(40);
    {
        let history = History::open(&home).unwrap();
        for n in 0..100 {
            history.record(&done("tldr", &format!("{n} {text}"), "")).unwrap();
        }
    }
    let mut bytes = fs::read(home.history_file()).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 64 * 1024].fill(0xa5);
    fs::write(home.history_file(), &bytes).unwrap();

    let history = History::open(&home).unwrap();
    let all = Filter::default();
    // Whichever call meets the damage first mends the file.
    let _ = history.search("enough", &all);
    let _ = history.list(&all);
    let mut sink = Vec::new();
    let _ = history.export(Format::Json, &all, &mut sink);
    history.record(&done("tldr", "after", "")).unwrap();
    assert_eq!(history.warnings()[0].code, "history-damaged");
    assert!(!kept(&home).is_empty());
    let left = history.list(&all).unwrap();
    assert_eq!(left[0].input, "after");
    assert!(left.len() > 20, "{} were saved", left.len());
}

#[test]
fn a_damaged_index_is_built_again() {
    let (_dir, home) = home();
    let history = History::open(&home).unwrap();
    history.record(&done("tldr", "findable", "")).unwrap();
    history.with("test", |connection| connection.execute("DELETE FROM run_text_data WHERE id > 10", [])).unwrap();
    drop(history);
    let history = History::open(&home).unwrap();
    assert_eq!(inputs(&history.search("findable", &Filter::default()).unwrap()), ["findable"]);
    assert_eq!(kept(&home), Vec::<PathBuf>::new());
}

#[test]
fn a_check_finds_damage_that_nothing_has_met_yet() {
    let (_dir, home) = home();
    let history = History::open(&home).unwrap();
    for n in 0..50 {
        history.record(&done("tldr", &format!("{n} {}", "some words ".repeat(200)), "")).unwrap();
    }
    history.check().unwrap();
    assert_eq!(history.warnings(), vec![]);
    drop(history);
    let mut bytes = fs::read(home.history_file()).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 16 * 1024].fill(0xa5);
    fs::write(home.history_file(), &bytes).unwrap();
    let history = History::open(&home).unwrap();
    history.check().unwrap();
    assert_eq!(history.warnings()[0].code, "history-damaged");
    assert!(!kept(&home).is_empty());
    history.check().unwrap();
    assert_eq!(history.warnings(), vec![]);
}

fn fixture() -> (tempfile::TempDir, Home) {
    let (dir, home) = home();
    fs::create_dir_all(home.dir()).unwrap();
    let fixture = Connection::open(home.history_file()).unwrap();
    fixture.execute_batch(include_str!("version_1.sql")).unwrap();
    (dir, home)
}

#[test]
fn a_file_is_backed_up_before_it_is_changed_and_the_backup_goes_with_the_first_removal() {
    let (_dir, home) = fixture();
    let backup = home.dir().join("history.db.backup-version-1");
    let history = History::open(&home).unwrap();
    let old = Connection::open(&backup).unwrap();
    let version: u32 = old.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    let input: String = old.query_row("SELECT input FROM run", [], |row| row.get(0)).unwrap();
    assert_eq!((version, input.as_str()), (1, "i has went."));
    drop(old);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&backup).unwrap().permissions().mode() & 0o777, 0o600);
    }
    drop(history);
    let history = History::open(&home).unwrap();
    assert!(backup.exists(), "opening again changes nothing");
    assert_eq!(history.clear().unwrap().len(), 1);
    assert!(!backup.exists());
}

#[test]
fn a_damaged_file_of_version_1_is_saved_too() {
    let (_dir, home) = fixture();
    let aside = home.dir().join("aside");
    fs::rename(home.history_file(), &aside).unwrap();
    let into = open::in_memory().unwrap();
    assert_eq!(row::copy(&aside, &into), 1);
    assert_eq!(row::get(&into, "01993e1c-7a00-7c3e-9a55-0f6b1c2d3e4f").unwrap().output, "I have gone.");
}

#[test]
fn a_file_of_version_1_is_understood_for_ever() {
    let (_dir, home) = fixture();
    let history = History::open(&home).unwrap();
    let run = history.show("01993e1c").unwrap();
    assert_eq!((run.tool.as_str(), run.outcome, run.pinned), ("proofread", Outcome::Done, true));
    assert_eq!((run.output.as_str(), run.timing.total_ms), ("I have gone.", 1200));
    assert_eq!(run.warnings, [Warning::new("preamble", "A preamble was removed.")]);
    assert_eq!(run.result["correctedInput"], "I have gone.");
    assert_eq!(run.follows, None);
    assert_eq!(inputs(&history.search("went", &Filter::default()).unwrap()), ["i has went."]);
    history.record(&done("tldr", "new", "")).unwrap();
    assert_eq!((history.list(&Filter::default()).unwrap().len(), history.warnings()), (2, vec![]));
}

#[test]
fn a_newer_file_is_left_alone() {
    let (_dir, home) = home();
    drop(History::open(&home).unwrap());
    Connection::open(home.history_file()).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let Err(error) = History::open(&home) else { panic!() };
    assert!(error.message.contains("newer Stet"), "{error}");
    assert_eq!(kept(&home), Vec::<PathBuf>::new());
}

#[test]
fn a_store_that_cannot_be_had_says_so() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("file"), "").unwrap();
    let Err(error) = History::open(&Home::at(dir.path().join("file/stet"))) else { panic!() };
    assert!(error.message.starts_with("Could not create the directory"), "{error}");
    assert!(not_recorded(&error).message.starts_with("This run is not in the history. Could not"));

    let home = Home::at(dir.path());
    fs::create_dir(home.history_file()).unwrap();
    let Err(error) = History::open(&home) else { panic!() };
    assert_eq!(error.message, "Could not open the history: the history file can't be opened.");
    assert!(home.history_file().is_dir());

    let history = History::in_memory().unwrap();
    history.with("test", |connection| connection.pragma_update(None, "query_only", true)).unwrap();
    assert_eq!(history.record(&done("tldr", "", "")).unwrap_err().code, Code::ReadOnly);
}

#[test]
fn a_file_held_by_another_is_waited_for_and_then_named() {
    let (_dir, home) = home();
    let history = History::open(&home).unwrap();
    history.with("test", |connection| connection.busy_timeout(std::time::Duration::from_millis(20))).unwrap();
    let other = Connection::open(home.history_file()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = history.record(&done("tldr", "", "")).unwrap_err();
    assert_eq!(error.message, "Could not record the run: another program is using the history file.");
    other.execute_batch("ROLLBACK").unwrap();
    history.record(&done("tldr", "", "")).unwrap();
}
