//! What was written or read last, at hand without asking a thread of the database.
//!
//! It is never behind: one process has the file and one thread writes, and that thread says here what it
//! has committed before whoever asked for it is answered. What somebody else has read meanwhile is kept
//! only if nothing was written since the moment before he began to read.

use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

use centralita_engine::Time;
use lru::LruCache;

use crate::ids::{ExecutionKey, TenantId};
use crate::store::{Commit, Document, DocumentWrite, Expect, Stored, Written};

/// How much of executions is kept, in bytes of their states: some thousand calls that go on.
const EXECUTIONS_BYTES: usize = 16 * 1024 * 1024;

/// How much of documents is kept, in bytes of their bodies.
const DOCUMENTS_BYTES: usize = 4 * 1024 * 1024;

/// How many words are remembered by which a document was found.
const MOST_WORDS: usize = 4 * 1024;

/// What one thing takes beside its state or body, in bytes, by estimate.
const EACH_BYTES: usize = 256;

/// What was written or read last.
pub(super) struct Recent(Mutex<Inner>);

struct Inner {
    executions: Last<ExecutionKey, Stored>,
    documents: Last<Place, Document>,
    /// The ids of documents by their unique values. Such an id may be out of date: the document itself
    /// tells.
    ids: LruCache<Place, String>,
    /// How often something was written.
    writes: u64,
}

/// A kind of document, and one of them by its id or its unique value.
type Place = (TenantId, String, String);

/// A moment before a read, which shows whether the read may be kept.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment(u64);

impl Recent {
    pub(super) fn new() -> Recent {
        let ids = LruCache::new(MOST_WORDS.try_into().unwrap_or(std::num::NonZeroUsize::MIN));
        let (executions, documents) = (Last::of(EXECUTIONS_BYTES), Last::of(DOCUMENTS_BYTES));
        Recent(Mutex::new(Inner { executions, documents, ids, writes: 0 }))
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An execution that goes on; else the moment at which it was not at hand.
    pub(super) fn execution(&self, key: ExecutionKey) -> Result<Stored, Moment> {
        let mut inner = self.lock();
        let writes = inner.writes;
        inner.executions.get(&key).ok_or(Moment(writes))
    }

    /// Somebody has read an execution, and had begun after this moment.
    pub(super) fn read_execution(&self, since: Moment, key: ExecutionKey, stored: &Stored) {
        let mut inner = self.lock();
        if inner.writes == since.0 {
            inner.keep_execution(key, stored.clone());
        }
    }

    /// The writer has committed this.
    pub(super) fn committed(&self, commit: &Commit) {
        let Some(write) = &commit.execution else { return };
        let mut inner = self.lock();
        inner.writes += 1;
        let before = inner.executions.take(&write.key);
        let (version, begun) = match (&write.expect, before) {
            (Expect::New(begun), _) => (1, begun.clone()),
            (Expect::Version(version), Some(before)) if before.version == *version => {
                (version + 1, before.begun)
            }
            _ => return,
        };
        let (state, due, ended) = (write.state.clone(), write.due, write.ended);
        inner.keep_execution(write.key, Stored { version, state, due, ended, begun });
    }

    /// The writer has put these executions off.
    pub(super) fn put_off(&self, keys: &[ExecutionKey], until: Time) {
        let mut inner = self.lock();
        inner.writes += 1;
        for key in keys {
            if let Some(mut stored) = inner.executions.take(key) {
                stored.due = Some(until);
                inner.keep_execution(*key, stored);
            }
        }
    }

    /// A document; else the moment at which it was not at hand.
    pub(super) fn document(
        &self,
        tenant: TenantId,
        kind: &str,
        id: &str,
    ) -> Result<Document, Moment> {
        let mut inner = self.lock();
        let writes = inner.writes;
        let place = (tenant, kind.to_owned(), id.to_owned());
        inner.documents.get(&place).ok_or(Moment(writes))
    }

    /// The document with a unique value; else the moment at which it was not at hand.
    pub(super) fn document_by(
        &self,
        tenant: TenantId,
        kind: &str,
        unique: &str,
    ) -> Result<Document, Moment> {
        let mut inner = self.lock();
        let moment = Moment(inner.writes);
        let mut place = (tenant, kind.to_owned(), unique.to_owned());
        place.2.clone_from(inner.ids.get(&place).ok_or(moment)?);
        let found = inner.documents.get(&place);
        found.filter(|document| document.unique.as_deref() == Some(unique)).ok_or(moment)
    }

    /// Somebody has read a document, and had begun after this moment.
    pub(super) fn read_document(
        &self,
        since: Moment,
        tenant: TenantId,
        kind: &str,
        document: &Document,
    ) {
        let mut inner = self.lock();
        if inner.writes != since.0 {
            return;
        }
        let place = |word: &str| (tenant, kind.to_owned(), word.to_owned());
        if let Some(unique) = &document.unique {
            inner.ids.put(place(unique), document.id.clone());
        }
        let bytes = document.body.len();
        inner.documents.keep(place(&document.id), document.clone(), bytes);
    }

    /// The writer has been asked to write a document.
    pub(super) fn wrote_document(&self, write: &DocumentWrite, written: &Written) {
        if matches!(written, Written::Done(_)) {
            let mut inner = self.lock();
            inner.writes += 1;
            let place = (write.tenant, write.kind.to_owned(), write.id.clone());
            let _ = inner.documents.take(&place);
        }
    }
}

impl Inner {
    /// One that has ended is asked for seldom, and may be forgotten without a word here.
    fn keep_execution(&mut self, key: ExecutionKey, stored: Stored) {
        if stored.ended.is_none() {
            let bytes = stored.state.len();
            self.executions.keep(key, stored, bytes);
        }
    }
}

/// The last of something, up to so many bytes.
struct Last<K: Hash + Eq, V> {
    things: LruCache<K, (V, usize)>,
    bytes: usize,
    most_bytes: usize,
}

impl<K: Hash + Eq, V: Clone> Last<K, V> {
    fn of(most_bytes: usize) -> Last<K, V> {
        Last { things: LruCache::unbounded(), bytes: 0, most_bytes }
    }

    fn get(&mut self, key: &K) -> Option<V> {
        self.things.get(key).map(|(thing, _)| thing.clone())
    }

    fn take(&mut self, key: &K) -> Option<V> {
        let (thing, bytes) = self.things.pop(key)?;
        self.bytes -= bytes;
        Some(thing)
    }

    fn keep(&mut self, key: K, thing: V, bytes: usize) {
        let bytes = bytes + EACH_BYTES;
        if bytes > self.most_bytes / 8 {
            // It would push out everything else. What was there under its key is out of date.
            let _ = self.take(&key);
            return;
        }
        self.bytes += bytes;
        if let Some((_, before)) = self.things.put(key, (thing, bytes)) {
            self.bytes -= before;
        }
        while self.bytes > self.most_bytes {
            let Some((_, (_, bytes))) = self.things.pop_lru() else { return };
            self.bytes -= bytes;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(id: &str, unique: &str, bytes: usize) -> Document {
        Document {
            id: id.to_owned(),
            version: 1,
            unique: Some(unique.to_owned()),
            updated: Time(0),
            body: "x".repeat(bytes),
        }
    }

    fn away(id: &str) -> DocumentWrite {
        DocumentWrite {
            tenant: TenantId::FIRST,
            kind: "number",
            id: id.to_owned(),
            expect: 1,
            unique: None,
            body: None,
            at: Time(0),
        }
    }

    #[test]
    fn what_was_written_while_it_was_read_is_not_kept() {
        let recent = Recent::new();
        let moment = recent.document(TenantId::FIRST, "number", "1").unwrap_err();
        recent.wrote_document(&away("1"), &Written::Done(0));
        recent.read_document(moment, TenantId::FIRST, "number", &document("1", "+1", 10));
        let moment = recent.document(TenantId::FIRST, "number", "1").unwrap_err();
        recent.read_document(moment, TenantId::FIRST, "number", &document("1", "+1", 10));
        assert!(recent.document(TenantId::FIRST, "number", "1").is_ok());
        assert!(recent.document_by(TenantId::FIRST, "number", "+1").is_ok());
        assert!(recent.document_by(TenantId::FIRST, "number", "+2").is_err());
        recent.wrote_document(&away("1"), &Written::Done(0));
        assert!(recent.document_by(TenantId::FIRST, "number", "+1").is_err());
    }

    #[test]
    fn no_more_is_kept_than_fits_and_what_was_asked_last_stays() {
        let recent = Recent::new();
        for number in 0..100 {
            let _ = recent.document(TenantId::FIRST, "number", "0");
            let moment = recent.document(TenantId::FIRST, "number", "").unwrap_err();
            let large = document(&number.to_string(), "", DOCUMENTS_BYTES / 10);
            recent.read_document(moment, TenantId::FIRST, "number", &large);
        }
        let is_kept =
            |id: usize| recent.document(TenantId::FIRST, "number", &id.to_string()).is_ok();
        assert_eq!((0..100).filter(|id| is_kept(*id)).count(), 9);
        assert!(is_kept(0) && is_kept(99));
        let bytes = recent.lock().documents.bytes;
        assert!(bytes <= DOCUMENTS_BYTES, "{bytes}");
        let moment = recent.document(TenantId::FIRST, "number", "").unwrap_err();
        let huge = document("0", "", DOCUMENTS_BYTES);
        recent.read_document(moment, TenantId::FIRST, "number", &huge);
        assert!(!is_kept(0) && is_kept(99), "one that is too large pushes nothing else out");
    }
}
