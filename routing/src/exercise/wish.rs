//! Tasks and workers made to order: attributes for which an expression holds.

use serde_json::{Map, Number, Value};

use crate::attributes::Attributes;
use crate::expression::{
    Comparison, Constant, Expression, Node, OperandKind, Operator, Path, Place, Segment, Subject,
};

/// A task, and a worker if one is asked for, made so that expressions hold for them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Wish {
    /// What is known of the task.
    pub task: Map<String, Value>,
    /// What is known of the worker.
    pub worker: Map<String, Value>,
    /// The worker's id, where the expression asks for one.
    pub worker_id: Option<String>,
    /// The worker's name, where the expression asks for one.
    pub worker_name: Option<String>,
}

/// More ways to meet an expression than these are not tried.
const MOST_TERMS: usize = 96;

/// What stands where an expression compares two attributes with each other.
const TOKEN: &str = "en";

/// One comparison that has to hold, or must not.
#[derive(Clone, Copy)]
struct Demand<'a> {
    comparison: &'a Comparison,
    holds: bool,
}

/// Every way that was found to extend `begun` so that `expression` holds, the simplest first.
pub(super) fn wishes(expression: &Expression, place: Place, begun: &Wish) -> Vec<Wish> {
    if !expression.is_whole() {
        return Vec::new();
    }
    let program = expression.compile(place);
    let mut found: Vec<Wish> = Vec::new();
    for term in terms(expression.tree(), true) {
        let mut wish = begun.clone();
        for demand in &term {
            wish.grant(*demand, place);
        }
        let (task, worker) = (wish.task(), wish.worker());
        let subject = Subject { task: Some(&task), worker: Some(&worker), ..Subject::default() };
        // What only a worker at work has, such as channels, is judged when the plan runs.
        if (program.holds(&subject) || program.reads_channels() || wish.worker_id.is_some())
            && !found.contains(&wish)
        {
            found.push(wish);
        }
    }
    found
}

/// The ways in which a tree can hold, as lists of comparisons that have to hold or must not.
fn terms(node: &Node, holds: bool) -> Vec<Vec<Demand<'_>>> {
    match (node, holds) {
        (Node::Compare(comparison), _) => vec![vec![Demand { comparison, holds }]],
        (Node::Not(part), _) => terms(part, !holds),
        (Node::Or(parts), true) | (Node::And(parts), false) => {
            let mut all: Vec<Vec<Demand<'_>>> =
                parts.iter().flat_map(|part| terms(part, holds)).collect();
            all.truncate(MOST_TERMS);
            all
        }
        (Node::And(parts), true) | (Node::Or(parts), false) => {
            let mut all: Vec<Vec<Demand<'_>>> = vec![Vec::new()];
            for part in parts {
                let ways = terms(part, holds);
                let mut grown = Vec::new();
                for begun in &all {
                    for way in &ways {
                        if grown.len() < MOST_TERMS {
                            grown.push([begun.as_slice(), way.as_slice()].concat());
                        }
                    }
                }
                all = grown;
            }
            all
        }
        (Node::Empty | Node::Error(_), _) => Vec::new(),
    }
}

/// Whose attribute a name is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    Task,
    Worker,
    Id,
    Name,
    /// Nothing that can be made to order.
    Fixed,
}

fn whose(path: &Path, place: Place) -> (Whose, Path) {
    match (place, path.first()) {
        (Place::Filter, "task") if path.0.len() > 1 => (Whose::Task, path.rest()),
        (Place::Filter, _) => (Whose::Task, path.clone()),
        (Place::Queue, "worker") if path.0.len() > 1 => (Whose::Worker, path.rest()),
        (Place::Queue, _) => (Whose::Worker, path.clone()),
        (Place::Target, "task") => (Whose::Task, path.rest()),
        (Place::Target, "worker") => match path.rest().first() {
            "sid" => (Whose::Id, path.rest()),
            "friendly_name" => (Whose::Name, path.rest()),
            "activity_sid" | "activity_name" | "channel" => (Whose::Fixed, path.rest()),
            _ => (Whose::Worker, path.rest()),
        },
        _ => (Whose::Fixed, path.clone()),
    }
}

impl Wish {
    pub fn task(&self) -> Attributes {
        Attributes::from(self.task.clone())
    }

    pub fn worker(&self) -> Attributes {
        Attributes::from(self.worker.clone())
    }

    /// Lets the task name a worker.
    pub fn know(&mut self, path: &Path, worker: &str) {
        self.set(&(Whose::Task, path.clone()), Value::from(worker));
    }

    fn grant(&mut self, demand: Demand<'_>, place: Place) {
        let Comparison { left, operator, right, .. } = demand.comparison;
        let operator = if demand.holds { *operator } else { opposite(*operator) };
        match (&left.kind, &right.kind) {
            (OperandKind::Key(key), OperandKind::Key(other)) => {
                self.grant_both(&whose(key, place), operator, &whose(other, place));
            }
            (OperandKind::Key(key), OperandKind::Constant(constant)) => {
                self.grant_one(&whose(key, place), operator, constant);
            }
            (OperandKind::Key(key), OperandKind::List(list)) => {
                if operator == Operator::In
                    && let Some(first) = list.first()
                {
                    self.grant_one(&whose(key, place), Operator::Equal, first);
                }
            }
            (OperandKind::Constant(constant), OperandKind::Key(key)) => {
                let turned = match operator {
                    Operator::In => Operator::Has,
                    Operator::Greater => Operator::Less,
                    Operator::Less => Operator::Greater,
                    Operator::AtLeast => Operator::AtMost,
                    Operator::AtMost => Operator::AtLeast,
                    Operator::Equal | Operator::Unequal => operator,
                    _ => return,
                };
                self.grant_one(&whose(key, place), turned, constant);
            }
            _ => {}
        }
    }

    fn grant_one(&mut self, key: &(Whose, Path), operator: Operator, constant: &Constant) {
        let value = match (operator, constant) {
            (Operator::Equal, Constant::Null) => return,
            (Operator::Unequal, Constant::Null) => Value::from(TOKEN),
            (Operator::Equal | Operator::Contains | Operator::AtLeast | Operator::AtMost, _) => {
                json(constant)
            }
            (Operator::Greater, Constant::Number(number)) => number_value(number + 1.0),
            (Operator::Less, Constant::Number(number)) => number_value(number - 1.0),
            (Operator::Greater, Constant::Text(text)) => Value::from(format!("{text}~")),
            (Operator::Less, Constant::Text(_)) => Value::from(""),
            (Operator::Has, _) => {
                self.hold(key, json(constant));
                return;
            }
            _ => return,
        };
        self.set(key, value);
    }

    fn grant_both(&mut self, left: &(Whose, Path), operator: Operator, right: &(Whose, Path)) {
        let known = |wish: &Wish, key: &(Whose, Path)| match wish.get(key) {
            Some(value) if !value.is_null() && !value.is_array() => Some(value),
            _ => None,
        };
        let shared =
            known(self, left).or_else(|| known(self, right)).unwrap_or_else(|| Value::from(TOKEN));
        match operator {
            Operator::Equal | Operator::Contains | Operator::AtLeast | Operator::AtMost => {
                self.set(left, shared.clone());
                self.set(right, shared);
            }
            Operator::In => {
                self.set(left, shared.clone());
                self.hold(right, shared);
            }
            Operator::Has => {
                self.set(right, shared.clone());
                self.hold(left, shared);
            }
            Operator::NotIn | Operator::Unequal => self.set(left, shared),
            Operator::Greater | Operator::Less => {
                let (more, less) =
                    if operator == Operator::Greater { (left, right) } else { (right, left) };
                self.set(more, Value::from(2));
                self.set(less, Value::from(1));
            }
        }
    }

    fn get(&self, (whose, path): &(Whose, Path)) -> Option<Value> {
        match whose {
            Whose::Task => path.find(&self.task()).cloned(),
            Whose::Worker => path.find(&self.worker()).cloned(),
            Whose::Id => self.worker_id.clone().map(Value::from),
            Whose::Name => self.worker_name.clone().map(Value::from),
            Whose::Fixed => None,
        }
    }

    /// Puts a value in its place, where nothing stands in the way.
    fn set(&mut self, (whose, path): &(Whose, Path), value: Value) {
        match whose {
            Whose::Task => put(&mut self.task, path, |held| *held = value),
            Whose::Worker => put(&mut self.worker, path, |held| *held = value),
            Whose::Id => self.worker_id = value.as_str().map(str::to_owned),
            Whose::Name => self.worker_name = value.as_str().map(str::to_owned),
            Whose::Fixed => {}
        }
    }

    /// Puts a value into a list.
    fn hold(&mut self, (whose, path): &(Whose, Path), value: Value) {
        let add = |held: &mut Value| match held {
            Value::Array(items) if items.contains(&value) => {}
            Value::Array(items) => items.push(value),
            other => *other = Value::Array(vec![value]),
        };
        match whose {
            Whose::Task => put(&mut self.task, path, add),
            Whose::Worker => put(&mut self.worker, path, add),
            Whose::Id | Whose::Name | Whose::Fixed => {}
        }
    }
}

fn put(map: &mut Map<String, Value>, path: &Path, change: impl FnOnce(&mut Value)) {
    let Some((Segment::Name(first), rest)) = path.0.split_first() else { return };
    let mut value = map.entry(first.to_string()).or_insert(Value::Null);
    for segment in rest {
        value = match segment {
            Segment::Name(name) => {
                if !value.is_object() {
                    *value = Value::Object(Map::new());
                }
                match value {
                    Value::Object(inner) => inner.entry(name.to_string()).or_insert(Value::Null),
                    _ => return,
                }
            }
            Segment::Index(index) => {
                // A place so far back is not filled up to.
                let index = (*index as usize).min(64);
                if !value.is_array() {
                    *value = Value::Array(Vec::new());
                }
                match value {
                    Value::Array(items) => {
                        if items.len() <= index {
                            items.resize(index + 1, Value::Null);
                        }
                        &mut items[index]
                    }
                    _ => return,
                }
            }
        };
    }
    change(value);
}

fn opposite(operator: Operator) -> Operator {
    match operator {
        Operator::Equal => Operator::Unequal,
        Operator::Unequal => Operator::Equal,
        Operator::Greater => Operator::AtMost,
        Operator::AtLeast => Operator::Less,
        Operator::Less => Operator::AtLeast,
        Operator::AtMost => Operator::Greater,
        // Absence meets these.
        Operator::Contains | Operator::Has | Operator::In => Operator::NotIn,
        Operator::NotIn => Operator::In,
    }
}

fn json(constant: &Constant) -> Value {
    match constant {
        Constant::Text(text) => Value::from(&**text),
        Constant::Number(number) => number_value(*number),
        Constant::Flag(flag) => Value::from(*flag),
        Constant::Null => Value::Null,
    }
}

fn number_value(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < 9e15 {
        return Value::from(number as i64);
    }
    Number::from_f64(number).map_or(Value::Null, Value::Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str, place: Place) -> String {
        let wishes = wishes(&Expression::read(text), place, &Wish::default());
        wishes.first().map_or("none".into(), |wish| format!("{} {}", wish.task(), wish.worker()))
    }

    #[test]
    fn tasks_and_workers_are_made_to_order() {
        let filter = |text| first(text, Place::Filter);
        assert_eq!(
            filter("type == 'sales' AND (vip == true OR age > 60)"),
            r#"{"type":"sales","vip":true} {}"#
        );
        assert_eq!(
            filter("a.b[1] == 3 AND NOT (c == null)"),
            r#"{"a":{"b":[null,3]},"c":"en"} {}"#
        );
        assert_eq!(filter("x != 'a' AND y NOT IN ['b']"), "{} {}");
        assert_eq!(filter("1 == 2"), "none");
        let target = |text| first(text, Place::Target);
        assert_eq!(
            target("task.language IN worker.languages AND worker.roles HAS 'agent'"),
            r#"{"language":"en"} {"languages":["en"],"roles":["agent"]}"#
        );
        assert_eq!(target("worker.level > task.level"), r#"{"level":1} {"level":2}"#);
    }

    #[test]
    fn an_expression_that_multiplies_out_without_end_is_cut_short() {
        let many: Vec<String> =
            (0..40).map(|n| format!("(a{n} == 1 OR b{n} == 1 OR c{n} == 1)")).collect();
        let expression = Expression::read(&many.join(" AND "));
        assert!(wishes(&expression, Place::Filter, &Wish::default()).len() <= MOST_TERMS);
    }
}
