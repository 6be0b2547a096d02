//! A desk around a workspace that is there already, and inputs that go through it as they are.

use super::{Desk, NotPossible, Standing};
use crate::ids::{TaskId, Text};
use crate::time::Time;
use crate::workspace::{Fact, Input, ReservationStatus, TaskStatus, Workspace};

impl Desk {
    /// A desk around a workspace, such as one that a journal made. It knows the tasks that are there;
    /// news are of what comes.
    pub fn around(workspace: Workspace) -> Desk {
        let mut desk = Desk { now: workspace.now, workspace, ..Desk::default() };
        desk.look_up_names();
        let known: Vec<TaskId> = desk.workspace.tasks().map(|task| task.id).collect();
        for task in known {
            desk.get_to_know(task);
        }
        desk
    }

    /// Takes an input as a workspace does, and learns what follows: names, where tasks stand, news.
    ///
    /// Nothing is added to it: time passes by [`Input::Tick`] alone, so that a journal of what goes
    /// through here is whole. Whoever keeps one hands everything in here, since the desk's other ways
    /// make inputs of their own.
    ///
    /// # Errors
    /// When the router refuses the input. Nothing has changed then.
    pub fn handle(&mut self, input: Input, now: Time) -> Result<Vec<Fact>, NotPossible> {
        let defines = matches!(
            input,
            Input::DefineActivity(_)
                | Input::RemoveActivity(_)
                | Input::DefineChannel(_)
                | Input::RemoveChannel(_)
                | Input::DefineQueue(_)
                | Input::RemoveQueue(_)
                | Input::DefinePlan { .. }
                | Input::RemovePlan(_)
        );
        let facts = self.workspace.handle(input, now)?;
        self.now = now;
        if defines {
            self.look_up_names();
        }
        self.learn(facts.clone());
        Ok(facts)
    }

    /// Takes over what things are called now.
    fn look_up_names(&mut self) {
        let workspace = &self.workspace;
        self.activities = workspace.activities.iter().map(|(_, one)| one.clone()).collect();
        self.channels = workspace.channels.iter().map(|(_, one)| one.clone()).collect();
        let queues = workspace.queues.iter();
        self.queues = queues.map(|(_, one)| (one.id.0.clone(), one.name.clone())).collect();
        let plans = workspace.plans.iter();
        self.plans = plans.map(|(_, one)| (one.id.0.clone(), one.name.clone())).collect();
    }

    /// Notes a task that the desk did not make, as it stands.
    pub(super) fn get_to_know(&mut self, id: TaskId) {
        let Some(task) = self.workspace.task(id) else { return };
        if self.tasks.contains_key(&id) {
            return;
        }
        let (mut asked, mut has): (Vec<Text>, Vec<Text>) = Default::default();
        for one in task.reservations.iter().filter_map(|id| self.workspace.reservation(*id)) {
            match one.status {
                ReservationStatus::Pending => asked.push(self.worker_name(&one.worker)),
                ReservationStatus::Accepted | ReservationStatus::Wrapping => {
                    has.push(self.worker_name(&one.worker));
                }
                _ => {}
            }
        }
        let plan = task.plan.map(|plan| {
            let known = self.plans.iter().find(|(id, _)| *id == plan.0);
            known.map_or_else(|| plan.0.clone(), |(_, name)| name.clone())
        });
        let standing = Standing {
            status: task.status,
            queue: task.queue.as_ref().map(|queue| self.queue_name(queue)),
            plan,
            priority: task.priority,
            asked,
            has,
            created: task.created,
            taken: None,
        };
        self.tasks.insert(id, standing);
    }

    /// Notes a task that has just been made, before anything became of it.
    pub(super) fn begins(&mut self, id: TaskId) {
        if self.tasks.contains_key(&id) {
            return;
        }
        self.get_to_know(id);
        // The workspace knows already what the next facts tell.
        if let Some(standing) = self.tasks.get_mut(&id) {
            standing.status = TaskStatus::Pending;
            standing.queue = None;
            standing.asked.clear();
            standing.has.clear();
        }
    }
}
