//! A store that now and then breaks off, before or after it has committed.

use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use centralita_engine::Time;
use centralita_server::ids::{DedupeKey, ExecutionKey, NodeId, TenantId};
use centralita_server::store::{
    Claimed, Commit, Committed, Document, DocumentWrite, JournalLine, MemoryStore, Revision,
    Search, Store, StoreError, Stored, Written,
};

use crate::chance::mixed;

/// A store in memory whose commits get lost, by a seed.
pub struct Faulty {
    inner: MemoryStore,
    state: AtomicU64,
    /// How many commits of a million are lost before they happen, and as many after.
    lost_of_a_million: u64,
    /// How many were lost.
    pub lost: AtomicU64,
}

enum Fate {
    Well,
    LostBefore,
    LostAfter,
}

impl Faulty {
    pub fn new(seed: u64, lost_of_a_million: u64) -> Faulty {
        Faulty {
            inner: MemoryStore::default(),
            state: AtomicU64::new(seed),
            lost_of_a_million,
            lost: AtomicU64::new(0),
        }
    }

    fn fate(&self) -> Fate {
        let drawn = mixed(self.state.fetch_add(1, Ordering::Relaxed)) % 1_000_000;
        if drawn >= 2 * self.lost_of_a_million {
            return Fate::Well;
        }
        self.lost.fetch_add(1, Ordering::Relaxed);
        if drawn < self.lost_of_a_million { Fate::LostBefore } else { Fate::LostAfter }
    }
}

#[async_trait::async_trait]
impl Store for Faulty {
    async fn commit(&self, commit: Commit) -> Result<Committed, StoreError> {
        // A commit may be there although nobody hears of it: the connection breaks, the server dies.
        match self.fate() {
            Fate::LostBefore => Err(StoreError::Unreachable("lost on the way there".into())),
            Fate::LostAfter => {
                // Whatever it says is lost too.
                let _ = self.inner.commit(commit).await;
                Err(StoreError::Unreachable("lost on the way back".into()))
            }
            Fate::Well => self.inner.commit(commit).await,
        }
    }

    async fn load(&self, key: ExecutionKey) -> Result<Option<Stored>, StoreError> {
        self.inner.load(key).await
    }

    async fn correlated(
        &self,
        tenant: TenantId,
        correlation: &str,
    ) -> Result<Option<u128>, StoreError> {
        self.inner.correlated(tenant, correlation).await
    }

    async fn reply(
        &self,
        key: ExecutionKey,
        event: DedupeKey,
    ) -> Result<Option<Option<Bytes>>, StoreError> {
        self.inner.reply(key, event).await
    }

    async fn journal(
        &self,
        key: ExecutionKey,
        from: u64,
        limit: u32,
    ) -> Result<Vec<JournalLine>, StoreError> {
        self.inner.journal(key, from, limit).await
    }

    async fn claim_due(
        &self,
        now: Time,
        again: Time,
        limit: u32,
    ) -> Result<Vec<ExecutionKey>, StoreError> {
        self.inner.claim_due(now, again, limit).await
    }

    async fn claim(
        &self,
        node: NodeId,
        topics: &[&str],
        now: Time,
        until: Time,
        limit: u32,
    ) -> Result<Vec<Claimed>, StoreError> {
        self.inner.claim(node, topics, now, until, limit).await
    }

    async fn given_up(
        &self,
        tenant: TenantId,
        limit: u32,
    ) -> Result<Vec<(Claimed, String)>, StoreError> {
        self.inner.given_up(tenant, limit).await
    }

    async fn next_due(&self) -> Result<Option<Time>, StoreError> {
        self.inner.next_due().await
    }

    async fn lead(
        &self,
        tenant: TenantId,
        name: &'static str,
        node: NodeId,
        now: Time,
        until: Time,
    ) -> Result<Option<u64>, StoreError> {
        self.inner.lead(tenant, name, node, now, until).await
    }

    async fn routing(
        &self,
        tenant: TenantId,
    ) -> Result<(u64, Option<Bytes>, Vec<(Time, Bytes)>), StoreError> {
        self.inner.routing(tenant).await
    }

    async fn search(
        &self,
        tenant: TenantId,
        search: &Search,
    ) -> Result<Vec<(ExecutionKey, Stored)>, StoreError> {
        self.inner.search(tenant, search).await
    }

    async fn live(&self) -> Result<u64, StoreError> {
        self.inner.live().await
    }

    async fn ended(&self, before: Time, limit: u32) -> Result<Vec<ExecutionKey>, StoreError> {
        self.inner.ended(before, limit).await
    }

    async fn forget(&self, executions: &[ExecutionKey]) -> Result<u64, StoreError> {
        self.inner.forget(executions).await
    }

    async fn add_revision(&self, tenant: TenantId, revision: Revision) -> Result<bool, StoreError> {
        self.inner.add_revision(tenant, revision).await
    }

    async fn revision(
        &self,
        tenant: TenantId,
        flow: &str,
        number: Option<u32>,
    ) -> Result<Option<Revision>, StoreError> {
        self.inner.revision(tenant, flow, number).await
    }

    async fn published(
        &self,
        tenant: TenantId,
        flow: &str,
    ) -> Result<Option<Revision>, StoreError> {
        self.inner.published(tenant, flow).await
    }

    async fn revisions(&self, tenant: TenantId, flow: &str) -> Result<Vec<Revision>, StoreError> {
        self.inner.revisions(tenant, flow).await
    }

    async fn forget_flow(&self, tenant: TenantId, flow: &str) -> Result<u64, StoreError> {
        self.inner.forget_flow(tenant, flow).await
    }

    async fn document(
        &self,
        tenant: TenantId,
        kind: &str,
        id: &str,
    ) -> Result<Option<Document>, StoreError> {
        self.inner.document(tenant, kind, id).await
    }

    async fn document_by(
        &self,
        tenant: TenantId,
        kind: &str,
        unique: &str,
    ) -> Result<Option<Document>, StoreError> {
        self.inner.document_by(tenant, kind, unique).await
    }

    async fn documents(
        &self,
        tenant: TenantId,
        kind: &str,
        after: &str,
        limit: u32,
    ) -> Result<Vec<Document>, StoreError> {
        self.inner.documents(tenant, kind, after, limit).await
    }

    async fn write_document(&self, write: DocumentWrite) -> Result<Written, StoreError> {
        self.inner.write_document(write).await
    }

    async fn ready(&self) -> Result<(), StoreError> {
        self.inner.ready().await
    }
}
