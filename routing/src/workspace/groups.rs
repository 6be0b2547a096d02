//! Groups: waiting tasks with the same candidates.

use std::collections::{BTreeMap, BTreeSet};

use super::Workspace;
use super::order::OrderKey;
use super::program::{PlanProgram, Step};
use super::things::{At, Route, Search, TaskState};
use crate::attributes::Attributes;
use crate::ids::TaskId;
use crate::plan::KnownWorker;

/// Tasks with the same candidates.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Group {
    pub key: GroupKey,
    pub waiting: BTreeSet<OrderKey>,
}

/// What the candidates of a task depend on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct GroupKey {
    pub queue: Option<u32>,
    pub channel: u32,
    pub class: Option<u32>,
    pub whom: Whom,
    /// A task that some workers have already: it has candidates of its own.
    pub alone: Option<TaskId>,
}

/// For whom a group waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Whom {
    /// For whoever fits.
    Anybody,
    /// For one worker.
    One(u32),
    /// For one worker, busy or not.
    OneAlways(u32),
    /// For a worker whom nothing names.
    Nobody,
}

impl Route {
    /// The step of the plan, when it goes by one.
    pub fn step(&self) -> Option<&Step> {
        match self {
            Route::Plan { program, at, .. } => program.step(*at),
            Route::Queue | Route::Worker(_) => None,
        }
    }
}

impl PlanProgram {
    /// The step in a place.
    pub fn step(&self, at: At) -> Option<&Step> {
        match at {
            At::Target { filter, target, .. } => {
                self.filters.get(filter as usize)?.steps.get(target as usize)
            }
            At::Default => self.default.as_ref(),
        }
    }
}

impl Workspace {
    /// Lets a searching task wait where its search says, and be tried.
    pub(crate) fn place(&mut self, id: TaskId) {
        // The search is taken out while it is looked at, and put back with its place.
        let Some(task) = self.tasks.get_mut(&id) else { return };
        let Some(mut search) = task.search.take() else { return };
        let key = self.order_key(id, &self.tasks[&id], &search);
        let group_key = self.group_key(id, &search);
        if search.route.step().is_some_and(|step| step.known.is_some()) {
            self.pool.knowing.insert(id);
        }
        let group = self.group(group_key);
        self.line_up(group, key);
        self.pool.attempts.insert(key);
        search.place = Some((group, key));
        if let Some(limit) = search.limit.filter(|limit| *limit > self.now) {
            self.deadlines.insert((limit, super::deadlines::STEP, id.0));
        }
        if let Some(task) = self.tasks.get_mut(&id) {
            task.search = Some(search);
        }
    }

    /// Takes a task from where it waits, if it does.
    pub(crate) fn unplace(&mut self, id: TaskId) {
        let Some(search) = self.tasks.get_mut(&id).and_then(|task| task.search.as_mut()) else {
            return;
        };
        let Some((number, key)) = search.place.take() else { return };
        if let Some(limit) = search.limit {
            self.deadlines.remove(&(limit, super::deadlines::STEP, id.0));
        }
        self.pool.knowing.remove(&id);
        self.pool.attempts.remove(&key);
        self.leave_line(number, key);
    }

    /// Lets a waiting task wait anew, since something it waits by has changed.
    pub(crate) fn place_anew(&mut self, id: TaskId) {
        let is_placed = |task: &TaskState| task.search.as_ref().is_some_and(|s| s.place.is_some());
        if self.tasks.get(&id).is_some_and(is_placed) {
            self.unplace(id);
            self.place(id);
        }
    }

    pub(crate) fn order_key(&self, id: TaskId, task: &TaskState, search: &Search) -> OrderKey {
        let order = search.queue.map_or(Default::default(), |queue| self.queues[queue].order);
        OrderKey::new(order, self.settings.queue_order, task.priority, task.start, id)
    }

    fn group_key(&mut self, id: TaskId, search: &Search) -> GroupKey {
        let task = &self.tasks[&id];
        let channel = task.channel;
        let alone = task.transfer.is_some().then_some(id);
        if let Route::Worker(worker) = search.route {
            let whom = if task.ignores_capacity && alone.is_none() {
                Whom::OneAlways(worker)
            } else {
                Whom::One(worker)
            };
            return GroupKey { queue: None, channel, class: None, whom, alone };
        }
        let queue = search.queue;
        let Some(step) = search.route.step() else {
            return GroupKey { queue, channel, class: None, whom: Whom::Anybody, alone };
        };
        let attributes = task.attributes.clone();
        let whom = match &step.known {
            None => Whom::Anybody,
            Some(known) => self.known_worker(known, &attributes).map_or(Whom::Nobody, Whom::One),
        };
        let class = queue.and_then(|queue| self.class(queue, &search.route, &attributes));
        GroupKey { queue, channel, class, whom, alone }
    }

    /// The worker whom an attribute of a task names.
    pub(crate) fn known_worker(&self, known: &KnownWorker, task: &Attributes) -> Option<u32> {
        let named = known.path.find(task)?.as_str()?;
        if known.by_name { self.workers.slot_of_name(named) } else { self.workers.slot(named) }
    }

    fn group(&mut self, key: GroupKey) -> u32 {
        if let Some(number) = self.siblings(&key).and_then(|groups| groups.get(&key)) {
            return *number;
        }
        let group = Group { key: key.clone(), waiting: BTreeSet::new() };
        let number = self.pool.groups.add(group);
        if let Whom::One(worker) | Whom::OneAlways(worker) = key.whom {
            self.pool.named.entry(worker).or_default().insert(number);
        }
        let class = key.class;
        if let Some(siblings) = self.siblings(&key) {
            siblings.insert(key, number);
            if siblings.len() == 1
                && let Some(class) = class
            {
                self.use_class(class);
            }
        }
        number
    }

    /// The groups of the same class, else of the same queue, else those without a queue.
    fn siblings(&mut self, key: &GroupKey) -> Option<&mut BTreeMap<GroupKey, u32>> {
        match (key.class, key.queue) {
            (Some(class), _) => Some(&mut self.pool.classes.get_mut(class)?.group_of),
            (None, Some(queue)) => Some(&mut self.queues[queue].group_of),
            (None, None) => Some(&mut self.pool.group_of),
        }
    }

    fn close_group(&mut self, number: u32) {
        let Some(Group { key, .. }) = self.pool.groups.remove(number) else { return };
        if let Some(siblings) = self.siblings(&key) {
            siblings.remove(&key);
        }
        if let Whom::One(worker) | Whom::OneAlways(worker) = key.whom
            && let Some(groups) = self.pool.named.get_mut(&worker)
        {
            groups.remove(&number);
            if groups.is_empty() {
                self.pool.named.remove(&worker);
            }
        }
        if let Some(class) = key.class {
            self.leave_class(class);
        }
    }

    /// Puts a task in the line of a group.
    fn line_up(&mut self, number: u32, key: OrderKey) {
        let Some(group) = self.pool.groups.get_mut(number) else { return };
        let first = group.waiting.first().copied();
        group.waiting.insert(key);
        if first.is_none_or(|first| key < first) {
            self.change_head(number, first, Some(key));
        }
    }

    /// Takes a task out of the line of a group, which ends with its last one.
    fn leave_line(&mut self, number: u32, key: OrderKey) {
        let Some(group) = self.pool.groups.get_mut(number) else { return };
        let was_first = group.waiting.first() == Some(&key);
        group.waiting.remove(&key);
        let first = group.waiting.first().copied();
        if was_first {
            self.change_head(number, Some(key), first);
        }
        if first.is_none() {
            self.close_group(number);
        }
    }

    /// Tells the queue of a group that another task is the first of it.
    fn change_head(&mut self, number: u32, before: Option<OrderKey>, after: Option<OrderKey>) {
        let Some(Group { key, .. }) = self.pool.groups.get(number) else { return };
        let (Whom::Anybody, Some(queue)) = (key.whom, key.queue) else { return };
        let channel = key.channel as usize;
        let heads = &mut self.queues[queue].heads;
        if heads.len() <= channel {
            heads.resize_with(channel + 1, BTreeSet::new);
        }
        let heads = &mut heads[channel];
        if let Some(before) = before {
            heads.remove(&(before, number));
        }
        if let Some(after) = after {
            heads.insert((after, number));
        }
    }

    /// The key of a group.
    pub(crate) fn group_key_of(&self, number: u32) -> Option<&GroupKey> {
        self.pool.groups.get(number).map(|group| &group.key)
    }
}
