//! Models that came in the same package as the program.

use std::path::Path;

/// Links them into the models directory, if that is not there yet: at the first start. Whoever removes one of them later
/// has removed it for good. Where there is no package, or no right to write, nothing happens.
pub fn link(models: &Path) {
    let Ok(program) = std::env::current_exe() else { return };
    if let Some(package) = program.parent().map(|bin| bin.join("../lib/stet/models")) {
        link_from(&package, models);
    }
}

fn link_from(package: &Path, models: &Path) {
    let Ok(package) = package.canonicalize() else { return };
    if models.exists() || stet_core::home::create_dir(models).is_err() {
        return;
    }
    for file in std::fs::read_dir(package).into_iter().flatten().flatten() {
        let linked = link_file(&file.path(), &models.join(file.file_name()));
        if let Err(error) = linked {
            tracing::warn!(%error, "a model of the package is not used");
        }
    }
}

#[cfg(unix)]
fn link_file(from: &Path, to: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(from, to)
}

#[cfg(not(unix))]
fn link_file(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::hard_link(from, to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_of_the_package_are_linked_at_the_first_start_only() {
        let dir = tempfile::tempdir().unwrap();
        let (package, models) = (dir.path().join("package"), dir.path().join("home/models"));
        link_from(&package, &models);
        assert!(!models.exists(), "no package, no directory");
        std::fs::create_dir(&package).unwrap();
        std::fs::write(package.join("small.gguf"), "weights").unwrap();
        link_from(&package, &models);
        assert_eq!(std::fs::read_to_string(models.join("small.gguf")).unwrap(), "weights");
        std::fs::remove_file(models.join("small.gguf")).unwrap();
        link_from(&package, &models);
        assert!(!models.join("small.gguf").exists() && package.join("small.gguf").exists());
    }
}
