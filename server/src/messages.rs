//! Messages: what contacts write to our numbers, and what became of what flows wrote to them.
//!
//! A contact has one execution of a flow at a time for each number of ours; the execution is found by the
//! pair of addresses, also when a program began it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use centralita_engine::exec::{Awaits, EffectId, Event as Said, Media, Trigger, param};
use centralita_engine::{Map, Text};

use crate::driver::{Begins, Driver, DriverError, Event, Heard, Word};
use crate::flows::FlowsError;
use crate::identity::{self, Identity};
use crate::ids::{DedupeKey, ExecutionKey, TenantId};
use crate::line::record::Line;
use crate::line::session::Start;
use crate::store::{NewExecution, Search, StoreError};

/// How long the word of a delivery waits for the message to count as sent.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often it is looked whether another server went on with the execution.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// How many executions of a contact that are over are asked whether they have heard a message.
const LAST_CONVERSATIONS: u32 = 20;

/// For how long after the end of an execution its messages may be brought again, in milliseconds.
const BROUGHT_AGAIN_WITHIN: i64 = 24 * 60 * 60 * 1_000;

/// What contacts write.
#[derive(Clone)]
pub struct Messages {
    driver: Arc<Driver>,
    identity: Identity,
    tenant: TenantId,
}

/// A message that came.
#[derive(Clone, Debug)]
pub struct Written {
    /// The connection it came by.
    pub connection: Text,
    /// The flow of the number it came to.
    pub flow: String,
    /// The provider's id of it.
    pub sid: Text,
    /// Who wrote.
    pub from: Text,
    /// Our address.
    pub to: Text,
    /// The text.
    pub body: Text,
    /// The files that came with it.
    pub media: Vec<Media>,
    /// Everything that the request says.
    pub params: Map,
}

/// By what a message is known on its connection.
fn name(written: &Written) -> String {
    format!("message:{}", written.sid)
}

/// Why a message was not told.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MessageError {
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The execution could not be told.
    #[error(transparent)]
    Driver(#[from] DriverError),
    /// The flow cannot be run.
    #[error(transparent)]
    Flows(#[from] FlowsError),
}

/// The same message is the same, however often and by whichever server it is brought.
fn known_by(written: &Written) -> DedupeKey {
    identity::known_by(None, &name(written), &Map::new())
}

impl Messages {
    /// Messages by this driver, with ids by this identity.
    pub fn new(driver: Arc<Driver>, identity: Identity, tenant: TenantId) -> Messages {
        Messages { driver, identity, tenant }
    }

    /// A message came: the contact's execution hears it, or it begins one.
    ///
    /// # Errors
    /// When the store cannot, or the flow is not live. Asked again, it goes on where it was.
    pub async fn came(&self, written: &Written) -> Result<Heard, MessageError> {
        let pair = identity::pair(&written.flow, &written.from, &written.to);
        let live = self.driver.store.correlated(self.tenant, &pair).await?;
        let target = live.map(|id| ExecutionKey::new(self.tenant, id));
        // After the question which one is live: one that ends meanwhile is found by the one or the other.
        if self.was_heard(written).await? {
            return Ok(Heard::Before);
        }
        self.told(written, target.unwrap_or_else(|| self.begins_with(written))).await
    }

    /// Whether an execution that is over has heard this message: providers bring messages again, also those
    /// that ended a conversation, and later ones may be faster.
    async fn was_heard(&self, written: &Written) -> Result<bool, StoreError> {
        let store = &self.driver.store;
        let over = Search {
            contact: Some(written.from.to_string()),
            live: Some(false),
            limit: LAST_CONVERSATIONS,
            ..Search::default()
        };
        let since = self.driver.clock.now().after_millis(-BROUGHT_AGAIN_WITHIN);
        for (key, stored) in store.search(self.tenant, &over).await? {
            let is_recent = stored.ended.is_some_and(|ended| ended >= since);
            if is_recent && store.reply(key, known_by(written)).await?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The execution that a message begins when there is none to hear it.
    pub(crate) fn begins_with(&self, written: &Written) -> ExecutionKey {
        self.identity.execution(self.tenant, &written.connection, &name(written))
    }

    /// A message came for this execution: it hears it, or when it has ended, the message begins another.
    ///
    /// # Errors
    /// As [`Messages::came`].
    pub(crate) async fn told(
        &self,
        written: &Written,
        target: ExecutionKey,
    ) -> Result<Heard, MessageError> {
        let pair = identity::pair(&written.flow, &written.from, &written.to);
        let said = || Said::Message {
            from: written.from.clone(),
            body: written.body.clone(),
            media: written.media.clone(),
            params: written.params.clone(),
        };
        let word = Word {
            target,
            begins: self.begins_with(written),
            known_by: known_by(written),
            connection: &written.connection,
            says: &said,
        };
        self.driver.hear(&word, || self.begins(written, &pair)).await
    }

    async fn begins(&self, written: &Written, pair: &str) -> Result<Begins, MessageError> {
        let flow = self.driver.flows.reached(self.tenant, &written.flow, &written.from).await?;
        Ok(Begins {
            start: Start {
                flow: flow.clone(),
                trigger: Trigger::Message {
                    from: written.from.clone(),
                    to: written.to.clone(),
                    body: written.body.clone(),
                    params: written.params.clone(),
                },
                line: Line { connection: written.connection.clone(), ..Line::default() },
            },
            listed: NewExecution {
                flow,
                contact: written.from.to_string(),
                channel: "message".into(),
                correlation: Some(pair.to_owned()),
                started: self.driver.clock.now(),
            },
        })
    }

    /// The provider says what became of a message that a flow asked for. It may say so before the answer
    /// came by which the message counts as sent; that is waited for.
    ///
    /// # Errors
    /// When the store cannot, or the message does not come to be sent within some seconds.
    pub async fn status(
        &self,
        connection: &str,
        key: ExecutionKey,
        message: EffectId,
        params: &Map,
    ) -> Result<(), DriverError> {
        let status = param(params, "MessageStatus").or_else(|| param(params, "SmsStatus"));
        let status = Text::from(status.unwrap_or_default());
        let mut watch = self.driver.changes.watch(key);
        let is_early = AtomicBool::new(false);
        let event = Event {
            key,
            known_by: Some(identity::known_by(None, &format!("delivery:{message}"), params)),
            connection: Some(connection),
            begins: None,
            settles: None,
            renders: None,
            tells: &|session, _| {
                let mut pending = session.execution().pending();
                let is_unsent =
                    pending.any(|one| one.effect == message && one.awaits == Awaits::Sent);
                drop(pending);
                is_early.store(is_unsent, Ordering::Relaxed);
                if is_unsent {
                    return;
                }
                let said = Said::Delivery {
                    answers: message,
                    status: status.clone(),
                    params: params.clone(),
                };
                // Most flows wait for no word about it, and later ones come after the end.
                let _ = session.tell(said);
            },
        };
        let deadline = tokio::time::sleep(PATIENCE);
        tokio::pin!(deadline);
        loop {
            self.driver.take(&event).await?;
            if !is_early.swap(false, Ordering::Relaxed) {
                return Ok(());
            }
            tokio::select! {
                () = &mut deadline => return Err(DriverError::Contended(key)),
                () = watch.changed() => {}
                () = tokio::time::sleep(LOOK_AGAIN) => {}
            }
        }
    }
}
