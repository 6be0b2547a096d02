//! A commit in memory: first every question that may refuse it, then every change.

use centralita_engine::Time;

use super::{Inner, Kept};
use crate::ids::ExecutionKey;
use crate::store::{Commit, Committed, ExecutionWrite, Expect, Refused, RoutingWrite, Stored};

impl Inner {
    pub(super) fn commit(&mut self, commit: Commit) -> Committed {
        self.permit(&commit)?;
        if let Some(write) = commit.execution {
            self.write_execution(write);
        }
        for settled in commit.settled {
            self.settle(settled);
        }
        for id in &commit.cancelled {
            self.cancel(id);
        }
        for job in commit.jobs {
            self.add_job(job);
        }
        if let Some(routing) = commit.routing {
            self.write_routing(routing);
        }
        Ok(())
    }

    fn permit(&self, commit: &Commit) -> Committed {
        if let Some(fence) = &commit.fence {
            let leader = self.leaders.get(&(fence.tenant, fence.name.to_owned()));
            if leader.is_none_or(|leader| leader.epoch != fence.epoch) {
                return Err(Refused::NotLeading);
            }
        }
        if let Some(write) = &commit.execution {
            self.permit_execution(write)?;
        }
        for settled in &commit.settled {
            let is_held = self.jobs.get(&settled.id).is_some_and(|job| job.is_held(settled.lease));
            // The same job twice in one commit: the second finds it settled.
            let is_first = commit.settled.iter().find(|other| other.id == settled.id);
            if !is_held || is_first.is_some_and(|first| !std::ptr::eq(first, settled)) {
                return Err(Refused::LeaseLost(settled.id.clone()));
            }
        }
        if let Some(routing) = &commit.routing {
            let lines = self.routers.get(&routing.tenant).map_or(0, super::Router::line_count);
            if lines != routing.expect {
                return Err(Refused::Stale);
            }
        }
        Ok(())
    }

    fn permit_execution(&self, write: &ExecutionWrite) -> Committed {
        let key = write.key;
        let here = self.executions.get(&key).map(|kept| &kept.stored);
        let begun = match (&write.expect, here) {
            (Expect::New(begun), None) => begun,
            (Expect::Version(version), Some(stored)) if stored.version == *version => return Ok(()),
            _ => return Err(Refused::Stale),
        };
        if let (Some(correlation), None) = (&begun.correlation, write.ended) {
            let holder = self.correlations.get(&(key.tenant, correlation.clone()));
            if let Some(&holder) = holder {
                return Err(Refused::Correlated(ExecutionKey::new(key.tenant, holder)));
            }
        }
        Ok(())
    }

    fn write_execution(&mut self, write: ExecutionWrite) {
        let key = write.key;
        if let Expect::New(begun) = write.expect {
            self.started.insert((key.tenant, begun.started, key.id));
            let stored =
                Stored { version: 0, state: write.state.clone(), due: None, ended: None, begun };
            self.executions.insert(key, Kept { stored, journal: Vec::new() });
        }
        let Some(kept) = self.executions.get_mut(&key) else { return };
        let before = (kept.stored.due, kept.stored.ended);
        kept.stored.version += 1;
        kept.stored.state = write.state;
        kept.stored.due = write.due;
        kept.stored.ended = kept.stored.ended.or(write.ended);
        let after = (write.due, kept.stored.ended);
        for (event, reply) in write.replies {
            let open = kept
                .journal
                .iter_mut()
                .rev()
                .find(|line| line.key == event)
                .filter(|line| line.reply.is_none());
            if let Some(line) = open {
                line.reply = Some(reply);
            }
        }
        kept.journal.extend(write.entry);
        let correlation = kept.stored.begun.correlation.clone();
        self.reindex(key, before, after, correlation);
    }

    fn reindex(
        &mut self,
        key: ExecutionKey,
        (due_before, ended_before): (Option<Time>, Option<Time>),
        (due, ended): (Option<Time>, Option<Time>),
        correlation: Option<String>,
    ) {
        if let Some(due) = due_before {
            self.due.remove(&(due, key));
        }
        self.due.extend(due.map(|due| (due, key)));
        if let Some(ended) = ended_before {
            self.ended.remove(&(ended, key));
        }
        self.ended.extend(ended.map(|ended| (ended, key)));
        if let Some(correlation) = correlation {
            let name = (key.tenant, correlation);
            if ended.is_none() {
                self.correlations.insert(name, key.id);
            } else if self.correlations.get(&name) == Some(&key.id) {
                self.correlations.remove(&name);
            }
        }
    }

    fn write_routing(&mut self, write: RoutingWrite) {
        let router = self.routers.entry(write.tenant).or_default();
        router.lines.extend(write.lines);
        if let Some(snapshot) = write.snapshot {
            router.snapshot_lines = router.line_count();
            router.lines.clear();
            router.snapshot = Some(snapshot);
        }
    }

    pub(super) fn claim_due(&mut self, now: Time, again: Time, limit: u32) -> Vec<ExecutionKey> {
        let due: Vec<(Time, ExecutionKey)> = self
            .due
            .iter()
            .take_while(|(due, _)| *due <= now)
            .take(super::most(limit))
            .copied()
            .collect();
        for &(due, key) in &due {
            self.due.remove(&(due, key));
            self.due.insert((again, key));
            if let Some(kept) = self.executions.get_mut(&key) {
                kept.stored.due = Some(again);
            }
        }
        due.into_iter().map(|(_, key)| key).collect()
    }
}
