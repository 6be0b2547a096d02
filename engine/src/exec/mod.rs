//! Executing: the function at the heart of the house.
//!
//! [`Library::start`] and [`Library::advance`] take a program, a state, an event and a time, and
//! return a [`Turn`]: the new state, the steps taken and what is asked of the world. Nothing is
//! performed here and nothing is read from outside.
//!
//! There is no loop to drain and nothing to poll: a turn is short and bounded, so its whole answer
//! is a value. It can be stored in one transaction, kept in a list to travel in time, or dropped.

mod action;
mod digest;
mod event;
mod execution;
mod handover;
mod json_text;
mod library;
mod limits;
mod program;
mod rendering;
mod replay;
mod run;
mod stored;
mod stored_dictionary;
mod trigger;
mod turning;

pub use action::{
    Action, CallFunction, CreateTask, Dial, DialTarget, Effect, Gather, HttpRequest, PlaceCall,
    Play, PlaySource, Prompt, Record, RecordCall, Redirect, Say, SendMessage, Service, SpeechInput,
    Stream, TaskTarget,
};
pub use digest::{Digest, Sum};
pub use event::{
    CallOutcome, DialOutcome, Event, HttpFailure, HttpReply, KeysEnded, Media, Recording,
    RecordingEnded, TaskState, param,
};
pub(crate) use execution::variable;
pub use execution::{
    Awaits, CallState, EffectId, Ending, EndingKind, Execution, ExecutionId, FlowRef, Frame,
    LeaveReason, Note, NoteKind, Pending, Seed, Status, Step, Taken,
};
pub use handover::{Collected, Customer, HandOver, How, RESERVED_ATTRIBUTES, Travelled};
pub use library::{Library, Names, Rejected, Settings, Standing, Turn};
pub use limits::Limits;
pub use program::Program;
pub use replay::{Differing, Diverged, Entry, Input, Journal, context_after, replay};
pub use stored::{STORED_VERSION, Unreadable};
pub use trigger::Trigger;
pub use turning::{Failure, FlowWanted, Next, Outcome, SubFlow, Trace, Turning};
pub(crate) use turning::{Watched, next_random};
