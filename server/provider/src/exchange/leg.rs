//! Calls that begin: a caller rings a number, or somebody is rung.

use super::Exchange;
use super::call::{CallId, CallStatus, Callbacks, Direction, Frame, Target};
use super::caller::Person;
use super::calls::Beginning;
use super::run::post_or;
use super::timer::Timer;
use super::web::Owner;
use crate::fault::Fault;
use crate::form::Form;
use crate::profile::CallIds;
use crate::script::{Peer, Ring, Script};
use crate::sid::{CallSid, uuid};
use crate::transcript::{Entry, Purpose};
use crate::twiml::{Document, Place};

/// How long it takes until it rings somewhere.
const REACHES_MILLIS: u64 = 500;

/// A call that is to be placed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    pub from: String,
    pub to: String,
    pub parent: Option<CallId>,
    pub callbacks: Callbacks,
    pub ring_seconds: u64,
    pub first: Target,
    pub first_document: Option<String>,
    pub fallback: Target,
    pub whisper: Target,
    pub detects_machines: bool,
    pub detection_callback: Target,
}

impl Exchange {
    /// A caller rings a number of the account and does what the script says.
    pub fn dial_in(&mut self, from: &str, to: &str, script: Script) -> CallId {
        let ordinal = self.calls.len() as u64;
        self.dial_in_as(ordinal, from, to, script)
    }

    /// The same as the call of this ordinal, for runs that hold each call in an exchange of its own.
    pub fn dial_in_as(&mut self, ordinal: u64, from: &str, to: &str, script: Script) -> CallId {
        let patience_millis = script.patience_millis;
        let id = self.begin_call(ordinal, Direction::Inbound, from, to, script);
        let settings = &self.settings;
        let leaves_millis = settings.hostility.hang_up_millis(settings.seed, ordinal);
        self.set_timer(patience_millis.min(leaves_millis.unwrap_or(u64::MAX)), Timer::Patience(id));
        let Some(number) = self.numbers.get(to).filter(|number| !number.voice_url.is_empty())
        else {
            self.fault(id, Fault::wrong(format!("{to} is no number that takes calls")));
            self.end_call(id, CallStatus::Failed, "provider");
            return id;
        };
        let number = number.clone();
        let call = &mut self.calls[id];
        call.callbacks = Callbacks {
            target: Target { url: number.status_callback, method: "POST".to_owned() },
            events: vec!["completed".to_owned()],
        };
        call.fallback =
            Target { url: number.voice_fallback_url, method: post_or(&number.voice_method) };
        let first = Target { url: number.voice_url, method: post_or(&number.voice_method) };
        call.frames.push(Frame::empty(Place::Call, first.clone()));
        self.set_status(id, CallStatus::Ringing);
        self.fetch(id, &first, &Form::new());
        self.person_goes_on(id);
        id
    }

    fn begin_call(
        &mut self,
        ordinal: u64,
        direction: Direction,
        from: &str,
        to: &str,
        script: Script,
    ) -> CallId {
        let seed = self.settings.seed;
        let sid = match self.settings.profile.call_ids {
            CallIds::Sids => CallSid::numbered(seed, ordinal),
            CallIds::Uuids => CallSid(uuid(seed, ordinal)),
            CallIds::V3 => CallSid(format!("v3:{}", uuid(seed, ordinal))),
        };
        let (from, to, now_millis) = (from.to_owned(), to.to_owned(), self.now_millis);
        self.calls.begin(Beginning { sid, ordinal, direction, from, to, script, now_millis })
    }

    /// Places a call; whoever is rung reacts as was set.
    pub(crate) fn ring(&mut self, plan: Plan) -> CallId {
        let direction = match plan.parent {
            Some(_) => Direction::OutboundDial,
            None => Direction::OutboundApi,
        };
        // Ordinals of placed calls do not meet those of callers, whichever comes first.
        let beginner = plan.parent.map_or(0, |parent| self.calls[parent].ordinal + 1);
        let ordinal = (1 << 32) + (beginner << 12) + self.calls.len() as u64;
        let id = self.begin_call(ordinal, direction, &plan.from, &plan.to, Script::new());
        let call = &mut self.calls[id];
        call.parent = plan.parent;
        call.callbacks = plan.callbacks;
        call.first = plan.first;
        call.first_document = plan.first_document;
        call.fallback = plan.fallback;
        call.whisper = plan.whisper;
        call.machine_detection = plan.detects_machines;
        call.detection_callback = plan.detection_callback;
        self.set_status(id, CallStatus::Initiated);
        self.calls[id].status = CallStatus::Queued;
        self.set_timer(REACHES_MILLIS, Timer::Ring(id));
        let limit_millis = REACHES_MILLIS + plan.ring_seconds.max(1) * 1000;
        self.set_timer(limit_millis, Timer::RingLimit(id));
        id
    }

    fn peer(&self, id: CallId) -> Peer {
        self.peers.get(&self.calls[id].to).cloned().unwrap_or_else(Peer::no_answer)
    }

    pub(crate) fn peer_reacts(&mut self, id: CallId) {
        let ring = self.peer(id).ring;
        match (self.calls[id].status, ring) {
            (CallStatus::Queued, Ring::Fails) => {
                self.end_call(id, CallStatus::Failed, "provider");
            }
            (CallStatus::Queued, ring) => {
                self.set_status(id, CallStatus::Ringing);
                match ring {
                    Ring::Answers { after_millis, .. } => {
                        self.set_timer(after_millis, Timer::Ring(id));
                    }
                    Ring::Busy => self.set_timer(REACHES_MILLIS, Timer::Ring(id)),
                    Ring::NoAnswer | Ring::Fails => {}
                }
            }
            (CallStatus::Ringing, Ring::Busy) => self.end_call(id, CallStatus::Busy, "peer"),
            (CallStatus::Ringing, Ring::Answers { script, .. }) => self.answered(id, script),
            _ => {}
        }
    }

    pub(crate) fn ringing_is_over(&mut self, id: CallId) {
        if self.calls[id].answered_millis.is_none() {
            self.end_call(id, CallStatus::NoAnswer, "provider");
        }
    }

    fn answered(&mut self, id: CallId, script: Script) {
        let found = self.peer(id).answered_by;
        let now_millis = self.now_millis;
        let call = &mut self.calls[id];
        call.answered_millis = Some(now_millis);
        call.person = Person::new(script.steps);
        let detects = call.machine_detection;
        let detection = call.detection_callback.clone();
        if detects && detection.url.is_empty() {
            call.answered_by = Some(found.clone());
        }
        self.set_timer(script.patience_millis, Timer::Patience(id));
        self.set_status(id, CallStatus::InProgress);
        if detects && !detection.url.is_empty() {
            let form = self
                .call_form(id)
                .with("AnsweredBy", found)
                .with("MachineDetectionDuration", "2400");
            self.send(Owner::Call(id), Purpose::MachineDetection, &detection, form, 2_400);
        }
        match self.calls[id].parent {
            Some(parent) => self.leg_answered(parent, id),
            None => self.begin_placed(id),
        }
        self.person_goes_on(id);
    }

    /// The first document of a placed call: given with it, or asked for.
    fn begin_placed(&mut self, id: CallId) {
        let call = &mut self.calls[id];
        let first = call.first.clone();
        call.frames.push(Frame::empty(Place::Call, first.clone()));
        match call.first_document.take() {
            Some(text) => self.begin_inline(id, &text),
            None => self.fetch(id, &first, &Form::new()),
        }
    }

    /// Runs a document that came with a REST request: addresses in it have to be absolute.
    pub(crate) fn begin_inline(&mut self, id: CallId, text: &str) {
        let entry = Entry::Document { url: String::new(), text: text.to_owned() };
        self.write(Owner::Call(id), entry);
        match Document::read(text) {
            Ok(document) => self.begin_document(id, document, Target::default()),
            Err(error) => self.instructions_failed(id, 12100, &error.to_string()),
        }
    }
}
