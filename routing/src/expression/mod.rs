//! The language of conditions: `department == 'support' AND worker.languages HAS task.language`.
//!
//! It is the vendor's: boolean, without arithmetic, functions or patterns. Reading it never fails; an
//! [`Expression`] keeps its text, a tree with places and what is wrong. A [`Program`] is an expression
//! made ready for one place of use, where names mean something: a queue's workers, a plan's filters,
//! targets and skips.
//!
//! Decisions where the specification is silent: numbers and texts are never equal; a list is neither
//! equal nor unequal to anything, but `!= null` holds for it, since that is how presence is asked for;
//! `NOT IN` holds when the list is missing, and does not when there is a text or number in its place;
//! `>-5` compares with a negative number; of names with a hyphen nothing is known, so what asks for
//! them cannot be read.
//!
//! ```
//! use centralita_routing::Attributes;
//! use centralita_routing::expression::{Expression, Place, Subject};
//!
//! let expression = Expression::read("skills has \"sales\" and level >= 5.0");
//! assert!(expression.problems().is_empty());
//! assert_eq!(expression.canonical(), "skills HAS 'sales' AND level >= 5");
//!
//! let ann = Attributes::read(r#"{"skills": ["support", "sales"], "level": 5}"#).unwrap();
//! let program = expression.compile(Place::Queue);
//! assert!(program.holds(&Subject::of_worker(&ann)));
//! ```

mod implies;
mod lexer;
mod lint;
mod operators;
mod parse;
mod print;
mod program;
mod reads;
mod tree;
mod vocabulary;

#[cfg(test)]
mod tests;

pub use lint::lint;
pub(crate) use operators::Compared;
pub use program::{ChannelFacets, Counters, Program, Subject, WorkerFacets};
pub use tree::{Broken, Comparison, Constant, Node, Operand, OperandKind, Operator, Path, Segment};
pub use vocabulary::{Shapes, Vocabulary, nearest};

use crate::ids::Text;
use crate::problem::Problem;

/// An expression: its text, kept as written, and what it says.
#[derive(Clone, Debug)]
pub struct Expression {
    text: Text,
    tree: Node,
    problems: Vec<Problem>,
}

/// Where an expression stands, which decides what names in it mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// For whom a queue is: names are attributes of a worker; a leading `worker.` is accepted.
    Queue,
    /// For which tasks a filter is: names are attributes of a task; a leading `task.` is accepted.
    Filter,
    /// For whom a target is: `task.` and `worker.` are needed.
    Target,
    /// When a target is skipped: `workers.available`, `workers.unavailable`, `workers.<activity>`.
    Skip,
}

impl Expression {
    /// Reads a text.
    pub fn read(text: &str) -> Expression {
        let (tree, problems) = parse::parse(text);
        Expression { text: text.into(), tree, problems }
    }

    /// The text, as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it says.
    pub fn tree(&self) -> &Node {
        &self.tree
    }

    /// What could not be read.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Whether all of it could be read. What could not holds for nobody.
    pub fn is_whole(&self) -> bool {
        self.tree.is_whole()
    }

    /// The one spelling of what it says: operators in capitals, single quotes, no parenthesis too
    /// many. What cannot be read stays as it is written.
    pub fn canonical(&self) -> String {
        if self.is_whole() { self.tree.to_string() } else { self.text.to_string() }
    }

    /// Whether whatever task meets this surely meets the other. What cannot be seen counts as unsure.
    pub fn implies(&self, other: &Expression) -> bool {
        implies::implies(&self.tree, &other.tree)
    }

    /// The expression, ready to be asked many times.
    pub fn compile(&self, place: Place) -> Program {
        Program::new(&self.tree, place)
    }
}

impl PartialEq for Expression {
    fn eq(&self, other: &Expression) -> bool {
        self.text == other.text
    }
}
