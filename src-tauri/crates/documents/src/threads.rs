//! The newest threads of a mailbox, each a document; a mailbox itself may hold years.
//!
//! Only the mails that came in last are taken, and of each the beginning. A mail belongs to the thread of those that it
//! names (References, In-Reply-To), as in RFC 5256; a reply to none of those that are there, to the latest thread of its
//! subject. Nothing is moved or marked as read.

use crate::limits::Limits;
use crate::mail::{self, Letter};
use crate::source::{mails, unreadable};
use std::cmp::Reverse;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{ErrorKind, Read, Seek, SeekFrom};
use std::path::Path;
use stet_core::document::Document;
use stet_core::{Code, Error, Result};

/// The mails of a mailbox that came in last, in the order in which they came.
pub struct Mailbox(Vec<Vec<u8>>);

impl Mailbox {
    /// Whether this is a Maildir folder or an mbox file, going by its beginning.
    ///
    /// Errors: `text-unreadable`, also for what is neither.
    pub fn check(path: &Path) -> Result<()> {
        if path.is_dir() {
            return match path.join("cur").read_dir() {
                Ok(_) => Ok(()),
                Err(error) if error.kind() == ErrorKind::NotFound => Err(no_mailbox(path)),
                Err(error) => Err(unreadable(path, error)),
            };
        }
        let mut start = Vec::new();
        let read = open(path).and_then(|file| file.take(5).read_to_end(&mut start));
        read.map_err(|error| unreadable(path, error))?;
        // An mbox whose mails were all moved away is empty.
        if start.is_empty() || start == b"From " { Ok(()) } else { Err(no_mailbox(path)) }
    }

    /// Takes the newest mails of a Maildir folder or an mbox file.
    ///
    /// Errors: as [`Mailbox::check`].
    pub fn open(path: &Path, limits: &Limits) -> Result<Self> {
        Mailbox::check(path)?;
        let mails = if path.is_dir() { maildir(path, limits) } else { mbox(path, limits) };
        Ok(Mailbox(mails?))
    }

    /// The threads with the latest messages, the newest first. A mail that can't be read, and a thread without a text, is
    /// left out.
    pub fn threads(self, limits: &Limits) -> Vec<Document> {
        let kept = |bytes: &Vec<u8>| mail::kept(bytes, limits).ok().filter(|letters| !letters.is_empty());
        let mut threads = threads(self.0.iter().filter_map(kept).collect());
        threads.sort_by_key(|letters| Reverse(letters.iter().filter_map(|letter| letter.stamp).max()));
        threads.into_iter().filter_map(|letters| document(letters, limits)).take(limits.threads).collect()
    }
}

fn no_mailbox(path: &Path) -> Error {
    Error::new(Code::TextUnreadable, format!("{} is neither a Maildir nor an mbox file.", path.display()))
        .hint("Name a folder with the folders cur and new in it, or a file of mails that begins with \"From \".")
}

fn maildir(path: &Path, limits: &Limits) -> Result<Vec<Vec<u8>>> {
    let mut left = limits.bytes;
    let mut newest = Vec::new();
    for file in mails(path)?.iter().rev().take(limits.newest) {
        let mut bytes = Vec::new();
        let most = left.min(limits.beginning as u64);
        match open(file).and_then(|file| file.take(most).read_to_end(&mut bytes)) {
            Ok(_) => {}
            // The mail program has moved it meanwhile.
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => return Err(unreadable(file, error)),
        }
        left -= bytes.len() as u64;
        newest.push(bytes);
    }
    newest.reverse();
    Ok(newest)
}

fn mbox(path: &Path, limits: &Limits) -> Result<Vec<Vec<u8>>> {
    let end = || -> std::io::Result<Vec<u8>> {
        let mut file = open(path)?;
        let start = file.metadata()?.len().saturating_sub(limits.bytes);
        file.seek(SeekFrom::Start(start))?;
        let mut bytes = Vec::new();
        file.take(limits.bytes).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let end = end().map_err(|error| unreadable(path, error))?;
    let mut all = mail::split(&end);
    let mut newest = all.split_off(all.len().saturating_sub(limits.newest));
    newest.iter_mut().for_each(|mail| mail.truncate(limits.beginning));
    Ok(newest)
}

/// Opens a file to be read, leaving the time of the last reading as it is where the system can: of an mbox, mail programs
/// tell by it whether there is new mail.
fn open(path: &Path) -> std::io::Result<File> {
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::fs::OpenOptionsExt;
        // Only the owner of a file can.
        if let Ok(file) = File::options().read(true).custom_flags(libc::O_NOATIME).open(path) {
            return Ok(file);
        }
    }
    File::open(path)
}

fn document(letters: Vec<Letter>, limits: &Limits) -> Option<Document> {
    let latest = letters.iter().max_by_key(|letter| letter.stamp)?;
    // Of one whose subject was changed on the way, too.
    let topic = latest.topic.clone().filter(|topic| !topic.is_empty());
    let document = mail::thread(letters, limits).ok()?;
    Some(Document { title: document.title.or(topic), ..document })
}

/// The messages of the mails, thread by thread.
fn threads(mails: Vec<Vec<Letter>>) -> Vec<Vec<Letter>> {
    let firsts = firsts(&mails);
    let mut threads: BTreeMap<usize, Vec<Letter>> = BTreeMap::new();
    for (first, letters) in firsts.into_iter().zip(mails) {
        threads.entry(first).or_default().extend(letters);
    }
    threads.into_values().rev().collect()
}

/// For each mail the place of the first one of its thread.
fn firsts(mails: &[Vec<Letter>]) -> Vec<usize> {
    let mut earlier: Vec<usize> = (0..mails.len()).collect();
    // The first mail that has an id or names it, and the latest of a topic.
    let mut named: HashMap<&str, usize> = HashMap::new();
    let mut topics: HashMap<String, usize> = HashMap::new();
    for (at, letter) in mails.iter().enumerate().filter_map(|(at, letters)| Some((at, letters.first()?))) {
        let mut found = false;
        for id in letter.id.iter().chain(&letter.answers) {
            match named.entry(id) {
                Entry::Occupied(other) => {
                    join(&mut earlier, *other.get(), at);
                    // Its own id names what it answers itself.
                    found |= *other.get() != at;
                }
                Entry::Vacant(free) => {
                    free.insert(at);
                }
            }
        }
        let Some(topic) = letter.topic.as_ref().filter(|topic| !topic.is_empty()) else { continue };
        let other = topics.insert(topic.to_lowercase(), at);
        if let Some(other) = other.filter(|_| !found && is_reply(letter, topic)) {
            join(&mut earlier, other, at);
        }
    }
    (0..mails.len()).map(|at| first(&mut earlier, at)).collect()
}

/// There is a "Re:" or the like before the topic; a name of a list in brackets alone is none.
fn is_reply(letter: &Letter, topic: &str) -> bool {
    let before = letter.subject.as_ref().and_then(|subject| subject.strip_suffix(topic));
    before.is_some_and(|before| before.contains(':'))
}

/// Two mails are of one thread.
fn join(earlier: &mut [usize], one: usize, other: usize) {
    let (one, other) = (first(earlier, one), first(earlier, other));
    earlier[one.max(other)] = one.min(other);
}

/// The first mail of the thread that a mail is of, going by those found so far.
fn first(earlier: &mut [usize], mut at: usize) -> usize {
    while earlier[at] != at {
        earlier[at] = earlier[earlier[at]];
        at = earlier[at];
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn mail(from: &str, day: u32, subject: &str, more: &str) -> String {
        format!(
            "From: {from} <{from}@example.com>\nDate: {day} May 2026 10:31:00 +0000\nMessage-ID: <{day}@example.com>\n\
             Subject: {subject}\n{more}\nWords of day {day}.\n"
        )
    }

    fn found(mails: &[String], limits: &Limits) -> Vec<Document> {
        Mailbox(mails.iter().map(|mail| mail.clone().into_bytes()).collect()).threads(limits)
    }

    fn titles(threads: &[Document]) -> Vec<&str> {
        threads.iter().filter_map(|thread| thread.title.as_deref()).collect()
    }

    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("stet-threads-{name}-{}", std::process::id()));
            std::fs::create_dir_all(&folder).unwrap();
            Folder(folder)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn threads_by_what_mails_name_newest_first() {
        let mails = [
            mail("Anna", 2, "Lunch", ""),
            mail("Ben", 3, "Offer", ""),
            // Names one that is not here; it and the next one belong together all the same.
            mail("Cleo", 4, "Roof", "References: <elsewhere@example.com>\n"),
            mail("Dan", 5, "Completely different", "In-Reply-To: <elsewhere@example.com>\n"),
            mail("Ben", 6, "Re: Lunch", "References: <1@example.com>\n <2@example.com>\n"),
        ];
        let threads = found(&mails, &Limits::default());
        assert_eq!(titles(&threads), ["Lunch", "Completely different", "Offer"]);
        assert!(threads[0].text.find("day 6") < threads[0].text.find("day 2"), "{}", threads[0].text);
        assert!(!threads[0].text.contains("day 3"));
        assert!(threads[1].text.contains("day 4") && threads[1].text.contains("day 5"));
        assert!(threads.iter().all(Document::sound));
        assert_eq!(threads[0].marks[0].place.message, Some(2));
        let one = found(&mails, &Limits { threads: 1, ..Limits::default() });
        assert_eq!(titles(&one), ["Lunch"]);
    }

    #[test]
    fn replies_that_name_nothing_go_by_their_subject() {
        let mails = [
            mail("Anna", 2, "Lunch", ""),
            mail("Ben", 3, "AW: lunch", ""),
            mail("Cleo", 4, "回复: Lunch", "References: <gone@example.com>\n"),
            // The same subject, and a list's name before it, make no reply.
            mail("Robot", 5, "[build] Failed", ""),
            mail("Robot", 6, "[build] Failed", ""),
            mail("Dan", 7, "", ""),
            mail("Dan", 8, "", ""),
        ];
        let threads = found(&mails, &Limits::default());
        let messages: Vec<_> = threads.iter().map(|thread| thread.marks.len()).collect();
        assert_eq!(messages, [1, 1, 1, 1, 3]);
        let lunch = found(&mails[..3], &Limits::default()).remove(0);
        assert_eq!((lunch.marks.len(), lunch.title.as_deref()), (3, Some("Lunch")));
    }

    #[test]
    #[cfg(unix)]
    fn a_maildir_is_read_from_its_end_and_left_as_it_is() {
        let folder = Folder::new("maildir");
        for part in ["cur", "new", "tmp"] {
            std::fs::create_dir(folder.0.join(part)).unwrap();
        }
        let put = |name: &str, mail: String| std::fs::write(folder.0.join(name), mail).unwrap();
        put("cur/1001.a:2,S", mail("Anna", 2, "First", ""));
        put("cur/1002.a:2,ST", mail("Ben", 3, "Trashed", ""));
        put("cur/1003.a:2,", mail("Cleo", 4, "Second", &format!("X-Long: {}\n", "x".repeat(4_000))));
        put("new/1004.a", mail("Dan", 5, "Third", ""));
        let read = |limits: &Limits| Mailbox::open(&folder.0, limits).unwrap().threads(limits);
        let limits = Limits::default();
        assert_eq!(titles(&read(&limits)), ["Third", "Second", "First"]);
        assert_eq!(titles(&read(&Limits { newest: 1, ..limits })), ["Third"]);
        // What is beyond the beginning of a mail costs that mail its text, and the others nothing.
        assert_eq!(titles(&read(&Limits { beginning: 1_000, ..limits })), ["Third", "First"]);
        assert_eq!(titles(&read(&Limits { bytes: 300, ..limits })), ["Third"]);
        let names = |part: &str| {
            let mut names: Vec<_> = folder.0.join(part).read_dir().unwrap().map(|e| e.unwrap().file_name()).collect();
            names.sort();
            names
        };
        assert_eq!(names("new"), ["1004.a"]);
        assert_eq!(names("cur"), ["1001.a:2,S", "1002.a:2,ST", "1003.a:2,"]);
    }

    #[test]
    fn an_mbox_is_read_from_its_end() {
        let folder = Folder::new("mbox");
        let path = folder.0.join("Inbox");
        let removed = mail("Eve", 9, "Removed", "X-Mozilla-Status: 0009\n");
        let mails = [mail("Anna", 2, "First", ""), mail("Ben", 3, "Second", ""), removed];
        let file: String = mails.iter().map(|mail| format!("From - Sat May  2 10:31:00 2026\n{mail}\n")).collect();
        std::fs::write(&path, &file).unwrap();
        let read = |limits: &Limits| Mailbox::open(&path, limits).unwrap().threads(limits);
        let limits = Limits::default();
        assert_eq!(titles(&read(&limits)), ["Second", "First"]);
        assert_eq!(titles(&read(&Limits { newest: 2, ..limits })), ["Second"]);
        // The first bytes of the end are of a mail whose beginning is not read.
        assert_eq!(titles(&read(&Limits { bytes: file.len() as u64 - 10, ..limits })), ["Second"]);
    }

    #[test]
    fn what_is_no_mailbox_is_said_plainly() {
        let folder = Folder::new("none");
        let refused = |path: &Path| {
            let error = Mailbox::open(path, &Limits::default()).err().unwrap();
            assert_eq!(error.code, Code::TextUnreadable);
            error.message
        };
        assert!(refused(&folder.0).contains("neither a Maildir nor an mbox"));
        assert!(refused(&folder.0.join("gone")).contains("there is no such file"));
        let path = folder.0.join("letter.txt");
        std::fs::write(&path, "Dear Anna").unwrap();
        assert!(refused(&path).contains("neither a Maildir nor an mbox"));
        std::fs::write(&path, "").unwrap();
        let empty = Mailbox::open(&path, &Limits::default()).unwrap();
        assert!(empty.threads(&Limits::default()).is_empty());
    }
}
