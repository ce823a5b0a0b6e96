//! An adapter worked into the weights of a model: where an engine can't add it while it computes.

use candle_core::{DType, Device, Tensor};
use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;
use stet_core::adapters::Adapter;
use stet_core::adapters::weights::{Kind, Matrix, Pair};
use stet_core::catalog::gguf;
use stet_core::{Code, Error, Result};

/// The changes of an adapter, by the name of the tensor they are for.
pub struct Merge {
    /// Of the adapter; names the merged copy.
    pub sha256: String,
    changes: HashMap<String, Change>,
}

struct Change {
    /// As many rows as the rank.
    a: Tensor,
    /// As many columns; scaled.
    b: Tensor,
}

impl Merge {
    /// Reads the adapter, as it fits the model. Errors: `adapter-unusable`, `model-damaged`, `engine`, `io`.
    pub fn of(adapter: &Adapter, model: &Path) -> Result<Self> {
        let weights = adapter.weights(&gguf::header(model)?)?;
        let change = |pair: &Pair| -> candle_core::Result<_> {
            let b = plain(&pair.b)?.affine(weights.scale.into(), 0.0)?;
            Ok((pair.tensor.clone(), Change { a: plain(&pair.a)?, b }))
        };
        let changes = weights.pairs.iter().map(change).collect::<candle_core::Result<_>>().map_err(failed)?;
        Ok(Merge { sha256: adapter.mark.sha256.clone(), changes })
    }

    /// A change of one tensor.
    #[cfg(test)]
    pub(crate) fn one(tensor: &str, a: Tensor, b: Tensor) -> Self {
        Merge { sha256: "merged".into(), changes: [(tensor.to_owned(), Change { a, b })].into() }
    }

    pub fn touches(&self, tensor: &str) -> bool {
        self.changes.contains_key(tensor)
    }

    /// Some rows of a tensor with their change added. Errors: `engine`.
    pub fn merged(&self, tensor: &str, rows: Range<usize>, plain: &Tensor) -> Result<Tensor> {
        let Some(change) = self.changes.get(tensor) else { return Ok(plain.clone()) };
        let add =
            || plain.reshape((rows.len(), ()))? + change.b.narrow(0, rows.start, rows.len())?.matmul(&change.a)?;
        add().map_err(failed)
    }
}

fn plain(matrix: &Matrix) -> candle_core::Result<Tensor> {
    let kind = match matrix.kind {
        Kind::F32 => DType::F32,
        Kind::F16 => DType::F16,
        Kind::BF16 => DType::BF16,
    };
    let shape = [matrix.rows, matrix.columns];
    Tensor::from_raw_buffer(&matrix.bytes, kind, &shape, &Device::Cpu)?.to_dtype(DType::F32)
}

fn failed(error: candle_core::Error) -> Error {
    Error::new(Code::Engine, "The adapter could not be worked into the model.").because(error)
}
