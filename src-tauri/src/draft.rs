//! The text being written in the window, kept on the disk as it is typed, so that neither a crash nor a quit loses it.

use crate::documents::Opened;
use serde::{Deserialize, Serialize};
use stet_core::home::{self, Home};
use stet_core::{Code, Error, Result};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Draft {
    pub text: String,
    /// In UTF-16 code units.
    pub cursor: u32,
    /// The document that the text was read from.
    #[serde(default)]
    pub document: Option<Opened>,
}

/// The draft, if there is one. A file that is none is set aside, not lost.
///
/// Errors: `read-only`, `io`.
pub fn load(home: &Home) -> Result<Option<Draft>> {
    let path = home.draft_file();
    let Some(bytes) = home::read(&path)? else { return Ok(None) };
    match serde_json::from_slice(&bytes) {
        Ok(draft) => Ok(Some(draft)),
        Err(error) => {
            let aside = home::set_aside(&path)?;
            tracing::warn!(%error, "the draft was damaged and kept as {}", aside.display());
            Ok(None)
        }
    }
}

/// Replaces the draft in one step. Errors: `read-only`, `disk-full`, `io`; then the old one is as it was.
pub fn save(home: &Home, draft: &Draft) -> Result<()> {
    let text = serde_json::to_vec(draft)
        .map_err(|error| Error::new(Code::Internal, "The text could not be kept.").because(error))?;
    home::write(&home.draft_file(), &text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use stet_core::document::Form;
    use stet_core::run::Warning;

    #[test]
    fn a_draft_comes_back_and_a_damaged_one_is_kept() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::at(dir.path().join("stet"));
        assert_eq!(load(&home).unwrap(), None);
        // As it was kept before documents were.
        home::write(&home.draft_file(), br#"{"text":"old","cursor":1}"#).unwrap();
        assert_eq!(load(&home).unwrap(), Some(Draft { text: "old".into(), cursor: 1, document: None }));
        let opened = Opened { title: "Report".into(), form: Form::Thread, warnings: vec![Warning::new("a", "b")] };
        let draft = Draft { text: "so far 😀\r\n".into(), cursor: 6, document: Some(opened) };
        save(&home, &draft).unwrap();
        assert_eq!(load(&home).unwrap(), Some(draft));
        std::fs::write(home.draft_file(), "{\"text\": \"so f").unwrap();
        assert_eq!(load(&home).unwrap(), None);
        let kept = std::fs::read_dir(home.dir()).unwrap().next().unwrap().unwrap().path();
        assert!(kept.to_string_lossy().contains("draft.json.damaged-"));
    }
}
