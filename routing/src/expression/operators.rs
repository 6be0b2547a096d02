//! What the operators do with values.

use serde_json::Value;

use super::tree::{Constant, Operator};

/// A value that is compared.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Compared<'a> {
    Null,
    Flag(bool),
    Number(f64),
    Text(&'a str),
    /// A list in attributes.
    List(&'a [Value]),
    /// A list in the expression.
    Constants(&'a [Constant]),
    Object,
}

impl<'a> From<&'a Value> for Compared<'a> {
    fn from(value: &'a Value) -> Compared<'a> {
        match value {
            Value::Null => Compared::Null,
            Value::Bool(flag) => Compared::Flag(*flag),
            Value::Number(number) => Compared::Number(number.as_f64().unwrap_or(f64::NAN)),
            Value::String(text) => Compared::Text(text),
            Value::Array(items) => Compared::List(items),
            Value::Object(_) => Compared::Object,
        }
    }
}

impl<'a> From<Option<&'a Value>> for Compared<'a> {
    fn from(value: Option<&'a Value>) -> Compared<'a> {
        value.map_or(Compared::Null, Compared::from)
    }
}

impl<'a> From<&'a Constant> for Compared<'a> {
    fn from(constant: &'a Constant) -> Compared<'a> {
        match constant {
            Constant::Text(text) => Compared::Text(text),
            Constant::Number(number) => Compared::Number(*number),
            Constant::Flag(flag) => Compared::Flag(*flag),
            Constant::Null => Compared::Null,
        }
    }
}

impl Operator {
    pub(super) fn holds(self, left: Compared<'_>, right: Compared<'_>) -> bool {
        match self {
            Operator::Equal => left.is_scalar() && right.is_scalar() && left.equals(right),
            Operator::Unequal => match (left.is_scalar(), right.is_scalar()) {
                (true, true) => !left.equals(right),
                // Presence is asked for this way, of lists too.
                (false, true) => right.is_null(),
                (true, false) => left.is_null(),
                (false, false) => false,
            },
            Operator::Greater => left.order(right).is_some_and(|order| order.is_gt()),
            Operator::AtLeast => left.order(right).is_some_and(|order| order.is_ge()),
            Operator::Less => left.order(right).is_some_and(|order| order.is_lt()),
            Operator::AtMost => left.order(right).is_some_and(|order| order.is_le()),
            Operator::Contains => match (left, right) {
                (Compared::Text(whole), Compared::Text(part)) => whole.contains(part),
                _ => false,
            },
            Operator::Has => left.holds(right).unwrap_or(false),
            Operator::In => right.holds(left).unwrap_or(false),
            Operator::NotIn => match right {
                Compared::Null => left.is_scalar(),
                _ => right.holds(left).is_some_and(|holds| !holds),
            },
        }
    }
}

impl Compared<'_> {
    fn is_null(self) -> bool {
        matches!(self, Compared::Null)
    }

    fn is_scalar(self) -> bool {
        !matches!(self, Compared::List(_) | Compared::Constants(_) | Compared::Object)
    }

    /// Whether two scalars are the same, type and all.
    fn equals(self, other: Compared<'_>) -> bool {
        match (self, other) {
            (Compared::Null, Compared::Null) => true,
            (Compared::Flag(one), Compared::Flag(other)) => one == other,
            (Compared::Number(one), Compared::Number(other)) => one == other,
            (Compared::Text(one), Compared::Text(other)) => one == other,
            _ => false,
        }
    }

    fn order(self, other: Compared<'_>) -> Option<std::cmp::Ordering> {
        match (self, other) {
            (Compared::Number(one), Compared::Number(other)) => one.partial_cmp(&other),
            (Compared::Text(one), Compared::Text(other)) => Some(one.cmp(other)),
            _ => None,
        }
    }

    /// Whether this list holds that scalar; none when they are not a list and a scalar.
    fn holds(self, item: Compared<'_>) -> Option<bool> {
        if !item.is_scalar() {
            return None;
        }
        match self {
            Compared::List(items) => Some(items.iter().any(|one| {
                let one = Compared::from(one);
                one.is_scalar() && one.equals(item)
            })),
            Compared::Constants(items) => {
                Some(items.iter().any(|one| Compared::from(one).equals(item)))
            }
            _ => None,
        }
    }
}
