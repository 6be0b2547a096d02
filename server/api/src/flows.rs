//! Flows and their revisions.
//!
//! A flow has numbered revisions that never change. Saving a draft adds one that is not live; publishing
//! adds one that is. Which revision one began with is said as `over`, so that two people at once do not
//! overwrite each other unseen.

use serde::{Deserialize, Serialize};

/// All flows, the one that was changed last first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FlowPage {
    /// The flows.
    pub flows: Vec<FlowSummary>,
}

/// A flow as it stands in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FlowSummary {
    /// Its id: `FW` and 32 hexadecimal digits.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The number of the newest revision, counted from 1.
    pub newest: u32,
    /// The number of the revision that is live; none before the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<u32>,
    /// Contacts who reach the newest draft instead of what is live.
    #[serde(default)]
    pub test_users: Vec<String>,
    /// When it was made.
    pub created_millis: i64,
    /// When it was changed last.
    pub updated_millis: i64,
    /// Who made the newest revision; empty when that is not known.
    #[serde(default)]
    pub author: String,
}

impl FlowSummary {
    /// Whether there is a draft newer than what is live.
    pub fn has_draft(&self) -> bool {
        self.published != Some(self.newest)
    }
}

/// A flow with the newest of its revisions. The answer's `ETag` is the number of that revision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FlowWhole {
    /// The flow.
    pub flow: FlowSummary,
    /// Its newest revision: the draft if there is one, else what is live.
    pub revision: RevisionSummary,
    /// The text of that revision.
    pub definition: String,
    /// What is wrong with it.
    #[serde(default)]
    pub problems: Vec<Problem>,
}

/// A flow to be made; its first revision is a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewFlow {
    /// What people call it: 1 to 200 characters.
    pub name: String,
    /// Its text.
    pub definition: String,
    /// What the author says of it.
    #[serde(default)]
    pub note: String,
}

/// What of a flow's entry is changed. What is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FlowChange {
    /// What people call it: 1 to 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Contacts who reach the newest draft: at most 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test_users: Option<Vec<String>>,
}

/// A draft to be saved. A text that is the newest revision's already is not saved again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SaveDraft {
    /// The flow's text.
    pub definition: String,
    /// The newest revision that the author knows. Where it is absent, the header `If-Match` says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over: Option<u32>,
    /// What the author says of it.
    #[serde(default)]
    pub note: String,
}

/// A revision to be published.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Publish {
    /// The text to publish; absent, that of the newest revision (or, where an older one is published anew,
    /// of that one).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition: Option<String>,
    /// The newest revision that the author knows. Where it is absent, the header `If-Match` says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over: Option<u32>,
    /// What the author says of it.
    #[serde(default)]
    pub note: String,
    /// Whether it is published also when a scenario does not come out as it says.
    #[serde(default)]
    pub despite_scenarios: bool,
}

/// The revisions of a flow, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RevisionPage {
    /// The revisions.
    pub revisions: Vec<RevisionSummary>,
}

/// A revision as it stands in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RevisionSummary {
    /// Its number, counted from 1.
    pub number: u32,
    /// Whether it was published, or only saved.
    pub is_published: bool,
    /// What the author said of it.
    #[serde(default)]
    pub note: String,
    /// Who made it.
    #[serde(default)]
    pub author: String,
    /// When.
    pub at_millis: i64,
}

/// A revision with its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RevisionWhole {
    /// What is known of it.
    pub revision: RevisionSummary,
    /// Its text.
    pub definition: String,
}

/// A text to be checked without being saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Check {
    /// The flow's text.
    pub definition: String,
}

/// What the server's checks say of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Problems {
    /// What is wrong; nothing of it an error when it could be published.
    pub problems: Vec<Problem>,
}

/// Something wrong with a flow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Problem {
    /// Which check found it, e.g. `unknown_variable`; its page is in `docs/problems/`.
    pub code: String,
    /// How bad it is.
    pub severity: Severity,
    /// The widget; none means the flow as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub widget: Option<String>,
    /// The property.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The place among the widget's transitions, counted from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transition: Option<u32>,
    /// What is wrong and what to do, in English.
    pub message: String,
    /// The same in Spanish.
    #[serde(default)]
    pub message_es: String,
}

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Something a caller could run into, which works for everybody else.
    Warning,
    /// Something cannot work; the flow may not be published.
    Error,
}
