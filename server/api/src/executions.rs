//! Executions: those that go on, those that ended, and what all of them together did.

use serde::{Deserialize, Serialize};

/// A page of executions, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExecutionPage {
    /// The executions.
    pub executions: Vec<ExecutionSummary>,
    /// What to ask for as `after` for the next page; none when this is the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// An execution as it stands in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExecutionSummary {
    /// Its id: `FN` and 32 hexadecimal digits.
    pub id: String,
    /// The flow it began in.
    pub flow: String,
    /// The revision it runs.
    pub revision: u32,
    /// The contact's address.
    pub contact: String,
    /// `call`, `message`, `conversation` or `request`.
    pub channel: String,
    /// When it began.
    pub started_millis: i64,
    /// When it ended; none while it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_millis: Option<i64>,
    /// How it ended, e.g. `finished`, `hung-up`, `failed`; none while it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ending: Option<String>,
    /// Where it stands now, or stood at its end: the widgets from the outermost flow to the innermost.
    #[serde(default)]
    pub at: Vec<String>,
}

/// An execution with its way through the flow and everything it was told. What a flow marks as sensitive
/// is masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExecutionWhole {
    /// What is known of it.
    pub execution: ExecutionSummary,
    /// The widgets it came through, in the order in which they were left.
    pub visits: Vec<Visit>,
    /// What it was told.
    pub journal: Vec<Occurrence>,
}

/// One visit to one widget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Visit {
    /// Its number within the execution, counted from 1.
    pub number: u32,
    /// The visit to the widget that ran the sub-flow it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<u32>,
    /// The flow it is in.
    pub flow: String,
    /// The revision of that flow.
    pub revision: u32,
    /// The widget.
    pub widget: String,
    /// The event by which it was left; none while it waits, and when it was cut off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// The place of the way out among the widget's transitions, counted from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transition: Option<u32>,
    /// Where it led; none when nothing was connected there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// When it was entered.
    pub entered_millis: i64,
    /// When it was last heard of: when it was left, once it was.
    pub told_millis: i64,
}

/// Something an execution was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Occurrence {
    /// When.
    pub at_millis: i64,
    /// What, as JSON in a text: an entry of the engine's journal (`docs/schema/journal.schema.json`).
    pub entry: String,
}

/// A change of an execution, as an event named `execution` of the stream `/api/v1/live`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LiveChange {
    /// The execution as it is now.
    pub execution: ExecutionSummary,
}

/// How often each way of a revision was taken in a stretch of time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Counts {
    /// The flow.
    pub flow: String,
    /// The revision; none when all are counted together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<u32>,
    /// How many executions were counted.
    pub executions: u64,
    /// Whether there were more than are counted at once.
    #[serde(default)]
    pub is_partial: bool,
    /// The ways, by widget.
    pub ways: Vec<WayCount>,
}

/// How often one way out of a widget was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WayCount {
    /// The widget.
    pub widget: String,
    /// The place among its transitions, counted from 0; none for visits that were never left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transition: Option<u32>,
    /// The event; empty for visits that were never left.
    #[serde(default)]
    pub event: String,
    /// How often.
    pub times: u64,
}

/// Which executions to end. At least one field says so.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct End {
    /// These.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub executions: Vec<String>,
    /// All that go on in this flow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flow: Option<String>,
    /// Of those only the ones on this revision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<u32>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Ended {
    /// How many were ended.
    pub ended: u64,
    /// How many could not be now; asked again they may.
    pub left: u64,
}
