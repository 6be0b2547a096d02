//! Refusals: why an input was not obeyed. Nothing has changed then, and no time has passed.

use crate::ids::{ActivityId, PlanId, ReservationId, TaskId, Text};
use crate::time::Time;
use crate::workspace::{ReservationStatus, TaskStatus};

/// Why an input was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// Something is due before or at the moment of this input.
    #[error("Something is due since {} ms. Let time pass first, by a tick, and hand the input in again.", due.0)]
    TimeFirst {
        /// Since when.
        due: Time,
    },
    /// The moment lies before the last one that was handed in.
    #[error("The time of this input, {} ms, lies before the last one, {} ms. Time only goes forward here; hand in the later of the two.", now.0, last.0)]
    TimeGoesBack {
        /// The moment of this input.
        now: Time,
        /// The last moment.
        last: Time,
    },
    /// There is no such thing.
    #[error("There is no {kind} {id} here. Define it first, or correct the id.")]
    Unknown {
        /// What kind of thing.
        kind: Kind,
        /// Its id.
        id: Text,
    },
    /// There is a thing of that id or name already.
    #[error(
        "There is a {kind} {name} already. Choose another name; upper and lower case are the same."
    )]
    NameTaken {
        /// What kind of thing.
        kind: Kind,
        /// The name.
        name: Text,
    },
    /// A thing has neither id nor name.
    #[error("A {kind} has to have a name. Give it one.")]
    NoName {
        /// What kind of thing.
        kind: Kind,
    },
    /// The thing is needed.
    #[error("{kind} {id} is still in use: {by}. End that first.")]
    InUse {
        /// What kind of thing.
        kind: Kind,
        /// Its id.
        id: Text,
        /// What uses it.
        by: Text,
    },
    /// Whether an activity is available is decided for ever.
    #[error("Whether {0} is available cannot be changed. Make another activity.")]
    AvailabilityIsFixed(ActivityId),
    /// Pending offers can be refused only on going away.
    #[error(
        "Offers are refused only on going to an activity that is not available, which {0} is. Leave them, or choose another activity."
    )]
    StaysAvailable(ActivityId),
    /// A number is out of its range.
    #[error("{what} has to be from {least} to {most}; it is {value}.")]
    OutOfRange {
        /// What the number is.
        what: &'static str,
        /// The least it can be.
        least: i64,
        /// The most it can be.
        most: i64,
        /// What it is.
        value: i64,
    },
    /// Attributes are too long.
    #[error("The attributes are longer than 65536 bytes. Leave out what nobody asks for.")]
    AttributesTooLong,
    /// A reason is missing.
    #[error("Task {0} can end so only with a reason. Say why.")]
    NoReason(TaskId),
    /// An expression does not parse.
    #[error("The expression of {of} cannot be read: {fault}")]
    Expression {
        /// Whose expression.
        of: Text,
        /// What is wrong, with its place.
        fault: Text,
    },
    /// The configuration of a plan is not one.
    #[error("The configuration of {plan} cannot be read: {fault}")]
    Plan {
        /// Which plan.
        plan: PlanId,
        /// What is wrong, with its place.
        fault: Text,
    },
    /// A task has no way to a worker.
    #[error("A task needs a plan or a routing target. Name one.")]
    NoPlan,
    /// The task is not in a status in which this can happen.
    #[error("Task {task} is {status}; only a task that is {wanted} can be {what}.")]
    TaskIs {
        /// Which task.
        task: TaskId,
        /// Its status.
        status: TaskStatus,
        /// The statuses in which it could happen.
        wanted: &'static str,
        /// What was asked for.
        what: &'static str,
    },
    /// The reservation is not in a status in which this can happen. At the vendor: HTTP 410 when it
    /// was rescinded.
    #[error("Reservation {reservation} is {status}; only one that is {wanted} can be {what}.")]
    ReservationIs {
        /// Which reservation.
        reservation: ReservationId,
        /// Its status.
        status: ReservationStatus,
        /// The statuses in which it could happen.
        wanted: &'static str,
        /// What was asked for.
        what: &'static str,
    },
    /// Another worker is looked for already.
    #[error("Another worker is looked for already for task {0}. Cancel that transfer first.")]
    TransferUnderWay(TaskId),
    /// No other worker is looked for.
    #[error("No other worker is looked for for task {0}; there is no transfer to cancel.")]
    NoTransfer(TaskId),
}

/// A kind of thing in a workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// An activity.
    Activity,
    /// A channel.
    Channel,
    /// A queue.
    Queue,
    /// A plan.
    Plan,
    /// A worker.
    Worker,
    /// A task.
    Task,
    /// A reservation.
    Reservation,
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Kind::Activity => "activity",
            Kind::Channel => "channel",
            Kind::Queue => "queue",
            Kind::Plan => "plan",
            Kind::Worker => "worker",
            Kind::Task => "task",
            Kind::Reservation => "reservation",
        })
    }
}
