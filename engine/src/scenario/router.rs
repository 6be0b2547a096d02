//! Routers: who finds people for the tasks that an execution hands over.
//!
//! Without one, people are played by sentences: `the task is accepted`. With one, a task goes to
//! whoever really would be asked, and sentences say what those people do. The engine knows no router;
//! whoever runs scenarios brings one along as an [`Office`].

use std::fmt;

use crate::exec::CreateTask;
use crate::time::Time;
use crate::value::Text;

/// Where routers come from: people and plans, from which each [`World`](super::World) gets a router
/// of its own.
pub trait Office: fmt::Debug {
    /// A router with everybody as they are at first.
    fn open(&self, now: Time) -> Box<dyn Router>;
}

/// Finds people for tasks. Nothing happens in it but by these calls, so the same calls come to the
/// same.
pub trait Router: fmt::Debug {
    /// Takes a task in; its number from here on.
    ///
    /// # Errors
    /// A sentence when it cannot be taken, e.g. for want of its queue.
    fn create(&mut self, task: &CreateTask, now: Time) -> Result<u64, Text>;

    /// Somebody does something with a task; without a name, whoever can.
    ///
    /// # Errors
    /// A sentence when that person cannot do that now, or nobody can.
    fn act(&mut self, task: u64, act: TaskAct, who: Option<&str>, now: Time) -> Result<(), Text>;

    /// Somebody does something else than tasks.
    ///
    /// # Errors
    /// A sentence when there is no such person or activity.
    fn staff(&mut self, staff: &StaffIs, now: Time) -> Result<(), Text>;

    /// The name of a person, as the router writes it.
    ///
    /// # Errors
    /// A sentence when there is no such person.
    fn person(&self, name: &str) -> Result<Text, Text>;

    /// Everybody's names.
    fn people(&self) -> Vec<Text>;

    /// Lets time pass up to a moment.
    fn pass(&mut self, now: Time);

    /// When something happens by itself next.
    fn next_deadline(&self) -> Option<Time>;

    /// What has become of tasks since it was last asked, the oldest first.
    fn news(&mut self) -> Vec<TaskNews>;

    /// Where a task stands; none when it is long over.
    fn standing(&self, task: u64) -> Option<TaskStanding>;

    /// Why a task is where it is, in sentences, one a line; none when it is long over.
    fn why(&self, task: u64) -> Option<Text>;

    /// The same router once more, to go another way with.
    fn again(&self) -> Box<dyn Router>;
}

impl Clone for Box<dyn Router> {
    fn clone(&self) -> Box<dyn Router> {
        self.again()
    }
}

/// What somebody does with a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskAct {
    /// Takes it.
    Accept,
    /// Refuses it.
    Refuse,
    /// Is done with it.
    Complete,
    /// Ends the talk; after-work may follow.
    EndTalk,
    /// Gives it up before anybody has taken it.
    Cancel,
}

/// What people do apart from tasks, and which queues are open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StaffIs {
    /// `given nobody works`
    NobodyWorks,
    /// `given Ana is on "Break"`
    On(Text, Text),
    /// `given Ana is busy`: as much work from elsewhere as fits.
    Busy(Text),
    /// `given Ana is free`: that work is done.
    Free(Text),
    /// `given the queue Reception is closed`, `… is closed for everybody`: nobody new comes in; with
    /// the latter, nobody waits on.
    QueueClosed {
        /// The queue.
        queue: Text,
        /// Whether those who wait have to go too.
        for_everybody: bool,
    },
    /// `given the queue Reception is open`
    QueueOpen(Text),
}

/// Something that became of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskNews {
    /// When.
    pub at: Time,
    /// The router's number of the task.
    pub task: u64,
    /// What.
    pub what: TaskBecame,
}

/// What became of a task. People and queues are told by their names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TaskBecame {
    /// Somebody is looked for in this queue.
    InQueue(Text),
    /// Somebody is being asked.
    Reserved {
        /// Who.
        who: Text,
        /// Until when the offer waits for an answer.
        until: Time,
    },
    /// Somebody refused.
    Refused(Text),
    /// Somebody left the offer unanswered.
    Missed(Text),
    /// The offer to somebody was taken back.
    TakenBack(Text),
    /// Somebody took it.
    Accepted(Text),
    /// The talk is over.
    TalkOver,
    /// It is done.
    Completed,
    /// It was given up; why.
    Cancelled(Text),
}

impl fmt::Display for TaskBecame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TaskBecame::InQueue(queue) => write!(f, "the task waits in queue {queue}"),
            TaskBecame::Reserved { who, .. } => write!(f, "the task is reserved for {who}"),
            TaskBecame::Refused(who) => write!(f, "the task is refused by {who}"),
            TaskBecame::Missed(who) => write!(f, "the task is missed by {who}"),
            TaskBecame::TakenBack(who) => write!(f, "the offer to {who} is taken back"),
            TaskBecame::Accepted(who) => write!(f, "the task is accepted by {who}"),
            TaskBecame::TalkOver => f.write_str("the talk is over"),
            TaskBecame::Completed => f.write_str("the task is completed"),
            TaskBecame::Cancelled(why) => write!(f, "the task is cancelled: {why}"),
        }
    }
}

/// Where a task stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskStanding {
    /// The queue in which it is, or was found somebody.
    pub queue: Option<Text>,
    /// The plan by which it came.
    pub plan: Option<Text>,
    /// Higher goes first.
    pub priority: i64,
    /// Who is being asked.
    pub asked: Vec<Text>,
    /// Who has it, after-work included.
    pub has: Vec<Text>,
    /// Whether it is completed or cancelled.
    pub is_over: bool,
    /// The router's word for where in its life it is.
    pub status: Text,
}
