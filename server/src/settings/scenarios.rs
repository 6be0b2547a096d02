//! The scenarios of a flow: sentences that say what it shall do.

use serde::{Deserialize, Serialize};

use crate::settings::Kept;

/// The scenarios that are kept with a flow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowScenarios {
    /// The flow's id.
    pub flow: String,
    /// The sentences, in Markdown.
    pub text: String,
}

impl Kept for FlowScenarios {
    const KIND: &'static str = "scenarios";

    fn id(&self) -> &str {
        &self.flow
    }
}
