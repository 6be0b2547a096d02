//! Changes: who in this process waits for what. Hints only; what counts is in the store.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Notify, broadcast, watch};

use crate::ids::ExecutionKey;

/// How many changes are kept for somebody who looks at all of them and is slow; older ones are lost to them.
const KEPT: usize = 1024;

/// Wakes those who wait for an execution to go on, and those who wait for work; tells those who look at all
/// executions which of them change.
#[derive(Clone)]
pub struct Changes {
    waiting: Arc<Mutex<BTreeMap<ExecutionKey, watch::Sender<()>>>>,
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
    change: watch::Receiver<()>,
}

impl Changes {
    /// Begins to wait for an execution. Whatever changes from here on wakes [`Watch::changed`].
    pub fn watch(&self, key: ExecutionKey) -> Watch {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let sender = waiting.entry(key).or_insert_with(|| watch::channel(()).0);
        let change = sender.subscribe();
        Watch { changes: self.clone(), key, change }
    }

    /// An execution has changed; there may be new work.
    pub fn tell(&self, key: ExecutionKey, has_work: bool) {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = waiting.get(&key) {
            // Each of them hears of it, also who was looking into the store at this moment.
            sender.send_replace(());
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
    /// Waits until the execution has changed, or has changed since it was waited for last.
    pub async fn changed(&mut self) {
        // The sender stays as long as anybody watches.
        let _ = self.change.changed().await;
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let mut waiting = self.changes.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        // This one is the last that waits.
        if waiting.get(&self.key).is_some_and(|sender| sender.receiver_count() <= 1) {
            waiting.remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::TenantId;

    #[tokio::test]
    async fn who_was_looking_elsewhere_hears_of_a_change_although_somebody_else_waited() {
        let changes = Changes::default();
        let key = ExecutionKey::new(TenantId::FIRST, 1);
        let (mut waits, mut looks) = (changes.watch(key), changes.watch(key));
        let waiting = tokio::spawn(async move { waits.changed().await });
        tokio::task::yield_now().await;
        changes.tell(key, false);
        waiting.await.unwrap();
        looks.changed().await;
        drop(looks);
        assert!(changes.waiting.lock().unwrap().is_empty(), "nobody waits, and nothing is kept");
    }
}
