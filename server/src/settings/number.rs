//! A number: an address of ours, and the flow that answers there.

use centralita_engine::Time;
use serde::{Deserialize, Serialize};

use crate::settings::Kept;

/// An address of ours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Number {
    /// Its id.
    pub id: String,
    /// The address as providers spell it: `+15550100`, `sip:line@example.com`, `whatsapp:+15550100`.
    pub address: String,
    /// The connection by which it is reached.
    pub connection: String,
    /// The flow that answers.
    pub flow: String,
    /// What people call it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// What callers hear instead of the flow, for as long as it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub announcement: Option<Announcement>,
}

/// What callers hear instead of a flow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announcement {
    /// The words.
    pub say: String,
    /// The language tag; empty means the provider's own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub language: String,
    /// Until when; none until somebody takes it away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Time>,
    /// Whether the flow goes on after the words; else the call ends.
    #[serde(default)]
    pub goes_on: bool,
}

impl Number {
    /// The announcement that stands now.
    pub fn announcement_at(&self, now: Time) -> Option<&Announcement> {
        self.announcement.as_ref().filter(|stands| stands.until.is_none_or(|until| now < until))
    }
}

impl Kept for Number {
    const KIND: &'static str = "number";

    fn id(&self) -> &str {
        &self.id
    }

    fn unique(&self) -> Option<String> {
        Some(format!("{}|{}", self.connection, self.address))
    }
}
