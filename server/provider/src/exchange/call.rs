//! One call: who, where it stands in its documents, and what it is doing.

use std::collections::BTreeMap;

use super::activity::Sounds;
use super::bridge::Bridge;
use super::caller::Person;
use super::dial::Dialing;
use super::gather::Gathering;
use super::queue::{Joining, Queued};
use super::record::Recording;
use super::room::InRoom;
use super::session::Session;
use super::web::RequestId;
use crate::form::Form;
use crate::sid::CallSid;
use crate::transcript::{Entry, Transcript};
use crate::twiml::{Element, Place};

/// Which call of an [`super::Exchange`]: given out in order, valid for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CallId(pub(super) usize);

/// How a call stands, in the protocol's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the words are the protocol's own")]
pub enum CallStatus {
    Queued,
    Initiated,
    Ringing,
    InProgress,
    Completed,
    Busy,
    Failed,
    NoAnswer,
    Canceled,
}

impl CallStatus {
    /// The word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            CallStatus::Queued => "queued",
            CallStatus::Initiated => "initiated",
            CallStatus::Ringing => "ringing",
            CallStatus::InProgress => "in-progress",
            CallStatus::Completed => "completed",
            CallStatus::Busy => "busy",
            CallStatus::Failed => "failed",
            CallStatus::NoAnswer => "no-answer",
            CallStatus::Canceled => "canceled",
        }
    }

    /// Whether nothing comes after it.
    pub fn is_last(self) -> bool {
        use CallStatus::{Busy, Canceled, Completed, Failed, NoAnswer};
        matches!(self, Completed | Busy | Failed | NoAnswer | Canceled)
    }
}

/// Who began a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// A caller.
    Inbound,
    /// A REST request.
    OutboundApi,
    /// `<Dial>` of another call.
    OutboundDial,
}

impl Direction {
    /// The word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Direction::Inbound => "inbound",
            Direction::OutboundApi => "outbound-api",
            Direction::OutboundDial => "outbound-dial",
        }
    }
}

/// An address and how it is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Target {
    /// The address; empty means none.
    pub url: String,
    /// `GET` or `POST`.
    pub method: String,
}

/// Who is told how a call stands, and of what.
#[derive(Clone, Debug, Default)]
pub(crate) struct Callbacks {
    pub target: Target,
    pub events: Vec<String>,
}

/// A document that is being run.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub place: Place,
    pub verbs: Vec<Element>,
    pub next: usize,
    /// Where the document came from; empty for one that came with a REST request.
    pub source: Target,
    /// When it was begun, in milliseconds.
    pub begun_millis: u64,
}

impl Frame {
    pub(crate) fn empty(place: Place, source: Target) -> Frame {
        Frame { place, verbs: Vec::new(), next: 0, source, begun_millis: 0 }
    }
}

/// What a call is doing at this moment.
#[derive(Debug)]
pub(crate) enum Doing {
    /// Nothing of its own: it rings, waits or talks.
    Nothing,
    /// It waits for a document.
    Fetching(RequestId),
    /// It hears prompts.
    Sounding(Sounds),
    /// It is asked for input.
    Gathering(Gathering),
    /// It is recorded.
    Recording(Recording),
    /// It is in a session that is only pretended.
    Session(Session),
    /// It waits before the document for waiting callers is asked for again.
    WaitingAgain,
}

/// What a call is connected to.
#[derive(Debug)]
pub(crate) enum Link {
    Nothing,
    Dialing(Dialing),
    Bridged(Bridge),
    Queued(Queued),
    /// It was in a queue and hears something before it is joined.
    Joining(Joining),
    InRoom(InRoom),
}

/// One leg of a call.
#[derive(Debug)]
pub struct Call {
    /// Its id on the wire.
    pub sid: CallSid,
    /// Which call of the run it is, from 0.
    pub ordinal: u64,
    /// The call whose `<Dial>` began it.
    pub parent: Option<CallId>,
    /// Who began it.
    pub direction: Direction,
    /// Who calls.
    pub from: String,
    /// Who is called.
    pub to: String,
    /// How it stands.
    pub status: CallStatus,
    /// When it began, in milliseconds of the run.
    pub begun_millis: u64,
    /// When it was answered.
    pub answered_millis: Option<u64>,
    /// When it ended.
    pub ended_millis: Option<u64>,
    /// What answering-machine detection found.
    pub answered_by: Option<String>,
    /// Everything about it.
    pub transcript: Transcript,
    pub(crate) callbacks: Callbacks,
    pub(crate) fallback: Target,
    /// What to do when it is answered: an address or a document.
    pub(crate) first: Target,
    pub(crate) first_document: Option<String>,
    pub(crate) whisper: Target,
    pub(crate) wait: Target,
    pub(crate) machine_detection: bool,
    pub(crate) detection_callback: Target,
    pub(crate) frames: Vec<Frame>,
    pub(crate) doing: Doing,
    pub(crate) link: Link,
    pub(crate) turn: u64,
    pub(crate) link_turn: u64,
    pub(crate) person: Person,
    pub(crate) window: u64,
    pub(crate) webhooks: u64,
    pub(crate) documents: u32,
    pub(crate) sequence: u32,
    pub(crate) partials: u32,
    pub(crate) hops: u8,
    /// The address asked last, and whether it was the one for emergencies.
    pub(crate) asked: (String, bool),
    pub(crate) cookies: BTreeMap<String, String>,
    pub(crate) running_recordings: Vec<usize>,
}

impl Call {
    /// Whether it is over.
    pub fn has_ended(&self) -> bool {
        self.status.is_last()
    }

    /// The conference it is in, by name.
    pub fn room_name(&self) -> Option<&str> {
        match &self.link {
            Link::InRoom(inside) => Some(&inside.name),
            _ => None,
        }
    }

    /// How it takes part in its conference.
    pub fn in_room(&self) -> Option<&InRoom> {
        match &self.link {
            Link::InRoom(inside) => Some(inside),
            _ => None,
        }
    }

    /// Whole seconds from the answer to the end, or to `now_millis`.
    pub fn seconds(&self, now_millis: u64) -> u64 {
        let until = self.ended_millis.unwrap_or(now_millis);
        self.answered_millis.map_or(0, |answered| until.saturating_sub(answered).div_ceil(1000))
    }

    pub(crate) fn note(&mut self, now_millis: u64, entry: Entry) {
        self.transcript.add(now_millis, entry);
    }

    /// What every request about this call says.
    pub(crate) fn form(&self, account: &str, parent: Option<&CallSid>) -> Form {
        let mut form = Form::new()
            .with("AccountSid", account)
            .with("ApiVersion", "2010-04-01")
            .with("CallSid", self.sid.as_str())
            .with("CallStatus", self.status.word())
            .with("Direction", self.direction.word())
            .with("From", &self.from)
            .with("To", &self.to)
            .with("Caller", &self.from)
            .with("Called", &self.to);
        for who in ["From", "To", "Caller", "Called"] {
            for what in ["City", "State", "Zip", "Country"] {
                form.add(format!("{who}{what}"), "");
            }
        }
        if let Some(parent) = parent {
            form.add("ParentCallSid", parent.as_str());
        }
        if self.direction == Direction::Inbound {
            form.add("CallToken", format!("%7B%22call%22%3A%22{}%22%7D", self.ordinal));
            form.add("StirVerstat", "TN-Validation-Passed-A");
        }
        if let Some(found) = &self.answered_by {
            form.add("AnsweredBy", found);
        }
        form
    }
}
