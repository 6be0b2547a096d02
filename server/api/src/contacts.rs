//! Contacts: everything that is kept about one.

use serde::{Deserialize, Serialize};

use crate::ExecutionWhole;

/// What is kept about a contact. What a flow marks as sensitive is masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ContactWhole {
    /// The addresses that were looked for: one person may call, and write by several channels.
    pub addresses: Vec<String>,
    /// Calls and conversations, for each address the newest first.
    pub executions: Vec<ExecutionWhole>,
    /// Where what the contact recorded on the phone page is heard.
    pub recordings: Vec<String>,
    /// Whether there are more executions than one answer holds.
    #[serde(default)]
    pub is_partial: bool,
}

/// What became of a contact that was to be forgotten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ContactForgotten {
    /// How many calls and conversations are gone, with all that belonged to them.
    pub forgotten: u64,
    /// How many go on, and stay until they have ended: end them, then ask again.
    pub live: u64,
}
