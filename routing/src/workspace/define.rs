//! Setting a workspace up: settings, activities, channels, queues, plans.

use std::sync::Arc;

use super::hours::QueueHours;
use super::program::PlanProgram;
use super::tasks::{Target, in_range};
use super::things::{PlanState, QueueState, Route, Share, TaskState};
use super::{Event, Kind, NewPlan, Refused, Workspace};
use crate::crew::{Activity, Channel, MissedOffer, Queue, Settings};
use crate::expression::{Expression, Path, Place};
use crate::ids::{ActivityId, ChannelId, PlanId, QueueId, TaskId, Text};
use crate::plan::Plan;
use crate::problem::Severity;
use crate::sentence::{Sentence, sentence};

/// An offer may wait so long for its answer.
const LONGEST_RESERVATION: i64 = 86_400;

impl Workspace {
    pub(super) fn set_settings(&mut self, settings: Settings) -> Result<(), Refused> {
        check_reservation_seconds(settings.reservation_seconds.0)?;
        if let MissedOffer::Move { after, .. } = &settings.missed_offer {
            in_range("The number of missed offers", i64::from(*after), 1, i64::from(u32::MAX))?;
        }
        in_range("The number of rounds", i64::from(settings.most_rounds), 1, i64::from(u32::MAX))?;
        let is_new_order = settings.queue_order != self.settings.queue_order;
        self.settings = settings;
        self.tell(Event::SettingsChanged);
        for worker in self.workers.used() {
            self.touch(worker);
        }
        if is_new_order {
            self.place_all_anew(|_| true);
        }
        Ok(())
    }

    pub(super) fn define_activity(&mut self, mut activity: Activity) -> Result<(), Refused> {
        if activity.id.0.is_empty() {
            activity.id = ActivityId(activity.name.clone());
        }
        let slot = self.activities.slot(activity.id.as_str());
        self.activities.may_be_called(&activity.name, slot)?;
        let id = activity.id.clone();
        match slot {
            Some(slot) if self.activities[slot].available != activity.available => {
                return Err(Refused::AvailabilityIsFixed(id));
            }
            Some(slot) => {
                self.activities.change(slot, |known| known.name = activity.name);
                self.tell(Event::ActivityUpdated { activity: id });
                // Conditions may ask for the name.
                for worker in self.workers.used() {
                    if self.workers[worker].activity == slot {
                        self.touch(worker);
                    }
                }
            }
            None => {
                self.activities.add(activity);
                self.tell(Event::ActivityCreated { activity: id });
            }
        }
        Ok(())
    }

    pub(super) fn remove_activity(&mut self, id: &ActivityId) -> Result<(), Refused> {
        let slot = self.activities.need(id.as_str())?;
        if let Some((_, worker)) = self.workers.iter().find(|(_, one)| one.activity == slot) {
            return Err(in_use(
                Kind::Activity,
                &id.0,
                sentence!("{} is in it", "{} está en ella"; worker.name),
            ));
        }
        if let Some(activity) = self.activities.remove(slot) {
            self.tell(Event::ActivityDeleted { activity: activity.id });
        }
        Ok(())
    }

    pub(super) fn define_channel(&mut self, mut channel: Channel) -> Result<(), Refused> {
        if channel.id.0.is_empty() {
            channel.id = ChannelId(channel.name.clone());
        }
        let slot = self.channels.slot(channel.id.as_str());
        self.channels.may_be_called(&channel.name, slot)?;
        let id = channel.id.clone();
        match slot {
            Some(slot) => {
                let is_new = self.channels[slot].waits_for_opening != channel.waits_for_opening;
                self.channels.change(slot, |known| *known = channel);
                self.tell(Event::ChannelUpdated { channel: id });
                if is_new {
                    self.sleep_anew(slot);
                }
            }
            None => {
                self.channels.add(channel);
                self.pool.free.push(Default::default());
                self.pool.free_by_idle.push(Default::default());
                for worker in self.workers.used() {
                    self.workers[worker].shares.push(Share::NEW);
                }
                self.tell(Event::ChannelCreated { channel: id });
            }
        }
        for worker in self.workers.used() {
            self.touch(worker);
        }
        Ok(())
    }

    pub(super) fn remove_channel(&mut self, id: &ChannelId) -> Result<(), Refused> {
        let slot = self.channels.need(id.as_str())?;
        if let Some((task, _)) = self.tasks.iter().find(|(_, task)| task.channel == slot) {
            return Err(in_use(
                Kind::Channel,
                &id.0,
                sentence!("task {} is of it", "la tarea {} es de él"; task),
            ));
        }
        if let Some(channel) = self.channels.remove(slot) {
            self.tell(Event::ChannelDeleted { channel: channel.id });
        }
        for worker in self.workers.used() {
            self.touch(worker);
        }
        Ok(())
    }

    pub(super) fn define_queue(&mut self, queue: Queue) -> Result<(), Refused> {
        let Queue { id, name, workers, order, max_reserved_workers, calendar, at_closing } = queue;
        let id = if id.0.is_empty() { QueueId(name.clone()) } else { id };
        let slot = self.queues.slot(id.as_str());
        self.queues.may_be_called(&name, slot)?;
        in_range("max_reserved_workers", max_reserved_workers.into(), 1, 50)?;
        let expression = Expression::read(&workers);
        if let Some(problem) = expression.problems().first() {
            let fault = problem.told(&workers);
            return Err(Refused::Expression { of: name, fault });
        }
        let program = expression.compile(Place::Queue);
        let calendar = calendar.map(|one| self.calendars.need(one.as_str())).transpose()?;
        let Some(slot) = slot else {
            let event = Event::QueueCreated { queue: id.clone() };
            let slot = self.queues.add(QueueState {
                id,
                name,
                expression: workers,
                program,
                order,
                max_reserved_workers,
                members: Default::default(),
                doing: Default::default(),
                group_of: Default::default(),
                heads: Default::default(),
                families: Default::default(),
                momentary_families: 0,
                searches: 0,
                hours: QueueHours::new(calendar, at_closing),
            });
            self.tell(event);
            self.references.refresh(&self.queues);
            self.pool.listeners.add(slot, &self.queues[slot].program);
            self.stand(&[slot]);
            self.sort_queue(slot);
            return Ok(());
        };
        let is_new_expression = self.queues[slot].expression != workers;
        let is_new_order = self.queues[slot].order != order;
        self.pool.listeners.remove(slot, &self.queues[slot].program);
        self.pool.listeners.add(slot, &program);
        self.queues.change(slot, |known| {
            known.name = name;
            known.expression = workers;
            known.program = program;
            known.order = order;
            known.max_reserved_workers = max_reserved_workers;
            known.hours.calendar = calendar;
            known.hours.at_closing = at_closing;
        });
        self.references.refresh(&self.queues);
        if is_new_expression {
            self.tell(Event::QueueExpressionUpdated { queue: id });
            self.sort_queue(slot);
        } else {
            self.tell(Event::QueueUpdated { queue: id });
        }
        self.stand(&[slot]);
        if is_new_order {
            self.place_all_anew(|task| {
                task.search.as_ref().is_some_and(|search| search.queue == Some(slot))
            });
        }
        Ok(())
    }

    pub(super) fn remove_queue(&mut self, id: &QueueId) -> Result<(), Refused> {
        let slot = self.queues.need(id.as_str())?;
        let searches = self.queues[slot].searches;
        if searches > 0 {
            return Err(in_use(
                Kind::Queue,
                &id.0,
                sentence!("tasks that wait in it: {}", "tareas que esperan en ella: {}"; searches),
            ));
        }
        if let Some(task) = self.promised_to(Target::Queue(slot)) {
            return Err(in_use(
                Kind::Queue,
                &id.0,
                sentence!("task {} is promised to it", "la tarea {} está prometida a ella"; task),
            ));
        }
        self.set_by_hand(slot, None);
        self.forget_classes_of(slot);
        self.pool.listeners.remove(slot, &self.queues[slot].program);
        for worker in self.queues[slot].members.iter() {
            self.workers[worker].queues.remove(&slot);
        }
        if let Some(queue) = self.queues.remove(slot) {
            self.references.refresh(&self.queues);
            self.tell(Event::QueueDeleted { queue: queue.id });
        }
        Ok(())
    }

    pub(super) fn define_plan(&mut self, new: NewPlan, re_evaluate: bool) -> Result<(), Refused> {
        let NewPlan { id, name, configuration, reservation_seconds } = new;
        let id = if id.0.is_empty() { PlanId(name.clone()) } else { id };
        let slot = self.plans.slot(id.as_str());
        self.plans.may_be_called(&name, slot)?;
        if let Some(seconds) = reservation_seconds {
            check_reservation_seconds(seconds.0)?;
        }
        let plan = Plan::read(&configuration);
        if !plan.is_usable() {
            let problems = plan.problems().iter();
            let fault = problems
                .filter(|problem| problem.severity == Severity::Error)
                .map(|problem| problem.told(&configuration))
                .next()
                .unwrap_or_else(|| sentence!("there is nothing in it", "no tiene nada"));
            return Err(Refused::Plan { plan: id, fault });
        }
        self.next_serial += 1;
        let refer = |queue: &Text| self.references.number(queue, &self.queues);
        let known_before = self.columns.len();
        let mut known_as = |path: &Path| self.columns.number(path);
        let (of, serial) = (id.clone(), self.next_serial);
        let program =
            PlanProgram::new(&plan, of, reservation_seconds, serial, refer, &mut known_as);
        let program = Arc::new(program);
        if self.columns.len() > known_before {
            for worker in self.workers.used() {
                let worker = &mut self.workers[worker];
                worker.known = self.columns.values(&worker.attributes);
            }
        }
        match slot {
            None => {
                self.plans.add(PlanState { id: id.clone(), name, program });
                self.tell(Event::PlanCreated { plan: id });
            }
            Some(slot) => {
                let before = self.plans[slot].program.serial;
                self.plans.change(slot, |known| {
                    known.name = name;
                    known.program = program;
                });
                self.retire(before);
                self.tell(Event::PlanUpdated { plan: id });
                if re_evaluate {
                    self.re_evaluate(slot);
                }
            }
        }
        Ok(())
    }

    pub(super) fn remove_plan(&mut self, id: &PlanId) -> Result<(), Refused> {
        let slot = self.plans.need(id.as_str())?;
        let own = &self.plans[slot].id;
        let is_by_it = |task: &TaskState| {
            let by_search = task.search.as_ref().is_some_and(|search| match &search.route {
                Route::Plan { program, .. } => program.plan == *own,
                Route::Queue | Route::Worker(_) => false,
            });
            !task.status.is_over() && (task.plan == Some(slot) || by_search)
        };
        if let Some((task, _)) = self.tasks.iter().find(|(_, task)| is_by_it(task)) {
            return Err(in_use(
                Kind::Plan,
                &id.0,
                sentence!("task {} goes by it", "la tarea {} va por él"; task),
            ));
        }
        if let Some(plan) = self.plans.remove(slot) {
            self.retire(plan.program.serial);
            self.tell(Event::PlanDeleted { plan: plan.id });
        }
        Ok(())
    }

    pub(super) fn place_all_anew(&mut self, which: impl Fn(&TaskState) -> bool) {
        let chosen: Vec<TaskId> =
            self.tasks.iter().filter(|(_, task)| which(task)).map(|(id, _)| id).collect();
        for id in chosen {
            self.place_anew(id);
        }
    }
}

fn check_reservation_seconds(seconds: u32) -> Result<(), Refused> {
    in_range("The time-out of a reservation", i64::from(seconds), 1, LONGEST_RESERVATION)
}

pub(super) fn in_use(kind: Kind, id: &Text, by: Sentence) -> Refused {
    Refused::InUse { kind, id: id.clone(), by }
}
