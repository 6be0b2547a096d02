//! Handing over: what a person gets to know about a contact who was in a flow.

use serde::{Deserialize, Serialize};

use crate::value::{Map, Text, Value};
use crate::flow::WidgetName;

/// The document that goes with a task from a flow to routing and to the agent's screen.
///
/// `attributes` is what routing expressions see, `collected` is for eyes, `vendor` is for control of
/// the call or conversation. The engine fills everything but `attributes`, which the author writes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub collected: Vec<Collected>,
    /// What routing decides by.
    pub attributes: Map,
    /// The ids by which the provider controls the call or conversation.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub vendor: Map,
}

/// Who is handed over.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
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
pub struct Collected {
    /// The widget that asked.
    pub step: WidgetName,
    /// What the answer is called on the agent's screen.
    pub label: Text,
    /// The answer.
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

/// How an answer was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
