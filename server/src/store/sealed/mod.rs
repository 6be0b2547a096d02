//! A store whose content is sealed before it reaches the disk or the database, and opened when it is read.
//!
//! Sealed are what callers said and what people keep secret: states, journals, replies, work, the router's
//! journal, and documents. In clear stay what lists and searches need (ids, times, flows, contacts'
//! addresses, what is unique) and the flows themselves, in which no secret stands.
//!
//! What was stored before there were keys is still read, and sealed when it is written next.

mod keyring;

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use centralita_engine::Time;

pub use keyring::{KeyName, Keyring, KeyringError};
use keyring::{NotOpened, sealed_by};

use crate::ids::{DedupeKey, ExecutionKey, NodeId, TenantId};
use crate::store::{
    Claimed, Commit, Committed, Document, DocumentWrite, JournalLine, Outcome, Revision, Search,
    Store, StoreError, Stored, Written,
};

/// What a sealed text begins with; JSON never does.
const TEXT: &str = "sealed:";

/// How many documents are read at once when all of a kind are looked through.
const PAGE: u32 = 500;

/// A store over another one, with keys.
#[derive(Debug)]
pub struct SealedStore {
    inner: Inner,
    keys: Keyring,
}

/// The store below.
struct Inner(Arc<dyn Store>);

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Store")
    }
}

impl SealedStore {
    /// Seals what is written into a store from now on.
    pub fn over(inner: Arc<dyn Store>, keys: Keyring) -> SealedStore {
        SealedStore { inner: Inner(inner), keys }
    }

    /// The key by which a store's documents of a kind are sealed: that of the first that is sealed, none when
    /// none is.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn key_of(
        store: &dyn Store,
        tenant: TenantId,
        kind: &str,
    ) -> Result<Option<KeyName>, StoreError> {
        let mut after = String::new();
        loop {
            let page = store.documents(tenant, kind, &after, PAGE).await?;
            let found = page.iter().find_map(|document| {
                let sealed = bytes_of(&document.body)?;
                sealed_by(&sealed).map(|(name, _)| name)
            });
            match page.last() {
                Some(last) if found.is_none() && page.len() == PAGE as usize => {
                    after.clone_from(&last.id);
                }
                _ => return Ok(found),
            }
        }
    }

    /// Seals the documents of a kind that are in clear, or sealed by an older key, by the first key; says how
    /// many. One that somebody writes meanwhile is sealed by that.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn seal_again(
        &self,
        tenant: TenantId,
        kind: &'static str,
        now: Time,
    ) -> Result<u64, StoreError> {
        let (mut after, mut count) = (String::new(), 0);
        loop {
            let page = self.inner.0.documents(tenant, kind, &after, PAGE).await?;
            let is_last = page.len() < PAGE as usize;
            for document in page {
                after.clone_from(&document.id);
                let is_fresh = bytes_of(&document.body).is_some_and(|it| self.keys.is_fresh(&it));
                if is_fresh {
                    continue;
                }
                let document = self.opened(tenant, kind, document)?;
                let write = DocumentWrite {
                    tenant,
                    kind,
                    id: document.id,
                    expect: document.version,
                    unique: document.unique,
                    body: Some(document.body),
                    at: now,
                };
                let written = self.write_document(write).await?;
                count += u64::from(matches!(written, Written::Done(_)));
            }
            if is_last {
                return Ok(count);
            }
        }
    }

    fn seal(&self, place: &str, bytes: &Bytes) -> Bytes {
        self.keys.seal(place, bytes).into()
    }

    fn open(&self, place: &str, bytes: Bytes) -> Result<Bytes, StoreError> {
        let opened = self.keys.open(place, &bytes).map_err(|why| closed(place, &why))?;
        Ok(opened.map_or(bytes, Bytes::from))
    }

    fn seal_text(&self, place: &str, text: &str) -> String {
        format!("{TEXT}{}", BASE64.encode(self.keys.seal(place, text.as_bytes())))
    }

    fn open_text(&self, place: &str, text: String) -> Result<String, StoreError> {
        let Some(bytes) = bytes_of(&text) else { return Ok(text) };
        let opened = self.keys.open(place, &bytes).map_err(|why| closed(place, &why))?;
        let Some(opened) = opened else { return Ok(text) };
        String::from_utf8(opened).map_err(|_| closed(place, &NotOpened::Changed))
    }

    fn opened(
        &self,
        tenant: TenantId,
        kind: &str,
        mut document: Document,
    ) -> Result<Document, StoreError> {
        let place = place_of_document(tenant, kind, &document.id);
        document.body = self.open_text(&place, document.body)?;
        Ok(document)
    }

    fn opened_state(&self, key: ExecutionKey, mut stored: Stored) -> Result<Stored, StoreError> {
        stored.state = self.open(&place_of("state", key), stored.state)?;
        Ok(stored)
    }

    fn opened_job(&self, mut job: Claimed) -> Result<Claimed, StoreError> {
        job.payload = self.open(&format!("job {}", job.id), job.payload)?;
        Ok(job)
    }

    fn sealed(&self, mut commit: Commit) -> Commit {
        if let Some(write) = &mut commit.execution {
            let key = write.key;
            write.state = self.seal(&place_of("state", key), &write.state);
            if let Some(line) = &mut write.entry {
                line.entry = self.seal(&place_of_line("entry", key, line.key), &line.entry);
                let place = place_of_line("reply", key, line.key);
                line.reply = line.reply.as_ref().map(|reply| self.seal(&place, reply));
            }
            for (event, reply) in &mut write.replies {
                *reply = self.seal(&place_of_line("reply", key, *event), reply);
            }
        }
        for job in &mut commit.jobs {
            job.payload = self.seal(&format!("job {}", job.id), &job.payload);
        }
        for settled in &mut commit.settled {
            if let Outcome::Again { why, .. } | Outcome::GivenUp { why } = &mut settled.outcome {
                *why = self.seal_text(&format!("why {}", settled.id), why);
            }
        }
        if let Some(routing) = &mut commit.routing {
            let place = place_of_routing(routing.tenant);
            for (_, line) in &mut routing.lines {
                *line = self.seal(&place, line);
            }
            routing.snapshot = routing.snapshot.as_ref().map(|it| self.seal(&place, it));
        }
        commit
    }
}

/// The bytes behind a sealed text; none when it is in clear.
fn bytes_of(text: &str) -> Option<Vec<u8>> {
    BASE64.decode(text.strip_prefix(TEXT)?).ok()
}

fn place_of(what: &str, key: ExecutionKey) -> String {
    format!("{what} {} {key}", key.tenant)
}

fn place_of_line(what: &str, key: ExecutionKey, event: DedupeKey) -> String {
    format!("{what} {} {key} {:016x}", key.tenant, event.0)
}

fn place_of_routing(tenant: TenantId) -> String {
    format!("routing {tenant}")
}

fn place_of_document(tenant: TenantId, kind: &str, id: &str) -> String {
    format!("document {tenant} {kind} {id}")
}

fn closed(place: &str, why: &NotOpened) -> StoreError {
    match why {
        NotOpened::NoKey(_) => StoreError::Closed(format!("{place}: {why}")),
        NotOpened::Changed => StoreError::Damaged(format!("{place}: {why}")),
    }
}

#[async_trait::async_trait]
impl Store for SealedStore {
    async fn commit(&self, commit: Commit) -> Result<Committed, StoreError> {
        self.inner.0.commit(self.sealed(commit)).await
    }

    async fn load(&self, key: ExecutionKey) -> Result<Option<Stored>, StoreError> {
        let stored = self.inner.0.load(key).await?;
        stored.map(|stored| self.opened_state(key, stored)).transpose()
    }

    async fn correlated(
        &self,
        tenant: TenantId,
        correlation: &str,
    ) -> Result<Option<u128>, StoreError> {
        self.inner.0.correlated(tenant, correlation).await
    }

    async fn reply(
        &self,
        key: ExecutionKey,
        event: DedupeKey,
    ) -> Result<Option<Option<Bytes>>, StoreError> {
        let place = place_of_line("reply", key, event);
        let Some(reply) = self.inner.0.reply(key, event).await? else { return Ok(None) };
        Ok(Some(reply.map(|reply| self.open(&place, reply)).transpose()?))
    }

    async fn journal(
        &self,
        key: ExecutionKey,
        from: u64,
        limit: u32,
    ) -> Result<Vec<JournalLine>, StoreError> {
        let mut lines = self.inner.0.journal(key, from, limit).await?;
        for line in &mut lines {
            let entry = std::mem::take(&mut line.entry);
            line.entry = self.open(&place_of_line("entry", key, line.key), entry)?;
            if let Some(reply) = line.reply.take() {
                line.reply = Some(self.open(&place_of_line("reply", key, line.key), reply)?);
            }
        }
        Ok(lines)
    }

    async fn claim_due(
        &self,
        now: Time,
        again: Time,
        limit: u32,
    ) -> Result<Vec<ExecutionKey>, StoreError> {
        self.inner.0.claim_due(now, again, limit).await
    }

    async fn claim(
        &self,
        node: NodeId,
        topics: &[&str],
        now: Time,
        until: Time,
        limit: u32,
    ) -> Result<Vec<Claimed>, StoreError> {
        let jobs = self.inner.0.claim(node, topics, now, until, limit).await?;
        jobs.into_iter().map(|job| self.opened_job(job)).collect()
    }

    async fn given_up(
        &self,
        tenant: TenantId,
        limit: u32,
    ) -> Result<Vec<(Claimed, String)>, StoreError> {
        let jobs = self.inner.0.given_up(tenant, limit).await?;
        let opened = jobs.into_iter().map(|(job, why)| {
            let why = self.open_text(&format!("why {}", job.id), why)?;
            Ok((self.opened_job(job)?, why))
        });
        opened.collect()
    }

    async fn next_due(&self) -> Result<Option<Time>, StoreError> {
        self.inner.0.next_due().await
    }

    async fn lead(
        &self,
        tenant: TenantId,
        name: &'static str,
        node: NodeId,
        now: Time,
        until: Time,
    ) -> Result<Option<u64>, StoreError> {
        self.inner.0.lead(tenant, name, node, now, until).await
    }

    async fn routing(
        &self,
        tenant: TenantId,
    ) -> Result<(u64, Option<Bytes>, Vec<(Time, Bytes)>), StoreError> {
        let (count, snapshot, lines) = self.inner.0.routing(tenant).await?;
        let place = place_of_routing(tenant);
        let snapshot = snapshot.map(|it| self.open(&place, it)).transpose()?;
        let lines = lines.into_iter().map(|(at, line)| Ok((at, self.open(&place, line)?)));
        Ok((count, snapshot, lines.collect::<Result<_, StoreError>>()?))
    }

    async fn search(
        &self,
        tenant: TenantId,
        search: &Search,
    ) -> Result<Vec<(ExecutionKey, Stored)>, StoreError> {
        let found = self.inner.0.search(tenant, search).await?;
        let opened = found.into_iter().map(|(key, it)| Ok((key, self.opened_state(key, it)?)));
        opened.collect()
    }

    async fn live(&self) -> Result<u64, StoreError> {
        self.inner.0.live().await
    }

    async fn ended(&self, before: Time, limit: u32) -> Result<Vec<ExecutionKey>, StoreError> {
        self.inner.0.ended(before, limit).await
    }

    async fn forget(&self, executions: &[ExecutionKey]) -> Result<u64, StoreError> {
        self.inner.0.forget(executions).await
    }

    async fn add_revision(&self, tenant: TenantId, revision: Revision) -> Result<bool, StoreError> {
        self.inner.0.add_revision(tenant, revision).await
    }

    async fn revision(
        &self,
        tenant: TenantId,
        flow: &str,
        number: Option<u32>,
    ) -> Result<Option<Revision>, StoreError> {
        self.inner.0.revision(tenant, flow, number).await
    }

    async fn published(
        &self,
        tenant: TenantId,
        flow: &str,
    ) -> Result<Option<Revision>, StoreError> {
        self.inner.0.published(tenant, flow).await
    }

    async fn revisions(&self, tenant: TenantId, flow: &str) -> Result<Vec<Revision>, StoreError> {
        self.inner.0.revisions(tenant, flow).await
    }

    async fn forget_flow(&self, tenant: TenantId, flow: &str) -> Result<u64, StoreError> {
        self.inner.0.forget_flow(tenant, flow).await
    }

    async fn document(
        &self,
        tenant: TenantId,
        kind: &str,
        id: &str,
    ) -> Result<Option<Document>, StoreError> {
        let document = self.inner.0.document(tenant, kind, id).await?;
        document.map(|document| self.opened(tenant, kind, document)).transpose()
    }

    async fn document_by(
        &self,
        tenant: TenantId,
        kind: &str,
        unique: &str,
    ) -> Result<Option<Document>, StoreError> {
        let document = self.inner.0.document_by(tenant, kind, unique).await?;
        document.map(|document| self.opened(tenant, kind, document)).transpose()
    }

    async fn documents(
        &self,
        tenant: TenantId,
        kind: &str,
        after: &str,
        limit: u32,
    ) -> Result<Vec<Document>, StoreError> {
        let documents = self.inner.0.documents(tenant, kind, after, limit).await?;
        documents.into_iter().map(|document| self.opened(tenant, kind, document)).collect()
    }

    async fn write_document(&self, mut write: DocumentWrite) -> Result<Written, StoreError> {
        let place = place_of_document(write.tenant, write.kind, &write.id);
        write.body = write.body.map(|body| self.seal_text(&place, &body));
        self.inner.0.write_document(write).await
    }

    async fn ready(&self) -> Result<(), StoreError> {
        self.inner.0.ready().await
    }
}
