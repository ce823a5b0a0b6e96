//! The models in this process: the only crate that names mistralrs or llama.cpp.
//!
//! An [`Engine`] owns what is resident. Asked for a model it gives a [`Generator`], loading the file if no live one is
//! there; each loaded model lives on an owner of its own and goes away when it was idle for long enough.

#[cfg(feature = "llama")]
mod llama;
#[cfg(feature = "llama")]
mod lora;
#[cfg(feature = "mistralrs")]
pub mod merge;
#[cfg(feature = "mistralrs")]
pub mod mistral;
#[cfg(feature = "mistralrs")]
pub mod requantize;
mod resident;
mod select;

pub use resident::{Engine, Loading, ModelFile, Resources, give_back, memory_needed, origin_sha256};
pub use select::{Choice, Kind, Measured, compiled};

/// A word as it may stand in a sentence: with and without a space before it, with and without a capital.
fn forms(word: &str) -> [String; 4] {
    let mut letters = word.chars();
    let capital: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    [format!(" {word}"), word.to_owned(), format!(" {capital}"), capital]
}

/// Changes whenever an engine of another version may answer differently: what remembered answers are kept apart by.
pub const REVISION: &str = include_str!("../Cargo.toml");
