//! `stet read-document`: reads one document and prints it; what the app starts for each document.
//!
//! The process first limits its memory, time and files, then takes the document's bytes, then gives up everything that
//! reading does not need: on Linux it may from there on compute, ask for memory, print and end. Where the system offers
//! less, less is given up; that it is another process holds everywhere.

use super::terminal::{print_json, print_text};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use stet_core::document::Document;
use stet_core::{Code, Error, Result};
use stet_documents::{Limits, Mailbox, Source};

#[derive(clap::Args)]
pub struct ReadDocument {
    /// The file, or the folder of a Maildir; `-`, or nothing, is standard input
    file: Option<PathBuf>,
    /// What the document is called, where it comes from standard input
    #[arg(long, default_value = "")]
    name: String,
    /// The newest threads of a mailbox, each as a document of its own
    #[arg(long, requires = "file")]
    threads: bool,
}

impl ReadDocument {
    /// Reads and prints: the document, or the list of threads, as JSON; or their text.
    ///
    /// Errors: those of [`stet_documents::read`] and [`Mailbox::open`]; `internal` for a bug in reading, which ends nothing but this process.
    pub fn run(self, json: bool) -> Result<()> {
        // A panic is a document that could not be read, and is told as one.
        std::panic::set_hook(Box::new(|_| {}));
        let limits = Limits::default();
        confine::limit();
        match self.file {
            Some(path) if self.threads => {
                let mailbox = Mailbox::open(&path, &limits)?;
                confine::shut();
                let threads = unbroken(|| Ok(mailbox.threads(&limits)))?;
                if json {
                    print_json(&threads);
                } else {
                    threads.iter().for_each(print);
                }
            }
            file => {
                let source = match file {
                    Some(path) if path != Path::new("-") => Source::open(&path, &limits)?,
                    _ => Source::from_reader(self.name, std::io::stdin().lock(), &limits)?,
                };
                confine::shut();
                let document = unbroken(|| source.read(&limits))?;
                if json { print_json(&document) } else { print(&document) }
            }
        }
        Ok(())
    }
}

/// Reads, with a panic as an error.
fn unbroken<T>(read: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
        Err(Error::new(Code::Internal, "This document could not be read because of a mistake in Stet.")
            .hint("Copy the words out of it, or save it as text."))
    })
}

fn print(document: &Document) {
    for warning in &document.warnings {
        eprintln!("stet: {}", warning.message);
    }
    print_text(&document.text);
}

/// What is not offered here is left: nothing below fails.
#[cfg(unix)]
mod confine {
    /// Bytes of memory beyond what the program itself takes.
    const MEMORY: u64 = 1 << 30;
    /// Seconds of computing.
    const TIME: u64 = 60;
    /// Open files, of which a Maildir needs one at a time.
    const FILES: u64 = 32;

    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    type Resource = libc::__rlimit_resource_t;
    #[cfg(not(all(target_os = "linux", target_env = "gnu")))]
    type Resource = libc::c_int;

    /// Limits memory, time and files. Nothing is written to the disk, a dump of the memory least of all.
    pub fn limit() {
        set(libc::RLIMIT_CORE, 0, 0);
        set(libc::RLIMIT_FSIZE, 0, 0);
        set(libc::RLIMIT_NOFILE, FILES, FILES);
        // First a signal that says what it was, a second later one that nothing survives.
        set(libc::RLIMIT_CPU, TIME, TIME + 1);
        let memory = taken().saturating_add(MEMORY);
        set(libc::RLIMIT_AS, memory, memory);
    }

    fn set(resource: Resource, soft: u64, hard: u64) {
        let mut now = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
        // SAFETY: plain system calls with a struct of ours; a limit is only ever lowered.
        unsafe {
            if libc::getrlimit(resource, &mut now) == 0 {
                let limits = libc::rlimit { rlim_cur: now.rlim_max.min(soft), rlim_max: now.rlim_max.min(hard) };
                libc::setrlimit(resource, &limits);
            }
        }
    }

    /// Bytes of address space that the program and its libraries take before anything is read.
    fn taken() -> u64 {
        let pages = std::fs::read_to_string("/proc/self/statm").ok();
        let pages = pages.and_then(|pages| pages.split(' ').next()?.parse::<u64>().ok());
        // SAFETY: asks for a constant.
        let page = u64::try_from(unsafe { libc::sysconf(libc::_SC_PAGESIZE) }).unwrap_or(4096);
        // Where it can't be asked for: more than the libraries of a window take.
        pages.map_or(4 << 30, |pages| pages * page)
    }

    /// From here on the process may only compute, ask for memory, print and end: no files, no network, no programs.
    pub fn shut() {
        #[cfg(target_os = "linux")]
        {
            let (on, unused): (libc::c_ulong, libc::c_ulong) = (1, 0);
            // SAFETY: a flag of this process.
            unsafe {
                libc::prctl(libc::PR_SET_NO_NEW_PRIVS, on, unused, unused, unused);
            }
            if let Err(error) = filter() {
                tracing::debug!(%error, "system calls are not filtered");
            }
        }
    }

    /// Everything but these calls is answered with "not permitted".
    #[cfg(target_os = "linux")]
    fn filter() -> Result<(), Box<dyn std::error::Error>> {
        use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, TargetArch};
        let calls = [
            libc::SYS_read,
            libc::SYS_write,
            libc::SYS_writev,
            libc::SYS_close,
            libc::SYS_lseek,
            libc::SYS_fstat,
            libc::SYS_brk,
            libc::SYS_mmap,
            libc::SYS_munmap,
            libc::SYS_mremap,
            libc::SYS_mprotect,
            libc::SYS_madvise,
            libc::SYS_futex,
            libc::SYS_sched_yield,
            libc::SYS_sched_getaffinity,
            libc::SYS_getrandom,
            libc::SYS_clock_gettime,
            libc::SYS_getpid,
            libc::SYS_gettid,
            libc::SYS_tgkill,
            libc::SYS_rt_sigaction,
            libc::SYS_rt_sigprocmask,
            libc::SYS_rt_sigreturn,
            libc::SYS_sigaltstack,
            libc::SYS_restart_syscall,
            libc::SYS_exit,
            libc::SYS_exit_group,
        ];
        let denied = SeccompAction::Errno(libc::EPERM as u32);
        let arch = TargetArch::try_from(std::env::consts::ARCH)?;
        let rules = calls.into_iter().map(|call| (call, Vec::new())).collect();
        let program: BpfProgram = SeccompFilter::new(rules, denied, SeccompAction::Allow, arch)?.try_into()?;
        seccompiler::apply_filter(&program)?;
        Ok(())
    }
}

#[cfg(not(unix))]
mod confine {
    pub fn limit() {}

    pub fn shut() {}
}
