//! Timers: executions in which something is due by itself are told the time.

use centralita_engine::Time;

use crate::driver::{Driver, DriverError, Event, Took};
use crate::ids::ExecutionKey;

/// How long another node leaves an execution alone that this one tells the time.
const PUT_OFF_MILLIS: i64 = 10_000;

/// At most so many executions are told the time before the store is asked again.
const AT_ONCE: u32 = 256;

impl Driver {
    /// Tells executions the time in which something is due, and says how many there were.
    ///
    /// # Errors
    /// When the store cannot be asked. One execution that cannot be told does not keep the others.
    pub async fn pass_time(&self) -> Result<usize, DriverError> {
        let now = self.clock.now();
        let due = self.store.claim_due(now, Time(now.0 + PUT_OFF_MILLIS), AT_ONCE).await?;
        for key in &due {
            if let Err(error) = self.pass_time_in(*key).await {
                tracing::error!(execution = %key, %error, "an execution could not be told the time");
            }
        }
        Ok(due.len())
    }

    async fn pass_time_in(&self, key: ExecutionKey) -> Result<Took, DriverError> {
        self.take(&Event {
            key,
            known_by: None,
            connection: None,
            begins: None,
            settles: None,
            renders: None,
            tells: &|session, _| session.pass(),
        })
        .await
    }
}
