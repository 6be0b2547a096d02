//! The router: inputs and time in, facts and the next deadline out.
//!
//! A [`Workspace`] is a value. Whoever embeds it hands in what happens ([`Input`]) with the time, gets
//! back what follows from it ([`Fact`]), and wakes it by [`Input::Tick`] when
//! [`Workspace::next_deadline`] says so. The same inputs at the same times give the same facts: a
//! journal of inputs is a workspace.
//!
//! Decisions of this house where the specification is silent:
//!
//! - **Time passes by ticks alone.** While something is due, any other input is refused
//!   ([`Refused::TimeFirst`]), so that a refusal never hides what time did. Deadlines fire in order of
//!   their moment; at the same moment first unanswered offers, then ends of after-work, then tasks'
//!   times to live, then steps' time limits, then tasks assigned for a day, then ended tasks to
//!   forget, each in order of id. What follows from one is done before the next fires.
//! - **The order in which tasks are served** is one for the whole workspace: first the tasks of the
//!   kind of queue that [`crate::crew::Settings::queue_order`] names, then of the other kind. In FIFO
//!   queues, and for tasks that wait for a named worker: higher priority, earlier start, smaller id.
//!   In LIFO queues: later start, larger id. Each task in this order takes what it can get.
//! - **A task that enters a step** is tried at once, in that order. If it finds nobody it is skipped
//!   when the step says so, and moves on at once when the step's time limit is over already: a step
//!   is always tried once. A step whose queue does not exist is passed over as if skipped. Within the
//!   default filter neither time limit nor skipping is obeyed.
//! - **Who is asked**: workers who refused or missed this task come after all others. When all
//!   candidates of the moment have done so, that is forgotten, for all of them. After the step's
//!   `order_by` the one whose last accepted reservation lies longest ago comes first (on the task's
//!   channel, when that is `optimized_routing`; never counts as longest ago), then who was added
//!   earlier.
//! - **A round** is all offers made at once. When the last of them has ended unaccepted, the task is
//!   pending again: in its step while the limit lasts, else in the next one.
//! - **Limits** count from entering the filter, and targets without a time-out add nothing.
//!
//! What is deliberately not here: clocks, callbacks, telephone calls, and the words for people.

mod fact;
mod input;
mod refused;
mod status;

pub use fact::{Event, Fact, reasons};
pub use input::{Input, NewPlan, NewTask, RoutingTarget, TransferMode};
pub use refused::{Kind, Refused};
pub use status::{ReservationStatus, TaskStatus};

use crate::time::Time;

/// A workspace: everything the router knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Workspace {
    last: Option<Time>,
}

impl Workspace {
    /// A workspace with nothing in it.
    pub fn new() -> Workspace {
        Workspace::default()
    }

    /// Takes an input at a moment, and tells what follows from it.
    ///
    /// # Errors
    /// When the input cannot be obeyed. Nothing has changed then.
    pub fn handle(&mut self, input: Input, now: Time) -> Result<Vec<Fact>, Refused> {
        let _ = input;
        self.last = Some(now);
        Ok(Vec::new())
    }

    /// When [`Input::Tick`] is wanted next; none while nothing is under way.
    pub fn next_deadline(&self) -> Option<Time> {
        None
    }
}
