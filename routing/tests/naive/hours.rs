//! Opening hours, closing by hand, sleeping and callbacks, read off the documents.

use centralita_routing::crew::{AtClosing, Calendar, Opening, Queue};
use centralita_routing::workspace::{
    CallBack, Cause, Kind, NewTask, RoutingTarget, TaskStatus, Waiting,
};
use centralita_routing::{CalendarId, Event, Input, QueueId, Refused, Sentence, TaskId, Time};

use super::setup::unknown;
use super::{Route, Slow, SlowTask, Turn};

const MINUTE: i64 = 60_000;
const DAY: i64 = 1440;
const NAMES: [&str; 7] =
    ["thursday", "friday", "saturday", "sunday", "monday", "tuesday", "wednesday"];

/// A calendar, and what it says since it was last looked at.
#[derive(Debug)]
pub struct SlowCalendar {
    pub calendar: Calendar,
    pub is_open: bool,
    pub next: Option<Time>,
}

/// Whether a queue is open, and what was done to it by hand.
#[derive(Clone, Debug)]
pub struct Door {
    pub queue: QueueId,
    pub by_hand: Option<ByHand>,
    pub is_open: bool,
    pub cause: Cause,
    /// Whether calls and chats that wait have to leave.
    pub clears: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ByHand {
    Open,
    Closed(Waiting, Option<Time>),
}

/// Minutes that the clocks of a zone are ahead, in the days in which these stories play.
fn ahead(zone: &str) -> Option<i64> {
    match zone {
        "UTC" => Some(0),
        "Etc/GMT-2" => Some(120),
        "America/Lima" => Some(-300),
        _ => None,
    }
}

/// Year, month and day of a day counted from 1970-01-01, from two years before it on.
fn date(day: i64) -> (i64, i64, i64) {
    let mut day = day + 731;
    let (mut year, mut month) = (1968, 1);
    loop {
        let is_leap = year % 4 == 0;
        let long = match month {
            2 => 28 + i64::from(is_leap),
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        if day < long {
            return (year, month, day + 1);
        }
        day -= long;
        month += 1;
        if month == 13 {
            (year, month) = (year + 1, 1);
        }
    }
}

/// The minutes of the day from which and to which; the second may lie on the next day.
fn stretch(hours: &str) -> Option<(i64, i64)> {
    let (from, to) = hours.split_once('-')?;
    let minutes = |clock: &str| {
        let (hour, minute) = clock.split_once(':')?;
        Some(hour.parse::<i64>().ok()? * 60 + minute.parse::<i64>().ok()?)
    };
    let (from, to) = (minutes(from)?, minutes(to)?);
    (from != to).then_some((from, if to < from { to + DAY } else { to }))
}

fn stretches(opening: &Opening) -> Option<Vec<(i64, i64)>> {
    opening.0.iter().map(|hours| stretch(hours)).collect()
}

/// The hours of a day counted from 1970-01-01.
fn hours_of(calendar: &Calendar, day: i64) -> Vec<(i64, i64)> {
    let (year, month, of_month) = date(day);
    let yearly = format!("{month:02}-{of_month:02}");
    let full = format!("{year}-{yearly}");
    for holiday in &calendar.holidays {
        let is_yearly = holiday.from.len() == 5;
        let today = if is_yearly { yearly.as_str() } else { full.as_str() };
        let (from, to) = (&*holiday.from, &*holiday.to);
        let is_in = match from <= to {
            true => from <= today && today <= to,
            false => is_yearly && (from <= today || today <= to),
        };
        if is_in {
            return stretches(&holiday.open).unwrap();
        }
    }
    let name = NAMES[usize::try_from(day.rem_euclid(7)).unwrap()];
    calendar.week.get(name).map(|opening| stretches(opening).unwrap()).unwrap_or_default()
}

fn is_open(calendar: &Calendar, now: Time) -> bool {
    let minutes = (now.0 + ahead(&calendar.time_zone).unwrap() * MINUTE).div_euclid(MINUTE);
    let (day, minute) = (minutes.div_euclid(DAY), minutes.rem_euclid(DAY));
    let holds = |day: i64, minute: i64| {
        hours_of(calendar, day).iter().any(|(from, to)| *from <= minute && minute < *to)
    };
    holds(day, minute) || holds(day - 1, minute + DAY)
}

/// When it changes next: looked for at every minute of the day that the calendar mentions.
fn next_change(calendar: &Calendar, now: Time) -> Option<Time> {
    let mut minutes = vec![0];
    let openings = calendar.week.values().chain(calendar.holidays.iter().map(|one| &one.open));
    for (from, to) in openings.flat_map(|opening| stretches(opening).unwrap()) {
        minutes.extend([from % DAY, to % DAY]);
    }
    minutes.sort_unstable();
    let ahead = ahead(&calendar.time_zone).unwrap();
    let today = (now.0 + ahead * MINUTE).div_euclid(DAY * MINUTE);
    let before = is_open(calendar, now);
    for day in today..today + 800 {
        for minute in &minutes {
            let at = Time((day * DAY + minute - ahead) * MINUTE);
            if at > now && is_open(calendar, at) != before {
                return Some(at);
            }
        }
    }
    None
}

impl Slow {
    pub fn obey_hours(&mut self, input: Input) -> Result<(), Refused> {
        match input {
            Input::DefineCalendar(calendar) => self.define_calendar(calendar),
            Input::RemoveCalendar(calendar) => {
                let id = self.calendar(calendar.as_str())?;
                let goes_by_it = |(queue, _): &(Queue, _)| queue.calendar.as_ref() == Some(&id);
                if self.queues.iter().any(goes_by_it) {
                    let (kind, by) = (Kind::Calendar, Sentence::same(""));
                    return Err(Refused::InUse { kind, id: id.0, by });
                }
                self.calendars.retain(|one| one.calendar.id != id);
                self.tell(Event::CalendarDeleted { calendar: id });
                Ok(())
            }
            Input::CloseQueue { queue, waiting, until } => {
                let queue = self.queue_id(&queue)?;
                let (least, most) = (self.now().0 + 1, i64::MAX);
                if let Some(until) = until.filter(|until| until.0 < least) {
                    let value = until.0;
                    return Err(Refused::OutOfRange { what: "", least, most, value });
                }
                self.door(&queue).by_hand = Some(ByHand::Closed(waiting, until));
                self.stand(&[queue]);
                Ok(())
            }
            Input::OpenQueue { queue } => {
                let queue = self.queue_id(&queue)?;
                let is_open = self.is_open_by_calendar(&queue);
                self.door(&queue).by_hand = (!is_open).then_some(ByHand::Open);
                self.stand(&[queue]);
                Ok(())
            }
            Input::FollowHours { queue } => {
                let queue = self.queue_id(&queue)?;
                self.door(&queue).by_hand = None;
                self.stand(&[queue]);
                Ok(())
            }
            Input::CallBack(wanted) => self.call_back(wanted),
            other => panic!("the second router does not know {other:?}"),
        }
    }

    fn queue_id(&self, queue: &QueueId) -> Result<QueueId, Refused> {
        let found = self.queue(queue.as_str()).map(|(queue, _)| queue.id.clone());
        found.ok_or_else(|| unknown(Kind::Queue, queue))
    }

    /// The id of a calendar, by id or name.
    pub fn calendar(&self, id: &str) -> Result<CalendarId, Refused> {
        let all = || self.calendars.iter().map(|one| &one.calendar);
        let found = all().find(|one| one.id.as_str() == id);
        let found = found.or_else(|| all().find(|one| one.name.eq_ignore_ascii_case(id)));
        found.map(|one| one.id.clone()).ok_or_else(|| unknown(Kind::Calendar, id))
    }

    fn define_calendar(&mut self, calendar: Calendar) -> Result<(), Refused> {
        let id = match calendar.id.as_str() {
            "" => CalendarId(calendar.name.clone()),
            _ => calendar.id.clone(),
        };
        let name = calendar.name.to_lowercase();
        let is_other =
            |one: &SlowCalendar| one.calendar.id != id && one.calendar.name.to_lowercase() == name;
        if self.calendars.iter().any(is_other) {
            return Err(Refused::NameTaken { kind: Kind::Calendar, name: calendar.name });
        }
        let mut openings =
            calendar.week.values().chain(calendar.holidays.iter().map(|one| &one.open));
        if ahead(&calendar.time_zone).is_none() || openings.any(|one| stretches(one).is_none()) {
            return Err(Refused::Calendar { calendar: id, fault: Sentence::same("") });
        }
        let calendar = Calendar { id: id.clone(), ..calendar };
        match self.calendars.iter().position(|one| one.calendar.id == id) {
            Some(place) => {
                self.calendars[place].calendar = calendar;
                self.tell(Event::CalendarUpdated { calendar: id });
                self.turn_calendar(place);
            }
            None => {
                self.calendars.push(SlowCalendar { calendar, is_open: true, next: None });
                self.tell(Event::CalendarCreated { calendar: id });
                self.turn_calendar(self.calendars.len() - 1);
            }
        }
        Ok(())
    }

    /// A calendar is looked at.
    pub fn turn_calendar(&mut self, place: usize) {
        let now = self.now();
        let one = &mut self.calendars[place];
        one.is_open = is_open(&one.calendar, now);
        one.next = next_change(&one.calendar, now);
        let id = one.calendar.id.clone();
        let queues: Vec<QueueId> = (self.queues.iter())
            .filter(|(queue, _)| queue.calendar.as_ref() == Some(&id))
            .map(|(queue, _)| queue.id.clone())
            .collect();
        self.stand(&queues);
    }

    /// A closing by hand ends.
    pub fn end_by_hand(&mut self, place: usize) {
        let queue = self.queues[place].0.id.clone();
        self.door(&queue).by_hand = None;
        self.stand(&[queue]);
    }

    pub fn is_open(&self, queue: &QueueId) -> bool {
        self.doors.iter().find(|door| door.queue == *queue).is_none_or(|door| door.is_open)
    }

    fn clears(&self, queue: &QueueId) -> bool {
        self.doors.iter().any(|door| door.queue == *queue && door.clears)
    }

    pub fn door(&mut self, queue: &QueueId) -> &mut Door {
        let place = self.doors.iter().position(|door| door.queue == *queue).unwrap_or_else(|| {
            self.doors.push(Door {
                queue: queue.clone(),
                by_hand: None,
                is_open: true,
                cause: Cause::Hours,
                clears: false,
            });
            self.doors.len() - 1
        });
        &mut self.doors[place]
    }

    fn is_open_by_calendar(&self, queue: &QueueId) -> bool {
        let calendar = self.queue(queue.as_str()).and_then(|(queue, _)| queue.calendar.clone());
        let found = self.calendars.iter().find(|one| Some(&one.calendar.id) == calendar.as_ref());
        found.is_none_or(|one| one.is_open)
    }

    /// What follows for queues from their calendars and from what was done by hand.
    pub fn stand(&mut self, queues: &[QueueId]) {
        let before: Vec<Door> = queues.iter().map(|queue| self.door(queue).clone()).collect();
        for queue in queues {
            let is_open = self.is_open_by_calendar(queue);
            let at_closing = self.queue(queue.as_str()).unwrap().0.at_closing;
            let door = self.door(queue);
            if is_open && door.by_hand == Some(ByHand::Open) {
                door.by_hand = None;
            }
            let was = (door.is_open, door.cause);
            (door.is_open, door.cause, door.clears) = match door.by_hand {
                None => (is_open, Cause::Hours, !is_open && at_closing == AtClosing::MoveOn),
                Some(ByHand::Open) => (true, Cause::Hand, false),
                Some(ByHand::Closed(waiting, _)) => {
                    (false, Cause::Hand, waiting == Waiting::MoveOn)
                }
            };
            let (is_open, cause, queue) = (door.is_open, door.cause, queue.clone());
            if was != (is_open, cause) {
                self.tell(match is_open {
                    true => Event::QueueOpened { queue, cause },
                    false => Event::QueueClosed { queue, cause },
                });
            }
        }
        let mut has_shut = Vec::new();
        let mut has_opened = Vec::new();
        for before in before {
            let after = self.door(&before.queue).clone();
            if before.is_open && !after.is_open || after.clears && !before.clears {
                has_shut.push(after.queue);
            } else if !before.is_open && after.is_open {
                has_opened.push(after.queue);
            }
        }
        let ids: Vec<TaskId> = self.tasks.iter().map(|task| task.id).collect();
        for id in ids {
            let task = self.task(id).unwrap();
            let queue = task.search.as_ref().and_then(|search| search.queue.clone());
            let Some(queue) = queue else { continue };
            if self.waits(task) && has_shut.contains(&queue) {
                self.lie_down_or_leave(id);
            } else if has_opened.contains(&queue) {
                self.rouse(id);
            }
        }
    }

    /// Whether a task sleeps: its channel says so, or a moment was promised; nobody does in a transfer.
    pub fn can_sleep(&self, task: &SlowTask) -> bool {
        let channel = self.channel(task.channel.as_str()).unwrap();
        (channel.waits_for_opening || task.has_promise) && !self.is_in_transfer(task.id)
    }

    /// Whether a task may come into a queue.
    pub fn admits(&self, queue: &QueueId, task: &SlowTask) -> bool {
        let is_in = task.search.as_ref().is_some_and(|search| search.queue.as_ref() == Some(queue));
        self.is_open(queue) || self.can_sleep(task) || is_in && !self.clears(queue)
    }

    /// What a task that would wait in a closed queue does.
    pub fn lie_down_or_leave(&mut self, id: TaskId) {
        let now = self.now();
        let task = self.task(id).unwrap();
        let Some(queue) = task.search.as_ref().and_then(|search| search.queue.clone()) else {
            return;
        };
        if self.is_open(&queue) {
            return;
        }
        if self.can_sleep(task) {
            self.task_mut(id).search.as_mut().unwrap().asleep = Some(now);
        } else if self.clears(&queue) {
            self.leave_closed(id);
        }
    }

    fn leave_closed(&mut self, id: TaskId) {
        match &mut self.task_mut(id).search.as_mut().unwrap().route {
            Route::Plan { filter: Some(_), has_met_closed, .. } => {
                *has_met_closed = true;
                self.next_step(id, false);
            }
            Route::Plan { filter: None, plan, .. } => {
                let plan = plan.id.clone();
                self.tell(Event::PlanSkipped { task: id, plan });
                self.give_up(id, "queue.closed");
            }
            _ => self.give_up(id, "queue.closed"),
        }
    }

    pub fn rouse(&mut self, id: TaskId) {
        let now = self.now();
        let search = self.task_mut(id).search.as_mut().unwrap();
        let Some(since) = search.asleep.take() else { return };
        search.turn = Turn::Fresh;
        if let Route::Plan { entered, .. } = &mut search.route {
            *entered = entered.after_millis(now.millis_since(since));
        }
    }

    /// A channel was changed: its tasks sleep now, or no longer.
    pub fn sleep_anew(&mut self, channel: &str) {
        let of_channel = self.tasks.iter().filter(|task| task.channel.as_str() == channel);
        let ids: Vec<TaskId> = of_channel.map(|task| task.id).collect();
        for id in ids {
            let task = self.task(id).unwrap();
            let Some(search) = &task.search else { continue };
            if search.asleep.is_some() && !self.can_sleep(task) {
                self.rouse(id);
                self.leave_closed(id);
            } else if self.waits(task) {
                self.lie_down_or_leave(id);
            }
        }
    }

    /// The moment promised for a task has come.
    pub fn keep_promise(&mut self, id: TaskId) {
        let Some((_, to, ignores_capacity)) = self.task_mut(id).promise.take() else { return };
        self.begin_search(id, to, ignores_capacity, None);
    }

    fn call_back(&mut self, wanted: CallBack) -> Result<(), Refused> {
        let id = wanted.task;
        self.must_be(id, |status| matches!(status, TaskStatus::Pending | TaskStatus::Reserved))?;
        let task = self.task(id).unwrap();
        let search = task.search.as_ref();
        let (to, ignores) = match (&task.promise, search.map(|search| &search.route)) {
            (Some((_, to, ignores)), _) => (to.clone(), *ignores),
            (_, Some(Route::Worker { worker, ignores_capacity })) => {
                (RoutingTarget::Worker(worker.clone()), *ignores_capacity)
            }
            (_, Some(Route::Queue)) => {
                let queue = search.and_then(|search| search.queue.clone()).unwrap();
                (RoutingTarget::Queue(queue), false)
            }
            _ => (RoutingTarget::Plan(task.plan.clone().unwrap()), false),
        };
        let new = NewTask {
            plan: task.plan.clone(),
            attributes: wanted.attributes.unwrap_or_else(|| task.attributes.clone()),
            channel: wanted.channel,
            priority: task.priority,
            timeout_seconds: wanted.timeout_seconds,
            virtual_start: Some(task.start),
            routing_target: Some(to),
            ignore_capacity: Some(ignores),
            not_before: wanted.not_before,
        };
        self.check_new(&new)?;
        let callback = TaskId(self.next_task + 1);
        self.tell(Event::TaskCalledBack { task: id, callback });
        self.cancel(id, "Called back");
        self.create(new)
    }

    /// Whether a task may be created as far as its channel and its promise are concerned.
    pub fn check_new(&self, new: &NewTask) -> Result<(), Refused> {
        if self.channel(new.channel.as_str()).is_none() {
            return Err(unknown(Kind::Channel, &new.channel));
        }
        let most = self.now().after(new.timeout_seconds).0 - 1;
        match new.not_before.filter(|at| at.0 > most) {
            Some(at) => Err(Refused::OutOfRange { what: "", least: i64::MIN, most, value: at.0 }),
            None => Ok(()),
        }
    }
}
