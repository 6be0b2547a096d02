//! Work: what a turn asks for that is done outside it, as it is stored with the turn.

use centralita_engine::exec::{
    CallFunction, CreateTask, EffectId, Event, HttpRequest, PlaceCall, RecordCall, SendMessage,
    Service,
};
use centralita_engine::{Secs, Text, Time};
use centralita_routing::ReservationId;
use serde::{Deserialize, Serialize};

use crate::router::office::Line as RouterLine;

/// A piece of work, complete in itself: whoever does it needs nothing else but the server's settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Work {
    /// An HTTP request; what comes back answers the effect.
    Http {
        /// The effect.
        effect: EffectId,
        /// The request.
        request: HttpRequest,
    },
    /// A function; what comes back answers the effect.
    Function {
        /// The effect.
        effect: EffectId,
        /// The call.
        call: CallFunction,
    },
    /// A message; whether it was taken answers the effect.
    Send {
        /// The effect.
        effect: EffectId,
        /// By which connection.
        connection: Text,
        /// The message.
        message: SendMessage,
    },
    /// A call to the contact; how it went answers the effect.
    Place {
        /// The effect.
        effect: EffectId,
        /// By which connection.
        connection: Text,
        /// The call.
        call: PlaceCall,
    },
    /// The recording of the live call is started or stopped; the answer goes to the effect.
    RecordCall {
        /// The effect.
        effect: EffectId,
        /// By which connection.
        connection: Text,
        /// The provider's id of the call.
        call: Text,
        /// What to do.
        record: RecordCall,
    },
    /// A call that is live, or rings, is ended.
    HangUp {
        /// By which connection.
        connection: Text,
        /// The provider's id of the call.
        call: Text,
    },
    /// A live call asks for its document now.
    Fetch {
        /// By which connection.
        connection: Text,
        /// The provider's id of the call.
        call: Text,
        /// Where it asks, below the public base.
        path: Text,
    },
    /// A call of which nothing was heard for a while is asked after; when it is over, its execution is told.
    AskAfter {
        /// By which connection.
        connection: Text,
        /// The provider's id of the call.
        call: Text,
        /// When it was last heard of.
        heard: Time,
    },
    /// A task for the router.
    Task {
        /// The effect.
        effect: EffectId,
        /// By which connection the contact is reached.
        connection: Text,
        /// The task.
        task: CreateTask,
    },
    /// A task is taken back from the router; a talk that goes on is over.
    Untask {
        /// The effect that created it.
        effect: EffectId,
    },
    /// A worker's telephone shall ring.
    Ring {
        /// For which offer.
        reservation: ReservationId,
        /// By which connection.
        connection: Text,
        /// The worker's address.
        to: Text,
        /// The address shown.
        from: Text,
        /// What the worker is told before deciding.
        briefing: Text,
        /// How long it rings.
        timeout: Secs,
        /// Where the worker's answer is asked for, below the public base.
        answers: Text,
        /// Where it is told how the call is, below the public base.
        status: Text,
    },
    /// The router is told something that does not come from a turn.
    Route {
        /// What.
        line: Box<RouterLine>,
    },
    /// A service beyond calls and messages.
    Serve {
        /// The effect.
        effect: EffectId,
        /// Its name, e.g. `bot`.
        name: Text,
        /// Its settings.
        service: Service,
    },
    /// An event for another execution, or for this one from a neighbour such as the router.
    Tell {
        /// The event.
        event: Event,
        /// The conference in which the caller meets whoever accepted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        meeting: Option<Text>,
    },
}

/// Topics: who does which work.
pub mod topic {
    /// HTTP requests and functions.
    pub const HTTP: &str = "http";
    /// Messages.
    pub const MESSAGE: &str = "message";
    /// What is done to calls through a provider.
    pub const CALL: &str = "call";
    /// Tasks, for the router.
    pub const TASK: &str = "task";
    /// Services that nobody here offers yet.
    pub const SERVICE: &str = "service";
    /// Events for executions.
    pub const TELL: &str = "tell";
}

impl Work {
    /// Who does it.
    pub fn topic(&self) -> &'static str {
        match self {
            Work::Http { .. } | Work::Function { .. } => topic::HTTP,
            Work::Send { .. } => topic::MESSAGE,
            Work::Place { .. }
            | Work::RecordCall { .. }
            | Work::HangUp { .. }
            | Work::Fetch { .. }
            | Work::AskAfter { .. }
            | Work::Ring { .. } => topic::CALL,
            Work::Task { .. } | Work::Untask { .. } | Work::Route { .. } => topic::TASK,
            Work::Serve { .. } => topic::SERVICE,
            Work::Tell { .. } => topic::TELL,
        }
    }

    /// The bytes to store.
    pub fn to_stored(&self) -> Vec<u8> {
        // Writing into memory cannot fail, and no type of a piece of work refuses to be serialised.
        rmp_serde::to_vec_named(self).unwrap_or_default()
    }

    /// Reads stored bytes.
    ///
    /// # Errors
    /// When they are damaged, or of a later release.
    pub fn from_stored(bytes: &[u8]) -> Result<Work, rmp_serde::decode::Error> {
        rmp_serde::from_slice(bytes)
    }
}
