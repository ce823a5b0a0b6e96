//! Where Stet keeps things on this machine, and how it puts them there.
//!
//! A [`Home`] is only a set of paths: making one, or reading through one, writes nothing. Directories come into being
//! with the first file in them. A file is written under another name and renamed when it is whole, so that a crash or a
//! full disk leaves the old one; a damaged file is set aside under a name that says so, never deleted.

use crate::{Code, Error, Result};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The data directory and what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    dir: PathBuf,
    models: PathBuf,
}

impl Home {
    /// `STET_HOME`, else the platform's data directory; `STET_MODELS` moves only the models.
    ///
    /// Errors: `not-found` when neither is set and the platform names no data directory.
    pub fn from_env() -> Result<Home> {
        let given = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let dir = match given("STET_HOME") {
            Some(dir) => dir,
            None => directories::ProjectDirs::from("", "", "stet")
                .map(|dirs| dirs.data_local_dir().to_owned())
                .ok_or_else(|| {
                    Error::new(
                        Code::NotFound,
                        "This account has no home directory, so there is no place for Stet's data.",
                    )
                    .hint("Set STET_HOME to a directory that Stet may write to.")
                })?,
        };
        let home = Home::at(absolute(dir)?);
        match given("STET_MODELS") {
            Some(models) => Ok(home.with_models(absolute(models)?)),
            None => Ok(home),
        }
    }

    /// The home at `dir`, with its models inside it.
    pub fn at(dir: impl Into<PathBuf>) -> Home {
        let dir = dir.into();
        Home { models: dir.join("models"), dir }
    }

    /// The same home with its models in another directory.
    pub fn with_models(self, models: impl Into<PathBuf>) -> Home {
        Home { models: models.into(), ..self }
    }

    pub fn dir(&self) -> &Path {
        &self.dir
    }

    pub fn models_dir(&self) -> &Path {
        &self.models
    }

    /// Files that can be made again: requantized and merged models, converted adapters.
    pub fn cache_dir(&self) -> PathBuf {
        self.dir.join("cache")
    }

    /// The user's own adapters.
    pub fn adapters_dir(&self) -> PathBuf {
        self.dir.join("adapters")
    }

    pub fn settings_file(&self) -> PathBuf {
        self.dir.join("settings.json")
    }

    pub fn history_file(&self) -> PathBuf {
        self.dir.join("history.db")
    }

    /// The notifications of the last days.
    pub fn notifications_file(&self) -> PathBuf {
        self.dir.join("notifications.db")
    }

    /// What left this machine, and what did not.
    pub fn report_file(&self) -> PathBuf {
        self.dir.join("report.db")
    }

    /// The servers that were set up.
    pub fn servers_file(&self) -> PathBuf {
        self.dir.join("servers.json")
    }

    /// What programs show to the local server.
    pub fn token_file(&self) -> PathBuf {
        self.dir.join("server-token")
    }

    /// The user's own tools.
    pub fn tools_file(&self) -> PathBuf {
        self.dir.join("tools.toml")
    }

    /// The text being written in the window.
    pub fn draft_file(&self) -> PathBuf {
        self.dir.join("draft.json")
    }

    /// The user's own words, one a line.
    pub fn dictionary_file(&self) -> PathBuf {
        self.dir.join("dictionary.txt")
    }
}

fn absolute(path: PathBuf) -> Result<PathBuf> {
    std::path::absolute(&path).map_err(|error| Error::io(format_args!("find the directory {}", path.display()), error))
}

/// Makes `dir` and what is missing above it, readable by this user alone.
///
/// Errors: `read-only`, `disk-full`, `io`.
pub fn create_dir(dir: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(|error| Error::io(format_args!("create the directory {}", dir.display()), error))
}

/// Makes the file, if there is none, readable by this user alone. SQLite gives its other files the same permissions.
///
/// A failure is not told: it comes again, with its reason, when the file is opened.
pub fn private_file(path: &Path) {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    drop(options.open(path));
}

/// The file's bytes, or nothing when there is no such file.
///
/// Errors: `read-only` (no permission), `io`.
pub fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io(format_args!("read {}", path.display()), error)),
    }
}

/// Replaces the file by `bytes` in one step: whoever reads sees the old file or the new one. A symbolic link stays one.
///
/// Errors: `read-only`, `disk-full`, `io`; then the old file is as it was.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    write_with(path, |file| file.write_all(bytes))
}

/// The same, with what `fill` writes.
///
/// Errors: as [`write`].
pub fn write_with(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let dir = target.parent().unwrap_or(Path::new("."));
    create_dir(dir)?;
    let replace = || -> io::Result<()> {
        let mut file = tempfile::Builder::new().prefix(".writing-").tempfile_in(dir)?;
        let mut buffered = io::BufWriter::new(&mut file);
        fill(&mut buffered)?;
        buffered.flush()?;
        drop(buffered);
        file.as_file().sync_all()?;
        file.persist(&target).map_err(|failure| failure.error)?;
        Ok(())
    };
    replace().map_err(|error| Error::io(format_args!("write {}", path.display()), error))
}

/// Renames a damaged file to a free name beside it and returns that name.
///
/// Errors: `read-only`, `io`; then the file is where it was.
pub fn set_aside(path: &Path) -> Result<PathBuf> {
    let stamp = jiff::Zoned::now().strftime("%Y%m%d-%H%M%S").to_string();
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let aside = (0..)
        .map(|n| {
            path.with_file_name(if n == 0 {
                format!("{name}.damaged-{stamp}")
            } else {
                format!("{name}.damaged-{stamp}-{n}")
            })
        })
        .find(|candidate| !candidate.exists())
        .expect("an endless range of names has a free one");
    fs::rename(path, &aside)
        .map_err(|error| Error::io(format_args!("set aside the damaged {}", path.display()), error))?;
    Ok(aside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_inside_but_the_models_may_be_elsewhere() {
        let home = Home::at("/data/stet");
        assert_eq!(home.models_dir(), Path::new("/data/stet/models"));
        assert_eq!(home.settings_file(), Path::new("/data/stet/settings.json"));
        let home = home.with_models("/models");
        assert_eq!((home.dir(), home.models_dir()), (Path::new("/data/stet"), Path::new("/models")));
    }

    #[test]
    fn writing_replaces_and_leaves_nothing_half_done() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a/b/file");
        assert_eq!(read(&path).unwrap(), None);
        assert!(!path.parent().unwrap().exists(), "reading writes nothing");
        write(&path, b"one").unwrap();
        write(&path, b"two").unwrap();
        assert_eq!(read(&path).unwrap().unwrap(), b"two");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn a_place_that_cannot_be_written_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        fs::write(&file, "").unwrap();
        let error = write(&file.join("settings.json"), b"{}").unwrap_err();
        assert!(error.message.contains(&file.display().to_string()), "{error}");
        assert_eq!(error.code, Code::Io);
    }

    #[cfg(unix)]
    #[test]
    fn a_linked_file_is_written_where_it_lies() {
        let dir = tempfile::tempdir().unwrap();
        let (real, link) = (dir.path().join("real"), dir.path().join("link"));
        fs::write(&real, "old").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        write(&link, b"new").unwrap();
        assert_eq!(fs::read_to_string(&real).unwrap(), "new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }

    #[test]
    fn what_is_set_aside_is_kept_each_time() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("settings.json");
        for n in 0..3 {
            fs::write(&path, format!("{n}")).unwrap();
            let aside = set_aside(&path).unwrap();
            assert_eq!(fs::read_to_string(aside).unwrap(), format!("{n}"));
        }
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 3);
    }
}
