//! Everything that servers and networks do wrong, one by one.

use super::*;
use crate::task::Task;
use crate::tool::Tools;

/// Nothing of an error hides that the text is at the server.
fn hint(error: &Error) -> &str {
    error.hint.as_deref().unwrap()
}

#[tokio::test]
async fn a_server_that_is_down() {
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let stage = Stage::of(defined(&format!("http://{free}")), None);
    let (error, _) = stage.fails().await;
    assert_eq!(error.code, Code::Server);
    assert!(error.message.contains("can't be reached") && hint(&error).contains("stayed on this machine"), "{error:?}");
    assert_eq!(stage.fates(), [[Fate::Unreached]]);
    assert_eq!(stage.report.left().unwrap().requests, 0);
}

#[tokio::test]
async fn one_that_does_not_begin_to_answer() {
    let scripted = Scripted::start(|_| vec![Act::Wait(Duration::from_secs(60))]).await;
    let stage = Stage::hasty(&scripted, |patience| patience.first = 1);
    let (error, _) = stage.fails().await;
    assert!(error.message.contains("did not begin to answer within 1 seconds"), "{error}");
    scripted.hung_up().await;
    assert_eq!((scripted.asked().len(), stage.fates()), (1, vec![vec![Fate::Failed]]));
}

#[tokio::test]
async fn one_that_pauses_too_long() {
    let scripted = Scripted::start(|_| vec![stream(), said("half of "), Act::Wait(Duration::from_secs(60))]).await;
    let stage = Stage::hasty(&scripted, |patience| patience.pause = 1);
    let (error, partial) = stage.fails().await;
    assert!(error.message.contains("did not go on"), "{error}");
    assert_eq!((partial.as_str(), stage.fates()), ("half of ", vec![vec![Fate::Cut]]));
    scripted.hung_up().await;
}

#[tokio::test]
async fn one_that_never_comes_to_an_end() {
    let scripted = Scripted::start(|_| vec![stream(), said("half"), Act::Forever(b": still here\n\n".to_vec())]).await;
    let stage = Stage::hasty(&scripted, |patience| patience.total = 1);
    let (error, partial) = stage.fails().await;
    assert!(error.message.contains("did not end its answer within 1 seconds"), "{error}");
    assert_eq!(partial, "half");
    scripted.hung_up().await;
}

#[tokio::test]
async fn an_answer_without_end() {
    let Act::Send(piece) = said(&"again ".repeat(50)) else { unreachable!() };
    let scripted = Scripted::start(move |_| vec![stream(), Act::Forever(piece.clone())]).await;
    let stage = Stage::at(&scripted);
    let (error, partial) = stage.fails().await;
    assert!(error.message.contains("much longer than what was asked for"), "{error}");
    assert!(partial.len() <= 4096, "{}", partial.len());
    scripted.hung_up().await;
}

#[tokio::test]
async fn a_line_without_end() {
    let scripted = Scripted::start(|_| vec![stream(), Act::Forever(vec![b'x'; 1 << 14])]).await;
    let (error, _) = Stage::at(&scripted).fails().await;
    assert!(error.message.contains("one of its lines does not end"), "{error}");
    scripted.hung_up().await;
}

#[tokio::test]
async fn an_answer_without_end_that_is_no_stream() {
    let head = server::head(200, "content-type: application/json\r\n");
    let scripted = Scripted::start(move |_| vec![head.clone(), Act::Forever(vec![b' '; 1 << 16])]).await;
    let (error, _) = Stage::at(&scripted).fails().await;
    assert!(error.message.contains("does not end"), "{error}");
    scripted.hung_up().await;
}

#[tokio::test]
async fn a_key_that_is_wanted_or_wrong() {
    let scripted = Scripted::start(|_| whole(401, "", r#"{"error": {"message": "No key."}}"#)).await;
    let (error, _) = Stage::at(&scripted).fails().await;
    assert_eq!(error.code, Code::ServerKey);
    assert!(error.message.contains("wants a key") && error.message.ends_with(": No key."), "{error}");
    let stage = Stage::of(defined(&scripted.address), Some(Key::new(KEY.into()).unwrap()));
    let (error, _) = stage.fails().await;
    assert!(error.message.contains("did not accept the key"), "{error}");
    assert_eq!(scripted.asked().len(), 2, "nothing is tried again");
}

#[tokio::test]
async fn a_busy_server_is_asked_again_when_it_says_when() {
    let scripted = Scripted::start(|request| match request.before {
        0 => whole(429, "retry-after: 0\r\n", "{}"),
        1 => whole(503, "retry-after: 1\r\n", "{}"),
        _ => answer(&["at last"]),
    })
    .await;
    let stage = Stage::at(&scripted);
    assert_eq!(stage.ask().await.unwrap().0, "at last");
    let bodies: Vec<_> = scripted.asked().into_iter().map(|request| request.body).collect();
    assert!(bodies.len() == 3 && bodies.iter().all(|body| *body == bodies[0]));
    assert_eq!(stage.shown.bodies().len(), 1, "one consent");
    assert_eq!(stage.fates(), [[Fate::TurnedAway, Fate::TurnedAway, Fate::Answered]]);
}

#[tokio::test]
async fn a_busy_server_is_left_alone_otherwise() {
    for (headers, times, wait) in [
        ("", 1, "Try again later"),
        ("retry-after: 600\r\n", 1, "wait 600 seconds"),
        ("retry-after: whenever\r\n", 1, "Try again later"),
        ("retry-after: 0\r\n", 3, "wait 0 seconds"),
    ] {
        let scripted = Scripted::start(move |_| whole(429, headers, r#"{"error": "too many"}"#)).await;
        let (error, _) = Stage::at(&scripted).fails().await;
        assert!(error.message.contains("is busy") && hint(&error).contains(wait), "{error:?}");
        assert_eq!(scripted.asked().len(), times, "{headers}");
    }
}

#[tokio::test]
async fn a_server_that_fails_is_not_asked_twice() {
    for (status, about) in
        [(500, "failed"), (502, "failed"), (400, "did not take"), (404, "knows no model"), (413, "too long")]
    {
        let scripted =
            Scripted::start(move |_| whole(status, "retry-after: 0\r\n", r#"{"detail": "some\nreason"}"#)).await;
        let stage = Stage::at(&scripted);
        let (error, _) = stage.fails().await;
        assert_eq!(error.code, Code::Server);
        assert!(error.message.contains(about) && error.message.ends_with(": some reason."), "{error}");
        assert_eq!((scripted.asked().len(), stage.fates()), (1, vec![vec![Fate::Failed]]));
    }
}

#[tokio::test]
async fn a_server_that_sends_on_is_not_followed() {
    let other = Scripted::start(|_| answer(&["stolen"])).await;
    let to = format!("location: {}/v1/chat/completions\r\n", other.address);
    let scripted = Scripted::start(move |_| whole(307, &to, "")).await;
    let (error, _) = Stage::at(&scripted).fails().await;
    assert!(error.message.contains("sends on to another address"), "{error}");
    assert!(other.asked().is_empty());
}

#[tokio::test]
async fn a_malformed_stream() {
    for (act, about) in [
        (event("{\"choices\": [{\"delta\""), "not JSON"),
        (event("{\"choices\": 7}"), "not JSON"),
        (Act::Send(b"data: \xff\xfe\n\n".to_vec()), "UTF-8"),
        (event(r#"{"error": {"message": "Out of memory."}}"#), "gave up: Out of memory."),
    ] {
        let scripted = Scripted::start(move |_| vec![stream(), said("half"), act.clone(), said("more")]).await;
        let stage = Stage::at(&scripted);
        let (error, partial) = stage.fails().await;
        assert!(error.message.contains(about), "{error}");
        assert_eq!((partial.as_str(), stage.fates()), ("half", vec![vec![Fate::Cut]]));
    }
}

#[tokio::test]
async fn something_else_than_a_model() {
    let page = |_: &server::Request| vec![server::head(200, "content-type: text/html\r\n"), Act::Send("<html>".into())];
    let scripted = Scripted::start(page).await;
    let (error, _) = Stage::at(&scripted).fails().await;
    assert!(error.message.contains("is the address complete"), "{error}");
    let scripted = Scripted::start(|_| vec![Act::Send(b"SSH-2.0-whatever\r\n".to_vec())]).await;
    let (error, _) = Stage::at(&scripted).fails().await;
    assert!(error.message.contains("broke"), "{error}");
}

#[tokio::test]
async fn a_connection_that_is_cut_half_way() {
    let chunked = || server::head(200, "content-type: text/event-stream\r\ntransfer-encoding: chunked\r\n");
    for acts in [
        vec![stream(), said("half "), said("an answer")],
        // In the middle of an event, and of the transfer itself.
        vec![stream(), said("half "), said("an answer"), Act::Send(b"data: {\"choices\"".to_vec())],
        vec![
            chunked(),
            Act::Send(b"4a\r\ndata: {\"choices\":[{\"delta\":{\"content\":\"half an answer\"}}]}\n\n".to_vec()),
        ],
    ] {
        let scripted = Scripted::start(move |_| acts.clone()).await;
        let stage = Stage::at(&scripted);
        let (error, partial) = stage.fails().await;
        assert_eq!(error.code, Code::Server);
        assert_eq!((partial.as_str(), stage.fates()), ("half an answer", vec![vec![Fate::Cut]]), "{error}");
        assert!(hint(&error).contains("local model"), "{error:?}");
        assert_eq!(scripted.asked().len(), 1, "not sent again");
        assert!(!format!("{error:?}").contains("half an answer"), "not for logs: {error:?}");
    }
}

#[tokio::test]
async fn a_connection_that_is_cut_before_the_answer_is_not_tried_again() {
    let scripted = Scripted::start(|_| vec![]).await;
    let stage = Stage::at(&scripted);
    let (error, _) = stage.fails().await;
    assert!(error.message.contains("broke") && hint(&error).contains("not sent again"), "{error:?}");
    assert_eq!((scripted.asked().len(), stage.fates()), (1, vec![vec![Fate::Failed]]));
    assert_eq!(stage.report.left().unwrap().requests, 1);
}

#[tokio::test]
async fn an_end_without_its_mark_is_an_end_when_it_was_said() {
    let scripted = Scripted::start(|_| vec![stream(), said("all of it"), stop("length")]).await;
    let (text, finish) = Stage::at(&scripted).ask().await.unwrap();
    assert_eq!((text.as_str(), finish.length), ("all of it", true));
}

#[tokio::test]
async fn calls_of_tools() {
    for data in [
        r#"{"choices":[{"delta":{"content":null,"tool_calls":[{"index":0,"function":{"name":"search"}}]}}]}"#,
        r#"{"choices":[{"delta":{"function_call":{"name":"search"}}}]}"#,
        r#"{"choices":[{"delta":{},"finish_reason":"tool_calls"}]}"#,
    ] {
        let scripted = Scripted::start(move |_| vec![stream(), said("Well, "), event(data), said("more")]).await;
        let (error, partial) = Stage::at(&scripted).fails().await;
        assert!(error.message.contains("calls a tool"), "{error}");
        assert_eq!(partial, "Well, ");
    }
}

#[tokio::test]
async fn an_answer_that_is_withheld() {
    let scripted = Scripted::start(|_| vec![stream(), stop("content_filter")]).await;
    let (error, _) = Stage::at(&scripted).fails().await;
    assert_eq!(error.code, Code::Refused);
}

#[tokio::test]
async fn an_answer_that_is_no_stream() {
    let reply = r#"{"choices":[{"message":{"role":"assistant","content":"Whole.","tool_calls":[]},"finish_reason":"stop"}],
        "usage":{"prompt_tokens":9,"completion_tokens":2}}"#;
    let scripted = Scripted::start(move |_| whole(200, "", reply)).await;
    let (text, finish) = Stage::at(&scripted).ask().await.unwrap();
    assert_eq!((text.as_str(), finish.prompt_tokens, finish.output_tokens), ("Whole.", 9, 2));
}

/// The guards are the same as for a model in this process.
#[tokio::test]
async fn a_reply_in_another_language() {
    let reply = "Der Bericht ist am Freitag fällig, und die Zahlen fehlen noch immer im Anhang der Nachricht.";
    let scripted = Scripted::start(move |_| answer(&[reply])).await;
    let stage = Stage::at(&scripted);
    let tools = Tools::builtin();
    let task = Task::plain(tools.get("professional").unwrap());
    let rewriter = crate::rewrite::Rewriter { task: &task, generator: &stage.cloud, mode: crate::run::Mode::Full };
    let text = "The report is due on Friday, and the numbers are still missing from the attachment of the message.";
    let cancel = CancellationToken::new();
    let error = rewriter.run(text, 1, &cancel, &crate::run::unwatched()).await.unwrap_err();
    assert_eq!(error.code, Code::Refused, "{error}");
}
