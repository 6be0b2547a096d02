//! Who gets which task: steps of plans, candidates, and whose turn it is.

use std::cmp::Reverse;

use centralita_routing::crew::QueueOrder;
use centralita_routing::workspace::ReservationStatus;
use centralita_routing::{ChannelId, Event, PlanId, QueueId, ReservationId, TaskId, WorkerId};
use serde_json::Value;

use super::expression::{Step, find};
use super::plan::Target;
use super::{Route, Search, Slow, SlowReservation, SlowTask, SlowWorker, Turn};

impl Slow {
    /// Lets every waiting task take what it can, until nobody can any more.
    pub fn settle(&mut self) {
        loop {
            let mut waiting: Vec<TaskId> =
                self.tasks.iter().filter(|task| self.waits(task)).map(|task| task.id).collect();
            waiting.sort_by_key(|id| self.place_in_line(*id));
            if !waiting.into_iter().any(|task| self.attempt(task)) {
                return;
            }
        }
    }

    fn place_in_line(&self, id: TaskId) -> (bool, Reverse<u32>, i64, i64) {
        let task = self.task(id).unwrap();
        let queue = task.search.as_ref().and_then(|search| search.queue.as_ref());
        let queue = queue.and_then(|queue| self.queue(queue.as_str()));
        let order = queue.map_or(QueueOrder::Fifo, |(queue, _)| queue.order);
        let is_later = order != self.settings.queue_order;
        let id = i64::try_from(id.0).unwrap();
        match order {
            QueueOrder::Fifo => (is_later, Reverse(task.priority), task.start.0, id),
            QueueOrder::Lifo => (is_later, Reverse(0), -task.start.0, -id),
        }
    }

    /// Tries one task; whether anything came of it.
    fn attempt(&mut self, id: TaskId) -> bool {
        let task = self.task(id).unwrap();
        let search = task.search.as_ref().unwrap();
        let turn = search.turn;
        let is_over = search.limit().is_some_and(|limit| limit <= self.now());
        if turn == Turn::RoundOver && is_over {
            self.time_out_step(id);
            return true;
        }
        let chosen = self.chosen(task, search);
        if !chosen.is_empty() {
            self.reserve(id, chosen);
            return true;
        }
        let is_to_skip = matches!(search.route, Route::Plan { filter: Some(_), .. })
            && search.target().and_then(|target| target.skip.as_ref()).is_some_and(|skip| {
                skip.holds(&|steps| self.counter(search.queue.as_ref(), steps))
            });
        let must_be_at_once = search.from.is_some() && matches!(search.route, Route::Worker { .. });
        self.searching(id).turn = Turn::Waits;
        if turn != Turn::Fresh {
            return false;
        }
        if must_be_at_once {
            self.give_up(id, "");
        } else if is_to_skip {
            self.next_step(id, false);
        } else if is_over {
            self.time_out_step(id);
        } else {
            return false;
        }
        true
    }

    fn searching(&mut self, id: TaskId) -> &mut Search {
        self.task_mut(id).search.as_mut().unwrap()
    }

    /// The workers who are offered a task now, best first.
    fn chosen(&self, task: &SlowTask, search: &Search) -> Vec<WorkerId> {
        let holds_it = |worker: &SlowWorker| {
            self.reservations.iter().any(|reservation| {
                reservation.task == task.id
                    && reservation.worker == worker.id
                    && reservation.status.is_open()
            })
        };
        let mut free: Vec<&SlowWorker> = Vec::new();
        for worker in &self.workers {
            let is_meant = match &search.route {
                Route::Worker { worker: named, ignores_capacity } => {
                    worker.id == *named
                        && (*ignores_capacity || self.is_free(worker, &task.channel))
                }
                Route::Queue | Route::Plan { .. } => {
                    self.is_free(worker, &task.channel)
                        && search.queue.as_ref().is_some_and(|queue| self.serves(worker, queue))
                        && search.target().is_none_or(|target| self.fits(task, target, worker))
                }
            };
            if is_meant && !holds_it(worker) {
                free.push(worker);
            }
        }
        let order = search.target().map(|target| target.order.as_slice()).unwrap_or_default();
        let has_refused = |worker: &SlowWorker| task.refused.contains(&worker.id);
        let begins_anew = free.iter().all(|worker| has_refused(worker));
        let is_by_channel = self.channel(task.channel.as_str()).unwrap().optimized_routing;
        // Stable: who was added earlier stays before.
        free.sort_by(|a, b| {
            let by_refusal =
                (!begins_anew && has_refused(a)).cmp(&(!begins_anew && has_refused(b)));
            order
                .iter()
                .fold(by_refusal, |so_far, (steps, is_descending)| {
                    so_far.then_with(|| {
                        let level = |worker: &SlowWorker| {
                            let level = self.of_worker(worker, steps).as_f64();
                            let level = level.filter(|level| level.fract() == 0.0);
                            level.map(|level| if *is_descending { -level } else { level })
                        };
                        match (level(a), level(b)) {
                            (Some(a), Some(b)) => a.total_cmp(&b),
                            (a, b) => a.is_none().cmp(&b.is_none()),
                        }
                    })
                })
                .then_with(|| {
                    let last = |worker: &SlowWorker| match is_by_channel {
                        false => worker.took_any,
                        true => {
                            let mut took = worker.took.iter();
                            took.find(|(channel, _)| *channel == task.channel).map(|(_, at)| *at)
                        }
                    };
                    last(a).cmp(&last(b))
                })
        });
        let most = match (&search.route, &search.queue) {
            (Route::Worker { .. }, _) | (_, None) => 1,
            (_, Some(queue)) => {
                self.queue(queue.as_str()).map_or(1, |(queue, _)| queue.max_reserved_workers)
            }
        };
        free.into_iter().take(usize::from(most)).map(|worker| worker.id.clone()).collect()
    }

    /// Whether the target of a plan is for a worker.
    fn fits(&self, task: &SlowTask, target: &Target, worker: &SlowWorker) -> bool {
        let attributes = Value::Object(task.attributes.map().clone());
        if let Some((steps, by_name)) = &target.known {
            let wanted = find(&attributes, steps);
            let is_named = wanted.as_str().is_some_and(|wanted| match by_name {
                true => wanted.to_lowercase() == worker.name.to_lowercase(),
                false => wanted == worker.id.as_str(),
            });
            if !is_named {
                return false;
            }
        }
        target.condition.holds(&|steps| match steps {
            [Step::Key(key), rest @ ..] if key == "task" => find(&attributes, rest),
            [Step::Key(key), rest @ ..] if key == "worker" => self.of_worker(worker, rest),
            _ => Value::Null,
        })
    }

    /// What `worker.…` means in a target.
    fn of_worker(&self, worker: &SlowWorker, steps: &[Step]) -> Value {
        let keys: Vec<&str> = (steps.iter())
            .map(|step| match step {
                Step::Key(key) => key.as_str(),
                Step::Index(_) => "",
            })
            .collect();
        let activity = self.activity(worker.activity.as_str()).unwrap();
        match keys.as_slice() {
            ["sid"] => Value::from(worker.id.as_str()),
            ["friendly_name"] => Value::from(&*worker.name),
            ["activity_sid"] => Value::from(activity.id.as_str()),
            ["activity_name"] => Value::from(&*activity.name),
            ["channel", name, figure] if self.channel(name).is_some() => {
                let channel = self.channel(name).unwrap();
                let share = worker.shares.iter().find(|(id, _)| *id == channel.id).unwrap().1;
                let open = self.open_on(&worker.id, Some(&channel.id));
                let is_accepted = |id: &&ReservationId| {
                    self.reservation(**id).unwrap().status == ReservationStatus::Accepted
                };
                let configured = usize::from(share.capacity);
                match *figure {
                    "configured_capacity" => Value::from(configured),
                    "assigned_tasks" => Value::from(open.iter().filter(is_accepted).count()),
                    "available_capacity_percentage" if configured == 0 => Value::from(0),
                    "available_capacity_percentage" => {
                        Value::from(configured.saturating_sub(open.len()) * 100 / configured)
                    }
                    _ => Value::Null,
                }
            }
            _ => find(&Value::Object(worker.attributes.map().clone()), steps),
        }
    }

    /// What `workers.…` means in a skip.
    fn counter(&self, queue: Option<&QueueId>, steps: &[Step]) -> Value {
        let Some(queue) = queue else { return Value::Null };
        let [Step::Key(workers), Step::Key(what)] = steps else { return Value::Null };
        if workers != "workers" {
            return Value::Null;
        }
        let is_meant = |worker: &&SlowWorker| {
            let activity = self.activity(worker.activity.as_str()).unwrap();
            self.serves(worker, queue)
                && match what.as_str() {
                    "available" => activity.available,
                    "unavailable" => !activity.available,
                    other => self.activity(other).is_some_and(|asked| asked.id == activity.id),
                }
        };
        Value::from(self.workers.iter().filter(is_meant).count())
    }

    /// Whether a worker is among those a queue is for.
    pub fn serves(&self, worker: &SlowWorker, queue: &QueueId) -> bool {
        let attributes = Value::Object(worker.attributes.map().clone());
        self.queue(queue.as_str()).is_some_and(|(_, asked)| {
            asked.holds(&|steps| match steps {
                [Step::Key(key), rest @ ..] if key == "worker" => find(&attributes, rest),
                _ => find(&attributes, steps),
            })
        })
    }

    fn is_free(&self, worker: &SlowWorker, channel: &ChannelId) -> bool {
        let share = worker.shares.iter().find(|(id, _)| id == channel).unwrap().1;
        self.activity(worker.activity.as_str()).unwrap().available
            && share.available
            && self.open_on(&worker.id, Some(channel)).len() < usize::from(share.capacity)
            && (self.settings.multi_task || self.open_on(&worker.id, None).is_empty())
    }

    pub fn open_of(&self, worker: &WorkerId) -> Vec<ReservationId> {
        self.open_on(worker, None)
    }

    pub fn open_on(&self, worker: &WorkerId, channel: Option<&ChannelId>) -> Vec<ReservationId> {
        (self.reservations.iter())
            .filter(|reservation| reservation.worker == *worker && reservation.status.is_open())
            .filter(|reservation| channel.is_none_or(|channel| reservation.channel == *channel))
            .map(|reservation| reservation.id)
            .collect()
    }

    fn reserve(&mut self, id: TaskId, workers: Vec<WorkerId>) {
        let now = self.now();
        let task = self.task(id).unwrap();
        let search = task.search.as_ref().unwrap();
        let queue = search.queue.clone();
        let channel = task.channel.clone();
        let by_plan = match &search.route {
            Route::Plan { plan, .. } => plan.seconds,
            _ => task.plan.as_ref().and_then(|plan| self.plan(plan.as_str())?.seconds),
        };
        let until = now.after(by_plan.unwrap_or(self.settings.reservation_seconds));
        if workers.iter().all(|worker| task.refused.contains(worker)) {
            self.task_mut(id).refused.clear();
        }
        self.searching(id).turn = Turn::Waits;
        for worker in workers {
            self.next_reservation += 1;
            let reservation = ReservationId(self.next_reservation);
            self.reservations.push(SlowReservation {
                id: reservation,
                task: id,
                worker: worker.clone(),
                channel: channel.clone(),
                status: ReservationStatus::Pending,
                created: now,
                until: Some(until),
            });
            let queue = queue.clone();
            self.tell(Event::ReservationCreated { reservation, task: id, worker, queue, until });
        }
        self.set_reserved(id);
    }

    /// A task begins a plan.
    pub fn begin_plan(&mut self, id: TaskId, plan: &PlanId) {
        let plan = self.plan(plan.as_str()).unwrap().clone();
        self.tell(Event::PlanEntered { task: id, plan: plan.id.clone() });
        let entered = self.now();
        self.searching(id).route = Route::Plan {
            plan,
            filter: Some(0),
            target: 0,
            entered,
            has_timed_out: false,
            has_met_closed: false,
        };
        self.next_filter(id, 0);
    }

    /// The limit of a step is over.
    pub fn time_out_step(&mut self, id: TaskId) {
        let queue = self.searching(id).queue.clone().unwrap();
        self.tell(Event::QueueTimedOut { task: id, queue });
        self.next_step(id, true);
    }

    pub fn next_step(&mut self, id: TaskId, by_time: bool) {
        let Route::Plan { filter: Some(filter), target, plan, has_timed_out, .. } =
            &mut self.searching(id).route
        else {
            return;
        };
        let (filter, next) = (*filter, *target + 1);
        if by_time && next == plan.rules.filters[filter].targets.len() {
            *has_timed_out = true;
        }
        if !self.enter_from(id, filter, next) {
            self.next_filter(id, filter + 1);
        }
    }

    /// Enters the first target from this one on whose queue exists.
    fn enter_from(&mut self, id: TaskId, filter: usize, from: usize) -> bool {
        let Route::Plan { plan, .. } = &self.searching(id).route else { return false };
        let plan = plan.clone();
        for (place, target) in plan.rules.filters[filter].targets.iter().enumerate().skip(from) {
            if self.enter(id, Some(filter), place, target) {
                return true;
            }
        }
        false
    }

    fn next_filter(&mut self, id: TaskId, from: usize) {
        let now = self.now();
        let Route::Plan { plan, has_timed_out, .. } = &self.searching(id).route else { return };
        let (plan, has_timed_out) = (plan.clone(), *has_timed_out);
        let attributes = Value::Object(self.task(id).unwrap().attributes.map().clone());
        for (place, filter) in plan.rules.filters.iter().enumerate().skip(from) {
            let is_for_it = filter.condition.holds(&|steps| match steps {
                [Step::Key(key), rest @ ..] if key == "task" => find(&attributes, rest),
                _ => find(&attributes, steps),
            });
            if let Route::Plan { entered, .. } = &mut self.searching(id).route {
                *entered = now;
            }
            if is_for_it && self.enter_from(id, place, 0) {
                return;
            }
        }
        let name = plan.id.clone();
        if has_timed_out {
            self.tell(Event::PlanTimedOut { task: id, plan: name });
            self.give_up(id, "Workflow timeout");
            return;
        }
        let default = plan.rules.default.as_ref();
        if !default.is_some_and(|target| self.enter(id, None, 0, target)) {
            self.tell(Event::PlanSkipped { task: id, plan: name });
            let has_met_closed =
                matches!(self.searching(id).route, Route::Plan { has_met_closed: true, .. });
            self.give_up(id, if has_met_closed { "queue.closed" } else { "Workflow skipped" });
        }
    }

    /// Enters a target, if its queue exists.
    fn enter(&mut self, id: TaskId, in_filter: Option<usize>, place: usize, to: &Target) -> bool {
        let queue = to.queue.as_ref().and_then(|queue| self.queue(queue));
        let Some(queue) = queue.map(|(queue, _)| queue.id.clone()) else { return false };
        if !self.admits(&queue, self.task(id).unwrap()) {
            if let Route::Plan { has_met_closed, .. } = &mut self.searching(id).route {
                *has_met_closed = true;
            }
            return false;
        }
        if let Some(priority) = to.priority {
            self.task_mut(id).priority = priority;
        }
        let search = self.searching(id);
        search.turn = Turn::Fresh;
        let Route::Plan { plan, filter, target, .. } = &mut search.route else { return false };
        *filter = in_filter;
        *target = place;
        let plan = plan.id.clone();
        let known_worker = to.known.as_ref().and_then(|(steps, by_name)| {
            let attributes = Value::Object(self.task(id)?.attributes.map().clone());
            let named = find(&attributes, steps);
            let named = named.as_str()?;
            let worker = self.workers.iter().find(|worker| match by_name {
                true => named.to_lowercase() == worker.name.to_lowercase(),
                false => named == worker.id.as_str(),
            })?;
            Some(worker.id.clone())
        });
        self.tell(Event::TargetMatched {
            known_worker,
            task: id,
            plan,
            filter: in_filter.map(|filter| u32::try_from(filter).unwrap()),
            target: u32::try_from(place).unwrap(),
            queue: queue.clone(),
        });
        self.enter_queue(id, queue);
        self.lie_down_or_leave(id);
        true
    }

    pub fn enter_queue(&mut self, id: TaskId, queue: QueueId) {
        let now = self.now();
        let search = self.searching(id);
        if search.queue.as_ref() == Some(&queue) {
            return;
        }
        search.entered_queue = Some(now);
        if let Some(from) = search.queue.replace(queue.clone()) {
            self.tell(Event::QueueMoved { task: id, from, to: queue.clone() });
        }
        self.tell(Event::QueueEntered { task: id, queue });
    }
}
