//! Inputs: everything the world can say to a workspace.

use serde::{Deserialize, Serialize};

use crate::attributes::Attributes;
use crate::crew::{Activity, Calendar, Channel, Queue, Settings, Worker};
use crate::ids::{
    ActivityId, CalendarId, ChannelId, PlanId, QueueId, ReservationId, TaskId, Text, WorkerId,
};
use crate::time::{Secs, Time};

/// Something the world says to a workspace.
///
/// Where an id of an activity, a channel, a queue or a plan is asked for, its name serves as well;
/// for a worker only the id does, except in `known_worker_friendly_name` of a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Input {
    /// Time passes: everything that is due by now happens, in order of when it is due.
    Tick,
    /// Changes what holds for the whole workspace.
    SetSettings(Settings),
    /// Adds an activity, or renames the one with this id. Whether it is available stays for ever.
    DefineActivity(Activity),
    /// Takes an activity away that no worker is in.
    RemoveActivity(ActivityId),
    /// Adds a channel, or changes the one with this id.
    DefineChannel(Channel),
    /// Takes a channel away of which no task is known.
    RemoveChannel(ChannelId),
    /// Adds a calendar, or changes the one with this id. Its queues open and close by it at once.
    DefineCalendar(Calendar),
    /// Takes a calendar away by which no queue goes.
    RemoveCalendar(CalendarId),
    /// Adds a queue, or changes the one with this id. Tasks that wait in it go on waiting in it, in
    /// the new order and for the new workers.
    DefineQueue(Queue),
    /// Takes a queue away in which no task waits.
    RemoveQueue(QueueId),
    /// Closes a queue by hand, whatever its calendar says: until it is opened, or until a moment.
    CloseQueue {
        /// Which.
        queue: QueueId,
        /// What becomes of calls and chats that wait in it.
        #[serde(default)]
        waiting: Waiting,
        /// Until when, if not until somebody opens it: later than now.
        #[serde(default)]
        until: Option<Time>,
    },
    /// Opens a queue by hand. Outside its hours it stays open until they begin, and goes by them from
    /// then on; within them it goes by them at once.
    OpenQueue {
        /// Which.
        queue: QueueId,
    },
    /// Takes back what was done to a queue by hand: it goes by its calendar again.
    FollowHours {
        /// Which.
        queue: QueueId,
    },
    /// Adds a plan, or changes the one with this id.
    DefinePlan {
        /// The plan.
        plan: NewPlan,
        /// Whether tasks that wait by this plan, unreserved, begin it anew, in the order of their
        /// ids. The others stay in their step of the plan as it was.
        #[serde(default)]
        re_evaluate: bool,
    },
    /// Takes a plan away by which no task is routed.
    RemovePlan(PlanId),
    /// Adds a worker.
    AddWorker(Worker),
    /// Takes a worker away who has no open reservation and for whom alone no task waits.
    RemoveWorker(WorkerId),
    /// Gives a worker another name.
    RenameWorker {
        /// Who.
        worker: WorkerId,
        /// The new name.
        name: Text,
    },
    /// Replaces what is known of a worker.
    SetWorkerAttributes {
        /// Who.
        worker: WorkerId,
        /// All of what is known from now on.
        attributes: Attributes,
    },
    /// A worker does something else from now on.
    SetWorkerActivity {
        /// Who.
        worker: WorkerId,
        /// What.
        activity: ActivityId,
        /// Whether offers that wait for the worker's answer are taken as refused; only for an
        /// activity that is not available.
        #[serde(default)]
        reject_pending: bool,
    },
    /// Changes how much of a channel a worker can do at a time. What is left out stays.
    SetCapacity {
        /// Who.
        worker: WorkerId,
        /// Which channel.
        channel: ChannelId,
        /// How many tasks at a time: 0 to 50. 0 stops new offers; work in hand goes on.
        #[serde(default)]
        capacity: Option<u8>,
        /// Whether tasks of this channel are offered at all.
        #[serde(default)]
        available: Option<bool>,
    },
    /// A new task.
    CreateTask(NewTask),
    /// Changes a task that has not ended. What is left out stays.
    ///
    /// The task stays in its step; conditions over the task are asked with the new attributes from
    /// now on, and a known worker is looked up anew.
    UpdateTask {
        /// Which.
        task: TaskId,
        /// All of what is known from now on.
        #[serde(default)]
        attributes: Option<Attributes>,
        /// Holds until the task enters a step that sets another.
        #[serde(default)]
        priority: Option<u32>,
        /// From when its waiting counts.
        #[serde(default)]
        virtual_start: Option<Time>,
    },
    /// Gives up a task that is pending or reserved.
    CancelTask {
        /// Which.
        task: TaskId,
        /// Why; not empty.
        reason: Text,
    },
    /// Makes a task that is pending or reserved into one that keeps its place in line: the caller
    /// hangs up and is called back.
    CallBack(CallBack),
    /// The conversation of an assigned task is over: all its accepted reservations go to wrapping.
    WrapUpTask {
        /// Which.
        task: TaskId,
        /// Why; may be empty.
        #[serde(default)]
        reason: Text,
    },
    /// A task that is assigned or wrapping is done, and with it all its reservations.
    CompleteTask {
        /// Which.
        task: TaskId,
        /// Why; not empty.
        reason: Text,
    },
    /// Takes a task away, whatever its status; open reservations are canceled.
    DeleteTask {
        /// Which.
        task: TaskId,
    },
    /// Looks for another worker for an assigned task.
    ///
    /// The task stays assigned while it is looked for. The search begins anew at the queue or plan
    /// named, or is an offer to the worker named, for whom this must be possible at once: a worker
    /// without free capacity, or away, makes the transfer fail at once. A step of a plan works in a
    /// transfer as it does for a new task; a queue is searched without conditions. When the offer is
    /// accepted, the reservation it came from goes to wrapping.
    ///
    /// A worker who holds an open reservation of the task is no candidate. An offer to a named
    /// worker that ends unaccepted ends the transfer as failed; any other is offered on, until
    /// accepted, canceled, or at the end of the plan.
    Transfer {
        /// The accepted reservation it comes from.
        reservation: ReservationId,
        /// Where to.
        to: RoutingTarget,
        /// Whether both workers talk to each other first. The router treats both the same.
        #[serde(default)]
        mode: TransferMode,
        /// Replaces what is known of the task, when given.
        #[serde(default)]
        attributes: Option<Attributes>,
        /// Sets the task's priority, when given.
        #[serde(default)]
        priority: Option<u32>,
    },
    /// Gives up the search for another worker; an open offer of it is canceled.
    CancelTransfer {
        /// The task.
        task: TaskId,
    },
    /// A worker takes what was offered.
    Accept {
        /// The offer.
        reservation: ReservationId,
    },
    /// A worker refuses what was offered.
    Reject {
        /// The offer.
        reservation: ReservationId,
        /// What the worker does from now on, when that changes.
        #[serde(default)]
        activity: Option<ActivityId>,
    },
    /// An offer could not be made: the desktop or the telephone of the worker cannot be reached. The
    /// task is offered to somebody else; the worker counts as one who refused it.
    CancelReservation {
        /// The offer.
        reservation: ReservationId,
    },
    /// One worker's part of the conversation is over: an accepted reservation goes to wrapping. With
    /// the last one the task does too.
    WrapUpReservation {
        /// The reservation.
        reservation: ReservationId,
    },
    /// One worker is done: an accepted or wrapping reservation is completed. With the last one the
    /// task is too.
    CompleteReservation {
        /// The reservation.
        reservation: ReservationId,
    },
}

/// A plan as it comes in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewPlan {
    /// Which plan; left empty, its name.
    #[serde(default)]
    pub id: PlanId,
    /// What people call it.
    pub name: Text,
    /// The vendor's workflow configuration, as JSON text.
    pub configuration: Text,
    /// How long an offer by this plan waits for an answer; the workspace's setting when left out.
    #[serde(default)]
    pub reservation_seconds: Option<Secs>,
}

/// A task as it comes in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewTask {
    /// By which plan it finds its worker. May be left out when `routing_target` is given.
    #[serde(default)]
    pub plan: Option<PlanId>,
    /// What is known of it.
    #[serde(default)]
    pub attributes: Attributes,
    /// What kind of work it is.
    pub channel: ChannelId,
    /// Higher comes first: 0 to 2147483647.
    #[serde(default)]
    pub priority: u32,
    /// How long it may stay pending or reserved: 1 to 1209600 seconds.
    #[serde(default = "usual_life")]
    pub timeout_seconds: Secs,
    /// From when its waiting counts, if not from now: not later than now, not before 1900.
    #[serde(default)]
    pub virtual_start: Option<Time>,
    /// Where it goes instead of through the filters of its plan.
    #[serde(default)]
    pub routing_target: Option<RoutingTarget>,
    /// Whether a worker named as routing target is asked even when busy or away; yes, when left
    /// out. It means nothing for other targets.
    #[serde(default)]
    pub ignore_capacity: Option<bool>,
    /// The moment before which it is not routed: a call back promised for ten o'clock comes into its
    /// plan at ten. It has to lie within the task's time to live, which counts from now. Nobody is on the
    /// line of such a task, so that it sleeps in a closed queue until that opens, whatever its channel.
    #[serde(default)]
    pub not_before: Option<Time>,
}

/// A task that takes the place of another in the line.
///
/// The first is canceled with the reason [`reasons::CALLED_BACK`](super::reasons::CALLED_BACK). The
/// new one has its priority, start, plan and routing target, and is told right after it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallBack {
    /// The task that is pending or reserved.
    pub task: TaskId,
    /// What kind of work the new one is.
    pub channel: ChannelId,
    /// What is known of the new one; the same as of the first, when left out.
    #[serde(default)]
    pub attributes: Option<Attributes>,
    /// The moment before which the new one is not routed.
    #[serde(default)]
    pub not_before: Option<Time>,
    /// How long the new one may stay pending or reserved: 1 to 1209600 seconds.
    #[serde(default = "usual_life")]
    pub timeout_seconds: Secs,
}

/// What becomes of calls and chats that wait in a queue which is closed by hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Waiting {
    /// They are still served.
    #[default]
    Stay,
    /// They leave the step as if skipped.
    MoveOn,
}

/// Where something goes without being looked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoutingTarget {
    /// To this worker.
    Worker(WorkerId),
    /// To whoever serves this queue, without further conditions.
    Queue(QueueId),
    /// To whomever this plan finds.
    Plan(PlanId),
}

/// How a task is handed from one worker to another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TransferMode {
    /// The two talk first.
    #[default]
    Warm,
    /// The first leaves at once.
    Cold,
}

fn usual_life() -> Secs {
    super::USUAL_LIFE
}
