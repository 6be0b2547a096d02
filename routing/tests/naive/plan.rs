//! Plans, read from their JSON as far as routing asks for it.

use serde_json::Value;

use super::expression::{self, Condition, Step};

/// A plan.
#[derive(Clone, Debug)]
pub struct Rules {
    pub filters: Vec<Filter>,
    pub default: Option<Target>,
}

#[derive(Clone, Debug)]
pub struct Filter {
    pub condition: Asked,
    pub targets: Vec<Target>,
}

#[derive(Clone, Debug)]
pub struct Target {
    pub queue: Option<String>,
    pub priority: Option<u32>,
    pub timeout: Option<i64>,
    pub condition: Asked,
    pub order: Vec<(Vec<Step>, bool)>,
    pub skip: Option<Asked>,
    pub known: Option<(Vec<Step>, bool)>,
}

/// A condition of a plan, if there is one and it can be read.
#[derive(Clone, Debug)]
pub enum Asked {
    Nothing,
    Condition(Condition),
    Unreadable,
}

impl Asked {
    pub fn holds(&self, meaning: &dyn Fn(&[Step]) -> Value) -> bool {
        match self {
            Asked::Nothing => true,
            Asked::Condition(condition) => condition.holds(meaning),
            Asked::Unreadable => false,
        }
    }
}

/// Reads a plan; none when the text is no plan at all.
pub fn read(text: &str) -> Option<Rules> {
    let document: Value = serde_json::from_str(text).ok()?;
    let routing = document.get("task_routing")?.as_object()?;
    let filters = routing.get("filters").and_then(Value::as_array).cloned().unwrap_or_default();
    Some(Rules {
        filters: filters.iter().map(filter).collect(),
        default: routing.get("default_filter").map(|value| target(value, &None)),
    })
}

fn filter(value: &Value) -> Filter {
    let mut targets = Vec::new();
    let mut queue = None;
    match value.get("targets").and_then(Value::as_array) {
        Some(values) => {
            for value in values {
                let target = target(value, &queue);
                queue.clone_from(&target.queue);
                targets.push(target);
            }
        }
        None => targets.push(Target { condition: Asked::Nothing, ..target(value, &None) }),
    }
    Filter { condition: asked(value.get("expression")), targets }
}

fn target(value: &Value, before: &Option<String>) -> Target {
    let known = |key: &str| {
        let text = value.get(key)?.as_str()?;
        Some(match expression::read_name(text)?.as_slice() {
            [Step::Key(task), rest @ ..] if task == "task" => rest.to_vec(),
            steps => steps.to_vec(),
        })
    };
    Target {
        queue: value.get("queue").and_then(name).or(before.clone()),
        priority: value.get("priority").and_then(number).and_then(|n| u32::try_from(n).ok()),
        timeout: value.get("timeout").and_then(number).filter(|seconds| *seconds > 0),
        condition: asked(value.get("expression")),
        order: value.get("order_by").and_then(Value::as_str).map(order).unwrap_or_default(),
        skip: value.get("skip_if").map(|skip| asked(Some(skip))),
        known: (known("known_worker_sid").map(|steps| (steps, false)))
            .or_else(|| known("known_worker_friendly_name").map(|steps| (steps, true))),
    }
}

fn name(value: &Value) -> Option<String> {
    let text = match value {
        Value::Object(object) => object.get("sid").or_else(|| object.get("friendlyName"))?,
        other => other,
    };
    text.as_str().map(str::to_string)
}

fn number(value: &Value) -> Option<i64> {
    match value {
        Value::String(text) => text.trim().parse().ok(),
        other => other.as_i64(),
    }
}

fn asked(value: Option<&Value>) -> Asked {
    match value {
        None => Asked::Nothing,
        Some(value) => match value.as_str().and_then(expression::read) {
            Some(condition) => Asked::Condition(condition),
            None => Asked::Unreadable,
        },
    }
}

fn order(text: &str) -> Vec<(Vec<Step>, bool)> {
    let mut clauses = Vec::new();
    for clause in text.split(',') {
        let mut words = clause.split_whitespace();
        let steps = words.next().and_then(expression::read_name);
        let is_descending = words.next().is_some_and(|word| word.eq_ignore_ascii_case("desc"));
        match steps.as_deref() {
            Some([Step::Key(worker), rest @ ..]) if worker == "worker" => {
                clauses.push((rest.to_vec(), is_descending));
            }
            _ => {}
        }
    }
    clauses
}
