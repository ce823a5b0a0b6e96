use super::weights::{Kind, Pair};
use super::*;
use crate::catalog::gguf::{Header, Tensor};
use safetensors::Dtype;
use safetensors::tensor::TensorView;
use serde_json::{Value, json};

const BASE: &str = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53";
const RANK: usize = 2;
/// Two heads of two for the queries, one for the keys.
const SHAPES: [(&str, &str, usize, usize); 2] =
    [("self_attn.q_proj", "attn_q", 4, 4), ("self_attn.k_proj", "attn_k", 4, 2)];

/// An adapter that can be selected, without anything behind it.
pub(crate) fn adapter(task: &str) -> Adapter {
    let mark = AdapterRef { id: format!("{task}-tiny"), sha256: "0".into() };
    Adapter { mark, task: task.into(), size: 0, known: Known::read("", Place::Program(Vec::new())) }
}

/// A model of two layers with those two projections.
fn model(architecture: &str) -> Header {
    let tensor = |layer: usize| {
        SHAPES.map(|(_, name, inputs, outputs)| Tensor {
            name: format!("blk.{layer}.{name}.weight"),
            dimensions: vec![inputs as u64, outputs as u64],
            kind: 0,
            offset: 0,
            bytes: None,
        })
    };
    Header {
        architecture: architecture.into(),
        heads: Some(2),
        kv_heads: Some(1),
        tensors: (0..2).flat_map(tensor).collect(),
        ..Header::default()
    }
}

/// A folder of an adapter, which a test spoils.
struct Folder {
    facts: String,
    config: Value,
    tensors: Vec<(String, Dtype, Vec<usize>, Vec<u8>)>,
}

impl Folder {
    /// Every number of a matrix `b` says in which row it is.
    fn new(layers: impl IntoIterator<Item = usize>) -> Folder {
        let facts = format!("task = \"friendly\"\nbase = \"{BASE}\"\nmodel = \"tiny\"\nrank = {RANK}\nalpha = 4");
        let config = json!({
            "peft_type": "LORA", "r": RANK, "lora_alpha": 4, "bias": "none", "rank_pattern": {},
            "target_modules": ["q_proj", "k_proj"], "layers_to_transform": null, "use_dora": false, "modules_to_save": null,
        });
        let mut tensors = Vec::new();
        for layer in layers {
            for (name, _, inputs, outputs) in SHAPES {
                let name = format!("base_model.model.model.layers.{layer}.{name}");
                let a = (0..RANK * inputs).flat_map(|n| (n as f32).to_le_bytes()).collect();
                let b = (0..outputs).flat_map(|row| [(row as f32).to_le_bytes(); RANK].concat()).collect();
                tensors.push((format!("{name}.lora_A.weight"), Dtype::F32, vec![RANK, inputs], a));
                tensors.push((format!("{name}.lora_B.weight"), Dtype::F32, vec![outputs, RANK], b));
            }
        }
        Folder { facts, config, tensors }
    }

    fn write(&self, folder: &Path) {
        fs::create_dir_all(folder).unwrap();
        let views = self
            .tensors
            .iter()
            .map(|(name, dtype, shape, bytes)| (name.as_str(), TensorView::new(*dtype, shape.clone(), bytes).unwrap()));
        fs::write(folder.join("adapter.toml"), &self.facts).unwrap();
        fs::write(folder.join("adapter_config.json"), self.config.to_string()).unwrap();
        fs::write(folder.join("adapter_model.safetensors"), safetensors::serialize(views, None).unwrap()).unwrap();
    }

    /// What becomes of it on a model of the architecture qwen2.
    fn fit(&self) -> Result<Weights> {
        self.fit_to(&model("qwen2"))
    }

    fn fit_to(&self, model: &Header) -> Result<Weights> {
        let dir = tempfile::tempdir().unwrap();
        self.write(dir.path());
        Known::read("a", Place::Folder(dir.path().to_owned())).open()?.weights(model)
    }
}

fn own(dir: &Path) -> Adapters {
    Adapters::open(dir, Arc::new([]))
}

/// The first number of every row.
fn rows(pair: &Pair) -> Vec<f32> {
    let row = |bytes: &[u8]| f32::from_le_bytes(bytes[..4].try_into().unwrap());
    pair.b.bytes.chunks(4 * pair.b.columns).map(row).collect()
}

#[test]
fn an_adapter_is_matched_by_task_and_base() {
    let dir = tempfile::tempdir().unwrap();
    Folder::new(0..2).write(&dir.path().join("mine"));
    let adapters = own(dir.path());
    let (adapter, warnings) = adapters.select("friendly", "tiny", BASE);
    let adapter = adapter.unwrap();
    assert_eq!((adapter.mark.id.as_str(), adapter.task.as_str(), warnings), ("mine", "friendly", vec![]));
    assert_eq!(adapter.mark.sha256.len(), 64);
    assert_eq!(adapter.weights(&model("qwen2")).unwrap().pairs.len(), 4);
    // Nothing is wrong with an adapter for another task or another model.
    for (task, model, base) in [("proofread", "tiny", BASE), ("friendly", "small", "1d96")] {
        let (adapter, warnings) = adapters.select(task, model, base);
        assert!(adapter.is_none() && warnings.is_empty(), "{task} {model} {warnings:?}");
    }
    let (none, warnings) = adapters.select("friendly", "tiny", &"1".repeat(64));
    assert!(none.is_none() && warnings[0].message.contains("another file of the model “tiny”"), "{warnings:?}");
}

#[test]
fn the_users_own_goes_before_ours_and_ours_is_still_there_without_it() {
    let dir = tempfile::tempdir().unwrap();
    Folder::new(0..2).write(&dir.path().join("mine"));
    let leaked = |name: &str| -> &'static [u8] { fs::read(dir.path().join("mine").join(name)).unwrap().leak() };
    let files = FILES.map(|name| (name.to_owned(), leaked(name))).to_vec();
    let adapters = Adapters::open(dir.path(), Arc::new([Embedded { id: "ours".into(), files }]));
    let selected = || adapters.select("friendly", "tiny", BASE).0.unwrap().mark;
    let mine = selected();
    assert_eq!(mine.id, "mine");
    assert_eq!(adapters.remove("ours").unwrap_err().code, Code::Usage);
    adapters.remove("mine").unwrap();
    assert_eq!(selected().id, "ours");
    assert_eq!(selected().sha256, mine.sha256, "the content is the same");
    assert_eq!(adapters.remove("mine").unwrap_err().code, Code::AdapterUnknown);
}

#[test]
fn what_is_damaged_is_refused_with_the_reason() {
    let spoilt = |spoil: fn(&mut Folder), why: &str| {
        let mut folder = Folder::new(0..2);
        spoil(&mut folder);
        let error = folder.fit().unwrap_err();
        assert_eq!(error.code, Code::AdapterUnusable);
        assert!(error.message.contains(why), "{} instead of {why}", error.message);
    };
    spoilt(|f| f.facts = "task = ".into(), "adapter.toml can't be read");
    spoilt(|f| f.facts = f.facts.replace(BASE, "tiny"), "no SHA-256");
    spoilt(|f| f.facts = f.facts.replace("rank = 2", "rank = 8"), "rank is 8 in one file and 2 in the other");
    spoilt(|f| f.facts = f.facts.replace("alpha = 4", "alpha = 8"), "alpha is 8");
    spoilt(|f| f.config["r"] = json!("two"), "adapter_config.json can't be read");
    spoilt(|f| f.config["peft_type"] = json!("IA3"), "IA3");
    spoilt(|f| f.config["use_dora"] = json!(true), "use_dora");
    spoilt(|f| f.config["rank_pattern"] = json!({ "q_proj": 4 }), "rank_pattern");
    spoilt(|f| f.config["bias"] = json!("all"), "biases");
    spoilt(|f| f.tensors.clear(), "no weights");
    spoilt(|f| drop(f.tensors.remove(1)), "half of its weights for self_attn.q_proj of layer 0");
    spoilt(|f| f.tensors.truncate(6), "weights for self_attn.k_proj of layer 1 are missing");
    spoilt(|f| f.tensors[0].2 = vec![1, 8], "not of rank 2");
    spoilt(|f| f.tensors[0].0 = "base_model.model.lm_head.lora_A.weight".into(), "lm_head");
    spoilt(
        |f| {
            f.tensors[0].2 = vec![2, 3];
            f.tensors[0].3.truncate(24);
        },
        "change of blk.0.attn_q.weight is 4 × 3, and the model has 4 × 4",
    );
    spoilt(|f| *f = Folder::new(0..3), "no blk.2.attn_q.weight");
    let error = Folder::new(0..2).fit_to(&model("gemma3")).unwrap_err();
    assert!(error.message.contains("gemma3"), "{}", error.message);
}

#[test]
fn some_of_the_layers_are_enough_where_no_others_were_trained() {
    let partly = |key: &str, value: Value| {
        let mut folder = Folder::new(1..2);
        folder.config[key] = value;
        folder.fit().map(|weights| weights.pairs.len())
    };
    assert_eq!(partly("layers_to_transform", json!([1])).unwrap(), 2);
    assert_eq!(partly("layers_to_transform", json!(1)).unwrap(), 2);
    assert_eq!(partly("target_modules", json!(r".*\.layers\.1\..*\.(q|k)_proj")).unwrap(), 2);
    let whole = ["q", "k"].map(|name| format!("model.layers.1.self_attn.{name}_proj"));
    assert_eq!(partly("target_modules", json!(whole)).unwrap(), 2);
    assert_eq!(partly("exclude_modules", json!(r"model\.layers\.0\..*")).unwrap(), 2);
    assert!(partly("layers_to_transform", json!([0, 1])).is_err());
}

#[test]
fn rows_are_in_the_order_of_the_model_file() {
    let weights = Folder::new(0..2).fit().unwrap();
    assert_eq!((weights.scale, weights.rank), (2.0, 2));
    assert_eq!(weights.pairs[0].tensor, "blk.0.attn_q.weight");
    assert_eq!((weights.pairs[0].a.kind, weights.pairs[0].a.rows, weights.pairs[0].a.columns), (Kind::F32, 2, 4));
    assert_eq!(rows(&weights.pairs[0]), [0., 1., 2., 3.]);
    // One head: the halves of its rows are laid into each other.
    let mut one = model("llama");
    one.heads = Some(1);
    assert_eq!(rows(&Folder::new(0..2).fit_to(&one).unwrap().pairs[0]), [0., 2., 1., 3.]);
    let two = Folder::new(0..2).fit_to(&model("llama")).unwrap();
    assert_eq!(rows(&two.pairs[0]), [0., 1., 2., 3.]);
    assert_eq!(rows(&two.pairs[1]), [0., 1.]);
    let silent = Header { heads: None, ..model("llama") };
    assert!(Folder::new(0..2).fit_to(&silent).is_err());
}

#[test]
fn rank_stabilized_scaling_is_known() {
    let mut folder = Folder::new(0..2);
    folder.config["use_rslora"] = json!(true);
    assert_eq!(folder.fit().unwrap().scale, 4.0 / 2f32.sqrt());
}

#[test]
fn one_of_the_users_that_is_damaged_is_named_and_not_used() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("mine");
    Folder::new(0..2).write(&folder);
    let adapters = own(dir.path());
    fs::write(folder.join("adapter.toml"), "task = 7").unwrap();
    let (none, warnings) = adapters.select("friendly", "tiny", BASE);
    assert!(none.is_none() && warnings[0].code == "adapter", "{warnings:?}");
    assert!(warnings[0].message.contains("“mine”") && warnings[0].message.contains("prompt alone"), "{warnings:?}");
    Folder::new(0..2).write(&folder);
    fs::remove_file(folder.join("adapter_model.safetensors")).unwrap();
    let (none, warnings) = adapters.select("friendly", "tiny", BASE);
    assert!(none.is_none() && warnings[0].message.contains("adapter_model.safetensors"), "{warnings:?}");
    assert!(adapters.list()[0].damaged.is_some());
    Folder::new(0..2).write(&folder);
    let weights = fs::read(folder.join("adapter_model.safetensors")).unwrap();
    fs::write(folder.join("adapter_model.safetensors"), &weights[..weights.len() - 8]).unwrap();
    let adapter = adapters.select("friendly", "tiny", BASE).0.unwrap();
    assert_eq!(adapter.weights(&model("qwen2")).unwrap_err().code, Code::AdapterUnusable);
}

#[test]
fn what_is_added_is_checked_and_lies_in_the_data_directory() {
    let dir = tempfile::tempdir().unwrap();
    let (given, data) = (dir.path().join("given"), dir.path().join("adapters"));
    Folder::new(0..2).write(&given);
    let (adapters, catalog) = (own(&data), Catalog::open(dir.path().join("models")));
    let add = |id: Option<&str>| adapters.add(&given, id, &catalog);
    assert_eq!(add(Some("../given")).unwrap_err().code, Code::Usage);
    let known = add(None).unwrap();
    assert_eq!((known.id.as_str(), known.path.as_deref()), ("given", Some(data.join("given").as_path())));
    assert_eq!(fs::read_dir(&data).unwrap().count(), 1, "nothing half done is left");
    assert!(add(Some("given")).unwrap_err().message.contains("already"));
    assert!(add(Some("other")).unwrap_err().message.contains("“given” answers this task"));
    adapters.remove("given").unwrap();
    let mut other = Folder::new(0..2);
    other.facts = other.facts.replace("b179c9", "b179c8");
    other.write(&given);
    assert!(add(None).unwrap_err().message.contains("another file of the model"), "the catalogue knows tiny");
    fs::write(given.join("adapter_config.json"), "{").unwrap();
    assert_eq!(add(None).unwrap_err().code, Code::AdapterUnusable);
    assert_eq!(adapters.add(&dir.path().join("no"), None, &catalog).unwrap_err().code, Code::AdapterUnknown);
    assert!(adapters.list().is_empty());
}
