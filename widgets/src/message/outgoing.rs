//! A message on its way out: what the two widgets that send one have in common.

use centralita_engine::declare::{Channel, JsonTemplate, Outputs, Pair};
use centralita_engine::exec::{Failure, SendMessage, Turning, param};
use centralita_engine::template::Template;
use centralita_engine::{Map, Text, Value};

/// The properties that make a message.
pub(super) struct Outgoing<'w> {
    pub from: &'w Template,
    pub to: Option<&'w Template>,
    pub body: &'w Template,
    pub media_url: &'w Option<Template>,
    pub service: &'w Template,
    pub channel: &'w Template,
    pub attributes: &'w JsonTemplate,
    pub message_type: &'w Text,
    pub content_sid: &'w Option<Template>,
    pub content_variables: &'w [Pair],
    pub shorten_urls: bool,
}

impl Outgoing<'_> {
    /// The message with its variables filled in.
    pub fn message(&self, turn: &mut Turning<'_>) -> Result<SendMessage, Failure> {
        let to = match self.to {
            Some(to) => turn.render(to)?,
            None => turn.variable_text("contact.channel.address"),
        };
        if to.trim().is_empty() {
            return Err(Failure::new(
                "There is no address to send the message to. Fill in the receiver, or begin the flow with a contact.",
            ));
        }
        let mut message = SendMessage {
            from: turn.render(self.from)?,
            to,
            media_url: turn.render_or_empty(self.media_url)?,
            attributes: turn.json(self.attributes)?,
            shorten_urls: self.shorten_urls,
            ..SendMessage::default()
        };
        (message.service, message.channel) = self.chat(turn)?;
        if self.message_type == "content_template" {
            message.content_sid = turn.render_or_empty(self.content_sid)?;
            for (key, value) in turn.pairs(self.content_variables)? {
                let number = key.trim_matches(['{', '}', ' ']);
                message.content_variables.insert(number, value);
            }
        } else {
            message.body = turn.render(self.body)?;
        }
        Ok(message)
    }

    /// The chat that the message goes to: the one the widget names, else the conversation that the
    /// execution is about.
    fn chat(&self, turn: &mut Turning<'_>) -> Result<(Text, Text), Failure> {
        let (service, channel) = (turn.render(self.service)?, turn.render(self.channel)?);
        if !service.trim().is_empty() && !channel.trim().is_empty() {
            return Ok((service, channel));
        }
        if turn.channel() == Channel::Conversation {
            return Ok((
                turn.variable_text("trigger.conversation.InstanceSid"),
                turn.variable_text("trigger.conversation.ConversationSid"),
            ));
        }
        // Set by a widget that has begun or taken up a conversation on the way here.
        let sid = turn.variable_text("flow.channel.sid");
        let service = if sid.is_empty() {
            Text::default()
        } else {
            turn.variable_text("flow.channel.service_sid")
        };
        Ok((service, sid))
    }
}

/// What the provider says about the message that was sent.
#[derive(Clone, Debug, Default, PartialEq, Outputs)]
pub struct Outbound {
    /// The provider's id of the message.
    #[output(wire = "outbound.Sid", sample = "SM0123456789abcdef0123456789abcdef")]
    pub sid: Option<Text>,
    /// How far it is, e.g. `queued` or `sent`.
    #[output(wire = "outbound.Status", sample = "queued")]
    pub status: Option<Text>,
    /// The text that was sent.
    #[output(wire = "outbound.Body", sample = "Hello")]
    pub body: Option<Text>,
    /// Our address.
    #[output(wire = "outbound.From", sample = "+15550199")]
    pub from: Option<Text>,
    /// The contact's address.
    #[output(wire = "outbound.To", sample = "+15550100")]
    pub to: Option<Text>,
    /// Which way it goes, e.g. `outbound-api`.
    #[output(wire = "outbound.Direction", sample = "outbound-api")]
    pub direction: Option<Text>,
    /// How many files go with it.
    #[output(wire = "outbound.NumMedia", sample = "0")]
    pub num_media: Option<Text>,
    /// How many messages it counts as.
    #[output(wire = "outbound.NumSegments", sample = "1")]
    pub num_segments: Option<Text>,
    /// What it cost.
    #[output(wire = "outbound.Price", sample = "-0.0075")]
    pub price: Option<Text>,
    /// In which currency.
    #[output(wire = "outbound.PriceUnit", sample = "USD")]
    pub price_unit: Option<Text>,
    /// The provider's number for what went wrong.
    #[output(wire = "outbound.ErrorCode", sample = "30003")]
    pub error_code: Option<Text>,
    /// What went wrong.
    #[output(wire = "outbound.ErrorMessage", sample = "Unreachable destination handset")]
    pub error_message: Option<Text>,
    /// The messaging service it went through.
    #[output(wire = "outbound.MessagingServiceSid", sample = "MG0123456789abcdef0123456789abcdef")]
    pub messaging_service_sid: Option<Text>,
    /// The provider's account.
    #[output(wire = "outbound.AccountSid", sample = "AC0123456789abcdef0123456789abcdef")]
    pub account_sid: Option<Text>,
}

/// Why a message was not sent or not delivered, in a sentence for the step.
pub(super) fn refusal(done: &str, params: &Map) -> Text {
    let code = match params.get("ErrorCode") {
        Some(Value::Text(code)) if !code.is_empty() => format!(" (error {code})"),
        Some(Value::Int(code)) => format!(" (error {code})"),
        _ => String::new(),
    };
    match param(params, "ErrorMessage").filter(|message| !message.is_empty()) {
        Some(message) => format!("The message was not {done}{code}: {message}").into(),
        None => format!("The message was not {done}{code}; the provider did not say why.").into(),
    }
}
