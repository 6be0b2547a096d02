//! What people set up: settings, activities, channels, queues, plans and workers.

use std::rc::Rc;

use centralita_routing::crew::{Activity, Channel, Queue, Worker, WorkerChannel};
use centralita_routing::workspace::{Kind, NewPlan, ReservationStatus, RoutingTarget};
use centralita_routing::{
    ActivityId, Attributes, ChannelId, Event, Input, PlanId, QueueId, Refused, Sentence, TaskId,
    Text, WorkerId,
};

use super::plan::{self, Asked};
use super::{Route, Slow, SlowPlan, SlowTask, SlowWorker, expression};

pub fn unknown(kind: Kind, id: impl ToString) -> Refused {
    Refused::Unknown { kind, id: Text::from(id.to_string()) }
}

/// Whether no other thing has this name.
fn may_be_called<'a>(
    kind: Kind,
    name: &Text,
    id: &str,
    mut all: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<(), Refused> {
    let is_taken =
        all.any(|(other, taken)| other != id && taken.to_lowercase() == name.to_lowercase());
    if is_taken { Err(Refused::NameTaken { kind, name: name.clone() }) } else { Ok(()) }
}

fn in_use(kind: Kind, id: &Text) -> Refused {
    Refused::InUse { kind, id: id.clone(), by: Sentence::same("") }
}

fn or_name(id: &str, name: &Text) -> Text {
    if id.is_empty() { name.clone() } else { Text::from(id) }
}

impl Slow {
    pub fn obey(&mut self, input: Input) -> Result<(), Refused> {
        match input {
            Input::Tick => Ok(()),
            Input::SetSettings(settings) => {
                self.settings = settings;
                self.tell(Event::SettingsChanged);
                Ok(())
            }
            Input::DefineActivity(activity) => self.define_activity(activity),
            Input::RemoveActivity(activity) => self.remove_activity(&activity),
            Input::DefineChannel(channel) => self.define_channel(channel),
            Input::RemoveChannel(channel) => self.remove_channel(&channel),
            Input::RemovePlan(plan) => self.remove_plan(&plan),
            Input::DefineQueue(queue) => self.define_queue(queue),
            Input::RemoveQueue(queue) => self.remove_queue(&queue),
            Input::DefinePlan { plan, re_evaluate } => self.define_plan(plan, re_evaluate),
            Input::AddWorker(worker) => self.add_worker(worker),
            Input::RemoveWorker(worker) => self.remove_worker(&worker),
            Input::RenameWorker { worker, name } => {
                self.known(&worker)?;
                let is_taken = |one: &SlowWorker| {
                    one.id != worker && one.name.to_lowercase() == name.to_lowercase()
                };
                if self.workers.iter().any(is_taken) {
                    return Err(Refused::NameTaken { kind: Kind::Worker, name });
                }
                self.worker_mut(&worker).name = name;
                self.tell(Event::WorkerAttributesChanged { worker });
                Ok(())
            }
            Input::SetWorkerAttributes { worker, attributes } => {
                self.known(&worker)?;
                self.worker_mut(&worker).attributes = attributes;
                self.tell(Event::WorkerAttributesChanged { worker });
                Ok(())
            }
            Input::SetWorkerActivity { worker, activity, reject_pending } => {
                self.set_activity(&worker, &activity, reject_pending)
            }
            Input::SetCapacity { worker, channel, capacity, available } => {
                self.set_capacity(worker, &channel, capacity, available)
            }
            Input::DefineCalendar(_)
            | Input::RemoveCalendar(_)
            | Input::CloseQueue { .. }
            | Input::OpenQueue { .. }
            | Input::FollowHours { .. }
            | Input::CallBack(_) => self.obey_hours(input),
            task => self.obey_task(task),
        }
    }

    fn define_activity(&mut self, activity: Activity) -> Result<(), Refused> {
        let id = ActivityId(or_name(activity.id.as_str(), &activity.name));
        let activity = Activity { id: id.clone(), ..activity };
        let names = self.activities.iter().map(|one| (one.id.as_str(), &*one.name));
        may_be_called(Kind::Activity, &activity.name, id.as_str(), names)?;
        if let Some(old) = self.activities.iter_mut().find(|old| old.id == id) {
            if old.available != activity.available {
                return Err(Refused::AvailabilityIsFixed(id));
            }
            *old = activity;
            self.tell(Event::ActivityUpdated { activity: id });
        } else {
            self.activities.push(activity);
            self.tell(Event::ActivityCreated { activity: id });
        }
        Ok(())
    }

    fn remove_activity(&mut self, activity: &ActivityId) -> Result<(), Refused> {
        let id = self.activity(activity.as_str()).map(|activity| activity.id.clone());
        let id = id.ok_or_else(|| unknown(Kind::Activity, activity))?;
        if self.workers.iter().any(|worker| worker.activity == id) {
            return Err(in_use(Kind::Activity, &id.0));
        }
        self.activities.retain(|activity| activity.id != id);
        self.tell(Event::ActivityDeleted { activity: id });
        Ok(())
    }

    fn define_channel(&mut self, channel: Channel) -> Result<(), Refused> {
        let id = ChannelId(or_name(channel.id.as_str(), &channel.name));
        let names = self.channels.iter().map(|one| (one.id.as_str(), &*one.name));
        may_be_called(Kind::Channel, &channel.name, id.as_str(), names)?;
        let channel = Channel { id: id.clone(), ..channel };
        if let Some(old) = self.channels.iter_mut().find(|old| old.id == id) {
            *old = channel;
            self.tell(Event::ChannelUpdated { channel: id.clone() });
            self.sleep_anew(id.as_str());
            return Ok(());
        }
        let share = WorkerChannel { capacity: 1, available: true };
        for worker in &mut self.workers {
            worker.shares.push((id.clone(), share));
        }
        self.channels.push(channel);
        self.tell(Event::ChannelCreated { channel: id });
        Ok(())
    }

    fn remove_channel(&mut self, channel: &ChannelId) -> Result<(), Refused> {
        let id = self.channel(channel.as_str()).map(|channel| channel.id.clone());
        let id = id.ok_or_else(|| unknown(Kind::Channel, channel))?;
        if self.tasks.iter().any(|task| task.channel == id) {
            return Err(in_use(Kind::Channel, &id.0));
        }
        for worker in &mut self.workers {
            worker.shares.retain(|(channel, _)| *channel != id);
            worker.took.retain(|(channel, _)| *channel != id);
        }
        self.channels.retain(|channel| channel.id != id);
        self.tell(Event::ChannelDeleted { channel: id });
        Ok(())
    }

    fn remove_plan(&mut self, plan: &PlanId) -> Result<(), Refused> {
        let id = self.plan(plan.as_str()).map(|plan| plan.id.clone());
        let id = id.ok_or_else(|| unknown(Kind::Plan, plan))?;
        let goes_by_it = |task: &SlowTask| match task.search.as_ref().map(|search| &search.route) {
            Some(Route::Plan { plan, .. }) if plan.id == id => true,
            _ => !task.status.is_over() && task.plan.as_ref() == Some(&id),
        };
        if self.tasks.iter().any(goes_by_it) {
            return Err(in_use(Kind::Plan, &id.0));
        }
        self.plans.retain(|plan| plan.id != id);
        self.tell(Event::PlanDeleted { plan: id });
        Ok(())
    }

    fn known(&self, worker: &WorkerId) -> Result<&SlowWorker, Refused> {
        self.worker(worker).ok_or_else(|| unknown(Kind::Worker, worker))
    }

    fn define_queue(&mut self, queue: Queue) -> Result<(), Refused> {
        let id = QueueId(or_name(queue.id.as_str(), &queue.name));
        let names = self.queues.iter().map(|(one, _)| (one.id.as_str(), &*one.name));
        may_be_called(Kind::Queue, &queue.name, id.as_str(), names)?;
        let queue = Queue { id: id.clone(), ..queue };
        let asked = match expression::read(&queue.workers) {
            Some(condition) => Asked::Condition(condition),
            None if queue.workers.trim().is_empty() => Asked::Unreadable,
            None => {
                return Err(Refused::Expression {
                    of: Text::from(id.as_str()),
                    fault: Sentence::same(""),
                });
            }
        };
        let calendar = queue.calendar.clone();
        let calendar = calendar.map(|one| self.calendar(one.as_str())).transpose()?;
        let queue = Queue { calendar, ..queue };
        let mine = [id.clone()];
        match self.queues.iter().position(|(old, _)| old.id == id) {
            None => {
                self.queues.push((queue, asked));
                self.tell(Event::QueueCreated { queue: id });
            }
            Some(place) => {
                let old = std::mem::replace(&mut self.queues[place], (queue.clone(), asked)).0;
                self.tell(match old.workers == queue.workers {
                    true => Event::QueueUpdated { queue: id },
                    false => Event::QueueExpressionUpdated { queue: id },
                });
            }
        }
        self.stand(&mine);
        Ok(())
    }

    fn remove_queue(&mut self, queue: &QueueId) -> Result<(), Refused> {
        let id = self.queue(queue.as_str()).map(|(queue, _)| queue.id.clone());
        let id = id.ok_or_else(|| unknown(Kind::Queue, queue))?;
        let uses = |search: &super::Search| search.queue.as_ref() == Some(&id);
        let is_promised = |task: &SlowTask| {
            task.promise.as_ref().is_some_and(|(_, to, _)| *to == RoutingTarget::Queue(id.clone()))
        };
        if self.tasks.iter().any(|task| task.search.as_ref().is_some_and(uses) || is_promised(task))
        {
            return Err(in_use(Kind::Queue, &id.0));
        }
        self.queues.retain(|(queue, _)| queue.id != id);
        self.doors.retain(|door| door.queue != id);
        self.tell(Event::QueueDeleted { queue: id });
        Ok(())
    }

    fn define_plan(&mut self, plan: NewPlan, re_evaluate: bool) -> Result<(), Refused> {
        let id = PlanId(or_name(plan.id.as_str(), &plan.name));
        let names = self.plans.iter().map(|one| (one.id.as_str(), &*one.name));
        may_be_called(Kind::Plan, &plan.name, id.as_str(), names)?;
        let Some(rules) = plan::read(&plan.configuration) else {
            return Err(Refused::Plan { plan: id, fault: Sentence::same("") });
        };
        let seconds = plan.reservation_seconds;
        let new = Rc::new(SlowPlan { id: id.clone(), name: plan.name, rules, seconds });
        let Some(old) = self.plans.iter_mut().find(|old| old.id == id) else {
            self.plans.push(new);
            self.tell(Event::PlanCreated { plan: id });
            return Ok(());
        };
        *old = new;
        self.tell(Event::PlanUpdated { plan: id.clone() });
        if !re_evaluate {
            return Ok(());
        }
        let tasks: Vec<TaskId> = (self.tasks.iter())
            .filter(|task| {
                self.waits(task) || task.search.as_ref().is_some_and(|one| one.asleep.is_some())
            })
            .filter(|task| match task.search.as_ref().map(|search| &search.route) {
                Some(Route::Plan { plan, .. }) => plan.id == id,
                _ => false,
            })
            .map(|task| task.id)
            .collect();
        for task in tasks {
            self.rouse(task);
            self.begin_plan(task, &id);
        }
        Ok(())
    }

    fn add_worker(&mut self, worker: Worker) -> Result<(), Refused> {
        let id = WorkerId(or_name(worker.id.as_str(), &worker.name));
        let is_taken = |one: &SlowWorker| {
            one.id == id || one.name.to_lowercase() == worker.name.to_lowercase()
        };
        if self.workers.iter().any(is_taken) {
            return Err(Refused::NameTaken { kind: Kind::Worker, name: worker.name });
        }
        let activity = self.activity(worker.activity.as_str()).map(|activity| activity.id.clone());
        let activity = activity.ok_or_else(|| unknown(Kind::Activity, &worker.activity))?;
        let mut shares: Vec<(ChannelId, WorkerChannel)> = (self.channels.iter())
            .map(|channel| (channel.id.clone(), WorkerChannel { capacity: 1, available: true }))
            .collect();
        for (name, share) in &worker.capacity {
            let channel = self.channel(name.as_str()).map(|channel| channel.id.clone());
            let channel = channel.ok_or_else(|| unknown(Kind::Channel, name))?;
            shares.iter_mut().filter(|(id, _)| *id == channel).for_each(|one| one.1 = *share);
        }
        let since = self.now();
        self.workers.push(SlowWorker {
            id: id.clone(),
            name: worker.name,
            activity,
            since,
            attributes: Attributes::clone(&worker.attributes),
            shares,
            took: Vec::new(),
            took_any: None,
            missed: 0,
        });
        self.tell(Event::WorkerCreated { worker: id });
        Ok(())
    }

    fn remove_worker(&mut self, worker: &WorkerId) -> Result<(), Refused> {
        self.known(worker)?;
        let waits_for = |task: &SlowTask| match task.search.as_ref().map(|search| &search.route) {
            Some(Route::Worker { worker: named, .. }) => named == worker,
            _ => task
                .promise
                .as_ref()
                .is_some_and(|(_, to, _)| *to == RoutingTarget::Worker(worker.clone())),
        };
        if !self.open_of(worker).is_empty() || self.tasks.iter().any(waits_for) {
            return Err(in_use(Kind::Worker, &worker.0));
        }
        self.workers.retain(|one| one.id != *worker);
        for task in &mut self.tasks {
            task.refused.retain(|refused| refused != worker);
        }
        self.tell(Event::WorkerDeleted { worker: worker.clone() });
        Ok(())
    }

    fn set_activity(
        &mut self,
        worker: &WorkerId,
        activity: &ActivityId,
        reject_pending: bool,
    ) -> Result<(), Refused> {
        self.known(worker)?;
        let found = self.activity(activity.as_str());
        let found = found.ok_or_else(|| unknown(Kind::Activity, activity))?.clone();
        if reject_pending && found.available {
            return Err(Refused::StaysAvailable(found.id));
        }
        self.worker_mut(worker).missed = 0;
        self.go_to(worker, &found.id);
        if reject_pending {
            for reservation in self.open_of(worker) {
                if self.reservation_mut(reservation).status == ReservationStatus::Pending {
                    self.end_in_vain(reservation, ReservationStatus::Rejected);
                }
            }
        }
        Ok(())
    }

    /// A worker does something else from now on.
    pub fn go_to(&mut self, worker: &WorkerId, activity: &ActivityId) {
        let now = self.now();
        let one = self.worker_mut(worker);
        if one.activity == *activity {
            return;
        }
        let previous = std::mem::replace(&mut one.activity, activity.clone());
        let previous_millis = now.millis_since(one.since);
        one.since = now;
        self.tell(Event::WorkerActivityChanged {
            worker: worker.clone(),
            previous,
            activity: activity.clone(),
            previous_millis,
        });
    }

    fn set_capacity(
        &mut self,
        worker: WorkerId,
        channel: &ChannelId,
        capacity: Option<u8>,
        available: Option<bool>,
    ) -> Result<(), Refused> {
        self.known(&worker)?;
        let found = self.channel(channel.as_str()).map(|channel| channel.id.clone());
        let channel = found.ok_or_else(|| unknown(Kind::Channel, channel))?;
        let one = self.worker_mut(&worker);
        let share = &mut one.shares.iter_mut().find(|(id, _)| *id == channel).unwrap().1;
        let before = *share;
        share.capacity = capacity.unwrap_or(before.capacity);
        share.available = available.unwrap_or(before.available);
        let after = *share;
        if before.capacity != after.capacity {
            self.tell(Event::WorkerCapacityChanged {
                worker: worker.clone(),
                channel: channel.clone(),
                previous: before.capacity,
                capacity: after.capacity,
            });
        }
        if before.available != after.available {
            let available = after.available;
            self.tell(Event::WorkerChannelAvailabilityChanged { worker, channel, available });
        }
        Ok(())
    }
}
