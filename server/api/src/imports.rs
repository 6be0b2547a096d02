//! Imports: flows brought here from an account at a provider.

use serde::{Deserialize, Serialize};

/// The flows of an account at a provider, as it lists them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TheirFlowPage {
    /// The flows.
    pub flows: Vec<TheirFlow>,
    /// Whether the account has more than are listed at once.
    #[serde(default)]
    pub is_partial: bool,
}

/// A flow at a provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TheirFlow {
    /// Its id there, which it keeps here.
    pub id: String,
    /// What it is called there.
    pub name: String,
    /// The number of its newest revision there.
    pub revision: u32,
    /// Whether that one is published there.
    pub is_published: bool,
    /// Whether a flow of this id is here already.
    pub is_here: bool,
}

/// Which flows to bring here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Import {
    /// Their ids; 50 of them at most are brought by one request.
    pub flows: Vec<String>,
    /// Whether theirs becomes the newest draft also where somebody has changed the flow here.
    #[serde(default)]
    pub over: bool,
}

/// What became of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Imported {
    /// Each flow that was asked for, in that order.
    pub flows: Vec<ImportedFlow>,
}

/// What became of one flow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ImportedFlow {
    /// Its id.
    pub id: String,
    /// What it is called; empty when nobody could say.
    #[serde(default)]
    pub name: String,
    /// What became of it.
    pub outcome: ImportOutcome,
    /// How many problems its newest revision has that keep it from being published as it is.
    #[serde(default)]
    pub errors: u32,
    /// Why, for [`ImportOutcome::Failed`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
}

/// What became of a flow that was to be brought here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ImportOutcome {
    /// It is new here, and published as it is there.
    Published,
    /// It is new here, as a draft: it is one there, or something keeps it from being published.
    Draft,
    /// It was here and has changed there: the newest draft is theirs. What answers calls is as before.
    Changed,
    /// It is here as it is there.
    Same,
    /// It was changed here since it was brought, and was left alone.
    Kept,
    /// It could not be brought; `message` says why.
    Failed,
    /// What a later release of the server knows.
    #[serde(other)]
    Other,
}
