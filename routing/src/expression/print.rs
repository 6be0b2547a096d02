//! Writing a tree down, in the one way that means it.

use std::fmt;

use super::tree::{Constant, Node, Operand, OperandKind};

impl fmt::Display for Node {
    /// The tree in canonical form: operators in capitals, single quotes, no parenthesis too many.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Node::Or(parts) => joined(f, parts, " OR ", |_| false),
            Node::And(parts) => joined(f, parts, " AND ", |part| matches!(part, Node::Or(_))),
            Node::Not(part) => write!(f, "NOT ({part})"),
            Node::Compare(comparison) => {
                let operator = comparison.operator.word();
                write!(f, "{} {operator} {}", comparison.left, comparison.right)
            }
            Node::Empty => Ok(()),
            Node::Error(broken) => f.write_str(&broken.text),
        }
    }
}

fn joined(
    f: &mut fmt::Formatter<'_>,
    parts: &[Node],
    between: &str,
    needs_parentheses: fn(&Node) -> bool,
) -> fmt::Result {
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            f.write_str(between)?;
        }
        if needs_parentheses(part) {
            write!(f, "({part})")?;
        } else {
            write!(f, "{part}")?;
        }
    }
    Ok(())
}

impl fmt::Display for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            OperandKind::Constant(constant) => write!(f, "{constant}"),
            OperandKind::Key(path) => write!(f, "{path}"),
            OperandKind::List(items) => {
                f.write_str("[")?;
                for (place, item) in items.iter().enumerate() {
                    let before = if place > 0 { ", " } else { "" };
                    write!(f, "{before}{item}")?;
                }
                f.write_str("]")
            }
        }
    }
}

impl fmt::Display for Constant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Constant::Text(text) => {
                f.write_str("'")?;
                for character in text.chars() {
                    if matches!(character, '\'' | '\\') {
                        f.write_str("\\")?;
                    }
                    write!(f, "{character}")?;
                }
                f.write_str("'")
            }
            // Rust prints numbers so that they read back as the same.
            Constant::Number(number) => write!(f, "{number}"),
            Constant::Flag(flag) => write!(f, "{flag}"),
            Constant::Null => f.write_str("null"),
        }
    }
}
