//! The provider as a value: calls, rooms, queues and messages in virtual time, without a socket.
//!
//! The loop, for whoever drives it:
//!
//! 1. Take each [`Request`] with [`Exchange::take_request`] and send it.
//! 2. Give each answer back with [`Exchange::answer`].
//! 3. Ask [`Exchange::next`] what comes next, and let time pass with [`Exchange::advance`].
//!
//! An answer arrives in virtual time some milliseconds after its request, by the seed, however long
//! it takes on the wall: a run in which nobody advances past a missing answer is the same each time.

mod activity;
mod address;
mod answer;
mod bridge;
mod call;
mod caller;
mod calls;
mod chat;
mod dial;
mod end;
mod fetch;
mod gather;
mod leg;
mod message;
mod participants;
mod place;
mod queue;
mod record;
mod recorded;
mod room;
mod room_events;
mod run;
mod sending;
mod session;
mod stage;
mod status;
mod timer;
mod web;

use std::collections::{BTreeMap, VecDeque};

pub use answer::{Answer, Failure, Outcome};
pub use call::{Call, CallId, CallStatus, Direction};
pub use chat::ChatId;
pub use message::Message;
pub use place::Refused;
pub use recorded::Recorded;
pub use room::{InRoom, Room};
pub use web::{Request, RequestId};

use calls::Calls;
use chat::Chat;
use queue::Queue;
use timer::Timers;
use web::Outstanding;

use crate::script::Peer;
use crate::settings::{Number, Settings};
use crate::transcript::Transcript;

/// A provider with its numbers, calls, rooms, queues and messages.
#[derive(Debug)]
pub struct Exchange {
    /// How it behaves.
    pub settings: Settings,
    /// The beginning of its own addresses, for recordings and links: `http://127.0.0.1:1234`.
    pub base_url: String,
    /// How many of the next REST requests are refused because there are too many.
    pub throttled: u32,
    now_millis: u64,
    numbers: BTreeMap<String, Number>,
    peers: BTreeMap<String, Peer>,
    calls: Calls,
    rooms: Vec<Room>,
    queues: BTreeMap<String, Queue>,
    recordings: Vec<Recorded>,
    messages: Vec<Message>,
    chats: Vec<Chat>,
    opted_out: Vec<(String, String)>,
    timers: Timers,
    outbox: VecDeque<RequestId>,
    outstanding: BTreeMap<RequestId, Outstanding>,
    answered: BTreeMap<String, (u16, String)>,
    requests: u64,
    strays: Transcript,
}

/// What a driver does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Something happens at this time, in milliseconds of the run.
    At(u64),
    /// An answer is due at this time and has not come: in a run that jumps, time stands still.
    Answer(u64),
    /// Nothing more happens by itself; late answers may still come.
    Nothing,
}

impl Exchange {
    /// A provider in which nothing has happened yet.
    pub fn new(settings: Settings) -> Exchange {
        Exchange {
            settings,
            base_url: "http://provider.invalid".to_owned(),
            throttled: 0,
            now_millis: 0,
            numbers: BTreeMap::new(),
            peers: BTreeMap::new(),
            calls: Calls::default(),
            rooms: Vec::new(),
            queues: BTreeMap::new(),
            recordings: Vec::new(),
            messages: Vec::new(),
            chats: Vec::new(),
            opted_out: Vec::new(),
            timers: Timers::default(),
            outbox: VecDeque::new(),
            outstanding: BTreeMap::new(),
            answered: BTreeMap::new(),
            requests: 0,
            strays: Transcript::default(),
        }
    }

    /// The time of the run, in milliseconds since its beginning.
    pub fn now_millis(&self) -> u64 {
        self.now_millis
    }

    /// Adds a number of the account, or replaces one.
    pub fn set_number(&mut self, number: Number) {
        self.numbers.insert(number.address.clone(), number);
    }

    /// Says how somebody reacts who is called or written to. Whoever is not set lets it ring.
    pub fn set_peer(&mut self, address: &str, peer: Peer) {
        self.peers.insert(address.to_owned(), peer);
    }

    /// What comes next.
    pub fn next(&self) -> Next {
        match self.timers.first() {
            Some((at, Some(request))) if !self.has_outcome(request) => Next::Answer(at),
            Some((at, _)) => Next::At(at),
            None => Next::Nothing,
        }
    }

    /// Lets time pass up to `to_millis`: whatever is due happens, in its order.
    pub fn advance(&mut self, to_millis: u64) {
        while let Some((at, timer)) = self.timers.take_due(to_millis) {
            self.now_millis = self.now_millis.max(at);
            self.fire(timer);
        }
        self.now_millis = self.now_millis.max(to_millis);
    }

    /// Calls in their order.
    pub fn calls(&self) -> impl DoubleEndedIterator<Item = &Call> {
        self.calls.iter()
    }

    /// One call.
    pub fn call(&self, id: CallId) -> &Call {
        &self.calls[id]
    }

    /// The call with this sid.
    pub fn call_by_sid(&self, sid: &str) -> Option<CallId> {
        self.calls.find(sid)
    }

    /// Conferences in their order, those that are over included.
    pub fn rooms(&self) -> &[Room] {
        &self.rooms
    }

    /// Recordings in their order.
    pub fn recordings(&self) -> &[Recorded] {
        &self.recordings
    }

    /// Messages in their order, in and out.
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// What belongs to no call and no chat: webhooks of messages to people who do not follow a
    /// script, and their faults.
    pub fn strays(&self) -> &Transcript {
        &self.strays
    }

    /// Whether everything about a call is over: it has ended, and no webhook about it is still to
    /// be sent or answered.
    pub fn is_settled(&self, id: CallId) -> bool {
        self.calls[id].has_ended()
            && self.outstanding.values().all(|one| one.owner != web::Owner::Call(id))
    }

    /// Whether every call is over, every message settled, and nothing on its way.
    pub fn is_quiet(&self) -> bool {
        self.outstanding.is_empty()
            && self.calls.iter().all(Call::has_ended)
            && self.messages.iter().all(Message::is_settled)
    }
}
