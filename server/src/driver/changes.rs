//! Changes: who in this process waits for what. Hints only; what counts is in the store.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Notify, broadcast};

use crate::ids::ExecutionKey;

/// How many changes are kept for somebody who looks at all of them and is slow; older ones are lost to them.
const KEPT: usize = 1024;

/// Wakes those who wait for an execution to go on, and those who wait for work; tells those who look at all
/// executions which of them change.
#[derive(Clone)]
pub struct Changes {
    waiting: Arc<Mutex<BTreeMap<ExecutionKey, Arc<Notify>>>>,
    work: Arc<Notify>,
    all: broadcast::Sender<ExecutionKey>,
}

impl Default for Changes {
    fn default() -> Changes {
        let (all, _) = broadcast::channel(KEPT);
        Changes { waiting: Arc::default(), work: Arc::default(), all }
    }
}

/// A place in the line of those who wait for one execution. Dropped, it is left.
pub struct Watch {
    changes: Changes,
    key: ExecutionKey,
    notify: Arc<Notify>,
}

impl Changes {
    /// Begins to wait for an execution. Whatever changes from here on wakes [`Watch::changed`].
    pub fn watch(&self, key: ExecutionKey) -> Watch {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let notify = Arc::clone(waiting.entry(key).or_default());
        Watch { changes: self.clone(), key, notify }
    }

    /// An execution has changed; there may be new work.
    pub fn tell(&self, key: ExecutionKey, has_work: bool) {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(notify) = waiting.get(&key) {
            // One permit is kept for who looks a moment later.
            notify.notify_one();
            notify.notify_waiters();
        }
        drop(waiting);
        // Nobody looks at all of them most of the time.
        let _ = self.all.send(key);
        if has_work {
            self.tell_workers();
        }
    }

    /// Which executions of this process change from here on.
    pub fn all(&self) -> broadcast::Receiver<ExecutionKey> {
        self.all.subscribe()
    }

    /// There is new work.
    pub fn tell_workers(&self) {
        self.work.notify_waiters();
        self.work.notify_one();
    }

    /// Waits until there may be work: whatever is told from the moment of this call on counts.
    pub fn work(&self) -> impl Future<Output = ()> + '_ {
        self.work.notified()
    }
}

impl Watch {
    /// Waits until the execution has changed.
    pub async fn changed(&self) {
        self.notify.notified().await;
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let mut waiting = self.changes.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        // The map and this one hold it: nobody else waits.
        if Arc::strong_count(&self.notify) <= 2 {
            waiting.remove(&self.key);
        }
    }
}
