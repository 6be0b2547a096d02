//! Scenarios: what a flow shall do, in sentences, and whether it does.

use serde::{Deserialize, Serialize};

/// The scenarios of a flow. The answer's `ETag` is their version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Scenarios {
    /// Counted from 1; each change adds one. 0 when the flow has none yet.
    pub version: u64,
    /// The sentences, in Markdown.
    pub text: String,
}

/// Scenarios to be kept with a flow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PutScenarios {
    /// The sentences, in Markdown; empty takes them away.
    pub text: String,
}

/// What to run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RunScenarios {
    /// The flow's text; absent, that of its newest revision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition: Option<String>,
    /// The scenarios; absent, those that are kept with the flow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// What came of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScenarioRun {
    /// How many came out as they say.
    pub passed: u32,
    /// How many did not, and sentences that nobody understands.
    pub failed: u32,
    /// Each scenario, in the order of the text.
    pub results: Vec<ScenarioResult>,
}

/// What came of one scenario.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScenarioResult {
    /// Its title; empty for a sentence that nobody understands.
    #[serde(default)]
    pub title: String,
    /// The first sentence that did not hold; none when all did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed: Option<FailedSentence>,
}

/// A sentence that did not hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FailedSentence {
    /// Its line in the text, counted from 1.
    pub line: u32,
    /// What it says.
    #[serde(default)]
    pub sentence: String,
    /// What happened instead.
    pub message: String,
}
