//! Summaries over a scripted model.

use super::*;
use crate::document::Mark;
use crate::generate::Finish;
use crate::generate::script::{Script, framed};
use crate::run::unwatched;
use crate::tool::Tools;
use std::sync::{Arc, LazyLock, Mutex};

static TOOLS: LazyLock<Tools> = LazyLock::new(Tools::builtin);

async fn run(shape: Shape, script: &Script, text: &str) -> Result<Summary> {
    let (task, part) = (TOOLS.get(shape.word()).unwrap(), TOOLS.get("key-points").unwrap());
    let (task, part) = (Task::plain(task), Task::plain(part));
    let summarizer =
        Summarizer { task: &task, part: &part, shape, generator: script, document: None, me: &[], mode: Mode::Full };
    summarizer.run(text, &CancellationToken::new(), &unwatched()).await
}

const TEXT: &str = "The library opens again on Monday, 3 November. Leila Haddad designed the new reading corner. \
The work cost 64,000 pounds, most of which came from the county. Two drivers are retiring at Christmas.";

#[tokio::test]
async fn points_show_the_sentences_they_rest_on() {
    // The first words are put into the model's mouth.
    let script = Script::of(&["The library reopens on 3 November.\n- The work cost 64,000 pounds."]);
    let summary = run(Shape::KeyPoints, &script, TEXT).await.unwrap();
    assert_eq!(summary.text, "- The library reopens on 3 November.\n- The work cost 64,000 pounds.");
    let source = |n: usize| &TEXT[summary.points[n].sources[0].clone()];
    assert!(source(0).starts_with("The library opens") && source(1).starts_with("The work cost"));
    assert!(summary.points.iter().all(|point| point.checked) && summary.warnings.is_empty());
}

#[tokio::test]
async fn what_is_measured_is_the_first_answer() {
    let script = Script::of(&["Sure! The work cost 75,000 pounds."]);
    let tldr = Task::plain(TOOLS.get("tldr").unwrap());
    let summarizer = Summarizer {
        task: &tldr,
        part: &tldr,
        shape: Shape::Tldr,
        generator: &script,
        document: None,
        me: &[],
        mode: Mode::Bare,
    };
    let summary = summarizer.run(TEXT, &CancellationToken::new(), &unwatched()).await.unwrap();
    assert_eq!(summary.text, "Sure! The work cost 75,000 pounds.");
}

#[tokio::test]
async fn what_the_text_does_not_say_is_asked_for_again() {
    let script =
        Script::of(&["The work cost 75,000 pounds.", "Graham Pike designed it.", "The work cost 64,000 pounds."]);
    let summary = run(Shape::KeyPoints, &script, TEXT).await.unwrap();
    assert_eq!(summary.text, "- The work cost 64,000 pounds.");
    assert_eq!(script.jobs().len(), 3);
}

#[tokio::test]
async fn an_unusable_summary_is_refused_with_the_reason() {
    for (shape, answer, word) in [
        (Shape::KeyPoints, "The work cost 75,000 pounds.", "75,000"),
        (Shape::Tldr, "I'm sorry, but I can't assist with that.", "refused"),
        (
            Shape::Tldr,
            "Die Bibliothek öffnet am Montag wieder, und zwei Fahrer gehen in den Ruhestand.",
            "should be in English",
        ),
        (Shape::Tldr, "How can I help you today with the library?", "talked about"),
        (Shape::Table, "The library reopens and two drivers are retiring.", "table"),
        (Shape::Headline, "  ", "nothing"),
    ] {
        let answers: &'static [&'static str] = Box::leak(Box::new([answer]));
        let error = run(shape, &Script::of(answers), TEXT).await.unwrap_err();
        assert_eq!(error.code, Code::Refused, "{answer}");
        assert!(error.message.contains(word), "{answer}: {}", error.message);
    }
}

#[tokio::test]
async fn a_table_that_was_cut_off_keeps_its_whole_rows() {
    let script = Script::with(|_| {
        let rows = " Topic | Details |\n| --- | --- |\n\
            | Reading corner | designed by Leila Haddad |\n| Work | cost 64,000 pounds |\n| Drivers | two are ret";
        Ok((rows.to_owned(), Finish { length: true, ..Finish::default() }))
    });
    let summary = run(Shape::Table, &script, TEXT).await.unwrap();
    assert!(summary.text.ends_with("| Work | cost 64,000 pounds |"), "{}", summary.text);
    assert_eq!(summary.warnings[0].code, "cut");
}

#[tokio::test]
async fn action_items_name_owner_and_date() {
    let text = "Hannah: Rafael, please fix the crash by Friday.\nRafael: Will do.";
    let script = Script::of(&["[ ] Fix the crash (Rafael; Friday)"]);
    let summary = run(Shape::ActionItems, &script, text).await.unwrap();
    let point = &summary.points[0];
    assert_eq!(
        (point.text.as_str(), point.owner.as_deref(), point.due.as_deref()),
        ("Fix the crash", Some("Rafael"), Some("Friday"))
    );
}

#[tokio::test]
async fn a_long_text_is_read_in_parts_and_the_whole_is_what_a_point_is_held_against() {
    let part =
        |n: usize| format!("Item {n} of the report says that region {n} sold {} boats last year. ", 1000 + n).repeat(8);
    let text = (1..=60).map(part).collect::<Vec<_>>().join("\n\n");
    let script = Script::new(|job| {
        let source = framed(job);
        let number = source.split("region ").nth(1).and_then(|rest| rest.split(' ').next()).unwrap_or("1");
        format!("Region {number} sold boats.")
    });
    let summary = run(Shape::Tldr, &script, &text).await.unwrap();
    let jobs = script.jobs();
    assert!(jobs.len() > 3, "{} jobs", jobs.len());
    assert!(jobs.iter().all(|job| job.user.len() < 20_000));
    let last = framed(jobs.last().unwrap());
    assert!(last.lines().all(|line| line.starts_with("- Region")), "{last}");
    assert!(!summary.points[0].sources.is_empty());
    assert!(summary.points[0].sources.iter().all(|range| text[range.clone()].contains("region")));
}

#[tokio::test]
async fn a_part_that_is_refused_does_not_cost_the_whole_its_summary() {
    let text = (1..=40)
        .map(|n| format!("Region {n} sold many boats in the year. ").repeat(12))
        .collect::<Vec<_>>()
        .join("\n\n");
    let script = Script::new(|job| match framed(job) {
        part if part.contains("Region 1 sold many") => "I'm sorry, but I can't assist with that.".into(),
        _ => "Regions sold many boats in the year.".into(),
    });
    assert!(run(Shape::Tldr, &script, &text).await.is_ok());
}

#[tokio::test]
async fn nothing_to_summarize_is_said() {
    let error = run(Shape::Tldr, &Script::of(&["text"]), "\n \n").await.unwrap_err();
    assert_eq!(error.code, Code::TextEmpty);
}

#[tokio::test]
async fn a_long_document_comes_with_an_outline_whose_points_know_their_places() {
    let chapter =
        |n: usize| format!("Region {n} sold {} boats last year, more than ever before. ", 1000 + n).repeat(60);
    let mut document = Document::plain("");
    for n in 1..=9 {
        let place = Place { section: Some(format!("Region {n}")), page: Some(n as u32), ..Place::default() };
        document.marks.push(Mark { at: document.text.len(), place });
        document.text.push_str(&chapter(n));
        document.text.push_str("\n\n");
    }
    let script = Script::new(|job| {
        let source = framed(job);
        let number = source.split("egion ").nth(1).and_then(|rest| rest.split(' ').next()).unwrap_or("1");
        format!("Region {number} sold boats.")
    });
    let (tldr, part) = (Task::plain(TOOLS.get("tldr").unwrap()), Task::plain(TOOLS.get("key-points").unwrap()));
    let told = Arc::new(Mutex::new(Vec::new()));
    let watch: Watch = {
        let told = told.clone();
        Arc::new(move |event| {
            if let Event::Section(section) = event {
                told.lock().unwrap().push(section);
            }
        })
    };
    let (generator, document) = (&script, Some(&document));
    let summarizer =
        Summarizer { task: &tldr, part: &part, shape: Shape::Tldr, generator, document, me: &[], mode: Mode::Full };
    let text = &document.unwrap().text;
    let summary = summarizer.run(text, &CancellationToken::new(), &watch).await.unwrap();
    assert!(summary.outline.len() > 2, "{} sections", summary.outline.len());
    assert_eq!(*told.lock().unwrap(), summary.outline);
    for section in &summary.outline {
        assert_eq!(section.place.as_ref(), document.unwrap().place(section.range.start));
        let point = &section.points[0];
        assert!(section.range.contains(&point.sources[0].start));
        assert_eq!(point.place.as_ref().unwrap().section, point.text.strip_suffix(" sold boats.").map(str::to_owned));
    }
    assert!(summary.points[0].place.is_some());
}

#[tokio::test]
async fn minutes_have_their_parts_under_headings() {
    let text = "Hannah: The crash comes first. Rafael, please fix it by Friday.\nRafael: Will do.\n\
        Hannah: We agreed to ship on the 14th.\nRafael: And who tells the customers about the downtime?";
    let script = Script::of(&["Rafael fixes the crash by Friday."]);
    let summary = run(Shape::Minutes, &script, text).await.unwrap();
    let of = |heading: Heading| summary.points.iter().filter(move |point| point.heading == Some(heading));
    assert_eq!(of(Heading::Summary).next().unwrap().text, "Rafael fixes the crash by Friday.");
    assert_eq!(of(Heading::Decisions).next().unwrap().text, "We agreed to ship on the 14th.");
    let action = of(Heading::ActionItems).next().unwrap();
    assert_eq!((action.owner.as_deref(), action.due.as_deref()), (Some("Rafael"), Some("Friday")));
    assert!(of(Heading::OpenQuestions).next().unwrap().text.ends_with("the downtime?"));
    assert!(of(Heading::BySpeaker).any(|point| point.owner.as_deref() == Some("Hannah")));
    assert!(summary.text.starts_with("## Summary\n\nRafael fixes the crash by Friday.\n\n## Decisions\n\n- We agreed"));
    assert!(summary.points.is_sorted_by_key(|point| point.heading));
}

#[tokio::test]
async fn what_mails_quote_is_not_summed_up() {
    let text = "From: Ann\nTo: Ben\nDate: 2 May 2026 10:00\n\nThe boiler is broken.\n\nFrom: Ben\nTo: Ann\n\
        Date: 2 May 2026 11:00\n\nI'll call the plumber today.\n\n> The boiler is broken.\n> Please help.\n";
    let script = Script::of(&["Ben calls the plumber. The boiler is broken. Ann wrote about the boiler."]);
    let summary = run(Shape::Minutes, &script, text).await.unwrap();
    let lines = summary.points.iter().filter(|point| point.heading == Some(Heading::Summary));
    assert_eq!(lines.count(), 2, "the other parts tell the rest");
    let given = framed(&script.jobs()[0]).to_owned();
    assert!(given.contains("The boiler is broken.\n\nFrom: Ben") && !given.contains("Please help"), "{given}");
    assert!(summary.points.iter().all(|point| point.heading != Some(Heading::BySpeaker)));
}

#[tokio::test]
async fn a_summary_that_is_refused_leaves_what_rules_found() {
    let text = "Ann: We've decided to close on Mondays.\nBen: Fine.";
    const REFUSAL: &str = "I'm sorry, but I can't assist with that.";
    let summary = run(Shape::Minutes, &Script::of(&[REFUSAL]), text).await.unwrap();
    assert_eq!(summary.warnings[0].code, "no-summary");
    assert!(summary.text.starts_with("## Decisions\n\n- We've decided to close on Mondays."), "{}", summary.text);
}

#[tokio::test]
async fn a_text_that_is_no_conversation_has_key_points_in_place_of_minutes() {
    let summary = run(Shape::Minutes, &Script::of(&["The work cost 64,000 pounds."]), TEXT).await.unwrap();
    assert_eq!(summary.warnings[0].code, "no-conversation");
    assert_eq!(summary.text, "- The work cost 64,000 pounds.");
    assert_eq!(summary.points[0].heading, None);
}
