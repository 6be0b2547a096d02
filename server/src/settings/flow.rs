//! A flow's entry: its name and who tries its drafts. Its revisions are kept apart.

use centralita_engine::Time;
use serde::{Deserialize, Serialize};

use crate::settings::Kept;

/// A flow as it stands in lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowEntry {
    /// Its id: `FW` and 32 hexadecimal digits.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Contacts who reach the newest draft instead of what is published.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub test_users: Vec<String>,
    /// When it was made.
    pub created: Time,
    /// When it was changed last.
    pub updated: Time,
    /// The number of the newest revision.
    pub newest: u32,
    /// The number of the newest published revision; none before the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<u32>,
    /// Who made the newest revision.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub author: String,
}

impl Kept for FlowEntry {
    const KIND: &'static str = "flow";

    fn id(&self) -> &str {
        &self.id
    }
}
