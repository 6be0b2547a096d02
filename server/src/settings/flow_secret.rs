//! A secret that flows name, and never hold.

use centralita_engine::Time;
use serde::{Deserialize, Serialize};

use crate::settings::Kept;

/// The value behind `{{secrets.NAME}}`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowSecret {
    /// The name: a letter or `_`, then letters, digits and `_`; at most 64.
    pub name: String,
    /// The value.
    pub value: String,
    /// When it was set.
    pub updated: Time,
}

impl FlowSecret {
    /// Whether flows can name a secret like this.
    pub fn is_name(name: &str) -> bool {
        let mut bytes = name.bytes();
        let begins = bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_');
        begins && name.len() <= 64 && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    }
}

impl std::fmt::Debug for FlowSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FlowSecret").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Kept for FlowSecret {
    const KIND: &'static str = "secret";

    fn id(&self) -> &str {
        &self.name
    }
}
