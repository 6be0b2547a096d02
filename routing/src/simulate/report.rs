//! What came of a day, as data.

use serde::{Deserialize, Serialize};

use crate::ids::{QueueId, Text, WorkerId};
use crate::time::Secs;

/// What came of a simulated day: all callers who came after the warm-up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// From which seed.
    pub seed: u64,
    /// How long was counted.
    pub counted_seconds: f64,
    /// Who is answered within this is answered in time.
    pub service_level_seconds: Secs,
    /// Who gives up within this hardly waited.
    pub short_abandon_seconds: Secs,
    /// Of all callers. Their waits count from their coming.
    pub total: Figures,
    /// By kind of caller, as the day lists them. Their waits count from their coming.
    pub kinds: Vec<KindReport>,
    /// By queue, as the crew lists them.
    pub queues: Vec<QueueReport>,
    /// By worker, as the crew lists them.
    pub workers: Vec<WorkerReport>,
}

/// What came of some callers. Times of waiting are of those who were answered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Who came.
    pub offered: u64,
    /// Who was answered.
    pub answered: u64,
    /// Who was answered within the service level's threshold.
    pub answered_in_time: u64,
    /// Who gave up.
    pub abandoned: u64,
    /// Who gave up having hardly waited; part of `abandoned`.
    pub short_abandoned: u64,
    /// Whom the plan gave up.
    pub turned_away: u64,
    /// Who found no queue open.
    #[serde(default)]
    pub found_closed: u64,
    /// Who went on to another queue, because a step's time was over or it was skipped.
    pub moved_on: u64,
    /// Who still waited at the end.
    pub still_waiting: u64,
    /// The share of those answered in time, of all who were answered, or were lost later than that;
    /// none when there were none.
    pub service_level: Option<f64>,
    /// The share of those who gave up, of all who came.
    pub abandoned_share: Option<f64>,
    /// The mean wait.
    pub wait_mean_millis: Option<u64>,
    /// The wait that half of them did not exceed.
    pub wait_median_millis: Option<u64>,
    /// The wait that nine in ten did not exceed.
    pub wait_ninetieth_millis: Option<u64>,
    /// The longest wait.
    pub wait_longest_millis: Option<u64>,
}

/// What came of a kind of caller.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KindReport {
    /// Its name.
    pub name: Text,
    /// The figures.
    #[serde(flatten)]
    pub figures: Figures,
}

/// What came of a queue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QueueReport {
    /// Which.
    pub queue: QueueId,
    /// Its name.
    pub name: Text,
    /// The figures; waits count from entering the queue.
    #[serde(flatten)]
    pub figures: Figures,
    /// The most that waited at once, those included who were being offered to somebody.
    pub longest_queue: u32,
    /// How many workers serve it.
    pub workers: u32,
    /// The share of their time at work in which these workers had something in hand, from whatever
    /// queue; none when none of them was at work.
    pub occupancy: Option<f64>,
}

/// What came of a worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkerReport {
    /// Who.
    pub worker: WorkerId,
    /// The name.
    pub name: Text,
    /// How many tasks the worker accepted.
    pub answered: u64,
    /// How many offers stayed unanswered.
    pub missed: u64,
    /// How long the worker was at work: in an available activity, or with something in hand.
    pub at_work_millis: i64,
    /// How long of it the worker had something in hand, after-work included.
    pub busy_millis: i64,
    /// The one as a share of the other; none when the worker was never at work.
    pub occupancy: Option<f64>,
}
