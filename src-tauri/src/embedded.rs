//! The adapters that come with the program, as data for whoever knows what an adapter is.

use include_dir::{Dir, include_dir};
use std::sync::{Arc, LazyLock};
use stet_core::adapters::Embedded;

static FOLDERS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/assets/adapters");

/// One for each folder in `assets/adapters`.
pub fn adapters() -> Arc<[Embedded]> {
    static ADAPTERS: LazyLock<Arc<[Embedded]>> = LazyLock::new(|| {
        let name = |path: &std::path::Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let folder = |folder: &'static Dir<'static>| Embedded {
            id: name(folder.path()),
            files: folder.files().map(|file| (name(file.path()), file.contents())).collect(),
        };
        FOLDERS.dirs().map(folder).collect()
    });
    ADAPTERS.clone()
}

#[cfg(test)]
mod tests {
    use super::*;
    use stet_core::adapters::Adapters;

    #[test]
    fn every_one_is_whole() {
        for known in Adapters::open("nowhere", adapters()).list() {
            assert_eq!(known.damaged, None, "{}", known.id);
            known.weights().unwrap();
        }
    }
}
