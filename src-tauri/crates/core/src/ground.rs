//! stub
use std::ops::Range;
pub struct Ground;
pub struct Check { pub ok: bool, pub missing: Vec<String> }
impl Ground { pub fn new(_: &str) -> Self { Ground } pub fn sources(&self, _: &str) -> Vec<Range<usize>> { vec![] } pub fn check(&self, _: &str) -> Check { Check { ok: true, missing: vec![] } } }
