//! The driver: loads an execution, tells it what happened, and stores everything that follows in one
//! commit.
//!
//! What it promises: an event is taken once, however often it comes; what was answered is what was
//! stored, byte for byte; nothing leaves before it is durable. Two that tell the same execution something
//! at the same moment meet at its version, and who comes second looks again.
//!
//! What is not here: HTTP, and what any channel's request looks like.

mod changes;
pub mod outbox;
mod records;
pub mod timers;
mod word;

use std::sync::Arc;

use bytes::Bytes;
use centralita_engine::Time;
use centralita_engine::exec::{Rejected, Unreadable};
use tokio::time::Instant;
use tracing::Instrument;

pub use changes::Changes;
pub use word::{Heard, Word};

use crate::clock::Clock;
use crate::dialling::{Dialling, DiallingRules};
use crate::flows::{Flows, FlowsError};
use crate::ids::{DedupeKey, ExecutionKey, JobId};
use crate::line::call::{self, Shown};
use crate::line::document::Document;
use crate::line::record::Record;
use crate::line::session::{Session, Start, Told};
use crate::measures;
use crate::spans;
use crate::store::{
    Commit, ExecutionWrite, Expect, JournalLine, NewExecution, NewJob, Refused, Settled, Store,
    StoreError,
};

/// How often one event begins anew because others were faster.
const ATTEMPTS: usize = 50;

/// Why an event could not be taken. Nothing has changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DriverError {
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The flow is not there, or cannot be used.
    #[error(transparent)]
    Flows(#[from] FlowsError),
    /// The stored state cannot be read.
    #[error("{key}: {why}")]
    Unreadable {
        /// The execution.
        key: ExecutionKey,
        /// Why.
        why: Unreadable,
    },
    /// The execution could not begin.
    #[error("The flow could not begin: {0}")]
    NotBegun(Rejected),
    /// Others were faster, every time.
    #[error("{0} is told so much at the same time that this could not be told.")]
    Contended(ExecutionKey),
}

/// One event for one execution.
pub struct Event<'e> {
    /// The execution.
    pub key: ExecutionKey,
    /// What the event is known by; none for one that may come any number of times, such as time.
    pub known_by: Option<DedupeKey>,
    /// The connection by which it came: an execution on another line is not found. None for events from
    /// within.
    pub connection: Option<&'e str>,
    /// How the execution begins when it is not there; none when it has to be there.
    pub begins: Option<Begins>,
    /// The claimed job whose outcome this is.
    pub settles: Option<Settled>,
    /// Makes the answer from a document, when somebody waits for one.
    pub renders: Option<&'e (dyn Fn(&Document) -> Bytes + Send + Sync)>,
    /// Tells the session. It may be asked again, with the record as it is then.
    #[allow(clippy::type_complexity)]
    pub tells: &'e (dyn Fn(&mut Session<'_>, Found) + Send + Sync),
}

/// Whether an execution was there before the event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// It begins with this event.
    Begun,
    /// It was there.
    There,
}

/// How an execution begins.
#[derive(Clone, Debug)]
pub struct Begins {
    /// The flow, the trigger, and the line.
    pub start: Start,
    /// What it is found by in lists, and by later events.
    pub listed: NewExecution,
}

/// What became of an event.
#[derive(Clone, Debug, PartialEq)]
pub enum Took {
    /// It was taken, or nothing had to be: the answer, when there is one already.
    Done {
        /// The answer; none while it is still open, or when nobody waits for one.
        reply: Option<Bytes>,
        /// Whether the execution has ended.
        has_ended: bool,
    },
    /// It was taken before: the answer that was given then, none while it is open.
    Repeated {
        /// The answer.
        reply: Option<Bytes>,
    },
    /// There is no such execution.
    NotThere,
    /// Another live execution has the same correlation.
    Correlated(ExecutionKey),
    /// The job that it is the outcome of is not held any more.
    LeaseLost(JobId),
}

/// Drives executions.
pub struct Driver {
    /// What outlives the process.
    pub store: Arc<dyn Store>,
    /// Which flows there are.
    pub flows: Arc<Flows>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Who waits for which execution, and for work.
    pub changes: Changes,
    /// Whom flows may call and write to.
    pub dialling: Arc<Dialling>,
    records: records::Records,
}

impl Driver {
    /// A driver over a store.
    pub fn new(store: Arc<dyn Store>, flows: Arc<Flows>, clock: Arc<dyn Clock>) -> Driver {
        let (changes, records) = (Changes::default(), records::Records::default());
        let dialling = Arc::new(Dialling::new(DiallingRules::anybody()));
        Driver { store, flows, clock, changes, dialling, records }
    }

    /// One whose flows call and write to whom this allows; else to everybody.
    #[must_use]
    pub fn with_dialling(mut self, dialling: Arc<Dialling>) -> Driver {
        self.dialling = dialling;
        self
    }

    /// Takes one event.
    ///
    /// # Errors
    /// When the store, the flow or the stored state are not there. Nothing has changed then.
    pub async fn take(&self, event: &Event<'_>) -> Result<Took, DriverError> {
        self.take_in(event).instrument(spans::turn(event.key)).await
    }

    async fn take_in(&self, event: &Event<'_>) -> Result<Took, DriverError> {
        let key = event.key;
        for _ in 0..ATTEMPTS {
            let now = self.clock.now();
            let stored = self.store.load(key).await?;
            let begins = event.begins.as_ref();
            let (found, version, record, flow, contact) = match (stored, begins) {
                (Some(stored), _) => {
                    let record = match self.records.take(key, &stored.state) {
                        Some(record) => record,
                        None => Record::from_stored(&stored.state)
                            .map_err(|why| DriverError::Unreadable { key, why })?,
                    };
                    if event.connection.is_some_and(|by| by != record.line.connection) {
                        return Ok(Took::NotThere);
                    }
                    if let Some(known) = event.known_by.filter(|k| record.line.taken.contains(k)) {
                        let reply = self.store.reply(key, known).await?.flatten();
                        let is_asked = event.renders.is_some();
                        let is_open = reply.is_none() && is_asked;
                        if is_open && !matches!(call::shown(key, &record), Shown::NotYet) {
                            // It was taken, and nobody lived to answer it.
                            return self.answer(event).await;
                        }
                        measures::repeated();
                        return Ok(Took::Repeated { reply });
                    }
                    let begun = stored.begun;
                    (Found::There, stored.version, Some(record), begun.flow, begun.contact)
                }
                (None, Some(begins)) => {
                    let (flow, contact) = (&begins.start.flow, &begins.listed.contact);
                    (Found::Begun, 0, None, flow.clone(), contact.clone())
                }
                (None, None) => return Ok(Took::NotThere),
            };
            let library = self.flows.library_with(key.tenant, &flow, record.as_ref()).await?;
            let mut session = match (record, begins) {
                (Some(record), _) => Session::resume(&library, key, record, now),
                (None, Some(begins)) => Session::begin(&library, key, begins.start.clone(), now)
                    .map_err(DriverError::NotBegun)?,
                (None, None) => return Ok(Took::NotThere),
            };
            (event.tells)(&mut session, found);
            loop {
                session.join_prompts();
                // A flow that is told no goes on, to more prompts perhaps, and to the next number.
                if !self.dialling.obey(&mut session, &contact, now) {
                    break;
                }
            }
            let expect = match (found, begins) {
                (Found::Begun, Some(begins)) => Expect::New(begins.listed.clone()),
                _ => Expect::Version(version),
            };
            match self.finish(event, session, expect, now).await? {
                Some(took) => return Ok(took),
                None => continue,
            }
        }
        Err(DriverError::Contended(key))
    }

    /// Commits what a session came to; none when others were faster.
    async fn finish(
        &self,
        event: &Event<'_>,
        mut session: Session<'_>,
        expect: Expect,
        now: Time,
    ) -> Result<Option<Took>, DriverError> {
        let key = event.key;
        if event.connection.is_some() || session.record.line.heard.is_none() {
            session.record.line.hear(now);
        }
        for refused in &session.told.refused {
            tracing::info!(execution = %key, refused, "an event was not expected (81002)");
        }
        let due = session.due();
        let has_told = !session.told.entries.is_empty();
        let mut record = session.record;
        // What is handed out is noted, so that it is handed out again word for word to who asks again
        // with the same words, and prompts are handed out once. A caller who waits asks every few
        // seconds and is told nothing that would have to be kept.
        let mut is_kept = false;
        let reply = event.renders.and_then(|render| match call::shown(key, &record) {
            Shown::Document(document) => {
                is_kept = !document.is_hold();
                record.line.script.clear();
                Some(render(&document))
            }
            Shown::NotYet => None,
        });
        let has_ended = record.execution.has_ended();
        let is_noted = has_told || (is_kept && event.known_by.is_some());
        if !is_noted && event.settles.is_none() && session.jobs.is_empty() {
            // Nothing happened: a visit that only asks where the call stands, or a late word.
            return Ok(Some(Took::Done { reply, has_ended }));
        }
        let known_by = event.known_by.unwrap_or_else(|| timely(&expect, now));
        if is_noted && event.known_by.is_some() {
            record.line.taken.push(known_by);
        }
        let ended = record.execution.ending().map(|ending| ending.at);
        let entry = is_noted.then(|| JournalLine {
            key: known_by,
            at: now,
            entry: session.told.to_stored(),
            reply: reply.clone(),
        });
        let has_jobs = !session.jobs.is_empty();
        let state = Bytes::from(record.to_stored());
        let commit = Commit {
            execution: Some(ExecutionWrite {
                key,
                expect,
                state: state.clone(),
                due,
                ended,
                entry,
                replies: Vec::new(),
            }),
            jobs: session.jobs,
            cancelled: session.cancelled,
            settled: event.settles.clone().into_iter().collect(),
            ..Commit::default()
        };
        let begun = Instant::now();
        let committed = self.store.commit(commit).instrument(spans::commit()).await?;
        measures::turn(if committed.is_ok() { "taken" } else { "stale" }, begun);
        if let (Ok(()), Some(settled)) = (&committed, &event.settles) {
            measures::work(&settled.outcome, true);
        }
        match committed {
            Ok(()) => {
                self.records.keep(key, state, record);
                self.changes.tell(key, has_jobs);
                Ok(Some(Took::Done { reply, has_ended }))
            }
            Err(Refused::Correlated(other)) => Ok(Some(Took::Correlated(other))),
            Err(Refused::LeaseLost(job)) => Ok(Some(Took::LeaseLost(job))),
            Err(Refused::Stale | Refused::NotLeading) => Ok(None),
        }
    }

    /// Answers an event that was taken and whose answer is still open, when there is something to say.
    ///
    /// # Errors
    /// As [`Driver::take`].
    pub async fn answer(&self, event: &Event<'_>) -> Result<Took, DriverError> {
        self.answer_with(event, &|_, _| None).await
    }

    /// Answers an open event, with another document when there is nothing to say yet.
    ///
    /// # Errors
    /// As [`Driver::take`].
    pub async fn answer_with(
        &self,
        event: &Event<'_>,
        otherwise: &(dyn Fn(ExecutionKey, &Record) -> Option<Document> + Send + Sync),
    ) -> Result<Took, DriverError> {
        let key = event.key;
        let (Some(known), Some(render)) = (event.known_by, event.renders) else {
            return Ok(Took::NotThere);
        };
        for _ in 0..ATTEMPTS {
            let Some(stored) = self.store.load(key).await? else { return Ok(Took::NotThere) };
            if let Some(reply) = self.store.reply(key, known).await?.flatten() {
                return Ok(Took::Repeated { reply: Some(reply) });
            }
            let mut record = Record::from_stored(&stored.state)
                .map_err(|why| DriverError::Unreadable { key, why })?;
            let has_ended = record.execution.has_ended();
            let document = match call::shown(key, &record) {
                Shown::Document(document) => Some(document),
                Shown::NotYet => otherwise(key, &record),
            };
            let Some(document) = document else {
                return Ok(Took::Done { reply: None, has_ended });
            };
            let reply = render(&document);
            let is_noted = record.line.taken.contains(&known);
            if !is_noted && document.is_hold() {
                // A caller who only asks where the call stands is told nothing that would have to be kept.
                return Ok(Took::Done { reply: Some(reply), has_ended });
            }
            record.line.script.clear();
            // One that told nothing is noted by its answer: who asks again with the same words is told the
            // same.
            let (entry, replies) = match is_noted {
                true => (None, vec![(known, reply.clone())]),
                false => {
                    record.line.taken.push(known);
                    let entry = Told::default().to_stored();
                    let at = self.clock.now();
                    let reply = Some(reply.clone());
                    (Some(JournalLine { key: known, at, entry, reply }), Vec::new())
                }
            };
            let commit = Commit {
                execution: Some(ExecutionWrite {
                    key,
                    expect: Expect::Version(stored.version),
                    state: Bytes::from(record.to_stored()),
                    due: stored.due,
                    ended: stored.ended,
                    entry,
                    replies,
                }),
                ..Commit::default()
            };
            match self.store.commit(commit).await? {
                Ok(()) => return Ok(Took::Done { reply: Some(reply), has_ended }),
                Err(_) => continue,
            }
        }
        Err(DriverError::Contended(key))
    }

    /// Adds work that belongs to no turn.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn add_work(&self, jobs: Vec<NewJob>) -> Result<(), StoreError> {
        // There is nothing in such a commit that could be refused.
        let _ = self.store.commit(Commit { jobs, ..Commit::default() }).await?;
        self.changes.tell_workers();
        Ok(())
    }
}

/// What a line of the journal is known by that came of no outside event: it cannot come twice, since the
/// version it was made from comes once.
fn timely(expect: &Expect, now: Time) -> DedupeKey {
    let version = match expect {
        Expect::New(_) => 0,
        Expect::Version(version) => *version,
    };
    let mixed = (version ^ 0x9e37_79b9_7f4a_7c15).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    DedupeKey(mixed ^ (now.0 as u64).rotate_left(32))
}
