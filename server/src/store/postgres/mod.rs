//! The store for several machines: PostgreSQL, from release 13 on.
//!
//! A commit is one statement and one round trip ([`commit`]). Rows that somebody else holds are passed
//! over by claims and waited for by commits; no lock outlives a call. Nothing depends on notifications
//! or on a session, so that connections may go and come: while the database restarts, calls answer
//! [`StoreError::Unreachable`], and after it they work again.
//!
//! What is not here: partitions, replicas, backups. They are the database's own business.

mod commit;
mod connect;
mod errors;
mod jobs;
mod lists;
mod moving;
mod refusal;
mod settings;
mod values;

use bytes::Bytes;
use centralita_engine::Time;
use deadpool_postgres::{Client, Pool};

pub use errors::ConnectError;
pub(super) use moving::PostgresEnd;

use super::{
    Claimed, Commit, Committed, Document, DocumentWrite, JournalLine, Revision, Search, Store,
    StoreError, Stored, Written,
};
use crate::ids::{DedupeKey, ExecutionKey, NodeId, TenantId};
use errors::Failure;

/// How a database is used.
#[derive(Clone, Debug)]
pub struct PostgresSettings {
    /// How many connections there are at most. More than the database has cores makes it slower.
    pub connections: usize,
}

impl Default for PostgresSettings {
    fn default() -> PostgresSettings {
        PostgresSettings { connections: 12 }
    }
}

/// A store in a PostgreSQL database; see the module.
pub struct PostgresStore {
    pool: Pool,
    connections: usize,
}

impl PostgresStore {
    /// Reaches the database at `url`, e.g. `postgres://centralita@db.example.com/centralita?sslmode=
    /// require`, and brings its schema up to this release's. Several servers may do so at once.
    ///
    /// `sslmode=require` (or `verify-full`) encrypts, and verifies who answers against the usual
    /// authorities or the file that `sslrootcert=` names.
    ///
    /// # Errors
    ///
    /// When the address cannot be read, the database cannot be reached, is of a later release, or
    /// acknowledges what is not on its disk.
    pub async fn connect(
        url: &str,
        settings: &PostgresSettings,
    ) -> Result<PostgresStore, ConnectError> {
        let pool = connect::pool(url, settings)?;
        let mut client =
            pool.get().await.map_err(|error| StoreError::from(Failure::from(error)))?;
        connect::prepare(&mut client).await?;
        moving::refuse_moved(&client).await?;
        drop(client);
        Ok(PostgresStore { pool, connections: settings.connections })
    }

    async fn client(&self) -> Result<Client, StoreError> {
        self.pool.get().await.map_err(|error| Failure::from(error).into())
    }
}

/// Whether a piece of work is done anew after the connection was lost during it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum WhenLost {
    /// It changes nothing, or nothing more the second time.
    Again,
    /// Whether it happened is not known; the caller finds out.
    Told,
}

/// Does something with a connection of the store's pool, and all of it again when somebody else was in
/// the way. A macro, since futures that borrow a connection are hard to pass around.
macro_rules! with {
    ($store:expr, $when_lost:expr, |$client:ident| $work:expr) => {{
        // Every connection of the pool may be gone.
        let mut left = $store.connections + 1;
        loop {
            #[allow(unused_mut)]
            let mut $client = $store.client().await?;
            left -= 1;
            match $work.await {
                Err(failure) if left > 0 && failure.is_collision() => {}
                Err(failure) if left > 0 && $when_lost == WhenLost::Again && failure.is_gone() => {}
                done => break done.map_err(StoreError::from),
            }
        }
    }};
}

#[async_trait::async_trait]
impl Store for PostgresStore {
    async fn commit(&self, commit: Commit) -> Result<Committed, StoreError> {
        with!(self, WhenLost::Told, |client| commit::apply(&mut client, &commit))
    }

    async fn load(&self, key: ExecutionKey) -> Result<Option<Stored>, StoreError> {
        with!(self, WhenLost::Again, |client| lists::load(&client, key))
    }

    async fn correlated(
        &self,
        tenant: TenantId,
        correlation: &str,
    ) -> Result<Option<u128>, StoreError> {
        with!(self, WhenLost::Again, |client| lists::correlated(&client, tenant, correlation))
    }

    async fn reply(
        &self,
        key: ExecutionKey,
        event: DedupeKey,
    ) -> Result<Option<Option<Bytes>>, StoreError> {
        with!(self, WhenLost::Again, |client| lists::reply(&client, key, event))
    }

    async fn journal(
        &self,
        key: ExecutionKey,
        from: u64,
        limit: u32,
    ) -> Result<Vec<JournalLine>, StoreError> {
        with!(self, WhenLost::Again, |client| lists::journal(&client, key, from, limit))
    }

    async fn claim_due(
        &self,
        now: Time,
        again: Time,
        limit: u32,
    ) -> Result<Vec<ExecutionKey>, StoreError> {
        with!(self, WhenLost::Told, |client| jobs::claim_due(&client, now, again, limit))
    }

    async fn claim(
        &self,
        _node: NodeId,
        topics: &[&str],
        now: Time,
        until: Time,
        limit: u32,
    ) -> Result<Vec<Claimed>, StoreError> {
        with!(self, WhenLost::Told, |client| jobs::claim(&client, topics, now, until, limit))
    }

    async fn given_up(
        &self,
        tenant: TenantId,
        limit: u32,
    ) -> Result<Vec<(Claimed, String)>, StoreError> {
        with!(self, WhenLost::Again, |client| jobs::given_up(&client, tenant, limit))
    }

    async fn next_due(&self) -> Result<Option<Time>, StoreError> {
        with!(self, WhenLost::Again, |client| jobs::next_due(&client))
    }

    async fn lead(
        &self,
        tenant: TenantId,
        name: &'static str,
        node: NodeId,
        now: Time,
        until: Time,
    ) -> Result<Option<u64>, StoreError> {
        with!(self, WhenLost::Again, |client| {
            jobs::lead(&client, (tenant, name), node, now, until)
        })
    }

    async fn routing(
        &self,
        tenant: TenantId,
    ) -> Result<(u64, Option<Bytes>, Vec<(Time, Bytes)>), StoreError> {
        with!(self, WhenLost::Again, |client| lists::routing(&mut client, tenant))
    }

    async fn search(
        &self,
        tenant: TenantId,
        search: &Search,
    ) -> Result<Vec<(ExecutionKey, Stored)>, StoreError> {
        with!(self, WhenLost::Again, |client| lists::search(&client, tenant, search))
    }

    async fn live(&self) -> Result<u64, StoreError> {
        with!(self, WhenLost::Again, |client| lists::live(&client))
    }

    async fn ended(&self, before: Time, limit: u32) -> Result<Vec<ExecutionKey>, StoreError> {
        with!(self, WhenLost::Again, |client| lists::ended(&client, before, limit))
    }

    async fn forget(&self, executions: &[ExecutionKey]) -> Result<u64, StoreError> {
        with!(self, WhenLost::Again, |client| lists::forget(&mut client, executions))
    }

    async fn add_revision(&self, tenant: TenantId, revision: Revision) -> Result<bool, StoreError> {
        with!(self, WhenLost::Told, |client| settings::add_revision(&client, tenant, &revision))
    }

    async fn revision(
        &self,
        tenant: TenantId,
        flow: &str,
        number: Option<u32>,
    ) -> Result<Option<Revision>, StoreError> {
        match number {
            Some(number) => with!(self, WhenLost::Again, |client| {
                settings::numbered(&client, tenant, flow, number)
            }),
            None => {
                with!(self, WhenLost::Again, |client| settings::newest(&client, tenant, flow))
            }
        }
    }

    async fn published(
        &self,
        tenant: TenantId,
        flow: &str,
    ) -> Result<Option<Revision>, StoreError> {
        with!(self, WhenLost::Again, |client| settings::published(&client, tenant, flow))
    }

    async fn revisions(&self, tenant: TenantId, flow: &str) -> Result<Vec<Revision>, StoreError> {
        with!(self, WhenLost::Again, |client| settings::revisions(&client, tenant, flow))
    }

    async fn forget_flow(&self, tenant: TenantId, flow: &str) -> Result<u64, StoreError> {
        with!(self, WhenLost::Told, |client| settings::forget_flow(&client, tenant, flow))
    }

    async fn document(
        &self,
        tenant: TenantId,
        kind: &str,
        id: &str,
    ) -> Result<Option<Document>, StoreError> {
        with!(self, WhenLost::Again, |client| settings::document(&client, tenant, kind, id))
    }

    async fn document_by(
        &self,
        tenant: TenantId,
        kind: &str,
        unique: &str,
    ) -> Result<Option<Document>, StoreError> {
        with!(self, WhenLost::Again, |client| {
            settings::document_by(&client, tenant, kind, unique)
        })
    }

    async fn documents(
        &self,
        tenant: TenantId,
        kind: &str,
        after: &str,
        limit: u32,
    ) -> Result<Vec<Document>, StoreError> {
        with!(self, WhenLost::Again, |client| {
            settings::documents(&client, (tenant, kind), after, limit)
        })
    }

    async fn write_document(&self, write: DocumentWrite) -> Result<Written, StoreError> {
        with!(self, WhenLost::Told, |client| settings::write_document(&client, &write))
    }

    async fn ready(&self) -> Result<(), StoreError> {
        with!(self, WhenLost::Again, |client| settings::touch(&client))
    }
}
