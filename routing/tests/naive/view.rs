//! What can be seen from outside, in the words of the first router.

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
                is_in_transfer: self.is_in_transfer(task.id),
                reservations: (self.reservations.iter())
                    .filter(|reservation| reservation.task == task.id)
                    .map(|reservation| reservation.id)
                    .collect(),
            }
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
