//! Jobs in memory: added, claimed under a lease, settled, cancelled; and who leads.

use bytes::Bytes;
use centralita_engine::Time;

use super::{Inner, Leader, most};
use crate::ids::{ExecutionKey, JobId, LeaseId, NodeId, TenantId};
use crate::store::{Claimed, DONE_JOBS_KEPT_MILLIS, NewJob, Outcome, Settled};

#[derive(Debug)]
pub(super) struct Job {
    tenant: TenantId,
    topic: String,
    execution: Option<u128>,
    payload: Bytes,
    /// How often it was claimed.
    claims: u32,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// To be done; while it is held, `due` is the end of the lease.
    Pending { due: Time, lease: Option<LeaseId> },
    /// Remembered, so that it is not added again.
    Done { until: Time },
    /// Kept for whoever looks.
    GivenUp { number: u64, lease: LeaseId, why: String },
}

impl Job {
    pub(super) fn is_held(&self, by: LeaseId) -> bool {
        matches!(self.stage, Stage::Pending { lease: Some(lease), .. } if lease == by)
    }

    fn claimed(&self, id: &JobId, lease: LeaseId) -> Claimed {
        Claimed {
            id: id.clone(),
            lease,
            tenant: self.tenant,
            topic: self.topic.clone(),
            execution: self.execution,
            payload: self.payload.clone(),
            attempts: self.claims.saturating_sub(1),
        }
    }
}

impl Inner {
    pub(super) fn add_job(&mut self, new: NewJob) {
        if self.jobs.contains_key(&new.id) {
            return;
        }
        self.pending.insert((new.topic.to_owned(), new.due, new.id.clone()));
        if let Some(execution) = new.execution {
            self.jobs_of.insert((ExecutionKey::new(new.tenant, execution), new.id.clone()));
        }
        let job = Job {
            tenant: new.tenant,
            topic: new.topic.to_owned(),
            execution: new.execution,
            payload: new.payload,
            claims: 0,
            stage: Stage::Pending { due: new.due, lease: None },
        };
        self.jobs.insert(new.id, job);
    }

    /// The lease was looked at before.
    pub(super) fn settle(&mut self, settled: Settled) {
        let Some(job) = self.jobs.get_mut(&settled.id) else { return };
        let Stage::Pending { due: until, .. } = job.stage else { return };
        self.pending.remove(&(job.topic.clone(), until, settled.id.clone()));
        match settled.outcome {
            Outcome::Done => {
                job.payload = Bytes::new();
                job.stage = Stage::Done { until };
                self.done.insert((until, settled.id));
            }
            Outcome::Again { due, .. } => {
                job.stage = Stage::Pending { due, lease: None };
                self.pending.insert((job.topic.clone(), due, settled.id));
            }
            Outcome::GivenUp { why } => {
                self.counter += 1;
                job.stage = Stage::GivenUp { number: self.counter, lease: settled.lease, why };
                self.given_up.insert((job.tenant, self.counter), settled.id);
            }
        }
    }

    pub(super) fn cancel(&mut self, id: &JobId) {
        if matches!(self.jobs.get(id), Some(Job { stage: Stage::Pending { .. }, .. })) {
            self.remove_job(id);
        }
    }

    pub(super) fn remove_job(&mut self, id: &JobId) {
        let Some(job) = self.jobs.remove(id) else { return };
        if let Some(execution) = job.execution {
            self.jobs_of.remove(&(ExecutionKey::new(job.tenant, execution), id.clone()));
        }
        match job.stage {
            Stage::Pending { due, .. } => {
                self.pending.remove(&(job.topic, due, id.clone()));
            }
            Stage::Done { until } => {
                self.done.remove(&(until, id.clone()));
            }
            Stage::GivenUp { number, .. } => {
                self.given_up.remove(&(job.tenant, number));
            }
        }
    }

    pub(super) fn claim(
        &mut self,
        topics: &[&str],
        now: Time,
        until: Time,
        limit: u32,
    ) -> Vec<Claimed> {
        self.forget_done(now);
        let mut due: Vec<(Time, JobId, &str)> = Vec::new();
        for topic in topics {
            let first = ((*topic).to_owned(), Time(i64::MIN), JobId(String::new()));
            let of_topic = self.pending.range(first..);
            let of_topic = of_topic.take_while(|(of, at, _)| of == topic && *at <= now);
            due.extend(of_topic.take(most(limit)).map(|(_, at, id)| (*at, id.clone(), *topic)));
        }
        due.sort();
        due.dedup();
        due.truncate(most(limit));
        let mut claimed = Vec::with_capacity(due.len());
        for (at, id, topic) in due {
            self.counter += 1;
            let lease = LeaseId(self.counter);
            self.pending.remove(&(topic.to_owned(), at, id.clone()));
            self.pending.insert((topic.to_owned(), until, id.clone()));
            if let Some(job) = self.jobs.get_mut(&id) {
                job.claims = job.claims.saturating_add(1);
                job.stage = Stage::Pending { due: until, lease: Some(lease) };
                claimed.push(job.claimed(&id, lease));
            }
        }
        claimed
    }

    fn forget_done(&mut self, now: Time) {
        let horizon = now.after_millis(-DONE_JOBS_KEPT_MILLIS);
        while let Some((_, id)) = self.done.first().filter(|(until, _)| *until < horizon).cloned() {
            self.remove_job(&id);
        }
    }

    pub(super) fn given_up(&self, tenant: TenantId, limit: u32) -> Vec<(Claimed, String)> {
        let of_tenant = self.given_up.range((tenant, 0)..=(tenant, u64::MAX)).rev();
        of_tenant
            .filter_map(|(_, id)| {
                let job = self.jobs.get(id)?;
                let Stage::GivenUp { lease, why, .. } = &job.stage else { return None };
                Some((job.claimed(id, *lease), why.clone()))
            })
            .take(most(limit))
            .collect()
    }

    pub(super) fn next_due(&self) -> Option<Time> {
        let execution = self.due.first().map(|(due, _)| *due);
        let mut soonest = execution;
        let mut from = (String::new(), Time(i64::MIN), JobId(String::new()));
        // The first of each topic; the next topic's name begins after the last of this one's.
        while let Some((topic, due, _)) = self.pending.range(from..).next() {
            soonest = Some(soonest.map_or(*due, |so_far| so_far.min(*due)));
            from = (format!("{topic}\0"), Time(i64::MIN), JobId(String::new()));
        }
        soonest
    }

    pub(super) fn lead(
        &mut self,
        tenant: TenantId,
        name: &str,
        node: NodeId,
        now: Time,
        until: Time,
    ) -> Option<u64> {
        let first = Leader { node, epoch: 0, until: Time(i64::MIN) };
        let leader = self.leaders.entry((tenant, name.to_owned())).or_insert(first);
        if leader.epoch == 0 || leader.node != node {
            if leader.until > now {
                return None;
            }
            *leader = Leader { node, epoch: leader.epoch + 1, until };
        }
        leader.until = until;
        Some(leader.epoch)
    }
}
