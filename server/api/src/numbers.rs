//! Numbers and connections: where the world reaches flows.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Secret;

/// All numbers, by their ids.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NumberPage {
    /// The numbers.
    pub numbers: Vec<Number>,
}

/// An address of ours, and the flow that answers there. The answer's `ETag` is its version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Number {
    /// Its id.
    pub id: String,
    /// Counted from 1; each change adds one.
    pub version: u64,
    /// What it is.
    #[serde(flatten)]
    pub number: PutNumber,
}

/// What a number is set to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PutNumber {
    /// The address as providers spell it: `+15550100`, `sip:line@example.com`, `whatsapp:+15550100`; for a
    /// message channel its word and the connection: `telegram:shop`.
    pub address: String,
    /// The connection by which it is reached.
    pub connection: String,
    /// The flow that answers.
    pub flow: String,
    /// What people call it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// What callers hear instead of the flow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Closed>,
}

/// What callers hear instead of a flow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Closed {
    /// The words.
    pub say: String,
    /// The language tag; empty means the provider's own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub language: String,
    /// Until when; none until somebody takes it away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_millis: Option<i64>,
    /// Whether the flow goes on after the words; else the call ends.
    #[serde(default)]
    pub goes_on: bool,
}

/// All connections, by their ids.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConnectionPage {
    /// The connections.
    pub connections: Vec<Connection>,
}

/// A way to the world, as it is shown: without its secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Connection {
    /// Its id, which stands in links: letters, digits, `-` and `_`.
    pub id: String,
    /// Counted from 1; each change adds one.
    pub version: u64,
    /// What people call it.
    #[serde(default)]
    pub name: String,
    /// `phone`, `chat`, `twiml`, `channel` or what a later release knows.
    pub kind: String,
    /// For `twiml`: `twilio`, `signalwire`, `telnyx` or `somleng`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// For `twiml`: the account's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// For `twiml`: where the provider's REST is, when it is not where the profile says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api: Option<String>,
    /// For `twiml`: by what right its REST is asked, without the secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rest: Option<RestRight>,
    /// For `twiml`: how many secrets are known; two while they are rotated.
    #[serde(default)]
    pub secrets: u32,
    /// For `channel`: what it is, without its secrets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
}

/// By what right a provider's REST is asked, as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RestRight {
    /// The id of an API key; empty when the secret is the account's.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub key: String,
    /// The application in whose name calls are placed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub application: String,
    /// Whether a secret for it is known.
    pub has_secret: bool,
}

/// A message channel, as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Channel {
    /// `telegram`, `webhook`, or one that the server's program adds.
    pub channel: String,
    /// Its settings, by their names.
    #[serde(default)]
    pub settings: BTreeMap<String, String>,
    /// How many secrets of each name are known; two while they are rotated.
    #[serde(default)]
    pub secrets: BTreeMap<String, u32>,
    /// Where its provider brings messages: an address that ends in `/`, to which the channel adds a word.
    #[serde(default)]
    pub receives_at: String,
}

/// What a connection is set to: a provider's account, or a message channel.
#[derive(Default, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PutConnection {
    /// What people call it.
    #[serde(default)]
    pub name: String,
    /// The account of a provider that speaks TwiML.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub twiml: Option<TwimlAccount>,
    /// A message channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<PutChannel>,
}

/// What a message channel is set to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PutChannel {
    /// `telegram`, `webhook`, or one that the server's program adds.
    pub channel: String,
    /// Its settings, by their names; those that are absent are taken away.
    #[serde(default)]
    pub settings: BTreeMap<String, String>,
    /// Its secrets by their names, the newest first; those of absent names stay, and an empty list takes a
    /// name's away.
    #[serde(default)]
    pub secrets: BTreeMap<String, Vec<Secret>>,
}

/// An account of a provider that speaks TwiML.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TwimlAccount {
    /// `twilio`, `signalwire`, `telnyx` or `somleng`.
    pub profile: String,
    /// The account's id.
    pub account: String,
    /// The secrets, the newest first; absent, those that are known stay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tokens: Option<Vec<Secret>>,
    /// Where the provider's REST is, when it is not where the profile says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api: Option<String>,
    /// By what right its REST is asked, when not by the newest of `tokens`; absent, it stays as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rest: Option<PutRestRight>,
}

/// By what right a provider's REST is asked: SignalWire's API token, Telnyx' API key, an API key of Twilio's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PutRestRight {
    /// The id of an API key; empty when the secret is the account's.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub key: String,
    /// The secret; absent, the one that is known stays, and an empty one takes it away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<Secret>,
    /// The application in whose name calls are placed; Telnyx wants one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub application: String,
}
