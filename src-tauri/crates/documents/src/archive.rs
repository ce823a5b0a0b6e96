//! Zip archives, unpacked member by member into memory and within the limits.

use crate::limits::{Limits, damaged, hostile, locked, too_much};
use std::io::{Cursor, Read};
use stet_core::Result;
use zip::ZipArchive;
use zip::result::ZipError;

pub(crate) struct Archive<'a> {
    zip: ZipArchive<Cursor<Vec<u8>>>,
    pub limits: &'a Limits,
    /// Bytes unpacked so far.
    unpacked: u64,
}

/// What a member may unpack to whatever its packed size.
const SMALL: u64 = 1 << 20;

impl<'a> Archive<'a> {
    pub fn open(bytes: Vec<u8>, limits: &'a Limits) -> Result<Self> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged("document", error))?;
        if zip.len() > limits.members {
            return Err(too_much("This document is an archive of too many files", limits.members));
        }
        Ok(Archive { zip, limits, unpacked: 0 })
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.zip.file_names()
    }

    pub fn has(&self, name: &str) -> bool {
        self.zip.index_for_name(name).is_some()
    }

    /// A member's bytes; `None` when there is no such member.
    ///
    /// Errors: `text-unsuitable` when it is damaged, encrypted, or unpacks to more than the limits allow.
    pub fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>> {
        let member = match self.zip.by_name(name) {
            Ok(member) => member,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => return Err(locked("document")),
            Err(error) => return Err(damaged("document", error)),
        };
        let by_ratio = member.compressed_size().saturating_mul(self.limits.ratio).max(SMALL);
        let left = self.limits.unpacked - self.unpacked;
        let mut bytes = Vec::new();
        member.take(by_ratio.min(left) + 1).read_to_end(&mut bytes).map_err(|error| damaged("document", error))?;
        let size = bytes.len() as u64;
        if size > by_ratio {
            let what = format!("A part of this document unpacks to more than {} times its size", self.limits.ratio);
            return Err(hostile(what));
        }
        if size > left {
            return Err(too_much("This document unpacks to too much", format!("{} MB", self.limits.unpacked >> 20)));
        }
        self.unpacked += size;
        Ok(Some(bytes))
    }

    /// A member that must be there.
    pub fn need(&mut self, name: &str) -> Result<Vec<u8>> {
        self.read(name)?.ok_or_else(|| damaged("document", format!("{name} is missing in it")))
    }
}
