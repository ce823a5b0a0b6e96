//! What a model file keeps in memory of the process.
//!
//! llama.cpp maps the file and reads all of it, then lays many of its tensors out anew, in memory of its own, for the
//! processor at hand. The file's pages of those are never looked at again, but would count as the process's for as long
//! as the model stays. Given back, the pages that are needed return from the system's own cache as they are touched.

use std::path::Path;

/// Gives the mapped pages of a file back to the system. Nothing is lost by it: they are the file's own.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub fn give_back(file: &Path) {
    let Ok(file) = file.canonicalize() else { return };
    let Ok(maps) = std::fs::read_to_string("/proc/self/maps") else { return };
    for (start, end) in maps.lines().filter_map(|line| mapping(line, &file)) {
        // SAFETY: the range is a mapping of this process, of a file that is only read: its pages come back unchanged.
        let done = unsafe { libc::madvise(start as *mut libc::c_void, end - start, libc::MADV_DONTNEED) };
        tracing::debug!(start, end, done, "gave the pages of the model's file back");
    }
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn give_back(_file: &Path) {}

/// The addresses of a line of `/proc/self/maps`, if it maps the file and nothing of it can have been changed.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn mapping(line: &str, file: &Path) -> Option<(usize, usize)> {
    // start-end permissions offset device inode path
    let mut fields = line.splitn(6, ' ');
    let (range, permissions) = (fields.next()?, fields.next()?);
    let path = fields.nth(3)?.trim_start();
    let (start, end) = range.split_once('-')?;
    let address = |text| usize::from_str_radix(text, 16).ok();
    (Path::new(path) == file && permissions.starts_with("r-")).then_some((address(start)?, address(end)?))
}

#[cfg(all(test, target_os = "linux", target_env = "gnu"))]
mod tests {
    use super::*;

    #[test]
    fn only_read_only_mappings_of_the_file_are_given_back() {
        let file = Path::new("/home/a b/small.gguf");
        let line = "7f12a000-7f13b000 r--s 00000000 fe:01 1234                       /home/a b/small.gguf";
        assert_eq!(mapping(line, file), Some((0x7f12_a000, 0x7f13_b000)));
        assert_eq!(mapping(&line.replace("r--s", "rw-p"), file), None);
        assert_eq!(mapping(&line.replace("small", "tiny"), file), None);
        assert_eq!(mapping("7ffd1000-7ffd2000 rw-p 00000000 00:00 0", file), None);
    }
}
