use super::*;
use crate::generate::script::{Script, framed};
use crate::task::Task;
use crate::text::Language;
use crate::tool::Tools;
use crate::{Code, Error};
use std::cell::RefCell;
use tokio_util::sync::CancellationToken;

/// A Wednesday afternoon.
pub(super) const NOW: DateTime = DateTime::constant(2026, 11, 25, 14, 5, 0, 0);

pub(super) fn note(app: &str, summary: &str, body: &str) -> Notification {
    Notification {
        id: 0,
        replaces: 0,
        app: app.into(),
        summary: summary.into(),
        body: body.into(),
        importance: Importance::Normal,
        category: String::new(),
        time: NOW,
    }
}

fn kind(app: &str, summary: &str, body: &str) -> Option<Kind> {
    urgent(&note(app, summary, body), &Preferences::default()).map(|reason| reason.kind)
}

#[test]
fn each_reason_has_its_words() {
    for (app, summary, body, kind, words) in [
        ("Slack", "Anna", "Send me the slides by 5 pm. Thanks!", Kind::Deadline, "Send me the slides by 5 pm."),
        ("微信", "李雷", "报告今晚之前提交", Kind::Deadline, "报告今晚之前提交"),
        ("Signal", "Maya", "hi! Where are the keys?", Kind::Question, "Where are the keys?"),
        ("My Bank", "Card payment declined", "At Books & Co", Kind::Payment, "Card payment declined"),
        ("Phone", "Incoming call", "Mum", Kind::Call, "Incoming call"),
        ("GitHub", "CI failed on main", "build, 3 tests", Kind::Build, "CI failed on main"),
        ("Slack", "#ops", "Tom: production is down", Kind::Incident, "Tom: production is down"),
        ("Google", "New sign-in from Windows", "Was it you?", Kind::SignIn, "New sign-in from Windows"),
    ] {
        let reason = urgent(&note(app, summary, body), &Preferences::default()).expect(body);
        assert_eq!((reason.kind, reason.words.as_str()), (kind, words));
    }
}

#[test]
fn a_code_is_urgent_and_never_in_its_reason() {
    let mut code = note("Messages", "Example", "Your verification code is 482913");
    seal(&mut code);
    let reason = urgent(&code, &Preferences::default()).unwrap();
    assert_eq!(reason.to_string(), "Security code: “Your verification code is [code]”");
    assert_eq!(reason.said(Language::CHINESE), "安全验证码：“Your verification code is [code]”");
}

#[test]
fn advertising_is_not_urgent_however_it_shouts() {
    assert_eq!(kind("Shop", "LAST CHANCE", "Sale ends tonight! 50% off everything"), None);
    assert_eq!(kind("Thunderbird", "URGENT: you have won", "Claim your prize immediately"), None);
    assert_eq!(kind("淘宝", "最后一天", "限时优惠，立即抢购"), None);
    assert_eq!(kind("Thunderbird", "Weekly newsletter", "Are you ready for winter?"), None);
}

#[test]
fn the_users_people_and_a_critical_hint_count() {
    let preferences = Preferences { people: vec!["Mum".into(), "王芳".into()], names: vec![] };
    let kind = |note: &Notification| urgent(note, &preferences).map(|reason| reason.kind);
    assert_eq!(kind(&note("Signal", "Mum (2 new messages)", "Photo")), Some(Kind::Person));
    assert_eq!(kind(&note("微信", "家庭群", "王芳：好的")), Some(Kind::Person));
    assert_eq!(kind(&note("Signal", "Mumford", "Photo")), None);
    let battery = Notification { importance: Importance::Critical, ..note("Power", "Battery at 4%", "") };
    assert_eq!(kind(&battery), Some(Kind::Critical));
}

#[test]
fn conversations_are_brought_together() {
    let notes = [
        note("Signal", "Anna", "one"),
        note("Signal", "Anna (3 new messages)", "two"),
        note("Thunderbird", "Offsite", "first"),
        note("Thunderbird", "Re: Fwd: Offsite", "second"),
        note("微信", "李雷（2条新消息）", "三"),
        note("微信", "李雷", "四"),
        note("GitHub", "api: build passed", "on dev"),
        note("GitHub", "web: build passed", "on dev"),
    ];
    let digest = digest(&notes, &Preferences::default());
    let titles: Vec<_> = digest.groups.iter().map(|group| (group.title.as_str(), group.messages.len())).collect();
    assert_eq!(titles, [("Anna", 2), ("Offsite", 2), ("李雷", 2), ("GitHub", 2)]);
    assert_eq!(digest.groups[0].line.text, "Anna: two (+1)");
    assert_eq!(digest.headline(Language::ENGLISH), "Nothing urgent. 8 notifications in 4 groups.");
    assert_eq!(digest.headline(Language::CHINESE), "没有紧急通知。共 8 条通知，4 组。");
    assert_eq!(super::digest(&[], &Preferences::default()).headline(Language::ENGLISH), "No notifications.");
}

#[test]
fn urgent_groups_come_first_and_show_what_is_urgent() {
    let later = Notification { time: NOW.saturating_add(jiff::Span::new().minutes(9)), ..note("Signal", "Bo", "ok") };
    let notes = [note("Slack", "Anna", "Can you call me?"), note("Slack", "Anna", "haha"), later];
    let digest = digest(&notes, &Preferences::default());
    assert_eq!(digest.groups[0].line.text, "Anna: Can you call me? (+1)");
    assert_eq!(digest.groups[0].urgent[0].message, 0);
    assert_eq!(digest.headline(Language::ENGLISH), "1 urgent. 3 notifications in 2 groups.");
}

#[test]
fn a_replaced_notification_is_gone() {
    let notes = [
        Notification { id: 4, ..note("Files", "Copying", "10%") },
        Notification { id: 4, replaces: 4, ..note("Files", "Copying", "90%") },
        Notification { id: 4, replaces: 4, ..note("Files", "Copying", "Done") },
    ];
    let digest = digest(&notes, &Preferences::default());
    assert_eq!((digest.count, digest.groups[0].line.text.as_str()), (1, "Copying: Done"));
}

async fn with_model(notes: &[Notification], script: &Script) -> (Digest, Vec<crate::run::Warning>) {
    let tools = Tools::builtin();
    let task = Task::plain(tools.hidden("digest").unwrap());
    let digester = Digester { task: &task, generator: script };
    let mut digest = digest(notes, &Preferences::default());
    let told = RefCell::new(Vec::new());
    let tell = |place: usize, line: Line| told.borrow_mut().push((place, line));
    let warnings = digester.run(&mut digest, tell, &CancellationToken::new()).await.unwrap();
    // Every line that stands was told, and no other.
    let written = digest.groups.iter().enumerate().filter(|(_, group)| group.line.written);
    assert_eq!(told.take(), written.map(|(place, group)| (place, group.line.clone())).collect::<Vec<_>>());
    (digest, warnings)
}

#[tokio::test]
async fn a_model_writes_the_line_when_it_rests_on_messages() {
    let notes = [
        note("Slack", "Anna", "I moved the meeting to 3 pm"),
        note("Slack", "Anna", "and bring the signed lease please"),
        note("Signal", "Bo", "ok"),
    ];
    let script = Script::of(&["Anna moved the meeting to 3 pm; Anna asks you to bring the signed lease"]);
    let (digest, warnings) = with_model(&notes, &script).await;
    assert!(warnings.is_empty());
    let line = &digest.groups.iter().find(|group| group.title == "Anna").unwrap().line;
    assert_eq!((line.written, &line.messages[..]), (true, &[0, 1][..]));
    // A single short message needs no model.
    assert_eq!(script.jobs().len(), 1);
    assert!(framed(&script.jobs()[0]).starts_with("Anna: I moved the meeting to 3 pm\n"));
}

#[tokio::test]
async fn a_line_that_joins_or_invents_is_not_shown() {
    let notes = [note("Slack", "Anna", "I moved the meeting to 8 pm"), note("Slack", "Anna", "The lease is signed")];
    for said in ["Anna signed the lease at the meeting", "Anna moved the meeting to 4 pm", "Sure! Here is a summary:"] {
        let script = Script::new(move |_| said.into());
        let (digest, _) = with_model(&notes, &script).await;
        // The one that matters, not the last one.
        assert_eq!(digest.groups[0].line.text, "Anna: I moved the meeting to 8 pm (+1)", "{said}");
    }
}

#[tokio::test]
async fn a_model_that_fails_costs_only_its_lines() {
    let notes = [note("Slack", "Anna", "one"), note("Slack", "Anna", "two")];
    let script = Script::with(|_| Err(Error::new(Code::Engine, "The model stopped.")));
    let (digest, warnings) = with_model(&notes, &script).await;
    assert_eq!(digest.groups[0].line.text, "Anna: two (+1)");
    assert_eq!(warnings[0].code, "digest-extractive");
}

#[test]
fn the_tool_is_in_no_list() {
    let tools = Tools::builtin();
    assert!(tools.get("digest").is_err());
    assert!(tools.list().iter().all(|tool| tool.id != "digest"));
}

#[test]
fn reduced_interruptions_hold_back_and_count() {
    let mut mode = Mode::default();
    let preferences = Preferences::default();
    let (plain, pressing) = (note("Signal", "Bo", "haha"), note("Signal", "Bo", "Are you there?"));
    assert_eq!(mode.meet(&plain, &preferences), Shown::Plain);
    assert_eq!(mode.end(), None);
    mode.reduce(NOW);
    mode.reduce(NOW.saturating_add(jiff::Span::new().hours(1)));
    assert_eq!(mode.meet(&plain, &preferences), Shown::Held);
    assert!(matches!(mode.meet(&pressing, &preferences), Shown::Urgent(_)));
    assert_eq!(mode.end(), Some(Held { since: NOW, shown: 1, held: 1 }));
    assert_eq!(mode, Mode::Everything);
}

#[test]
fn a_flood_is_digested_quickly() {
    let flood: Vec<_> = (0..5_000)
        .map(|n| {
            note(
                "Slack",
                &format!("Room {}", n % 40),
                &format!("Tom: message {n}, see you at {}:30 about the plan", n % 12),
            )
        })
        .collect();
    let started = std::time::Instant::now();
    let digest = digest(&flood, &Preferences::default());
    println!("a digest of 5,000 in {} ms", started.elapsed().as_millis());
    assert_eq!((digest.count, digest.groups.len()), (5_000, 40));
    assert!(started.elapsed().as_secs() < 20);
}
