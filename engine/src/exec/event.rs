//! Events: everything the world can say to an execution.
//!
//! An event that answers an effect names it in `answers`. An event that comes twice, late, or for
//! something nobody waits for is refused and changes nothing.
//!
//! Every event of a channel carries the raw parameters of the request that brought it, under the
//! names the provider gives them: widgets store them all, and flows read them.

use serde::{Deserialize, Serialize};

use crate::exec::{EffectId, LeaveReason};
use crate::value::{Map, Text, Value};

/// Something the world says to an execution.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "event", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Event {
    /// The caller pressed keys.
    Keys {
        /// The [`Gather`](crate::exec::Action::Gather) that listened.
        answers: EffectId,
        /// The keys, without the finishing key.
        keys: Text,
        /// What ended the keys.
        ended_by: KeysEnded,
        /// The raw parameters of the request.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        params: Map,
    },
    /// The caller said something that was understood.
    Speech {
        /// The [`Gather`](crate::exec::Action::Gather) that listened.
        answers: EffectId,
        /// What was understood.
        text: Text,
        /// How sure the recogniser is, as the text that came, `0.0` to `1.0`.
        confidence: Text,
        /// The raw parameters of the request.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        params: Map,
    },
    /// The caller neither pressed a key nor said anything until the time was up.
    Silence {
        /// The [`Gather`](crate::exec::Action::Gather) that listened.
        answers: EffectId,
        /// The raw parameters of the request.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        params: Map,
    },
    /// A message came from the contact.
    Message {
        /// The contact's address.
        from: Text,
        /// The text.
        body: Text,
        /// Files that came with it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        media: Vec<Media>,
        /// The raw parameters of the request.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        params: Map,
    },
    /// What was to be heard has been heard.
    Played {
        /// The say, play or stream that was asked for.
        answers: EffectId,
        /// The raw parameters of the request.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        params: Map,
    },
    /// A recording is finished.
    Recorded {
        /// The recording that was asked for.
        answers: EffectId,
        /// The recording.
        recording: Recording,
        /// The raw parameters of the request.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        params: Map,
    },
    /// A call to somebody else has ended, or never began.
    Dialled {
        /// The dial that was asked for.
        answers: EffectId,
        /// How it ended.
        outcome: DialOutcome,
        /// The raw parameters of the request.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        params: Map,
    },
    /// A call that the flow places to the contact was answered, or was not.
    CallPlaced {
        /// The call that was asked for.
        answers: EffectId,
        /// How it went.
        outcome: CallOutcome,
        /// The raw parameters of the request.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        params: Map,
    },
    /// An HTTP request or a function came back.
    Replied {
        /// The request that was asked for.
        answers: EffectId,
        /// The answer, or why there is none.
        reply: Result<HttpReply, HttpFailure>,
    },
    /// The provider took a message, or did not.
    Sent {
        /// The message that was asked for.
        answers: EffectId,
        /// Whether the provider took it.
        accepted: bool,
        /// What the provider says about it: `Sid`, `Status`, `ErrorCode` and so on.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        params: Map,
    },
    /// A message was delivered, or was not.
    Delivery {
        /// The message that was asked for.
        answers: EffectId,
        /// The provider's word: `delivered`, `failed`, `undelivered` and so on.
        status: Text,
        /// The raw parameters of the request.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        params: Map,
    },
    /// A task that was handed over has changed.
    TaskChanged {
        /// The task that was asked for.
        answers: EffectId,
        /// What it is now.
        task: TaskState,
        /// What the provider or the router says about it: `QueueResult`, `TaskSid` and so on.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        params: Map,
    },
    /// A service beyond calls and messages has answered: payment, virtual agent, relay, recording
    /// of a call, conversation, bot.
    Served {
        /// The effect that asked for it.
        answers: EffectId,
        /// The service's word for how it went, e.g. `success` or `live-agent-handoff`.
        outcome: Text,
        /// What the service says.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        params: Map,
    },
    /// A timer that was set is due.
    TimerFired {
        /// The timer.
        answers: EffectId,
    },
    /// The other side of a redirect gave control back, naming the exit to take.
    Returned {
        /// The name of an exit of the waiting widget, e.g. `return`.
        name: Text,
        /// Every other parameter of the request; they become the widget's variables.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        params: Map,
    },
    /// The caller hung up, or the call was cut.
    ContactLeft {
        /// Why the call ended.
        reason: LeaveReason,
        /// The raw parameters of the request.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        params: Map,
    },
    /// Somebody ended the execution from outside, or it grew too old.
    Cancelled {
        /// Why, in a sentence for the log.
        reason: Text,
    },
}

impl Event {
    /// The effect that this event answers, if it answers one.
    pub fn answers(&self) -> Option<EffectId> {
        match self {
            Event::Keys { answers, .. }
            | Event::Speech { answers, .. }
            | Event::Silence { answers, .. }
            | Event::Played { answers, .. }
            | Event::Recorded { answers, .. }
            | Event::Dialled { answers, .. }
            | Event::CallPlaced { answers, .. }
            | Event::Replied { answers, .. }
            | Event::Sent { answers, .. }
            | Event::Delivery { answers, .. }
            | Event::TaskChanged { answers, .. }
            | Event::Served { answers, .. }
            | Event::TimerFired { answers } => Some(*answers),
            Event::Message { .. }
            | Event::Returned { .. }
            | Event::ContactLeft { .. }
            | Event::Cancelled { .. } => None,
        }
    }

    /// The event's name, as logs and the journal spell it.
    pub fn name(&self) -> &'static str {
        match self {
            Event::Keys { .. } => "keys",
            Event::Speech { .. } => "speech",
            Event::Silence { .. } => "silence",
            Event::Message { .. } => "message",
            Event::Played { .. } => "played",
            Event::Recorded { .. } => "recorded",
            Event::Dialled { .. } => "dialled",
            Event::CallPlaced { .. } => "call-placed",
            Event::Replied { .. } => "replied",
            Event::Sent { .. } => "sent",
            Event::Delivery { .. } => "delivery",
            Event::TaskChanged { .. } => "task-changed",
            Event::Served { .. } => "served",
            Event::TimerFired { .. } => "timer-fired",
            Event::Returned { .. } => "returned",
            Event::ContactLeft { .. } => "contact-left",
            Event::Cancelled { .. } => "cancelled",
        }
    }

    /// The raw parameters of the request that brought the event.
    pub fn params(&self) -> Option<&Map> {
        match self {
            Event::Keys { params, .. }
            | Event::Speech { params, .. }
            | Event::Silence { params, .. }
            | Event::Message { params, .. }
            | Event::Played { params, .. }
            | Event::Recorded { params, .. }
            | Event::Dialled { params, .. }
            | Event::CallPlaced { params, .. }
            | Event::Sent { params, .. }
            | Event::Delivery { params, .. }
            | Event::TaskChanged { params, .. }
            | Event::Served { params, .. }
            | Event::Returned { params, .. }
            | Event::ContactLeft { params, .. } => Some(params),
            Event::Replied { .. } | Event::TimerFired { .. } | Event::Cancelled { .. } => None,
        }
    }
}

/// What ended the keys of a gather.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum KeysEnded {
    /// The finishing key.
    FinishKey,
    /// The number of keys that was asked for.
    Count,
    /// Nothing more came in time.
    Timeout,
}

/// A file that came with a message or goes with one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Media {
    /// Where it is.
    pub url: Text,
    /// Its media type, e.g. `image/jpeg`.
    pub content_type: Text,
}

/// A finished recording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Recording {
    /// Where it is.
    pub url: Text,
    /// The provider's id of it.
    pub sid: Text,
    /// Its length in seconds.
    pub duration_secs: u32,
    /// What ended it.
    pub ended_by: RecordingEnded,
    /// Whether somebody can be heard in it.
    pub has_speech: bool,
}

/// What ended a recording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RecordingEnded {
    /// Silence, or the greatest length.
    Time,
    /// A finishing key.
    Key(Text),
    /// The caller hung up.
    HangUp,
}

/// How a call to somebody else ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DialOutcome {
    /// The provider's word: `completed`, `answered`, `busy`, `no-answer`, `failed`, `canceled`.
    pub status: Text,
    /// How long the two were connected, in seconds.
    pub duration_secs: u32,
    /// The provider's id of the other call.
    pub sid: Text,
    /// Where the recording is, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recording_url: Option<Text>,
}

/// How a call to the contact went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CallOutcome {
    /// Somebody answered, or a machine; the provider's word for which, e.g. `human`, when it was asked to find out.
    Answered(Option<Text>),
    /// The line was busy.
    Busy,
    /// Nobody answered.
    NoAnswer,
    /// The call could not be placed.
    Failed,
}

/// The answer to an HTTP request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HttpReply {
    /// The status code.
    pub status: u16,
    /// The media type, as the header says it.
    pub content_type: Text,
    /// The body.
    pub body: Text,
    /// The other headers, names in lower case.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub headers: Map,
}

/// Why an HTTP request has no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum HttpFailure {
    /// No answer in time.
    TimedOut,
    /// The body was larger than allowed.
    TooLarge,
    /// The address could not be understood or may not be asked.
    Refused(Text),
    /// The connection failed.
    Unreachable(Text),
    /// Nobody is there to perform such requests.
    NotConfigured,
}

impl HttpFailure {
    /// The failure in a sentence for the step.
    pub fn sentence(&self) -> Text {
        match self {
            HttpFailure::TimedOut => "The other side did not answer in time.".into(),
            HttpFailure::TooLarge => "The answer is larger than allowed.".into(),
            HttpFailure::Refused(why) => format!("The request was not sent: {why}").into(),
            HttpFailure::Unreachable(why) => {
                format!("The other side could not be reached: {why}").into()
            }
            HttpFailure::NotConfigured => "Nothing is set up here that could answer this.".into(),
        }
    }
}

/// What a task is now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum TaskState {
    /// It is waiting in a queue.
    Created,
    /// Somebody is being asked.
    Reserved,
    /// Somebody took it.
    Accepted,
    /// It is done; for a call: the caller is back, or gone.
    Completed,
    /// Nobody took it in time, or it was taken back.
    Cancelled,
    /// It could not be created: the queue is full, or unknown.
    Rejected(Text),
    /// The caller could not be queued: the system failed.
    Failed(Text),
}

/// Reads a parameter as text.
pub fn param<'a>(params: &'a Map, name: &str) -> Option<&'a str> {
    params.get(name).and_then(Value::as_text)
}
