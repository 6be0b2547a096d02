//! Worlds made up by chance: crews, plans, tasks, and what happens to them.

use std::collections::BTreeMap;

use centralita_routing::crew::{Activity, AtClosing, Queue, QueueOrder, Worker, WorkerChannel};
use centralita_routing::workspace::{
    CallBack, NewPlan, NewTask, ReservationStatus, RoutingTarget, TaskStatus, TransferMode, Waiting,
};
use centralita_routing::{
    ActivityId, Attributes, CalendarId, ChannelId, Input, PlanId, QueueId, ReservationId, Secs,
    TaskId, Text, WorkerId,
};
use serde_json::{Map, Value, json};

use super::Slow;
use super::chance::Chance;

/// What is set up, and what tasks and workers of it are like.
#[derive(Clone)]
pub struct World {
    pub setup: Vec<Input>,
    /// How many workers there are at most.
    pub crew: usize,
    /// Whether things have ids apart from their names.
    pub has_ids: bool,
    pub queues: Vec<String>,
    pub plans: Vec<String>,
    /// What can be known of a worker, by name, and of a task.
    pub worker: BTreeMap<String, Vec<Value>>,
    pub task: BTreeMap<String, Vec<Value>>,
    /// For whom queues are.
    pub conditions: Vec<String>,
    /// Plans as they are, or as they can become; none makes up new ones.
    pub configurations: Vec<String>,
}

const ACTIVITIES: [(&str, bool); 4] =
    [("Available", true), ("Ready", true), ("Lunch", false), ("Missed", false)];
const CHANNELS: [&str; 3] = ["voice", "chat", "sms"];
const CALENDARS: [&str; 2] = ["Day", "Shift"];

impl World {
    /// A world from a seed.
    pub fn made_up(seed: u64) -> World {
        let mut chance = Chance(seed);
        let values = |values: Value| values.as_array().cloned().unwrap_or_default();
        let worker = BTreeMap::from(
            [
                ("skills", json!([["support", "sales"], ["support"], ["sales"], "support", []])),
                ("languages", json!([["en", "es"], ["es"], ["en"], null])),
                ("level", json!([1, 2, 3, 3.5, "3", null])),
                ("routing", json!([{"levels": {"support": 2}}, {"levels": {"support": 5}}, {}])),
                ("vip", json!([true, false, null])),
            ]
            .map(|(name, all)| (name.to_string(), values(all))),
        );
        let task = BTreeMap::from(
            [
                ("type", json!(["support", "sales", "other"])),
                ("language", json!(["en", "es", null])),
                ("level", json!([1, 3, "3", null])),
                ("agent", json!(["w0", "w1", "Worker 2", "nobody", null, 3])),
                ("excluded", json!([["w0", "w1"], ["w2"], [], null])),
                ("nested", json!([{"list": [1, "en"]}, {"list": []}, null])),
            ]
            .map(|(name, all)| (name.to_string(), values(all))),
        );
        let mut world = World {
            setup: Vec::new(),
            crew: 7,
            has_ids: seed.is_multiple_of(3),
            queues: ["Everyone", "Support", "Sales", "Spanish", "Parked"].map(String::from).into(),
            plans: ["Main", "Other"].map(String::from).into(),
            worker,
            task,
            conditions: Vec::new(),
            configurations: Vec::new(),
        };
        world.conditions = [
            "1==1",
            "1==1",
            "skills HAS 'support'",
            "worker.skills HAS 'sales' and level >= 2",
            "'es' in languages OR vip == true",
            "1==0",
            "",
        ]
        .map(String::from)
        .into();
        world.conditions.push(world.condition(&mut chance, &["", "worker."], 2));
        world.furnish(&mut chance);
        world
    }

    /// A world with more workers than anybody would ask one by one.
    pub fn large(seed: u64) -> World {
        let mut chance = Chance(seed);
        let mut world = World::made_up(seed);
        world.setup.clear();
        world.crew = 300 + chance.below(40);
        world.conditions = vec!["1==1".to_string(), "level != 2".to_string()];
        world.furnish(&mut chance);
        world
    }

    /// What can be known of a worker, made up.
    pub fn known_of_worker(&self, chance: &mut Chance) -> Attributes {
        known(chance, &self.worker)
    }

    /// Sets up what every world has.
    pub fn furnish(&mut self, chance: &mut Chance) {
        for (name, available) in ACTIVITIES {
            let activity = Activity { id: self.id(name).into(), name: Text::from(name), available };
            self.setup.push(Input::DefineActivity(activity));
        }
        self.setup.push(Input::SetSettings(self.settings(chance)));
        for name in CHANNELS {
            self.setup.push(Input::DefineChannel(self.channel(chance, name)));
        }
        for name in CALENDARS {
            self.setup.push(Input::DefineCalendar(self.calendar(chance, name)));
        }
        for place in 0..self.queues.len() {
            let name = self.queues[place].clone();
            self.setup.push(Input::DefineQueue(self.queue(chance, &name)));
        }
        for place in 0..self.plans.len() {
            let name = self.plans[place].clone();
            let plan = self.plan(chance, &name);
            self.setup.push(Input::DefinePlan { plan, re_evaluate: false });
        }
        let missing = chance.below(self.crew.min(6) - 1);
        for number in 0..self.crew - missing {
            self.setup.push(Input::AddWorker(self.new_worker(chance, number)));
        }
    }

    fn queue(&self, chance: &mut Chance, name: &str) -> Queue {
        Queue {
            id: self.id(name).into(),
            name: Text::from(name),
            workers: Text::from(chance.one_of(&self.conditions).as_str()),
            order: order(chance),
            max_reserved_workers: *chance.one_of(&[1, 1, 2, 3]),
            calendar: chance.once_in(3).then(|| self.some(chance, &CALENDARS).into()),
            at_closing: *chance.one_of(&[AtClosing::ServeWaiting, AtClosing::MoveOn]),
        }
    }

    fn new_worker(&self, chance: &mut Chance, number: usize) -> Worker {
        let activity = *chance.one_of(&[0, 0, 0, 1, 2]);
        let mut capacity = BTreeMap::new();
        for channel in chance.some_of(&CHANNELS) {
            let share = WorkerChannel {
                capacity: *chance.one_of(&[0, 1, 2, 3]),
                available: !chance.once_in(8),
            };
            capacity.insert(self.named(chance, channel).into(), share);
        }
        Worker {
            id: WorkerId::from(format!("w{number}").as_str()),
            name: Text::from(format!("Worker {number}")),
            activity: self.named(chance, ACTIVITIES[activity].0).into(),
            capacity,
            attributes: known(chance, &self.worker),
        }
    }

    fn plan(&self, chance: &mut Chance, name: &str) -> NewPlan {
        let configuration = match self.configurations.as_slice() {
            [] => self.configuration(chance),
            all => chance.one_of(all).clone(),
        };
        NewPlan {
            id: self.id(name).into(),
            name: Text::from(name),
            configuration: Text::from(configuration),
            reservation_seconds: *chance.one_of(&[None, Some(Secs(5)), Some(Secs(30))]),
        }
    }

    /// A plan made up.
    fn configuration(&self, chance: &mut Chance) -> String {
        let mut filters = Vec::new();
        for _ in 0..chance.below(4) {
            let mut targets = Vec::new();
            for place in 0..1 + chance.below(3) {
                let mut target = self.target(chance);
                if place > 0 && chance.once_in(3) {
                    target.remove("queue");
                }
                targets.push(target);
            }
            let mut filter = json!({"targets": targets});
            if !chance.once_in(4) {
                let simple = ["type == 'support'", "type != 'sales'", "1==1"];
                filter["expression"] = json!(match chance.once_in(3) {
                    true => self.condition(chance, &["", "", "task."], 1),
                    false => (*chance.one_of(&simple)).to_string(),
                });
            }
            filters.push(filter);
        }
        let mut routing = json!({"filters": filters});
        if !chance.once_in(3) {
            routing["default_filter"] = Value::Object(self.target(chance));
        }
        json!({"task_routing": routing}).to_string()
    }

    fn target(&self, chance: &mut Chance) -> Map<String, Value> {
        let mut target = Map::new();
        let queue = match chance.once_in(20) {
            true => "Nowhere",
            false => chance.one_of(&self.queues),
        };
        let queue = self.named(chance, queue).0;
        target.insert("queue".to_string(), json!(queue));
        let mut sometimes = |times: usize, key: &str, values: &[Value], chance: &mut Chance| {
            if chance.once_in(times) {
                target.insert(key.to_string(), chance.one_of(values).clone());
            }
        };
        sometimes(4, "priority", &[json!(0), json!(5), json!("10")], chance);
        sometimes(2, "timeout", &[json!(5), json!("10"), json!(20)], chance);
        let skips =
            ["1==1", "workers.available == 0", "workers.unavailable > 1", "workers.Lunch = 1"];
        sometimes(3, "skip_if", &skips.map(Value::from), chance);
        let orders = [
            "worker.level DESC",
            "worker.routing.levels.support desc, worker.level ASC",
            "worker.level",
            "worker.missing DESC,worker.routing.levels.support ASC",
        ];
        sometimes(3, "order_by", &orders.map(Value::from), chance);
        sometimes(8, "known_worker_sid", &[json!("task.agent")], chance);
        if !target.contains_key("known_worker_sid") && chance.once_in(8) {
            target.insert("known_worker_friendly_name".to_string(), json!("task.agent"));
        }
        if chance.once_in(3) {
            let likely = [
                "task.language IN worker.languages",
                "worker.channel.chat.available_capacity_percentage > 30",
                "worker.channel.voice.assigned_tasks == 0 AND worker.skills HAS task.type",
                "worker.sid NOT IN task.excluded",
                "worker.activity_name == 'Available'",
                "task.level <= worker.level",
                "1==0",
            ];
            let condition = match chance.once_in(3) {
                true => self.condition(chance, &["task.", "worker."], 2),
                false => (*chance.one_of(&likely)).to_string(),
            };
            target.insert("expression".to_string(), json!(condition));
        }
        target
    }

    /// A condition made up, well formed and often foolish.
    pub fn condition(&self, chance: &mut Chance, prefixes: &[&str], depth: usize) -> String {
        if depth > 0 && chance.once_in(2) {
            let left = self.condition(chance, prefixes, depth - 1);
            let right = self.condition(chance, prefixes, depth - 1);
            let forms = [" AND ", " OR ", " and ", " or "];
            let joined = format!("{left}{}{right}", chance.one_of(&forms));
            return match chance.below(4) {
                0 => format!("({joined})"),
                1 => format!("NOT ({joined})"),
                _ => joined,
            };
        }
        let operators = [
            "==",
            "=",
            "!=",
            ">",
            ">=",
            "<",
            "<=",
            " HAS ",
            ">- ",
            " IN ",
            "<- ",
            " not in ",
            " contains ",
            " == ",
            "\t!= ",
        ];
        let left = self.operand(chance, prefixes);
        let right = self.operand(chance, prefixes);
        format!("{left}{}{right}", chance.one_of(&operators))
    }

    fn operand(&self, chance: &mut Chance, prefixes: &[&str]) -> String {
        let constants = [
            "'en'",
            "\"es\"",
            "'support'",
            "'3'",
            "3",
            "2.5",
            "true",
            "null",
            "['en', \"es\"]",
            "[1,2,3]",
            "[]",
            "''",
            "-1",
        ];
        if chance.once_in(2) {
            return (*chance.one_of(&constants)).to_string();
        }
        let prefix = *chance.one_of(prefixes);
        let of_worker =
            ["skills", "languages", "level", "vip", "routing.levels.support", "skills[0]"];
        let of_task = ["type", "language", "level", "excluded", "nested.list[1]", "missing"];
        let is_of_worker =
            prefix == "worker." || prefixes.contains(&"worker.") && prefix.is_empty();
        let name = chance.one_of(if is_of_worker { &of_worker } else { &of_task });
        format!("{prefix}{name}")
    }

    /// After how long the next thing happens. Depends on the seed and on what is there alone.
    pub fn wait(&self, seed: u64, slow: &Slow) -> i64 {
        let mut chance = Chance(!seed);
        match chance.below(10) {
            0..4 => 0,
            4..8 => i64::try_from(chance.below(5000)).unwrap(),
            8 => 10_000,
            _ => match (slow.next_deadline(), slow.now) {
                (Some(due), Some(now)) => match due.millis_since(now) {
                    long if long > 600_000 && !chance.once_in(8) => 1000,
                    wait => wait.clamp(0, 200_000_000),
                },
                _ => 0,
            },
        }
    }

    /// What happens next.
    pub fn next_move(&self, seed: u64, slow: &Slow) -> Input {
        let mut chance = Chance(seed);
        let input = self.happening(&mut chance, slow);
        input.unwrap_or_else(|| match chance.once_in(2) {
            true => Input::CreateTask(self.new_task(&mut chance, slow)),
            false => Input::SetWorkerActivity {
                worker: self.some_worker(&mut chance),
                activity: self.named(&mut chance, "Available").into(),
                reject_pending: false,
            },
        })
    }

    fn happening(&self, chance: &mut Chance, slow: &Slow) -> Option<Input> {
        let reservation = |chance: &mut Chance, status: ReservationStatus| {
            let is_any = chance.once_in(40);
            let all: Vec<ReservationId> = (slow.reservations.iter())
                .filter(|one| is_any || one.status == status)
                .map(|one| one.id)
                .collect();
            (!all.is_empty()).then(|| *chance.one_of(&all))
        };
        let task = |chance: &mut Chance, statuses: &[TaskStatus]| {
            let is_any = chance.once_in(40);
            let all: Vec<TaskId> = (slow.tasks.iter())
                .filter(|one| is_any || statuses.contains(&one.status))
                .map(|one| one.id)
                .collect();
            (!all.is_empty()).then(|| *chance.one_of(&all))
        };
        let worker = self.some_worker(chance);
        let activity = chance.one_of(&ACTIVITIES).0;
        let activity = ActivityId::from(self.named(chance, activity).0.as_str());
        let reason = Text::from(if chance.once_in(10) { "" } else { "because" });
        let (pending, accepted) = (ReservationStatus::Pending, ReservationStatus::Accepted);
        let unassigned = [TaskStatus::Pending, TaskStatus::Reserved];
        let taken = [TaskStatus::Assigned, TaskStatus::Wrapping];
        let living = [TaskStatus::Pending, TaskStatus::Reserved, TaskStatus::Assigned];
        let is_crowded = slow.tasks.iter().filter(|task| slow.waits(task)).count() > 10;
        Some(match chance.below(110) {
            0..24 if !is_crowded => Input::CreateTask(self.new_task(chance, slow)),
            0..24 => Input::CancelTask { task: task(chance, &unassigned)?, reason },
            24..42 => Input::Accept { reservation: reservation(chance, pending)? },
            42..49 => Input::Reject {
                reservation: reservation(chance, pending)?,
                activity: chance.once_in(3).then_some(activity),
            },
            49..51 => Input::CancelReservation { reservation: reservation(chance, pending)? },
            51..56 => Input::WrapUpReservation { reservation: reservation(chance, accepted)? },
            56..58 => Input::CompleteReservation { reservation: reservation(chance, accepted)? },
            58..63 => {
                let wrapping = ReservationStatus::Wrapping;
                Input::CompleteReservation { reservation: reservation(chance, wrapping)? }
            }
            63..66 => Input::CompleteTask { task: task(chance, &taken)?, reason },
            66..68 => Input::WrapUpTask { task: task(chance, &taken[..1])?, reason },
            68..70 => Input::CancelTask { task: task(chance, &unassigned)?, reason },
            70 => Input::DeleteTask { task: task(chance, &living)? },
            71..76 => Input::Transfer {
                reservation: reservation(chance, accepted)?,
                to: self.routing_target(chance),
                mode: *chance.one_of(&[TransferMode::Warm, TransferMode::Cold]),
                attributes: chance.once_in(4).then(|| known(chance, &self.task)),
                priority: chance.once_in(4).then_some(7),
            },
            76 => Input::CancelTransfer { task: task(chance, &taken[..1])? },
            77..80 => Input::UpdateTask {
                task: task(chance, &living)?,
                attributes: chance.once_in(2).then(|| known(chance, &self.task)),
                priority: chance.once_in(3).then_some(3),
                virtual_start: chance
                    .once_in(3)
                    .then(|| slow.now().after_millis(-i64::try_from(chance.below(9000)).unwrap())),
            },
            80..87 => Input::SetWorkerActivity {
                worker,
                activity: match chance.once_in(2) {
                    true => self.named(chance, "Available").into(),
                    false => activity,
                },
                reject_pending: chance.once_in(5),
            },
            87..89 => Input::SetCapacity {
                worker,
                channel: self.some(chance, &CHANNELS).into(),
                capacity: chance.once_in(2).then(|| *chance.one_of(&[0, 1, 2, 5])),
                available: chance.once_in(2).then(|| !chance.once_in(3)),
            },
            89..92 => {
                Input::SetWorkerAttributes { worker, attributes: known(chance, &self.worker) }
            }
            92 => {
                let name = Text::from(format!("Worker {}", chance.below(self.crew)));
                Input::RenameWorker { worker, name }
            }
            93 => {
                let number = chance.below(self.crew);
                Input::AddWorker(self.new_worker(chance, number))
            }
            94 => Input::RemoveWorker(worker),
            95 if chance.once_in(3) => {
                let name = chance.one_of(&self.queues).clone();
                Input::DefineQueue(self.queue(chance, &name))
            }
            96 if chance.once_in(3) => {
                let name = chance.one_of(&self.plans).clone();
                let re_evaluate = chance.once_in(2);
                Input::DefinePlan { plan: self.plan(chance, &name), re_evaluate }
            }
            97 if chance.once_in(4) => Input::SetSettings(self.settings(chance)),
            97 => self.removal(chance),
            100..102 => Input::CloseQueue {
                queue: self.some(chance, &self.queues).into(),
                waiting: *chance.one_of(&[Waiting::Stay, Waiting::MoveOn]),
                until: chance
                    .once_in(2)
                    .then(|| slow.now().after_millis(i64::try_from(chance.below(40_000)).unwrap())),
            },
            102..106 => Input::OpenQueue { queue: self.some(chance, &self.queues).into() },
            106 => Input::FollowHours { queue: self.some(chance, &self.queues).into() },
            107 if chance.once_in(4) => Input::RemoveCalendar(self.some(chance, &CALENDARS).into()),
            107 => {
                let name = *chance.one_of(&CALENDARS);
                Input::DefineCalendar(self.calendar(chance, name))
            }
            108..110 => Input::CallBack(CallBack {
                task: task(chance, &unassigned)?,
                channel: self.some(chance, &CHANNELS).into(),
                attributes: chance.once_in(3).then(|| known(chance, &self.task)),
                not_before: chance
                    .once_in(2)
                    .then(|| slow.now().after_millis(i64::try_from(chance.below(30_000)).unwrap())),
                timeout_seconds: *chance.one_of(&[Secs(20), Secs(600)]),
            }),
            _ => Input::Tick,
        })
    }

    /// Something is taken away, or comes back.
    fn removal(&self, chance: &mut Chance) -> Input {
        let (name, available) = *chance.one_of(&ACTIVITIES);
        let place = chance.below(CHANNELS.len());
        match chance.below(8) {
            0 => Input::RemoveActivity(self.named(chance, name).into()),
            1..3 => {
                let available = available != chance.once_in(8);
                let (id, name) = (self.id(name).into(), Text::from(name));
                Input::DefineActivity(Activity { id, name, available })
            }
            3 => Input::RemoveChannel(self.named(chance, CHANNELS[place]).into()),
            4..6 => Input::DefineChannel(self.channel(chance, CHANNELS[place])),
            6 => Input::RemovePlan(self.some(chance, &self.plans).into()),
            _ => Input::RemoveQueue(self.some(chance, &self.queues).into()),
        }
    }

    fn routing_target(&self, chance: &mut Chance) -> RoutingTarget {
        match chance.below(3) {
            0 => RoutingTarget::Worker(self.some_worker(chance)),
            1 => RoutingTarget::Queue(self.some(chance, &self.queues).into()),
            _ => RoutingTarget::Plan(self.some(chance, &self.plans).into()),
        }
    }

    fn new_task(&self, chance: &mut Chance, slow: &Slow) -> NewTask {
        NewTask {
            plan: (!chance.once_in(15)).then(|| self.some(chance, &self.plans).into()),
            attributes: known(chance, &self.task),
            channel: self.some(chance, &CHANNELS).into(),
            priority: *chance.one_of(&[0, 0, 0, 1, 5]),
            timeout_seconds: *chance.one_of(&[Secs(15), Secs(60), Secs(600), Secs(86_400)]),
            virtual_start: chance
                .once_in(8)
                .then(|| slow.now().after_millis(-i64::try_from(chance.below(20_000)).unwrap())),
            routing_target: chance.once_in(8).then(|| self.routing_target(chance)),
            ignore_capacity: *chance.one_of(&[None, None, Some(true), Some(false)]),
            not_before: chance.once_in(10).then(|| {
                slow.now().after_millis(i64::try_from(chance.below(30_000)).unwrap() - 2000)
            }),
        }
    }
}

fn known(chance: &mut Chance, all: &BTreeMap<String, Vec<Value>>) -> Attributes {
    let mut map = Map::new();
    for (name, values) in all {
        if !chance.once_in(6) && !values.is_empty() {
            put(&mut map, name, chance.one_of(values).clone());
        }
    }
    Attributes::from(map)
}

/// Puts a value under a name with dots, where no value stands in its way.
fn put(map: &mut Map<String, Value>, name: &str, value: Value) {
    match name.split_once('.') {
        None => {
            map.insert(name.to_string(), value);
        }
        Some((first, rest)) => {
            let inner = map.entry(first).or_insert_with(|| json!({}));
            if let Value::Object(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}

pub fn order(chance: &mut Chance) -> QueueOrder {
    *chance.one_of(&[QueueOrder::Fifo, QueueOrder::Fifo, QueueOrder::Lifo])
}

impl World {
    /// The id of a thing, or nothing when its name serves.
    pub fn id(&self, name: &str) -> Id {
        Id(if self.has_ids { format!("x_{name}") } else { String::new() })
    }

    /// A thing by its name, in some spelling, or by its id.
    pub fn named(&self, chance: &mut Chance, name: &str) -> Id {
        Id(match chance.below(6) {
            0 => name.to_uppercase(),
            1..4 if self.has_ids => format!("x_{name}"),
            _ => name.to_string(),
        })
    }

    fn some<T: AsRef<str>>(&self, chance: &mut Chance, names: &[T]) -> Id {
        let name = chance.one_of(names);
        self.named(chance, name.as_ref())
    }

    fn some_worker(&self, chance: &mut Chance) -> WorkerId {
        WorkerId::from(format!("w{}", chance.below(self.crew)).as_str())
    }
}

/// An id of whatever kind is asked for.
pub struct Id(String);

macro_rules! becomes {
    ($($kind:ty),*) => {$(
        impl From<Id> for $kind {
            fn from(id: Id) -> $kind {
                <$kind>::from(id.0.as_str())
            }
        }
    )*};
}

becomes!(ActivityId, CalendarId, ChannelId, PlanId, QueueId);
