//! Adapters over the real `tiny` model, on both engines. Their weights are noise with a seed, or made so that what must come
//! out is known.

mod common;

use candle_core::quantized::gguf_file::Content;
use candle_core::{Device, Tensor};
use common::{job, tiny};
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use stet_core::Code;
use stet_core::adapters::{Adapter, Adapters};
use stet_core::generate::{Generator, answer};
use stet_engine::{Choice, Engine, Kind, ModelFile, Resources};
use tokio_util::sync::CancellationToken;

/// Of the model `tiny`.
const LAYERS: usize = 30;
const HIDDEN: usize = 576;
const HEAD: usize = 64;
const PROJECTIONS: [(&str, usize, usize); 7] = [
    ("self_attn.q_proj", HIDDEN, HIDDEN),
    ("self_attn.k_proj", HIDDEN, 192),
    ("self_attn.v_proj", HIDDEN, 192),
    ("self_attn.o_proj", HIDDEN, HIDDEN),
    ("mlp.gate_proj", HIDDEN, 1536),
    ("mlp.up_proj", HIDDEN, 1536),
    ("mlp.down_proj", 1536, HIDDEN),
];
const PROMPTS: [&str; 4] = [
    "Name three colours.",
    "What is the capital of France?",
    "Write one sentence about a fox.",
    "Repeat this text: He go to school every day by bus.",
];

/// Numbers from -1 to 1, the same ones for the same seed.
struct Noise(u64);

impl Noise {
    fn matrix(&mut self, rows: usize, columns: usize, size: f32) -> Tensor {
        let numbers: Vec<f32> = (0..rows * columns)
            .map(|_| {
                self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                size * ((self.0 >> 40) as f32 / (1 << 23) as f32 - 1.0)
            })
            .collect();
        Tensor::from_vec(numbers, (rows, columns), &Device::Cpu).unwrap()
    }
}

/// Writes an adapter to the folder `id` in `dir`, as PEFT does, and selects it by a task of that name.
fn adapter(dir: &Path, id: &str, rank: usize, layers: &[usize], pairs: Vec<(String, Tensor, Tensor)>) -> Adapter {
    let folder = dir.join(id);
    std::fs::create_dir_all(&folder).unwrap();
    let mut modules: Vec<_> = pairs.iter().filter_map(|(name, ..)| name.rsplit('.').next()).collect();
    modules.sort_unstable();
    modules.dedup();
    let config = serde_json::json!({
        "peft_type": "LORA", "r": rank, "lora_alpha": rank, "target_modules": modules, "layers_to_transform": layers,
    });
    std::fs::write(folder.join("adapter_config.json"), config.to_string()).unwrap();
    let facts =
        format!("task = \"{id}\"\nbase = \"{}\"\nmodel = \"tiny\"\nrank = {rank}\nalpha = {rank}\n", "0".repeat(64));
    std::fs::write(folder.join("adapter.toml"), facts).unwrap();
    let mut tensors = HashMap::new();
    for (name, a, b) in pairs {
        tensors.insert(format!("base_model.model.model.layers.{name}.lora_A.weight"), a);
        tensors.insert(format!("base_model.model.model.layers.{name}.lora_B.weight"), b);
    }
    candle_core::safetensors::save(&tensors, folder.join("adapter_model.safetensors")).unwrap();
    Adapters::open(dir, Arc::new([])).select(id, "tiny", &"0".repeat(64)).0.expect("the adapter is whole")
}

/// Noise on all projections of the upper layers.
fn noise(dir: &Path, id: &str, seed: u64) -> Adapter {
    let mut noise = Noise(seed);
    let layers: Vec<usize> = (LAYERS / 2..LAYERS).collect();
    let pairs = layers.iter().flat_map(|layer| PROJECTIONS.map(|projection| (*layer, projection)));
    let pairs = pairs
        .map(|(layer, (name, inputs, outputs))| {
            (format!("{layer}.{name}"), noise.matrix(8, inputs, 0.06), noise.matrix(outputs, 8, 0.06))
        })
        .collect();
    adapter(dir, id, 8, &layers, pairs)
}

struct Stage {
    home: tempfile::TempDir,
    engine: Engine,
}

impl Stage {
    fn new() -> Stage {
        let home = tempfile::tempdir().unwrap();
        let engine = Engine::new(home.path().join("cache"), home.path().join("engines.json"));
        Stage { home, engine }
    }

    async fn generator(&self, kind: Kind, adapter: Option<&Adapter>) -> stet_core::Result<Arc<dyn Generator>> {
        self.of(&tiny(), kind, adapter).await
    }

    async fn of(&self, file: &ModelFile, kind: Kind, by: Option<&Adapter>) -> stet_core::Result<Arc<dyn Generator>> {
        let (cancel, quiet) = (CancellationToken::new(), Arc::new(|_: &str, _| {}));
        self.engine.generator(file, by, Choice::Only(kind), &Resources::default(), &cancel, quiet).await
    }
}

/// The answers to all prompts.
async fn answers(generator: &dyn Generator, by: Option<&Adapter>) -> Vec<String> {
    let mut answers = Vec::new();
    for prompt in PROMPTS {
        let mut job = job(prompt, 12);
        job.adapter = by.map(|adapter| adapter.mark.clone());
        answers.push(answer(generator, job, |_| {}).await.unwrap().0);
    }
    answers
}

/// How many answers are the same; mistralrs swallows white space at their start.
fn alike(some: &[String], others: &[String]) -> usize {
    some.iter().zip(others).filter(|(one, other)| one.trim_start() == other.trim_start()).count()
}

/// Resident memory of this process, in bytes.
fn memory() -> u64 {
    let pid = sysinfo::get_current_pid().unwrap();
    let mut system = sysinfo::System::new();
    system.refresh_processes(sysinfo::ProcessesToUpdate::Some(&[pid]), true);
    system.process(pid).unwrap().memory()
}

#[tokio::test]
async fn llama_changes_adapters_from_job_to_job() {
    let stage = Stage::new();
    let (a, b) = (noise(stage.home.path(), "a", 1), noise(stage.home.path(), "b", 2));
    let bare = stage.generator(Kind::Llama, None).await.unwrap();
    let plain = answers(&*bare, None).await;
    let unloaded = stet_core::generate::Job { adapter: Some(a.mark.clone()), ..job("x", 1) };
    assert_eq!(answer(&*bare, unloaded, |_| {}).await.unwrap_err().code, Code::Unsupported);

    let before = memory();
    let with_a = stage.generator(Kind::Llama, Some(&a)).await.unwrap();
    let by_a = answers(&*with_a, Some(&a)).await;
    let grown = memory().saturating_sub(before);
    let with_b = stage.generator(Kind::Llama, Some(&b)).await.unwrap();
    let by_b = answers(&*with_b, Some(&b)).await;
    assert!(by_a != plain && by_b != plain && by_a != by_b, "{plain:?}\n{by_a:?}\n{by_b:?}");
    assert_eq!(answers(&*with_b, Some(&a)).await, by_a);
    assert_eq!(answers(&*with_a, None).await, plain);
    assert_eq!(answers(&*bare, Some(&b)).await, by_b);
    assert_eq!(stage.engine.resident().await, 1, "one model for all of them");

    // What changing costs, beside reading the prompt anew: the same short job, with and without a change.
    let time = async |by: [&Adapter; 2]| {
        let mut times = Vec::new();
        for turn in 0..8 {
            let mut job = job(&format!("{turn}"), 1);
            job.adapter = Some(by[turn % 2].mark.clone());
            let started = Instant::now();
            answer(&*bare, job, |_| {}).await.unwrap();
            times.push(started.elapsed());
        }
        times.sort();
        times[times.len() / 2]
    };
    let (same, changed) = (time([&a, &a]).await, time([&a, &b]).await);
    println!("an adapter of {} bytes: memory + {grown}; job {same:?}, with a change {changed:?}", a.size);
}

#[tokio::test]
async fn a_merged_copy_answers_like_the_adapter() {
    let stage = Stage::new();
    let a = noise(stage.home.path(), "a", 1);
    let llama = stage.generator(Kind::Llama, Some(&a)).await.unwrap();
    let (plain, by_a) = (answers(&*llama, None).await, answers(&*llama, Some(&a)).await);
    drop(llama);
    let mistralrs = stage.generator(Kind::Mistralrs, Some(&a)).await.unwrap();
    let merged = answers(&*mistralrs, Some(&a)).await;
    // Noise leaves the model undecided, so that rounding may choose another word: the unit tests hold the numbers
    // themselves against each other.
    assert!(merged != plain && alike(&by_a, &merged) >= 1, "{plain:?}\n{by_a:?}\n{merged:?}");
    assert_eq!(answer(&*mistralrs, job("x", 1), |_| {}).await.unwrap_err().code, Code::Unsupported);
    drop(mistralrs);
    // The merged copy, in the engine that can also do it without.
    let path = stage.engine.cache().join(format!("{}.mistralrs-1.gguf", a.mark.sha256));
    let size = path.metadata().unwrap().len();
    assert_eq!(stet_engine::origin_sha256(&path), None, "no adapter may be put over it once more");
    let copy = ModelFile { id: "copy".into(), path, sha256: "copy".into(), size };
    let copy = answers(&*stage.of(&copy, Kind::Llama, None).await.unwrap(), None).await;
    assert!(copy != plain && alike(&by_a, &copy) >= 1, "{plain:?}\n{by_a:?}\n{copy:?}");
    // Without the adapter mistralrs is the bare model again.
    let bare = answers(&*stage.generator(Kind::Mistralrs, None).await.unwrap(), None).await;
    assert!(alike(&plain, &bare) >= PROMPTS.len() - 1, "{plain:?}\n{bare:?}");
}

/// Turning the queries and the keys of a head by the same angle, within a pair that the position turns too, changes
/// nothing at all; turning other rows, or only the queries, does. So rows must have arrived where they belong.
#[tokio::test]
async fn queries_and_keys_keep_their_rows() {
    let stage = Stage::new();
    let mut file = std::fs::File::open(tiny().path).unwrap();
    let content = Content::read(&mut file).unwrap();
    let mut pairs = Vec::new();
    let layers = [3, 14, 25];
    for layer in layers {
        // Three heads of queries look at the first head of keys.
        for (name, gguf, outputs, heads) in
            [("self_attn.q_proj", "attn_q", HIDDEN, 3), ("self_attn.k_proj", "attn_k", 192, 1)]
        {
            let tensor = content.tensor(&mut file, &format!("blk.{layer}.{gguf}.weight"), &Device::Cpu).unwrap();
            let rows = tensor.dequantize(&Device::Cpu).unwrap().to_vec2::<f32>().unwrap();
            let (mut a, mut b) = (vec![0f32; 6 * HIDDEN], vec![0f32; outputs * 6]);
            for head in 0..heads {
                // By a right angle: (x, y) becomes (-y, x). In PEFT's files the two are half a head apart, in the model's
                // they are neighbours.
                let (x, y) = (head * HEAD + 5, head * HEAD + 5 + HEAD / 2);
                let from = head * HEAD + 2 * 5;
                a[2 * head * HIDDEN..][..HIDDEN].copy_from_slice(&rows[from]);
                a[(2 * head + 1) * HIDDEN..][..HIDDEN].copy_from_slice(&rows[from + 1]);
                for (row, change) in [(x, [-1.0, -1.0]), (y, [1.0, -1.0])] {
                    b[row * 6 + 2 * head..][..2].copy_from_slice(&change);
                }
            }
            let tensor = |numbers, shape: (usize, usize)| Tensor::from_vec(numbers, shape, &Device::Cpu).unwrap();
            pairs.push((format!("{layer}.{name}"), tensor(a, (6, HIDDEN)), tensor(b, (outputs, 6))));
        }
    }
    let halves: Vec<_> = pairs.iter().filter(|(name, ..)| name.ends_with("q_proj")).cloned().collect();
    let both = adapter(stage.home.path(), "both", 6, &layers, pairs);
    let half = adapter(stage.home.path(), "half", 6, &layers, halves);
    stage.generator(Kind::Llama, Some(&half)).await.unwrap();
    let llama = stage.generator(Kind::Llama, Some(&both)).await.unwrap();
    let plain = answers(&*llama, None).await;
    let (by_both, by_half) = (answers(&*llama, Some(&both)).await, answers(&*llama, Some(&half)).await);
    assert!(alike(&plain, &by_both) >= PROMPTS.len() - 1, "{plain:?}\n{by_both:?}");
    assert!(alike(&plain, &by_half) < alike(&plain, &by_both), "{plain:?}\n{by_half:?}");
}

#[tokio::test]
async fn an_adapter_of_another_shape_is_refused_and_the_model_works_without() {
    let stage = Stage::new();
    let pair = |inputs| {
        let mut noise = Noise(3);
        vec![("29.self_attn.v_proj".to_owned(), noise.matrix(4, inputs, 0.1), noise.matrix(192, 4, 0.1))]
    };
    let wrong = adapter(stage.home.path(), "wrong", 4, &[29], pair(896));
    for kind in [Kind::Llama, Kind::Mistralrs] {
        let error = stage.generator(kind, Some(&wrong)).await.err().unwrap();
        assert_eq!(error.code, Code::AdapterUnusable);
        assert!(error.message.contains("192 × 896, and the model has 192 × 576"), "{}", error.message);
    }
    let llama = stage.generator(Kind::Llama, None).await.unwrap();
    answer(&*llama, job("x", 1), |_| {}).await.unwrap();
}
