//! Stet without a screen and without a model.
//!
//! Everything the product *is* lives here: what text is made of, the writing tools, the pipelines that proofread,
//! rewrite, summarize and answer, the guards around a small model, the stores. Deliberately absent: any window toolkit and any
//! inference library. A model reaches this crate only as a [`generate::Generator`].

pub mod actions;
pub mod adapters;
pub mod ask;
pub mod catalog;
pub mod cloud;
pub mod diff;
pub mod digest;
pub mod document;
pub mod download;
pub mod error;
pub mod generate;
pub mod ground;
pub mod guard;
pub mod history;
pub mod home;
pub mod minutes;
pub mod page;
pub mod proofread;
pub mod redact;
pub mod remember;
pub mod report;
pub mod rewrite;
pub mod route;
pub mod run;
pub mod settings;
mod sqlite;
pub mod summarize;
pub mod task;
pub mod text;
pub mod tool;
pub mod wire;

pub use error::{Code, Error, Result};
