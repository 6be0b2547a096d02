//! Who gets what: waiting tasks are tried, in order, until nothing follows any more.

use std::cmp::Reverse;

use serde_json::Value;

use super::groups::{GroupKey, Whom};
use super::order::OrderKey;
use super::things::{At, ReservationState, Route};
use super::{Event, ReservationStatus, TaskStatus, Workspace, deadlines};
use crate::expression::{Counters, Subject};
use crate::ids::{ReservationId, TaskId};

/// A clause of an order: under which number the attribute is known, and whether high numbers come first.
type Clause = (u32, bool);

/// Up to so many free workers are asked one by one who of them a task is for.
const FEW: usize = 32;

impl Workspace {
    /// Has everything happen that follows from what has changed.
    ///
    /// A worker who has been woken looks through what waits for somebody like that, in the order in
    /// which tasks are served. Of each group only the first task is looked at: the others come when it
    /// has found somebody.
    pub(super) fn settle(&mut self) {
        loop {
            while let Some(worker) = self.pool.woken.pop_first() {
                self.look_on(worker, None);
            }
            let attempt = self.pool.attempts.first().copied();
            let looking = self.pool.looking.first().copied();
            match (attempt, looking) {
                (None, None) => return,
                (Some(key), _) if looking.is_none_or(|(other, _)| key <= other) => {
                    self.pool.attempts.pop_first();
                    self.attempt(key);
                }
                (_, Some((key, worker))) => {
                    self.pool.looking.pop_first();
                    if self.could_be_for(key, worker) {
                        self.attempt(key);
                    }
                    self.look_on(worker, Some(key));
                }
                // An attempt alone is the first case.
                (Some(_), None) => return,
            }
        }
    }

    /// Lets a worker look for the next task after a place in the order.
    fn look_on(&mut self, worker: u32, after: Option<OrderKey>) {
        if let Some(next) = self.next_for(worker, after) {
            self.pool.looking.insert((next, worker));
        }
    }

    /// Whether a task still waits for somebody like a worker.
    fn could_be_for(&self, key: OrderKey, worker: u32) -> bool {
        let search = self.tasks.get(&key.task()).and_then(|task| task.search.as_ref());
        search.and_then(|search| search.place).is_some_and(|(group, placed)| {
            placed == key
                && self.group_key_of(group).is_some_and(|key| self.is_candidate(key, worker))
        })
    }

    fn attempt(&mut self, key: OrderKey) {
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
            return;
        }
        let chosen = self.choose(id, group);
        if !chosen.is_empty() {
            self.offer(id, &chosen);
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
        let step = search.route.step();
        let order: Vec<Clause> = step.map_or_else(Vec::new, |step| {
            let clauses = step.order.iter().zip(&step.order_numbers);
            clauses.map(|(clause, number)| (*number, clause.is_descending)).collect()
        });
        if most == 1 && order.is_empty() && task.refusers.is_empty() {
            return self.idle_longest(key).into_iter().collect();
        }
        let mut candidates = self.candidates(key);
        let has_refused = |worker: &u32| task.refusers.contains(worker);
        let others = candidates.iter().filter(|worker| !has_refused(worker)).count();
        let all_refused = others == 0 && !candidates.is_empty();
        if others >= most {
            candidates.retain(|worker| !has_refused(worker));
        }
        let rank = |worker: &u32| {
            let refused = !all_refused && has_refused(worker);
            (refused, self.numbers(&order, *worker), self.idle_since(*worker, key.channel), *worker)
        };
        if most == 1 {
            candidates = self.best(&order, key.channel, &candidates).into_iter().collect();
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

    /// Who of the candidates waited longest.
    fn idle_longest(&self, key: &GroupKey) -> Option<u32> {
        let channel = key.channel as usize;
        let by_idle = self.pool.free_by_idle.get(channel)?;
        let mut by_idle_workers = by_idle.iter().map(|(_, worker)| *worker);
        let is_candidate = |worker: &u32| self.is_candidate(key, *worker);
        if by_idle.len() <= FEW {
            return by_idle_workers.find(is_candidate);
        }
        // Where candidates are many, one of them stands near the beginning of all who are free.
        let (workers, _) = self.eligible(key)?;
        let count = workers.count_common(self.pool.free.get(channel)?);
        let far = FEW + 4 * by_idle.len() / count.max(1);
        if count > far
            && let Some(first) = by_idle_workers.take(far).find(is_candidate)
        {
            return Some(first);
        }
        self.best(&[], key.channel, &self.candidates(key))
    }

    /// Everybody who can be asked for the tasks of a group now, in the order in which they came.
    pub(super) fn candidates(&self, key: &GroupKey) -> Vec<u32> {
        let (Some((eligible, class)), Some(free)) =
            (self.eligible(key), self.pool.free.get(key.channel as usize))
        else {
            return Vec::new();
        };
        let fits_now = |worker: &u32| class.is_none_or(|class| self.fits_now(class, *worker));
        let mut candidates: Vec<u32> = eligible.common(free).filter(fits_now).collect();
        if key.alone.is_some() {
            candidates.retain(|worker| !self.has_it_already(key, *worker));
        }
        candidates
    }

    /// Who comes first of some workers by a step's order. A number is looked up only when all before it
    /// are the same as those of the best so far.
    fn best(&self, order: &[Clause], channel: u32, workers: &[u32]) -> Option<u32> {
        let (first, rest) = workers.split_first()?;
        let mut best = *first;
        let mut numbers = self.numbers(order, best);
        let mut idle = self.idle_since(best, channel);
        for &worker in rest {
            let mut clauses = order.iter().zip(&mut numbers);
            let differs = clauses.find_map(|(clause, known)| {
                let number = self.rank_by(*clause, worker);
                (number != *known).then(|| number < *known)
            });
            let comes_first = match differs {
                Some(comes_first) => comes_first,
                // Of two who are idle equally long the one who came earlier stands earlier here.
                None => self.idle_since(worker, channel) < idle,
            };
            if comes_first {
                best = worker;
                numbers = self.numbers(order, best);
                idle = self.idle_since(best, channel);
            }
        }
        Some(best)
    }

    /// A worker's numbers by which a step orders, so that smaller comes first.
    fn numbers(&self, order: &[Clause], worker: u32) -> Vec<(u8, Reverse<i64>)> {
        order.iter().map(|clause| self.rank_by(*clause, worker)).collect()
    }

    /// Whoever lacks a number comes last, and a number that is not whole orders nobody.
    fn rank_by(&self, (number, is_descending): Clause, worker: u32) -> (u8, Reverse<i64>) {
        match self.number(number, worker) {
            None => (1, Reverse(0)),
            Some(number) if is_descending => (0, Reverse(number)),
            Some(number) => (0, Reverse(number.saturating_neg())),
        }
    }

    fn number(&self, known_as: u32, worker: u32) -> Option<i64> {
        match self.workers[worker].known.get(known_as as usize)? {
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
        let doing = self.workspace.queues[self.queue].doing.iter();
        doing.filter(|(activity, _)| counts(**activity)).map(|(_, count)| count).sum()
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
