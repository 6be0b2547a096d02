//! A connection: a way to the world that somebody has set up.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::settings::Kept;

/// A provider's account, a chat on a page, a bot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// Its id, which stands in links: letters, digits, `-` and `_`.
    pub id: String,
    /// What people call it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// What it is.
    #[serde(flatten)]
    pub kind: ConnectionKind,
}

/// What a connection is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ConnectionKind {
    /// The phone page of this server.
    Phone,
    /// The chats on people's pages; each is an [`Inbox`](crate::settings::Inbox).
    Chat,
    /// A provider that speaks TwiML.
    Twiml(TwimlAccount),
    /// A message channel: Telegram, a webhook, or one that somebody has written.
    Channel(ChannelAccount),
}

impl ConnectionKind {
    /// The word for it, as it is stored.
    pub fn word(&self) -> &'static str {
        match self {
            ConnectionKind::Phone => "phone",
            ConnectionKind::Chat => "chat",
            ConnectionKind::Twiml(_) => "twiml",
            ConnectionKind::Channel(_) => "channel",
        }
    }
}

/// An account of a provider that speaks TwiML.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TwimlAccount {
    /// `twilio`, `signalwire`, `telnyx` or `somleng`.
    pub profile: String,
    /// The account's id.
    pub account: String,
    /// The secrets that sign requests, the newest first; older ones stand while they are rotated. They also open
    /// the provider's REST, unless `rest` has a secret for that.
    pub tokens: Vec<String>,
    /// Where the provider's REST is, when it is not where the profile says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api: Option<String>,
    /// By what right the provider's REST is asked, when not by the account's own token.
    #[serde(default, skip_serializing_if = "RestRight::is_empty")]
    pub rest: RestRight,
}

impl fmt::Debug for TwimlAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TwimlAccount")
            .field("profile", &self.profile)
            .field("account", &self.account)
            .field("api", &self.api)
            .finish_non_exhaustive()
    }
}

/// By what right a provider's REST is asked.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestRight {
    /// The id of an API key; empty when the secret is the account's.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub key: String,
    /// The secret: an API key's, or a token that signs nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub secret: String,
    /// The application in whose name calls are placed, where the provider wants one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub application: String,
}

impl RestRight {
    fn is_empty(&self) -> bool {
        *self == RestRight::default()
    }
}

impl fmt::Debug for RestRight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RestRight").field("key", &self.key).finish_non_exhaustive()
    }
}

/// What a message channel was set up with. Its names are the channel's own.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelAccount {
    /// Which channel, by its word: `telegram`, `webhook`, or one that the program adds.
    pub channel: String,
    /// What anybody may know, by its name, e.g. `url`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub settings: BTreeMap<String, String>,
    /// The secrets, by their name, e.g. `token`; of each the newest first, older ones stand while they are
    /// rotated.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub secrets: BTreeMap<String, Vec<String>>,
}

impl ChannelAccount {
    /// A setting; empty when there is none.
    pub fn setting(&self, name: &str) -> &str {
        self.settings.get(name).map_or("", String::as_str)
    }

    /// The newest secret of a name; empty when there is none.
    pub fn secret(&self, name: &str) -> &str {
        self.secrets(name).first().map_or("", String::as_str)
    }

    /// All secrets of a name that stand, the newest first.
    pub fn secrets(&self, name: &str) -> &[String] {
        self.secrets.get(name).map_or(&[], Vec::as_slice)
    }
}

impl fmt::Debug for ChannelAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChannelAccount")
            .field("channel", &self.channel)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

impl Kept for Connection {
    const KIND: &'static str = "connection";

    fn id(&self) -> &str {
        &self.id
    }
}
