//! Records as they were written last, so that the next event of a call that goes on finds its record read.
//!
//! What is stored counts: a record is at hand only for the very bytes that it was written as.

use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use lru::LruCache;

use crate::ids::ExecutionKey;
use crate::line::record::Record;

/// How many are kept at most: as many calls as a machine answers within a few seconds.
const MOST: NonZeroUsize = NonZeroUsize::new(2_048).unwrap();

/// Longer states are not kept.
const LONGEST_BYTES: usize = 8 * 1024;

/// Records by the bytes that they were written as.
pub(super) struct Records(Mutex<LruCache<ExecutionKey, (Bytes, Record)>>);

impl Default for Records {
    fn default() -> Records {
        Records(Mutex::new(LruCache::new(MOST)))
    }
}

impl Records {
    /// Gives away the record that was written as these bytes.
    pub(super) fn take(&self, key: ExecutionKey, state: &Bytes) -> Option<Record> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (written, record) = kept.pop(&key)?;
        (written == *state).then_some(record)
    }

    /// Keeps a record with what it was written as.
    pub(super) fn keep(&self, key: ExecutionKey, state: Bytes, record: Record) {
        debug_assert_eq!(Record::from_stored(&state).as_ref().ok(), Some(&record), "{key}");
        if !record.execution.has_ended() && state.len() <= LONGEST_BYTES {
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            kept.put(key, (state, record));
        }
    }
}
