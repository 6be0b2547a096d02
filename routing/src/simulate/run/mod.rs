//! The run: what happens next, and what follows from it.

mod outcome;
mod things;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, VecDeque};

use super::chance::{Chance, Draw, whole};
use super::day::Day;
use super::duty::{self, Duties};
use super::kinds::Kind;
use super::tally::{Count, Hands, Line, Thresholds};
use super::window::Window;
use super::{End, Ended, NoRun};
use crate::crew::Crew;
use crate::hours::Hours;
use crate::ids::{ActivityId, PlanId, QueueId, ReservationId, TaskId, Text, WorkerId};
use crate::time::Time;
use crate::workspace::{Event, Fact, Input, NewPlan, Workspace, reasons};
use things::{Calling, Held, Person, Stage, What};

/// The reason of a task whose caller has given up.
const GAVE_UP: &str = "Caller gave up";

pub(super) struct Run<'a, F> {
    day: &'a Day,
    seed: u64,
    each: F,
    workspace: Workspace,
    /// The moment from which the times of the run count.
    midnight: i64,
    now: i64,
    counts_from: i64,
    end: i64,
    thresholds: Thresholds,
    to_come: BinaryHeap<Reverse<(i64, u64, What)>>,
    /// What happens at this very moment.
    at_once: VecDeque<What>,
    serial: u64,
    kinds: Vec<(Kind, Count)>,
    total: Count,
    calling: Window<Calling>,
    held: Window<Held>,
    people: Vec<Person>,
    person_of: BTreeMap<WorkerId, usize>,
    lines: Vec<(QueueId, Text, Line)>,
    line_of: BTreeMap<QueueId, usize>,
    duties: Option<Duties>,
    available: Vec<ActivityId>,
    answering: Chance,
    answers_after: Draw,
    back_after: Draw,
    gave_up: Text,
    /// Whether a worker changes activity because the day says so.
    is_changing: bool,
}

impl<'a, F: FnMut(&Ended)> Run<'a, F> {
    pub fn new(
        crew: &Crew,
        plans: &[NewPlan],
        day: &'a Day,
        seed: u64,
        each: F,
    ) -> Result<Run<'a, F>, NoRun> {
        let starts = i64::from(day.starts.minutes()) * 60_000;
        let counts_from = starts + whole(day.warm_up_minutes * 60_000.0);
        let midnight = midnight(crew, day)?;
        let mut workspace = Workspace::new();
        let definitions = plans.iter().cloned();
        let definitions = definitions.map(|plan| Input::DefinePlan { plan, re_evaluate: false });
        for input in crew.inputs().chain(definitions) {
            workspace.handle(input, Time(midnight + starts))?;
        }
        let mut kinds = Vec::new();
        for (number, caller) in day.callers.iter().enumerate() {
            let plan = plan_of(caller.plan.as_ref(), &caller.name, plans)?;
            // The source of number 0 is for the workers.
            let chance = Chance::new(seed, number as u64 + 1);
            kinds.push((Kind::new(caller, plan, starts, chance), Count::default()));
        }
        let mut run = Run {
            day,
            seed,
            each,
            workspace,
            midnight,
            now: starts,
            counts_from,
            end: starts + whole(day.hours * 3_600_000.0),
            thresholds: Thresholds {
                service_level: day.service_level_seconds,
                short_abandon: day.short_abandon_seconds,
            },
            to_come: BinaryHeap::new(),
            at_once: VecDeque::new(),
            serial: 0,
            kinds,
            total: Count::default(),
            calling: Window::new(),
            held: Window::new(),
            people: Vec::new(),
            person_of: BTreeMap::new(),
            lines: Vec::new(),
            line_of: BTreeMap::new(),
            duties: Duties::new(crew, day)?,
            available: Vec::new(),
            answering: Chance::new(seed, 0),
            answers_after: Draw::new(day.answering.after_seconds),
            back_after: Draw::new(day.answering.back_after_seconds),
            gave_up: GAVE_UP.into(),
            is_changing: false,
        };
        run.know(crew)?;
        Ok(run)
    }

    /// Learns who and what there is, and has the first things happen.
    fn know(&mut self, crew: &Crew) -> Result<(), NoRun> {
        for activity in crew.activities.iter().filter(|activity| activity.available) {
            self.available.push(ActivityId(id_or(&activity.id.0, &activity.name)));
        }
        for queue in &crew.queues {
            let id = QueueId(id_or(&queue.id.0, &queue.name));
            self.line_of.insert(id.clone(), self.lines.len());
            self.lines.push((id, queue.name.clone(), Line::default()));
        }
        let rosters = duty::rosters(crew, self.day)?;
        let views: Vec<_> = self.workspace.workers().collect();
        for (view, roster) in views.into_iter().zip(rosters) {
            let number = self.people.len();
            self.person_of.insert(view.id.clone(), number);
            self.people.push(Person {
                hands: Hands::new(view.is_available, self.counts_from),
                id: view.id,
                name: view.name,
                home: view.activity,
                roster,
            });
            self.change(number)?;
        }
        for kind in 0..self.kinds.len() {
            self.schedule_next_of(kind);
        }
        Ok(())
    }

    /// Runs to the end.
    pub fn run(&mut self) -> Result<(), NoRun> {
        loop {
            if let Some(what) = self.at_once.pop_front() {
                self.act(what)?;
                continue;
            }
            let due = self.next_deadline();
            let next = self.to_come.peek().map(|Reverse((at, ..))| *at);
            let at = due.into_iter().chain(next).min();
            let Some(at) = at.filter(|at| *at < self.end) else { return Ok(()) };
            self.now = self.now.max(at);
            if due.is_some_and(|due| due <= at) {
                self.pass_time()?;
            } else if let Some(Reverse((_, _, what))) = self.to_come.pop() {
                self.act(what)?;
            }
        }
    }

    fn next_deadline(&self) -> Option<i64> {
        self.workspace.next_deadline().map(|due| due.0 - self.midnight)
    }

    fn schedule(&mut self, after: i64, what: What) {
        if after <= 0 {
            self.at_once.push_back(what);
            return;
        }
        self.schedule_at(self.now.saturating_add(after), what);
    }

    fn schedule_at(&mut self, at: i64, what: What) {
        if at < self.end {
            self.serial += 1;
            self.to_come.push(Reverse((at, self.serial, what)));
        }
    }

    fn schedule_next_of(&mut self, kind: usize) {
        let at = self.kinds.get_mut(kind).and_then(|(kind, _)| kind.next(self.end));
        if let Some(at) = at {
            self.schedule_at(at, What::Come(kind));
        }
    }

    fn pass_time(&mut self) -> Result<(), NoRun> {
        let facts = self.workspace.handle(Input::Tick, Time(self.midnight + self.now))?;
        self.take(&facts);
        Ok(())
    }

    fn say(&mut self, input: Input) -> Result<(), NoRun> {
        let facts = self.workspace.handle(input, Time(self.midnight + self.now))?;
        self.take(&facts);
        Ok(())
    }

    fn act(&mut self, what: What) -> Result<(), NoRun> {
        if self.next_deadline().is_some_and(|due| due <= self.now) {
            self.pass_time()?;
        }
        match what {
            What::Come(kind) => self.come(kind),
            What::Wait(task) => {
                let caller = self.calling.get_mut(task).filter(|caller| !caller.is_over);
                if let Some(patience) = caller.and_then(|caller| caller.patience) {
                    self.schedule(patience, What::GiveUp(task));
                }
                Ok(())
            }
            What::GiveUp(task) => match self.calling.get_mut(task) {
                Some(caller) if !caller.is_over => {
                    self.say(Input::CancelTask { task: TaskId(task), reason: self.gave_up.clone() })
                }
                _ => Ok(()),
            },
            What::Answer(number) if self.stage(number) == Stage::Offered => {
                self.say(Input::Accept { reservation: ReservationId(number) })
            }
            What::HangUp(number) if self.stage(number) == Stage::InHand => {
                let reservation = ReservationId(number);
                let after_work = self.held.get_mut(number).map_or(0, |held| held.after_work);
                if after_work > 0 {
                    self.schedule(after_work, What::Finish(number));
                    self.say(Input::WrapUpReservation { reservation })
                } else {
                    self.say(Input::CompleteReservation { reservation })
                }
            }
            What::Finish(number) if self.stage(number) == Stage::InHand => {
                self.say(Input::CompleteReservation { reservation: ReservationId(number) })
            }
            What::Answer(_) | What::HangUp(_) | What::Finish(_) => Ok(()),
            What::Change(worker) | What::Return(worker) => {
                let is_shift = matches!(what, What::Change(_));
                if is_shift { self.change(worker) } else { self.go_where_due(worker).map(|_| ()) }
            }
        }
    }

    fn stage(&mut self, number: u64) -> Stage {
        self.held.get_mut(number).map_or(Stage::Over, |held| held.stage)
    }

    fn come(&mut self, number: usize) -> Result<(), NoRun> {
        let Some((kind, count)) = self.kinds.get_mut(number) else { return Ok(()) };
        let came = kind.come();
        if self.now >= self.counts_from {
            count.offer();
            self.total.offer();
        }
        self.schedule_next_of(number);
        self.calling.push(Calling {
            kind: number,
            came: self.now,
            queue: None,
            patience: came.patience,
            handling: came.handling,
            after_work: came.after_work,
            is_over: false,
        });
        let facts =
            self.workspace.handle(Input::CreateTask(came.task), Time(self.midnight + self.now))?;
        self.take(&facts);
        // Behind the answers that come at once.
        if let Some(Fact { event: Event::TaskCreated { task }, .. }) = facts.first()
            && came.patience.is_some()
        {
            self.at_once.push_back(What::Wait(task.0));
        }
        Ok(())
    }

    /// A worker does what the roster says from now on, and changes again when it says so.
    fn change(&mut self, worker: usize) -> Result<(), NoRun> {
        if let Some(next) = self.go_where_due(worker)? {
            self.schedule_at(next, What::Change(worker));
        }
        Ok(())
    }

    /// A worker does what the roster says, or what it was at first; tells when the roster says
    /// something else.
    fn go_where_due(&mut self, worker: usize) -> Result<Option<i64>, NoRun> {
        let Some(person) = self.people.get(worker) else { return Ok(None) };
        let (mut activity, mut next) = (person.home.clone(), None);
        if let (Some(roster), Some(duties)) = (&person.roster, &self.duties) {
            let (duty, until) = duty::look(roster, self.now);
            (activity, next) = (duties.activity(duty).clone(), until);
        }
        let reject_pending = !self.available.contains(&activity);
        let worker = person.id.clone();
        self.is_changing = true;
        let said = self.say(Input::SetWorkerActivity { worker, activity, reject_pending });
        self.is_changing = false;
        said.map(|()| next)
    }

    fn take(&mut self, facts: &[Fact]) {
        for fact in facts {
            self.learn(&fact.event);
        }
    }

    fn learn(&mut self, event: &Event) {
        match event {
            Event::QueueEntered { task, queue } => self.enter(task.0, queue),
            Event::TaskCanceled { task, reason } => {
                let how = match &**reason {
                    GAVE_UP => End::Abandoned,
                    reasons::QUEUE_CLOSED => End::FoundClosed,
                    _ => End::TurnedAway,
                };
                self.end(task.0, how);
            }
            Event::ReservationCreated { reservation, task, worker, .. } => {
                let worker = self.person_of.get(worker).copied().unwrap_or(usize::MAX);
                let (task, stage) = (task.0, Stage::Offered);
                self.held.push(Held { task, worker, after_work: 0, stage });
                let missed = self.day.answering.missed_share;
                if missed == 0.0 || self.answering.share() > missed {
                    let after = self.answers_after.millis(&mut self.answering);
                    self.schedule(after, What::Answer(reservation.0));
                }
            }
            Event::ReservationAccepted { reservation, task, .. } => {
                self.begin_conversation(reservation.0, task.0);
            }
            Event::ReservationTimedOut { reservation, .. } => self.close(reservation.0, true),
            Event::ReservationRejected { reservation, .. }
            | Event::ReservationCanceled { reservation, .. }
            | Event::ReservationRescinded { reservation, .. }
            | Event::ReservationCompleted { reservation, .. } => self.close(reservation.0, false),
            Event::WorkerActivityChanged { worker, activity, .. } => {
                let Some(number) = self.person_of.get(worker).copied() else { return };
                let is_available = self.available.contains(activity);
                if let Some(person) = self.people.get_mut(number) {
                    person.hands.count(self.now);
                    person.hands.is_available = is_available;
                }
                if !self.is_changing {
                    let after = self.back_after.millis(&mut self.answering);
                    self.schedule(after, What::Return(number));
                }
            }
            _ => {}
        }
    }

    fn enter(&mut self, task: u64, queue: &QueueId) {
        let now = self.now;
        let counts = now >= self.counts_from;
        let Some(caller) = self.calling.get_mut(task) else { return };
        let is_counted = caller.came >= self.counts_from;
        let to = self.line_of.get(queue).copied();
        let from = std::mem::replace(&mut caller.queue, to.map(|to| (to, now)));
        if let Some((_, _, line)) = from.and_then(|(from, _)| self.lines.get_mut(from)) {
            line.leave(counts);
            if is_counted {
                line.count.move_on();
            }
        }
        if let Some((_, _, line)) = to.and_then(|to| self.lines.get_mut(to)) {
            line.enter(counts);
            if is_counted {
                line.count.offer();
            }
        }
    }

    /// The waiting of a caller is over.
    fn end(&mut self, task: u64, how: End) {
        let counts = self.now >= self.counts_from;
        let Some(caller) = self.calling.get_mut(task).filter(|caller| !caller.is_over) else {
            return;
        };
        caller.is_over = true;
        let is_counted = caller.came >= self.counts_from;
        let waited_millis = self.now - caller.came;
        if let Some((queue, entered)) = caller.queue
            && let Some((_, _, line)) = self.lines.get_mut(queue)
        {
            line.leave(counts);
            if is_counted {
                line.count.end(how, self.now - entered, self.thresholds);
            }
        }
        if is_counted {
            self.total.end(how, waited_millis, self.thresholds);
            if let Some((_, count)) = self.kinds.get_mut(caller.kind) {
                count.end(how, waited_millis, self.thresholds);
            }
        }
        (self.each)(&Ended {
            kind: caller.kind,
            queue: caller.queue.map(|(queue, _)| queue),
            came: Time(caller.came),
            waited_millis,
            how,
        });
    }

    fn begin_conversation(&mut self, reservation: u64, task: u64) {
        self.end(task, End::Answered);
        // Callers who are over are forgotten when the next one comes, not before.
        let lengths = self.calling.get_mut(task).map(|one| (one.handling, one.after_work));
        let (handling, after_work) = lengths.unwrap_or_default();
        let Some(held) = self.held.get_mut(reservation) else { return };
        held.stage = Stage::InHand;
        held.after_work = after_work;
        let worker = held.worker;
        debug_assert_eq!(held.task, task);
        if let Some(person) = self.people.get_mut(worker) {
            person.hands.take(self.now);
            person.hands.answered += u64::from(self.now >= self.counts_from);
        }
        self.schedule(handling, What::HangUp(reservation));
    }

    fn close(&mut self, reservation: u64, is_missed: bool) {
        let Some(held) = self.held.get_mut(reservation) else { return };
        let was_in_hand = held.stage == Stage::InHand;
        held.stage = Stage::Over;
        let Some(person) = self.people.get_mut(held.worker) else { return };
        if was_in_hand {
            person.hands.release(self.now);
        }
        person.hands.missed += u64::from(is_missed && self.now >= self.counts_from);
    }
}

/// The moment at which the day of the run begins; without hours to go by, any.
fn midnight(crew: &Crew, day: &Day) -> Result<i64, NoRun> {
    let has_hours = crew.queues.iter().any(|queue| queue.calendar.is_some());
    let Some(date) = &day.date else {
        return if has_hours { Err(NoRun::NoDate) } else { Ok(0) };
    };
    let of_crew = || crew.calendars.first().map(|calendar| calendar.time_zone.clone());
    let zone = day.time_zone.clone().or_else(of_crew).unwrap_or_else(|| "UTC".into());
    let found = Hours::clocks(&zone).and_then(|hours| hours.moment(date));
    let midnight = found.ok_or_else(|| NoRun::UnknownDate { date: date.clone(), zone })?;
    Ok(midnight.0)
}

fn id_or(id: &Text, name: &Text) -> Text {
    if id.is_empty() { name.clone() } else { id.clone() }
}

fn plan_of(named: Option<&PlanId>, kind: &str, plans: &[NewPlan]) -> Result<PlanId, NoRun> {
    let kind = || kind.to_owned();
    let found = match (named, plans) {
        (None, [only]) => only,
        (None, _) => return Err(NoRun::WhichPlan { kind: kind(), plans: plans.len() }),
        (Some(named), _) => {
            let is_it = |plan: &&NewPlan| {
                plan.id == *named || plan.name.to_lowercase() == named.0.to_lowercase()
            };
            let found = plans.iter().find(is_it);
            found.ok_or_else(|| NoRun::NoPlan { kind: kind(), plan: named.clone() })?
        }
    };
    Ok(PlanId(id_or(&found.id.0, &found.name)))
}
