//! Resume conversation: take up a chat conversation that is already there.

use centralita_engine::Map;
use centralita_engine::declare::{Behaviour, Declared, Exits, JsonTemplate, Reporter};
use centralita_engine::exec::{Event, Next, Outcome, Turning};
use centralita_engine::template::Template;

use super::conversation::{self, Conversation};

const KIND: &str = "resume-conversation";

/// Take up a chat conversation that is already there.
///
/// Only for executions that a program asks for. Message widgets that follow write into the
/// conversation, and the contact's answers come back to them.
#[derive(Clone, Debug, PartialEq, Declared)]
#[widget(kind = "resume-conversation", label = "Resume conversation", group = Message, icon = "conversation", waits)]
pub struct ResumeConversation {
    /// The conversation service, `IS…`.
    #[field(label = "Conversation service", required)]
    pub conversation_service_sid: Template,
    /// The conversation, `CH…`.
    #[field(label = "Conversation", required)]
    pub conversation_sid: Template,
    /// Which events of the conversation come here, such as `onMessageAdded`.
    #[field(label = "Events", json = List)]
    pub webhook_filters: JsonTemplate,
    /// Attributes of the conversation, as JSON.
    #[field(label = "Conversation attributes")]
    pub attributes: JsonTemplate,
}

/// Ways out of taking up a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Exits)]
pub enum Exit {
    /// The conversation goes on here.
    #[exit(label = "Conversation resumed")]
    Resumed,
    /// It does not: there is no such conversation, or nothing here can take it up.
    #[exit(label = "Conversation failed", failure)]
    Failed,
}

impl Behaviour for ResumeConversation {
    type Exit = Exit;
    type Outputs = Conversation;

    const EXAMPLE: &'static str = r#"{
  "name": "back_to_chat",
  "type": "resume-conversation",
  "transitions": [
    { "event": "resumed", "next": "ask_name" },
    { "event": "failed" }
  ],
  "properties": {
    "conversation_service_sid": "IS0123456789abcdef0123456789abcdef",
    "conversation_sid": "{{flow.data.conversation_sid}}",
    "webhook_filters": ["onMessageAdded"],
    "offset": { "x": 0, "y": 0 }
  }
}"#;

    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let mut settings = Map::new();
        settings.insert("conversation_service_sid", turn.render(&self.conversation_service_sid)?);
        settings.insert("conversation_sid", turn.render(&self.conversation_sid)?);
        for (name, value) in
            [("webhook_filters", &self.webhook_filters), ("attributes", &self.attributes)]
        {
            let value = turn.json(value)?;
            if !value.is_null() {
                settings.insert(name, value);
            }
        }
        conversation::ask(KIND, "Resume conversation", settings, turn)?;
        Ok(Next::Wait)
    }

    fn resume(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<Exit> {
        match conversation::answered(event, turn) {
            None => Ok(Next::Wait),
            Some(answer) => answer.map(|()| Next::Exit(Exit::Resumed)),
        }
    }

    fn check(&self, report: &mut Reporter<'_>) {
        conversation::check("Resume conversation", report);
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::testing::Stage;

    use super::ResumeConversation;

    fn check(stage: Stage, events: &[&str], expected: Expect) {
        let properties = r#"{ "conversation_service_sid": "IS1", "conversation_sid": "{{flow.variables.sid}}",
            "webhook_filters": ["onMessageAdded"] }"#;
        let told = stage.with_variable("sid", "CH7").play::<ResumeConversation>(properties, events);
        expected.assert_eq(&told);
    }

    #[test]
    fn a_conversation_that_goes_on_leaves_by_resumed() {
        check(
            Stage::request(),
            &[
                r#"{"event":"served","outcome":"success","params":{"conversation":{"sid":"CH7","state":"active","participants":[{"sid":"MB1"}]}}}"#,
            ],
            expect![[r#"
                visits under_test
                asks #1 conversation {"kind":"resume-conversation","settings":{"conversation_service_sid":"IS1","conversation_sid":"CH7","webhook_filters":["onMessageAdded"]}}
                hears served
                visits under_test
                  leaves by resumed
                stores {"conversation":{"participants":[{"sid":"MB1"}],"sid":"CH7","state":"active"}}
                ends completed
            "#]],
        );
    }

    #[test]
    fn a_conversation_that_is_not_there_leaves_by_failed() {
        check(
            Stage::request(),
            &[r#"{"event":"served","outcome":"not-found"}"#],
            expect![[r#"
            visits under_test
            asks #1 conversation {"kind":"resume-conversation","settings":{"conversation_service_sid":"IS1","conversation_sid":"CH7","webhook_filters":["onMessageAdded"]}}
            hears served
            visits under_test
              notes: There is no conversation: "not-found".
              leaves by failed
            stores {}
            ends completed
        "#]],
        );
        check(
            Stage::message(),
            &[],
            expect![[r#"
            visits under_test
              notes: Resume conversation works only in executions that a program asked for, and this one was begun by a message. Use a message widget here.
              leaves by failed
            ends completed
        "#]],
        );
    }
}
