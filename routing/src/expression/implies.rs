//! Whether one condition holds wherever another does.
//!
//! The answer errs on the side of no: what is not seen from how the two are written counts as unsure.
//! Numbers that lie in each other's ranges are not looked at.

use super::tree::{Comparison, Constant, Node, Operand, OperandKind, Operator, Path};

/// So many parts are compared with each other; what is longer counts as unsure.
const MOST_STEPS: u32 = 10_000;

/// Whether whatever meets `narrow` surely meets `wide`; both are about tasks.
pub(super) fn implies(narrow: &Node, wide: &Node) -> bool {
    let mut left = MOST_STEPS;
    surely(narrow, wide, &mut left)
}

// As deep as the expressions are, of which the parser limits the depth.
fn surely(narrow: &Node, wide: &Node, left: &mut u32) -> bool {
    if *left == 0 {
        return false;
    }
    *left -= 1;
    if matches!(narrow, Node::Error(_) | Node::Empty) || matches!(wide, Node::Error(_)) {
        return false;
    }
    if let Node::Or(parts) = narrow {
        return parts.iter().all(|part| surely(part, wide, left));
    }
    if let Node::And(parts) = wide {
        return parts.iter().all(|part| surely(narrow, part, left));
    }
    if let Node::Or(parts) = wide
        && parts.iter().any(|part| surely(narrow, part, left))
    {
        return true;
    }
    match (narrow, wide) {
        (Node::And(parts), _) => parts.iter().any(|part| surely(part, wide, left)),
        (Node::Not(one), Node::Not(other)) => one == other,
        (Node::Compare(one), Node::Compare(other)) => compares(one, other),
        _ => false,
    }
}

fn compares(narrow: &Comparison, wide: &Comparison) -> bool {
    let (Some(one), Some(other)) = (key(&narrow.left), key(&wide.left)) else {
        return narrow == wide;
    };
    if one != other {
        return false;
    }
    if narrow.operator == wide.operator && same(&narrow.right, &wide.right) {
        return true;
    }
    let there = |constant: &Constant| *constant != Constant::Null;
    let asks_for_presence = wide.operator == Operator::Unequal
        && wide.right.kind == OperandKind::Constant(Constant::Null);
    match (narrow.operator, &narrow.right.kind) {
        (Operator::Equal, OperandKind::Constant(value)) if there(value) => {
            asks_for_presence || wide_list(wide).is_some_and(|list| list.contains(value))
        }
        (Operator::In, OperandKind::List(values)) if values.iter().all(there) => {
            asks_for_presence
                || wide_list(wide)
                    .is_some_and(|list| values.iter().all(|value| list.contains(value)))
        }
        _ => false,
    }
}

/// The list in which something has to be.
fn wide_list(wide: &Comparison) -> Option<&[Constant]> {
    match &wide.right.kind {
        OperandKind::List(list) if wide.operator == Operator::In => Some(list),
        _ => None,
    }
}

fn same(one: &Operand, other: &Operand) -> bool {
    match (key(one), key(other)) {
        (Some(one), Some(other)) => one == other,
        _ => one == other,
    }
}

/// The attribute of the task, without `task.` before it.
fn key(operand: &Operand) -> Option<Path> {
    let OperandKind::Key(path) = &operand.kind else { return None };
    let has_prefix = path.first() == "task" && path.0.len() > 1;
    Some(if has_prefix { path.rest() } else { path.clone() })
}

#[cfg(test)]
mod tests {
    use super::super::Expression;

    #[test]
    fn what_is_surely_met_is_seen_and_what_may_be_met_is_not() {
        let is_sure =
            |one: &str, other: &str| Expression::read(one).implies(&Expression::read(other));
        for (one, other) in [
            ("a == 1", "task.a = 1"),
            ("a == 'x' AND b == 2", "b == 2 AND a == 'x'"),
            ("a == 'x'", "a IN ['y', 'x']"),
            ("a IN ['x', 'y']", "a IN ['y', 'x', 'z']"),
            ("a == 'x' OR a == 'y'", "a IN ['x', 'y']"),
            ("a == 'x' AND b > 3", "a != null"),
            ("a > 3 AND b == 1", "c == 1 OR a > 3"),
            ("NOT (a == 1)", "NOT (task.a == 1) OR NOT (a == 1)"),
        ] {
            assert!(is_sure(one, other), "{one} -> {other}");
        }
        for (one, other) in [
            ("agent != null", "topic IN ['billing']"),
            ("a == 'x'", "a == 'x' AND b == 1"),
            ("a == 'x' OR b == 1", "a == 'x'"),
            ("a == null", "a != null"),
            ("a IN ['x', null]", "a != null"),
            ("a IN ['x', 'y']", "a IN ['x']"),
            ("a ==", "a =="),
            ("", ""),
        ] {
            assert!(!is_sure(one, other), "{one} -> {other}");
        }
    }

    #[test]
    fn long_conditions_are_judged_in_little_time() {
        let mut one = "a == 1".to_owned();
        for number in 0..60 {
            one = format!("(({one}) AND (b == {number} OR c == {number})) OR d == {number}");
        }
        assert!(
            !Expression::read(&one).implies(&Expression::read(&one.replace("a == 1", "a == 2")))
        );
    }
}
