//! The router, by what happens at a small desk.

mod hours;
mod laws;
mod life;
mod offers;
mod order;
mod steps;
mod transfers;

use super::*;
use crate::attributes::Attributes;
use crate::crew::Crew;
use crate::ids::{ReservationId, TaskId, WorkerId};
use crate::time::Secs;

/// A workspace, its clock in seconds, and how one talks to it in a test.
pub(super) struct Desk {
    pub workspace: Workspace,
    pub now: i64,
}

const BASE: &str = r#"
    [[activity]]
    name = "Available"
    available = true
    [[activity]]
    name = "Reserve"
    available = true
    [[activity]]
    name = "Offline"
    available = false
    [[activity]]
    name = "Missed"
    available = false
    [[channel]]
    name = "voice"
    [[channel]]
    name = "chat"
    wrap_up_seconds = 30
"#;

impl Desk {
    /// A desk with these settings, queues and workers, and one plan.
    pub fn new(crew: &str, plan: &str) -> Desk {
        let mut desk = Desk { workspace: Workspace::new(), now: 0 };
        let crew = format!("{crew}\n{BASE}");
        for input in Crew::read(&crew).unwrap().inputs() {
            desk.say(input);
        }
        desk.plan(plan, false);
        desk
    }

    pub fn plan(&mut self, filters: &str, re_evaluate: bool) -> String {
        let configuration = format!(r#"{{"task_routing": {{{filters}}}}}"#);
        let plan = NewPlan {
            id: Default::default(),
            name: "Plan".into(),
            configuration: configuration.as_str().into(),
            reservation_seconds: None,
        };
        self.say(Input::DefinePlan { plan, re_evaluate })
    }

    pub fn say(&mut self, input: Input) -> String {
        self.try_say(input.clone()).unwrap_or_else(|refused| panic!("{input:?}: {refused}"))
    }

    pub fn try_say(&mut self, input: Input) -> Result<String, Refused> {
        let facts = self.workspace.handle(input, Time(self.now * 1000))?;
        Ok(facts.iter().map(|fact| told(fact) + "\n").collect())
    }

    /// Lets time pass to this second.
    pub fn at(&mut self, second: i64) -> String {
        self.now = second;
        self.say(Input::Tick)
    }

    pub fn task(&mut self, attributes: &str) -> String {
        self.say(Input::CreateTask(task(attributes)))
    }

    pub fn accept(&mut self, reservation: u64) -> String {
        self.say(Input::Accept { reservation: ReservationId(reservation) })
    }

    pub fn reject(&mut self, reservation: u64) -> String {
        self.say(Input::Reject { reservation: ReservationId(reservation), activity: None })
    }

    pub fn complete(&mut self, reservation: u64) -> String {
        self.say(Input::CompleteReservation { reservation: ReservationId(reservation) })
    }

    pub fn goes(&mut self, worker: &str, activity: &str) -> String {
        self.say(Input::SetWorkerActivity {
            worker: worker.into(),
            activity: activity.into(),
            reject_pending: false,
        })
    }

    /// Who is asked for a task now.
    pub fn asked(&self, task: u64) -> Vec<String> {
        let view = self.workspace.task(TaskId(task)).unwrap();
        let asked = view.reservations.iter().filter_map(|id| self.workspace.reservation(*id));
        let asked = asked.filter(|one| one.status == ReservationStatus::Pending);
        asked.map(|one| one.worker.to_string()).collect()
    }

    pub fn status(&self, task: u64) -> TaskStatus {
        self.workspace.task(TaskId(task)).unwrap().status
    }

    pub fn queue(&self, task: u64) -> String {
        self.workspace.task(TaskId(task)).unwrap().queue.unwrap().to_string()
    }

    pub fn worker(&self, worker: &str) -> WorkerView {
        self.workspace.worker(&WorkerId::from(worker)).unwrap()
    }
}

/// A voice task by the plan of the desk.
pub(super) fn task(attributes: &str) -> NewTask {
    NewTask {
        plan: Some("Plan".into()),
        attributes: Attributes::read(attributes).unwrap(),
        channel: "voice".into(),
        priority: 0,
        timeout_seconds: Secs(86_400),
        virtual_start: None,
        routing_target: None,
        ignore_capacity: None,
        not_before: None,
    }
}

/// A worker of a crew file.
pub(super) fn worker(name: &str, rest: &str) -> String {
    format!("\n[[worker]]\nname = \"{name}\"\nactivity = \"Available\"\n{rest}\n")
}

/// A queue of a crew file.
pub(super) fn queue(name: &str, rest: &str) -> String {
    format!("\n[[queue]]\nname = \"{name}\"\n{rest}\n")
}

/// A fact in a line: the moment in seconds, the vendor's name, and the values.
fn told(fact: &Fact) -> String {
    let serde_json::Value::Object(mut map) = serde_json::to_value(&fact.event).unwrap() else {
        panic!("an event is an object");
    };
    let name = map.remove("type").unwrap();
    let values: Vec<String> = map.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let seconds = fact.at.0 / 1000;
    format!("{seconds} {} {}", name.as_str().unwrap(), values.join(" ").replace('"', ""))
}

/// Whatever happens happens again when the same inputs come again.
#[test]
fn facts_have_the_vendors_names_and_read_back() {
    let fact = Fact { at: Time(5), event: Event::TaskCreated { task: TaskId(1) } };
    let text = serde_json::to_string(&fact).unwrap();
    assert_eq!(text, r#"{"at":5,"type":"task.created","task":1}"#);
    assert_eq!(serde_json::from_str::<Fact>(&text).unwrap(), fact);
}

#[test]
fn inputs_read_back_as_written() {
    let inputs = [
        Input::Tick,
        Input::CreateTask(task(r#"{"a": [1, "x"]}"#)),
        Input::CreateTask(NewTask { not_before: Some(Time(7)), ..task("") }),
        Input::CloseQueue { queue: "Sales".into(), waiting: Waiting::MoveOn, until: Some(Time(9)) },
        Input::OpenQueue { queue: "Sales".into() },
        Input::FollowHours { queue: "Sales".into() },
        Input::CallBack(CallBack {
            task: TaskId(1),
            channel: "callback".into(),
            attributes: None,
            not_before: Some(Time(8)),
            timeout_seconds: Secs(60),
        }),
        Input::Transfer {
            reservation: ReservationId(1),
            to: RoutingTarget::Queue("Sales".into()),
            mode: TransferMode::Cold,
            attributes: None,
            priority: Some(3),
        },
    ];
    for input in inputs {
        let text = serde_json::to_string(&input).unwrap();
        assert_eq!(serde_json::from_str::<Input>(&text).unwrap(), input, "{text}");
    }
}
