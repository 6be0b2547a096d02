//! Forgetting: what is over goes when its time has come.

use std::sync::Arc;
use std::time::Duration;

use centralita_engine::Time;
use centralita_engine::exec::EffectId;
use tokio::sync::watch;

use crate::channels::phone;
use crate::clock::Clock;
use crate::identity::Identity;
use crate::ids::ExecutionKey;
use crate::line::record::Record;
use crate::recordings::{RecordingError, Recordings};
use crate::store::{Store, StoreError};

/// How long executions are kept that are over, unless somebody says otherwise: 90 days.
pub const KEPT: Duration = Duration::from_secs(90 * 24 * 3_600);

/// The shortest that they are kept: a provider may tell something again for a day, and is known again by it.
pub const KEPT_AT_LEAST: Duration = Duration::from_secs(24 * 3_600);

/// How often it is looked whether anything is old enough.
const LOOK_AGAIN: Duration = Duration::from_secs(300);

/// So many go at once, so that no caller waits for the database meanwhile.
const AT_ONCE: u32 = 100;

/// Of an execution that cannot be read, so many effects are tried for recordings.
const MOST_EFFECTS_OF_THE_UNREADABLE: u32 = 100;

/// The pause between one lot and the next.
const BETWEEN: Duration = Duration::from_millis(500);

/// Why something was not forgotten. What was taken away by then is gone; asked again, the rest goes.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ForgetError {
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A recording could not be taken away.
    #[error(transparent)]
    Recording(#[from] RecordingError),
}

/// Takes away what is over.
#[derive(Clone)]
pub struct Forgetting {
    /// Where executions are.
    pub store: Arc<dyn Store>,
    /// Where what callers recorded is.
    pub recordings: Arc<dyn Recordings>,
    /// By what recordings are known.
    pub identity: Identity,
}

impl Forgetting {
    /// Takes these executions away, as far as they have ended, with their journals, work and recordings; says how
    /// many there were.
    ///
    /// # Errors
    /// When a recording or an execution could not be taken away.
    pub async fn forget(&self, executions: &[ExecutionKey]) -> Result<u64, ForgetError> {
        let mut count = 0;
        for lot in executions.chunks(AT_ONCE as usize) {
            for key in lot {
                // First: once the execution is gone, nobody knows what was recorded in it.
                self.forget_recordings(*key).await?;
            }
            count += self.store.forget(lot).await?;
        }
        Ok(count)
    }

    async fn forget_recordings(&self, key: ExecutionKey) -> Result<(), ForgetError> {
        let record = match self.store.load(key).await {
            Ok(Some(stored)) if stored.ended.is_some() => Record::from_stored(&stored.state).ok(),
            Ok(_) => return Ok(()),
            Err(StoreError::Damaged(why)) => {
                tracing::warn!(execution = %key, why, "what cannot be read is forgotten");
                None
            }
            Err(error) => return Err(error.into()),
        };
        for effect in 1..=self.effects_of(record.as_ref()) {
            self.recordings.remove(&self.identity.recording(key, EffectId(effect))).await?;
        }
        Ok(())
    }

    /// So many effects of an execution may have recordings here.
    pub(crate) fn effects_of(&self, record: Option<&Record>) -> u32 {
        match record {
            // Other connections' recordings are at their providers.
            Some(record) if record.line.connection != phone::CONNECTION => 0,
            Some(record) => record.execution.effects(),
            None => MOST_EFFECTS_OF_THE_UNREADABLE,
        }
    }

    /// Takes away executions that ended longer ago than `kept`, until `stop` says so. Several servers on one
    /// database may all do it: what one has taken the others do not find.
    pub(crate) async fn run(
        &self,
        clock: &dyn Clock,
        kept: Duration,
        mut stop: watch::Receiver<bool>,
    ) {
        let kept_millis = i64::try_from(kept.max(KEPT_AT_LEAST).as_millis()).unwrap_or(i64::MAX);
        loop {
            let before = Time(clock.now().0.saturating_sub(kept_millis));
            let pause = match self.forget_before(before).await {
                Ok((0, _)) => LOOK_AGAIN,
                Ok((count, gone)) => {
                    tracing::info!(gone, "executions that were over for long enough are forgotten");
                    if count < AT_ONCE as usize { LOOK_AGAIN } else { BETWEEN }
                }
                Err(error) => {
                    tracing::warn!(%error, "what is old could not be forgotten");
                    LOOK_AGAIN
                }
            };
            tokio::select! {
                // A sender that is gone stops it as well.
                _ = stop.wait_for(|stop| *stop) => return,
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// One lot: how many were found, and how many of them are gone.
    async fn forget_before(&self, before: Time) -> Result<(usize, u64), ForgetError> {
        let ended = self.store.ended(before, AT_ONCE).await?;
        Ok((ended.len(), self.forget(&ended).await?))
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::clock::SetClock;
    use crate::ids::TenantId;
    use crate::recordings::MemoryRecordings;
    use crate::store::{Commit, ExecutionWrite, Expect, MemoryStore, NewExecution, Search};

    const DAY: i64 = 24 * 3_600_000;

    fn forgetting(store: &Arc<MemoryStore>) -> Forgetting {
        let (store, recordings) = (store.clone(), Arc::new(MemoryRecordings::default()));
        Forgetting { store, recordings, identity: Identity::new([1; 32]) }
    }

    async fn begins(store: &MemoryStore, number: u128, ended: Option<i64>) {
        let begun = NewExecution {
            flow: centralita_engine::FlowRef::new("FW1", 1),
            contact: "+15550100".into(),
            channel: "call".into(),
            correlation: None,
            started: Time(0),
        };
        let write = ExecutionWrite {
            key: ExecutionKey::new(TenantId::FIRST, number),
            expect: Expect::New(begun),
            state: Bytes::from_static(b"state"),
            due: None,
            ended: ended.map(Time),
            entry: None,
            replies: Vec::new(),
        };
        let commit = Commit { execution: Some(write), ..Commit::default() };
        store.commit(commit).await.unwrap().unwrap();
    }

    async fn there(store: &MemoryStore) -> usize {
        let search = Search { limit: 1_000, ..Search::default() };
        store.search(TenantId::FIRST, &search).await.unwrap().len()
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_over_goes_when_its_time_has_come_a_lot_at_a_time_and_nothing_live_goes() {
        let (store, clock) = (Arc::new(MemoryStore::default()), Arc::new(SetClock::default()));
        for number in 0..250 {
            begins(&store, number, Some(5 * DAY)).await;
        }
        begins(&store, 1_000, Some(9 * DAY)).await;
        begins(&store, 2_000, None).await;
        clock.set(Time(34 * DAY));
        let (stop, stopped) = watch::channel(false);
        let (forgetting, at) = (forgetting(&store), Arc::clone(&clock));
        let month = Duration::from_secs(30 * 24 * 3_600);
        let forgetting = tokio::spawn(async move { forgetting.run(&*at, month, stopped).await });
        tokio::time::sleep(LOOK_AGAIN / 2).await;
        assert_eq!(there(&store).await, 252, "nothing is old enough");
        clock.set(Time(36 * DAY));
        tokio::time::sleep(LOOK_AGAIN / 2 + BETWEEN / 2).await;
        assert_eq!(there(&store).await, 152, "one lot after the other");
        tokio::time::sleep(3 * BETWEEN).await;
        assert_eq!(there(&store).await, 2);
        clock.set(Time(1_000 * DAY));
        tokio::time::sleep(2 * LOOK_AGAIN).await;
        assert_eq!(there(&store).await, 1, "who is still there stays, however long");
        stop.send(true).unwrap();
        forgetting.await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn nothing_goes_within_a_day_whatever_is_said() {
        let (store, clock) = (Arc::new(MemoryStore::default()), Arc::new(SetClock::default()));
        begins(&store, 1, Some(0)).await;
        clock.set(Time(DAY / 2));
        let (_stop, stopped) = watch::channel(false);
        let (forgetting, at) = (forgetting(&store), Arc::clone(&clock));
        tokio::spawn(async move { forgetting.run(&*at, Duration::ZERO, stopped).await });
        tokio::time::sleep(LOOK_AGAIN).await;
        assert_eq!(there(&store).await, 1);
    }
}
