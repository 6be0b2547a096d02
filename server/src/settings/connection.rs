//! A connection: a way to the world that somebody has set up.

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
}

impl ConnectionKind {
    /// The word for it, as it is stored.
    pub fn word(&self) -> &'static str {
        match self {
            ConnectionKind::Phone => "phone",
            ConnectionKind::Chat => "chat",
            ConnectionKind::Twiml(_) => "twiml",
        }
    }
}

/// An account of a provider that speaks TwiML.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TwimlAccount {
    /// `twilio`, `signalwire`, `telnyx` or `somleng`.
    pub profile: String,
    /// The account's id.
    pub account: String,
    /// The secrets that sign requests and open the provider's REST, the newest first; older ones stand
    /// while they are rotated.
    pub tokens: Vec<String>,
    /// Where the provider's REST is, when it is not where the profile says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api: Option<String>,
}

impl Kept for Connection {
    const KIND: &'static str = "connection";

    fn id(&self) -> &str {
        &self.id
    }
}
