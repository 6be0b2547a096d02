//! A PostgreSQL database as one end of a move.

use std::error::Error;
use std::pin::pin;
use std::time::Duration;

use bytes::{BufMut, BytesMut};
use centralita_engine::Time;
use deadpool_postgres::Client;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Error as Fault, Statement};

use super::PostgresSettings;
use super::connect::{pool, prepare};
use super::errors::{ConnectError, Failure};
use super::values::{original, text};
use crate::store::StoreError;
use crate::store::moving::{End, Mark, MoveError, Moved, Part, Row, Table, Value};

/// What a server calls itself to the database, and what we do.
const SERVER: &str = "centralita";
const MOVER: &str = "centralita move";

/// How long it is waited for whoever holds a row or a table.
const PATIENCE: &str = "10s";

/// How often it is looked again whether a server is gone, and after how long: the database takes a moment
/// to learn that a process has ended.
const LOOKS: u32 = 20;
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// What stands in two tables here: each of them has these columns of an execution.
const EXECUTION: [(&str, &str); 2] = [
    ("executions", "tenant, id, version, line_count, due, state"),
    ("beginnings", "tenant, id, started, ended, revision, flow, contact, channel, correlation"),
];

impl From<Fault> for MoveError {
    fn from(fault: Fault) -> MoveError {
        MoveError::Store(Failure::from(fault).into())
    }
}

/// Refuses a database that has a part in a move. One that is just being moved is waited for.
pub(super) async fn refuse_moved(client: &Client) -> Result<(), ConnectError> {
    let mark = mark(client).await;
    let mark = mark.map_err(|fault| ConnectError::Store(Failure::from(fault).into()))?;
    mark.map_or(Ok(()), |mark| Err(ConnectError::Moved(Moved::from(mark))))
}

async fn mark(client: &Client) -> Result<Option<Mark>, Fault> {
    let found = client.query_opt("SELECT move, part, other, at FROM moves", &[]).await?;
    let read = |row: tokio_postgres::Row| {
        Ok(Mark {
            id: row.try_get(0)?,
            part: Part::from_word(row.try_get(1)?),
            other: row.try_get(2)?,
            at: Time(row.try_get(3)?),
        })
    };
    found.map(read).transpose()
}

type Broken = Box<dyn Error + Sync + Send>;

impl ToSql for Value {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Broken> {
        match (self, kind) {
            (Value::Nothing, _) => return Ok(IsNull::Yes),
            (Value::Number(number), &Type::INT8) => out.put_i64(*number),
            // A tenant: in 32 bits with a sign.
            (Value::Number(number), &Type::INT4) => out.put_u32(u32::try_from(*number)?),
            (Value::Number(number), &Type::INT2) => out.put_i16(i16::try_from(*number)?),
            (Value::Number(number), &Type::BOOL) => out.put_u8(u8::from(*number != 0)),
            (Value::Text(some), &Type::TEXT) => out.put_slice(text(some).as_bytes()),
            (Value::Bytes(bytes), &Type::UUID) if bytes.len() == 16 => out.put_slice(bytes),
            (Value::Bytes(bytes), &Type::BYTEA) => out.put_slice(bytes),
            _ => return Err(format!("a value of another kind than {kind}").into()),
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Value, Broken> {
        Ok(match *kind {
            Type::INT8 => Value::Number(i64::from_be_bytes(raw.try_into()?)),
            Type::INT4 => Value::Number(u32::from_be_bytes(raw.try_into()?).into()),
            Type::INT2 => Value::Number(i16::from_be_bytes(raw.try_into()?).into()),
            Type::BOOL => Value::Number(raw.iter().any(|byte| *byte != 0).into()),
            Type::TEXT => Value::Text(original(std::str::from_utf8(raw)?.to_owned())),
            Type::UUID | Type::BYTEA => Value::Bytes(raw.to_vec()),
            _ => return Err(format!("a value of the kind {kind}").into()),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Value, Broken> {
        Ok(Value::Nothing)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// A database, by one connection.
pub(in crate::store) struct PostgresEnd {
    client: Client,
    /// Brings the next rows of the table that is being read.
    fetch: Option<Statement>,
}

impl PostgresEnd {
    pub(in crate::store) async fn connect(url: &str) -> Result<PostgresEnd, ConnectError> {
        let failed = |failure: Failure| ConnectError::Store(StoreError::from(failure));
        let pool = pool(url, &PostgresSettings { connections: 1 })?;
        let mut client = pool.get().await.map_err(|error| failed(error.into()))?;
        prepare(&mut client).await?;
        let settings = format!(
            "SET application_name = '{MOVER}'; SET lock_timeout = '{PATIENCE}'; \
             SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0"
        );
        client.batch_execute(&settings).await.map_err(|error| failed(error.into()))?;
        Ok(PostgresEnd { client, fetch: None })
    }

    async fn tell(&self, sql: &str) -> Result<(), MoveError> {
        Ok(self.client.batch_execute(sql).await?)
    }

    async fn ask<T: for<'a> FromSql<'a>>(&self, sql: &str) -> Result<T, MoveError> {
        Ok(self.client.query_one(sql, &[]).await?.try_get(0)?)
    }

    /// Adds rows to a table: of each row the columns at these places.
    async fn copy(
        &self,
        table: &str,
        columns: &str,
        rows: &[Row],
        places: &[usize],
    ) -> Result<(), MoveError> {
        let like = self.client.prepare(&format!("SELECT {columns} FROM {table}")).await?;
        let kinds: Vec<Type> = like.columns().iter().map(|one| one.type_().clone()).collect();
        let copy = format!("COPY {table} ({columns}) FROM STDIN BINARY");
        let sink = self.client.copy_in(&copy).await?;
        let mut writer = pin!(BinaryCopyInWriter::new(sink, &kinds));
        for row in rows {
            let values: Vec<&Value> = places.iter().filter_map(|place| row.get(*place)).collect();
            writer.as_mut().write_raw(values).await?;
        }
        writer.finish().await?;
        Ok(())
    }
}

/// All tables that are locked and emptied.
fn tables() -> String {
    let names = Table::ALL.into_iter().filter(|table| *table != Table::Counters);
    let names: Vec<&str> = names.map(Table::name).chain(["beginnings"]).collect();
    names.join(", ")
}

fn select(table: Table) -> String {
    let (name, columns) = (table.name(), table.columns());
    match table {
        Table::Executions => {
            format!("SELECT {columns} FROM executions JOIN beginnings USING (tenant, id)")
        }
        Table::Journal => format!("SELECT {columns} FROM {name} ORDER BY tenant, id, line"),
        Table::Counters => "SELECT 'lease'::text, \
                            CASE WHEN is_called THEN last_value ELSE 0 END FROM leases"
            .to_owned(),
        _ => format!("SELECT {columns} FROM {name}"),
    }
}

#[async_trait::async_trait]
impl End for PostgresEnd {
    async fn mark(&mut self) -> Result<Option<Mark>, MoveError> {
        Ok(mark(&self.client).await?)
    }

    async fn set_mark(&mut self, mark: Option<&Mark>) -> Result<(), MoveError> {
        let Some(mark) = mark else { return self.tell("DELETE FROM moves").await };
        let sql = "INSERT INTO moves (is_only, move, part, other, at) VALUES (1, $1, $2, $3, $4) \
                   ON CONFLICT (is_only) DO UPDATE SET move = excluded.move, \
                   part = excluded.part, other = excluded.other, at = excluded.at";
        self.client.execute(sql, &[&mark.id, &mark.part.word(), &mark.other, &mark.at.0]).await?;
        Ok(())
    }

    async fn is_in_use(&mut self) -> Result<bool, MoveError> {
        let sql = format!(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() \
             AND pid <> pg_backend_pid() AND application_name IN ('{SERVER}', '{MOVER}'))"
        );
        for _ in 0..LOOKS {
            if !self.ask(&sql).await? {
                return Ok(false);
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        Ok(true)
    }

    async fn is_empty(&mut self) -> Result<bool, MoveError> {
        for table in Table::ALL.into_iter().filter(|table| *table != Table::Counters) {
            let sql = format!("SELECT EXISTS (SELECT FROM {})", table.name());
            if self.ask(&sql).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn begin(&mut self) -> Result<(), MoveError> {
        // Who asks for the mark waits from here on; nobody else writes.
        let locked = format!(
            "BEGIN ISOLATION LEVEL REPEATABLE READ; LOCK TABLE moves IN ACCESS EXCLUSIVE MODE; \
             LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE",
            tables()
        );
        self.tell(&locked).await
    }

    async fn commit(&mut self) -> Result<(), MoveError> {
        self.fetch = None;
        self.tell("COMMIT").await?;
        // So that the first questions are answered by the right index.
        self.tell("ANALYZE").await
    }

    async fn clear(&mut self) -> Result<(), MoveError> {
        self.tell(&format!("TRUNCATE {}", tables())).await
    }

    async fn count(&mut self, table: Table) -> Result<u64, MoveError> {
        let sql = match table {
            Table::Counters => "SELECT count(*) FROM leases".to_owned(),
            _ => format!("SELECT count(*) FROM {}", table.name()),
        };
        Ok(self.ask::<i64>(&sql).await?.cast_unsigned())
    }

    async fn read(&mut self, table: Table) -> Result<(), MoveError> {
        if self.fetch.take().is_some() {
            self.tell("CLOSE moving").await?;
        }
        self.tell(&format!("DECLARE moving NO SCROLL CURSOR FOR {}", select(table))).await?;
        let fetch = format!("FETCH {} FROM moving", table.at_once());
        self.fetch = Some(self.client.prepare(&fetch).await?);
        Ok(())
    }

    async fn page(&mut self, _: Table) -> Result<Vec<Row>, MoveError> {
        let Some(fetch) = &self.fetch else { return Ok(Vec::new()) };
        let rows = self.client.query(fetch, &[]).await?;
        let read = |row: &tokio_postgres::Row| {
            (0..row.len()).map(|column| row.try_get(column)).collect::<Result<Row, Fault>>()
        };
        Ok(rows.iter().map(read).collect::<Result<_, Fault>>()?)
    }

    async fn write(&mut self, table: Table, rows: Vec<Row>) -> Result<(), MoveError> {
        let all: Vec<&str> = table.columns().split(", ").collect();
        match table {
            Table::Executions => {
                for (name, columns) in EXECUTION {
                    let place = |column| all.iter().position(|one| *one == column);
                    let places: Vec<usize> = columns.split(", ").filter_map(place).collect();
                    self.copy(name, columns, &rows, &places).await?;
                }
                Ok(())
            }
            Table::Counters => {
                for row in rows {
                    let Some(Value::Number(count)) = row.get(1) else { continue };
                    let sql = "SELECT setval('leases', greatest($1::bigint, 1), $1 > 0)";
                    self.client.query_one(sql, &[count]).await?;
                }
                Ok(())
            }
            _ => {
                let places: Vec<usize> = (0..all.len()).collect();
                self.copy(table.name(), table.columns(), &rows, &places).await
            }
        }
    }

    async fn written(&mut self) -> Result<(), MoveError> {
        Ok(())
    }
}
