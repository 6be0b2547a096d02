//! Looking after a database file: a copy of it while it is in use, and whether it is sound.

use std::path::Path;

use rusqlite::Connection;

use super::errors::{OpenError, in_our_words};
use super::open::{beside, connect, put_in_place, same_history};

/// At most so many faults are told.
const MOST_FAULTS: i64 = 100;

/// Writes a copy of the database at `path` to `to`, as it is at one moment; whoever uses it goes on.
///
/// The copy is on the disk whole before it has its name, and an older copy is replaced only then.
///
/// # Errors
///
/// When one of the files cannot be opened, read or written.
pub fn backup(path: &Path, to: &Path) -> Result<(), OpenError> {
    let at_fault = |source| OpenError::File { path: to.display().to_string(), source };
    let refused =
        |error| OpenError::Store { path: path.display().to_string(), source: in_our_words(error) };
    let temporary = beside(to, ".copying");
    match std::fs::remove_file(&temporary) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(at_fault(error)),
        _ => {}
    }
    let db = connect(path).map_err(refused)?;
    let name = temporary.to_str().ok_or_else(|| {
        at_fault(std::io::Error::other("the name of the copy is not UTF-8: choose another"))
    })?;
    db.execute("VACUUM INTO ?", [name]).map_err(refused)?;
    put_in_place(&temporary, to).map_err(at_fault)
}

/// Looks through the database at `path` while others may use it, and says what is wrong with it, a
/// sentence each; nothing when it is sound.
///
/// SQLite's own check of every page comes first, then what our tables promise each other: that each
/// journal is as long as its execution says and hangs together, that no line and no job is of an
/// execution that is not there, that no router's lines have a gap.
///
/// # Errors
///
/// When the file cannot be opened or read at all.
pub fn check(path: &Path) -> Result<Vec<String>, OpenError> {
    let refused =
        |error| OpenError::Store { path: path.display().to_string(), source: in_our_words(error) };
    let db = connect(path).map_err(refused)?;
    if let Err(history) = same_history(&db).map_err(refused)? {
        return Ok(vec![history.to_string()]);
    }
    let mut faults = integrity(&db).map_err(refused)?;
    if faults.is_empty() {
        for (sql, sentence) in PROMISES {
            faults.extend(broken(&db, sql, sentence).map_err(refused)?);
        }
    }
    Ok(faults)
}

fn integrity(db: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement = db.prepare(&format!("PRAGMA integrity_check({MOST_FAULTS})"))?;
    let rows = statement.query_map((), |row| row.get::<_, String>(0))?;
    let said = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(if said == ["ok"] { Vec::new() } else { said })
}

/// What our tables promise each other: each query finds who breaks it, each sentence is told of them.
const PROMISES: [(&str, &str); 5] = [
    (
        "WITH RECURSIVE chain (execution, line) AS ( \
           SELECT row, last_line FROM executions UNION ALL \
           SELECT chain.execution, journal.previous FROM chain \
           JOIN journal ON journal.row = chain.line AND journal.execution = chain.execution), \
         counted (execution, lines) AS ( \
           SELECT chain.execution, count(*) FROM chain \
           JOIN journal ON journal.row = chain.line AND journal.execution = chain.execution \
           GROUP BY chain.execution) \
         SELECT 'FN' || lower(hex(id)) FROM executions \
         LEFT JOIN counted ON counted.execution = executions.row \
         WHERE executions.line_count <> coalesce(counted.lines, 0)",
        "the journal of execution {} has fewer or more lines than it should",
    ),
    (
        "SELECT journal.row FROM journal \
         LEFT JOIN executions ON executions.row = journal.execution \
         WHERE executions.row IS NULL",
        "line {} of the journal is of an execution that is not there",
    ),
    (
        "SELECT execution FROM journal GROUP BY execution HAVING count(*) <> \
         (SELECT line_count FROM executions WHERE row = execution)",
        "the execution in row {} does not have all lines that say they are its",
    ),
    (
        "SELECT id FROM jobs WHERE stage NOT IN (0, 1, 2) \
         OR (stage = 2 AND (given_up IS NULL OR why IS NULL)) OR (stage = 1 AND lease IS NOT NULL)",
        "job {} is in no stage that a job can be in",
    ),
    (
        "SELECT routers.tenant FROM routers \
         LEFT JOIN router_snapshots ON router_snapshots.tenant = routers.tenant \
         WHERE routers.line_count - coalesce(router_snapshots.line_count, 0) <> \
         (SELECT count(*) FROM router_lines WHERE router_lines.tenant = routers.tenant \
          AND router_lines.line >= coalesce(router_snapshots.line_count, 0))",
        "the journal of the router of tenant {} has a gap",
    ),
];

fn broken(db: &Connection, sql: &str, sentence: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement = db.prepare(&format!("{sql} LIMIT {MOST_FAULTS}"))?;
    let rows = statement.query_map((), |row| {
        let name = match row.get_ref(0)? {
            rusqlite::types::ValueRef::Integer(number) => number.to_string(),
            other => String::from_utf8_lossy(other.as_bytes_or_null()?.unwrap_or_default()).into(),
        };
        Ok(sentence.replace("{}", &name))
    })?;
    rows.collect()
}
