//! stub
use crate::text::Language;
#[derive(Debug, Clone, Copy, PartialEq, Eq)] pub enum Task { Proofread, Rewrite, Summarize }
#[derive(Debug, Clone, Copy, PartialEq, Eq)] pub enum Guard { Preamble, WrongLanguage }
impl Guard { pub fn word(self) -> &'static str { "stub" } }
pub struct Expect<'a> { pub source: &'a str, pub prompt: &'a str, pub task: Task, pub language: Option<Language>, pub keep_protected: bool, pub edit_budget: Option<f32>, pub length_cut: bool, pub instruction: Option<&'a str> }
#[derive(Debug, Clone)] pub struct Finding { pub guard: Guard, pub value: f32, pub limit: f32, pub message: String }
pub struct Verdict { pub text: String, pub removed: Vec<Finding>, pub rejected: Vec<Finding> }
pub fn inspect(_: &Expect, output: &str) -> Verdict { Verdict { text: output.trim().to_owned(), removed: vec![], rejected: vec![] } }
