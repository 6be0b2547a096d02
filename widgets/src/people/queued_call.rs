//! A call that waits in a queue for a person: what the widgets that queue calls have in common.

use centralita_engine::declare::Outputs;
use centralita_engine::exec::{Action, CreateTask, EffectId, TaskState, Turning, param};
use centralita_engine::{Map, Text, Value};

/// What is stored when a call leaves a queue.
#[derive(Clone, Debug, Default, PartialEq, Outputs)]
pub struct Queued {
    /// How the wait ended, e.g. `bridged`, `hangup`, `leave`, `queue-full` or `system-error`.
    #[output(wire = "QueueResult", sample = "bridged")]
    pub result: Option<Text>,
    /// The provider's id of the queue.
    #[output(wire = "QueueSid", sample = "QU0123456789abcdef0123456789abcdef")]
    pub sid: Option<Text>,
    /// Seconds in the queue.
    #[output(wire = "QueueTime", sample = "42")]
    pub time: Option<Text>,
    /// How the call is.
    #[output(wire = "CallStatus", sample = "in-progress")]
    pub call_status: Option<Text>,
    /// Who took the call, where a plan of the project finds people.
    #[output(wire = "WorkerName", sample = "Ana")]
    pub worker_name: Option<Text>,
    /// Why nobody took it, where a plan of the project finds people.
    #[output(wire = "TaskCanceledReason", sample = "Workflow timeout")]
    pub canceled_reason: Option<Text>,
}

/// How the wait in a queue ended.
pub(super) enum Left {
    /// The call is back, or over.
    Done,
    /// It never came into the queue.
    NotQueued(Text),
    /// The system failed.
    Broken(Text),
}

/// What is kept of a call in a queue.
#[derive(Debug, Default, PartialEq)]
struct Kept {
    /// The task, while it may be taken back: until somebody accepts it.
    task: Option<EffectId>,
    /// What was said of it so far, such as the ids of the task and the queue.
    params: Map,
}

impl Kept {
    fn read(kept: &Value) -> Kept {
        let id = |value: &Value| match value {
            Value::Int(id) => u32::try_from(*id).ok().map(EffectId),
            _ => None,
        };
        Kept {
            // States of earlier releases keep the id of the task and nothing else.
            task: id(kept).or_else(|| kept.get("task").and_then(id)),
            params: kept.get("params").and_then(Value::as_map).cloned().unwrap_or_default(),
        }
    }

    fn keep(self, turn: &mut Turning<'_>) {
        let task = self.task.map(|task| i64::from(task.0));
        if self.params.is_empty() {
            turn.keep(task);
            return;
        }
        let mut kept = Map::with_capacity(2);
        if let Some(task) = task {
            kept.insert("task", task);
        }
        kept.insert("params", self.params);
        turn.keep(kept);
    }
}

/// Puts the call into the queue.
pub(super) fn ask(task: CreateTask, turn: &mut Turning<'_>) {
    let task = turn.ask(Action::CreateTask(Box::new(task)));
    Kept { task: Some(task), params: Map::new() }.keep(turn);
}

/// What a change of the task means for the call; nothing while it goes on.
pub(super) fn changed(task: &TaskState, params: &Map, turn: &mut Turning<'_>) -> Option<Left> {
    let (left, result) = match task {
        TaskState::Created | TaskState::Reserved | TaskState::Accepted => {
            let mut kept = Kept::read(turn.kept());
            if *task == TaskState::Accepted {
                kept.task = None;
            }
            kept.params.extend(params.clone());
            kept.keep(turn);
            return None;
        }
        TaskState::Completed => (Left::Done, "bridged"),
        TaskState::Cancelled => (Left::Done, "leave"),
        TaskState::Rejected(why) => (Left::NotQueued(why.clone()), "queue-full"),
        TaskState::Failed(why) => (Left::Broken(why.clone()), "system-error"),
        _ => return None,
    };
    store(result, params, turn);
    Some(left)
}

/// The caller hung up: a task that nobody has accepted is taken back.
pub(super) fn caller_left(params: Option<&Map>, turn: &mut Turning<'_>) {
    let task = Kept::read(turn.kept()).task;
    if let Some(task) = task {
        turn.ask(Action::CancelTask { task });
    }
    let result = if task.is_some() { "hangup" } else { "bridged" };
    store(result, params.unwrap_or(&Map::new()), turn);
}

fn store(result: &str, params: &Map, turn: &mut Turning<'_>) {
    let before = Kept::read(turn.kept()).params;
    turn.store_params(&before);
    // How the wait ended is for the last news to say, not for what was said while it lasted.
    if param(params, "QueueResult").is_none() {
        turn.store_value("QueueResult", result);
    }
    turn.store_params(params);
}
