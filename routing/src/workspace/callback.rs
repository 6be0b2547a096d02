//! Callbacks: tasks that come in at a promised moment, and calls that become such.

use super::tasks::{Target, check_attributes, in_range};
use super::things::Route;
use super::{CallBack, Event, NewTask, Refused, RoutingTarget, Workspace, deadlines, reasons};
use crate::ids::TaskId;
use crate::time::Time;

/// What a task does at the moment that was promised for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Promise {
    pub at: Time,
    pub to: Target,
}

impl Workspace {
    /// Lets a new task be routed: now, or at the moment that was promised.
    pub(super) fn begin_at(&mut self, id: TaskId, to: Target, not_before: Option<Time>) {
        let Some(at) = not_before.filter(|at| *at > self.now) else {
            self.begin(id, to);
            return;
        };
        self.deadlines.insert((at, deadlines::PROMISE, id.0));
        if let Some(task) = self.tasks.get_mut(&id) {
            task.promise = Some(Promise { at, to });
        }
    }

    /// The promised moment has come.
    pub(super) fn keep_promise(&mut self, id: TaskId) {
        if let Some(promise) = self.tasks.get_mut(&id).and_then(|task| task.promise.take()) {
            self.begin(id, promise.to);
        }
    }

    /// Forgets what was promised for a task that ends.
    pub(super) fn drop_promise(&mut self, id: TaskId) {
        if let Some(promise) = self.tasks.get_mut(&id).and_then(|task| task.promise.take()) {
            self.deadlines.remove(&(promise.at, deadlines::PROMISE, id.0));
        }
    }

    /// The first task that is promised to a queue or worker.
    pub(super) fn promised_to(&self, to: Target) -> Option<TaskId> {
        let is_it = |promise: &Promise| promise.to == to;
        let mut tasks = self.tasks.iter();
        tasks.find(|(_, task)| task.promise.as_ref().is_some_and(is_it)).map(|(id, _)| id)
    }

    /// A call becomes a task that keeps its place in line.
    pub(super) fn call_back(&mut self, wanted: &CallBack) -> Result<(), Refused> {
        let id = wanted.task;
        self.need_unassigned(id)?;
        let channel = self.channels.need(wanted.channel.as_str())?;
        check_attributes(wanted.attributes.as_ref())?;
        let Some(task) = self.tasks.get(&id) else { return Ok(()) };
        let to = match (&task.promise, task.search.as_ref().map(|search| &search.route)) {
            (Some(promise), _) => promise.to,
            (None, Some(Route::Worker(worker))) => Target::Worker(*worker),
            (None, Some(Route::Queue)) => match task.search.as_ref().and_then(|one| one.queue) {
                Some(queue) => Target::Queue(queue),
                None => return Err(Refused::NoPlan),
            },
            (None, _) => match task.plan {
                Some(plan) => Target::Plan(plan),
                None => return Err(Refused::NoPlan),
            },
        };
        let routing_target = match to {
            Target::Plan(_) => None,
            to => Some(self.routing_target(&to)),
        };
        let new = NewTask {
            plan: task.plan.map(|plan| crate::ids::PlanId(self.plans[plan].id.0.clone())),
            attributes: wanted.attributes.clone().unwrap_or_else(|| task.attributes.clone()),
            channel: self.channels[channel].id.clone(),
            priority: task.priority,
            timeout_seconds: wanted.timeout_seconds,
            virtual_start: Some(task.start),
            ignore_capacity: matches!(routing_target, Some(RoutingTarget::Worker(_)))
                .then_some(task.ignores_capacity),
            routing_target,
            not_before: wanted.not_before,
        };
        let prepared = self.prepare_task(&new)?;
        let callback = TaskId(self.next_task + 1);
        self.tell(Event::TaskCalledBack { task: id, callback });
        self.end_task(id, super::TaskStatus::Canceled, reasons::CALLED_BACK.into());
        self.add_task(&new, prepared);
        Ok(())
    }
}

/// A promise has to be kept while the task lives.
pub(super) fn check_promise(not_before: Option<Time>, dies: Time) -> Result<(), Refused> {
    let Some(at) = not_before else { return Ok(()) };
    in_range("The moment promised for a task", at.0, i64::MIN, dies.0 - 1)
}
