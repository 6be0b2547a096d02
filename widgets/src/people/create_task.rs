//! Create task: leave work for a person, such as a call-back, and go on.
//!
//! The caller is not put into a queue; that is what [`enqueue_call`](super::enqueue_call) and
//! [`send_to_agent`](super::send_to_agent) do.

use centralita_engine::declare::{
    Behaviour, Declared, Exits, Flag, JsonTemplate, Outputs, Reporter, Whole,
};
use centralita_engine::exec::{
    Action, CallState, CreateTask as Task, Event, Failure, Next, Outcome, TaskState, Turning,
};
use centralita_engine::template::Template;
use centralita_engine::{Text, Value};

use super::{task_attributes, task_target};

/// Leave work for a person, such as a call-back, and go on.
///
/// The flow goes on as soon as the task is in its queue, or, when asked to wait, when the person is done with it. The
/// caller stays with the flow meanwhile and may hang up without the task being lost.
#[derive(Clone, Debug, PartialEq, Declared)]
#[widget(kind = "centralita-create-task", label = "Create task", group = People, icon = "task", waits)]
pub struct CreateTask {
    /// The queue by its name; leave it empty to let a routing plan decide.
    #[field(control = Queue)]
    pub queue: Option<Template>,
    /// The routing plan that finds a queue and a person.
    #[field(label = "Routing plan", control = Queue)]
    pub plan: Option<Template>,
    /// The channel of the work, such as `callback`. Empty means the channel of this execution.
    #[field(label = "Task channel")]
    pub channel: Option<Template>,
    /// What routing and the person get to know, as JSON.
    #[field(group = "Task")]
    pub attributes: JsonTemplate,
    /// Higher goes first.
    #[field(default = 0, group = "Task")]
    pub priority: Whole,
    /// Seconds until the task is given up; empty means a day.
    #[field(label = "Give up after", control = Seconds, range = 0..=1_209_600, group = "Task")]
    pub timeout: Option<Whole>,
    /// Whether the flow waits until the person is done.
    #[field(label = "Wait until it is done", default = false, group = "Task")]
    pub wait: Flag,
}

/// Ways out of creating a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Exits)]
pub enum Exit {
    /// The task is in its queue. Not taken when the widget waits until it is done.
    #[exit(label = "Task created")]
    Created,
    /// The person is done with the task. Taken only when the widget waits for it.
    #[exit(label = "Task done")]
    Completed,
    /// There is no task, or the widget waited and nobody did it in time.
    #[exit(label = "Task failed", failure)]
    Failed,
}

/// What is stored of a task.
#[derive(Clone, Debug, Default, PartialEq, Outputs)]
pub struct Created {
    /// The id of the task.
    #[output(sample = "WT0123456789abcdef0123456789abcdef")]
    pub sid: Option<Text>,
    /// How far it is: `created`, `reserved`, `accepted`, `completed`, `cancelled`, `rejected` or `failed`.
    #[output(sample = "created")]
    pub state: Option<Text>,
}

impl Behaviour for CreateTask {
    type Exit = Exit;
    type Outputs = Created;

    const EXAMPLE: &'static str = r#"{
  "name": "call_back",
  "type": "centralita-create-task",
  "transitions": [
    { "event": "created", "next": "say_goodbye" },
    { "event": "completed" },
    { "event": "failed", "next": "voicemail" }
  ],
  "properties": {
    "queue": "callbacks",
    "channel": "callback",
    "attributes": "{ \"number\": \"{{contact.channel.address}}\", \"reason\": \"{{widgets.menu.SpeechResult}}\" }",
    "priority": 0,
    "wait": false,
    "offset": { "x": 0, "y": 0 }
  }
}"#;

    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let to = task_target::target(&self.queue, &self.plan, turn)?;
        let channel = match turn.render_or_empty(&self.channel)? {
            named if !named.trim().is_empty() => turn.names().channel(&named).clone(),
            _ if turn.call() != CallState::None => "voice".into(),
            _ => turn.channel().name().into(),
        };
        let attributes = turn.json(&self.attributes)?;
        let timeout = task_target::lifetime(&self.timeout, turn)?;
        let waits = turn.flag(&self.wait)?;
        let task = Task {
            to,
            channel,
            priority: turn.whole(&self.priority)?,
            timeout,
            wait_url: Text::default(),
            wait_url_method: Text::default(),
            caller_waits: false,
            hand_over: turn.hand_over(attributes)?,
        };
        turn.ask(Action::CreateTask(Box::new(task)));
        turn.keep(waits);
        Ok(Next::Wait)
    }

    fn resume(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let Event::TaskChanged { task, params, .. } = event else { return Ok(Next::Wait) };
        let kept = turn.kept().clone();
        // A map once something was said of a task that is waited for.
        let waits = kept == true.into() || matches!(kept, Value::Map(_));
        let is_under_way =
            matches!(task, TaskState::Created | TaskState::Reserved | TaskState::Accepted);
        let before = kept.as_map().cloned().unwrap_or_default();
        if waits && is_under_way {
            if !params.is_empty() {
                let mut said = before;
                said.extend(params.clone());
                turn.keep(said);
            }
            return Ok(Next::Wait);
        }
        turn.store_params(&before);
        turn.store_params(params);
        turn.store_value("state", word(task));
        match task {
            TaskState::Rejected(why) | TaskState::Failed(why) => Err(Failure::new(why.clone())),
            TaskState::Cancelled => {
                Err(Failure::new("The task was given up: nobody did it in time."))
            }
            TaskState::Completed if waits => Ok(Next::Exit(Exit::Completed)),
            _ => Ok(Next::Exit(Exit::Created)),
        }
    }

    /// A task needs no call: the flow goes on when the caller is gone.
    fn left(&self, _: &Event, _: &mut Turning<'_>) -> Outcome<Exit> {
        Ok(Next::Wait)
    }

    fn check(&self, report: &mut Reporter<'_>) {
        task_target::check(("queue", &self.queue), ("plan", &self.plan), report);
        task_attributes::check(&self.attributes, "attributes", report);
    }
}

fn word(task: &TaskState) -> &'static str {
    match task {
        TaskState::Created => "created",
        TaskState::Reserved => "reserved",
        TaskState::Accepted => "accepted",
        TaskState::Completed => "completed",
        TaskState::Cancelled => "cancelled",
        TaskState::Rejected(_) => "rejected",
        _ => "failed",
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::testing::Stage;

    use super::CreateTask;

    fn check(stage: Stage, properties: &str, events: &[&str], expected: Expect) {
        let stage = stage.with_variable("said", "\",\"roles\":[\"admin\n🙂");
        expected.assert_eq(&stage.play::<CreateTask>(properties, events));
    }

    #[test]
    fn a_task_in_its_queue_leaves_by_created() {
        check(
            Stage::call(),
            r#"{ "queue": "callbacks", "channel": "callback", "priority": 3, "attributes": "{ \"said\": \"{{flow.variables.said}}\" }" }"#,
            &[r#"{"event":"task-changed","task":"created","params":{"sid":"WT1"}}"#],
            expect![[r#"
                visits under_test
                asks #1 create-task {"caller_waits":false,"channel":"callback","hand_over":{"attributes":{"said":"\",\"roles\":[\"admin\n🙂"},"channel":"voice","customer":{"address":"+15550100","language":null,"name":null,"verified":false},"direction":"inbound","flow":{"execution":"FN00000000000000000000000000000007","id":"stage","path":["prepare","under_test"],"reason":"under_test","revision":1,"seconds":0},"schema":1,"vendor":{"from":"+15550100","to":"+15550199"}},"priority":3,"to":{"queue":"callbacks"}}
                hears task-changed
                visits under_test
                  leaves by created
                asks #2 hang-up
                stores {"sid":"WT1","state":"created"}
                ends completed
            "#]],
        );
    }

    #[test]
    fn a_task_that_is_waited_for_leaves_by_completed() {
        check(
            Stage::request(),
            r#"{ "plan": "everybody", "wait": true, "timeout": 60, "attributes": { "said": "{{flow.variables.said}}" } }"#,
            &[
                r#"{"event":"task-changed","task":"created","params":{"sid":"WT1"}}"#,
                r#"{"event":"task-changed","task":"accepted","params":{"worker":"Ana"}}"#,
                r#"{"event":"task-changed","task":"completed"}"#,
            ],
            expect![[r#"
                visits under_test
                asks #1 create-task {"caller_waits":false,"channel":"request","hand_over":{"attributes":{"said":"\",\"roles\":[\"admin\n🙂"},"channel":"request","customer":{"address":"+15550100","language":null,"name":null,"verified":false},"direction":"outbound","flow":{"execution":"FN00000000000000000000000000000007","id":"stage","path":["prepare","under_test"],"reason":"under_test","revision":1,"seconds":0},"schema":1},"priority":0,"timeout":60,"to":{"plan":"everybody"}}
                hears task-changed
                visits under_test
                hears task-changed
                visits under_test
                hears task-changed
                visits under_test
                  leaves by completed
                stores {"sid":"WT1","worker":"Ana","state":"completed"}
                ends completed
            "#]],
        );
    }

    #[test]
    fn what_nobody_does_leaves_by_failed() {
        check(
            Stage::message(),
            r#"{ "queue": "a", "wait": "yes", "attributes": "{ \"said\": {{flow.variables.said}} }" }"#,
            &[r#"{"event":"task-changed","task":"cancelled"}"#],
            expect![[r#"
                visits under_test
                asks #1 create-task {"caller_waits":false,"channel":"message","hand_over":{"attributes":{"said":"\",\"roles\":[\"admin\n🙂"},"channel":"message","customer":{"address":"+15550100","language":null,"name":null,"verified":false},"direction":"inbound","flow":{"execution":"FN00000000000000000000000000000007","id":"stage","path":["prepare","under_test"],"reason":"under_test","revision":1,"seconds":0},"schema":1,"vendor":{"body":"Hello","from":"+15550100","to":"+15550199"}},"priority":0,"to":{"queue":"a"}}
                hears task-changed
                visits under_test
                  notes: The task was given up: nobody did it in time.
                  leaves by failed
                stores {"state":"cancelled"}
                ends completed
            "#]],
        );
        check(
            Stage::message(),
            r#"{ "queue": "a" }"#,
            &[r#"{"event":"task-changed","task":{"rejected":"There is no queue \"a\"."}}"#],
            expect![[r#"
                visits under_test
                asks #1 create-task {"caller_waits":false,"channel":"message","hand_over":{"attributes":{},"channel":"message","customer":{"address":"+15550100","language":null,"name":null,"verified":false},"direction":"inbound","flow":{"execution":"FN00000000000000000000000000000007","id":"stage","path":["prepare","under_test"],"reason":"under_test","revision":1,"seconds":0},"schema":1,"vendor":{"body":"Hello","from":"+15550100","to":"+15550199"}},"priority":0,"to":{"queue":"a"}}
                hears task-changed
                visits under_test
                  notes: There is no queue "a".
                  leaves by failed
                stores {"state":"rejected"}
                ends completed
            "#]],
        );
        check(
            Stage::message(),
            "{}",
            &[],
            expect![[r#"
            visits under_test
              notes: under_test names no queue. Choose a queue, or a routing plan.
              leaves by failed
            ends completed
        "#]],
        );
        check(
            Stage::message(),
            r#"{ "queue": "a", "attributes": "{{flow.variables.said}}" }"#,
            &[],
            expect![[r#"
                visits under_test
                  notes: under_test hands over a text where named values are needed. Write the attributes as {"name": "value"}.
                  leaves by failed
                ends completed
            "#]],
        );
    }

    #[test]
    fn the_task_stays_although_the_caller_hangs_up() {
        let told = Stage::call().play::<CreateTask>(
            r#"{ "queue": "callbacks" }"#,
            &[
                r#"{"event":"contact-left","reason":"hung-up"}"#,
                r#"{"event":"task-changed","task":"created"}"#,
            ],
        );
        assert!(told.contains("leaves by created") && !told.contains("cancel-task"), "{told}");
    }
}
