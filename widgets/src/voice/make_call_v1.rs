//! Make outgoing call, the older type: what it does is the newer one's, with two more exits.

use centralita_engine::Map;
use centralita_engine::declare::{Behaviour, Declared, Exits, Flag, Whole};
use centralita_engine::exec::{CallOutcome, Event, Next, Outcome, Turning};
use centralita_engine::template::Template;

use super::make_call::{Placed, failure, place, store};

/// Call the contact, as older flows do it.
///
/// New flows use "Make outgoing call", which can also find out whether a machine answered.
#[derive(Clone, Debug, PartialEq, Declared)]
#[widget(
    kind = "make-outgoing-call-v1",
    label = "Make outgoing call (older)",
    group = Voice,
    icon = "phone-out",
    alias("Dial"),
    waits,
    discontinued
)]
pub struct MakeCallV1 {
    /// The number shown to the contact.
    #[field(control = Address, default = "{{flow.channel.address}}", required)]
    pub from: Template,
    /// Whom to call.
    #[field(control = Address, default = "{{contact.channel.address}}", required)]
    pub to: Template,
    /// Seconds it may ring.
    #[field(label = "Ring for", control = Seconds, default = 60, range = 0..=600)]
    pub timeout: Whole,
    /// Whether the call is recorded.
    #[field(default = false)]
    pub record: Flag,
}

/// Ways out of an older outgoing call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Exits)]
pub enum Exit {
    /// Somebody answered.
    Answered,
    /// The line is busy.
    Busy,
    /// Nobody answered in time.
    NoAnswer,
    /// The call could not be placed.
    #[exit(failure)]
    Failed,
    /// A machine or a fax answered, and whoever placed the call found that out.
    #[exit(label = "Answered by a machine")]
    AnsweredByMachine,
    /// The call that began the execution ended meanwhile.
    #[exit(label = "Caller hung up")]
    Hangup,
}

impl Behaviour for MakeCallV1 {
    type Exit = Exit;
    type Outputs = Placed;

    const EXAMPLE: &'static str = r#"{
  "name": "call_customer",
  "type": "make-outgoing-call-v1",
  "transitions": [
    { "event": "answered", "next": "say_reminder" },
    { "event": "busy" },
    { "event": "noAnswer" },
    { "event": "failed" },
    { "event": "answeredByMachine" },
    { "event": "hangup" }
  ],
  "properties": {
    "from": "{{flow.channel.address}}",
    "to": "{{contact.channel.address}}",
    "record": false,
    "timeout": 60,
    "offset": { "x": 0, "y": 0 }
  }
}"#;

    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let record = turn.flag(&self.record)?;
        place(turn, &self.from, &self.to, &self.timeout, record, Map::new())?;
        Ok(Next::Wait)
    }

    fn resume(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let Event::CallPlaced { outcome, params, .. } = event else { return Ok(Next::Wait) };
        store(turn, outcome, params);
        Ok(Next::Exit(match outcome {
            CallOutcome::Answered(by) => {
                let machine =
                    by.as_deref().is_some_and(|by| by.starts_with("machine") || by == "fax");
                if machine { Exit::AnsweredByMachine } else { Exit::Answered }
            }
            CallOutcome::Busy => Exit::Busy,
            CallOutcome::NoAnswer => Exit::NoAnswer,
            CallOutcome::Failed => return Err(failure(params)),
        }))
    }

    fn left(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<Exit> {
        if let Some(params) = event.params() {
            turn.store_params(params);
        }
        Ok(Next::Exit(Exit::Hangup))
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::testing::Stage;

    use super::MakeCallV1;

    fn check(stage: Stage, events: &[&str], expected: Expect) {
        let properties = r#"{ "record": true, "timeout": 20 }"#;
        expected.assert_eq(&stage.play::<MakeCallV1>(properties, events));
    }

    #[test]
    fn a_person_leaves_by_answered() {
        check(
            Stage::request(),
            &[r#"{"event":"call-placed","outcome":{"answered":null},"params":{"CallSid":"CA7"}}"#],
            expect![[r#"
                visits under_test
                asks #1 place-call {"from":"+15550199","record":true,"timeout":20,"to":"+15550100"}
                hears call-placed
                visits under_test
                  leaves by answered
                asks #2 hang-up
                stores {"CallStatus":"in-progress","CallSid":"CA7"}
                ends completed
            "#]],
        );
    }

    #[test]
    fn a_machine_leaves_by_answered_by_machine() {
        check(
            Stage::request(),
            &[r#"{"event":"call-placed","outcome":{"answered":"machine_start"}}"#],
            expect![[r#"
                visits under_test
                asks #1 place-call {"from":"+15550199","record":true,"timeout":20,"to":"+15550100"}
                hears call-placed
                visits under_test
                  leaves by answeredByMachine
                asks #2 hang-up
                stores {"CallStatus":"in-progress","AnsweredBy":"machine_start"}
                ends completed
            "#]],
        );
    }

    #[test]
    fn the_other_outcomes_leave_by_their_own_exits() {
        for (outcome, exit) in [("busy", "busy"), ("no-answer", "noAnswer"), ("failed", "failed")] {
            let event = format!(r#"{{"event":"call-placed","outcome":"{outcome}"}}"#);
            let told = Stage::request().play::<MakeCallV1>("{}", &[&event]);
            assert!(told.contains(&format!("leaves by {exit}\n")), "{told}");
        }
    }

    #[test]
    fn a_caller_who_hangs_up_meanwhile_leaves_by_hangup() {
        check(
            Stage::call(),
            &[r#"{"event":"contact-left","reason":"hung-up","params":{"CallStatus":"completed"}}"#],
            expect![[r#"
                visits under_test
                asks #1 place-call {"from":"+15550199","record":true,"timeout":20,"to":"+15550100"}
                hears contact-left
                visits under_test
                  leaves by hangup
                asks #2 hang-up {"reason":"Nobody waits for this call any more."}
                stores {"CallStatus":"completed"}
                ends completed
            "#]],
        );
    }
}
