//! Enqueue call: put the caller into a queue until somebody takes the call.

use centralita_engine::declare::{Behaviour, Declared, Exits, JsonTemplate, Reporter, Whole};
use centralita_engine::exec::{CreateTask, Event, Failure, Next, Outcome, Turning};
use centralita_engine::template::Template;

use super::queued_call::{self, Left, Queued};
use super::{task_attributes, task_target};

/// Put the caller into a queue until somebody takes the call.
///
/// The caller waits with music. The flow goes on when the talk is over, or when the caller hangs up;
/// a caller who hangs up while waiting is taken out of the queue.
#[derive(Clone, Debug, PartialEq, Declared)]
#[widget(
    kind = "enqueue-call",
    label = "Enqueue call",
    group = People,
    icon = "queue",
    channels(Call),
    alias("EnqueueCall"),
    waits,
    speaks
)]
pub struct EnqueueCall {
    /// The queue by its name; leave it empty to let a routing plan decide.
    #[field(label = "Queue", control = Queue)]
    pub queue_name: Option<Template>,
    /// The routing plan that finds a queue and a person: its name, or the id that the project knows it by.
    #[field(label = "Routing plan", control = Queue, alias("task_router_workflow"))]
    pub workflow_sid: Option<Template>,
    /// What routing and the person get to know, as JSON.
    #[field(label = "Attributes", group = "Task")]
    pub task_attributes: JsonTemplate,
    /// Higher goes first.
    #[field(default = 0, group = "Task")]
    pub priority: Whole,
    /// Seconds until the task is given up; empty means a day.
    #[field(label = "Give up after", control = Seconds, range = 0..=1_209_600, group = "Task")]
    pub timeout: Option<Whole>,
    /// What the caller hears while waiting: the address of TwiML or of audio.
    #[field(label = "Hold music", control = Url, group = "Waiting", alias("hold_music_url"))]
    pub wait_url: Option<Template>,
    /// How that address is asked.
    #[field(
        label = "Hold music method", default = "GET", group = "Waiting",
        choices("GET" = "GET", "POST" = "POST"), alias("twiml_request_method")
    )]
    pub wait_url_method: Template,
}

/// Ways out of a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Exits)]
pub enum Exit {
    /// The talk is over, the caller hung up, or nobody took the call in time.
    #[exit(label = "Call complete")]
    CallComplete,
    /// The call did not come into the queue: it is full, or there is no such queue.
    #[exit(label = "Failed to enqueue", failure)]
    FailedToEnqueue,
    /// The system failed.
    #[exit(label = "Call failed")]
    CallFailure,
}

impl Behaviour for EnqueueCall {
    type Exit = Exit;
    type Outputs = Queued;

    const EXAMPLE: &'static str = r#"{
  "name": "to_support",
  "type": "enqueue-call",
  "transitions": [
    { "event": "callComplete", "next": "survey" },
    { "event": "failedToEnqueue", "next": "voicemail" },
    { "event": "callFailure", "next": "voicemail" }
  ],
  "properties": {
    "workflow_sid": "WW0123456789abcdef0123456789abcdef",
    "task_attributes": "{ \"reason\": \"{{widgets.menu.SpeechResult}}\" }",
    "priority": 0,
    "wait_url_method": "GET",
    "offset": { "x": 0, "y": 0 }
  }
}"#;

    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let to = task_target::target(&self.queue_name, &self.workflow_sid, turn)?;
        let attributes = turn.json(&self.task_attributes)?;
        let timeout = task_target::lifetime(&self.timeout, turn)?;
        let task = CreateTask {
            to,
            channel: "voice".into(),
            priority: turn.whole(&self.priority)?,
            timeout,
            wait_url: turn.render_or_empty(&self.wait_url)?,
            wait_url_method: turn.render(&self.wait_url_method)?,
            caller_waits: true,
            hand_over: turn.hand_over(attributes)?,
        };
        queued_call::ask(task, turn);
        Ok(Next::Wait)
    }

    fn resume(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let Event::TaskChanged { task, params, .. } = event else { return Ok(Next::Wait) };
        match queued_call::changed(task, params, turn) {
            None => Ok(Next::Wait),
            Some(Left::Done) => Ok(Next::Exit(Exit::CallComplete)),
            Some(Left::NotQueued(why)) => Err(Failure::new(why)),
            Some(Left::Broken(why)) => {
                turn.warn(why);
                Ok(Next::Exit(Exit::CallFailure))
            }
        }
    }

    fn left(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<Exit> {
        queued_call::caller_left(event.params(), turn);
        Ok(Next::Exit(Exit::CallComplete))
    }

    fn check(&self, report: &mut Reporter<'_>) {
        task_target::check(
            ("queue_name", &self.queue_name),
            ("workflow_sid", &self.workflow_sid),
            report,
        );
        task_attributes::check(&self.task_attributes, "task_attributes", report);
        task_attributes::check_reserved(&self.task_attributes, "task_attributes", report);
    }
}

#[cfg(test)]
mod tests {
    use centralita_engine::exec::Settings;
    use expect_test::{Expect, expect};

    use crate::testing::Stage;

    use super::EnqueueCall;

    const QUEUE: &str = r#"{ "queue_name": "support" }"#;

    fn check(properties: &str, events: &[&str], expected: Expect) {
        let stage = Stage::call().with_variable("said", "\",\"roles\":[\"admin\n🙂");
        expected.assert_eq(&stage.play::<EnqueueCall>(properties, events));
    }

    #[test]
    fn a_talk_that_is_over_leaves_by_call_complete() {
        check(
            QUEUE,
            &[
                r#"{"event":"task-changed","task":"created"}"#,
                r#"{"event":"task-changed","task":"reserved"}"#,
                r#"{"event":"task-changed","task":"accepted"}"#,
                r#"{"event":"task-changed","task":"completed","params":{"QueueTime":"12","QueueSid":"QU1"}}"#,
            ],
            expect![[r#"
                visits under_test
                asks #1 create-task {"caller_waits":true,"channel":"voice","hand_over":{"attributes":{},"channel":"voice","customer":{"address":"+15550100","language":null,"name":null,"verified":false},"direction":"inbound","flow":{"execution":"FN00000000000000000000000000000007","id":"stage","path":["prepare","under_test"],"reason":"under_test","revision":1,"seconds":0},"schema":1,"vendor":{"from":"+15550100","to":"+15550199"}},"priority":0,"to":{"queue":"support"},"wait_url_method":"GET"}
                hears task-changed
                visits under_test
                hears task-changed
                visits under_test
                hears task-changed
                visits under_test
                hears task-changed
                visits under_test
                  leaves by callComplete
                asks #2 hang-up
                stores {"QueueResult":"bridged","QueueSid":"QU1","QueueTime":"12"}
                ends completed
            "#]],
        );
    }

    #[test]
    fn what_is_said_of_the_task_while_it_waits_is_there_afterwards() {
        let said = [
            r#"{"event":"task-changed","task":"created","params":{"TaskSid":"WT1","QueueSid":"QU1"}}"#,
            r#"{"event":"task-changed","task":"accepted","params":{"WorkerSid":"WK1"}}"#,
        ];
        let done = r#"{"event":"task-changed","task":"completed","params":{"QueueTime":"12"}}"#;
        let hangs_up = r#"{"event":"contact-left","reason":"hung-up"}"#;
        let play = |events: &[&str]| {
            let told = Stage::call().play::<EnqueueCall>(QUEUE, events);
            told.lines().skip_while(|line| !line.contains("leaves")).collect::<Vec<_>>().join("\n")
        };
        expect![[r#"
              leaves by callComplete
            asks #2 hang-up
            stores {"QueueSid":"QU1","TaskSid":"WT1","WorkerSid":"WK1","QueueResult":"bridged","QueueTime":"12"}
            ends completed"#]].assert_eq(&play(&[said[0], said[1], done]));
        expect![[r#"
              leaves by callComplete
            asks #2 cancel-task {"task":1}
            stores {"QueueSid":"QU1","TaskSid":"WT1","QueueResult":"hangup"}
            ends completed"#]]
        .assert_eq(&play(&[said[0], hangs_up]));
        expect![[r#"
              leaves by callComplete
            stores {"QueueSid":"QU1","TaskSid":"WT1","WorkerSid":"WK1","QueueResult":"bridged"}
            ends completed"#]]
        .assert_eq(&play(&[said[0], said[1], hangs_up]));
    }

    #[test]
    fn a_wait_that_is_given_up_leaves_by_call_complete() {
        check(
            r#"{ "queue_name": "support", "timeout": 60, "priority": 5, "hold_music_url": "https://example.com/music" }"#,
            &[r#"{"event":"task-changed","task":"cancelled"}"#],
            expect![[r#"
                visits under_test
                asks #1 create-task {"caller_waits":true,"channel":"voice","hand_over":{"attributes":{},"channel":"voice","customer":{"address":"+15550100","language":null,"name":null,"verified":false},"direction":"inbound","flow":{"execution":"FN00000000000000000000000000000007","id":"stage","path":["prepare","under_test"],"reason":"under_test","revision":1,"seconds":0},"schema":1,"vendor":{"from":"+15550100","to":"+15550199"}},"priority":5,"timeout":60,"to":{"queue":"support"},"wait_url":"https://example.com/music","wait_url_method":"GET"}
                hears task-changed
                visits under_test
                  leaves by callComplete
                asks #2 hang-up
                stores {"QueueResult":"leave"}
                ends completed
            "#]],
        );
    }

    #[test]
    fn an_execution_that_is_cancelled_leaves_no_task_in_the_queue() {
        let told = Stage::call().play::<EnqueueCall>(
            QUEUE,
            &[
                r#"{"event":"task-changed","task":"created"}"#,
                r#"{"event":"cancelled","reason":"An operator ended it."}"#,
            ],
        );
        let (_, ending) = told.split_once("hears cancelled\n").unwrap_or_default();
        expect![[r#"
            asks #2 cancel-task {"task":1}
            asks #3 hang-up {"reason":"An operator ended it."}
            ends cancelled: An operator ended it.
        "#]]
        .assert_eq(ending);
    }

    #[test]
    fn a_caller_who_hangs_up_while_waiting_is_taken_out_of_the_queue() {
        check(
            QUEUE,
            &[
                r#"{"event":"task-changed","task":"created"}"#,
                r#"{"event":"contact-left","reason":"hung-up","params":{"CallStatus":"completed"}}"#,
            ],
            expect![[r#"
                visits under_test
                asks #1 create-task {"caller_waits":true,"channel":"voice","hand_over":{"attributes":{},"channel":"voice","customer":{"address":"+15550100","language":null,"name":null,"verified":false},"direction":"inbound","flow":{"execution":"FN00000000000000000000000000000007","id":"stage","path":["prepare","under_test"],"reason":"under_test","revision":1,"seconds":0},"schema":1,"vendor":{"from":"+15550100","to":"+15550199"}},"priority":0,"to":{"queue":"support"},"wait_url_method":"GET"}
                hears task-changed
                visits under_test
                hears contact-left
                visits under_test
                  leaves by callComplete
                asks #2 cancel-task {"task":1}
                stores {"QueueResult":"hangup","CallStatus":"completed"}
                ends completed
            "#]],
        );
    }

    #[test]
    fn a_caller_who_hangs_up_after_talking_takes_nothing_back() {
        check(
            QUEUE,
            &[
                r#"{"event":"task-changed","task":"accepted"}"#,
                r#"{"event":"contact-left","reason":"hung-up"}"#,
            ],
            expect![[r#"
                visits under_test
                asks #1 create-task {"caller_waits":true,"channel":"voice","hand_over":{"attributes":{},"channel":"voice","customer":{"address":"+15550100","language":null,"name":null,"verified":false},"direction":"inbound","flow":{"execution":"FN00000000000000000000000000000007","id":"stage","path":["prepare","under_test"],"reason":"under_test","revision":1,"seconds":0},"schema":1,"vendor":{"from":"+15550100","to":"+15550199"}},"priority":0,"to":{"queue":"support"},"wait_url_method":"GET"}
                hears task-changed
                visits under_test
                hears contact-left
                visits under_test
                  leaves by callComplete
                stores {"QueueResult":"bridged"}
                ends completed
            "#]],
        );
    }

    #[test]
    fn a_full_queue_leaves_by_failed_to_enqueue() {
        check(
            QUEUE,
            &[r#"{"event":"task-changed","task":{"rejected":"The queue support is full."}}"#],
            expect![[r#"
                visits under_test
                asks #1 create-task {"caller_waits":true,"channel":"voice","hand_over":{"attributes":{},"channel":"voice","customer":{"address":"+15550100","language":null,"name":null,"verified":false},"direction":"inbound","flow":{"execution":"FN00000000000000000000000000000007","id":"stage","path":["prepare","under_test"],"reason":"under_test","revision":1,"seconds":0},"schema":1,"vendor":{"from":"+15550100","to":"+15550199"}},"priority":0,"to":{"queue":"support"},"wait_url_method":"GET"}
                hears task-changed
                visits under_test
                  notes: The queue support is full.
                  leaves by failedToEnqueue
                asks #2 hang-up
                stores {"QueueResult":"queue-full"}
                ends completed
            "#]],
        );
        check(
            "{}",
            &[],
            expect![[r#"
            visits under_test
              notes: under_test names no queue. Choose a queue, or a routing plan.
              leaves by failedToEnqueue
            asks #1 hang-up
            ends completed
        "#]],
        );
    }

    #[test]
    fn a_broken_system_leaves_by_call_failure() {
        check(
            QUEUE,
            &[r#"{"event":"task-changed","task":{"failed":"The router is not there."}}"#],
            expect![[r#"
                visits under_test
                asks #1 create-task {"caller_waits":true,"channel":"voice","hand_over":{"attributes":{},"channel":"voice","customer":{"address":"+15550100","language":null,"name":null,"verified":false},"direction":"inbound","flow":{"execution":"FN00000000000000000000000000000007","id":"stage","path":["prepare","under_test"],"reason":"under_test","revision":1,"seconds":0},"schema":1,"vendor":{"from":"+15550100","to":"+15550199"}},"priority":0,"to":{"queue":"support"},"wait_url_method":"GET"}
                hears task-changed
                visits under_test
                  notes: The router is not there.
                  leaves by callFailure
                asks #2 hang-up
                stores {"QueueResult":"system-error"}
                ends completed
            "#]],
        );
    }

    #[test]
    fn a_plan_is_found_by_its_id_and_attributes_hold_whatever_a_caller_said() {
        let mut settings = Settings::default();
        settings.names.plans.insert("WW1".into(), "everybody".into());
        let told = Stage::call()
            .with_settings(settings)
            .with_variable("said", "\",\"roles\":[\"admin\n🙂")
            .play::<EnqueueCall>(
                r#"{ "task_router_workflow": "WW1", "task_attributes": "{ \"said\": \"{{flow.variables.said}}\" }" }"#,
                &[],
            );
        expect![[r#"
            visits under_test
            asks #1 create-task {"caller_waits":true,"channel":"voice","hand_over":{"attributes":{"said":"\",\"roles\":[\"admin\n🙂"},"channel":"voice","customer":{"address":"+15550100","language":null,"name":null,"verified":false},"direction":"inbound","flow":{"execution":"FN00000000000000000000000000000007","id":"stage","path":["prepare","under_test"],"reason":"under_test","revision":1,"seconds":0},"schema":1,"vendor":{"from":"+15550100","to":"+15550199"}},"priority":0,"to":{"plan":"everybody"},"wait_url_method":"GET"}
            waits
        "#]].assert_eq(&told);
    }

    #[test]
    fn attributes_that_become_json_by_rendering_hold_whatever_a_caller_said() {
        check(
            r#"{ "queue_name": "support", "task_attributes": "{ \"said\": {{flow.variables.said}}{% if flow.variables.said %}, \"again\": \"so: {{flow.variables.said}}\"{% endif %} }" }"#,
            &[],
            expect![[r#"
                visits under_test
                asks #1 create-task {"caller_waits":true,"channel":"voice","hand_over":{"attributes":{"again":"so: \",\"roles\":[\"admin\n🙂","said":"\",\"roles\":[\"admin\n🙂"},"channel":"voice","customer":{"address":"+15550100","language":null,"name":null,"verified":false},"direction":"inbound","flow":{"execution":"FN00000000000000000000000000000007","id":"stage","path":["prepare","under_test"],"reason":"under_test","revision":1,"seconds":0},"schema":1,"vendor":{"from":"+15550100","to":"+15550199"}},"priority":0,"to":{"queue":"support"},"wait_url_method":"GET"}
                waits
            "#]],
        );
        check(
            r#"{ "queue_name": "support", "task_attributes": "{ \"said\": {{flow.variables.said}} " }"#,
            &[],
            expect![[r#"
                visits under_test
                  notes: The text is not JSON once its variables are filled in (EOF while parsing an object at line 1 column 40): { "said": "\",\"roles\":[\"admin\n🙂" 
                  leaves by failedToEnqueue
                asks #1 hang-up
                ends completed
            "#]],
        );
    }
}
