//! An inbox: a chat that stands on somebody's pages, and the flow that answers in it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::settings::Kept;

/// A chat on somebody's pages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inbox {
    /// Its id: a random UUID, which stands in the pages. It is no secret, and nobody can count inboxes
    /// by it.
    pub id: String,
    /// What people call it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The flow that answers. Empty: whoever begins a conversation names one; only this server's own
    /// pages may.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub flow: String,
    /// The pages on which it may stand, e.g. `https://www.example.com`. This server's own always may.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub origins: Vec<String>,
    /// What it says around the conversation, by language tag, e.g. `en`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub texts: BTreeMap<String, InboxTexts>,
    /// What is asked before the conversation begins; at most ten fields count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub form: Vec<FormField>,
}

/// What an inbox says around the conversation, in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxTexts {
    /// The heading.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// What stands where nobody has written yet.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub welcome: String,
}

/// A field of the form before a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormField {
    /// By what name the flow finds it: `{{trigger.conversation.form.NAME}}`.
    pub name: String,
    /// What people read, by language tag.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub label: BTreeMap<String, String>,
    /// `text`, `email` or `tel`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// Whether the conversation begins only when it is filled in.
    #[serde(default)]
    pub required: bool,
}

/// The most fields that are asked.
pub const MOST_FIELDS: usize = 10;

impl Inbox {
    /// A new id.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn new_id() -> Result<String, getrandom::Error> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes)?;
        Ok(uuid(u128::from_be_bytes(bytes)))
    }

    /// What is asked before a conversation.
    pub fn fields(&self) -> &[FormField] {
        &self.form[..self.form.len().min(MOST_FIELDS)]
    }
}

/// Random bits as a UUID of version 4.
pub(crate) fn uuid(bits: u128) -> String {
    let bits = bits & !(0xf << 76) & !(0x3 << 62) | 0x4 << 76 | 0x2 << 62;
    let hex = format!("{bits:032x}");
    // 32 digits, all of one byte.
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

impl Kept for Inbox {
    const KIND: &'static str = "inbox";

    fn id(&self) -> &str {
        &self.id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_random_uuids() {
        let id = Inbox::new_id().unwrap();
        let parts: Vec<usize> = id.split('-').map(str::len).collect();
        assert_eq!(parts, [8, 4, 4, 4, 12]);
        assert_eq!(&id[14..15], "4");
        assert!("89ab".contains(&id[19..20]));
        assert_ne!(id, Inbox::new_id().unwrap());
    }
}
