//! The world around an execution when a router finds people for its tasks: what the router is asked,
//! and what the execution hears of it.

// In a test a panic is the answer.
#![allow(clippy::unwrap_used)]

use std::cell::RefCell;
use std::rc::Rc;

use centralita_engine::exec::{
    CreateTask, FlowRef, Input, Journal, Library, Seed, Settings, TaskState, Trigger, replay,
};
use centralita_engine::scenario::{
    Given, Router, StaffIs, TaskAct, TaskBecame, TaskNews, TaskStanding, Waiting, World,
};
use centralita_engine::{Event, Flow, Map, Secs, Text, Time};
use centralita_widgets::builtin;

const FLOW: &str = r#"{ "initial_state": "Trigger", "states": [
    { "name": "Trigger", "type": "trigger", "properties": {},
      "transitions": [{ "event": "incomingCall", "next": "wait" }] },
    { "name": "wait", "type": "enqueue-call",
      "properties": { "queue_name": "support", "timeout": 60 },
      "transitions": [{ "event": "callComplete", "next": "bye" },
                      { "event": "failedToEnqueue" }, { "event": "callFailure" }] },
    { "name": "bye", "type": "say-play", "properties": { "say": "Bye", "loop": 1 },
      "transitions": [{ "event": "audioComplete" }] } ] }"#;

/// Asks Ana every ten seconds, gives up when the task's time is over, and remembers what it is told.
#[derive(Clone, Debug, Default)]
struct AnaAlone {
    told: Rc<RefCell<Vec<String>>>,
    news: Vec<TaskNews>,
    /// When she is asked next.
    asks: Option<Time>,
    dies: Option<Time>,
    full: bool,
}

impl AnaAlone {
    fn say(&mut self, at: Time, what: TaskBecame) {
        self.news.push(TaskNews { at, task: 1, what });
    }

    fn end(&mut self, at: Time, what: TaskBecame) {
        (self.asks, self.dies) = (None, None);
        self.say(at, what);
    }
}

impl Router for AnaAlone {
    fn create(&mut self, task: &CreateTask, now: Time) -> Result<u64, Text> {
        if self.full {
            return Err("Nobody takes anything today.".into());
        }
        self.dies = task.timeout.map(|secs| now.after(secs));
        self.asks = Some(now.after(Secs(10)));
        let who = "Ana".into();
        self.say(now, TaskBecame::Reserved { who, until: now.after(Secs(10)) });
        Ok(1)
    }

    fn act(&mut self, _: u64, act: TaskAct, who: Option<&str>, now: Time) -> Result<(), Text> {
        self.told.borrow_mut().push(format!("{act:?} {}", who.unwrap_or("-")));
        match act {
            TaskAct::Accept => {
                (self.asks, self.dies) = (None, None);
                self.say(now, TaskBecame::Accepted("Ana".into()));
            }
            TaskAct::Complete => self.end(now, TaskBecame::Completed),
            TaskAct::EndTalk => self.end(now, TaskBecame::TalkOver),
            TaskAct::Cancel => self.end(now, TaskBecame::Cancelled("taken back".into())),
            TaskAct::Refuse => return Err("Ana never refuses.".into()),
        }
        Ok(())
    }

    fn staff(&mut self, _: &StaffIs, _: Time) -> Result<(), Text> {
        Ok(())
    }

    fn person(&self, name: &str) -> Result<Text, Text> {
        Ok(name.into())
    }

    fn people(&self) -> Vec<Text> {
        vec!["Ana".into()]
    }

    fn pass(&mut self, now: Time) {
        while let Some(due) = self.next_deadline().filter(|due| *due <= now) {
            if self.dies == Some(due) {
                self.end(due, TaskBecame::Cancelled("too late".into()));
                return;
            }
            let until = due.after(Secs(10));
            self.asks = Some(until);
            self.say(due, TaskBecame::Missed("Ana".into()));
            self.say(due, TaskBecame::Reserved { who: "Ana".into(), until });
        }
    }

    fn next_deadline(&self) -> Option<Time> {
        self.dies.into_iter().chain(self.asks).min()
    }

    fn news(&mut self) -> Vec<TaskNews> {
        std::mem::take(&mut self.news)
    }

    fn standing(&self, _: u64) -> Option<TaskStanding> {
        None
    }

    fn why(&self, _: u64) -> Option<Text> {
        None
    }

    fn again(&self) -> Box<dyn Router> {
        Box::new(self.clone())
    }
}

fn begin(router: &AnaAlone) -> (Library, World) {
    let mut library = Library::new(Settings::default());
    let at = FlowRef::new("routed", 1);
    library.add(&Flow::read(FLOW), at.clone(), &builtin()).unwrap();
    let (from, to) = ("+15550100".into(), "+15550199".into());
    let call = Trigger::Call { from, to, params: Map::new() };
    let mut world = World::start(&library, &at, call, Seed(1), Time(0))
        .unwrap()
        .with_router(Box::new(router.clone()));
    world.settle(&library, &mut Given::default());
    (library, world)
}

/// What the execution heard of its task.
fn heard(journal: &Journal) -> String {
    let states = journal.entries.iter().filter_map(|entry| match &entry.input {
        Input::Event(Event::TaskChanged { task, .. }) => Some(match task {
            TaskState::Rejected(why) => format!("Rejected: {why}"),
            task => format!("{task:?}"),
        }),
        _ => None,
    });
    states.collect::<Vec<_>>().join(", ")
}

#[test]
fn the_execution_hears_what_concerns_it_and_replays_without_the_router() {
    let router = AnaAlone::default();
    let (library, mut world) = begin(&router);
    assert!(matches!(world.waiting(), Waiting::Task(_)));
    world.pass(&library, &mut Given::default(), 25_000);
    world.act_on_task(&library, TaskAct::Accept, Some("Ana")).unwrap();
    world.pass(&library, &mut Given::default(), 120_000);
    world.act_on_task(&library, TaskAct::Complete, None).unwrap();
    world.settle(&library, &mut Given::default());
    assert_eq!(heard(&world.journal), "Created, Reserved, Accepted, Completed");
    assert_eq!(world.execution.variable("widgets.wait.QueueTime"), Some(&"25".into()));
    assert_eq!(world.execution.variable("widgets.wait.WorkerName"), Some(&"Ana".into()));
    assert!(world.execution.has_ended());
    let again = replay(&library, &world.journal.entries).unwrap();
    assert_eq!(again, world.execution);
}

#[test]
fn a_task_that_nobody_takes_ends_when_the_router_says_so() {
    let (library, mut world) = begin(&AnaAlone::default());
    world.pass(&library, &mut Given::default(), 59_000);
    assert_eq!(heard(&world.journal), "Created, Reserved");
    world.pass(&library, &mut Given::default(), 2_000);
    assert_eq!(heard(&world.journal), "Created, Reserved, Cancelled");
    assert_eq!(world.execution.variable("widgets.wait.QueueResult"), Some(&"leave".into()));
    let reason = world.execution.variable("widgets.wait.TaskCanceledReason");
    assert_eq!(reason, Some(&"too late".into()));
}

#[test]
fn the_router_is_told_when_the_caller_goes() {
    let router = AnaAlone::default();
    let (library, mut world) = begin(&router);
    world.hang_up(&library).unwrap();
    world.settle(&library, &mut Given::default());
    assert_eq!(*router.told.borrow(), ["Cancel -"]);

    let router = AnaAlone::default();
    let (library, mut world) = begin(&router);
    world.act_on_task(&library, TaskAct::Accept, None).unwrap();
    world.hang_up(&library).unwrap();
    world.settle(&library, &mut Given::default());
    assert_eq!(*router.told.borrow(), ["Accept -", "EndTalk -"]);
}

#[test]
fn a_task_that_the_router_does_not_take_was_never_there() {
    let router = AnaAlone { full: true, ..AnaAlone::default() };
    let (_, world) = begin(&router);
    assert_eq!(heard(&world.journal), "Rejected: Nobody takes anything today.");
}

#[test]
fn two_worlds_from_one_go_their_own_ways() {
    let (library, mut world) = begin(&AnaAlone::default());
    let mut other = world.clone();
    world.act_on_task(&library, TaskAct::Accept, None).unwrap();
    other.pass(&library, &mut Given::default(), 61_000);
    assert_eq!(heard(&world.journal), "Created, Reserved, Accepted");
    assert_eq!(heard(&other.journal), "Created, Reserved, Cancelled");
}
