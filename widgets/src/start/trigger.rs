//! Trigger: where every execution begins.

use centralita_engine::declare::{Behaviour, Channel, Declared, Exits};
use centralita_engine::exec::{Next, Outcome, Turning};

/// Where every execution begins: a call, a message, a request from a program, or another flow.
///
/// Connect the exits for the ways by which people reach this flow, and leave the others open: an
/// execution that comes in by an open one ends at once. A flow has exactly one trigger; it cannot be
/// copied or deleted.
#[derive(Clone, Debug, PartialEq, Declared)]
#[widget(kind = "trigger", label = "Trigger", group = Start, icon = "play", alias("InitialState"), starts)]
pub struct Start {}

/// Ways out of the trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Exits)]
pub enum Exit {
    /// A message came in and no execution was waiting for it.
    #[exit(label = "Message")]
    IncomingMessage,
    /// A call came in.
    #[exit(label = "Call")]
    IncomingCall,
    /// A message came in a chat conversation.
    #[exit(label = "Conversation")]
    IncomingConversationMessage,
    /// A program asked for an execution.
    #[exit(label = "REST API")]
    IncomingRequest,
    /// Another flow runs this one.
    #[exit(label = "Subflow")]
    IncomingParent,
}

impl Behaviour for Start {
    type Exit = Exit;
    type Outputs = ();

    const EXAMPLE: &'static str = r#"{
  "name": "Trigger",
  "type": "trigger",
  "transitions": [
    { "event": "incomingMessage" },
    { "event": "incomingCall", "next": "greeting" },
    { "event": "incomingConversationMessage" },
    { "event": "incomingRequest" },
    { "event": "incomingParent" }
  ],
  "properties": { "offset": { "x": 0, "y": 0 } }
}"#;

    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<Exit> {
        if turn.is_sub_flow() {
            return Ok(Next::Exit(Exit::IncomingParent));
        }
        Ok(Next::Exit(match turn.channel() {
            Channel::Call => Exit::IncomingCall,
            Channel::Message => Exit::IncomingMessage,
            Channel::Conversation => Exit::IncomingConversationMessage,
            _ => Exit::IncomingRequest,
        }))
    }
}

#[cfg(test)]
mod tests {
    use centralita_engine::exec::{FlowRef, Library, Seed, Settings, Trigger};
    use centralita_engine::{Flow, Map, Time};
    use expect_test::expect;

    use crate::testing::Stage;

    use super::Start;

    #[test]
    fn a_call_a_message_and_a_request_leave_by_their_own_exits() {
        let calls = Stage::call().play::<Start>("{}", &[]);
        expect![[r#"
            visits Trigger
              leaves by incomingCall
            asks #1 hang-up
            ends completed
        "#]]
        .assert_eq(&calls);
        assert!(Stage::message().play::<Start>("{}", &[]).contains("leaves by incomingMessage"));
        assert!(
            Stage::conversation()
                .play::<Start>("{}", &[])
                .contains("leaves by incomingConversationMessage")
        );
        assert!(Stage::request().play::<Start>("{}", &[]).contains("leaves by incomingRequest"));
    }

    #[test]
    fn a_flow_that_another_runs_leaves_by_incoming_parent() {
        let outer = r#"{ "states": [
            { "name": "Trigger", "type": "trigger", "transitions": [{ "event": "incomingCall", "next": "run" }] },
            { "name": "run", "type": "run-subflow", "transitions": [], "properties": { "flow_sid": "inner" } }
        ], "initial_state": "Trigger" }"#;
        let inner = r#"{ "states": [
            { "name": "Trigger", "type": "trigger", "transitions": [{ "event": "incomingParent" }] }
        ], "initial_state": "Trigger" }"#;
        let mut library = Library::new(Settings::default());
        for (name, text) in [("outer", outer), ("inner", inner)] {
            library.add(&Flow::read(text), FlowRef::new(name, 1), &crate::builtin()).unwrap();
        }
        let trigger = Trigger::Call { from: "+1".into(), to: "+2".into(), params: Map::new() };
        let turn = library.start(&FlowRef::new("outer", 1), trigger, Seed(1), Time(0)).unwrap();
        let exits: Vec<&str> =
            turn.steps.iter().filter_map(|step| Some(step.exit.as_ref()?.event.as_str())).collect();
        assert_eq!(exits, ["incomingCall", "incomingParent", "completed"]);
    }
}
