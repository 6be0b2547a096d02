//! Start conversation: open a chat conversation with the contact.

use centralita_engine::Map;
use centralita_engine::declare::{Behaviour, Declared, Exits, Flag, JsonTemplate, Reporter};
use centralita_engine::exec::{Event, Next, Outcome, Turning};
use centralita_engine::template::Template;

use super::conversation::{self, Conversation};

const KIND: &str = "start-conversation";

/// Open a chat conversation with the contact.
///
/// Only for executions that a program asks for. Message widgets that follow write into the
/// conversation, and the contact's answers come back to them.
#[derive(Clone, Debug, PartialEq, Declared)]
#[widget(kind = "start-conversation", label = "Start conversation", group = Message, icon = "conversation", waits)]
pub struct StartConversation {
    /// The conversation service, `IS…`.
    #[field(label = "Conversation service", required)]
    pub conversation_service_sid: Template,
    /// Who takes part, as JSON: messaging addresses or chat identities.
    #[field(json = List, default = "")]
    pub participants: JsonTemplate,
    /// What people call the conversation.
    #[field(label = "Name")]
    pub friendly_name: Option<Template>,
    /// Attributes of the conversation, as JSON.
    #[field(label = "Conversation attributes")]
    pub attributes: JsonTemplate,
    /// The messaging service through which messages go.
    #[field(label = "Messaging service")]
    pub messaging_service_sid: Option<Template>,
    /// How long without a message until it counts as inactive, such as `PT10M` for ten minutes.
    #[field(label = "Inactive after", group = "Timers")]
    pub timers_inactive: Option<Template>,
    /// How long without a message until it is closed, such as `P1D` for a day.
    #[field(label = "Closed after", group = "Timers")]
    pub timers_closed: Option<Template>,
    /// Whether the conversation is closed when the execution ends.
    #[field(label = "Close at the end of the flow", default = false, group = "Timers")]
    pub close_conversation_on_execution_end: Flag,
}

/// Ways out of starting a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Exits)]
pub enum Exit {
    /// The conversation is open.
    #[exit(label = "Conversation created")]
    Created,
    /// There is none: it was refused, or nothing here can make one.
    #[exit(label = "Conversation failed", failure)]
    Failed,
}

impl Behaviour for StartConversation {
    type Exit = Exit;
    type Outputs = Conversation;

    const EXAMPLE: &'static str = r#"{
  "name": "open_chat",
  "type": "start-conversation",
  "transitions": [
    { "event": "created", "next": "ask_name" },
    { "event": "failed" }
  ],
  "properties": {
    "conversation_service_sid": "IS0123456789abcdef0123456789abcdef",
    "participants": [
      {
        "type": "messaging",
        "messaging_binding_address": "{{contact.channel.address}}",
        "messaging_binding_proxy_address": "{{flow.channel.address}}"
      }
    ],
    "timers_inactive": "PT10M",
    "close_conversation_on_execution_end": true,
    "offset": { "x": 0, "y": 0 }
  }
}"#;

    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let mut settings = Map::new();
        settings.insert("conversation_service_sid", turn.render(&self.conversation_service_sid)?);
        for (name, value) in
            [("participants", &self.participants), ("attributes", &self.attributes)]
        {
            let value = turn.json(value)?;
            if !value.is_null() {
                settings.insert(name, value);
            }
        }
        for (name, value) in [
            ("friendly_name", &self.friendly_name),
            ("messaging_service_sid", &self.messaging_service_sid),
            ("timers_inactive", &self.timers_inactive),
            ("timers_closed", &self.timers_closed),
        ] {
            if let Some(value) = value {
                settings.insert(name, turn.render(value)?);
            }
        }
        let closes = turn.flag(&self.close_conversation_on_execution_end)?;
        settings.insert("close_conversation_on_execution_end", closes);
        conversation::ask(KIND, "Start conversation", settings, turn)?;
        Ok(Next::Wait)
    }

    fn resume(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<Exit> {
        match conversation::answered(event, turn) {
            None => Ok(Next::Wait),
            Some(answer) => answer.map(|()| Next::Exit(Exit::Created)),
        }
    }

    fn check(&self, report: &mut Reporter<'_>) {
        conversation::check("Start conversation", report);
    }
}

#[cfg(test)]
mod tests {
    use centralita_engine::Flow;
    use centralita_engine::declare::Reporter;
    use expect_test::{Expect, expect};

    use crate::testing::Stage;

    use super::StartConversation;

    const PROPERTIES: &str = r#"{
        "conversation_service_sid": "IS1",
        "participants": [{ "type": "messaging", "messaging_binding_address": "{{contact.channel.address}}" }],
        "attributes": "{\"topic\": \"{{flow.variables.topic}}\"}",
        "timers_inactive": "PT10M"
    }"#;

    fn check(stage: Stage, events: &[&str], expected: Expect) {
        let told = stage
            .with_state(
                r#"{ "name": "see", "type": "send-message", "properties": { "body": "Hi" } }"#,
            )
            .with_transitions(r#"[{ "event": "created", "next": "see" }, { "event": "failed" }]"#)
            .play::<StartConversation>(PROPERTIES, events);
        expected.assert_eq(&told);
    }

    #[test]
    fn a_conversation_that_opens_leaves_by_created_and_takes_the_messages_that_follow() {
        check(
            Stage::request().with_variable("topic", r#"","roles":["admin"#),
            &[
                r#"{"event":"served","outcome":"created","params":{"conversation":{"sid":"CH7","state":"active","chat_service_sid":"IS1"},"webhook_sid":"WH1"}}"#,
            ],
            expect![[r#"
                visits under_test
                asks #1 conversation {"kind":"start-conversation","settings":{"attributes":{"topic":"\",\"roles\":[\"admin"},"close_conversation_on_execution_end":false,"conversation_service_sid":"IS1","participants":[{"messaging_binding_address":"+15550100","type":"messaging"}],"timers_inactive":"PT10M"}}
                hears served
                visits under_test
                  leaves by created
                visits see
                asks #2 send-message {"body":"Hi","channel":"CH7","from":"+15550199","service":"IS1","to":"+15550100"}
                stores {"conversation":{"chat_service_sid":"IS1","sid":"CH7","state":"active"},"webhook_sid":"WH1"}
                waits
            "#]],
        );
    }

    #[test]
    fn a_service_that_nobody_set_up_leaves_by_failed() {
        check(
            Stage::request(),
            &[r#"{"event":"served","outcome":"not-configured"}"#],
            expect![[r#"
                visits under_test
                asks #1 conversation {"kind":"start-conversation","settings":{"attributes":{"topic":""},"close_conversation_on_execution_end":false,"conversation_service_sid":"IS1","participants":[{"messaging_binding_address":"+15550100","type":"messaging"}],"timers_inactive":"PT10M"}}
                hears served
                visits under_test
                  notes: Nothing is set up here that makes conversations.
                  leaves by failed
                stores {}
                ends completed
            "#]],
        );
    }

    #[test]
    fn a_call_cannot_begin_a_conversation() {
        check(
            Stage::call(),
            &[],
            expect![[r#"
            visits under_test
              notes: Start conversation works only in executions that a program asked for, and this one was begun by a call. Use a message widget here.
              leaves by failed
            asks #1 hang-up
            ends completed
        "#]],
        );
    }

    #[test]
    fn a_way_from_another_trigger_is_a_problem() {
        let flow = |event: &str| {
            Flow::read(&format!(
                r#"{{ "states": [
                    {{ "name": "Trigger", "type": "trigger", "transitions": [{{ "event": "{event}", "next": "open" }}] }},
                    {{ "name": "open", "type": "start-conversation", "transitions": [] }}
                ], "initial_state": "Trigger" }}"#
            ))
        };
        let problems = |event: &str| {
            let flow = flow(event);
            let mut problems = Vec::new();
            let widget = &flow.widgets()[1];
            let catalogue = crate::builtin();
            let found = catalogue.get("start-conversation").unwrap();
            let compiled = found.compile(&centralita_engine::declare::Reading {
                flow: &flow,
                widget,
                spec: found.spec(),
                dialect: centralita_engine::template::Dialect::Studio,
            });
            compiled.check(&mut Reporter::new(&flow, widget, &mut problems));
            problems.into_iter().map(|problem| problem.message.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(problems("incomingRequest"), Vec::<String>::new());
        expect![[r#"open can only be used in flows triggered by the REST API, and a call or a message can reach it too. Connect Start conversation behind the trigger's "REST API" exit only."#]].assert_eq(&problems("incomingCall").join("\n"));
    }
}
