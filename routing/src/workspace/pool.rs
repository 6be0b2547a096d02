//! Who can be asked for whom: waiting tasks in groups, and the workers that fit each group.
//!
//! Tasks with the same candidates wait together: same queue, same channel, same condition, and the
//! same values in everything that the condition asks of the task (their class). So an event looks at
//! one task of each group it touches, and whom a condition fits is found once for a class.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Workspace;
use super::bits::Bits;
use super::order::OrderKey;
use super::program::{PlanProgram, Step};
use super::slab::Slab;
use super::things::{At, Facets, Route, Search, TaskState};
use crate::attributes::Attributes;
use crate::expression::Subject;
use crate::ids::TaskId;
use crate::plan::KnownWorker;
use crate::time::Time;

/// More classes without waiting tasks are not kept.
const MOST_IDLE_CLASSES: usize = 1024;

/// Groups, classes, and who is free.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Pool {
    groups: Slab<Group>,
    group_of: BTreeMap<GroupKey, u32>,
    classes: Slab<Class>,
    class_of: BTreeMap<ClassKey, u32>,
    idle_classes: BTreeSet<u32>,
    /// Groups of tasks that wait for one worker.
    named: BTreeMap<u32, BTreeSet<u32>>,
    /// By channel: who could take a task now.
    pub free: Vec<Bits>,
    /// By channel: who could take a task now, who waited longest first.
    pub free_by_idle: Vec<BTreeSet<(i64, u32)>>,
    /// Workers who could be asked for something they could not be asked for before.
    pub woken: BTreeSet<u32>,
    /// Those of them whom tasks were tried for since an input came.
    pub awake: Vec<u32>,
    /// Tasks to be tried, in the order in which they are served.
    pub attempts: BTreeMap<OrderKey, Among>,
    /// Waiting tasks whose step is for a known worker.
    pub knowing: BTreeSet<TaskId>,
}

/// Among whom a worker is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Among {
    /// Among those who have been woken: for a task that waited already there was nobody else.
    Awake,
    /// Among all.
    All,
}

/// Tasks with the same candidates.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Group {
    key: GroupKey,
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

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct ClassKey {
    queue: u32,
    serial: u64,
    step: u32,
    values: String,
}

/// Tasks that a condition cannot tell apart, and whom it fits.
#[derive(Clone, Debug, PartialEq)]
struct Class {
    key: ClassKey,
    program: Arc<PlanProgram>,
    at: At,
    /// One of the tasks.
    sample: Attributes,
    workers: Bits,
    groups: u32,
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
        if let Some(group) = self.pool.groups.get_mut(group) {
            group.waiting.insert(key);
        }
        self.pool.attempts.insert(key, Among::All);
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
        let Some(group) = self.pool.groups.get_mut(number) else { return };
        group.waiting.remove(&key);
        if group.waiting.is_empty()
            && let Some(group) = self.pool.groups.remove(number)
        {
            self.close_group(number, &group.key);
        }
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
        let attributes = task.attributes.clone();
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
        let whom = match &step.known {
            None => Whom::Anybody,
            Some(known) => self.known_worker(known, &attributes).map_or(Whom::Nobody, Whom::One),
        };
        let class = match (queue, &step.condition) {
            (Some(queue), Some(_)) => Some(self.class(queue, &search.route, &attributes)),
            _ => None,
        };
        GroupKey { queue, channel, class, whom, alone }
    }

    /// The worker whom an attribute of a task names.
    pub(crate) fn known_worker(&self, known: &KnownWorker, task: &Attributes) -> Option<u32> {
        let named = known.path.find(task)?.as_str()?;
        if known.by_name { self.workers.slot_of_name(named) } else { self.workers.slot(named) }
    }

    fn group(&mut self, key: GroupKey) -> u32 {
        if let Some(number) = self.pool.group_of.get(&key) {
            return *number;
        }
        let group = Group { key: key.clone(), waiting: BTreeSet::new() };
        let number = self.pool.groups.add(group);
        match (key.whom, key.queue) {
            (Whom::One(worker) | Whom::OneAlways(worker), _) => {
                self.pool.named.entry(worker).or_default().insert(number);
            }
            (Whom::Anybody, Some(queue)) => {
                self.queues[queue].groups.insert(number);
            }
            (Whom::Anybody, None) | (Whom::Nobody, _) => {}
        }
        if let Some(number) = key.class
            && let Some(class) = self.pool.classes.get_mut(number)
        {
            class.groups += 1;
            self.pool.idle_classes.remove(&number);
        }
        self.pool.group_of.insert(key, number);
        number
    }

    fn close_group(&mut self, number: u32, key: &GroupKey) {
        self.pool.group_of.remove(key);
        match (key.whom, key.queue) {
            (Whom::One(worker) | Whom::OneAlways(worker), _) => {
                if let Some(groups) = self.pool.named.get_mut(&worker) {
                    groups.remove(&number);
                    if groups.is_empty() {
                        self.pool.named.remove(&worker);
                    }
                }
            }
            (Whom::Anybody, Some(queue)) => {
                self.queues[queue].groups.remove(&number);
            }
            (Whom::Anybody, None) | (Whom::Nobody, _) => {}
        }
        let Some(number) = key.class else { return };
        let Some(class) = self.pool.classes.get_mut(number) else { return };
        class.groups -= 1;
        if class.groups == 0 {
            self.pool.idle_classes.insert(number);
            if self.pool.idle_classes.len() > MOST_IDLE_CLASSES {
                for number in std::mem::take(&mut self.pool.idle_classes) {
                    self.forget_class(number);
                }
            }
        }
    }

    fn forget_class(&mut self, number: u32) {
        let Some(class) = self.pool.classes.remove(number) else { return };
        self.pool.idle_classes.remove(&number);
        if self.queues.get(class.key.queue).is_some() {
            self.queues[class.key.queue].classes.remove(&number);
            self.queues[class.key.queue].volatile.remove(&number);
        }
        self.pool.class_of.remove(&class.key);
    }

    /// The class of a task in a queue, by the condition of its step.
    fn class(&mut self, queue: u32, route: &Route, sample: &Attributes) -> u32 {
        let Route::Plan { program, at, .. } = route else { return 0 };
        let Some(step) = route.step() else { return 0 };
        let Some(condition) = &step.condition else { return 0 };
        let mut values = String::new();
        for path in condition.task_paths() {
            // JSON keeps what conditions can tell apart, and a line break ends it.
            if let Some(value) = path.find(sample) {
                values.push_str(&value.to_string());
            }
            values.push('\n');
        }
        let key = ClassKey { queue, serial: program.serial, step: step.number, values };
        if let Some(number) = self.pool.class_of.get(&key) {
            return *number;
        }
        let mut workers = Bits::default();
        for worker in self.queues[queue].members.iter() {
            if self.fits(step, sample, worker) {
                workers.set(worker, true);
            }
        }
        let is_volatile = condition.reads_activity() || condition.reads_channels();
        let (program, at, sample) = (program.clone(), *at, sample.clone());
        let class = Class { key: key.clone(), program, at, sample, workers, groups: 0 };
        let number = self.pool.classes.add(class);
        if is_volatile {
            self.queues[queue].volatile.insert(number);
        }
        self.pool.idle_classes.insert(number);
        self.queues[queue].classes.insert(number);
        self.pool.class_of.insert(key, number);
        number
    }

    /// Whether a step's condition holds for a task and a worker.
    pub(crate) fn fits(&self, step: &Step, task: &Attributes, worker: u32) -> bool {
        let Some(condition) = &step.condition else { return true };
        let state = &self.workers[worker];
        let activity = &self.activities[state.activity];
        let facets = Facets { worker: state, activity, channels: &self.channels };
        condition.holds(&Subject {
            task: Some(task),
            worker: Some(&state.attributes),
            facets: Some(&facets),
            counters: None,
        })
    }

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
            (_, Some(class)) => class.workers.has(worker),
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

    /// The set of workers that a group's candidates are taken from; none when it is for one worker.
    pub(crate) fn eligible(&self, key: &GroupKey) -> Option<&Bits> {
        if key.whom != Whom::Anybody {
            return None;
        }
        match key.class.and_then(|class| self.pool.classes.get(class)) {
            Some(class) => Some(&class.workers),
            None => key.queue.map(|queue| &self.queues[queue].members),
        }
    }

    /// The key of a group.
    pub(crate) fn group_key_of(&self, number: u32) -> Option<&GroupKey> {
        self.pool.groups.get(number).map(|group| &group.key)
    }

    /// The first task that waits in a group.
    pub(crate) fn first_of(&self, number: u32) -> Option<OrderKey> {
        self.pool.groups.get(number)?.waiting.first().copied()
    }

    /// Brings up to date who a worker is for, after something about the worker has changed that is
    /// neither attributes nor name.
    pub(crate) fn touch(&mut self, worker: u32) {
        let mut gained = false;
        for channel in 0..self.channels.len() {
            gained |= self.list_if_free(worker, channel);
        }
        // Most conditions ask for attributes alone, and then there is nothing to judge.
        let volatile: Vec<u32> = self.workers.get(worker).map_or_else(Vec::new, |state| {
            let queues = state.queues.iter();
            queues.flat_map(|queue| self.queues[*queue].volatile.iter().copied()).collect()
        });
        for class in volatile {
            gained |= self.judge(class, worker);
        }
        if gained {
            self.pool.woken.insert(worker);
        }
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

    /// Asks a class's condition about one worker again. True when the worker fits and did not.
    fn judge(&mut self, number: u32, worker: u32) -> bool {
        let Some(class) = self.pool.classes.get(number) else { return false };
        let fits = self.workers.get(worker).is_some()
            && self.queues[class.key.queue].members.has(worker)
            && class
                .program
                .step(class.at)
                .is_some_and(|step| self.fits(step, &class.sample, worker));
        let Some(class) = self.pool.classes.get_mut(number) else { return false };
        !class.workers.set(worker, fits) && fits
    }

    /// Brings up to date to which queues and classes a worker belongs, after attributes or name have
    /// changed, or the worker came or is about to go.
    pub(crate) fn sort_worker(&mut self, worker: u32) {
        let mut gained = false;
        for queue in self.queues.used() {
            gained |= self.sort_worker_into(worker, queue);
        }
        if gained {
            self.pool.woken.insert(worker);
        }
        self.touch(worker);
    }

    fn sort_worker_into(&mut self, worker: u32, number: u32) -> bool {
        let queue = &self.queues[number];
        let belongs = self
            .workers
            .get(worker)
            .is_some_and(|state| queue.program.holds(&Subject::of_worker(&state.attributes)));
        let mut gained = !self.queues[number].members.set(worker, belongs) && belongs;
        if self.workers.get(worker).is_some() {
            let queues = &mut self.workers[worker].queues;
            if belongs {
                queues.insert(number)
            } else {
                queues.remove(&number)
            };
        }
        let classes: Vec<u32> = self.queues[number].classes.iter().copied().collect();
        for class in classes {
            gained |= self.judge(class, worker);
        }
        gained
    }

    /// Brings up to date who serves a queue, after its expression has changed.
    pub(crate) fn sort_queue(&mut self, queue: u32) {
        for worker in self.workers.used() {
            if self.sort_worker_into(worker, queue) {
                self.pool.woken.insert(worker);
            }
        }
    }

    /// Forgets the classes of a queue that is about to go.
    pub(crate) fn forget_classes_of(&mut self, queue: u32) {
        let classes: Vec<u32> = self.queues[queue].classes.iter().copied().collect();
        for class in classes {
            self.forget_class(class);
        }
        for worker in self.workers.used() {
            self.workers[worker].queues.remove(&queue);
        }
    }

    /// Has the tasks tried that a worker could be asked for now.
    pub(crate) fn wake(&mut self, worker: u32) {
        let Some(state) = self.workers.get(worker) else { return };
        let named = self.pool.named.get(&worker);
        let groups = state.queues.iter().flat_map(|queue| &self.queues[*queue].groups);
        let firsts: Vec<OrderKey> = groups
            .chain(named.into_iter().flatten())
            .filter_map(|number| self.pool.groups.get(*number))
            .filter(|group| self.is_candidate(&group.key, worker))
            .filter_map(|group| group.waiting.first().copied())
            .collect();
        for key in firsts {
            self.pool.attempts.entry(key).or_insert(Among::Awake);
        }
        self.pool.awake.push(worker);
    }
}
