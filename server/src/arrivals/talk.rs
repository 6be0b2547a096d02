//! A talk: what is remembered of one contact on one connection, so that a message is told once.
//!
//! Before a message is told, it is noted to which execution. The same message coming again goes there and
//! nowhere else, also when that execution has ended since. A fixed number of messages is remembered, and
//! nothing of what they say.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::settings::Kept;

/// How many messages of a contact are remembered: more than any provider brings again at once.
pub(super) const REMEMBERED: usize = 64;

/// What is remembered of a contact on a connection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Talk {
    /// Its id: a digest of the connection and the contact's address.
    pub id: String,
    /// The address of ours that the contact talks to.
    #[serde(default)]
    pub to: String,
    /// The last messages, oldest first.
    #[serde(default)]
    pub heard: Vec<Noted>,
}

/// Which execution is told of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Noted {
    /// A digest of the message's id.
    pub message: String,
    /// The execution that is told.
    pub told: String,
    /// The address of ours, and its flow.
    pub to: String,
    pub flow: String,
}

impl Talk {
    pub(super) fn id_of(connection: &str, contact: &str) -> String {
        // The length tells where the connection ends.
        digest(&format!("talk:{}:{connection}:{contact}", connection.len()))
    }

    pub(super) fn noted(&self, message: &str) -> Option<&Noted> {
        let message = digest(message);
        self.heard.iter().find(|noted| noted.message == message)
    }

    pub(super) fn note(&mut self, message: &str, told: String, to: &str, flow: &str) {
        to.clone_into(&mut self.to);
        if self.heard.len() >= REMEMBERED {
            self.heard.drain(..=self.heard.len() - REMEMBERED);
        }
        self.heard.push(Noted {
            message: digest(message),
            told,
            to: to.to_owned(),
            flow: flow.to_owned(),
        });
    }
}

impl Kept for Talk {
    const KIND: &'static str = "channel-talk";

    fn id(&self) -> &str {
        &self.id
    }
}

fn digest(text: &str) -> String {
    Sha256::digest(text).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_messages_are_remembered_and_no_more() {
        let mut talk = Talk::default();
        for number in 0..200 {
            talk.note(&number.to_string(), format!("FN{number}"), "webhook:shop", "FW1");
        }
        assert_eq!(talk.heard.len(), REMEMBERED);
        assert_eq!(talk.noted("199").unwrap().told, "FN199");
        assert_eq!(talk.noted("136").unwrap().told, "FN136");
        assert!(talk.noted("135").is_none());
        assert_ne!(Talk::id_of("a", "b:c"), Talk::id_of("a:b", "c"));
    }
}
