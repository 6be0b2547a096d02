//! News: what becomes of tasks, in the names that people use.

use super::Desk;
use crate::ids::{QueueId, TaskId, Text, WorkerId};
use crate::time::Time;
use crate::workspace::{Event, Fact, TaskStatus};

/// Something that became of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// When.
    pub at: Time,
    /// Of which task.
    pub task: TaskId,
    /// What.
    pub what: Became,
}

/// What became of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Became {
    /// A worker is looked for in this queue.
    InQueue {
        /// The queue's name.
        queue: Text,
    },
    /// A worker is being asked.
    Reserved {
        /// The worker's name.
        worker: Text,
        /// Until when the offer waits for an answer.
        until: Time,
    },
    /// The worker refused.
    Refused {
        /// The worker's name.
        worker: Text,
    },
    /// The worker left the offer unanswered.
    Missed {
        /// The worker's name.
        worker: Text,
    },
    /// The offer was taken back: somebody else was faster, or the task ended.
    TakenBack {
        /// The worker's name.
        worker: Text,
    },
    /// The worker took it.
    Accepted {
        /// The worker's name.
        worker: Text,
    },
    /// The talk is over, and nobody talks any more; somebody has after-work.
    TalkOver,
    /// It is done.
    Completed,
    /// It was given up.
    Canceled {
        /// Why.
        reason: Text,
    },
}

impl Desk {
    /// Learns from what the router says.
    pub(super) fn learn(&mut self, facts: Vec<Fact>) {
        for Fact { at, event } in facts {
            self.fact(at, event);
        }
    }

    fn fact(&mut self, at: Time, event: Event) {
        let (task, what) = match event {
            Event::TaskCreated { task } => {
                self.begins(task);
                return;
            }
            Event::QueueEntered { task, queue } => {
                (task, Became::InQueue { queue: self.queue_name(&queue) })
            }
            Event::TargetMatched { task, queue, .. } => {
                // The step may stay in the queue; its priority may be another one.
                self.refresh(task, Some(&queue));
                return;
            }
            Event::ReservationCreated { task, worker, until, .. } => {
                (task, Became::Reserved { worker: self.worker_name(&worker), until })
            }
            Event::ReservationRejected { task, worker, .. } => {
                (task, Became::Refused { worker: self.worker_name(&worker) })
            }
            Event::ReservationTimedOut { task, worker, .. } => {
                (task, Became::Missed { worker: self.worker_name(&worker) })
            }
            Event::ReservationCanceled { task, worker, .. }
            | Event::ReservationRescinded { task, worker, .. } => {
                (task, Became::TakenBack { worker: self.worker_name(&worker) })
            }
            Event::ReservationAccepted { task, worker, .. } => {
                (task, Became::Accepted { worker: self.worker_name(&worker) })
            }
            Event::ReservationCompleted { task, worker, .. } => {
                let worker = self.worker_name(&worker);
                if let Some(standing) = self.tasks.get_mut(&task) {
                    standing.has.retain(|has| *has != worker);
                }
                return;
            }
            Event::TaskWrapping { task, .. } => (task, Became::TalkOver),
            Event::TaskCompleted { task, .. } => (task, Became::Completed),
            Event::TaskCanceled { task, reason } => (task, Became::Canceled { reason }),
            Event::TaskDeleted { task } | Event::TaskSystemDeleted { task } => {
                self.tasks.remove(&task);
                self.pretended.remove(&task);
                return;
            }
            _ => return,
        };
        self.stands(at, task, &what);
        if !self.pretended.contains(&task) {
            self.news.push(News { at, task, what });
        }
    }

    /// Notes where the task stands after this.
    fn stands(&mut self, at: Time, task: TaskId, what: &Became) {
        self.refresh(task, None);
        let Some(standing) = self.tasks.get_mut(&task) else { return };
        match what {
            Became::InQueue { queue } => standing.queue = Some(queue.clone()),
            Became::Reserved { worker, .. } => {
                standing.asked.push(worker.clone());
                standing.status = TaskStatus::Reserved;
            }
            Became::Refused { worker }
            | Became::Missed { worker }
            | Became::TakenBack { worker } => {
                standing.asked.retain(|asked| asked != worker);
                standing.has.retain(|has| has != worker);
                if standing.asked.is_empty() && standing.status == TaskStatus::Reserved {
                    standing.status = TaskStatus::Pending;
                }
            }
            Became::Accepted { worker } => {
                standing.asked.retain(|asked| asked != worker);
                standing.has.push(worker.clone());
                standing.status = TaskStatus::Assigned;
                standing.taken.get_or_insert(at);
            }
            Became::TalkOver => standing.status = TaskStatus::Wrapping,
            Became::Completed => {
                standing.status = TaskStatus::Completed;
                standing.has.clear();
                standing.asked.clear();
            }
            Became::Canceled { .. } => {
                standing.status = TaskStatus::Canceled;
                standing.has.clear();
                standing.asked.clear();
            }
        }
    }

    /// Takes over the priority that the task has now, and the queue it is in.
    fn refresh(&mut self, task: TaskId, queue: Option<&QueueId>) {
        let priority = self.workspace.task(task).map(|view| view.priority);
        let queue = queue.map(|queue| self.queue_name(queue));
        let Some(standing) = self.tasks.get_mut(&task) else { return };
        standing.priority = priority.unwrap_or(standing.priority);
        if queue.is_some() {
            standing.queue = queue;
        }
    }

    pub(super) fn queue_name(&self, queue: &QueueId) -> Text {
        let found = self.queues.iter().find(|(id, _)| *id == queue.0);
        found.map_or_else(|| queue.0.clone(), |(_, name)| name.clone())
    }

    pub(super) fn worker_name(&self, worker: &WorkerId) -> Text {
        self.workspace.worker(worker).map_or_else(|| worker.0.clone(), |view| view.name)
    }
}
