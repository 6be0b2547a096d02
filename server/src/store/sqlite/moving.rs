//! A database file as one end of a move.
//!
//! Journals stand here in the order of all commits, each line naming the one before it. They are read one
//! execution after the other, from the first line to the last.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use centralita_engine::Time;
use rusqlite::types::{ToSqlOutput, Value as Stored, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row as Line, ToSql, params, params_from_iter};

use super::SqliteSettings;
use super::errors::{OpenError, in_our_words};
use super::open::{Claim, connect, connect_writer, prepare};
use crate::store::StoreError;
use crate::store::moving::{End, Mark, MoveError, Part, Row, Table, Value};

/// So many bytes of journals are read at once, or one line more.
const JOURNAL_BYTES: usize = 1024 * 1024;

/// Refuses a database that has a part in a move.
pub(super) fn refuse_moved(path: &Path) -> Result<(), OpenError> {
    let name = || path.display().to_string();
    let refused = |error| OpenError::Store { path: name(), source: in_our_words(error) };
    let db = connect(path).map_err(refused)?;
    match mark(&db).map_err(refused)? {
        Some(mark) => Err(OpenError::Moved { path: name(), why: mark.into() }),
        None => Ok(()),
    }
}

fn mark(db: &Connection) -> rusqlite::Result<Option<Mark>> {
    db.query_row("SELECT move, part, other, at FROM moves", (), |row| {
        Ok(Mark {
            id: row.get(0)?,
            part: Part::from_word(&row.get::<_, String>(1)?),
            other: row.get(2)?,
            at: Time(row.get(3)?),
        })
    })
    .optional()
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Nothing => ValueRef::Null,
            Value::Number(number) => ValueRef::Integer(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

fn value(line: &Line<'_>, column: usize) -> rusqlite::Result<Value> {
    Ok(match line.get::<_, Stored>(column)? {
        Stored::Null => Value::Nothing,
        Stored::Integer(number) => Value::Number(number),
        Stored::Text(text) => Value::Text(text),
        Stored::Blob(bytes) => Value::Bytes(bytes),
        Stored::Real(_) => {
            let found = rusqlite::types::Type::Real;
            return Err(rusqlite::Error::InvalidColumnType(column, "number".into(), found));
        }
    })
}

/// By what the rows of a table are put in order: what its key is here.
fn order(table: Table) -> &'static [&'static str] {
    match table {
        Table::Leaders => &["tenant", "name"],
        Table::RouterLines => &["tenant", "line"],
        Table::Routers | Table::RouterSnapshots => &["tenant"],
        Table::Counters => &["name"],
        _ => &["row"],
    }
}

/// A file that nobody else uses.
pub(in crate::store) struct SqliteEnd {
    held: Arc<Mutex<Held>>,
    _claim: Claim,
}

struct Held {
    db: Connection,
    /// The key of the row that was read last.
    last: Vec<Stored>,
    /// The execution whose journal is being read.
    reading: Option<Reading>,
    /// The execution whose journal is being written.
    writing: Option<Writing>,
}

struct Reading {
    tenant: i64,
    id: Vec<u8>,
    /// Rows of its lines, the last line first.
    rows: Vec<i64>,
    next_line: i64,
}

struct Writing {
    tenant: i64,
    id: Vec<u8>,
    row: i64,
    last_line: Option<i64>,
}

impl SqliteEnd {
    pub(in crate::store) fn open(path: &Path) -> Result<SqliteEnd, OpenError> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|source| {
                let path = folder.display().to_string();
                OpenError::File { path, source }
            })?;
        }
        let claim = Claim::on(path)?;
        prepare(path)?;
        let db = connect_writer(path, &SqliteSettings::default()).map_err(|error| {
            OpenError::Store { path: path.display().to_string(), source: in_our_words(error) }
        })?;
        let held = Held { db, last: Vec::new(), reading: None, writing: None };
        Ok(SqliteEnd { held: Arc::new(Mutex::new(held)), _claim: claim })
    }

    /// Does what waits for a disk where nobody else waits for it.
    async fn apart<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Held) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, MoveError> {
        let held = Arc::clone(&self.held);
        let work = move || work(&mut held.lock().unwrap_or_else(PoisonError::into_inner));
        let done = tokio::task::spawn_blocking(work).await;
        let done = done.map_err(|error| StoreError::Other(error.to_string()))?;
        Ok(done.map_err(in_our_words)?)
    }
}

impl Held {
    fn page(&mut self, table: Table) -> rusqlite::Result<Vec<Row>> {
        if table == Table::Journal {
            return self.journal();
        }
        let order = order(table);
        let keys = order.join(", ");
        let after = match self.last.is_empty() {
            true => String::new(),
            false => format!("WHERE ({keys}) > ({})", vec!["?"; order.len()].join(", ")),
        };
        let which = if table == Table::Counters { "WHERE name = 'lease'" } else { "" };
        if table == Table::Counters && !self.last.is_empty() {
            return Ok(Vec::new());
        }
        let (name, columns, limit) = (table.name(), table.columns(), table.at_once());
        let sql = format!(
            "SELECT {columns}, {keys} FROM {name} {after} {which} ORDER BY {keys} LIMIT {limit}"
        );
        let width = columns.split(", ").count();
        let mut last = std::mem::take(&mut self.last);
        let mut select = self.db.prepare_cached(&sql)?;
        let mut found = select.query(params_from_iter(last.clone()))?;
        let mut rows = Vec::new();
        while let Some(line) = found.next()? {
            rows.push((0..width).map(|column| value(line, column)).collect::<Result<Row, _>>()?);
            let key = (width..width + order.len()).map(|column| line.get(column));
            last = key.collect::<rusqlite::Result<_>>()?;
        }
        drop(found);
        drop(select);
        self.last = last;
        Ok(rows)
    }

    /// The next lines of journals.
    fn journal(&mut self) -> rusqlite::Result<Vec<Row>> {
        let (mut rows, mut bytes) = (Vec::new(), 0);
        while rows.len() < Table::Journal.at_once() && bytes < JOURNAL_BYTES {
            if self.reading.as_ref().is_none_or(|reading| reading.rows.is_empty()) {
                self.reading = self.next_journal()?;
            }
            let Some(reading) = &mut self.reading else { break };
            let Some(row) = reading.rows.pop() else { continue };
            let line = self
                .db
                .prepare_cached("SELECT key, at, entry, reply FROM journal WHERE row = ?")?
                .query_row([row], |line| {
                    let (entry, reply) = (value(line, 2)?, value(line, 3)?);
                    Ok([value(line, 0)?, value(line, 1)?, entry, reply])
                })?;
            for value in &line {
                if let Value::Bytes(some) = value {
                    bytes += some.len();
                }
            }
            let of = [
                Value::Number(reading.tenant),
                Value::Bytes(reading.id.clone()),
                Value::Number(reading.next_line),
            ];
            reading.next_line += 1;
            rows.push(of.into_iter().chain(line).collect());
        }
        Ok(rows)
    }

    /// The next execution that has lines, with where they are.
    fn next_journal(&mut self) -> rusqlite::Result<Option<Reading>> {
        let last = match self.last.first() {
            Some(Stored::Integer(row)) => *row,
            _ => i64::MIN,
        };
        let found = self
            .db
            .prepare_cached(
                "SELECT row, tenant, id, last_line FROM executions \
                 WHERE row > ? AND last_line IS NOT NULL ORDER BY row LIMIT 1",
            )?
            .query_row([last], |line| {
                Ok((line.get::<_, i64>(0)?, line.get(1)?, line.get(2)?, line.get(3)?))
            })
            .optional()?;
        let Some((row, tenant, id, last_line)) = found else { return Ok(None) };
        self.last = vec![Stored::Integer(row)];
        // A chain that goes round in a circle is no longer than all lines together.
        let mut follow = self
            .db
            .prepare_cached("SELECT previous FROM journal WHERE row = ? AND execution = ?")?;
        let mut rows = Vec::new();
        let mut next: Option<i64> = Some(last_line);
        while let Some(line) = next {
            if rows.last().is_some_and(|after| *after <= line) {
                // Lines come after those that they follow: this chain was tampered with.
                break;
            }
            match follow.query_row(params![line, row], |found| found.get(0)).optional()? {
                Some(previous) => {
                    rows.push(line);
                    next = previous;
                }
                None => break,
            }
        }
        drop(follow);
        Ok(Some(Reading { tenant, id, rows, next_line: 0 }))
    }

    fn write(&mut self, table: Table, rows: &[Row]) -> rusqlite::Result<()> {
        if table == Table::Journal {
            return rows.iter().try_for_each(|row| self.write_line(row));
        }
        let (name, columns) = (table.name(), table.columns());
        let marks = vec!["?"; columns.split(", ").count()].join(", ");
        let sql = match table {
            // It is there from the first moment on.
            Table::Counters => "INSERT INTO counters (name, value) VALUES (?, ?) \
                                ON CONFLICT (name) DO UPDATE SET value = excluded.value"
                .to_owned(),
            _ => format!("INSERT INTO {name} ({columns}) VALUES ({marks})"),
        };
        let mut insert = self.db.prepare_cached(&sql)?;
        rows.iter().try_for_each(|row| insert.execute(params_from_iter(row)).map(|_| ()))
    }

    /// Adds a line after the one before it in its journal.
    fn write_line(&mut self, row: &Row) -> rusqlite::Result<()> {
        let [Value::Number(tenant), Value::Bytes(id), _, rest @ ..] = row.as_slice() else {
            return Err(rusqlite::Error::InvalidQuery);
        };
        let is_of = |it: &Writing| it.tenant == *tenant && it.id == *id;
        if !self.writing.as_ref().is_some_and(is_of) {
            self.end_journal()?;
            let row = self
                .db
                .prepare_cached("SELECT row FROM executions WHERE tenant = ? AND id = ?")?
                .query_row(params![tenant, id], |line| line.get(0))?;
            let id = id.clone();
            self.writing = Some(Writing { tenant: *tenant, id, row, last_line: None });
        }
        let Some(writing) = &mut self.writing else { return Ok(()) };
        let of =
            [writing.last_line.map_or(Value::Nothing, Value::Number), Value::Number(writing.row)];
        let line = self
            .db
            .prepare_cached(
                "INSERT INTO journal (previous, execution, key, at, entry, reply) \
                 VALUES (?, ?, ?, ?, ?, ?)",
            )?
            .insert(params_from_iter(of.iter().chain(rest)))?;
        writing.last_line = Some(line);
        Ok(())
    }

    /// Tells the execution whose journal was written where it ends.
    fn end_journal(&mut self) -> rusqlite::Result<()> {
        let Some(writing) = self.writing.take() else { return Ok(()) };
        self.db
            .prepare_cached("UPDATE executions SET last_line = ? WHERE row = ?")?
            .execute(params![writing.last_line, writing.row])
            .map(|_| ())
    }
}

#[async_trait::async_trait]
impl End for SqliteEnd {
    async fn mark(&mut self) -> Result<Option<Mark>, MoveError> {
        self.apart(|held| mark(&held.db)).await
    }

    async fn set_mark(&mut self, mark: Option<&Mark>) -> Result<(), MoveError> {
        let mark = mark.cloned();
        let set = move |held: &mut Held| match mark {
            None => held.db.execute("DELETE FROM moves", ()),
            Some(mark) => held.db.execute(
                "INSERT OR REPLACE INTO moves (is_only, move, part, other, at) \
                 VALUES (1, ?, ?, ?, ?)",
                params![mark.id, mark.part.word(), mark.other, mark.at.0],
            ),
        };
        self.apart(set).await.map(|_| ())
    }

    async fn is_in_use(&mut self) -> Result<bool, MoveError> {
        // The claim is ours.
        Ok(false)
    }

    async fn is_empty(&mut self) -> Result<bool, MoveError> {
        let any = |held: &mut Held| {
            for table in Table::ALL.into_iter().filter(|table| *table != Table::Counters) {
                let sql = format!("SELECT EXISTS (SELECT 1 FROM {})", table.name());
                if held.db.query_row(&sql, (), |row| row.get(0))? {
                    return Ok(true);
                }
            }
            Ok(false)
        };
        Ok(!self.apart(any).await?)
    }

    async fn begin(&mut self) -> Result<(), MoveError> {
        self.apart(|held| held.db.execute_batch("BEGIN IMMEDIATE")).await
    }

    async fn commit(&mut self) -> Result<(), MoveError> {
        let commit = |held: &mut Held| {
            held.db.execute_batch("COMMIT")?;
            // The log may be as large as the database.
            held.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |_| Ok(()))
        };
        self.apart(commit).await
    }

    async fn clear(&mut self) -> Result<(), MoveError> {
        let clear = |held: &mut Held| {
            for table in Table::ALL {
                let sql = match table {
                    Table::Counters => "UPDATE counters SET value = 0".to_owned(),
                    _ => format!("DELETE FROM {}", table.name()),
                };
                held.db.execute(&sql, ())?;
            }
            Ok(())
        };
        self.apart(clear).await
    }

    async fn count(&mut self, table: Table) -> Result<u64, MoveError> {
        let sql = match table {
            Table::Counters => "SELECT count(*) FROM counters WHERE name = 'lease'".to_owned(),
            _ => format!("SELECT count(*) FROM {}", table.name()),
        };
        let count = move |held: &mut Held| held.db.query_row(&sql, (), |row| row.get::<_, i64>(0));
        Ok(self.apart(count).await?.cast_unsigned())
    }

    async fn read(&mut self, _: Table) -> Result<(), MoveError> {
        let rewind = |held: &mut Held| {
            held.last = Vec::new();
            held.reading = None;
            Ok(())
        };
        self.apart(rewind).await
    }

    async fn page(&mut self, table: Table) -> Result<Vec<Row>, MoveError> {
        self.apart(move |held| held.page(table)).await
    }

    async fn write(&mut self, table: Table, rows: Vec<Row>) -> Result<(), MoveError> {
        self.apart(move |held| held.write(table, &rows)).await
    }

    async fn written(&mut self) -> Result<(), MoveError> {
        self.apart(Held::end_journal).await
    }
}
