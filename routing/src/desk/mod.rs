//! A desk: a workspace at work for whoever embeds it, in the names that people use.
//!
//! A [`Workspace`] speaks of ids and reservations, and wants to be woken. A [`Desk`] is one set up with
//! a crew and plans; tasks are given to it by the name of a queue or plan, workers answer by their
//! names, and what becomes of each task is told as [`News`]. Simulators put this between a flow's hand-over
//! and the people. Servers, which keep a journal, put a desk around the workspace that the journal made
//! ([`Desk::around`]) and hand every input in as it is ([`Desk::handle`]).
//!
//! ```
//! use centralita_routing::crew::Crew;
//! use centralita_routing::desk::{Became, Desk, DeskTarget, DeskTask};
//! use centralita_routing::{Attributes, Time};
//!
//! let crew = Crew::read(r#"
//!     [[activity]]
//!     name = "Available"
//!     available = true
//!     [[channel]]
//!     name = "voice"
//!     [[queue]]
//!     name = "Support"
//!     [[worker]]
//!     name = "Ana"
//!     activity = "Available"
//! "#)?;
//! let mut desk = Desk::open(&crew, [], Time(0))?;
//! let call = DeskTask {
//!     target: DeskTarget::Queue("support".into()),
//!     channel: "voice".into(),
//!     attributes: Attributes::default(),
//!     priority: 0,
//!     timeout: None,
//! };
//! let task = desk.create(call, Time(1_000))?;
//! assert_eq!(*desk.standing(task).unwrap().asked, ["Ana".into()]);
//! desk.accept(task, Some("Ana"), Time(3_000))?;
//! let news: Vec<Became> = desk.take_news().into_iter().map(|news| news.what).collect();
//! assert_eq!(news.last(), Some(&Became::Accepted { worker: "Ana".into() }));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What is not here: flows, hand-over documents, and who rings the worker's telephone.

mod answers;
mod around;
mod names;
mod news;
mod staff;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

pub use names::NotPossible;
pub use news::{Became, News};

use crate::attributes::Attributes;
use crate::crew::{Activity, Channel, Crew};
use crate::ids::{ActivityId, PlanId, QueueId, TaskId, Text};
use crate::plan::HIGHEST_PRIORITY;
use crate::time::{Secs, Time};
use crate::why::Why;
use crate::workspace::{
    Event, Input, LONGEST_LIFE, NewPlan, NewTask, Numbered, Refused, RoutingTarget, TaskStatus,
    USUAL_LIFE, Workspace,
};

/// A workspace at work: people, plans and the tasks they got.
#[derive(Clone, Debug, Default)]
pub struct Desk {
    workspace: Workspace,
    now: Time,
    activities: Vec<Activity>,
    channels: Vec<Channel>,
    /// Queues: id and name.
    queues: Vec<(Text, Text)>,
    /// Plans: id and name.
    plans: Vec<(Text, Text)>,
    /// Tasks that are under way, or ended lately.
    tasks: BTreeMap<TaskId, Standing>,
    /// Tasks that only keep workers busy.
    pretended: BTreeSet<TaskId>,
    news: Vec<News>,
}

/// A task for somebody at the desk.
#[derive(Clone, Debug, PartialEq)]
pub struct DeskTask {
    /// Where it goes.
    pub target: DeskTarget,
    /// What kind of work it is: a channel of the crew, or what a hand-over calls it, e.g. `message`.
    pub channel: Text,
    /// What is known of it.
    pub attributes: Attributes,
    /// Higher comes first; what is beyond the router's range is cut there.
    pub priority: i64,
    /// How long it may wait for somebody; none is [`USUAL_LIFE`], a day.
    pub timeout: Option<Secs>,
}

/// Where a task goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeskTarget {
    /// To whoever serves this queue, by its name or id.
    Queue(Text),
    /// To whomever this plan finds, by its name or id.
    Plan(Text),
}

/// Where a task stands, in names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Where in its life it is.
    pub status: TaskStatus,
    /// The queue in which it is, or was found a worker.
    pub queue: Option<Text>,
    /// The plan by which it came.
    pub plan: Option<Text>,
    /// Higher comes first.
    pub priority: u32,
    /// Whom it is offered to.
    pub asked: Vec<Text>,
    /// Who has it, after-work included.
    pub has: Vec<Text>,
    /// When it came.
    pub created: Time,
    /// When somebody first took it.
    pub taken: Option<Time>,
}

impl Desk {
    /// Opens a desk with a crew and plans.
    ///
    /// # Errors
    /// When the crew or a plan cannot be set up: a name twice, a plan that cannot be read.
    pub fn open(
        crew: &Crew,
        plans: impl IntoIterator<Item = NewPlan>,
        now: Time,
    ) -> Result<Desk, Refused> {
        let named = |id: &str, name: &Text| {
            let id = if id.is_empty() { name.clone() } else { Text::from(id) };
            (id, name.clone())
        };
        let mut desk = Desk {
            workspace: Workspace::new(),
            now,
            activities: crew.activities.clone(),
            channels: crew.channels.clone(),
            queues: crew.queues.iter().map(|one| named(one.id.as_str(), &one.name)).collect(),
            plans: Vec::new(),
            tasks: BTreeMap::new(),
            pretended: BTreeSet::new(),
            news: Vec::new(),
        };
        for input in crew.inputs() {
            desk.workspace.handle(input, now)?;
        }
        for plan in plans {
            desk.plans.push(named(plan.id.as_str(), &plan.name));
            desk.workspace.handle(Input::DefinePlan { plan, re_evaluate: false }, now)?;
        }
        Ok(desk)
    }

    /// The router itself, to look at.
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// Goes on numbering where another desk stopped, for one that takes its place; see
    /// [`Workspace::number_after`].
    pub fn number_after(&mut self, before: Numbered) {
        self.workspace.number_after(before);
    }

    /// Takes a task in.
    ///
    /// # Errors
    /// When there is no such queue, plan or channel, or the task is beyond the router's limits.
    pub fn create(&mut self, task: DeskTask, now: Time) -> Result<TaskId, NotPossible> {
        self.pass(now);
        let channel = self.channel_for(&task.channel)?;
        let (plan, routing_target, plan_name) = match &task.target {
            DeskTarget::Plan(plan) => {
                let (id, name) = names::plan(&self.plans, plan)?;
                (Some(PlanId(id)), None, Some(name))
            }
            DeskTarget::Queue(queue) => {
                let (id, _) = names::queue(&self.queues, queue)?;
                (None, Some(RoutingTarget::Queue(QueueId(id))), None)
            }
        };
        let life = task.timeout.unwrap_or(USUAL_LIFE).0.clamp(1, LONGEST_LIFE.0);
        let new = NewTask {
            plan,
            attributes: task.attributes,
            channel,
            priority: u32::try_from(task.priority.max(0))
                .map_or(HIGHEST_PRIORITY, |priority| priority.min(HIGHEST_PRIORITY)),
            timeout_seconds: Secs(life),
            virtual_start: None,
            routing_target,
            ignore_capacity: None,
            not_before: None,
        };
        let id = self.hand_in_task(new, plan_name)?;
        Ok(id)
    }

    fn hand_in_task(&mut self, new: NewTask, plan: Option<Text>) -> Result<TaskId, NotPossible> {
        let priority = new.priority;
        let facts = self.workspace.handle(Input::CreateTask(new), self.now)?;
        let created = facts.iter().find_map(|fact| match fact.event {
            Event::TaskCreated { task } => Some(task),
            _ => None,
        });
        // A task that was not refused is there; the first fact says which.
        let id = created.unwrap_or(TaskId(0));
        let standing = Standing {
            status: TaskStatus::Pending,
            queue: None,
            plan,
            priority,
            asked: Vec::new(),
            has: Vec::new(),
            created: self.now,
            taken: None,
        };
        self.tasks.insert(id, standing);
        self.learn(facts);
        Ok(id)
    }

    /// Lets time pass up to a moment: offers end unanswered, steps and tasks run out.
    pub fn pass(&mut self, now: Time) {
        if now <= self.now {
            return;
        }
        // Time passes whatever happens: a tick is never refused while time goes forward.
        if let Ok(facts) = self.workspace.handle(Input::Tick, now) {
            self.now = now;
            self.learn(facts);
        }
    }

    /// When something happens by itself next.
    pub fn next_deadline(&self) -> Option<Time> {
        self.workspace.next_deadline()
    }

    /// What has become of tasks since it was last asked, the oldest first.
    pub fn take_news(&mut self) -> Vec<News> {
        std::mem::take(&mut self.news)
    }

    /// Where a task stands; none when nobody knows it any more.
    pub fn standing(&self, task: TaskId) -> Option<&Standing> {
        self.tasks.get(&task)
    }

    /// Why a task is where it is; none when nobody knows it any more.
    pub fn why(&self, task: TaskId) -> Option<Why> {
        self.workspace.why(task)
    }

    fn hand_in(&mut self, input: Input, now: Time) -> Result<(), NotPossible> {
        self.pass(now);
        let facts = self.workspace.handle(input, self.now)?;
        self.learn(facts);
        Ok(())
    }

    /// The activity of this id or name.
    fn activity(&self, name: &str) -> Result<(ActivityId, bool), NotPossible> {
        names::activity(&self.activities, name)
    }
}
