//! The order in which waiting tasks are served.

use crate::crew::QueueOrder;
use crate::ids::TaskId;
use crate::time::Time;

/// The place of a task among all that wait. Smaller is served first, and no two are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct OrderKey {
    kind: u8,
    first: i64,
    second: i64,
    third: i64,
}

impl OrderKey {
    /// The place of a task in a queue of this order, when queues of `served_first` come first.
    pub fn new(
        order: QueueOrder,
        served_first: QueueOrder,
        priority: u32,
        start: Time,
        task: TaskId,
    ) -> OrderKey {
        let kind = u8::from(order != served_first);
        let number = i64::try_from(task.0).unwrap_or(i64::MAX);
        match order {
            QueueOrder::Fifo => {
                OrderKey { kind, first: -i64::from(priority), second: start.0, third: number }
            }
            QueueOrder::Lifo => {
                OrderKey { kind, first: 0, second: start.0.saturating_neg(), third: -number }
            }
        }
    }

    /// Whose place it is.
    pub fn task(self) -> TaskId {
        TaskId(self.third.unsigned_abs())
    }
}
