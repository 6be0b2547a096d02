//! Real workflow configurations: read, written back, judged and run.
//!
//! They stand outside the tree, in the folder that `CENTRALITA_CORPUS` names; without it this says so
//! and tests nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use centralita_routing::crew::{Activity, Channel, Queue, Worker, WorkerChannel};
use centralita_routing::expression::{Constant, Expression, Node, OperandKind, Place, lint};
use centralita_routing::plan::{Plan, Surroundings, Target, fmt};
use centralita_routing::workspace::{Input, NewPlan, NewTask, TaskStatus, Workspace};
use centralita_routing::{Attributes, Severity, Time};
use serde_json::{Map, Value, json};

fn configurations() -> Vec<(PathBuf, String)> {
    let Some(corpus) = std::env::var_os("CENTRALITA_CORPUS") else {
        println!("CENTRALITA_CORPUS is not set: the real configurations were not looked at");
        return Vec::new();
    };
    let folder = PathBuf::from(corpus).join("taskrouter");
    let mut found: Vec<(PathBuf, String)> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .map(|path| {
            let text = std::fs::read_to_string(&path).expect("a configuration is text");
            (path, text)
        })
        .collect();
    found.sort();
    assert!(found.len() > 20, "{} holds hardly anything", folder.display());
    found
}

fn targets(plan: &Plan) -> impl Iterator<Item = &Target> {
    plan.filters().iter().flat_map(|filter| &filter.targets).chain(plan.default_target())
}

fn expressions(plan: &Plan) -> Vec<(Place, &Expression)> {
    let of_filters = plan.filters().iter().filter_map(|filter| filter.expression.as_ref());
    let mut all: Vec<_> = of_filters.map(|one| (Place::Filter, &one.expression)).collect();
    for target in targets(plan) {
        all.extend(target.expression.as_ref().map(|one| (Place::Target, &one.expression)));
        all.extend(target.skip.as_ref().map(|one| (Place::Skip, &one.expression)));
    }
    all
}

#[test]
fn every_real_configuration_is_read_and_written_back() {
    let (mut count, mut parsed, mut problems) = (0, 0, BTreeMap::<String, usize>::new());
    for (path, text) in configurations() {
        count += 1;
        let plan = Plan::read(&text);
        assert!(plan.is_usable(), "{}", path.display());
        assert_eq!(plan.text(), text);
        let laid_out = fmt(&text).expect("it is JSON");
        let meaning = |text: &str| serde_json::from_str::<Value>(text).expect("it is JSON");
        assert_eq!(meaning(&laid_out), meaning(&text), "{}", path.display());
        for problem in plan.check(&Surroundings::default()) {
            *problems.entry(problem.code.to_string()).or_default() += 1;
            if problem.severity == Severity::Error {
                println!("{}: {}", path.display(), problem.told(&text));
            }
            assert_ne!(problem.code.0, "syntax", "{}: {}", path.display(), problem.told(&text));
        }
        for (place, expression) in expressions(&plan) {
            parsed += 1;
            let again = Expression::read(&expression.canonical());
            assert_eq!(again.tree(), expression.tree(), "{}", expression.text());
            let _ = lint(expression, place, &Default::default(), &Default::default());
        }
    }
    println!("{count} configurations, {parsed} expressions; problems by kind: {problems:?}");
}

/// The values that a plan compares attributes with, by attribute.
#[derive(Default)]
struct Hints {
    tasks: BTreeMap<String, Vec<Value>>,
    workers: BTreeMap<String, Vec<Value>>,
}

impl Hints {
    fn of(plan: &Plan) -> Hints {
        let mut hints = Hints::default();
        for (place, expression) in expressions(plan) {
            expression.tree().for_each_comparison(&mut |comparison| {
                let sides =
                    [(&comparison.left, &comparison.right), (&comparison.right, &comparison.left)];
                for (key, value) in sides {
                    let OperandKind::Key(path) = &key.kind else { continue };
                    let (of, name) = match (place, path.first()) {
                        (Place::Target, "worker") => (&mut hints.workers, path.rest().to_string()),
                        (Place::Target, "task") | (Place::Filter, "task") => {
                            (&mut hints.tasks, path.rest().to_string())
                        }
                        (Place::Filter, _) => (&mut hints.tasks, path.to_string()),
                        _ => continue,
                    };
                    let values = of.entry(name).or_default();
                    let plain = |constant: &Constant| match constant {
                        Constant::Text(text) => json!(text.as_ref()),
                        Constant::Number(number) => json!(number),
                        Constant::Flag(flag) => json!(flag),
                        Constant::Null => Value::Null,
                    };
                    match &value.kind {
                        OperandKind::Constant(constant) => {
                            let list = comparison.operator.word() == "HAS";
                            let value = plain(constant);
                            values.push(if list { json!([value]) } else { value });
                        }
                        OperandKind::List(items) => values.extend(items.iter().map(plain)),
                        OperandKind::Key(_) => values.push(json!("shared")),
                    }
                }
            });
        }
        hints
    }
}

/// A sequence of numbers that is the same every time.
struct Sequence(u64);

impl Sequence {
    fn below(&mut self, most: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most.max(1)
    }

    fn attributes(&mut self, hints: &BTreeMap<String, Vec<Value>>) -> Attributes {
        let mut map = Map::new();
        for (name, values) in hints {
            let chosen = self.below(values.len() + 1);
            let Some(value) = values.get(chosen) else { continue };
            let mut steps: Vec<&str> = name.split('.').collect();
            let last = steps.pop().unwrap_or_default();
            let mut inside = &mut map;
            for step in steps {
                let next = inside.entry(step).or_insert_with(|| Value::Object(Map::new()));
                if !next.is_object() {
                    *next = Value::Object(Map::new());
                }
                inside = next.as_object_mut().expect("it was made one");
            }
            inside.insert(last.to_owned(), value.clone());
        }
        Attributes::from(map)
    }
}

fn must(workspace: &mut Workspace, input: Input, now: Time) -> usize {
    workspace.handle(input, now).unwrap_or_else(|refused| panic!("{refused}")).len()
}

/// A workspace with every queue of a plan and a crew made from what the plan asks for.
fn workspace(plan: &Plan, hints: &Hints, sequence: &mut Sequence) -> Workspace {
    let mut workspace = Workspace::new();
    let now = Time(0);
    for (name, available) in [("Available", true), ("Offline", false)] {
        let activity = Activity { id: name.into(), name: name.into(), available };
        must(&mut workspace, Input::DefineActivity(activity), now);
    }
    for name in ["voice", "chat", "web", "sms"] {
        must(
            &mut workspace,
            Input::DefineChannel(Channel {
                id: name.into(),
                name: name.into(),
                optimized_routing: false,
                wrap_up_seconds: None,
                waits_for_opening: false,
            }),
            now,
        );
    }
    let queues: BTreeSet<_> = targets(plan).filter_map(|target| target.queue.clone()).collect();
    for queue in queues {
        let queue = Queue {
            id: queue.as_ref().into(),
            name: queue,
            workers: "1==1".into(),
            order: Default::default(),
            max_reserved_workers: 1 + (sequence.below(3) / 2) as u8,
            calendar: None,
            at_closing: Default::default(),
        };
        must(&mut workspace, Input::DefineQueue(queue), now);
    }
    for number in 0..12 {
        let share = WorkerChannel { capacity: 1 + (number % 3) as u8, available: true };
        let name = format!("W{number}");
        let worker = Worker {
            id: name.as_str().into(),
            name: name.as_str().into(),
            activity: "Available".into(),
            capacity: [("voice".into(), share)].into(),
            attributes: sequence.attributes(&hints.workers),
        };
        must(&mut workspace, Input::AddWorker(worker), now);
    }
    let plan = NewPlan {
        id: "Plan".into(),
        name: "Plan".into(),
        configuration: plan.text().into(),
        reservation_seconds: None,
    };
    must(&mut workspace, Input::DefinePlan { plan, re_evaluate: false }, now);
    workspace
}

#[test]
fn every_real_configuration_runs_and_every_task_ends() {
    let (mut inputs, mut facts, mut accepted, mut canceled) = (0, 0, 0, 0);
    for (path, text) in configurations() {
        let plan = Plan::read(&text);
        let hints = Hints::of(&plan);
        let mut sequence = Sequence(text.len() as u64);
        let mut workspace = workspace(&plan, &hints, &mut sequence);
        let mut now = Time(0);
        for _ in 0..400 {
            now = now.after_millis(sequence.below(30_000) as i64);
            facts += must(&mut workspace, Input::Tick, now);
            let pending: Vec<_> = workspace
                .reservations()
                .filter(|one| one.status.is_open())
                .map(|one| (one.id, one.status))
                .collect();
            let input = match (sequence.below(5), pending.len()) {
                (0 | 1, _) | (_, 0) => {
                    let channel = ["voice", "chat", "web", "sms"][sequence.below(4)];
                    Input::CreateTask(NewTask {
                        plan: Some("Plan".into()),
                        attributes: sequence.attributes(&hints.tasks),
                        channel: channel.into(),
                        priority: 0,
                        timeout_seconds: centralita_routing::Secs(900),
                        virtual_start: None,
                        routing_target: None,
                        ignore_capacity: None,
                        not_before: None,
                    })
                }
                (choice, count) => {
                    let (reservation, status) = pending[sequence.below(count)];
                    let is_pending =
                        status == centralita_routing::workspace::ReservationStatus::Pending;
                    match (is_pending, choice) {
                        (true, 4) => Input::Reject { reservation, activity: None },
                        (true, _) => Input::Accept { reservation },
                        (false, _) => Input::CompleteReservation { reservation },
                    }
                }
            };
            accepted += usize::from(matches!(input, Input::Accept { .. }));
            inputs += 1;
            facts += must(&mut workspace, input, now);
            if let Some(task) = workspace.tasks().last() {
                let told = workspace.why(task.id).map(|why| why.told(Default::default()));
                assert!(told.is_some_and(|told| !told.is_empty()));
            }
        }
        canceled += workspace.tasks().filter(|one| one.status == TaskStatus::Canceled).count();
        loop {
            let open: Vec<_> =
                workspace.reservations().filter(|one| one.status.is_open()).collect();
            for one in open {
                let reservation = one.id;
                let _ = workspace.handle(Input::CompleteReservation { reservation }, now);
            }
            let Some(due) = workspace.next_deadline() else { break };
            now = now.max(due);
            facts += must(&mut workspace, Input::Tick, now);
        }
        assert_eq!(workspace.tasks().count(), 0, "{}", path.display());
    }
    println!("{inputs} inputs, {facts} facts, {accepted} accepted, {canceled} seen canceled");
}

/// Whether a part of a condition asks what a worker is doing: such a part is asked anew of each
/// candidate.
fn asks_what_is_done(part: &Node) -> bool {
    let mut asks = false;
    part.for_each_comparison(&mut |comparison| {
        for side in [&comparison.left, &comparison.right] {
            if let OperandKind::Key(path) = &side.kind {
                let name = path.to_string();
                asks |= name.starts_with("worker.channel.") || name.starts_with("worker.activity_");
            }
        }
    });
    asks
}

#[test]
fn most_real_conditions_sort_workers_once_for_a_class_of_tasks() {
    let mut targets_of_all = 0;
    let (mut conditions, mut reduced, mut in_part, mut ordered) = (0, 0, 0, 0);
    for (_, text) in configurations() {
        let plan = Plan::read(&text);
        for target in targets(&plan) {
            targets_of_all += 1;
            ordered += usize::from(!target.order.is_empty());
            let Some(condition) = &target.expression else { continue };
            if condition.expression.compile(Place::Target).is_always() {
                continue;
            }
            conditions += 1;
            let tree = condition.expression.tree();
            let parts = match tree {
                Node::And(parts) => parts.as_slice(),
                one => std::slice::from_ref(one),
            };
            match parts.iter().filter(|part| asks_what_is_done(part)).count() {
                0 => reduced += 1,
                count if count < parts.len() => in_part += 1,
                _ => {}
            }
        }
    }
    println!(
        "{targets_of_all} targets, {conditions} with a condition: {reduced} sort workers once for a class \
         of tasks, {in_part} in part, {} ask all of what workers are doing; {ordered} have an order",
        conditions - reduced - in_part
    );
    assert!((reduced + in_part) * 3 >= conditions * 2, "{reduced} and {in_part} of {conditions}");
}
