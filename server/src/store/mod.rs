//! The store: what outlives the process.
//!
//! One trait, three stores: memory for simulation and tests, SQLite in a file by default, PostgreSQL
//! for several machines; and one over any of them that seals what it is given ([`SealedStore`]). All pass the
//! same suite (`tests/store`).
//!
//! Everything that follows from one event is one [`Commit`]: the new state, the journal's line, the
//! reply, what is due, and the work that has to be done outside. It is there whole or not at all, and it
//! is durable when [`Store::commit`] returns. There are no locks that outlive a call: an execution has a
//! version, and who comes second with the same one is told [`Refused::Stale`] and looks again.
//!
//! What is not here: clocks (the time comes in with each call), and the meaning of any bytes.

mod history;
mod memory;
pub mod moving;
pub mod postgres;
mod sealed;
pub mod sqlite;

pub use history::HistoryError;
pub use memory::MemoryStore;
pub use postgres::{PostgresSettings, PostgresStore};
pub use sealed::{KeyName, Keyring, KeyringError, SealedStore};
pub use sqlite::{SqliteSettings, SqliteStore};

use bytes::Bytes;
use centralita_engine::{FlowRef, Time};

use crate::ids::{DedupeKey, ExecutionKey, JobId, LeaseId, NodeId, TenantId};

/// Why the store could not do what was asked. Nothing has changed then, as far as anybody can know.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The disk or the database's quota is full. Reading still works.
    #[error("The database has no room left: {0}")]
    Full(String),
    /// The database cannot be reached now; the same call may work in a moment. Whether a commit that
    /// was under way is there is not known: the version tells.
    #[error("The database cannot be reached: {0}")]
    Unreachable(String),
    /// A sync to disk failed, or the store was stopped after one: nothing can be promised any more
    /// until the process begins anew.
    #[error("The database was stopped because writing to disk failed: {0}")]
    Stopped(String),
    /// What is stored is damaged, or of a later release.
    #[error("The database cannot be read: {0}")]
    Damaged(String),
    /// What is stored is sealed with a key that is not here.
    #[error(
        "What is stored cannot be opened: {0}. Start the server with the file of keys of the server that \
         wrote it."
    )]
    Closed(String),
    /// Anything else, in the database's own words.
    #[error("The database refused: {0}")]
    Other(String),
}

/// How long a job that is done is remembered at least, in milliseconds: a day after the end of the lease
/// under which it was done.
pub const DONE_JOBS_KEPT_MILLIS: i64 = 24 * 60 * 60 * 1000;

/// Everything that follows from one event. All of it happens, or nothing.
///
/// Where several things refuse it, the first of these is told: the fence, the execution, the settled
/// jobs in their order, the router's journal. Where one job is named twice, it is settled first, then
/// cancelled, then added.
#[derive(Clone, Debug, Default)]
pub struct Commit {
    /// The execution it is about, when it is about one.
    pub execution: Option<ExecutionWrite>,
    /// New work to be done outside.
    pub jobs: Vec<NewJob>,
    /// Work that is no longer wanted: pending jobs are taken away, whoever holds them. Unknown ones, and
    /// those that are done or given up, are no fault and stay as they are.
    pub cancelled: Vec<JobId>,
    /// What became of jobs that were claimed. One whose lease was lost refuses the whole commit; a lease
    /// that ran out is lost when somebody else has claimed the job since.
    pub settled: Vec<Settled>,
    /// Lines of a router's journal.
    pub routing: Option<RoutingWrite>,
    /// The leadership this commit depends on; lost leadership refuses it.
    pub fence: Option<Fence>,
}

/// The new state of one execution.
#[derive(Clone, Debug)]
pub struct ExecutionWrite {
    /// Which.
    pub key: ExecutionKey,
    /// What it was before.
    pub expect: Expect,
    /// The new state; what it means is the driver's business.
    pub state: Bytes,
    /// When something is due in it by itself; none when nothing is.
    pub due: Option<Time>,
    /// When it ended; none while it goes on. Once it ended it stays so, whatever a later commit says.
    pub ended: Option<Time>,
    /// The journal's next line; none when only replies are added.
    pub entry: Option<JournalLine>,
    /// Replies for events whose line stands in the journal already and has none. The first reply
    /// stays; one for an event that is not in the journal is no fault.
    pub replies: Vec<(DedupeKey, Bytes)>,
}

/// What an execution was before a commit.
#[derive(Clone, Debug)]
pub enum Expect {
    /// It was not there.
    New(NewExecution),
    /// It was there in this version.
    Version(u64),
}

/// What is known of an execution from its first moment on, for lists and searches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewExecution {
    /// The revision it runs.
    pub flow: FlowRef,
    /// The contact's address, e.g. `+15550100`.
    pub contact: String,
    /// `call`, `message`, `conversation` or `request`.
    pub channel: String,
    /// What a later event finds it by while it is live, e.g. `message:+1555…:+1556…`; no two live
    /// executions of a tenant have the same.
    pub correlation: Option<String>,
    /// When it began.
    pub started: Time,
}

/// One line of an execution's journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalLine {
    /// What the event is known by.
    pub key: DedupeKey,
    /// When it was taken.
    pub at: Time,
    /// The event and what came of it, in the driver's form.
    pub entry: Bytes,
    /// What was answered; none while the answer is still open.
    pub reply: Option<Bytes>,
}

/// New work to be done outside a turn, at least once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewJob {
    /// Its id, and the idempotency key under which it is done; unique among all tenants. One that is
    /// there already, or was done within the last day, is not added again; that is no fault.
    pub id: JobId,
    /// Whose it is.
    pub tenant: TenantId,
    /// Who does it: claims name topics.
    pub topic: &'static str,
    /// The execution it belongs to, when it belongs to one.
    pub execution: Option<u128>,
    /// Not before.
    pub due: Time,
    /// What to do, in the form of whoever does it.
    pub payload: Bytes,
}

/// What became of a claimed job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// The job.
    pub id: JobId,
    /// The claim.
    pub lease: LeaseId,
    /// What became of it.
    pub outcome: Outcome,
}

/// What becomes of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is done.
    Done,
    /// It is tried again, not before then.
    Again {
        /// Not before.
        due: Time,
        /// Why, for whoever looks.
        why: String,
    },
    /// It is given up and kept for whoever looks.
    GivenUp {
        /// Why.
        why: String,
    },
}

/// Lines for a router's journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoutingWrite {
    /// Whose router.
    pub tenant: TenantId,
    /// How many lines it had before.
    pub expect: u64,
    /// The new lines, in order.
    pub lines: Vec<(Time, Bytes)>,
    /// The router's whole state after these lines; earlier lines may be forgotten then.
    pub snapshot: Option<Bytes>,
}

/// Leadership: at most one node leads under a name, and who lost it writes nothing more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fence {
    /// Whose.
    pub tenant: TenantId,
    /// What is led, e.g. `routing`.
    pub name: &'static str,
    /// The epoch that [`Store::lead`] gave.
    pub epoch: u64,
}

/// Why a commit was refused. Nothing of it is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The execution, or the router's journal, is further than was expected, or already there.
    Stale,
    /// Another live execution has this correlation.
    Correlated(ExecutionKey),
    /// A job that was to be settled is held by somebody else, done, or taken away.
    LeaseLost(JobId),
    /// Somebody else leads.
    NotLeading,
}

/// What became of a commit.
pub type Committed = Result<(), Refused>;

/// An execution as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Counted from 1; each commit about the execution adds one.
    pub version: u64,
    /// The state.
    pub state: Bytes,
    /// When something is due.
    pub due: Option<Time>,
    /// When it ended.
    pub ended: Option<Time>,
    /// What was known from its first moment on.
    pub begun: NewExecution,
}

/// A job that this node holds for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// The job.
    pub id: JobId,
    /// The claim, to be given back in [`Settled`].
    pub lease: LeaseId,
    /// Whose it is.
    pub tenant: TenantId,
    /// The topic.
    pub topic: String,
    /// The execution it belongs to.
    pub execution: Option<u128>,
    /// What to do.
    pub payload: Bytes,
    /// How often it was claimed before.
    pub attempts: u32,
}

/// A page of a list of executions.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// Only this flow's.
    pub flow: Option<String>,
    /// Only this contact's.
    pub contact: Option<String>,
    /// Only live ones, or only ended ones.
    pub live: Option<bool>,
    /// Only those that began at or after.
    pub from: Option<Time>,
    /// Only those that began before.
    pub until: Option<Time>,
    /// After this one, in the list's order: (when it began, its id).
    pub after: Option<(Time, u128)>,
    /// At most so many: 1 to 1,000; what is beyond is moved to the nearer end.
    pub limit: u32,
}

impl Search {
    /// The limit as it counts.
    pub fn limit(&self) -> u32 {
        self.limit.clamp(1, 1000)
    }
}

/// A small thing of the control plane: a number, a user, a key. Its body is JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its id within its kind.
    pub id: String,
    /// Counted from 1; each write adds one.
    pub version: u64,
    /// What no other document of the kind has, e.g. the telephone number.
    pub unique: Option<String>,
    /// When it was written last.
    pub updated: Time,
    /// The JSON.
    pub body: String,
}

/// A document to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentWrite {
    /// Whose.
    pub tenant: TenantId,
    /// Its kind, e.g. `number`.
    pub kind: &'static str,
    /// Its id within its kind.
    pub id: String,
    /// The version it has; 0 when it is new.
    pub expect: u64,
    /// What no other document of the kind may have.
    pub unique: Option<String>,
    /// The JSON; none takes the document away.
    pub body: Option<String>,
    /// When.
    pub at: Time,
}

/// What became of writing a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// It has this version now; 0 when it was taken away.
    Done(u64),
    /// It has another version than expected; 0 when it is not there.
    Stale(u64),
    /// The document with this id has the same unique value.
    Taken(String),
}

/// One revision of a flow, numbered and never changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// The flow's id.
    pub flow: String,
    /// Counted from 1.
    pub number: u32,
    /// Whether it was published, or only saved.
    pub is_published: bool,
    /// The flow, text for text as it came.
    pub definition: String,
    /// What the author says of it.
    pub message: String,
    /// Who made it.
    pub author: String,
    /// When.
    pub at: Time,
}

/// Where executions, their work, the router's journal, flows and settings are kept.
///
/// Every call may be given up by dropping its future; a commit whose future is dropped may or may not
/// happen.
#[async_trait::async_trait]
pub trait Store: Send + Sync + 'static {
    /// Does all of a commit, or nothing. Durable when it returns.
    async fn commit(&self, commit: Commit) -> Result<Committed, StoreError>;

    /// One execution.
    async fn load(&self, key: ExecutionKey) -> Result<Option<Stored>, StoreError>;

    /// The live execution with a correlation.
    async fn correlated(
        &self,
        tenant: TenantId,
        correlation: &str,
    ) -> Result<Option<u128>, StoreError>;

    /// The reply that was given to an event: none when the event is not in the journal, `Some(None)`
    /// while its reply is open. Where several lines have the same key, the last one counts.
    async fn reply(
        &self,
        key: ExecutionKey,
        event: DedupeKey,
    ) -> Result<Option<Option<Bytes>>, StoreError>;

    /// An execution's journal from the line `from` on, counted from 0; at most `limit` lines.
    async fn journal(
        &self,
        key: ExecutionKey,
        from: u64,
        limit: u32,
    ) -> Result<Vec<JournalLine>, StoreError>;

    /// Executions in which something is due by `now`, the longest due first. They are put off to
    /// `again`, so that no other node is told of them meanwhile; a commit sets what is due anew.
    async fn claim_due(
        &self,
        now: Time,
        again: Time,
        limit: u32,
    ) -> Result<Vec<ExecutionKey>, StoreError>;

    /// Jobs of these topics that are due by `now` and that nobody holds, the longest due first. They are
    /// held until `until`, when they are due again: who holds them longer may lose them to another claim.
    async fn claim(
        &self,
        node: NodeId,
        topics: &[&str],
        now: Time,
        until: Time,
        limit: u32,
    ) -> Result<Vec<Claimed>, StoreError>;

    /// Jobs that were given up, the newest first, with the reason of each.
    async fn given_up(
        &self,
        tenant: TenantId,
        limit: u32,
    ) -> Result<Vec<(Claimed, String)>, StoreError>;

    /// When the next job or execution is due, or the next lease runs out; none when nothing waits.
    async fn next_due(&self) -> Result<Option<Time>, StoreError>;

    /// Makes `node` leader under `name` until `until` and returns the epoch, when nobody else leads at
    /// `now`. Who leads already, or led last, keeps its epoch; a new leader gets a greater one, from 1
    /// on. A leader steps down by leading until now.
    async fn lead(
        &self,
        tenant: TenantId,
        name: &'static str,
        node: NodeId,
        now: Time,
        until: Time,
    ) -> Result<Option<u64>, StoreError>;

    /// A router's journal: the last snapshot with the number of lines it stands for, and the lines after.
    #[allow(clippy::type_complexity)]
    async fn routing(
        &self,
        tenant: TenantId,
    ) -> Result<(u64, Option<Bytes>, Vec<(Time, Bytes)>), StoreError>;

    /// Executions, the newest first; of those that began at the same moment, the greatest id first.
    async fn search(
        &self,
        tenant: TenantId,
        search: &Search,
    ) -> Result<Vec<(ExecutionKey, Stored)>, StoreError>;

    /// How many executions are live.
    async fn live(&self) -> Result<u64, StoreError>;

    /// Up to `limit` executions that ended before `before`, the longest ended first.
    async fn ended(&self, before: Time, limit: u32) -> Result<Vec<ExecutionKey>, StoreError>;

    /// Takes these executions away, as far as they have ended, with their journals and all their jobs, those
    /// that still wait included; says how many there were. It is one commit: name no more than some hundreds.
    /// Where they stood nothing can be read any more, but for what the database keeps to recover by.
    async fn forget(&self, executions: &[ExecutionKey]) -> Result<u64, StoreError>;

    /// Adds a revision under its number, which whoever adds it counts on; false when that number is
    /// taken.
    async fn add_revision(&self, tenant: TenantId, revision: Revision) -> Result<bool, StoreError>;

    /// One revision of a flow; the newest when no number is given.
    async fn revision(
        &self,
        tenant: TenantId,
        flow: &str,
        number: Option<u32>,
    ) -> Result<Option<Revision>, StoreError>;

    /// The newest published revision of a flow.
    async fn published(&self, tenant: TenantId, flow: &str)
    -> Result<Option<Revision>, StoreError>;

    /// All revisions of a flow, the newest first, without their definitions.
    async fn revisions(&self, tenant: TenantId, flow: &str) -> Result<Vec<Revision>, StoreError>;

    /// Takes a flow's revisions away; those that live executions run stay.
    async fn forget_flow(&self, tenant: TenantId, flow: &str) -> Result<u64, StoreError>;

    /// One document.
    async fn document(
        &self,
        tenant: TenantId,
        kind: &str,
        id: &str,
    ) -> Result<Option<Document>, StoreError>;

    /// The document of a kind that has a unique value.
    async fn document_by(
        &self,
        tenant: TenantId,
        kind: &str,
        unique: &str,
    ) -> Result<Option<Document>, StoreError>;

    /// Documents of a kind in the order of their ids, those after `after`.
    async fn documents(
        &self,
        tenant: TenantId,
        kind: &str,
        after: &str,
        limit: u32,
    ) -> Result<Vec<Document>, StoreError>;

    /// Writes a document, or takes it away.
    async fn write_document(&self, write: DocumentWrite) -> Result<Written, StoreError>;

    /// Whether the store answers and can write, for the readiness check.
    async fn ready(&self) -> Result<(), StoreError>;
}
