//! The lives of tasks and reservations.

use centralita_routing::crew::MissedOffer;
use centralita_routing::workspace::{
    Kind, NewTask, ReservationStatus, RoutingTarget, TaskStatus, TransferMode,
};
use centralita_routing::{
    ActivityId, Attributes, Event, Input, Refused, ReservationId, TaskId, Text, Time,
};

use super::setup::unknown;
use super::{Route, Search, Slow, SlowTask, Turn};

const OPEN: [ReservationStatus; 3] =
    [ReservationStatus::Pending, ReservationStatus::Accepted, ReservationStatus::Wrapping];
const TAKEN: [ReservationStatus; 2] = [ReservationStatus::Accepted, ReservationStatus::Wrapping];
/// 1900-01-01.
const EARLIEST_START: i64 = -2_208_988_800_000;

impl Slow {
    pub fn obey_task(&mut self, input: Input) -> Result<(), Refused> {
        match input {
            Input::CreateTask(task) => self.create(task),
            Input::UpdateTask { task, attributes, priority, virtual_start } => {
                self.must_be(task, |status| !status.is_over())?;
                if let Some(start) = virtual_start {
                    self.check_start(start)?;
                }
                self.change(task, attributes, priority, virtual_start);
                self.tell(Event::TaskUpdated { task });
                Ok(())
            }
            Input::CancelTask { task, reason } => {
                let statuses = [TaskStatus::Pending, TaskStatus::Reserved];
                self.must_be(task, |status| statuses.contains(&status))?;
                need(task, &reason)?;
                self.cancel(task, &reason);
                Ok(())
            }
            Input::WrapUpTask { task, reason } => {
                self.must_be(task, |status| status == TaskStatus::Assigned)?;
                self.end_transfer(task);
                for reservation in self.of_task(task, &[ReservationStatus::Accepted]) {
                    self.wrap(reservation);
                }
                self.conclude(task, &reason);
                Ok(())
            }
            Input::CompleteTask { task, reason } => {
                let statuses = [TaskStatus::Assigned, TaskStatus::Wrapping];
                self.must_be(task, |status| statuses.contains(&status))?;
                need(task, &reason)?;
                self.end_transfer(task);
                self.complete(task, &reason);
                Ok(())
            }
            Input::DeleteTask { task } => {
                self.must_be(task, |_| true)?;
                self.cancel_open(task);
                self.forget(task);
                self.tell(Event::TaskDeleted { task });
                Ok(())
            }
            Input::Transfer { reservation, to, mode, attributes, priority } => {
                self.transfer(reservation, to, mode, attributes, priority)
            }
            Input::CancelTransfer { task } => {
                self.must_be(task, |_| true)?;
                if !self.is_in_transfer(task) {
                    return Err(Refused::NoTransfer(task));
                }
                self.end_transfer(task);
                self.conclude(task, "Transfer failed");
                Ok(())
            }
            Input::Accept { reservation } => {
                self.must_stand(reservation, &[ReservationStatus::Pending])?;
                self.accept(reservation);
                Ok(())
            }
            Input::Reject { reservation, activity } => {
                self.must_stand(reservation, &[ReservationStatus::Pending])?;
                let activity = match activity {
                    Some(activity) => match self.activity(activity.as_str()) {
                        Some(found) => Some(found.id.clone()),
                        None => return Err(unknown(Kind::Activity, activity)),
                    },
                    None => None,
                };
                self.reject(reservation, activity);
                Ok(())
            }
            Input::CancelReservation { reservation } => {
                self.must_stand(reservation, &[ReservationStatus::Pending])?;
                self.end_in_vain(reservation, ReservationStatus::Canceled);
                Ok(())
            }
            Input::WrapUpReservation { reservation } => {
                self.must_stand(reservation, &[ReservationStatus::Accepted])?;
                let task = self.reservation(reservation).unwrap().task;
                self.wrap(reservation);
                self.conclude(task, "Reservations ended");
                Ok(())
            }
            Input::CompleteReservation { reservation } => {
                self.must_stand(reservation, &TAKEN)?;
                self.complete_reservation(reservation);
                Ok(())
            }
            other => panic!("the second router does not know {other:?}"),
        }
    }

    pub fn must_be(&self, task: TaskId, holds: impl Fn(TaskStatus) -> bool) -> Result<(), Refused> {
        let known = self.task(task).ok_or_else(|| unknown(Kind::Task, task))?;
        match known.status {
            status if holds(status) => Ok(()),
            status => Err(Refused::TaskIs { task, status, wanted: "", what: "" }),
        }
    }

    fn must_stand(
        &self,
        reservation: ReservationId,
        statuses: &[ReservationStatus],
    ) -> Result<(), Refused> {
        let known = self.reservation(reservation);
        let status = known.ok_or_else(|| unknown(Kind::Reservation, reservation))?.status;
        match statuses.contains(&status) {
            true => Ok(()),
            false => Err(Refused::ReservationIs { reservation, status, wanted: "", what: "" }),
        }
    }

    fn check_start(&self, start: Time) -> Result<(), Refused> {
        let (least, most, value) = (EARLIEST_START, self.now().0, start.0);
        match (least..=most).contains(&value) {
            true => Ok(()),
            false => Err(Refused::OutOfRange { what: "", least, most, value }),
        }
    }

    pub fn create(&mut self, new: NewTask) -> Result<(), Refused> {
        let now = self.now();
        let channel = self.channel(new.channel.as_str()).map(|channel| channel.id.clone());
        let channel = channel.ok_or_else(|| unknown(Kind::Channel, &new.channel))?;
        let plan = match &new.plan {
            Some(plan) => {
                let found = self.plan(plan.as_str()).map(|plan| plan.id.clone());
                Some(found.ok_or_else(|| unknown(Kind::Plan, plan))?)
            }
            None => None,
        };
        if let Some(start) = new.virtual_start {
            self.check_start(start)?;
        }
        let to = match (new.routing_target.clone(), &plan) {
            (Some(to), _) => self.checked(to)?,
            (None, Some(plan)) => RoutingTarget::Plan(plan.clone()),
            (None, None) => return Err(Refused::NoPlan),
        };
        self.check_new(&new)?;
        let plan = match &to {
            RoutingTarget::Plan(plan) => Some(plan.clone()),
            _ => plan,
        };
        self.next_task += 1;
        let id = TaskId(self.next_task);
        self.tasks.push(SlowTask {
            id,
            status: TaskStatus::Pending,
            reason: Text::from(""),
            attributes: new.attributes,
            channel,
            priority: new.priority,
            created: now,
            start: new.virtual_start.unwrap_or(now),
            plan,
            lives_until: now.after(new.timeout_seconds),
            assigned: None,
            forget_at: None,
            search: None,
            promise: None,
            has_promise: new.not_before.is_some(),
            refused: Vec::new(),
        });
        self.tell(Event::TaskCreated { task: id });
        let ignores_capacity = new.ignore_capacity.unwrap_or(true);
        match new.not_before.filter(|at| *at > now) {
            Some(at) => self.task_mut(id).promise = Some((at, to, ignores_capacity)),
            None => self.begin_search(id, to, ignores_capacity, None),
        }
        Ok(())
    }

    /// The target with the id of what it names.
    fn checked(&self, to: RoutingTarget) -> Result<RoutingTarget, Refused> {
        Ok(match to {
            RoutingTarget::Worker(worker) => match self.worker(&worker) {
                Some(_) => RoutingTarget::Worker(worker),
                None => return Err(unknown(Kind::Worker, worker)),
            },
            RoutingTarget::Queue(queue) => match self.queue(queue.as_str()) {
                Some((found, _)) => RoutingTarget::Queue(found.id.clone()),
                None => return Err(unknown(Kind::Queue, queue)),
            },
            RoutingTarget::Plan(plan) => match self.plan(plan.as_str()) {
                Some(found) => RoutingTarget::Plan(found.id.clone()),
                None => return Err(unknown(Kind::Plan, plan)),
            },
        })
    }

    pub fn begin_search(
        &mut self,
        id: TaskId,
        to: RoutingTarget,
        ignores_capacity: bool,
        from: Option<ReservationId>,
    ) {
        let mut search = Search {
            route: Route::Queue,
            queue: None,
            entered_queue: None,
            turn: Turn::Fresh,
            asleep: None,
            from,
            rounds: 0,
        };
        if let RoutingTarget::Worker(worker) = &to {
            search.route = Route::Worker { worker: worker.clone(), ignores_capacity };
        }
        self.task_mut(id).search = Some(search);
        match to {
            RoutingTarget::Worker(_) => {}
            RoutingTarget::Queue(queue) => match self.admits(&queue, self.task(id).unwrap()) {
                true => {
                    self.enter_queue(id, queue);
                    self.lie_down_or_leave(id);
                }
                false => self.give_up(id, "queue.closed"),
            },
            RoutingTarget::Plan(plan) => self.begin_plan(id, &plan),
        }
    }

    fn change(
        &mut self,
        task: TaskId,
        attributes: Option<Attributes>,
        priority: Option<u32>,
        start: Option<Time>,
    ) {
        let task = self.task_mut(task);
        task.attributes = attributes.unwrap_or_else(|| task.attributes.clone());
        task.priority = priority.unwrap_or(task.priority);
        task.start = start.unwrap_or(task.start);
    }

    pub fn is_in_transfer(&self, task: TaskId) -> bool {
        let search = self.task(task).and_then(|task| task.search.as_ref());
        search.is_some_and(|search| search.from.is_some())
    }

    fn transfer(
        &mut self,
        reservation: ReservationId,
        to: RoutingTarget,
        mode: TransferMode,
        attributes: Option<Attributes>,
        priority: Option<u32>,
    ) -> Result<(), Refused> {
        self.must_stand(reservation, &[ReservationStatus::Accepted])?;
        let task = self.reservation(reservation).unwrap().task;
        if self.is_in_transfer(task) {
            return Err(Refused::TransferUnderWay(task));
        }
        let to = self.checked(to)?;
        if attributes.is_some() || priority.is_some() {
            self.change(task, attributes, priority, None);
            self.tell(Event::TaskUpdated { task });
        }
        self.tell(Event::TransferInitiated { task, reservation, to: to.clone(), mode });
        self.begin_search(task, to, false, Some(reservation));
        Ok(())
    }

    /// Ends the transfer that is under way, if one is.
    fn end_transfer(&mut self, task: TaskId) {
        if self.is_in_transfer(task) {
            self.take_back_offers(task);
            self.task_mut(task).search = None;
            self.tell(Event::TransferCanceled { task });
        }
    }

    fn take_back_offers(&mut self, task: TaskId) {
        for offer in self.offers(task) {
            self.set(offer, ReservationStatus::Canceled);
        }
    }

    /// Sets a reservation's status and tells it.
    fn set(&mut self, reservation: ReservationId, status: ReservationStatus) {
        let one = self.reservation_mut(reservation);
        one.status = status;
        one.until = None;
        let (task, worker) = (one.task, one.worker.clone());
        self.tell(match status {
            ReservationStatus::Pending => return,
            ReservationStatus::Accepted => Event::ReservationAccepted { reservation, task, worker },
            ReservationStatus::Rejected => Event::ReservationRejected { reservation, task, worker },
            ReservationStatus::Timeout => Event::ReservationTimedOut { reservation, task, worker },
            ReservationStatus::Canceled => Event::ReservationCanceled { reservation, task, worker },
            ReservationStatus::Rescinded => {
                Event::ReservationRescinded { reservation, task, worker }
            }
            ReservationStatus::Wrapping => Event::ReservationWrapping { reservation, task, worker },
            ReservationStatus::Completed => {
                Event::ReservationCompleted { reservation, task, worker }
            }
        });
    }

    fn wrap(&mut self, reservation: ReservationId) {
        self.set(reservation, ReservationStatus::Wrapping);
        let channel = self.reservation(reservation).unwrap().channel.clone();
        let seconds = self.channel(channel.as_str()).unwrap().wrap_up_seconds;
        let until = seconds.map(|seconds| self.now().after(seconds));
        self.reservation_mut(reservation).until = until;
    }

    fn accept(&mut self, reservation: ReservationId) {
        let now = self.now();
        let one = self.reservation(reservation).unwrap();
        let (task, worker, channel) = (one.task, one.worker.clone(), one.channel.clone());
        self.set(reservation, ReservationStatus::Accepted);
        let one = self.worker_mut(&worker);
        one.missed = 0;
        one.took.retain(|(other, _)| *other != channel);
        one.took.push((channel, now));
        one.took_any = Some(now);
        for other in self.offers(task) {
            self.set(other, ReservationStatus::Rescinded);
        }
        let one = self.task_mut(task);
        one.status = TaskStatus::Assigned;
        one.assigned = one.assigned.or(Some(now));
        let from = one.search.take().and_then(|search| search.from);
        if let Some(from) = from {
            if self.reservation(from).unwrap().status == ReservationStatus::Accepted {
                self.wrap(from);
            }
            self.tell(Event::TransferCompleted { task, reservation });
        }
    }

    fn reject(&mut self, reservation: ReservationId, activity: Option<ActivityId>) {
        let worker = self.reservation(reservation).unwrap().worker.clone();
        self.worker_mut(&worker).missed = 0;
        self.end_in_vain(reservation, ReservationStatus::Rejected);
        if let Some(activity) = activity {
            self.go_to(&worker, &activity);
        }
    }

    /// Nobody answered an offer.
    pub fn miss(&mut self, reservation: ReservationId) {
        let worker = self.reservation(reservation).unwrap().worker.clone();
        self.end_in_vain(reservation, ReservationStatus::Timeout);
        let one = self.worker_mut(&worker);
        one.missed += 1;
        let (missed, current) = (one.missed, one.activity.clone());
        if let MissedOffer::Move { activity, after } = self.settings.missed_offer.clone()
            && missed >= after
            && self.activity(current.as_str()).unwrap().available
            && let Some(found) = self.activity(activity.as_str())
        {
            let found = found.id.clone();
            self.go_to(&worker, &found);
            self.worker_mut(&worker).missed = 0;
        }
    }

    /// An offer ends unaccepted, and its round with the last one.
    pub fn end_in_vain(&mut self, reservation: ReservationId, status: ReservationStatus) {
        self.set(reservation, status);
        let one = self.reservation(reservation).unwrap();
        let (task, worker) = (one.task, one.worker.clone());
        if !self.task(task).unwrap().refused.contains(&worker) {
            self.task_mut(task).refused.push(worker);
        }
        let is_in_transfer = self.is_in_transfer(task);
        if is_in_transfer {
            self.tell(Event::TransferAttemptFailed { task, reservation });
        }
        if !self.offers(task).is_empty() {
            return;
        }
        let most = self.settings.most_rounds;
        let one = self.task_mut(task);
        if !is_in_transfer {
            one.status = TaskStatus::Pending;
        }
        let search = one.search.as_mut().unwrap();
        search.turn = Turn::RoundOver;
        search.rounds += 1;
        if is_in_transfer && matches!(search.route, Route::Worker { .. }) {
            self.give_up(task, "");
        } else if search.rounds >= most {
            self.give_up(task, "Offered in vain too often");
        } else {
            self.lie_down_or_leave(task);
        }
    }

    /// Nobody is to be found for a task.
    pub fn give_up(&mut self, task: TaskId, reason: &str) {
        if self.is_in_transfer(task) {
            self.task_mut(task).search = None;
            self.tell(Event::TransferFailed { task });
            self.conclude(task, "Transfer failed");
        } else {
            self.cancel(task, reason);
        }
    }

    pub fn cancel(&mut self, task: TaskId, reason: &str) {
        self.take_back_offers(task);
        self.end(task, TaskStatus::Canceled, reason);
        self.tell(Event::TaskCanceled { task, reason: Text::from(reason) });
    }

    fn complete(&mut self, task: TaskId, reason: &str) {
        for reservation in self.of_task(task, &TAKEN) {
            self.set(reservation, ReservationStatus::Completed);
        }
        self.end(task, TaskStatus::Completed, reason);
        self.tell(Event::TaskCompleted { task, reason: Text::from(reason) });
    }

    fn end(&mut self, task: TaskId, status: TaskStatus, reason: &str) {
        let forget_at = self.now().after(self.settings.ended_task_seconds);
        let task = self.task_mut(task);
        task.status = status;
        task.reason = Text::from(reason);
        task.forget_at = Some(forget_at);
        task.promise = None;
        task.search = None;
    }

    fn set_wrapping(&mut self, task: TaskId, reason: &str) {
        let one = self.task_mut(task);
        one.status = TaskStatus::Wrapping;
        one.reason = Text::from(reason);
        self.tell(Event::TaskWrapping { task, reason: Text::from(reason) });
    }

    pub fn set_reserved(&mut self, task: TaskId) {
        let task = self.task_mut(task);
        if task.status == TaskStatus::Pending {
            task.status = TaskStatus::Reserved;
        }
    }

    pub fn complete_reservation(&mut self, reservation: ReservationId) {
        self.set(reservation, ReservationStatus::Completed);
        let task = self.reservation(reservation).unwrap().task;
        self.conclude(task, "Reservations ended");
    }

    /// Ends the task, or its conversation, with its last reservation.
    fn conclude(&mut self, task: TaskId, reason: &str) {
        if self.is_in_transfer(task) {
            return;
        }
        if self.of_task(task, &OPEN).is_empty() {
            self.complete(task, reason);
        } else if self.of_task(task, &[ReservationStatus::Accepted]).is_empty()
            && self.task(task).unwrap().status == TaskStatus::Assigned
        {
            self.set_wrapping(task, reason);
        }
    }

    fn cancel_open(&mut self, task: TaskId) {
        for reservation in self.of_task(task, &OPEN) {
            self.set(reservation, ReservationStatus::Canceled);
        }
    }

    fn forget(&mut self, task: TaskId) {
        self.reservations.retain(|reservation| reservation.task != task);
        self.tasks.retain(|one| one.id != task);
    }

    pub fn system_delete(&mut self, task: TaskId) {
        self.cancel_open(task);
        self.forget(task);
        self.tell(Event::TaskSystemDeleted { task });
    }
}

fn need(task: TaskId, reason: &Text) -> Result<(), Refused> {
    if reason.trim().is_empty() { Err(Refused::NoReason(task)) } else { Ok(()) }
}
