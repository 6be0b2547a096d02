//! Send message: send the contact a text message or a chat message and go on.
//!
//! Whether the message arrives is not waited for; see [`send_and_wait`](super::send_and_wait).

use centralita_engine::check::Code;
use centralita_engine::declare::{Behaviour, Declared, Exits, Flag, JsonTemplate, Pair, Reporter};
use centralita_engine::exec::{Action, Event, Failure, Next, Outcome, Turning};
use centralita_engine::template::Template;
use centralita_engine::{Text, Value};

use super::outgoing::{Outbound, Outgoing, refusal};

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
    /// What the message says.
    #[field(label = "Message", control = Template)]
    pub body: Template,
    /// A file that goes with it: the address of a picture, a sound or a document.
    #[field(label = "Media address", control = Url)]
    pub media_url: Option<Template>,
    /// Whether the text is written here or comes from a content template of the provider.
    #[field(
        label = "Content", default = "custom", group = "Content template",
        choices("custom" = "Text written here", "content_template" = "Content template")
    )]
    pub message_type: Text,
    /// The id of the content template, `HX…`.
    #[field(label = "Template id", group = "Content template")]
    pub content_sid: Option<Template>,
    /// What stands for the template's numbered places: `1`, `2` and so on.
    #[field(label = "Template variables", group = "Content template")]
    pub content_variables: Vec<Pair>,
    /// Our number, a messaging service, a channel address such as `whatsapp:+15550199`, or a name in a chat.
    #[field(
        control = Address, default = "{{flow.channel.address}}", group = "Addresses", required,
        alias("messaging_service_sid")
    )]
    pub from: Template,
    /// The receiver's address.
    #[field(control = Address, default = "{{contact.channel.address}}", group = "Addresses")]
    pub to: Template,
    /// The chat service, for messages into a chat.
    #[field(
        label = "Chat service",
        default = "{{trigger.message.InstanceSid}}",
        group = "Chat",
        alias("chat_service_instance_sid")
    )]
    pub service: Template,
    /// The chat channel, for messages into a chat.
    #[field(
        label = "Chat channel",
        default = "{{trigger.message.ChannelSid}}",
        group = "Chat",
        alias("chat_channel_sid")
    )]
    pub channel: Template,
    /// Attributes of a chat message, as JSON.
    #[field(label = "Message attributes", group = "Chat")]
    pub attributes: JsonTemplate,
    /// Whether links in the text are shortened.
    #[field(label = "Shorten links", default = false, group = "Content template")]
    pub shorten_urls: Flag,
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
        let message = Outgoing {
            from: &self.from,
            to: Some(&self.to),
            body: &self.body,
            media_url: &self.media_url,
            service: &self.service,
            channel: &self.channel,
            attributes: &self.attributes,
            message_type: &self.message_type,
            content_sid: &self.content_sid,
            content_variables: &self.content_variables,
            shorten_urls: turn.flag(&self.shorten_urls)?,
        }
        .message(turn)?;
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
        if self.message_type == "content_template" && self.content_sid.is_none() {
            let message = format!(
                "{} sends a content template and names none. Fill in the template's id.",
                report.widget.name
            );
            report.error(Code("bad_property"), "content_sid", message);
        } else if self.message_type != "content_template"
            && self.body.source().trim().is_empty()
            && self.media_url.is_none()
        {
            let message = format!(
                "{} sends an empty message. Write what it says, or add a file.",
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
