//! Why a task is where it is: which filter, which step, who could take it, and what happens next.
//!
//! [`Workspace::why`] answers as data; [`Why::told`] says the same in sentences. The words stand in one
//! file, as a table for each language. Nothing here changes anything: it can be asked at
//! any time, of any task that is known.

mod look;
mod tell;
mod words;

#[cfg(test)]
mod tests;

pub use crate::language::Language;
pub(crate) use tell::grouped;

use crate::ids::{ActivityId, PlanId, QueueId, ReservationId, TaskId, Text, WorkerId};
use crate::time::Time;
use crate::workspace::{Cause, TaskStatus, Workspace};

/// A thing that is spoken of: its id, and what people call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named<I> {
    /// Which one.
    pub id: I,
    /// What people call it.
    pub name: Text,
}

/// Why a task is where it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Why {
    /// Which task.
    pub task: TaskId,
    /// The moment for which this is the answer.
    pub at: Time,
    /// Where in its life it is.
    pub status: TaskStatus,
    /// Why it ended, when it has.
    pub reason: Text,
    /// How a worker is looked for; none once it has one or has ended.
    pub search: Option<SearchWhy>,
    /// Closed queues that have to do with it: the one it is in, and those of targets before that; for
    /// a task that found none open, those that could have taken it.
    pub closed: Vec<ClosedWhy>,
    /// Who has it, offers apart.
    pub holders: Vec<Named<WorkerId>>,
    /// What happens by itself, the earliest first.
    pub next: Vec<NextEvent>,
}

/// Why a queue is closed.
#[derive(Clone, Debug, PartialEq)]
pub struct ClosedWhy {
    /// Which queue.
    pub queue: Named<QueueId>,
    /// Whether its hours say so, or somebody's hand.
    pub cause: Cause,
    /// The name of the holiday, when its calendar has one today.
    pub holiday: Option<Text>,
    /// When it opens by itself; none when it does not.
    pub opens: Option<Time>,
    /// The same as the clocks of its calendar show it.
    pub opens_there: Option<Shown>,
}

/// A moment as clocks somewhere show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The day of the week, from 0, Monday.
    pub weekday: usize,
    /// The date, such as `2026-11-23`.
    pub date: String,
    /// The time of day, such as `09:00`.
    pub clock: String,
}

/// How a worker is looked for.
#[derive(Clone, Debug, PartialEq)]
pub struct SearchWhy {
    /// By which rules.
    pub route: RouteWhy,
    /// In which queue.
    pub queue: Option<Named<QueueId>>,
    /// Whether it sleeps until the queue opens.
    pub is_asleep: bool,
    /// Its place among those who wait in that queue, from 1; none while it is offered.
    pub position: Option<usize>,
    /// Everybody who serves the queue, or the one worker it is for, and what keeps them from it.
    pub workers: Vec<WorkerWhy>,
    /// How often it has been offered in vain or is being offered.
    pub rounds: u32,
}

/// By which rules a worker is looked for.
#[derive(Clone, Debug, PartialEq)]
pub enum RouteWhy {
    /// By a plan.
    Plan {
        /// Which plan.
        plan: Named<PlanId>,
        /// What was found of each filter, in order, up to the one that the task is in.
        filters: Vec<FilterWhy>,
        /// In which filter it is; none is the default filter.
        filter: Option<u32>,
        /// In which target of it.
        target: u32,
        /// How many targets the filter has.
        targets: u32,
        /// The condition of the target, as written; empty when it has none.
        condition: Text,
        /// Which worker the target is for, when it is for one.
        known: Known,
    },
    /// In one queue, without conditions.
    Queue,
    /// It is for one worker.
    Worker(Named<WorkerId>),
}

/// What was found of a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterWhy {
    /// What people call it, or its number from 1.
    pub name: Text,
    /// Whether it is for the task as it is now.
    pub matches: bool,
}

/// Which worker a target is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// For anybody who fits.
    Anybody,
    /// For this one.
    Worker(Named<WorkerId>),
    /// For one, whom the task's attribute does not name.
    Nobody {
        /// The attribute, after `task.`.
        attribute: Text,
    },
}

/// A worker, and what keeps him or her from a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkerWhy {
    /// Who.
    pub worker: WorkerId,
    /// The name.
    pub name: Text,
    /// What it is.
    pub verdict: Verdict,
    /// Whether the worker refused or missed this task lately, and so comes after all others.
    pub has_refused: bool,
}

/// What keeps a worker from a task. The first thing that does.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// Nothing: the task is offered.
    Asked {
        /// The offer.
        reservation: ReservationId,
        /// Until when.
        until: Option<Time>,
    },
    /// The target is for another one.
    NotTheKnownOne,
    /// The condition of the target does not hold.
    ConditionFails,
    /// The worker is in an activity that is not available.
    Away(Named<ActivityId>),
    /// The worker is offered no tasks of the channel.
    ChannelOff,
    /// The worker has as much of the channel as fits.
    Full {
        /// How much that is.
        capacity: u32,
    },
    /// The worker has a task, and one at a time is the rule.
    Busy,
    /// The worker has this task already.
    HasIt,
    /// Nothing; others are asked in this round.
    Spared,
    /// Nothing, once the queue opens.
    Later,
}

impl WorkerWhy {
    /// The same in a sentence without a full stop.
    pub fn told(&self, language: Language) -> String {
        tell::kept(&[self], language)
    }
}

/// Something that happens by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NextEvent {
    /// When.
    pub at: Time,
    /// What.
    pub what: NextKind,
}

impl NextEvent {
    /// The same in a sentence, said at `now`.
    pub fn told(&self, now: Time, language: Language) -> String {
        tell::happens(self, now, language)
    }
}

/// What happens by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum NextKind {
    /// An offer ends unanswered.
    OfferEnds,
    /// After-work ends.
    WrapUpEnds,
    /// The task is canceled: its time to live is over.
    TaskDies,
    /// The queue in which the task sleeps opens.
    QueueOpens,
    /// The moment promised for the task comes, and it is routed.
    PromiseComes,
    /// The step is over; the task goes on to the next target.
    NextTarget,
    /// The step is over, the last of its filter; a later filter is looked for, or the task is canceled.
    FilterEnds,
    /// The task is taken away: somebody has had it for too long.
    Removal,
    /// The task has ended, and is known no longer.
    Forgotten,
}

impl Workspace {
    /// Why a task is where it is; none when no such task is known.
    pub fn why(&self, task: TaskId) -> Option<Why> {
        look::why(self, task)
    }
}

impl Why {
    /// The same in sentences.
    pub fn told(&self, language: Language) -> String {
        tell::told(self, language)
    }

    /// What it is and who has it, in sentences; how a worker is looked for is left out.
    pub(crate) fn headlines(&self, language: Language) -> Vec<String> {
        tell::headlines(self, language)
    }
}
