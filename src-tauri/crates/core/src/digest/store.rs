//! The notifications of the last days, in a SQLite file of their own, so that turning the digest off and removing the
//! file leaves nothing behind.
//!
//! Whatever is added is sealed once more, so no secret gets here by another way. The file is bounded by age and by
//! number. A damaged one is set aside and reported, and a new one started: notifications are not worth more than that.

use super::{Importance, Notification, seal};
use crate::home::Home;
use crate::run::Warning;
use crate::{Code, Error, Result, sqlite};
use jiff::ToSpan;
use jiff::civil::DateTime;
use rusqlite::types::Type;
use rusqlite::{Connection, Row, named_params};
use rusqlite_migration::{M, Migrations};
use std::path::Path;

/// Days that notifications are kept.
pub const RETENTION: i64 = 2;
/// Notifications that are kept at most, the latest ones.
const MOST: i64 = 20_000;

/// Only ever added to.
const STEPS: &[M<'static>] = &[M::up(
    "CREATE TABLE notification (
         seq        INTEGER PRIMARY KEY AUTOINCREMENT, -- in the order of arrival
         id         INTEGER NOT NULL,                  -- the desktop's number, not unique; 0 for none
         replaces   INTEGER NOT NULL,
         app        TEXT    NOT NULL,
         summary    TEXT    NOT NULL,
         body       TEXT    NOT NULL,
         importance INTEGER NOT NULL,
         category   TEXT    NOT NULL,
         time       TEXT    NOT NULL                   -- on the clock on the wall, ISO 8601
     ) STRICT;
     CREATE INDEX notification_time ON notification (time);
     CREATE INDEX notification_id ON notification (id, app);",
)];
const MIGRATIONS: Migrations<'static> = Migrations::from_slice(STEPS);

static KIND: sqlite::Kind = sqlite::Kind { in_memory: empty, connect, mend: start_anew, failure };

/// The open file. Can be shared between threads; each call takes its turn.
pub struct Store {
    file: sqlite::Store,
}

impl Store {
    /// Opens the file, making it when there is none.
    ///
    /// Errors: `read-only`, `disk-full`, `io`. A damaged file is no error: see [`Store::warnings`].
    pub fn open(home: &Home) -> Result<Store> {
        Ok(Store { file: sqlite::Store::open(&KIND, home.notifications_file())? })
    }

    /// One that is forgotten when it is dropped.
    pub fn in_memory() -> Result<Store> {
        Ok(Store { file: sqlite::Store::in_memory(&KIND)? })
    }

    /// What was noticed since the last call: a damaged file and where it was kept.
    pub fn warnings(&self) -> Vec<Warning> {
        self.file.warnings()
    }

    /// Adds notifications in the order of their arrival, all or none. Those they take the place of go.
    ///
    /// Errors: `read-only`, `disk-full`, `io`.
    pub fn add(&self, notifications: &[Notification]) -> Result<()> {
        self.with("keep the notifications", |connection| {
            let change = connection.transaction()?;
            for notification in notifications {
                insert(&change, notification)?;
            }
            change.execute("DELETE FROM notification WHERE seq <= (SELECT max(seq) FROM notification) - ?1", [MOST])?;
            change.commit()
        })
    }

    /// The notifications that arrived at or after a time, oldest first; of very many the last `most`.
    ///
    /// Errors: `io`, `store-damaged`.
    pub fn since(&self, time: DateTime, most: usize) -> Result<Vec<Notification>> {
        self.with("read the notifications", |connection| {
            let mut found = connection
                .prepare_cached("SELECT * FROM notification WHERE time >= ?1 ORDER BY seq DESC LIMIT ?2")?
                .query_map((time.to_string(), most as i64), read)?
                .collect::<rusqlite::Result<Vec<_>>>()?;
            found.reverse();
            Ok(found)
        })
    }

    /// Removes what is older than [`RETENTION`] and returns how many. Errors: `read-only`, `disk-full`, `io`.
    pub fn prune(&self, now: DateTime) -> Result<usize> {
        let oldest = now.saturating_sub(RETENTION.days());
        self.remove("DELETE FROM notification WHERE time < ?1", &oldest.to_string())
    }

    /// Removes everything and returns how many. Errors: `read-only`, `disk-full`, `io`.
    pub fn clear(&self) -> Result<usize> {
        self.remove("DELETE FROM notification WHERE ?1 = ''", "")
    }

    fn remove(&self, statement: &str, value: &str) -> Result<usize> {
        self.with("remove notifications", |connection| {
            let removed = connection.execute(statement, [value])?;
            if removed > 0 {
                sqlite::empty_log(connection)?;
            }
            Ok(removed)
        })
    }

    fn with<T>(&self, what: &str, work: impl Fn(&mut Connection) -> rusqlite::Result<T>) -> Result<T> {
        self.file.with(what, work)
    }
}

fn connect(path: &Path) -> Result<Connection> {
    const WHAT: &str = "open the notifications";
    let mut connection = sqlite::open(path).map_err(|error| failure(WHAT, error))?;
    migrate(&mut connection)?;
    Ok(connection)
}

fn empty() -> Result<Connection> {
    let mut connection =
        Connection::open_in_memory().map_err(|error| failure("open notifications in memory", error))?;
    migrate(&mut connection)?;
    Ok(connection)
}

fn migrate(connection: &mut Connection) -> Result<()> {
    use rusqlite_migration::{Error as Migration, MigrationDefinitionError as Definition};
    MIGRATIONS.to_latest(connection).map_err(|error| match error {
        Migration::RusqliteError { err, .. } => failure("open the notifications", err),
        Migration::MigrationDefinition(Definition::DatabaseTooFarAhead) => {
            Error::new(Code::Io, "The notifications were kept by a newer Stet, which this one can't read.")
                .hint("Update Stet, or choose another data directory with STET_HOME.")
        }
        error => Error::new(Code::Internal, format!("The notifications can't be set up: {error}.")),
    })
}

fn start_anew(path: &Path) -> Result<sqlite::Mended> {
    let aside = sqlite::set_aside(path)?;
    let message = format!(
        "The file with the notifications was damaged. It was kept as {} and a new one started.",
        aside.display()
    );
    Ok((connect(path)?, vec![Warning::new("notifications-damaged", message)]))
}

fn failure(what: &str, error: rusqlite::Error) -> Error {
    sqlite::failure("notifications", what, error)
}

fn insert(connection: &Connection, notification: &Notification) -> rusqlite::Result<()> {
    let mut notification = notification.clone();
    seal(&mut notification);
    if notification.replaces != 0 {
        connection
            .prepare_cached("DELETE FROM notification WHERE id = ?1 AND app = ?2")?
            .execute((notification.replaces, &notification.app))?;
    }
    connection
        .prepare_cached(
            "INSERT INTO notification (id, replaces, app, summary, body, importance, category, time)
             VALUES (:id, :replaces, :app, :summary, :body, :importance, :category, :time)",
        )?
        .execute(named_params! {
            ":id": notification.id,
            ":replaces": notification.replaces,
            ":app": notification.app,
            ":summary": notification.summary,
            ":body": notification.body,
            ":importance": notification.importance.hint(),
            ":category": notification.category,
            ":time": notification.time.to_string(),
        })
        .map(drop)
}

fn read(row: &Row) -> rusqlite::Result<Notification> {
    let time: String = row.get("time")?;
    Ok(Notification {
        id: row.get("id")?,
        replaces: row.get("replaces")?,
        app: row.get("app")?,
        summary: row.get("summary")?,
        body: row.get("body")?,
        importance: Importance::from_hint(row.get("importance")?),
        category: row.get("category")?,
        time: time
            .parse()
            .map_err(|error| rusqlite::Error::FromSqlConversionFailure(8, Type::Text, Box::new(error)))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::tests::note;
    use std::fs;

    fn home() -> (tempfile::TempDir, Home) {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::at(dir.path().join("stet"));
        (dir, home)
    }

    #[test]
    fn what_is_kept_comes_back_in_order_until_it_is_old() {
        let (_dir, home) = home();
        let old = Notification { time: DateTime::constant(2026, 11, 22, 9, 0, 0, 0), ..note("Slack", "Bo", "old") };
        let all = [old.clone(), note("Slack", "Anna", "one"), note("Mail", "Re: x", "two")];
        let store = Store::open(&home).unwrap();
        store.add(&all).unwrap();
        drop(store);
        let store = Store::open(&home).unwrap();
        assert_eq!(store.since(old.time, 100).unwrap(), all);
        assert_eq!(store.since(old.time, 1).unwrap(), all[2..]);
        assert_eq!(store.prune(all[1].time).unwrap(), 1);
        assert_eq!(store.since(old.time, 100).unwrap(), all[1..]);
        assert_eq!(store.clear().unwrap(), 2);
        assert!(store.warnings().is_empty());
    }

    #[test]
    fn one_takes_the_place_of_another() {
        let store = Store::in_memory().unwrap();
        let first = Notification { id: 7, ..note("Music", "Song", "one") };
        let other = Notification { id: 7, ..note("Mail", "Song", "one") };
        let second = Notification { id: 7, replaces: 7, ..note("Music", "Song", "two") };
        store.add(&[first.clone(), other.clone(), second.clone()]).unwrap();
        assert_eq!(store.since(first.time, 9).unwrap(), [other, second]);
    }

    #[test]
    fn a_damaged_file_is_kept_and_told_and_costs_nothing_else() {
        let (_dir, home) = home();
        fs::create_dir_all(home.dir()).unwrap();
        fs::write(home.notifications_file(), "no database at all, but long enough to be read as one".repeat(99))
            .unwrap();
        let store = Store::open(&home).unwrap();
        assert_eq!(store.warnings()[0].code, "notifications-damaged");
        store.add(&[note("Slack", "Anna", "hello")]).unwrap();
        // And while it is open.
        drop(store);
        let store = Store::open(&home).unwrap();
        store.with("empty the log", |connection| sqlite::empty_log(connection)).unwrap();
        let size = fs::metadata(home.notifications_file()).unwrap().len() as usize;
        fs::write(home.notifications_file(), vec![0xa5; size]).unwrap();
        let note = note("Slack", "Anna", "hello again");
        let added = store.add(std::slice::from_ref(&note));
        assert!(added.is_ok(), "{added:?}");
        assert_eq!(store.warnings().len(), 1);
        assert_eq!(store.since(note.time, 9).unwrap(), [note]);
    }

    #[test]
    fn a_flood_is_kept_within_bounds() {
        let (_dir, home) = home();
        let store = Store::open(&home).unwrap();
        let flood: Vec<_> =
            (0..5_000).map(|n| note("Chat", &format!("Room {}", n % 40), &format!("message {n}"))).collect();
        let started = std::time::Instant::now();
        store.add(&flood).unwrap();
        let took = started.elapsed();
        println!("5,000 notifications in {} ms", took.as_millis());
        assert!(took.as_secs() < 5);
        for _ in 0..4 {
            store.add(&flood).unwrap();
        }
        assert_eq!(store.since(flood[0].time, usize::MAX >> 1).unwrap().len(), MOST as usize);
    }
}
