//! Who gets what: waiting tasks are tried, in order, until nothing follows any more.

use std::cmp::Reverse;

use serde_json::Value;

use super::order::OrderKey;
use super::pool::{Among, GroupKey, Whom};
use super::things::{At, ReservationState, Route};
use super::{Event, ReservationStatus, TaskStatus, Workspace, deadlines};
use crate::expression::{Counters, Path, Subject};
use crate::ids::{ReservationId, TaskId};
use crate::plan::Order;

/// Above so many candidates the one who waited longest is looked for in the list of all who are free,
/// where it stands near the beginning.
const MANY: usize = 256;

/// Up to so many workers are asked one by one whether a task is for them, before all are looked at.
const FEW: usize = 16;

impl Workspace {
    /// Has everything happen that follows from what has changed.
    pub(super) fn settle(&mut self) {
        loop {
            while let Some(worker) = self.pool.woken.pop_first() {
                self.wake(worker);
            }
            let Some((key, among)) = self.pool.attempts.pop_first() else { break };
            self.attempt(key, among);
        }
        self.pool.awake.clear();
    }

    fn attempt(&mut self, key: OrderKey, among: Among) {
        let id = key.task();
        let Some(search) = self.tasks.get(&id).and_then(|task| task.search.as_ref()) else {
            return;
        };
        let Some((group, placed)) = search.place else { return };
        if placed != key {
            return;
        }
        let is_fresh = search.is_fresh;
        // A limit that is reached at this moment and has not fired yet is not over: deadlines of one
        // moment fire one by one, and a worker who became free by an earlier one is still for the task.
        let is_over = search.limit.is_some_and(|limit| {
            limit <= self.now && !self.deadlines.contains(&(limit, deadlines::STEP, id.0))
        });
        if is_over && !is_fresh {
            self.leave_step(id, true);
            self.try_next_of(group);
            return;
        }
        let are_few_awake = self.pool.awake.len() <= FEW;
        if among == Among::Awake && are_few_awake && !self.is_for_awake(group) {
            return;
        }
        let chosen = self.choose(id, group);
        if !chosen.is_empty() {
            self.offer(id, &chosen);
            self.try_next_of(group);
            return;
        }
        if !is_fresh {
            return;
        }
        if let Some(search) = self.tasks.get_mut(&id).and_then(|task| task.search.as_mut()) {
            search.is_fresh = false;
        }
        if self.is_skipped(id) {
            self.leave_step(id, false);
        } else if is_over {
            self.leave_step(id, true);
        }
    }

    /// Whether somebody who has been woken can be asked for the tasks of a group.
    fn is_for_awake(&self, group: u32) -> bool {
        let Some(key) = self.group_key_of(group) else { return false };
        self.pool.awake.iter().any(|worker| self.is_candidate(key, *worker))
    }

    /// Has the next task of a group tried: one of each group was tried for all of it.
    fn try_next_of(&mut self, group: u32) {
        if let Some(next) = self.first_of(group) {
            self.pool.attempts.entry(next).or_insert(Among::Awake);
        }
    }

    /// Whether a task's step says that it is passed over now.
    fn is_skipped(&self, id: TaskId) -> bool {
        let Some(search) = self.tasks.get(&id).and_then(|task| task.search.as_ref()) else {
            return false;
        };
        let is_default = matches!(search.route, Route::Plan { at: At::Default, .. });
        let Some(skip) = search.route.step().and_then(|step| step.skip.as_ref()) else {
            return false;
        };
        let Some(queue) = search.queue.filter(|_| !is_default) else { return false };
        let counters = QueueCounters { workspace: self, queue };
        skip.is_always() || skip.holds(&Subject { counters: Some(&counters), ..Subject::default() })
    }

    /// Whom a task is offered to; nobody, when there is nobody. Forgets who refused it, when all
    /// candidates did.
    fn choose(&mut self, id: TaskId, group: u32) -> Vec<u32> {
        let Some(key) = self.group_key_of(group) else { return Vec::new() };
        let Some(task) = self.tasks.get(&id) else { return Vec::new() };
        let Some(search) = task.search.as_ref() else { return Vec::new() };
        if let Whom::One(worker) | Whom::OneAlways(worker) = key.whom {
            if !self.is_candidate(key, worker) {
                return Vec::new();
            }
            if task.refusers.contains(&worker) {
                self.forget_refusers(id);
            }
            return vec![worker];
        }
        let most = match search.queue {
            Some(queue) => usize::from(self.queues[queue].max_reserved_workers),
            None => 1,
        };
        let order = search.route.step().map_or(&[][..], |step| &step.order);
        let mut candidates = self.candidates(key);
        if most == 1 && order.is_empty() && task.refusers.is_empty() && candidates.len() > MANY {
            let longest = self.pool.free_by_idle[key.channel as usize]
                .iter()
                .find(|(_, worker)| self.is_candidate(key, *worker));
            return longest.map(|(_, worker)| *worker).into_iter().collect();
        }
        let has_refused = |worker: &u32| task.refusers.contains(worker);
        let all_refused = !candidates.is_empty() && candidates.iter().all(has_refused);
        let channel = key.channel;
        let rank = |worker: &u32| {
            let refused = !all_refused && has_refused(worker);
            (refused, self.numbers(order, *worker), self.idle_since(*worker, channel), *worker)
        };
        if most == 1 {
            candidates = candidates.into_iter().min_by_key(rank).into_iter().collect();
        } else {
            candidates.sort_by_cached_key(rank);
            candidates.truncate(most);
        }
        if all_refused {
            self.forget_refusers(id);
        }
        candidates
    }

    fn forget_refusers(&mut self, id: TaskId) {
        if let Some(task) = self.tasks.get_mut(&id) {
            task.refusers.clear();
        }
    }

    /// Everybody who can be asked for the tasks of a group now, in the order in which they came.
    pub(super) fn candidates(&self, key: &GroupKey) -> Vec<u32> {
        let (Some(eligible), Some(free)) =
            (self.eligible(key), self.pool.free.get(key.channel as usize))
        else {
            return Vec::new();
        };
        let mut candidates: Vec<u32> = eligible.common(free).collect();
        if key.alone.is_some() {
            candidates.retain(|worker| !self.has_it_already(key, *worker));
        }
        candidates
    }

    /// A worker's numbers by which a step orders, so that smaller comes first. Whoever lacks a number
    /// comes last, and a number that is not whole orders nobody.
    fn numbers(&self, order: &[Order], worker: u32) -> Vec<(u8, Reverse<i64>)> {
        order
            .iter()
            .map(|clause| match self.number(&clause.path, worker) {
                None => (1, Reverse(0)),
                Some(number) if clause.is_descending => (0, Reverse(number)),
                Some(number) => (0, Reverse(number.saturating_neg())),
            })
            .collect()
    }

    fn number(&self, path: &Path, worker: u32) -> Option<i64> {
        match path.find(&self.workers[worker].attributes)? {
            Value::Number(number) => number.as_i64().or_else(|| whole(number.as_f64()?)),
            _ => None,
        }
    }

    /// Offers a task to workers, all at once.
    fn offer(&mut self, id: TaskId, chosen: &[u32]) {
        self.unplace(id);
        let Some(task) = self.tasks.get_mut(&id) else { return };
        let Some(search) = task.search.as_mut() else { return };
        search.rounds += 1;
        search.is_fresh = false;
        let queue = search.queue;
        let length = match &search.route {
            Route::Plan { program, .. } => program.reservation,
            // A task that goes past the filters of a plan keeps the plan's patience.
            Route::Queue | Route::Worker(_) => {
                task.plan.and_then(|plan| self.plans[plan].program.reservation)
            }
        };
        let until = self.now.after(length.unwrap_or(self.settings.reservation_seconds));
        let channel = task.channel;
        if task.transfer.is_none() {
            task.status = TaskStatus::Reserved;
        }
        for &worker in chosen {
            self.next_reservation += 1;
            let reservation = ReservationId(self.next_reservation);
            if let Some(task) = self.tasks.get_mut(&id) {
                task.reservations.push(reservation);
                if let Some(search) = task.search.as_mut() {
                    search.offers.insert(reservation);
                }
            }
            let worker_id = self.workers[worker].id.clone();
            self.reservations.insert(
                reservation,
                ReservationState {
                    task: id,
                    worker,
                    worker_id: worker_id.clone(),
                    channel,
                    status: ReservationStatus::Pending,
                    until: Some(until),
                    created: self.now,
                },
            );
            self.deadlines.insert((until, deadlines::OFFER, reservation.0));
            let state = &mut self.workers[worker];
            state.open.insert(reservation);
            if let Some(share) = state.shares.get_mut(channel as usize) {
                share.open += 1;
            }
            let queue = queue.map(|queue| self.queues[queue].id.clone());
            self.tell(Event::ReservationCreated {
                reservation,
                task: id,
                worker: worker_id,
                queue,
                until,
            });
            self.touch(worker);
        }
    }
}

/// A number that is whole.
fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64)
}

struct QueueCounters<'a> {
    workspace: &'a Workspace,
    queue: u32,
}

impl QueueCounters<'_> {
    fn count(&self, counts: impl Fn(u32) -> bool) -> u32 {
        let members = self.workspace.queues[self.queue].members.iter();
        members.filter(|worker| counts(self.workspace.workers[*worker].activity)).count() as u32
    }
}

impl Counters for QueueCounters<'_> {
    fn available(&self) -> u32 {
        self.count(|activity| self.workspace.activities[activity].available)
    }

    fn unavailable(&self) -> u32 {
        self.count(|activity| !self.workspace.activities[activity].available)
    }

    fn in_activity(&self, activity: &str) -> Option<u32> {
        let wanted = self.workspace.activities.find(activity)?;
        Some(self.count(|activity| activity == wanted))
    }
}
