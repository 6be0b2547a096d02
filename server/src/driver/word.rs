//! A contact's word: told to the execution that waits for it, or the beginning of one.

use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use centralita_engine::exec::{Event as Said, Rejected};

use super::{Begins, Driver, DriverError, Event, Found, Took};
use crate::ids::{DedupeKey, ExecutionKey};

/// How long a word waits for a flow that is busy with something else.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often it is looked whether another server went on with the execution.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// How often a word is told anew because the contact's execution is another one meanwhile.
const ATTEMPTS: usize = 5;

const BEGUN: u8 = 1;
const TOLD: u8 = 2;
const ENDED: u8 = 3;
const BUSY: u8 = 4;

/// Something that a contact said.
pub struct Word<'w> {
    /// The execution that is told.
    pub target: ExecutionKey,
    /// The execution that it begins when there is none to be told.
    pub begins: ExecutionKey,
    /// What it is known by when it comes again.
    pub known_by: DedupeKey,
    /// The connection it came by.
    pub connection: &'w str,
    /// The event.
    pub says: &'w (dyn Fn() -> Said + Send + Sync),
}

/// What became of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// An execution took it.
    Taken {
        /// Whether the execution has ended with it.
        has_ended: bool,
    },
    /// It came before, and was taken then.
    Before,
    /// The flow waits for nothing from the contact.
    NotWaitedFor,
}

impl Driver {
    /// Tells a word, however the contact's executions come and go meanwhile. `begins` says how an execution
    /// begins with it, and is asked when one does.
    ///
    /// # Errors
    /// When the store cannot, or the flow cannot begin.
    pub async fn hear<E, F>(
        &self,
        word: &Word<'_>,
        begins: impl Fn() -> F + Send + Sync,
    ) -> Result<Heard, E>
    where
        E: From<DriverError>,
        F: Future<Output = Result<Begins, E>> + Send,
    {
        let mut target = word.target;
        for _ in 0..ATTEMPTS {
            let came = AtomicU8::new(0);
            let mut watch = self.changes.watch(target);
            let event = Event {
                key: target,
                known_by: Some(word.known_by),
                connection: Some(word.connection),
                begins: match target == word.begins {
                    true => Some(begins().await?),
                    false => None,
                },
                settles: None,
                renders: None,
                tells: &|session, found| {
                    let what = match found {
                        Found::Begun => BEGUN,
                        Found::There => match session.tell((word.says)()) {
                            Ok(()) => TOLD,
                            Err(Rejected::Ended) => ENDED,
                            Err(_) => BUSY,
                        },
                    };
                    came.store(what, Ordering::Relaxed);
                },
            };
            let deadline = tokio::time::sleep(PATIENCE);
            tokio::pin!(deadline);
            // One that is busy is told when it waits for the contact again.
            let took = loop {
                came.store(0, Ordering::Relaxed);
                let took = self.take(&event).await?;
                if came.load(Ordering::Relaxed) != BUSY {
                    break Some(took);
                }
                tokio::select! {
                    () = &mut deadline => break None,
                    () = watch.changed() => {}
                    () = tokio::time::sleep(LOOK_AGAIN) => {}
                }
            };
            match took {
                None => {
                    tracing::info!(execution = %target, "a message was not waited for (81002)");
                    return Ok(Heard::NotWaitedFor);
                }
                Some(Took::Correlated(other)) => target = other,
                Some(Took::NotThere) if target != word.begins => target = word.begins,
                Some(Took::Done { has_ended, .. }) => match came.load(Ordering::Relaxed) {
                    // It ended between two looks: the word begins the next one.
                    ENDED if target != word.begins => target = word.begins,
                    BEGUN | TOLD => return Ok(Heard::Taken { has_ended }),
                    _ => return Ok(Heard::NotWaitedFor),
                },
                Some(Took::Repeated { .. }) => return Ok(Heard::Before),
                Some(Took::NotThere | Took::LeaseLost(_)) => return Ok(Heard::NotWaitedFor),
            }
        }
        Ok(Heard::NotWaitedFor)
    }
}
