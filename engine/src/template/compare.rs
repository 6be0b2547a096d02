//! Comparing values: equality, order, containing, and the words `blank` and `empty`.

use std::cmp::Ordering;

use super::print::{Number, text_of};
use super::tree::{Comparison, Expr};
use crate::Value;

/// Whether `value` counts as true in a test: everything but nothing and false.
pub(super) fn is_true(value: &Value) -> bool {
    !matches!(value, Value::Null | Value::Bool(false))
}

/// Whether `==` holds.
pub(super) fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Int(int), Value::Float(float)) | (Value::Float(float), Value::Int(int)) => {
            *int as f64 == *float
        }
        _ => left == right,
    }
}

/// Whether `value == blank` holds: nothing, false, white space, or no items.
pub(super) fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Text(text) => text.trim().is_empty(),
        Value::List(items) => items.is_empty(),
        Value::Map(map) => map.is_empty(),
        _ => false,
    }
}

/// Whether `value == empty` holds. Studio counts nothing as empty.
pub(super) fn is_empty(value: &Value, studio: bool) -> bool {
    match value {
        Value::Null => studio,
        Value::Text(text) => text.is_empty(),
        Value::List(items) => items.is_empty(),
        Value::Map(map) => map.is_empty(),
        _ => false,
    }
}

/// Two values that have no order, in words.
pub(super) struct Unordered(pub String);

/// `left comparison right` for two values.
pub(super) fn compare(
    comparison: Comparison,
    left: &Value,
    right: &Value,
    studio: bool,
) -> Result<bool, Unordered> {
    let wanted: fn(Ordering) -> bool = match comparison {
        Comparison::Equal => return Ok(equal(left, right)),
        Comparison::NotEqual => return Ok(!equal(left, right)),
        Comparison::Contains => return Ok(contains(left, right)),
        Comparison::Less => Ordering::is_lt,
        Comparison::LessOrEqual => Ordering::is_le,
        Comparison::Greater => Ordering::is_gt,
        Comparison::GreaterOrEqual => Ordering::is_ge,
    };
    if left.is_null() || right.is_null() {
        return Ok(false);
    }
    match order(left, right) {
        Some(order) => Ok(wanted(order)),
        None => {
            if studio && let (Some(a), Some(b)) = (Number::of(left), Number::of(right)) {
                return Ok(order_of_numbers(a, b).is_some_and(wanted));
            }
            Err(Unordered(format!(
                "A {} and a {} have no order. Compare numbers with numbers: add `| plus: 0` to a \
                 text that holds a number.",
                left.kind(),
                right.kind()
            )))
        }
    }
}

/// The order of two values of the same kind.
pub(super) fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        (Value::Int(_) | Value::Float(_), Value::Int(_) | Value::Float(_)) => {
            order_of_numbers(Number::or_zero(left), Number::or_zero(right))
        }
        _ => None,
    }
}

fn order_of_numbers(a: Number, b: Number) -> Option<Ordering> {
    match (a, b) {
        (Number::Int(a), Number::Int(b)) => Some(a.cmp(&b)),
        _ => a.as_f64().partial_cmp(&b.as_f64()),
    }
}

fn contains(left: &Value, right: &Value) -> bool {
    if !is_true(left) || !is_true(right) {
        return false;
    }
    match left {
        Value::Text(text) => text.contains(text_of(right).as_str()),
        Value::List(items) => items.iter().any(|item| equal(item, right)),
        Value::Map(map) => matches!(right, Value::Text(key) if map.contains(key)),
        _ => false,
    }
}

/// The words that a value can be compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    Blank,
    Empty,
}

impl Word {
    /// The word that an expression is.
    pub fn of(expr: &Expr) -> Option<Word> {
        match expr {
            Expr::Blank => Some(Word::Blank),
            Expr::Empty => Some(Word::Empty),
            _ => None,
        }
    }

    /// Whether `value == word` holds.
    pub fn fits(self, value: &Value, studio: bool) -> bool {
        match self {
            Word::Blank => is_blank(value),
            Word::Empty => is_empty(value, studio),
        }
    }
}
