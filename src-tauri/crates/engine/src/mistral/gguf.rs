//! The head of a GGUF file: what is in it and where, before anything is loaded.
//!
//! The readers inside the inference libraries trust a file's lengths, and a damaged one makes them ask for absurd amounts
//! of memory, which ends the process. Here every length is held against the size of the file first. Layout of versions 2
//! and 3: <https://github.com/ggml-org/ggml/blob/master/docs/gguf.md>.

use candle_core::quantized::GgmlDType;
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::ops::Range;
use std::path::Path;
use stet_core::{Code, Error, Result};

pub const MAGIC: &[u8; 4] = b"GGUF";
const DEFAULT_ALIGNMENT: u64 = 32;

/// Everything before the tensor data.
#[derive(Debug)]
pub struct Head {
    pub version: u32,
    pub metadata: HashMap<String, Value>,
    pub metadata_count: u64,
    /// Where the key-value pairs stand in the file.
    pub metadata_bytes: Range<u64>,
    pub tensors: Vec<Tensor>,
    /// Where tensor data starts; a tensor's offset counts from here.
    pub data: u64,
    pub alignment: u64,
}

/// A metadata value, as far as anybody here asks for it.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// With the place of its bytes in the file, so that it can be replaced by another of the same width.
    Integer(u64, Range<u64>),
    Bool(bool),
    Text(String),
    /// Floating point, or an array.
    Other,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Tensor {
    pub name: String,
    /// Innermost (contiguous) dimension first, as the file has them.
    pub dims: Vec<u64>,
    /// The file's number for the type.
    pub kind: u32,
    pub offset: u64,
}

impl Tensor {
    /// The type, where candle knows it.
    pub fn dtype(&self) -> Option<GgmlDType> {
        Some(match self.kind {
            0 => GgmlDType::F32,
            1 => GgmlDType::F16,
            2 => GgmlDType::Q4_0,
            3 => GgmlDType::Q4_1,
            6 => GgmlDType::Q5_0,
            7 => GgmlDType::Q5_1,
            8 => GgmlDType::Q8_0,
            10 => GgmlDType::Q2K,
            11 => GgmlDType::Q3K,
            12 => GgmlDType::Q4K,
            13 => GgmlDType::Q5K,
            14 => GgmlDType::Q6K,
            30 => GgmlDType::BF16,
            _ => return None,
        })
    }

    pub fn elements(&self) -> Option<u64> {
        self.dims.iter().try_fold(1u64, |product, dim| product.checked_mul(*dim))
    }

    /// Bytes of this tensor's elements in type `dtype`; `None` when they do not fill whole blocks of it.
    pub fn size_as(&self, dtype: GgmlDType) -> Option<u64> {
        let block = dtype.block_size() as u64;
        if !self.dims.first().copied().unwrap_or(1).is_multiple_of(block) {
            return None;
        }
        (self.elements()? / block).checked_mul(dtype.type_size() as u64)
    }
}

impl Head {
    /// Reads the head of `path`.
    ///
    /// Errors: `model-missing`, `io`, `model-damaged` (not GGUF, truncated, or a length that can't be),
    /// `model-unsupported` (a version or tensor type that candle can't read).
    pub fn read(path: &Path) -> Result<Self> {
        let file = File::open(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => {
                Error::new(Code::ModelMissing, format!("There is no model file at {}.", path.display()))
                    .hint("Get it with `stet models pull`.")
                    .because(error)
            }
            _ => Error::io(format!("open the model {}", path.display()), error),
        })?;
        let size = file.metadata().map_err(|e| Error::io(format!("read {}", path.display()), e))?.len();
        let mut reader = Reader { inner: BufReader::with_capacity(1 << 18, file), at: 0, size };
        reader.head().map_err(|fault| fault.explain(path))
    }

    pub fn text(&self, key: &str) -> Option<&str> {
        match self.metadata.get(key) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    pub fn flag(&self, key: &str) -> Option<bool> {
        match self.metadata.get(key) {
            Some(Value::Bool(flag)) => Some(*flag),
            _ => None,
        }
    }
}

enum Fault {
    Damaged(String),
    Unsupported(String),
    Io(std::io::Error),
}

impl Fault {
    fn explain(self, path: &Path) -> Error {
        let path = path.display();
        match self {
            Fault::Damaged(why) => Error::new(Code::ModelDamaged, format!("The model {path} is damaged: {why}."))
                .hint("Remove it and get it again; `stet models verify` checks the others."),
            Fault::Unsupported(why) => {
                Error::new(Code::ModelUnsupported, format!("mistralrs can't run {path}: {why}."))
                    .hint("Use --engine llama, or choose another model with --model.")
            }
            Fault::Io(error) => Error::io(format!("read the model {path}"), error),
        }
    }
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::UnexpectedEof => Fault::Damaged("it ends in the middle of its head".into()),
            _ => Fault::Io(error),
        }
    }
}

struct Reader {
    inner: BufReader<File>,
    at: u64,
    size: u64,
}

impl Reader {
    fn head(&mut self) -> Result<Head, Fault> {
        if &self.bytes::<4>()? != MAGIC {
            return Err(Fault::Damaged("it is not a GGUF file".into()));
        }
        let version = self.u32()?;
        if !(2..=3).contains(&version) {
            return Err(Fault::Unsupported(format!("it is GGUF version {version}, and only 2 and 3 are read")));
        }
        // The least a tensor and a key-value pair take; more of them than fit can't be.
        let tensor_count = self.count(24)?;
        let metadata_count = self.count(13)?;
        let start = self.at;
        let mut metadata = HashMap::new();
        for _ in 0..metadata_count {
            let key = self.text()?;
            let kind = self.u32()?;
            let value = self.value(kind, 0)?;
            metadata.insert(key, value);
        }
        let metadata_bytes = start..self.at;
        let mut tensors = Vec::new();
        for _ in 0..tensor_count {
            let name = self.text()?;
            let rank = self.u32()?;
            if name.contains(char::REPLACEMENT_CHARACTER) {
                return Err(Fault::Damaged(format!("the name of the tensor {name} is not text")));
            }
            if rank > 4 {
                return Err(Fault::Damaged(format!("the tensor {name} claims {rank} dimensions")));
            }
            let dims = (0..rank).map(|_| self.u64()).collect::<Result<_, _>>()?;
            tensors.push(Tensor { name, dims, kind: self.u32()?, offset: self.u64()? });
        }
        let alignment = match metadata.get("general.alignment") {
            Some(Value::Integer(alignment, _)) => *alignment,
            _ => DEFAULT_ALIGNMENT,
        };
        if !alignment.is_power_of_two() || alignment > 1 << 20 {
            return Err(Fault::Damaged(format!("it claims an alignment of {alignment}")));
        }
        let data = self.at.next_multiple_of(alignment);
        let head = Head { version, metadata, metadata_count, metadata_bytes, tensors, data, alignment };
        self.check_data(&head)?;
        Ok(head)
    }

    /// Every tensor's bytes must be in the file.
    fn check_data(&self, head: &Head) -> Result<(), Fault> {
        for tensor in &head.tensors {
            let Some(dtype) = tensor.dtype() else {
                return Err(Fault::Unsupported(format!(
                    "the tensor {} has type number {}, which it does not know",
                    tensor.name, tensor.kind
                )));
            };
            let size = tensor
                .size_as(dtype)
                .ok_or_else(|| Fault::Damaged(format!("the tensor {} has an impossible shape", tensor.name)))?;
            let end = head.data.checked_add(tensor.offset).and_then(|start| start.checked_add(size));
            if end.is_none_or(|end| end > self.size) {
                return Err(Fault::Damaged(format!(
                    "it ends before the tensor {} does, so it was not downloaded completely",
                    tensor.name
                )));
            }
        }
        Ok(())
    }

    fn value(&mut self, kind: u32, depth: u32) -> Result<Value, Fault> {
        let start = self.at;
        let integer = |reader: &Self, value: u64| Value::Integer(value, start..reader.at);
        Ok(match kind {
            0 | 1 => {
                let value = self.bytes::<1>()?[0].into();
                integer(self, value)
            }
            2 | 3 => {
                let value = u16::from_le_bytes(self.bytes()?).into();
                integer(self, value)
            }
            4 | 5 => {
                let value = self.u32()?.into();
                integer(self, value)
            }
            10 | 11 => {
                let value = self.u64()?;
                integer(self, value)
            }
            7 => Value::Bool(self.bytes::<1>()?[0] != 0),
            8 => Value::Text(self.text()?),
            6 => {
                self.skip(4)?;
                Value::Other
            }
            12 => {
                self.skip(8)?;
                Value::Other
            }
            9 if depth < 4 => {
                let kind = self.u32()?;
                let width = match kind {
                    0 | 1 | 7 => Some(1),
                    2 | 3 => Some(2),
                    4..=6 => Some(4),
                    10..=12 => Some(8),
                    _ => None,
                };
                let count = self.count(width.unwrap_or(8))?;
                match width {
                    Some(width) => self.skip(count * width)?,
                    None => {
                        for _ in 0..count {
                            self.value(kind, depth + 1)?;
                        }
                    }
                }
                Value::Other
            }
            _ => return Err(Fault::Damaged(format!("it has a value of the unknown kind {kind}"))),
        })
    }

    /// A number of things of at least `width` bytes each, which have to fit into the rest of the file.
    fn count(&mut self, width: u64) -> Result<u64, Fault> {
        let count = self.u64()?;
        match count.checked_mul(width) {
            Some(bytes) if bytes <= self.size - self.at => Ok(count),
            _ => Err(Fault::Damaged(format!("it claims {count} entries, more than fit into it"))),
        }
    }

    fn text(&mut self) -> Result<String, Fault> {
        let length = self.count(1)?;
        let mut bytes = vec![0; length as usize];
        self.inner.read_exact(&mut bytes)?;
        self.at += length;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn skip(&mut self, bytes: u64) -> Result<(), Fault> {
        if bytes > self.size - self.at {
            return Err(Fault::Damaged("it ends in the middle of its head".into()));
        }
        self.inner.seek_relative(bytes as i64)?;
        self.at += bytes;
        Ok(())
    }

    fn u32(&mut self) -> Result<u32, Fault> {
        Ok(u32::from_le_bytes(self.bytes()?))
    }

    fn u64(&mut self) -> Result<u64, Fault> {
        Ok(u64::from_le_bytes(self.bytes()?))
    }

    fn bytes<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        let mut bytes = [0; N];
        self.inner.read_exact(&mut bytes)?;
        self.at += N as u64;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<Head> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("model.gguf");
        std::fs::write(&path, bytes).unwrap();
        Head::read(&path)
    }

    fn head(tensors: u64, pairs: u64) -> Vec<u8> {
        [&MAGIC[..], &3u32.to_le_bytes(), &tensors.to_le_bytes(), &pairs.to_le_bytes()].concat()
    }

    #[test]
    fn absurd_lengths_are_damage_and_not_an_allocation() {
        for bytes in [
            head(u64::MAX, 0),
            head(0, u64::MAX / 2),
            [head(0, 1), u64::MAX.to_le_bytes().to_vec()].concat(),
            [head(0, 1), 1u64.to_le_bytes().to_vec(), b"k".to_vec(), 9u32.to_le_bytes().to_vec(), vec![255; 12]]
                .concat(),
            b"GGUF".to_vec(),
            b"<!doctype html>".to_vec(),
            Vec::new(),
        ] {
            assert_eq!(read(&bytes).unwrap_err().code, Code::ModelDamaged);
        }
    }

    #[test]
    fn a_missing_file_and_an_old_version_are_named_as_such() {
        assert_eq!(Head::read(Path::new("nowhere.gguf")).unwrap_err().code, Code::ModelMissing);
        let old = [&MAGIC[..], &1u32.to_le_bytes(), &[0; 16]].concat();
        assert_eq!(read(&old).unwrap_err().code, Code::ModelUnsupported);
    }

    #[test]
    fn an_empty_model_is_read() {
        assert_eq!(read(&head(0, 0)).unwrap().tensors, []);
    }
}
