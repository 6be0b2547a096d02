//! What can be seen from outside, in the words of the first router.

use centralita_routing::QueueId;
use centralita_routing::expression::ChannelFacets;
use centralita_routing::workspace::{
    ChannelView, PlaceInPlan, ReservationStatus, ReservationView, TaskView, WorkerView,
};

use super::{Route, Slow};

impl Slow {
    pub fn task_views(&self) -> Vec<TaskView> {
        let views = self.tasks.iter().map(|task| {
            let search = task.search.as_ref();
            TaskView {
                id: task.id,
                status: task.status,
                reason: task.reason.clone(),
                attributes: task.attributes.clone(),
                channel: task.channel.clone(),
                priority: task.priority,
                created: task.created,
                start: task.start,
                plan: task.plan.clone(),
                queue: search.and_then(|search| search.queue.clone()),
                entered_queue: search.and_then(|search| search.entered_queue),
                place: search.and_then(|search| match &search.route {
                    Route::Plan { plan, filter, target, .. } => Some(PlaceInPlan {
                        plan: plan.id.clone(),
                        filter: filter.map(|filter| u32::try_from(filter).unwrap()),
                        target: u32::try_from(*target).unwrap(),
                        limit: search.limit(),
                    }),
                    _ => None,
                }),
                is_waiting: self.waits(task),
                is_asleep: search.is_some_and(|search| search.asleep.is_some()),
                not_before: task.promise.as_ref().map(|(at, ..)| *at),
                is_in_transfer: self.is_in_transfer(task.id),
                reservations: (self.reservations.iter())
                    .filter(|reservation| reservation.task == task.id)
                    .map(|reservation| reservation.id)
                    .collect(),
            }
        });
        views.collect()
    }

    /// How queues stand, and how many tasks are in them and sleep in them.
    pub fn queue_views(&self) -> Vec<(QueueId, bool, usize, usize)> {
        let views = self.queues.iter().map(|(queue, _)| {
            let searches = || {
                let searches = self.tasks.iter().filter_map(|task| task.search.as_ref());
                searches.filter(|search| search.queue.as_ref() == Some(&queue.id))
            };
            let asleep = searches().filter(|search| search.asleep.is_some()).count();
            (queue.id.clone(), self.is_open(&queue.id), searches().count(), asleep)
        });
        views.collect()
    }

    pub fn reservation_views(&self) -> Vec<ReservationView> {
        let views = self.reservations.iter().map(|reservation| ReservationView {
            id: reservation.id,
            task: reservation.task,
            worker: reservation.worker.clone(),
            status: reservation.status,
            created: reservation.created,
            until: reservation.until,
        });
        views.collect()
    }

    pub fn worker_views(&self) -> Vec<WorkerView> {
        let views = self.workers.iter().map(|worker| {
            let channels = self.channels.iter().map(|channel| {
                let share = worker.shares.iter().find(|(id, _)| *id == channel.id).unwrap().1;
                let open = self.open_on(&worker.id, Some(&channel.id));
                let accepted = open.iter().filter(|id| {
                    self.reservation(**id).unwrap().status == ReservationStatus::Accepted
                });
                ChannelView {
                    channel: channel.id.clone(),
                    is_available: share.available,
                    facets: ChannelFacets {
                        configured: u32::from(share.capacity),
                        assigned: u32::try_from(accepted.count()).unwrap(),
                        open: u32::try_from(open.len()).unwrap(),
                    },
                }
            });
            WorkerView {
                id: worker.id.clone(),
                name: worker.name.clone(),
                activity: worker.activity.clone(),
                is_available: self.activity(worker.activity.as_str()).unwrap().available,
                since: worker.since,
                attributes: worker.attributes.clone(),
                channels: channels.collect(),
                queues: (self.queues.iter())
                    .filter(|(queue, _)| self.serves(worker, &queue.id))
                    .map(|(queue, _)| queue.id.clone())
                    .collect(),
                open: self.open_of(&worker.id),
            }
        });
        views.collect()
    }
}
