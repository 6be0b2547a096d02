//! How things are now.

use std::collections::BTreeMap;

use super::Scope;
use crate::ids::{ActivityId, TaskId};
use crate::workspace::{TaskStatus, TaskView, Workspace};

/// How things are now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Tasks that have not ended.
    pub total_tasks: u64,
    /// Tasks by where in their lives they are, ended ones included while they are known.
    pub tasks_by_status: BTreeMap<TaskStatus, u64>,
    /// Tasks that have not ended, by priority.
    pub tasks_by_priority: BTreeMap<u32, u64>,
    /// Of them, those that sleep until their queue opens, or wait for a promised moment. They are not
    /// among the longest waiting: nobody could have taken them.
    pub asleep_tasks: u64,
    /// The task that came first of those nobody has taken, and its age.
    pub longest_waiting: Option<(TaskId, i64)>,
    /// The task that has been longest in its queue of those nobody has taken, and how long.
    pub longest_in_queue: Option<(TaskId, i64)>,
    /// Workers: of the queue, when the scope names one.
    pub total_workers: u64,
    /// Of them, those in an available activity.
    pub available_workers: u64,
    /// How many of them are in which activity.
    pub activities: BTreeMap<ActivityId, u64>,
}

impl Workspace {
    /// How things are now, as far as they are in a scope.
    pub fn figures(&self, scope: &Scope) -> Figures {
        let mut figures = Figures::default();
        for task in self.tasks().filter(|task| is_in(task, scope)) {
            *figures.tasks_by_status.entry(task.status).or_default() += 1;
            if task.status.is_over() {
                continue;
            }
            figures.total_tasks += 1;
            *figures.tasks_by_priority.entry(task.priority).or_default() += 1;
            if !matches!(task.status, TaskStatus::Pending | TaskStatus::Reserved) {
                continue;
            }
            if task.is_asleep || task.not_before.is_some() {
                figures.asleep_tasks += 1;
                continue;
            }
            let waits = (task.id, self.now.millis_since(task.created));
            let so_far = figures.longest_waiting.get_or_insert(waits);
            if waits.1 > so_far.1 {
                *so_far = waits;
            }
            if let Some(entered) = task.entered_queue {
                let waits = (task.id, self.now.millis_since(entered));
                let so_far = figures.longest_in_queue.get_or_insert(waits);
                if waits.1 > so_far.1 {
                    *so_far = waits;
                }
            }
        }
        for worker in self.workers() {
            let is_of_queue =
                scope.queue.as_ref().is_none_or(|queue| worker.queues.contains(queue));
            let is_the_one = scope.worker.as_ref().is_none_or(|one| *one == worker.id);
            if is_of_queue && is_the_one {
                figures.total_workers += 1;
                figures.available_workers += u64::from(worker.is_available);
                *figures.activities.entry(worker.activity).or_default() += 1;
            }
        }
        figures
    }
}

fn is_in(task: &TaskView, scope: &Scope) -> bool {
    scope.plan.as_ref().is_none_or(|plan| task.plan.as_ref() == Some(plan))
        && scope.queue.as_ref().is_none_or(|queue| task.queue.as_ref() == Some(queue))
        && scope.channel.as_ref().is_none_or(|channel| task.channel == *channel)
}
