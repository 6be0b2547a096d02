//! The life of a task: created, changed, canceled, wrapped up, completed, handed on.

use super::callback::check_promise;
use super::table::unknown;
use super::things::{Route, Search, TaskState, Transfer};
use super::{
    Event, Kind, NewTask, Refused, ReservationStatus, RoutingTarget, TaskStatus, TransferMode,
    Workspace, deadlines, reasons,
};
use crate::attributes::Attributes;
use crate::ids::{ReservationId, TaskId, Text};
use crate::plan::HIGHEST_PRIORITY;
use crate::time::{Secs, Time};

/// A task that may be created: its channel, its plan, and where it goes.
pub(super) type Prepared = (u32, Option<u32>, Target);

/// How long a task may stay pending or reserved when nothing is said of it: a day.
pub const USUAL_LIFE: Secs = Secs(86_400);

/// A task may live so long without a worker.
pub(crate) const LONGEST_LIFE: Secs = Secs(1_209_600);

/// 1900-01-01 00:00:00 UTC.
const YEAR_1900: Time = Time(-2_208_988_800_000);

/// Where something goes, looked up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Target {
    Worker(u32),
    Queue(u32),
    Plan(u32),
}

impl Workspace {
    pub(super) fn create_task(&mut self, new: &NewTask) -> Result<(), Refused> {
        let prepared = self.prepare_task(new)?;
        self.add_task(new, prepared);
        Ok(())
    }

    /// Whether a task may be created.
    pub(super) fn prepare_task(&self, new: &NewTask) -> Result<Prepared, Refused> {
        let channel = self.channels.need(new.channel.as_str())?;
        let plan = new.plan.as_ref().map(|plan| self.plans.need(plan.as_str())).transpose()?;
        let target = new.routing_target.as_ref().map(|to| self.target(to)).transpose()?;
        let Some(goes_to) = target.or(plan.map(Target::Plan)) else { return Err(Refused::NoPlan) };
        in_range("The time-out of a task", new.timeout_seconds.0.into(), 1, LONGEST_LIFE.0.into())?;
        check_priority(Some(new.priority))?;
        self.check_start(new.virtual_start)?;
        check_attributes(Some(&new.attributes))?;
        check_promise(new.not_before, self.now.after(new.timeout_seconds))?;
        Ok((channel, plan, goes_to))
    }

    /// Creates a task that may be created.
    pub(super) fn add_task(&mut self, new: &NewTask, (channel, plan, goes_to): Prepared) {
        self.next_task += 1;
        let id = TaskId(self.next_task);
        let dies = self.now.after(new.timeout_seconds);
        let plan = match goes_to {
            Target::Plan(plan) => Some(plan),
            Target::Worker(_) | Target::Queue(_) => plan,
        };
        let is_for_one = matches!(goes_to, Target::Worker(_));
        self.tasks.insert(
            id,
            TaskState {
                plan,
                plan_id: plan.map(|plan| self.plans[plan].id.clone()),
                attributes: new.attributes.clone(),
                channel,
                priority: new.priority,
                created: self.now,
                start: new.virtual_start.unwrap_or(self.now),
                dies,
                ignores_capacity: is_for_one && new.ignore_capacity.unwrap_or(true),
                status: TaskStatus::Pending,
                reason: Text::from(""),
                promise: None,
                was_promised: new.not_before.is_some(),
                search: None,
                transfer: None,
                refusers: Default::default(),
                reservations: Vec::new(),
                removal: None,
            },
        );
        self.deadlines.insert((dies, deadlines::LIFE, id.0));
        self.tell(Event::TaskCreated { task: id });
        self.begin_at(id, goes_to, new.not_before);
    }

    pub(super) fn begin(&mut self, id: TaskId, target: Target) {
        match target {
            Target::Worker(worker) => self.begin_worker(id, worker),
            Target::Queue(queue) => self.begin_queue(id, queue),
            Target::Plan(plan) => self.begin_plan(id, plan),
        }
    }

    fn target(&self, to: &RoutingTarget) -> Result<Target, Refused> {
        Ok(match to {
            RoutingTarget::Worker(worker) => Target::Worker(self.workers.need_id(worker.as_str())?),
            RoutingTarget::Queue(queue) => Target::Queue(self.queues.need(queue.as_str())?),
            RoutingTarget::Plan(plan) => Target::Plan(self.plans.need(plan.as_str())?),
        })
    }

    /// The same by ids, however it was named.
    pub(super) fn routing_target(&self, target: &Target) -> RoutingTarget {
        match *target {
            Target::Worker(worker) => RoutingTarget::Worker(self.workers[worker].id.clone()),
            Target::Queue(queue) => RoutingTarget::Queue(self.queues[queue].id.clone()),
            Target::Plan(plan) => RoutingTarget::Plan(self.plans[plan].id.clone()),
        }
    }

    pub(super) fn update_task(
        &mut self,
        id: TaskId,
        attributes: Option<&Attributes>,
        priority: Option<u32>,
        start: Option<Time>,
    ) -> Result<(), Refused> {
        self.need_task(id, "changed", "not over", |status| !status.is_over())?;
        check_attributes(attributes)?;
        check_priority(priority)?;
        self.check_start(start)?;
        self.change_task(id, attributes, priority);
        if let (Some(task), Some(start)) = (self.tasks.get_mut(&id), start) {
            task.start = start;
        }
        self.place_anew(id);
        self.tell(Event::TaskUpdated { task: id });
        Ok(())
    }

    fn change_task(&mut self, id: TaskId, attributes: Option<&Attributes>, priority: Option<u32>) {
        let Some(task) = self.tasks.get_mut(&id) else { return };
        if let Some(attributes) = attributes {
            task.attributes = attributes.clone();
        }
        if let Some(priority) = priority {
            task.priority = priority;
        }
    }

    pub(super) fn cancel_task(&mut self, id: TaskId, reason: &Text) -> Result<(), Refused> {
        self.need_unassigned(id)?;
        need_reason(id, reason)?;
        self.end_task(id, TaskStatus::Canceled, reason.clone());
        Ok(())
    }

    pub(super) fn need_unassigned(&self, id: TaskId) -> Result<(), Refused> {
        self.need_task(id, "canceled", "pending or reserved", |status| {
            matches!(status, TaskStatus::Pending | TaskStatus::Reserved)
        })
    }

    pub(super) fn wrap_up_task(&mut self, id: TaskId, reason: &Text) -> Result<(), Refused> {
        self.need_task(id, "wrapped up", "assigned", |status| status == TaskStatus::Assigned)?;
        self.drop_transfer(id);
        for reservation in self.open_reservations(id) {
            self.wrap_up(reservation);
        }
        self.follow_reservations(id, reason);
        Ok(())
    }

    pub(super) fn complete_task(&mut self, id: TaskId, reason: &Text) -> Result<(), Refused> {
        self.need_task(id, "completed", "assigned or wrapping", |status| {
            matches!(status, TaskStatus::Assigned | TaskStatus::Wrapping)
        })?;
        need_reason(id, reason)?;
        self.drop_transfer(id);
        for reservation in self.open_reservations(id) {
            self.close(reservation, ReservationStatus::Completed);
        }
        self.end_task(id, TaskStatus::Completed, reason.clone());
        Ok(())
    }

    pub(super) fn delete_task(&mut self, id: TaskId) -> Result<(), Refused> {
        self.need_task(id, "deleted", "known", |_| true)?;
        self.cancel_open_reservations(id);
        self.forget_task(id);
        self.tell(Event::TaskDeleted { task: id });
        Ok(())
    }

    /// Ends a task: what is open is taken back, and after a while it is forgotten.
    pub(super) fn end_task(&mut self, id: TaskId, status: TaskStatus, reason: Text) {
        self.drop_promise(id);
        // The search ends first, so that what is taken back does not begin another round.
        self.end_search(id);
        self.cancel_open_reservations(id);
        self.set_status(id, status);
        if let Some(task) = self.tasks.get_mut(&id) {
            task.reason = reason.clone();
            task.transfer = None;
        }
        self.set_removal(id, Some(self.now.after(self.settings.ended_task_seconds)));
        self.tell(match status {
            TaskStatus::Completed => Event::TaskCompleted { task: id, reason },
            _ => Event::TaskCanceled { task: id, reason },
        });
    }

    /// Forgets a task with all that was ever open of it.
    pub(super) fn forget_task(&mut self, id: TaskId) {
        self.drop_promise(id);
        self.end_search(id);
        self.set_removal(id, None);
        let Some(task) = self.tasks.remove(&id) else { return };
        if task.status.is_untaken() {
            self.deadlines.remove(&(task.dies, deadlines::LIFE, id.0));
        }
        for reservation in task.reservations {
            self.reservations.remove(&reservation);
        }
    }

    pub(super) fn set_status(&mut self, id: TaskId, status: TaskStatus) {
        let Some(task) = self.tasks.get_mut(&id) else { return };
        let before = std::mem::replace(&mut task.status, status);
        let dies = (task.dies, deadlines::LIFE, id.0);
        // The time to live counts while nobody has the task.
        match (before.is_untaken(), status.is_untaken()) {
            (false, true) => self.deadlines.insert(dies),
            (true, false) => self.deadlines.remove(&dies),
            _ => {}
        }
    }

    pub(super) fn set_removal(&mut self, id: TaskId, at: Option<Time>) {
        let Some(task) = self.tasks.get_mut(&id) else { return };
        if let Some(before) = std::mem::replace(&mut task.removal, at) {
            self.deadlines.remove(&(before, deadlines::REMOVAL, id.0));
        }
        if let Some(at) = at {
            self.deadlines.insert((at, deadlines::REMOVAL, id.0));
        }
    }

    pub(super) fn transfer(
        &mut self,
        from: ReservationId,
        to: &RoutingTarget,
        mode: TransferMode,
        attributes: Option<&Attributes>,
        priority: Option<u32>,
    ) -> Result<(), Refused> {
        let reservation = self.need_reservation(from)?;
        let (status, id) = (reservation.status, reservation.task);
        if status != ReservationStatus::Accepted {
            let (wanted, what) = ("accepted", "transferred");
            return Err(Refused::ReservationIs { reservation: from, status, wanted, what });
        }
        if self.tasks.get(&id).is_some_and(|task| task.transfer.is_some()) {
            return Err(Refused::TransferUnderWay(id));
        }
        let target = self.target(to)?;
        check_attributes(attributes)?;
        check_priority(priority)?;
        if attributes.is_some() || priority.is_some() {
            self.change_task(id, attributes, priority);
            self.tell(Event::TaskUpdated { task: id });
        }
        let to = self.routing_target(&target);
        self.tell(Event::TransferInitiated { task: id, reservation: from, to: to.clone(), mode });
        let Some(task) = self.tasks.get_mut(&id) else { return Ok(()) };
        task.transfer = Some(Transfer { from, to, mode });
        if let Target::Worker(worker) = target {
            let channel = task.channel;
            let has_it = self
                .open_reservations(id)
                .iter()
                .any(|one| self.reservations[one].worker == worker);
            if has_it || !self.is_free(worker, channel) {
                self.fail_transfer(id);
                return Ok(());
            }
        }
        self.begin(id, target);
        Ok(())
    }

    pub(super) fn cancel_transfer(&mut self, id: TaskId) -> Result<(), Refused> {
        self.need_task(id, "left by a transfer", "known", |_| true)?;
        if self.tasks.get(&id).is_none_or(|task| task.transfer.is_none()) {
            return Err(Refused::NoTransfer(id));
        }
        self.drop_transfer(id);
        self.follow_reservations(id, reasons::TRANSFER_FAILED);
        Ok(())
    }

    /// Gives up a transfer, if one is under way.
    fn drop_transfer(&mut self, id: TaskId) {
        if self.take_transfer(id) {
            self.tell(Event::TransferCanceled { task: id });
        }
    }

    /// A transfer has found nobody.
    pub(super) fn fail_transfer(&mut self, id: TaskId) {
        if self.take_transfer(id) {
            self.tell(Event::TransferFailed { task: id });
            self.follow_reservations(id, reasons::TRANSFER_FAILED);
        }
    }

    fn take_transfer(&mut self, id: TaskId) -> bool {
        let Some(task) = self.tasks.get_mut(&id) else { return false };
        if task.transfer.take().is_none() {
            return false;
        }
        let offers: Vec<ReservationId> = match &task.search {
            Some(search) => search.offers.iter().copied().collect(),
            None => Vec::new(),
        };
        self.end_search(id);
        for offer in offers {
            self.close(offer, ReservationStatus::Canceled);
        }
        true
    }

    /// Lets the waiting tasks of a plan begin it anew.
    pub(super) fn re_evaluate(&mut self, plan: u32) {
        let by_plan = |task: &TaskState| {
            let by_it = |search: &Search| {
                (search.place.is_some() || search.asleep_since.is_some())
                    && matches!(&search.route, Route::Plan { program, .. } if program.plan == self.plans[plan].id)
            };
            task.search.as_ref().is_some_and(by_it)
        };
        let waiting: Vec<TaskId> =
            self.tasks.iter().filter(|(_, task)| by_plan(task)).map(|(id, _)| id).collect();
        for id in waiting {
            self.unplace(id);
            self.rouse(id);
            self.begin_plan(id, plan);
        }
    }

    fn need_task(
        &self,
        id: TaskId,
        what: &'static str,
        wanted: &'static str,
        may: impl Fn(TaskStatus) -> bool,
    ) -> Result<(), Refused> {
        let task = self.tasks.get(&id).ok_or_else(|| unknown(Kind::Task, &id.to_string()))?;
        if may(task.status) {
            Ok(())
        } else {
            Err(Refused::TaskIs { task: id, status: task.status, wanted, what })
        }
    }

    fn check_start(&self, start: Option<Time>) -> Result<(), Refused> {
        let Some(start) = start else { return Ok(()) };
        in_range("The virtual start of a task", start.0, YEAR_1900.0, self.now.0)
    }
}

fn need_reason(task: TaskId, reason: &Text) -> Result<(), Refused> {
    if reason.trim().is_empty() { Err(Refused::NoReason(task)) } else { Ok(()) }
}

fn check_priority(priority: Option<u32>) -> Result<(), Refused> {
    let priority = i64::from(priority.unwrap_or(0));
    in_range("The priority of a task", priority, 0, HIGHEST_PRIORITY.into())
}

pub(super) fn check_attributes(attributes: Option<&Attributes>) -> Result<(), Refused> {
    match attributes {
        Some(attributes) if attributes.is_too_long() => Err(Refused::AttributesTooLong),
        _ => Ok(()),
    }
}

pub(super) fn in_range(
    what: &'static str,
    value: i64,
    least: i64,
    most: i64,
) -> Result<(), Refused> {
    if (least..=most).contains(&value) {
        Ok(())
    } else {
        Err(Refused::OutOfRange { what, least, most, value })
    }
}
