//! A contact centre of any size for the benches: workers with skills, languages and levels, a queue
//! for every skill, plans with ladders of conditions.

use std::collections::VecDeque;

use centralita_routing::crew::{Activity, Channel, Queue, QueueOrder, Worker};
use centralita_routing::workspace::{Event, Fact, Input, NewPlan, NewTask, Workspace};
use centralita_routing::{Attributes, ReservationId, Secs, Time, WorkerId};

/// No more inputs of a kind are timed at once.
const MOST_OF_A_BATCH: usize = 1_000;

/// So many queues have a plan in common.
const QUEUES_OF_A_PLAN: u32 = 10;

const LANGUAGES: [&str; 6] = ["en", "es", "fr", "de", "it", "pt"];

#[derive(Clone, Copy)]
pub struct Shape {
    pub workers: u32,
    pub queues: u32,
    /// How many queues a worker serves.
    pub skills: u32,
    pub waiting: u32,
    pub plans: Plans,
}

/// What conditions ask.
#[derive(Clone, Copy, PartialEq)]
pub enum Plans {
    /// A language and a level, then the language, then nothing.
    Ladder,
    /// A language, then nothing.
    Languages,
    /// Nothing, and the best come first.
    Ordered,
    /// What workers have in hand, which is for nobody.
    Volatile,
    /// Something else of every task.
    Unique,
}

#[derive(Clone, Copy, PartialEq)]
pub enum Kind {
    Created,
    Passed,
    Completed,
    Accepted,
    Away,
    Back,
    Taught,
}

impl Kind {
    pub const ALL: [Kind; 7] = [
        Kind::Created,
        Kind::Passed,
        Kind::Completed,
        Kind::Accepted,
        Kind::Away,
        Kind::Back,
        Kind::Taught,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Kind::Created => "task created",
            Kind::Passed => "step timed out, or ended task taken away",
            Kind::Completed => "task completed, next one offered",
            Kind::Accepted => "offer accepted",
            Kind::Away => "worker goes away",
            Kind::Back => "worker comes back, next task offered",
            Kind::Taught => "attributes changed: a skill, languages, the level",
        }
    }
}

/// By kind: how many, and their seconds.
type Spent = [(usize, f64); 7];

pub struct Centre {
    pub workspace: Workspace,
    shape: Shape,
    now: Time,
    seed: u64,
    created: u64,
    decisions: usize,
    /// How many steps timed out and how many tasks were taken away since it was set to 0.
    passed: usize,
    assigned: VecDeque<(ReservationId, WorkerId)>,
    offered: Vec<(ReservationId, WorkerId)>,
    spent: Spent,
}

impl Centre {
    pub fn new(shape: Shape) -> Centre {
        let mut centre = Centre {
            workspace: Workspace::new(),
            shape,
            now: Time(0),
            seed: 1,
            created: 0,
            decisions: 0,
            passed: 0,
            assigned: VecDeque::new(),
            offered: Vec::new(),
            spent: Default::default(),
        };
        for (name, available) in [("Available", true), ("Away", false)] {
            let activity = Activity { id: name.into(), name: name.into(), available };
            centre.input(Input::DefineActivity(activity));
        }
        for name in ["voice", "chat"] {
            let (id, name) = (name.into(), name.into());
            let channel = Channel {
                id,
                name,
                optimized_routing: false,
                wrap_up_seconds: None,
                waits_for_opening: false,
            };
            centre.input(Input::DefineChannel(channel));
        }
        for number in 0..shape.queues {
            let name = format!("Queue {number}");
            centre.input(Input::DefineQueue(Queue {
                id: name.as_str().into(),
                name: name.as_str().into(),
                workers: format!("skills HAS 'skill{number}'").as_str().into(),
                order: QueueOrder::Fifo,
                max_reserved_workers: 1,
                calendar: None,
                at_closing: Default::default(),
            }));
        }
        for first in (0..shape.queues).step_by(QUEUES_OF_A_PLAN as usize) {
            let name = format!("Plan {}", first / QUEUES_OF_A_PLAN);
            let last = shape.queues.min(first + QUEUES_OF_A_PLAN);
            let filters: Vec<String> = (first..last)
                .flat_map(|queue| {
                    let gold = format!("topic == 'skill{queue}' AND customer == 'gold'");
                    let usual = format!("topic == 'skill{queue}'");
                    [(gold, 10), (usual, 0)].map(|(test, priority)| {
                        let targets = targets(shape.plans, queue, priority);
                        format!(r#"{{"expression": "{test}", "targets": [{targets}]}}"#)
                    })
                })
                .collect();
            let configuration =
                format!(r#"{{"task_routing": {{"filters": [{}]}}}}"#, filters.join(", "));
            let plan = NewPlan {
                id: name.as_str().into(),
                name: name.as_str().into(),
                configuration: configuration.as_str().into(),
                reservation_seconds: None,
            };
            centre.input(Input::DefinePlan { plan, re_evaluate: false });
        }
        for number in 0..shape.workers {
            let name = format!("Worker {number}");
            let attributes = centre.worker_attributes(number);
            centre.input(Input::AddWorker(Worker {
                id: name.as_str().into(),
                name: name.as_str().into(),
                activity: "Available".into(),
                capacity: Default::default(),
                attributes,
            }));
        }
        centre
    }

    /// Gives every worker a task of a skill of theirs.
    pub fn staff_all(&mut self) {
        self.staff(1);
    }

    /// Gives every second worker a task.
    pub fn staff_half(&mut self) {
        self.staff(2);
    }

    fn staff(&mut self, step: usize) {
        for number in (0..self.shape.workers).step_by(step) {
            let worker = WorkerId::from(format!("Worker {number}").as_str());
            let mut task = self.task();
            task.plan = None;
            task.routing_target =
                Some(centralita_routing::workspace::RoutingTarget::Worker(worker));
            self.input(Input::CreateTask(task));
            self.accept();
        }
    }

    /// Creates tasks that find nobody, and lets the limits of their steps pass.
    pub fn queue_up(&mut self, count: u32) {
        for _ in 0..count {
            let task = self.task();
            self.input(Input::CreateTask(task));
            self.accept();
        }
        self.now = self.now.after_millis(70_000);
        self.tick();
    }

    /// Batches of everything that happens in a centre.
    pub fn day(&mut self, batches: usize, is_everyday: bool) {
        // Every tenth worker is done in a batch; calls last 200 seconds.
        let batch = (self.shape.workers as usize / 10).min(MOST_OF_A_BATCH);
        let millis = (200_000 * batch as i64 / i64::from(self.shape.workers)).max(1);
        for _ in 0..batches {
            self.create(batch);
            self.complete(batch);
            let offered = self.offered.len();
            self.timed(Kind::Accepted, offered, Centre::accept);
            if is_everyday {
                self.go_and_come_back((batch / 10).max(1));
                self.teach((batch / 20).max(1));
            }
            self.now = self.now.after_millis(millis);
            self.passed = 0;
            self.timed(Kind::Passed, 0, Centre::tick);
            self.spent[Kind::Passed as usize].0 += self.passed;
            self.accept();
        }
    }

    /// The best of three days: a machine has neighbours.
    pub fn best_day(&mut self, batches: usize, is_everyday: bool) {
        let mut best: Option<(f64, usize, Spent)> = None;
        for _ in 0..3 {
            self.clear();
            self.day(batches, is_everyday);
            let micros = self.micros_per_decision();
            if best.as_ref().is_none_or(|(least, ..)| micros < *least) {
                best = Some((micros, self.decisions, self.spent));
            }
        }
        if let Some((_, decisions, spent)) = best {
            (self.decisions, self.spent) = (decisions, spent);
        }
    }

    pub fn create(&mut self, count: usize) {
        let tasks: Vec<NewTask> = (0..count).map(|_| self.task()).collect();
        self.timed(Kind::Created, count, |centre| {
            for task in tasks {
                centre.input(Input::CreateTask(task));
            }
        });
    }

    fn complete(&mut self, count: usize) {
        let count = count.min(self.assigned.len());
        self.timed(Kind::Completed, count, |centre| {
            for _ in 0..count {
                let Some((reservation, _)) = centre.assigned.pop_front() else { return };
                centre.input(Input::CompleteReservation { reservation });
            }
        });
    }

    /// Workers go away while they have a task, are done with it, and come back for the next one.
    fn go_and_come_back(&mut self, count: usize) {
        let count = count.min(self.assigned.len());
        let gone: Vec<(ReservationId, WorkerId)> = self.assigned.drain(..count).collect();
        self.timed(Kind::Away, count, |centre| {
            for (_, worker) in &gone {
                let (worker, activity) = (worker.clone(), "Away".into());
                centre.input(Input::SetWorkerActivity { worker, activity, reject_pending: false });
            }
        });
        for (reservation, _) in &gone {
            self.input(Input::CompleteReservation { reservation: *reservation });
        }
        self.timed(Kind::Back, count, |centre| {
            for (_, worker) in gone {
                let activity = "Available".into();
                centre.input(Input::SetWorkerActivity { worker, activity, reject_pending: false });
            }
        });
        self.accept();
    }

    fn teach(&mut self, count: usize) {
        let changes: Vec<Input> = (0..count)
            .map(|_| {
                let number = self.below(self.shape.workers);
                Input::SetWorkerAttributes {
                    worker: format!("Worker {number}").as_str().into(),
                    attributes: self.worker_attributes(number),
                }
            })
            .collect();
        self.timed(Kind::Taught, count, |centre| {
            for change in changes {
                centre.input(change);
            }
        });
        self.accept();
    }

    fn tick(&mut self) {
        self.input(Input::Tick);
    }

    /// Accepts all offers.
    fn accept(&mut self) {
        while let Some((reservation, worker)) = self.offered.pop() {
            self.input(Input::Accept { reservation });
            self.assigned.push_back((reservation, worker));
        }
    }

    fn input(&mut self, input: Input) {
        let facts = self.workspace.handle(input, self.now).unwrap();
        for Fact { event, .. } in facts {
            match event {
                Event::ReservationCreated { reservation, worker, .. } => {
                    self.offered.push((reservation, worker));
                    self.decisions += 1;
                }
                Event::QueueTimedOut { .. } | Event::TaskSystemDeleted { .. } => self.passed += 1,
                _ => {}
            }
        }
    }

    fn timed(&mut self, kind: Kind, count: usize, work: impl FnOnce(&mut Centre)) {
        let start = cpu_time::ProcessTime::now();
        work(self);
        let seconds = start.elapsed().as_secs_f64();
        let spent = &mut self.spent[kind as usize];
        *spent = (spent.0 + count, spent.1 + seconds);
    }

    /// Forgets what was timed so far.
    pub fn clear(&mut self) {
        self.spent = Default::default();
        self.decisions = 0;
    }

    /// Microseconds for an event of a kind.
    pub fn took(&self, kind: Kind) -> f64 {
        let (count, seconds) = self.spent[kind as usize];
        seconds * 1e6 / count.max(1) as f64
    }

    /// Microseconds of a decision, with everything that was timed charged to decisions.
    pub fn micros_per_decision(&self) -> f64 {
        let seconds: f64 = self.spent.iter().map(|(_, seconds)| seconds).sum();
        seconds * 1e6 / self.decisions.max(1) as f64
    }

    /// Prints what events took.
    pub fn told(&self) {
        for kind in Kind::ALL {
            if self.spent[kind as usize].0 > 0 {
                println!("  {:<56} {:>8.2} us", kind.name(), self.took(kind));
            }
        }
    }

    fn task(&mut self) -> NewTask {
        self.created += 1;
        let skill = self.below(self.shape.queues);
        let (language, level) = (self.language(), 1 + self.below(5));
        let customer = if self.below(10) == 0 { "gold" } else { "usual" };
        let number = self.created;
        let text = format!(
            r#"{{"topic": "skill{skill}", "language": "{language}", "level": {level}, "customer": "{customer}", "caller": "+34600{number:06}", "number": {number}}}"#
        );
        NewTask {
            plan: Some(format!("Plan {}", skill / QUEUES_OF_A_PLAN).as_str().into()),
            attributes: Attributes::read(&text).unwrap(),
            channel: "voice".into(),
            priority: 0,
            timeout_seconds: Secs(86_400),
            virtual_start: None,
            routing_target: None,
            ignore_capacity: None,
            not_before: None,
        }
    }

    fn worker_attributes(&mut self, number: u32) -> Attributes {
        // One skill is new every time.
        let mut skills: Vec<u32> =
            (0..self.shape.skills).map(|one| (number * 7 + one * 13) % self.shape.queues).collect();
        if let Some(skill) = skills.first_mut() {
            *skill = self.below(self.shape.queues);
        }
        let skills: Vec<String> = skills.iter().map(|skill| format!(r#""skill{skill}""#)).collect();
        let skills = skills.join(", ");
        let (one, other, level) = (self.language(), self.language(), 1 + self.below(5));
        let text = format!(
            r#"{{"contact_uri": "client:w{number}", "skills": [{skills}], "languages": ["{one}", "{other}"], "level": {level}, "seniority": {}}}"#,
            number % 17
        );
        Attributes::read(&text).unwrap()
    }

    fn language(&mut self) -> &'static str {
        // The first are spoken more than the last.
        let (one, other) = (self.below(6), self.below(6));
        LANGUAGES[one.min(other) as usize]
    }

    fn below(&mut self, most: u32) -> u32 {
        self.seed = self
            .seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.seed >> 33) % u64::from(most.max(1))) as u32
    }
}

fn targets(plans: Plans, queue: u32, priority: u32) -> String {
    let queue = format!(r#""queue": "Queue {queue}", "priority": {priority}"#);
    match plans {
        Plans::Ladder => format!(
            r#"{{{queue}, "timeout": 20, "expression": "task.language IN worker.languages AND worker.level >= task.level"}}, {{{queue}, "timeout": 40, "expression": "task.language IN worker.languages"}}, {{{queue}}}"#
        ),
        Plans::Languages => format!(
            r#"{{{queue}, "timeout": 20, "expression": "task.language IN worker.languages"}}, {{{queue}}}"#
        ),
        Plans::Ordered => {
            format!(r#"{{{queue}, "order_by": "worker.level DESC, worker.seniority ASC"}}"#)
        }
        Plans::Volatile => format!(
            r#"{{{queue}, "expression": "task.language IN worker.languages AND worker.channel.chat.assigned_tasks > 0"}}"#
        ),
        Plans::Unique => {
            format!(r#"{{{queue}, "expression": "task.number != worker.last_number"}}"#)
        }
    }
}
