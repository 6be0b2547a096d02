//! One job: what it asks for is done, and what came of it is told in the commit that settles it.

use std::sync::Arc;
use std::time::Duration;

use centralita_engine::exec::{CallOutcome, EffectId, Event as Said, HttpFailure, param};
use centralita_engine::{Map, Secs, Text};
use tokio::task::JoinSet;
use tracing::Instrument;

use super::{Shop, back_off};
use crate::driver::DriverError;
use crate::flows::FlowsError;
use crate::ids::ExecutionKey;
use crate::line::record::Record;
use crate::line::work::Work;
use crate::spans;
use crate::store::{Claimed, Commit, NewJob, Outcome, Settled, StoreError};

/// A job that was claimed so often breaks whoever does it, and is given up.
const MOST_CLAIMS: u32 = 20;

/// How often an outcome is told while the store cannot take it.
const MOST_TELLINGS: u32 = 5;

/// What came of a job.
pub(super) enum Came {
    /// It is done, or need not be, and there is nothing to tell.
    Done,
    /// It is settled already, or was not: its claim was lost.
    Settled(bool),
    /// This is told.
    Event(Said),
    /// The provider began to call the contact.
    Calling(Text),
    /// The provider says how the call is.
    Status(Map),
    /// Jobs follow.
    Jobs(Vec<NewJob>),
    /// It failed for now.
    Again {
        /// How long to wait at least, when somebody says.
        after: Option<Secs>,
        /// Why.
        why: String,
    },
    /// It is given up, and nobody has to be told.
    GivenUp(String),
}

impl Shop {
    /// Does a job, and settles it. One that breaks, or takes longer than `limit`, is put off.
    pub(super) async fn attend(self: Arc<Self>, job: Claimed, limit: Duration) {
        let span = spans::work(execution_of(&job), &job.topic);
        self.attend_in(job, limit).instrument(span).await;
    }

    async fn attend_in(self: Arc<Self>, job: Claimed, limit: Duration) {
        let put_off = |why: &str| {
            tracing::error!(job = %job.id, topic = job.topic, why, "a job was not done");
            Ok(Came::Again { after: None, why: why.into() })
        };
        let mut doing = JoinSet::new();
        let (shop, claimed) = (Arc::clone(&self), job.clone());
        doing.spawn(async move { shop.came_of(&claimed).await }.in_current_span());
        let came = match tokio::time::timeout(limit, doing.join_next()).await {
            Ok(Some(Ok(came))) => came,
            Ok(Some(Err(error))) if error.is_cancelled() => return,
            Ok(Some(Err(_)) | None) => put_off("It broke its worker."),
            Err(_) => put_off("It took too long."),
        };
        doing.shutdown().await;
        let came = came.unwrap_or_else(|error| match may_pass(&error) {
            true => Came::Again { after: None, why: error.to_string() },
            false => Came::GivenUp(error.to_string()),
        });
        let settled = self.tell(&job, came).await;
        match settled {
            Ok(true) => {}
            Ok(false) => tracing::info!(job = %job.id, "a job's outcome came too late"),
            Err(error) => {
                tracing::error!(job = %job.id, %error, "a job's outcome could not be told");
            }
        }
    }

    /// Does a job.
    async fn came_of(&self, job: &Claimed) -> Result<Came, DriverError> {
        let work = match Work::from_stored(&job.payload) {
            Ok(work) => work,
            // A later release on another server may be able to.
            Err(error) => {
                let why = format!("The job cannot be read: {error}");
                return Ok(Came::Again { after: None, why });
            }
        };
        if job.attempts >= MOST_CLAIMS {
            return Ok(failed(&work, "It was tried too often."));
        }
        match work {
            Work::Http { effect, request } => self.http(job, effect, request).await,
            Work::Function { effect, call } => self.function(job, effect, call).await,
            Work::Send { .. }
            | Work::Place { .. }
            | Work::RecordCall { .. }
            | Work::HangUp { .. }
            | Work::Fetch { .. }
            | Work::Ring { .. } => self.ask_outlet(job, work).await,
            Work::AskAfter { connection, call, heard } => {
                self.ask_after(job, &connection, &call, heard).await
            }
            // Nobody here offers such services.
            Work::Serve { .. } => Ok(failed(&work, "Nobody here offers this service.")),
            Work::Tell { event, meeting } => {
                Ok(Came::Settled(self.driver.deliver(job, &event, meeting.as_ref()).await?))
            }
            Work::Task { .. } | Work::Untask { .. } | Work::Route { .. } => {
                Ok(Came::GivenUp("Tasks are the router's.".into()))
            }
        }
    }

    /// Tells what came of a job, in the commit that settles it; false when its claim was lost. A store
    /// that cannot be reached is asked again for a while: the work is done already.
    async fn tell(&self, job: &Claimed, came: Came) -> Result<bool, DriverError> {
        for telling in 0.. {
            match self.tell_once(job, &came).await {
                Err(error) if may_pass(&error) && telling < MOST_TELLINGS => {
                    let pause = back_off::pause_millis(&job.id, telling, None);
                    tokio::time::sleep(Duration::from_millis(pause.unsigned_abs())).await;
                }
                // It can never be told.
                Err(error) if !may_pass(&error) => {
                    let outcome = Outcome::GivenUp { why: error.to_string() };
                    return Ok(self.settle(job, outcome).await?);
                }
                told => return told,
            }
        }
        Ok(false)
    }

    async fn tell_once(&self, job: &Claimed, came: &Came) -> Result<bool, DriverError> {
        let driver = &self.driver;
        match came {
            Came::Done => Ok(self.settle(job, Outcome::Done).await?),
            Came::Settled(was_settled) => Ok(*was_settled),
            Came::Event(said) => driver.tell_outcome(job, said.clone()).await,
            Came::Calling(call) => {
                let tells = |session: &mut crate::line::session::Session<'_>| {
                    session.record.line.call = call.clone();
                };
                driver.tell_outcome_with(job, &tells).await
            }
            Came::Status(params) => {
                let tells = |session: &mut crate::line::session::Session<'_>| {
                    session.hear_status(param(params, "CallStatus").unwrap_or_default(), params);
                };
                driver.tell_outcome_with(job, &tells).await
            }
            Came::Jobs(jobs) => {
                let settled =
                    Settled { id: job.id.clone(), lease: job.lease, outcome: Outcome::Done };
                let commit =
                    Commit { settled: vec![settled], jobs: jobs.clone(), ..Commit::default() };
                let is_settled = driver.store.commit(commit).await?.is_ok();
                driver.changes.tell_workers();
                Ok(is_settled)
            }
            Came::Again { after, why } if job.attempts < MOST_CLAIMS => {
                let pause = back_off::pause_millis(&job.id, job.attempts, *after);
                let due = driver.clock.now().after_millis(pause);
                Ok(self.settle(job, Outcome::Again { due, why: why.clone() }).await?)
            }
            Came::Again { why, .. } | Came::GivenUp(why) => {
                tracing::warn!(job = %job.id, topic = job.topic, why, "a job is given up");
                Ok(self.settle(job, Outcome::GivenUp { why: why.clone() }).await?)
            }
        }
    }

    async fn settle(&self, job: &Claimed, outcome: Outcome) -> Result<bool, StoreError> {
        let settled = Settled { id: job.id.clone(), lease: job.lease, outcome };
        self.driver.settle(settled).await
    }

    /// Whether the execution still waits for an answer to its effect.
    pub(super) async fn is_waited_for(
        &self,
        job: &Claimed,
        effect: EffectId,
    ) -> Result<bool, DriverError> {
        let Some(key) = execution_of(job) else { return Ok(true) };
        let Some(stored) = self.driver.store.load(key).await? else { return Ok(false) };
        if stored.ended.is_some() {
            return Ok(false);
        }
        let record = Record::from_stored(&stored.state)
            .map_err(|why| DriverError::Unreadable { key, why })?;
        Ok(record.execution.pending().any(|pending| pending.effect == effect))
    }
}

/// The execution that a job belongs to.
pub(super) fn execution_of(job: &Claimed) -> Option<ExecutionKey> {
    job.execution.map(|id| ExecutionKey::new(job.tenant, id))
}

/// Whether the same may work in a moment.
fn may_pass(error: &DriverError) -> bool {
    matches!(
        error,
        DriverError::Store(_)
            | DriverError::Contended(_)
            | DriverError::Flows(FlowsError::Store(_))
    )
}

/// What is told when a piece of work has failed for good.
pub(super) fn failed(work: &Work, why: &str) -> Came {
    let params = || Map::from_iter([("ErrorMessage", why)]);
    match work {
        Work::Http { effect, .. } | Work::Function { effect, .. } => Came::Event(Said::Replied {
            answers: *effect,
            reply: Err(HttpFailure::Unreachable(why.into())),
        }),
        Work::Send { effect, .. } => {
            Came::Event(Said::Sent { answers: *effect, accepted: false, params: params() })
        }
        Work::Place { effect, .. } => Came::Event(Said::CallPlaced {
            answers: *effect,
            outcome: CallOutcome::Failed,
            params: params(),
        }),
        Work::RecordCall { effect, .. } | Work::Serve { effect, .. } => Came::Event(Said::Served {
            answers: *effect,
            outcome: "failed".into(),
            params: params(),
        }),
        _ => Came::GivenUp(why.to_owned()),
    }
}
