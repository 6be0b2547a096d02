//! What a workspace remembers of activities, channels, queues, workers, tasks and reservations.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::bits::Sparse;
use super::callback::Promise;
use super::counted::Counted;
use super::groups::GroupKey;
use super::hours::{CalendarState, QueueHours};
use super::order::OrderKey;
use super::program::PlanProgram;
use super::table::{Named, Table};
use super::{Kind, ReservationStatus, RoutingTarget, TaskStatus, TransferMode};
use crate::attributes::Attributes;
use crate::crew::{Activity, Channel, QueueOrder};
use crate::expression::{ChannelFacets, Program, WorkerFacets};
use crate::ids::{PlanId, QueueId, ReservationId, TaskId, Text, WorkerId};
use crate::time::Time;

impl Named for Activity {
    const KIND: Kind = Kind::Activity;
    fn id(&self) -> &Text {
        &self.id.0
    }
    fn name(&self) -> &Text {
        &self.name
    }
}

impl Named for Channel {
    const KIND: Kind = Kind::Channel;
    fn id(&self) -> &Text {
        &self.id.0
    }
    fn name(&self) -> &Text {
        &self.name
    }
}

/// A queue and who serves it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct QueueState {
    pub id: QueueId,
    pub name: Text,
    pub expression: Text,
    pub program: Program,
    pub order: QueueOrder,
    pub max_reserved_workers: u8,
    pub members: Sparse,
    /// How many members are in which activity.
    pub doing: BTreeMap<u32, u32>,
    /// Groups of tasks that wait here without a condition.
    pub group_of: BTreeMap<GroupKey, u32>,
    /// By channel: the groups that wait here for anybody, by their first tasks.
    pub heads: Vec<BTreeSet<(OrderKey, u32)>>,
    /// The conditions by which somebody waits or waited here, by plan and number.
    pub families: BTreeMap<(u64, u32), u32>,
    /// How many of them ask what workers are doing.
    pub momentary_families: u32,
    /// How many searches are in this queue, waiting or offered.
    pub searches: u32,
    pub hours: QueueHours,
}

impl Named for CalendarState {
    const KIND: Kind = Kind::Calendar;
    fn id(&self) -> &Text {
        &self.id.0
    }
    fn name(&self) -> &Text {
        &self.name
    }
}

impl QueueState {
    /// A member more or less is in an activity.
    pub fn count(&mut self, activity: u32, comes: bool) {
        let count = self.doing.entry(activity).or_default();
        *count = if comes { *count + 1 } else { count.saturating_sub(1) };
        if *count == 0 {
            self.doing.remove(&activity);
        }
    }
}

impl Named for QueueState {
    const KIND: Kind = Kind::Queue;
    fn id(&self) -> &Text {
        &self.id.0
    }
    fn name(&self) -> &Text {
        &self.name
    }
}

/// A plan as it is now.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PlanState {
    pub id: PlanId,
    pub name: Text,
    pub program: Arc<PlanProgram>,
}

impl Named for PlanState {
    const KIND: Kind = Kind::Plan;
    fn id(&self) -> &Text {
        &self.id.0
    }
    fn name(&self) -> &Text {
        &self.name
    }
}

/// A worker.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct WorkerState {
    pub id: WorkerId,
    pub name: Text,
    pub attributes: Attributes,
    /// What plans ask of the attributes, by its number.
    pub known: Vec<Value>,
    pub activity: u32,
    pub since: Time,
    /// By the channels' slots.
    pub shares: Vec<Share>,
    pub last_accepted: Option<Time>,
    pub misses: u32,
    pub open: BTreeSet<ReservationId>,
    pub queues: BTreeSet<u32>,
}

/// A worker's share in a channel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Share {
    pub capacity: u8,
    pub is_available: bool,
    pub open: u32,
    pub assigned: u32,
    pub last_accepted: Option<Time>,
    /// Under which idle time the worker stands among those who are free for this channel.
    pub listed: Option<i64>,
}

impl Share {
    pub const NEW: Share = Share {
        capacity: 1,
        is_available: true,
        open: 0,
        assigned: 0,
        last_accepted: None,
        listed: None,
    };
}

impl Named for WorkerState {
    const KIND: Kind = Kind::Worker;
    fn id(&self) -> &Text {
        &self.id.0
    }
    fn name(&self) -> &Text {
        &self.name
    }
}

/// What expressions can ask about a worker.
pub(crate) struct Facets<'a> {
    pub worker: &'a WorkerState,
    pub activity: &'a Activity,
    pub channels: &'a Table<Channel>,
}

impl WorkerFacets for Facets<'_> {
    fn id(&self) -> &str {
        self.worker.id.as_str()
    }
    fn name(&self) -> &str {
        &self.worker.name
    }
    fn activity_id(&self) -> &str {
        self.activity.id.as_str()
    }
    fn activity_name(&self) -> &str {
        &self.activity.name
    }
    fn channel(&self, name: &str) -> Option<ChannelFacets> {
        let slot = self.channels.find(name)?;
        let share = self.worker.shares.get(slot as usize)?;
        let configured = u32::from(share.capacity);
        Some(ChannelFacets { configured, assigned: share.assigned, open: share.open })
    }
}

/// A task.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TaskState {
    pub plan: Option<u32>,
    pub plan_id: Option<PlanId>,
    pub attributes: Attributes,
    pub channel: u32,
    pub priority: u32,
    pub created: Time,
    pub start: Time,
    /// When it dies if nobody has taken it.
    pub dies: Time,
    pub ignores_capacity: bool,
    pub status: TaskStatus,
    pub reason: Text,
    /// What it does at the moment that was promised for it; none once that has come.
    pub promise: Option<Promise>,
    /// Whether it was made with a promised moment: nobody is on the line, so it can wait for an opening.
    pub was_promised: bool,
    /// What it does to find a worker; none once it has one.
    pub search: Option<Search>,
    pub transfer: Option<Transfer>,
    /// Who refused or missed it, in this search or in an earlier one.
    pub refusers: BTreeSet<u32>,
    /// All that were ever made.
    pub reservations: Vec<ReservationId>,
    /// When the system takes it away: assigned too long, or ended long ago.
    pub removal: Option<Time>,
}

/// What a task does to find a worker.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Search {
    pub route: Route,
    pub queue: Option<u32>,
    pub entered_queue: Time,
    /// When the step is over.
    pub limit: Option<Time>,
    /// Whether nobody has been looked for in this step yet.
    pub is_fresh: bool,
    /// Since when it sleeps until its queue opens.
    pub asleep_since: Option<Time>,
    /// Where it waits; none while it is offered or sleeps.
    pub place: Option<(u32, OrderKey)>,
    /// The open offers of the round.
    pub offers: BTreeSet<ReservationId>,
    pub rounds: u32,
}

/// How a worker is looked for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Route {
    /// By a plan.
    Plan { program: Arc<PlanProgram>, at: At, past: Past },
    /// In one queue, without conditions.
    Queue,
    /// It is for this worker.
    Worker(u32),
}

/// What has happened to a task in a plan, as far as it matters at the end.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Past {
    /// The time of the last step of a filter was over.
    pub timed_out: bool,
    /// A step was passed over because its queue was closed.
    pub met_closed: bool,
}

/// Where in a plan a task is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum At {
    /// In a target of a filter that was entered then.
    Target { filter: u32, target: u32, entered: Time },
    /// In the default filter.
    Default,
}

/// A transfer under way.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Transfer {
    pub from: ReservationId,
    pub to: RoutingTarget,
    pub mode: TransferMode,
}

/// A reservation.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ReservationState {
    pub task: TaskId,
    pub worker: u32,
    pub worker_id: WorkerId,
    pub channel: u32,
    pub status: ReservationStatus,
    /// When the offer ends unanswered, or after-work by itself.
    pub until: Option<Time>,
    pub created: Time,
}

pub(crate) type Tasks = Counted<TaskId, TaskState>;
pub(crate) type Reservations = Counted<ReservationId, ReservationState>;
