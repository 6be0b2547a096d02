//! Bare loops: the least that has to be done for an event.

use std::path::Path;

use rusqlite::{Connection, params};
use tokio::sync::{mpsc, oneshot};

use crate::{ENTRY_BYTES, EXECUTIONS, Loop, STATE_BYTES, bytes};

/// One thread that writes, with group commit, and one that makes checkpoints.
pub struct Sqlite {
    asks: mpsc::Sender<(u64, u64, oneshot::Sender<()>)>,
}

impl Sqlite {
    pub fn open(path: &Path) -> Sqlite {
        let db = Connection::open(path).expect("it opens");
        db.execute_batch(
            "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
             PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -65536; \
             CREATE TABLE executions (id INTEGER PRIMARY KEY, version INTEGER, due INTEGER, \
             state BLOB); \
             CREATE INDEX executions_due ON executions (due); \
             CREATE TABLE journal (execution INTEGER, version INTEGER, entry BLOB); BEGIN",
        )
        .expect("it is made");
        for id in 0..EXECUTIONS.cast_signed() {
            db.execute(
                "INSERT INTO executions VALUES (?, 1, ?, ?)",
                params![id, id, &bytes::<STATE_BYTES>(0)[..]],
            )
            .expect("it is filled");
        }
        db.execute_batch("COMMIT").expect("it is filled");
        let (asks, waiting) = mpsc::channel(1024);
        std::thread::spawn(move || write(&db, waiting));
        let checkpoints = Connection::open(path).expect("it opens");
        std::thread::spawn(move || {
            let pause = std::time::Duration::from_millis(100);
            loop {
                std::thread::park_timeout(pause);
                let done = checkpoints.query_row("PRAGMA wal_checkpoint(PASSIVE)", (), |_| Ok(()));
                if done.is_err() {
                    return;
                }
            }
        });
        Sqlite { asks }
    }
}

type Waiting = mpsc::Receiver<(u64, u64, oneshot::Sender<()>)>;

fn write(db: &Connection, mut waiting: Waiting) {
    let mut batch = Vec::new();
    while waiting.blocking_recv_many(&mut batch, 256) > 0 {
        let statement = |sql| db.prepare_cached(sql).expect("it is SQL");
        statement("BEGIN IMMEDIATE").execute(()).expect("it begins");
        for (execution, version, _) in &batch {
            let (id, version) = (execution.cast_signed(), version.cast_signed());
            let due = version * EXECUTIONS.cast_signed() + id;
            let here: (i64, Vec<u8>) =
                statement("SELECT version, state FROM executions WHERE id = ?")
                    .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
                    .expect("it is read");
            assert_eq!(here.0, version);
            statement("UPDATE executions SET version = ?, due = ?, state = ? WHERE id = ?")
                .execute(params![
                    version + 1,
                    due,
                    &bytes::<STATE_BYTES>(version.cast_unsigned())[..],
                    id
                ])
                .expect("it is rewritten");
            statement("INSERT INTO journal VALUES (?, ?, ?)")
                .execute(params![id, version, &bytes::<ENTRY_BYTES>(version.cast_unsigned())[..]])
                .expect("it is added");
        }
        statement("COMMIT").execute(()).expect("it is synced");
        for (_, _, asker) in batch.drain(..) {
            let _ = asker.send(());
        }
    }
}

#[async_trait::async_trait]
impl Loop for Sqlite {
    async fn event(&self, execution: u64, version: u64) {
        let (asker, answer) = oneshot::channel();
        self.asks.send((execution, version, asker)).await.expect("the writer lives");
        answer.await.expect("the writer answers");
    }
}

/// Connections that each do one statement for an event.
pub struct Postgres {
    connections: Vec<(tokio_postgres::Client, tokio_postgres::Statement)>,
    next: std::sync::atomic::AtomicUsize,
}

impl Postgres {
    pub async fn open(url: &str, count: usize) -> Postgres {
        let mut connections = Vec::new();
        for number in 0..count {
            let (client, connection) =
                tokio_postgres::connect(url, tokio_postgres::NoTls).await.expect("it answers");
            tokio::spawn(connection);
            if number == 0 {
                let fill = format!(
                    "CREATE TABLE executions (id bigint PRIMARY KEY, version bigint, due bigint, \
                     state bytea) WITH (fillfactor = 50); \
                     ALTER TABLE executions ALTER COLUMN state SET STORAGE EXTERNAL; \
                     CREATE INDEX executions_due ON executions (due); \
                     CREATE TABLE journal (execution bigint, version bigint, entry bytea, \
                     PRIMARY KEY (execution, version)); \
                     INSERT INTO executions SELECT id, 1, id, \
                     decode(repeat('5a', {STATE_BYTES}), 'hex') \
                     FROM generate_series(0, {EXECUTIONS} - 1) AS id"
                );
                client.batch_execute(&fill).await.expect("it is filled");
            }
            let statement = client
                .prepare(
                    "WITH moved AS (UPDATE executions SET version = version + 1, due = $3, \
                     state = $4 WHERE id = $1 AND version = $2 RETURNING id), \
                     written AS (INSERT INTO journal SELECT $1, $2, $5 FROM moved) \
                     SELECT count(*) FROM moved",
                )
                .await
                .expect("it is SQL");
            connections.push((client, statement));
        }
        Postgres { connections, next: 0.into() }
    }
}

#[async_trait::async_trait]
impl Loop for Postgres {
    async fn event(&self, execution: u64, version: u64) {
        // As many clients as connections: each has about one to itself.
        let next = self.next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let (client, statement) = &self.connections[next % self.connections.len()];
        let due = (version * EXECUTIONS + execution).cast_signed();
        let (state, entry) = (bytes::<STATE_BYTES>(version), bytes::<ENTRY_BYTES>(version));
        let row = client
            .query_one(
                statement,
                &[&execution.cast_signed(), &version.cast_signed(), &due, &&state[..], &&entry[..]],
            )
            .await
            .expect("it is done");
        assert_eq!(row.get::<_, i64>(0), 1);
    }
}
