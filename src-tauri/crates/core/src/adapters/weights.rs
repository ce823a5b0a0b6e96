//! What is in `adapter_model.safetensors`: for each matrix of the model that it changes, two thin ones whose product is the
//! change.
//!
//! Names become those of the model file, and rows are brought into that file's order: GGUF files of the llama
//! architecture hold the rows of the query and key projections interleaved, PEFT's do not.

use super::Facts;
use crate::catalog::gguf::Header;
use bytes::Bytes;
use regex::Regex;
use safetensors::{Dtype, SafeTensors};
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The projections of a layer: in PEFT's files, and in a GGUF file.
const MODULES: [(&str, &str); 7] = [
    ("self_attn.q_proj", "attn_q"),
    ("self_attn.k_proj", "attn_k"),
    ("self_attn.v_proj", "attn_v"),
    ("self_attn.o_proj", "attn_output"),
    ("mlp.gate_proj", "ffn_gate"),
    ("mlp.up_proj", "ffn_up"),
    ("mlp.down_proj", "ffn_down"),
];
/// The architectures whose layers are made of those, and whose row order is known here.
const ARCHITECTURES: [&str; 3] = ["llama", "qwen2", "qwen3"];

/// Why an adapter can't be used, as the end of a sentence.
type Refusal<T> = Result<T, String>;

/// `adapter_config.json`, as far as it changes what the weights mean.
#[derive(Debug, Clone, Deserialize)]
pub struct Config {
    peft_type: String,
    r: u32,
    lora_alpha: f64,
    target_modules: Names,
    exclude_modules: Option<Names>,
    layers_to_transform: Option<Layers>,
    bias: Option<String>,
    use_rslora: Option<bool>,
    /// What else PEFT can do, and only means something when it is not empty.
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Names {
    /// Names, or the ends of names.
    List(Vec<String>),
    /// A pattern for whole names.
    Pattern(String),
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Layers {
    One(usize),
    Some(Vec<usize>),
}

impl Config {
    /// Whether it says the same as `adapter.toml`, and nothing that is not understood here.
    pub(super) fn check(&self, facts: &Facts) -> Refusal<()> {
        if self.peft_type != "LORA" {
            return Err(format!("it is of the type “{}”, and only LORA is known", self.peft_type));
        }
        if self.r == 0 || self.r != facts.rank {
            return Err(format!("its rank is {} in one file and {} in the other", facts.rank, self.r));
        }
        if !self.lora_alpha.is_finite() || self.lora_alpha != facts.alpha {
            return Err(format!("its alpha is {} in one file and {} in the other", facts.alpha, self.lora_alpha));
        }
        if let Some(bias) = self.bias.as_deref().filter(|bias| *bias != "none") {
            return Err(format!("it changes biases (“{bias}”), which Stet can't"));
        }
        const UNKNOWN: [&str; 7] = [
            "use_dora",
            "lora_bias",
            "fan_in_fan_out",
            "modules_to_save",
            "rank_pattern",
            "alpha_pattern",
            "trainable_token_indices",
        ];
        match UNKNOWN.into_iter().find(|key| self.rest.get(*key).is_some_and(|value| !empty(value))) {
            Some(key) => Err(format!("it uses {key}, which Stet can't")),
            None => Ok(()),
        }
    }

    /// What the product of the two matrices is multiplied by.
    fn scale(&self) -> f32 {
        let rank = f64::from(self.r);
        (self.lora_alpha / if self.use_rslora == Some(true) { rank.sqrt() } else { rank }) as f32
    }

    /// Whether the adapter was to change a projection of a layer.
    fn wants(&self, layer: usize, module: &str) -> Refusal<bool> {
        let name = format!("model.layers.{layer}.{module}");
        let excluded = self.exclude_modules.as_ref().map_or(Ok(false), |names| names.hold(&name))?;
        let layers = match &self.layers_to_transform {
            None => true,
            Some(Layers::One(one)) => *one == layer,
            Some(Layers::Some(some)) => some.contains(&layer),
        };
        Ok(layers && !excluded && self.target_modules.hold(&name)?)
    }
}

impl Names {
    fn hold(&self, name: &str) -> Refusal<bool> {
        match self {
            Names::List(list) => {
                let ends =
                    |end: &String| name.strip_suffix(end.as_str()).is_some_and(|s| s.is_empty() || s.ends_with('.'));
                Ok(list.iter().any(ends))
            }
            Names::Pattern(pattern) => match Regex::new(&format!("^(?:{pattern})$")) {
                Ok(pattern) => Ok(pattern.is_match(name)),
                Err(_) => Err(format!("the pattern of its target modules, {pattern}, is not understood")),
            },
        }
    }
}

fn empty(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}

/// The weights of an adapter.
#[derive(Debug, Clone)]
pub struct Weights {
    /// What the product of the two matrices of a pair is multiplied by.
    pub scale: f32,
    pub rank: u32,
    /// By the name of the tensor.
    pub pairs: Vec<Pair>,
    config: Config,
}

/// The change of one tensor: `b` times `a`.
#[derive(Debug, Clone)]
pub struct Pair {
    /// As the model file names it.
    pub tensor: String,
    /// As many rows as the rank, and as many columns as the tensor has inputs.
    pub a: Matrix,
    /// As many rows as the tensor has outputs, and as many columns as the rank.
    pub b: Matrix,
    layer: usize,
    module: &'static str,
}

/// Numbers row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    pub kind: Kind,
    pub rows: usize,
    pub columns: usize,
    /// Little-endian; part of the file's, not copied.
    pub bytes: Bytes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    F32,
    F16,
    BF16,
}

impl Kind {
    /// Bytes of a number.
    pub fn width(self) -> usize {
        if self == Kind::F32 { 4 } else { 2 }
    }
}

impl Weights {
    /// Takes the file apart and checks that it is what the configuration says.
    pub(super) fn read(config: &Config, bytes: &Bytes) -> Refusal<Weights> {
        let file = SafeTensors::deserialize(bytes).map_err(|error| format!("its weights are damaged ({error})"))?;
        let mut halves: BTreeMap<(usize, usize), [Option<Matrix>; 2]> = BTreeMap::new();
        for (name, view) in file.iter() {
            let (layer, module, side) = part(name).ok_or_else(|| format!("it changes {name}, which Stet can't"))?;
            let kind = match view.dtype() {
                Dtype::F32 => Kind::F32,
                Dtype::F16 => Kind::F16,
                Dtype::BF16 => Kind::BF16,
                other => return Err(format!("its {name} is of the type {other:?}")),
            };
            let &[rows, columns] = view.shape() else { return Err(format!("its {name} is no matrix")) };
            if [rows, columns][side] != config.r as usize {
                return Err(format!("its {name} has the shape {rows} × {columns}, which is not of rank {}", config.r));
            }
            halves.entry((layer, module)).or_default()[side] =
                Some(Matrix { kind, rows, columns, bytes: bytes.slice_ref(view.data()) });
        }
        let pairs: Refusal<Vec<Pair>> = halves
            .into_iter()
            .map(|((layer, module), halves)| {
                let (peft, gguf) = MODULES[module];
                match halves {
                    [Some(a), Some(b)] => {
                        Ok(Pair { tensor: format!("blk.{layer}.{gguf}.weight"), a, b, layer, module: peft })
                    }
                    _ => Err(format!("half of its weights for {peft} of layer {layer} is missing")),
                }
            })
            .collect();
        let pairs = pairs?;
        if pairs.is_empty() {
            return Err("it has no weights".into());
        }
        Ok(Weights { scale: config.scale(), rank: config.r, pairs, config: config.clone() })
    }

    /// The weights as they fit a model file, with rows in its order; or why they don't fit it.
    pub fn fit(mut self, model: &Header) -> Refusal<Weights> {
        if !ARCHITECTURES.contains(&model.architecture.as_str()) {
            return Err(format!("models of the architecture “{}” take no adapters here", model.architecture));
        }
        let tensors: BTreeMap<&str, &[u64]> =
            model.tensors.iter().map(|tensor| (tensor.name.as_str(), tensor.dimensions.as_slice())).collect();
        for pair in &self.pairs {
            let change = [pair.a.columns as u64, pair.b.rows as u64];
            match tensors.get(pair.tensor.as_str()) {
                None => return Err(format!("the model has no {}", pair.tensor)),
                Some(shape) if **shape != change => {
                    let [inputs, outputs] = change;
                    return Err(format!(
                        "its change of {} is {outputs} × {inputs}, and the model has {} there",
                        pair.tensor,
                        shape.iter().rev().map(u64::to_string).collect::<Vec<_>>().join(" × ")
                    ));
                }
                Some(_) => {}
            }
        }
        self.check_whole(&tensors)?;
        if model.architecture == "llama" {
            for pair in &mut self.pairs {
                let heads = match pair.module {
                    "self_attn.q_proj" => model.heads,
                    "self_attn.k_proj" => model.kv_heads,
                    _ => continue,
                };
                let heads = heads.filter(|n| *n > 0 && (pair.b.rows as u64).is_multiple_of(2 * n));
                let heads = heads.ok_or("the model does not say how many heads it has")?;
                pair.b = pair.b.interleaved(heads as usize);
            }
        }
        Ok(self)
    }

    /// Nothing is missing that the configuration says was trained.
    fn check_whole(&self, tensors: &BTreeMap<&str, &[u64]>) -> Refusal<()> {
        let there: BTreeSet<_> = self.pairs.iter().map(|pair| (pair.layer, pair.module)).collect();
        for layer in 0.. {
            if !tensors.contains_key(format!("blk.{layer}.{}.weight", MODULES[0].1).as_str()) {
                return Ok(());
            }
            for (module, _) in MODULES {
                if !there.contains(&(layer, module)) && self.config.wants(layer, module)? {
                    return Err(format!("its weights for {module} of layer {layer} are missing"));
                }
            }
        }
        Ok(())
    }
}

impl Matrix {
    /// The rows as a GGUF file of the llama architecture orders them: in each head the first of the first half, the first of
    /// the second half, the second of the first half, …
    fn interleaved(&self, heads: usize) -> Matrix {
        let width = self.columns * self.kind.width();
        let half = self.rows / heads / 2;
        let mut bytes = Vec::with_capacity(self.bytes.len());
        for head in 0..heads {
            for at in 0..half {
                for side in 0..2 {
                    let row = (head * 2 + side) * half + at;
                    bytes.extend_from_slice(&self.bytes[row * width..(row + 1) * width]);
                }
            }
        }
        Matrix { bytes: bytes.into(), ..*self }
    }
}

/// The layer, the number of the module and the side (0 is `a`) of a tensor in PEFT's file.
fn part(name: &str) -> Option<(usize, usize, usize)> {
    let (layer, rest) = name.strip_prefix("base_model.model.model.layers.")?.split_once('.')?;
    let (module, side) = match (rest.strip_suffix(".lora_A.weight"), rest.strip_suffix(".lora_B.weight")) {
        (Some(module), _) => (module, 0),
        (_, Some(module)) => (module, 1),
        _ => return None,
    };
    Some((layer.parse().ok()?, MODULES.iter().position(|(peft, _)| *peft == module)?, side))
}
