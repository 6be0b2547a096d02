//! The store that lives in memory: for simulations, tests, and whoever wants to try something.
//!
//! Everything is kept in ordered maps behind one lock, so that the same calls in the same order give the
//! same answers on every machine. Nothing outlives the process, and nothing ever waits.

mod commit;
mod jobs;
mod lists;
mod settings;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use centralita_engine::Time;

use super::{
    Claimed, Commit, Committed, Document, DocumentWrite, JournalLine, Revision, Search, Store,
    StoreError, Stored, Written,
};
use crate::ids::{DedupeKey, ExecutionKey, JobId, NodeId, TenantId};

/// A store without a disk; see the module.
#[derive(Debug, Default)]
pub struct MemoryStore {
    inner: Mutex<Inner>,
}

impl MemoryStore {
    /// A store with nothing in it.
    pub fn new() -> MemoryStore {
        MemoryStore::default()
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        // Nothing in here panics between two changes that belong together.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is kept, and the orders it is found by.
#[derive(Debug, Default)]
struct Inner {
    executions: BTreeMap<ExecutionKey, Kept>,
    /// Live executions by what later events find them by.
    correlations: BTreeMap<(TenantId, String), u128>,
    due: BTreeSet<(Time, ExecutionKey)>,
    started: BTreeSet<(TenantId, Time, u128)>,
    ended: BTreeSet<(Time, ExecutionKey)>,
    jobs: BTreeMap<JobId, jobs::Job>,
    /// Pending jobs by topic and when they may be claimed.
    pending: BTreeSet<(String, Time, JobId)>,
    jobs_of: BTreeSet<(ExecutionKey, JobId)>,
    /// Jobs that are done, by the end of the lease under which they were.
    done: BTreeSet<(Time, JobId)>,
    given_up: BTreeMap<(TenantId, u64), JobId>,
    routers: BTreeMap<TenantId, Router>,
    leaders: BTreeMap<(TenantId, String), Leader>,
    revisions: BTreeMap<(TenantId, String, u32), Revision>,
    documents: BTreeMap<(TenantId, String, String), Document>,
    /// Ids of documents by kind and unique value.
    uniques: BTreeMap<(TenantId, String, String), String>,
    /// Counts leases and jobs that were given up.
    counter: u64,
}

#[derive(Debug)]
struct Kept {
    stored: Stored,
    journal: Vec<JournalLine>,
}

#[derive(Debug, Default)]
struct Router {
    snapshot_lines: u64,
    snapshot: Option<Bytes>,
    /// The lines after the snapshot.
    lines: Vec<(Time, Bytes)>,
}

impl Router {
    fn line_count(&self) -> u64 {
        self.snapshot_lines + self.lines.len() as u64
    }
}

#[derive(Debug)]
struct Leader {
    node: NodeId,
    epoch: u64,
    until: Time,
}

/// A limit as a length.
fn most(limit: u32) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX)
}

#[async_trait::async_trait]
impl Store for MemoryStore {
    async fn commit(&self, commit: Commit) -> Result<Committed, StoreError> {
        Ok(self.inner().commit(commit))
    }

    async fn load(&self, key: ExecutionKey) -> Result<Option<Stored>, StoreError> {
        Ok(self.inner().executions.get(&key).map(|kept| kept.stored.clone()))
    }

    async fn correlated(
        &self,
        tenant: TenantId,
        correlation: &str,
    ) -> Result<Option<u128>, StoreError> {
        Ok(self.inner().correlations.get(&(tenant, correlation.to_owned())).copied())
    }

    async fn reply(
        &self,
        key: ExecutionKey,
        event: DedupeKey,
    ) -> Result<Option<Option<Bytes>>, StoreError> {
        let inner = self.inner();
        let line = inner
            .executions
            .get(&key)
            .and_then(|kept| kept.journal.iter().rev().find(|line| line.key == event));
        Ok(line.map(|line| line.reply.clone()))
    }

    async fn journal(
        &self,
        key: ExecutionKey,
        from: u64,
        limit: u32,
    ) -> Result<Vec<JournalLine>, StoreError> {
        let inner = self.inner();
        let Some(kept) = inner.executions.get(&key) else { return Ok(Vec::new()) };
        let from = usize::try_from(from).unwrap_or(usize::MAX);
        Ok(kept.journal.iter().skip(from).take(most(limit)).cloned().collect())
    }

    async fn claim_due(
        &self,
        now: Time,
        again: Time,
        limit: u32,
    ) -> Result<Vec<ExecutionKey>, StoreError> {
        Ok(self.inner().claim_due(now, again, limit))
    }

    async fn claim(
        &self,
        _node: NodeId,
        topics: &[&str],
        now: Time,
        until: Time,
        limit: u32,
    ) -> Result<Vec<Claimed>, StoreError> {
        Ok(self.inner().claim(topics, now, until, limit))
    }

    async fn given_up(
        &self,
        tenant: TenantId,
        limit: u32,
    ) -> Result<Vec<(Claimed, String)>, StoreError> {
        Ok(self.inner().given_up(tenant, limit))
    }

    async fn next_due(&self) -> Result<Option<Time>, StoreError> {
        Ok(self.inner().next_due())
    }

    async fn lead(
        &self,
        tenant: TenantId,
        name: &'static str,
        node: NodeId,
        now: Time,
        until: Time,
    ) -> Result<Option<u64>, StoreError> {
        Ok(self.inner().lead(tenant, name, node, now, until))
    }

    async fn routing(
        &self,
        tenant: TenantId,
    ) -> Result<(u64, Option<Bytes>, Vec<(Time, Bytes)>), StoreError> {
        Ok(self.inner().routers.get(&tenant).map_or((0, None, Vec::new()), |router| {
            (router.snapshot_lines, router.snapshot.clone(), router.lines.clone())
        }))
    }

    async fn search(
        &self,
        tenant: TenantId,
        search: &Search,
    ) -> Result<Vec<(ExecutionKey, Stored)>, StoreError> {
        Ok(self.inner().search(tenant, search))
    }

    async fn live(&self) -> Result<u64, StoreError> {
        let inner = self.inner();
        Ok((inner.executions.len() - inner.ended.len()) as u64)
    }

    async fn ended(&self, before: Time, limit: u32) -> Result<Vec<ExecutionKey>, StoreError> {
        Ok(self.inner().ended(before, limit))
    }

    async fn forget(&self, executions: &[ExecutionKey]) -> Result<u64, StoreError> {
        Ok(self.inner().forget(executions))
    }

    async fn add_revision(&self, tenant: TenantId, revision: Revision) -> Result<bool, StoreError> {
        Ok(self.inner().add_revision(tenant, revision))
    }

    async fn revision(
        &self,
        tenant: TenantId,
        flow: &str,
        number: Option<u32>,
    ) -> Result<Option<Revision>, StoreError> {
        let inner = self.inner();
        Ok(match number {
            Some(number) => inner.revisions.get(&(tenant, flow.to_owned(), number)).cloned(),
            None => inner.revisions_of(tenant, flow).next_back().cloned(),
        })
    }

    async fn published(
        &self,
        tenant: TenantId,
        flow: &str,
    ) -> Result<Option<Revision>, StoreError> {
        let inner = self.inner();
        Ok(inner.revisions_of(tenant, flow).rev().find(|one| one.is_published).cloned())
    }

    async fn revisions(&self, tenant: TenantId, flow: &str) -> Result<Vec<Revision>, StoreError> {
        let inner = self.inner();
        let without_definition = |one: &Revision| Revision {
            definition: String::new(),
            flow: one.flow.clone(),
            message: one.message.clone(),
            author: one.author.clone(),
            ..*one
        };
        Ok(inner.revisions_of(tenant, flow).rev().map(without_definition).collect())
    }

    async fn forget_flow(&self, tenant: TenantId, flow: &str) -> Result<u64, StoreError> {
        Ok(self.inner().forget_flow(tenant, flow))
    }

    async fn document(
        &self,
        tenant: TenantId,
        kind: &str,
        id: &str,
    ) -> Result<Option<Document>, StoreError> {
        Ok(self.inner().documents.get(&(tenant, kind.to_owned(), id.to_owned())).cloned())
    }

    async fn document_by(
        &self,
        tenant: TenantId,
        kind: &str,
        unique: &str,
    ) -> Result<Option<Document>, StoreError> {
        Ok(self.inner().document_by(tenant, kind, unique))
    }

    async fn documents(
        &self,
        tenant: TenantId,
        kind: &str,
        after: &str,
        limit: u32,
    ) -> Result<Vec<Document>, StoreError> {
        Ok(self.inner().documents_after(tenant, kind, after, limit))
    }

    async fn write_document(&self, write: DocumentWrite) -> Result<Written, StoreError> {
        Ok(self.inner().write_document(write))
    }

    async fn ready(&self) -> Result<(), StoreError> {
        Ok(())
    }
}
