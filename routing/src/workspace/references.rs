//! Which queues plans mean by the ids and names they are written with.
//!
//! A plan may name a queue that does not exist yet, or by a name that another queue has later. What
//! every spelling means is looked up when queues change, not whenever a task goes on.

use std::collections::BTreeMap;

use super::table::Table;
use super::things::QueueState;
use crate::ids::Text;

/// The spellings of queues in plans, and what they mean now.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct References {
    numbers: BTreeMap<Text, u32>,
    queues: Vec<Option<u32>>,
}

impl References {
    /// The number of a spelling.
    pub fn number(&mut self, queue: &Text, queues: &Table<QueueState>) -> u32 {
        if let Some(number) = self.numbers.get(queue) {
            return *number;
        }
        // Spellings in documents of a few megabytes.
        let number = self.queues.len() as u32;
        self.numbers.insert(queue.clone(), number);
        self.queues.push(queues.find(queue));
        number
    }

    /// The queue that a spelling means.
    pub fn queue(&self, number: u32) -> Option<u32> {
        self.queues.get(number as usize).copied().flatten()
    }

    /// Looks up anew what is meant, since a queue came, went or changed its name.
    pub fn refresh(&mut self, queues: &Table<QueueState>) {
        for (spelling, number) in &self.numbers {
            if let Some(queue) = self.queues.get_mut(*number as usize) {
                *queue = queues.find(spelling);
            }
        }
    }
}
