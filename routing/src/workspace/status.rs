//! Where a task and a reservation are in their lives.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Where a task is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TaskStatus {
    /// It waits for a worker.
    Pending,
    /// It is offered to one or more workers.
    Reserved,
    /// A worker has taken it.
    Assigned,
    /// Its conversation is over; a worker has after-work.
    Wrapping,
    /// It is done.
    Completed,
    /// It was given up.
    Canceled,
}

/// Where a reservation is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReservationStatus {
    /// Offered, and not answered yet.
    Pending,
    /// Taken.
    Accepted,
    /// Refused.
    Rejected,
    /// Left unanswered.
    Timeout,
    /// Taken back, or impossible to offer.
    Canceled,
    /// Another worker was faster.
    Rescinded,
    /// The conversation is over; the worker has after-work.
    Wrapping,
    /// Done.
    Completed,
}

impl TaskStatus {
    /// Whether the task's life is over.
    pub fn is_over(self) -> bool {
        matches!(self, TaskStatus::Completed | TaskStatus::Canceled)
    }

    /// Whether nobody has taken the task yet.
    pub(crate) fn is_untaken(self) -> bool {
        matches!(self, TaskStatus::Pending | TaskStatus::Reserved)
    }

    /// The vendor's word for it.
    pub fn word(self) -> &'static str {
        match self {
            TaskStatus::Pending => "pending",
            TaskStatus::Reserved => "reserved",
            TaskStatus::Assigned => "assigned",
            TaskStatus::Wrapping => "wrapping",
            TaskStatus::Completed => "completed",
            TaskStatus::Canceled => "canceled",
        }
    }
}

impl ReservationStatus {
    /// Whether it occupies the worker: pending, accepted or wrapping.
    pub fn is_open(self) -> bool {
        matches!(
            self,
            ReservationStatus::Pending | ReservationStatus::Accepted | ReservationStatus::Wrapping
        )
    }

    /// The vendor's word for it.
    pub fn word(self) -> &'static str {
        match self {
            ReservationStatus::Pending => "pending",
            ReservationStatus::Accepted => "accepted",
            ReservationStatus::Rejected => "rejected",
            ReservationStatus::Timeout => "timeout",
            ReservationStatus::Canceled => "canceled",
            ReservationStatus::Rescinded => "rescinded",
            ReservationStatus::Wrapping => "wrapping",
            ReservationStatus::Completed => "completed",
        }
    }
}

impl fmt::Display for TaskStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl fmt::Display for ReservationStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
