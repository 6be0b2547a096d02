//! Opening hours of queues: calendars, closing and opening by hand, and the tasks that sleep meanwhile.
//!
//! Whether a queue is open follows from two things: its calendar, and what was done by hand, which
//! counts more. [`Workspace::stand`] puts the two together after every change of either; what waits in
//! the queue follows from that, all queues that change at one moment being told first.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::define::in_use;
use super::tasks::in_range;
use super::things::{At, Route, TaskState};
use super::{Cause, Event, Kind, Refused, Waiting, Workspace, deadlines, reasons};
use crate::crew::{AtClosing, Calendar};
use crate::hours::Hours;
use crate::ids::{CalendarId, QueueId, TaskId, Text};
use crate::sentence::sentence;
use crate::time::Time;

/// A calendar and what it says now.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CalendarState {
    pub id: CalendarId,
    pub name: Text,
    pub hours: Arc<Hours>,
    pub is_open: bool,
    /// When it is looked at again.
    pub next: Option<Time>,
}

/// Whether a queue is open, and why.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct QueueHours {
    pub calendar: Option<u32>,
    pub at_closing: AtClosing,
    pub by_hand: Option<ByHand>,
    pub standing: Standing,
    /// Tasks that sleep here until it opens.
    pub sleepers: BTreeSet<TaskId>,
}

/// What was done to a queue by hand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum ByHand {
    /// It is closed, until a moment when there is one.
    Closed { waiting: Waiting, until: Option<Time> },
    /// It is open until its calendar opens it too.
    Open,
}

/// How a queue stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Standing {
    pub is_open: bool,
    pub cause: Cause,
    /// Whether calls and chats that wait leave, since it is closed.
    pub clears: bool,
}

impl QueueHours {
    /// A queue begins open.
    pub fn new(calendar: Option<u32>, at_closing: AtClosing) -> QueueHours {
        QueueHours {
            calendar,
            at_closing,
            by_hand: None,
            standing: Standing { is_open: true, cause: Cause::Hours, clears: false },
            sleepers: BTreeSet::new(),
        }
    }
}

impl Workspace {
    pub(super) fn define_calendar(&mut self, calendar: &Calendar) -> Result<(), Refused> {
        let name = calendar.name.clone();
        let id =
            if calendar.id.0.is_empty() { CalendarId(name.clone()) } else { calendar.id.clone() };
        let slot = self.calendars.slot(id.as_str());
        self.calendars.may_be_called(&name, slot)?;
        let (hours, faults) = Hours::read(calendar);
        if let Some((_, fault)) = faults.iter().find(|(_, fault)| !fault.is_harmless()) {
            let fault = fault.sentence();
            return Err(Refused::Calendar { calendar: id, fault });
        }
        let hours = Arc::new(hours);
        let slot = match slot {
            Some(slot) => {
                self.calendars.change(slot, |known| {
                    known.name = name;
                    known.hours = hours;
                });
                self.tell(Event::CalendarUpdated { calendar: id });
                slot
            }
            None => {
                self.tell(Event::CalendarCreated { calendar: id.clone() });
                self.calendars.add(CalendarState { id, name, hours, is_open: true, next: None })
            }
        };
        self.turn_calendar(slot);
        Ok(())
    }

    pub(super) fn remove_calendar(&mut self, id: &CalendarId) -> Result<(), Refused> {
        let slot = self.calendars.need(id.as_str())?;
        let goes_by_it = self.queues.iter().find(|(_, one)| one.hours.calendar == Some(slot));
        if let Some((_, queue)) = goes_by_it {
            return Err(in_use(
                Kind::Calendar,
                &id.0,
                sentence!(
                    "queue {} goes by it",
                    "la cola {} se guía por él";
                    queue.name
                ),
            ));
        }
        self.set_next_look(slot, None);
        if let Some(calendar) = self.calendars.remove(slot) {
            self.tell(Event::CalendarDeleted { calendar: calendar.id });
        }
        Ok(())
    }

    /// A calendar is looked at, and its queues stand as it says from now on.
    pub(super) fn turn_calendar(&mut self, slot: u32) {
        let calendar = &self.calendars[slot];
        let is_open = calendar.hours.judge(self.now).is_open;
        let next = calendar.hours.next_change(self.now).map(|change| change.at);
        self.calendars[slot].is_open = is_open;
        self.set_next_look(slot, next);
        let queues = self.queues.iter();
        let queues = queues.filter(|(_, queue)| queue.hours.calendar == Some(slot));
        let queues: Vec<u32> = queues.map(|(queue, _)| queue).collect();
        self.stand(&queues);
    }

    fn set_next_look(&mut self, slot: u32, at: Option<Time>) {
        let before = std::mem::replace(&mut self.calendars[slot].next, at);
        if let Some(before) = before {
            self.deadlines.remove(&(before, deadlines::HOURS, slot.into()));
        }
        if let Some(at) = at {
            self.deadlines.insert((at, deadlines::HOURS, slot.into()));
        }
    }

    pub(super) fn close_queue(
        &mut self,
        id: &QueueId,
        waiting: Waiting,
        until: Option<Time>,
    ) -> Result<(), Refused> {
        let slot = self.queues.need(id.as_str())?;
        if let Some(until) = until {
            let first = self.now.0.saturating_add(1);
            in_range("The end of a closing", until.0, first, i64::MAX)?;
        }
        self.set_by_hand(slot, Some(ByHand::Closed { waiting, until }));
        self.stand(&[slot]);
        Ok(())
    }

    pub(super) fn open_queue(&mut self, id: &QueueId) -> Result<(), Refused> {
        let slot = self.queues.need(id.as_str())?;
        let is_open = self.is_open_by_calendar(slot);
        self.set_by_hand(slot, (!is_open).then_some(ByHand::Open));
        self.stand(&[slot]);
        Ok(())
    }

    pub(super) fn follow_hours(&mut self, id: &QueueId) -> Result<(), Refused> {
        let slot = self.queues.need(id.as_str())?;
        self.set_by_hand(slot, None);
        self.stand(&[slot]);
        Ok(())
    }

    /// The end of a closing by hand has come.
    pub(super) fn end_by_hand(&mut self, slot: u32) {
        self.queues[slot].hours.by_hand = None;
        self.stand(&[slot]);
    }

    /// Sets what was done to a queue by hand.
    pub(super) fn set_by_hand(&mut self, slot: u32, by_hand: Option<ByHand>) {
        let before = std::mem::replace(&mut self.queues[slot].hours.by_hand, by_hand);
        if let Some(ByHand::Closed { until: Some(until), .. }) = before {
            self.deadlines.remove(&(until, deadlines::HAND, slot.into()));
        }
        if let Some(ByHand::Closed { until: Some(until), .. }) = by_hand {
            self.deadlines.insert((until, deadlines::HAND, slot.into()));
        }
    }

    fn is_open_by_calendar(&self, queue: u32) -> bool {
        self.queues[queue].hours.calendar.is_none_or(|slot| self.calendars[slot].is_open)
    }

    /// Has queues stand as calendars and hands say now, and what waits in them follow.
    pub(super) fn stand(&mut self, queues: &[u32]) {
        let (mut opened, mut shut) = (Vec::new(), BTreeSet::new());
        for &slot in queues {
            let by_calendar = self.is_open_by_calendar(slot);
            let hours = &mut self.queues[slot].hours;
            if by_calendar && hours.by_hand == Some(ByHand::Open) {
                hours.by_hand = None;
            }
            let after = match hours.by_hand {
                None => Standing {
                    is_open: by_calendar,
                    cause: Cause::Hours,
                    clears: !by_calendar && hours.at_closing == AtClosing::MoveOn,
                },
                Some(ByHand::Open) => Standing { is_open: true, cause: Cause::Hand, clears: false },
                Some(ByHand::Closed { waiting, .. }) => Standing {
                    is_open: false,
                    cause: Cause::Hand,
                    clears: waiting == Waiting::MoveOn,
                },
            };
            let before = std::mem::replace(&mut hours.standing, after);
            if (before.is_open, before.cause) != (after.is_open, after.cause) {
                let (queue, cause) = (self.queues[slot].id.clone(), after.cause);
                self.tell(match after.is_open {
                    true => Event::QueueOpened { queue, cause },
                    false => Event::QueueClosed { queue, cause },
                });
            }
            match (before.is_open, after.is_open) {
                (false, true) => opened.push(slot),
                (true, false) => drop(shut.insert(slot)),
                (false, false) if after.clears && !before.clears => drop(shut.insert(slot)),
                _ => {}
            }
        }
        self.empty(&shut);
        for slot in opened {
            for task in std::mem::take(&mut self.queues[slot].hours.sleepers) {
                self.rouse(task);
                self.place(task);
            }
        }
    }

    /// Sends those away, or to sleep, who wait in queues that have just closed.
    fn empty(&mut self, shut: &BTreeSet<u32>) {
        if shut.iter().all(|slot| self.queues[*slot].searches == 0) {
            return;
        }
        let waits = |task: &TaskState| {
            task.search.as_ref().is_some_and(|search| {
                search.place.is_some() && search.queue.is_some_and(|queue| shut.contains(&queue))
            })
        };
        let waiting: Vec<TaskId> =
            self.tasks.iter().filter(|(_, task)| waits(task)).map(|(id, _)| id).collect();
        for id in waiting {
            if self.must_not_wait(id) {
                self.unplace(id);
                self.wait(id);
            }
        }
    }

    /// Whether a task may not wait awake where it is.
    fn must_not_wait(&self, id: TaskId) -> bool {
        let Some(task) = self.tasks.get(&id) else { return false };
        let Some(queue) = task.search.as_ref().and_then(|search| search.queue) else {
            return false;
        };
        let standing = self.queues[queue].hours.standing;
        !standing.is_open && (standing.clears || self.can_sleep(task))
    }

    /// Lets a searching task wait where its search says: awake, or asleep until its queue opens. If it
    /// may do neither it goes on.
    pub(super) fn wait(&mut self, id: TaskId) {
        if !self.must_not_wait(id) {
            self.place(id);
            return;
        }
        let now = self.now;
        let Some(task) = self.tasks.get(&id) else { return };
        if !self.can_sleep(task) {
            self.leave_closed(id);
            return;
        }
        let Some(search) = self.tasks.get_mut(&id).and_then(|task| task.search.as_mut()) else {
            return;
        };
        search.asleep_since = Some(now);
        if let Some(queue) = search.queue {
            self.queues[queue].hours.sleepers.insert(id);
        }
    }

    /// Wakes a task that sleeps: its limits go on from where they stood still.
    pub(super) fn rouse(&mut self, id: TaskId) {
        let now = self.now;
        let Some(search) = self.tasks.get_mut(&id).and_then(|task| task.search.as_mut()) else {
            return;
        };
        let Some(since) = search.asleep_since.take() else { return };
        let slept = now.millis_since(since);
        search.is_fresh = true;
        search.limit = search.limit.map(|limit| limit.after_millis(slept));
        if let Route::Plan { at: At::Target { entered, .. }, .. } = &mut search.route {
            *entered = entered.after_millis(slept);
        }
        if let Some(queue) = search.queue {
            self.queues[queue].hours.sleepers.remove(&id);
        }
    }

    /// A channel's tasks sleep from now on, or no longer.
    pub(super) fn sleep_anew(&mut self, channel: u32) {
        let is_of_it = |task: &TaskState| {
            task.channel == channel
                && task
                    .search
                    .as_ref()
                    .is_some_and(|search| search.place.is_some() || search.asleep_since.is_some())
        };
        let all: Vec<TaskId> =
            self.tasks.iter().filter(|(_, task)| is_of_it(task)).map(|(id, _)| id).collect();
        for id in all {
            let is_asleep = self.is_asleep(id);
            if is_asleep && self.tasks.get(&id).is_some_and(|task| !self.can_sleep(task)) {
                // It came in while the queue was closed, which its like may not.
                self.rouse(id);
                self.leave_closed(id);
            } else if !is_asleep && self.must_not_wait(id) {
                self.unplace(id);
                self.wait(id);
            }
        }
    }

    /// Whether a task waits for its queue to open.
    pub(super) fn is_asleep(&self, id: TaskId) -> bool {
        let search = self.tasks.get(&id).and_then(|task| task.search.as_ref());
        search.is_some_and(|search| search.asleep_since.is_some())
    }

    /// Whether a task sleeps through closed hours: by its channel, or since a moment was promised for it
    /// and nobody holds the line. Nobody sleeps while somebody holds the task.
    fn can_sleep(&self, task: &TaskState) -> bool {
        let is_of_channel = |one: &crate::crew::Channel| one.waits_for_opening;
        task.transfer.is_none()
            && (task.was_promised || self.channels.get(task.channel).is_some_and(is_of_channel))
    }

    /// Whether a task may come into a queue now: it is open, the task sleeps there, or it is in it
    /// already and those are still served.
    pub(super) fn admits(&self, queue: u32, task: &TaskState) -> bool {
        let standing = self.queues[queue].hours.standing;
        let is_in = || task.search.as_ref().is_some_and(|search| search.queue == Some(queue));
        standing.is_open || self.can_sleep(task) || (is_in() && !standing.clears)
    }

    /// A task that may not wait in its closed queue goes on as if the step were skipped.
    fn leave_closed(&mut self, id: TaskId) {
        let Some(search) = self.tasks.get_mut(&id).and_then(|task| task.search.as_mut()) else {
            return;
        };
        match &mut search.route {
            Route::Plan { at: At::Target { .. }, past, .. } => {
                past.met_closed = true;
                self.leave_step(id, false);
            }
            Route::Plan { at: At::Default, program, .. } => {
                let plan = program.plan.clone();
                self.tell(Event::PlanSkipped { task: id, plan });
                self.give_up(id, reasons::QUEUE_CLOSED);
            }
            Route::Queue | Route::Worker(_) => self.give_up(id, reasons::QUEUE_CLOSED),
        }
    }
}
