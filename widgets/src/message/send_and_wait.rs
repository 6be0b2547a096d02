//! Send and wait for reply: send the contact a message and wait for the answer.

use centralita_engine::check::Code;
use centralita_engine::declare::{Behaviour, Declared, Exits, Outputs, Reporter, Whole};
use centralita_engine::exec::{Action, Event, Failure, How, Media, Next, Outcome, Turning, param};
use centralita_engine::sentence;
use centralita_engine::{Map, Secs, Text, Value};

use super::outgoing::{MessageProperties, refusal};

/// Send the contact a message and wait for the answer.
///
/// The next message of the contact is the answer, also when it comes before the provider has
/// confirmed ours. A message that the provider refuses, or reports as undelivered while we wait, leaves by
/// its own exit at once.
#[derive(Clone, Debug, PartialEq, Declared)]
#[widget(
    kind = "send-and-wait-for-reply",
    label = "Send and wait for reply",
    group = Message,
    icon = "reply",
    alias("MessagePrompt"),
    waits,
    starter
)]
pub struct SendAndWait {
    /// What is sent.
    #[field(all)]
    pub message: MessageProperties,
    /// Seconds to wait for the answer.
    #[field(label = "Stop waiting after", json = Text, control = Seconds, default = 3600, range = 0..=2_592_000)]
    pub timeout: Whole,
}

/// Ways out of waiting for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Exits)]
pub enum Exit {
    /// The contact answered.
    #[exit(label = "Reply")]
    IncomingMessage,
    /// No answer in time.
    #[exit(label = "No reply")]
    Timeout,
    /// The message was refused, or could not be delivered.
    #[exit(label = "Delivery fails", failure)]
    DeliveryFailure,
}

/// What is stored: the message that was sent, and the answer.
#[derive(Clone, Debug, Default, PartialEq, Outputs)]
pub struct Exchange {
    /// What the contact wrote.
    #[output(wire = "inbound.Body", sample = "Yes please")]
    pub body: Option<Text>,
    /// The contact's address.
    #[output(wire = "inbound.From", sample = "+15550100")]
    pub from: Option<Text>,
    /// Our address.
    #[output(wire = "inbound.To", sample = "+15550199")]
    pub to: Option<Text>,
    /// The provider's id of the answer.
    #[output(wire = "inbound.MessageSid", sample = "SM0123456789abcdef0123456789abcdef")]
    pub message_sid: Option<Text>,
    /// How many files came with the answer.
    #[output(wire = "inbound.NumMedia", sample = "0")]
    pub num_media: Option<Text>,
    /// The address of the first file.
    #[output(wire = "inbound.MediaUrl0", sample = "https://example.com/picture.jpg")]
    pub media_url: Option<Text>,
    /// The media type of the first file.
    #[output(wire = "inbound.MediaContentType0", sample = "image/jpeg")]
    pub media_content_type: Option<Text>,
    /// The provider's id of our message.
    #[output(wire = "outbound.Sid", sample = "SM0123456789abcdef0123456789abcdef")]
    pub sent_sid: Option<Text>,
    /// How far our message is, e.g. `sent` or `undelivered`.
    #[output(wire = "outbound.Status", sample = "sent")]
    pub sent_status: Option<Text>,
    /// What our message said.
    #[output(wire = "outbound.Body", sample = "Shall we call you?")]
    pub sent_body: Option<Text>,
    /// The provider's number for what went wrong with our message.
    #[output(wire = "outbound.ErrorCode", sample = "30003")]
    pub sent_error_code: Option<Text>,
    /// What went wrong with our message.
    #[output(wire = "outbound.ErrorMessage", sample = "Unreachable destination handset")]
    pub sent_error_message: Option<Text>,
}

impl SendAndWait {
    /// Stores what is known of our message.
    fn store_outbound(turn: &mut Turning<'_>) {
        let outbound = turn.kept().clone();
        if !outbound.is_null() {
            turn.store_value("outbound", outbound);
        }
    }
}

impl Behaviour for SendAndWait {
    type Exit = Exit;
    type Outputs = Exchange;

    const EXAMPLE: &'static str = r#"{
  "name": "ask_name",
  "type": "send-and-wait-for-reply",
  "transitions": [
    { "event": "incomingMessage", "next": "send_thanks" },
    { "event": "timeout", "next": "send_reminder" },
    { "event": "deliveryFailure" }
  ],
  "properties": {
    "offset": { "x": 0, "y": 0 },
    "service": "{{trigger.message.InstanceSid}}",
    "channel": "{{trigger.message.ChannelSid}}",
    "from": "{{flow.channel.address}}",
    "body": "What is your name?",
    "timeout": "3600"
  }
}"#;

    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let to = turn.variable_text("contact.channel.address");
        let message = self.message.message(to, turn)?;
        let timeout = Secs(turn.count(&self.timeout)?);
        let from = message.to.clone();
        turn.ask(Action::SendMessage(Box::new(message)));
        turn.ask(Action::AwaitMessage { from });
        turn.set_timer(timeout);
        Ok(Next::Wait)
    }

    fn resume(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<Exit> {
        match event {
            Event::Sent { accepted, params, .. } => {
                turn.keep(params.clone());
                if *accepted {
                    return Ok(Next::Wait);
                }
                Self::store_outbound(turn);
                Err(Failure::new(refusal("sent", params)))
            }
            Event::Delivery { status, params, .. } => {
                let mut outbound = turn.kept().as_map().cloned().unwrap_or_default();
                // News of a message overtakes other news of it; what is older says nothing new.
                let before = outbound.get("Status").and_then(Value::as_text).and_then(progress);
                if progress(status).is_some_and(|now| before.is_some_and(|before| now < before)) {
                    return Ok(Next::Wait);
                }
                outbound.insert("Status", status.clone());
                for name in ["ErrorCode", "ErrorMessage"] {
                    if let Some(value) = params.get(name) {
                        outbound.insert(name, value.clone());
                    }
                }
                let has_failed = matches!(status.as_str(), "failed" | "undelivered");
                let reason = has_failed.then(|| refusal("delivered", &outbound));
                turn.keep(outbound);
                match reason {
                    None => Ok(Next::Wait),
                    Some(reason) => {
                        Self::store_outbound(turn);
                        Err(Failure::new(reason))
                    }
                }
            }
            Event::Message { from, body, media, params } => {
                Self::store_outbound(turn);
                turn.store_value("inbound", inbound(from, body, media, params));
                turn.collect(body.clone(), How::Message, None);
                Ok(Next::Exit(Exit::IncomingMessage))
            }
            Event::TimerFired { .. } => {
                turn.collect_nothing(1);
                Self::store_outbound(turn);
                Ok(Next::Exit(Exit::Timeout))
            }
            _ => Ok(Next::Wait),
        }
    }

    /// A message needs no call: the flow goes on waiting when the caller is gone.
    fn left(&self, _: &Event, _: &mut Turning<'_>) -> Outcome<Exit> {
        Ok(Next::Wait)
    }

    fn stores(exit: &str, output: &str) -> bool {
        exit == "incomingMessage" || !output.starts_with("inbound.")
    }

    fn check(&self, report: &mut Reporter<'_>) {
        self.message.check(report);
        if let Whole::Fixed(seconds) = self.timeout
            && seconds > 14_400
        {
            let message = sentence!(
                "{} waits {seconds} seconds for an answer. More than four hours keep contacts in old conversations; 14400 or less is better.",
                "{} espera una respuesta {seconds} segundos. Más de cuatro horas retienen a los contactos en conversaciones viejas; es mejor 14400 o menos.",
                report.widget.name
            );
            report.warning(Code("bad_property"), "timeout", message);
        }
    }
}

/// How far a message is, by the provider's word for it; none for words not known here.
fn progress(status: &str) -> Option<u8> {
    Some(match status {
        "accepted" | "scheduled" | "queued" => 1,
        "sending" => 2,
        "sent" => 3,
        "delivered" | "undelivered" | "failed" | "canceled" => 4,
        "read" => 5,
        _ => return None,
    })
}

/// The parameters of the answer; what the request did not bring is filled in from the event.
fn inbound(from: &Text, body: &Text, media: &[Media], params: &Map) -> Value {
    let mut all = params.clone();
    for (name, value) in [("From", from), ("Body", body)] {
        if !all.contains(name) {
            all.insert(name, value.clone());
        }
    }
    if param(&all, "NumMedia").is_none() {
        all.insert("NumMedia", media.len().to_string());
    }
    for (place, file) in media.iter().enumerate() {
        let (url, kind) = (format!("MediaUrl{place}"), format!("MediaContentType{place}"));
        if !all.contains(&url) {
            all.insert(url, file.url.clone());
            all.insert(kind, file.content_type.clone());
        }
    }
    all.into()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::testing::Stage;

    use super::SendAndWait;

    fn check(events: &[&str], expected: Expect) {
        let properties = r#"{ "body": "Your name?", "timeout": "60" }"#;
        expected.assert_eq(&Stage::message().play::<SendAndWait>(properties, events));
    }

    const SENT: &str =
        r#"{"event":"sent","accepted":true,"params":{"Sid":"SM1","Status":"queued"}}"#;

    #[test]
    fn an_answer_leaves_by_incoming_message_with_all_its_parameters() {
        check(
            &[
                SENT,
                r#"{"event":"delivery","status":"delivered","params":{"MessageStatus":"delivered"}}"#,
                r#"{"event":"message","from":"+15550100","body":"Ana","media":[{"url":"https://example.com/a.png","content_type":"image/png"}],"params":{"MessageSid":"SM2","To":"+15550199"}}"#,
            ],
            expect![[r#"
                visits under_test
                asks #1 send-message {"body":"Your name?","from":"+15550199","to":"+15550100"}
                asks #2 await-message {"from":"+15550100"}
                asks #3 set-timer {"due":1700000060000}
                hears sent
                visits under_test
                hears delivery
                visits under_test
                hears message
                visits under_test
                  leaves by incomingMessage
                asks #4 clear-timer {"timer":3}
                stores {"outbound":{"Sid":"SM1","Status":"delivered"},"inbound":{"MessageSid":"SM2","To":"+15550199","From":"+15550100","Body":"Ana","NumMedia":"1","MediaUrl0":"https://example.com/a.png","MediaContentType0":"image/png"}}
                ends completed
            "#]],
        );
    }

    #[test]
    fn news_of_a_delivery_that_comes_late_does_not_take_it_back() {
        let news = |status: &str| format!(r#"{{"event":"delivery","status":"{status}"}}"#);
        let answer = r#"{"event":"message","from":"+15550100","body":"Ana"}"#;
        let told = Stage::message().play::<SendAndWait>(
            r#"{ "body": "Your name?" }"#,
            &[SENT, &news("delivered"), &news("sent"), answer],
        );
        assert!(told.contains(r#""outbound":{"Sid":"SM1","Status":"delivered"}"#), "{told}");
    }

    #[test]
    fn an_answer_may_come_before_the_provider_confirms() {
        check(
            &[r#"{"event":"message","from":"+15550100","body":"Ana","params":{"NumMedia":"0"}}"#],
            expect![[r#"
                visits under_test
                asks #1 send-message {"body":"Your name?","from":"+15550199","to":"+15550100"}
                asks #2 await-message {"from":"+15550100"}
                asks #3 set-timer {"due":1700000060000}
                hears message
                visits under_test
                  leaves by incomingMessage
                asks #4 clear-timer {"timer":3}
                stores {"inbound":{"NumMedia":"0","From":"+15550100","Body":"Ana"}}
                ends completed
            "#]],
        );
    }

    #[test]
    fn no_answer_leaves_by_timeout() {
        check(
            &[SENT, r#"{"event":"timer-fired"}"#],
            expect![[r#"
            visits under_test
            asks #1 send-message {"body":"Your name?","from":"+15550199","to":"+15550100"}
            asks #2 await-message {"from":"+15550100"}
            asks #3 set-timer {"due":1700000060000}
            hears sent
            visits under_test
            hears timer-fired
            visits under_test
              leaves by timeout
            stores {"outbound":{"Sid":"SM1","Status":"queued"}}
            ends completed
        "#]],
        );
    }

    #[test]
    fn a_refused_message_leaves_by_delivery_failure() {
        check(
            &[r#"{"event":"sent","accepted":false,"params":{"ErrorCode":"21610"}}"#],
            expect![[r#"
                visits under_test
                asks #1 send-message {"body":"Your name?","from":"+15550199","to":"+15550100"}
                asks #2 await-message {"from":"+15550100"}
                asks #3 set-timer {"due":1700000060000}
                hears sent
                visits under_test
                  notes: The message was not sent (error 21610); the provider did not say why.
                  leaves by deliveryFailure
                asks #4 clear-timer {"timer":3}
                stores {"outbound":{"ErrorCode":"21610"}}
                ends completed
            "#]],
        );
    }

    #[test]
    fn an_undelivered_message_leaves_by_delivery_failure() {
        check(
            &[
                SENT,
                r#"{"event":"delivery","status":"undelivered","params":{"ErrorCode":"30003","ErrorMessage":"Unreachable"}}"#,
            ],
            expect![[r#"
                visits under_test
                asks #1 send-message {"body":"Your name?","from":"+15550199","to":"+15550100"}
                asks #2 await-message {"from":"+15550100"}
                asks #3 set-timer {"due":1700000060000}
                hears sent
                visits under_test
                hears delivery
                visits under_test
                  notes: The message was not delivered (error 30003): Unreachable
                  leaves by deliveryFailure
                asks #4 clear-timer {"timer":3}
                stores {"outbound":{"Sid":"SM1","Status":"undelivered","ErrorCode":"30003","ErrorMessage":"Unreachable"}}
                ends completed
            "#]],
        );
    }

    #[test]
    fn waiting_goes_on_when_the_caller_hangs_up() {
        let told = Stage::call().play::<SendAndWait>(
            r#"{ "body": "Your name?" }"#,
            &[
                r#"{"event":"contact-left","reason":"hung-up"}"#,
                r#"{"event":"message","from":"+15550100","body":"Ana"}"#,
            ],
        );
        assert!(told.contains("leaves by incomingMessage"), "{told}");
    }
}
