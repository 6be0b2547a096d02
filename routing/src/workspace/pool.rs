//! Who can be asked for whom: waiting tasks in groups, and the workers that fit each group.
//!
//! Tasks with the same candidates wait together: same queue, same channel, same condition, and the
//! same values in everything that the condition asks of the task (their class). So an event looks at
//! one task of each group it touches, and whom a condition fits is found once for a class.

use std::collections::{BTreeMap, BTreeSet};

use super::Workspace;
use super::bits::{Bits, Sparse};
use super::classes::{Class, Family};
use super::groups::{Group, GroupKey, Whom};
use super::listeners::Listeners;
use super::order::OrderKey;
use super::slab::Slab;
use crate::attributes::Attributes;
use crate::expression::Subject;
use crate::ids::TaskId;
use crate::time::Time;

/// Groups, classes, and who is free.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Pool {
    pub groups: Slab<Group>,
    /// Groups of tasks that wait in no queue.
    pub group_of: BTreeMap<GroupKey, u32>,
    pub families: Slab<Family>,
    pub classes: Slab<Class>,
    /// How many families there are that ask what workers are doing.
    pub momentary_families: u32,
    /// Serial numbers of plans that have been changed or taken away.
    pub retired: BTreeSet<u64>,
    /// How many classes were ever left without waiting tasks.
    pub times_idle: u64,
    /// Room for what a condition asks of a task; empty between uses.
    pub values: String,
    /// Groups of tasks that wait for one worker.
    pub named: BTreeMap<u32, BTreeSet<u32>>,
    /// What queues ask of workers' attributes.
    pub listeners: Listeners,
    /// By channel: who could take a task now.
    pub free: Vec<Bits>,
    /// By channel: who could take a task now, who waited longest first.
    pub free_by_idle: Vec<BTreeSet<(i64, u32)>>,
    /// Workers who could be asked for something they could not be asked for before.
    pub woken: BTreeSet<u32>,
    /// Where such workers are in looking through the tasks that wait for somebody like them.
    pub looking: BTreeSet<(OrderKey, u32)>,
    /// Tasks to be tried, in the order in which they are served.
    pub attempts: BTreeSet<OrderKey>,
    /// Waiting tasks whose step is for a known worker.
    pub knowing: BTreeSet<TaskId>,
}

impl Workspace {
    /// Whether a worker can be asked for the tasks of a group now.
    pub(crate) fn is_candidate(&self, key: &GroupKey, worker: u32) -> bool {
        if self.workers.get(worker).is_none() {
            return false;
        }
        let named = match key.whom {
            Whom::Anybody => true,
            Whom::One(one) | Whom::OneAlways(one) => one == worker,
            Whom::Nobody => false,
        };
        let is_free = matches!(key.whom, Whom::OneAlways(_))
            || self.pool.free.get(key.channel as usize).is_some_and(|free| free.has(worker));
        named && is_free && self.is_eligible(key, worker) && !self.has_it_already(key, worker)
    }

    /// Whether a worker is of the queue and fits the condition.
    fn is_eligible(&self, key: &GroupKey, worker: u32) -> bool {
        match (key.queue, key.class.and_then(|class| self.pool.classes.get(class))) {
            (_, Some(class)) => class.workers.has(worker) && self.fits_now(class, worker),
            (Some(queue), None) => self.queues[queue].members.has(worker),
            (None, None) => true,
        }
    }

    /// Whether a worker has an open reservation of the task that a group is for.
    pub(crate) fn has_it_already(&self, key: &GroupKey, worker: u32) -> bool {
        let Some(task) = key.alone else { return false };
        let open = &self.workers[worker].open;
        open.iter().any(|open| self.reservations.get(open).is_some_and(|one| one.task == task))
    }

    /// The set of workers that a group's candidates are taken from, and the class whose condition over
    /// what they are doing has to hold as well; none when it is for one worker.
    pub(crate) fn eligible(&self, key: &GroupKey) -> Option<(&Sparse, Option<&Class>)> {
        if key.whom != Whom::Anybody {
            return None;
        }
        match key.class.and_then(|class| self.pool.classes.get(class)) {
            Some(class) => Some((&class.workers, Some(class))),
            None => key.queue.map(|queue| (&self.queues[queue].members, None)),
        }
    }

    /// Brings up to date who a worker is for, after something about the worker has changed that is
    /// neither attributes nor name.
    pub(crate) fn touch(&mut self, worker: u32) {
        let mut gained = false;
        for channel in 0..self.channels.len() {
            gained |= self.list_if_free(worker, channel);
        }
        if gained || self.is_asked_what_is_done(worker) {
            self.pool.woken.insert(worker);
        }
    }

    /// Whether somebody waits by a condition that changes with what a worker is doing.
    fn is_asked_what_is_done(&self, worker: u32) -> bool {
        let is_asked = self.pool.momentary_families > 0;
        self.workers.get(worker).filter(|_| is_asked).is_some_and(|state| {
            state.queues.iter().any(|queue| self.queues[*queue].momentary_families > 0)
        })
    }

    /// Whether a worker could take a task of a channel now.
    pub(crate) fn is_free(&self, worker: u32, channel: u32) -> bool {
        let Some(state) = self.workers.get(worker) else { return false };
        let Some(share) = state.shares.get(channel as usize) else { return false };
        self.activities[state.activity].available
            && share.is_available
            && share.open < u32::from(share.capacity)
            && (self.settings.multi_task || state.open.is_empty())
    }

    /// Since when a worker had no new task, as far as a channel's tasks are concerned.
    pub(crate) fn idle_since(&self, worker: u32, channel: u32) -> Time {
        let state = &self.workers[worker];
        let is_own = self.channels.get(channel).is_some_and(|one| one.optimized_routing);
        let last = match state.shares.get(channel as usize) {
            Some(share) if is_own => share.last_accepted,
            _ => state.last_accepted,
        };
        last.unwrap_or(Time(i64::MIN))
    }

    fn list_if_free(&mut self, worker: u32, channel: u32) -> bool {
        let is_free = self.is_free(worker, channel);
        let listed = is_free.then(|| self.idle_since(worker, channel).0);
        let was_listed = self
            .workers
            .get(worker)
            .and_then(|state| state.shares.get(channel as usize))
            .and_then(|share| share.listed);
        if listed == was_listed {
            return false;
        }
        let by_idle = &mut self.pool.free_by_idle[channel as usize];
        if let Some(idle) = was_listed {
            by_idle.remove(&(idle, worker));
        }
        if let Some(idle) = listed {
            by_idle.insert((idle, worker));
        }
        self.pool.free[channel as usize].set(worker, is_free);
        if let Some(share) = self.workers[worker].shares.get_mut(channel as usize) {
            share.listed = listed;
        }
        is_free && was_listed.is_none()
    }

    /// Brings up to date to which queues and classes a new worker belongs.
    pub(crate) fn sort_new_worker(&mut self, worker: u32) {
        let attributes = &self.workers[worker].attributes;
        for queue in self.pool.listeners.concerned(None, attributes) {
            self.sort_worker_into(worker, queue);
        }
        self.pool.woken.insert(worker);
        self.touch(worker);
    }

    /// Brings up to date to which queues and classes a worker belongs whose attributes have changed.
    pub(crate) fn sort_changed_worker(&mut self, worker: u32, before: &Attributes) {
        let after = self.workers[worker].attributes.clone();
        let mut gained = false;
        let concerned = self.pool.listeners.concerned(Some(before), &after);
        for queue in &concerned {
            gained |= self.sort_worker_into(worker, *queue);
        }
        let others: Vec<u32> =
            self.workers[worker].queues.difference(&concerned).copied().collect();
        for queue in others {
            gained |= self.judge_in(worker, queue, Some((before, &after)));
        }
        if gained {
            self.pool.woken.insert(worker);
        }
        self.touch(worker);
    }

    /// Brings up to date to which classes a worker belongs whose name has changed.
    pub(crate) fn sort_renamed_worker(&mut self, worker: u32) {
        let queues: Vec<u32> = self.workers[worker].queues.iter().copied().collect();
        for queue in queues {
            if self.judge_in(worker, queue, None) {
                self.pool.woken.insert(worker);
            }
        }
    }

    /// Takes a worker who is about to go out of all queues and classes, and off the lists of who is
    /// free.
    pub(crate) fn unsort_worker(&mut self, worker: u32) {
        for queue in std::mem::take(&mut self.workers[worker].queues) {
            self.set_member(worker, queue, false);
            self.judge_in(worker, queue, None);
        }
        let shares = std::mem::take(&mut self.workers[worker].shares);
        for (channel, share) in shares.iter().enumerate() {
            if let Some(idle) = share.listed {
                self.pool.free_by_idle[channel].remove(&(idle, worker));
            }
            self.pool.free[channel].set(worker, false);
        }
    }

    fn sort_worker_into(&mut self, worker: u32, number: u32) -> bool {
        let queue = &self.queues[number];
        let state = &self.workers[worker];
        let belongs = queue.program.holds(&Subject::of_worker(&state.attributes));
        if !belongs && !queue.members.has(worker) {
            return false;
        }
        let queues = &mut self.workers[worker].queues;
        if belongs {
            queues.insert(number)
        } else {
            queues.remove(&number)
        };
        let gained = self.set_member(worker, number, belongs);
        self.judge_in(worker, number, None) || gained
    }

    /// Puts a worker in a queue or takes the worker out. True when the worker
    /// was not in and now is.
    fn set_member(&mut self, worker: u32, number: u32, belongs: bool) -> bool {
        let activity = self.workers[worker].activity;
        let queue = &mut self.queues[number];
        let did_belong = queue.members.set(worker, belongs);
        match (did_belong, belongs) {
            (false, true) => queue.count(activity, true),
            (true, false) => queue.count(activity, false),
            _ => {}
        }
        belongs && !did_belong
    }

    /// Brings up to date who serves a queue, after its expression has changed.
    pub(crate) fn sort_queue(&mut self, queue: u32) {
        for worker in self.workers.used() {
            if self.sort_worker_into(worker, queue) {
                self.pool.woken.insert(worker);
            }
        }
    }

    /// The first task after a place in the order for which a worker can be asked, of those that are the
    /// first of their groups.
    pub(crate) fn next_for(&self, worker: u32, after: Option<OrderKey>) -> Option<OrderKey> {
        let state = self.workers.get(worker)?;
        let mut best: Option<OrderKey> = None;
        let is_later = |key: &OrderKey| after.is_none_or(|after| *key > after);
        for (channel, free) in self.pool.free.iter().enumerate() {
            if !free.has(worker) {
                continue;
            }
            for queue in &state.queues {
                let Some(heads) = self.queues[*queue].heads.get(channel) else { continue };
                let heads = match after {
                    Some(after) => heads.range((after, u32::MAX)..),
                    None => heads.range(..),
                };
                for (key, group) in heads {
                    if best.is_some_and(|best| *key >= best) {
                        break;
                    }
                    let Some(group) = self.pool.groups.get(*group) else { continue };
                    if self.is_candidate(&group.key, worker) {
                        best = Some(*key);
                        break;
                    }
                }
            }
        }
        for group in self.pool.named.get(&worker).into_iter().flatten() {
            let Some(group) = self.pool.groups.get(*group) else { continue };
            let Some(key) = group.waiting.first().filter(|key| is_later(key)) else { continue };
            if best.is_none_or(|best| *key < best) && self.is_candidate(&group.key, worker) {
                best = Some(*key);
            }
        }
        best
    }
}
