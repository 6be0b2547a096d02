//! Conversations: who may take part, and until when.
//!
//! The page of a contact holds a token that says nothing; what it stands for is kept here, by its digest:
//! who reads the database cannot take part in anybody's conversation.

use centralita_engine::{Map, Time};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::settings::Kept;

/// How long a token holds after it was used last, in milliseconds.
pub const TOKEN_HOLDS_MILLIS: i64 = 24 * 60 * 60 * 1000;

/// A conversation of one contact in one inbox.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conversation {
    /// Its id: `CH` and 32 hexadecimal digits.
    pub id: String,
    /// The inbox.
    pub inbox: String,
    /// The flow that answers.
    pub flow: String,
    /// What the contact filled in before.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub form: Map,
    /// The page from which it was begun.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub page: String,
    /// The contact's language tag.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub locale: String,
    /// When it was begun.
    pub began: Time,
    /// The digest of the token with which the contact takes part.
    pub token: String,
    /// Until when the token holds.
    pub expires: Time,
}

impl Conversation {
    /// By what flows know the contact: `web:` and the digits of the id.
    pub fn contact(&self) -> String {
        format!("web:{}", self.id.get(2..).unwrap_or_default())
    }

    /// The id of the conversation with a contact; none when it is nobody in a chat.
    pub fn of_contact(contact: &str) -> Option<String> {
        let id = format!("CH{}", contact.strip_prefix("web:")?);
        is_id(&id).then_some(id)
    }

    /// Whether its token still holds.
    pub fn holds(&self, now: Time) -> bool {
        now < self.expires
    }

    /// Whether it is time to have the token hold for longer.
    pub fn wants_renewal(&self, now: Time) -> bool {
        self.expires.0 - now.0 < TOKEN_HOLDS_MILLIS / 2
    }
}

/// Whether this is an id of a conversation.
pub fn is_id(id: &str) -> bool {
    id.strip_prefix("CH").is_some_and(|digits| {
        digits.len() == 32 && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })
}

/// What a token is kept as.
pub fn digest(token: &str) -> String {
    let bytes = Sha256::digest(token.as_bytes());
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Kept for Conversation {
    const KIND: &'static str = "conversation";

    fn id(&self) -> &str {
        &self.id
    }

    fn unique(&self) -> Option<String> {
        Some(self.token.clone())
    }
}
