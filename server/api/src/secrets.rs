//! Secrets that flows name.

use serde::{Deserialize, Serialize};

use crate::Secret;

/// All secrets of flows, by their names. No value ever goes out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FlowSecretPage {
    /// The secrets.
    pub secrets: Vec<FlowSecret>,
}

/// A secret that flows name as `{{secrets.NAME}}` where they ask other servers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FlowSecret {
    /// Its name.
    pub name: String,
    /// When it was set, in milliseconds since 1970.
    pub updated_millis: i64,
}

/// What a secret is set to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PutFlowSecret {
    /// The value: 1 to 8,192 bytes.
    pub value: Secret,
}
