//! Opening a database file, or making one that is whole from its first moment on.

use std::ffi::OsString;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::errors::{OpenError, in_our_words};
use super::{SqliteSettings, Synced};
use crate::store::history::{Applied, HistoryError, Migration, outstanding};

const MIGRATIONS: [Migration; 2] = [
    Migration {
        number: 1,
        name: "first",
        sql: include_str!("../../../migrations/sqlite/0001_first.sql"),
    },
    Migration {
        number: 2,
        name: "moves",
        sql: include_str!("../../../migrations/sqlite/0002_moves.sql"),
    },
];

/// `Ctla`: what tools that look at files find in the header.
const APPLICATION_ID: i32 = 0x4374_6c61;

/// How many statements a connection keeps prepared; there are about sixty.
const PREPARED_STATEMENTS: usize = 128;

/// How long a connection waits for a lock, in milliseconds. Only `centralita doctor` and its like ever
/// hold one against us.
const BUSY_MILLIS: u64 = 10_000;

/// Holds a lock on the file beside the database while it lives; the system frees it when the process
/// dies, however that happens.
pub(super) struct Claim {
    _file: File,
}

impl Claim {
    pub(super) fn on(path: &Path) -> Result<Claim, OpenError> {
        let lock = beside(path, ".lock");
        let at_fault = |source| OpenError::File { path: lock.display().to_string(), source };
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&lock)
            .map_err(at_fault)?;
        match file.try_lock() {
            Ok(()) => Ok(Claim { _file: file }),
            Err(TryLockError::WouldBlock) => {
                Err(OpenError::InUse { path: path.display().to_string() })
            }
            Err(TryLockError::Error(source)) => Err(at_fault(source)),
        }
    }
}

/// The file of the same name with an ending more.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    PathBuf::from(name)
}

/// Makes sure that the database is there and has this release's schema. The caller holds the claim.
pub(super) fn prepare(path: &Path) -> Result<(), OpenError> {
    let name = || path.display().to_string();
    let at_fault = |source| OpenError::File { path: name(), source };
    let is_there = path.try_exists().map_err(at_fault)?;
    if !is_there {
        return create(path);
    }
    let refused = |error| OpenError::Store { path: name(), source: in_our_words(error) };
    let mut db = connect(path).map_err(refused)?;
    db.pragma_update(None, "synchronous", "FULL").map_err(refused)?;
    let applied = applied(&db).map_err(refused)?;
    let history = |source| OpenError::History { path: name(), source };
    if applied.is_empty() && !is_empty(&db).map_err(refused)? {
        return Err(history(HistoryError::Foreign));
    }
    let outstanding = outstanding(&MIGRATIONS, &applied).map_err(history)?;
    migrate(&mut db, outstanding).map_err(refused)
}

/// A database that comes to be under another name, so that under its own there is never half of one:
/// after a loss of power it is there whole, or not at all.
fn create(path: &Path) -> Result<(), OpenError> {
    let name = || path.display().to_string();
    let at_fault = |source| OpenError::File { path: name(), source };
    let refused = |error| OpenError::Store { path: name(), source: in_our_words(error) };
    let temporary = beside(path, ".creating");
    for ending in ["", "-journal", "-wal", "-shm"] {
        match std::fs::remove_file(beside(&temporary, ending)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(at_fault(error));
            }
            _ => {}
        }
    }
    let mut db = Connection::open(&temporary).map_err(refused)?;
    db.pragma_update(None, "page_size", 8192).map_err(refused)?;
    db.pragma_update(None, "synchronous", "OFF").map_err(refused)?;
    migrate(&mut db, &MIGRATIONS).map_err(refused)?;
    db.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(())).map_err(refused)?;
    db.close().map_err(|(_, error)| refused(error))?;
    put_in_place(&temporary, path).map_err(at_fault)
}

/// Gives a whole file its name: what is in it reaches the disk first, then the name.
pub(super) fn put_in_place(temporary: &Path, path: &Path) -> std::io::Result<()> {
    File::options().write(true).open(temporary)?.sync_all()?;
    std::fs::rename(temporary, path)?;
    // Elsewhere a folder is not a file that could be synced, and renaming is in the file system's log.
    if cfg!(unix) {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    Ok(())
}

fn applied(db: &Connection) -> rusqlite::Result<Vec<Applied>> {
    if !db.table_exists(None, "migrations")? {
        return Ok(Vec::new());
    }
    let mut statement =
        db.prepare("SELECT number, name, checksum FROM migrations ORDER BY number")?;
    let rows = statement.query_map((), |row| {
        Ok(Applied { number: row.get(0)?, name: row.get(1)?, checksum: row.get(2)? })
    })?;
    rows.collect()
}

fn is_empty(db: &Connection) -> rusqlite::Result<bool> {
    db.query_row("SELECT count(*) = 0 FROM sqlite_schema", (), |row| row.get(0))
}

fn migrate(db: &mut Connection, migrations: &[Migration]) -> rusqlite::Result<()> {
    for migration in migrations {
        let change = db.transaction()?;
        if migration.number == 1 {
            change.execute_batch(
                "CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, \
                 checksum TEXT NOT NULL) STRICT",
            )?;
            change.pragma_update(None, "application_id", APPLICATION_ID)?;
        }
        change.execute_batch(migration.sql)?;
        change.execute(
            "INSERT INTO migrations (number, name, checksum) VALUES (?, ?, ?)",
            (migration.number, migration.name, migration.checksum()),
        )?;
        change.commit()?;
    }
    Ok(())
}

/// Whether the file's history is this release's; looks only.
pub(super) fn same_history(db: &Connection) -> rusqlite::Result<Result<(), HistoryError>> {
    let applied = applied(db)?;
    Ok(match outstanding(&MIGRATIONS, &applied) {
        Ok(_) if applied.is_empty() => Err(HistoryError::Foreign),
        Ok(_) => Ok(()),
        Err(error) => Err(error),
    })
}

/// A connection to a database that is there.
pub(super) fn connect(path: &Path) -> rusqlite::Result<Connection> {
    // A connection is used by one thread: SQLite need not look after that. No URIs: a name is a name.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags)?;
    db.busy_timeout(std::time::Duration::from_millis(BUSY_MILLIS))?;
    db.set_prepared_statement_cache_capacity(PREPARED_STATEMENTS);
    // Checkpoints are made where we say. After a failed sync there must be none at all.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    db.pragma_update(None, "wal_autocheckpoint", 0)?;
    // Through a memory map an error of the disk would be a signal that ends the process.
    db.pragma_update(None, "mmap_size", 0)?;
    db.pragma_update(None, "temp_store", "MEMORY")?;
    db.pragma_update(None, "secure_delete", "ON")?;
    db.pragma_update(None, "cell_size_check", true)?;
    db.pragma_update(None, "trusted_schema", false)?;
    Ok(db)
}

/// The connection through which everything is written.
pub(super) fn connect_writer(
    path: &Path,
    settings: &SqliteSettings,
) -> rusqlite::Result<Connection> {
    let db = connect(path)?;
    db.pragma_update(
        None,
        "synchronous",
        match settings.synced {
            Synced::EachCommit => "FULL",
            Synced::Checkpoints => "NORMAL",
        },
    )?;
    // Negative: in KiB.
    db.pragma_update(None, "cache_size", -64 * 1024)?;
    if let Some(most_bytes) = settings.most_bytes {
        let page_bytes: u32 = db.pragma_query_value(None, "page_size", |row| row.get(0))?;
        let pages = most_bytes / u64::from(page_bytes.max(1));
        let pages = u32::try_from(pages).unwrap_or(u32::MAX - 1).max(1);
        db.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))?;
    }
    Ok(db)
}

/// A connection that only reads.
pub(super) fn connect_reader(path: &Path) -> rusqlite::Result<Connection> {
    let db = connect(path)?;
    db.pragma_update(None, "query_only", true)?;
    db.pragma_update(None, "cache_size", -8 * 1024)?;
    Ok(db)
}
