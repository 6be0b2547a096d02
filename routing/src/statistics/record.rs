//! What happened, kept to be counted.

use std::collections::{BTreeMap, VecDeque};

use super::{Scope, Split, Sums};
use crate::ids::{ActivityId, ChannelId, PlanId, QueueId, ReservationId, TaskId, WorkerId};
use crate::time::{Secs, Time};
use crate::workspace::{Event, Fact, Workspace, reasons};

/// What happened, kept for a while.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    kept_for: Secs,
    entries: VecDeque<Entry>,
    tasks: BTreeMap<TaskId, Known>,
    offered: BTreeMap<ReservationId, Time>,
}

/// What has to be known of a task to count what happens to it.
#[derive(Clone, Debug, PartialEq)]
struct Known {
    plan: Option<PlanId>,
    channel: ChannelId,
    created: Time,
    queue: Option<(QueueId, Time)>,
}

#[derive(Clone, Debug, PartialEq)]
struct Entry {
    at: Time,
    plan: Option<PlanId>,
    queue: Option<QueueId>,
    worker: Option<WorkerId>,
    channel: Option<ChannelId>,
    what: What,
}

#[derive(Clone, Debug, PartialEq)]
enum What {
    Created,
    EnteredPlan,
    EnteredQueue,
    Canceled { waited: i64, found_closed: bool },
    Completed,
    Deleted,
    Moved,
    TimedOut,
    Offered,
    Accepted { waited: i64, in_queue: Option<i64>, answered: i64 },
    Rejected,
    Missed,
    TakenBack,
    Rescinded,
    Left { activity: ActivityId, stayed: i64 },
}

impl Default for Record {
    fn default() -> Record {
        Record::new()
    }
}

impl Record {
    /// A record that keeps a day.
    pub fn new() -> Record {
        Record::keeping(Secs(86_400))
    }

    /// A record that keeps so much.
    pub fn keeping(kept_for: Secs) -> Record {
        Record {
            kept_for,
            entries: VecDeque::new(),
            tasks: BTreeMap::new(),
            offered: BTreeMap::new(),
        }
    }

    /// Takes note of facts, in the workspace that told them and before it takes another input.
    pub fn take(&mut self, facts: &[Fact], workspace: &Workspace) {
        for fact in facts {
            self.one(fact, workspace);
        }
        let Some(last) = facts.last() else { return };
        let oldest = last.at.after_millis(-self.kept_for.millis());
        while self.entries.front().is_some_and(|entry| entry.at < oldest) {
            self.entries.pop_front();
        }
    }

    fn one(&mut self, fact: &Fact, workspace: &Workspace) {
        let at = fact.at;
        match &fact.event {
            Event::TaskCreated { task } => {
                if let Some(view) = workspace.task(*task) {
                    let known = Known {
                        plan: view.plan,
                        channel: view.channel,
                        created: view.created,
                        queue: None,
                    };
                    self.tasks.insert(*task, known);
                }
                self.of_task(at, *task, What::Created);
            }
            Event::PlanEntered { task, .. } => self.of_task(at, *task, What::EnteredPlan),
            Event::PlanTimedOut { task, .. } => self.of_task(at, *task, What::TimedOut),
            Event::QueueEntered { task, queue } => {
                if let Some(known) = self.tasks.get_mut(task) {
                    known.queue = Some((queue.clone(), at));
                }
                self.of_task(at, *task, What::EnteredQueue);
            }
            Event::QueueMoved { task, .. } => self.of_task(at, *task, What::Moved),
            Event::TaskCanceled { task, reason } => {
                let found_closed = &**reason == reasons::QUEUE_CLOSED;
                let waited = self.tasks.get(task).map_or(0, |known| at.millis_since(known.created));
                self.of_task(at, *task, What::Canceled { waited, found_closed });
            }
            Event::TaskCompleted { task, .. } => self.of_task(at, *task, What::Completed),
            Event::TaskDeleted { task } => {
                self.of_task(at, *task, What::Deleted);
                self.tasks.remove(task);
            }
            Event::TaskSystemDeleted { task } => {
                self.tasks.remove(task);
            }
            Event::ReservationCreated { reservation, task, worker, .. } => {
                self.offered.insert(*reservation, at);
                self.of_worker(at, *task, worker, What::Offered);
            }
            Event::ReservationAccepted { reservation, task, worker } => {
                let offered = self.offered.remove(reservation).unwrap_or(at);
                let known = self.tasks.get(task);
                let what = What::Accepted {
                    waited: known.map_or(0, |known| at.millis_since(known.created)),
                    in_queue: known
                        .and_then(|known| known.queue.as_ref())
                        .map(|(_, entered)| at.millis_since(*entered)),
                    answered: at.millis_since(offered),
                };
                self.of_worker(at, *task, worker, what);
            }
            Event::ReservationRejected { reservation, task, worker } => {
                self.offered.remove(reservation);
                self.of_worker(at, *task, worker, What::Rejected);
            }
            Event::ReservationTimedOut { reservation, task, worker } => {
                self.offered.remove(reservation);
                self.of_worker(at, *task, worker, What::Missed);
            }
            Event::ReservationCanceled { reservation, task, worker } => {
                self.offered.remove(reservation);
                self.of_worker(at, *task, worker, What::TakenBack);
            }
            Event::ReservationRescinded { reservation, task, worker } => {
                self.offered.remove(reservation);
                self.of_worker(at, *task, worker, What::Rescinded);
            }
            Event::WorkerActivityChanged { worker, previous, previous_millis, .. } => {
                self.entries.push_back(Entry {
                    at,
                    plan: None,
                    queue: None,
                    worker: Some(worker.clone()),
                    channel: None,
                    what: What::Left { activity: previous.clone(), stayed: *previous_millis },
                });
            }
            _ => {}
        }
    }

    fn of_task(&mut self, at: Time, task: TaskId, what: What) {
        let known = self.tasks.get(&task);
        self.entries.push_back(Entry {
            at,
            plan: known.and_then(|known| known.plan.clone()),
            queue: known.and_then(|known| known.queue.as_ref()).map(|(queue, _)| queue.clone()),
            worker: None,
            channel: known.map(|known| known.channel.clone()),
            what,
        });
    }

    fn of_worker(&mut self, at: Time, task: TaskId, worker: &WorkerId, what: What) {
        self.of_task(at, task, what);
        if let Some(entry) = self.entries.back_mut() {
            entry.worker = Some(worker.clone());
        }
    }

    /// What happened from a moment on and before another, as far as it is in a scope. Each threshold
    /// gives a split by how long people waited.
    pub fn sum(&self, scope: &Scope, from: Time, to: Time, thresholds: &[Secs]) -> Sums {
        let nothing = |threshold: &Secs| Split {
            threshold: *threshold,
            accepted_within: 0,
            accepted_later: 0,
            canceled_within: 0,
            canceled_later: 0,
        };
        let mut sums =
            Sums { split_by_wait: thresholds.iter().map(nothing).collect(), ..Sums::default() };
        // Entries came in the order of their moments.
        let first = self.entries.partition_point(|entry| entry.at < from);
        for entry in self.entries.range(first..).take_while(|entry| entry.at < to) {
            if entry.is_in(scope) {
                sums.count(entry, scope);
            }
        }
        sums
    }

    /// How long the task at this position of a queue is likely to wait, judged by how often a task of
    /// that queue was accepted since a moment. None, when none was.
    ///
    /// An estimate for announcements: it takes the next minutes to be like the last ones.
    pub fn expected_wait_millis(
        &self,
        queue: &QueueId,
        position: usize,
        since: Time,
        now: Time,
    ) -> Option<i64> {
        let scope = Scope { queue: Some(queue.clone()), ..Scope::default() };
        let accepted = self.sum(&scope, since, now.after_millis(1), &[]).reservations_accepted;
        let accepted = i64::try_from(accepted).ok().filter(|accepted| *accepted > 0)?;
        let position = i64::try_from(position).ok()?;
        Some(now.millis_since(since).saturating_mul(position) / accepted)
    }
}

impl Entry {
    fn is_in(&self, scope: &Scope) -> bool {
        fn agrees<T: PartialEq>(wanted: Option<&T>, found: Option<&T>) -> bool {
            wanted.is_none() || wanted == found
        }
        agrees(scope.plan.as_ref(), self.plan.as_ref())
            && agrees(scope.queue.as_ref(), self.queue.as_ref())
            && agrees(scope.worker.as_ref(), self.worker.as_ref())
            && agrees(scope.channel.as_ref(), self.channel.as_ref())
    }
}

impl Sums {
    fn count(&mut self, entry: &Entry, scope: &Scope) {
        match &entry.what {
            What::Created => self.tasks_created += 1,
            // A plan counts who entered it; everything else counts who entered a queue.
            What::EnteredPlan => self.tasks_entered += u64::from(is_of_plan(scope)),
            What::EnteredQueue => self.tasks_entered += u64::from(!is_of_plan(scope)),
            What::Canceled { waited, found_closed } => {
                self.tasks_canceled += 1;
                self.tasks_found_closed += u64::from(*found_closed);
                self.wait_until_canceled.add(*waited);
                for split in &mut self.split_by_wait {
                    let is_within = *waited <= split.threshold.millis();
                    split.canceled_within += u64::from(is_within);
                    split.canceled_later += u64::from(!is_within);
                }
            }
            What::Completed => self.tasks_completed += 1,
            What::Deleted => self.tasks_deleted += 1,
            What::Moved => self.tasks_moved += 1,
            What::TimedOut => self.tasks_timed_out_in_plan += 1,
            What::Offered => self.reservations_created += 1,
            What::Accepted { waited, in_queue, answered } => {
                self.reservations_accepted += 1;
                self.acceptance.add(*answered);
                self.wait_until_accepted.add(*waited);
                if let Some(in_queue) = in_queue {
                    self.wait_in_queue_until_accepted.add(*in_queue);
                }
                for split in &mut self.split_by_wait {
                    let is_within = *waited <= split.threshold.millis();
                    split.accepted_within += u64::from(is_within);
                    split.accepted_later += u64::from(!is_within);
                }
            }
            What::Rejected => self.reservations_rejected += 1,
            What::Missed => self.reservations_timed_out += 1,
            What::TakenBack => self.reservations_canceled += 1,
            What::Rescinded => self.reservations_rescinded += 1,
            What::Left { activity, stayed } => {
                self.activity_durations.entry(activity.clone()).or_default().add(*stayed);
            }
        }
    }
}

fn is_of_plan(scope: &Scope) -> bool {
    scope.plan.is_some() && scope.queue.is_none()
}
