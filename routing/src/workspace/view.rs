//! Looking at a workspace: tasks, reservations and workers as they are now.

use super::things::{At, ReservationState, Route, TaskState, WorkerState};
use super::{ByHand, Cause, ReservationStatus, TaskStatus, Workspace};
use crate::attributes::Attributes;
use crate::crew::Settings;
use crate::expression::ChannelFacets;
use crate::ids::{
    ActivityId, CalendarId, ChannelId, PlanId, QueueId, ReservationId, TaskId, Text, WorkerId,
};
use crate::time::Time;

/// A task as it is now.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskView {
    /// Which.
    pub id: TaskId,
    /// Where in its life it is.
    pub status: TaskStatus,
    /// Why it ended, or is wrapping; empty otherwise.
    pub reason: Text,
    /// What is known of it.
    pub attributes: Attributes,
    /// What kind of work it is.
    pub channel: ChannelId,
    /// Higher comes first.
    pub priority: u32,
    /// When it came.
    pub created: Time,
    /// From when its waiting counts.
    pub start: Time,
    /// The plan by which it came.
    pub plan: Option<PlanId>,
    /// In which queue a worker is looked for now.
    pub queue: Option<QueueId>,
    /// Since when it is in that queue.
    pub entered_queue: Option<Time>,
    /// In which step of a plan it is now.
    pub place: Option<PlaceInPlan>,
    /// Whether it waits: a worker is looked for and nobody is asked.
    pub is_waiting: bool,
    /// Whether it sleeps until its queue opens.
    pub is_asleep: bool,
    /// The moment before which it is not routed, until that has come.
    pub not_before: Option<Time>,
    /// Whether another worker is looked for.
    pub is_in_transfer: bool,
    /// All its reservations, in the order in which they were made.
    pub reservations: Vec<ReservationId>,
}

/// A step of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceInPlan {
    /// The plan.
    pub plan: PlanId,
    /// The place of the filter, from 0; none is the default filter.
    pub filter: Option<u32>,
    /// The place of the target in the filter, from 0.
    pub target: u32,
    /// When the step is over; never, when there is none.
    pub limit: Option<Time>,
}

/// A reservation as it is now, or as it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReservationView {
    /// Which.
    pub id: ReservationId,
    /// Of which task.
    pub task: TaskId,
    /// For which worker.
    pub worker: WorkerId,
    /// Where in its life it is.
    pub status: ReservationStatus,
    /// When it was made.
    pub created: Time,
    /// When the offer ends unanswered, or after-work by itself.
    pub until: Option<Time>,
}

/// A worker as he or she is now.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkerView {
    /// Who.
    pub id: WorkerId,
    /// The name.
    pub name: Text,
    /// What the worker is doing.
    pub activity: ActivityId,
    /// Whether that is an available activity.
    pub is_available: bool,
    /// Since when.
    pub since: Time,
    /// What is known of the worker.
    pub attributes: Attributes,
    /// The shares in all channels.
    pub channels: Vec<ChannelView>,
    /// The queues the worker serves.
    pub queues: Vec<QueueId>,
    /// Reservations that occupy the worker.
    pub open: Vec<ReservationId>,
}

/// A queue as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueView {
    /// Which.
    pub id: QueueId,
    /// The name.
    pub name: Text,
    /// Whether it is open.
    pub is_open: bool,
    /// Why it is open or closed.
    pub cause: Cause,
    /// The calendar by which it goes.
    pub calendar: Option<CalendarId>,
    /// The holiday that its calendar has today; its name may be empty.
    pub holiday: Option<Text>,
    /// When it opens, or closes, by itself; never, when there is none.
    pub changes: Option<Time>,
    /// How many tasks look for a worker in it, those that sleep among them.
    pub tasks: u32,
    /// How many tasks sleep in it until it opens.
    pub asleep: u32,
}

/// A worker's share in a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelView {
    /// Which channel.
    pub channel: ChannelId,
    /// Whether its tasks are offered at all.
    pub is_available: bool,
    /// How much at a time, and how much now.
    pub facets: ChannelFacets,
}

impl Workspace {
    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// A task that is known.
    pub fn task(&self, id: TaskId) -> Option<TaskView> {
        self.tasks.get(&id).map(|task| self.task_view(id, task))
    }

    /// All tasks that are known, in the order in which they came.
    pub fn tasks(&self) -> impl Iterator<Item = TaskView> + '_ {
        self.tasks.iter().map(|(id, task)| self.task_view(id, task))
    }

    /// A reservation of a task that is known.
    pub fn reservation(&self, id: ReservationId) -> Option<ReservationView> {
        self.reservations.get(&id).map(|reservation| reservation_view(id, reservation))
    }

    /// All reservations of tasks that are known, in the order in which they were made.
    pub fn reservations(&self) -> impl Iterator<Item = ReservationView> + '_ {
        self.reservations.iter().map(|(id, reservation)| reservation_view(id, reservation))
    }

    /// A queue, by id or name.
    pub fn queue(&self, id: &QueueId) -> Option<QueueView> {
        self.queues.find(id.as_str()).map(|slot| self.queue_view(slot))
    }

    /// All queues, in the order in which they came.
    pub fn queues(&self) -> impl Iterator<Item = QueueView> + '_ {
        self.queues.iter().map(|(slot, _)| self.queue_view(slot))
    }

    pub(crate) fn queue_view(&self, slot: u32) -> QueueView {
        let queue = &self.queues[slot];
        let calendar = queue.hours.calendar.map(|slot| &self.calendars[slot]);
        let changes = match queue.hours.by_hand {
            None => calendar.and_then(|calendar| {
                let change = calendar.hours.next_change(self.now)?;
                change.opens.map(|_| change.at)
            }),
            // When its hours begin it is open already; it closes when they end.
            Some(ByHand::Open) => calendar.and_then(|calendar| {
                let opens = calendar.hours.next_opening(self.now)?;
                calendar.hours.next_change(opens).map(|change| change.at)
            }),
            Some(ByHand::Closed { until: None, .. }) => None,
            Some(ByHand::Closed { until: Some(until), .. }) => match calendar {
                Some(calendar) if !calendar.hours.judge(until).is_open => {
                    calendar.hours.next_opening(until)
                }
                _ => Some(until),
            },
        };
        QueueView {
            id: queue.id.clone(),
            name: queue.name.clone(),
            is_open: queue.hours.standing.is_open,
            cause: queue.hours.standing.cause,
            calendar: calendar.map(|calendar| calendar.id.clone()),
            holiday: calendar.and_then(|calendar| calendar.hours.judge(self.now).holiday),
            changes,
            tasks: queue.searches,
            asleep: queue.hours.sleepers.len() as u32,
        }
    }

    /// A worker.
    pub fn worker(&self, id: &WorkerId) -> Option<WorkerView> {
        let slot = self.workers.slot(id.as_str())?;
        Some(self.worker_view(&self.workers[slot]))
    }

    /// All workers, in the order in which they came.
    pub fn workers(&self) -> impl Iterator<Item = WorkerView> + '_ {
        self.workers.iter().map(|(_, worker)| self.worker_view(worker))
    }

    fn task_view(&self, id: TaskId, task: &TaskState) -> TaskView {
        let search = task.search.as_ref();
        let place = search.and_then(|search| match &search.route {
            Route::Plan { program, at, .. } => {
                let (filter, target) = match *at {
                    At::Target { filter, target, .. } => (Some(filter), target),
                    At::Default => (None, 0),
                };
                let plan = program.plan.clone();
                Some(PlaceInPlan { plan, filter, target, limit: search.limit })
            }
            Route::Queue | Route::Worker(_) => None,
        });
        TaskView {
            id,
            status: task.status,
            reason: task.reason.clone(),
            attributes: task.attributes.clone(),
            channel: self.channels[task.channel].id.clone(),
            priority: task.priority,
            created: task.created,
            start: task.start,
            plan: task.plan_id.clone(),
            queue: search.and_then(|one| one.queue).map(|queue| self.queues[queue].id.clone()),
            entered_queue: search.filter(|one| one.queue.is_some()).map(|one| one.entered_queue),
            place,
            is_waiting: search.is_some_and(|search| search.place.is_some()),
            is_asleep: search.is_some_and(|search| search.asleep_since.is_some()),
            not_before: task.promise.map(|promise| promise.at),
            is_in_transfer: task.transfer.is_some(),
            reservations: task.reservations.clone(),
        }
    }

    fn worker_view(&self, worker: &WorkerState) -> WorkerView {
        let activity = &self.activities[worker.activity];
        let channels = self.channels.iter().filter_map(|(slot, channel)| {
            let share = worker.shares.get(slot as usize)?;
            Some(ChannelView {
                channel: channel.id.clone(),
                is_available: share.is_available,
                facets: ChannelFacets {
                    configured: u32::from(share.capacity),
                    assigned: share.assigned,
                    open: share.open,
                },
            })
        });
        WorkerView {
            id: worker.id.clone(),
            name: worker.name.clone(),
            activity: activity.id.clone(),
            is_available: activity.available,
            since: worker.since,
            attributes: worker.attributes.clone(),
            channels: channels.collect(),
            queues: worker.queues.iter().map(|queue| self.queues[*queue].id.clone()).collect(),
            open: worker.open.iter().copied().collect(),
        }
    }
}

fn reservation_view(id: ReservationId, reservation: &ReservationState) -> ReservationView {
    ReservationView {
        id,
        task: reservation.task,
        worker: reservation.worker_id.clone(),
        status: reservation.status,
        created: reservation.created,
        until: reservation.until,
    }
}
