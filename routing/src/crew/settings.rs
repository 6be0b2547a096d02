//! The settings of a workspace.

use serde::{Deserialize, Serialize};

use crate::ids::ActivityId;
use crate::time::Secs;

/// What holds for the whole workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Which queues are emptied first when a worker serves both kinds: `fifo` or `lifo`.
    pub queue_order: QueueOrder,
    /// What becomes of a worker who leaves an offer unanswered.
    pub missed_offer: MissedOffer,
    /// How long an offer waits for an answer, where no plan says so: 1 to 86400 seconds.
    pub reservation_seconds: Secs,
    /// Whether a worker may have tasks of several channels, or several of one, at a time. If not,
    /// any open reservation takes the whole worker.
    pub multi_task: bool,
    /// How long an ended task is still known: 0 or more seconds.
    pub ended_task_seconds: Secs,
    /// How often a task may be offered in vain before it is canceled.
    pub most_rounds: u32,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            queue_order: QueueOrder::Fifo,
            missed_offer: MissedOffer::default(),
            reservation_seconds: Secs(120),
            multi_task: true,
            ended_task_seconds: Secs(300),
            most_rounds: 1000,
        }
    }
}

/// In which order the tasks of a queue are served.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum QueueOrder {
    /// Higher priority first, then the earlier start.
    #[default]
    #[serde(alias = "FIFO")]
    Fifo,
    /// The later start first, whatever the priority.
    #[serde(alias = "LIFO")]
    Lifo,
}

/// What becomes of a worker who leaves an offer unanswered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum MissedOffer {
    /// Nothing: the worker stays as available as before.
    LeaveAvailable,
    /// The worker is moved to another activity, if available at the time.
    Move {
        /// The activity; best one that is not available. While there is none of this id or name,
        /// the worker stays where he is.
        activity: ActivityId,
        /// After how many unanswered offers in a row. Any answer, and any change of activity,
        /// this one too, begins the count again. At least 1.
        #[serde(default = "one")]
        after: u32,
    },
}

impl Default for MissedOffer {
    fn default() -> MissedOffer {
        MissedOffer::Move { activity: ActivityId::from("Missed"), after: 1 }
    }
}

fn one() -> u32 {
    1
}
