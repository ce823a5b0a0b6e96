//! The real binary with a home of its own.

#![allow(dead_code, reason = "each test program uses its part")]

use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

pub struct Stet {
    home: tempfile::TempDir,
    models: Option<PathBuf>,
}

impl Stet {
    /// With no models at all.
    pub fn new() -> Self {
        Stet { home: tempfile::tempdir().unwrap(), models: None }
    }

    /// With the models of `STET_MODELS`, which must be set.
    pub fn with_models() -> Self {
        let models =
            std::env::var_os("STET_MODELS").expect("STET_MODELS names the folder of models; ./dev test sets it");
        assert!(Path::new(&models).join("tiny.gguf").exists(), "the tiny model is not there; ./dev test fetches it");
        Stet { models: Some(models.into()), ..Stet::new() }
    }

    pub fn home(&self) -> &Path {
        self.home.path()
    }

    pub fn models(&self) -> PathBuf {
        self.models.clone().unwrap_or_else(|| self.home.path().join("models"))
    }

    pub fn run(&self, args: &[&str], input: &[u8]) -> Output {
        self.at(self.home.path(), args, input)
    }

    /// With another data directory.
    pub fn at(&self, home: &Path, args: &[&str], input: &[u8]) -> Output {
        let mut child = self.spawn(home, args);
        // A program that fails early closes the pipe; what it says counts.
        let _ = child.stdin.take().unwrap().write_all(input);
        child.wait_with_output().unwrap()
    }

    pub fn spawn(&self, home: &Path, args: &[&str]) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_stet"));
        command.args(args).env("STET_HOME", home).env("STET_MODELS", self.models());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }
}

/// Writes an adapter for `tiny` that changes nothing: one projection of the last layer, with zeros.
pub fn write_adapter(folder: &Path, task: &str) {
    let (mut index, mut data) = (serde_json::Map::new(), Vec::new());
    for (side, rows, columns) in [("A", 2, 576), ("B", 192, 2)] {
        let name = format!("base_model.model.model.layers.29.self_attn.v_proj.lora_{side}.weight");
        let end = data.len() + 4 * rows * columns;
        let entry = serde_json::json!({ "dtype": "F32", "shape": [rows, columns], "data_offsets": [data.len(), end] });
        index.insert(name, entry);
        data.resize(end, 0);
    }
    let index = Value::Object(index).to_string();
    let weights = [&(index.len() as u64).to_le_bytes(), index.as_bytes(), &data].concat();
    let config = serde_json::json!({
        "peft_type": "LORA", "r": 2, "lora_alpha": 4, "target_modules": ["v_proj"], "layers_to_transform": [29],
    });
    let base = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53";
    let facts = format!("task = \"{task}\"\nbase = \"{base}\"\nmodel = \"tiny\"\nrank = 2\nalpha = 4\n");
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(folder.join("adapter.toml"), facts).unwrap();
    std::fs::write(folder.join("adapter_config.json"), config.to_string()).unwrap();
    std::fs::write(folder.join("adapter_model.safetensors"), weights).unwrap();
}

/// Standard output as JSON.
pub fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        panic!("{error}: {out} {err}")
    })
}

/// The corrections of a proofread result applied to its input, by the contract's own indices.
pub fn apply(text: &str, result: &Value) -> String {
    let mut units: Vec<u16> = text.encode_utf16().collect();
    for correction in result["corrections"].as_array().unwrap().iter().rev() {
        let index = |key: &str| correction[key].as_u64().unwrap() as usize;
        let new = correction["correction"].as_str().unwrap().encode_utf16();
        units.splice(index("startIndex")..index("endIndex"), new);
    }
    String::from_utf16(&units).unwrap()
}
