//! Adapters as llama.cpp reads them: a GGUF file of thin matrices, made once from PEFT's and kept by its content.
//!
//! Layout: <https://github.com/ggml-org/ggml/blob/master/docs/gguf.md>, and what
//! llama.cpp's `llama-adapter.cpp` asks of such a file.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use stet_core::adapters::Adapter;
use stet_core::adapters::weights::{Kind, Matrix, Weights};
use stet_core::catalog::gguf;
use stet_core::{Result, home};

/// Counted up whenever a file would be made differently.
const RECIPE: u32 = 1;
const ALIGNMENT: usize = 32;

/// The adapter as a file for llama.cpp, made now in `cache` if it isn't there. Blocks.
///
/// Errors: `adapter-unusable` (damaged, or not for this model), `model-damaged`, `disk-full`, `read-only`, `io`.
pub fn file(adapter: &Adapter, model: &Path, cache: &Path) -> Result<PathBuf> {
    let path = cache.join(format!("{}.lora-{RECIPE}.gguf", adapter.mark.sha256));
    if !path.exists() {
        let header = gguf::header(model)?;
        let weights = adapter.weights(&header)?;
        // Straight into the file: as much memory as the adapter takes would not come back.
        home::write_with(&path, |file| convert(&weights, &header.architecture, file))?;
    }
    Ok(path)
}

fn convert(weights: &Weights, architecture: &str, file: &mut dyn Write) -> io::Result<()> {
    let mut matrices: Vec<(String, &Matrix)> = Vec::new();
    for pair in &weights.pairs {
        matrices.push((format!("{}.lora_a", pair.tensor), &pair.a));
        matrices.push((format!("{}.lora_b", pair.tensor), &pair.b));
    }
    let mut out = b"GGUF".to_vec();
    out.extend(3u32.to_le_bytes());
    out.extend((matrices.len() as u64).to_le_bytes());
    let words = [("general.type", "adapter"), ("general.architecture", architecture), ("adapter.type", "lora")];
    out.extend((words.len() as u64 + 1).to_le_bytes());
    for (key, word) in words {
        text(&mut out, key);
        out.extend(8u32.to_le_bytes());
        text(&mut out, word);
    }
    // llama.cpp divides it by the rank again.
    text(&mut out, "adapter.lora.alpha");
    out.extend(6u32.to_le_bytes());
    out.extend((weights.scale * weights.rank as f32).to_le_bytes());
    let mut offset = 0;
    for (name, matrix) in &matrices {
        text(&mut out, name);
        out.extend(2u32.to_le_bytes());
        // The innermost dimension first.
        out.extend((matrix.columns as u64).to_le_bytes());
        out.extend((matrix.rows as u64).to_le_bytes());
        let kind: u32 = match matrix.kind {
            Kind::F32 => 0,
            Kind::F16 => 1,
            Kind::BF16 => 30,
        };
        out.extend(kind.to_le_bytes());
        out.extend((offset as u64).to_le_bytes());
        offset += matrix.bytes.len().next_multiple_of(ALIGNMENT);
    }
    out.resize(out.len().next_multiple_of(ALIGNMENT), 0);
    file.write_all(&out)?;
    for (_, matrix) in &matrices {
        file.write_all(&matrix.bytes)?;
        let end = matrix.bytes.len();
        file.write_all(&[0; ALIGNMENT][..end.next_multiple_of(ALIGNMENT) - end])?;
    }
    Ok(())
}

fn text(out: &mut Vec<u8>, text: &str) {
    out.extend((text.len() as u64).to_le_bytes());
    out.extend(text.as_bytes());
}
