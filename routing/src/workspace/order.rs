//! The order in which waiting tasks are served.

use crate::crew::QueueOrder;
use crate::ids::TaskId;
use crate::time::Time;

/// The place of a task among all that wait. Smaller is served first, and no two are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct OrderKey {
    /// The kind of queue above the priority.
    rank: i64,
    start: i64,
    number: i64,
}

/// Above all priorities.
const KIND: i64 = 1 << 33;

impl OrderKey {
    /// The place of a task in a queue of this order, when queues of `served_first` come first.
    pub fn new(
        order: QueueOrder,
        served_first: QueueOrder,
        priority: u32,
        start: Time,
        task: TaskId,
    ) -> OrderKey {
        let kind = if order == served_first { 0 } else { KIND };
        let number = i64::try_from(task.0).unwrap_or(i64::MAX);
        match order {
            QueueOrder::Fifo => {
                OrderKey { rank: kind - i64::from(priority), start: start.0, number }
            }
            QueueOrder::Lifo => {
                OrderKey { rank: kind, start: start.0.saturating_neg(), number: -number }
            }
        }
    }

    /// Whose place it is.
    pub fn task(self) -> TaskId {
        TaskId(self.number.unsigned_abs())
    }
}
