//! The task router a second time: lists and loops, nothing remembered that can be looked up.
//!
//! Written from the specification and the documents alone, to judge the first one by. It is slow on
//! purpose: who serves a queue, who is free and who comes next is worked out anew at every question.

// A test may stop where something is not as it was made up to be.
#![allow(clippy::unwrap_used)]

pub mod chance;
pub mod expression;
pub mod hours;
pub mod house;
pub mod judge;
pub mod life;
pub mod match_up;
pub mod plan;
pub mod real;
pub mod setup;
pub mod view;
pub mod world;

use centralita_routing::crew::{Activity, Channel, Queue, Settings, WorkerChannel};
use centralita_routing::workspace::{ReservationStatus, RoutingTarget, TaskStatus};
use centralita_routing::{
    ActivityId, Attributes, ChannelId, Event, Fact, Input, PlanId, QueueId, Refused, ReservationId,
    Secs, TaskId, Text, Time, WorkerId,
};
use std::rc::Rc;

/// The second router.
#[derive(Debug, Default)]
pub struct Slow {
    pub now: Option<Time>,
    pub settings: Settings,
    pub activities: Vec<Activity>,
    pub channels: Vec<Channel>,
    pub calendars: Vec<hours::SlowCalendar>,
    /// How queues stand, those of which nothing is known here being open.
    pub doors: Vec<hours::Door>,
    pub queues: Vec<(Queue, plan::Asked)>,
    pub plans: Vec<Rc<SlowPlan>>,
    pub workers: Vec<SlowWorker>,
    pub tasks: Vec<SlowTask>,
    pub reservations: Vec<SlowReservation>,
    pub next_task: u64,
    pub next_reservation: u64,
    pub told: Vec<Fact>,
}

#[derive(Debug)]
pub struct SlowPlan {
    pub id: PlanId,
    pub name: Text,
    pub rules: plan::Rules,
    pub seconds: Option<Secs>,
}

#[derive(Debug)]
pub struct SlowWorker {
    pub id: WorkerId,
    pub name: Text,
    pub activity: ActivityId,
    pub since: Time,
    pub attributes: Attributes,
    pub shares: Vec<(ChannelId, WorkerChannel)>,
    /// When the worker last took a task, by channel.
    pub took: Vec<(ChannelId, Time)>,
    /// When the worker last took any task.
    pub took_any: Option<Time>,
    /// Unanswered offers in a row.
    pub missed: u32,
}

#[derive(Debug)]
pub struct SlowTask {
    pub id: TaskId,
    pub status: TaskStatus,
    pub reason: Text,
    pub attributes: Attributes,
    pub channel: ChannelId,
    pub priority: u32,
    pub created: Time,
    pub start: Time,
    pub plan: Option<PlanId>,
    /// Until when it lives unassigned.
    pub lives_until: Time,
    pub assigned: Option<Time>,
    pub forget_at: Option<Time>,
    pub search: Option<Search>,
    /// When it comes in and where to, when that was promised; and whether for a worker busy or not.
    pub promise: Option<(Time, RoutingTarget, bool)>,
    /// Whether a moment was promised for it, come or not.
    pub has_promise: bool,
    /// Who refused or missed it.
    pub refused: Vec<WorkerId>,
}

/// How a worker is looked for.
#[derive(Clone, Debug)]
pub struct Search {
    pub route: Route,
    pub queue: Option<QueueId>,
    pub entered_queue: Option<Time>,
    pub turn: Turn,
    /// Since when it sleeps.
    pub asleep: Option<Time>,
    /// The reservation a transfer comes from.
    pub from: Option<ReservationId>,
    pub rounds: u32,
}

#[derive(Clone, Debug)]
pub enum Route {
    Plan {
        plan: Rc<SlowPlan>,
        /// None is the default filter.
        filter: Option<usize>,
        target: usize,
        /// When the filter was entered.
        entered: Time,
        /// Whether the last step of a filter timed out before.
        has_timed_out: bool,
        /// Whether a step was passed over because its queue was closed.
        has_met_closed: bool,
    },
    Queue,
    Worker {
        worker: WorkerId,
        ignores_capacity: bool,
    },
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Turn {
    /// It has just entered its step.
    Fresh,
    /// Its offers have just ended in vain.
    RoundOver,
    Waits,
}

#[derive(Debug)]
pub struct SlowReservation {
    pub id: ReservationId,
    pub task: TaskId,
    pub worker: WorkerId,
    pub channel: ChannelId,
    pub status: ReservationStatus,
    pub created: Time,
    pub until: Option<Time>,
}

impl Slow {
    pub fn handle(&mut self, input: Input, now: Time) -> Result<Vec<Fact>, Refused> {
        if let Some(last) = self.now.filter(|last| now < *last) {
            return Err(Refused::TimeGoesBack { now, last });
        }
        let before = self.now;
        if input == Input::Tick {
            while let Some((at, kind, id)) = self.deadlines().into_iter().min()
                && at <= now
            {
                self.now = Some(at);
                self.fire(kind, id);
                self.settle();
            }
        } else if let Some(due) = self.next_deadline().filter(|due| *due <= now) {
            return Err(Refused::TimeFirst { due });
        }
        self.now = Some(now);
        if let Err(refused) = self.obey(input) {
            self.now = before;
            return Err(refused);
        }
        self.settle();
        Ok(std::mem::take(&mut self.told))
    }

    pub fn next_deadline(&self) -> Option<Time> {
        self.deadlines().into_iter().map(|(at, ..)| at).min()
    }

    pub fn now(&self) -> Time {
        self.now.unwrap_or(Time(i64::MIN))
    }

    pub fn tell(&mut self, event: Event) {
        self.told.push(Fact { at: self.now(), event });
    }

    /// Everything that will be due: when, of which kind, and whose.
    fn deadlines(&self) -> Vec<(Time, u8, u64)> {
        let mut due = Vec::new();
        for reservation in &self.reservations {
            match (reservation.status, reservation.until) {
                (ReservationStatus::Pending, Some(until)) => due.push((until, 0, reservation.id.0)),
                (ReservationStatus::Wrapping, Some(until)) => {
                    due.push((until, 1, reservation.id.0));
                }
                _ => {}
            }
        }
        for task in &self.tasks {
            match task.status {
                TaskStatus::Pending | TaskStatus::Reserved => {
                    due.push((task.lives_until, 2, task.id.0));
                }
                TaskStatus::Assigned => {
                    due.extend(task.assigned.map(|at| (at.after(Secs(86_400)), 7, task.id.0)));
                }
                _ => due.extend(task.forget_at.map(|at| (at, 7, task.id.0))),
            }
            if self.waits(task)
                && let Some(limit) = task.search.as_ref().and_then(Search::limit)
            {
                due.push((limit, 6, task.id.0));
            }
            due.extend(task.promise.as_ref().map(|(at, ..)| (*at, 5, task.id.0)));
        }
        for (place, calendar) in (0..).zip(&self.calendars) {
            due.extend(calendar.next.map(|at| (at, 3, place)));
        }
        for (place, (queue, _)) in (0..).zip(&self.queues) {
            let door = self.doors.iter().find(|door| door.queue == queue.id);
            if let Some(hours::ByHand::Closed(_, Some(until))) =
                door.and_then(|one| one.by_hand.as_ref())
            {
                due.push((*until, 4, place));
            }
        }
        due
    }

    fn fire(&mut self, kind: u8, id: u64) {
        match kind {
            0 => self.miss(ReservationId(id)),
            1 => self.complete_reservation(ReservationId(id)),
            2 => self.cancel(TaskId(id), "Task TTL Exceeded"),
            3 => self.turn_calendar(usize::try_from(id).unwrap()),
            4 => self.end_by_hand(usize::try_from(id).unwrap()),
            5 => self.keep_promise(TaskId(id)),
            6 => self.time_out_step(TaskId(id)),
            _ => self.system_delete(TaskId(id)),
        }
    }

    /// Whether a worker is looked for and nobody is asked.
    pub fn waits(&self, task: &SlowTask) -> bool {
        task.search.as_ref().is_some_and(|search| search.asleep.is_none())
            && self.offers(task.id).is_empty()
    }

    /// The offers of a task that wait for an answer.
    pub fn offers(&self, task: TaskId) -> Vec<ReservationId> {
        self.of_task(task, &[ReservationStatus::Pending])
    }

    pub fn of_task(&self, task: TaskId, statuses: &[ReservationStatus]) -> Vec<ReservationId> {
        self.reservations
            .iter()
            .filter(|reservation| {
                reservation.task == task && statuses.contains(&reservation.status)
            })
            .map(|reservation| reservation.id)
            .collect()
    }

    pub fn task(&self, id: TaskId) -> Option<&SlowTask> {
        self.tasks.iter().find(|task| task.id == id)
    }

    /// A task that is there.
    pub fn task_mut(&mut self, id: TaskId) -> &mut SlowTask {
        self.tasks.iter_mut().find(|task| task.id == id).unwrap()
    }

    pub fn reservation(&self, id: ReservationId) -> Option<&SlowReservation> {
        self.reservations.iter().find(|reservation| reservation.id == id)
    }

    /// A reservation that is there.
    pub fn reservation_mut(&mut self, id: ReservationId) -> &mut SlowReservation {
        self.reservations.iter_mut().find(|reservation| reservation.id == id).unwrap()
    }

    pub fn worker(&self, id: &WorkerId) -> Option<&SlowWorker> {
        self.workers.iter().find(|worker| worker.id == *id)
    }

    /// A worker who is there.
    pub fn worker_mut(&mut self, id: &WorkerId) -> &mut SlowWorker {
        self.workers.iter_mut().find(|worker| worker.id == *id).unwrap()
    }

    pub fn activity(&self, id: &str) -> Option<&Activity> {
        let by_id = self.activities.iter().find(|one| one.id.as_str() == id);
        by_id.or_else(|| self.activities.iter().find(|one| one.name.eq_ignore_ascii_case(id)))
    }

    pub fn channel(&self, id: &str) -> Option<&Channel> {
        let by_id = self.channels.iter().find(|one| one.id.as_str() == id);
        by_id.or_else(|| self.channels.iter().find(|one| one.name.eq_ignore_ascii_case(id)))
    }

    pub fn queue(&self, id: &str) -> Option<&(Queue, plan::Asked)> {
        let by_id = self.queues.iter().find(|one| one.0.id.as_str() == id);
        by_id.or_else(|| self.queues.iter().find(|one| one.0.name.eq_ignore_ascii_case(id)))
    }

    pub fn plan(&self, id: &str) -> Option<&Rc<SlowPlan>> {
        let by_id = self.plans.iter().find(|one| one.id.as_str() == id);
        by_id.or_else(|| self.plans.iter().find(|one| one.name.eq_ignore_ascii_case(id)))
    }
}

impl Search {
    /// The target of the plan in which the task is.
    pub fn target(&self) -> Option<&plan::Target> {
        match &self.route {
            Route::Plan { plan, filter: Some(filter), target, .. } => {
                plan.rules.filters[*filter].targets.get(*target)
            }
            Route::Plan { plan, filter: None, .. } => plan.rules.default.as_ref(),
            _ => None,
        }
    }

    /// When the step is over.
    pub fn limit(&self) -> Option<Time> {
        let Route::Plan { plan, filter: Some(filter), target, entered, .. } = &self.route else {
            return None;
        };
        let targets = &plan.rules.filters[*filter].targets;
        targets.get(*target)?.timeout?;
        let seconds: i64 = targets[..=*target].iter().filter_map(|target| target.timeout).sum();
        Some(entered.after_millis(seconds * 1000))
    }
}
