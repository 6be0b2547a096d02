//! How a task goes through a plan: filters, targets, limits, skips.

use std::sync::Arc;

use super::program::{PlanProgram, Step};
use super::things::{At, Past, Route, Search, TaskState};
use super::{Event, TaskStatus, Workspace, reasons};
use crate::expression::{Compared, Subject};
use crate::ids::{TaskId, WorkerId};
use crate::time::Time;

/// Where a plan leads next.
enum Next {
    /// To a target of a filter.
    Target { filter: usize, target: usize, is_new_filter: bool },
    /// To the default filter.
    Default,
    /// Nowhere, and a step's limit was the last way out.
    TimedOut,
    /// Nowhere, since nothing was for the task or all was skipped.
    Skipped,
}

impl Search {
    pub(super) fn new(route: Route, now: Time) -> Search {
        Search {
            route,
            queue: None,
            entered_queue: now,
            limit: None,
            is_fresh: true,
            asleep_since: None,
            place: None,
            offers: Default::default(),
            rounds: 0,
        }
    }
}

impl Workspace {
    /// Lets a task that has no search yet, or one that begins anew, be routed by a plan.
    pub(super) fn begin_plan(&mut self, id: TaskId, plan: u32) {
        let program = self.plans[plan].program.clone();
        let now = self.now;
        let Some(task) = self.tasks.get_mut(&id) else { return };
        let route =
            Route::Plan { program: program.clone(), at: At::Default, past: Past::default() };
        let search = task.search.get_or_insert_with(|| Search::new(route.clone(), now));
        search.route = route;
        self.tell(Event::PlanEntered { task: id, plan: program.plan.clone() });
        let mut past = Past::default();
        let next = self.search_filters(id, &program, 0, &mut past);
        self.go(id, &program, next, past);
    }

    /// Lets a task that has no search yet wait in a queue without conditions.
    pub(super) fn begin_queue(&mut self, id: TaskId, queue: u32) {
        let now = self.now;
        if let Some(task) = self.tasks.get_mut(&id) {
            task.search = Some(Search::new(Route::Queue, now));
        }
        if self.tasks.get(&id).is_some_and(|task| !self.admits(queue, task)) {
            self.give_up(id, reasons::QUEUE_CLOSED);
            return;
        }
        self.enter_queue(id, queue);
        self.wait(id);
    }

    /// Lets a task that has no search yet wait for one worker.
    pub(super) fn begin_worker(&mut self, id: TaskId, worker: u32) {
        let now = self.now;
        if let Some(task) = self.tasks.get_mut(&id) {
            task.search = Some(Search::new(Route::Worker(worker), now));
        }
        self.place(id);
    }

    /// A waiting task leaves its step, because its time is over or because it is skipped.
    pub(super) fn leave_step(&mut self, id: TaskId, is_over: bool) {
        let Some(search) = self.tasks.get(&id).and_then(|task| task.search.as_ref()) else {
            return;
        };
        let Route::Plan { program, at, past } = &search.route else { return };
        let At::Target { filter, target, .. } = *at else { return };
        let (program, mut past) = (program.clone(), *past);
        let queue = search.queue;
        self.unplace(id);
        if is_over && let Some(queue) = queue {
            let queue = self.queues[queue].id.clone();
            self.tell(Event::QueueTimedOut { task: id, queue });
        }
        let (filter, target) = (filter as usize, target as usize);
        let steps = program.filters.get(filter).map_or(&[][..], |filter| &filter.steps);
        let Some(task) = self.tasks.get(&id) else { return };
        let next = match self.first_open(task, steps, target + 1, &mut past) {
            Some(target) => Next::Target { filter, target, is_new_filter: false },
            None => {
                // Steps that cannot be entered are passed over as if skipped, the last one too.
                past.timed_out |= is_over && target + 1 == steps.len();
                self.search_filters(id, &program, filter + 1, &mut past)
            }
        };
        self.go(id, &program, next, past);
    }

    /// The first filter from a place on that is for a task and has somewhere to go.
    fn search_filters(
        &self,
        id: TaskId,
        program: &PlanProgram,
        from: usize,
        past: &mut Past,
    ) -> Next {
        let Some(task) = self.tasks.get(&id) else { return Next::Skipped };
        let asked = program.task_paths.iter();
        let values = asked.map(|path| path.find(&task.attributes).into());
        let task_values: Vec<Compared> = values.collect();
        let subject = Subject { task_values: &task_values, ..Subject::default() };
        for (filter, one) in program.filters.iter().enumerate().skip(from) {
            if !one.test.holds(&subject) {
                continue;
            }
            if let Some(target) = self.first_open(task, &one.steps, 0, past) {
                return Next::Target { filter, target, is_new_filter: true };
            }
        }
        if past.timed_out {
            return Next::TimedOut;
        }
        match self.first_open(task, program.default.as_slice(), 0, past) {
            Some(_) => Next::Default,
            None => Next::Skipped,
        }
    }

    /// The first step from a place on that a task may enter: its queue exists and takes the task.
    fn first_open(
        &self,
        task: &TaskState,
        steps: &[Step],
        from: usize,
        past: &mut Past,
    ) -> Option<usize> {
        let mut later = steps.iter().enumerate().skip(from);
        let found = later.find(|(_, step)| {
            let Some(queue) = self.queue_of(step) else { return false };
            let admits = self.admits(queue, task);
            past.met_closed |= !admits;
            admits
        });
        found.map(|(place, _)| place)
    }

    /// The queue of a step, if there is such a one.
    pub(crate) fn queue_of(&self, step: &Step) -> Option<u32> {
        self.references.queue(step.queue?)
    }

    fn go(&mut self, id: TaskId, program: &Arc<PlanProgram>, next: Next, past: Past) {
        let now = self.now;
        let plan = program.plan.clone();
        let at = match next {
            Next::Target { filter, target, is_new_filter } => {
                let entered = match self.tasks.get(&id).and_then(|task| task.search.as_ref()) {
                    Some(Search {
                        route: Route::Plan { at: At::Target { entered, .. }, .. },
                        ..
                    }) if !is_new_filter => *entered,
                    _ => now,
                };
                // Places in a document of a few megabytes.
                At::Target { filter: filter as u32, target: target as u32, entered }
            }
            Next::Default => At::Default,
            Next::TimedOut => {
                self.tell(Event::PlanTimedOut { task: id, plan });
                self.give_up(id, reasons::PLAN_TIMEOUT);
                return;
            }
            Next::Skipped => {
                self.tell(Event::PlanSkipped { task: id, plan });
                let is_closed = past.met_closed;
                let reason = if is_closed { reasons::QUEUE_CLOSED } else { reasons::PLAN_SKIPPED };
                self.give_up(id, reason);
                return;
            }
        };
        let route = Route::Plan { program: program.clone(), at, past };
        let Some(step) = program.step(at) else { return };
        let Some(queue) = self.queue_of(step) else { return };
        let Some(task) = self.tasks.get_mut(&id) else { return };
        if let Some(priority) = step.priority {
            task.priority = priority;
        }
        if let Some(search) = task.search.as_mut() {
            search.route = route;
            search.is_fresh = true;
            search.limit = match at {
                At::Target { entered, .. } => {
                    step.limit_millis.map(|millis| entered.after_millis(millis))
                }
                At::Default => None,
            };
        }
        let (filter, target) = match at {
            At::Target { filter, target, .. } => (Some(filter), target),
            At::Default => (None, 0),
        };
        let queue_id = self.queues[queue].id.clone();
        let known_worker = self.known_id(id, step);
        self.tell(Event::TargetMatched {
            task: id,
            plan,
            filter,
            target,
            queue: queue_id,
            known_worker,
        });
        self.enter_queue(id, queue);
        self.wait(id);
    }

    /// The worker whom a step is for and the task names, when it is for one.
    fn known_id(&self, id: TaskId, step: &Step) -> Option<WorkerId> {
        let known = step.known.as_ref()?;
        let worker = self.known_worker(known, &self.tasks.get(&id)?.attributes)?;
        Some(self.workers[worker].id.clone())
    }

    /// Tells that a task is in another queue now, if it is.
    fn enter_queue(&mut self, id: TaskId, queue: u32) {
        let now = self.now;
        let Some(search) = self.tasks.get_mut(&id).and_then(|task| task.search.as_mut()) else {
            return;
        };
        let from = search.queue.replace(queue);
        if from == Some(queue) {
            return;
        }
        search.entered_queue = now;
        let to = self.queues[queue].id.clone();
        if let Some(from) = from {
            self.queues[from].searches -= 1;
            let from = self.queues[from].id.clone();
            self.tell(Event::QueueMoved { task: id, from, to: to.clone() });
        }
        self.queues[queue].searches += 1;
        self.tell(Event::QueueEntered { task: id, queue: to });
    }

    /// A search ends without a worker: the task is canceled, or its transfer has failed.
    pub(super) fn give_up(&mut self, id: TaskId, reason: &str) {
        let Some(task) = self.tasks.get(&id) else { return };
        if task.transfer.is_some() {
            self.fail_transfer(id);
        } else {
            self.end_task(id, TaskStatus::Canceled, reason.into());
        }
    }

    /// Ends a task's search, whether it has found somebody or not. Open offers are left alone.
    pub(super) fn end_search(&mut self, id: TaskId) {
        self.unplace(id);
        self.rouse(id);
        let Some(search) = self.tasks.get_mut(&id).and_then(|task| task.search.take()) else {
            return;
        };
        if let Some(queue) = search.queue {
            self.queues[queue].searches -= 1;
        }
    }
}
