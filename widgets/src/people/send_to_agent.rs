//! Send to agent: hand the contact over to a person.

use centralita_engine::declare::{
    Behaviour, Declared, Exits, JsonTemplate, Outputs, Reporter, Whole,
};
use centralita_engine::exec::{
    Action, CallState, CreateTask, Event, Failure, Next, Outcome, TaskState, TaskTarget, Turning,
};
use centralita_engine::template::Template;
use centralita_engine::{Secs, Text};

use super::queued_call::{self, Left};
use super::task_attributes;

/// Hand the contact over to a person.
///
/// A caller waits in a queue, and the flow goes on when the talk is over. In a chat or a message
/// conversation the flow goes on as soon as there is a task: the conversation is the person's from then on.
#[derive(Clone, Debug, PartialEq, Declared)]
#[widget(
    kind = "send-to-flex",
    label = "Send to agent",
    group = People,
    icon = "agent",
    waits,
    speaks,
    starter
)]
pub struct SendToAgent {
    /// The routing plan that finds a queue and a person: its name, or the id that the project knows it by.
    #[field(label = "Routing plan", control = Queue, required)]
    pub workflow: Template,
    /// The channel of the work, such as `voice` or `chat`, or the id that the project knows it by.
    #[field(label = "Task channel", required)]
    pub channel: Template,
    /// What routing and the person get to know, as JSON.
    #[field(label = "Attributes", group = "Task")]
    pub attributes: JsonTemplate,
    /// Higher goes first.
    #[field(json = Text, default = 0, group = "Task")]
    pub priority: Whole,
    /// Seconds until the task is given up.
    #[field(label = "Give up after", json = Text, control = Seconds, default = 3600, range = 0..=1_209_600, group = "Task")]
    pub timeout: Whole,
    /// What a caller hears while waiting: the address of TwiML or of audio.
    #[field(wire = "waitUrl", label = "Hold music", control = Url, group = "Waiting", alias("hold_music_url"))]
    pub wait_url: Option<Template>,
    /// How that address is asked.
    #[field(
        wire = "waitUrlMethod", label = "Hold music method", default = "POST", group = "Waiting",
        choices("GET" = "GET", "POST" = "POST"), alias("url_method", "hold_music_url_method")
    )]
    pub wait_url_method: Template,
}

/// Ways out of a hand-over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Exits)]
pub enum Exit {
    /// The talk with the caller is over; in a chat: there is a task.
    #[exit(label = "Task created")]
    CallComplete,
    /// There is no task: the queue is full, unknown, or the attributes are no JSON.
    #[exit(label = "Failed to create task", failure)]
    FailedToEnqueue,
    /// The system failed while the caller waited.
    #[exit(label = "Call failed", channels(Call))]
    CallFailure,
    /// Written by newer accounts of the vendor; nothing here takes it.
    #[exit(label = "Composer started", old)]
    ComposerStarted,
}

/// What is stored of a hand-over.
#[derive(Clone, Debug, Default, PartialEq, Outputs)]
pub struct HandedOver {
    /// For calls: how the wait ended, e.g. `bridged`, `hangup`, `queue-full` or `system-error`.
    #[output(wire = "QueueResult", sample = "bridged")]
    pub queue_result: Option<Text>,
    /// For calls: the provider's id of the queue.
    #[output(wire = "QueueSid", sample = "QU0123456789abcdef0123456789abcdef")]
    pub queue_sid: Option<Text>,
    /// For calls: seconds in the queue.
    #[output(wire = "QueueTime", sample = "42")]
    pub queue_time: Option<Text>,
    /// For calls: how the call is.
    #[output(wire = "CallStatus", sample = "in-progress")]
    pub call_status: Option<Text>,
    /// For calls: who took it, where a plan of the project finds people.
    #[output(wire = "WorkerName", sample = "Ana")]
    pub worker_name: Option<Text>,
    /// For calls: why nobody took it, where a plan of the project finds people.
    #[output(wire = "TaskCanceledReason", sample = "Workflow timeout")]
    pub canceled_reason: Option<Text>,
    /// For messages and chats: the id of the task.
    #[output(sample = "WT0123456789abcdef0123456789abcdef")]
    pub sid: Option<Text>,
    /// For messages: what the person got to know, as JSON.
    #[output(sample = "{}")]
    pub attributes: Option<Text>,
    /// For messages: how far the task is.
    #[output(sample = "pending")]
    pub assignment_status: Option<Text>,
    /// For messages: the task's priority.
    #[output(sample = "0")]
    pub priority: Option<Text>,
    /// For messages: the name of the task's channel.
    #[output(sample = "chat")]
    pub task_channel_unique_name: Option<Text>,
    /// For messages: when the task was created.
    #[output(sample = "2026-01-01T12:00:00Z")]
    pub date_created: Option<Text>,
}

impl Behaviour for SendToAgent {
    type Exit = Exit;
    type Outputs = HandedOver;

    const EXAMPLE: &'static str = r#"{
  "name": "to_agent",
  "type": "send-to-flex",
  "transitions": [
    { "event": "callComplete" },
    { "event": "failedToEnqueue", "next": "voicemail" },
    { "event": "callFailure", "next": "voicemail" }
  ],
  "properties": {
    "workflow": "WW0123456789abcdef0123456789abcdef",
    "channel": "TC0123456789abcdef0123456789abcdef",
    "attributes": "{ \"name\": \"{{contact.channel.address}}\", \"reason\": \"{{widgets.menu.SpeechResult}}\" }",
    "priority": "0",
    "timeout": "3600",
    "offset": { "x": 0, "y": 0 }
  }
}"#;

    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let caller_waits = match turn.call() {
            CallState::Ringing | CallState::Live => true,
            CallState::None => false,
            CallState::Gone => return Ok(Next::Left),
        };
        let plan = turn.render(&self.workflow)?;
        if plan.trim().is_empty() {
            return Err(Failure::new(format!(
                "{} names no routing plan. Choose the one that finds a person.",
                turn.widget()
            )));
        }
        let channel = turn.render(&self.channel)?;
        let attributes = turn.json(&self.attributes)?;
        let timeout = Some(turn.count(&self.timeout)?).filter(|secs| *secs > 0).map(Secs);
        let priority = turn.whole(&self.priority)?;
        let (wait_url, wait_url_method) = if caller_waits && self.wait_url.is_some() {
            (turn.render_or_empty(&self.wait_url)?, turn.render(&self.wait_url_method)?)
        } else {
            (Text::default(), Text::default())
        };
        let task = CreateTask {
            to: TaskTarget::Plan(turn.names().plan(&plan).clone()),
            channel: turn.names().channel(&channel).clone(),
            priority,
            timeout,
            wait_url,
            wait_url_method,
            caller_waits,
            hand_over: turn.hand_over(attributes)?,
        };
        if caller_waits {
            queued_call::ask(task, turn);
        } else {
            turn.ask(Action::CreateTask(Box::new(task)));
        }
        Ok(Next::Wait)
    }

    fn resume(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let Event::TaskChanged { task, params, .. } = event else { return Ok(Next::Wait) };
        if turn.call() != CallState::None {
            return match queued_call::changed(task, params, turn) {
                None => Ok(Next::Wait),
                Some(Left::Done) => Ok(Next::Exit(Exit::CallComplete)),
                Some(Left::NotQueued(why)) => Err(Failure::new(why)),
                Some(Left::Broken(why)) => {
                    turn.warn(why);
                    Ok(Next::Exit(Exit::CallFailure))
                }
            };
        }
        turn.store_params(params);
        match task {
            TaskState::Rejected(why) | TaskState::Failed(why) => Err(Failure::new(why.clone())),
            TaskState::Cancelled => {
                Err(Failure::new("The task was taken back before anybody could see it."))
            }
            _ => Ok(Next::Exit(Exit::CallComplete)),
        }
    }

    fn left(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<Exit> {
        queued_call::caller_left(event.params(), turn);
        Ok(Next::Exit(Exit::CallComplete))
    }

    fn check(&self, report: &mut Reporter<'_>) {
        task_attributes::check(&self.attributes, "attributes", report);
        let takes_calls = report
            .flow
            .widgets()
            .iter()
            .filter(|widget| widget.kind.as_str() == "trigger")
            .flat_map(|widget| &widget.transitions)
            .any(|way| way.event.as_str() == "incomingCall" && way.next.is_some());
        if takes_calls {
            task_attributes::check_reserved(&self.attributes, "attributes", report);
        }
    }
}

#[cfg(test)]
mod tests {
    use centralita_engine::Value;
    use centralita_engine::exec::Settings;
    use expect_test::{Expect, expect};

    use crate::testing::Stage;

    use super::SendToAgent;

    const SIMPLE: &str = r#"{ "workflow": "everybody", "channel": "voice", "waitUrl": "https://example.com/music" }"#;

    fn check(stage: Stage, properties: &str, events: &[&str], expected: Expect) {
        expected.assert_eq(&stage.play::<SendToAgent>(properties, events));
    }

    #[test]
    fn a_project_that_keeps_no_path_hands_over_all_the_same() {
        let mut settings = Settings::default();
        settings.limits.path = 0;
        let told = Stage::call()
            .with_settings(settings)
            .play::<SendToAgent>(r#"{ "workflow": "everybody", "channel": "voice" }"#, &[]);
        assert!(told.contains(r#""path":[]"#), "{told}");
    }

    #[test]
    fn a_call_waits_until_the_talk_is_over() {
        check(
            Stage::call(),
            SIMPLE,
            &[
                r#"{"event":"task-changed","task":"created"}"#,
                r#"{"event":"task-changed","task":"accepted"}"#,
                r#"{"event":"task-changed","task":"completed","params":{"QueueResult":"bridged","QueueTime":"12"}}"#,
            ],
            expect![[r#"
                visits under_test
                asks #1 create-task {"caller_waits":true,"channel":"voice","hand_over":{"attributes":{},"channel":"voice","customer":{"address":"+15550100","language":null,"name":null,"verified":false},"direction":"inbound","flow":{"execution":"FN00000000000000000000000000000007","id":"stage","path":["prepare","under_test"],"reason":"under_test","revision":1,"seconds":0},"schema":1,"vendor":{"from":"+15550100","to":"+15550199"}},"priority":0,"timeout":3600,"to":{"plan":"everybody"},"wait_url":"https://example.com/music","wait_url_method":"POST"}
                hears task-changed
                visits under_test
                hears task-changed
                visits under_test
                hears task-changed
                visits under_test
                  leaves by callComplete
                asks #2 hang-up
                stores {"QueueResult":"bridged","QueueTime":"12"}
                ends completed
            "#]],
        );
    }

    #[test]
    fn a_message_goes_on_as_soon_as_there_is_a_task() {
        let mut settings = Settings::default();
        settings.names.plans.insert("WW1".into(), "everybody".into());
        settings.names.channels.insert("TC1".into(), "chat".into());
        check(
            Stage::message().with_settings(settings),
            r#"{ "workflow": "WW1", "channel": "TC1", "priority": "7", "timeout": 60 }"#,
            &[r#"{"event":"task-changed","task":"created","params":{"sid":"WT1"}}"#],
            expect![[r#"
                visits under_test
                asks #1 create-task {"caller_waits":false,"channel":"chat","hand_over":{"attributes":{},"channel":"message","customer":{"address":"+15550100","language":null,"name":null,"verified":false},"direction":"inbound","flow":{"execution":"FN00000000000000000000000000000007","id":"stage","path":["prepare","under_test"],"reason":"under_test","revision":1,"seconds":0},"schema":1,"vendor":{"body":"Hello","from":"+15550100","to":"+15550199"}},"priority":7,"timeout":60,"to":{"plan":"everybody"}}
                hears task-changed
                visits under_test
                  leaves by callComplete
                stores {"sid":"WT1"}
                ends completed
            "#]],
        );
    }

    #[test]
    fn what_nobody_can_take_leaves_by_failed_to_enqueue() {
        let rejected =
            r#"{"event":"task-changed","task":{"rejected":"There is no plan \"everybody\"."}}"#;
        check(
            Stage::call(),
            SIMPLE,
            &[rejected],
            expect![[r#"
            visits under_test
            asks #1 create-task {"caller_waits":true,"channel":"voice","hand_over":{"attributes":{},"channel":"voice","customer":{"address":"+15550100","language":null,"name":null,"verified":false},"direction":"inbound","flow":{"execution":"FN00000000000000000000000000000007","id":"stage","path":["prepare","under_test"],"reason":"under_test","revision":1,"seconds":0},"schema":1,"vendor":{"from":"+15550100","to":"+15550199"}},"priority":0,"timeout":3600,"to":{"plan":"everybody"},"wait_url":"https://example.com/music","wait_url_method":"POST"}
            hears task-changed
            visits under_test
              notes: There is no plan "everybody".
              leaves by failedToEnqueue
            asks #2 hang-up
            stores {"QueueResult":"queue-full"}
            ends completed
        "#]],
        );
        check(
            Stage::conversation(),
            SIMPLE,
            &[rejected],
            expect![[r#"
            visits under_test
            asks #1 create-task {"caller_waits":false,"channel":"voice","hand_over":{"attributes":{},"channel":"conversation","customer":{"address":"ana","language":null,"name":null,"verified":false},"direction":"inbound","flow":{"execution":"FN00000000000000000000000000000007","id":"stage","path":["prepare","under_test"],"reason":"under_test","revision":1,"seconds":0},"schema":1,"vendor":{"body":"Hello","conversation_sid":"CH1","from":"ana","to":"shop"}},"priority":0,"timeout":3600,"to":{"plan":"everybody"}}
            hears task-changed
            visits under_test
              notes: There is no plan "everybody".
              leaves by failedToEnqueue
            stores {}
            ends completed
        "#]],
        );
        check(
            Stage::call(),
            r#"{ "channel": "voice" }"#,
            &[],
            expect![[r#"
            visits under_test
              notes: under_test names no routing plan. Choose the one that finds a person.
              leaves by failedToEnqueue
            asks #1 hang-up
            ends completed
        "#]],
        );
        check(
            Stage::call(),
            r#"{ "workflow": "everybody", "channel": "voice", "attributes": "[1]" }"#,
            &[],
            expect![[r#"
                visits under_test
                  notes: under_test hands over a list where named values are needed. Write the attributes as {"name": "value"}.
                  leaves by failedToEnqueue
                asks #1 hang-up
                ends completed
            "#]],
        );
    }

    #[test]
    fn a_broken_system_leaves_by_call_failure_for_calls_only() {
        let failed = r#"{"event":"task-changed","task":{"failed":"The router is not there."}}"#;
        let told = Stage::call().play::<SendToAgent>(SIMPLE, &[failed]);
        assert!(told.contains("leaves by callFailure"), "{told}");
        assert!(told.contains(r#"stores {"QueueResult":"system-error"}"#), "{told}");
        let told = Stage::message().play::<SendToAgent>(SIMPLE, &[failed]);
        assert!(told.contains("leaves by failedToEnqueue"), "{told}");
    }

    #[test]
    fn a_caller_who_hangs_up_while_waiting_is_taken_out_of_the_queue() {
        let told = Stage::call()
            .play::<SendToAgent>(SIMPLE, &[r#"{"event":"contact-left","reason":"hung-up"}"#]);
        assert!(told.contains(r#"asks #2 cancel-task {"task":1}"#), "{told}");
        assert!(told.contains("leaves by callComplete"), "{told}");
    }

    #[test]
    fn a_caller_who_is_gone_already_is_not_queued() {
        let told = Stage::call()
            .with_state(r#"{ "name": "agent", "type": "send-to-flex", "properties": { "workflow": "a", "channel": "voice" } }"#)
            .with_transitions(r#"[{ "event": "callComplete", "next": "agent" }]"#)
            .play::<SendToAgent>(SIMPLE, &[r#"{"event":"contact-left","reason":"hung-up"}"#]);
        assert!(told.contains("ends contact-left"), "{told}");
    }

    /// The attributes of the task, for these properties after a caller has said `said`.
    fn attributes(attributes: &str, said: &str) -> String {
        let properties = format!(
            r#"{{ "workflow": "everybody", "channel": "voice", "attributes": {} }}"#,
            Value::from(attributes).to_json()
        );
        let told = Stage::call().with_variable("said", said).play::<SendToAgent>(&properties, &[]);
        let asked = told.lines().find_map(|line| line.strip_prefix("asks #1 create-task "));
        let task = Value::from_json(asked.unwrap_or_else(|| panic!("{told}"))).unwrap();
        task.get("hand_over").and_then(|over| over.get("attributes")).unwrap().to_json()
    }

    #[test]
    fn nothing_a_caller_says_can_break_the_attributes_or_add_to_them() {
        let written = [
            r#"{ "said": "{{flow.variables.said}}", "n": 1 }"#,
            r#"{ "said": {{flow.variables.said}}, "n": 1 }"#,
            r#"{ {% if flow.variables.said == "x" %}"x": 1,{% endif %} "said": "{{flow.variables.said}}", "n": 1 }"#,
            r#"{ "said": {{flow.variables.said | to_json}}, "n": 1 }"#,
        ];
        let said = [
            r#"","roles":["admin"#,
            r#"", "roles": ["admin"], "x": ""#,
            "two\nlines\r\t",
            "🙂 \u{7f} \\ \\\" \u{2028}",
            "\\",
            "}",
        ];
        for attributes_text in written {
            for said in said {
                let expected: centralita_engine::Map =
                    [("said", Value::from(said)), ("n", Value::Int(1))].into_iter().collect();
                let expected = Value::from(expected).to_json();
                assert_eq!(sorted(&attributes(attributes_text, said)), sorted(&expected));
            }
        }
    }

    fn sorted(json: &str) -> Vec<String> {
        let value = Value::from_json(json).unwrap();
        let mut rows: Vec<String> = value
            .as_map()
            .unwrap()
            .iter()
            .map(|(key, value)| format!("{key}={}", value.to_json()))
            .collect();
        rows.sort();
        rows
    }
}
