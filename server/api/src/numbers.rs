//! Numbers and connections: where the world reaches flows.

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
    /// The address as providers spell it: `+15550100`, `sip:line@example.com`, `whatsapp:+15550100`.
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
    /// `phone`, `twiml` or what a later release knows.
    pub kind: String,
    /// For `twiml`: `twilio`, `signalwire`, `telnyx` or `somleng`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// For `twiml`: the account's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// For `twiml`: how many secrets are known; two while they are rotated.
    #[serde(default)]
    pub secrets: u32,
}

/// What a connection is set to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PutConnection {
    /// What people call it.
    #[serde(default)]
    pub name: String,
    /// The account of a provider that speaks TwiML.
    pub twiml: TwimlAccount,
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
}
