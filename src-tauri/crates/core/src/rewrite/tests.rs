//! Rewriting over a scripted model.

use super::*;
use crate::generate::script::{Script, framed};
use crate::run::unwatched;
use crate::tool::Tools;
use std::sync::{Arc, LazyLock, Mutex};

static TOOLS: LazyLock<Tools> = LazyLock::new(Tools::builtin);

async fn run(tool: &str, script: &Script, text: &str) -> Result<Rewrite> {
    several(tool, script, text, 1).await
}

async fn several(tool: &str, script: &Script, text: &str, count: usize) -> Result<Rewrite> {
    let tool = TOOLS.get(tool).unwrap();
    let instruction = tool.wants_instruction().then_some("make it sound like a pirate");
    let task = Task::new(tool, None, None, instruction).unwrap();
    let rewriter = Rewriter { task: &task, generator: script, mode: Mode::Full };
    rewriter.run(text, count, &CancellationToken::new(), &unwatched()).await
}

const RUDE: &str = "Your stupid report is late again. Send it to bob@example.com by 5 pm, Kevin.";
const KIND: &str = "Kevin, could you please send the report to bob@example.com by 5 pm? Thank you!";

#[tokio::test]
async fn paragraphs_lists_and_signatures_stay_where_they_are() {
    let text = "Dear all,\r\n\r\nthe meeting of today is cancelled because of rain.\r\n\r\n- bring the forms on Friday morning\r\n\r\nBob\r\n";
    let script = Script::new(|job| format!("{}, friends", framed(job).trim_end_matches('.')));
    let result = run("friendly", &script, text).await.unwrap();
    assert_eq!(
        result.alternatives,
        [
            "Dear all,\r\n\r\nthe meeting of today is cancelled because of rain, friends\r\n\r\n- bring the forms on Friday morning, friends\r\n\r\nBob\r\n"
        ]
    );
}

#[tokio::test]
async fn a_friendly_rewrite_has_no_insult_left() {
    let script = Script::of(&["Please send your stupid report to bob@example.com by 5 pm, Kevin.", KIND]);
    let result = run("friendly", &script, RUDE).await.unwrap();
    assert_eq!(result.alternatives, [KIND]);
    assert_eq!(script.jobs().len(), 2);
    // In a pirate's mouth the insult is the user's own.
    let pirate = Script::of(&["Arr, yer stupid report be late! Send it to bob@example.com by 5 pm, Kevin."]);
    assert!(run("instruction", &pirate, RUDE).await.is_ok());
}

#[tokio::test]
async fn examples_are_shown_in_the_language_of_the_text_and_framed_like_it() {
    let script = Script::of(&[KIND]);
    run("friendly", &script, RUDE).await.unwrap();
    let examples = script.jobs()[0].examples.clone();
    assert!(examples.len() >= 3 && examples.iter().all(|e| e.text.starts_with("<text>\n") && e.text.is_ascii()));
    let chinese = Script::of(&["您好，麻烦您把报告在周五以前发给我，谢谢。"]);
    run("friendly", &chinese, "你的报告又晚了，赶快在周五以前发给我。").await.unwrap();
    assert!(chinese.jobs()[0].examples.iter().all(|e| !e.text.is_ascii()));
    let german = Script::of(&["Könntest du mir den Bericht bitte bis Freitag schicken? Vielen Dank!"]);
    run("friendly", &german, "Schick mir endlich den Bericht, du hast ihn schon letzte Woche versprochen.")
        .await
        .unwrap();
    assert!(german.jobs()[0].examples.is_empty());
}

#[tokio::test]
async fn an_unusable_rewrite_is_refused_with_the_reason() {
    const RUDE: &str = "Send your stupid report, which is late again, to bob@example.com by 5 pm, Kevin.";
    for (code, answer) in [
        ("refus", "I'm sorry, but I can't assist with that request."),
        ("lost", "Kevin, could you please send the report by mail before five? Thank you!"),
        (
            "should be in English",
            "Kevin, könntest du den Bericht bitte bis 5 Uhr an bob@example.com schicken? Vielen Dank!",
        ),
        ("rude", RUDE),
        ("nothing", " "),
    ] {
        let answers: &'static [&'static str] = Box::leak(Box::new([answer]));
        let script = Script::of(answers);
        let error = run("friendly", &script, RUDE).await.unwrap_err();
        assert_eq!(error.code, Code::Refused, "{answer}");
        assert!(error.message.contains(code) && error.hint.is_some(), "{}", error.message);
        assert_eq!(script.jobs().len() as u64, TRIES);
    }
}

#[tokio::test]
async fn one_bad_paragraph_stays_as_it_was_with_a_warning() {
    let text = "The meeting is on Monday at noon.\n\nWrite a poem about the sea for me please.\n\nBring the forms with you then.";
    let script = Script::new(|job| match framed(job) {
        poem if poem.contains("poem") => "I'm sorry, but I can't assist with that.".into(),
        other => format!("Hello! {other}"),
    });
    let result = run("friendly", &script, text).await.unwrap();
    assert_eq!(
        result.alternatives,
        [
            "Hello! The meeting is on Monday at noon.\n\nWrite a poem about the sea for me please.\n\nHello! Bring the forms with you then."
        ]
    );
    assert_eq!(result.warnings.len(), 1);
    assert!(result.warnings[0].message.contains("left as written"));
}

#[tokio::test]
async fn a_paragraph_that_loses_something_is_rewritten_sentence_by_sentence() {
    let text = "The meeting of 2026 is on Monday at noon. Please bring the 14 forms with you. Do so soon.\n";
    let heard = Arc::new(Mutex::new(String::new()));
    let hear = heard.clone();
    let watch: Watch = Arc::new(move |event| match event {
        Event::Text { text, .. } => hear.lock().unwrap().push_str(&text),
        Event::Reset { .. } => hear.lock().unwrap().clear(),
        _ => {}
    });
    let script = Script::new(|job| match framed(job) {
        whole if whole.contains("Monday") && whole.contains("forms") => "The meeting is on Monday.".into(),
        meeting if meeting.contains("Monday") => "The 2026 meeting is on Monday at noon.".into(),
        _ => "Bring the forms, please.".into(),
    });
    let task = Task::plain(TOOLS.get("concise").unwrap());
    let rewriter = Rewriter { task: &task, generator: &script, mode: Mode::Full };
    let result = rewriter.run(text, 1, &CancellationToken::new(), &watch).await.unwrap();
    // The short sentence has nothing to rewrite, and the one with the forms loses their number both times.
    let expected = "The 2026 meeting is on Monday at noon. Please bring the 14 forms with you. Do so soon.\n";
    assert_eq!(result.alternatives, [expected]);
    assert_eq!(*heard.lock().unwrap(), expected);
    assert_eq!(result.warnings.len(), 1);
    assert!(result.warnings[0].message.starts_with("One sentence was left as written."));
}

#[tokio::test]
async fn a_paragraph_of_which_nothing_was_rewritten_is_refused() {
    let script = Script::of(&["I'm sorry, but I can't assist with that."]);
    let error = run("concise", &script, "Do so soon. The meeting of 2026 is on Monday at noon.").await;
    assert_eq!(error.unwrap_err().code, Code::Refused);
}

#[tokio::test]
async fn an_insult_is_not_left_in_a_sentence_either() {
    let script = Script::new(|job| match framed(job) {
        both if both.contains("late") && both.contains("forms") => "You are stupid.".into(),
        rude if rude.contains("stupid") => "Your stupid report is late again.".into(),
        _ => "Please bring the forms on Friday.".into(),
    });
    let error = run("friendly", &script, "Your stupid report is late again. Bring the forms on Friday.").await;
    assert_eq!(error.unwrap_err().code, Code::Refused);
}

#[tokio::test]
async fn what_was_streamed_adds_up_to_the_result() {
    let heard = Arc::new(Mutex::new(String::new()));
    let hear = heard.clone();
    let watch: Watch = Arc::new(move |event| match event {
        Event::Text { text, .. } => hear.lock().unwrap().push_str(&text),
        Event::Reset { .. } => hear.lock().unwrap().clear(),
        _ => {}
    });
    let text = "The first part is here for you.\n\nThe second part is here for you.\n";
    let script = Script::of(&[
        "I'm sorry, I can't assist with that.",
        "Here is the rewritten text: The first part is here, friend.",
        "The second part is here, friend.",
    ]);
    let task = Task::plain(TOOLS.get("friendly").unwrap());
    let rewriter = Rewriter { task: &task, generator: &script, mode: Mode::Full };
    let result = rewriter.run(text, 1, &CancellationToken::new(), &watch).await.unwrap();
    assert_eq!(result.alternatives, ["The first part is here, friend.\n\nThe second part is here, friend.\n"]);
    assert_eq!(*heard.lock().unwrap(), result.alternatives[0]);
}

#[tokio::test]
async fn what_is_measured_is_the_first_answer() {
    const ANSWER: &str = "I'm sorry, I can't assist with that.";
    let script = Script::of(&[ANSWER]);
    let task = Task::plain(TOOLS.get("friendly").unwrap());
    let rewriter = Rewriter { task: &task, generator: &script, mode: Mode::Bare };
    let result = rewriter.run(RUDE, 1, &CancellationToken::new(), &unwatched()).await.unwrap();
    assert_eq!(result.alternatives, [ANSWER]);
}

#[tokio::test]
async fn what_was_rude_is_avoided_the_next_time() {
    let script = Script::of(&["Kevin, please clean up your mess by 5 pm.", KIND]);
    assert_eq!(run("friendly", &script, RUDE).await.unwrap().alternatives, [KIND]);
    assert_eq!(
        script.jobs().iter().map(|job| job.avoid.clone()).collect::<Vec<_>>(),
        [vec![], vec!["mess".to_owned()]]
    );
}

#[tokio::test]
async fn equal_alternatives_are_given_once() {
    let script = Script::of(&[KIND, KIND, "Dear Kevin, please send the report to bob@example.com by 5 pm. Thanks!"]);
    assert_eq!(several("friendly", &script, RUDE, 3).await.unwrap().alternatives.len(), 2);
    let seeds: Vec<_> = script.jobs().iter().map(|job| job.sampling.seed).collect();
    assert!(seeds[0] != seeds[1] && seeds[1] != seeds[2]);
}

#[tokio::test]
async fn nothing_to_rewrite_is_said() {
    let script = Script::of(&["text"]);
    assert_eq!(run("concise", &script, " \n").await.unwrap_err().code, Code::TextEmpty);
    assert_eq!(run("concise", &script, "```\nlet x = 1;\n```\n").await.unwrap_err().code, Code::TextUnsuitable);
    assert!(script.jobs().is_empty());
}

#[tokio::test]
async fn an_instruction_that_changed_nothing_is_said() {
    let result = run("instruction", &Script::of(&[KIND]), KIND).await.unwrap();
    assert_eq!(result.alternatives, [KIND]);
    assert!(result.warnings.iter().any(|warning| warning.code == "unchanged"), "{:?}", result.warnings);
    // Where a tone changes nothing, nothing had to be changed.
    assert!(run("friendly", &Script::of(&[KIND]), KIND).await.unwrap().warnings.is_empty());
}
