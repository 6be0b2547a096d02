//! The state of an execution: a value to clone, store and compare.
//!
//! Nothing here knows how to run; [`Library`](crate::exec::Library) does. Everything here can be
//! written down: between turns an execution is data and nothing else.

use std::collections::VecDeque;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::declare::Channel;
use crate::exec::handover::Collected;
use crate::flow::{ExitName, WidgetName};
use crate::span::Span;
use crate::time::Time;
use crate::value::{Map, Text, Value};

/// Names one revision of one flow.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FlowRef {
    /// The flow's name: its file's stem, or the id a server gave it.
    #[serde(rename = "n")]
    pub name: Text,
    /// The revision, counted from 1.
    #[serde(rename = "r")]
    pub revision: u32,
}

impl FlowRef {
    /// Revision `revision` of the flow called `name`.
    pub fn new(name: impl Into<Text>, revision: u32) -> FlowRef {
        FlowRef { name: name.into(), revision }
    }
}

impl fmt::Display for FlowRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (revision {})", self.name, self.revision)
    }
}

/// The chance an execution gets: the only source of its ids and random numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Seed(pub u128);

/// The name of an execution: `FN` and 32 hexadecimal digits, made from its seed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct ExecutionId(pub Text);

impl ExecutionId {
    /// The id that belongs to `seed`.
    pub fn from_seed(seed: Seed) -> ExecutionId {
        ExecutionId(format!("FN{:032x}", seed.0).into())
    }
}

impl fmt::Display for ExecutionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The number of an effect within its execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct EffectId(pub u32);

impl fmt::Display for EffectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// One contact's run through one revision of a flow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Execution {
    /// Its name.
    #[serde(rename = "id")]
    pub id: ExecutionId,
    /// Waiting or ended; between turns there is no third.
    #[serde(rename = "st")]
    pub status: Status,
    /// The flow it is in, and the flows that run it as a sub-flow below; the last is the current one.
    #[serde(rename = "fr")]
    pub frames: Vec<Frame>,
    /// What began it.
    #[serde(rename = "ch")]
    pub channel: Channel,
    /// The state of the telephone call.
    #[serde(rename = "ca")]
    pub call: CallState,
    /// What the provider says of the call that the flow placed, when that is the call.
    #[serde(rename = "pl", default, skip_serializing_if = "Map::is_empty")]
    pub(crate) placed: Map,
    /// When it began.
    #[serde(rename = "at")]
    pub started: Time,
    /// What the contact was asked so far; see [`Execution::answers`].
    #[serde(rename = "co", default, skip_serializing_if = "Vec::is_empty")]
    pub collected: Vec<Collected>,
    /// Widgets visited so far, oldest first.
    #[serde(rename = "pa", default, skip_serializing_if = "VecDeque::is_empty")]
    pub path: VecDeque<WidgetName>,
    /// What the world has not answered yet.
    #[serde(rename = "pe", default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) pending: Vec<Pending>,
    #[serde(rename = "ne")]
    pub(crate) next_effect: u32,
    #[serde(rename = "ra")]
    pub(crate) random: u64,
    #[serde(rename = "sp")]
    pub(crate) steps: u32,
    #[serde(rename = "by", default, skip_serializing_if = "is_zero")]
    pub(crate) bytes: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl Execution {
    /// How many effects it has asked for so far; they are counted from 1.
    pub fn effects(&self) -> u32 {
        self.next_effect.saturating_sub(1)
    }

    /// Whether it has ended.
    pub fn has_ended(&self) -> bool {
        matches!(self.status, Status::Ended(_))
    }

    /// How it ended, when it has.
    pub fn ending(&self) -> Option<&Ending> {
        match &self.status {
            Status::Ended(ending) => Some(ending),
            Status::Waiting => None,
        }
    }

    /// The widget it waits in, or ended in.
    pub fn widget(&self) -> Option<&WidgetName> {
        self.frames.last().map(|frame| &frame.widget)
    }

    /// The variables of the current flow: `trigger`, `contact`, `flow` and `widgets`.
    pub fn context(&self) -> &Map {
        static EMPTY: Map = Map::new();
        self.frames.last().map_or(&EMPTY, |frame| &frame.context)
    }

    /// The value at `path`, e.g. `widgets.menu.Digits`.
    pub fn variable(&self, path: &str) -> Option<&Value> {
        variable(self.context(), path)
    }

    /// What the world has not answered yet, oldest first.
    pub fn pending(&self) -> impl ExactSizeIterator<Item = &Pending> {
        self.pending.iter()
    }

    /// The answers the contact gave so far, without the questions that have none yet.
    pub fn answers(&self) -> impl Iterator<Item = &Collected> {
        self.collected.iter().filter(|answer| !answer.value.is_null())
    }

    /// A rough count of the bytes that all variables and answers take.
    pub(crate) fn size(&self) -> usize {
        self.frames.iter().map(|frame| frame.context.size()).sum::<usize>()
            + self.placed.size()
            + self.collected.iter().map(Collected::size).sum::<usize>()
    }

    /// How many steps it has taken.
    pub fn steps(&self) -> u32 {
        self.steps
    }

    /// The contact's address.
    pub fn contact_address(&self) -> &str {
        self.variable("contact.channel.address").and_then(Value::as_text).unwrap_or("")
    }
}

/// Follows a dotted path through `context`.
pub(crate) fn variable<'a>(context: &'a Map, path: &str) -> Option<&'a Value> {
    let mut parts = path.split('.');
    let mut value = context.get(parts.next()?)?;
    for part in parts {
        value = match part.parse::<usize>() {
            Ok(index) if matches!(value, Value::List(_)) => value.at(index)?,
            _ => value.get(part)?,
        };
    }
    Some(value)
}

/// Whether an execution goes on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It waits for the world.
    #[serde(rename = "w")]
    Waiting,
    /// It is over.
    #[serde(rename = "e")]
    Ended(Ending),
}

/// How an execution ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Ending {
    /// In which way.
    pub kind: EndingKind,
    /// Why, in a sentence; empty when there is nothing to say.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub reason: Text,
    /// When.
    pub at: Time,
}

/// In which way an execution ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum EndingKind {
    /// A branch came to its end.
    Completed,
    /// The caller hung up where the flow had no way on.
    ContactLeft,
    /// Somebody ended it from outside.
    Cancelled,
    /// Something was wrong with the flow, or failed without a way on.
    Failed,
    /// A limit was reached.
    LimitReached,
    /// It grew too old.
    Expired,
}

impl EndingKind {
    /// The word for it, as scenarios and logs spell it.
    pub fn name(self) -> &'static str {
        match self {
            EndingKind::Completed => "completed",
            EndingKind::ContactLeft => "contact-left",
            EndingKind::Cancelled => "cancelled",
            EndingKind::Failed => "failed",
            EndingKind::LimitReached => "limit-reached",
            EndingKind::Expired => "expired",
        }
    }
}

/// One flow on the stack of an execution.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Frame {
    /// Which flow.
    #[serde(rename = "f")]
    pub flow: FlowRef,
    /// The widget it is in.
    #[serde(rename = "w")]
    pub widget: WidgetName,
    /// When it came into that widget.
    #[serde(rename = "e")]
    pub entered: Time,
    /// The number of the step that is the visit to that widget.
    #[serde(rename = "s")]
    pub step: u32,
    /// Its variables.
    #[serde(rename = "c")]
    pub context: Map,
    /// What the widget keeps for itself while it waits.
    #[serde(rename = "l", default, skip_serializing_if = "Value::is_null")]
    pub(crate) local: Value,
    #[serde(rename = "r", default, skip_serializing_if = "is_zero")]
    pub(crate) in_a_row: u32,
}

/// The state of the telephone call that belongs to an execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CallState {
    /// There is none.
    None,
    /// It rings; the first voice widget answers it.
    Ringing,
    /// It is answered.
    Live,
    /// It was there and is over.
    Gone,
}

/// Why a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum LeaveReason {
    /// The caller hung up.
    HungUp,
    /// The caller gave up before the call was answered.
    GaveUp,
    /// The line broke.
    Lost,
}

/// An effect the world has not answered yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Pending {
    /// The effect.
    #[serde(rename = "i")]
    pub effect: EffectId,
    /// What can answer it.
    #[serde(rename = "a")]
    pub awaits: Awaits,
}

/// What can answer an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Awaits {
    /// `Played`.
    Played,
    /// `Keys`, `Speech` or `Silence`.
    Input,
    /// `Recorded`.
    Recorded,
    /// `Dialled`.
    Dialled,
    /// `CallPlaced`.
    CallPlaced,
    /// `Replied`.
    Replied,
    /// `Sent`.
    Sent,
    /// `Delivery`.
    Delivery,
    /// `Message`.
    Message,
    /// `TaskChanged`.
    TaskChanged,
    /// `Served`.
    Served,
    /// `Returned`.
    Returned,
    /// `TimerFired`.
    Timer,
}

/// One visit to one widget within a turn.
///
/// A widget that waits yields a step without an exit when it is entered, and another with the same
/// number when it is left.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Step {
    /// Its number within the execution, counted from 1.
    pub number: u32,
    /// How many flows are around it; 0 in the flow that began.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub depth: u32,
    /// The sub-flow it is in; none in the flow that began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flow: Option<Text>,
    /// The widget.
    pub widget: WidgetName,
    /// When it was entered.
    pub entered: Time,
    /// The way out, once it was left by one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit: Option<Taken>,
    /// What is worth knowing: warnings, compared values, why a service failed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
}

/// A way out that was taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Taken {
    /// Its place in the widget's transitions; none when no transition mentions it.
    pub transition: Option<u32>,
    /// The event's name.
    pub event: ExitName,
    /// The widget it leads to; none ends the branch.
    pub next: Option<WidgetName>,
}

/// Something worth knowing about a step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Note {
    /// How serious it is.
    pub kind: NoteKind,
    /// In a sentence.
    pub message: Text,
    /// Where in the template or script, when it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
}

/// How serious a note is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum NoteKind {
    /// Good to know.
    Info,
    /// Something is not as the author probably meant it.
    Warning,
    /// Why the failure exit was taken, or the execution ended.
    Failure,
}
