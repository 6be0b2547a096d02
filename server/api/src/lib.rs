//! What crosses the wire between the server and whoever asks it: types, and nothing else.
//!
//! The server's own API stands under [`BASE`] and speaks JSON. The page of its resources is
//! `docs/guide/api.md`; the server describes them itself at `/api/v1/openapi.json`.
//!
//! - **Moments** are milliseconds since 1970 in UTC; their fields end in `_millis`.
//! - **A flow's text** travels as a text, never as nested JSON, so that it comes back byte for byte.
//! - **Fields that are absent** have the value they have by default; fields that are not known are passed
//!   over. A release more on one side breaks nobody on the other.
//! - **Whatever is refused** is answered with a [`Fault`], its status in the status line.
//! - **Who asks** proves it by the cookie of a session, or by a key: `Authorization: Bearer SK….SECRET`.
//!   With a cookie, whatever changes something also needs the header [`GUARD`], which no page of a
//!   stranger can send.
//!
//! What is not here: how anything is sent, and what the server makes of it.

mod contacts;
mod executions;
mod fault;
mod flows;
mod imports;
mod numbers;
mod people;
mod scenarios;
mod secret;
mod secrets;
mod session;

pub use contacts::{ContactForgotten, ContactWhole};
pub use executions::{
    Counts, End, Ended, ExecutionPage, ExecutionSummary, ExecutionWhole, LiveChange, Occurrence,
    Visit, WayCount,
};
pub use fault::{Code, Fault};
pub use flows::{
    Check, FlowChange, FlowPage, FlowSummary, FlowWhole, NewFlow, Problem, Problems, Publish,
    RevisionPage, RevisionSummary, RevisionWhole, SaveDraft, Severity,
};
pub use imports::{Import, ImportOutcome, Imported, ImportedFlow, TheirFlow, TheirFlowPage};
pub use numbers::{
    Channel, Closed, Connection, ConnectionPage, Number, NumberPage, PutChannel, PutConnection,
    PutNumber, PutRestRight, RestRight, TwimlAccount,
};
pub use people::{
    AuditEntry, AuditPage, Key, KeyPage, NewKey, NewKeyMade, OnceLink, PutUser, User, UserPage,
};
pub use scenarios::{
    FailedSentence, PutScenarios, RunScenarios, ScenarioResult, ScenarioRun, Scenarios,
};
pub use secret::Secret;
pub use secrets::{FlowSecret, FlowSecretPage, PutFlowSecret};
pub use session::{Login, NewPassword, Once, Role, Session, Who};

/// Where the API begins.
pub const BASE: &str = "/api/v1";

/// The header that goes with every change that a browser's session makes. Its value does not matter.
pub const GUARD: &str = "x-centralita";
