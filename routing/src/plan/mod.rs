//! Plans: by which rules a task finds its worker. The vendor's workflow configuration, read leniently.
//!
//! A [`Plan`] keeps the text it was read from and gives it back unchanged; filters and targets are a
//! view of it. Reading never fails: what is wrong is told as [`Problem`]s with their places, and what
//! cannot be read matches nobody.
//!
//! ```
//! use centralita_routing::plan::Plan;
//!
//! let plan = Plan::read(r#"{"task_routing": {"filters": [{
//!     "filter_friendly_name": "Gold", "expression": "tier == 'gold'",
//!     "targets": [{"queue": "Experts", "timeout": "30"}, {}]
//! }]}}"#);
//! assert!(plan.is_usable());
//! assert_eq!(plan.filters()[0].targets[0].timeout.unwrap().0, 30);
//! assert_eq!(plan.filters()[0].targets[1].queue.as_deref(), Some("Experts"));
//! ```
//!
//! What a plan does to tasks is not here but in [`crate::workspace`].

mod check;
mod fmt;
mod json;
mod read;
pub(crate) use read::HIGHEST_PRIORITY;

#[cfg(test)]
mod tests;

pub use check::Surroundings;
pub use fmt::fmt;

use crate::expression::{Expression, Path};
use crate::ids::Text;
use crate::problem::Problem;
use crate::span::Span;
use crate::time::Secs;

/// A plan: its text, kept as read, and what it says.
#[derive(Clone, Debug)]
pub struct Plan {
    pub(super) text: Text,
    pub(super) filters: Vec<Filter>,
    pub(super) default: Option<Target>,
    pub(super) problems: Vec<Problem>,
    pub(super) is_usable: bool,
}

/// A rule of a plan: for which tasks, and what is tried for them one after the other.
#[derive(Clone, Debug)]
pub struct Filter {
    /// What people call it.
    pub name: Option<Text>,
    /// For which tasks; all, when there is none.
    pub expression: Option<Written>,
    /// What is tried, in order.
    pub targets: Vec<Target>,
    /// Where it stands in the text.
    pub span: Span,
}

/// A step of a filter: where the task waits, for whom, and how long.
#[derive(Clone, Debug, Default)]
pub struct Target {
    /// The queue, by its id or name; the one before says it where this one does not.
    pub queue: Option<Text>,
    /// Where the queue is named.
    pub queue_span: Option<Span>,
    /// Which priority the task has from here on.
    pub priority: Option<u32>,
    /// How long this step lasts.
    pub timeout: Option<Secs>,
    /// For which workers of the queue.
    pub expression: Option<Written>,
    /// Who of them is asked first.
    pub order: Vec<Order>,
    /// When it is passed over.
    pub skip: Option<Written>,
    /// The one worker it is for.
    pub known_worker: Option<KnownWorker>,
    /// Where it stands in the text.
    pub span: Span,
}

/// An expression in a plan, and where.
#[derive(Clone, Debug)]
pub struct Written {
    /// What it says.
    pub expression: Expression,
    /// Where its JSON text stands, quotes and all.
    pub span: Span,
}

/// Who is asked first: those with the larger or the smaller number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The worker's attribute, without `worker.`.
    pub path: Path,
    /// Whether larger comes first.
    pub is_descending: bool,
}

/// Which attribute of the task names the one worker who is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownWorker {
    /// The task's attribute, without `task.`.
    pub path: Path,
    /// Whether it holds a worker's name rather than an id.
    pub by_name: bool,
}

impl Plan {
    /// Reads the JSON text of a plan.
    pub fn read(text: &str) -> Plan {
        read::read(text)
    }

    /// The text it was read from, which is also what is written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The filters, in the order in which they are asked.
    pub fn filters(&self) -> &[Filter] {
        &self.filters
    }

    /// Where tasks go that no filter is for.
    pub fn default_target(&self) -> Option<&Target> {
        self.default.as_ref()
    }

    /// What is wrong with it, whatever stands around it.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Whether it is JSON with a `task_routing` in it; otherwise there is nothing to route by.
    pub fn is_usable(&self) -> bool {
        self.is_usable
    }

    /// What is wrong with it, given the queues and attributes that exist; [`Plan::problems`] are
    /// among it. In the order of their places.
    pub fn check(&self, surroundings: &Surroundings<'_>) -> Vec<Problem> {
        check::check(self, surroundings)
    }
}
