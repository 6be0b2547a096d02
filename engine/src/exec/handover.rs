//! Handing over: what a person gets to know about a contact who was in a flow.

use serde::{Deserialize, Serialize, Serializer};

use crate::declare::Channel;
use crate::exec::execution::variable;
use crate::exec::{CallState, Failure, Turning};
use crate::flow::WidgetName;
use crate::value::{Map, Text, Value};

/// The document that goes with a task from a flow to routing and to the agent's screen.
///
/// `attributes` is what routing expressions see, `collected` is for eyes, `vendor` is for control of
/// the call or conversation. The engine fills everything but `attributes`, which the author writes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HandOver {
    /// Version of this document's shape.
    pub schema: u32,
    /// `voice`, `message`, `conversation` or `request`.
    pub channel: Text,
    /// `inbound` or `outbound`.
    pub direction: Text,
    /// Who is handed over.
    pub customer: Customer,
    /// What happened before.
    pub flow: Travelled,
    /// What the contact was asked and answered.
    #[serde(default, skip_serializing_if = "Vec::is_empty", serialize_with = "in_full")]
    pub collected: Vec<Collected>,
    /// What routing decides by.
    pub attributes: Map,
    /// The ids by which the provider controls the call or conversation.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub vendor: Map,
}

/// Who is handed over.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Customer {
    /// The contact's address: a number or a chat identity.
    pub address: Text,
    /// The contact's name, when known.
    pub name: Option<Text>,
    /// The language spoken so far, as a tag.
    pub language: Option<Text>,
    /// Whether the flow verified who it is.
    pub verified: bool,
}

/// What happened in the flow before the hand-over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Travelled {
    /// The flow's name or id.
    pub id: Text,
    /// Its revision.
    pub revision: u32,
    /// The execution.
    pub execution: Text,
    /// The widget that hands over.
    pub reason: Text,
    /// Seconds since the execution began.
    pub seconds: i64,
    /// The widgets visited, oldest first; a widget visited several times in a row stands once.
    pub path: Vec<WidgetName>,
}

/// One answer of the contact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Collected {
    /// The widget that asked.
    pub step: WidgetName,
    /// What the answer is called on the agent's screen.
    pub label: Text,
    /// The answer; nothing while the contact was asked and has given none.
    pub value: Value,
    /// How it was given.
    pub how: How,
    /// How sure the recogniser was, `0.0` to `1.0`, for speech.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Text>,
    /// How often it was asked.
    pub attempts: u32,
    /// Whether it may not be shown or logged in clear.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub secret: bool,
}

/// Answers as a hand-over shows them, with everything said. In a stored state, where each byte
/// counts, [`Collected`] leaves out what is usual.
fn in_full<S: Serializer>(answers: &[Collected], serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct InFull<'a> {
        step: &'a WidgetName,
        label: &'a str,
        value: &'a Value,
        how: How,
        confidence: Option<&'a str>,
        attempts: u32,
        secret: bool,
    }
    serializer.collect_seq(answers.iter().map(|answer| InFull {
        step: &answer.step,
        label: &answer.label,
        value: &answer.value,
        how: answer.how,
        confidence: answer.confidence.as_deref(),
        attempts: answer.attempts,
        secret: answer.secret,
    }))
}

impl Collected {
    /// A rough count of the bytes it takes.
    pub(crate) fn size(&self) -> usize {
        self.step.as_str().len() + self.label.len() + self.value.size() + 32
    }
}

/// How an answer was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// Keys of a telephone.
    Dtmf,
    /// Speech.
    Speech,
    /// A message.
    Message,
    /// The flow itself found it out.
    Flow,
}

/// Names that the provider puts into a voice task; an author who sets one would break the control of the call.
pub const RESERVED_ATTRIBUTES: [&str; 8] =
    ["call_sid", "account_sid", "from", "to", "caller", "called", "direction", "call_status"];

impl HandOver {
    /// The flat attributes that TaskRouter would see: the author's own, the vendor's, and the
    /// reporting keys under `conversations`.
    pub fn routed_attributes(&self) -> Map {
        let mut attributes = self.vendor.clone();
        for (key, value) in self.attributes.iter() {
            attributes.insert(key.clone(), value.clone());
        }
        let conversations = attributes.map_mut("conversations");
        let mut add = |key: &str, value: Value| {
            if !conversations.contains(key) && !value.is_null() {
                conversations.insert(key, value);
            }
        };
        add("conversation_id", Value::Text(self.flow.execution.clone()));
        let path: Vec<&str> = self.flow.path.iter().map(WidgetName::as_str).collect();
        add("ivr_path", Value::from(path.join(" > ")));
        add("ivr_time", Value::Int(self.flow.seconds));
        add("language", Value::from(self.customer.language.clone()));
        attributes
    }
}

impl Turning<'_> {
    /// The hand-over document with the author's `attributes`.
    ///
    /// # Errors
    /// When the attributes are no map, or larger than allowed.
    pub fn hand_over(&mut self, attributes: Value) -> Result<HandOver, Failure> {
        let attributes = match attributes {
            Value::Null => Map::new(),
            Value::Map(map) => std::sync::Arc::unwrap_or_clone(map),
            other => {
                return Err(Failure::new(format!(
                    "{} hands over a {} where named values are needed. Write the attributes as {{\"name\": \"value\"}}.",
                    self.node.name,
                    other.kind()
                )));
            }
        };
        let size =
            attributes.iter().map(|(key, value)| key.len() + value.size() + 4).sum::<usize>();
        if size > self.limits().task_attributes_bytes {
            return Err(Failure::new(format!(
                "The attributes are {size} bytes long; at most {} are allowed. Hand over less, or raise the limit.",
                self.limits().task_attributes_bytes
            )));
        }
        let context = self.execution.context();
        // A flow that others run to hand over knows what they found out about the contact.
        let found = |path: &str| {
            let mut frames = self.execution.frames.iter().rev();
            frames.find_map(|frame| variable(&frame.context, path))
        };
        let language = found("flow.variables.language").and_then(Value::as_text).map(Text::from);
        let (trigger, caller_name, profile_name) = match self.execution.channel {
            Channel::Call => {
                ("trigger.call", "trigger.call.CallerName", "trigger.call.ProfileName")
            }
            Channel::Message => {
                ("trigger.message", "trigger.message.CallerName", "trigger.message.ProfileName")
            }
            Channel::Conversation => (
                "trigger.conversation",
                "trigger.conversation.CallerName",
                "trigger.conversation.ProfileName",
            ),
            _ => ("trigger.request", "trigger.request.CallerName", "trigger.request.ProfileName"),
        };
        let words = |path: &str| {
            found(path)
                .and_then(Value::as_text)
                .filter(|text| !text.trim().is_empty())
                .map(Text::from)
        };
        // Who the flow found out comes before who the provider believes to be calling.
        let name = words("contact.name")
            .or_else(|| words("flow.variables.name"))
            .or_else(|| words(caller_name))
            .or_else(|| words(profile_name));
        let called_by_us = found("trigger.call.Direction")
            .and_then(Value::as_text)
            .is_some_and(|direction| direction.starts_with("outbound"));
        // The call that the flow placed is the one to control, whatever began the execution.
        let placed = Some(&self.execution.placed).filter(|placed| !placed.is_empty());
        let began = || variable(context, trigger).and_then(Value::as_map);
        let params = match self.execution.channel {
            Channel::Request => placed,
            _ => placed.or_else(began),
        };
        let vendor: Map = params
            .into_iter()
            .flat_map(Map::iter)
            .filter(|(_, value)| !matches!(value, Value::Map(_) | Value::List(_)))
            .map(|(key, value)| (snake(key), value.clone()))
            .collect();
        Ok(HandOver {
            schema: 1,
            channel: match self.execution.call {
                CallState::None => self.execution.channel.name().into(),
                _ => "voice".into(),
            },
            direction: if placed.is_some()
                || self.execution.channel == Channel::Request
                || called_by_us
            {
                "outbound"
            } else {
                "inbound"
            }
            .into(),
            customer: Customer {
                address: self.execution.contact_address().into(),
                name,
                language,
                verified: found("flow.variables.verified").is_some_and(says_yes),
            },
            flow: Travelled {
                id: self.program.at.name.clone(),
                revision: self.program.at.revision,
                execution: self.execution.id.0.clone(),
                reason: self.node.name.as_str().into(),
                seconds: self.now.millis_since(self.execution.started) / 1000,
                path: self.execution.path.iter().cloned().collect(),
            },
            collected: self.execution.answers().cloned().collect(),
            attributes,
            vendor,
        })
    }
}

/// Whether a variable says yes. Set variables stores `true` as text, a script as a value.
fn says_yes(value: &Value) -> bool {
    match value {
        Value::Bool(yes) => *yes,
        Value::Text(text) => text.trim().eq_ignore_ascii_case("true"),
        _ => false,
    }
}

/// `get_account` as `Get account`.
pub(crate) fn words(name: &str) -> Text {
    let mut out = String::with_capacity(name.len());
    for (index, letter) in name.chars().enumerate() {
        match letter {
            '_' | '-' => out.push(' '),
            _ if index == 0 => out.extend(letter.to_uppercase()),
            _ => out.push(letter),
        }
    }
    out.into()
}

/// `FromCity` as `from_city`.
fn snake(name: &str) -> Text {
    let mut out = String::with_capacity(name.len() + 4);
    let mut previous_lower = false;
    for letter in name.chars() {
        if letter.is_uppercase() {
            if previous_lower {
                out.push('_');
            }
            out.extend(letter.to_lowercase());
            previous_lower = false;
        } else {
            out.push(letter);
            previous_lower = letter.is_lowercase() || letter.is_ascii_digit();
        }
    }
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_turn_into_words_and_vendor_keys() {
        assert_eq!(words("get_account"), "Get account");
        assert_eq!(snake("FromCity"), "from_city");
        assert_eq!(snake("CallSid"), "call_sid");
        assert_eq!(snake("ApiVersion"), "api_version");
    }
}
