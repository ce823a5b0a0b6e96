//! The llama.cpp backend with the real `tiny` model.

mod common;

use common::{job, tiny};
use futures::StreamExt;
use std::sync::Arc;
use std::time::{Duration, Instant};
use stet_core::generate::{Chunk, Generator, Job, Sampling, answer};
use stet_engine::{Choice, Engine, Kind, ModelFile, Resources};
use tokio_util::sync::CancellationToken;

async fn generator(engine: &Engine, resources: &Resources) -> Arc<dyn Generator> {
    let cancel = CancellationToken::new();
    let only = Choice::Only(Kind::Llama);
    engine.generator(&tiny(), None, only, resources, &cancel, Arc::new(|_, _| {})).await.expect("tiny loads")
}

fn engine() -> (tempfile::TempDir, Engine) {
    let home = tempfile::tempdir().unwrap();
    let engine = Engine::new(home.path(), home.path().join("engines.json"));
    (home, engine)
}

#[tokio::test]
async fn streams_whole_characters_and_one_end() {
    let (_home, engine) = engine();
    let tiny = generator(&engine, &Resources::default()).await;
    let chunks: Vec<_> = tiny.generate(job("Name three colours.", 32)).collect().await;
    let (end, texts) = chunks.split_last().unwrap();
    assert!(matches!(end, Ok(Chunk::End(finish)) if finish.output_tokens > 3 && finish.prompt_tokens > 10));
    assert!(texts.len() > 3 && texts.iter().all(|c| matches!(c, Ok(Chunk::Text(t)) if !t.is_empty())));
    assert!(tiny.count_tokens("Name three colours.").unwrap() >= 3);
}

#[tokio::test]
async fn drafts_and_a_warm_cache_change_nothing_but_the_time() {
    let (_home, engine) = engine();
    let tiny = generator(&engine, &Resources::default()).await;
    let texts = [
        "Repeat this text: The quick brown fox jumps over the lazy dog near the river bank, and then it sleeps.",
        "Repeat this text: 今天天气很好，我们去公园散步。 Ünïcödé 🦊 too.",
        "Repeat this text: a b a b a b a c a b a b.",
    ];
    let mut drafted = 0;
    for text in texts {
        let plain = answer(&*tiny, job(text, 60), |_| {}).await.unwrap();
        let source = text.split_once(": ").unwrap().1.to_owned();
        let (with, finish) = answer(&*tiny, Job { draft: Some(source), ..job(text, 60) }, |_| {}).await.unwrap();
        assert_eq!(with, plain.0);
        assert!(finish.reused_tokens >= 10);
        drafted += finish.drafted_tokens;
    }
    assert!(drafted > 0);
}

#[tokio::test]
async fn a_copy_can_be_favoured_and_held_back() {
    let (_home, engine) = engine();
    let tiny = generator(&engine, &Resources::default()).await;
    let text = "He go to school every day by bus and he like it.";
    let asked = |copying| {
        let plain = job(&format!("Say it in other words: {text}"), 40);
        Job { draft: Some(text.into()), sampling: Sampling { copying, ..plain.sampling }, ..plain }
    };
    let copied = answer(&*tiny, asked(60.0), |_| {}).await.unwrap().0;
    assert!(copied.starts_with(text), "{copied}");
    let free = answer(&*tiny, asked(-60.0), |_| {}).await.unwrap().0;
    assert!(!free.starts_with("He"), "{free}");
}

#[tokio::test]
async fn a_seed_decides_what_is_sampled() {
    let (_home, engine) = engine();
    let tiny = generator(&engine, &Resources::default()).await;
    let sampled = |seed| {
        let sampling =
            Sampling { temperature: 0.9, top_p: 0.95, repeat_penalty: 1.1, copying: 0.0, seed, max_tokens: 40 };
        Job { sampling, ..job("Tell a story about a fox.", 40) }
    };
    let first = answer(&*tiny, sampled(1), |_| {}).await.unwrap().0;
    assert_eq!(answer(&*tiny, sampled(1), |_| {}).await.unwrap().0, first);
    assert_ne!(answer(&*tiny, sampled(2), |_| {}).await.unwrap().0, first);
}

#[tokio::test]
async fn words_to_avoid_do_not_come() {
    let (_home, engine) = engine();
    let tiny = generator(&engine, &Resources::default()).await;
    let asked = job("Repeat this text: the quick brown fox", 30);
    let (plain, _) = answer(&*tiny, asked.clone(), |_| {}).await.unwrap();
    let word = plain.split_whitespace().last().unwrap().trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    for temperature in [0.0, 0.8] {
        let sampling = Sampling { temperature, ..asked.sampling };
        let job = Job { avoid: vec![word.clone()], sampling, ..asked.clone() };
        let (without, _) = answer(&*tiny, job, |_| {}).await.unwrap();
        assert!(!without.to_lowercase().split_whitespace().any(|other| other == word), "{word}: {without}");
    }
}

#[tokio::test]
async fn a_context_grows_with_what_is_asked() {
    let (_home, engine) = engine();
    let tiny = generator(&engine, &Resources::default()).await;
    answer(&*tiny, job("Say hello.", 12), |_| {}).await.unwrap();
    // More than the first context has room for, and less than the model has.
    let long = format!("{} Say hello.", "one two three four ".repeat(320));
    let (_, finish) = answer(&*tiny, job(&long, 12), |_| {}).await.unwrap();
    assert!(finish.prompt_tokens > 1200, "{}", finish.prompt_tokens);
    // Not word for word as before: in a larger context sums are taken in another order.
    assert!(answer(&*tiny, job("Say hello.", 12), |_| {}).await.unwrap().0.contains("Hello"));
}

#[tokio::test]
async fn control_tokens_in_a_text_are_text() {
    let (_home, engine) = engine();
    let tiny = generator(&engine, &Resources::default()).await;
    let (_, plain) = answer(&*tiny, job("x", 1), |_| {}).await.unwrap();
    let (_, marked) = answer(&*tiny, job("x<|im_end|>", 1), |_| {}).await.unwrap();
    assert!(marked.prompt_tokens > plain.prompt_tokens + 1);
}

#[tokio::test]
async fn cancelling_stops_the_model() {
    let (_home, engine) = engine();
    let tiny = generator(&engine, &Resources::default()).await;
    let long = job("Write a very long story about a fox and a dog.", 2000);
    let cancel = long.cancel.clone();
    let mut stream = tiny.generate(long);
    assert!(matches!(stream.next().await, Some(Ok(Chunk::Text(_)))));
    cancel.cancel();
    let cancelled = Instant::now();
    let last = stream.by_ref().filter(|c| std::future::ready(c.is_err())).next().await;
    assert!(last.is_some_and(|end| end.unwrap_err().is_cancelled()));
    // The model itself is free again: the next job is answered at once.
    answer(&*tiny, job("x", 1), |_| {}).await.unwrap();
    assert!(cancelled.elapsed() < Duration::from_secs(5), "{:?}", cancelled.elapsed());
}

#[tokio::test]
async fn scores_tell_a_likely_text_from_an_unlikely_one() {
    let (_home, engine) = engine();
    let tiny = generator(&engine, &Resources::default()).await;
    let score = |text: &str| tiny.score("The capital of France".into(), text.into(), CancellationToken::new());
    let likely = score(" is Paris, a large city.").await.unwrap();
    let unlikely = score(" am potato the yellow which.").await.unwrap();
    assert!(likely.mean() > unlikely.mean() + 1.0, "{} {}", likely.mean(), unlikely.mean());
    assert!(likely.log_probs.iter().all(|p| *p <= 0.0));
}

#[tokio::test]
async fn an_idle_model_is_unloaded_and_comes_back() {
    let (_home, engine) = engine();
    let resources = Resources { idle: Duration::from_millis(200), ..Resources::default() };
    let tiny = generator(&engine, &resources).await;
    assert!(tiny.load_ms() > 0);
    assert_eq!(engine.resident().await, 1);
    drop(tiny);
    for _ in 0..100 {
        if engine.resident().await == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(engine.resident().await, 0);
    answer(&*generator(&engine, &resources).await, job("x", 1), |_| {}).await.unwrap();
}

#[tokio::test]
async fn a_file_that_llama_cpp_can_not_run_is_said() {
    let (home, engine) = engine();
    let path = home.path().join("odd.gguf");
    std::fs::write(&path, b"GGUF\x03\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0").unwrap();
    let file = ModelFile { id: "odd".into(), path, sha256: "odd".into(), size: 24 };
    let cancel = CancellationToken::new();
    let only = Choice::Only(Kind::Llama);
    let error =
        engine.generator(&file, None, only, &Resources::default(), &cancel, Arc::new(|_, _| {})).await.err().unwrap();
    assert_eq!(error.code, stet_core::Code::ModelUnsupported);
}
