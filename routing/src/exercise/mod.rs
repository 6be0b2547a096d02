//! Exercising a plan: tasks and workers made to order go through it, and every target is looked for.
//!
//! A plan comes without its workers, and often without its queues. So tasks are made that its filters
//! are for and workers that its targets ask for; they come, accept, refuse, miss, leave and finish, on
//! several days: one on which nobody is there, one on which everybody accepts, and others. What is
//! found are targets that no task comes to, each with its reason, and faults: what must never happen
//! whatever a plan says, such as a task that is lost or a worker with more than fits.
//!
//! ```
//! use centralita_routing::exercise::{Around, exercise};
//! use centralita_routing::plan::Plan;
//!
//! let plan = Plan::read(r#"{"task_routing": {"filters": [{
//!     "expression": "language == 'es'",
//!     "targets": [{"queue": "Spanish", "expression": "worker.languages HAS task.language", "timeout": 60}]
//! }], "default_filter": {"queue": "Everyone"}}}"#);
//! let done = exercise(&plan, &Around::default(), 1);
//! assert_eq!((done.reached, done.targets), (2, 2));
//! assert!(done.faults.is_empty());
//! ```
//!
//! Deliberately not here: how good a plan is. How long callers wait is a question for a simulation.

mod day;
mod reasons;
mod wish;

use std::collections::BTreeSet;

use serde::Serialize;

use crate::crew::{
    Activity, Channel, Crew, CrewProblem, Queue, QueueOrder, Settings, Worker, WorkerChannel,
};
use crate::expression::{Expression, Place};
use crate::ids::{ActivityId, ChannelId, QueueId, Text, WorkerId};
use crate::plan::{Plan, Target};
use crate::problem::Severity;
use crate::sentence::Sentence;
use crate::span::Span;
use crate::time::Secs;
use wish::{Wish, wishes};

/// What stands around the plan, as far as it is known.
#[derive(Clone, Debug, Default)]
pub struct Around {
    /// Who works here. Its queues and workers are used with those made to order; what the plan names
    /// and the crew has not is made up.
    pub crew: Crew,
}

/// What exercising a plan came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Exercised {
    /// How many filters there are, the default filter not among them.
    pub filters: usize,
    /// How many targets there are, that of the default filter among them.
    pub targets: usize,
    /// How many targets a task came to.
    pub reached: usize,
    /// Targets that no task came to.
    pub unreached: Vec<Unreached>,
    /// How many tasks were sent through.
    pub tasks: usize,
    /// How many inputs were handed in.
    pub inputs: usize,
    /// What must never happen and did.
    pub faults: Vec<Sentence>,
}

/// A target that no task came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unreached {
    /// The filter's name, or its number from 1; "default filter" for that one.
    pub filter: Sentence,
    /// The target's number, from 1.
    pub target: usize,
    /// Where it stands in the plan's text.
    pub span: Span,
    /// Why, in a sentence.
    pub reason: Sentence,
}

/// Where a target stands in its plan: the filter, none being the default filter, and the target.
type Spot = (Option<u32>, u32);

/// Sends tasks through a plan. The same plan, surroundings and seed come to the same.
pub fn exercise(plan: &Plan, around: &Around, seed: u64) -> Exercised {
    let mut done = Exercised {
        filters: plan.filters().len(),
        targets: spots(plan).count(),
        ..Exercised::default()
    };
    if !plan.is_usable() {
        return done;
    }
    let stage = Stage::new(plan, around);
    let kinds = day::DAYS.into_iter().chain(stage.hours.is_some().then_some(day::Kind::Hours));
    let mut reached: BTreeSet<Spot> = BTreeSet::new();
    for (number, kind) in kinds.enumerate() {
        let told = day::live(&stage, plan, kind, seed.wrapping_add(number as u64));
        reached.extend(told.reached);
        done.tasks += told.tasks;
        done.inputs += told.inputs;
        done.faults.extend(told.faults);
    }
    done.faults.sort();
    done.faults.dedup();
    for spot in spots(plan) {
        if reached.contains(&spot) {
            done.reached += 1;
        } else {
            done.unreached.push(reasons::unreached(plan, &stage, &reached, spot));
        }
    }
    done
}

/// All targets of a plan.
fn spots(plan: &Plan) -> impl Iterator<Item = Spot> + '_ {
    let filters = (0u32..).zip(plan.filters()).flat_map(|(filter, one)| {
        (0u32..).zip(&one.targets).map(move |(target, _)| (Some(filter), target))
    });
    filters.chain(plan.default_target().map(|_| (None, 0)))
}

/// The target at a spot.
fn target(plan: &Plan, (filter, target): Spot) -> Option<&Target> {
    match filter {
        None => plan.default_target(),
        Some(filter) => plan.filters().get(filter as usize)?.targets.get(target as usize),
    }
}

/// Who and what goes through a plan.
struct Stage {
    /// Everybody and everything, the queues being open at any hour: targets are looked for, and they
    /// can be reached when it is open.
    crew: Crew,
    /// The same with the hours of the queues, when there are any to go by.
    hours: Option<Crew>,
    /// The tasks, as what is known of them.
    tasks: Vec<Wish>,
}

/// The activity of everybody who works.
const AT_WORK: &str = "Available";
/// The activity of everybody who does not.
const AWAY: &str = "Offline";
/// The kind of work of all tasks.
const CHANNEL: &str = "voice";
/// How many tasks at a time a worker made to order can have.
const CAPACITY: u8 = 2;

impl Stage {
    fn new(plan: &Plan, around: &Around) -> Stage {
        let mut crew = around.crew.clone();
        // Ended tasks are of no more use to the day, so they are soon forgotten.
        crew.settings = Settings { ended_task_seconds: Secs(60), ..crew.settings };
        for (name, available) in [(AT_WORK, true), (AWAY, false)] {
            if !crew.activities.iter().any(|one| *one.name == *name || one.id.as_str() == name) {
                let (id, name) = (ActivityId::default(), name.into());
                crew.activities.push(Activity { id, name, available });
            }
        }
        if !crew.channels.iter().any(|one| *one.name == *CHANNEL) {
            crew.channels.push(Channel {
                id: ChannelId::default(),
                name: CHANNEL.into(),
                optimized_routing: false,
                wrap_up_seconds: Some(Secs(5)),
                waits_for_opening: false,
            });
        }
        for name in queues(plan) {
            if !crew.queues.iter().any(|one| one.name == name || one.id.as_str() == &*name) {
                crew.queues.push(Queue {
                    id: QueueId::default(),
                    name,
                    workers: "1==1".into(),
                    order: QueueOrder::Fifo,
                    max_reserved_workers: 1,
                    calendar: None,
                    at_closing: Default::default(),
                });
            }
        }
        let calendars = std::mem::take(&mut crew.calendars);
        let queues = crew.queues.clone();
        crew.queues.iter_mut().for_each(|queue| queue.calendar = None);
        let mut stage = Stage { crew, hours: None, tasks: Vec::new() };
        stage.invite(plan);
        let with_hours = Crew { calendars, queues, ..stage.crew.clone() };
        let is_wrong = |one: &CrewProblem| {
            one.severity == Severity::Error && (one.part.is_some() || one.is_about_hours())
        };
        if !with_hours.calendars.is_empty() && !with_hours.check().iter().any(is_wrong) {
            stage.hours = Some(with_hours);
        }
        stage
    }

    /// Makes the tasks and the workers.
    fn invite(&mut self, plan: &Plan) {
        let mut workers: Vec<Wish> = vec![Wish::default()];
        // Of the first task nothing is known, which is what a default filter is for.
        let mut tasks: Vec<Wish> = vec![Wish::default()];
        for queue in self.crew.queues.clone() {
            let expression = Expression::read(&queue.workers);
            workers.extend(wishes(&expression, Place::Queue, &Wish::default()).into_iter().take(2));
        }
        for filter in plan.filters() {
            let begun = match &filter.expression {
                None => vec![Wish::default()],
                Some(written) => wishes(&written.expression, Place::Filter, &Wish::default()),
            };
            for wish in begun.into_iter().take(day::MOST_OF_A_FILTER) {
                for target in &filter.targets {
                    let Some(written) = &target.expression else { continue };
                    let ways = wishes(&written.expression, Place::Target, &wish);
                    for mut way in ways.into_iter().take(4) {
                        if let Some(known) = &target.known_worker {
                            let one = made(workers.len(), &way);
                            let id = if known.by_name { one.name } else { one.id.0 };
                            way.know(&known.path, &id);
                        }
                        tasks.push(way.clone());
                        workers.push(way);
                    }
                }
                for target in &filter.targets {
                    let Some(known) = &target.known_worker else { continue };
                    let mut way = wish.clone();
                    let one = made(0, &Wish::default());
                    way.know(&known.path, if known.by_name { &one.name } else { &one.id.0 });
                    tasks.push(way);
                }
                tasks.push(wish);
            }
        }
        let made = workers.iter().enumerate().map(|(number, wish)| made(number, wish));
        // Neither ids nor names may be there twice, and a worker that the crew has stays as it is.
        let crew = &self.crew.workers;
        let mut ids: BTreeSet<String> = crew.iter().map(|one| one.id.0.to_string()).collect();
        let mut names: BTreeSet<String> = crew.iter().map(|one| one.name.to_lowercase()).collect();
        for worker in made {
            let is_new =
                !ids.contains(&*worker.id.0) && !names.contains(&worker.name.to_lowercase());
            if is_new {
                ids.insert(worker.id.0.to_string());
                names.insert(worker.name.to_lowercase());
                self.crew.workers.push(worker);
            }
        }
        tasks.dedup();
        self.tasks = tasks;
    }
}

/// The worker with this number, made to order.
fn made(number: usize, wish: &Wish) -> Worker {
    let name: Text = match &wish.worker_name {
        Some(name) => name.as_str().into(),
        None => format!("Worker {number}").into(),
    };
    let id = wish.worker_id.clone().unwrap_or_else(|| format!("WK{number:032x}"));
    let share = WorkerChannel { capacity: CAPACITY, available: true };
    Worker {
        id: WorkerId::from(id.as_str()),
        name,
        activity: ActivityId::from(AT_WORK),
        capacity: [(ChannelId::from(CHANNEL), share)].into(),
        attributes: wish.worker(),
    }
}

/// The queues that a plan names, each once.
fn queues(plan: &Plan) -> BTreeSet<Text> {
    let targets = plan.filters().iter().flat_map(|filter| &filter.targets);
    targets.chain(plan.default_target()).filter_map(|target| target.queue.clone()).collect()
}

#[cfg(test)]
mod tests;
