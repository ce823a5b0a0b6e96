use super::*;
use std::fs;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn local(second: i64) -> Entry {
    Entry { time: at(second), ..Entry::local("proofread", Some("tiny"), 700, "texts stay here") }
}

fn sent(second: i64, bytes: u32) -> Entry {
    Entry {
        application: Some("Mail".into()),
        server: Some("lab".into()),
        url: Some("https://lab.example/v1/chat/completions".into()),
        model: Some("large".into()),
        bytes,
        redacted: vec![Redacted { kind: "email".into(), count: 2 }],
        consent: Some(Consent::Once),
        sha256: Some("ab".repeat(32)),
        payload: Some("{\n  \"model\": \"large\"\n}".into()),
        ..local(second)
    }
}

fn home() -> (tempfile::TempDir, Home) {
    let dir = tempfile::tempdir().unwrap();
    let home = Home::at(dir.path().join("stet"));
    (dir, home)
}

#[test]
fn entries_come_back_as_they_were_with_what_became_of_them() {
    let (_dir, home) = home();
    let report = Report::open(&home).unwrap();
    let (one, two) = (local(1_000), sent(2_000, 40));
    report.record(&one).unwrap();
    report.record(&two).unwrap();
    report.settle(&two.id, Fate::TurnedAway, "429").unwrap();
    report.settle(&two.id, Fate::Answered, "").unwrap();
    report.settle("nobody", Fate::Answered, "").unwrap();
    drop(report);
    let report = Report::open(&home).unwrap();
    let listed = report.list(&Filter::default()).unwrap();
    assert_eq!(listed[0].fates.iter().map(|ended| ended.fate).collect::<Vec<_>>(), [Fate::TurnedAway, Fate::Answered]);
    assert_eq!(Entry { fates: vec![], ..listed[0].clone() }, two);
    assert_eq!(listed[1], one);
    let ids = |filter: Filter| report.list(&filter).unwrap().into_iter().map(|entry| entry.id).collect::<Vec<_>>();
    assert_eq!(ids(Filter { sent: true, ..Filter::default() }), [two.id.as_str()]);
    assert_eq!(ids(Filter { limit: Some(1), ..Filter::default() }), [two.id.as_str()]);
    assert_eq!(ids(Filter { since: Some(at(1_500)), ..Filter::default() }), [two.id.as_str()]);
}

#[test]
fn nothing_has_left_until_something_has() {
    let report = Report::in_memory().unwrap();
    report.record(&local(1_000)).unwrap();
    let left = report.left().unwrap();
    assert_eq!((left.requests, left.complete), (0, true));
    assert!(left.words().starts_with("Nothing has left this machine since 2"), "{}", left.words());

    // Without a connection nothing left; turned away and then without one it had.
    let unreached = sent(2_000, 10);
    report.record(&unreached).unwrap();
    report.settle(&unreached.id, Fate::Unreached, "refused").unwrap();
    assert_eq!(report.left().unwrap().requests, 0);
    report.settle(&unreached.id, Fate::TurnedAway, "503").unwrap();
    assert_eq!(report.left().unwrap().requests, 1);

    // What is not known to have stayed counts as having left.
    report.record(&sent(3_000, 2_000)).unwrap();
    let left = report.left().unwrap();
    assert_eq!((left.requests, left.kilobytes), (2, 2));
    assert!(left.words().starts_with("2 requests have left"), "{}", left.words());
}

#[test]
fn old_entries_go_and_are_counted() {
    let (_dir, home) = home();
    let report = Report::open(&home).unwrap();
    let now = at(1_000_000);
    let minutes_ago = |minutes: i64| 1_000_000 - 60 * minutes;
    for (keep, minutes) in [(Keep::Minutes15, 15), (Keep::Hour, 60), (Keep::Day, 24 * 60), (Keep::Days7, 7 * 24 * 60)] {
        let (old, young) = (sent(minutes_ago(minutes) - 1, 100), sent(minutes_ago(minutes), 100));
        report.record(&old).unwrap();
        report.record(&young).unwrap();
        report.settle(&old.id, Fate::Answered, "").unwrap();
        let _ = keep;
    }
    assert_eq!(report.prune(Keep::Forever, now).unwrap(), 0);
    assert_eq!(report.prune(Keep::Days7, now).unwrap(), 1);
    assert_eq!(report.prune(Keep::Day, now).unwrap(), 2);
    assert_eq!(report.prune(Keep::Hour, now).unwrap(), 2);
    assert_eq!(report.prune(Keep::Minutes15, now).unwrap(), 2);
    assert_eq!(report.list(&Filter::default()).unwrap().len(), 1);
    let left = report.left().unwrap();
    assert_eq!((left.requests, left.kilobytes, left.complete), (8, 1, true));
    drop(report);
    let bytes: Vec<u8> = fs::read_dir(home.dir()).unwrap().flat_map(|f| fs::read(f.unwrap().path()).unwrap()).collect();
    let text = String::from_utf8_lossy(&bytes);
    assert_eq!(text.matches("\"model\": \"large\"").count(), 1, "what was forgotten is overwritten");
}

#[test]
fn it_is_only_added_to() {
    let (_dir, home) = home();
    let report = Report::open(&home).unwrap();
    let entry = sent(2_000, 10);
    report.record(&entry).unwrap();
    report.settle(&entry.id, Fate::Answered, "").unwrap();
    assert!(report.record(&entry).is_err(), "one id, one entry");
    let other = rusqlite::Connection::open(home.report_file()).unwrap();
    for sql in [
        "UPDATE request SET payload = NULL",
        "UPDATE request SET server = NULL",
        "UPDATE fate SET fate = 'unreached'",
        "DELETE FROM request",
        "DELETE FROM fate",
        "UPDATE kept SET began = 0",
        "UPDATE kept SET sent = sent - 1",
        "UPDATE kept SET before = before - 1",
        "DELETE FROM kept",
        "INSERT INTO kept VALUES (0, 0, 0, 0, 0)",
    ] {
        let error = other.execute(sql, []).unwrap_err();
        assert!(error.to_string().contains("only added to"), "{sql}: {error}");
    }
    // Whoever takes the fence down leaves a gap.
    other.execute_batch("DROP TRIGGER request_kept; DELETE FROM request;").unwrap();
    let left = report.left().unwrap();
    assert!(!left.complete && left.words().contains("missing"), "{left:?}");
}

#[test]
fn the_export_is_json_for_others() {
    let report = Report::in_memory().unwrap();
    report.record(&local(1_000)).unwrap();
    report.record(&sent(2_000, 10)).unwrap();
    let mut out = Vec::new();
    assert_eq!(report.export(&Filter::default(), &mut out).unwrap(), 2);
    let json: serde_json::Value = serde_json::from_slice(&out).unwrap();
    assert_eq!(json["left"]["requests"], 1);
    assert!(json["statement"].as_str().unwrap().contains("has left this machine"));
    let first = &json["requests"][0];
    assert_eq!(
        (&first["server"], &first["consent"], &first["redacted"][0]["count"]),
        (&"lab".into(), &"once".into(), &2.into())
    );
    assert_eq!(json["requests"][1]["server"], serde_json::Value::Null);
}

#[test]
fn a_damaged_file_is_kept_and_the_new_one_claims_nothing_about_before() {
    let (_dir, home) = home();
    fs::create_dir_all(home.dir()).unwrap();
    fs::write(home.report_file(), "no database at all, but long enough to be read as one".repeat(99)).unwrap();
    let before = Timestamp::now();
    let report = Report::open(&home).unwrap();
    assert_eq!(report.warnings()[0].code, "report-damaged");
    assert!(report.left().unwrap().since.as_millisecond() >= before.as_millisecond());
    report.record(&local(1)).unwrap();
    assert_eq!(report.list(&Filter::default()).unwrap().len(), 1);
}
