//! Model files that mistralrs can run at speed.
//!
//! candle's CPU kernels for Q4_1, Q5_0 and Q5_1 are scalar: a reply takes minutes. A model with such tensors is copied
//! once into the cache with them as Q8_0 (fast, and next to lossless); every other tensor and all metadata stay byte for
//! byte. A copy remembers the model it came from, since adapters are matched by that one's hash.
//!
//! An adapter is worked into such a copy as well, since mistralrs can't change adapters from job to job: the tensors that it
//! touches become Q8_0 with their change added.

use crate::merge::Merge;
use crate::mistral::gguf::{Head, MAGIC, Tensor, Value};
use candle_core::quantized::{GgmlDType, QStorage, QTensor};
use candle_core::{Device, Shape, Tensor as Floats};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fs::{File, TryLockError};
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;
use stet_core::{Code, Error, Result};
use tokio_util::sync::CancellationToken;

/// Counted up whenever a copy would be made differently.
const RECIPE: u32 = 1;
/// The number of Q8_0 in a tensor's entry, and of "mostly Q8_0" in `general.file_type`.
const Q8_0_KIND: u32 = 8;
const MOSTLY_Q8_0: u64 = 7;
/// Elements converted at a time: what bounds memory, and how soon a cancellation is seen.
const PIECE: u64 = 4 << 20;
/// Bytes left free on the disk beside the copy.
const MARGIN: u64 = 64 << 20;

/// What a copy came from, in a file beside it.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Origin {
    sha256: String,
    recipe: u32,
    /// The adapter that was worked in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    adapter: Option<String>,
}

/// The file for mistralrs to load: `path` itself when all its tensors run fast and there is no adapter, else a copy in `cache_dir`, made now if it
/// isn't there. Blocks. `progress` gets bytes written and bytes in all.
///
/// Errors: `model-missing`, `model-damaged`, `model-unsupported`, `disk-full`, `read-only`, `io`, `cancelled`. A failed
/// or cancelled conversion leaves nothing behind.
pub fn for_mistralrs(
    path: &Path,
    origin_sha256: &str,
    merge: Option<&Merge>,
    cache_dir: &Path,
    progress: &dyn Fn(u64, u64),
    cancel: &CancellationToken,
) -> Result<PathBuf> {
    let head = Head::read(path)?;
    if merge.is_none() && !head.tensors.iter().any(slow) {
        return Ok(path.to_owned());
    }
    let adapter = merge.map(|merge| merge.sha256.clone());
    // An adapter's hash stands for its model too.
    let copy = cache_dir.join(format!("{}.mistralrs-{RECIPE}.gguf", adapter.as_deref().unwrap_or(origin_sha256)));
    let origin = Origin { sha256: origin_sha256.to_owned(), recipe: RECIPE, adapter };
    std::fs::create_dir_all(cache_dir).map_err(|e| Error::io(format!("create {}", cache_dir.display()), e))?;
    let partial = copy.with_extension("gguf.partial");
    let failed = |e| Error::io(format!("write {}", partial.display()), e);
    let usable = || read_origin(&copy).as_ref() == Some(&origin) && Head::read(&copy).is_ok();
    if usable() {
        return Ok(copy);
    }
    // Another process may be at it; whoever gets the lock second finds the work done.
    let file = File::options().write(true).create(true).truncate(false).open(&partial).map_err(failed)?;
    lock(&file, &partial, cancel)?;
    if usable() {
        return Ok(copy);
    }
    let written = Plan::new(&head, merge).and_then(|plan| {
        check_room(cache_dir, plan.size)?;
        file.set_len(0).map_err(failed)?;
        plan.write(&head, path, merge, &file, progress, cancel)?;
        file.sync_all().map_err(failed)?;
        let sidecar = sidecar(&copy);
        let json = serde_json::to_vec_pretty(&origin).map_err(|e| failed(e.into()))?;
        std::fs::write(&sidecar, json).map_err(|e| Error::io(format!("write {}", sidecar.display()), e))?;
        std::fs::rename(&partial, &copy).map_err(failed)
    });
    if written.is_err() {
        let _ = std::fs::remove_file(&partial);
    }
    written.map(|()| copy)
}

/// Bytes of memory that mistralrs takes to hold the model at `path` with an adapter or without: the tensors as they are after
/// a conversion, and the table of the vocabulary once more as plain numbers, which is how candle looks tokens up. Without working memory.
///
/// Errors: those of reading the file.
pub fn memory_needed(path: &Path, merge: Option<&Merge>) -> Result<u64> {
    let head = Head::read(path)?;
    let plan = Plan::new(&head, merge)?;
    let table = head.tensors.iter().find(|tensor| tensor.name == "token_embd.weight");
    Ok(plan.size + table.and_then(Tensor::elements).unwrap_or(0) * 4)
}

/// The SHA-256 of the model that a copy was made from; `None` when `path` is no copy, or has an adapter in it already.
pub fn origin_sha256(path: &Path) -> Option<String> {
    read_origin(path).filter(|origin| origin.adapter.is_none()).map(|origin| origin.sha256)
}

fn read_origin(copy: &Path) -> Option<Origin> {
    serde_json::from_slice(&std::fs::read(sidecar(copy)).ok()?).ok()
}

fn sidecar(copy: &Path) -> PathBuf {
    copy.with_extension("json")
}

fn slow(tensor: &Tensor) -> bool {
    matches!(tensor.dtype(), Some(GgmlDType::Q4_1 | GgmlDType::Q5_0 | GgmlDType::Q5_1))
}

/// Waits for the file's lock, which is given back when the file is closed.
fn lock(file: &File, path: &Path, cancel: &CancellationToken) -> Result<()> {
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) if cancel.is_cancelled() => return Err(Error::cancelled()),
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(100)),
            Err(TryLockError::Error(error)) => return Err(Error::io(format!("lock {}", path.display()), error)),
        }
    }
}

fn check_room(folder: &Path, size: u64) -> Result<()> {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let disks = sysinfo::Disks::new_with_refreshed_list();
    let disk = disks
        .iter()
        .filter(|disk| folder.starts_with(disk.mount_point()))
        .max_by_key(|disk| disk.mount_point().as_os_str().len());
    // A file system that the system does not list is tried, and says so itself when it is full.
    let free = disk.map_or(u64::MAX, |disk| disk.available_space());
    if size.saturating_add(MARGIN) <= free {
        return Ok(());
    }
    let mb = |bytes: u64| bytes.div_ceil(1 << 20);
    Err(Error::new(
        Code::DiskFull,
        format!(
            "The model has to be converted once for mistralrs, which takes {} MB in {}, and only {} MB are free.",
            mb(size),
            folder.display(),
            mb(free)
        ),
    )
    .hint("Free some disk space, or use --engine llama, which runs the model as it is."))
}

/// Where everything goes in the copy.
struct Plan {
    /// In the order of the original: the new type number and the new offset.
    tensors: Vec<(u32, u64)>,
    /// Bytes of the whole copy.
    size: u64,
    /// The place in the original, and the new bytes, of `general.file_type`, where it has to change.
    file_type: Option<(Range<u64>, Vec<u8>)>,
}

impl Plan {
    fn new(head: &Head, merge: Option<&Merge>) -> Result<Self> {
        let (mut tensors, mut end) = (Vec::new(), 0u64);
        let (mut eights, mut all) = (0u64, 0u64);
        for tensor in &head.tensors {
            let (kind, size) = if slow(tensor) || touched(merge, tensor) {
                (Q8_0_KIND, tensor.size_as(GgmlDType::Q8_0))
            } else {
                (tensor.kind, bytes(tensor))
            };
            let (Some(size), Some(elements)) = (size, tensor.elements()) else {
                return Err(damaged(format!("The tensor {} of the model has an impossible shape.", tensor.name)));
            };
            tensors.push((kind, end));
            end = (end + size).next_multiple_of(head.alignment);
            all += elements;
            eights += if kind == Q8_0_KIND { elements } else { 0 };
        }
        let file_type = match head.metadata.get("general.file_type") {
            Some(Value::Integer(_, place)) if eights > all / 2 => {
                let width = (place.end - place.start) as usize;
                Some((place.clone(), MOSTLY_Q8_0.to_le_bytes()[..width].to_vec()))
            }
            _ => None,
        };
        Ok(Plan { tensors, size: head.data + end, file_type })
    }

    fn write(
        &self,
        head: &Head,
        path: &Path,
        merge: Option<&Merge>,
        to: &File,
        progress: &dyn Fn(u64, u64),
        cancel: &CancellationToken,
    ) -> Result<()> {
        let failed = |e| Error::io("write the converted model", e);
        let unreadable = |e| Error::io(format!("read the model {}", path.display()), e);
        let mut from = File::open(path).map_err(unreadable)?;
        let mut to = BufWriter::with_capacity(1 << 20, to);
        let front = self.front(head, &mut from).map_err(unreadable)?;
        to.write_all(&front).map_err(failed)?;
        let mut done = front.len() as u64;
        for (tensor, (kind, offset)) in head.tensors.iter().zip(&self.tensors) {
            let start = head.data + offset;
            to.write_all(&vec![0; (start - done) as usize]).map_err(failed)?;
            done = start;
            from.seek(SeekFrom::Start(head.data + tensor.offset)).map_err(unreadable)?;
            let mut left = bytes(tensor).unwrap_or(0);
            let piece = left / tensor.elements().unwrap_or(0).div_ceil(PIECE).max(1);
            let merge = merge.filter(|merge| merge.touches(&tensor.name));
            // Blocks are converted whole, and changes are added to whole rows.
            let row = bytes(tensor).unwrap_or(0) / tensor.dims.get(1).copied().unwrap_or(1).max(1);
            let block = tensor.dtype().map_or(1, |dtype| dtype.type_size() as u64);
            let unit = if merge.is_some() { row.max(1) } else { block };
            let piece = piece.next_multiple_of(unit);
            let mut first = 0;
            while left > 0 {
                if cancel.is_cancelled() {
                    return Err(Error::cancelled());
                }
                let mut raw = vec![0; left.min(piece) as usize];
                from.read_exact(&mut raw).map_err(unreadable)?;
                left -= raw.len() as u64;
                let rows = first..first + raw.len() / unit as usize;
                first = rows.end;
                let raw = match merge {
                    Some(merge) => to_q8_0(&raw, tensor, |plain| merge.merged(&tensor.name, rows, plain))?,
                    None if *kind == tensor.kind => raw,
                    None => to_q8_0(&raw, tensor, |plain| Ok(plain.clone()))?,
                };
                to.write_all(&raw).map_err(failed)?;
                done += raw.len() as u64;
                progress(done, self.size);
            }
        }
        to.write_all(&vec![0; (self.size - done) as usize]).map_err(failed)?;
        to.flush().map_err(failed)
    }

    /// The head of the copy, up to the first tensor's data: as long as the original's, since only numbers change.
    fn front(&self, head: &Head, from: &mut File) -> std::io::Result<Vec<u8>> {
        let mut front = Vec::with_capacity(head.data as usize);
        front.extend_from_slice(MAGIC);
        front.extend_from_slice(&head.version.to_le_bytes());
        front.extend_from_slice(&(head.tensors.len() as u64).to_le_bytes());
        front.extend_from_slice(&head.metadata_count.to_le_bytes());
        let pairs = &head.metadata_bytes;
        debug_assert_eq!(front.len() as u64, pairs.start);
        from.seek(SeekFrom::Start(pairs.start))?;
        from.take(pairs.end - pairs.start).read_to_end(&mut front)?;
        if let Some((place, value)) = &self.file_type {
            front[place.start as usize..place.end as usize].copy_from_slice(value);
        }
        for (tensor, (kind, offset)) in head.tensors.iter().zip(&self.tensors) {
            front.extend_from_slice(&(tensor.name.len() as u64).to_le_bytes());
            front.extend_from_slice(tensor.name.as_bytes());
            front.extend_from_slice(&(tensor.dims.len() as u32).to_le_bytes());
            tensor.dims.iter().for_each(|dim| front.extend_from_slice(&dim.to_le_bytes()));
            front.extend_from_slice(&kind.to_le_bytes());
            front.extend_from_slice(&offset.to_le_bytes());
        }
        front.resize(head.data as usize, 0);
        Ok(front)
    }
}

fn bytes(tensor: &Tensor) -> Option<u64> {
    tensor.size_as(tensor.dtype()?)
}

fn touched(merge: Option<&Merge>, tensor: &Tensor) -> bool {
    merge.is_some_and(|merge| merge.touches(&tensor.name))
}

/// Whole blocks of another type as Q8_0, changed on the way.
fn to_q8_0(raw: &[u8], tensor: &Tensor, change: impl FnOnce(&Floats) -> Result<Floats>) -> Result<Vec<u8>> {
    let failed = |error: candle_core::Error| {
        damaged(format!("The tensor {} of the model could not be converted.", tensor.name)).because(error)
    };
    let Some(dtype) = tensor.dtype() else { return Ok(raw.to_vec()) };
    let plain = || {
        let elements = raw.len() / dtype.type_size() * dtype.block_size();
        let storage = QStorage::from_data(Cow::Borrowed(raw), &Device::Cpu, dtype)?;
        QTensor::new(storage, Shape::from(elements))?.dequantize(&Device::Cpu)
    };
    let changed = change(&plain().map_err(failed)?)?;
    let quantized = || Ok(QTensor::quantize(&changed, GgmlDType::Q8_0)?.data()?.into_owned());
    quantized().map_err(failed)
}

fn damaged(message: String) -> Error {
    Error::new(Code::ModelDamaged, message).hint("Remove the model and get it again.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::quantized::gguf_file::{self, Content};
    use std::cell::Cell;

    /// A model of four tensors, the first `slow` of them of slow types.
    fn model(folder: &Path, slow: usize) -> PathBuf {
        let kinds = [GgmlDType::Q5_0, GgmlDType::Q4_1, GgmlDType::Q4K, GgmlDType::F32];
        let floats = Floats::arange(0f32, 1024., &Device::Cpu).unwrap().affine(0.01, -5.).unwrap();
        let floats = floats.sin().unwrap().reshape((4, 256)).unwrap();
        let tensors: Vec<_> = kinds[2 - slow..]
            .iter()
            .enumerate()
            .map(|(i, kind)| (format!("blk.{i}.weight"), QTensor::quantize(&floats, *kind).unwrap()))
            .collect();
        let tensors: Vec<_> = tensors.iter().map(|(name, tensor)| (name.as_str(), tensor)).collect();
        let words = ["<s>", "你好"].map(|word| gguf_file::Value::String(word.into())).to_vec();
        let metadata = [
            ("general.architecture", gguf_file::Value::String("llama".into())),
            ("general.file_type", gguf_file::Value::U32(8)),
            ("llama.rope.freq_base", gguf_file::Value::F32(1e6)),
            ("tokenizer.ggml.tokens", gguf_file::Value::Array(words)),
        ];
        let metadata: Vec<_> = metadata.iter().map(|(key, value)| (*key, value)).collect();
        let path = folder.join("model.gguf");
        gguf_file::write(&mut File::create(&path).unwrap(), &metadata, &tensors).unwrap();
        path
    }

    fn convert(path: &Path, cache: &Path) -> Result<PathBuf> {
        for_mistralrs(path, "abc", None, cache, &|_, _| (), &CancellationToken::new())
    }

    fn content(path: &Path) -> (Content, File) {
        let mut file = File::open(path).unwrap();
        (Content::read(&mut file).unwrap(), file)
    }

    #[test]
    fn a_model_without_slow_tensors_is_used_as_it_is() {
        let home = tempfile::tempdir().unwrap();
        let path = model(home.path(), 0);
        assert_eq!(convert(&path, &home.path().join("cache")).unwrap(), path);
        assert!(!home.path().join("cache").exists());
    }

    #[test]
    fn slow_tensors_become_q8_0_and_the_rest_stays() {
        let home = tempfile::tempdir().unwrap();
        let path = model(home.path(), 2);
        let last = Cell::new((0, 0));
        let copy = for_mistralrs(
            &path,
            "abc",
            None,
            &home.path().join("cache"),
            &|d, t| last.set((d, t)),
            &CancellationToken::new(),
        )
        .unwrap();
        let ((old, mut old_file), (new, mut new_file)) = (content(&path), content(&copy));
        let kinds: Vec<_> = (0..4).map(|i| new.tensor_infos[&format!("blk.{i}.weight")].ggml_dtype).collect();
        assert_eq!(kinds, [GgmlDType::Q8_0, GgmlDType::Q8_0, GgmlDType::Q4K, GgmlDType::F32]);
        for i in 0..4 {
            let name = format!("blk.{i}.weight");
            let old = old.tensor(&mut old_file, &name, &Device::Cpu).unwrap();
            let new = new.tensor(&mut new_file, &name, &Device::Cpu).unwrap();
            assert_eq!(old.shape(), new.shape());
            let (a, b) = (old.dequantize(&Device::Cpu).unwrap(), new.dequantize(&Device::Cpu).unwrap());
            let off =
                (a - b).unwrap().abs().unwrap().flatten_all().unwrap().max(0).unwrap().to_scalar::<f32>().unwrap();
            assert!(off <= if i < 2 { 0.01 } else { 0. }, "{name} is off by {off}");
        }
        for (key, value) in &old.metadata {
            let new = &new.metadata[key];
            match key.as_str() {
                "general.file_type" => assert_eq!(new.to_u32().unwrap(), 8, "half of the elements is not most of them"),
                _ => assert_eq!(format!("{new:?}"), format!("{value:?}")),
            }
        }
        assert_eq!(last.get().0, last.get().1, "progress reaches its end");
        assert_eq!(std::fs::metadata(&copy).unwrap().len(), last.get().1);
    }

    #[test]
    fn the_copy_is_made_once_and_knows_its_origin() {
        let home = tempfile::tempdir().unwrap();
        let path = model(home.path(), 1);
        let copy = convert(&path, home.path()).unwrap();
        let made = std::fs::metadata(&copy).unwrap().modified().unwrap();
        assert_eq!(convert(&path, home.path()).unwrap(), copy);
        assert_eq!(std::fs::metadata(&copy).unwrap().modified().unwrap(), made);
        assert_eq!(origin_sha256(&copy).as_deref(), Some("abc"));
        assert_eq!(origin_sha256(&path), None);
        // A copy that lost its end is made again.
        let whole = std::fs::metadata(&copy).unwrap().len();
        File::options().write(true).open(&copy).unwrap().set_len(whole / 2).unwrap();
        convert(&path, home.path()).unwrap();
        assert_eq!(std::fs::metadata(&copy).unwrap().len(), whole);
    }

    #[test]
    fn an_adapter_is_worked_into_the_tensors_it_touches() {
        let home = tempfile::tempdir().unwrap();
        let path = model(home.path(), 1);
        let wave = |rows: usize, columns: usize| {
            let numbers = Floats::arange(0f32, (rows * columns) as f32, &Device::Cpu).unwrap();
            numbers.affine(0.3, 0.).unwrap().cos().unwrap().reshape((rows, columns)).unwrap()
        };
        let (a, b) = (wave(2, 256), wave(4, 2));
        // A tensor that would be left alone otherwise.
        let merge = Merge::one("blk.1.weight", a.clone(), b.clone());
        let cancel = CancellationToken::new();
        let copy = for_mistralrs(&path, "abc", Some(&merge), home.path(), &|_, _| (), &cancel).unwrap();
        let plain = convert(&path, home.path()).unwrap();
        assert_ne!(copy, plain);
        assert_eq!((origin_sha256(&copy), origin_sha256(&plain).as_deref()), (None, Some("abc")));
        let floats = |path: &Path, name: &str| {
            let (content, mut file) = content(path);
            content.tensor(&mut file, name, &Device::Cpu).unwrap().dequantize(&Device::Cpu).unwrap()
        };
        for name in ["blk.0.weight", "blk.1.weight", "blk.2.weight"] {
            let (old, new) = (floats(&plain, name), floats(&copy, name));
            let change = b.matmul(&a).unwrap().affine(if name == "blk.1.weight" { 1. } else { 0. }, 0.).unwrap();
            let off = ((new - old).unwrap() - change).unwrap().abs().unwrap().flatten_all().unwrap();
            let off = off.max(0).unwrap().to_scalar::<f32>().unwrap();
            assert!(off < 0.02, "{name} is off by {off}");
        }
    }

    #[test]
    fn memory_is_that_of_the_copy() {
        let home = tempfile::tempdir().unwrap();
        let path = model(home.path(), 2);
        let copy = convert(&path, home.path()).unwrap();
        assert_eq!(memory_needed(&path, None).unwrap(), std::fs::metadata(copy).unwrap().len());
    }

    #[test]
    fn a_cancelled_conversion_leaves_nothing_behind() {
        let home = tempfile::tempdir().unwrap();
        let path = model(home.path(), 1);
        let cancel = CancellationToken::new();
        cancel.cancel();
        let error = for_mistralrs(&path, "abc", None, &home.path().join("cache"), &|_, _| (), &cancel).unwrap_err();
        assert!(error.is_cancelled());
        assert_eq!(std::fs::read_dir(home.path().join("cache")).unwrap().count(), 0);
    }

    #[test]
    fn a_truncated_model_is_damaged_and_a_huge_one_does_not_fit() {
        let home = tempfile::tempdir().unwrap();
        let path = model(home.path(), 1);
        let whole = std::fs::metadata(&path).unwrap().len();
        File::options().write(true).open(&path).unwrap().set_len(whole - 2000).unwrap();
        assert_eq!(convert(&path, home.path()).unwrap_err().code, Code::ModelDamaged);
        assert_eq!(check_room(home.path(), u64::MAX / 2).unwrap_err().code, Code::DiskFull);
    }
}
