//! The world's tasks when a router finds people for them.

use crate::exec::{Action, EffectId, Event, Library, TaskState};
use crate::scenario::router::{Router, StaffIs, TaskAct, TaskBecame, TaskStanding};
use crate::scenario::transcript::Said;
use crate::scenario::world::World;
use crate::time::Time;
use crate::value::{Map, Text};

/// A task that went to the router.
#[derive(Clone, Debug)]
pub(super) struct RoutedTask {
    /// The router's number of it.
    number: u64,
    /// The execution's.
    effect: EffectId,
    /// Whether the caller waits with it.
    caller_waits: bool,
    /// Since when it looks for somebody.
    since: Time,
    /// Whether the execution knows that somebody was asked.
    was_reserved: bool,
    /// When somebody took it.
    taken: Option<Time>,
}

/// Why sentences about people mean nothing without a router.
pub(super) const NO_PLAN: &str = "No plan stands in this project, so nobody is asked by name. Write \"the task is accepted\", or name a crew and plans under [routing] in centralita.toml.";

impl World {
    /// This world, with a router that finds people for its tasks.
    #[must_use]
    pub fn with_router(mut self, router: Box<dyn Router>) -> World {
        self.router = Some(router);
        self
    }

    /// Who finds people for tasks; nobody when sentences play them.
    pub fn router(&self) -> Option<&dyn Router> {
        self.router.as_deref()
    }

    /// Where the last task stands that went to the router.
    pub fn standing(&self) -> Option<TaskStanding> {
        let stands = self.router.as_ref()?.standing(self.routed.last()?.number);
        // What a router has forgotten is long over.
        let forgotten =
            || TaskStanding { is_over: true, status: "over".into(), ..TaskStanding::default() };
        Some(stands.unwrap_or_else(forgotten))
    }

    /// Why the last task that went to the router is where it is, in sentences, one a line.
    pub fn why_task(&self) -> Option<Text> {
        self.router.as_ref()?.why(self.routed.last()?.number)
    }

    /// Somebody does something with the last task; without a name, whoever can.
    ///
    /// # Errors
    /// A sentence when it cannot be done; nothing has changed then.
    pub fn act_on_task(
        &mut self,
        library: &Library,
        act: TaskAct,
        who: Option<&str>,
    ) -> Result<(), Text> {
        let Some(router) = self.router.as_mut() else { return Err(NO_PLAN.into()) };
        let Some(routed) = self.routed.last() else { return Err("No task was created.".into()) };
        router.act(routed.number, act, who, self.now)?;
        self.hear_router(library);
        Ok(())
    }

    /// Somebody does something else than tasks from now on.
    ///
    /// # Errors
    /// A sentence when there is no such person or activity, or no router.
    pub fn staff(&mut self, library: &Library, staff: &StaffIs) -> Result<(), Text> {
        let Some(router) = self.router.as_mut() else { return Err(NO_PLAN.into()) };
        router.staff(staff, self.now)?;
        self.hear_router(library);
        Ok(())
    }

    /// When the router does something by itself next.
    pub fn next_of_router(&self) -> Option<Time> {
        self.router.as_ref()?.next_deadline()
    }

    /// A task that was created goes to the router, if there is one; what the execution hears of it.
    pub(super) fn route(&mut self, event: Event) -> Event {
        let Event::TaskChanged { answers, task: TaskState::Created, mut params } = event else {
            return event;
        };
        let (now, open) = (self.now, &self.open);
        let asked = open.iter().find(|effect| effect.id == answers);
        let (Some(router), Some(Action::CreateTask(task))) =
            (self.router.as_mut(), asked.map(|effect| &effect.action))
        else {
            return Event::TaskChanged { answers, task: TaskState::Created, params };
        };
        router.pass(now);
        match router.create(task, now) {
            Ok(number) => {
                self.routed.push(RoutedTask {
                    number,
                    effect: answers,
                    caller_waits: task.caller_waits,
                    since: now,
                    was_reserved: false,
                    taken: None,
                });
                // How long it may wait is for the router to know.
                self.given_up.retain(|(_, task)| *task != answers);
                params.insert("sid", format!("WT{number:032x}"));
                Event::TaskChanged { answers, task: TaskState::Created, params }
            }
            Err(why) => {
                Event::TaskChanged { answers, task: TaskState::Rejected(why), params: Map::new() }
            }
        }
    }

    /// Hears what the router has to say by now, and tells the execution what concerns it; whether
    /// there was anything.
    pub(super) fn hear_router(&mut self, library: &Library) -> bool {
        let Some(router) = self.router.as_mut() else { return false };
        if router.next_deadline().is_some_and(|due| due <= self.now) {
            router.pass(self.now);
        }
        let news = router.news();
        let has_news = !news.is_empty();
        for one in news {
            let told = self.change_of(one.task, one.at, &one.what);
            self.transcript.add(one.at, Said::Routed(one.what));
            // A task goes on when its execution waits for it no longer.
            if let Some(event) = told
                && event.answers().is_some_and(|id| self.open.iter().any(|open| open.id == id))
            {
                // An execution that does not want to know refuses, and is as it was.
                let _ = self.tell(library, event);
            }
        }
        has_news
    }

    /// What the execution is told of this; nothing of most things.
    fn change_of(&mut self, number: u64, at: Time, what: &TaskBecame) -> Option<Event> {
        let routed = self.routed.iter_mut().find(|routed| routed.number == number)?;
        let mut params = Map::new();
        let task = match what {
            // To whom it is offered, and how often, is between the router and people; each thing
            // told is a step, and an execution has only so many.
            TaskBecame::Reserved { .. } if !routed.was_reserved => {
                routed.was_reserved = true;
                TaskState::Reserved
            }
            TaskBecame::Accepted(who) if routed.taken.is_none() => {
                routed.taken = Some(at);
                params.insert("WorkerName", who.clone());
                TaskState::Accepted
            }
            TaskBecame::TalkOver if routed.caller_waits => {
                params.insert("QueueResult", "bridged");
                TaskState::Completed
            }
            TaskBecame::Completed => {
                params.insert("QueueResult", "bridged");
                TaskState::Completed
            }
            TaskBecame::Cancelled(why) => {
                params.insert("QueueResult", "leave");
                params.insert("TaskCanceledReason", why.clone());
                TaskState::Cancelled
            }
            _ => return None,
        };
        if matches!(task, TaskState::Completed | TaskState::Cancelled) {
            let waited = routed.taken.unwrap_or(at).millis_since(routed.since) / 1000;
            params.insert("QueueTime", waited.to_string());
        }
        Some(Event::TaskChanged { answers: routed.effect, task, params })
    }

    /// The execution takes a task back.
    pub(super) fn take_back(&mut self, task: EffectId) {
        let now = self.now;
        let routed = self.routed.iter().find(|routed| routed.effect == task);
        if let (Some(router), Some(routed)) = (self.router.as_mut(), routed) {
            // Who has it already keeps it.
            let _ = router.act(routed.number, TaskAct::Cancel, None, now);
        }
    }

    /// The caller is gone: so is whoever talked.
    pub(super) fn end_talk(&mut self) {
        let now = self.now;
        let Some(router) = self.router.as_mut() else { return };
        for routed in self.routed.iter().filter(|one| one.caller_waits && one.taken.is_some()) {
            // A task that is over already has no talk to end.
            let _ = router.act(routed.number, TaskAct::EndTalk, None, now);
        }
    }
}
