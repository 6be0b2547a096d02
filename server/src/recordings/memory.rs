//! Recordings in memory: for trials that leave nothing behind, and for tests.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;

use super::{LARGEST, RecordingError, RecordingId, Recordings, Sound};

/// How much is kept at most, in bytes.
const MOST: usize = 4 * LARGEST;

/// Recordings in memory.
#[derive(Debug, Default)]
pub struct MemoryRecordings(Mutex<BTreeMap<RecordingId, (Sound, Bytes)>>);

#[async_trait::async_trait]
impl Recordings for MemoryRecordings {
    async fn keep(
        &self,
        id: &RecordingId,
        sound: Sound,
        bytes: Bytes,
    ) -> Result<(), RecordingError> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let size: usize = kept.values().map(|(_, bytes)| bytes.len()).sum();
        if kept.contains_key(id) {
            return Ok(());
        }
        if size + bytes.len() > MOST {
            return Err(RecordingError::Full);
        }
        kept.insert(id.clone(), (sound, bytes));
        Ok(())
    }

    async fn read(&self, id: &RecordingId) -> Result<Option<(Sound, Bytes)>, RecordingError> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(kept.get(id).cloned())
    }

    async fn remove(&self, id: &RecordingId) -> Result<(), RecordingError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
        Ok(())
    }
}
