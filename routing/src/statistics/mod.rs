//! Figures: how things are now, and what happened in a stretch of time.
//!
//! [`Workspace::figures`](crate::Workspace::figures) counts what is; a [`Record`] keeps what facts told and counts it by stretch
//! of time. A record stands beside a workspace and is fed with its facts, so that who needs no
//! figures pays for none.
//!
//! ```
//! use centralita_routing::statistics::{Record, Scope};
//! use centralita_routing::{Input, Time, Workspace};
//!
//! let mut workspace = Workspace::new();
//! let mut record = Record::new();
//! let facts = workspace.handle(Input::Tick, Time(1000)).unwrap();
//! record.take(&facts, &workspace);
//! let quarter = record.sum(&Scope::everything(), Time(0), Time(900_000), &[]);
//! assert_eq!(quarter.tasks_created, 0);
//! ```
//!
//! Seconds of the vendor's figures are milliseconds here; whoever shows them rounds. What is
//! deliberately not here: time zones, so that "today" is a stretch which the caller names.

mod now;
mod record;

#[cfg(test)]
mod tests;

pub use now::Figures;
pub use record::Record;

use std::collections::BTreeMap;

use crate::ids::{ActivityId, ChannelId, PlanId, QueueId, WorkerId};
use crate::time::Secs;

/// What is counted: everything that meets all of these.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Tasks that came by this plan.
    pub plan: Option<PlanId>,
    /// Tasks in this queue.
    pub queue: Option<QueueId>,
    /// Reservations and activities of this worker.
    pub worker: Option<WorkerId>,
    /// Tasks of this channel.
    pub channel: Option<ChannelId>,
}

impl Scope {
    /// The whole workspace.
    pub fn everything() -> Scope {
        Scope::default()
    }
}

/// What happened in a stretch of time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sums {
    /// Tasks that came.
    pub tasks_created: u64,
    /// Tasks that entered the plan or queue of the scope, or any queue.
    pub tasks_entered: u64,
    /// Tasks that were canceled.
    pub tasks_canceled: u64,
    /// Of them, those that found no queue open.
    pub tasks_found_closed: u64,
    /// Tasks that were completed.
    pub tasks_completed: u64,
    /// Tasks that were taken away by an input.
    pub tasks_deleted: u64,
    /// Tasks that went on to another queue.
    pub tasks_moved: u64,
    /// Tasks that came to the end of a plan.
    pub tasks_timed_out_in_plan: u64,
    /// Offers that were made.
    pub reservations_created: u64,
    /// Offers that were accepted.
    pub reservations_accepted: u64,
    /// Offers that were refused.
    pub reservations_rejected: u64,
    /// Offers that stayed unanswered.
    pub reservations_timed_out: u64,
    /// Reservations that were taken back.
    pub reservations_canceled: u64,
    /// Offers of which another worker was faster.
    pub reservations_rescinded: u64,
    /// From the making of an offer to its being accepted.
    pub acceptance: Durations,
    /// From a task's coming to its being accepted; after a transfer too.
    pub wait_until_accepted: Durations,
    /// From entering the queue to being accepted.
    pub wait_in_queue_until_accepted: Durations,
    /// From a task's coming to its being canceled.
    pub wait_until_canceled: Durations,
    /// For each threshold that was asked for: who waited longer, and who did not.
    pub split_by_wait: Vec<Split>,
    /// How long workers were in which activity, by stays that ended.
    pub activity_durations: BTreeMap<ActivityId, Durations>,
}

impl Sums {
    /// The share of tasks that were accepted within a threshold, of all that were accepted or given up
    /// later than it; none when there were none. The threshold has to be one that was asked for.
    ///
    /// Who gives up before the threshold is not counted: nobody can answer such a call in time.
    pub fn service_level(&self, threshold: Secs) -> Option<f64> {
        let split = self.split_by_wait.iter().find(|split| split.threshold == threshold)?;
        let all = split.accepted_within + split.accepted_later + split.canceled_later;
        (all > 0).then(|| split.accepted_within as f64 / all as f64)
    }
}

/// Lengths of time, summed up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Durations {
    /// How many there were.
    pub count: u64,
    /// All together.
    pub total_millis: i64,
    /// The shortest; 0 when there were none.
    pub least_millis: i64,
    /// The longest; 0 when there were none.
    pub most_millis: i64,
}

impl Durations {
    /// The average, rounded down; 0 when there were none.
    pub fn average_millis(self) -> i64 {
        match i64::try_from(self.count) {
            Ok(count) if count > 0 => self.total_millis / count,
            _ => 0,
        }
    }

    fn add(&mut self, millis: i64) {
        self.least_millis = if self.count == 0 { millis } else { self.least_millis.min(millis) };
        self.most_millis = self.most_millis.max(millis);
        self.total_millis = self.total_millis.saturating_add(millis);
        self.count += 1;
    }
}

/// Who waited longer than a threshold, and who did not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    /// The threshold.
    pub threshold: Secs,
    /// Accepted after waiting so long or less.
    pub accepted_within: u64,
    /// Accepted after waiting longer.
    pub accepted_later: u64,
    /// Canceled after waiting so long or less: short abandons.
    pub canceled_within: u64,
    /// Canceled after waiting longer.
    pub canceled_later: u64,
}
