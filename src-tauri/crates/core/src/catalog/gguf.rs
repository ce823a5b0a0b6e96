//! The header of a GGUF file: what the model is, and how long its file must be.
//!
//! Metadata only; tensors are the engine's business. A header is untrusted input: nothing is allocated on its word,
//! every length is checked against the bytes that are really there, and a mistake in it is an answer, not a panic.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::path::Path;

/// Metadata strings longer than this are skipped; none that is kept comes near.
const MAX_KEPT: u64 = 4096;
const MAX_KEYS: u64 = 65_536;
const MAX_TENSORS: u64 = 65_536;
const MAX_NESTING: u32 = 4;

/// What a header says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Header {
    /// `general.architecture`: `llama`, `qwen2`, …
    pub architecture: String,
    /// `general.name`
    pub name: Option<String>,
    /// `general.license`
    pub licence: Option<String>,
    /// `general.type`: `model` or nothing for a model, `adapter`, `mmproj`, …
    pub kind: Option<String>,
    /// Tokens of context the model was trained for.
    pub context: Option<u64>,
    /// Attention heads, where all layers have as many.
    pub heads: Option<u64>,
    /// Attention heads of keys and values.
    pub kv_heads: Option<u64>,
    /// `split.count`: files the model is spread over; 1 when it is whole.
    pub files: u64,
    pub tensors: Vec<Tensor>,
    /// Bytes the file must have for every tensor to be whole.
    pub size: u64,
}

/// Where a tensor lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tensor {
    pub name: String,
    pub dimensions: Vec<u64>,
    /// The ggml type number.
    pub kind: u32,
    /// Bytes from the start of the tensor data.
    pub offset: u64,
    /// `None` for a type this module has no size of.
    pub bytes: Option<u64>,
}

/// Why a file is not a usable GGUF.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("it is not a GGUF file")]
    NotGguf,
    #[error("it is GGUF version {0}, which is not supported")]
    Version(u32),
    #[error("it is cut short: its header names {needed} bytes and it has {has}")]
    Truncated { needed: u64, has: u64 },
    #[error("its header is cut short")]
    HeaderTruncated,
    #[error("its header is damaged ({0})")]
    Damaged(&'static str),
    #[error("it can't be read: {0}")]
    Io(#[source] io::Error),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Fault::HeaderTruncated,
            _ => Fault::Io(error),
        }
    }
}

/// Reads the header of the file at `path` and checks that every tensor it names lies within the file.
pub fn read(path: &Path) -> Result<Header, Fault> {
    let file = File::open(path).map_err(Fault::Io)?;
    let length = file.metadata().map_err(Fault::Io)?.len();
    parse(BufReader::with_capacity(1 << 16, file), length)
}

/// The same with a sentence for people. Errors: `model-damaged`.
pub fn header(path: &Path) -> crate::Result<Header> {
    read(path).map_err(|fault| {
        let message = format!("The model {} can't be used: {fault}.", path.display());
        crate::Error::new(crate::Code::ModelDamaged, message).because(fault)
    })
}

/// Reads a header from the start of `source`, which has `length` bytes.
pub fn parse<R: Read + Seek>(source: BufReader<R>, length: u64) -> Result<Header, Fault> {
    let mut input = Input { source, at: 0, length };
    if length < 4 || input.array()? != *b"GGUF" {
        return Err(Fault::NotGguf);
    }
    let version = input.u32()?;
    if !(2..=3).contains(&version) {
        return Err(Fault::Version(version));
    }
    let tensor_count = input.count(MAX_TENSORS, "too many tensors")?;
    let key_count = input.count(MAX_KEYS, "too many keys")?;

    let mut header = Header { files: 1, ..Header::default() };
    let mut alignment = 32;
    let mut numbers = BTreeMap::new();
    for _ in 0..key_count {
        let key = input.string()?.unwrap_or_default();
        let kind = input.u32()?;
        match (key.as_str(), input.value(kind, 0)?) {
            ("general.architecture", Value::Text(text)) => header.architecture = text,
            ("general.name", Value::Text(text)) => header.name = Some(text),
            ("general.license", Value::Text(text)) => header.licence = Some(text),
            ("general.type", Value::Text(text)) => header.kind = Some(text),
            ("general.alignment", Value::Number(number)) => alignment = number,
            ("split.count", Value::Number(number)) => header.files = number.max(1),
            (key, Value::Number(number)) => drop(numbers.insert(key.to_owned(), number)),
            _ => {}
        }
    }
    if header.architecture.is_empty() {
        return Err(Fault::Damaged("no architecture"));
    }
    if !alignment.is_power_of_two() || alignment > 1 << 16 {
        return Err(Fault::Damaged("alignment"));
    }
    let number = |name: &str| numbers.get(&format!("{}.{name}", header.architecture)).copied();
    header.context = number("context_length");
    header.heads = number("attention.head_count");
    header.kv_heads = number("attention.head_count_kv").or(header.heads);

    for _ in 0..tensor_count {
        header.tensors.push(input.tensor()?);
    }
    let data = input.at.checked_next_multiple_of(alignment).ok_or(Fault::Damaged("alignment"))?;
    header.size = input.at;
    for tensor in &header.tensors {
        let end = data.checked_add(tensor.offset).and_then(|start| start.checked_add(tensor.bytes.unwrap_or(0)));
        header.size = header.size.max(end.ok_or(Fault::Damaged("tensor offset"))?);
    }
    if header.size > length {
        return Err(Fault::Truncated { needed: header.size, has: length });
    }
    Ok(header)
}

enum Value {
    Number(u64),
    Text(String),
    Other,
}

/// A reader that knows how much is left.
struct Input<R> {
    source: BufReader<R>,
    at: u64,
    length: u64,
}

impl<R: Read + Seek> Input<R> {
    /// Claims the next `bytes`, or says that they aren't there.
    fn take(&mut self, bytes: u64) -> Result<(), Fault> {
        if bytes > self.length - self.at {
            return Err(Fault::HeaderTruncated);
        }
        self.at += bytes;
        Ok(())
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        self.take(N as u64)?;
        let mut bytes = [0; N];
        self.source.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    fn u32(&mut self) -> Result<u32, Fault> {
        self.array().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Result<u64, Fault> {
        self.array().map(u64::from_le_bytes)
    }

    fn count(&mut self, limit: u64, fault: &'static str) -> Result<u64, Fault> {
        let count = self.u64()?;
        if count > limit { Err(Fault::Damaged(fault)) } else { Ok(count) }
    }

    fn skip(&mut self, bytes: u64) -> Result<(), Fault> {
        self.take(bytes)?;
        // Within the file's length, so it fits.
        self.source.seek_relative(bytes as i64)?;
        Ok(())
    }

    /// A string, or `None` when it is too long to be worth keeping.
    fn string(&mut self) -> Result<Option<String>, Fault> {
        let length = self.u64()?;
        if length > MAX_KEPT {
            self.skip(length)?;
            return Ok(None);
        }
        self.take(length)?;
        let mut bytes = vec![0; length as usize];
        self.source.read_exact(&mut bytes)?;
        Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
    }

    fn value(&mut self, kind: u32, depth: u32) -> Result<Value, Fault> {
        Ok(match kind {
            4 => Value::Number(self.u32()?.into()),
            10 => Value::Number(self.u64()?),
            2 => Value::Number(u16::from_le_bytes(self.array()?).into()),
            8 => self.string()?.map_or(Value::Other, Value::Text),
            9 => {
                if depth >= MAX_NESTING {
                    return Err(Fault::Damaged("nested arrays"));
                }
                let element = self.u32()?;
                let count = self.u64()?;
                if let Some(width) = width(element) {
                    self.skip(count.checked_mul(width).ok_or(Fault::HeaderTruncated)?)?;
                } else {
                    // Each element takes at least the eight bytes of its length, so the file bounds this loop.
                    for _ in 0..count {
                        match element {
                            8 => {
                                let length = self.u64()?;
                                self.skip(length)?;
                            }
                            _ => drop(self.value(element, depth + 1)?),
                        }
                    }
                }
                Value::Other
            }
            _ => {
                self.skip(width(kind).ok_or(Fault::Damaged("unknown value type"))?)?;
                Value::Other
            }
        })
    }

    fn tensor(&mut self) -> Result<Tensor, Fault> {
        let name = self.string()?.ok_or(Fault::Damaged("tensor name"))?;
        let dimension_count = self.u32()?;
        if dimension_count > 4 {
            return Err(Fault::Damaged("tensor dimensions"));
        }
        let dimensions = (0..dimension_count).map(|_| self.u64()).collect::<Result<Vec<_>, _>>()?;
        let kind = self.u32()?;
        let offset = self.u64()?;
        let elements = dimensions.iter().try_fold(1u64, |product, n| product.checked_mul(*n));
        let elements = elements.ok_or(Fault::Damaged("tensor dimensions"))?;
        let bytes = match block(kind) {
            Some((length, width)) => {
                let bytes = elements.div_ceil(length).checked_mul(width);
                Some(bytes.ok_or(Fault::Damaged("tensor dimensions"))?)
            }
            None => None,
        };
        Ok(Tensor { name, dimensions, kind, offset, bytes })
    }
}

/// Bytes of a scalar metadata value.
fn width(kind: u32) -> Option<u64> {
    match kind {
        0 | 1 | 7 => Some(1),
        2 | 3 => Some(2),
        4..=6 => Some(4),
        10..=12 => Some(8),
        _ => None,
    }
}

/// Elements in a block of a ggml tensor type, and the bytes that block takes.
fn block(kind: u32) -> Option<(u64, u64)> {
    Some(match kind {
        0 | 26 => (1, 4),      // F32, I32
        1 | 25 | 30 => (1, 2), // F16, I16, BF16
        24 => (1, 1),          // I8
        27 | 28 => (1, 8),     // I64, F64
        2 | 20 => (32, 18),    // Q4_0, IQ4_NL
        3 => (32, 20),         // Q4_1
        6 => (32, 22),         // Q5_0
        7 => (32, 24),         // Q5_1
        8 => (32, 34),         // Q8_0
        9 => (32, 36),         // Q8_1
        39 => (32, 17),        // MXFP4
        10 => (256, 84),       // Q2_K
        11 | 21 => (256, 110), // Q3_K, IQ3_S
        12 => (256, 144),      // Q4_K
        13 => (256, 176),      // Q5_K
        14 => (256, 210),      // Q6_K
        15 => (256, 292),      // Q8_K
        16 | 35 => (256, 66),  // IQ2_XXS, TQ2_0
        17 => (256, 74),       // IQ2_XS
        18 => (256, 98),       // IQ3_XXS
        19 => (256, 50),       // IQ1_S
        22 => (256, 82),       // IQ2_S
        23 => (256, 136),      // IQ4_XS
        29 => (256, 56),       // IQ1_M
        34 => (256, 54),       // TQ1_0
        _ => return None,
    })
}

/// A small whole GGUF file, for tests.
#[cfg(test)]
pub(crate) fn sample(payload: usize) -> Vec<u8> {
    fn text(out: &mut Vec<u8>, text: &str) {
        out.extend((text.len() as u64).to_le_bytes());
        out.extend(text.as_bytes());
    }
    let mut out = b"GGUF".to_vec();
    out.extend(3u32.to_le_bytes());
    out.extend(1u64.to_le_bytes());
    out.extend(4u64.to_le_bytes());
    for (key, value) in [("general.architecture", "llama"), ("general.name", "Sample 1M")] {
        text(&mut out, key);
        out.extend(8u32.to_le_bytes());
        text(&mut out, value);
    }
    text(&mut out, "llama.context_length");
    out.extend(4u32.to_le_bytes());
    out.extend(2048u32.to_le_bytes());
    text(&mut out, "tokenizer.ggml.tokens");
    out.extend(9u32.to_le_bytes());
    out.extend(8u32.to_le_bytes());
    out.extend(2u64.to_le_bytes());
    text(&mut out, "a");
    text(&mut out, "b");
    text(&mut out, "output.weight");
    out.extend(1u32.to_le_bytes());
    out.extend((payload as u64).to_le_bytes());
    out.extend(24u32.to_le_bytes());
    out.extend(0u64.to_le_bytes());
    out.resize(out.len().next_multiple_of(32), 0);
    out.extend((0..payload).map(|i| (i * 31 % 251) as u8));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Cursor;

    fn parse_bytes(bytes: &[u8]) -> Result<Header, Fault> {
        parse(BufReader::new(Cursor::new(bytes)), bytes.len() as u64)
    }

    #[test]
    fn reads_what_a_model_says_of_itself() {
        let bytes = sample(1000);
        let header = parse_bytes(&bytes).unwrap();
        assert_eq!(header.architecture, "llama");
        assert_eq!(header.name.as_deref(), Some("Sample 1M"));
        assert_eq!(header.context, Some(2048));
        assert_eq!(header.size, bytes.len() as u64);
        assert_eq!(header.tensors[0].bytes, Some(1000));
    }

    #[test]
    fn every_truncation_is_noticed() {
        let bytes = sample(100);
        for length in 0..bytes.len() {
            assert!(parse_bytes(&bytes[..length]).is_err(), "cut at {length}");
        }
    }

    #[test]
    fn a_hostile_header_costs_nothing() {
        // A string of 2^63 bytes, an array of 2^60 strings, arrays in arrays in arrays.
        let mut start = b"GGUF\x03\0\0\0".to_vec();
        start.extend(0u64.to_le_bytes());
        start.extend(1u64.to_le_bytes());
        let mut long = start.clone();
        long.extend((1u64 << 63).to_le_bytes());
        assert!(matches!(parse_bytes(&long), Err(Fault::HeaderTruncated)));
        let mut many = start.clone();
        many.extend([0; 8]);
        many.extend([9, 0, 0, 0, 8, 0, 0, 0]);
        many.extend((1u64 << 60).to_le_bytes());
        many.resize(4096, 0);
        assert!(matches!(parse_bytes(&many), Err(Fault::HeaderTruncated)));
        let mut nested = start;
        nested.extend([0; 8]);
        nested.extend(9u32.to_le_bytes());
        for _ in 0..100 {
            nested.extend(9u32.to_le_bytes());
            nested.extend(1u64.to_le_bytes());
        }
        assert!(matches!(parse_bytes(&nested), Err(Fault::Damaged(_))));
    }

    proptest! {
        #[test]
        fn random_bytes_never_panic(tail in proptest::collection::vec(any::<u8>(), 0..600), magic in any::<bool>()) {
            let mut bytes = if magic { b"GGUF\x03\0\0\0".to_vec() } else { Vec::new() };
            bytes.extend(tail);
            let _ = parse_bytes(&bytes);
        }

        #[test]
        fn a_changed_byte_never_panics(at in 0usize..300, value in any::<u8>()) {
            let mut bytes = sample(64);
            let at = at % bytes.len();
            bytes[at] = value;
            let _ = parse_bytes(&bytes);
        }
    }
}
