//! The router at work: people are found for the tasks that executions hand over.
//!
//! An execution asks for a task in the very commit that brings it there: as a job. One server leads; it
//! takes such jobs, lets the router decide, and commits at once the router's journal, the jobs it has
//! done, and what follows: events for executions, telephones that shall ring. So no task is lost and none
//! is made twice, whichever server dies when. Who comes to lead makes the router anew from its journal.

pub mod office;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use centralita_engine::{Secs, Time};
use centralita_routing::crew::Crew;
use centralita_routing::workspace::NewPlan;
use tokio::sync::watch;

use crate::driver::Driver;
use crate::ids::{JobId, NodeId, TenantId};
use crate::line::work::{Work, topic};
use crate::router::office::{Answer, Line, Matter, Office, Rest, Wish};
use crate::store::{Claimed, Commit, Fence, NewJob, Outcome, RoutingWrite, Settled, StoreError};

/// What is led.
const NAME: &str = "routing";

/// How long a leader leads without saying so again.
const LEASE_MILLIS: i64 = 10_000;

/// At most so many jobs are taken at once.
const AT_ONCE: u32 = 64;

/// How long the leader sleeps when nothing happens: other servers' jobs are found so.
const SLEEP: Duration = Duration::from_millis(200);

/// From so many lines on the journal begins anew when nothing is under way.
const MANY_LINES: u64 = 1_000;

/// For how long what was handed over may stay in the journal once nothing is under way: a day.
const REST_MILLIS: i64 = 24 * 3_600 * 1_000;

/// Who works, and by which plans tasks find them.
#[derive(Clone, Debug)]
pub struct Staff {
    /// The people and their queues.
    pub crew: Crew,
    /// The plans.
    pub plans: Vec<NewPlan>,
}

/// The router of one tenant, on one server.
pub struct Router {
    driver: Arc<Driver>,
    tenant: TenantId,
    node: NodeId,
    staff: Option<Staff>,
    leading: Option<Leading>,
}

/// What a leader has.
struct Leading {
    office: Office,
    lines: u64,
    /// How many of the lines came since the journal began anew, and when that was.
    since: u64,
    rested: Time,
    epoch: u64,
    until: Time,
}

/// What is committed at once.
#[derive(Default)]
struct Batch {
    lines: Vec<(Time, Bytes)>,
    jobs: Vec<NewJob>,
    settled: Vec<Settled>,
}

impl Router {
    /// A router that does not lead yet.
    pub fn new(
        driver: Arc<Driver>,
        tenant: TenantId,
        node: NodeId,
        staff: Option<Staff>,
    ) -> Router {
        Router { driver, tenant, node, staff, leading: None }
    }

    /// Works until it shall stop.
    pub async fn run(mut self, mut stop: watch::Receiver<bool>) {
        loop {
            match self.turn().await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => tracing::error!(%error, "the router could not work"),
            }
            tokio::select! {
                _ = stop.wait_for(|stop| *stop) => return,
                () = self.driver.changes.work() => {}
                () = tokio::time::sleep(SLEEP) => {}
            }
        }
    }

    /// The office, when this server leads.
    pub fn office(&self) -> Option<&Office> {
        self.leading.as_ref().map(|leading| &leading.office)
    }

    /// Does what there is to do; whether there was anything.
    ///
    /// # Errors
    /// When the store cannot. What the router decided meanwhile is forgotten, and made anew from the
    /// journal.
    pub async fn turn(&mut self) -> Result<bool, StoreError> {
        let done = self.work().await;
        if done.is_err() {
            self.leading = None;
        }
        done
    }

    async fn work(&mut self) -> Result<bool, StoreError> {
        let now = self.driver.clock.now();
        if !self.lead(now).await? {
            return Ok(false);
        }
        let Some(leading) = self.leading.as_mut() else { return Ok(false) };
        // A clock that is behind the last leader's does not take time back.
        let now = now.max(leading.office.now());
        let mut batch = Batch::default();
        if let Some(staff) = &self.staff
            && let Some(line) = leading.office.defining(&staff.crew, &staff.plans)
        {
            leading.take(self.tenant, line, now, &mut batch);
        }
        let until = Time(now.0 + LEASE_MILLIS);
        let claimed =
            self.driver.store.claim(self.node, &[topic::TASK], now, until, AT_ONCE).await?;
        let is_full = claimed.len() == AT_ONCE as usize;
        for job in claimed {
            if let Some(line) = line_of(&job, now) {
                leading.take(self.tenant, line, now, &mut batch);
            }
            let settled = Settled { id: job.id, lease: job.lease, outcome: Outcome::Done };
            batch.settled.push(settled);
        }
        if leading.office.next_deadline().is_some_and(|due| due <= now) {
            leading.take(self.tenant, Line::Time, now, &mut batch);
        }
        if batch.lines.is_empty() && batch.settled.is_empty() {
            return self.rest(now).await;
        }
        let lines = batch.lines.len() as u64;
        let commit = Commit {
            jobs: batch.jobs,
            settled: batch.settled,
            routing: Some(RoutingWrite {
                tenant: self.tenant,
                expect: leading.lines,
                lines: batch.lines,
                snapshot: None,
            }),
            fence: Some(Fence { tenant: self.tenant, name: NAME, epoch: leading.epoch }),
            ..Commit::default()
        };
        match self.driver.store.commit(commit).await? {
            Ok(()) => {
                leading.lines += lines;
                leading.since += lines;
                self.driver.changes.tell_workers();
                Ok(is_full)
            }
            Err(refused) => {
                tracing::warn!(?refused, "the router was too slow; it begins anew");
                self.leading = None;
                Ok(false)
            }
        }
    }

    /// Begins the journal anew when it is long, or a day old, and nothing is under way. Who comes to lead has
    /// little to read, and what was handed over is gone.
    async fn rest(&mut self, now: Time) -> Result<bool, StoreError> {
        let (Some(leading), Some(staff)) = (self.leading.as_mut(), &self.staff) else {
            return Ok(false);
        };
        let is_old = now.millis_since(leading.rested) >= REST_MILLIS && leading.since > 0;
        if !is_old && leading.since < MANY_LINES {
            return Ok(false);
        }
        let Some(rest) = leading.office.at_rest(&staff.crew, &staff.plans) else {
            return Ok(false);
        };
        // Writing into memory cannot fail, and no type of a rest refuses to be serialised.
        let snapshot = rmp_serde::to_vec_named(&rest).unwrap_or_default();
        let commit = Commit {
            routing: Some(RoutingWrite {
                tenant: self.tenant,
                expect: leading.lines,
                lines: Vec::new(),
                snapshot: Some(Bytes::from(snapshot)),
            }),
            fence: Some(Fence { tenant: self.tenant, name: NAME, epoch: leading.epoch }),
            ..Commit::default()
        };
        match self.driver.store.commit(commit).await? {
            Ok(()) => {
                tracing::info!(lines = leading.since, "the router's journal begins anew");
                // By what others will read, not by what this server remembers.
                leading.office = Office::from_rest(&rest);
                (leading.since, leading.rested) = (0, rest.at);
            }
            Err(refused) => {
                tracing::warn!(?refused, "the router was too slow; it begins anew");
                self.leading = None;
            }
        }
        Ok(false)
    }

    /// Comes to lead, or goes on leading; false when another server does.
    async fn lead(&mut self, now: Time) -> Result<bool, StoreError> {
        let is_sure = |leading: &Leading| now.0 < leading.until.0 - LEASE_MILLIS / 2;
        if self.leading.as_ref().is_some_and(is_sure) {
            return Ok(true);
        }
        let until = Time(now.0 + LEASE_MILLIS);
        let epoch = self.driver.store.lead(self.tenant, NAME, self.node, now, until).await?;
        let Some(epoch) = epoch else {
            self.leading = None;
            return Ok(false);
        };
        match self.leading.as_mut().filter(|leading| leading.epoch == epoch) {
            Some(leading) => leading.until = until,
            None => {
                self.leading = Some(self.remembered(epoch, until).await?);
            }
        }
        Ok(true)
    }

    /// The office that the journal makes.
    async fn remembered(&self, epoch: u64, until: Time) -> Result<Leading, StoreError> {
        let (before, rest, stored) = self.driver.store.routing(self.tenant).await?;
        let damaged = |error: rmp_serde::decode::Error| {
            StoreError::Damaged(format!("the router's journal: {error}"))
        };
        let rest: Option<Rest> =
            rest.map(|rest| rmp_serde::from_slice(&rest)).transpose().map_err(damaged)?;
        let mut office = rest.as_ref().map(Office::from_rest).unwrap_or_default();
        let since = stored.len() as u64;
        let begun = rest.map(|rest| rest.at).or_else(|| stored.first().map(|(at, _)| *at));
        let rested = begun.unwrap_or_else(|| self.driver.clock.now());
        for (at, bytes) in stored {
            let line: Line = rmp_serde::from_slice(&bytes).map_err(damaged)?;
            // What was refused then is refused again; what followed was done then.
            if office.take(&line, at).is_err() {
                office.refused(&line);
            }
        }
        Ok(Leading { office, lines: before + since, since, rested, epoch, until })
    }
}

impl Leading {
    /// Takes a line, and adds what follows to what is committed.
    fn take(&mut self, tenant: TenantId, line: Line, now: Time, batch: &mut Batch) {
        let number = self.lines + batch.lines.len() as u64;
        let wishes = match self.office.take(&line, now) {
            Ok(wishes) => wishes,
            Err(why) => {
                tracing::info!(?line, %why, "the router refused");
                self.office.refused(&line)
            }
        };
        // Writing into memory cannot fail, and no type of a line refuses to be serialised. A refused
        // line is kept too: time may have passed before it was refused.
        let bytes = rmp_serde::to_vec_named(&line).unwrap_or_default();
        batch.lines.push((now, Bytes::from(bytes)));
        for (place, wish) in wishes.into_iter().enumerate() {
            let (execution, work) = work_of(wish, now);
            batch.jobs.push(NewJob {
                id: JobId(format!("router-{tenant}-{number}-{place}")),
                tenant,
                topic: work.topic(),
                execution,
                due: now,
                payload: Bytes::from(work.to_stored()),
            });
        }
    }
}

/// The line that a job asks for; none when it is damaged, or for an execution that nobody names.
fn line_of(job: &Claimed, now: Time) -> Option<Line> {
    let work = match Work::from_stored(&job.payload) {
        Ok(work) => work,
        Err(error) => {
            tracing::error!(job = %job.id, %error, "a task's job cannot be read");
            return None;
        }
    };
    match work {
        Work::Task { effect, connection, task } => {
            let matter = Matter { execution: job.execution?, effect, connection, since: now };
            Some(Line::Create { matter, task: Box::new(task) })
        }
        Work::Untask { effect } => Some(Line::TakeBack { execution: job.execution?, effect }),
        Work::Route { line } => Some(*line),
        _ => None,
    }
}

/// What has to be done for a wish, and for which execution.
fn work_of(wish: Wish, now: Time) -> (Option<u128>, Work) {
    match wish {
        Wish::Tell { execution, event, meeting } => {
            (Some(execution), Work::Tell { event, meeting })
        }
        Wish::Ring { reservation, execution, effect, connection, to, from, briefing, until } => {
            let secs = until.millis_since(now).max(1_000) / 1_000;
            let way = format!("/worker/FN{execution:032x}/{effect}/{}", reservation.0);
            let work = Work::Ring {
                reservation,
                connection,
                to,
                from,
                briefing,
                timeout: Secs(u32::try_from(secs).unwrap_or(u32::MAX)),
                answers: format!("{way}/answer").into(),
                status: format!("{way}/status").into(),
            };
            (Some(execution), work)
        }
        Wish::StopRinging { connection, call } => (None, Work::HangUp { connection, call }),
    }
}

/// What a worker's telephone or page says, as work for whoever leads.
pub fn answer(
    tenant: TenantId,
    reservation: centralita_routing::ReservationId,
    answer: Answer,
    now: Time,
) -> NewJob {
    // Said twice, it is done once.
    let id = JobId(format!("answer-{tenant}-{}-{answer:?}", reservation.0));
    told(tenant, id, Line::Answers { reservation, answer }, now)
}

/// That a worker's telephone rings, as work for whoever leads.
pub fn rings(
    tenant: TenantId,
    reservation: centralita_routing::ReservationId,
    call: centralita_engine::Text,
    now: Time,
) -> NewJob {
    let id = JobId(format!("rings-{tenant}-{}", reservation.0));
    told(tenant, id, Line::Rings { reservation, call }, now)
}

fn told(tenant: TenantId, id: JobId, line: Line, now: Time) -> NewJob {
    let work = Work::Route { line: Box::new(line) };
    NewJob {
        id,
        tenant,
        topic: work.topic(),
        execution: None,
        due: now,
        payload: Bytes::from(work.to_stored()),
    }
}
