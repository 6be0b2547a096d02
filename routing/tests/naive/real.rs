//! Worlds for a given plan: workers and tasks are what its conditions ask for.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::chance::Chance;
use super::expression::{Condition, Operand, Operator, Step};
use super::plan::{self, Asked, Rules, Target};
use super::world::World;

/// What attributes can be, by name.
#[derive(Default)]
struct Pools {
    worker: BTreeMap<String, Vec<Value>>,
    task: BTreeMap<String, Vec<Value>>,
}

/// Of whom a name without a prefix speaks.
#[derive(Clone, Copy)]
enum Bare {
    Task,
    Nobody,
}

impl World {
    /// A world for a plan; none when the text is no plan.
    pub fn of_plan(text: &str, seed: u64) -> Option<World> {
        let rules = plan::read(text)?;
        let mut chance = Chance(seed);
        let mut pools = Pools::default();
        let mut queues = BTreeSet::new();
        for filter in &rules.filters {
            pools.learn(&filter.condition, Bare::Task);
        }
        for target in targets(&rules) {
            queues.extend(target.queue.clone());
            pools.learn(&target.condition, Bare::Nobody);
            for (steps, _) in &target.order {
                let levels = [json!(1), json!(2), json!(3), json!(null)];
                pools.worker.entry(dotted(steps)).or_default().extend(levels);
            }
            if let Some((steps, _)) = &target.known {
                let names = [json!("w0"), json!("w1"), json!("Worker 2"), json!("worker 3")];
                pools.task.entry(dotted(steps)).or_default().extend(names);
            }
        }
        // What is compared with a worker's own id or name stands in the pool of every task's name.
        for values in pools.task.values_mut() {
            values.extend([json!("w1"), json!("other"), json!(null)]);
        }
        for values in pools.worker.values_mut() {
            values.push(json!(null));
        }
        let mut conditions = vec!["1==1".to_string(), "1==1".to_string()];
        for (name, values) in &pools.worker {
            let list = values.iter().find_map(|value| value.as_array()?.first()?.as_str());
            conditions.extend(list.map(|one| format!("{name} HAS '{one}'")));
        }
        conditions.truncate(5);
        let mut world = World {
            setup: Vec::new(),
            crew: 7,
            has_ids: false,
            queues: queues.into_iter().collect(),
            plans: ["Main", "Other"].map(String::from).into(),
            worker: pools.worker,
            task: pools.task,
            conditions,
            configurations: vec![text.to_string()],
        };
        world.furnish(&mut chance);
        Some(world)
    }
}

fn targets(rules: &Rules) -> impl Iterator<Item = &Target> {
    rules.filters.iter().flat_map(|filter| &filter.targets).chain(&rules.default)
}

fn dotted(steps: &[Step]) -> String {
    let keys = steps.iter().map_while(|step| match step {
        Step::Key(key) => Some(key.as_str()),
        Step::Index(_) => None,
    });
    keys.collect::<Vec<_>>().join(".")
}

impl Pools {
    fn learn(&mut self, asked: &Asked, bare: Bare) {
        if let Asked::Condition(condition) = asked {
            self.learn_condition(condition, bare);
        }
    }

    fn learn_condition(&mut self, condition: &Condition, bare: Bare) {
        match condition {
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().for_each(|part| self.learn_condition(part, bare));
            }
            Condition::Not(inner) => self.learn_condition(inner, bare),
            Condition::Compare(left, operator, right) => {
                let (list, item) = match operator {
                    Operator::Has => (Some(left), right),
                    Operator::In | Operator::NotIn => (Some(right), left),
                    _ => (None, left),
                };
                let Some(list) = list else {
                    self.offer(left, constant(right), bare);
                    self.offer(right, constant(left), bare);
                    return;
                };
                let items = match constant(list) {
                    Value::Array(items) => items,
                    _ => Vec::new(),
                };
                items.into_iter().for_each(|one| self.offer(item, one, bare));
                let wanted = match constant(item) {
                    Value::Null => json!("w1"),
                    wanted => wanted,
                };
                self.offer(list, json!([wanted, "other"]), bare);
                self.offer(list, json!([]), bare);
                // Several lists asked for at once are found in one that has them all.
                self.gather(list, &wanted, bare);
            }
        }
    }

    fn pool(&mut self, operand: &Operand, bare: Bare) -> Option<&mut Vec<Value>> {
        let Operand::Name(steps) = operand else { return None };
        match (steps.as_slice(), bare) {
            ([Step::Key(worker), rest @ ..], _) if worker == "worker" => {
                Some(self.worker.entry(dotted(rest)).or_default())
            }
            ([Step::Key(task), rest @ ..], _) if task == "task" => {
                Some(self.task.entry(dotted(rest)).or_default())
            }
            (steps, Bare::Task) => Some(self.task.entry(dotted(steps)).or_default()),
            (_, Bare::Nobody) => None,
        }
    }

    fn offer(&mut self, operand: &Operand, value: Value, bare: Bare) {
        let Some(pool) = self.pool(operand, bare) else { return };
        if let Value::Bool(_) = value {
            pool.extend([json!(true), json!(false)]);
        }
        pool.push(value);
    }

    fn gather(&mut self, operand: &Operand, item: &Value, bare: Bare) {
        let Some(pool) = self.pool(operand, bare) else { return };
        let mut all: Vec<Value> = vec![item.clone()];
        for one in pool.iter().filter_map(Value::as_array).flatten() {
            if !all.contains(one) {
                all.push(one.clone());
            }
        }
        pool.push(Value::from(all));
    }
}

fn constant(operand: &Operand) -> Value {
    match operand {
        Operand::Constant(value) => value.clone(),
        Operand::Name(_) => Value::Null,
    }
}
