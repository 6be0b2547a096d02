//! Send message: send the contact a text message or a chat message and go on.
//!
//! Whether the message arrives is not waited for; see [`send_and_wait`](super::send_and_wait).

use centralita_engine::Value;
use centralita_engine::check::Code;
use centralita_engine::declare::{Behaviour, Declared, Exits, Reporter};
use centralita_engine::exec::{Action, Event, Failure, Next, Outcome, Turning};
use centralita_engine::sentence;
use centralita_engine::template::Template;

use super::outgoing::{MessageProperties, Outbound, refusal};

/// Send the contact a text message or a chat message and go on.
///
/// The flow goes on as soon as the provider has taken the message. In a flow that a chat began, and
/// after a conversation was started, the message goes into that conversation.
#[derive(Clone, Debug, PartialEq, Declared)]
#[widget(
    kind = "send-message",
    label = "Send message",
    group = Message,
    icon = "message",
    alias("Message"),
    waits,
    starter
)]
pub struct SendMessage {
    /// What is sent.
    #[field(all)]
    pub message: MessageProperties,
    /// The receiver's address.
    #[field(control = Address, default = "{{contact.channel.address}}", group = "Addresses")]
    pub to: Template,
}

/// Ways out of sending a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Exits)]
pub enum Exit {
    /// The provider took the message.
    #[exit(label = "Message sent")]
    Sent,
    /// The provider did not take it, or the message could not be put together.
    #[exit(label = "Message failed", failure)]
    Failed,
}

impl Behaviour for SendMessage {
    type Exit = Exit;
    type Outputs = Outbound;

    const EXAMPLE: &'static str = r#"{
  "name": "send_thanks",
  "type": "send-message",
  "transitions": [
    { "event": "sent", "next": "ask_again" },
    { "event": "failed" }
  ],
  "properties": {
    "offset": { "x": 0, "y": 0 },
    "service": "{{trigger.message.InstanceSid}}",
    "channel": "{{trigger.message.ChannelSid}}",
    "from": "{{flow.channel.address}}",
    "to": "{{contact.channel.address}}",
    "body": "Thank you for calling. We answer within the hour."
  }
}"#;

    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let to = turn.render(&self.to)?;
        let message = self.message.message(to, turn)?;
        turn.ask(Action::SendMessage(Box::new(message)));
        Ok(Next::Wait)
    }

    fn resume(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let Event::Sent { accepted, params, .. } = event else { return Ok(Next::Wait) };
        turn.store_value("outbound", Value::from(params.clone()));
        if *accepted {
            return Ok(Next::Exit(Exit::Sent));
        }
        Err(Failure::new(refusal("sent", params)))
    }

    /// A message needs no call: the flow goes on when the caller is gone.
    fn left(&self, _: &Event, _: &mut Turning<'_>) -> Outcome<Exit> {
        Ok(Next::Wait)
    }

    fn check(&self, report: &mut Reporter<'_>) {
        self.message.check(report);
        let MessageProperties { body, media_url, .. } = &self.message;
        if !self.message.is_template() && body.source().trim().is_empty() && media_url.is_none() {
            let message = sentence!(
                "{} sends an empty message. Write what it says, or add a file.",
                "{} envía un mensaje vacío. Escriba lo que dice o añada un archivo.",
                report.widget.name
            );
            report.warning(Code("bad_property"), "body", message);
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::testing::Stage;

    use super::SendMessage;

    fn check(stage: Stage, properties: &str, events: &[&str], expected: Expect) {
        expected.assert_eq(&stage.play::<SendMessage>(properties, events));
    }

    #[test]
    fn a_message_that_is_taken_leaves_by_sent() {
        check(
            Stage::message().with_variable("name", "Ana"),
            r#"{ "body": "Hello {{flow.variables.name}}", "media_url": "https://example.com/a.png", "shorten_urls": "true" }"#,
            &[r#"{"event":"sent","accepted":true,"params":{"Sid":"SM1","Status":"queued"}}"#],
            expect![[r#"
                visits under_test
                asks #1 send-message {"body":"Hello Ana","from":"+15550199","media_url":"https://example.com/a.png","shorten_urls":true,"to":"+15550100"}
                hears sent
                visits under_test
                  leaves by sent
                stores {"outbound":{"Sid":"SM1","Status":"queued"}}
                ends completed
            "#]],
        );
    }

    #[test]
    fn a_refused_message_leaves_by_failed_and_says_why() {
        check(
            Stage::message(),
            r#"{ "body": "Hello", "to": "+1" }"#,
            &[
                r#"{"event":"sent","accepted":false,"params":{"ErrorCode":21211,"ErrorMessage":"Not a phone number"}}"#,
            ],
            expect![[r#"
                visits under_test
                asks #1 send-message {"body":"Hello","from":"+15550199","to":"+1"}
                hears sent
                visits under_test
                  notes: The message was not sent (error 21211): Not a phone number
                  leaves by failed
                stores {"outbound":{"ErrorCode":21211,"ErrorMessage":"Not a phone number"}}
                ends completed
            "#]],
        );
    }

    #[test]
    fn attributes_that_are_no_json_and_missing_receivers_fail_before_anything_is_sent() {
        check(
            Stage::message(),
            r#"{ "body": "Hello", "attributes": "{ {{flow.variables.x}}" }"#,
            &[],
            expect![[r#"
                visits under_test
                  notes: The text is not JSON once its variables are filled in (EOF while parsing an object at line 1 column 2): { 
                  leaves by failed
                ends completed
            "#]],
        );
        check(
            Stage::message(),
            r#"{ "body": "Hello", "to": "{{flow.variables.nobody}}" }"#,
            &[],
            expect![[r#"
                visits under_test
                  notes: There is no address to send the message to. Fill in the receiver, or begin the flow with a contact.
                  leaves by failed
                ends completed
            "#]],
        );
    }

    #[test]
    fn a_chat_and_a_conversation_are_answered_where_they_are() {
        check(
            Stage::conversation(),
            r#"{ "body": "Hello", "attributes": "{\"said\": \"{{flow.variables.said}}\"}" }"#,
            &[],
            expect![[r#"
                visits under_test
                asks #1 send-message {"attributes":{"said":""},"body":"Hello","channel":"CH1","from":"shop","to":"ana"}
                waits
            "#]],
        );
        check(
            Stage::message(),
            r#"{ "body": "Hello", "service": "IS1", "channel": "CH1", "from": "Bot" }"#,
            &[],
            expect![[r#"
                visits under_test
                asks #1 send-message {"body":"Hello","channel":"CH1","from":"Bot","service":"IS1","to":"+15550100"}
                waits
            "#]],
        );
    }

    #[test]
    fn a_content_template_goes_with_its_variables() {
        check(
            Stage::message().with_variable("day", "Monday"),
            r#"{ "message_type": "content_template", "content_sid": "HX1",
                 "content_variables": [{ "key": "{{1}}", "value": "{{flow.variables.day}}" }, { "key": "2", "value": "noon" }] }"#,
            &[],
            expect![[r#"
                visits under_test
                asks #1 send-message {"body":"","content_sid":"HX1","content_variables":{"1":"Monday","2":"noon"},"from":"+15550199","to":"+15550100"}
                waits
            "#]],
        );
    }

    #[test]
    fn the_message_is_sent_although_the_caller_hangs_up() {
        check(
            Stage::call(),
            r#"{ "body": "Hello" }"#,
            &[
                r#"{"event":"contact-left","reason":"gave-up"}"#,
                r#"{"event":"sent","accepted":true}"#,
            ],
            expect![[r#"
                visits under_test
                asks #1 send-message {"body":"Hello","from":"+15550199","to":"+15550100"}
                hears contact-left
                visits under_test
                hears sent
                visits under_test
                  leaves by sent
                stores {"outbound":{}}
                ends completed
            "#]],
        );
    }
}
