//! What is known of the process behind a window, from `/proc`.
//!
//! Ctrl+C interrupts what runs in a terminal, and no list of names knows every terminal. But a terminal needs a
//! pseudo-terminal: its process, or one below it, holds the master side (`/dev/ptmx`), and what it started has a
//! controlling terminal that it doesn't have itself. Where neither is so, and that could be seen, it is no terminal. A
//! process that can't be looked into (of another user, of raised privileges, on another machine) counts as one.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

/// Libraries of programs whose toolkit gives up PRIMARY when nothing is selected any more.
const LETS_GO: [&str; 3] = ["/libgtk-3.so", "/libgtk-4.so", "/libgtk-x11-2.0.so"];
/// And of programs that load such a toolkit but select text on their own.
const ON_ITS_OWN: [&str; 8] = [
    "/libxul.so",
    "/libwebkit",
    "/libjavascriptcore",
    "/libjvm.so",
    "/libvcl",
    "/icudtl.dat",
    "/resources.pak",
    "/libvte-",
];

/// Whether the window of process `pid` is known not to be a terminal.
pub fn is_no_terminal(pid: u32) -> bool {
    judge(Path::new("/proc"), pid) == Some(false)
}

/// Whether what process `pid` offers as PRIMARY is selected now, by the ways of its toolkit.
pub fn lets_go_of_primary(pid: u32) -> bool {
    let maps = fs::read_to_string(format!("/proc/{pid}/maps")).unwrap_or_default();
    let loads = |names: &[&str]| names.iter().any(|name| maps.contains(name));
    loads(&LETS_GO) && !loads(&ON_ITS_OWN)
}

/// Whether it is a terminal, if that can be seen.
fn judge(proc: &Path, pid: u32) -> Option<bool> {
    let all = processes(proc);
    let own = all.get(&pid)?;
    if holds_master(proc, pid)? {
        return Some(true);
    }
    let below = |mut of: u32| {
        // The table is a picture of a moment, and its parents need not end at 1.
        for _ in 0..all.len() {
            let Some(process) = all.get(&of) else { return false };
            if process.parent == pid {
                return true;
            }
            of = process.parent;
        }
        false
    };
    let terminal = all.iter().filter(|(other, _)| below(**other)).any(|(other, process)| {
        let another_terminal = process.terminal != 0 && process.terminal != own.terminal;
        // Below it a process may be closed to us (a browser's sandbox is); its terminal is seen all the same.
        another_terminal || holds_master(proc, *other) == Some(true)
    });
    Some(terminal)
}

struct Process {
    parent: u32,
    /// The controlling terminal's number, zero without one.
    terminal: i32,
}

fn processes(proc: &Path) -> HashMap<u32, Process> {
    let entries = fs::read_dir(proc).into_iter().flatten().flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    pids.filter_map(|pid| Some((pid, stat(&fs::read_to_string(proc.join(format!("{pid}/stat"))).ok()?)?))).collect()
}

/// `pid (name) state parent group session terminal …`, where the name may hold anything.
fn stat(line: &str) -> Option<Process> {
    let mut fields = line.rsplit_once(')')?.1.split_whitespace();
    let parent = fields.nth(1)?.parse().ok()?;
    let terminal = fields.nth(2)?.parse().ok()?;
    Some(Process { parent, terminal })
}

/// Whether a process has the master side of a pseudo-terminal open; nothing if it can't be looked into.
fn holds_master(proc: &Path, pid: u32) -> Option<bool> {
    let open = fs::read_dir(proc.join(format!("{pid}/fd"))).ok()?;
    let mut links = open.flatten().filter_map(|entry| fs::read_link(entry.path()).ok());
    Some(links.any(|link| link.ends_with("ptmx")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    /// A made-up `/proc`: pid, parent, terminal, open files (or none that may be seen).
    fn proc(processes: &[(u32, u32, i32, Option<&[&str]>)]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for (pid, parent, terminal, open) in processes {
            let of = root.path().join(pid.to_string());
            fs::create_dir_all(&of).unwrap();
            let line = format!("{pid} (a (strange) name 1) S {parent} {pid} {pid} {terminal} -1 0");
            fs::write(of.join("stat"), line).unwrap();
            if let Some(open) = open {
                fs::create_dir(of.join("fd")).unwrap();
                for (number, target) in open.iter().enumerate() {
                    symlink(target, of.join("fd").join(number.to_string())).unwrap();
                }
            }
        }
        root
    }

    fn judged(processes: &[(u32, u32, i32, Option<&[&str]>)]) -> Option<bool> {
        judge(proc(processes).path(), 10)
    }

    #[test]
    fn an_editor_is_no_terminal() {
        assert_eq!(judged(&[(10, 1, 0, Some(&["/dev/null"])), (11, 10, 0, Some(&[]))]), Some(false));
        // Started from a terminal, whose slave side it and its children have.
        let shell = (5, 4, 34816, Some(&["/dev/pts/0"][..]));
        assert_eq!(judged(&[shell, (10, 5, 34816, Some(&["/dev/pts/0"])), (11, 10, 34816, Some(&[]))]), Some(false));
    }

    #[test]
    fn whoever_holds_a_master_is_a_terminal() {
        assert_eq!(judged(&[(10, 1, 0, Some(&["/dev/null", "/dev/ptmx"]))]), Some(true));
        assert_eq!(judged(&[(10, 1, 0, Some(&["/dev/pts/ptmx"]))]), Some(true));
        // An editor with a terminal inside: a grandchild holds it.
        let inside = [(10, 1, 0, Some(&[][..])), (11, 10, 0, Some(&[])), (12, 11, 0, Some(&["/dev/ptmx"]))];
        assert_eq!(judged(&inside), Some(true));
    }

    #[test]
    fn a_child_with_a_terminal_of_its_own_gives_it_away() {
        assert_eq!(judged(&[(10, 1, 0, Some(&[])), (11, 10, 34817, None)]), Some(true));
        assert_eq!(judged(&[(10, 1, 34816, Some(&[])), (11, 10, 34817, None)]), Some(true));
        assert_eq!(judged(&[(10, 1, 0, Some(&[])), (11, 10, 0, None)]), Some(false));
    }

    #[test]
    fn what_cannot_be_seen_is_not_known() {
        assert_eq!(judged(&[(10, 1, 0, None)]), None);
        assert_eq!(judged(&[(11, 1, 0, Some(&[]))]), None);
    }

    #[test]
    fn this_process_is_no_terminal_and_has_no_toolkit() {
        assert!(!lets_go_of_primary(std::process::id()));
        assert!(is_no_terminal(std::process::id()));
    }
}
