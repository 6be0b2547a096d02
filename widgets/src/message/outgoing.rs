//! A message on its way out: what the two widgets that send one have in common.

use centralita_engine::check::Code;
use centralita_engine::declare::{
    Channel, Flag, JsonTemplate, Outputs, Pair, Properties, Reporter,
};
use centralita_engine::exec::{Failure, SendMessage, Turning, param};
use centralita_engine::sentence;
use centralita_engine::template::Template;
use centralita_engine::{Map, Text, Value};

/// The properties of a message, whoever sends it.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct MessageProperties {
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

impl MessageProperties {
    /// The message to `to` with its variables filled in.
    pub(super) fn message(&self, to: Text, turn: &mut Turning<'_>) -> Result<SendMessage, Failure> {
        if to.trim().is_empty() {
            return Err(Failure::new(
                "There is no address to send the message to. Fill in the receiver, or begin the flow with a contact.",
            ));
        }
        let mut message = SendMessage {
            from: turn.render(&self.from)?,
            to,
            media_url: turn.render_or_empty(&self.media_url)?,
            attributes: turn.json(&self.attributes)?,
            shorten_urls: turn.flag(&self.shorten_urls)?,
            ..SendMessage::default()
        };
        (message.service, message.channel) = self.chat(turn)?;
        if self.is_template() {
            message.content_sid = turn.render_or_empty(&self.content_sid)?;
            for (key, value) in turn.pairs(&self.content_variables)? {
                let number = key.trim_matches(['{', '}', ' ']);
                message.content_variables.insert(number, value);
            }
        } else {
            message.body = turn.render(&self.body)?;
        }
        Ok(message)
    }

    /// Whether the text comes from a content template of the provider.
    pub(super) fn is_template(&self) -> bool {
        self.message_type == "content_template"
    }

    /// Reports a content template that is not named.
    pub(super) fn check(&self, report: &mut Reporter<'_>) {
        if self.is_template() && self.content_sid.is_none() {
            let message = sentence!(
                "{} sends a content template and names none. Fill in the template's id.",
                "{} envía una plantilla de contenido y no indica ninguna. Escriba el id de la plantilla.",
                report.widget.name
            );
            report.error(Code("bad_property"), "content_sid", message);
        }
    }

    /// The chat that the message goes to: the one the widget names, else the conversation that the
    /// execution is about.
    fn chat(&self, turn: &mut Turning<'_>) -> Result<(Text, Text), Failure> {
        let (service, channel) = (turn.render(&self.service)?, turn.render(&self.channel)?);
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
