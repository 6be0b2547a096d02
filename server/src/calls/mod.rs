//! Calls: what a provider that holds a call asks and tells, answered.
//!
//! This is between the wire and the driver: it knows neither XML nor signatures. A request is answered
//! within the provider's patience: what takes longer is bridged by a document that asks again.

use std::time::Duration;

use bytes::Bytes;
use centralita_engine::exec::{EffectId, Event as Said, Trigger, param};
use centralita_engine::{FlowRef, Map, Text};
use std::sync::Arc;

use crate::driver::{Begins, Driver, DriverError, Event, Found, Took};
use crate::identity::{self, Identity};
use crate::ids::{ExecutionKey, TenantId};
use crate::line::call::{self, Point};
use crate::line::document::Document;
use crate::line::record::Line;
use crate::line::session::{Session, Start};
use crate::store::NewExecution;

/// How long a request waits for a document before the caller is asked to wait.
pub const PATIENCE: Duration = Duration::from_millis(2_000);

/// How often it is looked whether another server went on with the execution.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// Answers providers that hold calls.
#[derive(Clone)]
pub struct Calls {
    driver: Arc<Driver>,
    identity: Identity,
    patience: Duration,
}

/// A call that came in.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// Whose line it is.
    pub tenant: TenantId,
    /// By which connection it came.
    pub connection: Text,
    /// The flow that answers it.
    pub flow: String,
    /// The provider's id of the call.
    pub call: Text,
    /// The caller.
    pub from: Text,
    /// Our number.
    pub to: Text,
    /// All parameters of the request.
    pub params: Map,
    /// The provider's own token of the request.
    pub token: Option<String>,
}

/// A request about a call that goes on.
#[derive(Clone, Debug)]
pub struct Asks {
    /// By which connection it came, from the link.
    pub connection: Text,
    /// The execution, from the link.
    pub key: ExecutionKey,
    /// The effect, from the link.
    pub effect: EffectId,
    /// What is answered, from the link.
    pub point: Point,
    /// All parameters of the request.
    pub params: Map,
    /// The provider's own token of the request.
    pub token: Option<String>,
}

/// Makes the provider's words of a document.
pub type Renders<'r> = &'r (dyn Fn(&Document) -> Bytes + Send + Sync);

impl Calls {
    /// Answers by this driver, with ids by this identity.
    pub fn new(driver: Arc<Driver>, identity: Identity) -> Calls {
        Calls { driver, identity, patience: PATIENCE }
    }

    /// How long a request waits for a document before the caller is asked to wait; two seconds if
    /// nobody says otherwise, and no longer than a provider waits.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Calls {
        Calls { patience, ..self }
    }

    /// The execution of a call.
    pub fn key(&self, tenant: TenantId, connection: &str, call: &str) -> ExecutionKey {
        self.identity.execution(tenant, connection, call)
    }

    /// A call comes in: its execution begins. Asked again, it is told what it was told.
    ///
    /// # Errors
    /// When no flow is live, or the store cannot.
    pub async fn incoming(
        &self,
        call: &Incoming,
        renders: Renders<'_>,
    ) -> Result<Bytes, DriverError> {
        let flow = self.driver.flows.reached(call.tenant, &call.flow, &call.from).await?;
        self.incoming_on(call, flow, renders).await
    }

    /// As [`Calls::incoming`], on a revision that need not be live: somebody tries a draft.
    ///
    /// # Errors
    /// When the revision cannot be used, or the store cannot.
    pub async fn incoming_on(
        &self,
        call: &Incoming,
        flow: FlowRef,
        renders: Renders<'_>,
    ) -> Result<Bytes, DriverError> {
        let key = self.key(call.tenant, &call.connection, &call.call);
        let begins = Begins {
            start: Start {
                flow: flow.clone(),
                trigger: Trigger::Call {
                    from: call.from.clone(),
                    to: call.to.clone(),
                    params: call.params.clone(),
                },
                line: Line {
                    connection: call.connection.clone(),
                    call: call.call.clone(),
                    ..Line::default()
                },
            },
            listed: NewExecution {
                flow,
                contact: call.from.to_string(),
                channel: "call".into(),
                correlation: Some(format!("call:{}:{}", call.connection, call.call)),
                started: self.driver.clock.now(),
            },
        };
        let known_by = identity::known_by(call.token.as_deref(), "/call", &call.params);
        self.answer(&Event {
            key,
            known_by: Some(known_by),
            connection: Some(&call.connection),
            begins: Some(begins),
            settles: None,
            renders: Some(renders),
            // A call that comes in begins by itself. One that was there asks where it stands, or comes
            // back from a program that took it for a while and says by which exit.
            tells: &|session, found| {
                if found == Found::There {
                    come_back(session, &call.params);
                }
            },
        })
        .await
    }

    /// A call that goes on asks what to do next, and tells what came of the last.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn asks(&self, asks: &Asks, renders: Renders<'_>) -> Result<Bytes, DriverError> {
        let path = format!("{}/{}", asks.effect, asks.point.word());
        self.answer(&Event {
            key: asks.key,
            known_by: Some(identity::known_by(asks.token.as_deref(), &path, &asks.params)),
            connection: Some(&asks.connection),
            begins: None,
            settles: None,
            renders: Some(renders),
            tells: &|session, _| {
                // A call that the flow has placed asks what to do when it is answered.
                if let Some(status) = param(&asks.params, "CallStatus") {
                    session.hear_placed(status, &asks.params);
                }
                if asks.point == Point::Parted {
                    return session.part(asks.effect, asks.params.clone());
                }
                let event = call::answer(
                    &session.record.line,
                    asks.effect,
                    asks.point,
                    asks.params.clone(),
                );
                if let Some(event) = event {
                    // A late answer is noted as refused; the call is told where it stands.
                    let _ = session.tell(event);
                }
            },
        })
        .await
    }

    /// How a call is. A late word never takes back a later one.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn status(
        &self,
        connection: &str,
        key: ExecutionKey,
        params: &Map,
    ) -> Result<(), DriverError> {
        let status = param(params, "CallStatus").unwrap_or_default();
        let sequence = param(params, "SequenceNumber").and_then(|text| text.parse::<u32>().ok());
        let took = self
            .driver
            .take(&Event {
                key,
                known_by: Some(identity::known_by(None, "status", params)),
                connection: Some(connection),
                begins: None,
                settles: None,
                renders: None,
                tells: &|session, _| {
                    let line = &mut session.record.line;
                    if sequence.is_some() && sequence < line.status_sequence {
                        return;
                    }
                    line.status_sequence = sequence.or(line.status_sequence);
                    session.hear_status(status, params);
                },
            })
            .await?;
        if took == Took::NotThere {
            tracing::info!(execution = %key, status, "a status came of a call that is not known");
        }
        Ok(())
    }

    /// Takes the event, and waits for its answer as long as a caller can be left without a word.
    async fn answer(&self, event: &Event<'_>) -> Result<Bytes, DriverError> {
        let mut watch = self.driver.changes.watch(event.key);
        let took = self.driver.take(event).await?;
        if let Some(reply) = reply_of(&took) {
            return Ok(reply);
        }
        let renders = event.renders.unwrap_or(&|_| Bytes::new());
        if matches!(took, Took::NotThere | Took::Correlated(_) | Took::LeaseLost(_)) {
            return Ok(renders(&Document::default()));
        }
        let deadline = tokio::time::sleep(self.patience);
        tokio::pin!(deadline);
        loop {
            let is_late = tokio::select! {
                () = &mut deadline => true,
                () = watch.changed() => false,
                () = tokio::time::sleep(LOOK_AGAIN) => false,
            };
            let took = match is_late {
                false => self.driver.answer(event).await?,
                true => {
                    let hold = |key, record: &_| Some(call::hold(key, record));
                    self.driver.answer_with(event, &hold).await?
                }
            };
            if let Some(reply) = reply_of(&took) {
                return Ok(reply);
            }
            if is_late {
                return Ok(renders(&Document::default()));
            }
        }
    }
}

fn reply_of(took: &Took) -> Option<Bytes> {
    match took {
        Took::Done { reply, .. } | Took::Repeated { reply } => reply.clone(),
        _ => None,
    }
}

/// Another program gives a call back and says by which exit.
fn come_back(session: &mut Session<'_>, params: &Map) {
    let Some(name) = param(params, "FlowEvent").map(Text::from) else { return };
    let mut params = params.clone();
    params.remove("FlowEvent");
    // Names that are no exit of the widget are noted as refused.
    let _ = session.tell(Said::Returned { name, params });
}
