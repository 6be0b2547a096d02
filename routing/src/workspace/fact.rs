//! Facts: what happened in a workspace, in order.

use serde::{Deserialize, Serialize};

use crate::ids::{
    ActivityId, CalendarId, ChannelId, PlanId, QueueId, ReservationId, TaskId, Text, WorkerId,
};
use crate::time::Time;
use crate::workspace::{RoutingTarget, TransferMode};

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// When.
    pub at: Time,
    /// What.
    #[serde(flatten)]
    pub event: Event,
}

/// What happened. On the wire the names are the vendor's: `reservation.created`.
///
/// Where several things happen at once, they are told in this order: what the input itself does,
/// task by task and reservation by reservation in the order of their ids; then every task that now
/// finds workers or goes on to another step, in the order in which tasks are served.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
#[non_exhaustive]
#[allow(missing_docs)] // The fields say by their types and names what they are.
pub enum Event {
    /// The workspace's settings changed.
    #[serde(rename = "workspace.updated")]
    SettingsChanged,

    /// There is a new activity.
    #[serde(rename = "activity.created")]
    ActivityCreated { activity: ActivityId },
    /// An activity has a new name.
    #[serde(rename = "activity.updated")]
    ActivityUpdated { activity: ActivityId },
    /// An activity is gone.
    #[serde(rename = "activity.deleted")]
    ActivityDeleted { activity: ActivityId },

    /// There is a new channel.
    #[serde(rename = "task-channel.created")]
    ChannelCreated { channel: ChannelId },
    /// A channel changed.
    #[serde(rename = "task-channel.updated")]
    ChannelUpdated { channel: ChannelId },
    /// A channel is gone.
    #[serde(rename = "task-channel.deleted")]
    ChannelDeleted { channel: ChannelId },

    /// There is a new queue.
    #[serde(rename = "task-queue.created")]
    QueueCreated { queue: QueueId },
    /// A queue changed in something else than in whom it is for.
    #[serde(rename = "task-queue.updated")]
    QueueUpdated { queue: QueueId },
    /// A queue is for other workers now.
    #[serde(rename = "task-queue.expression.updated")]
    QueueExpressionUpdated { queue: QueueId },
    /// A queue is gone.
    #[serde(rename = "task-queue.deleted")]
    QueueDeleted { queue: QueueId },

    /// A queue is open from now on. Told too when it was open and the cause is another one now.
    #[serde(rename = "task-queue.opened")]
    QueueOpened { queue: QueueId, cause: Cause },
    /// A queue is closed from now on. Told too when it was closed and the cause is another one now.
    #[serde(rename = "task-queue.closed")]
    QueueClosed { queue: QueueId, cause: Cause },

    /// There is a new calendar.
    #[serde(rename = "calendar.created")]
    CalendarCreated { calendar: CalendarId },
    /// A calendar changed.
    #[serde(rename = "calendar.updated")]
    CalendarUpdated { calendar: CalendarId },
    /// A calendar is gone.
    #[serde(rename = "calendar.deleted")]
    CalendarDeleted { calendar: CalendarId },

    /// There is a new plan.
    #[serde(rename = "workflow.created")]
    PlanCreated { plan: PlanId },
    /// A plan changed.
    #[serde(rename = "workflow.updated")]
    PlanUpdated { plan: PlanId },
    /// A plan is gone.
    #[serde(rename = "workflow.deleted")]
    PlanDeleted { plan: PlanId },

    /// There is a new worker.
    #[serde(rename = "worker.created")]
    WorkerCreated { worker: WorkerId },
    /// A worker is gone.
    #[serde(rename = "worker.deleted")]
    WorkerDeleted { worker: WorkerId },
    /// A worker does something else.
    #[serde(rename = "worker.activity.update")]
    WorkerActivityChanged {
        worker: WorkerId,
        previous: ActivityId,
        activity: ActivityId,
        /// How long the worker was in the previous one.
        previous_millis: i64,
    },
    /// A worker's attributes or name changed.
    #[serde(rename = "worker.attributes.update")]
    WorkerAttributesChanged { worker: WorkerId },
    /// A worker can do more or less of a channel at a time.
    #[serde(rename = "worker.capacity.update")]
    WorkerCapacityChanged { worker: WorkerId, channel: ChannelId, previous: u8, capacity: u8 },
    /// A worker is offered a channel's tasks, or no longer.
    #[serde(rename = "worker.channel.availability.update")]
    WorkerChannelAvailabilityChanged { worker: WorkerId, channel: ChannelId, available: bool },

    /// There is a new task.
    #[serde(rename = "task.created")]
    TaskCreated { task: TaskId },
    /// A task's attributes, priority or start changed by an input.
    #[serde(rename = "task.updated")]
    TaskUpdated { task: TaskId },
    /// A task was given up.
    #[serde(rename = "task.canceled")]
    TaskCanceled { task: TaskId, reason: Text },
    /// A task gives its place in line to another; told before it is canceled and the other created.
    #[serde(rename = "task.called-back")]
    TaskCalledBack { task: TaskId, callback: TaskId },
    /// The conversation of a task is over.
    #[serde(rename = "task.wrapup")]
    TaskWrapping { task: TaskId, reason: Text },
    /// A task is done.
    #[serde(rename = "task.completed")]
    TaskCompleted { task: TaskId, reason: Text },
    /// A task was taken away by an input.
    #[serde(rename = "task.deleted")]
    TaskDeleted { task: TaskId },
    /// A task was taken away because it ended some time ago, or stayed assigned too long.
    #[serde(rename = "task.system-deleted")]
    TaskSystemDeleted { task: TaskId },

    /// A task began to be routed by a plan.
    #[serde(rename = "workflow.entered")]
    PlanEntered { task: TaskId, plan: PlanId },
    /// A task entered a step of a plan.
    #[serde(rename = "workflow.target-matched")]
    TargetMatched {
        task: TaskId,
        plan: PlanId,
        /// The place of the filter among the plan's filters, from 0; none is the default filter.
        filter: Option<u32>,
        /// The place of the target among the filter's targets, from 0.
        target: u32,
        queue: QueueId,
        /// The one worker whom the target is for and the task names, when there is such a worker.
        #[serde(default, rename = "known_worker_sid", skip_serializing_if = "Option::is_none")]
        known_worker: Option<WorkerId>,
    },
    /// The last step of a task's plan ended in vain.
    #[serde(rename = "workflow.timeout")]
    PlanTimedOut { task: TaskId, plan: PlanId },
    /// No step of a plan was for the task, or all were skipped.
    #[serde(rename = "workflow.skipped")]
    PlanSkipped { task: TaskId, plan: PlanId },

    /// A task waits in a queue in which it did not wait before.
    #[serde(rename = "task-queue.entered")]
    QueueEntered { task: TaskId, queue: QueueId },
    /// A step's time ended in vain.
    #[serde(rename = "task-queue.timeout")]
    QueueTimedOut { task: TaskId, queue: QueueId },
    /// A task went on to another queue; told before it enters that one.
    #[serde(rename = "task-queue.moved")]
    QueueMoved { task: TaskId, from: QueueId, to: QueueId },

    /// Another worker is looked for.
    #[serde(rename = "task.transfer-initiated")]
    TransferInitiated {
        task: TaskId,
        reservation: ReservationId,
        to: RoutingTarget,
        mode: TransferMode,
    },
    /// An offer of a transfer ended unaccepted.
    #[serde(rename = "task.transfer-attempt-failed")]
    TransferAttemptFailed { task: TaskId, reservation: ReservationId },
    /// Nobody was found for a transfer.
    #[serde(rename = "task.transfer-failed")]
    TransferFailed { task: TaskId },
    /// A transfer was given up.
    #[serde(rename = "task.transfer-canceled")]
    TransferCanceled { task: TaskId },
    /// A transfer found its worker.
    #[serde(rename = "task.transfer-completed")]
    TransferCompleted { task: TaskId, reservation: ReservationId },

    /// A task is offered to a worker.
    #[serde(rename = "reservation.created")]
    ReservationCreated {
        reservation: ReservationId,
        task: TaskId,
        worker: WorkerId,
        /// From which queue; none when the task goes to a named worker.
        queue: Option<QueueId>,
        /// Until when the offer waits for an answer.
        until: Time,
    },
    /// A worker took a task.
    #[serde(rename = "reservation.accepted")]
    ReservationAccepted { reservation: ReservationId, task: TaskId, worker: WorkerId },
    /// A worker refused a task.
    #[serde(rename = "reservation.rejected")]
    ReservationRejected { reservation: ReservationId, task: TaskId, worker: WorkerId },
    /// A worker left an offer unanswered.
    #[serde(rename = "reservation.timeout")]
    ReservationTimedOut { reservation: ReservationId, task: TaskId, worker: WorkerId },
    /// An offer was taken back, or could not be made.
    #[serde(rename = "reservation.canceled")]
    ReservationCanceled { reservation: ReservationId, task: TaskId, worker: WorkerId },
    /// Another worker was faster.
    #[serde(rename = "reservation.rescinded")]
    ReservationRescinded { reservation: ReservationId, task: TaskId, worker: WorkerId },
    /// A worker's conversation is over; after-work begins.
    #[serde(rename = "reservation.wrapup")]
    ReservationWrapping { reservation: ReservationId, task: TaskId, worker: WorkerId },
    /// A worker is done with a task.
    #[serde(rename = "reservation.completed")]
    ReservationCompleted { reservation: ReservationId, task: TaskId, worker: WorkerId },
}

/// Why a queue is open or closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cause {
    /// Its hours, or that it has none and is always open.
    Hours,
    /// Somebody's hand.
    Hand,
}

/// Why a task is canceled when nobody said so.
pub mod reasons {
    use crate::sentence::{Sentence, sentence};

    /// The task's time to live ended.
    pub const TIME_TO_LIVE: &str = "Task TTL Exceeded";
    /// The last step of its plan ended in vain.
    pub const PLAN_TIMEOUT: &str = "Workflow timeout";
    /// No step of its plan was for it, or all were skipped.
    pub const PLAN_SKIPPED: &str = "Workflow skipped";
    /// It was sent to a closed queue, or none of its steps that could take it was open.
    pub const QUEUE_CLOSED: &str = "queue.closed";
    /// Its caller is called back: another task has its place.
    pub const CALLED_BACK: &str = "Called back";
    /// It was offered in vain too often.
    pub const TOO_MANY_ROUNDS: &str = "Offered in vain too often";
    /// Reason of a task whose reservations ended one by one.
    pub const RESERVATIONS_ENDED: &str = "Reservations ended";
    /// Reason of a completed task whose last worker left while another one was looked for in vain.
    pub const TRANSFER_FAILED: &str = "Transfer failed";

    /// What a reason of ours means, for people and without a full stop; none for what somebody wrote.
    pub fn told(reason: &str) -> Option<Sentence> {
        Some(match reason {
            TIME_TO_LIVE => sentence!(
                "nobody had taken it when its time was over",
                "nadie la había aceptado cuando acabó su tiempo"
            ),
            PLAN_TIMEOUT => sentence!(
                "nobody had taken it at the end of its plan",
                "nadie la había aceptado al acabar su plan"
            ),
            PLAN_SKIPPED => {
                sentence!("no step of its plan was for it", "ningún paso de su plan era para ella")
            }
            QUEUE_CLOSED => sentence!("its queue is closed", "su cola está cerrada"),
            CALLED_BACK => sentence!(
                "the caller is called back, by a task that has its place in line",
                "se devuelve la llamada, con una tarea que ocupa su lugar en la espera"
            ),
            TOO_MANY_ROUNDS => {
                sentence!("it was offered in vain too often", "se ofreció en vano demasiadas veces")
            }
            RESERVATIONS_ENDED => {
                sentence!("everybody who had it is done", "quienes la tenían han terminado")
            }
            TRANSFER_FAILED => sentence!(
                "nobody else was found, and its last worker had left",
                "no se encontró a nadie más, y ya la había dejado la última persona"
            ),
            _ => return None,
        })
    }
}
