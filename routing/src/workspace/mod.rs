//! The router: inputs and time in, facts and the next deadline out.
//!
//! A [`Workspace`] is a value. Whoever embeds it hands in what happens ([`Input`]) with the time, gets
//! back what follows from it ([`Fact`]), and wakes it by [`Input::Tick`] when
//! [`Workspace::next_deadline`] says so. The same inputs at the same times give the same facts: a
//! journal of inputs is a workspace.
//!
//! Decisions of this house where the specification is silent:
//!
//! - **Time passes by ticks alone.** While something is due, any other input is refused
//!   ([`Refused::TimeFirst`]), so that a refusal never hides what time did. Deadlines fire in order of
//!   their moment; at the same moment first unanswered offers, then ends of after-work, then tasks'
//!   times to live, then calendars that open or close their queues, then closings by hand that end, then
//!   tasks that were promised for this moment, then steps' time limits, then tasks to take away (assigned
//!   for a day, or ended a while ago), each in order of id. What follows from one is done before the next fires.
//! - **The order in which tasks are served** is one for the whole workspace: first the tasks of the
//!   kind of queue that [`crate::crew::Settings::queue_order`] names, then of the other kind. In FIFO
//!   queues, and for tasks that wait for a named worker: higher priority, earlier start, smaller id.
//!   In LIFO queues: later start, larger id. Each task in this order takes what it can get.
//! - **A task that enters a step** is tried at once, in that order. If it finds nobody it is skipped
//!   when the step says so, and moves on at once when the step's time limit is over already: a step
//!   is always tried once. A step whose queue does not exist is passed over as if skipped. Within the
//!   default filter neither time limit nor skipping is obeyed.
//! - **Who is asked**: workers who refused or missed this task come after all others. When all
//!   candidates of the moment have done so, that is forgotten, for all of them. After the step's
//!   `order_by` the one whose last accepted reservation lies longest ago comes first (on the task's
//!   channel, when that is `optimized_routing`; never counts as longest ago), then who was added
//!   earlier.
//! - **A round** is all offers made at once. When the last of them has ended unaccepted, the task is
//!   pending again: in its step while the limit lasts, else in the next one.
//! - **What belongs together is told in order**: of a task that ends, first its reservations and then the
//!   task; of a transfer that is dropped, first its offers, then the transfer, then the rest; of a refused
//!   or missed offer that changes what the worker does, first the offer; of a worker who goes away and
//!   refuses what is offered, first the going.
//! - **A closed queue** takes nobody in. A step in it is passed over as if skipped; who is in the queue
//!   already is served, or leaves, as the closing says. Tasks of channels that wait for the opening, and those
//!   made with a promised moment, sleep in the step: they are neither waiting nor offered, and their limits stand still. A plan that ends because
//!   of closed queues cancels with a reason of its own ([`reasons::QUEUE_CLOSED`]). The facts of all queues
//!   that one calendar turns are told before those of their tasks.
//! - **A promised task** is routed when its moment comes, not before: it is in no queue until then.
//! - **Limits** count from entering the filter, and targets without a time-out add nothing.
//!
//! What is deliberately not here: clocks, callbacks, telephone calls, and the words for people.

mod bits;
mod callback;
mod classes;
mod columns;
mod counted;
mod deadlines;
mod define;
mod fact;
mod groups;
mod hours;
mod input;
mod journal;
mod listeners;
mod order;
mod pool;
mod program;
mod references;
mod refused;
mod reservations;
mod settle;
mod slab;
mod staff;
mod status;
mod table;
mod tasks;
mod things;
mod view;
mod walk;

#[cfg(test)]
mod tests;

pub use fact::{Cause, Event, Fact, reasons};
pub use input::{CallBack, Input, NewPlan, NewTask, RoutingTarget, TransferMode, Waiting};
pub use journal::{Digest, Diverged, Entry};
pub use refused::{Kind, Refused};
pub use status::{ReservationStatus, TaskStatus};
pub use view::{ChannelView, PlaceInPlan, QueueView, ReservationView, TaskView, WorkerView};

use serde::{Deserialize, Serialize};

use crate::crew::{Activity, Channel, Settings};
use crate::time::Time;
use deadlines::Deadlines;
pub(crate) use hours::ByHand;
use hours::CalendarState;
pub(crate) use program::Step;
use table::Table;
pub(crate) use tasks::LONGEST_LIFE;
pub use tasks::USUAL_LIFE;
pub(crate) use things::{At, Route, Search, TaskState};
use things::{PlanState, QueueState, Reservations, Tasks, WorkerState};

/// A workspace: everything the router knows.
#[derive(Clone, Debug, PartialEq)]
pub struct Workspace {
    pub(crate) now: Time,
    pub(crate) settings: Settings,
    pub(crate) activities: Table<Activity>,
    pub(crate) channels: Table<Channel>,
    pub(crate) calendars: Table<CalendarState>,
    pub(crate) queues: Table<QueueState>,
    pub(crate) plans: Table<PlanState>,
    references: references::References,
    columns: columns::Columns,
    pub(crate) workers: Table<WorkerState>,
    pub(crate) tasks: Tasks,
    pub(crate) reservations: Reservations,
    next_task: u64,
    next_reservation: u64,
    next_serial: u64,
    deadlines: Deadlines,
    pool: pool::Pool,
    /// What has happened since the input came; empty between inputs.
    told: Vec<Fact>,
}

/// How many ids were given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbered {
    /// Of tasks.
    pub tasks: u64,
    /// Of reservations.
    pub reservations: u64,
}

impl Default for Workspace {
    fn default() -> Workspace {
        Workspace {
            now: Time(i64::MIN),
            settings: Settings::default(),
            activities: Table::default(),
            channels: Table::default(),
            calendars: Table::default(),
            queues: Table::default(),
            plans: Table::default(),
            references: Default::default(),
            columns: Default::default(),
            workers: Table::default(),
            tasks: Tasks::default(),
            reservations: Reservations::default(),
            next_task: 0,
            next_reservation: 0,
            next_serial: 0,
            deadlines: Deadlines::default(),
            pool: pool::Pool::default(),
            told: Vec::new(),
        }
    }
}

impl Workspace {
    /// A workspace with nothing in it.
    pub fn new() -> Workspace {
        Workspace::default()
    }

    /// Takes an input at a moment, and tells what follows from it.
    ///
    /// # Errors
    /// When the input cannot be obeyed. Nothing has changed then.
    pub fn handle(&mut self, input: Input, now: Time) -> Result<Vec<Fact>, Refused> {
        if now < self.now {
            return Err(Refused::TimeGoesBack { now, last: self.now });
        }
        if input != Input::Tick
            && let Some(due) = self.next_deadline().filter(|due| *due <= now)
        {
            return Err(Refused::TimeFirst { due });
        }
        let before = self.now;
        if input == Input::Tick {
            self.pass_time(now);
        }
        self.now = now;
        if let Err(refused) = self.obey(input) {
            self.now = before;
            return Err(refused);
        }
        self.settle();
        Ok(std::mem::take(&mut self.told))
    }

    /// How many tasks and reservations were numbered here.
    pub fn numbered(&self) -> Numbered {
        Numbered { tasks: self.next_task, reservations: self.next_reservation }
    }

    /// Goes on numbering where another workspace stopped, for one that takes its place: no id is given twice.
    pub fn number_after(&mut self, before: Numbered) {
        self.next_task = self.next_task.max(before.tasks);
        self.next_reservation = self.next_reservation.max(before.reservations);
    }

    /// When [`Input::Tick`] is wanted next; none while nothing is under way.
    pub fn next_deadline(&self) -> Option<Time> {
        self.deadlines.first().map(|(at, ..)| at)
    }

    /// Does what an input says, or nothing at all.
    fn obey(&mut self, input: Input) -> Result<(), Refused> {
        match input {
            Input::Tick => Ok(()),
            Input::SetSettings(settings) => self.set_settings(settings),
            Input::DefineActivity(activity) => self.define_activity(activity),
            Input::RemoveActivity(activity) => self.remove_activity(&activity),
            Input::DefineChannel(channel) => self.define_channel(channel),
            Input::RemoveChannel(channel) => self.remove_channel(&channel),
            Input::DefineCalendar(calendar) => self.define_calendar(&calendar),
            Input::RemoveCalendar(calendar) => self.remove_calendar(&calendar),
            Input::DefineQueue(queue) => self.define_queue(queue),
            Input::RemoveQueue(queue) => self.remove_queue(&queue),
            Input::CloseQueue { queue, waiting, until } => self.close_queue(&queue, waiting, until),
            Input::OpenQueue { queue } => self.open_queue(&queue),
            Input::FollowHours { queue } => self.follow_hours(&queue),
            Input::DefinePlan { plan, re_evaluate } => self.define_plan(plan, re_evaluate),
            Input::RemovePlan(plan) => self.remove_plan(&plan),
            Input::AddWorker(worker) => self.add_worker(worker),
            Input::RemoveWorker(worker) => self.remove_worker(&worker),
            Input::RenameWorker { worker, name } => self.rename_worker(&worker, &name),
            Input::SetWorkerAttributes { worker, attributes } => {
                self.set_worker_attributes(&worker, attributes)
            }
            Input::SetWorkerActivity { worker, activity, reject_pending } => {
                self.set_worker_activity(&worker, &activity, reject_pending)
            }
            Input::SetCapacity { worker, channel, capacity, available } => {
                self.set_capacity(&worker, &channel, capacity, available)
            }
            Input::CreateTask(task) => self.create_task(&task),
            Input::UpdateTask { task, attributes, priority, virtual_start } => {
                self.update_task(task, attributes.as_ref(), priority, virtual_start)
            }
            Input::CancelTask { task, reason } => self.cancel_task(task, &reason),
            Input::CallBack(wanted) => self.call_back(&wanted),
            Input::WrapUpTask { task, reason } => self.wrap_up_task(task, &reason),
            Input::CompleteTask { task, reason } => self.complete_task(task, &reason),
            Input::DeleteTask { task } => self.delete_task(task),
            Input::Transfer { reservation, to, mode, attributes, priority } => {
                self.transfer(reservation, &to, mode, attributes.as_ref(), priority)
            }
            Input::CancelTransfer { task } => self.cancel_transfer(task),
            Input::Accept { reservation } => self.accept(reservation),
            Input::Reject { reservation, activity } => self.reject(reservation, activity.as_ref()),
            Input::CancelReservation { reservation } => self.cancel_offer(reservation),
            Input::WrapUpReservation { reservation } => self.wrap_up_reservation(reservation),
            Input::CompleteReservation { reservation } => self.complete_by_input(reservation),
        }
    }

    /// A plan as it is now, made ready.
    pub(crate) fn plan_program(&self, plan: u32) -> Option<&program::PlanProgram> {
        self.plans.get(plan).map(|plan| &*plan.program)
    }

    fn tell(&mut self, event: Event) {
        self.told.push(Fact { at: self.now, event });
    }
}
