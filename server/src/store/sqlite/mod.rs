//! The store in one file: SQLite, compiled in.
//!
//! One thread writes ([`writer`]), a few read ([`readers`]), one moves what is in the write-ahead log
//! into the database ([`checkpoints`]). What was written or read last is at hand ([`recent`]). A commit
//! is on the disk when it is acknowledged, unless
//! [`Synced::Checkpoints`] is asked for. One process at a time has the file.
//!
//! What a journal's dedupe keys mean is the driver's business: its state knows them, there is no table
//! of them here.

mod care;
mod checkpoints;
mod commit;
mod errors;
mod jobs;
mod lists;
mod moving;
mod open;
mod readers;
mod recent;
mod settings;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;

use bytes::Bytes;
use centralita_engine::Time;

pub use care::{backup, check};
pub use errors::OpenError;
pub(super) use moving::SqliteEnd;

use super::{
    Claimed, Commit, Committed, Document, DocumentWrite, JournalLine, Revision, Search, Store,
    StoreError, Stored, Written,
};
use crate::ids::{DedupeKey, ExecutionKey, NodeId, TenantId};
use checkpoints::Log;
use errors::in_our_words;
use readers::Readers;
use recent::Recent;
use writer::Writer;

/// When what was written has to be on the disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Synced {
    /// Before it is acknowledged.
    #[default]
    EachCommit,
    /// At checkpoints: a loss of power takes along what was acknowledged since the last one. The death
    /// of the process does not.
    Checkpoints,
}

/// How a database file is used.
#[derive(Clone, Debug)]
pub struct SqliteSettings {
    /// When what was written has to be on the disk.
    pub synced: Synced,
    /// How many threads read; at least one.
    pub readers: usize,
    /// How large the file may become, in bytes, its log not counted; none for as large as the disk.
    pub most_bytes: Option<u64>,
}

impl Default for SqliteSettings {
    fn default() -> SqliteSettings {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        SqliteSettings { synced: Synced::default(), readers: cores.clamp(2, 8), most_bytes: None }
    }
}

/// A store in one file; see the module.
///
/// When it is dropped, everything that was asked is done first.
pub struct SqliteStore {
    path: PathBuf,
    /// Taken out when the store is dropped.
    threads: Option<Threads>,
    log: Arc<Log>,
    recent: Arc<Recent>,
    _claim: open::Claim,
}

struct Threads {
    writer: Writer,
    readers: Readers,
    checkpoints: JoinHandle<()>,
}

impl SqliteStore {
    /// Opens the database in the file `path`, and makes it when it is not there. Beside it there are
    /// files with the same name and an ending more: its log, and a lock that tells other processes
    /// that it is in use.
    ///
    /// # Errors
    ///
    /// When another process uses it, when it is not ours or of a later release, or when the file
    /// cannot be opened.
    pub fn open(path: &Path, settings: &SqliteSettings) -> Result<SqliteStore, OpenError> {
        let claim = open::Claim::on(path)?;
        open::prepare(path)?;
        moving::refuse_moved(path)?;
        let name = || path.display().to_string();
        let refused = |error| OpenError::Store { path: name(), source: in_our_words(error) };
        let at_fault = |source| OpenError::File { path: name(), source };
        let log = Arc::new(Log::new());
        let readers = Readers::start(path, settings.readers)?;
        let db = open::connect(path).map_err(refused)?;
        let checkpoints = checkpoints::start(db, Arc::clone(&log)).map_err(at_fault)?;
        let db = open::connect_writer(path, settings).map_err(refused)?;
        let writer = Writer::start(db, Arc::clone(&log)).map_err(at_fault)?;
        let threads = Some(Threads { writer, readers, checkpoints });
        Ok(SqliteStore {
            path: path.to_owned(),
            threads,
            log,
            recent: Arc::new(Recent::new()),
            _claim: claim,
        })
    }

    /// The file it is in.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn threads(&self) -> Result<&Threads, StoreError> {
        // They are there until the store is dropped.
        self.threads.as_ref().ok_or_else(|| writer::nobody_answers(()))
    }

    async fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Fn(&rusqlite::Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        self.threads()?.writer.ask(work, |_: &T| {}).await
    }

    /// As [`SqliteStore::write`], and what is at hand hears of it before whoever asked.
    async fn write_through<T, F, H>(&self, work: F, hears: H) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Fn(&rusqlite::Connection) -> rusqlite::Result<T> + Send + 'static,
        H: FnOnce(&Recent, &T) + Send + 'static,
    {
        let recent = Arc::clone(&self.recent);
        self.threads()?.writer.ask(work, move |answer: &T| hears(&recent, answer)).await
    }

    async fn read<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Fn(&rusqlite::Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        self.threads()?.readers.ask(work).await
    }
}

impl Drop for SqliteStore {
    fn drop(&mut self) {
        let Some(threads) = self.threads.take() else { return };
        // The writer's last checkpoint empties the log, for which nobody may be reading.
        threads.readers.stop();
        self.log.end();
        let _ = threads.checkpoints.join();
        threads.writer.stop();
    }
}

#[async_trait::async_trait]
impl Store for SqliteStore {
    async fn commit(&self, commit: Commit) -> Result<Committed, StoreError> {
        let commit = Arc::new(commit);
        let committed = Arc::clone(&commit);
        self.write_through(
            move |db| commit::apply(db, &commit),
            move |recent, answer| {
                if answer.is_ok() {
                    recent.committed(&committed);
                }
            },
        )
        .await
    }

    async fn load(&self, key: ExecutionKey) -> Result<Option<Stored>, StoreError> {
        let moment = match self.recent.execution(key) {
            Ok(stored) => return Ok(Some(stored)),
            Err(moment) => moment,
        };
        let stored = self.read(move |db| lists::load(db, key)).await?;
        if let Some(stored) = &stored {
            self.recent.read_execution(moment, key, stored);
        }
        Ok(stored)
    }

    async fn correlated(
        &self,
        tenant: TenantId,
        correlation: &str,
    ) -> Result<Option<u128>, StoreError> {
        let correlation = correlation.to_owned();
        self.read(move |db| lists::correlated(db, tenant, &correlation)).await
    }

    async fn reply(
        &self,
        key: ExecutionKey,
        event: DedupeKey,
    ) -> Result<Option<Option<Bytes>>, StoreError> {
        self.read(move |db| lists::reply(db, key, event)).await
    }

    async fn journal(
        &self,
        key: ExecutionKey,
        from: u64,
        limit: u32,
    ) -> Result<Vec<JournalLine>, StoreError> {
        self.read(move |db| lists::journal(db, key, from, limit)).await
    }

    async fn claim_due(
        &self,
        now: Time,
        again: Time,
        limit: u32,
    ) -> Result<Vec<ExecutionKey>, StoreError> {
        self.write_through(
            move |db| jobs::claim_due(db, now, again, limit),
            move |recent, keys: &Vec<ExecutionKey>| recent.put_off(keys, again),
        )
        .await
    }

    async fn claim(
        &self,
        _node: NodeId,
        topics: &[&str],
        now: Time,
        until: Time,
        limit: u32,
    ) -> Result<Vec<Claimed>, StoreError> {
        let topics: Vec<String> = topics.iter().map(|&topic| topic.to_owned()).collect();
        self.write(move |db| jobs::claim(db, &topics, now, until, limit)).await
    }

    async fn given_up(
        &self,
        tenant: TenantId,
        limit: u32,
    ) -> Result<Vec<(Claimed, String)>, StoreError> {
        self.read(move |db| jobs::given_up(db, tenant, limit)).await
    }

    async fn next_due(&self) -> Result<Option<Time>, StoreError> {
        self.read(jobs::next_due).await
    }

    async fn lead(
        &self,
        tenant: TenantId,
        name: &'static str,
        node: NodeId,
        now: Time,
        until: Time,
    ) -> Result<Option<u64>, StoreError> {
        self.write(move |db| jobs::lead(db, (tenant, name), node, now, until)).await
    }

    async fn routing(
        &self,
        tenant: TenantId,
    ) -> Result<(u64, Option<Bytes>, Vec<(Time, Bytes)>), StoreError> {
        let read = move |db: &rusqlite::Connection| {
            let moment = db.unchecked_transaction()?;
            lists::routing(&moment, tenant)
        };
        self.read(read).await
    }

    async fn search(
        &self,
        tenant: TenantId,
        search: &Search,
    ) -> Result<Vec<(ExecutionKey, Stored)>, StoreError> {
        let search = search.clone();
        self.read(move |db| lists::search(db, tenant, &search)).await
    }

    async fn live(&self) -> Result<u64, StoreError> {
        self.read(lists::live).await
    }

    async fn ended(&self, before: Time, limit: u32) -> Result<Vec<ExecutionKey>, StoreError> {
        self.read(move |db| lists::ended(db, before, limit)).await
    }

    async fn forget(&self, executions: &[ExecutionKey]) -> Result<u64, StoreError> {
        let executions = executions.to_vec();
        self.write(move |db| lists::forget(db, &executions)).await
    }

    async fn add_revision(&self, tenant: TenantId, revision: Revision) -> Result<bool, StoreError> {
        self.write(move |db| settings::add_revision(db, tenant, &revision)).await
    }

    async fn revision(
        &self,
        tenant: TenantId,
        flow: &str,
        number: Option<u32>,
    ) -> Result<Option<Revision>, StoreError> {
        let flow = flow.to_owned();
        match number {
            Some(number) => {
                self.read(move |db| settings::numbered(db, tenant, &flow, number)).await
            }
            None => self.read(move |db| settings::newest(db, tenant, &flow)).await,
        }
    }

    async fn published(
        &self,
        tenant: TenantId,
        flow: &str,
    ) -> Result<Option<Revision>, StoreError> {
        let flow = flow.to_owned();
        self.read(move |db| settings::published(db, tenant, &flow)).await
    }

    async fn revisions(&self, tenant: TenantId, flow: &str) -> Result<Vec<Revision>, StoreError> {
        let flow = flow.to_owned();
        self.read(move |db| settings::revisions(db, tenant, &flow)).await
    }

    async fn forget_flow(&self, tenant: TenantId, flow: &str) -> Result<u64, StoreError> {
        let flow = flow.to_owned();
        self.write(move |db| settings::forget_flow(db, tenant, &flow)).await
    }

    async fn document(
        &self,
        tenant: TenantId,
        kind: &str,
        id: &str,
    ) -> Result<Option<Document>, StoreError> {
        let moment = match self.recent.document(tenant, kind, id) {
            Ok(document) => return Ok(Some(document)),
            Err(moment) => moment,
        };
        let (of_kind, id) = (kind.to_owned(), id.to_owned());
        let document = self.read(move |db| settings::document(db, tenant, &of_kind, &id)).await?;
        if let Some(document) = &document {
            self.recent.read_document(moment, tenant, kind, document);
        }
        Ok(document)
    }

    async fn document_by(
        &self,
        tenant: TenantId,
        kind: &str,
        unique: &str,
    ) -> Result<Option<Document>, StoreError> {
        let moment = match self.recent.document_by(tenant, kind, unique) {
            Ok(document) => return Ok(Some(document)),
            Err(moment) => moment,
        };
        let (of_kind, unique) = (kind.to_owned(), unique.to_owned());
        let document =
            self.read(move |db| settings::document_by(db, tenant, &of_kind, &unique)).await?;
        if let Some(document) = &document {
            self.recent.read_document(moment, tenant, kind, document);
        }
        Ok(document)
    }

    async fn documents(
        &self,
        tenant: TenantId,
        kind: &str,
        after: &str,
        limit: u32,
    ) -> Result<Vec<Document>, StoreError> {
        let (kind, after) = (kind.to_owned(), after.to_owned());
        self.read(move |db| settings::documents(db, (tenant, &kind), &after, limit)).await
    }

    async fn write_document(&self, write: DocumentWrite) -> Result<Written, StoreError> {
        let write = Arc::new(write);
        let written = Arc::clone(&write);
        self.write_through(
            move |db| settings::write_document(db, &write),
            move |recent, answer| recent.wrote_document(&written, answer),
        )
        .await
    }

    async fn ready(&self) -> Result<(), StoreError> {
        let touch = |db: &rusqlite::Connection| {
            db.prepare_cached("UPDATE counters SET value = value + 1 WHERE name = 'readiness'")?
                .execute(())?;
            Ok(())
        };
        self.write(touch).await
    }
}
