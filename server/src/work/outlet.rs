//! Outlets: the ways by which messages, calls and what is done to calls leave this server.
//!
//! An outlet does what it is asked, once, and says how it went. When it is asked again, how often, and
//! who hears of it, is the business of the workers.

use std::collections::BTreeMap;
use std::sync::Arc;

use centralita_engine::exec::{PlaceCall, RecordCall, SendMessage};
use centralita_engine::{Map, Secs, Text};

use crate::channels::{chat, phone};
use crate::driver::Driver;
use crate::ids::{ExecutionKey, JobId, TenantId};
use crate::line::document::Link;
use crate::settings::{self, Connection, ConnectionKind, SettingsError};

/// By whom and for whom something is asked of an outlet.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// Whose it is.
    pub tenant: TenantId,
    /// By which connection.
    pub connection: &'a Connection,
    /// The same each time the same is asked again: a provider that knows such keys does it once.
    pub idempotency_key: &'a JobId,
    /// The execution it belongs to, when it belongs to one.
    pub execution: Option<ExecutionKey>,
    /// Where the provider tells how it goes on, below the public base; none when nobody wants to know.
    pub status: Option<Link>,
}

/// A telephone of a worker that shall ring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RingWorker {
    /// The worker's address.
    pub to: Text,
    /// The address shown.
    pub from: Text,
    /// What the worker is told before deciding.
    pub briefing: Text,
    /// How long it rings.
    pub timeout: Secs,
    /// Where the worker's answer is asked for, below the public base.
    pub answers: Link,
}

/// Why an outlet did not do something.
#[derive(Clone, Debug, Default, PartialEq, thiserror::Error)]
#[error("{why}")]
pub struct Failed {
    /// Why, in a sentence for whoever looks.
    pub why: String,
    /// What the provider says about it: `ErrorCode`, `ErrorMessage` and so on.
    pub params: Map,
    /// It was surely not done, and asking again in a moment may help. What may have been done although
    /// no answer came is not asked again: nobody wants to be called twice.
    pub is_temporary: bool,
    /// How long to wait before asking again, when the provider says.
    pub after: Option<Secs>,
}

impl Failed {
    /// It was not done and will not be.
    pub fn finally(why: impl Into<String>) -> Failed {
        Failed { why: why.into(), ..Failed::default() }
    }

    /// It was surely not done, and may be done when asked again.
    pub fn for_now(why: impl Into<String>) -> Failed {
        Failed { why: why.into(), is_temporary: true, ..Failed::default() }
    }
}

/// What one kind of connection does. An outlet overrides what it can; the rest fails in words.
#[async_trait::async_trait]
pub trait Outlet: Send + Sync + 'static {
    /// Sends a message, and says what the provider says about it: `MessageSid` and so on.
    async fn send(&self, asked: &Asked<'_>, message: &SendMessage) -> Result<Map, Failed> {
        let _ = message;
        Err(cannot(asked, "send messages"))
    }

    /// Calls the contact, and says what the provider says about it; `CallSid` is the call's id.
    async fn place(&self, asked: &Asked<'_>, call: &PlaceCall) -> Result<Map, Failed> {
        let _ = call;
        Err(cannot(asked, "place calls"))
    }

    /// Starts or stops the recording of a live call.
    async fn record_call(
        &self,
        asked: &Asked<'_>,
        call: &str,
        record: &RecordCall,
    ) -> Result<Map, Failed> {
        let _ = (call, record);
        Err(cannot(asked, "record calls"))
    }

    /// Ends a call that is live, or rings. One that is over already is ended.
    async fn hang_up(&self, asked: &Asked<'_>, call: &str) -> Result<(), Failed> {
        let _ = call;
        Err(cannot(asked, "end calls"))
    }

    /// Has a live call ask for its document at this place now.
    async fn fetch(&self, asked: &Asked<'_>, call: &str, from: &Link) -> Result<(), Failed> {
        let _ = (call, from);
        Err(cannot(asked, "call a call back to its flow"))
    }

    /// Asks how a call is that has been silent for long, and says what the provider says: `CallStatus` and
    /// so on. None when calls of this kind cannot be asked after.
    async fn ask_after(&self, asked: &Asked<'_>, call: &str) -> Result<Option<Map>, Failed> {
        let _ = (asked, call);
        Ok(None)
    }

    /// Rings a worker's telephone, and says what the provider says about it; `CallSid` is the call's id.
    async fn ring(&self, asked: &Asked<'_>, worker: &RingWorker) -> Result<Map, Failed> {
        let _ = worker;
        Err(cannot(asked, "ring workers"))
    }
}

fn cannot(asked: &Asked<'_>, what: &str) -> Failed {
    Failed::finally(format!("The connection {} cannot {what}.", asked.connection.id))
}

/// The outlets, by the kind of connection they are for.
#[derive(Clone, Default)]
pub struct Outlets {
    by_kind: BTreeMap<&'static str, Arc<dyn Outlet>>,
}

impl Outlets {
    /// With an outlet for a kind of connection, by its word ([`ConnectionKind::word`]).
    #[must_use]
    pub fn with(mut self, kind: &'static str, outlet: Arc<dyn Outlet>) -> Outlets {
        self.by_kind.insert(kind, outlet);
        self
    }

    /// The connection with this id, and its outlet.
    ///
    /// # Errors
    /// When there is none, or the store cannot be asked.
    pub(super) async fn of(
        &self,
        driver: &Driver,
        tenant: TenantId,
        id: &str,
    ) -> Result<(Connection, Arc<dyn Outlet>), NoOutlet> {
        let found = settings::read::<Connection>(&*driver.store, tenant, id).await?;
        let connection = match found {
            Some((connection, _)) => connection,
            None => match own(id) {
                Some(kind) => Connection { id: id.to_owned(), name: String::new(), kind },
                None => {
                    let why =
                        format!("There is no connection {id}. Set it up, or change the number.");
                    return Err(NoOutlet::Failed(Failed::finally(why)));
                }
            },
        };
        let kind = connection.kind.word();
        match self.by_kind.get(kind) {
            Some(outlet) => Ok((connection, Arc::clone(outlet))),
            None => {
                let why = format!("Nothing here serves connections such as {id}, of kind {kind}.");
                Err(NoOutlet::Failed(Failed::finally(why)))
            }
        }
    }
}

/// What every server has, and nobody sets up.
fn own(id: &str) -> Option<ConnectionKind> {
    match id {
        phone::CONNECTION => Some(ConnectionKind::Phone),
        chat::CONNECTION => Some(ConnectionKind::Chat),
        _ => None,
    }
}

/// Why nothing can be asked of a connection.
pub(super) enum NoOutlet {
    /// It is not there, or of a kind that nothing here serves.
    Failed(Failed),
    /// It cannot be looked up.
    Settings(SettingsError),
}

impl From<SettingsError> for NoOutlet {
    fn from(error: SettingsError) -> NoOutlet {
        NoOutlet::Settings(error)
    }
}
