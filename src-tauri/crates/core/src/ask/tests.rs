use super::*;
use crate::generate::script::Script;
use crate::run::unwatched;
use crate::tool::Tools;

const TEXT: &str = "Anna wrote to the printers in Leeds. The launch moves to 14 May, because the audit is not done. \
    The budget stays at $5,000. The office is closed on Monday.";

async fn ask(text: &str, question: &str, script: &Script) -> Result<Answer> {
    let tools = Tools::builtin();
    let task = Task::new(tools.get("ask").unwrap(), None, None, Some(question)).unwrap();
    Asker { task: &task, generator: script, mode: Mode::Full }.run(text, &CancellationToken::new(), &unwatched()).await
}

#[tokio::test]
async fn an_answer_shows_the_sentences_it_rests_on() {
    let script = Script::of(&["The launch is on 14 May."]);
    let answer = ask(TEXT, "When is the launch?", &script).await.unwrap();
    assert!(answer.answered);
    assert_eq!(answer.text, "The launch is on 14 May.");
    assert_eq!(&TEXT[answer.sources[0].clone()], "The launch moves to 14 May, because the audit is not done.");
    let jobs = script.jobs();
    assert_eq!(jobs.len(), 1);
    assert!(jobs[0].user.ends_with("</text>\n\nQuestion: When is the launch?"), "{}", jobs[0].user);
    assert!(jobs[0].system.contains("NOT IN THE TEXT"));
}

#[tokio::test]
async fn what_the_text_does_not_tell_is_declined() {
    for said in [
        "NOT IN THE TEXT",
        "Not in the text.",
        "The text does not mention a dog.",
        "I'm sorry, but the passage doesn't specify who pays.",
        "The name of the dog is not mentioned in the text.",
        "There is no information about that.",
    ] {
        let script = Script::new(move |_| said.into());
        let answer = ask(TEXT, "What is the name of Anna's dog?", &script).await.unwrap();
        assert_eq!((answer.answered, answer.text.as_str()), (false, "The text does not say."), "{said}");
        assert!(answer.sources.is_empty());
        assert_eq!(script.jobs().len(), 1);
    }
    let script = Script::of(&["文中没有提到。"]);
    let answer = ask("会议在星期五举行。", "会议的主持人是谁？", &script).await.unwrap();
    assert_eq!((answer.answered, answer.text.as_str()), (false, "文中没有提到。"));
}

#[tokio::test]
async fn an_invented_answer_is_asked_for_again_and_then_given_up() {
    let script = Script::of(&["The dog is called Rex.", "Anna wrote to the printers."]);
    let answer = ask(TEXT, "Who wrote to the printers?", &script).await.unwrap();
    assert_eq!((answer.answered, answer.text.as_str()), (true, "Anna wrote to the printers."));
    let script = Script::of(&["The dog is called Rex."]);
    let answer = ask(TEXT, "What is the dog called?", &script).await.unwrap();
    assert_eq!((answer.answered, script.jobs().len()), (false, TRIES as usize));
    let script = Script::of(&["He prefers strong coffee with sugar."]);
    assert!(!ask(TEXT, "What does he prefer?", &script).await.unwrap().answered);
}

#[tokio::test]
async fn yes_and_no_rest_on_what_the_question_says() {
    let answer = ask(TEXT, "Is the office closed on Monday?", &Script::of(&["Yes."])).await.unwrap();
    assert!(answer.answered);
    assert_eq!(&TEXT[answer.sources[0].clone()], "The office is closed on Monday.");
}

#[tokio::test]
async fn of_a_long_text_the_right_parts_are_shown() {
    let filler = "Nothing of interest happened in the village that year, and the harvest was neither good nor bad. ";
    let text = format!("{}{TEXT} {}", filler.repeat(150), filler.repeat(150));
    let script = Script::of(&["In Leeds."]);
    let answer = ask(&text, "Where are the printers that Anna wrote to?", &script).await.unwrap();
    assert!(text[answer.sources[0].clone()].contains("Leeds"));
    let shown = &script.jobs()[0].user;
    assert!(shown.contains("printers in Leeds") && shown.contains(GAP.trim()), "{shown}");
    assert!(script.count_tokens(shown).unwrap() < SHOWN + RESERVE);
}

#[tokio::test]
async fn nothing_is_asked_of_nothing() {
    let script = Script::of(&["Yes."]);
    assert_eq!(ask(" \n", "Is it?", &script).await.unwrap_err().code, Code::TextEmpty);
    let tools = Tools::builtin();
    assert_eq!(Task::new(tools.get("ask").unwrap(), None, None, None).unwrap_err().code, Code::Usage);
}
